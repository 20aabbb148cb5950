"""How many scenarios are suggested, and how long that takes, where a file of HN2301's own is gone, or all are.

`python -m tests.bench.suggest` prints a table; times are of the processor, the least of three.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import PurePath

from hn2301_asp.api import load
from hn2301_asp.covering.measuring import measure
from hn2301_asp.covering.suggesting import suggest
from hn2301_asp.scenarios.model import Outcome
from hn2301_asp.scenarios.run import run_all
from hn2301_asp.screener import Screener

ROUNDS = 3


def row(protocol: Screener, name: str, left: Sequence[Outcome], gone: int) -> str:
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        found = suggest(protocol, left)
        times.append(time.process_time() - start)
    cases = sum(len(one.cases) for one in found.scenarios)
    return f"| {name} | {gone} | {cases} | {len(found.scenarios)} | {min(times):.2f} s |"


def main() -> None:
    protocol = load()
    assert protocol.files is not None
    outcomes = run_all(protocol.files, protocol, coverage=False).outcomes
    start = time.process_time()
    cases = len(measure(protocol, outcomes).cases)
    print(f"{cases} cases of {len(outcomes)} scenarios counted in {time.process_time() - start:.2f} s\n")
    print("| scenarios taken away | so many | cases that none shows | suggested | time |\n|---|---|---|---|---|")
    names = dict.fromkeys(PurePath(one.scenario.place.file or "").name for one in outcomes)
    for name in names:
        left = [one for one in outcomes if PurePath(one.scenario.place.file or "").name != name]
        print(row(protocol, name, left, len(outcomes) - len(left)))
    print(row(protocol, "all", (), len(outcomes)))


if __name__ == "__main__":
    main()
