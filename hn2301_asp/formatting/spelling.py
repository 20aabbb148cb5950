"""The words of a threshold file in their one spelling, and what stands between two of them.

Comparators are ≥ and ≤, what multiplies is ×, what is subtracted or below zero has a −. A unit keeps the name that
its author gave it: reports show that name. This module knows the grammar's kinds of words, and no vocabulary.
"""

from __future__ import annotations

import re
from typing import Final

#: What has another spelling on a keyboard, by the kind of word.
_SIGNS: Final = {
    "COMPARATOR": {">=": "≥", "<=": "≤"},
    "_TIMES": {"x": "×", "*": "×"},
    "_MINUS": {"-": "−", "–": "−"},
}
_TEN: Final = re.compile(r"[×x]\s*(?=10)")
_SIGN: Final = re.compile(r"[–-]")
#: Nothing stands before these words, and behind those.
_BEFORE: Final = frozenset({"RPAR", "RSQB", "_COMMA", "CIRCUMFLEX", "SQUARE"})
_BEHIND: Final = frozenset({"LPAR", "LSQB", "CIRCUMFLEX", "FUNCTION", "CHOICE"})


def spelled(kind: str, text: str) -> str:
    """A word as it is written."""
    if kind in _SIGNS:
        return _SIGNS[kind].get(text, text)
    if kind == "SIGNED":
        return _SIGN.sub("−", text, count=1)
    if kind == "UNIT":
        return _TEN.sub("×", " ".join(text.split()).replace("\u03bc", "\u00b5"), count=1)
    if kind == "LISTED":
        return _listed(text)
    return text


def _listed(text: str) -> str:
    """Numbers of a list: `0, 1 or 2`."""
    return re.sub(r"\s*,\s*", ", ", re.sub(r"\s*\bor\b\s*", " or ", text))


def apart(before: str, behind: str) -> bool:
    """Whether a blank stands between words of two kinds."""
    return before not in _BEHIND and behind not in _BEFORE
