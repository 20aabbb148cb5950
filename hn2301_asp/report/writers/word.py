"""Parts of a word processor's document, and its bytes: the same for the same contents. Knows no amendment."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from hn2301_asp.report.writers.lines import printable
from hn2301_asp.source.diagnostics import Finding, InputError

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Row
    from docx.text.paragraph import Paragraph

#: The first day that an archive can name: no clock is read.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_LONG, _SHORT, _MARGIN = 297, 210, 18


def new_document(title: str) -> Document:
    """An empty document, A4 across; raises InputError where python-docx is not installed."""
    try:
        from docx import Document as new
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm, Pt
    except ModuleNotFoundError as missing:
        message = "writing DOCX needs python-docx, which is not installed"
        raise InputError(Finding("docx", message, help='pip install "hn2301-asp[docx]"')) from missing
    document = new()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(_LONG), Mm(_SHORT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    normal = document.styles["Normal"]
    normal.font.size, normal.paragraph_format.space_after = Pt(10), Pt(4)
    core, day = document.core_properties, datetime.datetime(*FIRST_DAY)
    core.title, core.author, core.last_modified_by = printable(title)[:255], "hn2301_asp", "hn2301_asp"
    core.comments, core.revision, core.created, core.modified = "", 1, day, day
    document.add_heading(printable(title), level=0)
    return document


def heading(document: Document, text: str, level: int) -> None:
    document.add_heading(printable(text), level=level)


def paragraph(document: Document, text: str, lead: str = "", style: str | None = None) -> Paragraph:
    """A paragraph, with some words in bold before it."""
    added = document.add_paragraph(style=style)
    if lead:
        added.add_run(printable(lead)).bold = True
    added.add_run(printable(text))
    return added


def footer(document: Document, text: str) -> None:
    """A line below every page, with the page's number behind it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    line = document.sections[0].footer.paragraphs[0]
    line.add_run(printable(text)).font.size = Pt(8)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number = line.add_run("1")
    number.font.size = Pt(8)
    field.append(number._r)
    line._p.append(field)


def table(
    document: Document,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    shares: Sequence[int] | None = None,
    height: int | None = None,
) -> None:
    """A table whose head stands on every page that it goes over.

    ``shares`` are its columns' parts of the width; ``height`` is that of a row at least, in millimetres.
    """
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    added = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    _fill(added.rows[0], heads, bold=True)
    added.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        _fill(added.add_row(), row)
    parts = shares or [1] * len(heads)
    added.autofit = False
    for column, part in zip(added.columns, parts, strict=True):
        column.width = Mm((_LONG - 2 * _MARGIN) * part // sum(parts))
        for cell in column.cells:
            cell.width = column.width
    for number, each in enumerate(added.rows):
        if height is not None and number:
            each.height = Mm(height)
        each._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
    document.add_paragraph()


def _fill(row: _Row, texts: Sequence[str], bold: bool = False) -> None:
    from docx.shared import Pt

    for cell, text in zip(row.cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(printable(text))
        run.bold, run.font.size = bold or None, Pt(8.5)


def packed(document: Document) -> bytes:
    """The document's file, with no time in it."""
    written, told = BytesIO(), BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(told, "w") as archive:
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename, FIRST_DAY)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            archive.writestr(entry, parts.read(part.filename))
    return told.getvalue()
