"""The words of a matrix, which all formats share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from hn2301_asp.source.lists import counted, listed
from hn2301_asp.tracing.model import (
    RESTS,
    STATES,
    TOUCHES,
    Span,
    State,
    Trace,
    TracedAmendment,
    TracedReading,
    TracedRule,
    TracedThreshold,
)

#: What is said of words by their state, and in a column's head.
STATE_WORDS: Final[Mapping[State, str]] = {
    "encoded": "under a threshold or rule",
    "excused": "left out with a reason",
    "silent": "saying nothing alone",
    "open": "covered by nothing",
}
SIDE_WORDS: Final = {
    "at": "exactly at the limit",
    "inside": "one step inside",
    "outside": "one step outside",
    "missing": "with the value unknown",
    "never": "with it never",
}
#: What a reader must know of the words of a matrix.
LEGEND: Final = (TOUCHES, RESTS)


def title(trace: Trace) -> str:
    return f"{trace.protocol} {trace.version}: what encodes each part of its text"


def shares(numbers: Mapping[State, int], noun: str) -> str:
    """Counts that add up: ``291 words: 277 under a threshold or rule; …``. Where nothing is open, that is told too."""
    told = [state for state in STATES if numbers[state] or state == "open"]
    parts = "; ".join(f"{numbers[state]:,} {STATE_WORDS[state]}" for state in told)
    return f"{sum(numbers.values()):,} {noun}: {parts}"


def verdict(trace: Trace) -> str:
    """Whether anything is covered by nothing, in a sentence."""
    if not trace.counts.words["open"] and not trace.counts.characters["open"]:
        return "Every word of the text is under a threshold or rule, or left out with a reason; nothing is left over."
    spans = [span for span in trace.spans() if span.state == "open"]
    what = listed([f"{span.id} {quoted(span)}" for span in spans])
    return f"Covered by nothing: {what}."


def quoted(span: Span) -> str:
    """The words of a span, without what only parts them from those before."""
    return f"“{' '.join(span.text.split()).lstrip(' ,;')}”"


def sides(threshold: TracedThreshold) -> str:
    """How many scenarios settle a threshold, and how many show each side of its limit."""
    told = ", ".join(f"{len(who)} {SIDE_WORDS[side]}" for side, who in threshold.sides.items())
    return f"settled in {counted(len(threshold.decided), 'scenario')}; {told}"


def touching(trace: Trace, span: Span) -> str:
    return f"{len(span.scenarios)} of {counted(len(trace.scenarios), 'scenario')}"


def cases(rule: TracedRule) -> str:
    """How many scenarios exercise a rule, and how."""
    if not rule.head:
        return "a constraint: who breaks it is contradictory"
    if rule.fixed:
        return f"the same for everybody; touched by {len(rule.touched)}"
    return f"{len(rule.admits)} make it true, {len(rule.blocks)} false"


def reading_values(reading: TracedReading) -> Iterator[str]:
    """The values of a reading, the default first and marked."""
    for value in (reading.default, *(value for value in reading.values if value != reading.default)):
        mark = " (default)" if value == reading.default else ""
        yield f"{value}{mark}: {reading.values[value]}"


def reading_default(reading: TracedReading) -> str:
    return f"{reading.question} By default {reading.default}: {reading.values[reading.default]}"


def reading_stand(reading: TracedReading) -> str:
    """What of a reading is in force, and who shows it."""
    return (
        f"in force {reading.default}, unless a screening takes another; {counted(len(reading.depends), 'scenario')} "
        f"depend on it, {len(reading.taken)} take another value"
    )


def amendment_words(one: TracedAmendment) -> str:
    return f"{one.id} {one.title} ({one.status})" if not one.refused else f"{one.id} cannot be opened: {one.refused}"


def places(trace: Trace, assumption: str) -> str:
    """Where the phrase of an assumption stands, or that it stands nowhere verbatim."""
    one = trace.assumptions[assumption]
    found = [
        span.id
        for criterion in trace.criteria
        for span in criterion.spans
        if span.id and assumption in span.assumptions
    ]
    return ", ".join(found) if found else f"not verbatim; at {listed(one.criteria)}"


def gap_lines(trace: Trace) -> Iterator[tuple[str, str]]:
    """What is not traced: a label and what it holds; where there is none, it says so."""
    gaps = trace.gaps
    yield "words covered by nothing", ", ".join(gaps.open) or "none"
    yield "quotes that are not in the text", "; ".join(f"{name}: “{text}”" for name, text in gaps.astray) or "none"
    yield "words that no scenario touches", ", ".join(gaps.spans_untouched) or "none"
    yield "criteria that no scenario touches", ", ".join(gaps.criteria_untouched) or "none"
    yield "thresholds that no scenario touches", ", ".join(gaps.thresholds_untouched) or "none"
    yield "rules that no scenario touches", ", ".join(gaps.rules_untouched) or "none"
    yield "readings on which no scenario depends", ", ".join(gaps.readings_untouched) or "none"
    yield "thresholds under no words", unworded(trace, gaps.thresholds_unworded) or "none"
    yield "rules under no words", unworded(trace, gaps.rules_unworded) or "none"
    yield "scenarios that touch nothing", _contradictory(trace) or "none"


def unworded(trace: Trace, names: tuple[str, ...]) -> str:
    """How many give a reason in the place of words; each stands with its reason at its criterion, or below."""
    bare = [name for name in names if not (trace.thresholds.get(name) or trace.rules[name]).because]
    if not names:
        return ""
    told = f"{len(names)}, each with a reason"
    return told if not bare else f"{len(names)}, of which without a reason: {', '.join(bare)}"


def _contradictory(trace: Trace) -> str:
    names = trace.gaps.scenarios_touching_nothing
    verdicts: dict[str, int] = {}
    for name in names:
        verdicts[trace.scenarios[name].verdict] = verdicts.get(trace.scenarios[name].verdict, 0) + 1
    return f"{len(names)} ({', '.join(f'{number} {word}' for word, number in verdicts.items())})" if names else ""
