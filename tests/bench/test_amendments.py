"""What comparing and checking amendments costs, and how that grows with the protocol.

Run with ``python -m pytest -m bench -s``. Everything is in one process, after the versions are loaded.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from hn2301_asp.amendment.assembling import report_of
from hn2301_asp.amendment.case import Case, Version
from hn2301_asp.amendment.checking import conflicts_of
from hn2301_asp.amendment.version import version_of
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.versions.opened import Opened
from tests.bench.generated import called, generated

pytestmark = pytest.mark.bench

SIZES = (50, 100, 200, 400)


def _versions(files: KnowledgeBaseFiles, name: str, before: str, after: str) -> tuple[Version, Version]:
    texts = dict(files.texts)
    assert before in texts[name]
    texts[name] = texts[name].replace(before, after)
    amended = replace(files, texts=texts, digest=digest(texts))
    return version_of(Opened(files, "1")), version_of(Opened(amended, "A01"))


def _median(action: Callable[[], object], rounds: int) -> float:
    action()
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


IN6, IN7 = "criteria/in6_disease_activity", "criteria/in7_organ_function"
EDITS = {
    "a limit of a measured quantity": (f"{IN7}.thr", "ALC ≥ 0.8", "ALC ≥ 1.0"),
    "a limit of a score's part": (f"{IN6}.thr", "clinical SLEDAI-2K ≥ 4", "clinical SLEDAI-2K ≥ 6"),
    "a limit of a derived quantity": (f"{IN7}.thr", "clearance ≥ 50", "clearance ≥ 60"),
    "a formula": (f"{IN7}.thr", "0.85 if female", "0.8 if female"),
    "a reading": ("readings.yaml", "default: either", "default: both"),
    "a rule": (f"{IN7}.lp", "clearance_adequate, not fluid_assistance.", "clearance_adequate."),
}


def test_one_amendment_of_the_shipped_protocol_all_classes(fresh: Callable[[], None]) -> None:
    """All classes, asked for once the versions are loaded, beside grounding and solving the base afresh."""
    files = read_files(Path(shipped_knowledge_base()))
    print("\none amendment of the shipped protocol, median of 7: all classes, and with boundary patients and summary:")
    worst = 0.0
    for name, edit in EDITS.items():
        base, amended = _versions(files, *edit)
        classes = _median(lambda b=base, a=amended: conflicts_of(Case(b, a)), 7)
        whole = _median(lambda b=base, a=amended: report_of(b, [Case(b, a)]), 7)
        worst = max(worst, classes)
        print(f"  {name:32} {classes * 1000:6.0f} ms {whole * 1000:6.0f} ms")
    once = _median(fresh, 15)
    print(f"  one fresh grounding and solving {once * 1000:.1f} ms: the worst is {worst / once:.1f} of them")
    assert worst < 115 * once


def test_cost_against_size() -> None:
    """Nearly linear in the number of thresholds: only what the change can reach is asked about."""
    found = {}
    for size in SIZES:
        word = called(3)
        base, amended = _versions(generated(size), "criteria/c3.thr", f"{word}_a ≥ 5 u", f"{word}_a ≥ 6 u")
        found[size] = _median(lambda b=base, a=amended: report_of(b, [Case(b, a)]), 3)
    print("\ncost of one amendment against the size of the protocol:")
    for size, seconds in found.items():
        bar = "█" * max(1, round(60 * seconds / found[SIZES[-1]]))
        print(f"  {size:4} thresholds {seconds * 1000:7.0f} ms  {bar}")
    growth = found[400] / found[50]
    print(f"  8 times the thresholds cost {growth:.1f} times as much")
    assert growth < 16
