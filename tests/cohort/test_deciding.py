"""`missing_deciding` names, of each row, the facts in the sets that its record's answers list: no more and no fewer."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import pandas as pd
import polars as pl
import pytest

from hn2301_asp.api import Protocol, load
from hn2301_asp.explanation.answers.decisive import decisive_facts, in_order
from hn2301_asp.solver.minimal import MOST_SETS
from hn2301_asp.source.diagnostics import InputError
from tests import items_base, scoped_base, small_base, tied_base, windows_base
from tests.bench.opponents import table
from tests.cohort.rows import Row, table_of
from tests.cohort.test_constraints import constrained
from tests.cohort.test_frames import flat
from tests.cohort.test_other_protocols import PROTOCOLS, kept
from tests.conftest import Sample
from tests.independent.records import random_record
from tests.protocols import oncology_by_hand


def decided(
    protocol: Protocol, frame: pl.DataFrame, readings: Mapping[str, str] | None = None, records: Sequence[Row] = ()
) -> int:
    """Holds each row against its record's answers; counts the undetermined ones."""
    order, found = in_order(protocol.knowledge_base), 0
    answers = protocol.screen_frame(frame, readings=readings, explain=True)
    for row, record in zip(answers.iter_rows(named=True), records or frame.iter_rows(named=True), strict=True):
        told = row["missing_deciding"]
        if row["verdict"] != "undetermined":
            assert told == (None if row["verdict"] is None else ""), row
            continue
        found += 1
        said = {name: value for name, value in record.items() if value is not None}
        result = protocol.screen(said, readings=readings, limit=MOST_SETS)
        deciding = result.answers.deciding
        facts = {name for names in (*deciding.settles, *deciding.could_rule_out) for name in names}
        if not deciding.could_rule_out_complete:  # Lists are cut where too many values would have to be tried.
            listed, facts = facts, {*decisive_facts(protocol.tools, result.screening)}
            assert facts >= listed
        assert told == ";".join(name for name in order if name in facts), (told, facts, said)
    return found


def test_texts_of_all_facts(protocol: Protocol, sample: Sample) -> None:
    rng = random.Random("what decides frames")
    records = [flat(random_record(rng, rng.choice([1, 3, 8, 20])), n) for n in range(sample(3_000))]
    assert decided(protocol, table_of(records)) > sample(700)


def test_a_believable_table(protocol: Protocol, sample: Sample) -> None:
    """Some of every column missing, and more of some: what a formula needs, and drugs."""
    assert decided(protocol, table.frame(sample(10_000), seed=1)) > sample(800)
    frame = table.frame(sample(2_000), seed=2).with_row_index("row")
    for number, part in enumerate(
        (["age", "weight", "serum", "sex"], ["current", "predn"], ["sledai"], ["inr", "aptt"])
    ):
        share = [name for name in frame.columns if name.startswith(tuple(part))]
        sparse = frame.with_columns(
            pl.when((pl.col("row") % 7 + number) % 3 > 0).then(pl.col(n)).alias(n) for n in share
        )
        decided(protocol, sparse.drop("row"))


def test_other_readings(protocol: Protocol, sample: Sample) -> None:
    rng = random.Random("readings of what decides frames")
    for reading in protocol.knowledge_base.readings.values():
        for value in reading.values:
            if value != reading.default:
                seed = rng.randrange(1_000)
                decided(protocol, table.frame(sample(600), seed=seed, missing=0.1), {reading.id: value})


def test_numbers_that_leave_a_formula_something(protocol: Protocol) -> None:
    """Bounds, two sources of one number, a result that was given, and whatever else is no single number."""
    known: dict[str, Any] = {"age": 34, "sex": "female", "weight": 60, "serum_creatinine": "0.9 mg/dL"}
    others: list[dict[str, Any]] = [
        {"weight": None},
        {"weight": None, "sex": None},
        {"weight": None, "age": None},
        {"weight": None, "serum_creatinine": None},
        {"serum_creatinine": None, "age": 64},
        {"serum_creatinine": None, "sex": None, "weight": 30},
        {"serum_creatinine": "<1.5 mg/dL"},
        {"serum_creatinine": "<5 mg/dL", "sex": None},
        {"serum_creatinine": ">=2.5 mg/dL", "weight": None},
        {"weight": "<40", "age": None},
        {"weight": "30-90"},
        {"age": "<40", "sex": None},
        {"age": ">=18", "weight": None},
        {"creatinine_clearance": "<90 mL/min", "weight": None},
        {"creatinine_clearance": 20, "weight": None},
        {"creatinine_clearance": 29.9, "weight": 40, "serum_creatinine": "1.45 mg/dL"},
        {"creatinine_clearance": 90, "age": None},
        {"age": None, "birth_date": "1990-02"},
        {"age": None, "birth_date": "1990", "weight": None},
        {"age": None, "birth_date": "2007-03", "screening_date": "2025-03-20"},
        {"age": None, "birth_date": "2007", "screening_date": "2025-03-20", "weight": None},
        {"age": None, "birth_date": "1950-02-01", "screening_date": "2025-03-20", "serum_creatinine": None},
    ]
    open_ones = [{}, {"pregnant": "no"}, {"pregnant": None, "lactating": "no", "childbearing_potential": "yes"}]
    records = [{**known, **other, **open_ones[n % 3]} for n, other in enumerate(others)]
    records += [{**known, **other} for other in others[:6]]
    frame = table_of([{name: value for name, value in one.items() if value is not None} for one in records])
    assert decided(protocol, frame) > 20
    typed = {"age": [34.0, None, None], "weight[kg]": [None, None, 60.0], "creatinine_clearance[mL/min]": [None] * 3}
    decided(protocol, pl.DataFrame({**typed, "weight[operator]": [None, None, "<"], "sex": ["male", None, "female"]}))


