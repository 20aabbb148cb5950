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
RULES = {
    "ex1": '%! "Fever above grade 1"\nmet("EX-1") :- sledai(fever).\n',
    "ex2": '%! "Active disease"\nmet("EX-2") :- disease_active.\n',
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
            (root / "readings.yaml").write_text("readings: {}\nassumptions: {}\n", encoding="utf-8")
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
