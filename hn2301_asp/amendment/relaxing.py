"""What programs ask of limits: whom moving one would admit, as far as no guard-rail forbids it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from hn2301_asp.cohort.opening import frame_of, refuse_unread
from hn2301_asp.cohort.relaxing.limits import Move, moved
from hn2301_asp.cohort.relaxing.model import Relaxation
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.patient.numerals import Separator
from hn2301_asp.screener import Screener
from hn2301_asp.screening import check_readings

#: What is said in place of a guard-rail's reason where nobody can tell whether it is kept.
UNDECIDED = "whether the guard-rails are kept is undecided"


def relax(
    screener: Screener,
    given: Any,
    readings: Mapping[str, str] | None = None,
    *,
    sheet: str | None = None,
    decimal: Separator | None = None,
) -> Relaxation:
    """Whom moving single limits would admit of the patients of a frame or a file, with the guard-rails kept.

    Raises InputError where the table cannot be used and, of a file, where a row is not understood.
    """
    opened = frame_of(given, [screener], sheet, decimal)  # It says what is not installed, before all else.
    from hn2301_asp.cohort.relaxing.admitting import Cohort
    from hn2301_asp.cohort.relaxing.relaxation import relaxation

    chosen = check_readings(screener.knowledge_base, readings or {})
    cohort = Cohort(screener, opened.rows, chosen)
    if opened.file is not None:
        refuse_unread(cohort.errors, opened.file, opened.numbers)
    return relaxation(cohort, guarding(screener, chosen))


def guarding(screener: Screener, readings: Mapping[str, str]) -> Callable[[Sequence[Move]], tuple[str, ...]]:
    """Names the guard-rails that somebody would newly break with limits moved, under the readings in force."""
    rules = screener.knowledge_base.guardrails
    told: dict[tuple[Move, ...], tuple[str, ...]] = {}

    def broken(moves: Sequence[Move]) -> tuple[str, ...]:
        key = tuple(moves)
        if key not in told:
            told[key] = _broken(screener, moved(screener, key), rules, readings) if rules else ()
        return told[key]

    return broken


def _broken(before: Screener, after: Screener, rules: Sequence[Rule], readings: Mapping[str, str]) -> tuple[str, ...]:
    versions = [_under(version, readings) for version in (before, after)]
    comparer = Comparer(versions, ("now", "moved"))
    was, now = comparer.joined.sides
    try:
        return tuple(
            reason(rule)
            for number, rule in enumerate(rules)
            if comparer.search.find([now.broken[number], -was.broken[number]]) is not None
        )
    except Undecidable:
        return (UNDECIDED,)


def reason(rule: Rule) -> str:
    """What a guard-rail is for."""
    return "; ".join(rule.because).partition("; owner:")[0] or rule.source


def _under(version: Screener, readings: Mapping[str, str]) -> Screener:
    """The version with other readings in force by default: a comparison is one under the defaults."""
    base = version.knowledge_base
    chosen = {name: replace(one, default=readings[name]) for name, one in base.readings.items()}
    return version if chosen == base.readings else Screener(replace(base, readings=chosen), version.space.circuit)
