"""AM11: only a sliver is left of a quantity.

What it is: whoever is eligible has one and the same value of some quantity, or one of a range so narrow that
it was hardly meant: less than 2 % of the plausible values. Before the amendment there was more room. Of a
scale of ten values or fewer a single one is no sliver but a choice, and so is "none": no dose, no points.

Why it matters: two limits were brought together from both sides, or one of them has lost a digit. Hardly
anybody will be found, and who is found is there by the error of measurement.

Example: an amendment lowers the upper limit of the clinical score to 4 points where the lower limit is 4.

How to mend: move one of the limits, or accept the finding with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.impossible import place_of
from hn2301_asp.amendment.questions.redundancy import core_in_words
from hn2301_asp.amendment.questions.unless import unless
from hn2301_asp.comparison.words import range_in_words
from hn2301_asp.knowledge.thresholds.axis import Interval

CODE = "AM11"
TITLE = "leaves a sliver of some quantity"
ALONE = True
ROOTS = ("AM07",)
#: Narrower than one in so many of the plausible values is a sliver.
_ONE_IN = 50
#: A scale of so few values is no measurement: a single value of it is a choice.
_SCALE = 10


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each quantity of which everybody eligible has nearly the same value."""
    before = case.side_before
    if not case.somebody or (before is not None and before.eligible == case.side.eligible):
        return
    narrow = {name: _narrow(case, name) for name in _asked(case)}
    wide = [literal for name, regions in narrow.items() for literal in _outside(case, name, regions)]
    if not case.search.nobody([case.side.eligible, *wide]):
        return
    for name, regions in narrow.items():
        left = _left(case, name, regions)
        if left is None or _none_of_it(case, name, left) or _values(case, name, left) > _most(case, name):
            continue
        if before is not None and case.search.nobody([before.eligible, *_outside(case, name, left)]):
            continue
        yield _conflict(case, name, left)


def _asked(case: Case) -> list[str]:
    """The quantities that the changed criteria use; a ratio to a limit of normal is not measured itself."""
    under = frozenset[int]().union(*(case.conditions.under(case.side.passes[name]) for name in case.reachable))
    thresholds = case.search.joined.base.thresholds
    inputs = case.search.joined.circuit.inputs
    used = dict.fromkeys(t.quantity for name, t in thresholds.thresholds.items() if inputs[name] in under)
    return [name for name in used if name not in thresholds.derived or not thresholds.derived[name].ratio]


def _narrow(case: Case, name: str) -> list[int]:
    """The regions of an axis that are slivers by themselves."""
    usable = case.search.space.open_regions[name]
    regions = case.search.space.axes[name].regions
    return [i for i in usable if regions[i].interval is not None and _values(case, name, [i]) <= _most(case, name)]


def _left(case: Case, name: str, narrow: Sequence[int]) -> list[int] | None:
    """The regions in which somebody eligible lies; None where some of them is wide."""
    if not case.search.nobody([case.side.eligible, *_outside(case, name, narrow)]):
        return None
    regions = case.search.space.regions[name]
    return [i for i in narrow if not case.search.nobody([case.side.eligible, regions[i]])]


def _outside(case: Case, name: str, regions: Sequence[int]) -> list[int]:
    """What holds of whoever lies in none of some regions of an axis."""
    return [-case.search.space.regions[name][i] for i in regions]


def _none_of_it(case: Case, name: str, left: Sequence[int]) -> bool:
    """Whether everybody eligible has nothing at all of a quantity."""
    possible = case.search.quantities[name].possible
    regions = [case.search.space.axes[name].regions[i].interval for i in left]
    inside = [(interval or Interval()).intersect(Interval(*possible)) for interval in regions]
    return possible[0] == 0 and inside == [Interval.point(Fraction(0))]


def _values(case: Case, name: str, regions: Sequence[int]) -> int:
    """How many values of some regions can be recorded."""
    quantity = case.search.quantities[name]
    count = 0
    for index in regions:
        interval = case.search.space.axes[name].regions[index].interval
        inside = Interval() if interval is None else interval
        inside = inside.intersect(Interval(*quantity.possible)).within(quantity.step)
        if inside.low is not None and inside.high is not None and not inside.is_empty:
            count += int((inside.high - inside.low) / quantity.step) + 1
    return count


def _most(case: Case, name: str) -> int:
    """The greatest number of values that is a sliver of a quantity."""
    quantity = case.search.quantities[name]
    plausible = int((quantity.plausible[1] - quantity.plausible[0]) / quantity.step) + 1
    return 0 if plausible <= _SCALE else max(1, plausible // _ONE_IN)


def _conflict(case: Case, name: str, left: Sequence[int]) -> Conflict:
    """The finding, with the conditions that leave no more."""
    now, outside = case.conditions, _outside(case, name, left)
    changed = {item.name for item in case.items}
    core = case.search.core([*now.known, *outside], dict.fromkeys(leaf.literal for leaf in now.leaves))
    pinning = [leaf for leaf in now.leaves if leaf.literal in core]
    return case.conflict(
        name,
        f"everybody eligible has {range_in_words(case.search, name, left)}: no more than that is left",
        "move one of the limits, or accept it with a reason",
        place=place_of(case, sorted(pinning, key=lambda leaf: now.own_name(leaf.literal) not in changed)),
        notes=[("left", f"{_values(case, name, left)} of the values that can be recorded")],
        core=core_in_words(case, pinning),
        unless=unless(case, [case.side.eligible, *outside], "somebody eligible has another value"),
    )
