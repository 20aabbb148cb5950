"""The maps are true: the storeys are the list, and the walks are what really runs, in that order."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import polars as pl
import pytest
from click.testing import CliRunner

from hn2301_asp.api import Protocol, load
from hn2301_asp.cli.commands import main
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.screener import Screener
from hn2301_asp.source import kept
from tests.conventions.test_layout import PACKAGE, ROOT, STOREYS

HOUSE = (PACKAGE / "README.md").read_text(encoding="utf-8")
_, *WALKS = re.split(r"^### ", HOUSE, flags=re.MULTILINE)

#: A file and a function in it.
Stop = tuple[str, str]


def stops(walk: str) -> list[Stop]:
    """The functions that a walk names with their files, in their order."""
    return re.findall(r"`([\w/]+\.py)`\s+`([\w.]+)`", walk)


def test_the_storeys_of_the_page_are_those_that_are_held() -> None:
    table = HOUSE[: HOUSE.index("## Four walks")]
    rows = re.findall(r"^\| `(\w+)(/|\.py)` \| (.+) \| (.+) \|$", table, re.MULTILINE)
    assert [name for name, *_ in rows] == STOREYS
    assert [name + kind for name, kind, *_ in rows if not (PACKAGE / (name + kind)).exists()] == []


def test_every_file_and_folder_that_a_map_names_is_there() -> None:
    for page in (PACKAGE / "README.md", ROOT / "kb" / "README.md", ROOT / "tests" / "README.md"):
        text = page.read_text(encoding="utf-8")
        named = re.findall(r"\]\(([^)#:]+)\)", text)
        assert named, page
        assert [name for name in named if not (page.parent / name).exists()] == [], page


@contextmanager
def entered() -> Iterator[list[Stop]]:
    """The functions of the package in the order in which they are first entered."""
    found: dict[Stop, None] = {}
    inside = f"{PACKAGE}/"

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(inside):
            found.setdefault((code.co_filename[len(inside) :], code.co_qualname))

    order: list[Stop] = []
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield order
    finally:
        sys.setprofile(before)
        order += found


def _command(*words: str) -> None:
    done = CliRunner().invoke(main, words)
    assert done.exit_code in (0, 1), done.output


def _load_afresh() -> None:
    """The shipped knowledge base from its files, of which nothing was read before."""
    kept._MEMORY.clear()
    with kept.apart():
        Screener(load_knowledge_base(read_files(ROOT / "kb")))


def _amend_afresh() -> None:
    """An amendment that nobody has checked before."""
    with kept.apart():
        _command("amend", "check", str(ROOT / "kb" / "amendments" / "A01_lymphocytes"))


def _screen_a_frame() -> None:
    """A frame with a tie, dates and numbers, of a protocol that is loaded afresh."""
    columns = {"birth_date": ["1991-05-06"], "screening_date": ["2025-03-01"], "weight": [60.0]}
    columns |= {"serum_creatinine[mg/dL]": [0.9], "disease_active": [True]}
    load().screen_frame(pl.DataFrame(columns), explain=True)


RUNS: dict[str, Callable[[], object]] = {
    "A record to a verdict and its explanation": lambda: _command(
        "explain", str(PACKAGE / "examples" / "patients.yaml"), "--patient", "P-014"
    ),
    "A line of a `.thr` file to an atom": _load_afresh,
    "An amendment's folder to a finding": _amend_afresh,
    "A frame to verdicts": _screen_a_frame,
}


def test_every_walk_is_run() -> None:
    assert [walk.split("\n", 1)[0] for walk in WALKS] == list(RUNS)
    assert [len(stops(walk)) for walk in WALKS if len(stops(walk)) < 7] == []


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.split("\n", 1)[0])
def test_a_walk_is_what_really_runs_in_that_order(walk: str, protocol: Protocol) -> None:
    """``protocol`` has filled the cache: a knowledge base that was vetted before is not vetted again."""
    named = stops(walk)
    with entered() as order:
        RUNS[walk.split("\n", 1)[0]]()
    assert [stop for stop in named if stop not in order] == []
    assert [stop for stop in order if stop in named] == list(dict.fromkeys(named))
