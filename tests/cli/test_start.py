"""A command imports what it needs, and a program of its own ends as soon as all is written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hn2301_asp.cli import streams
from hn2301_asp.knowledge.resources import shipped_knowledge_base

KB = shipped_knowledge_base()
#: Runs a command, and tells which of some libraries it imported.
TOLD = """
import sys
from hn2301_asp.cli.commands import main
try:
    main.main(args=sys.argv[2:])
except SystemExit as ended:
    code = ended.code
print(code, sorted({*sys.argv[1].split(",")} & sys.modules.keys()), file=sys.stderr)
"""


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The exit code of a command that was run before, and which of some libraries it imports."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("HN2301_CACHE", raising=False)

    def run(libraries: str, *words: str) -> str:
        command = [sys.executable, "-c", TOLD, libraries, *words]
        for _ in range(2):
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stderr.splitlines()[-1]

    return run


def test_a_record_is_screened_without_what_reads_a_knowledge_base(imported: Callable[..., str], tmp_path: Path) -> None:
    record = tmp_path / "one.json"
    record.write_text(json.dumps({"age": 30}), encoding="utf-8")
    libraries = "lark,pint,yaml,flint,openpyxl,jinja2,rich,docx,numpy,importlib.metadata,tempfile,subprocess,shutil"
    own = ("cli.amending", "knowledge.reading_rules", "knowledge.thresholds.curves", "source.quoted_units")
    libraries = ",".join((libraries, *(f"hn2301_asp.{name}" for name in own)))
    assert imported(libraries, "screen", str(record)) == "0 []"


def test_an_amendment_is_checked_without_lark_pint_and_what_explains_a_patient(imported: Callable[..., str]) -> None:
    libraries = "lark,pint,numpy,jinja2,openpyxl,docx,importlib.metadata,hn2301_asp.explanation.why.account"
    assert imported(libraries, "amend", "check", str(KB / "amendments" / "A01_lymphocytes")) == "0 []"


LATE = "import atexit; atexit.register(lambda: print('late')); from hn2301_asp.cli import run; run()"


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["nonsense"], 2), (["facts", "--kb", "nowhere"], 2)])
def test_a_program_of_its_own_ends_at_once_with_its_exit_code(words: list[str], code: int) -> None:
    done = subprocess.run([sys.executable, "-c", LATE, *words], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "late" not in done.stdout
    assert done.stdout + done.stderr


def test_all_that_was_printed_is_written_before_the_end() -> None:
    command = "from hn2301_asp.cli import run; run()"
    done = subprocess.run([sys.executable, "-c", command, "explain-code"], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\n")
    assert "AM46" in done.stdout


def test_what_ends_with_words_or_cannot_be_written_is_left_to_the_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr("os._exit", ended.append)
    streams.leave("it went wrong")
    assert ended == []
    streams.leave(None)
    streams.leave(3)
    assert ended == [0, 3]
    monkeypatch.setattr(sys, "stdout", None)
    streams.leave(1)
    assert ended == [0, 3]
