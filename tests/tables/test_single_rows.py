"""``screen --explain``: single rows of a table in full, beside the table; and how far a long table is."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import command, environment

from .conftest import Run, Written


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_single_rows_are_explained_beside_the_table(
    run: Run, written: Written, frame: pl.DataFrame, kind: str, form: str
) -> None:
    name = written(frame, f"a.{kind}")
    asked = ("--explain", "S0-290", "--explain", "S0-3")
    done = run("screen", name, "-o", f"out.{form}", *asked)
    few = written(frame.filter(pl.col("patient_id").is_in(["S0-3", "S0-290"])), f"b.{kind}")
    assert (done.code, done.err) == (0, "")
    assert done.out == run("screen", few).out
    assert Path(f"out.{form}").exists()


def test_who_is_not_there_is_told_with_the_nearest_before_anything_is_written(
    run: Run, written: Written, frame: pl.DataFrame
) -> None:
    done = run("screen", written(frame, "a.csv"), "-o", "out.csv", "--explain", "S1-299", "--explain", "S0-5")
    assert (done.code, done.out, Path("out.csv").exists()) == (2, "", False)
    assert done.err.startswith("error[no-patient] there is no patient `S1-299`\n  help: did you mean `S0-299`")


def test_an_account_goes_to_the_terminal_and_the_table_to_a_file(run: Run, written: Written) -> None:
    done = run("screen", written(pl.DataFrame({"patient_id": ["P-1"]}), "a.csv"), "--explain", "P-1")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-1] == "Error: --explain goes with -o: the accounts are written to the terminal"


def test_how_far_it_is_is_shown_on_a_terminal_only(written: Written, frame: pl.DataFrame) -> None:
    ages = pl.DataFrame({"patient_id": [f"P-{number}" for number in range(1_300)], "age": ["80"] * 1_300})
    words = command("screen", written(ages, "a.csv"), "-o", "out.csv")
    ours, theirs = pty.openpty()
    with subprocess.Popen(words, stderr=theirs, env=environment({"TERM": "xterm", "NO_COLOR": None})) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 1 << 16)
            except OSError:
                break
            shown += piece
        assert process.wait() == 0
    os.close(ours)
    assert b"rows looked at" in shown
    assert b"rows screened" in shown
    assert shown.endswith((b"\x1b[?25h", b"\x1b[2K"))
    done = subprocess.run(
        command("screen", "a.csv", "-o", "out.csv"), capture_output=True, env=environment({}), check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
