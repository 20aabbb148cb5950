"""An independent second opinion on the eligibility of a partial record: the tests' safety net.

Written from the protocol's text and the interface alone; imports nothing of the package it checks.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .completions import Group, groups
from .criteria import CRITERIA, chosen_readings
from .facts import Facts


@dataclass(frozen=True)
class Outcome:
    """The verdict, and the status of each criterion (none where the record is contradictory)."""

    verdict: str  # eligible, ineligible, undetermined, contradictory
    statuses: dict[str, str]  # IN-1 to IN-8: met, not_met, unknown


def evaluate(record: Mapping[str, object], readings: Mapping[str, str] | None = None) -> Outcome:
    """Verdict and statuses, exact over all completions of the record's unknown facts.

    Eligible or met: so in every completion; ineligible or not met: in none; contradictory: no
    completion is possible.

    Raises:
        ValueError: a field, value, unit or reading that is not understood or not possible.
    """
    parts = list(groups(Facts(record), chosen_readings(readings)))
    if not all(part.outcomes for part in parts):
        return Outcome("contradictory", {})
    verdict = {"met": "eligible", "not_met": "ineligible", "unknown": "undetermined"}
    return Outcome(
        verdict[_status(parts, CRITERIA)],
        {criterion: _status(parts, (criterion,)) for criterion in CRITERIA},
    )


def _status(parts: list[Group], asked: tuple[str, ...]) -> str:
    """Whether all criteria asked hold; groups are independent: each adds its best and its worst."""
    allowed = [_allowed(part, asked) for part in parts]
    if all(sides == {True} for sides in allowed):
        return "met"
    return "unknown" if all(True in sides for sides in allowed) else "not_met"


def _allowed(part: Group, asked: tuple[str, ...]) -> set[bool]:
    """Over the group's outcomes, whether it allows all criteria asked at once."""
    places = [place for place, criterion in enumerate(part.criteria) if criterion in asked]
    return {all(outcome[place] for place in places) for outcome in part.outcomes}
