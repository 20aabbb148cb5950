"""A file of rules or thresholds laid out by its ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hn2301_asp.formatting.rules import format_rules
from hn2301_asp.formatting.thresholds import format_thresholds

#: What lays out a file, by its ending.
FORMATTERS: Final[Mapping[str, Callable[[str, str], str]]] = {".lp": format_rules, ".thr": format_thresholds}


def format_text(text: str, file: str) -> str:
    """The text of a file laid out as its ending asks; raises InputError where it cannot be read, KeyError of others."""
    return FORMATTERS[file[file.rfind(".") :]](text, file)
