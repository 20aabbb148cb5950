"""A copy of the shipped knowledge base in a working folder, opened, with room for an amendment."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import open_version


@pytest.fixture(autouse=True)
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The knowledge base at `kb` of the working folder, so that messages name it shortly."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(shipped_knowledge_base(), "kb", ignore=shutil.ignore_patterns("amendments"))
    return Path("kb")


@pytest.fixture
def base(kb: Path) -> Opened:
    return open_version(kb)


@pytest.fixture
def folder(kb: Path) -> Path:
    """Where the amendment of a test is to be written."""
    return kb / "amendments" / "A02_marrow"
