"""A table that came back signed: its rows as they stand in the document, and the digests that it carries.

Read from the document's parts, by nothing but the standard library. A document with tracked changes is refused: what
is inserted or deleted in it is not decided. Nothing is compared here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, fromstring
from zipfile import ZipFile

from msgspec import Struct

from hn2301_asp.qualification.register import squeezed
from hn2301_asp.qualification.sign_table import BASE_DIGEST, HEADS, TABLE_DIGEST
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.limits import MAX_BRACKETS
from hn2301_asp.source.text import megabytes

#: A table of some hundred rows is a tenth of this.
MOST_BYTES, MOST_UNPACKED = 20_000_000, 100_000_000
_BODY = "word/document.xml"
_ANEW = "save it anew in the word processor"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TRACKED = tuple(f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)")


class Row(Struct, frozen=True):
    """A row as it stands: its number in the table, the head's being 1, and its cells by the heads of their columns."""

    number: int
    cells: dict[str, str]


class SignedTable(Struct, frozen=True):
    """A signed table: where it was read from, the digests that it names, and its rows."""

    file: str
    base: str
    table: str
    rows: tuple[Row, ...]


def read_signed(path: str | Path) -> SignedTable:
    """A signed table; raises InputError where the file is none."""
    file = str(path)
    body = _parsed(file, _part(file, Path(path)))
    if next((node for node in body.iter() if node.tag in _TRACKED), None) is not None:
        _refuse(file, "the document has tracked changes", "accept or reject all of them in the word processor first")
    texts = [squeezed(_text(paragraph)) for paragraph in body.iter(f"{_W}p")]
    tables = [table for table in body.iter(f"{_W}tbl") if _cells(next(_rows(table), None)) == [*HEADS]]
    if len(tables) != 1:
        message = "no table of the document has the columns of the table to sign"
        message = "several tables of the document have the columns of the table to sign" if tables else message
        _refuse(file, message, f"they are: {', '.join(HEADS)}")
    rows = []
    for number, row in enumerate(_rows(tables[0]), 1):
        cells = _cells(row)
        if len(cells) != len(HEADS):
            message = f"the row has {len(cells)} cells, and the table {len(HEADS)} columns"
            raise InputError(Finding("signed-table", message, Place(file, row=number), help="split or merge no cells"))
        if number > 1:
            rows.append(Row(number, dict(zip(HEADS, cells, strict=True))))
    return SignedTable(file, _digest(file, texts, BASE_DIGEST), _digest(file, texts, TABLE_DIGEST), tuple(rows))


def _refuse(file: str, message: str, help: str) -> NoReturn:
    raise InputError(Finding("signed-table", message, Place(file), help=help))


def _part(file: str, path: Path) -> bytes:
    """The document's text, unpacked where that is safe."""
    help = "give the document that `hn2301 assumptions -o table.docx` wrote, filled in and saved as .docx"
    if (size := path.stat().st_size) > MOST_BYTES:
        _refuse(file, f"the file has {megabytes(size)}; at most {megabytes(MOST_BYTES)} are read", help)
    content = path.read_bytes()
    try:
        with ZipFile(BytesIO(content)) as archive:
            part = archive.getinfo(_BODY)
            if part.file_size > MOST_UNPACKED:
                most = megabytes(MOST_UNPACKED)
                _refuse(file, f"the document unpacks to {megabytes(part.file_size)}; at most {most} are read", help)
            with archive.open(part) as stream:
                return stream.read(MOST_UNPACKED)
    except InputError:
        raise
    except Exception:  # of any kind: a damaged archive is found in many ways
        _refuse(file, "the file is no document of a word processor (.docx)", help)


def _parsed(file: str, content: bytes) -> Element:
    if _DECLARATION.search(content):
        _refuse(file, "the document declares entities", _ANEW)
    # As text: whatever encoding the document claims for itself, in another one entities would not be seen above.
    try:
        body = fromstring(content.decode("utf-8-sig"))
    except (ParseError, RecursionError, UnicodeDecodeError):
        _refuse(file, "the document's text is damaged", _ANEW)
    level = [body]
    for _ in range(MAX_BRACKETS):
        level = [child for node in level for child in node]
    if level:
        _refuse(file, f"its parts stand more than {MAX_BRACKETS} deep within one another", _ANEW)
    return body


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, those in content controls too; none of a table within a cell."""
    for child in table:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            yield from _rows(child)


def _cells(row: Element | None) -> list[str]:
    return [] if row is None else [squeezed(_text(cell)) for cell in _within(row, f"{_W}tc")]


def _within(node: Element, tag: str) -> Iterator[Element]:
    """Elements of a kind, not those within one of them."""
    for child in node:
        if child.tag == tag:
            yield child
        else:
            yield from _within(child, tag)


def _text(node: Element) -> str:
    """The text below a node; paragraphs, line ends and tabs are blanks."""
    told = []
    for one in node.iter():
        if one.tag == f"{_W}t":
            told.append(one.text or "")
        elif one.tag in (f"{_W}p", f"{_W}br", f"{_W}cr", f"{_W}tab"):
            told.append(" ")
        elif one.tag == f"{_W}noBreakHyphen":
            told.append("\u2011")
    return "".join(told)


def _digest(file: str, texts: list[str], lead: str) -> str:
    found = {match[1] for text in texts if (match := re.search(re.escape(lead) + r" ?([0-9a-f]{64})\b", text))}
    if len(found) != 1:
        _refuse(file, f"the document does not say one `{lead}`", "the lines above the table are not to be changed")
    return found.pop()
