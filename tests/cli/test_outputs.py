"""What a command may write over, in which format, and that a file is whole or as it was."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import hn2301_asp.screener
from hn2301_asp.source.outputs import write_whole

from .conftest import Outcome, Put, Run, command, environment

LOST = "error[output] the file is read by this call: it would be lost"
OTHER = "error[output] the file is there already, and holds something else than would be written"
TWO = "error[output] two outputs of this call have one name"
NO_FORMAT = "is no format of this command: --format is one of text, json, csv, html, jsonl, parquet"
RECORD = "error[record-exists] another decision is recorded in this file already"


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (("screen", "patients.json", "-o", "patients.json"), LOST),
        (("screen", "patients.json", "-o", "link.json"), LOST),
        (("explain", "patients.json", "--patient", "P-2", "-o", "./patients.json"), LOST),
        (("screen", "patients.json", "--keep-going", "--rejected", "patients.json"), LOST),
        (("screen", "patients.json", "--record", "patients.json"), LOST),
        (("screen", "patients.json", "--record", "patients.json", "--force"), RECORD),
        (("amend", "check", "--roster", "patients.json", "-o", "patients.json"), LOST),
        (("screen", "patients.json", "-o", "r.json", "--record", "r.json"), TWO),
        (("screen", "patients.json", "-o", "r.json", "--record", "r.json", "--force"), TWO),
        (("screen", "patients.json", "--keep-going", "-o", "a", "--rejected", "./a"), TWO),
        (("screen", "patients.json", "-o", "other.json"), OTHER),
        (("facts", "--template", "yaml", "-o", "other.yaml"), OTHER),
    ],
)
def test_a_file_that_holds_something_else_is_left_alone(
    run: Run, patients: str, put: Put, words: tuple[str, ...], first: str
) -> None:
    os.symlink(patients, "link.json")
    put("other.json", "mine\n")
    put("other.yaml", "mine: 1\n")
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    done = run(*words)
    assert (done.code, done.out, done.err.splitlines()[0]) == (2, "", first)
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


@pytest.mark.parametrize(
    "words",
    [
        ("screen", "patients.json", "--format", "json", "-o"),
        ("explain", "patients.json", "--patient", "P-2", "--format", "json", "-o"),
        ("screen", "b.csv", "--keep-going", "--rejected"),
        ("screen", "b.csv", "--keep-going", "--record"),
    ],
)
@pytest.mark.usefixtures("patients")
def test_no_option_overwrites_the_record_of_a_decision(run: Run, put: Put, words: tuple[str, ...]) -> None:
    put("b.csv", "patient_id,age\nP-1,34\nP-2,old\n")
    assert run("screen", "patients.json", "--record", "r.json").code == 0
    data = json.loads(Path("r.json").read_bytes())
    for saved in (Path("r.json").read_bytes(), json.dumps(data).encode("utf-8-sig")):
        Path("r.json").write_bytes(saved)
        done = run(*words, "r.json", "--force")
        assert (done.code, RECORD in done.err, Path("r.json").read_bytes()) == (2, True, saved)


def test_a_filled_form_is_not_made_empty_again(run: Run, put: Put) -> None:
    assert run("facts", "--template", "csv", "-o", "form.csv").code == 0
    empty = Path("form.csv").read_bytes()
    # The very bytes are no loss, and an empty file holds nothing.
    assert run("facts", "--template", "csv", "-o", "form.csv").code == 0
    put("empty.csv", "")
    assert run("facts", "--template", "csv", "-o", "empty.csv").code == 0
    Path("form.csv").write_bytes(empty + b"P-1,34\n")
    assert run("facts", "--template", "csv", "-o", "form.csv").code == 2
    assert Path("form.csv").read_bytes() == empty + b"P-1,34\n"
    assert run("facts", "--template", "csv", "-o", "form.csv", "--force").code == 0
    assert Path("form.csv").read_bytes() == empty


def test_a_command_that_fails_writes_none_of_its_files(run: Run, patients: str, put: Put) -> None:
    put("out.json", "mine\n")
    done = run("screen", patients, "-o", "out.json", "--record", "r.json")
    assert (done.code, Path("r.json").exists()) == (2, False)
    assert "recorded" not in done.err


def test_a_link_stays_a_link_and_a_mode_a_mode(folder: Path) -> None:
    Path("real").write_bytes(b"old")
    Path("real").chmod(0o640)
    os.symlink("real", "link")
    write_whole("link", b"new")
    assert (Path("link").is_symlink(), Path("real").read_bytes()) == (True, b"new")
    assert Path("real").stat().st_mode & 0o777 == 0o640


# CPython writes a truncated .pyc without an error where the limit cuts it, and every later import of it fails.
_NO_BYTECODE = {"HN2301_CACHE": "off", "PYTHONDONTWRITEBYTECODE": "1"}


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


@pytest.mark.parametrize("option", ["-o", "--record"])
def test_a_file_that_does_not_fit_leaves_the_old_one_whole_and_is_named(patients: str, put: Put, option: str) -> None:
    put("out.html", "old\n" if option == "-o" else "")
    words = command("screen", patients, option, "out.html", "--force")
    done = subprocess.run(words, preexec_fn=_limited, env=environment(_NO_BYTECODE), capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode().splitlines()) == (
        2,
        ["error[output] the file cannot be written: file too large", "  at out.html", ""],
    )
    assert Path("out.html").read_text() == ("old\n" if option == "-o" else "")
    assert sorted(path.name for path in Path().iterdir()) == ["out.html", "patients.json"]
    if option == "--record":
        # Nothing half written is in the way of the same call, made again where there is room.
        assert subprocess.run(words, env=environment({}), capture_output=True, check=False).returncode == 0


def test_output_that_cannot_be_written_ends_with_2(patients: str) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command("screen", patients), stdout=full, stderr=subprocess.PIPE, env=environment({}), check=False
        )
    assert (done.returncode, done.stderr.decode()) == (
        2,
        "error[output] the output cannot be written: no space left on device\n\n",
    )


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("screen", "--help")])
def test_help_that_cannot_be_written_ends_with_2(words: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command(*words), stdout=full, stderr=subprocess.PIPE, env=environment({}), check=False)
    assert (done.returncode, done.stderr.decode()) == (
        2,
        "error[output] the output cannot be written: no space left on device\n",
    )


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_finding_survives_a_closed_pipe(folder: Path, stream: str) -> None:
    from hn2301_asp.knowledge.resources import shipped_knowledge_base

    shutil.copytree(shipped_knowledge_base(), "kb")
    file = Path("kb/criteria/in5_serology.lp")
    file.write_text(file.read_text(encoding="utf-8").replace("serology :- ana_positive.", "serology :- ana_positiv."))
    with subprocess.Popen(
        command("check", "--kb", "kb"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment({})
    ) as process:
        closed = getattr(process, stream)
        closed.close()
        assert process.wait() == 1


def test_a_terminal_that_cannot_show_a_character_gets_an_escape(run_for_real: Run, patients: str) -> None:
    done = run_for_real("screen", patients, PYTHONIOENCODING="ascii")
    assert (done.code, done.err) == (0, "")
    assert "\\u2265" in done.out
    as_data = run_for_real("screen", patients, "--format", "json", PYTHONIOENCODING="ascii")
    assert json.loads(as_data.out) == json.loads(run_for_real("screen", patients, "--format", "json").out)
    bad = run_for_real("screen", "fälschlich.json", PYTHONIOENCODING="ascii")
    assert (bad.code, "Traceback" in bad.err) == (2, False)


def _interrupted(words: list[str], after: float) -> Outcome:
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment({}))
    try:
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    return Outcome(process.returncode, out.decode(), err.decode())


#: Heeds an interruption, which whoever starts the tests in the background may have had ignored.
HEEDS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
#: Counts without end, in a solver that never returns to Python.
ENDLESS = f"""
{HEEDS}
import sys, clingo
from hn2301_asp.cli import run
import hn2301_asp.screener
def endless(*_, **__):
    control = clingo.Control(["0"])
    control.add("base", [], "{{a(1..60)}}.")
    control.ground([("base", [])])
    control.solve()
