"""The gate in full: `python -m tests.gates [--amendments 1200] [--records 300] [--share 0/1]`."""

from __future__ import annotations

import argparse
import time

from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from tests.gates.gate import ALL, RECORDS, Gate, Tally


def main() -> int:
    """Attacks, tells how far it is, and prints every counterexample and every count; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--amendments", type=int, default=ALL)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    gate, tally, start = Gate.of(read_files(shipped_knowledge_base())), Tally(), time.monotonic()
    for number in range(asked.first, asked.first + asked.amendments):
        before, seen = len(tally.found), len(tally.missed)
        tally = tally.merged(gate.attack([number], asked.records))
        for found in tally.found[before : before + 3]:
            print(f"COUNTEREXAMPLE {found}", flush=True)
        for missed in tally.missed[seen:]:
            print(f"missed: {missed}", flush=True)
        if number % 20 == 0:
            print(f"{number} after {time.monotonic() - start:.0f} s: {len(tally.found)} found", flush=True)
    print("\n".join(tally.lines()))
    print(f"{len(tally.found)} counterexamples in {time.monotonic() - start:.0f} s")
    tally.check()
    return 1 if tally.found else 0


if __name__ == "__main__":
    raise SystemExit(main())
