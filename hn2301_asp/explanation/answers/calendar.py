"""From which day changes can all be true, and until when: dates go on while one waits.

Each part of eligibility is asked about on the days on which something in it turns: a duration
reaches a limit, an age is completed, a result that an age enters crosses a limit. Between two
turns nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from hn2301_asp.explanation.answers.days import Clock, at_day, begun, clocks, crossings, turning_days
from hn2301_asp.explanation.answers.missing import Record
from hn2301_asp.explanation.answers.parts import Part
from hn2301_asp.explanation.answers.some_facts import worlds
from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.knowledge.thresholds.formula import value
from hn2301_asp.solver.assumptions import Evidence, assume_within
from hn2301_asp.solver.space import TiedGroup
from hn2301_asp.source.private import Private


class Days(Private, frozen=True):
    """The first day on which something is so, and the last of those that follow on it (None: no end).

    Counted from the screening day; ``ended_by`` is the fact that goes out of its limits then.
    """

    first: int
    last: int | None = None
    ended_by: str | None = None


class Replaced(Private, frozen=True):
    """Facts that become others: by name; and numbers that are taken for some of them, where it matters."""

    facts: frozenset[str] = frozenset()
    edges: tuple[tuple[str, Values], ...] = ()


class Calendar:
    """What a patient's dates make of each part, day by day."""

    def __init__(self, record: Record) -> None:
        self.record, self.space, self.patient = record, record.space, record.patient
        self.clocks = clocks(self.space.base, self.patient)
        self.seen: dict[object, tuple[tuple[int, bool], ...]] = {}
        self.turns: dict[object, tuple[int, ...]] = {}

    def days(self, replaced: Mapping[int, Replaced], restarted: Sequence[str]) -> Days | None:
        """The days on which every part can hold; None where there is none.

        ``replaced`` tells for a part the facts that become others, ``restarted`` the times that
        begin anew on the screening day. The last number that would do decides how long it does;
        where it never does with the days, any number that may.
        """
        if any(one.edges for one in replaced.values()):
            bounded = self._days(replaced, restarted)
            if bounded is not None:
                return bounded
            replaced = {number: Replaced(one.facts) for number, one in replaced.items()}
        return self._days(replaced, restarted)

    def _days(self, replaced: Mapping[int, Replaced], restarted: Sequence[str]) -> Days | None:
        numbers = sorted(self._concerned(restarted))
        parts = [self._part_days(n, replaced.get(n, Replaced()), restarted) for n in numbers]
        first: int | None = None
        for day in sorted({0, *(day for days in parts for day, _ in days)}):
            bad = next((n for n, days in zip(numbers, parts, strict=True) if not _holds(days, day)), None)
            if bad is None and first is None:
                first = day
            elif bad is not None and first is not None:
                return Days(first, day - 1, self._ends(bad))
        return None if first is None else Days(first)

    def turned(self) -> list[int]:
        """The days looked at so far on which some part turns."""
        return sorted({day for days in self.seen.values() for day, _ in days if day > 0})

    def turning(self, replaced: Mapping[int, Replaced]) -> list[int]:
        """The parts that cannot hold on every day."""
        numbers = sorted(self._concerned(()))
        return [n for n in numbers if not all(h for _, h in self._part_days(n, replaced.get(n, Replaced()), ()))]

    def _ends(self, number: int) -> str | None:
        """The fact of a part that goes out of its limits."""
        facts = (c.fact for c in self.clocks if self.record.parts.of_quantity.get(c.quantity.name) == number)
        return next(facts, None)

    def _concerned(self, restarted: Sequence[str]) -> set[int]:
        """The parts in which something depends on the day."""
        of, names = self.record.parts.of_quantity, [*(clock.quantity.name for clock in self.clocks), *restarted]
        return {of[name] for name in names if name in of and (name in self.space.axes or name in self._tied)}

    @cached_property
    def _tied(self) -> frozenset[str]:
        return frozenset(name for group in self.space.groups for name in group.tie.quantities)

    @cached_property
    def _ranged(self) -> frozenset[str]:
        """The facts of which a day tells a range only: a partial date, a number of months."""
        return frozenset(clock.fact for clock in self.clocks)

    def _part_days(self, number: int, replaced: Replaced, restarted: Sequence[str]) -> tuple[tuple[int, bool], ...]:
        """The days on which a part turns, each with whether it can hold from then on."""
        part, of = self.record.parts.parts[number], self.record.parts.of_quantity
        anew = {
            name: begun(self.space.base.thresholds.quantities[name]) for name in restarted if of.get(name) == number
        }
        key = (number, replaced, *anew)
        if key not in self.seen:
            own = [clock for clock in self.clocks if of.get(clock.quantity.name) == number]
            moving = [clock for clock in own if clock.quantity.name not in anew]
            days = {0, *(day for clock in (*moving, *anew.values()) for day in self._turns(part, clock, replaced))}
            evidence = self.record.evidence(part).without(replaced.facts)
            edges = tuple((name, name, values) for name, values in replaced.edges)
            evidence = Evidence(evidence.atoms, (*edges, *evidence.amounts))
            self.seen[key] = tuple(
                (day, self._can_hold(part, at_day(evidence, moving, anew, day, self.patient.screening)))
                for day in sorted(days)
            )
        return self.seen[key]

    def _turns(self, part: Part, clock: Clock, replaced: Replaced) -> tuple[int, ...]:
        key = (clock.fact, clock.quantity.name, clock.event, clock.number, replaced.edges)
        if key not in self.turns:
            found = set(turning_days(self.space.base, clock, self.patient.screening))
            for group in part.scope.groups:
                if clock.quantity.name in group.tie.quantities:
                    found.update(self._result_turns(group, clock, replaced))
            self.turns[key] = tuple(found)
        return self.turns[key]

    def _result_turns(self, group: TiedGroup, clock: Clock, replaced: Replaced) -> Iterator[int]:
        """The days on which a formula's result comes to lie elsewhere, everything else being as known."""
        tie, screening = group.tie, self.patient.screening
        found = self.record.known.of_tie(tie, {name: values.number for name, values in replaced.edges})
        if tie.formula is None or found is None:
            return
        formula, (numbers, known) = tie.formula, found

        def result(day: int) -> Fraction:
            number = clock.at(day, screening).number
            moved = numbers if number is None else {**numbers, clock.quantity.name: number}
            return value(formula, moved, known)

        yield from crossings(self.space.axes[tie.result], result)

    def _can_hold(self, part: Part, evidence: Evidence) -> bool:
        """Whether a part can hold for each end of every range that a partial date leaves."""
        for upper in (False, True):
            amounts = tuple(
                (fact, name, _end(values, upper=upper) if fact in self._ranged else values)
                for fact, name, values in evidence.amounts
            )
            literals = assume_within(self.space, Evidence(evidence.atoms, amounts), part.scope)
            question = [*literals, *self.record.chosen, *part.literals]
            if not any(self.space.solve([*question, *world]) for world in worlds(self.space, part)):
                return False
        return True


def _holds(days: Sequence[tuple[int, bool]], day: int) -> bool:
    """Whether a part holds on a day: as on the last day on which it turned."""
    return [holds for turned, holds in days if turned <= day][-1]


def _end(values: Values, *, upper: bool) -> Values:
    """One end of a range of times."""
    interval = values.interval
    if interval is None or interval.low is None or interval.high is None:
        return values
    return Values(Interval.point(interval.high if upper else interval.low))
