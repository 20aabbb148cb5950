"""`hn2301 trace --format pack`: a folder or an archive, and what it says of itself on the way."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from hn2301_asp.comparison.search import Search
from tests.certificates.provers import PROVER
from tests.cli.conftest import ROOT, Run

PRESSURE = str(ROOT / "tests" / "protocols" / "pressure")
AMENDMENT = f"{PRESSURE}/amendments/A01"


def test_a_folder_and_an_archive_hold_the_same(run: Run, folder: Path) -> None:
    outcome = run("trace", "--format", "pack", "-o", "pack", "--kb", PRESSURE, "--date", "today")
    assert (outcome.code, outcome.out) == (0, "")
    names = sorted(path.name for path in (folder / "pack").iterdir())
    tried = run("test", "--kb", PRESSURE, "--no-coverage").out
    number = tried.partition(" scenarios: ")[0]
    assert tried == f"{number} scenarios: {number} passed, 0 failed\n"
    assert outcome.err == f"pack: {len(names)} files; {number} of {number} scenarios passed\n"
    assert names[:2] == ["SHA256SUMS", "assumptions.docx"]
    assert run("trace", "-o", "pack.zip", "--kb", PRESSURE, "--date", "today").code == 0
    with zipfile.ZipFile("pack.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: (folder / "pack" / name).read_bytes() for name in names
        }
    first = hashlib.sha256(Path("pack.zip").read_bytes()).hexdigest()
    assert run("trace", "-o", "pack.zip", "--kb", PRESSURE, "--date", "today").code == 0
    assert hashlib.sha256(Path("pack.zip").read_bytes()).hexdigest() == first


@pytest.mark.prover
@PROVER
def test_certificates_are_written_where_they_are_asked_for(run: Run, folder: Path) -> None:
    outcome = run("trace", "--format", "pack", "-o", "pack", "--kb", PRESSURE, "--amendment", AMENDMENT, "--certify")
    assert outcome.code == 0
    proved = json.loads((folder / "pack" / "results.json").read_text("utf-8"))["proved"]
    assert f"{len(proved)} of {len(proved)} sentences certified" in outcome.err
    assert all((folder / "pack" / q["folder"] / "proof.drat").is_file() for one in proved for q in one["questions"])


@pytest.mark.prover
@PROVER
def test_what_a_prover_refutes_is_an_internal_error_and_nothing_is_written(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that calls everything proved is planted: the prover finds somebody."""
    asked = Search.nobody
    monkeypatch.setattr(Search, "nobody", lambda self, question: asked(self, question) or True)
    monkeypatch.setattr(Search, "find", lambda self, question, nearest=False: None)
    outcome = run("trace", "--format", "pack", "-o", "pack", "--kb", PRESSURE, "--amendment", AMENDMENT, "--certify")
    assert (outcome.code, outcome.out) == (3, "")
    assert "FalseClaim: the prover finds somebody of whom it was said that there is nobody" in outcome.err
    assert outcome.err.endswith("error[internal] this is a fault of the program, not of your input\n")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--format", "pack"), "a pack is a folder or an archive: name it with -o FOLDER or -o FILE.zip"),
        (("--certify",), "--amendment, --certify and --date go with --format pack"),
        (("--date", "today"), "--amendment, --certify and --date go with --format pack"),
        (("--format", "json", "-o", "x.zip"), "`x.zip` is not the name of a JSON file: --format says json"),
        (("--format", "pack", "-o", "x.html"), "`x.html` is not the name of a PACK file: --format says pack"),
    ],
)
def test_what_does_not_go_together_is_said(run: Run, words: tuple[str, ...], told: str) -> None:
    outcome = run("trace", "--kb", PRESSURE, *words)
    assert outcome.code == 2
    assert told in outcome.err


def test_a_folder_that_holds_something_else_is_left_alone(run: Run, folder: Path) -> None:
    (folder / "pack").mkdir()
    (folder / "pack" / "index.html").write_text("mine", "utf-8")
    outcome = run("trace", "--format", "pack", "-o", "pack", "--kb", PRESSURE)
    assert outcome.code == 2
    assert outcome.err.startswith("error[output] the folder holds something else than would be written\n  at pack/")
    assert (folder / "pack" / "index.html").read_text("utf-8") == "mine"
    assert len(list((folder / "pack").iterdir())) == 1
