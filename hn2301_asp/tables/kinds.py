"""What kind of file it is: by its suffix, by what is said, or, of standard input, by how it begins."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from hn2301_asp.patient.readers.files import fail
from hn2301_asp.source.text import clip

#: Kinds of files that hold typed tables, by their suffixes.
TYPED: Final = {
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".duckdb": "duckdb",
    ".db": "duckdb",
}
_READ: Final = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}

_HEAD: Final = 65_536
_SIGNS: Final = ((b"PAR1", 0, "parquet"), (b"ARROW1", 0, "arrow"), (b"PK\x03\x04", 0, "xlsx"), (b"DUCK", 8, "duckdb"))
_PAIR: Final = re.compile(r"\s*(-\s|-$|[^,;\t\"']*:(\s|$))")
_SEPARATORS: Final = re.compile(r"[,;\t]")


def kind_of(path: Path) -> str:
    """The kind of a file by its suffix; `document` of all that is read whole, or that nobody reads."""
    suffix = path.suffix.lower()
    return TYPED.get(suffix) or _READ.get(suffix) or "document"


def sniffed(head: bytes, file: str) -> str:
    """The kind of what begins so; raises InputError where it cannot be told."""
    for sign, at, kind in _SIGNS:
        if head[at : at + len(sign)] == sign:
            return kind
    if head[:4] == b"\xff\xff\xff\xff":
        return "arrow"  # A stream of Arrow: what continues a message comes first.
    text = head[:_HEAD].decode("utf-8-sig", "replace").lstrip()
    first, _, more = text.partition("\n")
    if text.startswith("["):
        return "json"
    if text.startswith("{"):
        return "jsonl" if first.rstrip().endswith("}") and more.lstrip().startswith("{") else "json"
    if _PAIR.match(first):
        return "yaml"
    if not _SEPARATORS.search(first):
        fail("input-format", f"what it is cannot be told from `{clip(first)}`", file, "say it with --input-format")
    return "csv"
