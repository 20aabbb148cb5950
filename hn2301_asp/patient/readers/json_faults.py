"""Finding where a JSON text, known to hold faults, holds them: a slow second look at its tokens.

Python's parser is fast but does not tell where a field stands. This module is called only when
something is wrong; it must not know the vocabulary, units or field names.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Final

from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.limits import MAX_DEPTH, MAX_SYNTAX_FINDINGS
from hn2301_asp.source.scalars import NUMBER_HELP, UnusableNumber, decimal
from hn2301_asp.source.text import at_offset, quoted, too_deep

_TOKEN: Final = re.compile(
    r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],]|NaN|-?Infinity|-?[0-9][0-9.eE+-]*', re.ASCII | re.DOTALL
)


@dataclass(slots=True)
class _Level:
    """One open object or list: the fields read so far, each with its offset."""

    is_object: bool
    awaits_name: bool
    fields: dict[str, int] = field(default_factory=dict)


def faults(text: str, file: str) -> tuple[Finding, ...]:
    """Fields written twice, numbers no measurement has, and nesting that is too deep.

    Reads the tokens of a text that is JSON up to the place where it nests too deeply; stops there,
    and when there are many findings.
    """
    findings: list[Finding] = []
    levels: list[_Level] = []
    for match in _TOKEN.finditer(text):
        token, start = match[0], match.start()
        if token in "{[":
            levels.append(_Level(is_object=token == "{", awaits_name=token == "{"))
            if len(levels) > MAX_DEPTH:
                findings.append(too_deep("json", at_offset(file, text, start)))
                break
        elif token in "}]":
            levels.pop()
        elif token == ",":
            levels[-1].awaits_name = levels[-1].is_object
        elif token[0] == '"':
            if levels and levels[-1].awaits_name:
                findings += _name(token, start, levels[-1], text, file)
        else:
            findings += _number(token, start, text, file)
        if len(findings) >= MAX_SYNTAX_FINDINGS:
            break
    return tuple(findings) or (too_deep("json", Place(file=file)),)


def _name(token: str, start: int, level: _Level, text: str, file: str) -> list[Finding]:
    """Notes a field's name; a finding when the object has it already."""
    level.awaits_name = False
    name: str = json.loads(token)
    first = level.fields.setdefault(name, start)
    if first == start:
        return []
    place = at_offset(file, text, start, len(token), near=True)
    return [
        Finding(
            "json-duplicate-key",
            f"{quoted(name)} is written twice in one object",
            place,
            help="keep the one that is right",
            related=(at_offset(file, text, first, len(token)),),
        )
    ]


def _number(token: str, start: int, text: str, file: str) -> list[Finding]:
    """A finding when the number is none that was measured."""
    if token.endswith(("NaN", "Infinity")):
        place = at_offset(file, text, start, len(token), near=True)
        message = f"`{token}` is not a value"
        return [Finding("json-not-a-number", message, place, help="write `null` for unknown")]
    try:
        decimal(token)
    except UnusableNumber:
        place = at_offset(file, text, start, len(token))
        message = f"the number {quoted(token)} has too many digits or too large an exponent"
        return [Finding("number-too-large", message, place, help=NUMBER_HELP)]
    return []
