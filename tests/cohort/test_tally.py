"""A tally is counted a second time, row by row; parts of a table add up to the table."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from functools import reduce
from operator import add
from typing import Any

import polars as pl
import pytest

from hn2301_asp.api import Protocol, load
from hn2301_asp.cohort.frames import screened
from hn2301_asp.cohort.tally.counts import tally, tally_all
from hn2301_asp.cohort.tally.figures import figures
from hn2301_asp.cohort.tally.index import IndexDate, declared, marked
from hn2301_asp.cohort.tally.told import Figures
from hn2301_asp.source.diagnostics import InputError
from tests import scoped_base
from tests.cohort.counted import Questions, Row
from tests.cohort.rows import table_of
from tests.cohort.test_frames import flat
from tests.conftest import Sample
from tests.independent.records import random_record

SITES, DAYS = ("Köln", "A<b>", None), ("2025-01-07", "2025-01-31", "2025-02-01", "2025-03", None)


def alone(protocol: Protocol, table: pl.DataFrame) -> list[Row]:
    """Each row screened as a patient's record."""
    found = []
    names = [criterion.id for criterion in protocol.knowledge_base.criteria]
    for record in table.iter_rows(named=True):
        day, site = record.get("screening_date"), record.get("site") or ""
        month = (day or "")[:7] if day is not None and len(day) == 10 else ""
        try:
            result = protocol.screen({name: value for name, value in record.items() if value is not None})
        except InputError:
            found.append(Row(None, tuple(None for _ in names), month, site))
            continue
        found.append(Row(result.verdict, tuple(result.criteria.get(name) for name in names), month, site))
    return found


def held_against(protocol: Protocol, found: Figures, rows: list[Row]) -> None:
    """Holds every number of a summary against the rows."""
    base = protocol.knowledge_base
    questions = Questions([one.id for one in base.criteria], [one.kind for one in base.criteria])
    for name, told, asked in questions.every(found):
        assert (name, told(found)) == (name, sum(map(asked, rows)))
    assert found.rows == found.counted == len(rows)
    assert not found.hides


def drawn(rng: random.Random, number: int, likely: int = 3) -> dict[str, Any]:
    record = flat(random_record(rng, rng.choice([0, likely, 10, 20])), number)
    return {**record, "site": rng.choice(SITES), "screening_date": rng.choice(DAYS)}


def test_every_number_is_what_rows_that_are_screened_alone_come_to(protocol: Protocol, sample: Sample) -> None:
    rng = random.Random("tally")
    table = table_of([drawn(rng, number) for number in range(sample(6_000))])
    rows = alone(protocol, table)
    assert len({row.verdict for row in rows}) >= 4
    found = figures(tally(protocol, table, screened(protocol, table)))
    held_against(protocol, found, rows)
    # Some blocking combinations are told, the most frequent first.
    sets = Counter(
        tuple(name for at, name in enumerate(protocol.space.criteria) if row.statuses[at] == "not_met") for row in rows
    )
    del sets[()]
    assert min(sets[one.criteria] for one in found.combinations) >= sorted(sets.values(), reverse=True)[:12][-1]
    assert [month.name for month in found.months] == ["2025-01", "2025-02", ""]
    assert [site.name for site in found.sites] == ["A<b>", "Köln", ""]


@pytest.mark.parametrize("seed", range(3))
def test_criteria_of_either_kind_that_apply_to_some(seed: int, sample: Sample) -> None:
    rng = random.Random(f"tally of scopes {seed}")
    for _ in range(sample(20)):
        protocol = scoped_base.small(scoped_base.draw_rules(rng))
        table = table_of([scoped_base.draw_record(rng) for _ in range(40)])
        held_against(protocol, figures(tally(protocol, table, screened(protocol, table))), alone(protocol, table))


