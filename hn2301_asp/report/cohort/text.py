"""The summary in lines, the most important first: who could qualify, what costs most, what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from hn2301_asp.cohort.tally.told import Figures, Month, Waiting
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.report.cohort.words import (
    HIDDEN,
    costliest,
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
)
from hn2301_asp.report.writers.lines import Line, printable, wrapped
from hn2301_asp.source.lists import first_few

_INDENT = "  "
#: So many facts, sites and combinations stand in lines; all of them stand in the other formats.
_FACTS, _SITES, _SETS, _MONTHS = 8, 8, 6, 14
#: Of a number of facts a list names so many.
_NAMED = 6


def summary_lines(found: Figures, base: KnowledgeBase, width: int, waiting: Sequence[Waiting] = ()) -> Iterator[Line]:
    """The summary, so many signs wide."""
    yield from wrapped([], headline(found, base), width, _INDENT, "bold")
    yield from _labelled("could qualify", f"{span(found.possible)}: {could_qualify(found)}", width, "bold")
    yield from _labelled("ruled out", ruled_out(found), width)
    if told := left_out(found):
        yield from _labelled("not assessed", told, width)
    if (most := costliest(found)) is not None and most[0]:
        yield from _labelled("costs most", _costs_most(*most), width)
    yield []
    yield from _criteria(found, base, width)
    yield from _combinations(found, width)
    yield from _missing(found, base, width, waiting)
    yield from _accrual(found, width)
    yield []
    for line in legend(found):
        yield from wrapped([], line, width, _INDENT, "dim")


def _costs_most(alone: str, only: str) -> str:
    if alone == only:
        return f"{alone}: it rules out most for certain, and is most often the only obstacle"
    return f"{alone} rules out most for certain" + (f"; {only} is most often the only obstacle" if only else "")


def _labelled(label: str, text: str, width: int, style: str = "") -> Iterator[Line]:
    yield from wrapped([(f"  {label:<15}", "dim")], text, width, " " * 17, style)


def _criteria(found: Figures, base: KnowledgeBase, width: int) -> Iterator[Line]:
    """A line for each criterion: what it costs alone, in order, as the only obstacle; how many are open."""
    heads = ("alone", "in order", "only obstacle", "open")
    rows = [(span(one.blocks), span(one.excluded), span(one.only), number(one.waits)) for one in found.criteria]
    sizes = [
        max(len(head), *(len(row[place]) for row in rows)) if rows else len(head) for place, head in enumerate(heads)
    ]
    titles = {one.id: one.title for one in base.criteria}
    room = max(width - sum(sizes) - 2 * len(sizes) - 2, 12)
    cells = "".join(f"  {head:>{size}}" for head, size in zip(heads, sizes, strict=True))
    yield [("What each criterion costs"[: room + 2].ljust(room + 2), "bold"), (cells, "dim")]
    for one, row in zip(found.criteria, rows, strict=True):
        yield [
            (_INDENT + _short(f"{one.id} {titles[one.id]}", room, fill=True), ""),
            ("".join(f"  {c:>{s}}" for c, s in zip(row, sizes, strict=True)), ""),
        ]


def _combinations(found: Figures, width: int) -> Iterator[Line]:
    if not found.combinations:
        return
    yield []
    yield [("Ruled out by just these together", "bold")]
    size = max(len(span(one.rows)) for one in found.combinations[:_SETS])
    for one in found.combinations[:_SETS]:
        yield from wrapped([(f"  {span(one.rows):>{size}}  ", "")], " + ".join(one.criteria), width, " " * (size + 4))


def _missing(found: Figures, base: KnowledgeBase, width: int, waiting: Sequence[Waiting]) -> Iterator[Line]:
    """What the undetermined wait for, which facts are told of few, and which of none."""
    label = base.vocabulary.label
    incomplete = sorted(_incomplete(found), key=lambda one: one[1])
    if found.undetermined == 0 and not incomplete and not found.absent:
        return
    yield []
    yield [("What is not known", "bold")]
    if found.undetermined != 0:
        told = ", ".join(f"{waits(found, count)}: {number(rows)}" for count, rows in found.waiting.items())
        verb = "have" if found.by_criteria else "wait for"
        yield from _labelled("undetermined", f"{verb} {told}" if told else HIDDEN, width)
        if found.deciding:
            facts = [f"{label(fact)}: {number(rows)}" for fact, rows in found.deciding.items()]
            yield from _labelled("these facts", first_few(facts, _FACTS), width)
    for one in waiting:
        wanted = first_few([label(fact) for fact in one.facts], _NAMED)
        yield from _labelled("next", f"{one.patient}: {wanted}", width)
    if incomplete:
        facts = [f"{label(fact)}: {number(rows)}" for fact, rows in incomplete]
        told = f"least often, in so many of {number(found.rows)} rows: {first_few(facts, _FACTS)}"
        yield from _labelled("recorded", told, width)
    if found.absent:
        yield from _labelled("no column", first_few([label(fact) for fact in found.absent], _FACTS), width)


def _incomplete(found: Figures) -> list[tuple[str, int]]:
    """The facts that some rows do not tell, as far as their number is told."""
    return [(fact, rows) for fact, rows in found.facts.items() if rows is not None and rows != found.rows]


def _accrual(found: Figures, width: int) -> Iterator[Line]:
    if found.months:
        yield []
        yield [("When they qualify", "bold")]
        for one in found.months[-_MONTHS:]:
            yield from _labelled(month(one.name), _of_month(one), width)
        if len(found.months) > _MONTHS:
            yield from _labelled("", f"{len(found.months) - _MONTHS} earlier months are not listed here", width, "dim")
    if found.sites:
        yield []
        yield [("Where they qualify", "bold")]
        told = sorted(
            found.sites, key=lambda one: (one.rows.most is None, -(one.rows.most or 0), one.name == "", one.name)
        )
        lines = [f"{_short(site(one.name), 40)} {span(one.rows)}" for one in told]
        yield from wrapped([(_INDENT, "")], first_few(lines, _SITES), width, _INDENT)


def _of_month(one: Month) -> str:
    until = "" if one.until is None else f"in all {span(one.until)} by its end"
    return until if one.rows is None else span(one.rows) + (f", {until}" if until else "")


def _short(text: str, room: int, *, fill: bool = False) -> str:
    """Words in so many columns of a terminal, in which some signs take two."""
    text = printable(text)
    if _columns(text) > room:
        while _columns(text) > room - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (room - _columns(text)) if fill else text


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
