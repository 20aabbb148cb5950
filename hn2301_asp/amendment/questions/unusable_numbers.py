"""One quantity from two sources: given and by a formula, given and from a date, given and from doses.

A record contradicts itself where a limit lies between the two and they do not agree. What a change of limits,
formulas, agreements or equivalences does to that is looked for near the limits. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import product

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.questions.unusable import Cause, Cuts, Record, cuts_of, limit_place, moved, typical
from hn2301_asp.comparison.clusters import formula_of
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.numbers import inlined
from hn2301_asp.comparison.renaming import key
from hn2301_asp.comparison.search import Found
from hn2301_asp.comparison.witness import candidates, recorded
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.formula import value
from hn2301_asp.knowledge.vocabulary.model import CalendarUnit, Doses, Drug, Quantity
from hn2301_asp.source.lists import listed
from hn2301_asp.source.numbers import with_unit

#: The day of screening of the records that are made up.
_SCREENING = date(2025, 3, 10)
#: At these values of each quantity two formulas are compared.
_VALUES = (Fraction(3), Fraction(7), Fraction(11))
#: How near above a limit a formula's result is looked for, as a share of the limit.
_NEAR = Fraction(1, 1000)
#: The longest time of which a day before the screening is looked for.
_LONGEST: Mapping[CalendarUnit, int] = {"hour": 1_000_000, "day": 50_000, "week": 7_000, "month": 1_500, "year": 120}


def number_causes(case: Case) -> Iterator[Cause]:
    """Quantities with two sources, where what makes the two agree differs between the versions."""
    there, here = case.before.knowledge_base, case.protocol.knowledge_base
    for name, now in here.thresholds.quantities.items():
        was = there.thresholds.quantities.get(name)
        if was is None or now.hidden is not None:
            continue
        cuts = cuts_of(there, name), cuts_of(here, name)
        if _derived(here, name) and _derived(there, name):
            yield from _formula(case, was, now, cuts)
        elif now.since is not None and now.since == was.since and not now.own_date and cuts[0] != cuts[1]:
            records = _dated(case, now, cuts)
            yield moved(case, now, f"from {here.vocabulary.label(now.since)}", records)
        for doses in here.vocabulary.doses.values():
            if doses.adds_up_to == name and doses.name in there.vocabulary.doses:
                yield from _doses(case, doses, now, cuts)


def _derived(base: KnowledgeBase, name: str) -> bool:
    derived = base.thresholds.derived.get(name)
    return derived is not None and not derived.ratio


_Cuts = tuple[Cuts, Cuts]


# Given, and by a formula ---------------------------------------------------------------------------------


def _formula(case: Case, was: Quantity, now: Quantity, cuts: _Cuts) -> Iterator[Cause]:
    there, here = (v.knowledge_base.thresholds.derived[now.name] for v in (case.before, case.protocol))
    sides = case.side_before, case.side
    joint = [side.names[key("quantity", now.name)] for side in sides if side is not None]
    if joint[0] != joint[1] and not _same_function(case, joint):
        what = f"{now.label} follows otherwise from what else is given"
        yield Cause(now.name, what, _beside_formula(case, was, now, joint, cuts), place=here.place)
    elif was.agrees_within != now.agrees_within:
        shares = [with_unit(100 * (one.agrees_within or Fraction(0)), "%") for one in (now, was)]
        what = f"{now.label} as it is given may differ from what follows by {shares[0]}, was {shares[1]}"
        yield Cause(now.name, what, _beside_formula(case, was, now, joint, cuts), place=limit_place(case, now))
    elif cuts[0] != cuts[1]:
        label = case.protocol.knowledge_base.vocabulary.label
        names = [label(one) for one in dict.fromkeys(there.formula.quantities())]
        records = _beside_formula(case, was, now, joint, (cuts[0] - cuts[1], cuts[1] - cuts[0]))
        yield moved(case, now, f"from {listed(names)}", records)


def _same_function(case: Case, joint: list[str]) -> bool:
    """Whether it is proved that two formulas give the same number for whatever numbers.

    A formula names each quantity once: it is a quotient of two polynomials of the first degree in each. Two such
    are the same where they are at three values of each quantity, all combined. Curves are the same where they are
    written alike.
    """
    derived = case.search.joined.base.thresholds.derived
    formulas = [inlined(derived[name].formula, {n: one.formula for n, one in derived.items()}) for name in joint]
    if any(formula.curve is not None for formula in formulas):
        return formulas[0] == formulas[1]
    names = list(dict.fromkeys(name for formula in formulas for name in formula.quantities()))
    facts = list(dict.fromkeys(fact for formula in formulas for fact in formula.facts()))
    try:
        for answers, numbers in product(product((True, False), repeat=len(facts)), product(_VALUES, repeat=len(names))):
            given, known = dict(zip(names, numbers, strict=True)), dict(zip(facts, answers, strict=True))
            if value(formulas[0], given, known) != value(formulas[1], given, known):
                return False
    except ZeroDivisionError:
        return False
    return True


def _beside_formula(case: Case, was: Quantity, now: Quantity, joint: list[str], cuts: _Cuts) -> Iterator[Record]:
    """People near a limit by one version's formula, who are given a value on its other side; new limits first."""
    shares = sorted({one.agrees_within or Fraction(0) for one in (was, now)})
    between = [(shares[0] + shares[-1]) / 2] if len(shares) > 1 else []
    away = [*between, *(share * Fraction(3, 2) + Fraction(1, 100) for share in shares), Fraction(1, 10)]
    limits = dict.fromkeys(limit for own in reversed(cuts) for limit, _ in sorted(own) if limit > 0)
    for name, limit in product(dict.fromkeys(reversed(joint)), limits):
        for near in (Interval(limit, limit * (1 + _NEAR)), Interval(limit * (1 - _NEAR), limit, high_open=True)):
            found = _somebody(case, name, near)
            if found is None:
                continue
            results = [result for other in joint if (result := _result(case, other, found)) is not None]
            shifts = [Fraction(1), *(1 + sign * share for share in away for sign in (-1, 1))]
            numbers = [Fraction(round(result * shift * 100), 100) for result, shift in product(results, shifts)]
            record = next(candidates(case.search, found)).record if numbers else {}
            yield from ({**record, now.name: recorded(now, number)} for number in numbers)


