"""A score's total that is given beside the items that it adds up, where versions count or ask otherwise.

The two may differ as long as no limit lies between them. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.questions.unusable import Cause, Cuts, Record, cuts_of, moved, typical
from hn2301_asp.knowledge.vocabulary.model import Score

#: The points that an item counts before and now.
_Points = dict[str, tuple[int, int]]


def score_causes(case: Case) -> Iterator[Cause]:
    """Totals that add up other points, or whose limits moved."""
    there, here = case.before.knowledge_base, case.protocol.knowledge_base
    for name, now in here.vocabulary.scores.items():
        was = there.vocabulary.scores.get(name)
        if was is None or was.family != now.family:
            continue
        # What no record can give stands beside nothing.
        given = [t for t in now.totals if t in was.totals and here.vocabulary.quantities[t].hidden is None]
        for total in given:
            quantity, cuts = here.vocabulary.quantities[total], (cuts_of(there, total), cuts_of(here, total))
            points = {
                item: (_counts(was, total, item), _counts(now, total, item)) for item in now.items if item in was.items
            }
            other = [item for item, (before, after) in points.items() if before != after]
            records = _records(case, now.family, total, points, cuts)
            if other:
                told = ", ".join(f"{now.items[item].label} {points[item][1]}" for item in other)
                yield Cause(total, f"{quantity.label} adds up other points: {told}", records)
            elif cuts[0] != cuts[1]:
                yield moved(case, quantity, f"from its {here.vocabulary.families[now.family].label}", records)


def _counts(score: Score, total: str, item: str) -> int:
    return score.items[item].weight if item in score.totals[total] else 0


def _records(case: Case, family: str, total: str, points: _Points, cuts: tuple[Cuts, Cuts]) -> Iterator[Record]:
    """Items with a given total that a limit parts from them in one version only: first in the one that is judged."""
    given = {other: None for score in case.protocol.knowledge_base.vocabulary.scores.values() for other in score.totals}
    sums: dict[tuple[int, int], tuple[str, ...]] = {(0, 0): ()}
    for item, (before, after) in points.items():
        sums = {**{(a + before, b + after): (*own, item) for (a, b), own in sums.items()}, **sums}
    found: tuple[list[Record], list[Record]] = ([], [])
    for (before, after), items in sorted(sums.items(), key=lambda entry: (len(entry[1]), entry[0])):
        for number in dict.fromkeys((before, after, *(max(before + more, 0) for more in (1, -1)))):
            fits = [_side(own, number) == _side(own, total_) for own, total_ in zip(cuts, (before, after), strict=True)]
            if fits[0] != fits[1]:
                found[fits[1]].append(typical(case, **{**given, family: list(items), total: number}))
    yield from (record for records in found for record in records)


def _side(cuts: Cuts, number: int) -> tuple[bool, ...]:
    """On which side of each cut a number lies."""
    return tuple(Fraction(number) > limit or (number == limit and not below) for limit, below in sorted(cuts))
