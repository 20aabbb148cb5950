"""The matrix in lines, for a terminal or a file: each part of the text with what encodes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hn2301_asp.report.tracing import words
from hn2301_asp.report.writers.lines import Line, wrapped
from hn2301_asp.tracing.model import Span, Trace, TracedCriterion

_IN, _LABEL = "  ", 13


def trace_lines(trace: Trace, width: int) -> Iterator[Line]:
    """The whole matrix, so many signs wide."""
    yield from wrapped([], words.title(trace), width, _IN, "bold")
    yield from wrapped([], trace.title, width, _IN)
    yield []
    yield from wrapped([], words.verdict(trace), width, _IN, "bold")
    yield from wrapped([], words.shares(trace.counts.words, "words") + ".", width, _IN)
    yield from wrapped([], words.shares(trace.counts.characters, "characters") + ".", width, _IN)
    yield []
    for text in words.LEGEND:
        yield from wrapped([], text, width, _IN, "dim")
    for criterion in trace.criteria:
        yield []
        yield from _criterion(trace, criterion, width)
    yield from _elsewhere(trace, width)
    yield from _registers(trace, width)
    yield from _head("What is not traced", width)
    for label, text in words.gap_lines(trace):
        yield from wrapped([(f"{_IN}{label}: ", "dim")], text, width, _IN * 2)
    yield []
    yield from wrapped(
        [], f"{trace.protocol} {trace.version}   kb {trace.digest[:12]}   {trace.scope}", width, _IN, "dim"
    )


def _head(text: str, width: int) -> Iterator[Line]:
    yield []
    yield from wrapped([], text, width, _IN, "bold")


def _labelled(label: str, text: str, width: int, style: str = "dim") -> Iterator[Line]:
    lead = f"{_IN * 2}{label.ljust(_LABEL)}"
    yield from wrapped([(lead, style)], text, width, " " * len(lead))


def _criterion(trace: Trace, criterion: TracedCriterion, width: int) -> Iterator[Line]:
    yield from wrapped([], f"{criterion.id}  {criterion.title} ({criterion.kind})", width, _IN, "bold")
    yield from wrapped([(_IN, "")], f"{words.shares(criterion.counts.words, 'words')}.", width, _IN, "dim")
    yield from wrapped(
        [(_IN, "")], f"touched by {len(criterion.scenarios)} of {len(trace.scenarios)} scenarios", width, _IN, "dim"
    )
    if criterion.scope:
        yield from wrapped(
            [(_IN, "")], f"to whom it applies is said by {', '.join(criterion.scope)}", width, _IN, "dim"
        )
    for span in criterion.spans:
        if span.id:
            yield from _span(trace, span, width)
    yield from _unworded(trace, criterion.id, width)
    if criterion.paraphrased:
        text = f"{', '.join(criterion.paraphrased)}: on this criterion too, in paraphrase; they stand in the list below"
        yield from wrapped([(_IN, "")], text, width, _IN * 2)


def _span(trace: Trace, span: Span, width: int) -> Iterator[Line]:
    yield from wrapped([(f"{_IN}{span.id}  ", "bold")], words.quoted(span), width, _IN * 2)
    for name in span.thresholds:
        one = trace.thresholds[name]
        yield from _labelled("threshold", f"{name}: {one.words} ({one.place})", width)
        yield from _labelled("", words.sides(one), width)
    for number, name in enumerate(span.rules):
        yield from _labelled("" if number else "rule", f"{trace.rules[name].head} ({name})", width)
    for why in span.excuses:
        yield from _labelled("left out", why, width, "bold yellow")
    if span.state == "open":
        yield from _labelled(
            "NOTHING", "no rule and no threshold quotes these words, and no reason is given", width, "bold red"
        )
    for name in span.readings:
        yield from _labelled("reading", f"{name}: {words.reading_default(trace.readings[name])}", width)
    for name in span.assumptions:
        yield from _labelled("assumed", f"{name} {trace.assumptions[name].decision}", width)
    if span.guardrails:
        told = "; ".join(f"{'; '.join(trace.guardrails[name].because)} ({name})" for name in span.guardrails)
        yield from _labelled("guard-rail", told, width)
    for name in span.amendments:
        yield from _labelled("amendment", words.amendment_words(trace.amendments[name]), width)
    if span.state == "encoded":
        yield from _labelled("touched by", words.touching(trace, span), width)


def _unworded(trace: Trace, owner: str, width: int) -> Iterator[Line]:
    """What stands under no words of the text, with its reason."""
    owned = [one.quotes for one in trace.thresholds.values() if one.owner == owner]
    owned += [one.quotes for one in trace.rules.values() if one.owner == owner]
    if not all(owned):
        yield from wrapped([(_IN, "")], "under no words of the text", width, _IN * 2, "bold")
    for threshold in trace.thresholds.values():
        if threshold.owner == owner and not threshold.quotes:
            because = "; ".join(threshold.because) or "(no reason)"
            told = f"{threshold.id}: {threshold.words} ({threshold.place}), because {because}"
            yield from _labelled("threshold", told, width)
    for rule in trace.rules.values():
        if rule.owner == owner and not rule.quotes:
            told = f"{rule.source} ({rule.id}), because {'; '.join(rule.because) or '(no reason)'}"
            yield from _labelled("rule" if rule.head else "constraint", told, width)


def _elsewhere(trace: Trace, width: int) -> Iterator[Line]:
    """Thresholds and rules that belong to no criterion: scores, the background."""
    criteria = {criterion.id for criterion in trace.criteria}
    owners: Iterable[str] = dict.fromkeys(
        [one.owner for one in trace.thresholds.values()] + [one.owner for one in trace.rules.values()]
    )
    for owner in owners:
        if owner not in criteria:
            yield from _head(f"{owner}: of no criterion", width)
            yield from _unworded(trace, owner, width)


def _registers(trace: Trace, width: int) -> Iterator[Line]:
    if trace.readings:
        yield from _head(f"Readings: {len(trace.readings)}", width)
    for reading in trace.readings.values():
        lead = f"{_IN}{reading.id}  "
        yield from wrapped([(lead, "bold")], f"“{reading.phrase}”: {reading.question}", width, _IN * 2)
        for value in words.reading_values(reading):
            yield from wrapped([(_IN * 2, "")], value, width, _IN * 3)
        told = f"because {reading.why}; {words.reading_stand(reading)}"
        yield from wrapped([(_IN * 2, "")], told, width, _IN * 3, "dim")
    if trace.assumptions:
        yield from _head(f"Assumptions: {len(trace.assumptions)}", width)
    for one in trace.assumptions.values():
        lead = f"{_IN}{one.id}  "
        yield from wrapped([(lead, "bold")], f"“{one.phrase}”: {one.decision}", width, _IN * 2)
        told = f"because {one.reason}; {one.status}; {words.places(trace, one.id)}"
        yield from wrapped([(_IN * 2, "")], told, width, _IN * 3, "dim")
    if trace.guardrails:
        yield from _head(f"Guard-rails: {len(trace.guardrails)}", width)
        for rail in trace.guardrails.values():
            told = f"{rail.source}   asks for {', '.join(rail.asks)}; because {'; '.join(rail.because)}"
            yield from wrapped([(f"{_IN}{rail.id}  ", "bold")], told, width, _IN * 2)
    if trace.amendments:
        yield from _head(f"Amendments beside it: {len(trace.amendments)}", width)
        for change in trace.amendments.values():
            yield from wrapped([(_IN, "")], words.amendment_words(change), width, _IN * 2)
            items = "; ".join(f"{file} {item}" for file, item in change.items)
            yield from wrapped([(_IN * 2, "")], items, width, _IN * 3, "dim")
