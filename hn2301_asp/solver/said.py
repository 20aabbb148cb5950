"""What a record says of quantities in numbers, and what follows from it; whether two sources agree.

Two sources agree where their intervals meet or, where the vocabulary declares it, come near enough.
Nothing is read or solved here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product

from hn2301_asp.knowledge.thresholds.axis import EVERYTHING, Domain, Interval, Values, meeting
from hn2301_asp.knowledge.thresholds.formula import Node, Ratio, bounds
from hn2301_asp.solver.ties import Tie
from hn2301_asp.solver.unbounded import hull


def said(amounts: Iterable[tuple[str, str, Values]]) -> dict[str, Values]:
    """What formulas take each quantity to be: what all its sources say together, else what the first one says."""
    found: dict[str, Values] = {}
    for _, quantity, values in amounts:
        before = found.get(quantity)
        found[quantity] = values if before is None else meeting((before, values))
    return found


def computed(tie: Tie, numbers: Mapping[str, Ratio], answers: Mapping[str, bool]) -> Ratio | None:
    """The number of a tie's result, not reduced, where everything that it depends on is known, else None."""
    for name in tie.quantities:
        if name not in numbers:
            return None
    for fact in tie.facts:
        if fact not in answers:
            return None
    return tie.ratio(numbers, answers)


def following(ties: Sequence[Tie], main: Mapping[str, Values], answers: Mapping[str, bool]) -> dict[str, Fraction]:
    """The numbers of what no number is said of, but of all that it follows from.

    ``ties`` stand each behind those whose results it uses. Where a range was said, the number lies in it: if
    not, what was said counts.
    """
    found: dict[str, Fraction] = {}
    numbers = {name: values.number.as_integer_ratio() for name, values in main.items() if values.number is not None}
    for tie in ties:
        if tie.result not in numbers:
            ratio = computed(tie, numbers, answers)
            number = None if ratio is None else Fraction(*ratio)
            if number is not None and fits(number, main.get(tie.result)):
                found[tie.result] = number
                numbers[tie.result] = number.as_integer_ratio()
    return found


def number_of(main: Mapping[str, Values], name: str) -> Fraction | None:
    """The one number that is said of a quantity, if one is."""
    return main[name].number if name in main else None


def fits(number: Fraction, values: Values | None) -> bool:
    """Whether a number is one of those that are said, if anything is."""
    return values is None or (values.interval is not None and values.interval.contains(number))


def every_answer(facts: Sequence[str], known: Mapping[str, bool] | None = None) -> list[dict[str, bool]]:
    """All combinations of answers to facts; those that are known stay as they are."""
    ways = [[known[fact]] if known and fact in known else [True, False] for fact in facts]
    return [dict(zip(facts, chosen, strict=True)) for chosen in product(*ways)]


def agreed(
    tie: Tie,
    main: Mapping[str, Values],
    domains: Mapping[str, Domain],
    answers: Mapping[str, bool],
    within: Fraction | None,
) -> Interval | None:
    """Of what a formula can give the part that agrees with what was given, where some of it comes only near.

    Each answer that is open is tried by itself: between what two answers give nothing is. None where all that
    agrees meets what was given, and where a quantity has no range of its own.
    """
    given, box = main[tie.result].interval, dict[str, Interval]()
    for name in tie.quantities:
        interval = main[name].interval if name in main else domains[name].possible
        if interval is None:
            return None
        box[name] = interval if interval.is_point else domains[name].within(interval)
    if given is None or tie.formula is None or any(interval.is_empty for interval in box.values()):
        return None
    parts, only_near = [], False
    for chosen in every_answer(tie.facts, answers):
        derived = _bounds(tie.formula, tuple(box.items()), tuple(chosen.items()))
        if derived.overlaps(given):
            parts.append(derived.intersect(given))
        elif (part := near(main[tie.result], derived, within)) is not None:
            parts.append(part)
            only_near = True
    return hull(parts) if only_near else None


@lru_cache(maxsize=4096)
def _bounds(formula: Node, box: tuple[tuple[str, Interval], ...], answers: tuple[tuple[str, bool], ...]) -> Interval:
    """From the least to the greatest number that a formula gives."""
    return bounds(formula, dict(box), dict(answers))


def around(given: Values, within: Fraction | None) -> Interval:
    """What was given and all that differs from it by no more than is declared."""
    one = given.interval or EVERYTHING
    if within is None:
        return one
    low = None if one.low is None else one.low / (1 + within if one.low > 0 else 1 - within)
    high = None if one.high is None else one.high / (1 - within if one.high > 0 else 1 + within)
    return Interval(low, high)


def near(given: Values, derived: Interval, within: Fraction | None) -> Interval | None:
    """Of what was derived the part that differs from what was given by no more than is declared.

    None where the two meet, for then they agree anyway, and where nothing of it comes so near.
    """
    one = given.interval
    if within is None or one is None or one.overlaps(derived):
        return None
    if one.high is not None and derived.low is not None and derived.low >= one.high:
        end, other, is_open = derived.low, one.high, derived.low_open or one.high_open
        part = Interval(high=other / (1 - within)) if other > 0 else Interval()
    else:
        assert one.low is not None
        assert derived.high is not None
        end, other, is_open = derived.high, one.low, derived.high_open or one.low_open
        part = Interval(low=other / (1 + within)) if end > 0 else Interval()
    apart, allowed = abs(end - other), within * abs(end)
    if apart > allowed or (apart == allowed and is_open):
        return None
    return derived.intersect(part)
