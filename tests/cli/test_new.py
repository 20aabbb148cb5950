"""A newcomer begins a knowledge base with `hn2301 new`, and every first step works."""

from __future__ import annotations

import errno
import json
import shlex
from pathlib import Path

import pytest
import yaml

from hn2301_asp.versions import starting
from tests.cli.conftest import Run

FILES = [
    "criteria/I1.lp",
    "criteria/I1.thr",
    "patients.csv",
    "protocol.yaml",
    "scenarios/I1.yaml",
    "vocabulary/vocabulary.yaml",
]


def held(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_newcomer_begins_checks_tests_screens_and_amends(run: Run, folder: Path) -> None:
    begun = run("new", "mine")
    assert (begun.code, begun.err) == (0, "")
    assert held(folder / "mine") == FILES
    for name in FILES:
        assert f"  {name}\n" in begun.out
    # What it says to try is what is tried here.
    commands = [line.split()[1:] for line in begun.out.splitlines() if line.startswith("  hn2301 ")]
    assert [words[0] for words in commands] == ["check", "test", "screen"]
    checked, tested, screened = (run(*words) for words in commands)
    assert (checked.code, checked.out) == (0, "0 findings, 0 remarks\n")
    assert (tested.code, tested.out) == (0, "5 scenarios: 5 passed, 0 failed\n")
    assert (screened.code, screened.out.splitlines()[-1]) == (
        0,
        "3 patients: 1 eligible, 1 ineligible, 1 undetermined",
    )
    amendment = "mine/amendments/A01_age"
    assert run("amend", "set", "I1", "adult", "≥ 21 years", "--base", "mine", "--in", amendment).code == 0
    outcome = run("amend", "check", amendment, "--format", "json")
    (account,) = json.loads(outcome.out)["accounts"]
    assert account["comparison"]["overall"]["relation"] == "narrower"
    assert account["comparison"]["overall"]["loses"]["witness"]["record"] == {"age": 20, "able_to_consent": True}
    assert run("compare", "mine", amendment).code == 0


def test_what_is_to_be_tried_can_be_typed_as_it_stands(run: Run) -> None:
    begun = run("new", "my trial")
    commands = [shlex.split(line)[1:] for line in begun.out.splitlines() if line.startswith("  hn2301 ")]
    assert [run(*words).code for words in commands] == [0, 0, 0]


def test_what_is_taken_away_or_misspelt_is_told_to_a_newcomer(run: Run, folder: Path) -> None:
    run("new", "mine")
    rules = folder / "mine" / "criteria" / "I1.lp"
    rules.write_text(rules.read_text(encoding="utf-8").replace("adult,", "adlut,"), encoding="utf-8")
    outcome = run("check", "--kb", "mine")
    assert outcome.code == 1
    assert "did you mean `adult`?" in outcome.out


def test_every_file_teaches(run: Run, folder: Path) -> None:
    run("new", "mine")
    for name in held(folder / "mine"):
        first = (folder / "mine" / name).read_text(encoding="utf-8").splitlines()[0]
        assert first[0] in "#%" or name == "patients.csv"
        assert name == "patients.csv" or len(first) > 40
    text = yaml.safe_load((folder / "mine" / "protocol.yaml").read_text(encoding="utf-8"))
    assert [criterion["id"] for criterion in text["criteria"]] == ["I1"]


@pytest.mark.parametrize("there", ["a file", "a folder with a file", "a link"])
def test_nothing_is_written_over(run: Run, folder: Path, there: str) -> None:
    target = folder / "mine"
    if there == "a file":
        target.write_text("own", encoding="utf-8")
    elif there == "a link":
        (folder / "elsewhere").mkdir()
        target.symlink_to(folder / "elsewhere")
    else:
        target.mkdir()
        (target / ".hidden").write_text("own", encoding="utf-8")
    before = sorted(str(path) for path in folder.rglob("*"))
    outcome = run("new", "mine")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("error[kb-new] `mine` ")
    assert "name a folder that does not exist yet" in outcome.err
    assert sorted(str(path) for path in folder.rglob("*")) == before


def test_an_empty_folder_is_filled_and_folders_above_are_made(run: Run, folder: Path) -> None:
    (folder / "empty").mkdir()
    assert run("new", "empty").code == 0
    assert run("new", "some/where/mine").code == 0
    assert held(folder / "empty") == held(folder / "some" / "where" / "mine") == FILES


def test_where_writing_fails_nothing_is_left(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(source: Path, aside: Path, **_: object) -> None:
        aside.mkdir()
        (aside / "protocol.yaml").write_text("half of it", encoding="utf-8")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(starting.shutil, "copytree", broken)
    outcome = run("new", "mine")
    assert (outcome.code, outcome.out) == (2, "")
    assert "the file cannot be written: no space left on device" in outcome.err
    assert list(folder.iterdir()) == []
