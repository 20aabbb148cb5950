"""What may not stand in a rule file, found in its text before clingo sees it.

Rule files are data from colleagues, not code to run: scripts, includes, theories and external functions are
refused here. This module knows no vocabulary, no threshold and no patient.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from hn2301_asp.knowledge.rule_text import code_only, pieces
from hn2301_asp.source.bounds import text_findings
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.limits import MAX_OPERATIONS, MAX_STATEMENT_CHARACTERS

#: clingo's integers have 32 bits, and it wraps what is larger.
LARGEST = 2**31 - 1

_REFUSED = re.compile(
    r"#\s*(?:script|include|theory|external)\b|#\s*!|&|@\s*[A-Za-z_']|[^\x00-\x7f]+"
    r"|\b(?:[0-9]{10,}|0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+)\b"
)
#: What ends a rule, but for the dots of an interval; and what calls for arithmetic, an arrow aside.
_END = re.compile(r"(?<!\.)\.(?!\.)")
_OPERATION = re.compile(r"\.\.|(?<!:)-|[+*/\\~?^|]")
#: clingo's text ends at a NUL, and what follows would be left out without a word.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def refused(text: str, file: str) -> Iterator[Finding]:
    """What must never reach clingo, and integers that it would wrap without a word."""
    bare = code_only(text)
    # Numbers count in quotes too, where they are compared with those of thresholds; brackets in code alone.
    beyond = [*dict.fromkeys([*text_findings(text, file), *text_findings(bare, file, brackets=True)])]
    beyond += _too_long(bare, file)
    if beyond:
        # Nothing else is looked for: it would be worked out from what cannot be.
        yield from beyond
        return
    lines = text.split("\n")
    yield from _unclosed(text, file, lines)
    for control in _CONTROL.finditer(text):
        line = text.count("\n", 0, control.start()) + 1
        yield Finding(
            "rule-syntax",
            f"a control character (U+{ord(control.group()):04X}) stands in the text",
            Place(file, line),
            help="remove the character; it may not be visible",
        )
    for found in _REFUSED.finditer(bare):
        word = "".join(found.group().split())
        line = bare.count("\n", 0, found.start()) + 1
        column = found.start() - (bare.rfind("\n", 0, found.start()) + 1) + 1
        place = Place(file, line, column, column + len(found.group()), lines[line - 1])
        if (told := _why(word, found.group())) is not None:
            code, message, help = told
            yield Finding(code, message, place, help=help)


def _too_long(bare: str, file: str) -> Iterator[Finding]:
    """Rules that clingo would take too long for, or that are deeper than it can follow."""
    start = 0
    for end in (*(found.start() for found in _END.finditer(bare)), len(bare)):
        rule = bare[start:end].strip()
        first = bare.find(rule, start)
        line = bare.count("\n", 0, first) + 1 if len(rule) > MAX_OPERATIONS else 0
        start = end + 1
        if len(rule) > MAX_STATEMENT_CHARACTERS:
            message = f"a rule of more than {MAX_STATEMENT_CHARACTERS} characters"
            yield Finding("rule-syntax", message, Place(file, line), help="write it as several rules")
        elif len(rule) > MAX_OPERATIONS and len(_OPERATION.findall(rule)) > MAX_OPERATIONS:
            message = f"a rule with more than {MAX_OPERATIONS} signs of arithmetic"
            yield Finding("rule-syntax", message, Place(file, line), help="numbers belong in a threshold file")


def _why(word: str, written: str) -> tuple[str, str, str] | None:
    """Why a word may not stand in a rule file, with the code and what helps; None of an integer that fits."""
    if word == "&":
        return (
            "forbidden-construct",
            "a theory atom (`&…`) may not stand in a rule file",
            "a rule file holds rules only",
        )
    if word.startswith("#"):
        help = "rule files are data: they run no code and read no other file"
        return "forbidden-construct", f"`{word}` may not stand in a rule file", help
    if word.startswith("@"):
        message = "external functions (`@…`) may not stand in a rule file"
        return "forbidden-construct", message, "rule files are data: they run no code"
    if not written.isascii():
        shown = f"`{written}`" if written.isprintable() else f"the character U+{ord(written[0]):04X}"
        help = "names are written in plain letters; numbers and their comparisons belong in a threshold file"
        plain = {"。": ".", "“": '"', "”": '"'}.get(written) or unicodedata.normalize("NFKC", written)
        if plain != written and plain.isascii() and plain.isprintable() and plain.strip():
            help = f"write the plain sign: `{plain}`"
        return "rule-syntax", f"{shown} may stand in strings and comments only", help
    if integer(word) > LARGEST:
        message = f"`{word}` is beyond clingo's 32-bit integers and would wrap around"
        return "integer-overflow", message, "numbers belong in a threshold file"
    return None


def _unclosed(text: str, file: str, lines: list[str]) -> Iterator[Finding]:
    """Where a comment or a string has no end, nobody can be sure what is code."""
    for piece in pieces(text):
        if not piece.kind.startswith("open"):
            continue
        line = text.count("\n", 0, piece.start) + 1
        column = piece.start - (text.rfind("\n", 0, piece.start) + 1) + 1
        if piece.kind == "open comment":
            message = "the comment that begins here is not closed"
            help = "comments nest: each `%*` needs its own `*%`, and `%` inside hides the rest of its line"
        else:
            message = "the string that begins here is not closed, or holds a backslash"
            help = "a string ends on its own line; a backslash may stand before `n`, a quotation mark or a backslash"
        yield Finding("rule-syntax", message, Place(file, line, column, column + 1, lines[line - 1]), help=help)


def integer(word: str) -> int:
    """The number that clingo would read, were it wide enough: it also knows 0x, 0o and 0b. Raises ValueError."""
    return int(word, {"0x": 16, "0o": 8, "0b": 2}.get(word[:2], 10))
