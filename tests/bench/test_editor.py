"""How long an editor waits after a keystroke, held against a run of `hn2301 check` in a process of its own.

Both see the same knowledge base in the same minute; the round trip goes over the real protocol, to the diagnostics of
the text that was just typed. Medians are printed in milliseconds; the ratio is asserted.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hn2301_asp.knowledge.resources import shipped_knowledge_base
from tests.editor.client import Client, serving

pytestmark = pytest.mark.bench

ROUNDS = 40
CODE = "from hn2301_asp.cli import run; run()"


def typed(client: Client, path: Path, line: int, texts: list[str]) -> list[float]:
    """Seconds from each keystroke at the beginning of a line to what is found of the text then."""
    waited = []
    for number, text in enumerate(texts):
        start = time.perf_counter()
        client.type(path, line, number, number, text)
        client.found(path)
        waited.append(time.perf_counter() - start)
    client.type(path, line, 0, len(texts), "")
    client.found(path)
    return waited


@pytest.mark.parametrize(
    ("file", "what", "texts"),
    [
        ("criteria/in7_organ_function.thr", "a comment in a threshold file", ["#", *"a" * ROUNDS]),
        (
            "criteria/in7_organ_function.thr",
            "a statement that is no statement yet",
            [*"abc_def ALC ≥ 1.0 ×10^9/L" + "x" * 16],
        ),
        ("criteria/in7_organ_function.lp", "a rule", [*'% "words of the text"' + "y" * 20]),
        ("scenarios/in7_organ_function.yaml", "a comment in scenarios", ["#", *"a" * ROUNDS]),
        ("vocabulary/facts.yaml", "a comment in the vocabulary", ["#", *"a" * ROUNDS]),
    ],
    ids=lambda one: one if isinstance(one, str) and "/" not in one else "",
)
def test_a_keystroke_is_answered_many_times_sooner_than_a_run_of_check(
    file: str, what: str, texts: list[str], tmp_path: Path
) -> None:
    kb = Path(shutil.copytree(shipped_knowledge_base(), tmp_path / "kb"))
    path = kb / file
    with serving(kb) as client:
        client.open(path, "\n" + path.read_text(encoding="utf-8") if not file.endswith(".thr") else None)
        client.found(path)
        line = 1 if file.endswith(".thr") else 0
        typed(client, path, line, texts[:5])
        trips, runs = [], []
        for at in range(0, len(texts), 8):
            trips += typed(client, path, line, texts[at : at + 8])
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", CODE, "check", "--kb", str(kb)], capture_output=True, check=True)
            runs.append(time.perf_counter() - start)
    trip, run = statistics.median(trips), statistics.median(runs)
    shown = f"{what}: median {1000 * trip:.0f} ms, longest {1000 * max(trips):.0f} ms"
    print(f"\n  {shown}; `hn2301 check` {1000 * run:.0f} ms: {run / trip:.1f} times")
    assert run / trip > 3
