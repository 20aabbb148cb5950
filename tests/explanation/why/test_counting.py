"""Conditions that ask for a number of things, in every way in which a rule may ask: told as that number."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.explanation.why.tree import HowMany, Node
from hn2301_asp.report.patient.words import how_many

RULES = "criteria/in4_immunosuppressants.lp"
SHIPPED = "two_used    :- #count { S : used_adequately(D), substance(D, S), counts(D) } >= 2."
COUNT = "#count { S : used_adequately(D), substance(D, S), counts(D) }"
FOUR = ["hydroxychloroquine", "mycophenolate_mofetil", "azathioprine", "methotrexate"]
NAMES = "methotrexate, azathioprine, mycophenolate mofetil, hydroxychloroquine"
LABEL = "drugs used in a standardized manner"

#: What a rule asks, what is recorded, and what is told of it.
CASES: dict[str, tuple[str, list[str], list[str]]] = {
    "at most two": (f"{COUNT} <= 2", FOUR, [f"{LABEL}: 4 count, at most 2 may", f"counted: {NAMES}"]),
    "less than three": (f"{COUNT} < 3", FOUR, [f"{LABEL}: 4 count, at most 2 may", f"counted: {NAMES}"]),
    "not more than two": (f"not {COUNT} > 2", FOUR, [f"{LABEL}: 4 count, at most 2 may", f"counted: {NAMES}"]),
    "none": (f"{COUNT} = 0", FOUR[:1], [f"{LABEL}: 1 counts, none may", "counted: hydroxychloroquine"]),
    "exactly two, of four": (f"{COUNT} = 2", FOUR, [f"{LABEL}: 4 count, exactly 2 are needed", f"counted: {NAMES}"]),
    "exactly two, of one": (
        f"{COUNT} = 2",
        FOUR[:1],
        [f"{LABEL}: 1 counts, exactly 2 are needed", "counted: hydroxychloroquine"],
    ),
    "any number but four": (
        f"{COUNT} != 4",
        FOUR,
        [f"{LABEL}: 4 count, any number but 4 would do", f"counted: {NAMES}"],
    ),
    "two to three": (f"2 <= {COUNT} <= 3", FOUR, [f"{LABEL}: 4 count, 2 to 3 are needed", f"counted: {NAMES}"]),
    "a number with a name": (
        f"N = {COUNT}, N >= 2",
        FOUR[:1],
        [f"{LABEL}: 1 counts, at least 2 are needed", "counted: hydroxychloroquine"],
    ),
    "a number with a name that is bounded above": (
        f"N = {COUNT}, N <= 2",
        FOUR,
        [f"{LABEL}: 4 count, at most 2 may", f"counted: {NAMES}"],
    ),
    "two bounds apart": (
        f"N = {COUNT}, N != 3, N != 4, N != 1",
        FOUR,
        [f"{LABEL}: 4 count, 0, 2 or 5 or more would do", f"counted: {NAMES}"],
    ),
}


def asked_in(node: Node) -> list[Node]:
    parts = getattr(node, "parts", None)
    return [node] if parts is None else [leaf for part in parts for leaf in asked_in(part)]


@pytest.mark.parametrize("name", CASES)
def test_a_count_is_told_as_one_number_and_what_is_counted(name: str, edited: Callable[..., Protocol]) -> None:
    rule, used, told = CASES[name]
    protocol = edited((RULES, SHIPPED, f"two_used :- {rule}."))
    record = {**protocol.knowledge_base.vocabulary.typical, "used_adequately": used}
    result = protocol.screen(record)
    assert result.blocking == ("IN-4",)
    (rules,) = [account.rules for account in result.accounts if account.id == "IN-4"]
    (leaf,) = [leaf for rule_ in rules for leaf in asked_in(rule_.because)]
    assert isinstance(leaf, HowMany)
    assert how_many(protocol.knowledge_base, leaf) == told
    assert "needed: no" not in result.explain()


def test_the_data_says_which_numbers_would_do(edited: Callable[..., Protocol]) -> None:
    found = []
    for rule in (f"{COUNT} >= 5", f"{COUNT} <= 2", f"{COUNT} != 4"):
        protocol = edited((RULES, SHIPPED, f"two_used :- {rule}."))
        result = protocol.screen({**protocol.knowledge_base.vocabulary.typical, "used_adequately": FOUR})
        (entry,) = [one for one in result.to_dict()["criteria"] if one["id"] == "IN-4"]
        ((leaf,),) = [part["all_of"] for part in entry["blocked_by"][0]["because"]["any_of"]]
        found.append({key: leaf[key] for key in ("at_least", "at_most", "would_do") if key in leaf})
    assert found == [{"at_least": 5}, {"at_most": 2}, {"would_do": [[0, 3], [5, None]]}]


def test_items_and_facts_that_are_counted_together_are_told_by_their_names(edited: Callable[..., Protocol]) -> None:
    protocol = edited((RULES, SHIPPED, "two_used :- 9 <= #count { D : used_adequately(D); x : gilbert_syndrome }."))
    result = protocol.screen({**protocol.knowledge_base.vocabulary.typical, "used_adequately": FOUR})
    assert result.blocking == ("IN-4",)
    assert "at least 9 are needed" in result.explain()
    (entry,) = [one for one in result.to_dict()["criteria"] if one["id"] == "IN-4"]
    assert "documented Gilbert syndrome" in str(entry)
