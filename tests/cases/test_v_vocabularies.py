"""V: what a vocabulary of one's own may say, and what was made of it."""

from __future__ import annotations

import hn2301_asp as hn

from .conftest import (
    Edit,
    Record,
    edited,
    of,
    run,
    screened,
    somebody,
)

QUANTITIES, UNITS = "vocabulary/quantities.yaml", "vocabulary/units.yaml"
DIAGNOSED: Record = {"sle_duration": None}
TREATED: Record = {"standard_treatment_duration": None}
TRANSFUSED: Record = {"days_since_transfusion": None, "last_transfusion_date": "2025-02-01"}


IN_WEEKS = (
    "  unit: week\n  bare: error\n  also: {day: {}}\n  step: 1 day\n  possible: [0, 5200]\n  plausible: [0, 2600]\n"
    "  since: {date: standard_treatment_start_date}"
)
IN_HOURS = IN_WEEKS.replace("week", "hour").replace("{day: {}}", "{day: {}, week: {}}").replace("00]", "00000]")


def named(unit: str, name: str) -> list[Edit]:
    """The edits that give a unit another name, and its own as a spelling."""
    return [
        (UNITS, f', "{name}"', f', "{unit}"'),
        (UNITS, f'  "{unit}": {{', f'  "{name}": {{'),
        (QUANTITIES, f"unit: {unit}\n", f"unit: {name}\n"),
        (QUANTITIES, f"{{{unit}: {{}}}}", f"{{{name}: {{}}}}"),
    ]


#: A unit of a quantity that is counted from a date, as a vocabulary may have it; a record, and its verdict.
CALENDAR: dict[str, tuple[list[Edit], Record, str]] = {
    "V12-a toddler in years": (
        named("year", "years"),
        {"age": None, "birth_date": "2023-05-10", "sle_duration": "12 months"},
        "ineligible",
    ),
    "V12-an adult in years": (named("year", "years"), {"age": None, "birth_date": "1990-05-10"}, "eligible"),
    "V12-days": (named("day", "days"), TRANSFUSED, "eligible"),
    "V12-hour": (
        [
            (UNITS, '  "week": {', '  "hour": {is: 3600 * second, spellings: []}\n  "week": {'),
            (QUANTITIES, IN_WEEKS, IN_HOURS),
        ],
        {**TREATED, "standard_treatment_start_date": "2024-09-01"},
        "eligible",
    ),
}


@of(*CALENDAR)
def test_what_is_counted_from_a_date_is_counted_on_the_calendar(case: str) -> None:
    edits, changes, verdict = CALENDAR[case]
    root = edited("kb", *edits)
    assert screened(somebody(**changes), hn.load(root)) == verdict


YEARS: list[Edit] = [
    (
        QUANTITIES,
        "  names: [time since SLE diagnosis, history of SLE]\n  unit: month\n  bare: error\n  also: {year: {}}",
        "  names: [time since SLE diagnosis, history of SLE]\n  unit: year\n  bare: error\n  also: {month: {}}",
    ),
    (
        QUANTITIES,
        "  step: 1 month\n  possible: [0, 1440]\n  plausible: [0, 720]",
        "  step: 1 month\n  possible: [0, 120]\n  plausible: [0, 60]",
    ),
    ("criteria/in2_standard_treatment.thr", "SLE duration ≥ 6 months", "SLE duration ≤ 5 years"),
]
DURATIONS: dict[str, tuple[Record, str]] = {
    "V13-date": ({"sle_diagnosis_date": "2019-04-10"}, "ineligible"),
    "V13-date of the day": ({"sle_diagnosis_date": "2020-03-10"}, "eligible"),
    "V13-a day more": ({"sle_diagnosis_date": "2020-03-09"}, "ineligible"),
    "V13-months": ({"sle_duration": "71 months"}, "ineligible"),
    "V13-years": ({"sle_duration": "5.9 years"}, "ineligible"),
}


@of(*DURATIONS)
def test_a_duration_in_years_is_not_cut_to_completed_ones(case: str) -> None:
    changes, verdict = DURATIONS[case]
    assert screened(somebody(**{**DIAGNOSED, **changes}), hn.load(edited("kb", *YEARS))) == verdict


@of("V14")
def test_a_definition_over_what_may_be_never_is_refused() -> None:
    defined = 'criterion IN-7\n\nsle_duration [month] = last transfusion [day] / 30   "x"\n'
    root = edited("kb", ("criteria/in7_organ_function.thr", "criterion IN-7\n", defined))
    done = run("check", "--kb", str(root))
    assert (done.code, "never-in-formula]" in done.told) == (1, True)
