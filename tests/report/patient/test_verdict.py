"""The verdict in a sentence, and what stands beside it, wherever a verdict is shown."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable

import pytest
import yaml

from hn2301_asp.api import Protocol, Result, load
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.report.html import to_html
from hn2301_asp.report.patient.table import to_csv
from hn2301_asp.report.patient.verdict import summary, turns_on

FEVER = {"id": "EX-1", "kind": "exclusion", "title": "fever", "files": "ex1", "text": "Fever above grade 1"}
ACTIVE = {"id": "EX-2", "kind": "exclusion", "title": "active", "files": "ex2", "text": "Active disease"}
EITHER = {"id": "EX-3", "kind": "exclusion", "title": "either", "files": "ex3", "text": "Active or relapsed"}
BOTH = {"id": "EX-4", "kind": "exclusion", "title": "both", "files": "ex4", "text": "Two of the following"}
NESTED = {"id": "EX-5", "kind": "exclusion", "title": "nested", "files": "ex5", "text": "Neither, or fever"}
RULES = {
    "ex1": '%! "Fever above grade 1"\nmet("EX-1") :- sledai(fever).\n',
    "ex2": '%! "Active disease"\nmet("EX-2") :- disease_active.\n',
    "ex3": '%! "Active or relapsed"\nmet("EX-3") :- disease_active.\n'
    '%! "Active or relapsed"\nmet("EX-3") :- disease_relapsed.\n',
    "ex4": '%! "Two of the following"\nmet("EX-4") :- 2 { sledai(fever); sledai(rash); sledai(arthritis) }.\n',
    "ex5": '%! "Neither, or fever"\nmet("EX-5") :- not disease_active, not disease_relapsed.\n'
    '%! "Neither, or fever"\nmet("EX-5") :- sledai(fever).\n',
}
Make = Callable[..., Protocol]


@pytest.fixture(scope="module")
def with_exclusions(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """The shipped protocol with some exclusion criteria; without its inclusion criteria where that is said."""

    def make(*exclusions: dict[str, str], only: bool = False, scope: str = "nothing else assessed") -> Protocol:
        root = tmp_path_factory.mktemp("exclusion") / "kb"
        shutil.copytree(shipped_knowledge_base(), root, ignore=shutil.ignore_patterns("amendments", "scenarios"))
        data = yaml.safe_load((root / "protocol.yaml").read_text(encoding="utf-8"))
        data["scope"] = scope
        data["criteria"] = [*([] if only else data["criteria"]), *exclusions]
        if only:
            shutil.rmtree(root / "criteria")
            (root / "criteria").mkdir()
            (root / "guardrails.lp").unlink(missing_ok=True)
            (root / "guardrails.thr").unlink(missing_ok=True)
            (root / "readings.yaml").write_text("readings: {}\n", encoding="utf-8")
            (root / "assumptions.yaml").unlink()
            (root / "groups.lp").unlink(missing_ok=True)
        (root / "protocol.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        for criterion in exclusions:
            stem = criterion["files"]
            (root / "criteria" / f"{stem}.lp").write_text(RULES[stem], encoding="utf-8")
        return load(root)

    return make


def told(result: Result) -> tuple[str, str]:
    return result.verdict, summary(result)


def test_a_protocol_of_exclusion_criteria_only_says_how_many_apply(with_exclusions: Make) -> None:
    one, two = with_exclusions(FEVER, only=True), with_exclusions(FEVER, ACTIVE, only=True)
    assert told(one.screen({"sledai": []})) == ("eligible", "none of 1 exclusion criterion applies")
    assert told(one.screen({"sledai": ["fever"]})) == (
        "ineligible",
        "1 of 1 exclusion criterion applies; blocked by EX-1",
    )
    assert told(one.screen({})) == ("undetermined", "cannot be decided yet: 0 do not apply, none applies, 1 open")
    assert told(two.screen({"sledai": [], "disease_active": False})) == (
        "eligible",
        "none of 2 exclusion criteria applies",
    )
    assert told(two.screen({"sledai": ["fever"], "disease_active": True})) == (
        "ineligible",
        "2 of 2 exclusion criteria apply; blocked by EX-1, EX-2",
    )
    assert told(two.screen({"sledai": []})) == (
        "undetermined",
        "cannot be decided yet: 1 does not apply, none applies, 1 open",
    )


def test_a_protocol_of_both_kinds_counts_each(with_exclusions: Make) -> None:
    protocol = with_exclusions(FEVER)
    typical = dict(protocol.knowledge_base.vocabulary.typical)
    assert told(protocol.screen(typical)) == (
        "eligible",
        "meets all 8 inclusion criteria; none of 1 exclusion criterion applies",
    )
    assert told(protocol.screen({**typical, "sledai": ["fever", "arthritis", "rash"], "lvef": 30})) == (
        "ineligible",
        "meets 7 of 8 inclusion criteria; 1 of 1 exclusion criterion applies; blocked by IN-7, EX-1",
    )
    del typical["lvef"]
    assert told(protocol.screen(typical)) == (
        "undetermined",
        "cannot be decided yet: of 8 inclusion criteria 7 met, none failed, 1 open; "
        "of 1 exclusion criterion 1 does not apply, none applies, 0 open",
    )


def test_every_output_of_a_protocol_of_exclusion_criteria_only_says_it_in_these_words(with_exclusions: Make) -> None:
    protocol = with_exclusions(FEVER, only=True)
    result = protocol.screen({"patient_id": "A", "sledai": []})
    other = protocol.screen({"patient_id": "B", "sledai": ["fever"]})
    assert result.explain().splitlines()[0] == "A   none of 1 exclusion criterion applies"
    assert result.to_dict()["scope"] == "1 exclusion criterion; nothing else assessed"
    page = to_html(protocol, [result, other])
    assert "None of 1 exclusion criterion applies." in page
    assert "meets all" not in page.lower()
    assert "does not apply" in page
    (row, _) = csv.DictReader(io.StringIO(to_csv(protocol, [result, other])))
    assert (row["verdict"], row["EX-1"], row["scope"]) == (
        "eligible",
        "not_met",
        "1 exclusion criterion; nothing else assessed",
    )
    assert "Would meet" not in other.explain()
    assert "None of 1 exclusion criterion would apply if these facts held; no waiting needed:" in other.explain()


def test_beside_the_verdict_stands_the_leading_test_with_its_value(protocol: Protocol) -> None:
    typical = dict(protocol.knowledge_base.vocabulary.typical)
    result = protocol.screen({**typical, "patient_id": "A", "total_bilirubin": "41 umol/L"})
    told = (
        "IN-7: total bilirubin 41 umol/L (about 2.40 mg/dL), needed: < 2.0 mg/dL, that is < 34.2 umol/L; "
        "missed by 6.8 umol/L"
    )
    assert turns_on(result) == (told,)
    assert " ".join(result.explain().split()).startswith(
        f"A meets 7 of 8 inclusion criteria; blocked by IN-7 turns on {told}"
    )


@pytest.mark.parametrize(
    ("record", "leading"),
    [
        ({"anc": None, "hemoglobin": "70 g/L"}, "IN-7: Hb 70 g/L, needed: ≥ 80 g/L; missed by 10 g/L"),
        (
            {"alt": None, "ast": 120, "ast_uln": 35},
            "IN-7: AST 120 U/L, about 3.43 × ULN of 35 U/L, needed: ≤ 2.5 × ULN, that is ≤ 87.5 U/L; "
            "missed by 32.5 U/L",
        ),
        ({"pregnant": None, "lactating": True}, "IN-8: lactating: yes, needed: no"),
        (
            {"days_since_transfusion": None, "days_since_growth_factor": "5 days"},
            "IN-7: last growth factor 5 days before screening, needed: more than 7 days before screening, or never; "
            "missed by 3 days",
        ),
        # One of two alternatives fails, and the other one is open: that one decides.
        (
            {"inr": 2.0, "inr_uln": 1.2, "aptt": None, "aptt_uln": 38},
            "IN-7: APTT: not recorded (upper limit of normal 38 s), needed: ≤ 1.5 × ULN, that is ≤ 57 s",
        ),
        # Both fail, and something else is open.
        (
            {"inr": 2.0, "inr_uln": 1.2, "aptt": 70, "aptt_uln": 38, "lvef": None},
            "IN-7: INR 2, about 1.67 × ULN of 1.2, needed: ≤ 1.5 × ULN, that is ≤ 1.8; missed by 0.2",
        ),
        (
            {"anc": None, "lvef": 30},
            "IN-7: LVEF 30 %, needed: ≥ 40 %; missed by 10 %",
        ),
        # Fewer drugs than needed, whatever else.
        (
            {"age": None, "used_adequately": ["hydroxychloroquine"]},
            "IN-4: drugs used in a standardized manner: 1 counts, at least 2 are needed",
        ),
    ],
)
def test_the_leading_test_fails_the_criterion_by_itself_or_is_what_is_open(
    protocol: Protocol, record: dict[str, object], leading: str
) -> None:
    typical = dict(protocol.knowledge_base.vocabulary.typical)
    assert turns_on(protocol.screen({**typical, **record}))[0] == leading


@pytest.mark.parametrize(
    ("criterion", "record", "verdict", "leading"),
    [
        (EITHER, {"disease_relapsed": True}, "ineligible", "EX-3: disease relapsed (investigator): yes, needed: no"),
        (
            EITHER,
            {"disease_active": False},
            "undetermined",
            "EX-3: disease relapsed (investigator): not recorded, needed: no",
        ),
        (BOTH, {"sledai": ["rash", "arthritis"]}, "ineligible", "EX-4: SLEDAI-2K items: 2 count, at most 1 may"),
        (
            NESTED,
            {"sledai": ["fever"], "disease_relapsed": False},
            "ineligible",
            "EX-5: fever (SLEDAI-2K item): yes, needed: no",
        ),
        (
            NESTED,
            {"sledai": [], "disease_relapsed": False},
            "undetermined",
            "EX-5: disease active (investigator): not recorded, needed: yes",
        ),
        (
            NESTED,
            {"disease_active": False, "disease_relapsed": False},
            "ineligible",
            "EX-5: disease active (investigator): no, needed: yes",
        ),
    ],
)
def test_the_leading_test_of_an_exclusion_criterion_makes_it_apply_by_itself(
    with_exclusions: Make, criterion: dict[str, str], record: dict[str, object], verdict: str, leading: str
) -> None:
    result = with_exclusions(criterion, only=True).screen(record)
    assert (result.verdict, turns_on(result)) == (verdict, (leading,))


def test_beside_the_verdict_stands_the_reading_on_which_it_depends(protocol: Protocol) -> None:
    """Hydroxychloroquine and one immunosuppressant: IN-4 is met, or not, by how its words are read."""
    typical = dict(protocol.knowledge_base.vocabulary.typical)
    record = {**typical, "patient_id": "A", "used_adequately": ["hydroxychloroquine", "methotrexate"]}
    result = protocol.screen(record)
    told = (
        "a reading: ineligible with “(including hydroxychloroquine)” read as “it and two besides it” "
        "[in4_hydroxychloroquine=in_addition]"
    )
    assert (result.verdict, turns_on(result)) == ("eligible", (told,))
    (row,) = csv.DictReader(io.StringIO(to_csv(protocol, [result])))
    assert row["turns_on"] == told
    assert " ".join(result.explain().split()).startswith(f"A meets all 8 inclusion criteria turns on {told}")
    page = to_html(protocol, [result, protocol.screen({**typical, "patient_id": "B"})])
    banner = page[page.index('<header class="banner') :]
    assert f"Turns on {told}" in banner[: banner.index("</header>")]
    listed = page[: page.index("</table>")]
    assert f"turns on {told}" in listed


def test_what_lies_on_the_screening_day_needs_no_waiting(protocol: Protocol) -> None:
    typical = dict(protocol.knowledge_base.vocabulary.typical)
    result = protocol.screen(
        {**typical, "screening_date": "2025-03-10", "birth_date": "1990-05-01", "age": None, "lvef": 30}
    )
    lines = result.explain().splitlines()
    assert "Would meet all 8 if these facts held; no waiting needed:" in lines
    assert "  on repeat, LVEF ≥ 40 % (now 30 %)" in lines
    assert "      (repeats as the protocol allows: it states no number)" in lines


def test_nothing_is_told_as_something_to_do_and_no_drug_is_said_to_move_a_value(protocol: Protocol) -> None:
    typical = dict(protocol.knowledge_base.vocabulary.typical)
    changed = {
        "alc": 0.5,
        "hemoglobin": "70 g/L",
        "anc": 1.0,
        "last_transfusion_date": "2025-03-08",
        "screening_date": "2025-03-10",
        "support_needed": True,
        "prednisone_equivalent": "40 mg/d",
    }
    text = protocol.screen({**typical, "days_since_transfusion": None, **changed}).explain().lower()
    for words in (
        "lower it",
        "raise it",
        "could meet",
        "measure again",
        "look in the chart",
        "to consider",
        "is changed",
    ):
        assert words not in text, words
    assert "(a needed transfusion restarts the count)" in text
    assert "a needed dose change restarts the count" in text
    notes = " ".join(entry.note or "" for entry in protocol.knowledge_base.vocabulary.handling.values())
    assert "lower" not in notes
    assert "raise" not in notes


DATED = {"screening_date": "2025-06-10", "transfused_ever": True, "last_transfusion_date": "2025-06-05"}


def test_an_answer_beside_a_date_does_not_hide_what_the_date_says(protocol: Protocol) -> None:
    """`ever transfused: yes` says less than the date, and the date is what the test says."""
    typical = {**protocol.knowledge_base.vocabulary.typical, "patient_id": "A", "days_since_transfusion": None}
    result = protocol.screen({**typical, **DATED})
    told = (
        "IN-7: last transfusion 5 days before screening (from last transfusion 2025-06-05), "
        "needed: more than 7 days before screening, or never; missed by 3 days"
    )
    assert turns_on(result)[0] == told
    page = to_html(protocol, [result])
    assert "last transfusion: not recorded" not in page
    assert "5 days; needed more than 7 days before screening, or never" in page


def test_an_age_in_years_says_that_the_date_of_birth_would_tell_from_when(protocol: Protocol) -> None:
    typical = dict(protocol.knowledge_base.vocabulary.typical)
    young = protocol.screen({**typical, "age": 17})
    lines = young.explain().splitlines()
    assert "Would meet all 8, from a day that this record does not tell, if these facts held:" in lines
    at = lines.index("  with time, age ≥ 18 years (now 17 years)")
    assert lines[at + 1] == "      (date of birth would tell from when)"
    assert "Nothing would help" not in young.explain()
    old = protocol.screen({**typical, "age": 70}).explain().splitlines()
    assert "Nothing would help: age (IN-1). Neither time nor another measurement changes this." in old


def test_what_may_still_be_found_stands_beside_what_nothing_changes(protocol: Protocol) -> None:
    typical = dict(protocol.knowledge_base.vocabulary.typical)
    result = protocol.screen({**typical, "eular_acr_2019": False})
    label = "classified as SLE by 2019 EULAR/ACR"
    note = protocol.knowledge_base.vocabulary.handle("eular_acr_2019").note
    told = f"{label} (IN-1). Neither time nor another measurement changes this ({label}: {note})."
    assert f"Nothing would help: {told}" in " ".join(result.explain().split())
    assert f"<strong>Nothing would help:</strong> {told}" in to_html(protocol, [result])


def test_a_step_says_what_follows_at_its_place_in_the_order(protocol: Protocol) -> None:
    typical = dict(protocol.knowledge_base.vocabulary.typical)
    result = protocol.screen({**typical, "patient_id": "A", "lvef": None, "inr": None, "aptt": None})
    told = " ".join(result.explain().split())
    assert (
        "1 LVEF, measure: < 40 % → IN-7 not met, stop here; ≥ 40 % → go on "
        "2 INR, measure: ≤ 1.5 × ULN → IN-7 met, meets all criteria; > 1.5 × ULN → go on "
        "3 APTT, measure: ≤ 1.5 × ULN → IN-7 met, meets all criteria; > 1.5 × ULN → IN-7 not met, stop here"
    ) in told
    page = to_html(protocol, [result])
    assert page.count("IN-7 met, meets all criteria") == 2
    assert "for example LVEF: ≥ 40 %; INR: ≤ 1.5 × ULN" in page
    # All sets are told where only one more would be left out, and what does it together says so.
    assert "INR and APTT together" in page
    assert "There are more" not in page


def test_two_values_of_one_quantity_have_one_advice(protocol: Protocol) -> None:
    typical = {**protocol.knowledge_base.vocabulary.typical, "sex": "male", "pregnant": None, "lactating": None}
    kidney = {"age": 53, "weight": 60, "serum_creatinine": "128 umol/L", "creatinine_clearance": 49.8}
    result = protocol.screen({**typical, **kidney, "lvef": None})
    told = " ".join(result.explain().split())
    advice = "leave only the value that counts in the record"
    assert f"1 creatinine clearance, {advice}: < 50 mL/min → IN-7 not met, stop here; ≥ 50 mL/min → go on" in told
    assert "2 LVEF, measure: < 40 % → IN-7 not met, stop here; ≥ 40 % → IN-7 met, meets all criteria" in told
    assert f"with ≥ 50 mL/min between; {advice}" in told
    assert "which of the two counts" not in told


def test_items_that_disagree_with_a_sum_are_not_said_to_be_unrecorded(protocol: Protocol) -> None:
    items = ["arthritis", "rash", "low_complement"]
    result = protocol.screen({"sledai": items, "sledai_2k_clinical": 5})
    told = " ".join(result.explain().split())
    assert (
        "SLEDAI-2K: not known, as the sum and the items that are recorded disagree "
        "(clinical SLEDAI-2K 5 points, SLEDAI-2K items: arthritis, rash, low complement) needed: ≥ 6 points"
    ) in told
    assert "disagree" not in protocol.screen({"sledai": items, "sledai_2k_clinical": 6}).explain()
    assert "disagree" not in protocol.screen({"sledai_2k_clinical": 5}).explain()
