"""The three edits that kb/README.md shows do what it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from hn2301_asp.knowledge.files import SUFFIXES

from .pages import blocks, edit, printed, same

KB = Path(__file__).parents[2] / "kb"
PAGE = (KB / "README.md").read_text(encoding="utf-8")
_, *EDITS = re.split(r"^### ", PAGE, flags=re.MULTILINE)


@pytest.mark.parametrize("text", EDITS, ids=lambda text: text.split("\n", 1)[0])
def test_an_edit_of_the_page_does_what_it_says(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(KB, tmp_path / "kb", ignore=shutil.ignore_patterns("amendments"))
    monkeypatch.chdir(tmp_path)
    steps = blocks(text)
    assert {kind for kind, _ in steps} == {"diff", "console"}
    for kind, step in steps:
        if kind == "diff":
            edit(tmp_path / "kb", step)
            continue
        command, _, expected = step.partition("\n")
        out = printed(command)
        assert same(expected, out), out


def test_the_page_names_every_file_of_the_knowledge_base() -> None:
    table = PAGE[: PAGE.index("## Three edits")]
    named = [
        name for cell in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for name in re.findall(r"`(.+?)`", cell)
    ]
    assert [n for n in named if not (KB / n.replace("NAME", "in7_organ_function")).exists()] == []
    patterns = [n.replace("NAME", "*") + ("**" if n.endswith("/") else "") for n in named]
    covered = {path for pattern in patterns for path in KB.glob(pattern)}
    covered |= {inner for path in covered if path.is_dir() for inner in path.rglob("*")}
    files = [path for path in KB.rglob("*") if path.suffix in SUFFIXES]
    assert len(files) > 30
    assert [path for path in files if path not in covered] == []
