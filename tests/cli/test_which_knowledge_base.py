"""An edit in `kb/` counts, or the run says why it does not; findings on what is in use are named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hn2301_asp.knowledge.resources import shipped_knowledge_base

from .conftest import Run


@pytest.fixture
def edited() -> Path:
    """A copy in the working folder in which a limit was changed, and its quote was not."""
    shutil.copytree(shipped_knowledge_base(), "kb")
    file = Path("kb/criteria/in7_organ_function.thr")
    file.write_text(file.read_text(encoding="utf-8").replace("≥ 92 %", "≥ 93 %"), encoding="utf-8")
    return file


IN_USE = "in use is the knowledge base {}, not the other one in ./kb: --kb kb takes that\n"
FINDING = "the knowledge base in use has 1 finding: quote-mismatch; see `hn2301 check --kb kb`\n"


@pytest.mark.parametrize("words", [("screen",), ("explain",), ("facts",), ("check",)])
def test_where_another_one_stands_beside_the_run_says_which_is_in_use(
    run: Run, patients: str, edited: Path, words: tuple[str, ...]
) -> None:
    more = {"screen": [patients], "explain": [patients, "--patient", "P-1"]}.get(words[0], [])
    done = run(*words, *more)
    assert (done.code, done.err) == (0, IN_USE.format(shipped_knowledge_base()))


@pytest.mark.usefixtures("edited")
def test_findings_on_the_knowledge_base_in_use_are_named_in_one_line(run: Run, patients: str) -> None:
    for _ in range(2):  # the second time from the cache
        done = run("screen", patients, "--kb", "kb")
        assert (done.code, done.err) == (0, FINDING)


def test_a_copy_that_says_the_same_is_not_worth_a_word(run: Run, patients: str) -> None:
    shutil.copytree(shipped_knowledge_base(), "kb")
    assert run("screen", patients).err == ""


def test_the_readmes_own_install_makes_an_edit_count() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    assert "pip install -e . && hn2301" in readme.read_text(encoding="utf-8")
