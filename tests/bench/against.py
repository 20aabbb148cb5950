"""How this version's speed stands to 0.3.0's: `python -m tests.bench.against`, a table of ratios in Markdown.

The revision is taken out of git into a temporary folder and runs beside, in turn, on the same interpreter and
libraries, with the same records and a cache of its own. Times are of the processor; each ratio is the median
over the rounds. Absolute figures stand beside for orientation: machines differ, ratios less.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.independent.records import random_record

#: The last revision of 0.3.0.
REVISION = "6916f2db4f276d0ee1e37d0f033d1123474a3d51"
ROOT = Path(__file__).parents[2]
MEASURED = Path(__file__).with_name("measured.py")
#: Records, and of how many of them all answers are asked; as many more warm up.
RECORDS, ANSWERED = 2_300, 300
#: Rounds within a process, and rounds of whole processes; one more of each warms up.
ROUNDS, PROCESSES = 5, 11

#: What is measured within a process, with what is wanted of the ratio (0.3.0's time to this one's).
WITHIN = {
    "read": ("reading a record", "at least 3"),
    "screen": ("`protocol.screen` of a record that was read", "at least 12"),
    "verdict": ("`protocol.verdict` of it", "at least 2"),
    "answers": ("all answers (`to_dict`)", "at least 2"),
    "answers, 95th percentile": ("all answers, 95th percentile", "at least 2"),
    "answers of an empty record": ("all answers of an empty record", "below 100 ms"),
}
#: Whole commands, in 0.3.0's own folder and in this one, with what is wanted of the ratio.
COMMANDS = {
    "hn2301 test": "at most 0.3",
    "hn2301 screen one.json": "",
    "hn2301 screen thousand.json --format csv": "",
    "hn2301 amend check kb/amendments/A01_lymphocytes": "at most 0.4",
    "hn2301 amend check kb/amendments/A06_renal_function": "at most 0.4",
}


class Version:
    """A version's package in a folder of its own."""

    def __init__(self, name: str, root: Path, cache: Path) -> None:
        self.name, self.root = name, root
        self.environment = {**os.environ, "PYTHONPATH": str(root), "XDG_CACHE_HOME": str(cache)}
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(self, *command: str) -> str:
        """What a Python process of this version prints."""
        done = subprocess.run(
            [sys.executable, *command], capture_output=True, text=True, env=self.environment, cwd=self.root, check=False
        )
        if done.returncode not in (0, 1):
            raise RuntimeError(f"{self.name}: {' '.join(command)}: {done.stderr}")
        return done.stdout

    def seconds(self, *command: str) -> float:
        """The processor's time of a whole process."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.run(*command)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--processes", type=int, default=PROCESSES)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        old, new = versions(Path(folder))
        write_records(old, new, Path(folder))
        print("| | 0.3.0 | now | ratio | wanted |\n|---|---|---|---|---|")
        for row in (*within(old, new, Path(folder), asked.rounds), *commands(old, new, asked.processes)):
            print(f"| {' | '.join(row)} |", flush=True)


def versions(folder: Path) -> tuple[Version, Version]:
    """0.3.0 out of git, and this one."""
    packed = subprocess.run(["git", "archive", REVISION], cwd=ROOT, capture_output=True, check=True).stdout
    (folder / "old").mkdir()
    subprocess.run(["tar", "-x", "-C", str(folder / "old")], input=packed, check=True)
    return Version("0.3.0", folder / "old", folder / "cache old"), Version("now", ROOT, folder / "cache new")


def drawn_records(number: int) -> list[Any]:
    """Records at random, of which a third lack one to four facts."""
    rng = random.Random("against")
    drawn = [random_record(rng, 0 if place % 3 else rng.randint(1, 4)) for place in range(number)]
    found: list[Any] = json.loads(json.dumps(drawn, default=str))
    return [{**record, "patient_id": f"P-{place}"} for place, record in enumerate(found)]


def write_records(old: Version, new: Version, folder: Path) -> None:
    """Files of one, of a thousand and of all records; of the records those that both versions can read."""
    records, file = drawn_records(RECORDS), folder / "records.json"
    file.write_text(json.dumps(records), encoding="utf-8")
    usable = [set(json.loads(v.run(str(MEASURED), str(file), "0"))["usable"]) for v in (old, new)]
    both = [records[n] for n in sorted(usable[0] & usable[1])]
    for name, written in (("records", both), ("thousand", both[:1000]), ("one", records[0])):
        (folder / f"{name}.json").write_text(json.dumps(written), encoding="utf-8")


def within(old: Version, new: Version, folder: Path, rounds: int) -> list[tuple[str, ...]]:
    """What is measured from within, in turn."""
    file = folder / "records.json"
    pairs = [
        tuple(json.loads(v.run(str(MEASURED), str(file), str(ANSWERED))) for v in (old, new)) for _ in range(rounds)
    ]
    rows = []
    for name, (told, wanted) in WITHIN.items():
        times = [statistics.median(pair[side][name] for pair in pairs) / 1000 for side in (0, 1)]
        ratio = statistics.median(pair[0][name] / pair[1][name] for pair in pairs)
        rows.append((told, f"{times[0]:.2f} ms", f"{times[1]:.2f} ms", f"{ratio:.1f} times as fast", wanted))
    return rows


def commands(old: Version, new: Version, rounds: int) -> list[tuple[str, ...]]:
    """Whole commands in turn, and one screening beside a process that imports clingo, lark and yaml."""
    rows = []
    for command, wanted in COMMANDS.items():
        pairs = in_turn(old, new, command.split()[1:], rounds)
        rows.append((f"`{command}`", *_shares(pairs), wanted))
    screening = _started(new, ["screen", "one.json"])
    imports = [(new.seconds("-c", "import clingo, lark, yaml"), new.seconds(*screening)) for _ in range(rounds)]
    rows.append(
        ("a process that imports clingo, lark and yaml, and `hn2301 screen one.json`", *_shares(imports), "at most 1.5")
    )
    return rows


def in_turn(old: Version, new: Version, arguments: Sequence[str], rounds: int) -> list[tuple[float, float]]:
    """The seconds of both versions, without the first round, which fills the caches."""
    pairs = [
        (old.seconds(*_started(old, arguments)), new.seconds(*_started(new, arguments))) for _ in range(rounds + 1)
    ]
    return pairs[1:]


def _started(version: Version, arguments: Sequence[str]) -> list[str]:
    folder = Path(version.environment["XDG_CACHE_HOME"]).parent
    told = [str(folder / argument) if argument.endswith(".json") else argument for argument in arguments]
    return ["-c", "import hn2301_asp.cli as cli; (getattr(cli, 'run', None) or cli.main)()", *told]


def _shares(pairs: Sequence[tuple[float, float]]) -> tuple[str, str, str]:
    one, other = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    return f"{one:.2f} s", f"{other:.2f} s", f"{statistics.median(b / a for a, b in pairs):.2f} of it"


if __name__ == "__main__":
    main()
