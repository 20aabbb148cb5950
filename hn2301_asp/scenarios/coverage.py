"""What the scenarios leave unexercised: thresholds, readings and rules.

Only patients that can exist count: a contradictory record exercises nothing. This module knows no
expectation; whether scenarios pass is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.scenarios.limits import threshold_gaps
from hn2301_asp.scenarios.model import Gap, Outcome
from hn2301_asp.scenarios.rule_cases import rule_gaps
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening
from hn2301_asp.source.diagnostics import Place


def coverage(protocol: Screener, outcomes: Iterable[Outcome]) -> tuple[Gap, ...]:
    """What no scenario shows: of thresholds first, then of readings, then of rules."""
    screenings = [o.screening for o in outcomes if o.screening is not None and o.screening.verdict != "contradictory"]
    return (
        *threshold_gaps(protocol, screenings),
        *reading_gaps(protocol.knowledge_base, screenings),
        *rule_gaps(protocol, screenings),
    )


def reading_gaps(base: KnowledgeBase, screenings: Iterable[Screening]) -> Iterator[Gap]:
    """Every value of a reading that is never in force where the reading makes a difference."""
    shown = {
        (reading, screening.readings[reading])
        for screening in screenings
        for other in screening.depends_on_reading
        for reading in other.readings
    }
    for reading in base.readings.values():
        for value in reading.values:
            if (reading.id, value) not in shown:
                text = f"no scenario's result depends on the reading `{reading.id}` while it is `{value}`"
                yield Gap("reading", reading.id, value, text, Place("readings.yaml"))
