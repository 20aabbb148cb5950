"""Several measurements: which count, and what they come to, against an enumeration of all that may be."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from statistics import mean, median
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.source.diagnostics import InputError
from tests.conftest import Sample
from tests.one_criterion import base, status

UNITS = """
base: ["pascal = [pressure]", "second = [time]", "month_unit = [calendar]", "count = []"]
units:
  mmHg: {is: 133.322 * pascal, spellings: []}
  kPa: {is: 1000 * pascal, spellings: []}
  day: {is: 86400 * second, spellings: [days]}
  week: {is: 7 * 86400 * second, spellings: [weeks]}
  month: {is: month_unit, spellings: [months]}
  points: {is: count, spellings: []}
"""
QUANTITIES = """
systolic: {label: systolic pressure, unit: mmHg, also: {kPa: {}}, step: 1 mmHg, possible: [20, 400],
  plausible: [60, 260], repeated: true}
twice: {label: systolic pressure on two occasions, summary: {of: systolic, take: highest, occasions: 2, apart: 1 week}}
low_twice: {label: low systolic pressure on two occasions,
  summary: {of: systolic, take: lowest, occasions: 2, apart: 7 days}}
thrice: {label: systolic pressure on three occasions, summary: {of: systolic, take: highest, occasions: 3}}
latest: {label: latest systolic pressure, summary: {of: systolic, take: latest}}
first: {label: earliest systolic pressure, summary: {of: systolic, take: earliest, within: 4 weeks}}
worst: {label: highest systolic pressure, summary: {of: systolic, take: highest, within: 28 days}}
best: {label: lowest systolic pressure, summary: {of: systolic, take: lowest, within: 28 days, before: infusion_date}}
mean: {label: mean systolic pressure, summary: {of: systolic, take: mean, within: 28 days}}
median: {label: median systolic pressure, summary: {of: systolic, take: median}}
ecog: {label: ECOG, unit: points, counted: true, step: 1 points, possible: [0, 5], plausible: [0, 5], repeated: true}
ecog_mean: {label: mean ECOG, summary: {of: ecog, take: mean}}
"""
FACTS = """
record:
  screening_date: {kind: date, label: screening date}
  infusion_date: {kind: date, label: infusion}
