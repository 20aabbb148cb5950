"""Several processes write what one writes; who reads no further, or Ctrl-C, ends all of it at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from hn2301_asp.api import InputError, Protocol
from hn2301_asp.tables.workers import WorkerError, Workers
from tests.cli.conftest import environment

from .conftest import Run, Written


@pytest.mark.parametrize("form", ["csv", "text"])
def test_two_processes_write_the_same_bytes(run: Run, written: Written, frame: pl.DataFrame, form: str) -> None:
    ids = frame["patient_id"].to_list()
    many = frame.with_columns(patient_id=pl.Series([*ids[:-1], ids[0]]))
    one, two = (
        run("screen", written(many, "a.csv"), "--format", form, "--keep-going", "--jobs", jobs) for jobs in ("1", "2")
    )
    assert one == two
    assert one.err.endswith("300 rows: 298 screened, 2 left out\n")


def test_results_of_many_are_those_of_each(protocol: Protocol, frame: pl.DataFrame) -> None:
    records = [{name: value for name, value in row.items() if value is not None} for row in frame.to_dicts()]
    each = [protocol.screen(record) for record in records]
    for jobs in (1, 2):
        found = list(protocol.screen_many(iter(records), jobs=jobs))
        assert [one.criteria for one in found] == [one.criteria for one in each]
        assert found[7].to_dict() == each[7].to_dict()
        assert found[7].explain() == each[7].explain()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_record_that_is_not_understood_is_told_by_its_number_and_those_before_it_come(
    protocol: Protocol, jobs: int
) -> None:
    records = [*({"age": 30 + number % 40} for number in range(270)), {"age": "old"}, {"age": 3}]
    found = protocol.screen_many(records, jobs=jobs)
    for _ in range(270):
        assert next(found).verdict in ("undetermined", "ineligible")
    with pytest.raises(InputError, match=r"`old` is no number\n  at row 271, field age"):
        next(found)


def test_of_many_the_readings_and_numbers_are_asked_for_at_once(protocol: Protocol) -> None:
    with pytest.raises(InputError, match="there is no reading"):
        protocol.screen_many([], readings={"nothing": "else"})
    with pytest.raises(ValueError, match="jobs is 0"):
        protocol.screen_many([], jobs=0)
    assert list(protocol.screen_many([])) == []


def test_a_fault_in_a_worker_is_told_here_and_its_file_s_too(protocol: Protocol) -> None:
    with Workers(protocol, 2) as workers:
        with pytest.raises(WorkerError, match="KeyError: 'nothing'"):
            list(workers.each([("nothing", ()), ("nothing", ())]))
        # Those who were at work when one failed are not asked for what they found then.
        assert list(workers.each([("screen", ([], 1, {}, None))] * 5)) == [[]] * 5


def test_a_worker_that_is_killed_is_no_silence(protocol: Protocol) -> None:
    with Workers(protocol, 2) as workers:
        task = ("screen", ([], 1, {}, None))
        found = workers.each([task] * 50)
        next(found)
        for worker in workers._workers:
            worker.kill()
        with pytest.raises(WorkerError, match="a worker ended before its work was done"):
            list(found)


#: A run whose second batch of those that are screened takes longer than anybody waits.
SLOW = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from hn2301_asp.cli import run
import hn2301_asp.tables.tasks as tasks
made, done = tasks.TASKS["make"], []
def slow(*given):
    if done:
        sys.stderr.write("waiting\\n")
        sys.stderr.flush()
        time.sleep(60)
    done.append(1)
    return made(*given)
tasks.TASKS["make"] = slow
sys.argv = ["hn2301", *sys.argv[1:]]
run()
"""


def _interrupted(*words: str) -> tuple[int, str, str]:
    """How a run ends by Ctrl-C at its second batch: its code and what it wrote."""
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment({})
    ) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        out = b""
        try:
            if "-o" not in words:
                while out.count(b"\n") < 257:
                    out += os.read(process.stdout.fileno(), 1 << 16)
            assert process.stderr.readline() == b"waiting\n"
            process.send_signal(signal.SIGINT)
            rest, err = process.communicate(timeout=60)
        finally:
            process.kill()
    return process.returncode, (out + rest).decode(), err.decode()


def test_ctrl_c_leaves_whole_rows_and_says_how_many(run: Run, written: Written, frame: pl.DataFrame) -> None:
    name = written(frame, "a.csv")
    whole = run("screen", name, "--format", "csv").out.splitlines(keepends=True)
    assert _interrupted("screen", name, "-o", "out.csv") == (
        130,
        "",
        "interrupted\n256 rows were written to out.csv; the next run begins anew, with --force or another name\n",
    )
    assert Path("out.csv").read_text(encoding="utf-8") == "".join(whole[:257])
    code, out, err = _interrupted("screen", name, "--format", "csv")
    assert (code, out, err) == (130, "".join(whole[:257]), "interrupted\n256 rows were written\n")
    assert [path.name for path in Path().iterdir() if path.name.endswith(".part")] == []


def test_ctrl_c_overwrites_nothing_that_was_not_to_be(written: Written, frame: pl.DataFrame) -> None:
    Path("out.csv").write_text("mine\n", encoding="utf-8")
    assert _interrupted("screen", written(frame, "a.csv"), "-o", "out.csv") == (130, "", "interrupted\n")
    assert Path("out.csv").read_text(encoding="utf-8") == "mine\n"
    assert sorted(path.name for path in Path().iterdir()) == ["a.csv", "out.csv"]


def test_who_reads_no_further_ends_it_at_once(written: Written, frame: pl.DataFrame) -> None:
    name = written(frame, "a.csv")
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, "screen", name, "--format", "csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment({}),
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        _, err = process.communicate(timeout=50)
    assert (process.returncode, err) == (0, b"")
