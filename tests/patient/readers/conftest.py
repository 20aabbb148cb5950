"""A working folder of its own for each test, so that findings name files without a path."""

from __future__ import annotations

from pathlib import Path

import pytest

from .helpers import Records, Refusal, put, refusal_of, rejections_of, values_of


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def records() -> Records:
    """Writes a file and returns its records' values; no row may be rejected."""
    return lambda name, content: values_of(put(name, content))


@pytest.fixture
def refusal() -> Refusal:
    """Writes a file and returns the text with which it is refused."""
    return lambda name, content: refusal_of(put(name, content))


@pytest.fixture
def rejected() -> Refusal:
    """Writes a file and returns the text of the findings of its rejected rows."""
    return lambda name, content: rejections_of(put(name, content))
