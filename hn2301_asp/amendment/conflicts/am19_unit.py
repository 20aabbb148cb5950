"""AM19: a number was written in another unit than the one beside it.

What it is: a limit moved by a factor that lies between two units of its quantity (10 between g/dL and g/L, 17.1
for bilirubin, 88.4 for creatinine, 7 between days and weeks), so that the number fits the other unit; the text
names another unit than the rule; or the unit in which a quantity is kept changed, and its ranges did not.

Why it matters: ten times too little haemoglobin, or seventeen times too much bilirubin, is a limit that nobody
reviews twice, since the number itself looks familiar.

Example: the limit of haemoglobin becomes ≥ 8 g/L where it was ≥ 80 g/L: 8 g/dL was meant.

How to mend: write the unit that belongs to the number. Where the limit itself really moves by that factor, accept
the finding with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.limits import ChangedLimit, changed_limits, plausible, quoted, witness_in
from hn2301_asp.amendment.questions.taken_over import taken_over
from hn2301_asp.knowledge.thresholds.model import SHOWN
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.source.numbers import format_number, with_unit
from hn2301_asp.source.quotes import bounds_in

CODE = "AM19"
TITLE = "writes a number in another unit than the one beside it"
ALONE = True
LOADED = False
CHECKS = (
    "wrong-unit",
    "missing-unit",
    "unknown-unit",
    "unit-unwritable",
    "paired-limit",
    "bad-ratio",
    "exact-limit",
    "unknown-grade",
)

#: A limit moved at least so far, and in the other unit lies no farther from where it was than this:
#: where its number is plausible as written, and where it is not.
_FAR = Fraction(2)
_NEAR = Fraction(21, 20)
_NEARER = Fraction(3, 2)


class _Slip(Struct, frozen=True):
    """The unit that was perhaps meant, and the number in the quantity's own unit then.

    ``moved`` is the factor by which the limit moved, where the number fits no other unit.
    """

    unit: str
    number: Fraction
    sure: bool
    moved: Fraction | None = None


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each limit whose number fits another unit, and for each quantity kept in another one."""
    yield from taken_over(case, CHECKS)
    if case.version.protocol is None or case.alone:
        return
    for changed in changed_limits(case):
        slip = _slip(case, changed)
        if slip is not None:
            yield _conflict(case, changed, slip)
    yield from _kept_otherwise(case)


def _slip(case: Case, changed: ChangedLimit) -> _Slip | None:
    """The unit in which the number would be about the limit that was, or that the text names."""
    if changed.unit is None or changed.number <= 0:
        return None
    of = changed.quantity
    others = {unit: f for unit, f in of.units.items() if f != changed.factor or unit in of.zeros}
    others.pop(changed.unit, None)
    named = _named(case.protocol.knowledge_base.vocabulary, changed) & others.keys()
    if named:
        unit = min(named)
        return _Slip(unit, of.canonical(changed.limit.number, unit), sure=True)
    if changed.before is None or changed.before <= 0 or _apart(changed.number, changed.before) < _FAR:
        return None
    low, high = plausible(case.protocol.knowledge_base, changed.quantity)
    sure = not low <= changed.number <= high
    for unit in others:
        meant = of.canonical(changed.limit.number, unit)
        if meant > 0 and _apart(meant, changed.before) <= (_NEARER if sure else _NEAR):
            return _Slip(unit, meant, sure)
    for unit, factor in others.items():
        # Multiplied where it was to be divided: the limit moved by the factor, away from the other unit.
        shifted = unit in of.zeros or changed.unit in of.zeros
        if not shifted and _apart(changed.number / changed.before, factor / changed.factor) <= _NEAR:
            return _Slip(unit, changed.number, sure, moved=factor / changed.factor)
    return None


def _apart(one: Fraction, other: Fraction) -> Fraction:
    return max(one / other, other / one)


def _named(vocabulary: Vocabulary, changed: ChangedLimit) -> set[str]:
    """The units that the quoted words put behind this number."""
    said = [bound for reason in changed.threshold.reasons for bound in bounds_in(reason.text, vocabulary.quoted_units)]
    own = [bound for bound in said if bound.number == changed.limit.number and bound.unit]
    units = {vocabulary.unit(bound.unit) for bound in own}
    return set() if changed.unit in units else {unit for unit in units if unit is not None}


def _conflict(case: Case, changed: ChangedLimit, slip: _Slip) -> Conflict:
    limit, named, unit = changed.limit, f"{changed.quantity.label} {changed.threshold.shown}", changed.quantity.unit
    notes, was = quoted(changed.threshold, "text"), changed.replaced.shown if changed.replaced is not None else None
    if slip.moved is not None and was is not None:
        message = (
            f"{named} was {was}: it moved by the factor between {limit.unit} and {_several(slip.unit)} "
            f"({format_number(slip.moved)})"
        )
        mend = f"restore `{was}`, or accept the finding where the limit really moves so far"
    else:
        meant = f"{SHOWN[limit.comparator]} {limit.number_text} {slip.unit}"
        is_ = f", which is {with_unit(slip.number, unit)}" if slip.unit != unit else ""
        message = f"{named}: the number fits {_several(slip.unit)}, not {limit.unit}{f'; it was {was}' if was else ''}"
        mend = f"write `{meant}`{is_}, or correct the number"
        mend += "" if slip.sure else "; accept the finding where the limit really moves so far"
        notes = [("perhaps meant", meant + is_), *notes]
    return case.conflict(
        changed.threshold.name,
        message,
        mend,
        group="mend" if slip.sure else "declare",
        place=limit.place,
        was=changed.was,
        notes=notes,
        witness=witness_in(case, changed.threshold.owner),
    )


def _several(unit: str) -> str:
    """A unit as it stands behind a number: `days`, `g/dL`."""
    return with_unit(Fraction(2), unit).partition(" ")[2]


def _kept_otherwise(case: Case) -> Iterator[Conflict]:
    """Quantities whose own unit changed while their ranges did not, and conversions that changed."""
    before = case.before.knowledge_base.vocabulary.quantities
    for name, now in case.protocol.knowledge_base.vocabulary.quantities.items():
        was = before.get(name)
        if was is None:
            continue
        if was.unit != now.unit:
            if (was.possible, was.plausible) == (now.possible, now.plausible):
                yield case.conflict(
                    name,
                    f"{now.label} is kept in {now.unit} instead of {was.unit}, but its ranges are the same numbers",
                    f"convert its ranges and step to {now.unit}, or keep {was.unit}",
                )
            continue
        for unit in (unit for unit in now.units if unit in was.units):
            if (was.units[unit], was.zeros.get(unit)) != (now.units[unit], now.zeros.get(unit)):
                one, told = unit, [with_unit(q.canonical(Fraction(1), unit), q.unit) for q in (was, now)]
                if any(words.startswith("about") for words in told):
                    # The other way round the numbers are those that are written down.
                    one, told = now.unit, [with_unit(q.given(Fraction(1), unit), unit) for q in (was, now)]
                message = f"1 {one} of {now.label} is {told[1]} now; it was {told[0]}"
                yield case.conflict(name, message, "restore the conversion, or give its source and accept it")
