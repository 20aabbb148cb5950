"""A working folder with what commands are given, and a clingo that tells what it was given."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import clingo
import pytest
from click.testing import CliRunner
from clingo import ast
from msgspec import Struct

from hn2301_asp.api import Protocol
from hn2301_asp.cli.commands import main
from hn2301_asp.knowledge.resources import shipped_knowledge_base


class Outcome(Struct, frozen=True):
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


def run(*words: str) -> Outcome:
    """Runs a command in this process."""
    result = CliRunner().invoke(main, words)
    return Outcome(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory, protocol: Protocol) -> Path:
    """Patients, a table and a record of a decision, made once."""
    made = tmp_path_factory.mktemp("decided")
    typical = {**protocol.knowledge_base.vocabulary.typical, "patient_id": "P-1"}
    (made / "patients.json").write_text(json.dumps([typical], default=str), encoding="utf-8")
    (made / "table.jsonl").write_text(json.dumps({"patient_id": "P-1", "age": 34}) + "\n", encoding="utf-8")
    assert run("screen", str(made / "patients.json"), "--record", str(made / "record.json")).code == 0
    return made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decided: Path) -> Path:
    """The working folder: ``kb``, which is to be spoilt, an amendment of it, patients, a table and a record."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(shipped_knowledge_base(), "kb")
    shutil.copytree("kb", "good", ignore=shutil.ignore_patterns("amendments"))
    shutil.copytree(decided, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def given_to_clingo(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that clingo is given to read."""
    texts: list[str] = []
    parse, control = ast.parse_string, clingo.Control

    def parse_string(program: str, *rest: Any, **options: Any) -> Any:
        texts.append(program)
        return parse(program, *rest, **options)

    class Control(control):  # type: ignore[misc, valid-type]
        def add(self, name: str, parameters: Any, program: str) -> None:
            texts.append(program)
            super().add(name, parameters, program)

    monkeypatch.setattr(ast, "parse_string", parse_string)
    monkeypatch.setattr(clingo, "Control", Control)
    return texts
