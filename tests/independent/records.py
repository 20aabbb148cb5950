"""Random patient records in the interface's flat spelling, biased to the edges of the thresholds.

Most parts of a record pass; a few are drawn from the failing side, so that a good share of records
is eligible or nearly so. Numbers are strings or ints, never floats. One seed gives one record.
"""

import random
from collections.abc import Callable
from datetime import date, timedelta

from . import drafting
from .drafting import Draft
from .vocabulary import CLOSABLE, DATES, FAMILIES

Record = dict[str, object]

PARTS: tuple[Callable[[Draft], Record], ...] = (
    drafting.age_and_kidney,
    drafting.classification,
    drafting.sle_history,
    drafting.stable_treatment,
    drafting.stable_dose,
    drafting.judgement,
    drafting.treatment,
    drafting.used,
    drafting.serology,
    drafting.sledai,
    drafting.marrow_and_heart,
    drafting.support,
    drafting.coagulation,
    drafting.liver,
    drafting.lung,
    drafting.pregnancy,
)
# Month ends and leap days, where calendar months are easily got wrong.
DELICATE_DAYS = (
    date(2024, 2, 29),
    date(2025, 2, 28),
    date(2025, 8, 31),
    date(2024, 8, 30),
    date(2025, 3, 1),
)
# Facts that cannot be true together: each makes a record contradictory, whatever else it says.
CLASHES: tuple[Record, ...] = (
    {"sex": "male", "pregnant": True},
    {"childbearing_potential": False, "lactating": True},
    {"sledai_2k": 7, "sledai_2k_clinical": 6},
    {"sledai_2k": 12, "sledai_2k_clinical": "6"},
    {"current": ["prednisone", "hydroxychloroquine"], "prednisone_equivalent": "0"},
    {"screening_date": "2025-03-01", "birth_date": "1950-01-01", "age": 69},
    {"weight": "60", "serum_creatinine": "3 mg/dL", "creatinine_clearance": "50"},
    {"dose.prednisone": "10", "prednisone_equivalent": "5"},
    {"eular_acr_2019": True, "ana_titre_ever": "1:40"},
)
SHARE_OF_CLASHES = 0.03


def random_record(rng: random.Random, missing: int = 0) -> Record:
    """A random record from which so many facts were taken away."""
    sex = "male" if rng.random() < 0.25 else "female"
    screening = _screening_date(rng)
    troubled = rng.sample(PARTS, rng.choices((0, 1, 2, 4), (50, 30, 15, 5))[0])
    record: Record = {"patient_id": f"P-{rng.randrange(1000):03d}"}
    for part in PARTS:
        record |= part(Draft(rng, sex, screening, part not in troubled))
    if any(field in record for field in DATES) or rng.random() < 0.3:
        record["screening_date"] = str(screening)
    if rng.random() < SHARE_OF_CLASHES:
        _clash(rng, record)
    for _ in range(missing):
        _take_away(rng, record)
    return record


def _screening_date(rng: random.Random) -> date:
    if rng.random() < 0.4:
        return rng.choice(DELICATE_DAYS)
    return date(2023, 1, 1) + timedelta(days=rng.randrange(1000))


def _clash(rng: random.Random, record: Record) -> None:
    """Put facts that contradict each other in the place of the record's own."""
    clash = rng.choice(CLASHES)
    families = {field.split(".")[0] for field in clash}
    for field in list(record):
        if field.split(".")[0] in families or (field in DATES and "screening_date" in clash):
            del record[field]
    record |= clash


def _take_away(rng: random.Random, record: Record) -> None:
    """Take one fact away; of a closed list sometimes a few single items are left."""
    candidates = [field for field in record if field not in ("patient_id", "screening_date")]
    if "screening_date" in record and rng.random() < 0.05:
        candidates = ["screening_date"]
    if not candidates:
        return
    field = rng.choice(candidates)
    held = record.pop(field)
    if field in CLOSABLE and isinstance(held, list) and rng.random() < 0.6:
        record |= _left_of_list(rng, field, held)


def _left_of_list(rng: random.Random, family: str, held: list[str]) -> Record:
    """Some of a list's items, and some that it did not name."""
    others = [member for member in FAMILIES[family] if member not in held]
    kept = rng.sample(held, rng.randint(0, len(held)))
    denied = rng.sample(others, rng.randint(0, len(others)))
    return {f"{family}.{member}": member in kept for member in (*kept, *denied)}
