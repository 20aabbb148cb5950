"""Partial records against their own completions, one by one; and what is refused as input."""

import random
from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from .criteria import CRITERIA, READINGS
from .evaluator import Outcome, evaluate
from .facts import EITHER, completed_years
from .records import Record, random_record
from .typical import TYPICAL, patient
from .values import Domain, read_quantity
from .vocabulary import YES_NO

# Recordable values around every cut point, with the extremes: what a missing field is filled with.
CANDIDATES: dict[str, tuple[object, ...]] = {
    **dict.fromkeys(YES_NO, EITHER),
    "sex": ("female", "male"),
    "age": (0, 17, 18, 33, 34, 69, 70, 120),
    "weight": (1, 45, "59.5", 60, 90, 400),
    "serum_creatinine": tuple(f"{x} mg/dL" for x in ("0.05", "0.8", "1.2", "1.6", "2.4", "40")),
    "creatinine_clearance": (0, "49.9", 50, 20000),
    "ana_titre_ever": (1, 79, 80, 1000000),
    "sle_duration": ("0 months", "5 months", "6 months", "400 months"),
    "standard_treatment_duration": ("0 weeks", "55 days", "56 days", "1700 weeks"),
    "dose_stable_duration": ("0 weeks", "13 days", "14 days", "1700 weeks"),
    "prednisone_equivalent": (0, "0.01", "7.49", "7.5", 30, "30.01", 2000),
    "anc": (0, "1.49", "1.5", 500),
    "alc": (0, "0.79", "799.5 /uL", "0.8", 500),
    "hemoglobin": ("10 g/L", "79 g/L", "80 g/L", "300 g/L"),
    "days_since_transfusion": ("never", 0, 7, 8, 40000),
    "days_since_growth_factor": ("never", 0, 7, 8, 40000),
    "inr": ("0.1", "1.8", "1.81", 30),
    "inr_uln": ("0.5", "1.2", 3),
    "aptt": (5, "55.5", "55.6", 400),
    "aptt_uln": (15, 37, 100),
    "alt": (0, 100, 101, 50000),
    "alt_uln": (5, 40, 300),
    "ast": (0, 87, 88, 50000),
    "ast_uln": (5, 35, 300),
    "lvef": (0, 39, "39.9", 40, 100),
    "dyspnea_grade": (0, 1, 2, 5),
    "spo2": (0, 91, 92, 100),
    "total_bilirubin": ("0 mg/dL", "1.9 mg/dL", "2 mg/dL", "2.9 mg/dL", "3 mg/dL", "100 mg/dL"),
}


def fillable(record: Record) -> list[str]:
    """Fields whose absence means only that they are unknown, and no more.

    Not so where another field stands in (a birth date for the age), and where a value that differs
    from the derived one would win over it (scores over items): filling in is more than completing.
    """
    fields = [name for name in record if name in CANDIDATES or isinstance(record[name], bool)]
    scores = {"sledai_2k", "sledai_2k_clinical"}
    left_out = set(scores)
    if "birth_date" in record:
        left_out.add("age")
    if "current" in record or any(name.startswith("dose.") for name in record):
        left_out.add("prednisone_equivalent")
    if scores & set(record):
        left_out |= {name for name in fields if name.startswith("sledai.")}
    return [name for name in fields if name not in left_out]


def summary(outcomes: list[Outcome]) -> Outcome:
    """What outcomes of completions come to together."""
    possible = [outcome for outcome in outcomes if outcome.verdict != "contradictory"]
    if not possible:
        return Outcome("contradictory", {})
    verdicts = {outcome.verdict for outcome in possible}
    return Outcome(
        verdicts.pop() if len(verdicts) == 1 else "undetermined",
        {
            criterion: found.pop() if len(found) == 1 else "unknown"
            for criterion in CRITERIA
            for found in [{outcome.statuses[criterion] for outcome in possible}]
        },
    )


def random_readings(rng: random.Random) -> dict[str, str]:
    """Each reading at random."""
    return {name: rng.choice(values) for name, values in READINGS.items()}


@pytest.mark.parametrize("seed", range(60))
def test_a_partial_record_comes_to_what_its_completions_come_to(seed: int) -> None:
    rng = random.Random(seed)
    record, readings = random_record(rng), random_readings(rng)
    fields = rng.sample(fillable(record), 2)
    partial = {name: value for name, value in record.items() if name not in fields}
    completions = product(*(CANDIDATES.get(name, EITHER) for name in fields))
    outcomes = [evaluate(partial | dict(zip(fields, values, strict=True)), readings) for values in completions]
    assert evaluate(partial, readings) == summary(outcomes)


@pytest.mark.parametrize("missing", range(7))
def test_every_random_record_is_evaluated_under_every_reading(missing: int) -> None:
    rng = random.Random(missing)
    for _ in range(100):
        record = random_record(rng, missing)
        outcome = evaluate(record, random_readings(rng))
        assert outcome.verdict in ("eligible", "ineligible", "undetermined", "contradictory")
        assert set(outcome.statuses) == (set() if outcome.verdict == "contradictory" else set(CRITERIA))


