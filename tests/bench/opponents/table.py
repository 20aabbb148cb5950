"""A believable table of all facts: 88 columns, some of every column missing. Invented, no patient's.

The columns are those of the data dictionary without dates: dotted names for drugs, canonical units in the headers,
quantities as floats, yes and no as Booleans, sex as text. Every row can be read and contradicts nothing of the
background: men are not pregnant, a corticosteroid that is taken has a dose, SLEDAI-2K and its clinical part differ
by 0, 2 or 4, no time is longer than a life. One seed gives one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

#: The share of every column that is missing.
MISSING = 0.05
#: So many rows are drawn at once for a file.
_PART = 1_000_000

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: How many take a drug now, and how many used it in a standardized manner: estimates, not of any registry.
IMMUNOSUPPRESSANTS = {
    "cyclophosphamide": (0.06, 0.22),
    "methotrexate": (0.09, 0.18),
    "azathioprine": (0.12, 0.22),
    "mycophenolate_mofetil": (0.36, 0.48),
    "mycophenolic_acid": (0.03, 0.05),
    "leflunomide": (0.03, 0.07),
    "tacrolimus": (0.08, 0.12),
    "cyclosporine": (0.03, 0.07),
    "other_immunosuppressant": (0.02, 0.04),
}
TARGETED = {
    "belimumab": (0.16, 0.22),
    "rituximab": (0.03, 0.08),
    "eculizumab": (0.004, 0.006),
    "telitacicept": (0.06, 0.08),
    "anifrolumab": (0.02, 0.03),
    "other_targeted": (0.02, 0.03),
}
ANTIMALARIALS = {"hydroxychloroquine": (0.78, 0.88), "chloroquine": (0.01, 0.02), "other_antimalarial": (0.01, 0.01)}
#: Which corticosteroid somebody takes who takes one.
CORTICOSTEROIDS = {
    "prednisone": 0.62,
    "prednisolone": 0.10,
    "methylprednisolone": 0.24,
    "triamcinolone": 0.002,
    "hydrocortisone": 0.01,
    "cortisone": 0.003,
    "dexamethasone": 0.01,
    "betamethasone": 0.003,
    "deflazacort": 0.002,
}
_DOSES = (2.5, 5.0, 7.5, 10.0, 12.5, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 50.0, 60.0)
_DOSE_SHARES = (0.07, 0.19, 0.14, 0.2, 0.06, 0.1, 0.09, 0.03, 0.05, 0.015, 0.025, 0.015, 0.015)


def frame(rows: int, seed: int = 0, missing: float = MISSING, *, ids: bool = False) -> pl.DataFrame:
    """The table as a Polars frame; with ``ids`` a patient's name stands first, which is never missing."""
    rng = np.random.default_rng(seed)
    whole = _columns(rng, rows)
    columns = [pl.Series("patient_id", [f"S{seed}-{row}" for row in range(rows)])] if ids else []
    for name, values in whole.items():
        present = rng.random(rows) >= missing
        series = pl.Series(name, values)
        columns.append(series.set(pl.Series(~present), None))
    return pl.DataFrame(columns)


def arrow(rows: int, seed: int = 0, missing: float = MISSING) -> pa.Table:
    """The table as Arrow holds it."""
    return frame(rows, seed, missing).to_arrow()


def parquet(path: Path, rows: int, seed: int = 0, missing: float = MISSING) -> None:
    """Writes the table to a file, a million rows at a time."""
    writer: pq.ParquetWriter | None = None
    for part, start in enumerate(range(0, rows, _PART)):
        table = arrow(min(_PART, rows - start), seed + part, missing)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _columns(rng: np.random.Generator, rows: int) -> Mapping[str, object]:
    """All columns, with nothing missing."""
    found: dict[str, object] = {}
    female = rng.random(rows) < 0.9
    age = np.round(rng.normal(38, 13, rows).clip(16, 88))
    found |= {"sex": np.where(female, "female", "male"), "age[year]": age}
    found["weight[kg]"] = np.round(np.where(female, 58.0, 70.0) + rng.normal(0, 10, rows), 1).clip(32, 160)
    found |= _history(rng, age)
    found |= _drugs(rng, rows)
    found |= _serology(rng, rows)
    found |= _laboratory(rng, rows)
    found |= _organs(rng, rows, age)
    found |= _pregnancy(rng, female, age)
    return found


def _history(rng: np.random.Generator, age: Floats) -> Mapping[str, object]:
    """Diagnosis and treatment so far: no longer than a life from the age of ten."""
    rows = len(age)
    months = np.minimum(np.round(rng.exponential(72, rows)), (age - 10) * 12)
    weeks = np.minimum(np.round(rng.exponential(60, rows)), months * 4)
    return {
        "eular_acr_2019": _yes(rng, rows, 0.96),
        "sle_duration[month]": months,
        "standard_treatment_duration[week]": weeks,
        "dose_stable_duration[week]": np.minimum(np.round(rng.exponential(11, rows)), weeks),
        "disease_active": _yes(rng, rows, 0.78),
        "disease_relapsed": _yes(rng, rows, 0.35),
    }


