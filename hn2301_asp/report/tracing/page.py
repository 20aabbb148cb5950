"""The matrix as one HTML page: the protocol's text, each phrase linked to what encodes it. Nothing is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from hn2301_asp.report.cohort.svg import in_page
from hn2301_asp.report.tracing import words
from hn2301_asp.report.tracing.drawing import draw, told_links
from hn2301_asp.report.tracing.page_parts import (
    Card,
    Chip,
    CriterionView,
    Entry,
    Named,
    Piece,
    Register,
    Row,
    Tried,
    View,
    anchor,
)
from hn2301_asp.report.tracing.page_registers import registers
from hn2301_asp.report.writers.page import fill
from hn2301_asp.tracing.model import STATES, Quoted, Span, Trace, TracedCriterion, TracedRule, TracedThreshold

#: So many scenarios of one kind are named at a threshold or rule; of more the number stands, and JSON names all.
MOST_NAMED = 24


def trace_html(trace: Trace) -> str:
    """The page: the same bytes for the same matrix."""
    return fill("trace.html.j2", sheet=("picture.css", "trace.css"), page=view(trace))


def view(trace: Trace) -> View:
    """The page as data."""
    ids = {criterion.id for criterion in trace.criteria}
    beside = [_threshold(trace, one) for one in trace.thresholds.values() if one.owner not in ids]
    beside += [_rule(trace, one) for one in trace.rules.values() if one.owner not in ids]
    rows = [(c.id, f"#{anchor('c', c.id)}", c.counts.words) for c in trace.criteria]
    rows.append(("all", "", trace.counts.words))
    shares = Register(
        "coverage",
        "Words of the text by what holds of them",
        ("criterion", "words", *(words.STATE_WORDS[state] for state in STATES)),
        tuple(
            Row(
                "",
                (
                    (Named(name, link),) if link else name,
                    f"{sum(told.values()):,}",
                    *(f"{told[state]:,}" for state in STATES),
                ),
            )
            for name, link, told in rows
        ),
    )
    return View(
        title=words.title(trace),
        name=trace.title,
        verdict=words.verdict(trace),
        complete=not trace.counts.characters["open"],
        shares=shares,
        characters=words.shares(trace.counts.characters, "characters"),
        legend=words.LEGEND,
        criteria=tuple(_criterion(trace, criterion) for criterion in trace.criteria),
        beside=tuple(beside),
        registers=tuple(registers(trace)),
        gaps=tuple(words.gap_lines(trace)),
        foot=f"{trace.protocol} {trace.version}, knowledge base {trace.digest[:12]}; {trace.scope}",
    )


def _named(kind: str, names: Sequence[str], told: Sequence[str]) -> tuple[Named, ...]:
    return tuple(Named(name, f"#{anchor(kind, name)}", said) for name, said in zip(names, told, strict=True))


def _criterion(trace: Trace, criterion: TracedCriterion) -> CriterionView:
    picture = draw(criterion)
    return CriterionView(
        id=criterion.id,
        anchor=anchor("c", criterion.id),
        title=criterion.title,
        kind=criterion.kind,
        shares=words.shares(criterion.counts.words, "words"),
        touched=f"touched by {len(criterion.scenarios)} of {len(trace.scenarios)} scenarios",
        scope=_named("r", criterion.scope, criterion.scope),
        pieces=tuple(_pieces(trace, criterion)),
        entries=tuple(_entry(trace, span) for span in criterion.spans if span.id),
        paraphrased=_assumed(trace, criterion.paraphrased),
        thresholds=tuple(_threshold(trace, trace.thresholds[name]) for name in criterion.thresholds),
        rules=tuple(_rule(trace, trace.rules[name]) for name in criterion.rules),
        picture=Markup("") if picture is None else Markup(in_page(picture, anchor("g", criterion.id), "graph")),
        size=f"{len(criterion.graph.nodes)} boxes and {len(criterion.graph.links)} lines",
        links=tuple(told_links(criterion.graph)),
    )


def _pieces(trace: Trace, criterion: TracedCriterion) -> Iterator[Piece]:
    for number, span in enumerate(criterion.spans):
        following = criterion.spans[number + 1 :]
        chips: list[Chip] = []
        for name in span.readings:
            if not any(name in later.readings for later in following):
                chips.append(Chip(f"? {name}", f"#{anchor('reading', name)}", trace.readings[name].question))
        for name in span.assumptions:
            if not any(name in later.assumptions for later in following):
                chips.append(Chip(name, f"#{anchor('assumption', name)}", trace.assumptions[name].decision))
        yield Piece(
            text=span.text.rstrip(),
            blank=span.text[len(span.text.rstrip()) :],
            kind=" ".join((span.state, *(["read"] if span.readings else []))),
            number=span.id.rpartition("/")[2],
            anchor=anchor("e", span.id) if span.id else "",
            told=_short(span),
            chips=tuple(chips),
        )


def _short(span: Span) -> str:
    """What a phrase is, for whoever points at it."""
    if span.state == "encoded":
        return ", ".join((*span.thresholds, *span.rules))
    return "; ".join(span.excuses) or words.STATE_WORDS[span.state]


def _entry(trace: Trace, span: Span) -> Entry:
    thresholds = [trace.thresholds[name] for name in span.thresholds]
    rules = [trace.rules[name] for name in span.rules]
    readings = [trace.readings[name] for name in span.readings]
    rails = ["; ".join(trace.guardrails[name].because) for name in span.guardrails]
    changes = [f"{one.title} ({one.status})" for one in (trace.amendments[name] for name in span.amendments)]
    return Entry(
        number=span.id.rpartition("/")[2],
        anchor=anchor("e", span.id),
        back=f"#{anchor('s', span.id)}",
        words=words.quoted(span),
        kind=span.state,
        thresholds=_named("t", span.thresholds, [one.words for one in thresholds]),
        rules=tuple(Named(one.head or one.source, f"#{anchor('r', one.id)}", one.id) for one in rules),
        readings=_named("reading", span.readings, [words.reading_default(one) for one in readings]),
        assumptions=_assumed(trace, span.assumptions),
        excuses=span.excuses,
        guardrails=_named("guard", span.guardrails, rails),
        amendments=_named("change", span.amendments, changes),
        touched=f"touched by {words.touching(trace, span)}" if span.state == "encoded" else "",
    )


def _assumed(trace: Trace, names: Sequence[str]) -> tuple[Named, ...]:
    return _named("assumption", names, [trace.assumptions[name].decision for name in names])


def _tried(trace: Trace, told: str, names: Sequence[str]) -> Tried:
    """Some scenarios, named where they are few."""
    if len(names) > MOST_NAMED:
        return Tried(f"{len(names)} {told}", (), "too many to be named here; --format json names them")
    sentences = [trace.scenarios[name].sentence for name in names]
    return Tried(f"{len(names)} {told}", _named("scenario", names, sentences), "")


def _quotes(quotes: Sequence[Quoted]) -> tuple[str, ...]:
    return tuple(
        f"{'denies ' if quote.negated else ''}“{quote.text}”{'' if quote.stretches else ' (not in the text)'}"
        for quote in quotes
    )


def _threshold(trace: Trace, one: TracedThreshold) -> Card:
    tried = [Tried(f"{len(one.decided)} settle it", (), "")]
    tried += [_tried(trace, words.SIDE_WORDS[side], who) for side, who in one.sides.items()]
    return Card(anchor("t", one.id), one.id, one.words, one.place, _quotes(one.quotes), one.because, tuple(tried))


def _rule(trace: Trace, one: TracedRule) -> Card:
    if not one.head or one.fixed:
        tried = [Tried(words.cases(one), (), "")]
    else:
        tried = [_tried(trace, "make it true", one.admits), _tried(trace, "make it false", one.blocks)]
    title = one.head or "nobody may be"
    return Card(anchor("r", one.id), title, one.source, one.id, _quotes(one.quotes), one.because, tuple(tried))
