"""How fast a cohort is screened, beside hand-written queries: `python -m tests.bench.cohort`, a table in Markdown.

All run in turn in one process, in the same rounds, from a table in memory to Arrow's memory; of each pair the median
of the rounds' ratios counts, by the clock and by the processor. Absolute figures stand beside for orientation:
machines differ, ratios less. ``--large`` adds ten million rows of a file, each in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from hn2301_asp.api import Protocol, load
from hn2301_asp.cohort.frames import screened
from tests.bench.opponents import duckdb_three_valued, polars_three_valued, table

ROOT = Path(__file__).parents[2]
ROWS, ROUNDS = 1_000_000, 5
#: Rows that are screened one by one, for the rows a second.
SINGLE = 500
#: A large table and what its cost a row is held against; so many rows are screened at once.
LARGE, SMALL, BATCH = 10_000_000, 100_000, 1_000_000
NAMES = ("verdict", *polars_three_valued.criteria())


class Taken(NamedTuple):
    """Seconds by the clock and of the processor."""

    wall: float
    cpu: float


Action = Callable[[], object]


def ours(protocol: Protocol, frame: pl.DataFrame) -> pa.Table:
    """The verdict and the eight statuses of each row: the one place that knows where this is found."""
    return screened(protocol, frame).select(NAMES).to_arrow()


def explained(protocol: Protocol, frame: pl.DataFrame) -> pa.Table:
    """The same with what blocks and which missing facts could decide."""
    return screened(protocol, frame, explain=True).select((*NAMES, "blocking", "missing_deciding")).to_arrow()


def taken(action: Action) -> Taken:
    """What one run takes; the processor's time is that of all threads."""
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return Taken(time.perf_counter() - wall, time.process_time() - cpu)


def in_turn(actions: Mapping[str, Action], rounds: int) -> dict[str, list[Taken]]:
    """What each takes in every round, after one round that warms up."""
    found: dict[str, list[Taken]] = {name: [] for name in actions}
    for number in range(rounds + 1):
        for name, action in actions.items():
            one = taken(action)
            if number:
                found[name].append(one)
    return found


def ratio(some: Sequence[Taken], others: Sequence[Taken]) -> Taken:
    """How many times longer some take than others: the median over the rounds."""
    pairs = list(zip(some, others, strict=True))
    return Taken(
        statistics.median(one.wall / other.wall for one, other in pairs),
        statistics.median(one.cpu / other.cpu for one, other in pairs),
    )


def middle(some: Sequence[Taken]) -> Taken:
    """The median seconds."""
    return Taken(statistics.median(one.wall for one in some), statistics.median(one.cpu for one in some))


def contestants(protocol: Protocol, frame: pl.DataFrame, file: Path) -> dict[str, Action]:
    """What runs in turn; ``file`` holds the frame as Parquet."""
    database = duckdb_three_valued.connected(frame)
    return {
        "ours": lambda: ours(protocol, frame),
        "Polars, three-valued": lambda: polars_three_valued.three_valued(frame).to_arrow(),
        "Polars, two-valued": lambda: polars_three_valued.two_valued(frame).to_arrow(),
        "DuckDB, three-valued": lambda: duckdb_three_valued.three_valued(database),
        "DuckDB, two-valued": lambda: duckdb_three_valued.two_valued(database),
        "ours, with what blocks and could decide": lambda: explained(protocol, frame),
        "ours from Parquet": lambda: ours(protocol, pl.read_parquet(file)),
        "reading Parquet's used columns": lambda: pl.read_parquet(file, columns=polars_three_valued.USED),
        "Polars from Parquet": lambda: polars_three_valued.three_valued(
            pl.read_parquet(file, columns=polars_three_valued.USED)
        ).to_arrow(),
    }


#: What is told: ours against an opponent, with what is wanted of the ratio of seconds.
WANTED = (
    ("ours", "Polars, three-valued", "at most 1.3, aim 1.0"),
    ("ours", "Polars, two-valued", ""),
    ("ours", "DuckDB, three-valued", "at most 0.4, aim 0.25"),
    ("ours", "DuckDB, two-valued", ""),
    ("ours, with what blocks and could decide", "ours", "at most 3"),
    ("ours from Parquet", "reading Parquet's used columns", "at most 2.5"),
    ("ours from Parquet", "Polars from Parquet", ""),
)


