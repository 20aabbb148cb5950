"""Who lies on a side of a limit: at it, one step inside or outside, or `never`; found, or proved not to exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from hn2301_asp.comparison.facts_behind import facts_behind
from hn2301_asp.comparison.search import Found
from hn2301_asp.comparison.single_numbers import nearest_number
from hn2301_asp.comparison.witness import recorded
from hn2301_asp.covering.asking import Asking, Proposal
from hn2301_asp.covering.model import Case
from hn2301_asp.covering.showing import shown
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.formula import Node
from hn2301_asp.scenarios.limits import Ask
from hn2301_asp.source.diagnostics import InputError


class Limits:
    """The questions about limits, put to the search of all cases."""

    def __init__(self, asking: Asking) -> None:
        self.asking, self.search = asking, asking.search
        self.protocol, self.base, self.space = asking.protocol, asking.base, asking.space

    def nobody(self, case: Case) -> bool:
        """Whether it is proved that nobody lies there."""
        return not any(self._given(case, ask) or self._within(ask, []) is not None for ask in case.asks)

    def people(self, case: Case) -> Iterator[Proposal]:
        """Patients who lie there: those first who are eligible."""
        for ask in case.asks:
            yield from self._given(case, ask)
            for preferred in ([self.space.eligible], []):
                found = self._within(ask, preferred)
                if found is not None:
                    yield from self.asking.told(found, [ask.threshold.name], {})

    def _within(self, ask: Ask, preferred: Sequence[int]) -> Found | None:
        """The nearest patient on a side of a limit, of whom some literals hold; None: nobody is there, as is proved."""
        threshold, held = ask.threshold, [*preferred]
        if threshold.owner in self.space.scopes:
            held.append(self.space.scopes[threshold.owner])
        item = self.base.thresholds.quantities[threshold.quantity].of_item
        if item is not None:
            held.append(self.space.circuit.inputs[f"{item[0]}({item[1]})"])
        if ask.side == "never":
            regions = self.base.thresholds.axes[threshold.quantity].regions
            atoms = self.space.regions[threshold.quantity]
            never = [atom for atom, region in zip(atoms, regions, strict=True) if region.interval is None]
            return self.search.find([*held, *never], nearest=True)
        return self.search.find_within(held, {threshold.quantity: self._narrow(ask)})

    def _given(self, case: Case, ask: Ask) -> list[Proposal]:
        """Patients whose result of a curve is given itself: what gives it exactly is looked for too long."""
        name, derived = ask.threshold.quantity, self.base.thresholds.derived
        if name not in derived or ask.side == "never" or not _bends(derived[name].formula):
            return []
        quantity = self.base.thresholds.quantities[name]
        number = nearest_number(self._narrow(ask), quantity, None)
        if number is None or name not in self.base.vocabulary.quantities:
            return []
        told: list[Proposal] = []
        for record in self.asking.bases(case, []):
            proposal = Proposal(
                {
                    **self.asking.left_out(record, facts_behind(self.base, [ask.threshold.name])),
                    name: recorded(quantity, number),
                }
            )
            for one in (Proposal({**record, name: recorded(quantity, number)}), proposal):
                try:
                    screening = self.protocol.screen(one.record).screening
                except InputError:
                    continue
                if shown(self.protocol, {0: case}, [screening]):
                    told.append(one)
        return told

    def _narrow(self, ask: Ask) -> Interval:
        """Where a value lies on a side of a limit."""
        if ask.side == "at":
            return Interval.point(ask.end)
        step = self._step(ask)
        if ask.step is not None:
            return Interval.point(ask.end + step if ask.above else ask.end - step)
        low, high = (ask.end, ask.end + step) if ask.above else (ask.end - step, ask.end)
        return Interval(low, high, ask.above, not ask.above)

    def _step(self, ask: Ask) -> Fraction:
        """How far from a limit; of a ratio one step of what is measured where it is divided by most."""
        if ask.step is not None:
            return ask.step
        quantity, derived = self.base.thresholds.quantities[ask.threshold.quantity], self.base.thresholds.derived
        if ask.threshold.quantity not in derived or not derived[ask.threshold.quantity].ratio:
            return quantity.step
        below = [*derived[ask.threshold.quantity].formula.quantities()][-1]
        typical = self.search.typical.numbers.get(below)
        return quantity.step / (typical or self.base.thresholds.quantities[below].plausible[1] or 1)


def _bends(node: Node) -> bool:
    """Whether a formula holds a curve."""
    return node.kind == "curve" or any(map(_bends, node.parts))
