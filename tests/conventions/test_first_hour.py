"""The author's first hour, kb/FIRST_HOUR.md, from its first block to its last: each stands on those before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .pages import accepted, blocks, edit, printed, same

KB = Path(__file__).parents[2] / "kb"
PAGE = KB / "FIRST_HOUR.md"


def test_the_first_hour_goes_as_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    shutil.copytree(KB, tmp_path / "kb", ignore=shutil.ignore_patterns("amendments"))
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    shown, outs = [], []
    for kind, text in blocks(page):
        if kind == "diff":
            edit(tmp_path / "kb", text)
        else:
            command, _, expected = text.partition("\n")
            shown.append(expected)
            outs.append(printed(command))
    if request.config.getoption("--accept"):
        PAGE.write_text(accepted(page, outs), encoding="utf-8", newline="\n")
        return
    assert len(outs) > 10
    assert [(told, out) for told, out in zip(shown, outs, strict=True) if not same(told, out)] == []
