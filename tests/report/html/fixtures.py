"""The example patients, and answers about them put together by hand."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from hn2301_asp.api import Protocol, Result
from hn2301_asp.explanation.answers.answers import (
    Answers,
    BlockingSets,
    Change,
    Condition,
    Deciding,
    Margin,
    Nearest,
    NotNeeded,
    Obstacle,
    Outcome,
    Plan,
    Reset,
    Step,
)
from hn2301_asp.explanation.why.tree import Shown
from hn2301_asp.patient.batch import read_batch

EXAMPLES = Path(__file__).parents[3] / "hn2301_asp" / "examples" / "patients.yaml"

NO_ANSWERS = Answers(BlockingSets(), Nearest(), Deciding(), ())


class Answered:
    """A result with other answers than its own."""

    def __init__(self, result: Result, answers: Answers) -> None:
        self._result = result
        self.answers = replace(answers, readings=result.answers.readings)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._result, name)


def screened(protocol: Protocol) -> dict[str, Result]:
    """The results of the example patients by id."""
    batch = read_batch([EXAMPLES], protocol.knowledge_base.vocabulary, protocol.names)
    results = [protocol.screen(patient) for patient in batch.patients]
    return {result.screening.patient.id or "": result for result in results}


def examples(protocol: Protocol) -> dict[str, Result]:
    """The same with the answers below, or none."""
    return {name: answered(result, ANSWERS.get(name, NO_ANSWERS)) for name, result in screened(protocol).items()}


def answered(result: Result, answers: Answers) -> Result:
    """The result with these answers."""
    found: Any = Answered(result, answers)
    return found  # type: ignore[no-any-return]


def value(fact: str, label: str, number: str, unit: str) -> Shown:
    return Shown(fact, label, Fraction(number), unit, f"{number} {unit}", told=f"{number} {unit}", given_unit=unit)


WAIT = Change(
    fact="dose_stable_duration",
    label="time since the last dose change",
    kind="waits",
    given="9 days",
    needed="≥ 2 weeks",
    distance=Fraction(5, 14),
)
REPEAT = Change(
    fact="total_bilirubin",
    label="total bilirubin",
    kind="retest",
    given="41 umol/L",
    needed="< 2.0 mg/dL",
    needed_as_given="< 34.2 umol/L",
    distance=Fraction(1, 5),
    note="haemolysis and fasting raise it",
)
CHART = Change(
    fact="gilbert_syndrome",
    label="documented Gilbert syndrome",
    kind="chart",
    given="no",
    needed="yes",
    distance=Fraction(1),
)
DOSE = Change(
    fact="dose",
    label="daily oral glucocorticoid doses",
    kind="investigator",
    given="5 mg/d",
    needed="≥ 7.5 mg/day",
    distance=Fraction(1, 3),
    resets=(Reset("dose_stable_duration", "time since the last dose change", "≥ 2 weeks"),),
)
FIRST, LAST = datetime.date(2025, 3, 15), datetime.date(2060, 6, 1)

MARGINS = (
    Margin(
        "anc", "ANC", "IN-7", "anc_adequate", value("anc", "ANC", "3.2", "10*9/L"), "≥ 1.5 ×10^9/L", "1.7", True, None
    ),
    Margin(
        "alc", "ALC", "IN-7", "alc_adequate", value("alc", "ALC", "0.8", "10*9/L"), "≥ 0.8 ×10^9/L", "0", True, "limit"
    ),
    Margin("lvef", "LVEF", "IN-7", "ejection_adequate", value("lvef", "LVEF", "62", "%"), "≥ 40 %", "22 %", True, None),
    Margin(
        "spo2", "SpO2", "IN-7", "saturation_adequate", value("spo2", "SpO2", "98", "%"), "≥ 92 %", "6 %", True, None
    ),
    Margin(
        "alt", "ALT", "IN-7", "alt_adequate", value("alt", "ALT", "22", "U/L"), "≤ 2.5 × ULN", "1.95 × ULN", True, None
    ),
    Margin(
        "inr",
        "INR",
        "IN-7",
        "inr_adequate",
        Shown("inr", "INR", Fraction(1), "ratio", "1.0", told="1.0", given_unit="ratio"),
        "≤ 1.5 × ULN",
        "0.67 × ULN",
        True,
        None,
    ),
    Margin("age", "age", "IN-1", "adult", value("age", "age", "34", "year"), "≥ 18 years", "16 years", True, None),
    Margin(
        "age",
        "age",
        "IN-1",
        "within_age_limit",
        value("age", "age", "34", "year"),
        "≤ 69 years",
        "35 years",
        True,
        None,
    ),
)

ANSWERS: dict[str, Answers] = {
    "P-014": Answers(
        BlockingSets((("last_dose_change_date",), ("total_bilirubin", "gilbert_syndrome"))),
        Nearest(
            (
                Plan((WAIT, REPEAT), (), Fraction(39, 70), 5, FIRST, LAST, "birth_date"),
                Plan((WAIT, CHART), (), Fraction(19, 14), 5, FIRST, LAST, "birth_date"),
            )
        ),
        Deciding(),
        MARGINS,
    ),
    "P-015": Answers(BlockingSets(), Nearest(), Deciding(), MARGINS[:6]),
    "P-022": Answers(
        BlockingSets(),
        Nearest(),
        Deciding(
            settles=(("gilbert_syndrome", "sledai_2k_clinical"),),
            could_rule_out=(("gilbert_syndrome",), ("sledai_2k_clinical",)),
            not_needed=(NotNeeded("aptt", "APTT", ({"in7_coagulation": "both"},)), NotNeeded("ana_positive", "ANA")),
            order=(
                Step(
                    "gilbert_syndrome",
                    "documented Gilbert syndrome",
                    Fraction(1),
                    "chart",
                    (
                        Outcome("yes", {"IN-7": "met"}, "undetermined"),
                        Outcome("no", {"IN-7": "not_met"}, "ineligible"),
                    ),
                ),
                Step(
                    "sledai_2k_clinical",
                    "clinical SLEDAI-2K",
                    Fraction(3),
                    "retest",
                    (
                        Outcome("at least 4 points", {"IN-6": "met"}, "eligible"),
                        Outcome("3 points", {"IN-6": "not_met"}, "ineligible"),
                    ),
                ),
            ),
        ),
        MARGINS[:3],
    ),
    "P-023": Answers(
        BlockingSets((("prednisone_equivalent", "current"),), complete=False),
        Nearest(
            (Plan((DOSE,), (Condition("spo2", "SpO2 on room air", "≥ 92 %"),), Fraction(1, 3), 14, None, None),),
            complete=False,
            obstacles=(Obstacle(("weight", "age"), ("IN-7",)),),
        ),
        Deciding(),
        MARGINS[2:4],
    ),
}