def test_what_cannot_be_settled_is_told_by_what_could_rule_out(protocol: Protocol) -> None:
    """Where one part stays open whatever becomes known, no set settles, and only what could rule out is told."""
    record = {"age": 34, "spo2_on_room_air": "no", "spo2": "97 %", "disease_active": "no", "anc": 2}
    deciding = protocol.screen(record).answers.deciding
    assert not deciding.settles
    [told] = protocol.screen_frame(table_of([record]), explain=True)["missing_deciding"]
    assert "disease_relapsed" in told.split(";")
    assert "spo2" not in told.split(";")
    decided(protocol, table_of([record, {**record, "spo2_on_room_air": None}, {**record, "spo2": None}]))


def test_the_limit_of_lists_cuts_no_row(protocol: Protocol) -> None:
    """A row names the facts of all sets, also where the answers list some of these only."""
    record = {"age": 34, "sex": "female", "eular_acr_2019": "yes", "sledai_2k": 12}
    few = protocol.screen(record, limit=1).answers.deciding
    assert not few.could_rule_out_complete
    row = protocol.screen_frame(table_of([record]), explain=True).row(0, named=True)
    every = protocol.screen(record, limit=MOST_SETS).answers.deciding
    facts = {name for names in (*every.settles, *every.could_rule_out) for name in names}
    assert set(row["missing_deciding"].split(";")) == facts
    assert facts > {name for names in (*few.settles, *few.could_rule_out) for name in names}


def test_rows_that_are_screened_alone_or_refused(protocol: Protocol) -> None:
    records = [
        {"patient_id": "A", "hemoglobin": "low"},
        {"patient_id": "B", "hemoglobin": "11 g/dL"},
        {"patient_id": "B", "hemoglobin": "11 g/dL"},
        {"patient_id": "C", "hemoglobin": "9.05 g/dL", "alc": "0,9"},
        {"patient_id": "D", "sex": "male", "pregnant": "yes"},
    ]
    frame = table_of(records)
    told = protocol.screen_frame(frame, explain=True)["missing_deciding"].to_list()
    assert [one if not one else "facts" for one in told] == [None, None, None, "facts", ""]
    decided(protocol, frame.filter(pl.col("patient_id") != "B"))


def test_only_who_asks_gets_the_column(protocol: Protocol) -> None:
    frame = pl.DataFrame({"patient_id": ["A"], "age": [34]})
    plain = protocol.screen_frame(frame)
    answers = protocol.screen_frame(frame, explain=True)
    assert answers.drop("missing_deciding").equals(plain)
    assert answers.columns[-3:] == ["blocking", "missing_deciding", "error"]
    assert protocol.screen_frame(frame.lazy(), explain=True).collect().equals(answers)
    told = protocol.screen_frame(pd.DataFrame(frame.to_dict(as_series=False)), explain=True)
    assert told["missing_deciding"].tolist() == answers["missing_deciding"].to_list()
    assert protocol.screen_frame(frame.head(0), explain=True)["missing_deciding"].dtype == pl.String


def test_a_second_table_says_what_the_first_one_says(protocol: Protocol) -> None:
    """What was asked of one table is remembered for the next one: of other rows, and of columns in another order."""
    frame = table.frame(2_000, seed=4)
    whole = protocol.screen_frame(frame, explain=True)
    again = pl.concat([protocol.screen_frame(part, explain=True) for part in frame.iter_slices(700)])
    assert again.equals(whole)
    turned = frame.select(sorted(frame.columns))
    fresh = load().screen_frame(turned, explain=True)
    assert protocol.screen_frame(turned, explain=True).equals(fresh)
    assert fresh["missing_deciding"].equals(whole["missing_deciding"])


def test_small_protocols_with_rules_of_every_kind(sample: Sample) -> None:
    rng = random.Random("what decides small frames")
    for _ in range(sample(200)):
        protocol = small_base.small(small_base.draw_rules(rng))
        decided(protocol, table_of([small_base.draw_record(rng) for _ in range(40)]))


@pytest.mark.parametrize("base", [small_base, scoped_base], ids=["numbers of every kind", "scopes"])
def test_random_constraints(base: Any, sample: Sample) -> None:
    rng = random.Random(f"what decides under constraints {base.__name__}")
    for _ in range(sample(200)):
        decided(*constrained(base, rng, 40))


def test_criteria_that_apply_to_some(sample: Sample) -> None:
    rng = random.Random("what decides frames with scopes")
    for _ in range(sample(200)):
        protocol = scoped_base.small(scoped_base.draw_rules(rng))
        decided(protocol, table_of([scoped_base.draw_record(rng) for _ in range(40)]))


def test_ties_that_share_quantities(sample: Sample) -> None:
    rng = random.Random("what decides frames with ties")
    for _ in range(sample(150)):
        drawn = tied_base.Drawn(rng)
        with suppress(InputError):  # A divisor may be zero.
            decided(drawn.protocol(), table_of([drawn.record(rng) for _ in range(30)]))


def test_attributes_windows_and_lists_as_they_are(sample: Sample) -> None:
    rng = random.Random("what decides frames of items")
    oncology = load(PROTOCOLS / "oncology")
    for protocol, draw, rows in (
        (items_base.items(), items_base.draw_record, 1_000),
        (windows_base.windows(), windows_base.draw_record, 1_000),
        (oncology, oncology_by_hand.drawn, 2_000),
    ):
        records = [draw(rng) for _ in range(sample(rows))]
        assert decided(protocol, kept(records), records=records)
