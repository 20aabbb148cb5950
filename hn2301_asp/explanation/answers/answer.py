"""Everything that is answered about one verdict, worked out together."""

from __future__ import annotations

from hn2301_asp.explanation.answers.answers import Answers, BlockingSets, Deciding, Nearest, ReadingEffect
from hn2301_asp.explanation.answers.blocking import blocking_sets
from hn2301_asp.explanation.answers.combined import may_change_together
from hn2301_asp.explanation.answers.deciding import deciding
from hn2301_asp.explanation.answers.facts_as_one import Unit, known_units
from hn2301_asp.explanation.answers.margins import rests_on
from hn2301_asp.explanation.answers.missing import Record
from hn2301_asp.explanation.answers.nearest import nearest_eligible
from hn2301_asp.explanation.answers.rereading import other_readings, reading_effects
from hn2301_asp.explanation.answers.scope import parts_for
from hn2301_asp.explanation.answers.tools import Tools
from hn2301_asp.screening import OtherReading, Screening
from hn2301_asp.solver.minimal import LIMIT


def before(tools: Tools, screening: Screening) -> tuple[Record, tuple[Unit, ...]]:
    """A patient as the single questions want it: what is known and missing part by part, and its facts."""
    parts = parts_for(tools.space, tools.index, screening)
    record = Record(tools.space, tools.index, parts, screening)
    return record, known_units(tools.space.base, screening.patient)


def effects(tools: Tools, screening: Screening) -> tuple[ReadingEffect, ...]:
    """What other readings of the text would make of a patient; nothing of a record that contradicts itself."""
    if screening.verdict == "contradictory":
        return ()
    return reading_effects(before(tools, screening)[0], screening)


def others(tools: Tools, screening: Screening) -> tuple[OtherReading, ...]:
    """The other readings of those effects, without what blocks then."""
    if screening.verdict == "contradictory" or not may_change_together(tools.space, screening):
        return screening.depends_on_reading
    return other_readings(before(tools, screening)[0], screening)


def answer(tools: Tools, screening: Screening, limit: int = LIMIT) -> Answers:
    """What blocks, what would help and when, what would decide, and how near the limits are.

    ``limit`` bounds each list of sets; where it cut one, the answer says so. A record that
    contradicts itself gets no answers.
    """
    if screening.verdict == "contradictory":
        return Answers(BlockingSets(), Nearest(), Deciding(), ())
    record, units = before(tools, screening)
    blocked = BlockingSets()
    if screening.verdict == "ineligible":
        blocked = blocking_sets(record, tools.parts, units, limit)
    values, grounds = rests_on(record.proof, record.parts, screening)
    return Answers(
        blocked,
        nearest_eligible(record, units, limit),
        deciding(record, tools, screening, limit),
        values,
        reading_effects(record, screening),
        grounds,
    )
