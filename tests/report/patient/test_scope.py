"""What is shown of a patient to whom some criteria do not apply: in text, as data, as a table and on a page."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.api import Protocol, Result, load
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.report.html import to_html
from hn2301_asp.report.patient.table import to_csv
from hn2301_asp.report.patient.verdict import summary, turns_on
from tests import arms_base

WOMAN = {"patient_id": "A", "arm": "lupus", "sex": "F", "age": 34, "pregnant": False, "lactating": False}
MAN = {"patient_id": "B", "arm": "SSc", "sex": "M", "age": 51, "digital_ulcers": False}
SHORT = {**WOMAN, "duration": "3 months", "hemoglobin": "112 g/L", "skin_score": 3}


@pytest.fixture(scope="module")
def arms(tmp_path_factory: pytest.TempPathFactory) -> Protocol:
    return load(arms_base.written(tmp_path_factory.mktemp("arms") / "kb"))


def test_the_counts_of_the_sentence_add_up(arms: Protocol) -> None:
    full = {**SHORT, "duration": "12 months"}
    assert summary(arms.screen(full)) == (
        "meets all 2 inclusion criteria that apply; none of 1 exclusion criterion in scope applies; 3 not applicable"
    )
    assert summary(arms.screen(SHORT)) == (
        "meets 1 of 2 inclusion criteria that apply; none of 1 exclusion criterion in scope applies; "
        "blocked by IN-2; 3 not applicable"
    )
    assert summary(arms.screen(MAN)) == (
        "cannot be decided yet: of 2 inclusion criteria 1 met, none failed, 1 open; "
        "of 1 exclusion criterion 1 does not apply, none applies, 0 open; 3 not applicable"
    )
    young = {"patient_id": "D", "sex": "M", "age": 15}
    assert summary(arms.screen(young)) == (
        "meets 0 of 4 inclusion criteria (whichever apply); none of 1 exclusion criterion (if it is in scope) "
        "applies; blocked by IN-1; 4 open; 1 not applicable"
    )


def test_the_account_says_why_a_criterion_applies_or_does_not(arms: Protocol) -> None:
    told = arms.screen(SHORT).explain()
    assert "IN-2  lupus   kb/criteria/in2_lupus.lp:5\n      applies: arm: lupus\n" in told
    assert "\nMet: IN-1\nDoes not apply: EX-1\nNot applicable: IN-3, IN-4, EX-2 (arm: lupus)\n" in told
    assert "Enough to rule the patient out: arm and history of lupus together\n" in told
    assert "Would meet all 2 inclusion criteria that apply, and none of 1 exclusion criterion in scope" in told
    assert "skin" not in told
    told = arms.screen(MAN).explain()
    assert "\nNot applicable: IN-2, IN-4 (arm: sclerosis)\nNot applicable: EX-1 (sex: male)\n" in told
    assert "swollen" not in told


def test_where_the_arm_is_not_known_it_is_to_be_obtained_first(arms: Protocol) -> None:
    result = arms.screen({"patient_id": "C", "sex": "M", "age": 51, "hemoglobin": "70 g/L"})
    assert turns_on(result) == ("IN-2: arm: not recorded, applies if: lupus",)
    assert "  1  arm, ask the investigator (decides whether IN-2, IN-3, IN-4 and EX-2 apply):" in result.explain()
    data = result.to_dict()
    assert data["missing"] == ["arm"]
    assert [(step["fact"], step["decides_scope_of"]) for step in data["obtain"]] == [
        ("arm", ["IN-2", "IN-3", "IN-4", "EX-2"])
    ]


def test_the_data_say_what_applies_and_by_which_facts(arms: Protocol) -> None:
    def scopes(result: Result) -> dict[str, tuple[str, object]]:
        return {one["id"]: (one["status"], one.get("scope")) for one in result.to_dict()["criteria"]}

    found = scopes(arms.screen(SHORT))
    lupus = {"answer": "lupus", "as_given": "lupus", "date": None}
    assert found["IN-1"] == ("met", None)
    assert found["IN-2"] == (
        "not_met",
        {
            "applies": True,
            "rule": 'applies("IN-2")',
            "file": "kb/criteria/in2_lupus.lp",
            "line": 2,
            "facts": {"arm": lupus},
        },
    )
    status, scope = found["IN-3"]
    assert status == "not_applicable"
    assert isinstance(scope, dict)
    assert (scope["applies"], scope["facts"]) == (False, {"arm": lupus})
    status, scope = scopes(arms.screen({**SHORT, "arm": None}))["IN-3"]
    assert status == "unknown"
    assert isinstance(scope, dict)
    assert (scope["applies"], scope["facts"]) == (None, {})


def test_tables_and_pages_have_the_status(arms: Protocol) -> None:
    results = [arms.screen(SHORT), arms.screen(MAN)]
    rows = list(csv.DictReader(io.StringIO(to_csv(arms, results))))
    assert [row["IN-3"] for row in rows] == ["not_applicable", "unknown"]
    page = to_html(arms, results)
    assert "· ○ not applicable</caption>" in page
    assert "<li>IN-3, IN-4, EX-2: arm: lupus</li>" in page
    assert '<p class="absent">Applies: arm: lupus</p>' in page


def test_pages_of_a_protocol_for_everybody_do_not_speak_of_it(protocol: Protocol) -> None:
    assert "not applicable" not in to_html(protocol, [protocol.screen({"age": 34}), protocol.screen({"age": 15})])


# In every mixture ---------------------------------------------------------------------------------------------

#: Protocols of some of the criteria, each with what is said where nobody in the record is asked anything.
SOME = {
    "all": ("IN-1", "IN-2", "IN-3", "IN-4", "EX-1", "EX-2"),
    "inclusion": ("IN-1", "IN-2", "IN-3", "IN-4"),
    "exclusion": ("EX-1", "EX-2"),
    "one of each": ("IN-2", "EX-1"),
    "of women only": ("EX-1",),
    "of lupus only": ("IN-2",),
}


def some(folder: Path, ids: tuple[str, ...]) -> Protocol:
    """The protocol with some of its criteria only; time helps who is too young."""
    lines = arms_base.TEXTS["protocol.yaml"].splitlines(keepends=True)
    kept = [line for line in lines if "{id:" not in line or any(f"{{id: {name}," in line for name in ids)]
    handling = arms_base.TEXTS["vocabulary/handling.yaml"].replace("age: {kind: fixed}", "age: {kind: waits}")
    written = arms_base.written(folder, **{"protocol.yaml": "".join(kept), "vocabulary/handling.yaml": handling})
    for path in (written / "criteria").iterdir():
        if not any(f", files: {path.stem}," in line for line in kept):
            path.unlink()
    return Protocol(load_knowledge_base(read_files(written)))


def mixtures() -> Iterator[dict[str, Any]]:
    """Women, men and people whose sex is not known, of each arm and of none, young and old, well and ill."""
    told = {"duration": "12 months", "hemoglobin": "112 g/L", "skin_score": 22, "swollen_joints": 9, "pregnant": False}
    ill = {**told, "duration": "3 months", "skin_score": 3, "swollen_joints": 2}
    for arm, sex, age, more, ulcers in product(
        ["lupus", "SSc", "RA", None], ["F", "M", None], [15, 40], [told, ill, {}], [True, False]
    ):
        lactating = {"lactating": more is ill} if more else {}
        record = {"arm": arm, "sex": sex, "age": age, "digital_ulcers": ulcers, **lactating, **more}
        yield {name: value for name, value in record.items() if value is not None}


WRONG = re.compile(r",,|, ;|; ;| ,|  |\(\)|^;|;$|\ball 1\b|\ball 0\b|\bcriterion that apply\b|\b1 inclusion criteria\b")


@pytest.mark.parametrize("name", SOME)
def test_the_sentence_is_one_whoever_it_is_about_and_says_no_more_than_is_known(tmp_path: Path, name: str) -> None:
    protocol = some(tmp_path / "kb", SOME[name])
    seen = set()
    for record in mixtures():
        result = protocol.screen({field: value for field, value in record.items() if field in protocol.names})
        told, statuses = summary(result), Counter(result.criteria.values())
        assert not WRONG.search(told), told
        assert not re.search(r"\b(she|he|her|his|him)\b", told)
        number = statuses["not_applicable"]
        assert told.endswith(f"; {number} not applicable") is bool(number), told
        unclear = [criterion for criterion, applies in result.screening.applies.items() if applies is None]
        doubtful = "(whichever apply)" in told or "(if it applies)" in told or "in scope)" in told
        assert doubtful is (bool(unclear) and result.verdict != "undetermined"), told
        if result.verdict == "eligible" and number == len(SOME[name]):
            assert told == f"no criterion is in scope; {number} not applicable"
        words, page = result.explain(), unescape(to_html(protocol, [result]))
        lead = words.splitlines()[0]
        assert lead == f"patient   {told}"
        assert told[1:] in page
        for line in words.splitlines():
            if line.startswith(("Would meet", "None of")):
                assert not WRONG.search(line), line
                assert line.partition(",")[0].partition(" if ")[0] in page, line
        assert ("Not applicable: " in words) is bool(number)
        seen.add(told)
    assert len(seen) > 3


def test_of_one_criterion_it_is_said_that_it_applies(tmp_path: Path) -> None:
    protocol = some(tmp_path / "kb", ("IN-2", "IN-3", "EX-1"))
    woman = {"arm": "lupus", "sex": "F", "duration": "12 months", "hemoglobin": "112 g/L"}
    assert summary(protocol.screen({**woman, "pregnant": False, "lactating": False})) == (
        "meets the inclusion criterion that applies; none of 1 exclusion criterion applies; 1 not applicable"
    )
    assert summary(protocol.screen({**woman, "sex": "M", "duration": "3 months"})) == (
        "meets 0 of 1 inclusion criterion that applies; blocked by IN-2; 2 not applicable"
    )
    unclear = {**woman, "skin_score": 22, "pregnant": False, "lactating": False}
    assert summary(protocol.screen({name: value for name, value in unclear.items() if name not in ("arm", "sex")})) == (
        "meets all 2 inclusion criteria (whichever apply); none of 1 exclusion criterion (if it is in scope) applies"
    )


def test_what_would_follow_of_a_missing_fact_is_said_of_the_criteria_that_apply(arms: Protocol) -> None:
    told = arms.screen({**WOMAN, "hemoglobin": "112 g/L"}).explain()
    assert "≥ 6 months → IN-2 met, meets all criteria that apply, no exclusion criterion applies" in " ".join(
        told.split()
    )
