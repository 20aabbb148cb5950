"""The first and the last day of a plan, against a walk through the calendar with the independent evaluator."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.explanation.answers.answers import Plan
from tests.conftest import Sample
from tests.explanation.brute import nearest_of
from tests.independent.evaluator import evaluate
from tests.independent.facts import months_later
from tests.independent.records import Record
from tests.independent.typical import patient

SHARES = 2
RECORDS = 416
#: Days are looked at one by one so far, and no farther.
FARTHEST = 400
#: Nobody who is drawn here has to wait so long.
LONGEST_WAIT = 72
SCREENING_DAYS = (
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 1, 31),
    date(2024, 2, 15),
    date(2024, 2, 24),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 3, 31),
    date(2024, 6, 30),
    date(2024, 8, 31),
    date(2024, 12, 27),
    date(2024, 12, 31),
    date(2025, 1, 31),
    date(2025, 2, 25),
    date(2025, 2, 28),
    date(2025, 3, 1),
    date(2025, 10, 31),
    date(2027, 2, 28),
    date(2027, 12, 30),
    date(2028, 2, 27),
    date(2028, 2, 29),
    date(2028, 3, 1),
)
COUNTED = {
    "age": "birth_date",
    "sle_duration": "sle_diagnosis_date",
    "standard_treatment_duration": "standard_treatment_start_date",
    "dose_stable_duration": "last_dose_change_date",
    "days_since_transfusion": "last_transfusion_date",
    "days_since_growth_factor": "last_growth_factor_date",
}
#: What may be changed besides: as given, as it must be instead, and the times that then start anew.
OTHERS: dict[str, tuple[Record, Record, tuple[str, ...]]] = {
    "prednisone_equivalent": (
        {"prednisone_equivalent": "40 mg/d"},
        {"prednisone_equivalent": "30 mg/d"},
        ("dose_stable_duration",),
    ),
    "dose": (
        {"prednisone_equivalent": None, "dose.prednisone": "31"},
        {"dose.prednisone": "30"},
        ("dose_stable_duration",),
    ),
    "current": (
        {"current": ["hydroxychloroquine", "prednisone"], "prednisone_equivalent": "5"},
        {"current": ["hydroxychloroquine", "prednisone", "azathioprine"]},
        ("standard_treatment_duration", "dose_stable_duration"),
    ),
    "total_bilirubin": ({"total_bilirubin": "2.4 mg/dL"}, {"total_bilirubin": "1.9 mg/dL"}, ()),
}


def others_of(record: Record) -> tuple[str, ...]:
    """What of a drawn record is not as it must be, beside the dates."""
    found = [name for name, (given, _, _) in OTHERS.items() if all(record.get(f) == v for f, v in given.items())]
    return (*found, *(["prednisone_equivalent"] if "current" in found else []))


def placed(record: Record, changed: Iterable[str], day: int) -> Record:
    """The patient some days after screening; what is changed is as it should be."""
    screening = date.fromisoformat(str(record["screening_date"]))
    later, restarted = dict(record), set[str]()
    for fact in changed:
        if fact == "gilbert_syndrome":
            later[fact] = True
        elif fact in OTHERS:
            _, instead, anew = OTHERS[fact]
            # Five milligrams are too few, forty too many.
            few = fact == "prednisone_equivalent" and record[fact] == "5"
            later |= {fact: "7.5"} if few else instead
            restarted |= set(anew)
    for name in restarted:
        later.pop(name, None)
        later[COUNTED[name]] = str(screening)
    for name in COUNTED:
        number, _, unit = str(later.get(name, "")).partition(" ")
        if unit == "days":
            later[name] = f"{int(number) + day} days"
    later["screening_date"] = str(screening + timedelta(days=day))
    return later


def eligible_on(record: Record, changed: Iterable[str], day: int) -> bool:
    return evaluate(placed(record, changed, day)).verdict == "eligible"


def is_eligible(record: Record, plan: Plan, day: int) -> bool:
    return eligible_on(record, [change.fact for change in plan.changes], day)


def birth_near(rng: random.Random, screening: date, years: int, days: int) -> date:
    """A birthday whose anniversary falls a few days from screening, or on a leap day."""
    if rng.random() < 0.3:
        leap = date(screening.year - years - (screening.year - years) % 4, 2, 29)
        if abs((months_later(leap, 12 * years) - screening).days) < 380:
            return leap
    return months_later(screening, -12 * years) + timedelta(days=days)


def drawn(rng: random.Random) -> Record:
    """A patient who is eligible but for dates, and perhaps one thing more."""
    screening = rng.choice(SCREENING_DAYS) if rng.random() < 0.7 else date(2023, 6, 1) + timedelta(rng.randrange(1900))

    def ago(days: int) -> str:
        return str(screening - timedelta(days=days))

    changes: dict[str, object] = {"screening_date": str(screening), "serum_creatinine": "0.4 mg/dL"}
    age = rng.choice(("given", "young", "young", "old", "old", "any"))
    if age != "given":
        changes["age"] = None
        years = {"young": 18, "old": 70, "any": 40}[age]
        days = rng.randint(-3, 70) if age == "young" else rng.randint(1, 90)
        changes["birth_date"] = str(birth_near(rng, screening, years, days))
    if rng.random() < 0.6:
        changes |= {"dose_stable_duration": None, "last_dose_change_date": ago(rng.randint(0, 20))}
    elif rng.random() < 0.5:
        changes |= {"dose_stable_duration": f"{rng.randint(0, 20)} days"}
    if rng.random() < 0.6:
        changes |= {"standard_treatment_duration": None, "standard_treatment_start_date": ago(rng.randint(0, 70))}
    elif rng.random() < 0.5:
        changes |= {"standard_treatment_duration": f"{rng.randint(30, 70)} days"}
    if rng.random() < 0.6:
        diagnosed = months_later(screening, -6) + timedelta(days=rng.randint(-2, 40))
        if rng.random() < 0.4:
            diagnosed = min(date(screening.year - (screening.month < 6), 8, 31), screening)
        changes |= {"sle_duration": None, "sle_diagnosis_date": str(diagnosed)}
    for what in ("transfusion", "growth_factor"):
        if rng.random() < 0.4:
            changes |= {f"days_since_{what}": None, f"last_{what}_date": ago(rng.randint(0, 10))}
        elif what == "transfusion" and rng.random() < 0.2:
            changes |= {"days_since_transfusion": f"{rng.randint(0, 10)} days"}
    if rng.random() < 0.4:
        changes |= OTHERS[rng.choice(tuple(OTHERS))][0]
    return {field: value for field, value in patient(changes).items() if value is not None}


def check_days(record: Record, plan: Plan) -> str:
    """The days of one plan by the calendar; what the plan turned out to be."""
    shown = (plan, record)
    screening = date.fromisoformat(str(record["screening_date"]))
    first = next((day for day in range(FARTHEST) if is_eligible(record, plan, day)), None)
    assert plan.days == first, (first, shown)
    assert first is not None
    assert plan.earliest == screening + timedelta(days=first), shown
    if plan.latest is None:
        assert plan.latest_because is None, shown
        for day in (*range(first, first + 9), first + 59, first + 365, first + 3650):
            # Somebody who is young stays so for the days that are looked at: age ends a run only near 70.
            if day < 3000 or "birth_date" not in record:
                assert is_eligible(record, plan, day), (day, shown)
        return "without end"
    last = (plan.latest - screening).days
    assert last >= first, shown
    assert plan.latest_because in record, shown
    assert not is_eligible(record, plan, last + 1), shown
    span = last - first
    days = range(first, last + 1) if span < 30 else (first, first + 1, first + span // 2, last - 1, last)
    for day in days:
        assert is_eligible(record, plan, day), (day, shown)
    return f"ends within {FARTHEST}" if span < FARTHEST else "ends much later"


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_days_are_those_of_the_calendar(protocol: Protocol, sample: Sample, share: int) -> None:
    rng = random.Random(f"days {share}")
    count: Counter[str] = Counter()
    while count["records"] < sample(RECORDS // SHARES):
        record = drawn(rng)
        if evaluate(record).verdict != "ineligible":
            continue
        count["records"] += 1
        nearest = nearest_of(protocol.screen(record))
        for plan in nearest.plans:
            count[check_days(record, plan)] += 1
            count["resets"] += any(change.resets for change in plan.changes)
        if not nearest.plans:
            (obstacle,) = nearest.obstacles
            assert obstacle.no_day or set(obstacle.facts) <= {"birth_date", "age"}, (obstacle, record)
            ways = [(other,) for other in others_of(record)] or [()]
            assert not any(eligible_on(record, which, day) for which in ways for day in range(LONGEST_WAIT)), record
            count["no day" if obstacle.no_day else "obstacle"] += 1
    print(f"days, share {share}: {dict(sorted(count.items()))}")
    assert count["no day"], count


# By hand


def one_plan(protocol: Protocol, changes: Record) -> Plan:
    (plan,) = protocol.screen(patient(changes)).answers.nearest.plans
    return plan


DOSE_BEFORE = {"dose_stable_duration": None}
HAND: dict[str, tuple[Record, tuple[object, ...]]] = {
    "born on a leap day, 18 in a common year: on 28 February": (
        {"age": None, "birth_date": "2008-02-29", "screening_date": "2026-02-10", "serum_creatinine": "0.4 mg/dL"},
        (18, "2026-02-28", "2078-02-27"),
    ),
    "two weeks across a leap day": (
        {**DOSE_BEFORE, "last_dose_change_date": "2024-02-20", "screening_date": "2024-02-27"},
        (7, "2024-03-05", None),
    ),
    "two weeks across the end of a common February": (
        {**DOSE_BEFORE, "last_dose_change_date": "2025-02-20", "screening_date": "2025-02-27"},
        (7, "2025-03-06", None),
    ),
    "six months from 31 August end on the last day of February": (
        {"sle_duration": None, "sle_diagnosis_date": "2024-08-31", "screening_date": "2025-02-10"},
        (18, "2025-02-28", None),
    ),
    "six months from 31 August in a leap year": (
        {"sle_duration": None, "sle_diagnosis_date": "2023-08-31", "screening_date": "2024-02-10"},
        (19, "2024-02-29", None),
    ),
    "day 8 after a transfusion, across the new year": (
        {"days_since_transfusion": None, "last_transfusion_date": "2024-12-27", "screening_date": "2024-12-30"},
        (5, "2025-01-04", None),
    ),
    "until the day before the seventieth birthday": (
        {
            **DOSE_BEFORE,
            "last_dose_change_date": "2024-05-20",
            "screening_date": "2024-05-27",
            "age": None,
            "birth_date": "1954-06-10",
        },
        (7, "2024-06-03", "2024-06-09"),
    ),
    "of a month of diagnosis the last day counts": (
        {"sle_duration": None, "sle_diagnosis_date": "2024-09", "screening_date": "2025-03-10"},
        (20, "2025-03-30", None),
    ),
    "without a screening date there are days but no date": (
        {"dose_stable_duration": "9 days"},
        (5, None, None),
    ),
    "a month of screening gives days but no date": (
        {"dose_stable_duration": "9 days", "screening_date": "2025-03"},
        (5, None, None),
    ),
    "a day's share of a month that was given as a number": (
        {"sle_duration": "5 months", "screening_date": "2025-03-01"},
        (31, "2025-04-01", None),
    ),
    "nothing waits": (
        {"hemoglobin": "79 g/L", "screening_date": "2025-03-01"},
        (0, "2025-03-01", None),
    ),
    "a changed dose starts two weeks anew": (
        {"prednisone_equivalent": "40", "screening_date": "2024-02-20"},
        (14, "2024-03-05", None),
    ),
}


@pytest.mark.parametrize("title", HAND)
def test_days_by_hand(protocol: Protocol, title: str) -> None:
    changes, expected = HAND[title]
    plan = one_plan(protocol, changes)
    shown = [str(day) if day is not None else None for day in (plan.earliest, plan.latest)]
    assert (plan.days, *shown) == expected


def test_what_ends_a_run_of_days_is_named(protocol: Protocol) -> None:
    changes, _ = HAND["until the day before the seventieth birthday"]
    assert one_plan(protocol, changes).latest_because == "birth_date"


def test_too_old_before_the_wait_is_over_leaves_no_day(protocol: Protocol) -> None:
    record = patient(
        {
            **DOSE_BEFORE,
            "last_dose_change_date": "2024-05-26",
            "screening_date": "2024-05-27",
            "age": None,
            "birth_date": "1954-06-09",
        }
    )
    nearest = protocol.screen(record).answers.nearest
    assert nearest.plans == ()
    (obstacle,) = nearest.obstacles
    assert obstacle.no_day
    assert {"birth_date", "last_dose_change_date"} <= set(obstacle.facts)
    assert {"IN-1", "IN-2"} <= set(obstacle.criteria)
    # A day more and there is one.
    later = protocol.screen({**record, "birth_date": "1954-06-10"}).answers.nearest
    assert [(str(plan.earliest), str(plan.latest)) for plan in later.plans] == [("2024-06-09", "2024-06-09")]


def test_what_waiting_brings_about_is_changed_with_it(protocol: Protocol) -> None:
    """A birthday while one waits takes the clearance below its limit: the creatinine is repeated as well."""
    record = patient(
        {
            "age": None,
            "birth_date": "1965-03-11",
            "screening_date": "2025-03-10",
            "sex": "male",
            "weight": 60,
            "serum_creatinine": "1.34 mg/dL",
            "days_since_transfusion": None,
            "last_transfusion_date": "2025-03-03",
        }
    )
    plan = one_plan(protocol, record)
    assert {change.fact: change.kind for change in plan.changes} == {
        "serum_creatinine": "retest",
        "last_transfusion_date": "waits",
    }
    assert (str(plan.earliest), str(plan.latest)) == ("2025-03-11", "2026-03-10")
    on_the_day = {**record, "screening_date": "2025-03-11", "serum_creatinine": "1.33 mg/dL"}
    assert evaluate(on_the_day).verdict == "eligible"
    assert evaluate({**on_the_day, "serum_creatinine": "1.34 mg/dL"}).verdict == "ineligible"
