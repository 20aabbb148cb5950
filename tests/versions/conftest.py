"""A copy of the shipped knowledge base in a working folder, and amendments made in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base

#: File by file: what is replaced by what; None makes a new file.
Edits = dict[str, tuple[str | None, str]]
Amend = Callable[..., Path]

THRESHOLDS = "criteria/in7_organ_function.thr"
ALC: Edits = {
    THRESHOLDS: ('≥ 0.8 ×10^9/L                 "ALC ≥0.8', '≥ 1.0 ×10^9/L                 "ALC ≥1.0'),
    "protocol.yaml": ("ALC ≥0.8×10^9/L", "ALC ≥1.0×10^9/L"),
}
LVEF: Edits = {
    THRESHOLDS: (
        'LVEF ≥ 40 %                       "left ventricular ejection fraction (LVEF) ≥40%"',
        'LVEF ≥ 45 %                       "left ventricular ejection fraction (LVEF) ≥45%"',
    ),
    "protocol.yaml": ("fraction (LVEF) ≥40%", "fraction (LVEF) ≥45%"),
}


@pytest.fixture(autouse=True)
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The knowledge base at `kb` of the working folder, so that messages name it shortly."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(shipped_knowledge_base(), "kb", ignore=shutil.ignore_patterns("amendments"))
    return Path("kb")


@pytest.fixture
def amend(kb: Path) -> Amend:
    """Makes an amendment of the knowledge base, or of what stands in ``on``."""

    def make(
        folder: str, edits: Edits, *, version: str = "1.0", digest: str | None = None, after: str = "", on: str = ""
    ) -> Path:
        path = kb / "amendments" / folder
        path.mkdir(parents=True)
        name = folder.partition("_")[0]
        digest = digest or read_files(kb).digest
        (path / "amendment.yaml").write_text(
            f"id: {name}\ntitle: an example\nstatus: proposed\n"
            f'base:\n  version: "{version}"\n  digest: "{digest}"\n  after: [{after}]\n',
            encoding="utf-8",
        )
        for file, (old, new) in edits.items():
            target = path / file
            target.parent.mkdir(parents=True, exist_ok=True)
            source = kb / "amendments" / on / file if on else kb / file
            text = "" if old is None else (source if source.is_file() else kb / file).read_text(encoding="utf-8")
            assert old is None or old in text
            target.write_text(new if old is None else text.replace(old, new), encoding="utf-8")
        return path

    return make
