"""What a changed threshold does to its criterion: said where it is proved, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.homes import Home
from hn2301_asp.editor.inlays import Inlay, Unneeded, inlays
from hn2301_asp.editor.snapshot import read
from tests.editor.conftest import snapshot_of

FILE = "criteria/in7_organ_function.thr"


@pytest.fixture
def committed(kb: Path) -> Path:
    """The shipped knowledge base as the last commit of a repository of its own."""
    commit(kb)
    return kb


def commit(kb: Path) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(kb.parent)]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "as it is"]):
        subprocess.run([*git, *words], check=True)


def shown(kb: Path, before: str, after: str) -> list[Inlay]:
    text = (kb / FILE).read_text(encoding="utf-8")
    assert before in text
    found = snapshot_of(kb, **{FILE.replace("/", "__"): text.replace(before, after, 1)})
    return list(inlays(found, lambda: False))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("ALC ≥ 0.8", "ALC ≥ 1.0", ["narrows IN-7, proved"]),
        ("ALC ≥ 0.8", "ALC ≥ 0.5", ["broadens IN-7, proved"]),
        ("ALC ≥ 0.8 ×10^9/L ", "ALC ≥ 800 /uL ", []),
        ("ALC ≥ 0.8", "ALC >= 0.8", []),
        ("≥ 50 mL/min", "≥ 49 mL/min", ["broadens IN-7, proved"]),
        ("bilirubin < 3.0", "bilirubin < 1.5", ["narrows IN-7, proved"]),
    ],
)
def test_against_the_last_commit(committed: Path, before: str, after: str, words: list[str]) -> None:
    assert [one.words for one in shown(committed, before, after)] == words


def test_what_another_limit_makes_idle_changes_nothing_and_that_is_proved(committed: Path) -> None:
    """Whoever is below 1.9 is below 2.0, which is asked of everybody: so is whoever is below 1.5."""
    text = (committed / FILE).read_text(encoding="utf-8")
    (committed / FILE).write_text(text.replace("bilirubin < 3.0", "bilirubin < 1.9"), encoding="utf-8")
    commit(committed)
    found = shown(committed, "bilirubin < 1.9", "bilirubin < 1.5")
    assert [one.words for one in found] == ["changes nothing in IN-7, proved"]


def test_a_hint_stands_behind_the_limit_and_tells_who_shows_it(committed: Path) -> None:
    (found,) = shown(committed, "ALC ≥ 0.8", "ALC ≥ 1.0")
    assert found.place.file == str(committed / FILE)
    assert (found.place.text or "")[: (found.place.column or 0) - 1].endswith("ALC ≥ 1.0 ×10^9/L")
    assert found.told == (
        "nobody passes now who did not before: proved\npassed before: the typical patient, but ALC 0.99 ×10^9/L"
    )


def test_two_changes_that_pull_apart_shift_and_are_not_called_proved(committed: Path) -> None:
    text = (committed / FILE).read_text(encoding="utf-8")
    text = text.replace("ALC ≥ 0.8", "ALC ≥ 1.0").replace("Hb ≥ 80", "Hb ≥ 70")
    found = inlays(snapshot_of(committed, **{FILE.replace("/", "__"): text}), lambda: False)
    assert [one.words for one in found] == ["shifts IN-7", "shifts IN-7"]


def test_an_amendment_is_held_against_its_base_without_any_repository(kb: Path) -> None:
    home = Home(str(kb / "amendments" / "A06_renal_function"), "amendment")
    assert [one.words for one in inlays(read(home, Desk()), lambda: False)] == ["broadens IN-7, proved"]


def test_without_a_repository_or_in_a_broken_file_nothing_is_shown(kb: Path, committed: Path) -> None:
    assert shown(committed, "ALC ≥ 0.8", "ALC ≥ ") == []
    shutil.rmtree(kb.parent / ".git")
    assert shown(kb, "ALC ≥ 0.8", "ALC ≥ 1.0") == []


def test_it_ends_as_soon_as_nobody_waits(committed: Path) -> None:
    text = (committed / FILE).read_text(encoding="utf-8").replace("ALC ≥ 0.8", "ALC ≥ 1.0")
    with pytest.raises(Unneeded):
        inlays(snapshot_of(committed, **{FILE.replace("/", "__"): text}), lambda: True)
