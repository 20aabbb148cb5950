"""Where the knowledge base and the grammar that ship with the package lie.

In a checkout they stand beside the package; in an installed copy, inside it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def _folder(name: str) -> Path:
    inside = _PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def shipped_knowledge_base() -> Path:
    """The folder of the knowledge base that ships with the package."""
    return _folder("kb")


def smallest_knowledge_base() -> Path:
    """The folder of the knowledge base that an author begins with."""
    return _PACKAGE / "examples" / "smallest"


def grammar_file(name: str) -> Path:
    """A file of the grammar's folder: the grammar itself, or a page that explains."""
    return _folder("grammar") / name


def grammar_text(name: str) -> str:
    """The text of a grammar file."""
    return grammar_file(name).read_text(encoding="utf-8")
