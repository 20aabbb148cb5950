"""Whether some numbers of a box meet several demands together: excluded by a proof, or possible.

Ranges are narrowed by each demand; demands that hang together like a tree are then met, those that are
sums or products of what is open are reckoned out, and for the rest the box is halved. A search that
ends without an answer says possible. Nothing here knows a patient, a rule or a version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.solver.elimination import met_together
from hn2301_asp.solver.narrowing import Demand, Narrowed, narrowed
from hn2301_asp.solver.sharing import Links
from hn2301_asp.solver.ties import Span, cut, halved

#: So often a box is narrowed before numbers are taken to be possible.
MOST_STEPS = 100

_Box = Mapping[str, Span]


class Effort:
    """How many steps may still be taken, by several searches."""

    def __init__(self, left: int) -> None:
        self.left = left


def can_be_met(box: _Box, demands: Sequence[Demand], answers: Mapping[str, bool], effort: Effort | None = None) -> bool:
    """Whether some numbers of the box meet all demands; False is a proof that none do."""
    search = _Search(demands, answers)
    most = MOST_STEPS if effort is None else min(MOST_STEPS, effort.left)
    possible = search.possible(box, most)
    if effort is not None:
        effort.left -= search.steps
    return possible


def some_numbers(box: _Box, demands: Sequence[Demand], answers: Mapping[str, bool]) -> dict[str, Fraction] | None:
    """Numbers of the quantities that are named with which all demands are met; None where none were found."""
    search = _Search(demands, answers)
    search.possible(box, MOST_STEPS, settle=True)
    return search.numbers


class _Search:
    def __init__(self, demands: Sequence[Demand], answers: Mapping[str, bool]) -> None:
        self.demands, self.answers = demands, answers
        self.steps = 0
        self.numbers: dict[str, Fraction] | None = None

    def possible(self, box: _Box, most: int, *, settle: bool = False) -> bool:
        """Whether it is possible; ``settle`` looks on until numbers are found."""
        named = {name for demand in self.demands for name in demand.names()}
        waiting: list[_Box] = [{name: span for name, span in box.items() if name in named}]
        while waiting:
            if self.steps >= most:
                return True
            part = self._narrowed(waiting.pop())
            if part is None:
                continue
            if (not settle and _plainly(part, self.demands)) or self._found(part, settle):
                return True
            told = met_together(part.box, self.demands, self.answers)
            halves = _halves(part.box) if told is None or (settle and told) else None
            if told is not False and halves is None:
                return True
            waiting += halves or ()
        return False

    def _narrowed(self, box: _Box) -> Narrowed | None:
        self.steps += 1
        return narrowed(box, self.demands, self.answers)

    def _found(self, part: Narrowed, settle: bool) -> bool:
        """Whether numbers are found by settling one quantity after the other in the middle of what is left of it."""
        while open_ := [name for name, span in part.box.items() if not span.is_point]:
            name = min(open_, key=lambda one: (not part.box[one].counted, one))
            span = part.box[name]
            following = self._narrowed({**part.box, name: Span(Interval.point(span.middle), span.counted)})
            if following is None:
                return False
            part = following
            if not settle and _plainly(part, self.demands):
                return True
        if part.exact:
            self.numbers = {name: low for name, span in part.box.items() if (low := span.interval.low) is not None}
        return part.exact


def _plainly(part: Narrowed, demands: Sequence[Demand]) -> bool:
    """Whether what is left is plainly met: nothing counted is open, and no two demands lean on each other twice.

    Then any number of one range can be completed, demand by demand along the tree.
    """
    open_ = {name for name, span in part.box.items() if not span.is_point}
    if not part.exact or any(part.box[name].counted for name in open_):
        return False
    links = Links()
    for number, demand in enumerate(demands):
        names = [name for name in demand.formula.quantities() if name in open_]
        names += [demand.result] if demand.result in open_ and demand.result is not None else []
        for name in names:
            if links.root(number) == links.root(name):
                return False
            links.join([number, name])
    return True


def _halves(box: _Box) -> Sequence[_Box] | None:
    """A box in two: what is counted first, then zero apart from what is above it, then the widest for its place."""
    if halves := halved(box):
        return halves
    wide = [name for name, span in box.items() if not span.is_point]
    zero = [name for name in wide if box[name].interval.low == 0 and not box[name].interval.low_open]
    ended = [name for name in wide if box[name].interval.low is not None and box[name].interval.high is not None]
    if zero:
        return cut(box, zero[0], Fraction(0))
    if not ended:
        return None
    name = max(ended, key=lambda one: box[one].width_for_its_place)
    return cut(box, name, box[name].middle)
