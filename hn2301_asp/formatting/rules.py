"""Rule files with even blanks: round `:-`, after what separates, behind `%!`; never more than the author's layout.

What the author has aligned with a neighbouring line stays aligned. Strings, comments and every line that a block
comment touches stay as they are, but for blanks at their end; line breaks and order are the author's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from hn2301_asp.formatting.line_ends import taken_off
from hn2301_asp.formatting.lines import line_starts
from hn2301_asp.formatting.same import require_same_rules
from hn2301_asp.knowledge.reading_rules import parse_rules
from hn2301_asp.knowledge.rule_text import code_only, pieces
from hn2301_asp.source.diagnostics import InputError

_DOC: Final = re.compile(r"(\s*)%![ \t]*(because +)?(.*)", re.DOTALL)
#: What gets blanks: the arrow with those round it, and what separates with those round it.
_SPACED: Final = re.compile(r"[ \t]*:-[ \t]*|[ \t]*[,;][ \t]*")
#: So often what is aligned is looked at again, before nothing of it is kept.
_ROUNDS: Final = 20
_CLOSING: Final = frozenset(")]}")


def format_rules(text: str, file: str = "") -> str:
    """The text of a rule file with even blanks; it says what it said before.

    Raises InputError, with the reader's findings, where the text is no rule file.
    """
    plain, ends = taken_off(text)
    before = parse_rules(plain, file, 1, constraints=True)
    broken = [finding for finding in before.findings if finding.severity == "error"]
    if broken:
        raise InputError(broken)
    made = _settled(plain)
    require_same_rules(plain, before, made, file)
    return ends.put_to(made)


def _settled(text: str) -> str:
    """The text with even blanks; what is moved in one line may leave its neighbour aligned with nothing."""
    for _ in range(_ROUNDS):
        made = _spaced(text, aligned=True)
        if made == text:
            return text
        text = made
    return _spaced(text, aligned=False)


def _spaced(text: str, *, aligned: bool) -> str:
    lines = text.split("\n")
    codes = code_only(text, "s").split("\n")
    blocks = _in_blocks(text)
    found: list[str] = []
    old, new = 0, 0  # Where the body of the last rule began, and where it begins now: what stands below it goes along.
    for number, line in enumerate(lines):
        if number in blocks:
            found.append(line)
        elif not line.strip():
            if found and (found[-1] or number - 1 in blocks):
                found.append("")
        elif doc := _DOC.fullmatch(line):
            lead, because, said = doc.groups("")
            found.append(f"{lead}%! {'because ' if because else ''}{said}".rstrip())
        else:
            code, beside = codes[number], _beside(codes, number) if aligned else ()
            if 0 < old == len(line) - len(line.lstrip(" ")):
                line, code = " " * new + line[old:], " " * new + code[old:]
            found.append(_line(line.rstrip(), code, beside))
            if ":-" in code:
                old, new = _body(code), _body(code_only(found[-1], "s"))
    while found and not found[-1]:
        found.pop()
    return "\n".join(found) + "\n"


def _body(code: str) -> int:
    """Where the body of a rule begins that begins in a line; 0 where it begins in the next one."""
    rest = code[code.index(":-") + 2 :]
    return len(code) - len(rest.lstrip()) if rest.strip() else 0


def _in_blocks(text: str) -> set[int]:
    """The numbers of the lines that a block comment touches."""
    starts, touched = line_starts(text), set[int]()
    for piece in pieces(text):
        if text.startswith("%*", piece.start):
            touched.update(range(bisect_right(starts, piece.start) - 1, bisect_right(starts, piece.end)))
    return touched


def _beside(codes: Sequence[str], number: int) -> list[str]:
    return [codes[n] for n in (number - 1, number + 1) if 0 <= n < len(codes)]


def _line(line: str, code: str, beside: Sequence[str]) -> str:
    """A line of code with even blanks; ``code`` is the same line with its comments and strings masked."""
    made, at = "", 0
    code = code.rstrip()
    for found in _SPACED.finditer(code):
        start, end = found.span()
        sign = found.group().strip()
        first = start + found.group().index(sign)
        made += line[at:start]
        if not made.strip():
            # A line that goes on begins where its author has it.
            made += line[start:first]
        elif sign == ":-":
            made += " " * _before_arrow(made, first, beside)
        made += sign
        at = end
        if end < len(code) and (code[end] not in _CLOSING or sign == ":-"):
            made += " " * _behind(code, first + len(sign), end, beside)
    return made + line[at:]


def _before_arrow(made: str, column: int, beside: Sequence[str]) -> int:
    """How many blanks stand before an arrow: as many as bring it below or above another one that it stood at."""
    aligned = any(other[column : column + 2] == ":-" for other in beside)
    return max(column - len(made), 1) if aligned else 1


def _behind(code: str, start: int, end: int, beside: Sequence[str]) -> int:
    """How many blanks stand behind a sign: those that align what follows with a neighbouring line, else one."""
    if end - start < 2 or "\t" in code[start:end]:
        return 1
    aligned = any(other[end : end + 1].strip() and other[end - 1 : end] == " " for other in beside)
    return end - start if aligned else 1
