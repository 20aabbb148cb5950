"""What people are told of patients of three arms: nothing of a foreign arm, and nothing that they would have to be."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import hn2301_asp
from hn2301_asp.cli.commands import main
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.report.patient.text import accounts_lines
from hn2301_asp.report.patient.verdict import turns_on
from hn2301_asp.report.writers.lines import plain
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.versions.opening import open_version
from tests.protocols.test_three_arms import ARMS


@pytest.fixture(scope="module")
def protocol() -> Screener:
    base = open_version(shipped_knowledge_base())
    return Screener(load_knowledge_base(open_version(ARMS, base.files).files))


def told(protocol: Screener, number: int, *without: str, **other: Any) -> Explained:
    """A typical patient, by number, who differs in some fields."""
    vocabulary = protocol.knowledge_base.vocabulary
    record: Mapping[str, Any] = (vocabulary.typical, *vocabulary.also_typical)[number]
    return protocol.screen({name: value for name, value in {**record, **other}.items() if name not in without})


def text(result: Explained) -> str:
    return plain(accounts_lines([result], 100))


def missing(result: Explained) -> set[str]:
    """What is to be obtained."""
    return {step.fact for step in result.answers.deciding.order}


LUPUS, ARTHRITIS = 0, 1


def test_an_eligible_patient_is_told_what_holds_for_such_people(protocol: Screener) -> None:
    shown = text(told(protocol, ARTHRITIS))
    assert shown.startswith(
        "patient   meets all 5 inclusion criteria that apply; none of 13 exclusion criteria in scope applies; "
        "10 not applicable\n"
    )
    assert "\nWhy all are met, and no exclusion criterion applies:\n" in shown
    assert "\n  EX-7  sex: female\n        QTcF about 414.44 ms, needed ≤ 470 ms; about 55.56 ms to spare\n" in shown
    assert "450 ms" not in shown


def test_nobody_would_have_to_be_of_another_sex(protocol: Screener) -> None:
    result = told(protocol, LUPUS, qt=500)
    [turn] = turns_on(result)
    assert turn == (
        "EX-7: QTcF about 531.33 ms (from QT 500 ms, heart rate 72 /min), needed: ≤ 470 ms; missed by about 61.33 ms"
    )
    assert "      “>470 ms in women”\n          QTcF about 531.33 ms" in text(result)
    assert "needed: not female" not in text(result)


def test_nobody_would_have_to_be_of_another_arm(protocol: Screener) -> None:
    result = told(protocol, ARTHRITIS, acr_eular_2010=False)
    assert turns_on(result) == ("IN-1: classified as rheumatoid arthritis by 2010 ACR/EULAR: no, needed: yes",)
    assert "needed: lupus" not in text(result)


def test_nothing_that_only_another_arm_is_asked_is_missing(protocol: Screener) -> None:
    """Nor is what only the lupus arm is asked dropped: items and titre stand for the classification."""
    result = told(protocol, LUPUS, "eular_acr_2019")
    assert missing(result) == {"ana_titre_ever", "eular_acr_2019", "eular_acr"}
    shown = text(result)
    assert "Missing but not needed: urine protein-to-creatinine ratio\n" in shown
    assert "by 2013" not in shown.partition("To obtain")[2]
    assert "arm: lupus" in shown
    assert "needed: sclerosis" not in shown


def test_before_the_arm_is_known_it_alone_is_asked(protocol: Screener) -> None:
    result = told(protocol, ARTHRITIS, "arm")
    assert missing(result) == {"arm"}
    assert turns_on(result) == ("IN-2: arm: not recorded, applies if: lupus",)
    shown = " ".join(text(result).split())
    assert "arthritis → IN-1 met, IN-12 met, IN-13 met, EX-14 does not apply, IN-2, IN-3," in shown
    assert "IN-11 and EX-15 not applicable, meets all criteria that apply, no exclusion criterion applies" in shown


def test_what_is_asked_whichever_the_sex_is_asked_before_it_is_known(protocol: Screener) -> None:
    result = told(protocol, LUPUS, "sex", "hcg", "qt", creatinine_clearance=90)
    assert missing(result) == {"sex", "qt", "qtcf"}


def test_what_excludes_is_told_under_the_rule_by_which_it_may(protocol: Screener) -> None:
    shown = text(told(protocol, LUPUS, "intravenous_treatment", infection=["pneumonia"]))
    assert (
        "      “any other active infection that needs intravenous treatment”\n          pneumonia (active): yes"
        in shown
    )


def test_another_version_that_differs_in_much_is_told_in_few_lines(tmp_path: Path) -> None:
    """Limits on items are one difference each, under the names that rules use."""
    base = tmp_path / "kb"
    shutil.copytree(shipped_knowledge_base(), base, ignore=shutil.ignore_patterns("amendments"))
    shutil.copytree(ARMS, base / "amendments" / "A09")
    patients = str(Path(hn2301_asp.__file__).parent / "examples" / "patients.yaml")
    words = [
        "explain",
        patients,
        "--patient",
        "P-014",
        "--kb",
        str(base),
        "--against",
        str(base / "amendments" / "A09"),
    ]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0
    assert "the threshold given_half_year, the" in " ".join(done.output.split())
    assert "more together" in done.output
    assert re.search(r"\b_\w+", done.output) is None
    assert len(done.output.splitlines()) < 700
