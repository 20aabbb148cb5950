"""The command line in a working folder of its own: run in this process, or for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec import Struct

from hn2301_asp.api import Protocol
from hn2301_asp.cli.commands import main

ROOT = Path(__file__).parents[2]
ENTRY = "from hn2301_asp.cli import run; run()"

Record = dict[str, Any]


class Outcome(Struct, frozen=True):
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]
Put = Callable[[str, str], str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The empty working folder; messages then name files without a path."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run() -> Run:
    """Runs a command in this process."""

    def invoke(*words: str) -> Outcome:
        result = CliRunner().invoke(main, words)
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return invoke


@pytest.fixture
def run_for_real() -> Run:
    """Runs a command as a process of its own, with some variables set (None: taken away)."""

    def start(*words: str, **variables: str | None) -> Outcome:
        done = subprocess.run(command(*words), env=environment(variables), capture_output=True, check=False)
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return start


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", ENTRY, *words]


def environment(variables: dict[str, str | None]) -> dict[str, str]:
    """This process's variables with some changed, and the checkout to import from."""
    changed = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    return {name: value for name, value in changed.items() if value is not None}


@pytest.fixture
def put() -> Put:
    """Writes a file into the working folder and returns its name."""

    def write(name: str, text: str) -> str:
        Path(name).write_text(text, encoding="utf-8", newline="")
        return name

    return write


@pytest.fixture
def patients(protocol: Protocol, put: Put) -> str:
    """A file with one eligible, one ineligible and one undetermined patient."""
    typical = protocol.knowledge_base.vocabulary.typical
    records = [
        {**typical, "patient_id": "P-1"},
        {**typical, "patient_id": "P-2", "age": 70},
        {**typical, "patient_id": "P-3", "lvef": None},
    ]
    return put("patients.json", json.dumps(records, default=str))
