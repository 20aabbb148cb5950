"""The matrix as blocks, for Markdown: a table for each criterion, and the registers as tables."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.report.tracing import words
from hn2301_asp.report.writers import blocks
from hn2301_asp.report.writers.block_markdown import document_markdown
from hn2301_asp.source.lists import listed
from hn2301_asp.tracing.model import STATES, Span, Trace, TracedCriterion


def trace_markdown(trace: Trace) -> str:
    """The whole matrix as Markdown."""
    return document_markdown(trace_document(trace))


def trace_document(trace: Trace) -> blocks.Document:
    """The matrix as blocks that other writers know too."""
    head: list[blocks.Block] = [
        blocks.Paragraph(trace.title),
        blocks.Paragraph(words.verdict(trace), style="strong"),
        _shares(trace),
        *(blocks.Paragraph(text, style="aside") for text in words.LEGEND),
    ]
    body: list[blocks.Block] = []
    for criterion in trace.criteria:
        body += _criterion(trace, criterion)
    body += [blocks.Heading("Under no words of a criterion's text"), unworded_table(trace)]
    body += [blocks.Heading(f"Readings: {len(trace.readings)}"), readings_table(trace)] if trace.readings else []
    body += (
        [blocks.Heading(f"Assumptions: {len(trace.assumptions)}"), assumptions_table(trace)]
        if trace.assumptions
        else []
    )
    body += _beside(trace)
    body += [blocks.Heading("What is not traced"), blocks.Labelled(tuple(words.gap_lines(trace)))]
    foot = (blocks.Small((f"{trace.protocol} {trace.version}", f"kb {trace.digest[:12]}", trace.scope)),)
    return blocks.Document(words.title(trace), tuple(head), tuple(body), foot)


def _shares(trace: Trace) -> blocks.Table:
    """Words by what holds of them, for each criterion and for all: the columns add up, and the rows."""
    rows = [(c.id, c.counts.words) for c in trace.criteria] + [("all", trace.counts.words)]
    return blocks.Table(
        ("criterion", "words", *(words.STATE_WORDS[state] for state in STATES)),
        tuple((name, str(sum(told.values())), *(str(told[state]) for state in STATES)) for name, told in rows),
    )


def _criterion(trace: Trace, criterion: TracedCriterion) -> Iterator[blocks.Block]:
    yield blocks.Heading(f"{criterion.id} {criterion.title} ({criterion.kind})")
    yield blocks.Paragraph(criterion.text)
    if criterion.scope:
        yield blocks.Paragraph(f"To whom it applies is said by {listed(criterion.scope)}.")
    rows = tuple(_row(trace, span) for span in criterion.spans if span.id)
    yield blocks.Table(
        ("", "words", "threshold", "rule", "reading or assumption", "scenarios", "guard-rail or amendment"), rows
    )
    if criterion.paraphrased:
        yield blocks.Paragraph(
            f"{', '.join(criterion.paraphrased)}: on this criterion too; their phrases are paraphrases.", style="aside"
        )


def _row(trace: Trace, span: Span) -> tuple[str, ...]:
    thresholds = [trace.thresholds[name] for name in span.thresholds]
    encoded = "; ".join(f"{one.id}: {one.words} ({one.place})" for one in thresholds)
    why = [f"not encoded: {text}" for text in span.excuses]
    why += ["NOTHING covers these words"] if span.state == "open" else []
    shown = "; ".join(f"{one.id}: {words.sides(one)}" for one in thresholds)
    touched = words.touching(trace, span) if span.state == "encoded" else ""
    return (
        span.id,
        words.quoted(span),
        "; ".join([encoded, *why] if encoded else why),
        "; ".join(f"{trace.rules[name].head} ({name})" for name in span.rules),
        ", ".join((*span.readings, *span.assumptions)),
        "; ".join(filter(None, (touched, shown))),
        ", ".join((*span.guardrails, *span.amendments)),
    )


def unworded_table(trace: Trace) -> blocks.Table:
    """Thresholds and rules that give a reason in the place of words."""
    rows = [
        (one.id, one.owner, one.words, "; ".join(one.because), one.place)
        for one in trace.thresholds.values()
        if not one.quotes
    ]
    rows += [
        (one.head or "constraint", one.owner, one.source, "; ".join(one.because), one.id)
        for one in trace.rules.values()
        if not one.quotes
    ]
    return blocks.Table(("what", "of", "as written", "because", "place"), tuple(rows))


def readings_table(trace: Trace) -> blocks.Table:
    """The readings, each with all its values."""
    rows = tuple(
        (
            one.id,
            ", ".join(one.criteria),
            f"“{one.phrase}”",
            one.question,
            "; ".join(words.reading_values(one)),
            one.why,
            words.reading_stand(one),
        )
        for one in trace.readings.values()
    )
    return blocks.Table(("reading", "of", "phrase", "question", "values", "why", "in force"), rows)


def assumptions_table(trace: Trace) -> blocks.Table:
    """The assumptions, each with where its phrase stands."""
    rows = tuple(
        (one.id, ", ".join(one.criteria), one.phrase, one.decision, one.reason, one.status, words.places(trace, one.id))
        for one in trace.assumptions.values()
    )
    return blocks.Table(("", "of", "phrase", "decision", "reason", "status", "stands at"), rows)


def _beside(trace: Trace) -> Iterator[blocks.Block]:
    if trace.guardrails:
        yield blocks.Heading(f"Guard-rails: {len(trace.guardrails)}")
        rows = tuple(
            (one.id, one.source, ", ".join(one.asks), "; ".join(one.because)) for one in trace.guardrails.values()
        )
        yield blocks.Table(("place", "nobody may be", "asks for", "because"), rows)
    if trace.amendments:
        yield blocks.Heading(f"Amendments beside it: {len(trace.amendments)}")
        changes = tuple(
            (
                words.amendment_words(one),
                ", ".join(one.criteria),
                "; ".join(f"{file} {item}" for file, item in one.items),
            )
            for one in trace.amendments.values()
        )
        yield blocks.Table(("amendment", "of", "changes"), changes)
