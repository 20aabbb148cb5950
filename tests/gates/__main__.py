"""The gate in full: `python -m tests.gates`, and for a part `--first 600 --amendments 600 --records 300`.

`--completions 50` attacks instead the verdicts on what is unknown, of every tenth of these amendments' versions,
with so many records each.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from tests.gates.completing import EVERY, Completions
from tests.gates.gate import ALL, RECORDS, Gate, Tally

#: Of so many amendments in turn the counts are printed, so that a run that is cut short has told what it did.
TOLD = 20


def main() -> int:
    """Attacks, tells how far it is, and prints every counterexample and every count; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--amendments", type=int, default=ALL)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--completions", type=int, default=0)
    asked = parser.parse_args()
    gate, total, found, start = Gate.of(read_files(shipped_knowledge_base())), Tally(), 0, time.monotonic()
    numbers = range(asked.first, asked.first + asked.amendments)
    done = _completions(gate, numbers, asked.completions) if asked.completions else _gate(gate, numbers, asked.records)
    for number, (tally, told) in enumerate(done):
        total, found = total.merged(tally), found + len(told)
        for one in told[:3]:
            print(f"COUNTEREXAMPLE {one}", flush=True)
        for missed in tally.missed:
            print(f"missed: {missed}", flush=True)
        if (number + 1) % TOLD == 0:
            print("\n".join(total.lines()))
            print(f"{number + 1} after {time.monotonic() - start:.0f} s: {found} found", flush=True)
    print("\n".join(total.lines()))
    print(f"{found} counterexamples in {time.monotonic() - start:.0f} s")
    assert asked.completions or total.few_refused
    return 1 if found else 0


def _gate(gate: Gate, numbers: range, records: int) -> Iterator[tuple[Tally, list[str]]]:
    for number in numbers:
        tally = gate.attack([number], records)
        tally.check()
        yield tally, [str(one) for one in tally.found]


def _completions(gate: Gate, numbers: range, records: int) -> Iterator[tuple[Tally, list[str]]]:
    for number in numbers[::EVERY]:
        tally, found = Completions(gate).attack([number], records)
        yield tally, [str(one) for one in found]


if __name__ == "__main__":
    raise SystemExit(main())
