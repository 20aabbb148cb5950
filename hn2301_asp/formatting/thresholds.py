"""Threshold files laid out: columns of names, quantities and quotes, one blank between words, one spelling of signs.

Columns stay where the author has most of them, as far as everything fits: who adds a line changes no other, and an
amendment's lines stand as those that they replace. Line breaks are the author's, save where a quote would begin far
to the right. Comments stay in their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from hn2301_asp.formatting.line_ends import taken_off
from hn2301_asp.formatting.lines import Line, Passage, Word, cells, passages
from hn2301_asp.formatting.same import require_same_thresholds
from hn2301_asp.formatting.spelling import apart
from hn2301_asp.knowledge.thresholds.syntax import parse

#: Blanks between two columns where no column of the author's has room, and before a comment.
_GAP, _BEFORE_COMMENT = 3, 2
#: Names, and whatever stands before a quote in its line, end before these columns; else the rest goes to a new line.
_NAMES_END, _TESTS_END = 60, 100
#: How deep a definition goes on where its author says nothing else.
_DEEPER: Final = 4
_REASON: Final = frozenset({"_NEGATES", "_BECAUSE", "QUOTE", "EMPIRICAL"})


def format_thresholds(text: str, file: str = "") -> str:
    """The text of a threshold file laid out; it says what it said before.

    Raises InputError, with the parser's findings, where the text is no threshold file.
    """
    plain, ends = taken_off(text)
    before = parse(plain, file)
    made = _laid_out(list(passages(plain, file)))
    require_same_thresholds(plain, before, made, file)
    return ends.put_to(made)


def _laid_out(found: Sequence[Passage]) -> str:
    lines: list[str] = []
    indent = 0
    for block in _blocks(found):
        names, quotes = _columns(block)
        for passage in block:
            if passage.kind == "threshold":
                indent = names
                lines += _threshold(passage, names, quotes)
            elif passage.kind == "definition":
                indent = _depth(passage)
                lines += _definition(passage, indent)
            else:
                lines += _heading(passage)
            lines += (_comment(line, indent) for line in passage.behind)
    return _spaced(lines)


def _blocks(found: Iterable[Passage]) -> Iterator[list[Passage]]:
    """Thresholds with no blank line between them share their columns; all else stands alone."""
    block: list[Passage] = []
    for passage in found:
        if block and (passage.kind != "threshold" or block[-1].kind != "threshold"):
            yield block
            block = []
        block.append(passage)
        if any(not line.words and not line.comment for line in passage.behind):
            yield block
            block = []
    if block:
        yield block


def _columns(block: Sequence[Passage]) -> tuple[int, int]:
    """Where the quantities of a block begin, and the quotes that stand in a statement's first line."""
    rows = [passage.lines[0].words for passage in block if passage.kind == "threshold"]
    if not rows:
        return 0, 0
    longest = max(cells(words[0].text) for words in rows)
    names = _column((words[1].column for words in rows if len(words) > 1), longest, 2, _NAMES_END)
    tests = [(words, names + cells(_joined(_test(words)))) for words in rows if 0 < _reason(words) < len(words)]
    fitting = [(words[_reason(words)].column, end) for words, end in tests if end < _TESTS_END]
    if not fitting:
        return names, 0
    widest = max(end for _, end in fitting)
    return names, _column((column for column, _ in fitting), widest, 1, _TESTS_END + _GAP)


def _column(candidates: Iterable[int], end: int, gap: int, most: int) -> int:
    """The column that most have, if it lies such a gap behind the longest, and not too far; else a gap behind that."""
    counts = Counter(candidates)
    most_used = max(counts.values(), default=0)
    fitting = [column for column, number in counts.items() if number == most_used and end + gap <= column <= most]
    return min(fitting, default=end + _GAP)


def _reason(words: Sequence[Word]) -> int:
    """The place of the first word of the reasons; behind all words where there is none."""
    return next((place for place, word in enumerate(words) if word.kind in _REASON), len(words))


def _test(words: Sequence[Word]) -> Sequence[Word]:
    return words[1 : _reason(words)]


def _threshold(passage: Passage, names: int, quotes: int) -> Iterator[str]:
    first, *others = passage.lines
    words = first.words
    place = _reason(words)
    head = _padded(words[0].text, names, _joined(words[1:place]))
    reasons = words[place:]
    if reasons and cells(head) >= _TESTS_END:
        yield head
        first, head = Line(reasons, first.comment), " " * names + _joined(reasons, names)
    elif reasons:
        head = _padded(head, quotes, _joined(reasons, quotes))
    yield _commented(head, first)
    yield from _continued(others, names)


def _definition(passage: Passage, depth: int) -> Iterator[str]:
    first, *others = passage.lines
    yield _commented(_with_source(first.words, 0), first)
    yield from _continued(others, depth)


def _depth(passage: Passage) -> int:
    """How deep a definition goes on: as its author has its second line."""
    column = next((line.words[0].column for line in passage.lines[1:] if line.words), _DEEPER)
    return column if _DEEPER <= column <= _NAMES_END else _DEEPER


def _continued(lines: Iterable[Line], depth: int) -> Iterator[str]:
    for line in lines:
        if line.words:
            yield _commented(" " * depth + _with_source(line.words, depth), line)
        else:
            yield _comment(line, depth)


def _with_source(words: Sequence[Word], column: int) -> str:
    """Words of which a definition's source or a threshold's reasons stand a little apart."""
    place = _reason(words)
    before = _joined(words[:place], column)
    if not before or place == len(words):
        return before or _joined(words, column)
    behind = column + cells(before) + _GAP
    return before + " " * _GAP + _joined(words[place:], behind)


def _heading(passage: Passage) -> Iterator[str]:
    for number, line in enumerate(passage.lines):
        if line.words:
            depth = _DEEPER if number else 0
            yield _commented(" " * depth + _joined(line.words), line)
        else:
            yield _comment(line, _DEEPER)
    if passage.kind == "heading":
        yield ""


def _comment(line: Line, depth: int) -> str:
    """A comment in a line of its own: at the margin where it stood there, else as deep as what it stands in."""
    return f"{' ' * depth if line.comment_column else ''}{line.comment}".rstrip()


def _commented(text: str, line: Line) -> str:
    if not line.comment:
        return text
    column = cells(text.rpartition("\n")[2])
    return text + " " * max(line.comment_column - column, _BEFORE_COMMENT) + line.comment


def _padded(text: str, column: int, behind: str) -> str:
    return text + " " * (column - cells(text)) + behind if behind else text


def _joined(words: Sequence[Word], column: int = 0) -> str:
    """Words with one blank between them where one belongs; a quote's further lines stand below its first word."""
    parts: list[str] = []
    for number, word in enumerate(words):
        if number and apart(words[number - 1].kind, word.kind):
            parts.append(" ")
            column += 1
        if word.kind == "QUOTE" and "\n" in word.text:
            below = _below(word.text, column + 1)
            parts.append(below)
            column = cells(below.rpartition("\n")[2])
        else:
            parts.append(word.text)
            column += cells(word.text)
    return "".join(parts)


def _below(quote: str, column: int) -> str:
    first, *others = quote.split("\n")
    shown = [line.strip() for line in others[:-1]]
    return f"\n{' ' * column}".join([first.rstrip(), *filter(None, shown), others[-1].lstrip()])


def _spaced(lines: Iterable[str]) -> str:
    """The lines with one blank line where there were several, none at the start, and an end of line at the end."""
    found = [line for blank, group in groupby(lines, key=lambda one: not one) for line in ([""] if blank else group)]
    return "\n".join(found).strip("\n") + "\n"
