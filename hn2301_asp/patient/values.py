"""Single values of a record: numbers and answers as people write them, understood exactly.

Nothing is guessed: what could mean two things is an error that says so. This module knows the
vocabulary's quantities, but no rule and no threshold.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from hn2301_asp.knowledge.thresholds.axis import Comparator, Interval, Values, domain_of, half_line
from hn2301_asp.knowledge.vocabulary.model import Quantity, Vocabulary
from hn2301_asp.patient.dates import DateRange, parse_date
from hn2301_asp.patient.numerals import NUMBER, SEPARATORS, Reading, definite, exact
from hn2301_asp.patient.problems import ValueProblem, shown
from hn2301_asp.source.diagnostics import did_you_mean, one_of
from hn2301_asp.source.lists import listed
from hn2301_asp.source.numbers import TIMES, UNSHOWN, counted_unit, format_number, shown_unit, spanned, with_unit
from hn2301_asp.source.patterns import later
from hn2301_asp.source.private import Private
from hn2301_asp.source.scalars import SINGLE, UNKNOWN, Answer

#: The code of a remark on a value that is nobody's.
IMPLAUSIBLE = "implausible-value"


class Amount(Private, frozen=True):
    """A quantity's value: what it may be, as it was given, and what is to be remarked on it.

    ``unit`` is the unit as it was written, None where none was; ``days`` those of its ``date``.
    ``otherwise`` is what it would be in each unit that was perhaps meant, with a remark of the code ``code``;
    ``shown`` what a spreadsheet shows where that is rounded.
    """

    values: Values
    as_given: str
    unit: str | None = None
    date: str | None = None
    source: str | None = None
    remark: str | None = None
    code: str | None = None
    days: DateRange | None = None
    otherwise: Mapping[str, Values] = {}
    shown: str | None = None


def is_unknown(raw: object) -> bool:
    """Whether a field says nothing: absent, empty or in words."""
    return raw.strip().lower() in UNKNOWN if isinstance(raw, str) else raw is None


_YES = frozenset({"yes", "y", "true", "1", "是", "有"})
_NO = frozenset({"no", "n", "false", "0", "否", "无"})
_ANSWERS = _YES | _NO


def yes_no(raw: object) -> bool:
    """A yes/no value; raises ValueProblem for anything else."""
    if raw is True or raw is False:
        return raw
    word = str(raw).strip().lower()
    if isinstance(raw, (str, int)) and word in _ANSWERS:
        return word in _YES
    meant = did_you_mean(word, ("yes", "no", "true", "false")) if isinstance(raw, str) else None
    raise ValueProblem(f"`{shown(raw)}` is neither yes nor no", meant or "write yes, no, or leave it empty")


_EMPTY_HELP = "leave the field empty where the value is unknown"
_TITRE = later(r"(?P<op><=|>=|≤|≥|<|>)?\s*1\s*:\s*(?P<number>\d+)$")
#: Comparators as they are kept.
COMPARATORS: dict[str, Comparator] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
_OPERATORS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">="}


def amount(
    raw: object,
    quantity: Quantity,
    vocabulary: Vocabulary,
    unit: str | None,
    operator: str | None,
    zone: tzinfo | None = None,
) -> Amount:
    """The amount that a raw value stands for.

    ``unit`` and ``operator`` come from a table's header or from a column beside the value, ``zone`` is
    the site's. Raises ValueProblem.
    """
    days = source = decimal = display = None
    if type(raw) not in SINGLE and isinstance(raw, Mapping):
        decimal, display = _decimal(raw.get("decimal")), raw.get("shown")
        raw, unit, operator, days, source = _described(raw, unit, operator, zone)
    date = days.shown if days else None
    if isinstance(raw, (bool, Answer)):
        word = str(raw) if isinstance(raw, Answer) else "yes" if raw else "no"
        raise ValueProblem(f"`{word}` is no number", f"{quantity.label} is a number")
    if isinstance(raw, str) and raw.strip().lower() == "never":
        if not quantity.never:
            raise ValueProblem(f"{quantity.label} cannot be `never`")
        if operator:
            raise ValueProblem(f"`never` takes no comparator, but `{operator}` stands beside it")
        return Amount(Values(None, never=True), "never", None, date, source, days=days)
    if quantity.grades:
        return _graded(raw, quantity, unit, operator, days, source)
    text = written = _plain(raw)
    reading = decimal if isinstance(raw, str) else None
    lower = bool(quantity.lower_limit_of)
    if (quantity.limit_of or lower) and (operator or not text.isdecimal()):
        from hn2301_asp.patient.printed_limits import printed_limit

        other, text = printed_limit(text, operator, lower=lower)
        operator = None
        beyond = None if other is None else exact(other, reading) - _split(text, quantity, reading)[0]
        if beyond is not None and (beyond <= 0 if lower else beyond >= 0):
            raise ValueProblem(f"`{shown(written)}` is no range of what is normal", "the lower end comes first")
    number, text_unit, text_operator = _split(text, quantity, reading)
    whole = text == written
    text = definite(text, reading)
    written = text if whole else written
    if text_unit and unit and vocabulary.unit(text_unit) != vocabulary.unit(unit):
        message = f"`{shown(text)}` has the unit `{text_unit}`, but the header says `{unit}`"
        raise ValueProblem(message, _one_unit(number, text_unit, unit, quantity, vocabulary))
    if text_operator and operator and text_operator != operator:
        raise ValueProblem(f"`{shown(text)}` and the operator `{operator}` beside it differ")
    given_unit = text_unit or unit
    canonical = _unit(number, given_unit, quantity, vocabulary)
    operator = text_operator or operator
    interval = _interval(quantity.canonical(number, canonical), operator, quantity)
    others = _perhaps_meant(number, interval, canonical, quantity)
    _check_counted(interval, text, quantity)
    if not _reaches(interval, quantity.possible):
        possible = f"possible are {spanned(*quantity.possible, quantity.unit)}{_in_words(number, others)}"
        raise ValueProblem(f"{quantity.label} of {shown(text)} is not possible", possible)
    if operator is not None:
        interval = domain_of(quantity).within(interval)
    as_given = " ".join(f"{written} {'' if text_unit or given_unit in UNSHOWN else given_unit}".split())
    if operator and not text_operator:
        as_given = operator + as_given
    values = Values(interval)
    code, span = _remarkable(interval, others, quantity)
    remark = span and f"outside the {span}{_in_words(number, others)}"
    otherwise = {
        other: replace(values, interval=_interval(quantity.canonical(number, other), operator, quantity))
        for other in (others if remark else ())
    }
    rounded = display and shown(display)
    return Amount(values, as_given, given_unit, date, source, remark, code, days, otherwise, rounded)


def _described(
    raw: Mapping[Any, Any], unit: str | None, operator: str | None, zone: tzinfo | None
) -> tuple[object, str | None, str | None, DateRange | None, str | None]:
    known = ("value", "unit", "date", "source", "operator", "decimal", "shown")
    for key in raw:
        if key not in known:
            help = did_you_mean(str(key), known) or f"known are {one_of(known)}"
            raise ValueProblem(f"`{shown(key)}` is not known beside a value", help)
    if "value" not in raw or is_unknown(raw["value"]):
        raise ValueProblem("the value itself is missing", "write {value: …, unit: …}, or leave the field empty")
    if raw.get("unit") is not None:
        if unit is not None and unit != raw["unit"]:
            raise ValueProblem(f"the unit `{raw['unit']}` differs from the header's `{unit}`")
        unit = str(raw["unit"])
    days = parse_date(raw["date"], zone) if raw.get("date") is not None else None
    source = str(raw["source"]) if raw.get("source") is not None else None
    return raw["value"], unit, operator_of(raw.get("operator")) or operator, days, source


def _graded(
    raw: object, quantity: Quantity, unit: str | None, operator: str | None, days: DateRange | None, source: str | None
) -> Amount:
    """A grade by one of its names, perhaps with a comparator: never a number but where that is a further name."""
    text = str(raw).strip() if isinstance(raw, (str, int)) else shown(raw)
    sign = re.match(r"<=|>=|=<|=>|≤|≥|<|>", text)
    name = text[sign.end() :].strip() if sign else text
    place = quantity.grade(name)
    known = one_of(quantity.grades)
    if place is None:
        hint = did_you_mean(name, quantity.grades) or f"it is {known}"
        raise ValueProblem(f"`{shown(text)}` is no grade of {quantity.label.removeprefix('grade of ')}", hint)
    if unit is not None:
        raise ValueProblem(f"{quantity.label} has no unit, but `{shown(unit)}` stands beside it", f"it is {known}")
    own = _OPERATORS.get(sign.group(), sign.group()) if sign else None
    if own and operator and own != operator:
        raise ValueProblem(f"`{shown(text)}` and the operator `{operator}` beside it differ")
    operator = own or operator
    interval = domain_of(quantity).within(_interval(place, operator, quantity))
    if interval.is_empty:
        raise ValueProblem(f"{quantity.label} of `{operator}{name}` is not possible", f"it is {known}")
    as_given = f"{operator or ''}{name}"
    if name != quantity.grades[int(place)]:
        as_given += f" ({quantity.grades[int(place)]})"
    return Amount(Values(interval), as_given, None, days.shown if days else None, source, days=days)


def _decimal(raw: object) -> Reading:
    """How the digits of a value are read, where that stands beside it."""
    if raw is None or raw == "unclear":
        return raw
    for separator in SEPARATORS:
        if raw == separator:
            return separator
    raise ValueProblem(f"`{shown(raw)}` is no decimal separator", f"write {' or '.join(SEPARATORS)}")


def operator_of(raw: object) -> str | None:
    """The comparator that stands in a column beside a value."""
    if is_unknown(raw) or str(raw).strip() == "=":
        return None
    word = str(raw).strip()
    word = _OPERATORS.get(word, word)
    if word not in ("<", "<=", ">", ">="):
        raise ValueProblem(f"`{shown(raw)}` is no comparator", "use < <= > >= or leave it empty")
    return word


def _plain(raw: object) -> str:
    if isinstance(raw, (str, int)):
        return str(raw).strip()
    if isinstance(raw, float):
        # The shortest decimal that gives this float: what the user wrote, in practice.
        if not math.isfinite(raw):
            raise ValueProblem(f"`{raw}` is no number", _EMPTY_HELP)
        return format(Decimal(float.__repr__(raw)), "f")
    if isinstance(raw, Decimal):
        if not raw.is_finite():
            raise ValueProblem(f"`{raw}` is no number", _EMPTY_HELP)
        return format(raw, "f") if abs(raw.adjusted()) < 40 else str(raw)
    if isinstance(raw, Fraction):
        text = format(Decimal(raw.numerator) / Decimal(raw.denominator), "f")
        if Fraction(text) != raw:
            raise ValueProblem(f"`{raw}` has no exact decimal", "write digits and a decimal point")
        return text
    raise ValueProblem(f"`{shown(raw)}` is no number", "write a number, perhaps with its unit")


def _split(text: str, quantity: Quantity, decimal: Reading) -> tuple[Fraction, str | None, str | None]:
    if len(text) > 200:
        raise ValueProblem(f"`{shown(text)}` is too long for a number")
    found = (_TITRE.match(text) if quantity.unit == "1:x" else None) or NUMBER.match(text)
    if not found:
        raise ValueProblem(f"`{shown(text)}` is no number", f"write {quantity.label} as a number in {_units(quantity)}")
    unit = found.groupdict().get("unit") or None  # A titre has none.
    operator = found["op"]
    return exact(found["number"], decimal), unit, _OPERATORS.get(operator, operator)


def _one_unit(number: Fraction, unit: str, header: str, quantity: Quantity, vocabulary: Vocabulary) -> str:
    """How to write a number whose unit is not the header's: in that one, where both are known and it is exact."""
    one, other = (vocabulary.unit(one) or "" for one in (unit, header))
    leave = "leave the unit out of one of the two"
    if one not in quantity.units or other not in quantity.units:
        return leave
    meant = format_number(quantity.given(quantity.canonical(number, one), other))
    return leave if meant.startswith("about") else f"write `{meant} {header}`, or {leave}"


