"""Mutants of the shipped protocol: all of them by the clock, and one beside loading an edited knowledge base.

Run with ``python -m pytest -m bench -s tests/bench/test_mutants.py``.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from statistics import median

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.mutation.mutating import Mutating
from hn2301_asp.scenarios.run import run_all
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.kept import apart
from tests.protocols.mutants import mutants as text_mutants

pytestmark = pytest.mark.bench

_ROUNDS, _EACH = 3, 40


def seconds(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def test_a_mutant_is_judged_in_a_fraction_of_loading_an_edit(protocol: Protocol, shipped: KnowledgeBaseFiles) -> None:
    found = Mutating(protocol, shipped)
    numbers = range(0, len(found.mutants), len(found.mutants) // _EACH)
    texts = [one for one in text_mutants(shipped.texts) if one[1].startswith("criteria/")]
    edits = texts[:: max(1, len(texts) // _EACH)]

    def judged() -> None:
        for number in numbers:
            found.judge(number)

    def loaded() -> None:
        for _, file, text in edits:
            changed = {**shipped.texts, file: text}
            files = KnowledgeBaseFiles(shipped.root, changed, digest(changed))
            with apart(), suppress(InputError):
                run_all(files, Screener(load_knowledge_base(files), files=files), coverage=False)

    for warm in (judged, loaded):
        warm()
    pairs = [(seconds(judged) / len(numbers), seconds(loaded) / len(edits)) for _ in range(_ROUNDS)]
    one, other = (median(pair[side] for pair in pairs) for side in (0, 1))
    ratio = median(a / b for a, b in pairs)
    print(f"\n  {one * 1000:.0f} ms a mutant : {other * 1000:.0f} ms an edit: {ratio:.2f}")
    assert ratio <= 0.75


def test_all_mutants_of_the_shipped_protocol_are_judged_within_a_minute_on_two_cores() -> None:
    code = "from hn2301_asp.cli import run; run()"
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    words = [sys.executable, "-c", code, "test", "--mutate", "--jobs", "2"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    print(f"\n  {wall:.1f} s by the clock, {cpu:.1f} s of the processors: {done.stdout.splitlines()[-1]}")
    assert done.returncode == 0
    # The clock is everybody's; the processors' time is this program's own.
    assert cpu <= 2 * 60
