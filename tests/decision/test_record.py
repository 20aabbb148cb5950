"""The record of a decision: complete, of fixed order, the same bytes every time, and of no machine."""

from __future__ import annotations

import getpass
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol, load
from hn2301_asp.decision import make_record, record_bytes, save_record
from hn2301_asp.decision.model import FORMAT, PARTS
from hn2301_asp.knowledge.files import COHORT, KnowledgeBaseFiles, digest
from hn2301_asp.source.diagnostics import InputError

from .conftest import Record, texts

ROOT = Path(__file__).parents[2]


def test_the_parts_stand_in_their_order(record: Record, protocol: Protocol) -> None:
    data = record({"age": 70}, who="Dr. Weber", when="at the visit", meaning="screening")
    assert list(data) == [
        "format",
        "notice",
        "corrects",
        "made",
        "investigator",
        "patients",
        "readings",
        "knowledge_base",
        "versions",
        "digests",
        "digest",
    ]
    assert data["format"] == FORMAT
    assert data["made"] == {"who": "Dr. Weber", "when": "at the visit", "meaning": "screening"}
    assert data["investigator"] == dict.fromkeys(["decision", "by", "date", "reason"])
    assert list(data["digests"]) == list(PARTS)
    (entry,) = data["patients"]
    result = protocol.screen(entry["input"])
    assert entry["input"]["age"] == 70
    assert entry["input_digest"] == result.screening.patient.digest
    assert entry["result"] == json.loads(json.dumps(result.to_dict()))
    assert data["readings"] == protocol.knowledge_base.default_readings()
    assert data["versions"] == entry["result"]["provenance"]["versions"]


def test_the_knowledge_base_is_in_it_as_far_as_it_carries_meaning(record: Record, files: KnowledgeBaseFiles) -> None:
    base = record({})["knowledge_base"]
    assert (base["name"], base["digest"]) == ("kb", files.digest)
    assert digest(base["files"]) == files.digest
    assert set(files.texts) - set(base["files"]) == {*files.below("scenarios/", ".yaml"), COHORT}


def test_who_when_and_meaning_are_null_where_nobody_said_them(record: Record) -> None:
    assert record({})["made"] == {"who": None, "when": None, "meaning": None}


def test_the_file_is_utf_8_and_ends_with_a_line_end(protocol: Protocol, files: KnowledgeBaseFiles) -> None:
    content = record_bytes(make_record([protocol.screen({"patient_id": "患者"})], files))
    assert content.endswith(b"}\n")
    assert '"patient_id": "患者"'.encode() in content
    assert b"\r" not in content


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    words = ["screen", "patients.yaml", "--format", "csv", "--who", "Ä", "--when", "2025-03-11", "--meaning", "m"]
    examples = ROOT / "hn2301_asp" / "examples" / "patients.yaml"
    written = []
    for seed in ("1", "2"):
        folder = tmp_path / f"folder {seed}"
        folder.mkdir()
        (folder / "patients.yaml").write_bytes(examples.read_bytes())
        code = f"import sys; sys.argv = ['hn2301', *{words!r}, '--record', 'r.json']\n"
        code += "from hn2301_asp.cli import run; run()"
        variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "HN2301_CACHE": "off"}
        subprocess.run([sys.executable, "-c", code], cwd=folder, env=variables, check=True, capture_output=True)
        written.append((folder / "r.json").read_bytes())
    assert written[0] == written[1]
    assert len(json.loads(written[0])["patients"]) == 5


def test_nothing_of_the_machine_is_in_it(tmp_path: Path) -> None:
    import shutil

    from hn2301_asp.knowledge.files import read_files
    from hn2301_asp.knowledge.resources import shipped_knowledge_base

    folder = Path(shutil.copytree(shipped_knowledge_base(), tmp_path / "a base"))
    data = make_record([load(folder).screen({"age": 70})], read_files(folder))
    content = record_bytes(data).decode()
    assert data["knowledge_base"]["name"] == "a base"
    for word in (str(tmp_path), str(ROOT), str(Path.home()) + os.sep, str(Path.cwd())):
        assert json.dumps(word)[1:-1] not in content
    user = getpass.getuser()
    assert not any(user == text for text in texts(data))


def test_results_of_another_base_or_other_readings_are_refused(protocol: Protocol, files: KnowledgeBaseFiles) -> None:
    one = protocol.screen({})
    other = protocol.screen({}, readings={"in7_coagulation": "both"})
    changed = KnowledgeBaseFiles(files.root, files.texts, "0" * 64)
    for results, base in (([one, other], files), ([one], changed)):
        with pytest.raises(InputError) as caught:
            make_record(results, base)
        assert [finding.code for finding in caught.value.findings] == ["record-base"]
    with pytest.raises(InputError) as caught:
        make_record([], files)
    assert [finding.code for finding in caught.value.findings] == ["no-patient"]


def test_an_input_that_changed_after_it_was_screened_is_refused(protocol: Protocol, files: KnowledgeBaseFiles) -> None:
    patient = {"patient_id": "P-1", "age": 70}
    result = protocol.screen(patient)
    patient["age"] = 34
    with pytest.raises(InputError) as caught:
        make_record([result], files)
    assert [(f.code, f.place.patient) for f in caught.value.findings] == [("record-input", "P-1")]


def test_half_a_character_is_refused(protocol: Protocol, files: KnowledgeBaseFiles) -> None:
    data = make_record([protocol.screen({})], files, who="\ud800")
    with pytest.raises(InputError) as caught:
        record_bytes(data)
    assert [finding.code for finding in caught.value.findings] == ["record-text"]


def test_another_record_is_never_overwritten(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    data = record({})
    save_record(data, file)
    save_record(data, file)
    data["investigator"]["decision"] = "included"
    kept = record_bytes(data)
    file.write_bytes(kept)
    with pytest.raises(InputError) as caught:
        save_record(record({}), file)
    assert [finding.code for finding in caught.value.findings] == ["record-exists"]
    assert file.read_bytes() == kept
