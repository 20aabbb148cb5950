"""What reaches a terminal and what a pipe: colour for people, plain text for programs, never control characters."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from pathlib import Path

import pytest

from .conftest import Put, Run, command, environment

ESCAPE = "\x1b["
#: An id that would clear the screen, forge a line and, as a C1 character, colour what follows.
EVIL = '"P\\u001b[2J\\nP-9   meets all 8 inclusion criteria\\u009b31m"'
TERMINAL = {"TERM": "xterm-256color", "NO_COLOR": None, "COLUMNS": "90", "FORCE_COLOR": None}


def on_terminal(*words: str, **variables: str | None) -> tuple[int, str]:
    """The exit code of a command and what it wrote to a pseudo-terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command(*words), stdin=slave, stdout=slave, stderr=slave, env=environment({**TERMINAL, **variables})
    )
    os.close(slave)
    written = bytearray()
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # the other end was closed: all is read
            break
        if not piece:
            break
        written += piece
    os.close(master)
    return process.wait(), written.decode().replace("\r\n", "\n")


@pytest.fixture
def evil(put: Put) -> str:
    """A file whose patient has an id that would steer a terminal."""
    return put("evil.json", f'{{"patient_id": {EVIL}, "age": 34}}')


def test_a_terminal_gets_colour(patients: str) -> None:
    code, written = on_terminal("screen", patients)
    assert code == 0
    assert ESCAPE in written
    assert "meets all 8 inclusion criteria" in written


def test_what_blocks_is_red_and_what_is_open_is_yellow(patients: str) -> None:
    written = on_terminal("screen", patients)[1]
    assert f"{ESCAPE}1;31mIN-1" in written
    assert f"{ESCAPE}1;33mIN-7" in written
    assert f"{ESCAPE}1;32mmeets all 8 inclusion criteria" in written


def test_what_is_found_is_wrapped_on_a_terminal_and_one_line_in_a_pipe(run_for_real: Run, put: Put) -> None:
    table = put("a.csv", "patient_id,current\nP-1,sirolimus\n")
    written = on_terminal("screen", table, NO_COLOR="1")[1]
    told = run_for_real("screen", table).err
    help = next(line for line in told.splitlines() if line.startswith("  help: "))
    assert len(help) > 90
    assert help not in written
    assert max(map(len, written.splitlines())) <= 90
    assert " ".join(written.split()) == " ".join(told.split())


def test_a_pipe_gets_plain_text(run_for_real: Run, patients: str) -> None:
    done = run_for_real("screen", patients, TERM="xterm-256color", NO_COLOR=None)
    assert (done.code, done.err) == (0, "")
    assert ESCAPE not in done.out
    assert done.out.splitlines()[-1] == "3 patients: 1 eligible, 1 ineligible, 1 undetermined"


def test_no_color_and_a_dumb_terminal_get_plain_text(patients: str) -> None:
    for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        code, written = on_terminal("screen", patients, **variables)
        assert code == 0
        assert "\x1b" not in written
        assert "3 patients: 1 eligible, 1 ineligible, 1 undetermined" in written


def test_a_terminal_gets_the_text_of_a_pipe_beside_colour_and_width(run_for_real: Run, patients: str) -> None:
    plain = on_terminal("screen", patients, NO_COLOR="1", COLUMNS="100")[1]
    assert plain == run_for_real("screen", patients).out


@pytest.mark.parametrize("variables", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_an_id_does_not_steer_the_terminal(evil: str, form: str, variables: dict[str, str | None]) -> None:
    code, written = on_terminal("screen", evil, "--format", form, **variables)
    assert code == 0
    assert "\x1b[2J" not in written
    assert "\x9b" not in written


def test_an_id_does_not_pass_for_a_line_of_the_account(run: Run, evil: str) -> None:
    done = run("screen", evil)
    assert done.out.splitlines()[0] == (
        "P�[2J P-9   meets all 8 inclusion criteria�31m   cannot be decided yet: 0 met, none failed, 8 open"
    )
    assert not any(line.startswith("P-9") for line in done.out.splitlines())


def test_an_id_does_not_steer_the_terminal_by_an_error(put: Put) -> None:
    file = put("evil.json", f'{{"patient_id": {EVIL}, "age": "old\\u001b[2J", "x\\u001b[2Jy": 1}}')
    for variables in ({}, {"NO_COLOR": "1"}):
        code, written = on_terminal("screen", file, **variables)
        assert code == 2
        assert "old�[2J" in written
        assert "\x1b[2J" not in written
        assert "\x9b" not in written


def test_a_reader_that_goes_away_is_no_error(patients: str) -> None:
    process = subprocess.Popen(
        command("screen", *[patients], "--format", "json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment({}),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait() == 0


def test_a_real_run_writes_a_file_and_ends_with_0(run_for_real: Run, patients: str) -> None:
    done = run_for_real("explain", patients, "--patient", "P-2", "-o", "account.txt")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert Path("account.txt").read_text(encoding="utf-8").startswith("P-2   meets 7 of 8 inclusion criteria")


def test_a_bar_is_gone_before_what_is_found_is_written(put: Put) -> None:
    rows = "".join(f"P-{number},{number % 3 * 30}\n" for number in range(1_100))
    path = put("many.csv", f"patient_id,age\n{rows}")
    code, shown = on_terminal("screen", path, "-o", "out.csv", "--summary", "-", "--force")
    assert code == 0
    assert "rows screened" in shown
    before, summary, _ = shown.partition("HN2301 1.0: 1,100 rows assessed")
    assert summary
    last = before.rpartition("\n")[2].rpartition("\r")[2]
    assert re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", last) == ""
