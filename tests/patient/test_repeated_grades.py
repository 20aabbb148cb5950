"""Grades that were scored several times: the worst, the latest, on two occasions, against all that may have been."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import pytest

from hn2301_asp.api import Protocol, compare
from hn2301_asp.forms.dictionary import entries
from hn2301_asp.source.diagnostics import InputError
from tests.conftest import Sample
from tests.one_criterion import base, status

UNITS = """
base: ["second = [time]", "month_unit = [calendar]"]
units:
  day: {is: 86400 * second, spellings: [days]}
  week: {is: 7 * 86400 * second, spellings: [weeks]}
"""
QUANTITIES = """
nyha: {label: NYHA class, grades: [I, II, III, IV], further: {II: ["2"]}, repeated: true}
worst: {label: worst NYHA class, summary: {of: nyha, take: highest, within: 4 weeks}}
best: {label: best NYHA class, summary: {of: nyha, take: lowest}}
latest: {label: latest NYHA class, summary: {of: nyha, take: latest}}
twice: {label: NYHA class on two occasions, summary: {of: nyha, take: highest, occasions: 2, apart: 1 week}}
"""
FACTS = "record: {screening_date: {kind: date}}\nchoices: {}\nfacts: {f: {}}\nfamilies: {}\ndoses: {}\n"
VOCABULARY = {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS}
DAY = datetime.date(2025, 3, 31)
GRADES = ("I", "II", "III", "IV")
LABELS = {
    "worst": "worst NYHA class",
    "best": "best NYHA class",
    "latest": "latest NYHA class",
    "twice": "NYHA class on two occasions",
}
TOLD: tuple[tuple[str, set[int]], ...] = (
    *((name, {place}) for place, name in enumerate(GRADES)),
    ("2", {1}),
    ("<= II", {0, 1}),
    (">II", {2, 3}),
)
#: The places that a score may have had, and how many days before screening it was made; None: on any day.
_Scored = tuple[set[int], int | None]


def protocol(name: str, test: str) -> Protocol:
    return base(f'p {LABELS[name]} {test}, no if never "q"\n', 'met("C-1") :- p.\n', VOCABULARY)


def ways(scored: Sequence[_Scored]) -> Iterator[list[tuple[int, int]]]:
    each = [[(place, day) for place in places for day in ([0, 9, 40] if on is None else [on])] for places, on in scored]
    yield from (list(way) for way in product(*each))


def by_hand(name: str, way: Sequence[tuple[int, int]]) -> int | None:
    """What scores come to; None where it is never."""
    if name == "worst":
        return max((place for place, day in way if day <= 28), default=None)
    if name == "best":
        return min((place for place, _ in way), default=None)
    if name == "latest":
        return min(way, key=lambda one: one[1])[0] if way else None
    pairs = [pair for pair in combinations(way, 2) if abs(pair[0][1] - pair[1][1]) >= 7]
    return max((min(a[0], b[0]) for a, b in pairs), default=None)


@pytest.mark.parametrize("name", LABELS)
def test_a_status_is_certain_only_where_every_way_gives_it(name: str, sample: Sample) -> None:
    """And where every day is known, and every grade, it is always told."""
    rng = random.Random(f"grades {name}")
    asked = {place: protocol(name, f"≥ {GRADES[place]}") for place in (1, 2, 3)}
    found: Counter[str] = Counter()
    for _ in range(sample(1000)):
        record: dict[str, Any] = {"screening_date": str(DAY), "nyha": []}
        scored: list[_Scored] = []
        for day in rng.sample(range(40), rng.randint(0, 4)):
            told, places = rng.choice(TOLD)
            on = None if rng.random() < 0.1 else day
            scored.append((places, on))
            dated = {} if on is None else {"date": str(DAY - datetime.timedelta(days=on))}
            record["nyha"].append({"value": told, **dated})
        place = rng.choice([*asked])
        wanted = {
            "met" if (one := by_hand(name, way)) is not None and one >= place else "not_met" for way in ways(scored)
        }
        got = status(asked[place], record)
        found[got] += 1
        if got != "unknown":
            assert wanted == {got}, (record, place)
        elif all(len(places) == 1 and on is not None for places, on in scored):
            raise AssertionError((record, place))
    assert min(found[word] for word in ("met", "not_met")) > sample(1000) / 20


def test_versions_of_what_counts_are_compared() -> None:
    before, after, same = (protocol("worst", test) for test in ("≤ II", "≤ III", "< III"))
    overall = compare(before, after).overall
    assert (overall.gains.nobody, overall.loses.nobody) == (False, True)
    assert overall.gains.witness is not None
    record = overall.gains.witness.record
    assert record["worst"] == "III"
    assert [status(one, record) for one in (before, after)] == ["not_met", "met"]
    overall = compare(before, same).overall
    assert (overall.gains.nobody, overall.loses.nobody) == (True, True)


def test_what_counts_is_said_by_names() -> None:
    dated = [{"value": "2", "date": "2025-03-25"}, {"value": "IV", "date": "2025-01-01"}, {"value": ">II"}]
    told = protocol("worst", "≤ II").screen({"screening_date": str(DAY), "nyha": dated}).explain()
    flat = " ".join(told.split())
    assert "worst NYHA class II to IV (of 2 (II) on 2025-03-25 and >II, which may not count; 1 does not count)" in flat


def test_one_value_or_none_is_told_as_such() -> None:
    flat = " ".join(protocol("worst", "≤ II").screen({"nyha": "II"}).explain().split())
    assert "worst NYHA class II or never (of II, which may not count)" in flat


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{label: n, summary: {of: nyha, take: mean}}", "there is no mean of grades"),
        ("{label: n, summary: {of: nyha, take: median, within: 4 weeks}}", "there is no median of grades"),
        (
            "{label: n, summary: {of: nyha, take: latest}, grades: [I, II]}",
            "`grades` stands with the measurements, `nyha`",
        ),
        ("{label: n, summary: {of: nyha, take: latest}, unit: day}", "`unit` says nothing of grades"),
    ],
)
def test_a_summary_of_grades_that_is_not_understood_is_told(entry: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        base("", "", {**VOCABULARY, "quantities": f"{QUANTITIES}other: {entry}\n"})


def test_the_data_dictionary_says_what_is_taken() -> None:
    vocabulary = protocol("worst", "≤ II").knowledge_base.vocabulary
    offered = {one.field: one for one in entries(vocabulary)}
    assert "one value, or a list of {value, date}: all measurements that there are" in offered["nyha"].rules
    assert "follows from nyha: the highest within 4 weeks before screening_date" in offered["worst"].rules
    assert offered["worst"].values == (*GRADES, "never")
