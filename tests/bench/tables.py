"""How tables are screened, beside 0.3.0 and beside smaller ones: `python -m tests.bench.tables`, a table in Markdown.

CSV to CSV, both versions in turn on the same table of all facts, 5 % missing; what a row takes is told by two sizes, so
that starting does not count. Beside it stand the memory of a large table over that of a small one, two processes over
one by the clock and, with ``--large``, ten million rows of Parquet to Parquet: time, memory, and the cost of a row.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.bench.against import Version, versions
from tests.bench.opponents import table

#: Rows of the tables that tell what one row takes, of a small and of a large table, and of those of Parquet.
FEW, MORE = 200, 700
SMALL, LARGE = 100, 10_000
FIRST, MANY = 100_000, 10_000_000
ROUNDS = 5

_RUN = "import hn2301_asp.cli as cli; (getattr(cli, 'run', None) or cli.main)()"

#: A small process starts each run, as what a process holds at its most counts what held who started it.
_LAUNCH = """
import json, os, sys, time
begun = time.perf_counter()
nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
_, status, used = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=nowhere), 0)
assert status == 0
print(json.dumps((used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss)))
"""


class Taken(NamedTuple):
    """What a process took: seconds of all its processors and by the clock, and memory at its most (KiB)."""

    cpu: float
    wall: float
    memory: int


def taken(version: Version, *words: str) -> Taken:
    """What ``hn2301 screen`` takes with some words, its workers included; what it writes goes nowhere."""
    # Nothing is imported from where this was started.
    command = [sys.executable, "-P", "-c", _RUN, "screen", *words]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _LAUNCH, *command],
        env=version.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return Taken(*json.loads(done.stdout))


def against(old: Version, new: Version, folder: Path, rounds: int) -> tuple[str, ...]:
    """What a row takes in either version: of 0.3.0 told by few rows, as it takes the same for each."""
    pairs: list[tuple[float, float]] = []
    for number in range(rounds + 1):
        found = []
        for version, rows in ((old, MORE), (new, LARGE)):
            few, many = (taken(version, str(written(folder, n)), "--format", "csv").cpu for n in (FEW, rows))
            found.append((many - few) / (rows - FEW))
        if number:
            pairs.append((found[0], found[1]))
    ratio = statistics.median(one / other for one, other in pairs)
    one, other = (statistics.median(pair[side] for pair in pairs) * 1e3 for side in (0, 1))
    told = f"0.3.0 : now, a row of CSV to CSV, of {LARGE:,}"
    return (told, f"{one:.2f} ms", f"{other:.2f} ms", f"{ratio:.1f} times as fast", "at least 8")


def jobs(new: Version, folder: Path, rounds: int) -> tuple[str, ...]:
    """One process and two, by the clock."""
    file, pairs = str(written(folder, LARGE)), list[tuple[float, float]]()
    for _ in range(rounds):
        one, two = (taken(new, file, "--format", "csv", "--jobs", number).wall for number in ("1", "2"))
        pairs.append((one, two))
    ratio = statistics.median(one / other for one, other in pairs)
    one, two = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    told = f"one process : two, {LARGE:,} rows"
    return (told, f"{one:.1f} s", f"{two:.1f} s", f"{ratio:.2f} times as fast", "at least 1.7")


def memory(new: Version, folder: Path) -> tuple[str, ...]:
    """The most memory of a large table and of a small one."""
    large, small = (taken(new, str(written(folder, rows)), "--format", "csv").memory / 1024 for rows in (LARGE, SMALL))
    told = f"peak memory, {LARGE:,} : {SMALL:,} rows"
    return (told, f"{large:.0f} MB", f"{small:.0f} MB", f"{large / small:.2f}", "at most 1.3")


def parquet(new: Version, folder: Path, rows: int) -> Iterator[tuple[str, ...]]:
    """Many rows of Parquet to Parquet, and what a row of few takes."""
    found = []
    for number in (FIRST, rows):
        file = folder / f"{number}.parquet"
        with_ids(file, number)
        found.append(taken(new, str(file), "-o", str(folder / f"out {number}.parquet")))
    few, many = found
    each, other = many.cpu / rows * 1e6, few.cpu / FIRST * 1e6
    told = f"CPU a row of Parquet to Parquet, {rows:,} : {FIRST:,} rows"
    yield (told, f"{each:.1f} µs ({many.wall:.0f} s in all)", f"{other:.1f} µs", f"{each / other:.2f}", "linear")
    sizes = many.memory / 2**20, few.memory / 2**20
    yield ("peak memory", f"{sizes[0]:.2f} GB", f"{sizes[1]:.2f} GB", f"{sizes[0] / sizes[1]:.2f}", "within 2 GB")


def written(folder: Path, rows: int) -> Path:
    """A table of so many rows, as CSV."""
    file = folder / f"{rows}.csv"
    if not file.exists():
        table.frame(rows, ids=True).write_csv(file)
    return file


def with_ids(file: Path, rows: int) -> None:
    """A table of so many rows with ids, as Parquet, a part at a time."""
    import pyarrow.parquet as pq

    writer = None
    for seed, start in enumerate(range(0, rows, 500_000)):
        part = table.frame(min(500_000, rows - start), seed, ids=True).to_arrow()
        writer = writer or pq.ParquetWriter(file, part.schema)
        writer.write_table(part)
    if writer is not None:
        writer.close()


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--large", nargs="?", type=int, const=MANY, help="also so many rows of Parquet (ten million)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old, new = versions(folder)
        print("| | first | second | ratio | wanted |\n|---|---|---|---|---|")
        print(f"| {' | '.join(against(old, new, folder, asked.rounds))} |", flush=True)
        print(f"| {' | '.join(memory(new, folder))} |", flush=True)
        print(f"| {' | '.join(jobs(new, folder, asked.rounds))} |", flush=True)
        for row in parquet(new, folder, asked.large) if asked.large else ():
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
