"""A table to sign, filled in as somebody does it in a word processor."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from docx import Document

from hn2301_asp.api import load
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.qualification.register import register
from hn2301_asp.qualification.sign_table import HEADS, sign_table

#: By the id of a row, what stands in some of its columns.
Filled = Mapping[str, Mapping[str, str]]
YES = {"Yes or no": "yes", "By whom": "Dr. M. Curie", "Date": "2026-12-01"}


def fresh(kb: Path) -> bytes:
    """The empty table of a knowledge base."""
    base = load(str(kb)).knowledge_base
    return sign_table(base, register(read_files(kb), base))


def filled(document: bytes, cells: Filled, path: Path) -> Path:
    """The table with some cells written anew."""
    opened = Document(BytesIO(document))
    left = {name: dict(columns) for name, columns in cells.items()}
    for row in opened.tables[0].rows:
        for column, text in left.pop(row.cells[0].text, {}).items():
            row.cells[HEADS.index(column)].text = text
    assert left == {}
    opened.save(str(path))
    return path
