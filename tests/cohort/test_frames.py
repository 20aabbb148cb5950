"""A frame says of each row what its record alone says: in texts, in numbers, in dates, and under any readings."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.source.diagnostics import InputError
from tests import small_base
from tests.cohort.rows import agreed, table_of
from tests.conftest import Sample
from tests.independent.records import random_record


def flat(record: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A record of a table: each is a patient of its own, and what stands in families has a column of its own."""
    told: dict[str, Any] = {}
    for name, value in record.items():
        told |= {f"{name}.{item}": inner for item, inner in value.items()} if isinstance(value, dict) else {name: value}
    return {**told, "patient_id": f"P-{number}"}


def test_texts_say_of_each_row_what_its_record_says(protocol: Protocol, sample: Sample) -> None:
    rng = random.Random("frames")
    records = [flat(random_record(rng, rng.choice([0, 2, 5, 10, 20])), n) for n in range(sample(20_000))]
    found = agreed(protocol, table_of(records))
    assert min(found[verdict] for verdict in ("eligible", "ineligible", "undetermined", "contradictory")) > sample(200)


def test_they_do_under_other_readings(protocol: Protocol, sample: Sample) -> None:
    rng = random.Random("readings of frames")
    for reading in protocol.knowledge_base.readings.values():
        chosen = {reading.id: rng.choice([value for value in reading.values if value != reading.default])}
        records = [flat(random_record(rng, rng.choice([0, 3, 8])), n) for n in range(sample(1_000))]
        agreed(protocol, table_of(records), chosen)


#: How a column of numbers may be typed.
TYPES = (pl.Float64, pl.Float64, pl.Float32, pl.Int64, pl.Decimal(20, 6))


def numbers(quantity: Quantity, unit: str, ends: list[Fraction], rng: random.Random) -> float:
    """A number near something that matters, as a float: at it, just beside it, or a step away."""
    least, most = quantity.possible
    end = quantity.given(rng.choice(ends), unit)
    number = float(end)
    way = rng.random()
    if way < 0.3:
        return number
    if way < 0.5:
        return float(np.nextafter(number, rng.choice([-np.inf, np.inf])))
    if way < 0.8:
        return round(float(quantity.given(rng.choice(ends) + rng.choice([-1, 1]) * quantity.step, unit)), 6)
    return round(
        rng.uniform(float(quantity.given(least, unit)), float(quantity.given(most, unit))), rng.choice([0, 1, 3])
    )


def typed(protocol: Protocol, rng: random.Random, rows: int) -> pl.DataFrame:
    """A table of typed columns: numbers in units of headers, yes and no, choices, lists and dates."""
    base, axes = protocol.knowledge_base, protocol.space.axes
    columns: dict[str, pl.Series] = {"patient_id": pl.Series([f"T-{n}" for n in range(rows)])}
    missing = rng.choice([0.02, 0.1, 0.4])

    def put(name: str, values: list[Any], dtype: Any = None) -> None:
        told = [None if rng.random() < missing else value for value in values]
        columns[name] = pl.Series(told, dtype=dtype, strict=False)

    for name, quantity in base.vocabulary.quantities.items():
        if rng.random() < 0.25 or quantity.of_item or quantity.hidden or quantity.repeated or quantity.summary:
            continue
        unit = rng.choice(list(quantity.units))
        dtype = rng.choice(TYPES)
        regions = axes[name].regions if name in axes else ()
        ends = [end for region in regions if region.interval for end in region.interval.limits]
        middle = quantity.usual or quantity.plausible
        ends = (
            ends * 3 + [*middle, (middle[0] + middle[1]) / 2] * 2 + ([*quantity.possible] if rng.random() < 0.3 else [])
        )
        values = [numbers(quantity, unit, ends, rng) for _ in range(rows)]
        if dtype == pl.Int64 or (quantity.counted and rng.random() < 0.8):
            values = [float(round(value)) for value in values]
        put(f"{name}[{unit}]" if unit else name, values, dtype)
    for name in base.vocabulary.facts:
        put(name, [rng.random() < 0.5 for _ in range(rows)], pl.Boolean)
    for name, choice in base.vocabulary.choices.items():
        put(name, [rng.choice(choice.values) for _ in range(rows)])
    for name, family in base.vocabulary.families.items():
        items = rng.sample(list(family.items), min(6, len(family.items)))
        if rng.random() < 0.5:
            put(name, [";".join(rng.sample(items, rng.randint(1, len(items)))) for _ in range(rows)])
        elif not family.attributes:
            for item in items:
                put(f"{name}.{item}", [rng.random() < 0.4 for _ in range(rows)], pl.Boolean)
    return pl.DataFrame(columns)


