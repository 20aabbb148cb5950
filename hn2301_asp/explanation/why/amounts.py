"""What a record says of a quantity: its value, the facts that it follows from, what is missing.

Knows the vocabulary and the patient; no threshold, and asks the solver nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from hn2301_asp.explanation.why.tree import Shown
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.knowledge.thresholds.formula import bounds, value
from hn2301_asp.knowledge.vocabulary.model import SCREENING_DATE, Quantity, Room, Score
from hn2301_asp.patient.model import Fact, Patient
from hn2301_asp.screening import known_answers, known_numbers
from hn2301_asp.solver.said import every_answer
from hn2301_asp.solver.ties import choice_of
from hn2301_asp.solver.unbounded import hull
from hn2301_asp.source.numbers import about_once, spanned, with_unit
from hn2301_asp.source.private import Private


class Known(Private, frozen=True):
    """A quantity's value, the facts that it follows from, and those that are missing for it."""

    value: Shown | None
    follows_from: tuple[Shown, ...] = ()
    missing: tuple[str, ...] = ()


def shown(fact: Fact) -> Shown:
    """A fact's value for people and programs."""
    number = fact.values.number if fact.values is not None and fact.unit is not None else None
    return Shown(
        fact.name,
        fact.label,
        number,
        fact.unit,
        fact.as_given,
        fact.answer,
        fact.date,
        fact.items or (),
        fact.told,
        fact.given_unit,
        reach=fact.values.interval if fact.values is not None and fact.unit is not None and number is None else None,
    )


def _exactly(described: Quantity, number: Fraction) -> Shown:
    """A number that follows from other facts."""
    return Shown(described.name, described.label, number, described.unit)


def _among(described: Quantity, reach: Interval | None, told: str | None) -> Shown:
    """Numbers of which one follows from other facts."""
    return Shown(described.name, described.label, unit=described.unit, told=told, reach=reach)


def known(base: KnowledgeBase, patient: Patient, name: str) -> Known:
    """What a record says of a quantity, given or derived."""
    return patient.once(("known", base.digest, name), lambda: _known(base, patient, name))


def _known(base: KnowledgeBase, patient: Patient, name: str) -> Known:
    given = patient.facts.get(name)
    described = base.thresholds.quantities[name]
    if given is not None and given.values is not None:
        exact = given.values.never or given.values.number is not None
        said = patient.said(name)
        if exact or said is None or _same(said, given.values):
            return Known(shown(given), (), () if exact else (name,))
        return _from_sources(patient, described)
    if name in base.thresholds.derived:
        return _by_formula(base, patient, name)
    if described.room is not None:
        return _under_condition(patient, described, described.room)
    if patient.sources(name):
        return _from_sources(patient, described)
    score = next((s for s in base.vocabulary.scores.values() if name in s.totals), None)
    if score is not None:
        return _from_score(patient, described, score)
    undated = patient.facts.get(described.since or "")
    if undated is not None and (described.to != SCREENING_DATE or patient.screening is None):
        return Known(None, (shown(undated),), (described.to,))
    return Known(None, (), (name,))


def beside_given(base: KnowledgeBase, patient: Patient, name: str) -> Known | None:
    """What a formula gives for a quantity that is given as well; None where one of the two is not known exactly."""
    given = patient.facts.get(name)
    if name not in base.thresholds.derived or given is None or given.values is None or given.values.number is None:
        return None
    found = _by_formula(base, patient, name)
    return found if found.value is not None and found.value.number is not None else None


def _by_formula(base: KnowledgeBase, patient: Patient, name: str) -> Known:
    """The formula's value; where not all of it is known, the range that it can have."""
    formula = base.thresholds.derived[name].formula
    described = base.thresholds.quantities[name]
    facts: list[Shown] = []
    missing: list[str] = []
    box: dict[str, Interval] = {}
    for used in dict.fromkeys(formula.quantities()):
        quantity = base.thresholds.quantities[used]
        sources = patient.sources(used)
        if not sources and used in base.thresholds.derived:
            inner = _by_formula(base, patient, used)
            facts += inner.follows_from
            missing += inner.missing
            reached = inner.value.interval if inner.value is not None else None
            possible = Interval(*quantity.possible)
            box[used] = possible if reached is None or not reached.overlaps(possible) else reached.intersect(possible)
            continue
        values = patient.said(used)
        facts += [
            _as(patient.facts[fact], quantity, one) for fact, one in _telling(sources, values) if fact in patient.facts
        ]
        if values is None or values.number is None:
            missing.append(used)
        box[used] = (values.interval if values else None) or Interval(*quantity.possible)
    for used in dict.fromkeys(choice_of(fact, base.vocabulary) for fact in formula.facts()):
        if used in patient.facts:
            facts.append(shown(patient.facts[used]))
        else:
            missing.append(used)
    answers = known_answers(patient, base, formula.facts())
    numbers = known_numbers(patient, base, formula.quantities())
    if numbers is not None and answers is not None:
        return Known(_exactly(described, value(formula, numbers, answers)), tuple(dict.fromkeys(facts)))
    asked = tuple(dict.fromkeys(formula.facts()))
    tried = [answers] if answers is not None else every_answer(asked)
    reach = hull([bounds(formula, box, some) for some in tried])
    found = _among(described, reach, _range(reach, described))
    return Known(found, tuple(dict.fromkeys(facts)), tuple(dict.fromkeys(missing)))


