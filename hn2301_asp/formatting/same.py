"""Whether a text that was laid out anew says what it said: its own readers are asked, and its comments compared.

What differs here would be a fault of this package; nothing is written then.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from hn2301_asp.knowledge.reading_rules import RuleFile, parse_rules
from hn2301_asp.knowledge.rule_text import pieces
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.knowledge.thresholds.model import Again, Limit
from hn2301_asp.knowledge.thresholds.syntax import ThresholdFile, parse
from hn2301_asp.knowledge.vocabulary.model import unit_key
from hn2301_asp.source.diagnostics import Finding, InputError, Place

_THRESHOLD_COMMENT = re.compile(r'"[^"]*"|#[^\n]*')
_SIGNS = str.maketrans("−–", "--")


def require_same_thresholds(text: str, before: ThresholdFile, made: str, file: str) -> None:
    """Raises InputError where another text does not say what a threshold file says."""
    try:
        after = parse(made, file)
    except InputError:
        raise InputError(_fault(file)) from None
    if said(before) != said(after) or _comments(text) != _comments(made):
        raise InputError(_fault(file))


def require_same_rules(text: str, before: RuleFile, made: str, file: str) -> None:
    """Raises InputError where another text does not say what a rule file says."""
    try:
        after = parse_rules(made, file, 1, constraints=True)
    except InputError:
        raise InputError(_fault(file)) from None
    same = said(before.rules) == said(after.rules) and len(before.findings) == len(after.findings)
    if not same or _letters(text) != _letters(made) or _rule_comments(text) != _rule_comments(made):
        raise InputError(_fault(file))


def _fault(file: str) -> Finding:
    message = "laid out anew this file would not say what it says: it is left as it is"
    return Finding("format", message, Place(file), help="this is a fault of the program, not of your file: report it")


def said(part: Any) -> Any:
    """What a part of a syntax tree says, without the places where it stands and the signs that it is written with."""
    if isinstance(part, Place):
        return None
    if isinstance(part, Limit | Again):
        unit = None if part.unit is None else unit_key(part.unit)
        rest = [getattr(part, name) for name in part.__struct_fields__ if name not in ("unit", "number_text")]
        return type(part).__name__, unit, part.number_text.translate(_SIGNS), *map(said, rest)
    if isinstance(part, Struct):
        return type(part).__name__, *(_field(part, name) for name in part.__struct_fields__)
    if isinstance(part, tuple):
        return tuple(map(said, part))
    return part


def _field(part: Struct, name: str) -> Any:
    value = getattr(part, name)
    if name == "source" and isinstance(part, Rule):
        return None
    if name == "unit" and isinstance(value, str):
        return unit_key(value)
    if name == "text" and getattr(part, "kind", "") == "number":
        return value.translate(_SIGNS)
    return said(value)


def _comments(text: str) -> list[str]:
    found = (one.group() for one in _THRESHOLD_COMMENT.finditer(text))
    return [comment.rstrip() for comment in found if comment.startswith("#")]


def _rule_comments(text: str) -> list[str]:
    """The comments and strings of a rule file; those that give words with single blanks."""
    found = (text[piece.start : piece.end] for piece in pieces(text))
    return ["".join(one.split()) if one.startswith("%!") else one.rstrip() for one in found]


def _letters(text: str) -> str:
    return "".join(text.split())
