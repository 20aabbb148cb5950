"""Blocks as DOCX, which medical writers open: true tracked changes, and the tables. Knows nothing of what they say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from hn2301_asp.report.writers import blocks
from hn2301_asp.report.writers.tracked import author, track
from hn2301_asp.report.writers.word import heading, new_document, packed, paragraph, table

if TYPE_CHECKING:
    from docx.document import Document


def document_docx(document: blocks.Document) -> bytes:
    """A report as a document; the same bytes for the same report.

    Raises InputError where python-docx, the extra `docx`, is not installed.
    """
    pages, numbers = new_document(document.title), count(1)
    for block in document.blocks:
        _write(pages, block, 1, numbers)
    return packed(pages)


def _write(pages: Document, block: blocks.Block, level: int, numbers: Iterator[int]) -> None:
    match block:
        case blocks.Part():
            heading(pages, block.headline, level)
            paragraph(pages, f"{block.counts}.")
            for inner in block.blocks:
                _write(pages, inner, level + 1, numbers)
        case blocks.Section():
            if block.new_page:
                pages.add_page_break()  # type: ignore[no-untyped-call]
            heading(pages, block.title, level)
            for inner in block.blocks:
                _write(pages, inner, level + 1, numbers)
        case blocks.Heading():
            paragraph(pages, "", f"{block.text} {block.title}".rstrip()).paragraph_format.keep_with_next = True
        case blocks.Paragraph():
            paragraph(pages, block.text, f"{block.lead} " if block.lead else "")
        case blocks.Labelled():
            for label, text in block.lines:
                paragraph(pages, text, f"{label}: ", "List Bullet")
        case blocks.Bulleted():
            heading(pages, block.title, level)
            for line in block.lines:
                paragraph(pages, line, style="List Bullet")
        case blocks.Table():
            table(pages, block.heads, [[blocks.cell_text(cell) for cell in row] for row in block.rows], block.shares)
        case blocks.Redline():
            _write(pages, blocks.Heading(block.name, block.title), level, numbers)
            track(pages.add_paragraph(), block.segments, author(block.author, block.date, numbers))
        case blocks.Findings():
            for told in block.told:
                _finding(pages, told)
        case _:
            raise blocks.unknown(block)


def _finding(pages: Document, told: blocks.Told) -> None:
    place = f" ({told.place})" if told.place else ""
    paragraph(pages, f"{told.message}{place}", f"{told.word} [{told.tag}] ")
    lines = [("was", told.was), *told.notes, ("mend", told.mend), *(("follows", text) for text in told.follows)]
    for label, text in lines:
        if text:
            paragraph(pages, text, f"{label}: ", "List Bullet")