def test_parts_of_a_table_add_up_to_the_table_in_any_order(protocol: Protocol) -> None:
    rng = random.Random("parts")
    table = table_of([drawn(rng, number) for number in range(200)])
    told = screened(protocol, table)
    cuts = [slice(0, 7), slice(7, 7), slice(7, 120), slice(120, 200)]
    parts = [tally(protocol, table[cut], told[cut]) for cut in cuts]
    whole = figures(tally(protocol, table, told))
    assert figures(reduce(add, parts)) == whole
    assert figures(parts[2] + (parts[0] + (parts[3] + parts[1]))) == whole
    assert figures(tally_all(protocol, [(table[cut], told[cut]) for cut in cuts])) == whole
    with pytest.raises(ValueError, match="same criteria"):
        parts[0] + tally_all(protocol, [], IndexDate("first"))


def test_nothing_of_a_patient_is_in_a_tally(protocol: Protocol) -> None:
    table = table_of([drawn(random.Random(1), 4711)])
    found = tally(protocol, table, screened(protocol, table))
    assert "4711" not in repr(found)
    assert "4711" not in str([getattr(found, name) for name in found.__struct_fields__])


def test_what_is_told_of_a_fact_is_counted_in_all_its_columns_and_a_missing_column_once(protocol: Protocol) -> None:
    table = pl.DataFrame(
        {
            "patient_id": ["A", "B", "C", "D"],
            "age": ["34", " ", "not done", None],
            "sle_duration[month]": [12.0, float("nan"), None, None],
            "sle_diagnosis_date": [None, "2020-01-01", None, None],
            "screening_date": ["2025-01-01"] * 4,
            "current.prednisone": [True, None, None, None],
            "current": [None, None, "none", None],
            "alc[operator]": ["<", "<", "<", "<"],
        }
    )
    found = tally(protocol, table, screened(protocol, table)).facts
    assert found.rows == 4
    assert found.told == {"age": 1, "sle_duration": 2, "current": 2}
    assert "alc" in found.absent
    # Told by a formula, or added up: no column is missed.
    assert not {"creatinine_clearance", "sledai_2k_immunologic", "age"} & {*found.absent}
    assert found.could["age"] == 4
    both = found + found
    assert both.told["age"] == 2
    assert both.absent == found.absent


def test_missing_deciding_is_used_where_it_is_there(protocol: Protocol) -> None:
    rng = random.Random("deciding")
    table = table_of([drawn(rng, number, 1) for number in range(80)])
    told = screened(protocol, table)
    waiting = [rng.choice(["age", "age;alc", "alc;age;anc"]) for _ in range(80)]
    known = told.with_columns(pl.Series("missing_deciding", waiting))
    found = figures(tally(protocol, table, known))
    own = [set(facts.split(";")) for facts, v in zip(waiting, told["verdict"], strict=True) if v == "undetermined"]
    assert len(own) > 5
    assert not found.by_criteria
    assert found.waiting == dict(sorted(Counter(map(len, own)).items()))
    counts = Counter(fact for facts in own for fact in facts)
    assert found.deciding == dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
    assert figures(tally(protocol, table, told)).by_criteria


VISITS = [
    # patient, day, site, age: 18 to 69 is needed
    ("A", "2025-01-10", "Köln", "17"),
    ("A", "2025-03-10", "Bonn", "18"),
    ("A", "2025-02-10", "Bonn", None),
    ("B", "2025-02-03", "Köln", "17"),
    ("C", None, "Köln", "40"),
    ("C", "2025-05-01", "Köln", "40"),
    ("D", "2025-01-01", "Bonn", None),
    ("D", "2025-01-02", "Bonn", "17"),
]

