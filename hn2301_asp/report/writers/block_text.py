"""Blocks as lines of styled pieces, for a terminal. Knows nothing of what they say."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from hn2301_asp.report.writers import blocks
from hn2301_asp.report.writers.finding_lines import long_lines, short_lines
from hn2301_asp.report.writers.lines import Line, printable, wrapped
from hn2301_asp.report.writers.redline import Segment

INDENT = "  "
_MARKS = {"equal": ("", ""), "deleted": ("[-", "-]"), "inserted": ("{+", "+}")}
_STYLES = {"equal": "", "deleted": "red strike", "inserted": "green underline"}
#: Where lines are that a page has a link to.
_ELSEWHERE = "told with --format md, html or docx"
#: How wide the columns of a table of numbers are: the first, and the others.
_NAME, _NUMBER = 36, 8
#: A first column is broken into no fewer signs.
_LEAST = 24


def document_lines(document: blocks.Document, width: int) -> Iterator[Line]:
    """A report as lines of styled pieces."""
    if document.title:
        yield from wrapped([], document.title, width, INDENT, "bold")
    yield from _all(document.blocks, width)


def _all(several: Iterable[blocks.Block], width: int) -> Iterator[Line]:
    """Blocks that stand in no section; a part behind another, and findings behind a section, stand apart."""
    before: type[blocks.Block] | None = None
    for block in several:
        if (before, type(block)) in ((blocks.Part, blocks.Part), (blocks.Section, blocks.Findings)):
            yield []
        yield from _outside(block, width)
        before = type(block)


def _outside(block: blocks.Block, width: int) -> Iterator[Line]:
    """A block that stands in no section."""
    match block:
        case blocks.Part():
            yield from _headline(block, width)
            yield from _all(block.blocks, width)
        case blocks.Section():
            yield []
            if block.title:
                yield [(f"{block.of}, {block.title[:1].lower()}{block.title[1:]}", "bold")]
            yield from _inside(block.blocks, width) if block.title else _all(block.blocks, width)
        case blocks.Heading():
            yield []
            yield from wrapped([], block.text, width, INDENT, "bold")
        case blocks.Paragraph():
            if block.apart:
                yield []
            lead: Line = [(f"{block.lead} ", "bold")] if block.lead else []
            yield from wrapped(lead, block.text, width, INDENT, "dim" if block.style == "aside" else "")
        case blocks.Bulleted(anchor=""):
            yield from wrapped([(f"{block.title}: ", "bold")], "; ".join(block.lines), width, INDENT)
        case blocks.Bulleted():
            yield from wrapped([(f"{block.title}, ", "bold")], _ELSEWHERE, width, INDENT)
        case blocks.Small():
            yield from ([(line, "dim")] for line in block.lines)
        case blocks.Labelled():
            yield from _labelled(block, width, INDENT, 10, INDENT * 3)
        case blocks.Findings() if block.at_length:
            for told in block.told:
                yield []
                yield from long_lines(told, width)
        case blocks.Findings():
            yield from short_lines(block.told, width)
        case _:
            raise blocks.unknown(block)


def _headline(part: blocks.Part, width: int) -> Iterator[Line]:
    """A headline with the number of findings at the right."""
    title = printable(part.headline)
    gap = width - len(title) - len(part.counts)
    if gap >= 2:
        yield [(title, "bold"), (" " * gap, ""), (part.counts, "dim")]
    else:
        yield from wrapped([], title, width, INDENT, "bold")
        yield [(part.counts.rjust(width), "dim")]


def _inside(several: Iterable[blocks.Block], width: int) -> Iterator[Line]:
    """The blocks of a section; what stands under a heading of it is indented once more."""
    lead = INDENT
    for block in several:
        match block:
            case blocks.Heading():
                yield from wrapped([(INDENT, "")], block.text, width, INDENT * 2)
                lead = INDENT * 2
            case blocks.Paragraph(style="aside"):
                yield from wrapped([(INDENT * 2, "")], block.text, width, INDENT * 3, "dim")
            case blocks.Paragraph():
                yield from wrapped([(INDENT, "")], block.text, width, INDENT * 2)
            case blocks.Labelled() if block.column:
                yield from _labelled(block, width, INDENT * 2, block.column, " " * (len(INDENT * 2) + block.column))
            case blocks.Labelled():
                yield from _labelled(block, width, lead, 9, INDENT * 4)
            case blocks.Redline():
                title: Line = [(f"  {block.title}", "")] if block.title else []
                yield [(INDENT, ""), (block.name, "bold"), *title]
                yield from flowing(block.segments, width)
            case blocks.Table() if block.in_words:
                yield from _inside(block.in_words, width)
            case blocks.Table():
                yield from _table(block, width)
            case _:
                raise blocks.unknown(block)


def _labelled(block: blocks.Labelled, width: int, lead: str, column: int, indent: str) -> Iterator[Line]:
    for label, text in block.lines:
        yield from wrapped([(lead + label.ljust(max(column, len(label) + 2)), "dim")], text, width, indent)


def _table(block: blocks.Table, width: int) -> Iterator[Line]:
    """A table in columns; where they are wider than a line, names are broken, or each row stands in a sentence."""
    widths = _widths([block.heads, *block.rows])
    room = width - len(INDENT) - sum(widths[1:])
    if room >= _LEAST:
        widths[0] = min(widths[0], room)
        for number, row in enumerate([block.heads, *block.rows]):
            name, *more = textwrap.wrap(blocks.cell_text(row[0]), widths[0]) or [""]
            yield [(INDENT, ""), (_columns([name, *row[1:]], widths), "" if number else "dim")]
            yield from ([(INDENT * 2 + rest, "")] for rest in more)
        return
    (title, *heads), beside = map(blocks.cell_text, block.heads), INDENT * 2
    yield from wrapped([(INDENT, "dim")], title, width, beside, "dim")
    for name, *cells in (map(blocks.cell_text, row) for row in block.rows):
        yield from wrapped([(INDENT, "")], name, width, beside)
        told = "; ".join(f"{head} {cell}" for head, cell in zip(heads, cells, strict=True))
        yield from wrapped([(beside, "")], told, width, INDENT * 3)


def _widths(rows: Sequence[Sequence[blocks.Cell]]) -> list[int]:
    """How wide the columns are: those behind the first are as wide as their words, with two blanks before them."""
    first, *others = [[len(blocks.cell_text(cell)) for cell in column] for column in zip(*rows, strict=True)]
    return [max(_NAME, *first), *(max(_NUMBER, *(size + 2 for size in column)) for column in others)]


def _columns(cells: Iterable[blocks.Cell], widths: Sequence[int]) -> str:
    first, *others = map(blocks.cell_text, cells)
    name, *sizes = widths
    return f"{first:<{name}}" + "".join(f"{cell:>{wide}}" for cell, wide in zip(others, sizes, strict=True))


def flowing(segments: Iterable[Segment], width: int) -> Iterator[Line]:
    """A redline broken at its blanks."""
    line, used = [(INDENT * 2, "")], len(INDENT * 2)
    for number, word in enumerate(_words(segments)):
        length = sum(len(text) for text, _ in word)
        if number and used + 1 + length > width:
            yield line
            line, used = [(INDENT * 2, "")], len(INDENT * 2)
        elif number:
            line.append((" ", ""))
            used += 1
        line += word
        used += length
    yield line


def _words(segments: Iterable[Segment]) -> list[Line]:
    """The words of a redline: each may be of several pieces, kept, deleted and inserted."""
    words: list[Line] = [[]]
    for segment in segments:
        opening, closing = _MARKS[segment.kind]
        for number, text in enumerate(printable(opening + segment.text + closing).split(" ")):
            if number:
                words.append([])
            words[-1].append((text, _STYLES[segment.kind]))
    return words
