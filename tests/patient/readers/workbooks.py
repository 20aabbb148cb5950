"""Making workbooks, and altering the parts of their archives by hand."""

from __future__ import annotations

import importlib
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

SHEET = "xl/worksheets/sheet1.xml"


def blank() -> Any:
    """A workbook with one empty worksheet."""
    return importlib.import_module("openpyxl").Workbook()


def workbook(*rows: Sequence[object], name: str = "patients.xlsx") -> Path:
    """A workbook with one worksheet of these rows."""
    book = blank()
    fill(book, rows)
    book.save(name)
    return Path(name)


def fill(book: Any, rows: Iterable[Sequence[object]]) -> None:
    """Appends rows to the first worksheet of a workbook."""
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))


def altered(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with words of one part replaced; they must stand there."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    # openpyxl writes an empty value in one of these ways, with lxml or without.
    text = parts[part].decode().replace("<v></v>", "<v />").replace("<v/>", "<v />")
    assert old in text
    parts[part] = text.replace(old, new).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def with_part(path: Path, part: str, data: bytes) -> Path:
    """The workbook with one more part in its archive."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, data)
    return path
