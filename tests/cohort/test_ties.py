"""Frames whose clearances and ratios lie at a limit, or a float beside it, in every unit and width of floats."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl

from hn2301_asp.api import Protocol
from tests.cohort.rows import agreed
from tests.conftest import Sample


def test_a_narrow_float_is_its_digits_in_a_formula_too(protocol: Protocol) -> None:
    """110.23113 lb are a little less than 50 kg, and the float of 32 bits that is written so is a little more."""
    frame = pl.DataFrame(
        {
            "age": [60, 60],
            "sex": ["female", "female"],
            "serum_creatinine[mg/dL]": [0.9444444444444445, 0.9444444444444444],
            "weight[lb]": pl.Series([110.23113, 110.23113], dtype=pl.Float32),
        }
    )
    records = [{**row, "weight[lb]": np.float32(row["weight[lb]"])} for row in frame.iter_rows(named=True)]
    agreed(protocol, frame, records=records)
    assert protocol.screen_frame(frame)["IN-7"].to_list() == ["not_met", "not_met"]


def test_clearances_and_ratios_at_their_limits(protocol: Protocol, sample: Sample) -> None:
    rng = random.Random("frames at limits")
    quantities = protocol.knowledge_base.vocabulary.quantities
    at_limit = {"weight": {"kg", "lb", "斤"}, "serum_creatinine": {"mg/dL", "umol/L"}, "alt": {"U/L", "ukat/L"}}

    def beside(number: float) -> float:
        return float(np.nextafter(number, rng.choice([np.inf, -np.inf]))) if rng.random() < 0.5 else number

    for _ in range(sample(60)):
        units = {name: rng.choice(sorted(known)) for name, known in at_limit.items()}
        narrow = rng.choice([*units, None])
        uln_unit = rng.choice(["U/L", "ukat/L"])
        rows: list[dict[str, Any]] = []
        for _ in range(60):
            age, kilograms, female = rng.randint(18, 65), rng.randint(40, 90), rng.random() < 0.5
            creatinine = Fraction((140 - age) * kilograms) * (Fraction(85, 100) if female else 1) / (72 * 50)
            limit = Fraction(rng.randint(150, 900), 10)
            told = {"weight": Fraction(kilograms), "serum_creatinine": creatinine, "alt": limit * Fraction(5, 2)}
            row: dict[str, Any] = {"age": age, "sex": "female" if female else "male"}
            row |= {f"{n}[{units[n]}]": beside(float(quantities[n].given(told[n], units[n]))) for n in told}
            row[f"alt_uln[{uln_unit}]"] = beside(float(quantities["alt_uln"].given(limit, uln_unit)))
            rows.append({name: None if rng.random() < 0.08 else value for name, value in row.items()})
        frame = pl.DataFrame(rows, infer_schema_length=None)
        if narrow is not None:
            name = f"{narrow}[{units[narrow]}]"
            frame = frame.with_columns(pl.col(name).cast(pl.Float32))
            rows = [{**row, name: None if row[name] is None else np.float32(row[name])} for row in rows]
        agreed(protocol, frame, records=rows)
