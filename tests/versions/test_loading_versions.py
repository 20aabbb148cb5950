"""Versions where people use them: `hn.load` and the command line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import hn2301_asp as hn
from hn2301_asp.api import Protocol
from hn2301_asp.cli.commands import main
from hn2301_asp.loader import load_files
from hn2301_asp.versions.opening import open_version
from tests.versions.conftest import ALC, LVEF, THRESHOLDS, Amend


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.fixture
def patient(protocol: Protocol) -> str:
    """A patient whose lymphocytes are enough under 1.0 and not under the amendment."""
    record = {**protocol.knowledge_base.vocabulary.typical, "patient_id": "P-1", "alc": 0.9}
    Path("patient.json").write_text(json.dumps(record, default=str), encoding="utf-8")
    return "patient.json"


def commit() -> None:
    identity = ("-c", "user.name=A. Tester", "-c", "user.email=tester@example.org")
    for words in (("init", "--quiet"), ("add", "--all"), (*identity, "commit", "--quiet", "--message", "a version")):
        subprocess.run(["git", *words], check=True, capture_output=True)


def test_load_takes_a_folder_an_amendment_and_a_revision(kb: Path, amend: Amend) -> None:
    amend("A01_marrow", ALC)
    commit()
    amend("A02_heart", LVEF)
    loaded = [
        hn.load(spec)
        for spec in (kb, "kb", "kb/amendments/A01_marrow", "git:HEAD", "git:HEAD:kb/amendments/A01_marrow")
    ]
    digests = [protocol.knowledge_base.digest for protocol in loaded]
    assert digests == [digests[0], digests[0], digests[2], digests[0], digests[2]]
    assert len(set(digests)) == 2
    for protocol in loaded:
        assert protocol.files is not None
        assert protocol.opened is not None
        assert protocol.files == protocol.opened.files
        assert protocol.files.digest == protocol.knowledge_base.digest
    assert [str(p.knowledge_base.thresholds.thresholds["alc_adequate"].shown) for p in loaded[1:3]] == [
        "≥ 0.8 ×10^9/L",
        "≥ 1.0 ×10^9/L",
    ]


def test_load_files_keeps_the_files_and_the_constructor_still_takes_a_knowledge_base_alone(kb: Path) -> None:
    files = open_version(kb).files
    protocol = load_files(files)
    assert (protocol.files, protocol.opened) == (files, None)
    assert (Protocol(protocol.knowledge_base).files, Protocol(protocol.knowledge_base).opened) == (None, None)


def test_load_refuses_what_is_no_version() -> None:
    for spec in ("nowhere", "git:HEAD:kb", "kb/amendments/A01"):
        with pytest.raises(hn.InputError):
            hn.load(spec)


def test_an_error_in_an_amendment_s_file_names_that_file_and_its_line(kb: Path, amend: Amend) -> None:
    path = amend("A01_marrow", {THRESHOLDS: ("ALC ≥ 0.8 ×10^9/L", "ALC ≥ 0.8 x10^9/Litre")})
    done = run("screen", "patient.json", "--kb", str(path))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[1] == f"  at kb/amendments/A01_marrow/{THRESHOLDS}:4:38"


def test_screen_and_explain_take_an_amendment_and_a_revision(kb: Path, amend: Amend, patient: str) -> None:
    commit()
    path = str(amend("A01_marrow", ALC))
    verdicts = [
        json.loads(run("screen", patient, "--format", "json", "--kb", spec).stdout)[0]["verdict"]
        for spec in ("git:HEAD", path)
    ]
    assert verdicts == ["eligible", "ineligible"]
    done = run("explain", patient, "--kb", path, "--against", "git:HEAD", "--format", "json")
    assert done.exit_code == 0
    assert "alc_adequate" in done.stdout


def test_the_record_of_a_decision_under_an_amendment_can_be_verified(kb: Path, amend: Amend, patient: str) -> None:
    path = amend("A01_marrow", ALC)
    assert run("screen", patient, "--kb", str(path), "--record", "record.json").exit_code == 0
    record = json.loads(Path("record.json").read_text(encoding="utf-8"))
    assert record["knowledge_base"]["digest"] == open_version(path).files.digest
    assert "≥1.0" in record["knowledge_base"]["files"]["protocol.yaml"]
    assert run("verify", "record.json").exit_code == 0


def test_check_test_and_facts_take_an_amendment(kb: Path, amend: Amend) -> None:
    path = str(amend("A01_marrow", {THRESHOLDS: ALC[THRESHOLDS]}))
    checked = run("check", "--kb", path)
    assert checked.exit_code == 1
    assert f"at kb/amendments/A01_marrow/{THRESHOLDS}:4:" in checked.stdout
    assert run("facts", "--kb", path, "--template", "csv").exit_code == 0


@pytest.mark.parametrize("command", [("screen", "patient.json"), ("test",), ("facts",)])
def test_an_unusable_amendment_is_exit_2_with_a_caret(kb: Path, amend: Amend, command: tuple[str, ...]) -> None:
    path = amend("A01_marrow", ALC, version="2.0")
    done = run(*command, "--kb", str(path))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "error[amendment-base] the amendment is written for version 2.0, and its base is 1.0\n"
        "  at kb/amendments/A01_marrow/amendment.yaml:5:12\n"
        '      version: "2.0"\n'
        "               ^^^^^\n"
        "  help: the base is `kb`\n\n"
    )