def test_numbers_say_of_each_row_what_its_record_says(protocol: Protocol, sample: Sample) -> None:
    rng = random.Random("typed frames")
    for _ in range(sample(60)):
        frame = typed(protocol, rng, 60)
        # A float of 32 bits is read by the digits that it has.
        narrow = [name for name in frame.columns if frame[name].dtype == pl.Float32]
        records = [
            {**row, **{name: None if row[name] is None else np.float32(row[name]) for name in narrow}}
            for row in frame.iter_rows(named=True)
        ]
        agreed(protocol, frame, records=records)


def test_dates_say_of_each_row_what_its_record_says(protocol: Protocol, sample: Sample) -> None:
    rng = random.Random("dated frames")
    record = protocol.knowledge_base.vocabulary.record
    dates = [name for name, field in record.items() if field.kind == "date"]
    screening = datetime.date(2024, 2, 29)
    for _ in range(sample(40)):
        rows = 60
        columns: dict[str, Any] = {"patient_id": [f"D-{n}" for n in range(rows)]}
        for name in dates:
            far = {"birth_date": 26_000, "sle_diagnosis_date": 3_000}.get(name, 80)
            days = [
                screening + datetime.timedelta(days=rng.choice([0, 1, 30, 61, -rng.randint(0, far)]))
                for _ in range(rows)
            ]
            days = [screening] * rows if name == "screening_date" and rng.random() < 0.5 else days
            told = [None if rng.random() < 0.1 else day for day in days]
            columns[name] = (
                pl.Series(told, dtype=pl.Date) if rng.random() < 0.6 else pl.Series([d and str(d) for d in told])
            )
        columns["time_zone"] = rng.choice([["Asia/Shanghai"] * rows, [None] * rows])
        columns["sex"] = [rng.choice(["female", "male", None]) for _ in range(rows)]
        columns["weight"], columns["serum_creatinine"] = [60.0] * rows, ["0.9 mg/dL"] * rows
        agreed(protocol, pl.DataFrame(columns))


def test_small_protocols_with_rules_of_every_kind_agree_too(sample: Sample) -> None:
    rng = random.Random("small frames")
    for _ in range(sample(200)):
        protocol = small_base.small(small_base.draw_rules(rng))
        records = [flat(small_base.draw_record(rng), n) for n in range(60)]
        known = [{name: value for name, value in one.items() if name != "patient_id"} for one in records]
        agreed(protocol, table_of(known))


def test_a_heading_that_is_not_understood_is_an_error(protocol: Protocol) -> None:
    with pytest.raises(InputError, match="hemoglobin"):
        protocol.screen_frame(pl.DataFrame({"hemoglobine": [110.0], "age": [30]}))


def test_a_row_that_is_not_understood_is_marked_and_the_others_are_screened(protocol: Protocol) -> None:
    frame = pl.DataFrame(
        {
            "patient_id": ["A", "B", "C", "C", None, "D"],
            "anc[10*9/L]": ["2.1", "many", "2.1", "2.1", "2.1", "1.4"],
            "hemoglobin[g/L]": [110.0, 110.0, 110.0, 110.0, 110.0, 5_000.0],
        }
    )
    found = protocol.screen_frame(frame)
    assert found["verdict"].to_list() == ["undetermined", None, None, None, None, None]
    errors = found["error"].to_list()
    assert errors[0] is None
    assert "anc" in errors[1]
    assert "many" in errors[1]
    assert "stands twice" in errors[2] == errors[3]
    assert "needs a patient_id" in errors[4]
    assert "hemoglobin" in errors[5]
    assert found["IN-7"].to_list()[1:] == [None] * 5


def test_what_is_no_frame_is_told(protocol: Protocol) -> None:
    with pytest.raises(InputError, match="no frame"):
        protocol.screen_frame({"age": 30})
    empty = protocol.screen_frame(pl.DataFrame({"age": pl.Series([], dtype=pl.Float64)}))
    assert empty.columns[0] == "verdict"
    assert len(empty) == 0


def test_a_constraint_may_decide_a_fact_by_what_a_tie_links_with_it(protocol: Protocol) -> None:
    """Who is pregnant is a woman, and of a woman the clearance is known."""
    record = {
        "pregnant": True,
        "childbearing_potential": True,
        "age": 40,
        "weight": 59,
        "serum_creatinine": "1.6 mg/dL",
    }
    assert protocol.screen(record).criteria["IN-7"] == "not_met"
    agreed(protocol, pl.DataFrame([record]))