hn2301_asp.screener.screen = endless
sys.argv = ["hn2301", "screen", "patients.json", "-o", "out.txt"]
run()
"""


def test_an_interrupted_solver_ends_with_130_and_one_line(patients: str) -> None:
    done = _interrupted([sys.executable, "-c", ENDLESS], 4)
    assert done == Outcome(130, "", "interrupted\n")
    assert not Path("out.txt").exists()


#: Is interrupted while it imports its commands.
EARLY = f"""
{HEEDS}
import os, sys, time
from hn2301_asp.cli import run
class Finder:
    def find_spec(name, path=None, target=None):
        if name == "hn2301_asp.cli.commands":
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(60)
sys.meta_path.insert(0, Finder)
sys.argv = ["hn2301", "screen", "patients.json"]
run()
"""


def test_an_interruption_before_the_commands_are_there_ends_the_same_way(patients: str) -> None:
    done = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, text=True, timeout=50, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


def test_an_interruption_is_no_finding(run: Run, patients: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(hn2301_asp.screener, "screen", interrupted)
    assert run("screen", patients, "-o", "out.txt") == Outcome(130, "", "interrupted\n")
    assert not Path("out.txt").exists()


BEGINNINGS = {"r.html": "<!", "r.csv": "patient", "r.json": "[", "r.txt": "P-1", "r": "P-1", "r.HTML": "<!"}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_the_format_follows_the_suffix(run: Run, patients: str, name: str) -> None:
    assert run("screen", patients, "-o", name).code == 0
    assert Path(name).read_text(encoding="utf-8-sig").startswith(BEGINNINGS[name])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-o", "r.html", "--format", "csv"), "Error: `r.html` is not the name of a CSV file: --format says csv"),
        (("-o", "r.json", "--format", "text"), "Error: `r.json` is not the name of a TEXT file: --format says text"),
        (
            ("-o", "r.pdf"),
            f"Error: `.pdf` {NO_FORMAT}",
        ),
        (
            ("-o", "r.tsv"),
            f"Error: `.tsv` {NO_FORMAT}",
        ),
        (
            ("-o", "r.xlsx"),
            f"Error: `.xlsx` {NO_FORMAT}",
        ),
    ],
)
def test_a_suffix_that_says_otherwise_is_a_usage_error(
    run: Run, patients: str, words: tuple[str, ...], told: str
) -> None:
    done = run("screen", patients, *words)
    assert (done.code, done.out, done.err.splitlines()[-1]) == (2, "", told)
    assert not Path(words[1]).exists()


def test_a_form_has_the_suffix_of_its_format(run: Run) -> None:
    done = run("facts", "--template", "csv", "-o", "form.xlsx")
    assert (done.code, Path("form.xlsx").exists()) == (2, False)


def test_sarif_is_json(run: Run) -> None:
    assert run("amend", "check", "-o", "a.sarif").code == 0
    assert run("amend", "check", "--format", "sarif", "-o", "b.json").code == 0
    assert json.loads(Path("a.sarif").read_text(encoding="utf-8")) == json.loads(Path("b.json").read_text("utf-8"))
