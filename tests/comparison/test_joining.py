"""Two versions side by side where they do not even speak of the same things."""

from __future__ import annotations

import random

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.comparison import joining
from hn2301_asp.comparison.comparer import Comparer, compare
from hn2301_asp.comparison.model import Change
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from tests.small_base import TEXTS, draw_rules, small

FACTS, QUANTITIES, THRESHOLDS = "vocabulary/facts.yaml", "vocabulary/quantities.yaml", "criteria/all.thr"
#: What the rules are beside the criterion that is asked about.
REST = 'met("C-2").\nmet("C-3") :- f, not f.\n'
#: A file, what stands there, and what stands there instead.
Edit = tuple[str, str, str]


def version(asks: str, *edits: Edit, more: str = "") -> Protocol:
    """The small knowledge base, in which one criterion asks for something, with edits of its texts."""
    texts = {**TEXTS, "criteria/all.lp": f'met("C-1") :- {asks}.\n{REST}{more}'}
    for file, before, after in edits:
        assert before in texts[file], (file, before)
        texts[file] = texts[file].replace(before, after)
    return Protocol(load_knowledge_base(KnowledgeBaseFiles("kb", texts, digest(texts))))


def told(change: Change) -> tuple[str, object, object]:
    """The relation, and of who gains and loses the facts that are asked about."""
    asked = ("f", "g", "helper")
    sides = [side.witness.record if side.witness else side.undecided for side in (change.gains, change.loses)]
    shown = [{k: v for k, v in s.items() if k in asked} if isinstance(s, dict) else s for s in sides]
    return change.relation, shown[0], shown[1]


DERIVED = version("helper", more="helper :- f.\n")
GIVEN = version("helper", (FACTS, "  g: {}\n", "  g: {}\n  helper: {}\n"))


def test_a_fact_that_becomes_a_definition_is_another_thing_under_its_name() -> None:
    there, here = {"f": False, "g": False, "helper": True}, {"f": True, "g": False, "helper": False}
    assert told(compare(GIVEN, DERIVED).overall) == ("shifted", here, there)
    assert told(compare(DERIVED, GIVEN).overall) == ("shifted", there, here)


def test_a_fact_that_becomes_a_threshold_is_another_thing_under_its_name() -> None:
    limit = version("helper", (THRESHOLDS, "a_high    aa", 'helper    aa ≥ 1 u             "q"\na_high    aa'))
    change = compare(GIVEN, limit).overall
    records = [side.witness.record for side in (change.gains, change.loses) if side.witness is not None]
    assert [(record["helper"], record["a"]) for record in records] == [(False, 2), (True, 0)]


def verdicts(change: Change) -> tuple[str, str, str]:
    """The relation, and the verdicts of whoever shows it."""
    witness = change.gains.witness or change.loses.witness
    assert witness is not None
    return change.relation, witness.before, witness.after


def test_never_may_become_possible_and_who_says_so_was_refused() -> None:
    without = (
        (QUANTITIES, ", plausible: [0, 3], never: true}", ", plausible: [0, 3]}"),
        (THRESHOLDS, ", no if never", ""),
        (THRESHOLDS, ", yes if never", ""),
    )
    change = compare(version("not e_soon", *without), version("not e_soon")).overall
    assert verdicts(change) == ("broader", "refused", "eligible")


def test_a_choice_may_get_a_value_and_who_has_it_was_refused() -> None:
    more = (FACTS, "[big, small]", "[big, small, medium]")
    change = compare(version("not size(big)"), version("not size(big)", more)).overall
    assert verdicts(change) == ("broader", "refused", "eligible")
    assert compare(version("size(big)"), version("size(big)", more)).overall.relation == "equivalent"


def test_a_formula_that_divides_by_zero_where_only_the_other_version_can_be_is_undecided() -> None:
    formula = "aa [u] × bb [u] × (2 if big else 1)"
    one = version("c_high", (THRESHOLDS, formula, "aa [u] / bb [u]"))
    other = version(
        "c_high",
        (THRESHOLDS, formula, "aa [u] / (bb [u] + 1)"),
        (
            QUANTITIES,
            "b: {label: bb, unit: u, counted: true, step: 1 u, possible: [1, 3]",
            "b: {label: bb, unit: u, counted: true, step: 1 u, possible: [0, 3]",
        ),
    )
    assert told(compare(one, other).overall)[:2] == (
        "undecided",
        "a formula divides by what only another version takes to be zero",
    )


def test_a_score_with_a_new_item_shows_it_with_its_points() -> None:
    item = (
        ("scores/sc.yaml", "items:\n  one:", "items:\n  zero: {weight: 3, domain: x}\n  one:"),
        (
            QUANTITIES,
            "total: {label: tt, unit: u, counted: true, step: 1 u, possible: [0, 5]",
            "total: {label: tt, unit: u, counted: true, step: 1 u, possible: [0, 8]",
        ),
        ("vocabulary/typical.yaml", "{}", "{item: []}"),
    )
    typical = ("vocabulary/typical.yaml", "{}", "{item: []}")
    gains = compare(version("t_high", typical), version("t_high", *item)).overall.gains
    assert gains.witness is not None
    assert (gains.witness.before, gains.witness.after) == ("ineligible", "eligible")


@pytest.mark.parametrize("seed", range(6))
def test_what_is_told_does_not_depend_on_what_was_asked_before(seed: int) -> None:
    rng = random.Random(seed)
    versions = [small(draw_rules(rng)) for _ in range(2)]
    first, later = Comparer(versions, ["one", "other"]), Comparer(versions, ["one", "other"])
    later.criteria(0, 1)
    assert later.overall(0, 1) == first.overall(0, 1)


def test_a_limit_that_is_moved_again_is_not_grounded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    base = version("a_high, not c_high")
    moved = [version("a_high, not c_high", (THRESHOLDS, "aa ≥ 2 u", f"aa ≥ {limit} u")) for limit in (3, 1)]
    first = compare(base, moved[0]).overall.loses.witness
    monkeypatch.setattr(joining, "ground_program", lambda *_, **__: pytest.fail("grounded again"))
    again = compare(base, moved[1]).overall.gains.witness
    assert [one.record["a"] for one in (first, again) if one is not None] == [2, 1]
    with pytest.raises(pytest.fail.Exception, match="grounded again"):
        compare(base, version("a_high, not c_higher"))


def test_the_literals_of_a_rule_are_told_however_long_its_names_are() -> None:
    """A body of plain literals is taken apart; of any other it is seen at once that it is none."""
    long = "a_name_that_" + "goes_on_and_" * 20 + "ends"
    mark = f"_rule(3,()) :- {long}; not {long}(female); applies(x,y)."
    assert joining._literals(f"{mark}\nmore") == (long, f"not {long}(female)", "applies(x,y)")
    assert joining._literals(f"_rule(3,()) :- {long}; {long} > 2.") == ()
    assert joining._literals(f"_rule(3,(X,)) :- {long}.") == ()
