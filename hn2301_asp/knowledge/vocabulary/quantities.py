"""Quantities from their YAML file: units, recording steps and ranges, exactly."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast, get_args

from msgspec.structs import replace

from hn2301_asp.knowledge.vocabulary.model import SCREENING_DATE, CalendarUnit, Quantity, Room, Summary, Take, item_key
from hn2301_asp.knowledge.vocabulary.units import Units
from hn2301_asp.source.diagnostics import one_of
from hn2301_asp.source.entries import Source, codes, flag, labels, optional, text, texts
from hn2301_asp.source.numbers import ORDER
from hn2301_asp.source.scalars import UNKNOWN

_AMOUNT = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(.*?)\s*$")
#: The name of a grade, as threshold files can have it.
GRADE = re.compile(r"[A-Za-z][A-Za-z0-9]*[+-]?")
_KEYS = (
    "label",
    "names",
    "unit",
    "also",
    "step",
    "possible",
    "plausible",
    "usual",
    "bare",
    "counted",
    "agrees_within",
    "completed",
    "since",
    "never",
    "ever",
    "uln",
    "lln",
    "baseline",
    "within",
    "room",
    "repeated",
    "summary",
    "codes",
    "note",
    "hidden",
    "source",
    "grades",
    "further",
)
#: Words that a record has for something else.
_NO_GRADES = UNKNOWN | {"never", "yes", "no", "true", "false"}
#: What an entry of ordered grades may hold.
_GRADED = {"label", "names", "grades", "further", "codes", "note", "source", "repeated", "summary"}


#: What a summary has as its measurements do, unless it says otherwise.
_INHERITED = ("unit", "also", "step", "possible", "plausible", "usual", "bare", "counted")
#: What it has as they do, and cannot say otherwise.
_SCALE = ("grades", "further")
_SUMMARY_KEYS = ("of", "take", "within", "before", "occasions", "apart")
_MOST_OCCASIONS = 20
#: What is taken of numbers only, and may lie between them.
_BETWEEN = ("mean", "median")


def read_quantities(source: Source, units: Units) -> dict[str, Quantity]:
    """The quantities by their name; what cannot be read is reported."""
    data = source.data()

    def make(name: str, entry: Mapping[str, Any]) -> Quantity:
        if "summary" not in entry:
            return _quantity(name, entry, units)
        measured = data.get(_summary_key(entry, "of"))
        if not isinstance(measured, Mapping):
            raise ValueError(f"`summary` is of `{_summary_key(entry, 'of')}`, which is no quantity")
        if measured.get("repeated") is not True:
            raise ValueError(f"`summary` is of `{_summary_key(entry, 'of')}`, which is not `repeated: true`")
        if own := [key for key in _SCALE if key in entry]:
            raise ValueError(f"`{own[0]}` stands with the measurements, `{_summary_key(entry, 'of')}`")
        inherited = {key: measured[key] for key in (*_INHERITED, *_SCALE) if key in measured}
        if entry["summary"].get("take") in _BETWEEN:
            if "grades" in inherited:
                raise ValueError(
                    f"there is no {entry['summary']['take']} of grades: of them `take` is latest, earliest, highest or "
                    "lowest"
                )
            # Between two whole numbers lies their mean.
            inherited.pop("counted", None)
        return _quantity(name, {**inherited, **entry}, units)

    found = source.read("quantity", data, _KEYS, make)

    def limits(name: str, of: Callable[[Quantity], str | None]) -> tuple[str, ...]:
        return tuple(quantity.name for quantity in found.values() if of(quantity) == name)

    return {
        name: replace(
            quantity,
            limit_of=limits(name, lambda other: other.uln),
            lower_limit_of=limits(name, lambda other: other.lln),
        )
        for name, quantity in found.items()
    }


#: What an attribute of a family's items may say of itself.
_OF_ITEMS = (
    *("label", "names", "unit", "also", "step", "possible", "plausible", "usual", "bare", "counted", "completed"),
    *_SCALE,
)
#: What is possible of an attribute that does not say it.
_MOST = 1_000_000


def read_attributes(source: Source, entries: Any, units: Units, *path: str) -> dict[str, Quantity]:
    """The attributes of a family's items; ``since`` says that one is counted from a date that its field holds."""

    def make(name: str, entry: Mapping[str, Any]) -> Quantity:
        if "grades" in entry:
            return _quantity(name, {"label": name.replace("_", " "), **entry}, units)
        possible = entry.get("possible", [0, _MOST])
        given = {"label": name.replace("_", " "), "step": f"1 {entry.get('unit')}", "plausible": possible, **entry}
        found = _quantity(name, {key: v for key, v in given.items() if key != "since"} | {"possible": possible}, units)
        if "since" not in entry:
            return found
        since = entry["since"]
        if not isinstance(since, Mapping) or not since.keys() <= {"to"}:
            raise ValueError("`since` of an attribute is `{}`, or names the date `to` which it is counted")
        if found.calendar is None:
            raise ValueError(f"`since` needs a unit of the calendar: `{found.unit}` is none")
        return replace(found, since=name, to=optional(since, "to") or SCREENING_DATE)

    return source.read("attribute", entries, (*_OF_ITEMS, "since", "note"), make, *path) if entries else {}