def test_the_same_seed_gives_the_same_record_and_numbers_are_never_floats() -> None:
    records = [random_record(random.Random(seed), seed % 4) for seed in range(200)]
    assert records == [random_record(random.Random(seed), seed % 4) for seed in range(200)]
    kinds = {type(value) for record in records for value in record.values()}
    assert kinds <= {str, int, bool, list}


def test_a_good_share_of_random_records_is_eligible() -> None:
    rng = random.Random(0)
    verdicts = [evaluate(random_record(rng)).verdict for _ in range(300)]
    assert {verdict: verdicts.count(verdict) >= 3 for verdict in verdicts} == dict.fromkeys(
        ("eligible", "ineligible", "undetermined", "contradictory"), True
    )
    assert verdicts.count("eligible") >= 75


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("anc", "<1.5", Domain(Fraction(0), Fraction("1.5"), high_out=True)),
        ("anc", "<= 1.5", Domain(Fraction(0), Fraction("1.5"))),
        ("anc", ">1.5", Domain(Fraction("1.5"), Fraction(500), low_out=True)),
        ("anc", "\u22651499 /uL", Domain(Fraction("1.499"), Fraction(500))),
        ("hemoglobin", "<=10 g/L", Domain(Fraction(10), Fraction(10))),
        ("total_bilirubin", "<34.2 umol/L", Domain(Fraction(0), Fraction(2), high_out=True)),
        ("dose_stable_duration", "<2 weeks", Domain(Fraction(0), Fraction(2), high_out=True)),
        ("days_since_transfusion", ">7", Domain(Fraction(7), Fraction(40000), True)),
        ("days_since_transfusion", "<8", Domain(Fraction(0), Fraction(7), True)),
        ("age", ">17 years", Domain(Fraction(17), Fraction(120), True)),
        ("age", "<18", Domain(Fraction(0), Fraction(17), True)),
        ("age", "<=18", Domain(Fraction(0), Fraction(18), True)),
        ("sledai_2k", ">7", Domain(Fraction(8), Fraction(105), True)),
    ],
)
def test_a_censored_value_is_what_it_writes_and_completed_ones_are_cut_afterwards(
    name: str, written: str, expected: Domain
) -> None:
    assert read_quantity(name, written) == expected


def test_a_domain_is_represented_at_and_beside_each_cut() -> None:
    whole = Domain(Fraction(0), Fraction(9), True).representatives([Fraction(7, 2), Fraction(20)])
    assert whole == [0, 2, 3, 4, 5, 9]
    reals = Domain(Fraction(0), Fraction(4)).representatives([Fraction(0), Fraction(2)])
    assert reals == [0, 1, 2, 3, 4]
    above = Domain(Fraction(0), Fraction(4), low_out=True).representatives([Fraction(0)])
    assert 0 < above[0] < Fraction(1, 1000)


def test_years_are_completed_on_the_birthday() -> None:
    birth = date(1980, 6, 15)
    days = (date(2020, 6, 14), date(2020, 6, 15), date(2020, 6, 16))
    assert [completed_years(birth, day) for day in days] == [39, 40, 40]


def test_an_empty_record_is_undetermined_in_everything() -> None:
    assert evaluate({}) == Outcome("undetermined", dict.fromkeys(CRITERIA, "unknown"))


def test_nested_and_underscored_spellings_equal_dotted_ones() -> None:
    nested = patient({"sledai": {"arthritis": True, "rash": "yes"}})
    underscored = patient({"sledai": None, "sledai__arthritis": "Yes", "sledai.rash": True})
    assert evaluate(nested) == evaluate(underscored) == evaluate(TYPICAL)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"hemoglobin": 112}, "needs a unit"),
        ({"total_bilirubin": "15"}, "needs a unit"),
        ({"serum_creatinine": 1}, "needs a unit"),
        ({"anc": "3.2 furlong"}, "unit"),
        ({"anc": "many"}, "not a quantity"),
        ({"spo2": 101}, "not possible"),
        ({"haemoglobin": "112 g/L"}, "unknown field"),
        ({"current.aspirin": True}, "unknown field"),
        ({"pregnant": "perhaps"}, "neither yes nor no"),
        ({"sledai_2k": "6.5"}, "whole number"),
        ({"screening_date": "2025-01-01", "birth_date": "2026-01-01"}, "after the screening"),
        ({"sledai.rash": False}, "given twice"),
    ],
)
def test_what_is_not_understood_is_refused(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        evaluate(patient(changes))


@pytest.mark.parametrize("readings", [{"in2_etc": "closed"}, {"in9": "yes"}])
def test_an_unknown_reading_is_refused(readings: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="unknown reading"):
        evaluate(TYPICAL, readings)