def _as(fact: Fact, quantity: Quantity, values: Values) -> Shown:
    """A fact as a source of a quantity: a date with the time that it means."""
    found = shown(fact)
    return found if fact.unit is not None else replace(found, number=values.number, unit=quantity.unit)


def _under_condition(patient: Patient, described: Quantity, room: Room) -> Known:
    """What was measured, where the condition held; else no more than it."""
    facts = tuple(shown(patient.facts[name]) for name in (room.measured, room.when) if name in patient.facts)
    measured, condition = patient.facts.get(room.measured), patient.facts.get(room.when)
    if measured is None:
        absent = (room.measured,) if condition is not None else (room.measured, room.when)
        return Known(None, facts, absent)
    if condition is not None and condition.answer == "yes":
        exact = measured.values is not None and measured.values.number is not None
        return Known(shown(measured), facts[1:], () if exact else (room.measured,))
    upper = measured.values.interval if measured.values is not None else None
    reach = None if upper is None else Interval(described.possible[0], upper.high, False, upper.high_open)
    return Known(_among(described, reach, f"at most {measured.told}"), facts, (room.when,))


def _from_sources(patient: Patient, described: Quantity) -> Known:
    """A value that follows from other facts: a date, doses, a closed list, the items of a score."""
    values = patient.said(described.name)
    assert values is not None
    telling = _telling(patient.sources(described.name), values)
    facts = tuple(shown(patient.facts[fact]) for fact, _ in telling if fact in patient.facts)
    if values.interval is None:
        return Known(Shown(described.name, described.label, told="never"), facts)
    if values.number is not None:
        return Known(_exactly(described, values.number), facts)
    text = _range(values.interval, described)
    return Known(_among(described, values.interval, text) if text else None, facts, (described.name,))


def _telling(sources: Sequence[tuple[str, Values]], together: Values | None) -> Sequence[tuple[str, Values]]:
    """The one source that says all that several say together, else all of them."""
    return [source for source in sources if together is not None and _same(source[1], together)][:1] or sources


def _same(one: Values, other: Values) -> bool:
    return (one.interval, one.never) == (other.interval, other.never)


def _from_score(patient: Patient, described: Quantity, score: Score) -> Known:
    """A sum that follows from two others, or the range that the items known leave."""
    numbers = {total: patient.facts[total] for total in score.totals if total in patient.facts}
    split = ((key.split("."), fact) for key, fact in patient.facts.items())
    items = {key[1]: fact for key, fact in split if key[0] == score.family and len(key) == 2}
    # A list of items beside a sum that it does not give: which of the two is right is not known.
    listed = [patient.facts[score.family]] if numbers and score.family in patient.facts else []
    facts = tuple(shown(fact) for fact in (*numbers.values(), *items.values(), *listed))
    number = _by_difference(described.name, score, {t: f.values.number for t, f in numbers.items() if f.values})
    if number is not None:
        return Known(_exactly(described, number), facts)
    of = score.totals[described.name]
    open_items = tuple(f"{score.family}.{item}" for item in of if item not in items)
    missing = open_items if described.hidden else (described.name,)
    if not any(item in items for item in of):
        return Known(None, facts, missing)
    low = sum(score.items[item].weight for item in of if item in items and items[item].answer == "yes")
    high = low + sum(score.items[item].weight for item in of if item not in items)
    reach = Interval(Fraction(low), Fraction(high))
    return Known(_among(described, reach, _range(reach, described)), facts, missing)


def _by_difference(name: str, score: Score, numbers: Mapping[str, Fraction | None]) -> Fraction | None:
    """The sum over items that are exactly those of one known sum less those of another."""
    for whole, all_items in score.totals.items():
        for part, some in score.totals.items():
            total, less = numbers.get(whole), numbers.get(part)
            if total is not None and less is not None and set(all_items) - set(some) == set(score.totals[name]):
                return total - less
    return None


def _range(interval: Interval, described: Quantity) -> str | None:
    """A range in words; None where it is all that is possible."""
    low, high = interval.low, interval.high
    bounded_below = low is not None and (low > described.possible[0] or interval.low_open)
    bounded_above = high is not None and (high < described.possible[1] or interval.high_open)
    if low is not None and high is not None and low == high:
        return with_unit(low, described.unit)
    if low is not None and high is not None and bounded_below and bounded_above:
        return about_once(spanned(low, high, described.unit))
    if low is not None and bounded_below:
        return f"{'above' if interval.low_open else 'at least'} {with_unit(low, described.unit)}"
    if high is not None and bounded_above:
        return f"{'below' if interval.high_open else 'at most'} {with_unit(high, described.unit)}"
    return None
