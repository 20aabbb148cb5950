"""Leaves of an explanation: an input of the circuit, said in the patient's facts.

Knows the vocabulary, the thresholds and the patient; asks the solver nothing.
"""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from hn2301_asp.explanation.why.amounts import beside_given, known, shown
from hn2301_asp.explanation.why.tree import Leaf, LeafStatus, Shown
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.model import OPPOSITE, SHOWN, Threshold, amount_of, measured_name
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.patient.model import Patient
from hn2301_asp.source.numbers import TIMES, format_number, with_unit
from hn2301_asp.source.private import Private

#: So many decimals are shown at most to tell a value from its limit.
MOST_DIGITS = 9


def answer_leaf(
    base: KnowledgeBase,
    patient: Patient,
    atom: str,
    wanted: bool,
    status: LeafStatus,
    follows_from: tuple[str, ...],
) -> Leaf:
    """The leaf of a yes/no fact, a family's item or a choice's value."""
    name, _, argument = atom.partition("(")
    item = argument[:-1]
    vocabulary = base.vocabulary
    needs = "yes" if wanted else "no"
    if name in vocabulary.choices:
        label, told = vocabulary.choices[name].label, vocabulary.choices[name].told(item)
        needs = told if wanted else f"not {told}"
        field = name
    elif item:
        family = vocabulary.families[name]
        label = f"{family.items[item].label} ({family.item_label})"
        field = f"{name}.{item}"
    else:
        label, field = vocabulary.facts[name].label, name
    given = patient.facts.get(field) or (patient.facts.get(name) if item else None)
    sources = tuple(shown(patient.facts[fact]) for fact in follows_from if fact in patient.facts)
    value = shown(given) if given is not None else None
    if value is not None and given is not None and given.items is not None:
        value = Shown(field, label, answer="yes" if item in given.items else "no", as_given=given.as_given)
    missing = (field,) if status == "missing" and given is None else ()
    return Leaf(field, label, status, needs, None, value, follows_from=() if given else sources, missing=missing)


def threshold_leaf(
    base: KnowledgeBase,
    patient: Patient,
    name: str,
    wanted: bool,
    status: LeafStatus,
    follows_from: tuple[str, ...] = (),
) -> Leaf:
    """The leaf of a threshold: the value against the limit, and by how much it is missed.

    ``follows_from`` names the facts that settle it where the quantity itself is not known.
    """
    threshold = base.thresholds.thresholds[name]
    quantity = base.thresholds.quantities[threshold.quantity]
    found = known(base, patient, threshold.quantity)
    value, sources = found.value, found.follows_from
    if value is None and follows_from:
        sources = tuple(shown(patient.facts[fact]) for fact in follows_from if fact in patient.facts)
    leaf = Leaf(
        fact=_field(quantity),
        label=_label(base, threshold.quantity, quantity),
        status=status,
        needs=threshold.shown if wanted else _negated(threshold, quantity),
        threshold=name,
        value=value,
        follows_from=sources,
        missing=found.missing if status == "missing" else (),
    )
    if value is None or value.number is None:
        return _in_given_unit(base, patient, leaf, threshold, wanted)
    other = beside_given(base, patient, threshold.quantity) if status == "missing" else None
    told = replace(value, digits=_digits(threshold, value.number))
    leaf = replace(leaf, value=told, beside=None if other is None else other.value)
    gap = _gap(base, threshold, value.number, wanted)
    if status == "fails" and gap is not None:
        leaf = replace(leaf, missed_by=distance(gap, quantity, _nonzero_digits(gap)), at_limit=gap == 0)
    if quantity.ratio is not None and quantity.multiple is None:
        return _in_limit_s_unit(base, leaf, threshold, quantity, told, gap)
    return _in_given_unit(base, patient, leaf, threshold, wanted, gap)


def _field(quantity: Quantity) -> str:
    """The field of a record that a threshold's quantity stands for."""
    if quantity.room is not None:
        return quantity.room.measured
    return measured_name(quantity)


def _label(base: KnowledgeBase, name: str, quantity: Quantity) -> str:
    """The quantity in words; a part of a score that has no field of its own with its items."""
    if quantity.multiple is not None:
        return base.thresholds.quantities[quantity.multiple.measured].label
    for score in base.vocabulary.scores.values():
        if quantity.hidden and name in score.totals:
            return f"{quantity.label} ({', '.join(score.items[item].label for item in score.totals[name])})"
    return quantity.label


def _negated(threshold: Threshold, quantity: Quantity) -> str:
    """What is needed for a threshold not to hold, in the protocol's terms."""
    never = ", or never" if quantity.never else ""
    if threshold.window and len(threshold.limits) == 2:
        return f"more than the {threshold.shown.removeprefix('within ')}{never}"
    if len(threshold.limits) != 1:
        return f"not {threshold.shown}"
    limit = threshold.limits[0]
    if threshold.window:
        if quantity.possible[0] < 0:
            return f"not {threshold.shown}"
        return f"more than {threshold.shown.removeprefix('within ')}{never}"
    if limit.comparator == ">" and limit.number == quantity.possible[0]:
        return amount_of(limit)
    return f"{OPPOSITE[limit.comparator]} {amount_of(limit)}"


def say(number: Fraction, quantity: Quantity, digits: int = 2) -> str:
    """An amount in words: in the unit in which it is a whole number where the own one is not."""
    unit = quantity.unit
    if format_number(number).startswith("about "):
        for other, factor in quantity.units.items():
            if other not in quantity.zeros and (number / factor).denominator == 1:
                number, unit = number / factor, other
                break
    return with_unit(number, unit, digits)


