"""Tracked changes of a word processor's paragraph: runs marked as inserted and deleted. Knows no amendment."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from hn2301_asp.report.writers.lines import printable
from hn2301_asp.report.writers.redline import Kind, Segment

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

_MARKS: dict[Kind, tuple[str, str]] = {"inserted": ("w:ins", "w:t"), "deleted": ("w:del", "w:delText")}


class Author(Struct, frozen=True):
    """Who makes the changes: a name, the date that the amendment states, and numbers for the changes."""

    name: str
    date: datetime.date | None
    numbers: Iterator[int]


def author(name: str, date: str | None, numbers: Iterator[int]) -> Author:
    """The author of changes; a date that is none is left out."""
    try:
        return Author(printable(name), datetime.date.fromisoformat(date or ""), numbers)
    except ValueError:
        return Author(printable(name), None, numbers)


def track(paragraph: Paragraph, segments: Iterable[Segment], by: Author) -> None:
    """Writes a redline into a paragraph: accepting all gives the text after, rejecting all the one before."""
    told = list(segments)
    for segment in told:
        if segment.kind == "equal":
            paragraph.add_run(printable(segment.text))
        else:
            paragraph._p.append(_change(segment, by))
    kinds = {segment.kind for segment in told}
    if len(kinds) == 1 and kinds != {"equal"}:
        # A paragraph that one version does not have goes with its words.
        _mark(paragraph, next(iter(kinds)), by)


def _change(segment: Segment, by: Author) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark, inner = _MARKS[segment.kind]
    change, run, text = _marked(mark, by), OxmlElement("w:r"), OxmlElement(inner)
    text.text = printable(segment.text)
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    change.append(run)
    return change


def _mark(paragraph: Paragraph, kind: Kind, by: Author) -> None:
    from docx.oxml import OxmlElement

    properties = OxmlElement("w:rPr")
    properties.append(_marked(_MARKS[kind][0], by))
    paragraph._p.get_or_add_pPr().append(properties)


def _marked(tag: str, by: Author) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    element.set(qn("w:id"), str(next(by.numbers)))
    element.set(qn("w:author"), by.name)
    if by.date is not None:
        element.set(qn("w:date"), f"{by.date.isoformat()}T00:00:00Z")
    return element
