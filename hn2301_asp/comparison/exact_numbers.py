"""Any numbers, recorded or not, with which formulas give what is asked: found, or proved not to be there.

What is counted is halved until it is settled. Then each formula's values on the box are an interval
that is known exactly, ends included, and are taken on somewhere: on the way from a corner that gives
too little to one that gives too much. Several formulas of the same quantities are looked at by halving
all of these. Everything is a fraction; nothing here knows a patient, a rule or a version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.numbers import Goal, merged, solve_for
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.formula import Node, bounds, value
from hn2301_asp.solver.ties import Span, cut, halved, reach, settled
from hn2301_asp.source.numbers import decimals

_Box = Mapping[str, Span]

#: With so many decimals a number is tried that need not be exact.
FEWEST_PLACES, MOST_PLACES = 1, 12
#: So many whole numbers are tried of each counted quantity, for one with which the others are decimals.
MOST_COUNTED = 150
#: How near to an end that is left out a corner is tried: by these shares of the range.
_NEARNESS = tuple(Fraction(1, 10**power) for power in (1, 2, 4, 8, 16))
#: So often the way to a number with which a curve gives what is asked is halved.
_HALVINGS = 64


def any_numbers(
    spans: _Box, goals: Sequence[Goal], answers: Mapping[str, bool], most: int, home: Mapping[str, Fraction]
) -> dict[str, Fraction] | None:
    """Numbers with which every goal is met; None where there are none, which is a proof.

    Where it can easily be, they are decimals, most of them as at ``home``, a point of the box. Raises
    Undecidable where it could not be found out by looking at ``most`` boxes.
    """
    goals = merged(goals, answers)
    if any(goal.target.is_empty for goal in goals):
        return None
    written = _written(spans, goals, answers, home)
    if written is not None:
        return written
    waiting: list[_Box] = [dict(spans)]
    for _ in range(most):
        if not waiting:
            return None
        box = waiting.pop()
        if not all(reach(goal.formula, box, answers).overlaps(goal.target) for goal in goals):
            continue
        found = _somewhere(box, goals, answers)
        if found is not None:
            return found
        waiting += _parts(box, goals)
    raise Undecidable("no values were found, nor was it proved that there are none")


def out_of_reach(spans: _Box, goals: Sequence[Goal], answers: Mapping[str, bool]) -> bool:
    """Whether some formula cannot give what is asked anywhere in a box: seen at once, and a proof."""
    return any(not reach(goal.formula, spans, answers).overlaps(goal.target) for goal in goals)


def surely(spans: _Box, goals: Sequence[Goal], answers: Mapping[str, bool]) -> bool:
    """Whether some numbers meet every goal, as can be seen without looking for them; False says nothing.

    What one formula that names each quantity once gives on a box of ranges, the counted ones being settled, is an
    interval each of whose numbers it gives somewhere.
    """
    goals = merged(goals, answers) if len(goals) > 1 else goals
    if len(goals) != 1:
        return not goals
    names = list(goals[0].formula.quantities())
    try:
        # What divides by zero somewhere in the box is not judged here.
        return not out_of_reach(spans, goals, answers) and (
            len(names) == len({*names}) and not out_of_reach(settled(spans), goals, answers)
        )
    except ZeroDivisionError:
        return False


def _parts(box: _Box, goals: Sequence[Goal]) -> Iterator[_Box]:
    """A box in two: by what is counted first, else in the middle of what is widest for its place."""
    if halves := halved(box):
        yield from halves
        return
    named = {name for goal in goals for name in goal.formula.quantities()}
    name = max(
        (n for n in box if n in named and not box[n].is_point), key=lambda n: box[n].width_for_its_place, default=""
    )
    if name:
        yield from cut(box, name, box[name].middle)


def _somewhere(box: _Box, goals: Sequence[Goal], answers: Mapping[str, bool]) -> dict[str, Fraction] | None:
    """Numbers of a box that meet all goals, where they are easily found: on the way between two corners."""
    settled_box = settled(box)
    point = {name: span.middle for name, span in settled_box.items()}
    if _met(point, goals, answers):
        return point
    for goal in goals:
        if not reach(goal.formula, settled_box, answers).overlaps(goal.target):
            return None
        for number in _between(goal, settled_box, answers):
            if _met({**point, **number}, goals, answers):
                return {**point, **number}
            if len(goals) > 1:
                break
    return None


def _written(
    spans: _Box, goals: Sequence[Goal], answers: Mapping[str, bool], home: Mapping[str, Fraction]
) -> dict[str, Fraction] | None:
    """Decimals that meet all goals, one of which asks for exactly one result: as at home but for two numbers."""
    exact = next((g for g in goals if g.target.is_point and g.target.low is not None), None)
    if exact is None:
        return None
    counted = [name for name, span in spans.items() if span.counted and not span.is_point]
    points = [dict(home)]
    for name in counted:
        low, high = (int(end) for end in spans[name].ends)
        near = int(home[name])
        around = sorted(range(low, high + 1), key=lambda number: abs(number - near))
        points += [{**home, name: Fraction(number)} for number in around[:MOST_COUNTED]]
    for point in points:
        for name in dict.fromkeys(exact.formula.quantities()):
            number = solve_for(exact.formula, name, exact.target.low or Fraction(0), point, answers)
            if number is None or not spans[name].interval.contains(number) or decimals(number) is None:
                continue
            if (not spans[name].counted or number.denominator == 1) and _met({**point, name: number}, goals, answers):
                return {**point, name: number}
    return None


def _met(point: Mapping[str, Fraction], goals: Sequence[Goal], answers: Mapping[str, bool]) -> bool:
    return all(goal.target.contains(value(goal.formula, point, answers)) for goal in goals)


def _between(goal: Goal, box: _Box, answers: Mapping[str, bool]) -> Iterator[dict[str, Fraction]]:
    """Numbers with which one formula gives what is asked: those of a closed box that comes nearer and nearer."""
    names = list(dict.fromkeys(goal.formula.quantities()))
    for near in _NEARNESS:
        inner = {name: _closed(box[name].interval, near) for name in names}
        reach = bounds(goal.formula, inner, answers)
        wanted = reach.intersect(goal.target)
        if wanted.is_empty:
            continue
        number = _taken(goal.formula, inner, answers, Span(wanted).middle)
        if number is not None:
            yield _rounded(number, inner, goal, answers)


def _rounded(
    numbers: dict[str, Fraction], box: Mapping[str, Interval], goal: Goal, answers: Mapping[str, bool]
) -> dict[str, Fraction]:
    """The numbers with as few decimals as will do, where decimals will."""
    for places in range(FEWEST_PLACES, MOST_PLACES):
        scale = 10**places
        near = {name: Fraction(round(number * scale), scale) for name, number in numbers.items()}
        inside = all(box[name].contains(number) for name, number in near.items())
        if inside and goal.target.contains(value(goal.formula, near, answers)):
            return near
    return numbers


def _closed(interval: Interval, near: Fraction) -> Interval:
    low, high = interval.ends
    shift = (high - low) * near / 2
    return Interval(low + shift * interval.low_open, high - shift * interval.high_open)


def _taken(
    formula: Node, box: Mapping[str, Interval], answers: Mapping[str, bool], wanted: Fraction
) -> dict[str, Fraction] | None:
    """Numbers of a closed box with which a formula gives exactly what is wanted, which lies in its reach.

    A formula rises or falls with each quantity alone. From the corner of its least value to that of its
    greatest one quantity is moved after the other; on one of these ways it passes what is wanted.
    """
    lower, upper = _corners(formula, box, answers)
    point = dict(lower)
    for name in box:
        following = {**point, name: upper[name]}
        if value(formula, following, answers) >= wanted:
            number = solve_for(formula, name, wanted, point, answers)
            if formula.kind == "curve":
                number = _nearly(formula, name, wanted, (point, following), answers)
            if number is None:
                number = point[name] if value(formula, point, answers) == wanted else following[name]
            return {**point, name: number}
        point = following
    return None


def _nearly(
    formula: Node,
    name: str,
    wanted: Fraction,
    way: tuple[Mapping[str, Fraction], Mapping[str, Fraction]],
    answers: Mapping[str, bool],
) -> Fraction:
    """The number of one quantity on the way between two points with which a curve gives about what is wanted."""
    before, behind = way[0][name], way[1][name]
    for _ in range(_HALVINGS):
        middle = (before + behind) / 2
        below = value(formula, {**way[0], name: middle}, answers) < wanted
        before, behind = (middle, behind) if below else (before, middle)
    return behind


def _corners(
    formula: Node, box: Mapping[str, Interval], answers: Mapping[str, bool]
) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """The corners of the least and of the greatest value: all are tried, being few."""
    corners: list[dict[str, Fraction]] = [{}]
    for name, interval in box.items():
        corners = [{**corner, name: end} for corner in corners for end in dict.fromkeys(interval.limits)]
    valued = sorted(corners, key=lambda corner: value(formula, corner, answers))
    return valued[0], valued[-1]
