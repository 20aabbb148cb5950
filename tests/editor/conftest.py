"""Knowledge bases that a test may change: copies of the shipped one, and of a small one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.homes import home_of
from hn2301_asp.editor.snapshot import Snapshot, read

ROOT = Path(__file__).parents[2]
PRESSURE = ROOT / "tests" / "protocols" / "pressure"
#: Every whole knowledge base of this repository.
WHOLE = (
    ROOT / "kb",
    PRESSURE,
    ROOT / "tests" / "protocols" / "oncology",
    ROOT / "hn2301_asp" / "examples" / "smallest",
)


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    """A copy of the shipped knowledge base."""
    return Path(shutil.copytree(ROOT / "kb", tmp_path / "kb"))


@pytest.fixture
def pressure(tmp_path: Path) -> Path:
    """A copy of a small knowledge base."""
    return Path(shutil.copytree(PRESSURE, tmp_path / "pressure"))


def snapshot_of(root: Path, **unsaved: str) -> Snapshot:
    """A knowledge base as it stands, with texts that are not saved: by their paths in it, `/` as two underscores."""
    desk = desk_of(root, **unsaved)
    home = home_of(str(root / "protocol.yaml"), desk)
    assert home is not None
    return read(home, desk)


def desk_of(root: Path, **unsaved: str) -> Desk:
    return Desk(unsaved={str(root / name.replace("__", "/")): text for name, text in unsaved.items()})


@pytest.fixture(scope="session")
def shipped() -> Snapshot:
    """The shipped knowledge base as an editor sees it."""
    return snapshot_of(ROOT / "kb")
