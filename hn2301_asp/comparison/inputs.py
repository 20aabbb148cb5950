"""What several versions may say of a patient, as one: quantities, facts, families, formulas."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar

from msgspec.structs import replace

from hn2301_asp.comparison.renaming import key
from hn2301_asp.knowledge.thresholds.expression import Node, renamed
from hn2301_asp.knowledge.thresholds.model import Thresholds
from hn2301_asp.knowledge.vocabulary.model import Choice, Family, Quantity, Room, Score, Vocabulary

_T = TypeVar("_T")


#: Why a question is not decided where screening judges otherwise whoever was found.
NOT_CONFIRMED = "a patient was found, but screening the record does not confirm it"


class Undecidable(Exception):
    """A question that could not be answered, with the reason in words: it is said, never passed."""


def one_vocabulary(vocabularies: Sequence[Vocabulary]) -> Vocabulary:
    """Every fact, choice, family and drug of any version; the first version's words where several have one."""
    first = vocabularies[0]
    choices: dict[str, Choice] = {}
    families: dict[str, Family] = {}
    for vocabulary in vocabularies:
        for choice in vocabulary.choices.values():
            known = choices.setdefault(choice.name, choice)
            values, called = dict.fromkeys([*known.values, *choice.values]), {**choice.called, **known.called}
            choices[choice.name] = replace(known, values=tuple(values), called=called)
        for family in vocabulary.families.values():
            same = families.setdefault(family.name, family)
            families[family.name] = replace(same, items={**family.items, **same.items})
    return replace(
        first,
        facts=_union([v.facts for v in vocabularies]),
        choices=choices,
        families=families,
        drugs=_union([v.drugs for v in vocabularies]),
        doses=_union([v.doses for v in vocabularies]),
        handling=_union([v.handling for v in vocabularies]),
    )


def _union(tables: Sequence[Mapping[str, _T]]) -> dict[str, _T]:
    found: dict[str, _T] = {}
    for table in tables:
        for name, entry in table.items():
            found.setdefault(name, entry)
    return found


def hull(one: Quantity, other: Quantity) -> Quantity:
    """A quantity as either version takes it: whatever is possible in one, by the finer step."""
    if one.unit != other.unit:
        raise Undecidable(f"{one.label} is kept in {one.unit} in one version and in {other.unit} in the other")
    return replace(
        one,
        step=_common_step(one.step, other.step),
        counted=one.counted and other.counted,
        possible=(min(one.possible[0], other.possible[0]), max(one.possible[1], other.possible[1])),
        never=one.never or other.never,
    )


def _common_step(one: Fraction, other: Fraction) -> Fraction:
    """The greatest step of which both are multiples."""
    denominator = math.lcm(one.denominator, other.denominator)
    return Fraction(math.gcd(int(one * denominator), int(other * denominator)), denominator)


def inner_first(thresholds: Thresholds) -> Iterator[str]:
    """All quantities, each after those from which it follows."""
    done: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name not in done:
            done.add(name)
            room = thresholds.quantities[name].room
            if name in thresholds.derived:
                for inner in thresholds.derived[name].formula.quantities():
                    yield from visit(inner)
            elif room is not None:
                yield from visit(room.measured)
            yield name

    for name in thresholds.quantities:
        yield from visit(name)


def renamed_formula(node: Node, names: Mapping[str, str]) -> Node:
    """A formula over the quantities as they are called here."""
    return renamed(node, quantity=lambda name: names[key("quantity", name)])


def renamed_room(room: Room | None, names: Mapping[str, str]) -> Room | None:
    """What bounds a hidden quantity, over the quantities as they are called here."""
    return None if room is None else replace(room, measured=names[key("quantity", room.measured)])


def weights(score: Score, total: str) -> Any:
    """What a total adds up: items with their points."""
    return score.family, tuple(sorted((item, score.items[item].weight) for item in score.totals[total]))
