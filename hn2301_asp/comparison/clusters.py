"""Ties that share what they follow from: they are judged together. Nothing is solved here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.numbers import inlined
from hn2301_asp.knowledge.thresholds.formula import Node
from hn2301_asp.solver.sharing import groups_sharing
from hn2301_asp.solver.ties import Tie


class Cluster(Struct, frozen=True):
    """Ties that share what they follow from, with all that matters for them.

    ``formulas`` are those of their results over what is measured; a hidden quantity that one of them asks for
    is among the ``measured``.
    """

    ties: tuple[Tie, ...]
    measured: tuple[str, ...]
    facts: tuple[str, ...]
    formulas: Mapping[str, Node]


def formula_of(clusters: Iterable[Cluster], result: str) -> Node | None:
    """The formula of a result over what is measured; None where no cluster has one."""
    return next((cluster.formulas[result] for cluster in clusters if result in cluster.formulas), None)


def clusters_of(every: Mapping[str, Tie], axes: Collection[str], totals: set[str]) -> Iterator[Cluster]:
    """Ties that share a measured quantity are looked at together: those of the axes, and what these ask for."""
    direct = {name: tie.formula for name, tie in every.items() if tie.formula is not None}
    formulas = {name: inlined(direct[name], direct) for name in axes if name in direct}
    asked = {name for formula in formulas.values() for name in formula.quantities()}
    ties = [every[name] for name in axes if name in every]
    ties += [tie for name, tie in every.items() if name in asked and tie.formula is None and tie not in ties]
    measured: dict[str, list[str]] = {}
    facts: dict[str, list[str]] = {}
    for tie in ties:
        if tie.formula is None:
            measured[tie.result] = [*tie.quantities, *([tie.result] if tie.result in asked else [])]
            facts[tie.result] = list(tie.facts)
        else:
            measured[tie.result] = list(dict.fromkeys(formulas[tie.result].quantities()))
            facts[tie.result] = list(dict.fromkeys(formulas[tie.result].facts()))
    for name in (name for names in measured.values() for name in names if name in totals):
        raise Undecidable(f"a formula asks for {name}, which is the sum of a score's items")
    for group in groups_sharing(ties, lambda tie: measured[tie.result]):
        shared = {name for tie in group for name in measured[tie.result]}
        named = dict.fromkeys(fact for tie in group for fact in facts[tie.result])
        own = {tie.result: formulas[tie.result] for tie in group if tie.result in formulas}
        yield Cluster(group, tuple(sorted(shared)), tuple(named), own)