choices: {}
facts: {f: {}}
families: {}
doses: {}
observed: {}
"""
DAY = datetime.date(2025, 3, 31)


def protocol(*thresholds: str) -> Protocol:
    names = [threshold.split()[0] for threshold in thresholds]
    written = "".join(f'{threshold} mmHg, no if never "q"\n' for threshold in thresholds)
    rules = f'met("C-1") :- {", ".join(names)}.\n'
    return base(written, rules, {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS})


def taken(value: Any, days: int | None) -> dict[str, Any]:
    """A measurement so many days before screening."""
    return {"value": value} if days is None else {"value": value, "date": str(DAY - datetime.timedelta(days=days))}


RECORD = {"screening_date": str(DAY), "infusion_date": str(DAY + datetime.timedelta(days=10)), "f": False}


@pytest.mark.parametrize(
    ("threshold", "measured", "wanted"),
    [
        ("a systolic pressure on two occasions ≥ 140", [(150, 8), (146, 1)], "met"),
        ("a systolic pressure on two occasions ≥ 140", [(150, 7), (146, 0)], "met"),
        ("a systolic pressure on two occasions ≥ 140", [(150, 6), (146, 0)], "not_met"),
        ("a systolic pressure on two occasions ≥ 147", [(150, 8), (146, 1)], "not_met"),
        ("a systolic pressure on two occasions ≥ 140", [(150, 8)], "not_met"),
        ("a systolic pressure on two occasions ≥ 140", [], "not_met"),
        ("a systolic pressure on two occasions ≥ 140", [(150, 8), (146, None)], "unknown"),
        ("a low systolic pressure on two occasions ≤ 90", [(88, 20), (120, 10), (90, 3)], "met"),
        ("a low systolic pressure on two occasions < 90", [(88, 20), (120, 10), (90, 3)], "not_met"),
        ("a systolic pressure on three occasions ≥ 140", [(150, 1), (146, 1), (141, 1)], "met"),
        ("a latest systolic pressure ≥ 140", [(150, 8), (130, 1)], "not_met"),
        ("a latest systolic pressure ≥ 140", [(130, 8), (150, None)], "unknown"),
        ("a latest systolic pressure ≥ 140", [("> 150", 1), (130, 8)], "met"),
        ("a latest systolic pressure > 150", [("> 150", 1), (130, 8)], "met"),
        ("a earliest systolic pressure ≥ 140", [(150, 29), (130, 28), (150, 2)], "not_met"),
        ("a highest systolic pressure ≥ 140", [(150, 29), (130, 28)], "not_met"),
        ("a highest systolic pressure ≥ 140", [(150, 28), (130, 2)], "met"),
        ("a highest systolic pressure ≥ 140", [(150, None), (130, 2)], "unknown"),
        ("a lowest systolic pressure ≤ 90", [(90, 18), (130, 2)], "met"),
        ("a lowest systolic pressure ≤ 90", [(90, 19), (130, 2)], "not_met"),
        ("a mean systolic pressure ≤ 139.5", [(140, 3), (139, 5), (400, 40)], "met"),
        ("a mean systolic pressure < 139.5", [(140, 3), (139, 5)], "not_met"),
        ("a median systolic pressure ≥ 140", [(90, 3), (140, 5), (200, 9)], "met"),
        ("a median systolic pressure > 140", [(90, 3), (140, 5), ("< 150", 9)], "not_met"),
        ("a median systolic pressure ≥ 140", [(90, 3), (140, 5), ("< 150", 9)], "unknown"),
        ("a latest systolic pressure ≥ 140", [("19 kPa", 1)], "met"),
        ("a latest systolic pressure ≥ 140", [("18 kPa", 1)], "not_met"),
    ],
)
def test_what_counts_decides(threshold: str, measured: list[tuple[Any, int | None]], wanted: str) -> None:
    record = {**RECORD, "systolic": [taken(*one) for one in measured]}
    assert status(protocol(threshold), record) == wanted


def test_a_single_value_is_the_only_measurement() -> None:
    asked = protocol("a latest systolic pressure ≥ 140")
    assert [status(asked, {**RECORD, "systolic": value}) for value in (150, "130 mmHg", None)] == [
        "met",
        "not_met",
        "unknown",
    ]
    assert status(protocol("a highest systolic pressure ≥ 140"), {**RECORD, "systolic": 150}) == "unknown"
    assert status(protocol("a systolic pressure on two occasions ≥ 140"), {**RECORD, "systolic": 150}) == "not_met"


def test_what_counts_is_said() -> None:
    asked = protocol("a highest systolic pressure ≥ 160")
    record = {**RECORD, "systolic": [taken(150, 40), taken(146, 3), taken(155, 9), taken(120, None)]}
    told = asked.screen(record).explain()
    flat = " ".join(told.split())
    assert (
        "highest systolic pressure 155 mmHg (of 155 mmHg on 2025-03-22, 146 mmHg on 2025-03-28 and 120 mmHg, "
        "which may not count; 1 does not count)" in flat
    )


def test_a_given_summary_counts_and_another_result_is_remarked_on() -> None:
    asked = protocol("a latest systolic pressure ≥ 140")
    result = asked.screen({**RECORD, "latest": 150, "systolic": [taken(145, 2)]})
    assert result.criteria["C-1"] == "met"
    said = "latest systolic pressure is given as 150 mmHg, but is 145 mmHg from systolic pressure"
    assert any(remark["text"].startswith(said) for remark in result.to_dict()["remarks"])
    assert asked.screen({**RECORD, "latest": 150, "systolic": [taken(130, 2)]}).verdict == "contradictory"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([{"value": 150}, {"value": "many"}], "measurement 2: `many` is no number"),
        ([{"value": 150}, {"values": 150}], "measurement 2: `values` is not known beside a value"),
        ([150, "never"], "measurement 2: systolic pressure cannot be `never`"),
        ([500], "systolic pressure of 500 is not possible"),
        ([150] * 1001, "1001 measurements are more than can be read (1000)"),
    ],
)
def test_a_measurement_that_is_not_understood_is_told(value: object, message: str) -> None:
    with pytest.raises(InputError) as caught:
        protocol("a latest systolic pressure ≥ 140").screen({**RECORD, "systolic": value})
    assert message in str(caught.value)


def test_a_threshold_on_several_measurements_must_say_which_counts() -> None:
    with pytest.raises(InputError, match="of several measurements of systolic pressure one must count"):
        base('a systolic pressure ≥ 140 mmHg "q"\n', "", {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS})


@pytest.mark.parametrize(
    ("summary", "message"),
    [
        ("{of: nothing, take: latest}", "`summary` is of `nothing`, which is no quantity"),
        ("{of: twice, take: latest}", "`summary` is of `twice`, which is not `repeated: true`"),
        ("{of: systolic, take: newest}", "`newest` is not what can be taken of measurements"),
        ("{of: systolic, take: mean, occasions: 2}", "only the `highest` and the `lowest` are of several occasions"),
        ("{of: systolic, take: highest, occasions: 0}", "`occasions` is a whole number from 1 to 20"),
        ("{of: systolic, take: highest, occasions: 2, apart: 1 month}", "`apart` is a number of whole days or weeks"),
        ("{of: systolic, take: highest, within: 1 fortnight}", "unit `fortnight` is not declared in units.yaml"),
        ("{of: systolic, take: highest, within: 4}", "`within: 4` is no time such as `4 weeks`"),
        ("{of: systolic, take: highest, before: infusion_date}", "`before` says until when, and `within` how long"),
        ("{of: systolic, take: highest, within: 4 weeks, before: f}", "refers to `f`, which is not declared as such"),
        ("{of: systolic, take: highest, on: 2}", "`on` is not known in `summary`"),
        ("latest", "`summary` is written as {of: …, take: …}"),
    ],
)
def test_a_summary_that_is_not_understood_is_told(summary: str, message: str) -> None:
    quantities = f"{QUANTITIES}other: {{label: other, summary: {summary}}}\n"
    with pytest.raises(InputError) as caught:
        base("", "", {"units": UNITS, "quantities": quantities, "facts": FACTS})
    assert message in str(caught.value)


# All that may be, by hand: each value and each day within its range, and what follows

_Measured = tuple[tuple[int, int], tuple[int, int] | None]


def possible(measured: Sequence[_Measured]) -> Iterator[list[tuple[int, int | None]]]:
    """Every way in which measurements may have been: values at their ends, days within their ranges."""
    ways = []
    for (low, high), days in measured:
        when = range(days[0], days[1] + 1) if days is not None else (0, 5, 9, 30)
        ways.append([(value, day) for value in {low, high} for day in when])
    yield from (list(way) for way in product(*ways))


def by_hand(name: str, measured: Sequence[tuple[int, int | None]]) -> Fraction | None:
    """What measurements come to; None where it is never."""
    inside = [one for one in measured if one[1] is not None and 0 <= one[1] <= 28]
    values = [Fraction(value) for value, _ in inside]
    if name in ("mean", "worst"):
        return (max(values) if name == "worst" else mean(values)) if values else None
    if name == "median":
        return median([Fraction(value) for value, _ in measured]) if measured else None
    if name == "latest":
        return Fraction(min(measured, key=lambda one: one[1] or 0)[0]) if measured else None
    pairs = [pair for pair in combinations(measured, 2) if abs((pair[0][1] or 0) - (pair[1][1] or 0)) >= 7]
    if name == "twice":
        return max((Fraction(min(a[0], b[0])) for a, b in pairs), default=None)
    return min((Fraction(max(a[0], b[0])) for a, b in pairs), default=None)


LABELS = {
    "twice": "systolic pressure on two occasions",
    "low_twice": "low systolic pressure on two occasions",
    "latest": "latest systolic pressure",
    "worst": "highest systolic pressure",
    "mean": "mean systolic pressure",
    "median": "median systolic pressure",
}


@pytest.mark.parametrize("name", LABELS)
def test_a_status_is_certain_only_where_every_way_gives_it(name: str, sample: Sample) -> None:
    """And where every day and value is known it is always told."""
    rng = random.Random(name)
    asked = {limit: protocol(f"a {LABELS[name]} ≥ {limit}") for limit in (90, 120, 140)}
    told = 0
    for _ in range(sample(400)):
        measured: list[_Measured] = []
        days = rng.sample(range(0, 40), rng.randint(0, 4))
        for day in days:
            value = rng.choice([80, 90, 119, 120, 139, 140, 150])
            span = rng.choice([0, 0, 0, 1])
            when = None if rng.random() < 0.1 else (day, day + rng.choice([0, 0, 0, 2]))
            measured.append(((value, value + span * rng.choice([1, 20])), when))
        record = {**RECORD, "systolic": [_written(one) for one in measured]}
        limit = rng.choice([*asked])
        outcomes = set()
        for way in possible(measured):
            found = by_hand(name, way)
            outcomes.add("met" if found is not None and found >= limit else "not_met")
        got = status(asked[limit], record)
        if got != "unknown":
            told += 1
            assert outcomes == {got}, (measured, limit)
        elif all(low == high and when is not None and when[0] == when[1] for (low, high), when in measured):
            raise AssertionError((measured, limit))
    assert told > sample(400) / 2


def _written(one: _Measured) -> dict[str, Any]:
    """A measurement as a record says it: values between two ends as a pair cannot be said, so as the nearer bound."""
    (low, high), when = one
    found: dict[str, Any] = {"value": low if low == high else f"<= {high}"}
    if when is not None:
        first, last = (DAY - datetime.timedelta(days=day) for day in reversed(when))
        found["date"] = str(first) if first == last else f"{first} to {last}"
    return found
