"""What telling all limits takes, beside screening the same frame: `python -m tests.bench.relax`, a table in Markdown.

Both run in turn in one process, in the same rounds; the median of the rounds' ratios counts, by the clock and by the
processor. Guard-rails are asked about once, whatever the frame; they are part of it.
"""

from __future__ import annotations

import argparse

from hn2301_asp.amendment.relaxing import guarding
from hn2301_asp.api import Protocol, load
from hn2301_asp.cohort.frames import screened
from hn2301_asp.cohort.relaxing.admitting import Cohort
from hn2301_asp.cohort.relaxing.relaxation import relaxation
from tests.bench.cohort import Taken, in_turn, middle, ratio
from tests.bench.opponents import table

ROWS = (100_000, 1_000_000)


def beside_screening(protocol: Protocol, rows: int, rounds: int, pairs: int = 10) -> tuple[Taken, Taken, Taken]:
    """The seconds of telling all limits and of screening, and how many times as long the first takes."""
    frame = table.frame(rows)
    readings = protocol.knowledge_base.default_readings()
    found = in_turn(
        {
            "relax": lambda: relaxation(Cohort(protocol, frame, readings), guarding(protocol, readings), pairs=pairs),
            "screen": lambda: screened(protocol, frame),
        },
        rounds,
    )
    return middle(found["relax"]), middle(found["screen"]), ratio(found["relax"], found["screen"])


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=ROWS)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print("| rows | limits and pairs (CPU) | screening (CPU) | ratio (CPU) |\n|---|---|---|---|")
    for rows in asked.rows:
        one, other, times = beside_screening(load(), rows, asked.rounds)
        seconds = [f"{each.wall:.1f} s ({each.cpu:.1f})" for each in (one, other)]
        print(f"| {rows:,} | {' | '.join(seconds)} | {times.wall:.1f} ({times.cpu:.1f}) |", flush=True)


if __name__ == "__main__":
    main()
