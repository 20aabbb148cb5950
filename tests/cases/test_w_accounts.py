"""W: words that mislead, in accounts and pages of patients."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import hn2301_asp as hn
from tests.report.html.browser import Browser, program
from tests.report.html.seen import BROKEN, EMPTY, OUTSIDE, OVERLAPPING, PLACES

from .conftest import (
    Record,
    edited,
    of,
    put,
    run,
    screened,
    somebody,
    text_of,
)

PROTOCOL, READINGS = "protocol.yaml", "readings.yaml"
DRUGS, IN4 = "vocabulary/drugs.yaml", "criteria/in4_immunosuppressants"


def explained(*words: str, **changed: Any) -> str:
    done = run("explain", put(**changed), *words)
    assert done.code == 0, done.err
    return done.told


def with_exclusions(number: int) -> Path:
    """A protocol of exclusion criteria only."""
    root = edited("kb", (READINGS, None, "readings: {}\n"))
    for file in (*(root / "criteria").iterdir(), *(root / "scenarios").iterdir(), *root.glob("[ag]*.*")):
        file.unlink()
    rules = ("sledai(fever)", "disease_active")[:number]
    data = yaml.safe_load((root / PROTOCOL).read_text(encoding="utf-8"))
    data["scope"] = "nothing else assessed"
    data["criteria"] = [
        {"id": f"EX-{n}", "kind": "exclusion", "title": f"x{n}", "files": f"ex{n}", "text": f"Exclusion {n}"}
        for n in range(1, number + 1)
    ]
    (root / PROTOCOL).write_text(yaml.safe_dump(data), encoding="utf-8")
    for n, rule in enumerate(rules, 1):
        (root / "criteria" / f"ex{n}.lp").write_text(
            f'%! "Exclusion {n}"\nmet("EX-{n}") :- {rule}.\n', encoding="utf-8"
        )
    return root


@of("W1-one", "W1-two")
def test_of_exclusion_criteria_it_is_said_how_many_apply(case: str) -> None:
    number, told = (
        (1, "none of 1 exclusion criterion applies")
        if case == "W1-one"
        else (2, "none of 2 exclusion criteria applies")
    )
    protocol = hn.load(with_exclusions(number))
    result = protocol.screen({"patient_id": "P-1", "sledai": [], "disease_active": "no"})
    assert (result.verdict, result.explain().splitlines()[0]) == ("eligible", f"P-1   {told}")
    assert "meets all" not in result.explain()


NAMES = {
    "CellCept": "mycophenolate mofetil",
    "MMF": "mycophenolate mofetil",
    "HCQ": "hydroxychloroquine",
    "MTX": "methotrexate",
    "AZA": "azathioprine",
    "Plaquenil": "hydroxychloroquine",
    "Prograf": "tacrolimus",
    "吗替麦考酚酯": "mycophenolate mofetil",
    "羟氯喹": "hydroxychloroquine",
    "氯喹": "chloroquine",
    "强的松龙": "prednisolone",
}


@of(*(f"W2-{name}" for name in NAMES))
def test_a_drug_is_known_by_every_name_of_its_own(case: str, protocol: hn.Protocol) -> None:
    name = case.partition("-")[2]
    told = protocol.screen(somebody(current=[name])).explain()
    assert f"current drugs: {NAMES[name]}" in " ".join(told.split())


@of("W2-sirolimus", "W2-voclosporin", "W2-西罗莫司", "W2-predisone")
def test_another_drug_is_never_suggested_and_the_doors_are_a_question(case: str, protocol: hn.Protocol) -> None:
    name = case.partition("-")[2]
    with pytest.raises(hn.InputError) as caught:
        protocol.screen(somebody(current=["prednisone", name]))
    said = str(caught.value)
    drugs = {drug for group in yaml.safe_load(text_of(DRUGS)).values() for drug in group or ()}
    assert "did you mean" not in said
    assert "a question to the investigator" in said
    assert {drug for drug in drugs if f"`{drug}`" in said} - {name} == {"other_immunosuppressant", "other_targeted"}


TWO = {
    "MP": "methylprednisolone or mercaptopurine",
    "TAC": "tacrolimus or triamcinolone",
    "MPA": "mycophenolic acid or medroxyprogesterone acetate",
}


@of(*(f"W2-{name}" for name in TWO))
def test_a_short_name_of_two_drugs_names_both(case: str, protocol: hn.Protocol) -> None:
    name = case.partition("-")[2]
    assert screened(somebody(current=[name]), protocol) == f"error: `{name}` can be {TWO[name]}"


COUNT = "#count { S : used_adequately(D), substance(D, S), counts(D) }"
FOUR = ["hydroxychloroquine", "mycophenolate_mofetil", "azathioprine", "methotrexate"]
COUNTS: dict[str, tuple[str, list[str], str]] = {
    "W4-at most": (f"{COUNT} <= 2", FOUR, "4 count, at most 2 may"),
    "W4-less than": (f"{COUNT} < 3", FOUR, "4 count, at most 2 may"),
    "W4-exactly": (f"{COUNT} = 2", FOUR, "4 count, exactly 2 are needed"),
    "W4-but not": (f"{COUNT} != 4", FOUR, "4 count, any number but 4 would do"),
    "W4-named": (f"N = {COUNT}, N >= 2", FOUR[:1], "1 counts, at least 2 are needed"),
    "W4-named, at most": (f"N = {COUNT}, N <= 2", FOUR, "4 count, at most 2 may"),
    "W4-between": (f"1 <= {COUNT} <= 2", FOUR, "4 count, 1 to 2 are needed"),
}


@of(*COUNTS)
def test_a_count_is_told_as_one_number_and_which(case: str) -> None:
    rule, used, told = COUNTS[case]
    shipped = f"two_used    :- {COUNT} >= 2."
    protocol = hn.load(edited("kb", (f"{IN4}.lp", shipped, f"two_used :- {rule}.")))
    result = protocol.screen(somebody(used_adequately=used))
    said = " ".join(result.explain().split())
    assert result.blocking == ("IN-4",)
    assert told in said
    assert "counted: " in said
    assert "needed: no" not in said
    assert "at least 3" not in said
    assert all(name.replace("_", " ") in said.partition("counted: ")[2][:120] for name in used)


@of("W5-INR", "W5-ALT")
def test_a_ratio_on_its_limit_is_exactly_at_the_limit(case: str, protocol: hn.Protocol) -> None:
    changes, told = {
        "W5-INR": ({"inr": 1.8, "inr_uln": 1.2}, "INR 1.8, 1.5 × ULN of 1.2, needed ≤ 1.5 × ULN; exactly at the limit"),
        "W5-ALT": (
            {"alt": 82.5, "alt_uln": 33},
            "ALT 82.5 U/L, 2.5 × ULN of 33 U/L, needed ≤ 2.5 × ULN; exactly at the limit",
        ),
    }[case]
    result = protocol.screen(somebody(**changes))
    assert result.to_dict()["borderline"] == [case.partition("-")[2].lower()]
    assert told in " ".join(result.explain().split())
    assert "0 × ULN to spare" not in result.explain()


INTERVALS: dict[str, tuple[Record, str]] = {
    "W6-censored": (
        {"alt": "<5"},
        "ALT <5 U/L (upper limit of normal 40 U/L), needed ≤ 2.5 × ULN; more than 2.375 × ULN",
    ),
    "W6-year": (
        {"sle_duration": None, "sle_diagnosis_date": "2019"},
        "SLE duration about 62.32 to 74.29 months, needed ≥ 6 months; about 56.32 to 68.29 months to spare",
    ),
    "W6-sex": (
        {"sex": None, "pregnant": "no", "lactating": "no"},
        "creatinine clearance about 93.85 to 110.42 mL/min, needed ≥ 50 mL/min; about 43.85 to 60.42 mL/min to spare",
    ),
    "W6-censored count": ({"anc": ">1.9"}, "ANC >1.9 ×10^9/L, needed ≥ 1.5 ×10^9/L; more than 0.4 ×10^9/L to spare"),
    "W6-creatinine": (
        {"serum_creatinine": "<0.9 mg/dL"},
        "creatinine clearance about 83.43 to 1501.67 mL/min, needed ≥ 50 mL/min; "
        "about 33.43 to 1451.67 mL/min to spare",
    ),
}


@of(*INTERVALS)
def test_every_value_stands_among_the_reasons_with_its_margin(case: str, protocol: hn.Protocol) -> None:
    changes, told = INTERVALS[case]
    result = protocol.screen(somebody(**changes))
    assert result.verdict == "eligible"
    assert told in " ".join(result.explain().split())


DEPENDS: dict[str, tuple[Record, str]] = {
    "W7-IN-4": ({"used_adequately": ["hydroxychloroquine", "methotrexate"]}, "in4_hydroxychloroquine=in_addition"),
    "W7-IN-3": (
        {"current": ["prednisone", "hydroxychloroquine"], "prednisone_equivalent": "5 mg/d"},
        "in3_combination=with_hydroxychloroquine",
    ),
}


@of(*DEPENDS)
def test_the_reading_on_which_a_verdict_turns_stands_beside_it_everywhere(case: str) -> None:
    changes, reading = DEPENDS[case]
    path = put(**changes)
    beside = run("screen", path).out.partition("\n\n")[0]
    page = run("screen", path, "--format", "html").out
    row = next(csv.DictReader(io.StringIO(run("screen", path, "--format", "csv").out)), {})
    banner = page.partition('<header class="banner')[2].partition("</header>")[0]
    for where, told in {"text": beside, "banner": banner, "CSV": row.get("turns_on", "")}.items():
        assert reading in "".join(told.split()).replace("<wbr>", ""), where


@of("W8-screening day")
def test_what_needs_no_waiting_is_not_given_a_day() -> None:
    told = explained(birth_date="1990-05-01", age=None, lvef=30)
    assert "Would meet all 8 if these facts held; no waiting needed:" in told
    assert "from 10 Mar 2025" not in told


@of("W8-later")
def test_a_later_day_is_a_condition() -> None:
    told = explained(dose_stable_duration=None, last_dose_change_date="2025-03-01")
    assert "Would meet all 8 from 15 Mar 2025 if these facts held" in told


@of("W20-places")
def test_where_a_rule_is_written_stands_in_a_part_that_unfolds() -> None:
    page = run("screen", put(lvef=30, sex=None), "--format", "html").out
    assert re.search(r"For the rule's author.*?\.lp:\d", page, re.DOTALL)
    seen = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert re.findall(r"\.(?:lp|thr):\d+", seen) == []


@pytest.mark.browser
@pytest.mark.skipif(program() is None, reason="there is no Chromium: apt-get install chromium")
@of("W20-390 pixels", "W20-360 pixels")
def test_a_page_is_readable_on_a_telephone(case: str, tmp_path: Path) -> None:
    """The list beside its patients: nothing off the screen, no word broken, nothing upon another, no empty rows."""
    width = int(re.findall(r"\d+", case)[1])
    records = [somebody(patient_id="P-1"), somebody(patient_id="P-2", lvef=30, inr=2.4, aptt=90), {"patient_id": "P-3"}]
    Path("a.json").write_text(json.dumps(records), encoding="utf-8")
    assert run("screen", "a.json", "--format", "html", "-o", "a.html").code == 0
    browser = Browser(program() or "", tmp_path / "profile")
    try:
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=850, deviceScaleFactor=1, mobile=True)
        browser.open(Path("a.html").absolute())
        assert browser.run("document.documentElement.scrollWidth") <= width
        faults = {name: browser.run(asked) for name, asked in (("outside", OUTSIDE), ("broken", BROKEN))}
        assert faults == {"outside": [], "broken": []}
        assert [browser.run(asked) for asked in (OVERLAPPING, EMPTY, PLACES)] == [0, 0, 0]
    finally:
        browser.close()
