"""A YAML parser's complaints in plain words, placed in the source with the line.

Both parsers are understood: libyaml and the one in Python, whose words differ. This module must
not know what the text is about.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Final

import yaml
from msgspec.structs import replace

from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.text import clip, shown_line

# Patterns of far-off characters are slow to make, and only a fault needs them.
_LINE_END: Final = "\r\n|[\r\n\x85\u2028\u2029]"
_FORBIDDEN: Final = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_UNCLOSED: Final = "unexpected end of stream"
_NO_COLON: Final = "could not find expected ':'"
BLOCK_HELP: Final = "put a value such as `>5` or `>=1000` in quotation marks"
_WORDS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        _UNCLOSED,
        "the quoted text that begins here is not closed",
        "close it with the same quotation mark",
    ),
    ("tab character", "the line is indented with a tab", "indent with spaces"),
    (
        "cannot start any token",
        "a text cannot begin with this character unless it is quoted",
        "put the text in quotation marks",
    ),
    (
        "mapping values are not allowed",
        "`:` stands where no field can begin",
        "indent fields of one record alike; put a text that holds `: ` in quotation marks",
    ),
    (
        _NO_COLON,
        "this line is neither `field: value` nor an item of a list",
        "write `field: value`, with a space after the colon",
    ),
    (
        "entries are not allowed|sequence entries",
        "a list item stands where none can begin",
        "begin the list on its own line; put a text that begins with `- ` in quotation marks",
    ),
    (
        "expected key|expected <block end>|expected '-' indicator",
        "the line does not fit those above it",
        "indent fields of one record alike; a text with quotation marks is quoted as a whole",
    ),
    (
        r"expected ',' or '[\]}]'",
        "a list `[…]` or mapping `{…}` is not closed, or a comma is missing in it",
        "put commas between the items and close it with the same kind of bracket",
    ),
    (
        "unknown escape character|hexdecimal number|hexadecimal numbers",
        "a backslash stands before a character it cannot escape",
        "write `\\\\`, or use single quotation marks",
    ),
    (
        "expected '?<document start>'?",
        "something follows the end of the record",
        "put several records into one list, or a line `---` between them",
    ),
    (
        "comment or line break|chomping or indentation",
        "`>` or `|` begins a text on the lines below; nothing may follow on this line",
        BLOCK_HELP,
    ),
    ("undefined tag handle", "tags (`!…`) are not read", "remove it, or quote the text"),
)


class Source:
    """A text under its file's name; finds the places of a parser's marks."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """The lines as YAML counts them."""
        return re.split(_LINE_END, self.text)

    def at(self, start: Any, end: Any = None) -> Place:
        """The place from one mark to another of the same line; a mark counts from 0."""
        line, column = start.line, start.column
        if line >= len(self.lines) or not self.lines[line].strip():
            line, column = self._last_filled(min(line, len(self.lines) - 1))
        same_line = end is not None and end.line == start.line == line and end.column > column
        return Place(
            file=self.file,
            line=line + 1,
            column=column + 1,
            end_column=(end.column if same_line else column + 1) + 1,
            text=shown_line(self.lines[line]),
        )

    def at_offset(self, offset: int) -> Place:
        """The place of one character, by its number."""
        before = re.split(_LINE_END, self.text[:offset])
        line, column = len(before) - 1, len(before[-1])
        return Place(self.file, line + 1, column + 1, column + 2, shown_line(self.lines[line]))

    def _last_filled(self, line: int) -> tuple[int, int]:
        """The end of the last line, up to this one, on which something stands."""
        while line > 0 and not self.lines[line].strip():
            line -= 1
        return line, len(self.lines[line].rstrip())


def syntax_finding(error: yaml.YAMLError, source: Source) -> Finding:
    """The finding that says what the parser stumbled over, and where."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return _character_finding(error, source)
    problem = error.problem or "the text is not YAML"
    mark, context = error.problem_mark, error.context_mark
    if (_UNCLOSED in problem or _NO_COLON in problem) and context is not None:
        mark, context = context, None
    if "cannot start any token" in problem and _is_tab(mark, source):
        problem = "tab character"
    message, advice = _in_words(problem)
    related = (source.at(context),) if context is not None and context.line != mark.line else ()
    return Finding("yaml-syntax", message, source.at(mark), help=advice, related=related)


def _in_words(problem: str) -> tuple[str, str | None]:
    for pattern, message, advice in _WORDS:
        if re.search(pattern, problem):
            return message, advice
    return clip(problem.lower(), 120), None


def _is_tab(mark: Any, source: Source) -> bool:
    """Whether the mark stands on a tab."""
    line = source.lines[mark.line] if mark.line < len(source.lines) else ""
    return line[mark.column : mark.column + 1] == "\t"


def _character_finding(error: yaml.YAMLError, source: Source) -> Finding:
    """The finding for a character that YAML does not allow; the parsers disagree on its offset."""
    found = re.search(_FORBIDDEN, source.text)
    if found is None:
        return Finding("yaml-syntax", clip(str(error).lower(), 120), Place(file=source.file))
    message = f"a control character (U+{ord(found[0]):04X}) stands in the text"
    place = replace(source.at_offset(found.start()), end_column=None)
    return Finding("yaml-syntax", message, place, help="remove the character; it may not be visible")