def distance(number: Fraction, quantity: Quantity, digits: int = 2) -> str:
    """How far two values lie apart, in words."""
    if quantity.grades:
        return f"{format_number(number)} grade{'' if number == 1 else 's'}"
    return say(number, quantity, digits)


def _digits(threshold: Threshold, number: Fraction) -> int:
    """The decimals with which a rounded number still lies on its own side of the limit."""
    for digits in range(2, MOST_DIGITS):
        rounded = Fraction(round(number * 10**digits), 10**digits)
        if threshold.test.holds(rounded) == threshold.test.holds(number):
            return digits
    return MOST_DIGITS


def _nonzero_digits(gap: Fraction) -> int:
    return next((d for d in range(2, MOST_DIGITS) if round(gap * 10**d) != 0), MOST_DIGITS)


def _gap(base: KnowledgeBase, threshold: Threshold, number: Fraction, wanted: bool) -> Fraction | None:
    """How far a number lies from where it should be; None where it lies there."""
    quantity = base.thresholds.quantities[threshold.quantity]
    inside = threshold.test.interval
    pieces = [inside] if wanted else _outside(inside)
    whole = quantity.completed or any(quantity.name in s.totals for s in base.vocabulary.scores.values())
    if any(piece.contains(number) for piece in pieces):
        return None
    gaps = []
    for piece in pieces:
        reached = piece.within(Fraction(1)) if whole else piece
        gaps += [abs(number - end) for end in reached.limits]
    return min(gaps, default=None)


def _outside(interval: Interval) -> list[Interval]:
    pieces = []
    if interval.low is not None:
        pieces.append(Interval(high=interval.low, high_open=not interval.low_open))
    if interval.high is not None:
        pieces.append(Interval(low=interval.high, low_open=not interval.high_open))
    return pieces


def _in_limit_s_unit(
    base: KnowledgeBase, leaf: Leaf, threshold: Threshold, quantity: Quantity, told: Shown, gap: Fraction | None
) -> Leaf:
    """A value by another one as the limit is written: 50 % where 70 % is asked for."""
    written = threshold.limits[0].unit
    unit = base.vocabulary.unit(written) if written is not None else None
    if written is None or unit is None or unit == quantity.unit or told.number is None:
        return leaf
    number = quantity.given(told.number, unit)
    leaf = replace(leaf, value=replace(told, told=with_unit(number, written, told.digits)))
    if leaf.missed_by is None or gap is None:
        return leaf
    away = gap / quantity.units[unit]
    return replace(leaf, missed_by=with_unit(away, written, _nonzero_digits(away)))


class _Scale(Private, frozen=True):
    """How a limit in the protocol's terms reads in the value's own: so much of ``written`` each, from its ``zero``."""

    factor: Fraction
    written: str
    zero: Fraction = Fraction(0)


def _in_given_unit(
    base: KnowledgeBase,
    patient: Patient,
    leaf: Leaf,
    threshold: Threshold,
    wanted: bool,
    gap: Fraction | None = None,
) -> Leaf:
    """The leaf with limit and distance in the unit of the value as given, where that differs."""
    if len(threshold.limits) != 1:
        return leaf
    limit = threshold.limits[0]
    quantity = base.thresholds.quantities[threshold.quantity]
    ratio = quantity.multiple
    scale = _scale(base, patient, threshold)
    if scale is None:
        return leaf
    own = base.vocabulary.unit(limit.unit or "")
    if own is None and ratio is None and "" not in quantity.units:
        return leaf
    number = quantity.canonical(limit.number, own or "") if ratio is None else limit.number
    comparator = SHOWN[limit.comparator] if wanted else OPPOSITE[limit.comparator]
    leaf = replace(leaf, needs_as_given=f"{comparator} {_in(number - scale.zero, scale)}")
    if leaf.missed_by is None or gap is None:
        return leaf
    return replace(leaf, missed_by_as_given=_in(gap, scale))


def _in(number: Fraction, scale: _Scale) -> str:
    scaled = number * scale.factor
    return with_unit(scaled, scale.written, _nonzero_digits(scaled))


def _scale(base: KnowledgeBase, patient: Patient, threshold: Threshold) -> _Scale | None:
    """From canonical units, or multiples of another value, to the unit as given, where that differs."""
    told_by = base.thresholds.quantities[threshold.quantity]
    ratio, quantity = told_by.multiple, base.thresholds.quantities[measured_name(told_by)]
    fact, limit = patient.facts.get(quantity.name), threshold.limits[0]
    # The unit in which a value was given: as written, or the one that a bare number is read in.
    written = None if fact is None else fact.given_unit
    given = base.vocabulary.unit(written) if written is not None else None if fact is None else fact.unit
    if ratio is not None:
        by = base.thresholds.quantities[ratio.by]
        reference = patient.said(by.name)
        given = given or quantity.unit
        if reference is None or reference.number is None:
            return None
        number = reference.number * quantity.units[by.unit]
        return _Scale(number / quantity.units[given], given if written is None else written)
    if given is None or limit.unit is None or given == base.vocabulary.unit(limit.unit):
        return None
    zero = quantity.zeros.get(given, Fraction(0))
    return _Scale(1 / quantity.units[given], given if given in TIMES else written or given, zero)
