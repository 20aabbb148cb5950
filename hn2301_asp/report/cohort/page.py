"""The summary as one HTML page, and its pictures as files of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from markupsafe import Markup
from msgspec import Struct

from hn2301_asp.cohort.tally.told import Figures, Waiting
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.report.cohort import svg
from hn2301_asp.report.cohort.costs import combinations, costs
from hn2301_asp.report.cohort.flow import flow
from hn2301_asp.report.cohort.words import (
    could_qualify,
    headline,
    left_out,
    legend,
    month,
    number,
    ruled_out,
    site,
    span,
    waits,
    who,
)
from hn2301_asp.report.patient.text import DISCLAIMER
from hn2301_asp.report.writers.page import fill
from hn2301_asp.source.diagnostics import Finding, InputError, one_of

#: The pictures by name, in their order.
PICTURES: Final[dict[str, Callable[[Figures, KnowledgeBase, int], svg.Picture]]] = {
    "flow": flow,
    "criteria": costs,
    "combinations": combinations,
}
#: How wide pictures are drawn: in a wide window and on paper, in a narrow one, and alone.
_WIDE, _SMALL, _ALONE = 760, 320, 760
_HEADINGS: Final = {
    "flow": "From all who were assessed to those who could qualify",
    "criteria": "What each criterion costs",
    "combinations": "Ruled out by just these together",
}


class Table(Struct, frozen=True):
    """A table: its caption, heads and rows; the first cell of a row names it."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Drawn(Struct, frozen=True):
    """A picture under a heading, drawn for wide and for narrow windows."""

    name: str
    heading: str
    wide: str
    small: str


class View(Struct, frozen=True):
    """A whole page."""

    title: str
    headline: str
    disclaimer: str
    qualify: str
    qualify_words: str
    facts: tuple[tuple[str, str], ...]
    pictures: tuple[Drawn, ...]
    tables: tuple[Table, ...]
    absent: tuple[str, ...]
    legend: tuple[str, ...]
    digest: str


def to_svg(found: Figures, base: KnowledgeBase, picture: str | None = None) -> str:
    """A picture as a file of its own, or all of them; raises InputError where there is none of that name."""
    if picture is not None and picture not in PICTURES:
        message = f"there is no picture `{picture}`"
        raise InputError(Finding("picture", message, help=f"pictures are {one_of([*PICTURES])}"))
    names = [*PICTURES] if picture is None else [picture]
    return svg.standing_alone([PICTURES[name](found, base, _ALONE) for name in names], headline(found, base))


def to_html(found: Figures, base: KnowledgeBase, waiting: Sequence[Waiting] = ()) -> str:
    """The summary as one page: read offline, nothing loaded; the same bytes for the same numbers."""
    return fill("cohort.html.j2", ("picture.css", "cohort.css"), page=_view(found, base, waiting))


def _view(found: Figures, base: KnowledgeBase, waiting: Sequence[Waiting]) -> View:
    facts = [("Ruled out", ruled_out(found))]
    if told := left_out(found):
        facts.append(("Not assessed", told))
    if found.least is not None:
        facts.append(("Smallest count told", str(found.least)))
    return View(
        title=f"{base.id} cohort summary",
        headline=headline(found, base),
        disclaimer=DISCLAIMER,
        qualify=f"{span(found.possible)} {who(found)} could qualify",
        qualify_words=could_qualify(found),
        facts=tuple(facts),
        pictures=tuple(
            Drawn(
                name,
                _HEADINGS[name],
                Markup(svg.in_page(drawn(found, base, _WIDE), f"{name}-w", "wide-window")),
                Markup(svg.in_page(drawn(found, base, _SMALL), f"{name}-s", "small-window")),
            )
            for name, drawn in PICTURES.items()
        ),
        tables=tuple(table for table in _tables(found, base, waiting) if table.rows),
        absent=tuple(base.vocabulary.label(fact) for fact in found.absent),
        legend=tuple(legend(found, page=True)),
        digest=base.digest,
    )


def _tables(found: Figures, base: KnowledgeBase, waiting: Sequence[Waiting]) -> Iterator[Table]:
    titles, label = {one.id: one.title for one in base.criteria}, base.vocabulary.label
    yield Table(
        "Each criterion",
        ("Criterion", "As needed", "Rules out alone", "In order", "Only obstacle", "Open", "Only one open"),
        tuple(
            (
                f"{one.id} {titles[one.id]}",
                *(span(part) for part in (one.passes, one.blocks, one.excluded, one.only)),
                number(one.waits),
                number(one.only_open),
            )
            for one in found.criteria
        ),
    )
    yield Table(
        "What the undetermined wait for",
        ("Waiting for", who(found).capitalize()),
        tuple((waits(found, count), number(rows)) for count, rows in found.waiting.items()),
    )
    yield Table(
        "Which facts the undetermined wait for",
        ("Fact", who(found).capitalize()),
        tuple((label(fact), number(rows)) for fact, rows in found.deciding.items()),
    )
    yield Table(
        "Whom to work on next",
        ("Patient", "Waits for"),
        tuple((one.patient, ", ".join(map(label, one.facts))) for one in waiting),
    )
    monthly = any(one.rows is not None for one in found.months)
    yield Table(
        "When they qualify",
        ("Month", *(("In the month",) if monthly else ()), "In all by its end"),
        tuple(
            (
                month(one.name),
                *((span(one.rows) if one.rows else "",) if monthly else ()),
                span(one.until) if one.until else "",
            )
            for one in found.months
        ),
    )
    yield Table(
        "Where they qualify",
        ("Site", "Could qualify"),
        tuple((site(one.name), span(one.rows)) for one in found.sites),
    )
    yield Table(
        f"In how many of {number(found.rows)} rows each fact is recorded",
        ("Fact", "Rows"),
        tuple((label(fact), number(rows)) for fact, rows in found.facts.items()),
    )
