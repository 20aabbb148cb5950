"""Blocks as Markdown, for a pull request: sections folded. Knows nothing of what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from hn2301_asp.report.writers import blocks
from hn2301_asp.report.writers.lines import printable

_TAGS = {"equal": ("", ""), "deleted": ("<del>", "</del>"), "inserted": ("<ins>", "</ins>")}
_SIGNS = re.compile(r"([\\`*_\[\]#|~$])")
#: An empty comment inside: what stands around it is no address, calls nobody and names no issue.
_ADDRESS = re.compile(r"(?i)(?P<head>:(?=//)|@|\bwww(?=\.)|#(?=\d))")


def document_markdown(document: blocks.Document) -> str:
    """A report as Markdown; the same text for the same report."""
    return "\n".join([f"## {md(document.title)}", "", *_all(document.blocks, "### ")])


def _all(several: Iterable[blocks.Block], mark: str) -> Iterator[str]:
    for block in several:
        yield from _lines(block, mark)


def _lines(block: blocks.Block, mark: str) -> Iterator[str]:
    """A block's lines, an empty one behind; ``mark`` is that of its headings."""
    match block:
        case blocks.Part():
            yield from (f"{mark}{md(block.headline)}", "", f"**{block.counts}**", "")
            yield from _all(block.blocks, mark)
        case blocks.Section(open=True):
            yield from _all(block.blocks, "#### ")
        case blocks.Section():
            yield from ("<details>", f"<summary>{block.title}</summary>", "")
            yield from (*_all(block.blocks, "#### "), "</details>", "")
        case blocks.Heading():
            yield from (f"{mark}{md(block.text)}", "")
        case blocks.Paragraph():
            yield from (f"**{block.lead}** {md(block.text)}" if block.lead else md(block.text), "")
        case blocks.Small():
            yield from (f"<sub>{md(' · '.join(block.lines))}</sub>", "")
        case blocks.Labelled():
            yield from (*(f"- {md(label)}: {md(text)}" for label, text in block.lines), "")
        case blocks.Bulleted():
            yield from (f"**{block.title}**", "", *(f"- {md(text)}" for text in block.lines), "")
        case blocks.Table():
            yield from _table(block.heads, block.rows)
        case blocks.Redline():
            marked = (_TAGS[s.kind][0] + md(s.text) + _TAGS[s.kind][1] for s in block.segments)
            yield from (f"**{md(block.name)}** {md(block.title)}", "", "> " + "".join(marked).strip(), "")
        case blocks.Findings():
            yield from (line for told in block.told for line in _finding(told))
            if block.told:
                yield ""
        case _:
            assert_never(block)


def _finding(told: blocks.Told) -> Iterator[str]:
    """A finding as a list's entry: what is to be mended at length, the others in short."""
    know = told.tone == "none"
    place = f" `{_code(told.place)}`" if told.place else ""
    yield f"- **{told.word}** `{_code(told.tag)}` {md(told.message)}{place}"
    if told.was:
        was = f" at `{_code(told.was_place)}`" if told.was_place else ""
        yield f"  - was: {md(told.was)}{was}"
    yield from (f"  - {md(label)}: {md(text)}" for label, text in (told.short if know else told.notes))
    if told.mend and told.accepted is None and not know:
        yield f"  - mend: {md(told.mend)}"
    yield from (f"  - follows: {md(text)}" for text in told.follows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[blocks.Cell]]) -> Iterator[str]:
    yield "| " + " | ".join(md(head) for head in heads) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(md(blocks.cell_text(cell)) for cell in row) + " |"
    yield ""


def _code(text: str) -> str:
    """Text between backticks, which it cannot leave."""
    return printable(text).replace("`", "'")


def md(text: str) -> str:
    """Text for one line of Markdown behind a lead, or for a cell of a table: no words of a file become markup."""
    pieces = _ADDRESS.split(printable(text))
    return "".join(_signs(piece) + ("<!-- -->" if number % 2 else "") for number, piece in enumerate(pieces))


def _signs(text: str) -> str:
    html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SIGNS.sub(r"\\\1", html)
