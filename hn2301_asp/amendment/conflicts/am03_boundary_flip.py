"""AM03: only the cut point itself moved.

What it is: a limit keeps its number, and "at least" has become "more than", or the reverse. The only patients
whose answer changes are those whose value is exactly the limit.

Why it matters: such a change is often a slip of the pen, and it is easily overlooked. It is felt all the same:
values are recorded in steps, and many patients have exactly the limit.

Example: "Hb ≥80 g/L" becomes "Hb >80 g/L". A patient with Hb 80 g/L was eligible and is not now.

How to mend: restore the comparator, or say in the rationale that the limit itself is now left out or let in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.telling import gains_and_losses, places_of
from hn2301_asp.amendment.questions.unless import of_change
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.comparison.model import DOES, Change
from hn2301_asp.comparison.renaming import key
from hn2301_asp.comparison.words import range_in_words
from hn2301_asp.source.lists import listed

CODE = "AM03"
TITLE = "only moves the cut point itself"
ROOTS = ("AM02", "AM04")


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each criterion all of whose differences lie on limits that kept their number."""
    flips = _flips(case)
    if not flips:
        return
    before = case.side_before
    assert before is not None
    elsewhere = [-atom for _, _, atom in flips]
    for name, change in case.comparison.criteria.items():
        one, other = before.passes[name], case.side.passes[name]
        if change.relation in ("equivalent", "undecided"):
            continue
        if _same(case, one, other, elsewhere):
            # Of several limits that flipped, those on which this criterion's answer hangs.
            own = [flip for flip in flips if not _same(case, one, other, [flip[2]])]
            yield _conflict(case, name, change, own or flips)


def _same(case: Case, one: int, other: int, where: Sequence[int]) -> bool:
    """Whether a criterion answers alike, before and after, whoever lies there."""
    with case.people():
        return case.search.alike(one, other, where)


_Flip = tuple[Difference, str, int]


def _flips(case: Case) -> list[_Flip]:
    """Limits that both versions have, one with and one without the limit itself: the item, words, and atom."""
    before = case.side_before
    assert before is not None
    thresholds = [item for item in case.items if item.kind == "threshold"]
    ends: dict[str, set[Fraction]] = defaultdict(set)
    for item in (item for item in thresholds if item.value_there is not None):
        ends[before.names[key("quantity", item.value_there.quantity)]] |= {*item.value_there.test.interval.limits}
    found: list[_Flip] = []
    for item in (item for item in thresholds if item.value_here is not None):
        axis = case.side.names[key("quantity", item.value_here.quantity)]
        for index, region in enumerate(case.search.space.axes[axis].regions):
            interval = region.interval
            if interval is None or not interval.is_point or interval.low is None:
                continue
            if interval.low in ends[axis].intersection(item.value_here.test.interval.limits):
                words = range_in_words(case.search, axis, [index])
                found.append((item, words, case.search.space.regions[axis][index]))
    return found


def _conflict(case: Case, name: str, change: Change, flips: list[_Flip]) -> Conflict:
    item, words = flips[0][0], listed(words for _, words, _ in flips)
    was = f"`{item.there.text}`" if item.there is not None else "what was"
    return case.conflict(
        name,
        f"{DOES[change.relation]} {name}, but only the cut point itself moved: {words}",
        f"restore {was}, or say in the rationale that the limit itself was meant",
        group="know",
        **places_of([item]),
        notes=gains_and_losses(case, change, f"passing {name}"),
        witness=change.loses.witness or change.gains.witness,
        unless=of_change(change, name),
    )
