"""Items that are alike stand for each other: the lists that differ are those that all lists, one by one, give."""

from __future__ import annotations

import random

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.explanation.answers import lists
from hn2301_asp.explanation.answers.alike import kinds_of
from tests import class_base, items_base

BASES = ["shipped", "attributes", "an order of names"]


@pytest.fixture(params=BASES)
def base(request: pytest.FixtureRequest, protocol: Protocol) -> Protocol:
    ordered = 'two :- used(A), used(B), A < B, class(A, targeted).\nmet("C-1") :- two.\n'
    return {
        "shipped": lambda: protocol,
        "attributes": items_base.items,
        "an order of names": lambda: items_base.items("", ordered),
    }[request.param]()


def test_lists_of_items_that_are_alike_are_those_of_every_item(base: Protocol, monkeypatch: pytest.MonkeyPatch) -> None:
    knowledge, readings = base.knowledge_base, base.knowledge_base.default_readings()
    rng = random.Random(5)
    for family in knowledge.vocabulary.families.values():
        if family.score is not None:
            continue
        short = lists.telling_lists(base.space, base.index, family, readings)
        with monkeypatch.context() as patch:
            patch.setattr(lists, "kinds_of", lambda _, one: {item: n for n, item in enumerate(one.items)})
            whole = lists.telling_lists(base.space, base.index, family, readings)
        usable = [set(family.items), *({i for i in family.items if rng.random() < 0.6} for _ in range(20))]
        for own in usable:
            assert [one.first(own) for one in short] == [one.first(own) for one in whole]


def test_drugs_of_one_class_are_alike_but_for_those_that_rules_name_and_those_of_one_substance() -> None:
    knowledge = class_base.of_class(7).knowledge_base
    kinds = kinds_of(knowledge, knowledge.vocabulary.families["used"])
    groups: dict[int, list[str]] = {}
    for item, kind in kinds.items():
        groups.setdefault(kind, []).append(item)
    assert sorted(groups.values()) == [
        ["d0", "d1", "d2", "d3"],
        ["marked"],
        ["one"],
        ["other"],
        ["t0", "t1", "t2", "t3", "t4"],
    ]


def test_a_long_open_list_is_told_in_a_few_lines() -> None:
    told = str(class_base.of_class(150).screen({}).explain())
    assert "not recorded: d0, d1, d2, d3, d4, d5, d6, d7, d8, d9 and 146 others\n" in told
    assert len(told.split("\n")) < 40