def _somebody(case: Case, name: str, near: Interval) -> Found | None:
    try:
        with case.people():
            return case.search.find_within([], {name: near})
    except Undecidable:
        return None


def _result(case: Case, name: str, found: Found) -> Fraction | None:
    """What a formula gives for somebody."""
    formula = formula_of(case.search.clusters, name)
    if formula is None:
        return None
    inputs = case.search.joined.circuit.inputs
    try:
        return value(formula, found.numbers, {fact: inputs[fact] in found.true for fact in formula.facts()})
    except (ZeroDivisionError, KeyError):
        return None


# Given, and from a date or from doses --------------------------------------------------------------------


def _about(limit: Fraction, cuts: _Cuts, far: Fraction) -> list[Fraction]:
    """Numbers at a limit, a step away, and between it and what lies next: another limit, or that step."""
    others = {other for other, _ in cuts[0] | cuts[1]}
    below = max([limit - far, *(other for other in others if other < limit)])
    above = min([limit + far, *(other for other in others if other > limit)])
    return [limit, limit - far, limit + far, (below + limit) / 2, (limit + above) / 2]


def _dated(case: Case, quantity: Quantity, cuts: _Cuts) -> Iterator[Record]:
    assert quantity.since is not None
    for limit, _ in sorted(cuts[0] ^ cuts[1]):
        whole = sorted({limit.numerator // limit.denominator + more for more in (-1, 0, 1, 2)})
        dates = [day for number in whole if number >= 0 and (day := _day(quantity, number)) is not None]
        step = Fraction(1) if quantity.counted else quantity.step
        numbers = [n for n in _about(limit, cuts, step) if n.denominator == 1 or not quantity.counted]
        fields = {quantity.to: _moment(quantity, timedelta())}
        for number, day in product(numbers, dates):
            given = _written(quantity, number)
            if given is not None and quantity.possible[0] <= number <= quantity.possible[1]:
                yield typical(case, **{**fields, quantity.name: given, quantity.since: day})


def _written(quantity: Quantity, number: Fraction) -> str | int | None:
    """A number as a record holds it; None where no decimal writes it."""
    try:
        return recorded(quantity, number)
    except Undecidable:
        return None


def _moment(quantity: Quantity, before: timedelta) -> str:
    """A day so long before the one up to which a quantity is counted; with its hour where hours are."""
    if quantity.calendar == "hour":
        return (datetime.combine(_SCREENING, time(12)) - before).isoformat()
    return (_SCREENING - before).isoformat()


def _day(quantity: Quantity, number: int) -> str | None:
    """The day that lies so many units before the one up to which a quantity is counted."""
    unit = quantity.calendar
    if unit is None or number > _LONGEST[unit]:
        return None
    if unit == "hour":
        return _moment(quantity, timedelta(hours=number))
    if unit in ("day", "week"):
        return _moment(quantity, timedelta(days=number * (7 if unit == "week" else 1)))
    months = _SCREENING.year * 12 + _SCREENING.month - 1 - number * (12 if unit == "year" else 1)
    return date(months // 12, months % 12 + 1, _SCREENING.day).isoformat()


def _doses(case: Case, doses: Doses, quantity: Quantity, cuts: _Cuts) -> Iterator[Cause]:
    there, here = (version.knowledge_base.vocabulary.drugs for version in (case.before, case.protocol))
    equal = {name: (_equal(there[name]), _equal(drug)) for name, drug in here.items() if name in there}
    given = {drug.name for drug in case.protocol.knowledge_base.vocabulary.dosed(doses)}
    both = [name for name, ways in equal.items() if name in given and all(ways)]
    other = [name for name in both if equal[name][0] != equal[name][1]]
    if other:
        what = f"the {doses.label} of {', '.join(here[name].label for name in other)} add up otherwise"
        records = _taken(case, doses, quantity, cuts, cuts[0] | cuts[1], other)
        yield Cause(quantity.name, what, records, place=limit_place(case, quantity))
    elif cuts[0] != cuts[1] and both:
        records = _taken(case, doses, quantity, cuts, cuts[0] ^ cuts[1], both[:1])
        yield moved(case, quantity, f"from the {doses.label}", records)


def _equal(drug: Drug) -> tuple[Fraction, ...]:
    """How much of a drug equals one of its reference: the least and the most; nothing where nobody knows."""
    equal, reference = drug.equivalence, drug.reference
    return (equal.low / reference.amount, equal.high / reference.amount) if equal and reference else ()


def _taken(
    case: Case, doses: Doses, quantity: Quantity, cuts: _Cuts, asked: Cuts, drugs: list[str]
) -> Iterator[Record]:
    """A given value at one side of a limit, and a dose that comes to the other."""
    tables = [version.knowledge_base.vocabulary.drugs for version in (case.before, case.protocol)]
    for drug, (limit, _) in product(drugs, sorted(asked)):
        ends = [limit * end for table in tables for end in _equal(table[drug])]
        sums = [*(end + more for end in dict.fromkeys(ends) for more in (0, -1, 1)), sum(ends, Fraction(0)) / len(ends)]
        for number, dose in product(_about(limit, cuts, Fraction(1)), sums):
            given, taken = _written(quantity, number), _written(quantity, dose)
            if min(number, dose) > 0 and given is not None and taken is not None:
                yield typical(case, **{quantity.name: given, f"{doses.name}.{drug}": taken})
