"""Recordable numbers for quantities that formulas tie together, as near as can be to typical ones.

A box of ranges is halved until the point nearest to the typical numbers is found with which every
result is as asked, or until nothing is left: exact, both ways. Everything is a fraction; nothing
here knows a patient, a rule or a version.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.formula import Node, Range, Ratio, bounds, ratio, value

#: Boxes that are looked at before the question is given up as undecided.
MOST_BOXES = 2_000
#: The same where a nearer patient is only tried for.
FEWER_BOXES = 300
FEWEST_BOXES = 40


class Grid(Struct, frozen=True):
    """What one quantity may be: the multiples of ``step`` from ``low`` to ``high``, counted in steps.

    ``typical`` (in steps) is the number to stay near to, and ``far`` what one step away from it costs.
    """

    step: Fraction
    low: int
    high: int
    typical: int
    far: int


class Goal(Struct, frozen=True):
    """A formula, with the interval in which its result must lie."""

    formula: Node
    target: Interval


def grid(interval: Interval, step: Fraction, typical: Fraction | None, span: Fraction) -> Grid | None:
    """The recordable numbers of a closed range; None where there is none. ``span`` is what counts as far."""
    steps = _steps(interval, step)
    if steps is None:
        return None
    low, high = steps
    middle = low if typical is None else round(typical / step)
    return Grid(step, low, high, middle, max(1, round(1_000_000 * step / span)))


def _steps(interval: Interval, step: Fraction) -> tuple[int, int] | None:
    """The first and the last multiple of a step in a closed range, counted in steps; None where there is none."""
    inside = interval.within(step)
    if inside.is_empty or inside.low is None or inside.high is None:
        return None
    return int(inside.low / step), int(inside.high / step)


def realise(
    grids: Mapping[str, Grid], goals: Sequence[Goal], answers: Mapping[str, bool], most: int = MOST_BOXES
) -> dict[str, Fraction] | None:
    """Numbers with which every goal is met, nearest to the typical ones; None where there are none.

    Raises Undecidable where that could not be found out by looking at ``most`` boxes.
    """
    goals = merged(goals, answers)
    if any(goal.target.is_empty for goal in goals):
        return None
    names = list(grids)
    start = tuple((grids[name].low, grids[name].high) for name in names)
    search = _Search(names, grids, goals, answers)
    heap = [(search.cost(start), 0, start)]
    count = 0
    seen: set[tuple[tuple[int, int], ...]] = set()
    for _ in range(most):
        if not heap:
            return None
        _, _, box = heapq.heappop(heap)
        point = search.nearest(box)
        if search.fits(point):
            return search.numbers(point)
        if not search.possible(box):
            continue
        for part in search.parts(box, point):
            if part not in seen:
                seen.add(part)
                count += 1
                heapq.heappush(heap, (search.cost(part), count, part))
    raise Undecidable("no recordable values were found, nor was it proved that there are none")


_Box = tuple[tuple[int, int], ...]


class _Search:
    def __init__(
        self, names: Sequence[str], grids: Mapping[str, Grid], goals: Sequence[Goal], answers: Mapping[str, bool]
    ) -> None:
        self.names, self.goals, self.answers = names, goals, answers
        self.grids = [grids[name] for name in names]
        self.steps: list[Ratio] = [(g.step.numerator, g.step.denominator) for g in self.grids]

    def cost(self, box: _Box) -> int:
        return sum(abs(n - g.typical) * g.far for n, g in zip(self.nearest(box), self.grids, strict=True))

    def nearest(self, box: _Box) -> tuple[int, ...]:
        return tuple([min(max(g.typical, low), high) for g, (low, high) in zip(self.grids, box, strict=True)])

    def numbers(self, point: Sequence[int]) -> dict[str, Fraction]:
        return {name: n * g.step for name, n, g in zip(self.names, point, self.grids, strict=True)}

    def _ratios(self, point: Sequence[int]) -> dict[str, Ratio]:
        steps = zip(self.names, point, self.steps, strict=True)
        return {name: (n * top, bottom) for name, n, (top, bottom) in steps}

    def fits(self, point: Sequence[int]) -> bool:
        numbers = self._ratios(point)
        return all(g.target.contains(Fraction(*ratio(g.formula, numbers, self.answers))) for g in self.goals)

    def possible(self, box: _Box) -> bool:
        """Whether no goal is out of reach on the box."""
        ranges: dict[str, Range] = {
            name: ((low * top, bottom), (high * top, bottom), False, False)
            for name, (low, high), (top, bottom) in zip(self.names, box, self.steps, strict=True)
        }
        return all(goal.target.overlaps(bounds(goal.formula, ranges, self.answers)) for goal in self.goals)

    def parts(self, box: _Box, point: Sequence[int]) -> list[_Box]:
        """What a box is looked at by next; together they hold all of it that can fit."""
        open_ = [i for i, (low, high) in enumerate(box) if low < high]
        if not open_:
            return []
        if len(open_) == 1:
            return self._line(box, point, open_[0])
        # With two quantities left, one is settled first: the other then follows exactly.
        width = [box[i][1] - box[i][0] for i in open_]
        at = open_[width.index(min(width) if len(open_) == 2 else max(width))]
        return [*self._halved(box, at), *self.solved(box, point)]

    def _line(self, box: _Box, point: Sequence[int], at: int) -> list[_Box]:
        """The numbers of one quantity that fit, the others being settled."""
        numbers, name, step = self.numbers(point), self.names[at], self.grids[at].step
        found = Interval(box[at][0] * step, box[at][1] * step)
        for goal in self.goals:
            if goal.formula.names(name):
                found = found.intersect(self._between(goal, name, numbers, found))
            if found.is_empty:
                return []
        steps = _steps(found, step)
        if steps is None:
            return []
        nearest = min(max(self.grids[at].typical, steps[0]), steps[1])
        return [(*box[:at], (nearest, nearest), *box[at + 1 :])]

    def _between(self, goal: Goal, name: str, numbers: Mapping[str, Fraction], range_: Interval) -> Interval:
        """Where in a range of one quantity a result is in its target.

        A formula rises, falls or stays on a range, for it names each quantity once and divides by nothing
        that may be zero there. So what is seen at the range's ends says on which side of a crossing the target is.
        """
        found = range_
        for target in (
            Interval(low=goal.target.low, low_open=goal.target.low_open),
            Interval(high=goal.target.high, high_open=goal.target.high_open),
        ):
            results = [value(goal.formula, {**numbers, name: end}, self.answers) for end in range_.limits]
            inside = [target.contains(result) for result in results]
            if all(inside):
                continue
            if not any(inside):
                return Interval(Fraction(1), Fraction(0))
            end, is_open = (target.low, target.low_open) if target.high is None else (target.high, target.high_open)
            if goal.formula.kind == "curve":
                found = found.intersect(self._along(goal, name, numbers, range_, target))
                continue
            crossing = None if end is None else solve_for(goal.formula, name, end, numbers, self.answers)
            if crossing is None:
                continue  # The formula names the quantity twice, being put together of several: nothing is left out.
            beyond = Interval(high=crossing, high_open=is_open) if inside[0] else Interval(crossing, low_open=is_open)
            found = found.intersect(beyond)
        return found

    def _along(
        self, goal: Goal, name: str, numbers: Mapping[str, Fraction], range_: Interval, target: Interval
    ) -> Interval:
        """The recordable numbers of a range with which a curve is on the one side; it is so at just one end."""
        step = self.grids[self.names.index(name)].step
        low, high = (int(end / step) for end in (range_.low, range_.high) if end is not None)

        def inside(count: int) -> bool:
            return target.contains(value(goal.formula, {**numbers, name: count * step}, self.answers))

        rises = inside(high)
        before, behind = low, high
        while behind - before > 1:
            middle = (before + behind) // 2
            before, behind = (before, middle) if inside(middle) == rises else (middle, behind)
        return Interval(low=behind * step) if rises else Interval(high=before * step)

    def _halved(self, box: _Box, at: int) -> list[_Box]:
        low, high = box[at]
        middle = (low + high) // 2
        return [(*box[:at], part, *box[at + 1 :]) for part in ((low, middle), (middle + 1, high))]

    def solved(self, box: _Box, point: Sequence[int]) -> list[_Box]:
        """Points of the box at which a result is exactly as asked: what halving finds last."""
        found = []
        numbers = self.numbers(point)
        for goal in self.goals:
            if not goal.target.is_point or goal.target.low is None:
                continue
            for i, name in enumerate(self.names):
                if not goal.formula.names(name):
                    continue
                number = solve_for(goal.formula, name, goal.target.low, numbers, self.answers)
                steps = None if number is None else number / self.grids[i].step
                if steps is not None and steps.denominator == 1 and box[i][0] <= steps <= box[i][1]:
                    exact = [(n, n) for n in point]
                    exact[i] = (int(steps), int(steps))
                    found.append(tuple(exact))
        return found


def solve_for(
    node: Node, name: str, wanted: Fraction, numbers: Mapping[str, Fraction], answers: Mapping[str, bool]
) -> Fraction | None:
    """The number of one quantity with which a formula gives exactly what is wanted; None where there is none.

    A formula names each quantity once, so there is one way down to it; of a curve none is known.
    """
    if node.kind == "curve":
        return None
    top, bottom = wanted.numerator, wanted.denominator
    while node.kind != "quantity":
        if node.kind == "if":
            node = node.parts[0 if answers[node.name] else 1]
            if not node.names(name):
                return None
            continue
        left, right = node.parts
        first = left.names(name)
        a, b = ratio(right if first else left, numbers, answers)
        if node.kind == "+":
            top, bottom = top * b - a * bottom, bottom * b
        elif node.kind == "-":
            top, bottom = (top * b + a * bottom if first else a * bottom - top * b), bottom * b
        elif node.kind == "*":
            if a == 0:
                return None
            top, bottom = top * b, bottom * a
        elif first:
            top, bottom = top * a, bottom * b
        elif top == 0:
            return None
        else:
            top, bottom = a * bottom, b * top
        node = left if first else right
    return Fraction(top, bottom)


def merged(goals: Sequence[Goal], answers: Mapping[str, bool]) -> list[Goal]:
    """Goals whose formulas differ by a constant factor only, as one: what is asked of both is asked of it."""
    found: dict[object, Goal] = {}
    for goal in goals:
        factor, core, node = _scaled(goal.formula, answers)
        if factor <= 0:
            factor, core, node = Fraction(1), goal.formula, goal.formula
        target = _divided(goal.target, factor)
        known = found.get(core)
        found[core] = Goal(node, target if known is None else known.target.intersect(target))
    return list(found.values())


def _divided(interval: Interval, factor: Fraction) -> Interval:
    low, high = (None if end is None else end / factor for end in (interval.low, interval.high))
    return Interval(low, high, interval.low_open, interval.high_open)


def _scaled(node: Node, answers: Mapping[str, bool]) -> tuple[Fraction, object, Node]:
    """A formula as a constant times the rest: the constant, the rest however it is ordered, and its formula."""
    factor = Fraction(1)
    above: list[Node] = []
    below: list[Node] = []

    def gather(part: Node, upper: bool) -> None:
        nonlocal factor
        if part.kind == "number" and part.number != 0:
            factor = factor * part.number if upper else factor / part.number
        elif part.kind == "if":
            gather(part.parts[0 if answers[part.name] else 1], upper)
        elif part.kind in ("*", "/"):
            gather(part.parts[0], upper)
            gather(part.parts[1], upper == (part.kind == "*"))
        else:
            (above if upper else below).append(part)

    gather(node, True)
    rest = _product(sorted(above, key=repr))
    if below:
        rest = Node("/", parts=(rest, _product(sorted(below, key=repr))))
    return factor, (tuple(sorted(map(repr, above))), tuple(sorted(map(repr, below)))), rest


def _product(parts: Sequence[Node]) -> Node:
    found = Node("number", Fraction(1))
    for part in parts:
        found = part if found.kind == "number" else Node("*", parts=(found, part))
    return found


def inlined(node: Node, formulas: Mapping[str, Node]) -> Node:
    """A formula over what is measured: quantities that follow from others replaced by their formulas."""
    if node.kind == "quantity" and node.name in formulas:
        return inlined(formulas[node.name], formulas)
    return replace(node, parts=tuple(inlined(part, formulas) for part in node.parts))