def _graded(name: str, entry: Mapping[str, Any], units: Units) -> Quantity:
    """Ordered grades: a number of its own scale, which is never shown as one."""
    other = next((key for key in entry if key not in _GRADED and not key.startswith("label_")), None)
    if other is not None:
        raise ValueError(f"`{other}` says nothing of grades: their order is that in which they stand")
    grades, further = texts(entry, "grades"), entry.get("further", {})
    if len(grades) < 2:
        raise ValueError("`grades` must be a list of two grades or more, the least first")
    if any(not GRADE.fullmatch(one) for one in grades):
        raise ValueError("a grade is a name of letters and figures that begins with a letter, such as `II` or `mild`")
    if not isinstance(further, Mapping) or not further.keys() <= set(grades):
        raise ValueError("`further` gives further names for some of the `grades`")
    named = [(word, place) for place, one in enumerate(grades) for word in (one, *texts(further, one))]
    if taken := [word for word, _ in named if word.strip().lower() in _NO_GRADES]:
        raise ValueError(f"`{taken[0]}` is no grade: in a record it says that there is none, or an answer")
    graded = {item_key(word): place for word, place in named}
    if len(graded) < len(named):
        raise ValueError("one word cannot stand for two grades")
    scale, ends = ORDER.join(grades), (Fraction(0), Fraction(len(grades) - 1))
    return Quantity(
        name=name,
        label=text(entry, "label"),
        unit=scale,
        units={scale: Fraction(1)},
        step=Fraction(1),
        possible=ends,
        plausible=ends,
        names=texts(entry, "names"),
        counted=True,
        never="summary" in entry,
        repeated=flag(entry, "repeated"),
        summary=_summary(entry, units) if "summary" in entry else None,
        codes=codes(entry),
        note=optional(entry, "note"),
        labels=labels(entry),
        grades=grades,
        graded=graded,
    )


def _quantity(name: str, entry: Mapping[str, Any], units: Units) -> Quantity:
    if "grades" in entry:
        return _graded(name, entry, units)
    if "further" in entry:
        raise ValueError("`further` gives further names of `grades`, and there are none")
    unit = _declared(text(entry, "unit"), units)
    factors, zeros = {unit: Fraction(1)}, dict[str, Fraction]()
    for spelling, conversion in entry.get("also", {}).items():
        other = _declared(spelling, units)
        factors[other] = units.factor(other, unit, optional(conversion, "per"))
        if other in units.offsets or unit in units.offsets:
            zeros[other] = units.zero(other, unit)
    step = _AMOUNT.match(text(entry, "step"))
    if not step or not step.group(2) or not Fraction(step.group(1)):
        raise ValueError(f"`{entry['step']}` is no recording step such as `0.1 mg/dL`")
    step_unit = units.known(step.group(2))
    if step_unit not in factors:
        raise ValueError(f"the step's unit `{step.group(2)}` is not one of the quantity's units")
    room = entry.get("room")
    since, to = _counted(entry)
    plausible = _range(entry["plausible"])
    return Quantity(
        name=name,
        label=text(entry, "label"),
        unit=unit,
        units=factors,
        zeros=zeros,
        step=Fraction(step.group(1)) * factors[step_unit],
        possible=_range(entry["possible"]),
        plausible=plausible,
        usual=_usual(entry, plausible),
        names=texts(entry, "names"),
        bare_number=_bare(entry),
        # What is completed is whole by that: years of age, days.
        counted=flag(entry, "counted") or flag(entry, "completed"),
        completed=flag(entry, "completed"),
        # Of what was not measured often enough there is no number.
        never=flag(entry, "never") or "summary" in entry,
        ever=optional(entry, "ever"),
        since=since,
        to=to,
        calendar=_calendar(entry, unit, units),
        within=optional(entry, "within"),
        uln=optional(entry, "uln"),
        lln=optional(entry, "lln"),
        baseline=optional(entry, "baseline"),
        agrees_within=_agreement(entry, unit, units),
        room=Room(text(room, "measured"), text(room, "when")) if room else None,
        hidden=optional(entry, "hidden"),
        repeated=flag(entry, "repeated"),
        summary=_summary(entry, units) if "summary" in entry else None,
        codes=codes(entry),
        note=optional(entry, "note"),
        labels=labels(entry),
    )


def _summary_key(entry: Mapping[str, Any], key: str) -> str:
    if not isinstance(entry["summary"], Mapping):
        raise ValueError("`summary` is written as {of: …, take: …}")
    return text(entry["summary"], key)