def side_by_side(protocol: Protocol, rows: int, rounds: int) -> Iterator[tuple[str, ...]]:
    """A line of each pair: seconds, ratio, what is wanted."""
    frame = table.frame(rows)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.parquet"
        frame.write_parquet(file)
        found = in_turn(contestants(protocol, frame, file), rounds)
    for some, others, wanted in WANTED:
        one, other, shares = middle(found[some]), middle(found[others]), ratio(found[some], found[others])
        yield (
            f"{some} : {others}",
            _seconds(one),
            _seconds(other),
            f"{shares.wall:.2f} ({shares.cpu:.2f})",
            wanted,
        )
    yield first_time(frame)
    yield one_by_one(protocol, frame, middle(found["ours"]).cpu / rows)
    yield remainder(protocol, frame)


def first_time(frame: pl.DataFrame) -> tuple[str, ...]:
    """What could decide of the first table of a protocol: nothing was asked before, and what was is remembered."""
    protocol = load()
    ours(protocol, frame.head(1000))
    one, other = taken(lambda: explained(protocol, frame)), taken(lambda: ours(protocol, frame))
    ratios = f"{one.wall / other.wall:.2f} ({one.cpu / other.cpu:.2f})"
    return "the same, of a protocol's first table", _seconds(one), _seconds(other), ratios, "at most 3"


def one_by_one(protocol: Protocol, frame: pl.DataFrame, each: float) -> tuple[str, ...]:
    """Rows screened one by one, as patients, beside what a row of the table takes."""
    records = [
        {name: value for name, value in row.items() if value is not None} for row in frame.head(SINGLE).to_dicts()
    ]
    for record in records[:20]:
        protocol.screen(record)
    alone = taken(lambda: [protocol.screen(record) for record in records]).cpu / len(records)
    return (
        "rows a CPU second : `protocol.screen`",
        f"{1 / each:,.0f}",
        f"{1 / alone:,.0f}",
        f"{alone / each:,.0f}",
        "at least 1,000 times 0.3.0's 150",
    )


def remainder(protocol: Protocol, frame: pl.DataFrame) -> tuple[str, ...]:
    """The rows that Kleene's logic leaves undetermined and exact reasoning decides."""
    exact = screened(protocol, frame)["verdict"].cast(pl.String)
    kleene = polars_three_valued.three_valued(frame)["verdict"].cast(pl.String)
    left, still = int((kleene == "undetermined").sum()), int((exact == "undetermined").sum())
    return (
        "rows undetermined, exactly : by Kleene's logic",
        f"{still:,}",
        f"{left:,}",
        f"{(left - still) / len(frame):.2%} of all rows",
        "",
    )


def large(rows: int, batch: int) -> Iterator[tuple[str, ...]]:
    """What a row of a large file costs beside one of a small file, and the memory; each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for number in (SMALL, rows):
            file = Path(folder) / f"{number}.parquet"
            table.parquet(file, number)
            command = [sys.executable, "-m", "tests.bench.cohort", "--file", str(file), "--batch", str(batch)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            found.append(json.loads(done.stdout))
    few, many = found
    each, other = many["cpu"] / rows * 1e6, few["cpu"] / SMALL * 1e6
    yield (
        f"CPU a row, {rows:,} : {SMALL:,} rows",
        f"{each:.2f} µs ({many['wall']:.1f} s in all)",
        f"{other:.2f} µs",
        f"{each / other:.2f}",
        "linear",
    )
    sizes = many["memory"] / 2**20, few["memory"] / 2**20
    yield (
        f"peak memory, batches of {batch:,}",
        f"{sizes[0]:.2f} GB",
        f"{sizes[1]:.2f} GB",
        f"{sizes[0] / sizes[1]:.2f}",
        "within 2 GB",
    )


def of_file(file: Path, batch: int) -> dict[str, float]:
    """Seconds for a file, batch by batch after a first small one, and the most memory held (KiB)."""
    protocol = load()
    ours(protocol, table.frame(1000))

    def run() -> None:
        for part in pq.ParquetFile(file).iter_batches(batch_size=batch):
            ours(protocol, pl.DataFrame(pa.Table.from_batches([part])))

    found = taken(run)
    return {"wall": found.wall, "cpu": found.cpu, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}


def _seconds(one: Taken) -> str:
    return f"{one.wall:.3f} s (CPU {one.cpu:.3f})"


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--large", nargs="?", type=int, const=LARGE, help="also so many rows of a file (ten million)")
    parser.add_argument("--batch", type=int, default=BATCH, help="rows of a file that are screened at once")
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.file:
        print(json.dumps(of_file(asked.file, asked.batch)))
        return
    print(f"{asked.rows:,} rows, {table.MISSING:.0%} missing, {asked.rounds} rounds in turn; in brackets: of the CPU\n")
    print("| | first | second | ratio | wanted |\n|---|---|---|---|---|")
    for row in side_by_side(load(), asked.rows, asked.rounds):
        print(f"| {' | '.join(row)} |", flush=True)
    if asked.large:
        for row in large(asked.large, asked.batch):
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
