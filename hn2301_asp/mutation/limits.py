"""The limits of thresholds with other numbers, as if they had been written so.

What one writes once is one here: a threshold on every item of a family is altered for all of them. No kind of
change is known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.model import (
    HALF_LIFE,
    Extreme,
    Limit,
    Threshold,
    show_limit,
    show_window,
)
from hn2301_asp.knowledge.thresholds.resolve import between, counting
from hn2301_asp.knowledge.vocabulary.model import Quantity, Vocabulary
from hn2301_asp.source.numbers import fixed


class Written(Struct, frozen=True):
    """A threshold as somebody wrote it: by its name, on one quantity or on each of several."""

    name: str
    thresholds: tuple[Threshold, ...]

    @property
    def first(self) -> Threshold:
        return self.thresholds[0]

    @property
    def inputs(self) -> tuple[str, ...]:
        """What rules may ask for that stands for it."""
        return (self.name, *(one.name for one in self.thresholds), *(one.quantity for one in self.thresholds))


def written(base: KnowledgeBase) -> Iterator[Written]:
    """Every threshold, in their order."""
    known, seen = base.thresholds, set[str]()
    for threshold in known.thresholds.values():
        gate = known.gate_of(threshold.name)
        name = threshold.name if gate is None else gate.name
        if name not in seen:
            seen.add(name)
            yield Written(name, (threshold,) if gate is None else known.of(gate.name))


def extreme_of(base: KnowledgeBase, threshold: Threshold) -> Extreme:
    """Which of a window's two times counts; empty where there is one, or they are the same."""
    if not threshold.window or len(threshold.limits) < 2:
        return ""
    quantity = base.thresholds.quantities[threshold.quantity]
    numbers = [number_of(base.vocabulary, quantity, limit) for limit in threshold.limits]
    return "longer" if threshold.test.interval.high == max(numbers) else "shorter"


def number_of(vocabulary: Vocabulary, quantity: Quantity, limit: Limit) -> Fraction:
    """A limit's number in its quantity's own unit."""
    if limit.times or limit.grade or limit.unit is None:
        return limit.number
    if limit.unit.startswith(HALF_LIFE):
        assert quantity.of_item is not None
        half_life = vocabulary.drugs[quantity.of_item[1]].half_life
        assert half_life is not None
        return limit.number * half_life.number * quantity.units[half_life.unit]
    unit = vocabulary.unit(limit.unit)
    assert unit is not None
    return quantity.canonical(limit.number, unit)


def with_limits(
    base: KnowledgeBase, one: Written, limits: Sequence[Limit], extreme: Extreme | None = None
) -> dict[str, Threshold] | None:
    """The thresholds with other limits, by their names; None where no number lies within them."""
    found = {}
    for threshold in one.thresholds:
        quantity = base.thresholds.quantities[threshold.quantity]
        which = extreme_of(base, threshold) if extreme is None else extreme
        numbers = counting([number_of(base.vocabulary, quantity, limit) for limit in limits], which)
        interval = between(limits, numbers, quantity, window=bool(threshold.window))
        if interval.is_empty:
            return None
        found[threshold.name] = _with(threshold, interval, limits, which)
    return found


def _with(threshold: Threshold, interval: Interval, limits: Sequence[Limit], extreme: Extreme) -> Threshold:
    test = replace(threshold.test, interval=interval)
    return replace(threshold, test=test, limits=tuple(limits), shown=shown(threshold, limits, extreme))


def shown(threshold: Threshold, limits: Sequence[Limit], extreme: Extreme = "") -> str:
    """Limits as they are written."""
    if threshold.window:
        return show_window(limits, threshold.window, extreme)
    return " and ".join(map(show_limit, limits))


def moved(quantity: Quantity, limit: Limit, by: int) -> Limit | None:
    """A limit whose number is so many of its last digit greater; None where a scale of grades has none."""
    if limit.grade:
        place = limit.number + by
        if not 0 <= place < len(quantity.grades):
            return None
        return replace(limit, number=place, number_text=quantity.grades[int(place)])
    places = len(limit.number_text.partition(".")[2])
    return at(limit, limit.number + Fraction(by, 10**places), places)


def at(limit: Limit, number: Fraction, places: int) -> Limit:
    """A limit with another number, of so many decimals; its second number in another unit goes."""
    return replace(limit, number=number, number_text=fixed(number, places), again=None)


def same(base: KnowledgeBase, changed: Mapping[str, Threshold]) -> bool:
    """Whether thresholds mean what they meant."""
    known = base.thresholds.thresholds
    return all(known[name].test == threshold.test for name, threshold in changed.items())