def _summary(entry: Mapping[str, Any], units: Units) -> Summary:
    written = entry["summary"]
    of, take = _summary_key(entry, "of"), _summary_key(entry, "take")
    for key in written:
        if key not in _SUMMARY_KEYS:
            raise ValueError(f"`{key}` is not known in `summary`: known are {one_of(_SUMMARY_KEYS)}")
    if take not in get_args(Take):
        raise ValueError(f"`{take}` is not what can be taken of measurements: {one_of(get_args(Take))}")
    occasions = written.get("occasions", 1)
    if not isinstance(occasions, int) or isinstance(occasions, bool) or not 1 <= occasions <= _MOST_OCCASIONS:
        raise ValueError(f"`occasions` is a whole number from 1 to {_MOST_OCCASIONS}")
    if occasions > 1 and take not in ("highest", "lowest"):
        raise ValueError("only the `highest` and the `lowest` are of several occasions")
    within = _time(text(written, "within"), units, "within") if "within" in written else None
    if "before" in written and within is None:
        raise ValueError("`before` says until when, and `within` how long: both are needed")
    apart = Fraction(0)
    if "apart" in written:
        number, unit = _time(text(written, "apart"), units, "apart")
        apart = number * (7 if unit == "week" else 1)
        if occasions == 1 or unit not in ("day", "week") or apart.denominator != 1:
            raise ValueError("`apart` is a number of whole days or weeks between `occasions`")
    before = optional(written, "before") or SCREENING_DATE
    return Summary(of, cast(Take, take), within, before, occasions, int(apart))


def _time(written: str, units: Units, key: str) -> tuple[Fraction, CalendarUnit]:
    found = _AMOUNT.match(written)
    unit = units.known(found.group(2)) if found else None
    if found is not None and found.group(2) and unit is None:
        raise ValueError(f"`{key}: {written}`: unit `{found.group(2)}` is not declared in units.yaml")
    calendar = units.calendar(unit) if unit is not None else None
    if found is None or calendar is None:
        raise ValueError(f"`{key}: {written}` is no time such as `4 weeks`")
    return Fraction(found.group(1)), calendar


def _counted(entry: Mapping[str, Any]) -> tuple[str | None, str]:
    """From which date a quantity is counted, if from any, and to which."""
    if "since" not in entry:
        return None, SCREENING_DATE
    since = entry["since"]
    if not since.keys() <= {"date", "to"}:
        raise ValueError("`since` names a `date` and, where it is not counted to screening, the date `to` which")
    return text(since, "date"), optional(since, "to") or SCREENING_DATE


def _agreement(entry: Mapping[str, Any], unit: str, units: Units) -> Fraction | None:
    if "agrees_within" not in entry:
        return None
    if unit in units.offsets:
        raise ValueError(f"`agrees_within` is a share of the value, and `{unit}` counts from a zero of its own")
    return _share(text(entry, "agrees_within"))


def _share(written: str) -> Fraction:
    found = _AMOUNT.match(written)
    share = Fraction(found.group(1)) / 100 if found and found.group(2) == "%" else None
    if share is None or share >= 1:
        raise ValueError(f"`{written}` is no share below 100 %, such as `2 %`")
    return share


def _calendar(entry: Mapping[str, Any], unit: str, units: Units) -> CalendarUnit | None:
    """The unit of the calendar that a quantity has; what is counted from a date has one."""
    timed = next((key for key in ("since", "within") if key in entry), None)
    if timed is None:
        try:
            return units.calendar(unit)
        except ValueError:
            return None
    calendar = units.calendar(unit)
    if calendar is None:
        raise ValueError(
            f"`{timed}` needs a unit of the calendar: `{unit}` is no hour, day, week, month or year "
            "(others stand in `also`)"
        )
    return calendar


def _usual(entry: Mapping[str, Any], plausible: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction] | None:
    if "usual" not in entry:
        return None
    usual = _range(entry["usual"])
    if not plausible[0] <= usual[0] <= usual[1] <= plausible[1]:
        raise ValueError("`usual` must lie within `plausible`")
    return usual


def _bare(entry: Mapping[str, Any]) -> bool:
    """Whether a number may stand without a unit."""
    if entry.get("bare", "error") != "error":
        raise ValueError("`bare` is `error`, or is left out where a number without a unit is understood")
    return "bare" not in entry


def _declared(spelling: str, units: Units) -> str:
    unit = units.known(spelling)
    if unit is None:
        raise ValueError(f"unit `{spelling}` is not declared in units.yaml")
    return unit


def _range(pair: Any) -> tuple[Fraction, Fraction]:
    if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(n, int | Decimal) for n in pair):
        raise ValueError("a range is written as two numbers, such as [0, 100]")
    low, high = Fraction(pair[0]), Fraction(pair[1])
    if low > high:
        raise ValueError(f"the range {pair[0]} to {pair[1]} is empty")
    return low, high