def _drugs(rng: np.random.Generator, rows: int) -> Mapping[str, object]:
    """Drugs taken now and used before; who takes a corticosteroid takes one of them, at a dose."""
    found: dict[str, object] = {}
    takes = rng.random(rows) < 0.82
    found["prednisone_equivalent[mg/d]"] = np.where(takes, rng.choice(_DOSES, rows, p=_DOSE_SHARES), 0.0)
    before = {**IMMUNOSUPPRESSANTS, **TARGETED, **ANTIMALARIALS}
    for drug, (now, _) in before.items():
        found[f"current.{drug}"] = _yes(rng, rows, now)
    found["current.nsaid"] = _yes(rng, rows, 0.18)
    which = rng.choice(
        len(CORTICOSTEROIDS), rows, p=np.array([*CORTICOSTEROIDS.values()]) / sum(CORTICOSTEROIDS.values())
    )
    for number, drug in enumerate(CORTICOSTEROIDS):
        found[f"current.{drug}"] = takes & (which == number)
    found["current.budesonide"] = _yes(rng, rows, 0.003)
    for drug, (_, used) in before.items():
        found[f"used_adequately.{drug}"] = _yes(rng, rows, used)
    return found


def _serology(rng: np.random.Generator, rows: int) -> Mapping[str, object]:
    """Antibodies, complement, and the score that counts two of them."""
    dsdna, low = _yes(rng, rows, 0.62), _yes(rng, rows, 0.58)
    clinical = np.minimum(4.0 * rng.poisson(0.9, rows) + 2.0 * rng.poisson(0.8, rows) + rng.poisson(0.15, rows), 60.0)
    return {
        "ana_positive": _yes(rng, rows, 0.93),
        "anti_dsdna_positive": dsdna,
        "low_complement": low,
        "sledai_2k[points]": clinical + 2.0 * dsdna + 2.0 * low,
        "sledai_2k_clinical[points]": clinical,
    }


def _laboratory(rng: np.random.Generator, rows: int) -> Mapping[str, object]:
    """Blood, with the limits of two or three laboratories."""

    def limits(*values: float) -> Floats:
        return rng.choice(values, rows)

    return {
        "anc[10*9/L]": np.round(np.exp(rng.normal(1.2, 0.45, rows)).clip(0.1, 25), 2),
        "alc[10*9/L]": np.round(np.exp(rng.normal(0.15, 0.45, rows)).clip(0.05, 9), 2),
        "hemoglobin[g/L]": np.round(rng.normal(114, 17, rows).clip(42, 185)),
        "inr[{INR}]": np.round(np.exp(rng.normal(0.02, 0.14, rows)).clip(0.7, 6), 2),
        "inr_uln[{INR}]": limits(1.1, 1.15, 1.2),
        "aptt[s]": np.round(np.exp(rng.normal(3.45, 0.18, rows)).clip(16, 150), 1),
        "aptt_uln[s]": limits(36.0, 37.0, 43.5),
        "alt[U/L]": np.round(np.exp(rng.normal(3.05, 0.65, rows)).clip(3, 1500)),
        "alt_uln[U/L]": limits(35.0, 40.0, 50.0),
        "ast[U/L]": np.round(np.exp(rng.normal(3.1, 0.5, rows)).clip(5, 1500)),
        "ast_uln[U/L]": limits(35.0, 40.0),
        "total_bilirubin[mg/dL]": np.round(np.exp(rng.normal(-0.65, 0.55, rows)).clip(0.1, 20), 2),
        "gilbert_syndrome": _yes(rng, rows, 0.04),
        "serum_creatinine[mg/dL]": np.round(np.exp(rng.normal(-0.25, 0.4, rows)).clip(0.25, 12), 2),
        "fluid_assistance": _yes(rng, rows, 0.01),
    }


def _organs(rng: np.random.Generator, rows: int, age: Floats) -> Mapping[str, object]:
    """Heart and lungs, and how long ago a transfusion or a growth factor was given."""
    days = (age - 1) * 365
    return {
        "days_since_transfusion[day]": np.minimum(np.round(rng.exponential(500, rows)) + 1, days),
        "days_since_growth_factor[day]": np.minimum(np.round(rng.exponential(700, rows)) + 1, days),
        "support_needed": _yes(rng, rows, 0.02),
        "lvef[%]": np.round(rng.normal(62, 7, rows).clip(15, 80)),
        "dyspnea_grade[grade]": rng.choice((0.0, 1.0, 2.0, 3.0), rows, p=(0.86, 0.1, 0.03, 0.01)),
        "spo2[%]": np.round((99 - rng.exponential(1.4, rows)).clip(72, 100)),
        "spo2_on_room_air": _yes(rng, rows, 0.96),
    }


def _pregnancy(rng: np.random.Generator, female: Flags, age: Floats) -> Mapping[str, object]:
    """Only women of childbearing potential are pregnant or lactating."""
    rows = len(female)
    able = female & (age < 52) & (rng.random(rows) < 0.93)
    pregnant = able & _yes(rng, rows, 0.02)
    return {
        "pregnant": pregnant,
        "lactating": able & ~pregnant & _yes(rng, rows, 0.015),
        "childbearing_potential": able,
        "contraception_willing": _yes(rng, rows, 0.9),
    }


def _yes(rng: np.random.Generator, rows: int, share: float) -> Flags:
    return rng.random(rows) < share
