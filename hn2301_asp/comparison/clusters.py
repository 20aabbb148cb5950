"""Ties that share what they follow from: they are judged together. Nothing is solved here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.joining import Joined
from hn2301_asp.comparison.numbers import inlined
from hn2301_asp.solver.ties import Tie


class Cluster(Struct, frozen=True):
    """Ties that share what they follow from, with all that matters for them."""

    ties: tuple[Tie, ...]
    measured: tuple[str, ...]
    facts: tuple[str, ...]


def clusters_of(ties: Sequence[Tie], joined: Joined, totals: set[str]) -> Iterator[Cluster]:
    """Ties that share a measured quantity are looked at together."""
    formulas = {tie.result: tie.formula for tie in ties if tie.formula is not None}
    derived = {name: d.formula for name, d in joined.base.thresholds.derived.items()}
    measured: dict[str, list[str]] = {}
    for tie in ties:
        if tie.formula is None:
            measured[tie.result] = list(tie.quantities)
        else:
            measured[tie.result] = list(dict.fromkeys(inlined(tie.formula, {**derived, **formulas}).quantities()))
    for names in measured.values():
        for name in names:
            if name in totals:
                raise Undecidable(f"a formula asks for {name}, which is the sum of a score's items")
    left = list(ties)
    while left:
        group, shared = [left.pop(0)], set[str]()
        while True:
            shared = {name for tie in group for name in measured[tie.result]}
            more = [tie for tie in left if shared & set(measured[tie.result])]
            if not more:
                break
            group += more
            left = [tie for tie in left if tie not in more]
        facts = dict.fromkeys(fact for tie in group for fact in tie.facts)
        yield Cluster(tuple(group), tuple(sorted(shared)), tuple(facts))
