"""What is to be written of an amendment, as data. Nothing is computed here and nothing is written."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from hn2301_asp.amendment.model import Clause
from hn2301_asp.comparison.model import Comparison
from hn2301_asp.source.diagnostics import Finding
from hn2301_asp.versions.opened import Opened


class FileChange(Struct, frozen=True):
    """A file of the amendment's folder: its text on disk and its new one, None where there is none."""

    path: Path
    old: str | None
    new: str | None


class ThresholdChange(Struct, frozen=True):
    """One threshold before and after: its bound, the line that states it, and the words it quotes.

    A threshold that stands on a reason and quotes nothing has no quotes.
    """

    name: str
    file: str
    line: int
    shown_before: str
    shown_after: str
    line_before: str
    line_after: str
    quotes_before: tuple[str, ...]
    quotes_after: tuple[str, ...]


class Written(Struct, frozen=True):
    """An amendment ready to be written: ``files`` hold what `write` does, ``opened`` what it then means.

    ``clauses`` and ``thresholds`` are the redline. ``findings`` are worth a look before writing;
    ``notes`` say what was left alone; ``remaining`` is what only people can fill in.
    """

    folder: Path
    opened: Opened
    files: tuple[FileChange, ...]
    clauses: tuple[Clause, ...]
    thresholds: tuple[ThresholdChange, ...]
    comparison: Comparison
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()
