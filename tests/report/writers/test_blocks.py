"""Blocks and their writers: what a writer does not know it refuses, and nothing is left out in silence."""

from __future__ import annotations

import pytest

from hn2301_asp.report.writers import blocks
from hn2301_asp.report.writers.block_docx import document_docx
from hn2301_asp.report.writers.block_html import document_html
from hn2301_asp.report.writers.block_markdown import document_markdown
from hn2301_asp.report.writers.block_text import document_lines
from hn2301_asp.report.writers.lines import plain
from hn2301_asp.report.writers.redline import redline

EVERY: tuple[blocks.Block, ...] = (
    blocks.Heading("a heading", "of something"),
    blocks.Paragraph("a paragraph", "Lead:"),
    blocks.Labelled((("label", "a value"),)),
    blocks.Bulleted("bullets", ("a bullet",)),
    blocks.Table(("a head",), (("a cell",),)),
    blocks.Redline(redline("one word", "one other"), "IN-1", "title", "one other"),
)
WORDS = ("a heading", "a paragraph", "a value", "a bullet", "a cell", "other")


def _document(*several: blocks.Block) -> blocks.Document:
    return blocks.Document("title", (), several)


@pytest.mark.parametrize("write", [document_markdown, lambda document: document_html(document, "rest")])
def test_every_block_is_written_within_a_section(write: object) -> None:
    assert callable(write)
    text = write(_document(blocks.Section("section", EVERY, "anchor")))
    assert [word for word in WORDS if word not in text] == []


def test_a_terminal_shows_a_table_without_words_in_columns() -> None:
    table = blocks.Table(("of 2", "before"), (("eligible", "1"),))
    text = plain(document_lines(_document(blocks.Section("Cohort", (table,), of="A01")), 100))
    assert text == (
        "title\n\nA01, cohort\n  of 2                                  before\n"
        "  eligible                                   1\n"
    )


@pytest.mark.parametrize("width", [100, 60, 44, 40])
def test_a_table_is_no_wider_than_a_terminal_and_loses_no_word(width: int) -> None:
    name = "a name that is rather long, and goes on behind its end"
    table = blocks.Table(("what", "now", "then"), ((name, "≥ 1", "≥ 22"), ("other", "3", "4")))
    text = plain(document_lines(_document(blocks.Section("Limits", (table,), of="A01")), width))
    assert max(map(len, text.splitlines())) <= width
    words = f"what now then {name} other ≥ 1 22 3 4".split()
    assert [word for word in words if word not in text.replace(";", "").split()] == []


@pytest.mark.parametrize("block", [blocks.Table(("a",), ()), blocks.Redline(())])
def test_a_terminal_refuses_what_it_does_not_know_how_to_show(block: blocks.Block) -> None:
    with pytest.raises(TypeError, match="is not written here"):
        list(document_lines(_document(block), 100))


def test_a_word_processor_s_document_refuses_small_print() -> None:
    with pytest.raises(TypeError, match="Small is not written here"):
        document_docx(_document(blocks.Small(("x",))))