RULES = {
    "protocol.yaml": """id: SMALL
version: "1"
title: A trial of one criterion
criteria:
  - id: C-1
    kind: inclusion
    title: adults
    files: adults
    text: Aged 18 to 69
""",
    "criteria/adults.thr": 'criterion C-1\nadult age ≥ 18 year "Aged 18"\nyoung age ≤ 69 year "18 to 69"\n',
    "criteria/adults.lp": '%! "Aged 18 to 69"\nmet("C-1") :- adult, young.\n',
    "vocabulary/vocabulary.yaml": """quantities:
  age: {label: age, unit: year, step: 1 year, possible: [0, 130], plausible: [1, 100]}
record:
  screening_date: {kind: date, label: screening}
  site: {kind: text, label: site}
""",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Protocol:
    folder = tmp_path_factory.mktemp("small")
    for name, text in RULES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


def summed(protocol: Protocol, table: pl.DataFrame, index: IndexDate, *cuts: int) -> Figures:
    """The figures of a table that is read in parts, under an index date."""
    parts = []
    for start, end in zip((0, *cuts), (*cuts, len(table)), strict=True):
        one = table[start:end]
        asked = declared(protocol, one, index)
        parts.append((one, marked(screened(protocol, asked.table), asked.wrong)))
    return figures(tally_all(protocol, parts, index))


@pytest.fixture(scope="module")
def visits() -> pl.DataFrame:
    names = ["patient_id", "screening_date", "site", "age"]
    return pl.DataFrame(VISITS, schema=dict.fromkeys(names, pl.String), orient="row")


def test_each_visit_counts(small: Protocol, visits: pl.DataFrame) -> None:
    found = summed(small, visits, IndexDate("each"))
    assert (found.counted, found.errors, found.possible.least, found.possible.most) == (8, 0, 3, 5)
    assert [month.name for month in found.months] == ["2025-01", "2025-02", "2025-03", "2025-05", ""]
    assert [(m.rows.least, m.rows.most) for m in found.months if m.rows] == [(0, 1), (0, 1), (1, 1), (1, 1), (1, 1)]
    # As rows stand, a patient who stands twice is nobody's.
    assert figures(tally(small, visits, screened(small, visits))).errors == 7


@pytest.mark.parametrize("cuts", [(), (1,), (2, 3, 5, 7)])
def test_the_first_qualifying_visit_counts_once_for_each_patient(
    small: Protocol, visits: pl.DataFrame, cuts: tuple[int, ...]
) -> None:
    found = summed(small, visits, IndexDate("first"), *cuts)
    # A and C are eligible, D may be, B is not: each is one.
    assert (found.rows, found.counted, found.persons) == (8, 4, True)
    assert (found.possible.least, found.possible.most, found.ineligible) == (2, 3, 1)
    until = {month.name: (month.until.least, month.until.most) for month in found.months if month.until}
    # Possibly: A in February, C in May, D in January; certainly A in March and C in May.
    assert until == {"2025-01": (0, 1), "2025-02": (0, 2), "2025-03": (1, 2), "2025-05": (2, 3)}
    assert all(month.rows is None for month in found.months)
    assert {site.name: (site.rows.least, site.rows.most) for site in found.sites} == {"Bonn": (1, 2), "Köln": (1, 1)}


def test_one_day_for_all_takes_the_place_of_what_the_rows_say(small: Protocol, visits: pl.DataFrame) -> None:
    one = visits.unique("patient_id", keep="last", maintain_order=True)
    index = IndexDate.of("2025-06-30")
    asked = declared(small, one, index)
    assert asked.table["screening_date"].to_list() == [datetime.date(2025, 6, 30)] * 4
    found = summed(small, one, index)
    assert [(month.name, month.rows and month.rows.most) for month in found.months] == [("2025-06", 2)]


def test_two_visits_on_one_day_are_both_wrong(small: Protocol, visits: pl.DataFrame) -> None:
    twice = pl.concat([visits, visits[3:4], pl.DataFrame({"patient_id": [" "], "age": ["40"]})], how="diagonal")
    for kind in ("each", "first"):
        asked = declared(small, twice, IndexDate(kind))
        assert asked.wrong == {
            3: "the patient has two visits on one day",
            8: "the patient has two visits on one day",
            9: "a table's row needs a patient_id",
        }
        told = marked(screened(small, asked.table), asked.wrong)
        assert told["verdict"].is_null().arg_true().to_list() == [3, 8, 9]
        assert told["error"].is_not_null().arg_true().to_list() == [3, 8, 9]


def test_what_is_no_index_date_is_told() -> None:
    assert IndexDate.of(None) == IndexDate()
    assert IndexDate.of(datetime.datetime(2025, 3, 1, 12)) == IndexDate("fixed", datetime.date(2025, 3, 1))
    with pytest.raises(InputError, match="`last` is no index date"):
        IndexDate.of("last")


def test_an_index_date_asks_for_what_the_table_lacks(small: Protocol) -> None:
    with pytest.raises(InputError, match="no patient_id"):
        declared(small, pl.DataFrame({"age": [40]}), IndexDate("first"))
