"""A person of whom some things are said, a knowledge base with some edits, and the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from msgspec import Struct

import hn2301_asp as hn
from hn2301_asp.cli.commands import main

KB = Path(__file__).parents[2] / "kb"
#: The day on which everybody here is screened.
SCREENED = "2025-03-10"
TYPICAL: Mapping[str, Any] = yaml.safe_load((KB / "vocabulary" / "typical.yaml").read_text(encoding="utf-8"))

Record = dict[str, Any]
#: A file of the knowledge base, what stands there (None: it is written anew), and what stands there instead.
Edit = tuple[str, str | None, str]


class Outcome(Struct, frozen=True):
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """Everything that was printed, on one line."""
        return " ".join((self.out + self.err).split())


Run = Callable[..., Outcome]
Edited = Callable[..., Path]


#: How the name of an example ends of which 0.3.0 said the same: the near side of a case.
AS_BEFORE = "(as before)"
#: Every example that some test holds.
NAMED: set[str] = set()


def of(*names: str) -> pytest.MarkDecorator:
    """The examples that a test holds, each named by the id of its case, and by what is tried."""
    NAMED.update(names)
    return pytest.mark.parametrize("case", names, indirect=True)


@pytest.fixture(autouse=True)
def case(request: pytest.FixtureRequest) -> str:
    """The id of the case, and of which example of it."""
    return str(request.param)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def somebody(**changed: Any) -> Record:
    """The typical patient, screened on that day, with some fields changed; None takes one out."""
    record = {**TYPICAL, "screening_date": SCREENED, **changed}
    return {name: value for name, value in record.items() if value is not None}


def run(*words: str) -> Outcome:
    """What a command does, in this process."""
    result = CliRunner().invoke(main, words)
    return Outcome(result.exit_code, result.stdout, result.stderr)


def screened(record: Record, protocol: hn.Protocol) -> str:
    """The verdict on a record, or `error: ` with everything that is said of it."""
    try:
        return protocol.screen(record).verdict
    except hn.InputError as error:
        return "error: " + "; ".join(finding.message for finding in error.findings)


def table(name: str, *rows: Sequence[object], separator: str = ",") -> str:
    """A text file of rows in the working folder."""
    Path(name).write_text("".join(separator.join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return name


def listed(*words: str) -> list[Record]:
    """What `screen --format json` says of each patient of a file."""
    done = run("screen", *words, "--format", "json")
    assert done.code == 0, done.err
    data: list[Record] = json.loads(done.out)
    return data


def edited(name: str, *edits: Edit) -> Path:
    """A copy of the shipped knowledge base in the working folder, with some edits."""
    root = Path(name).absolute()
    shutil.copytree(KB, root, ignore=shutil.ignore_patterns("amendments"))
    for file, before, after in edits:
        path = root / file
        text = path.read_text(encoding="utf-8") if before is not None else ""
        assert before is None or before in text, (file, before)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(before, after) if before is not None else after, encoding="utf-8")
    return root


def judged(root: Path, base: Path = KB) -> Record:
    """What `amend check` says of a version, as data."""
    done = run("amend", "check", "--base", str(base), str(root), "--format", "json")
    assert done.code in (0, 1), done.err
    data: Record = json.loads(done.out)
    (account,) = data["accounts"]
    return dict(account)


def found(conflicts: Sequence[Record], code: str | None = None) -> list[Record]:
    """The findings of a class, or all, with those that follow from others."""
    every = [inner for one in conflicts for inner in (one, *found(one["follows"]))]
    return [one for one in every if code in (None, one["code"])]


def text_of(file: str) -> str:
    """A file of the shipped knowledge base."""
    return (KB / file).read_text(encoding="utf-8")


def put(**changed: Any) -> str:
    """A file with the typical patient, of whom some fields are changed."""
    Path("a.json").write_text(json.dumps(somebody(patient_id="P-1", **changed)), encoding="utf-8")
    return "a.json"
