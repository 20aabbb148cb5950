"""The qualification pack: requirement, scenario and result, with digests; the same bytes each time."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.certificates import prover
from hn2301_asp.loader import load
from hn2301_asp.qualification.gathering import gather
from hn2301_asp.qualification.packing import pack_files, put_pack, require_folder, zipped
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.opening import open_version
from tests.certificates.provers import PROVER

PRESSURE = Path(__file__).parents[1] / "protocols" / "pressure"
AMENDMENTS = sorted((PRESSURE / "amendments").iterdir())


def packed(kb: Path, *amendments: Path, certified: bool = False, date: str = "") -> dict[str, bytes]:
    """The files of a knowledge base's pack."""
    return pack_files(gather(load(kb), [open_version(one) for one in amendments], certified=certified, date=date))


def results(files: Mapping[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files["results.json"])
    return found


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return packed(PRESSURE, *AMENDMENTS)


def edited(folder: Path, name: str, before: str, after: str) -> Path:
    """A copy of the protocol with an edit."""
    shutil.copytree(PRESSURE, folder / "kb")
    path = folder / "kb" / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    return folder / "kb"


# What it tells ------------------------------------------------------------------------------------------------------


def test_every_requirement_has_its_scenarios_and_their_result(files: dict[str, bytes]) -> None:
    found = results(files)
    scenarios = {one["id"]: one for one in found["scenarios"]}
    assert all(one["passed"] for one in scenarios.values())
    told = {one["id"]: one for one in found["requirements"]}
    for one in told.values():
        assert {*one["scenarios"]} <= {*scenarios}
        expected = "passed" if one["scenarios"] else "not encoded" if one["not_encoded"] else "no scenario"
        assert (one["result"], one["failed"]) == (expected, [])
    page = files["requirements.html"].decode()
    assert [id for id in told if f">{id}</th>" not in page] == []
    assert len(found["requirements"]) == page.count('<th scope="row"')


def test_a_scenario_that_fails_fails_each_requirement_that_it_touches(tmp_path: Path) -> None:
    scenario = next((PRESSURE / "scenarios").glob("*.yaml"))
    text = scenario.read_text("utf-8")
    expected = re.search(r"verdict: (\w+)", text)
    assert expected is not None
    other = "ineligible" if expected[1] == "eligible" else "eligible"
    kb = edited(tmp_path, f"scenarios/{scenario.name}", expected[0], f"verdict: {other}")
    pack = gather(load(kb), [], certified=False)
    assert not pack.complete
    assert pack.scenarios.failed == 1
    (failed,) = [name for name, one in pack.trace.scenarios.items() if not one.passed]
    own = [one for one in pack.requirements if failed in one.span.scenarios]
    assert own
    assert {one.result for one in own} == {"failed"}
    assert {one.failed for one in own} == {(failed,)}
    assert not any(one.result == "failed" for one in pack.requirements if one not in own)
    page = pack_files(pack)["index.html"].decode()
    assert "1 failed" in page
    assert f"{len(own)} FAILED" in page


def test_digests_and_versions_are_those_of_what_was_used(files: dict[str, bytes]) -> None:
    found = results(files)
    assert found["knowledge_base"] == load(PRESSURE).knowledge_base.digest
    for name, digest in found["files"].items():
        assert hashlib.sha256((PRESSURE / name).read_bytes()).hexdigest() == digest
    assert any(name.startswith("scenarios/") for name in found["files"])
    assert {"hn2301_asp", "python", "clingo"} <= {*found["versions"]}


def test_the_sums_are_those_of_every_other_file(files: dict[str, bytes]) -> None:
    told = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert told == {n: hashlib.sha256(c).hexdigest() for n, c in files.items() if n != "SHA256SUMS"}


def test_the_entry_page_names_every_file_once(files: dict[str, bytes]) -> None:
    page = files["index.html"].decode()
    assert [name for name in files if page.count(f">{name}</th>") != 1] == []


def test_the_same_version_gives_the_same_bytes(files: dict[str, bytes], tmp_path: Path) -> None:
    again = packed(PRESSURE, *AMENDMENTS)
    assert again == files
    assert zipped(again) == zipped(files)


def test_a_date_stands_in_it_only_where_it_is_given(files: dict[str, bytes]) -> None:
    dated = packed(PRESSURE, *AMENDMENTS, date="1 December 2026 <b>")
    assert {name for name in files if dated[name] != files[name]} == {"index.html", "results.json", "SHA256SUMS"}
    assert "<strong>Date:</strong> 1 December 2026 &lt;b&gt;" in dated["index.html"].decode()


# Certificates -------------------------------------------------------------------------------------------------------


def test_without_certificates_each_sentence_says_so(files: dict[str, bytes]) -> None:
    proved = results(files)["proved"]
    assert proved
    assert {one["reason"] for one in proved} == {"no certificates were asked for (--certify)"}
    assert not any(name.startswith("certificates/") for name in files)
    assert "not certified: no certificates were asked for" in files["index.html"].decode()


@pytest.mark.prover
@PROVER
def test_each_certificate_is_checked_as_the_pack_says(tmp_path: Path) -> None:
    pack = packed(PRESSURE, *AMENDMENTS, certified=True)
    put_pack(str(tmp_path / "pack"), pack)
    proved = results(pack)["proved"]
    assert all(one["certified"] for one in proved)
    folders = [question["folder"] for one in proved for question in one["questions"]]
    assert len({*folders}) == len(folders) >= len(proved) > 0
    for folder in folders:
        for script in ("rebuild.py", "recheck.py"):
            command = [sys.executable, "-I", "-S", f"certificates/{script}", folder]
            ended = subprocess.run(command, cwd=tmp_path / "pack", capture_output=True, text=True, check=False)
            assert (ended.returncode, ended.stderr) == (0, "")
    assert b"To check one, without the software that wrote it" in pack["certificates/README.txt"]
    page = pack["index.html"].decode()
    assert [name for name in pack if name.count("/") < 2 and page.count(f">{name}</th>") != 1] == []
    assert f">{folders[0]} to {folders[-1]}</th>" in page
    assert packed(PRESSURE, *AMENDMENTS, certified=True) == pack


def test_without_a_prover_no_sentence_is_certified_and_the_questions_stand_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prover.shutil, "which", lambda name: None)
    pack = gather(load(PRESSURE), [open_version(one) for one in AMENDMENTS], certified=True)
    assert not pack.complete
    assert {one.reason for one in pack.proved} == {"cadical is not installed (apt-get install cadical)"}
    written = pack_files(pack)
    assert any(name.endswith("/question.cnf") for name in written)
    assert not any(name.endswith("/proof.drat") for name in written)
    assert "not certified: cadical is not installed" in written["index.html"].decode()