def _units(quantity: Quantity) -> str:
    return " or ".join(f"`{unit}`" for unit in quantity.units)


def _unit(number: Fraction, unit: str | None, quantity: Quantity, vocabulary: Vocabulary) -> str:
    """The canonical unit in which a number is given."""
    if unit is None:
        if not quantity.bare_number:
            raise ValueProblem(
                f"{quantity.label} needs a unit: a bare number could be in {_units(quantity)}",
                "write it behind the number: " + " or ".join(f"`{with_unit(number, unit)}`" for unit in quantity.units),
            )
        return quantity.unit
    canonical = vocabulary.unit(unit)
    if canonical is None:
        hint = did_you_mean(unit, [u for u in vocabulary.unit_names.values() if u in quantity.units])
        hint = hint or f"{quantity.label} is given in {_units(quantity)}"
        raise ValueProblem(f"`{shown(unit)}` is not a declared unit", hint)
    if canonical not in quantity.units:
        raise ValueProblem(f"{quantity.label} cannot be given in `{unit}`", f"its units are {_units(quantity)}")
    return canonical


def _interval(number: Fraction, operator: str | None, quantity: Quantity) -> Interval:
    """The numbers that a value stands for: exactly those that it writes, and only then cut to completed ones."""
    if operator is not None:
        written = half_line(COMPARATORS[operator], number)
        return _completed(written) if quantity.completed else written
    if quantity.completed:
        number = Fraction(math.floor(number))
    return Interval.point(number)


