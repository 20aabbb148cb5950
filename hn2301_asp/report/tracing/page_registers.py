"""The tables at the end of the page: readings, assumptions, guard-rails, amendments, scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.report.tracing import words
from hn2301_asp.report.tracing.page_parts import Register, Row, anchor
from hn2301_asp.tracing.model import Trace


def registers(trace: Trace) -> Iterator[Register]:
    """All of them, in their order."""
    rows = [
        Row(
            anchor("reading", one.id),
            (
                one.id,
                ", ".join(one.criteria),
                f"“{one.phrase}”",
                one.question,
                "; ".join(words.reading_values(one)),
                one.why,
                words.reading_stand(one),
            ),
        )
        for one in trace.readings.values()
    ]
    heads = ("reading", "of", "phrase", "question", "values", "why", "in force")
    yield _register("readings", "Readings", heads, rows)
    rows = [
        Row(
            anchor("assumption", one.id),
            (
                one.id,
                ", ".join(one.criteria),
                one.phrase,
                one.decision,
                one.reason,
                one.status,
                words.places(trace, one.id),
            ),
        )
        for one in trace.assumptions.values()
    ]
    heads = ("assumption", "of", "phrase", "decision", "reason", "status", "stands at")
    yield _register("assumptions", "Assumptions", heads, rows)
    rows = [
        Row(anchor("guard", one.id), (one.id, one.source, ", ".join(one.asks), "; ".join(one.because)))
        for one in trace.guardrails.values()
    ]
    yield _register("guard-rails", "Guard-rails", ("place", "rule", "asks for", "because"), rows)
    rows = [
        Row(
            anchor("change", one.id),
            (
                words.amendment_words(one),
                ", ".join(one.criteria),
                "; ".join(f"{file} {item}" for file, item in one.items),
            ),
        )
        for one in trace.amendments.values()
    ]
    yield _register("amendments", "Amendments beside it", ("amendment", "of", "changes"), rows)
    rows = [
        Row(anchor("scenario", one.id), (one.sentence, one.verdict, "passed" if one.passed else "FAILED", one.id))
        for one in trace.scenarios.values()
    ]
    yield _register("scenarios", "Scenarios", ("scenario", "verdict", "result", "place"), rows, folded=True)


def _register(name: str, title: str, heads: tuple[str, ...], rows: Sequence[Row], *, folded: bool = False) -> Register:
    return Register(name, f"{title}: {len(rows)}", heads, tuple(rows), folded)