# Writing ------------------------------------------------------------------------------------------------------------


def test_a_folder_that_holds_anything_else_is_left_alone(files: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    put_pack(str(folder), files)
    put_pack(str(folder), files)  # the very same pack
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} == {*files}
    (folder / "old.html").write_text("another pack's", "utf-8")
    with pytest.raises(InputError) as caught:
        put_pack(str(folder), files)
    assert caught.value.findings[0].message == "the folder holds something else than would be written"
    assert str(caught.value.findings[0].place) == f"{folder}/old.html"
    (folder / "old.html").unlink()
    require_folder(str(folder), ())
    (folder / "check.txt").unlink()
    with pytest.raises(InputError) as caught:
        put_pack(str(folder), files)
    assert str(caught.value.findings[0].place) == f"{folder}/check.txt"


def test_a_folder_that_is_no_place_for_a_pack_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    require_folder(str(tmp_path / "mine"), ())
    (tmp_path / "mine" / "letter.txt").write_text("mine", "utf-8")
    for folder, told in (
        ("mine", "the folder holds something else than would be written"),
        ("mine/letter.txt", "a pack is a folder or an archive, and this is a file"),
        ("none/pack", "the folder in which it is to stand is not there"),
    ):
        with pytest.raises(InputError) as caught:
            require_folder(str(tmp_path / folder), ())
        assert caught.value.findings[0].message == told


def test_a_pack_is_not_written_into_what_it_is_of(tmp_path: Path) -> None:
    require_folder(str(tmp_path / "pack"), (str(PRESSURE),))
    for inside in (PRESSURE / "pack", PRESSURE / "scenarios" / ".." / "pack", PRESSURE):
        with pytest.raises(InputError) as caught:
            require_folder(str(inside), (str(PRESSURE),))
        assert caught.value.findings[0].message == "the folder lies within one that is read by this call"


def test_an_archive_holds_no_time_and_no_place(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(zipped(files))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {name: archive.read(name) for name in archive.namelist()} == files