def _completed(written: Interval) -> Interval:
    """The whole numbers that are left of the numbers of an interval when fractions are cut off.

    An age `>17 years` may be 17 and some months, and then counts as 17; `<18 years` is at most 17.
    """
    low, high = written.low, written.high
    if low is not None:
        return Interval(Fraction(math.floor(low)))
    assert high is not None
    last = math.floor(high)
    return Interval(high=Fraction(last - 1 if written.high_open and last == high else last))


def _check_counted(interval: Interval, text: str, quantity: Quantity) -> None:
    """Of what is counted a value is a whole number, in its own unit: 1.5 is no grade, and 1:80 no 0.0125."""
    number = interval.low
    if quantity.counted and interval.is_point and number is not None and number.denominator != 1:
        unit = shown_unit(quantity.unit)
        whole = f"whole {unit}{'s' if unit in TIMES else ''}" if unit else "whole numbers"
        raise ValueProblem(f"{quantity.label} of `{shown(text)}` is not a whole number", f"it is counted in {whole}")


def _remarkable(interval: Interval, others: Sequence[str], quantity: Quantity) -> tuple[str, str] | tuple[None, None]:
    """What is remarkable in a value, and outside of what: nobody's, or seldom anybody's while another unit is usual."""
    if not _reaches(interval, quantity.plausible):
        return IMPLAUSIBLE, f"plausible range of {spanned(*quantity.plausible, quantity.unit)}"
    if others and quantity.usual is not None and not _reaches(interval, quantity.usual):
        return "unusual-value", f"usual range of {spanned(*quantity.usual, quantity.unit)}"
    return None, None


