"""Speed, as ratios between things that run side by side in one process or one machine's minute.

Run with ``python -m pytest -m bench -s``. Each pair is run in turn, after a warm-up, for several
rounds; the median of the pairwise ratios is what counts.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from hn2301_asp.api import Protocol, load
from hn2301_asp.check import check
from hn2301_asp.knowledge.files import digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.solver.ground import ground
from hn2301_asp.source import kept
from hn2301_asp.source.yaml_text import load_plain
from tests.independent.records import random_record

pytestmark = pytest.mark.bench

RECORDS = 1_000

EXAMPLES = Path(__file__).parents[2] / "hn2301_asp" / "examples" / "patients.yaml"


@pytest.fixture(scope="module")
def blocked() -> dict[str, object]:
    """The blocked patient of the README."""
    (records,) = load_plain(EXAMPLES.read_text(encoding="utf-8"), "patients.yaml")
    assert isinstance(records, list)
    return dict(records[0])


def seconds(function: Callable[[], object], times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        function()
    return (time.perf_counter() - start) / times


def ratio(slow: Callable[[], object], quick: Callable[[], object], *, times: int, rounds: int = 15) -> float:
    """How many times longer ``slow`` takes: the median over rounds run in turn, printed."""
    seconds(slow, times), seconds(quick, times)
    pairs = [(seconds(slow, times), seconds(quick, times)) for _ in range(rounds)]
    median = statistics.median(a / b for a, b in pairs)
    first, second = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    print(f"\n  {first:.3f} ms against {second:.3f} ms: {median:.1f} times")
    return median


def test_screening_with_explanation_is_twice_as_fast_as_grounding_and_solving_afresh(
    protocol: Protocol, fresh: Callable[[], None], blocked: dict[str, object]
) -> None:
    assert ratio(fresh, lambda: protocol.screen(blocked), times=20) >= 2


def test_a_verdict_is_ten_times_as_fast_as_grounding_and_solving_afresh(
    protocol: Protocol, fresh: Callable[[], None], blocked: dict[str, object]
) -> None:
    patient = protocol.patient(blocked)
    assert ratio(fresh, lambda: protocol.verdict(patient), times=50) >= 10


def test_a_verdict_from_the_bare_record_is_shown_beside(
    protocol: Protocol, fresh: Callable[[], None], blocked: dict[str, object]
) -> None:
    assert ratio(fresh, lambda: protocol.verdict(blocked), times=50) > 1


def test_loading_from_the_cache_takes_less_than_half_of_loading_without_it() -> None:
    files = read_files(shipped_knowledge_base())

    def cached() -> None:
        kept._MEMORY.clear()
        load()

    def bare() -> None:
        kept._MEMORY.clear()
        with kept.apart():
            check(files)
            ground(load_knowledge_base(files))

    assert ratio(bare, cached, times=1, rounds=7) > 2


def test_a_check_after_a_keystroke_takes_a_fraction_of_a_first_one() -> None:
    """Each check is of a text that was never checked: one more blank in the file of a criterion."""
    files = read_files(shipped_knowledge_base())
    name = next(name for name in files.texts if name.startswith("criteria/") and name.endswith(".thr"))
    blanks = iter(range(1, 10_000))

    def keystroke() -> None:
        texts = {**files.texts, name: files.texts[name] + "#" * next(blanks)}
        check(replace(files, texts=texts, digest=digest(texts)))

    def first() -> None:
        kept._MEMORY.clear()
        with kept.apart():
            check(files)

    def again() -> None:
        with kept.apart():
            keystroke()

    first(), again()
    firsts, later = [], []
    for _ in range(7):
        firsts.append(seconds(first, 1))
        later.append(seconds(again, 5))
    told, ratio_of = statistics.median(firsts), statistics.median(a / b for a, b in zip(firsts, later, strict=True))
    print(f"\n  {told * 1000:.0f} ms against {statistics.median(later) * 1000:.0f} ms: {ratio_of:.1f} times")
    assert ratio_of > 3


def test_the_command_takes_little_more_than_a_process_that_imports_clingo_lark_and_yaml(
    tmp_path: Path, blocked: dict[str, object]
) -> None:
    record = tmp_path / "one.json"
    record.write_text(json.dumps(blocked, default=str), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def run(*command: str) -> None:
        subprocess.run([sys.executable, *command], check=True, capture_output=True, env=environment)

    quick = ratio(
        lambda: run("-c", "from hn2301_asp.cli import run; run()", "screen", str(record)),
        lambda: run("-c", "import clingo, lark, yaml"),
        times=1,
        rounds=21,
    )
    assert quick <= 1.7


def test_one_screening_in_absolute_figures(
    benchmark: Callable[..., object], protocol: Protocol, blocked: dict[str, object]
) -> None:
    benchmark(protocol.screen, blocked)


def test_all_answers_about_a_patient_take_less_than_grounding_and_solving_afresh_four_times_in_the_median(
    protocol: Protocol, fresh: Callable[[], None]
) -> None:
    """Verdict, accounts and all answers as data, over 1,000 random ineligible or undetermined records."""
    rng = random.Random("answers")
    patients = []
    while len(patients) < RECORDS:
        patient = protocol.patient(random_record(rng, rng.choice((0, 0, 1, 2, 3, 5, 10))))
        verdict = protocol.verdict(patient)
        if verdict in ("ineligible", "undetermined"):
            patients.append((patient, verdict))
    for patient, _ in patients[:20]:
        protocol.screen(patient).to_dict()
    taken: dict[str, list[float]] = {"ineligible": [], "undetermined": []}
    grounding = []
    for number, (patient, verdict) in enumerate(patients):
        taken[verdict].append(seconds(lambda p=patient: protocol.screen(p).to_dict(), 1) * 1000)
        if number % 10 == 0:
            grounding.append(seconds(fresh, 1) * 1000)
    everything = sorted([*taken["ineligible"], *taken["undetermined"]])
    for verdict, times in taken.items():
        print(f"\n  {len(times)} {verdict}: median {statistics.median(times):.1f} ms", end="")
    median, tail = statistics.median(everything), everything[int(len(everything) * 0.95)]
    once = statistics.median(grounding)
    print(f"\n  all: median {median:.1f} ms, 95th percentile {tail:.1f} ms, most {everything[-1]:.1f} ms")
    print(f"  one fresh grounding and solving {once:.2f} ms: the median is {median / once:.1f} of them")
    assert median < 4 * once
    assert tail < 15 * once
