"""Where a proof ends: the readings of open phrases under which it does not hold, each with somebody who shows it.

Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from hn2301_asp.amendment.case import Case, Several
from hn2301_asp.amendment.model import Unless
from hn2301_asp.comparison.model import Change
from hn2301_asp.screening import Screening


def eligible_after(_: Screening, after: Screening) -> bool:
    """Whether the version that is judged finds a patient eligible."""
    return after.verdict == "eligible"


def passes_after(case: Case, criteria: Iterable[str]) -> Callable[[Screening, Screening], bool]:
    """Whether the version that is judged lets a patient pass by some criteria."""
    tests = [case.comparer.passing(case.now, name) for name in criteria]
    return lambda _, after: all(test(after) is True for test in tests)


def unless(
    case: Case, question: Sequence[int], what: str, confirmed: Callable[[Screening, Screening], bool] = eligible_after
) -> tuple[Unless, ...]:
    """The readings under which somebody answers what nobody does under those in force: ``what`` is then so."""
    found = case.comparer.otherwise(case.was or 0, case.now, question, confirmed)
    return tuple(Unless(what, one) for one in found)


def unless_together(
    several: Several, question: Sequence[int], what: str, criteria: Iterable[str] = ()
) -> tuple[Unless, ...]:
    """The same of several amendments, for somebody who under all together is eligible, or passes some criteria."""
    tests = [several.comparer.passing(several.both, name) for name in criteria]

    def confirmed(_: Screening, after: Screening) -> bool:
        return all(test(after) is True for test in tests) if tests else after.verdict == "eligible"

    found = several.comparer.otherwise(0, several.both, question, confirmed)
    return tuple(Unless(what, one) for one in found)


def of_change(change: Change, name: str | None = None) -> Iterator[Unless]:
    """What a change does to a criterion, or with no name to eligibility, under other readings only."""
    gains = "somebody gains eligibility" if name is None else f"somebody comes to pass {name}"
    loses = "somebody loses eligibility" if name is None else f"somebody no longer passes {name}"
    for side, what in ((change.gains, gains), (change.loses, loses)):
        yield from (Unless(what, one) for one in side.otherwise)


def of_comparison(case: Case) -> tuple[Unless, ...]:
    """What an amendment does under other readings only: to eligibility, and to criteria where it does not say so."""
    overall = case.comparison.overall
    found = list(of_change(overall))
    told = {one.otherwise.text for one in found}
    for name, change in case.comparison.criteria.items():
        found += [one for one in of_change(change, name) if one.otherwise.text not in told]
    return tuple(found)
