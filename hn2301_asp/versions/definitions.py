"""What the rules of a rule file define, as their heads say it.

A definition is all rules of a file whose head is one predicate of one arity. Heads that are constants
throughout, as `met("IN-7")`, are definitions of their own, unless a head with a variable stands beside
them. A constraint has no head and is known by its `%!` line. This module must not know what is defined.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

#: What cannot be cut, or is no rule.
CONTENT = "content"
CONSTRAINT = "constraint"

_CODE = re.compile(r"\S")
#: A full stop that is no interval's.
_STOP = re.compile(r"(?<!\.)\.(?!\.)")
_NAME = re.compile(r"[a-z_][A-Za-z0-9_']*")
#: A string, or blanks that mean nothing.
_BLANKS = re.compile(r'"(?:\\.|[^"\\])*"|\s+')
_DIRECTIVE = re.compile(r"#\w+\s+\w+")
_VARIABLE = re.compile(r"\b_*[A-Z]|\b_\b")


class Head(Struct, frozen=True):
    """The head of a statement: its name without variables, its key, and the lines of the statement, from 0."""

    name: str
    key: str
    first: int
    last: int


def statements(code: Sequence[str], written: Sequence[str]) -> list[Head]:
    """The heads of the statements in some lines; ``code`` has blanks for comments and letters for strings."""
    text, own = "\n".join(code), "\n".join(written)
    found: list[Head] = []
    at = line = seen = 0
    words: list[str] = []
    while begin := _CODE.search(text, at):
        start = begin.start()
        stop = _STOP.search(text, start)
        line += text.count("\n", at, start)
        at = stop.end() if stop else len(text)
        last = line + text.count("\n", start, at)
        words += _documented(written[seen:line])
        seen = line
        name, key = _named(text[start:at], own[start:at])
        if name == CONSTRAINT:
            key = f"{CONSTRAINT} {' '.join(words or own[start:at].split())}"
        found.append(Head(name, key, line, last))
        line = last
    return found


def key_of(key: str, keys: Collection[str]) -> str:
    """The key of a definition among others: constants are none of their own beside a head with a variable."""
    general = key.partition("(")[0]
    return general if general in keys else key


def _named(code: str, written: str) -> tuple[str, str]:
    if code.startswith(":-"):
        return CONSTRAINT, ""
    if found := _DIRECTIVE.match(code):
        return CONTENT, " ".join(found.group().split())
    found = _NAME.match(code)
    if found is None:
        return CONTENT, " ".join(written.split())
    name, (end, commas) = found.group(), _terms(code, found.end())
    if end == found.end():
        return name, f"{name}/0"
    terms, said = code[found.end() : end], written[found.end() : end]
    arity = f"{name}/{commas + 1}"
    if _VARIABLE.search(terms):
        return name, arity
    several = ";" in terms or ".." in terms
    compact = _BLANKS.sub(lambda one: one.group() if one.group().startswith('"') else "", said)
    return f"{name}{said}", arity if several else f"{arity}{compact}"


def _terms(code: str, start: int) -> tuple[int, int]:
    """Where the terms of an atom end, and how many commas stand between them; ``start`` where it has none."""
    depth = commas = 0
    for at in range(start, len(code)):
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        if not depth:
            return (at + 1, commas) if at > start else (start, 0)
        commas += depth == 1 and code[at] == ","
    return start, 0


def _documented(above: Sequence[str]) -> list[str]:
    """The words of the `%!` lines among some lines."""
    said = (line.strip().removeprefix("%!") for line in above if line.strip().startswith("%!"))
    return [word for line in said for word in line.split()]
