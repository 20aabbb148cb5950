"""Names changed where a rule has them as names, and nowhere else."""

from __future__ import annotations

import pytest

from hn2301_asp.comparison.renaming import renamed
from hn2301_asp.knowledge.reading_rules import parse_rules
from hn2301_asp.knowledge.rules import Rule

NAMES = {
    "predicate alc": "_v1_alc",
    "predicate item": "_v1_item",
    "predicate current": "_v1_current",
    "predicate steroid": "_v1_steroid",
    "reading course": "_v1_course",
    "predicate course": "nothing",
    'predicate met("A")': '_v1_met("A")',
    "predicate eligible": '_conclusion("_eligible",1)',
}
CASES = {
    'met("A") :- alc, not alc.': '_rule(7,()) :- _v1_alc; not _v1_alc.\n_v1_met("A") :- _rule(7,()).\n',
    'other :- met("A"), not met("B").': '_rule(7,()) :- _v1_met("A"); not met("B").\nother :- _rule(7,()).\n',
    "steroid(D) :- current(D), class(D, steroid).": (
        "_rule(7,(D,)) :- _v1_current(D); class(D,steroid).\n_v1_steroid(D) :- _rule(7,(D,)).\n"
    ),
    "two :- #count { D : current(D), not named(D) } >= 2.": (
        "_rule(7,()) :- 2 <= #count { D: _v1_current(D), not named(D) }.\ntwo :- _rule(7,()).\n"
    ),
    "some :- item((alc;current)).": "_rule(7,()) :- _v1_item((alc;current)).\nsome :- _rule(7,()).\n",
    "some :- item(alc;current).": ("_rule(7,()) :- (_v1_item(alc);_v1_item(current)).\nsome :- _rule(7,()).\n"),
    "read :- alc, reading(course, current).": (
        "_rule(7,()) :- _v1_alc; reading(_v1_course,current).\nread :- _rule(7,()).\n"
    ),
    ":- alc, eligible.": '_rule(7,()) :- _v1_alc; _conclusion("_eligible",1).\n#false :- _rule(7,()).\n',
    "same :- other, item_of(alc).": "_rule(7,()) :- other; item_of(alc).\nsame :- _rule(7,()).\n",
}


def rule(text: str) -> Rule:
    (found,) = parse_rules(text, "r.lp", 3, constraints=True).rules
    return found


@pytest.mark.parametrize("text", CASES)
def test_names_are_changed_where_they_are_names(text: str) -> None:
    assert renamed(rule(text), NAMES, 7).split() == CASES[text].split()


def test_a_head_can_be_another() -> None:
    told = '_rule(4,()) :- _v1_alc; _conclusion("_eligible",1).\n_broken(0) :- _rule(4,()).\n'
    assert renamed(rule(":- alc, eligible."), NAMES, 4, "_broken(0)") == told
    assert renamed(rule(":- other."), NAMES, 5, "_broken(1)") == "_rule(5,()) :- other.\n_broken(1) :- _rule(5,()).\n"