def _perhaps_meant(number: Fraction, interval: Interval, given: str, quantity: Quantity) -> tuple[str, ...]:
    """The other units in which the number would be usual; or plausible, where it is not even that as it stands."""
    usual = _units_within(number, given, quantity, quantity.usual or quantity.plausible)
    if usual or _reaches(interval, quantity.plausible):
        return usual
    return _units_within(number, given, quantity, quantity.plausible)


def _units_within(number: Fraction, given: str, quantity: Quantity, ends: tuple[Fraction, Fraction]) -> tuple[str, ...]:
    """The units other than the given one in which a number lies between two ends."""
    above, below = number.numerator, number.denominator
    return tuple(
        [
            unit
            for unit, factor in quantity.units.items()
            if unit != given
            and (
                _lies(above * factor.numerator, below * factor.denominator, ends)
                if unit not in quantity.zeros
                else _reaches(Interval.point(quantity.canonical(number, unit)), ends)
            )
        ]
    )


def _reaches(interval: Interval, ends: tuple[Fraction, Fraction]) -> bool:
    """Whether something of an interval lies between two ends."""
    number = interval.low
    if number is not None and number is interval.high:
        return _lies(number.numerator, number.denominator, ends)
    return interval.overlaps(Interval(*ends))


def _lies(above: int, below: int, ends: tuple[Fraction, Fraction]) -> bool:
    """Whether ``above / below`` lies between two ends: in whole numbers, which is far quicker than in fractions."""
    low, high = ends
    return low.numerator * below <= above * low.denominator and above * high.denominator <= high.numerator * below


def _in_words(number: Fraction, units: Sequence[str]) -> str:
    """The units perhaps meant, in words; empty where there are none."""
    amounts = [f"{format_number(number)} {unit}" for unit in units]
    return f"; perhaps {listed(amounts, 'or')} was meant" if amounts else ""


def told(as_given: str, given_unit: str | None, unit: str | None) -> str:
    """A value as it was given, with the unit that a bare number is read in: ``34 years``."""
    if as_given == "never" or unit is None:
        return as_given
    number = as_given.removesuffix(given_unit or "").rstrip()
    one = re.search(r"(^|[^\d.,])1$", number) is not None
    if given_unit is None:
        return f"{number} {counted_unit(unit, one=one)}".rstrip()
    # A power of ten that a header spells as UCUM does reads as it is printed elsewhere.
    spelled = given_unit in TIMES or given_unit.startswith("10*")
    return f"{number} {counted_unit(given_unit, one=one)}" if spelled and number != as_given else as_given
