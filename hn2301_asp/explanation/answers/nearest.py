"""The nearest eligible patient: the smallest sets of changes after which every criterion is met.

What cannot change is held; what waits can only grow; everything else may become anything that is
possible, and what is not known becomes a condition. Where the record has dates, a set of changes
counts only if there is a day on which all of it can be true. Nothing here is advice.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice

from msgspec.structs import replace

from hn2301_asp.explanation.answers.answers import Change, Condition, Nearest, Obstacle, Plan, Planned, Reset
from hn2301_asp.explanation.answers.blocking import units_of_parts
from hn2301_asp.explanation.answers.calendar import Calendar, Days, Replaced
from hn2301_asp.explanation.answers.days import at_day, late_enough
from hn2301_asp.explanation.answers.facts_as_one import Unit
from hn2301_asp.explanation.answers.missing import Record, sufficient_values
from hn2301_asp.explanation.answers.parts import Part
from hn2301_asp.explanation.answers.some_facts import HeldFacts, worlds
from hn2301_asp.explanation.answers.targets import Target, Targets
from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.knowledge.vocabulary.model import SCREENING_DATE, ChangeKind
from hn2301_asp.patient.ranges import in_words, joined
from hn2301_asp.solver.assumptions import Evidence, assume
from hn2301_asp.solver.minimal import bits, explore, least, least_first
from hn2301_asp.source.private import Private

#: Combinations of the parts' corrections that are tried against the calendar.
MOST_COMBINATIONS = 2_000
#: And so many with what waiting itself brings about, for each day on which something turns.
MOST_LATER = 20


class _Correction(Private, frozen=True):
    """Facts of one part that would have to change, with what they would have to be."""

    part: int
    names: tuple[str, ...]
    targets: Mapping[str, Target]
    conditions: tuple[Condition, ...]

    @property
    def distance(self) -> Fraction:
        return sum((target.distance for target in self.targets.values()), Fraction(0))


def nearest_eligible(record: Record, units: Sequence[Unit], limit: int) -> Nearest:
    """All smallest sets of changes after which every criterion is met, the nearest first.

    Where none is admissible, the facts that stand in the way of any.
    """
    search = _Search(record, units)
    choices, obstacles, complete = search.choices(limit)
    if obstacles:
        return Nearest(obstacles=obstacles)
    conditions = search.open_conditions(choices)
    found = _Found(limit)
    first = next(_in_order([*choices.values()]))
    for chosen in _in_order([*choices.values()]):
        if not found.offer(chosen, search.plan(chosen, conditions)):
            break
    if found.too_late:
        # Waiting brings something else out of its limits: then that has to change as well.
        for more in search.brought_about(limit):
            for chosen in islice(_in_order([*choices.values(), *more.values()]), MOST_LATER):
                found.offer(chosen, search.plan(chosen, conditions))
    plans = found.smallest()
    complete = complete and found.complete
    if plans or not complete:
        return Nearest(plans, complete)
    return Nearest(obstacles=(search.no_day(first),))


class _Found:
    """The plans found so far, of the fewest changes; ``too_late`` says that the calendar refused some."""

    def __init__(self, limit: int) -> None:
        self.limit, self.tried = limit, 0
        self.plans: dict[tuple[str, ...], Plan] = {}
        self.complete, self.too_late = True, False

    def offer(self, chosen: Sequence[_Correction], plan: Plan | None) -> bool:
        """Takes a plan, if there is one, and says whether others of that size may follow."""
        size = sum(len(correction.names) for correction in chosen)
        self.tried += 1
        least = min((len(names) for names in self.plans), default=size)
        if size > least:
            return False
        if len(self.plans) >= self.limit or self.tried > MOST_COMBINATIONS:
            self.complete = False
            return False
        if plan is None:
            self.too_late = True
        else:
            self.plans.setdefault(tuple(change.fact for change in plan.changes), plan)
        return True

    def smallest(self) -> tuple[Plan, ...]:
        """The plans of the fewest changes, the nearest first."""
        least = min((len(names) for names in self.plans), default=0)
        found = [plan for names, plan in self.plans.items() if len(names) == least]
        return tuple(sorted(found, key=lambda plan: plan.distance))


def _some_correction(held: HeldFacts, fixed: int) -> int:
    """Facts without which the part can hold, none of which can be left out."""
    removed = dict.fromkeys(bits(held.all & ~fixed))
    return sum(least(removed, lambda fewer: held.blocking(held.all & ~sum(fewer)) is None))


def _in_order(options: Sequence[Sequence[_Correction]]) -> Iterator[tuple[_Correction, ...]]:
    """One correction of each part: the fewest changes first, then the nearest."""
    ranked = [sorted(one, key=_rank) for one in options]

    def total(picked: Sequence[int]) -> tuple[int, Fraction]:
        ranks = [_rank(one[p]) for one, p in zip(ranked, picked, strict=True)]
        return sum(r[0] for r in ranks), sum((r[1] for r in ranks), Fraction(0))

    for picked in least_first([len(one) for one in ranked], total):
        yield tuple(one[p] for one, p in zip(ranked, picked, strict=True))


def _rank(correction: _Correction) -> tuple[int, Fraction]:
    return len(correction.names), correction.distance


class _Search:
    """The search for one patient."""

    def __init__(self, record: Record, units: Sequence[Unit], still: frozenset[str] = frozenset()) -> None:
        """``still`` are facts that are taken to stay as they are."""
        self.still = still | record.held
        self.record, self.space, self.patient = record, record.space, record.patient
        self.base = record.space.base
        self.order = {unit.name: number for number, unit in enumerate(units)}
        self.units = {unit.name: unit for unit in units}
        self.calendar = Calendar(record)
        self.kinds = {unit.name: self._kind(unit) for unit in units}
        freed = {unit.name: self._still_said(unit) for unit in units if self.kinds[unit.name] == "waits"}
        self.held = {
            part.number: HeldFacts(
                self.space, part, self.patient.evidence, own, record.readings, freed, worlds(self.space, part)
            )
            for part, own in units_of_parts(record, record.parts, units)
        }

    def _kind(self, unit: Unit) -> ChangeKind:
        """What can be done about a fact; what is counted from a date, known or not, goes on by itself.

        Nothing is done about what decides which criteria apply.
        """
        kind = self.base.vocabulary.handle(unit.name).kind
        if not self.still.isdisjoint(unit.facts):
            return "fixed"
        dated = any(clock.event is not None and clock.fact in unit.facts for clock in self.calendar.clocks)
        return "waits" if kind == "fixed" and (dated or self._counted_from(unit.name) is not None) else kind

    def _counted_from(self, name: str) -> str | None:
        """The date from which a quantity is counted that was given as a number; None for any other fact."""
        quantity = self.base.thresholds.quantities.get(name)
        return None if quantity is None or quantity.to != SCREENING_DATE else quantity.since

    def _still_said(self, unit: Unit) -> Evidence:
        """Of what waits: that it will never be less, and that what never was is not long ago either."""
        amounts = []
        for fact, name, values in self.patient.evidence.amounts:
            if fact in unit.facts:
                grown = values.interval
                if grown is not None:
                    grown = Interval(grown.low, self.base.thresholds.quantities[name].possible[1], grown.low_open)
                amounts.append((fact, name, Values(grown, never=values.never)))
        return Evidence((), tuple(amounts))

    def choices(self, limit: int) -> tuple[dict[int, list[_Correction]], tuple[Obstacle, ...], bool]:
        """For each part that cannot hold: its minimal corrections; or what stands in their way."""
        found: dict[int, list[_Correction]] = {}
        obstacles: list[Obstacle] = []
        complete = True
        for number, held in self.held.items():
            if held.blocking(held.all) is None:
                continue
            fixed = sum(1 << n for n, unit in enumerate(held.units) if self.kinds[unit.name] == "fixed")
            if held.blocking(fixed) is not None:
                obstacles.append(self._obstacle(held))
                continue
            explored = explore(held.all & ~fixed, held.blocking, limit, fixed)
            complete &= explored.complete
            # Where the limit cut the search before anything was found, some correction is better than none.
            corrections = explored.corrections or (_some_correction(held, fixed),)
            found[number] = [self._correction(held, removed) for removed in corrections]
        return found, tuple(obstacles), complete

    def brought_about(self, limit: int) -> Iterator[dict[int, list[_Correction]]]:
        """For each day on which something turns: the corrections of parts that fail then, but not now."""
        now = {number for number, held in self.held.items() if held.blocking(held.all) is not None}
        for day in self.calendar.turned():
            evidence = at_day(self.patient.evidence, self.calendar.clocks, {}, day, self.patient.screening)
            assumed = assume(self.space, evidence, self.record.readings)
            patient = replace(self.patient, evidence=evidence)
            then = replace(self.record.screening, patient=patient, assumed=assumed)
            record = Record(self.space, self.record.index, self.record.parts, then)
            still = frozenset(clock.fact for clock in self.calendar.clocks)
            choices, _, _ = _Search(record, tuple(self.units.values()), still).choices(limit)
            later = {number: found for number, found in choices.items() if number not in now}
            if later:
                yield later

    def _obstacle(self, held: HeldFacts) -> Obstacle:
        """The facts of a part that nothing admissible changes, as few as rule it out."""
        stays = sum(1 << n for n, unit in enumerate(held.units) if self.kinds[unit.name] in ("fixed", "waits"))
        plain = HeldFacts(self.space, held.part, self.patient.evidence, held.units, self.record.readings)
        blamed = plain.smallest(stays) if plain.blocking(stays) is not None else held.smallest(held.all)
        told = plain.literals(blamed or 0)
        known = [*told, *self.record.chosen]
        failing = [c for c, literal in held.part.conditions if not self.space.solve([*known, literal])]
        return Obstacle(held.names(blamed or 0), tuple(dict.fromkeys(failing)) or self._failing_together(held, known))

    def _failing_together(self, held: HeldFacts, known: Sequence[int]) -> tuple[str, ...]:
        """Criteria of a part that cannot all be as they should be, none of them to spare: one, where one will do."""

        def fail(criteria: Sequence[str]) -> bool:
            wanted = [literal for name, literal in held.part.conditions if name in criteria]
            return not self.space.solve([*known, *wanted])

        blamed = held.part.criteria
        for name in held.part.criteria:
            if fail([name]):
                return (name,)
            fewer = tuple(one for one in blamed if one != name)
            blamed = fewer if fail(fewer) else blamed
        return blamed

    def _correction(self, held: HeldFacts, removed: int) -> _Correction:
        names = held.names(removed)
        growing = frozenset(name for name in names if self.kinds[name] == "waits")
        conditions: tuple[Condition, ...] = ()

        def settle(told: Sequence[int]) -> Sequence[int]:
            nonlocal conditions
            conditions, literals = self._conditions(held.part, told, names)
            return literals

        targets = Targets(held, self.patient, growing).of(removed, settle)
        return _Correction(held.part.number, names, targets, conditions)

    def open_conditions(self, choices: Mapping[int, Sequence[_Correction]]) -> tuple[Condition, ...]:
        """What must turn out as needed in the parts in which nothing has to change."""
        found: list[Condition] = []
        for number, held in self.held.items():
            if number not in choices:
                found += self._conditions(held.part, self.record.told_of(held.part))[0]
        return tuple(found)

    def _conditions(
        self, part: Part, told: Sequence[int], changed: Sequence[str] = ()
    ) -> tuple[tuple[Condition, ...], Sequence[int]]:
        """The fewest missing facts that make a part hold, some facts being changed; and as assumptions."""
        if not self.record.can_fail(part, told=told):
            return (), ()
        facts = {fact for name in changed for fact in self.units[name].facts}
        record = self.record.without(facts) if facts else self.record
        set_anew = {quantity for fact, quantity, _ in self.patient.evidence.amounts if fact in facts}
        missing = [m for m in record.missing(part) if m.name not in changed and set_anew.isdisjoint(m.quantities)]
        needed = sufficient_values(record, part, missing, told)
        values = needed.values if needed is not None else tuple((one.name, "as needed") for one in missing)
        label = self.base.vocabulary.label
        found = tuple(Condition(name, label(name, None), words) for name, words in values)
        return found, needed.literals if needed is not None else ()

    def plan(self, chosen: Sequence[_Correction], open_conditions: Sequence[Condition]) -> Plan | None:
        """The plan of one correction for each part; None where no day allows it."""
        names = sorted((name for one in chosen for name in one.names), key=self.order.__getitem__)
        targets = {name: target for one in chosen for name, target in one.targets.items()}
        resets = {name: tuple(self._resets(name)) for name in names}
        restarted = tuple(dict.fromkeys(reset.fact for one in resets.values() for reset in one))
        days: Days | None = None
        if self._tells(names):
            days = self.calendar.days({one.part: self._replaced(one) for one in chosen}, restarted)
            if days is None:
                return None
        changes = tuple(self._change(name, targets[name], resets[name]) for name in names)
        conditions = {c.fact: c for c in (*(c for one in chosen for c in one.conditions), *open_conditions)}
        if days is not None:
            # On those days what is counted from a date, even a partial one, is as needed.
            for clock in self.calendar.clocks:
                conditions.pop(clock.quantity.name, None)
        distance = sum((target.distance for target in targets.values()), Fraction(0))
        found = Plan(changes, tuple(conditions.values()), distance)
        if days is None:
            return found
        dates = [self._date(days.first), self._date(days.last)]
        return replace(found, days=days.first, earliest=dates[0], latest=dates[1], latest_because=days.ended_by)

    def _date(self, days: int | None) -> datetime.date | None:
        """Some days after the screening day, where that is known to the day."""
        screening = self.patient.screening
        if days is None or screening is None or screening.first != screening.last:
            return None
        return screening.first + datetime.timedelta(days=days)

    def _change(self, name: str, target: Target, resets: tuple[Reset, ...]) -> Change:
        fact = self.patient.facts.get(name)
        return Change(
            fact=name,
            label=self.base.vocabulary.label(name, None),
            kind=self.kinds[name],
            given=(fact.told + (f" on {fact.date}" if fact.date else "")) if fact is not None else "as recorded",
            needed=target.needed,
            distance=target.distance,
            needed_as_given=target.needed_as_given,
            resets=resets,
            note=self.base.vocabulary.handle(name).note,
            dated_by=None if self._tells([name]) else self._counted_from(name),
            planned=self._planned(name, target),
        )

    def _planned(self, name: str, target: Target) -> Planned | None:
        """The date up to which what waits is counted, where it is still to come: how late it would have to be."""
        screening = self.patient.screening
        for name_of, grown in target.grown:
            quantity = self.base.thresholds.quantities[name_of]
            since, until = self.patient.facts.get(quantity.since or ""), self.patient.until.get(quantity.to)
            if since is None or since.days is None or quantity.since not in self.units[name].facts:
                continue
            if screening is not None and until is not None and until.first > screening.last:
                day = late_enough(quantity, since.days, grown)
                return None if day is None else Planned(quantity.to, *day)
        return None

    def _resets(self, name: str) -> Iterator[Reset]:
        """The times that a change starts anew, where some criterion asks for them."""
        for quantity in self.base.vocabulary.handle(name).resets:
            if quantity in self.space.axes and quantity in self.record.parts.of_quantity:
                label = self.base.thresholds.quantities[quantity].label
                yield Reset(quantity, label, self._grown(quantity))

    def _grown(self, quantity: str) -> str:
        """How long a time that starts anew must be before it no longer stands in the way."""
        part = self.record.parts.parts[self.record.parts.of_quantity[quantity]]
        atoms, axis = self.space.regions[quantity], self.space.axes[quantity]
        usable = [i for i in self.space.open_regions[quantity] if axis.regions[i].interval is not None]
        fitting = [i for i in usable if self.space.solve([*self.record.chosen, *part.literals, atoms[i]])]
        fitting = [i for n, i in enumerate(fitting) if usable.index(i) == usable.index(fitting[0]) + n]
        return in_words(self.base, quantity, joined(axis.regions, fitting)) if fitting else ""

    def _replaced(self, correction: _Correction) -> Replaced:
        """The facts that become others, with the last numbers that would do; what waits goes on as it is."""
        names = [name for name in correction.names if self.kinds[name] != "waits"]
        edges = {name: correction.targets[name].edge for name in names}
        return Replaced(
            frozenset(fact for name in names for fact in self.units[name].facts),
            tuple((name, Values(Interval.point(edge))) for name, edge in edges.items() if edge is not None),
        )

    def _tells(self, names: Sequence[str]) -> bool:
        """Whether the record tells how time goes on for everything that has to wait."""
        ticking = {clock.fact for clock in self.calendar.clocks}
        return all(fact in ticking for name in names if self.kinds[name] == "waits" for fact in self.units[name].facts)

    def no_day(self, tried: Sequence[_Correction]) -> Obstacle:
        """What stands in the way where every set of changes comes too late: what turns, and when it must not."""
        replaced = {one.part: self._replaced(one) for one in tried}
        numbers = self.calendar.turning(replaced)
        of = self.record.parts.of_quantity
        facts = dict.fromkeys(c.fact for c in self.calendar.clocks if of.get(c.quantity.name) in numbers)
        criteria = dict.fromkeys(c for n in numbers for c in self._failing_some_day(n))
        return Obstacle(tuple(facts), tuple(criteria), no_day=True)

    def _failing_some_day(self, number: int) -> list[str]:
        """The criteria that ask for what turns in a part."""
        part = self.record.parts.parts[number]
        turning, inputs = {clock.quantity.name for clock in self.calendar.clocks}, self.space.circuit.inputs
        asked = {inputs[name] for name, test in self.base.thresholds.thresholds.items() if test.quantity in turning}
        return [c for c, literal in part.conditions if asked & self.record.index.below[abs(literal)]]
