"""The three edits that kb/README.md shows do what it says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from hn2301_asp.cli.commands import main
from hn2301_asp.knowledge.files import SUFFIXES

KB = Path(__file__).parents[2] / "kb"
PAGE = (KB / "README.md").read_text(encoding="utf-8")
_, *EDITS = re.split(r"^### ", PAGE, flags=re.MULTILINE)


def _edit(folder: Path, text: str) -> None:
    """Applies the lines of one file: those with a minus stand there once, and become those with a plus."""
    file, *lines = text.splitlines()
    path = folder / file.removeprefix("--- ")
    before, after = ("".join(f"{line[1:]}\n" for line in lines if line[0] == sign) for sign in "-+")
    content = path.read_text(encoding="utf-8")
    assert content.count(before) == 1, before
    path.write_text(content.replace(before, after), encoding="utf-8")


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.split("\n", 1)[0])
def test_an_edit_of_the_page_does_what_it_says(edit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(KB, tmp_path / "kb", ignore=shutil.ignore_patterns("amendments"))
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```(diff|console)\n(.*?)^```", edit, re.MULTILINE | re.DOTALL)
    assert {kind for kind, _ in blocks} == {"diff", "console"}
    for kind, text in blocks:
        if kind == "diff":
            _edit(tmp_path / "kb", text)
            continue
        command, _, expected = text.partition("\n")
        done = CliRunner().invoke(main, shlex.split(command.removeprefix("$ hn2301 ")))
        shown, cut, _ = expected.partition("…\n")
        assert done.stdout[: len(shown)] == shown
        assert cut or done.stdout == shown


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
