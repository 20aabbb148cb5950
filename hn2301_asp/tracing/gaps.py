"""What a matrix leaves untraced: looked up in the matrix itself. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.tracing.model import Gaps, Quoted, Trace


def gaps_of(trace: Trace) -> Gaps:
    """All that a reader of a matrix must know beside the shares of the text."""
    spans = [span for criterion in trace.criteria for span in criterion.spans]
    touched = {name for criterion in trace.criteria for name in criterion.scenarios}
    touched |= {name for one in trace.thresholds.values() for name in one.decided}
    touched |= {name for one in trace.rules.values() for name in one.touched}
    return Gaps(
        open=tuple(span.id for span in spans if span.state == "open" and span.id),
        astray=tuple(_astray(trace)),
        thresholds_unworded=tuple(one.id for one in trace.thresholds.values() if not one.quotes),
        rules_unworded=tuple(one.id for one in trace.rules.values() if not one.quotes),
        thresholds_untouched=tuple(one.id for one in trace.thresholds.values() if not one.decided),
        rules_untouched=tuple(one.id for one in trace.rules.values() if one.head and not one.touched),
        readings_untouched=tuple(one.id for one in trace.readings.values() if not one.depends),
        criteria_untouched=tuple(one.id for one in trace.criteria if not one.scenarios),
        spans_untouched=tuple(s.id for s in spans if s.id and s.state == "encoded" and not s.scenarios),
        scenarios_touching_nothing=tuple(name for name in trace.scenarios if name not in touched),
        assumptions_paraphrased=tuple(one.id for one in trace.assumptions.values() if not one.stretches),
    )


def _astray(trace: Trace) -> Iterator[tuple[str, str]]:
    """Quotes that do not stand in the text of their criterion, with the threshold or rule that they stand at."""
    criteria = {criterion.id for criterion in trace.criteria}
    every: list[tuple[str, str, tuple[Quoted, ...]]] = [(t.id, t.owner, t.quotes) for t in trace.thresholds.values()]
    every += [(rule.id, rule.owner, rule.quotes) for rule in trace.rules.values()]
    for name, owner, quotes in every:
        for quote in quotes:
            if owner in criteria and not quote.stretches:
                yield name, quote.text
