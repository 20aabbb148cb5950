"""V: verdicts from single values that were misread."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import hn2301_asp as hn

from .conftest import (
    Record,
    of,
    run,
    screened,
    somebody,
)

NO_CHILD = dict.fromkeys(("pregnant", "lactating", "childbearing_potential"))
TRANSFUSED = {"days_since_transfusion": None}
BORN = {"age": None, "birth_date": "1990-05-05"}
DIAGNOSED = {"sle_duration": None}
TREATED = {"standard_treatment_duration": None}
NEITHER = dict.fromkeys(("pregnant", "lactating"), "no")
#: A man whose clearance is 50.07 mL/min by the formula.
KIDNEY = {**NO_CHILD, "age": 53, "weight": 60, "serum_creatinine": "128 umol/L", "sex": "male"}


def on(date: str, **more: str) -> Record:
    return {**TRANSFUSED, "last_transfusion_date": date, **more}


def no_clock(date: str) -> tuple[Record, str]:
    return on(date), f"error: `{date}` has a time that no clock shows"


def bare(label: str, *units: str, **given: object) -> tuple[Record, str]:
    return given, f"error: {label} needs a unit: a bare number could be in " + " or ".join(f"`{u}`" for u in units)


def deflazacort(dose: str) -> Record:
    return {"prednisone_equivalent": None, "current": ["deflazacort", "hydroxychloroquine"], "dose.deflazacort": dose}


def of_sex(word: str) -> Record:
    return {**NO_CHILD, "sex": word}


#: What is said of the typical patient, and the verdict, or what is said against it.
VERDICTS: dict[str, tuple[Record, str]] = {
    "V1-lymphocytes": ({"alc": ">790 /uL"}, "undetermined"),
    "V1-ejection": ({"lvef": ">0.39 fraction"}, "undetermined"),
    "V1-hemoglobin": ({"hemoglobin": ">4.92 mmol/L"}, "undetermined"),
    "V1-duration": ({"sle_duration": ">5 months"}, "undetermined"),
    "V1-neutrophils": ({"anc": ">1490 /uL"}, "undetermined"),
    "V1-treatment in days": ({"standard_treatment_duration": ">55 days"}, "undetermined"),
    "V1-saturation": ({"spo2": ">91 %"}, "undetermined"),
    "V1-dose": ({"prednisone_equivalent": "<30.1 mg/d"}, "undetermined"),
    "V1-ratio": ({"inr": "<1.81", "inr_uln": 1.2, "aptt": 90}, "undetermined"),
    "V1-at the limit (as before)": ({"alc": ">=800 /uL", "total_bilirubin": "<2.0 mg/dL"}, "eligible"),
    "V2-UTC": (on("2025-03-02T16:00:00.000Z"), "undetermined"),
    "V2-UTC near noon": (on("2025-03-02T11:59Z"), "undetermined"),
    "V2-UTC in the morning (as before)": (on("2025-03-02T09:00Z"), "eligible"),
    "V2-offset (as before)": (on("2025-03-02T23:59:59+08:00"), "eligible"),
    "V2-offset after midnight (as before)": (on("2025-03-03T00:10:00+08:00"), "ineligible"),
    "V2-zone in the east": (on("2025-03-02T16:00:00.000Z", time_zone="Asia/Shanghai"), "ineligible"),
    "V2-zone in the west": (on("2025-03-02T16:00:00.000Z", time_zone="Europe/Berlin"), "eligible"),
    "V2-screening in UTC": ({**on("2025-03-02"), "screening_date": "2025-03-09T16:00:00Z"}, "undetermined"),
    "V2-T24:00": no_clock("2025-03-02T24:00"),
    "V2-T99:99": no_clock("2025-03-02T99:99"),
    "V2-T16:00:60": no_clock("2025-03-02T16:00:60Z"),
    "V3-dose": bare("time since the last dose change", "week", "day", dose_stable_duration=10),
    "V3-history": bare("SLE duration", "month", "year", sle_duration=5),
    "V3-treatment": bare("time on the stable standard treatment", "week", "day", standard_treatment_duration=30),
    "V3-text": bare("SLE duration", "month", "year", sle_duration=">5"),
    "V3-not days since (as before)": (
        {"days_since_transfusion": 10, "days_since_growth_factor": 10, "age": 34},
        "eligible",
    ),
    "V5-below": ({"alt": 90, "alt_uln": "<40"}, "eligible"),
    "V5-below, at 2.5 times": ({"alt": 100, "alt_uln": "≤40"}, "eligible"),
    "V5-below, above 2.5 times (as before)": ({"alt": 101, "alt_uln": "<40"}, "ineligible"),
    "V5-range": ({"alt": 90, "alt_uln": "10-40"}, "eligible"),
    "V5-range with a unit": ({"ast": 88, "ast_uln": "0–35 U/L"}, "ineligible"),
    "V5-range of a ratio": ({"inr": 1.8, "inr_uln": "0.8-1.2", "aptt": 90}, "eligible"),
    "V5-in brackets": ({"alt": 90, "alt_uln": "(<40)"}, "eligible"),
    "V5-lower limit": ({"alt": 90, "alt_uln": ">40"}, "error: `>40` is no upper limit of normal"),
    "V8-diagnosis before birth": (
        {**BORN, **DIAGNOSED, "sle_diagnosis_date": "1989-12-01"},
        "error: date of the SLE diagnosis 1989-12-01 lies before the date of birth 1990-05-05",
    ),
    "V8-longer than a life": (
        {"age": 20, "sle_duration": "400 months"},
        "error: SLE duration 400 months is longer than age 20 years allows",
    ),
    "V8-treatment before birth": (
        {**BORN, **TREATED, "standard_treatment_start_date": "1989"},
        "error: start of the stable standard treatment 1989 lies before the date of birth 1990-05-05",
    ),
    "V8-transfusion before birth": (
        {**BORN, **on("1990-05-04")},
        "error: last transfusion 1990-05-04 lies before the date of birth 1990-05-05",
    ),
    "V8-consent after screening (as before)": ({"consent_date": "2025-03-12"}, "eligible"),
    "V8-treatment before the diagnosis (as before)": (
        {**DIAGNOSED, **TREATED, "sle_diagnosis_date": "2023", "standard_treatment_start_date": "2022"},
        "eligible",
    ),
    "V9-half a kilogram": ({"weight": "120 斤"}, "eligible"),
    "V10-number": ({"ana_titre_ever": 0.0125}, "error: highest ANA titre ever of `0.0125` is not a whole number"),
    "V10-text": ({"ana_titre_ever": "0.00625"}, "error: highest ANA titre ever of `0.00625` is not a whole number"),
    "V10-nothing": ({"ana_titre_ever": 0}, "error: highest ANA titre ever of 0 is not possible"),
    "V11-femle": (of_sex("femle"), "error: `femle` is not known for sex"),
    "V11-weiblich": (of_sex("weiblich"), "error: `weiblich` is not known for sex"),
    "V11-x": (of_sex("x"), "error: `x` is not known for sex"),
    "V11-a man in Chinese": (of_sex("男"), "eligible"),
    "V11-a woman in Chinese": ({**KIDNEY, **NEITHER, "sex": "女"}, "ineligible"),
    "V15-9 mg": (deflazacort("9 mg/d"), "undetermined"),
    "V15-10 mg": (deflazacort("10 mg/d"), "undetermined"),
    "V15-above by one source only": (deflazacort("37 mg/d"), "undetermined"),
    "V15-below by every source (as before)": (deflazacort("8 mg/d"), "ineligible"),
    "V20-49.8": ({**KIDNEY, "creatinine_clearance": 49.8}, "undetermined"),
    "V20-the least within 2 %": ({**KIDNEY, "creatinine_clearance": 49.1}, "undetermined"),
    "V20-beyond (as before)": ({**KIDNEY, "creatinine_clearance": 49}, "contradictory"),
}


@of(*VERDICTS)
def test_a_value_means_what_it_writes_and_nothing_else(case: str, protocol: hn.Protocol) -> None:
    changes, said = VERDICTS[case]
    assert screened(somebody(**changes), protocol) == said


@of("V8-remark")
def test_consent_after_screening_is_a_remark_for_the_monitor(protocol: hn.Protocol) -> None:
    remarks = protocol.screen(somebody(consent_date="2025-03-12")).to_dict()["remarks"]
    assert [remark["text"] for remark in remarks] == [
        "date of consent 2025-03-12 lies after the screening date 2025-03-10: "
        "for the monitor (chart review, renewed consent)"
    ]


#: What is rare in its unit and usual in another: the unit perhaps meant, and the verdict that it would change.
RARE: dict[str, tuple[Record, str, list[str]]] = {
    "V9-bilirubin": ({"total_bilirubin": "18 mg/dL"}, "perhaps 18 umol/L was meant", ["eligible"]),
    "V9-bilirubin the other way": ({"total_bilirubin": "2.5 umol/L"}, "perhaps 2.5 mg/dL was meant", ["ineligible"]),
    "V9-weight": (
        {"weight": 128, "serum_creatinine": "1.5 mg/dL"},
        "perhaps 128 lb or 128 斤 was meant",
        ["ineligible"],
    ),
    "V9-weight that changes nothing": ({"weight": 128}, "perhaps 128 lb or 128 斤 was meant", []),
    "V9-ejection": ({"lvef": 0.62}, "perhaps 0.62 fraction was meant", ["eligible"]),
}


@of(*RARE)
def test_a_rare_value_names_the_unit_perhaps_meant_and_the_verdict_by_it(case: str, protocol: hn.Protocol) -> None:
    changes, meant, verdicts = RARE[case]
    result = protocol.screen(somebody(**changes))
    remarks = result.to_dict()["remarks"]
    assert any(meant in remark["text"] for remark in remarks), remarks
    assert [remark["verdict"] for remark in remarks if remark.get("verdict")] == verdicts
    Path("a.json").write_text(json.dumps(somebody(patient_id="P-1", **changes)), encoding="utf-8")
    for form in ("text", "csv", "html"):
        out = run("screen", "a.json", "--format", form).out
        beside = {
            "text": " ".join(out.partition("\n\n")[0].split()),
            "csv": next(csv.DictReader(io.StringIO(out)), {}).get("turns_on", ""),
            "html": out.partition('<header class="banner')[2].partition("</header>")[0],
        }[form]
        assert all(f"was meant, the verdict is another one: {verdict}" in beside for verdict in verdicts), (
            form,
            beside,
        )


UNKNOWN = ("other", "unknown", "U", "未知")


@of(*(f"V11-{word} (as before)" for word in UNKNOWN))
def test_a_word_for_unknown_sex_leaves_it_unknown(case: str, protocol: hn.Protocol) -> None:
    record = {**somebody(sex=case[4:].partition(" ")[0]), **dict.fromkeys(NO_CHILD, "no")}
    assert protocol.screen(record).verdict == "eligible"


@of("V20-both values")
def test_a_clearance_within_the_agreement_leaves_one_test_open_and_all_else_is_reported(protocol: hn.Protocol) -> None:
    data = protocol.screen(somebody(**KIDNEY, creatinine_clearance=49.8, lvef=30)).to_dict()
    assert (data["verdict"], data["blocking"]) == ("ineligible", ["IN-7"])
    assert [c["status"] for c in data["criteria"]] == ["met"] * 6 + ["not_met", "met"]
    (remark,) = [remark["text"] for remark in data["remarks"] if remark["code"] == "given-and-derived"]
    assert "49.8 mL/min" in remark
    assert "about 50.07 mL/min" in remark
