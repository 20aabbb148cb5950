"""Every command and every public function that is given a path, a rule or a record: one row each.

A new command without a row fails ``test_entry_points.py``. ``SPOILT`` stands for the folder of a knowledge base that
is hostile, ``PATIENTS`` for such a file of patients, or of whatever else the command reads; the other names are those
of the working folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct

SPOILT, PATIENTS = "{kb}", "{patients}"


class Row(Struct, frozen=True):
    """How a command is called: with a knowledge base to be spoilt, and with patients, where it reads such.

    One that reads ``rules_only`` opens no other file of a knowledge base, and looks at no meaning.
    """

    kb: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()
    rules_only: bool = False
    formats: tuple[str, ...] = ()


COMMANDS: Final[Mapping[tuple[str, ...], Row]] = {
    ("amend", "check"): Row(
        kb=("kb/amendments/A01_lymphocytes", "--base", SPOILT),
        patients=("kb/amendments/A01_lymphocytes", "--base", "kb", "--cohort", PATIENTS),
        formats=("text", "md", "json", "html", "sarif"),
    ),
    ("amend", "draft"): Row(kb=(SPOILT, "--base", "good", "-o", "A77_drafted")),
    ("amend", "set"): Row(kb=("IN-7", "alc_adequate", "≥ 1.0", "--base", SPOILT, "--in", "A77_set")),
    ("assumptions",): Row(kb=("--kb", SPOILT), patients=("--confirm", PATIENTS, "--kb", "kb", "--dry-run")),
    ("check",): Row(kb=("--kb", SPOILT), formats=("text", "json", "sarif", "github")),
    ("compare",): Row(
        kb=("good", SPOILT), patients=("good", "kb", "--cohort", PATIENTS), formats=("text", "md", "json", "html")
    ),
    ("explain",): Row(kb=("patients.json", "--kb", SPOILT), patients=(PATIENTS,), formats=("text", "json", "html")),
    ("explain-code",): Row(),
    ("facts",): Row(kb=("--kb", SPOILT)),
    ("fmt",): Row(kb=(SPOILT, "--check"), rules_only=True),
    # What an editor sends, and opens, is asked over its streams: `test_editor.py`.
    ("lsp",): Row(),
    ("new",): Row(),
    ("relax",): Row(kb=("table.jsonl", "--kb", SPOILT), patients=(PATIENTS,), formats=("text", "json", "html", "svg")),
    ("screen",): Row(
        kb=("patients.json", "--kb", SPOILT), patients=(PATIENTS,), formats=("text", "json", "csv", "html", "jsonl")
    ),
    ("synth",): Row(kb=("2", "--kb", SPOILT)),
    ("test",): Row(kb=("--kb", SPOILT, "--no-coverage")),
    ("trace",): Row(kb=("--kb", SPOILT), formats=("text", "md", "json", "html")),
    ("verify",): Row(kb=("record.json", "--kb", SPOILT), patients=(PATIENTS,)),
}

#: The public functions that read a knowledge base, by their names; what they are given is its path.
OF_A_KNOWLEDGE_BASE: Final[Mapping[str, Callable[[Any, str], object]]] = {
    "load": lambda hn, kb: hn.load(kb),
    "compare": lambda hn, kb: hn.compare("good", kb),
    "check_amendments": lambda hn, kb: hn.check_amendments(kb, []),
}
#: The public methods of a protocol that read a record, or many.
OF_RECORDS: Final[Mapping[str, Callable[[Any, Any], object]]] = {
    "patient": lambda protocol, record: protocol.patient(record),
    "verdict": lambda protocol, record: protocol.verdict(record),
    "screen": lambda protocol, record: protocol.screen(record),
    "screen_many": lambda protocol, record: list(protocol.screen_many([record])),
}
#: Those that read a table: its columns are as large as their kind of frame allows, and its cells as those of files.
OF_TABLES: Final[Mapping[str, Callable[[Any, Any], object]]] = {
    "relax": lambda protocol, frame: protocol.relax(frame),
    "screen_frame": lambda protocol, frame: protocol.screen_frame(frame),
    "summary": lambda protocol, frame: protocol.summary(frame),
}
