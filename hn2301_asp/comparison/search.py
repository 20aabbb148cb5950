"""Patients who answer a question about several versions, as recordable values.

The joint program is searched without its ties; whoever is found is then given numbers that can be
recorded, and where there are none, that combination is excluded for good and the search goes on. So
a patient found is a real one, and "there is none" is a proof. Nearest first means: fewest facts that
differ from the typical patient, then the least distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import combinations
from typing import Any

from msgspec import Struct

from hn2301_asp.comparison.clusters import Cluster, clusters_of
from hn2301_asp.comparison.exact_numbers import any_numbers, out_of_reach, surely
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.joining import Joined
from hn2301_asp.comparison.numbers import FEWER_BOXES, FEWEST_BOXES, MOST_BOXES, Goal, Grid, grid, merged, realise
from hn2301_asp.comparison.single_numbers import can_be_written, nearest_number
from hn2301_asp.comparison.typical import Typical
from hn2301_asp.knowledge.thresholds.axis import EVERYTHING, Interval, domain_of
from hn2301_asp.knowledge.thresholds.formula import Node
from hn2301_asp.solver.assumptions import Evidence, assume
from hn2301_asp.solver.jointly import can_be_met, some_numbers
from hn2301_asp.solver.narrowing import Demand
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.ties import Span, Tie, all_ties

#: Rounds of "found, but no recordable numbers" before a question is given up as undecided.
MOST_ROUNDS = 2_000
#: What one item of a list, or of a score, that differs weighs against distances of numbers (1000: all
#: of the plausible range).
_ITEM, _RANGE = 60, 1_000
#: What a number outside the plausible range weighs: more than any distance within it.
_IMPLAUSIBLE = 10**12


class Found(Struct, frozen=True):
    """A patient: every input of the joint program, the region of every axis, and the tied numbers."""

    true: frozenset[int]
    regions: Mapping[str, int]
    numbers: Mapping[str, Fraction]


class _Asked(Struct, frozen=True):
    """What numbers are asked for: the range of each quantity, and what formulas must give."""

    spans: Mapping[str, Span]
    goals: Sequence[Goal]


class Search:
    """One solver for all questions about a joint program."""

    def __init__(self, joined: Joined, typical: Typical) -> None:
        self.joined, self.typical = joined, typical
        self.sides = joined.sides
        self.space = Space(joined.base, joined.circuit, tied=False)
        self.vocabulary = joined.base.vocabulary
        self.quantities = joined.base.thresholds.quantities
        self.totals = {total for score in self.vocabulary.scores.values() for total in score.totals}
        thresholds = joined.base.thresholds
        self.clusters = tuple(clusters_of(all_ties(self.vocabulary, thresholds), thresholds.axes, self.totals))
        self.tied = {name for cluster in self.clusters for name in cluster.measured}
        readings = {name: value for side in self.sides for name, value in side.readings.items()}
        #: What is possible of everybody, and the readings in force.
        self.possible = assume(self.space, Evidence((), ()), {}).literals
        self.always = tuple(assume(self.space, Evidence((), ()), readings).literals)
        #: What holds of the people whom questions are about for now.
        self.among: tuple[int, ...] = ()
        #: What is no patient's to show: what is always so, and how phrases are read.
        self.fixed = frozenset((*map(abs, self.always), *self.space.readings.values()))
        self.kept: dict[str, int] = {}
        inputs = joined.circuit.inputs
        self.measured = [inputs[q.room.when] for q in self.quantities.values() if q.room and q.room.when in inputs]
        #: The cost of the last patient found, by level.
        self.cost: tuple[int, ...] = ()
        #: Ranges that only the present question asks for, and the atom that stands for it.
        self.narrow: Mapping[str, Interval] = {}
        self.guard: int | None = None
        self.remembered: dict[object, dict[str, Fraction] | Undecidable | None] = {}
        self.existing: dict[object, bool] = {}
        self.mode = ""
        self._optimising("ignore")
        configuration: Any = self.space.control.configuration
        configuration.solver.opt_strategy = "usc,oll"
        #: What differing from the typical patient costs: first the facts, then how far each is.
        self.priced = self._typical_wanted()
        #: What the typical patient says nothing of: what stands first is taken where anything would do.
        self.unpriced = tuple(self._unpriced())
        self.wanted = (
            *inputs.values(),
            *(a for atoms in self.space.regions.values() for a in atoms),
            *self.kept.values(),
        )
        priced = [abs(literal) for literal in self.priced]
        self.wanted = tuple(dict.fromkeys([*self.wanted, *priced]))
        tied = [atom for cluster in self.clusters for name in self._axes(cluster) for atom in self.space.regions[name]]
        answers = [inputs[fact] for cluster in self.clusters for fact in cluster.facts]
        self.tied_atoms = tuple(dict.fromkeys([*tied, *answers, *self.kept.values()]))

    # Asking ------------------------------------------------------------------------------------------

    def find(self, question: Sequence[int], *, nearest: bool = False) -> Found | None:
        """A patient of whom all literals hold, the nearest to the typical one if so asked; None: nobody, proved.

        Of several that are equally near one is told whatever was asked before.
        """
        asked = [*self.always, *question]
        if not nearest:
            return self._found(asked, nearest=False)
        # A hidden value can be seen in a record only where it was measured; so that is looked at first.
        return self._canonical([*asked, *self.measured]) or self._canonical(asked)

    def _canonical(self, asked: Sequence[int]) -> Found | None:
        """Of the nearest patients the one who differs in what stands latest in the vocabulary."""
        found, cost = self._found(asked, nearest=True), self.cost
        settled: list[int] = []
        for literal in (*self.priced, *self.unpriced) if found is not None else ():
            assert found is not None
            if (literal in found.true) if literal > 0 else (-literal not in found.true):
                other = self._found([*asked, *settled, -literal], nearest=True, cost=cost)
                if other is None:
                    settled.append(literal)
                    continue
                found = other
            settled.append(-literal)
        return found

    def find_within(self, question: Sequence[int], narrow: Mapping[str, Interval]) -> Found | None:
        """The nearest patient of whom all literals hold and whose quantities lie in narrow ranges."""
        with self.space.control.backend() as backend:
            guard: int = backend.add_atom()
            backend.add_rule([guard], [], choice=True)
        asked = [*self.always, *question, guard]
        for name, interval in narrow.items():
            for atom, region in zip(self.space.regions[name], self.space.axes[name].regions, strict=True):
                if region.interval is None or not region.interval.overlaps(interval):
                    asked.append(-atom)
            if name in self.totals:
                asked += self.space.total_between(name, interval)
        self.narrow, self.guard = narrow, guard
        try:
            return self._canonical([*asked, *self.measured]) or self._canonical(asked)
        finally:
            self.narrow, self.guard = {}, None

    def _found(self, asked: Sequence[int], nearest: bool, cost: tuple[int, ...] | None = None) -> Found | None:
        """A patient of whom all literals hold; None where there is none, or none at a ``cost`` that is asked for."""
        for _ in range(MOST_ROUNDS):
            true = self._model(asked, nearest, self.wanted, cost)
            if true is None:
                return None
            found = self._realised(true, nearest)
            if found is not None:
                return found
        raise Undecidable("too many combinations were found that cannot be recorded")

    def certain(self, question: Sequence[int], literals: Iterable[int]) -> set[int]:
        """Which of some literals hold, as is proved, of everybody who answers a question: all, where nobody does.

        Whoever is found settles all that do not hold of him, and only what holds of everybody so far is asked next.
        """
        left, proved = list(dict.fromkeys(literals)), set[int]()
        asked = [*self.always, *question]
        atoms = (*self.tied_atoms, *map(abs, left))
        denied: tuple[int, ...] = ()
        while left:
            true = self._somebody([*asked, *denied], atoms)
            if true is None and not denied:
                return {*left}
            if true is None:
                proved.add(left.pop())
            else:
                left = [literal for literal in left if (abs(literal) in true) == (literal > 0)]
            denied = (-left[-1],) if left else ()
        return proved

    def nobody(self, question: Sequence[int]) -> bool:
        """Whether it is proved that no patient shows all literals."""
        return self._somebody([*self.always, *question], self.tied_atoms) is None

    def nobody_ever(self, question: Sequence[int]) -> bool:
        """The same, whatever the readings of open phrases."""
        return self._somebody(question, self.tied_atoms) is None

    @contextmanager
    def under(self, readings: Sequence[int]) -> Iterator[None]:
        """Every question inside is asked with these literals in place of the readings in force."""
        kept, self.always = self.always, (*self.possible, *readings, *self.among)
        try:
            yield
        finally:
            self.always = kept

    @contextmanager
    def people(self, among: Sequence[int]) -> Iterator[None]:
        """Every question inside is about people of whom these literals hold."""
        kept = self.always, self.among
        self.always, self.among = (*self.always, *among), tuple(among)
        try:
            yield
        finally:
            self.always, self.among = kept

    def _somebody(self, asked: Sequence[int], wanted: Sequence[int]) -> frozenset[int] | None:
        """Which of some atoms hold of such a patient, what the ties speak of among them; None where there is none."""
        for _ in range(MOST_ROUNDS):
            true = self._model(asked, nearest=False, wanted=wanted)
            if true is None or self._can_be(true):
                return true
        raise Undecidable("too many combinations were found that cannot be recorded")

    def core(self, question: Sequence[int], among: Iterable[int]) -> list[int]:
        """A minimal part of some literals that cannot stand together with a question nobody answers.

        The literals named first are given up first.
        """
        candidates, core = list(among), list[int]()
        if not self.nobody([*question, *candidates]):
            return candidates
        while not self.nobody([*question, *core]):
            # The shortest end of what is left that does, found by halving: it begins with what is needed next.
            does, fails = 0, len(candidates)
            while fails - does > 1:
                middle = (does + fails) // 2
                if self.nobody([*question, *core, *candidates[middle:]]):
                    does = middle
                else:
                    fails = middle
            core.append(candidates[does])
            candidates = candidates[does + 1 :]
        return core

    def _model(
        self, assumptions: Sequence[int], nearest: bool, wanted: Sequence[int], cost: tuple[int, ...] | None = None
    ) -> frozenset[int] | None:
        """Which wanted literals hold in a model, the nearest if so asked; None where that has another ``cost``."""
        self._optimising("opt" if nearest else "ignore")
        with self.space.control.solve(assumptions=assumptions, yield_=True) as handle:
            model = handle.model()
            if model is None:
                return None
            if nearest:
                while handle.model() is not None:
                    handle.resume()  # The last one that comes is the nearest: only of that more is looked at.
                model = handle.last()
                assert model is not None
                self.cost = tuple(model.cost)
                if cost is not None and self.cost != cost:
                    return None
            return frozenset(literal for literal in wanted if model.is_true(literal))

    def _optimising(self, mode: str) -> None:
        if self.mode != mode:
            configuration: Any = self.space.control.configuration
            configuration.solve.opt_mode = self.mode = mode

    # Recordable numbers ------------------------------------------------------------------------------

    def _realised(self, true: frozenset[int], nearest: bool) -> Found | None:
        numbers = self._fitting(true, nearest)
        return None if numbers is None else Found(true, self._regions(true, self.space.regions), numbers)

    def _regions(self, true: frozenset[int], names: Iterable[str]) -> dict[str, int]:
        """The regions in which axes lie."""
        return {name: next(i for i, atom in enumerate(self.space.regions[name]) if atom in true) for name in names}

    def _fitting(self, true: frozenset[int], nearest: bool) -> dict[str, Fraction] | None:
        """Numbers for everything that is tied; None where there are none, and that is then remembered for good."""
        numbers = dict(self._narrowed())
        for cluster in self.clusters:
            kept = [name for name in cluster.measured if nearest and self.kept.get(name) in true]
            answers = {fact: self.joined.circuit.inputs[fact] in true for fact in cluster.facts}
            own = self._regions(true, self._axes(cluster))
            try:
                found = self._solved(cluster, own, answers, kept)
                if nearest and found is not None:
                    self._must_be_written(found)
            except Undecidable:
                if not kept:
                    raise
                # Nearer perhaps, but not to be found: only this way of being near is given up.
                self._forbid(own, answers, kept)
                return None
            if found is None:
                self._exclude(cluster, own, answers, kept)
                return None
            numbers |= self._believable(cluster, own, answers, kept) if nearest else found
        return numbers

    def _can_be(self, true: frozenset[int]) -> bool:
        """Whether there are numbers for everything that is tied; where there are none that is remembered for good."""
        for cluster in self.clusters:
            answers = {fact: self.joined.circuit.inputs[fact] in true for fact in cluster.facts}
            own = self._regions(true, self._axes(cluster))
            if not self._exists(cluster, own, answers, ()):
                self._exclude(cluster, own, answers, ())
                return False
        return True

    def _must_be_written(self, numbers: Mapping[str, Fraction]) -> None:
        """Raises Undecidable where a patient cannot be written down: such a one shows nobody anything."""
        for name, number in numbers.items():
            if not can_be_written(self.quantities[name], number):
                label = self.quantities[name].label
                raise Undecidable(f"somebody is judged otherwise, but no decimal writes the {label} found")

    def _narrowed(self) -> Iterator[tuple[str, Fraction]]:
        """Numbers of plain quantities of which a narrow range is asked."""
        for name, interval in self.narrow.items():
            if name not in self.tied and name not in self.totals and not self._follows(name):
                quantity = self.quantities[name]
                number = nearest_number(interval, domain_of(quantity), quantity.step, self.typical.numbers.get(name))
                if number is not None:
                    yield name, number

    def _believable(
        self, cluster: Cluster, regions: Mapping[str, int], answers: Mapping[str, bool], kept: Sequence[str]
    ) -> dict[str, Fraction]:
        """Of all ways in which so few numbers differ from the typical ones the nearest, within what is plausible."""
        candidates = [name for name in cluster.measured if name in self.kept]
        best: tuple[int, int, dict[str, Fraction]] | None = None
        for number, chosen in enumerate(combinations(candidates, len(kept))):
            if any(regions.get(name, self._home_or(name)) != self._home_or(name) for name in chosen):
                continue
            for plausible in (True, False):
                try:
                    found = self._solved(cluster, regions, answers, chosen, plausible=plausible)
                    if found is not None:
                        self._must_be_written(found)
                except Undecidable:
                    found = None
                if found is not None:
                    price = self._price(found) + (0 if plausible else _IMPLAUSIBLE)
                    best = min(best or (price, number, found), (price, number, found), key=lambda one: one[:2])
                    break
        assert best is not None
        return best[2]

    def _price(self, numbers: Mapping[str, Fraction]) -> int:
        """How far numbers are from the typical patient's; a laboratory's limit is not a patient's to differ in."""
        limits = {quantity.uln for quantity in self.quantities.values()}
        total = 0
        for name, number in numbers.items():
            typical, quantity = self.typical.numbers.get(name), self.quantities[name]
            if typical is not None and number != typical:
                width = quantity.plausible[1] - quantity.plausible[0] or Fraction(1)
                total += int(abs(number - typical) * 1_000_000 / width) * (50 if name in limits else 1)
        return total

    def _home_or(self, name: str) -> int | None:
        return self._home(name) if name in self.space.axes else None

    def _axes(self, cluster: Cluster) -> list[str]:
        names = [*(tie.result for tie in cluster.ties), *cluster.measured]
        return [name for name in dict.fromkeys(names) if name in self.space.axes]

    def _solved(
        self,
        cluster: Cluster,
        regions: Mapping[str, int],
        answers: Mapping[str, bool],
        kept: Sequence[str],
        *,
        plausible: bool = False,
    ) -> dict[str, Fraction] | None:
        """Numbers for a cluster in which every axis named lies in its region; remembered, even that none were found."""
        key = (*self._named(cluster, regions, answers, kept), plausible)
        if key not in self.remembered:
            try:
                self.remembered[key] = self._solve(cluster, regions, answers, kept, plausible)
            except Undecidable as reason:
                self.remembered[key] = reason
        found = self.remembered[key]
        if isinstance(found, Undecidable):
            raise found
        return found

    def _exists(
        self, cluster: Cluster, regions: Mapping[str, int], answers: Mapping[str, bool], kept: Sequence[str]
    ) -> bool:
        """Whether there are such numbers: they are looked for only where one cannot tell without; remembered too."""
        key = self._named(cluster, regions, answers, kept)
        if key not in self.existing:
            asked = self._asked(cluster, regions, answers, kept)
            self.existing[key] = asked is not None and (
                surely(asked.spans, asked.goals, answers) or self._solved(cluster, regions, answers, kept) is not None
            )
        return self.existing[key]

    def _named(
        self, cluster: Cluster, regions: Mapping[str, int], answers: Mapping[str, bool], kept: Sequence[str]
    ) -> tuple[object, ...]:
        own = cluster.ties[0].result, tuple(regions.items()), tuple(answers.items()), tuple(kept)
        return (*own, tuple(self.narrow.items()))

    def _solve(
        self,
        cluster: Cluster,
        regions: Mapping[str, int],
        answers: Mapping[str, bool],
        kept: Sequence[str],
        plausible: bool,
    ) -> dict[str, Fraction] | None:
        asked = self._asked(cluster, regions, answers, kept, plausible)
        if asked is None:
            return None
        spans, goals = asked.spans, asked.goals
        # Where three formulas or more hang together each box takes long, and what is not found soon hardly ever is.
        most = MOST_BOXES if len(goals) < 3 else FEWER_BOXES if len(goals) < 4 else FEWEST_BOXES
        most = most if not kept else FEWEST_BOXES if self.narrow or len(goals) > 2 else FEWER_BOXES
        try:
            if out_of_reach(spans, merged(goals, answers), answers):
                return None
            demands = [Demand(goal.formula, goal.target) for goal in goals]
            if len(goals) > 1 and not surely(spans, goals, answers) and not can_be_met(spans, demands, answers):
                return None
            found, home = self._recorded(spans, goals, answers, most), dict(self._home_point(spans))
            try:
                return found or any_numbers(spans, goals, answers, most, home)
            except Undecidable:
                numbers = some_numbers(spans, demands, answers) if len(goals) > 1 else None
                if numbers is None:
                    raise
                return {**home, **numbers}
        except ZeroDivisionError:
            raise Undecidable("a formula divides by what only another version takes to be zero") from None

    def _asked(
        self,
        cluster: Cluster,
        regions: Mapping[str, int],
        answers: Mapping[str, bool],
        kept: Sequence[str],
        plausible: bool = False,
    ) -> _Asked | None:
        """What is asked of a cluster's numbers; None where some quantity has nothing left."""
        ranges = {name: self._range(name, regions.get(name), plausible) for name in cluster.measured}
        goals: list[Goal] = []
        for tie in cluster.ties:
            if tie.formula is None and tie.result in cluster.measured:
                goals.append(_bound(tie, answers))
            if tie.result not in regions:
                continue
            target = self.space.axes[tie.result].regions[regions[tie.result]].interval
            if target is None:
                return None
            target = target.intersect(self.narrow.get(tie.result, EVERYTHING))
            if tie.formula is not None:
                goals.append(Goal(cluster.formulas[tie.result], target))
                continue
            # What was measured exactly is the hidden value; else the hidden value is no more than it.
            measured = tie.quantities[0]
            inside = tie.domain.within(target)
            bound = target if answers.get(tie.facts[0], False) else Interval(low=inside.low, low_open=inside.low_open)
            ranges[measured] = None if (r := ranges[measured]) is None else r.intersect(bound)
        spans: dict[str, Span] = {}
        for name, interval in ranges.items():
            typical, domain = self.typical.numbers.get(name), domain_of(self.quantities[name])
            if interval is not None and name in kept and typical is not None:
                interval = interval.intersect(Interval.point(typical))
            if interval is None or not domain.reaches(interval):
                return None
            spans[name] = Span(domain.within(interval), domain.counted)
        return _Asked(spans, goals)

    def _home_point(self, spans: Mapping[str, Span]) -> Iterator[tuple[str, Fraction]]:
        """Of each range the recordable number nearest to the typical one."""
        for name, span in spans.items():
            quantity = self.quantities[name]
            number = nearest_number(span.interval, domain_of(quantity), quantity.step, self.typical.numbers.get(name))
            assert number is not None, "a range that is possible holds a number"
            yield name, number

    def _recorded(
        self, spans: Mapping[str, Span], goals: Sequence[Goal], answers: Mapping[str, bool], most: int
    ) -> dict[str, Fraction] | None:
        """Numbers as they are recorded, near to the typical ones; None where there are none, or none was found."""
        grids: dict[str, Grid] = {}
        for name, span in spans.items():
            quantity = self.quantities[name]
            low, high = quantity.plausible
            made = grid(span.interval, quantity.step, self.typical.numbers.get(name), high - low or high)
            if made is None:
                return None
            grids[name] = made
        try:
            return realise(grids, goals, answers, most)
        except Undecidable:
            return None

    def _range(self, name: str, region: int | None, plausible: bool) -> Interval | None:
        quantity = self.quantities[name]
        possible = Interval(*quantity.possible).intersect(self.narrow.get(name, EVERYTHING))
        if plausible:
            possible = possible.intersect(Interval(*quantity.plausible))
        if region is None:
            return possible
        interval = self.space.axes[name].regions[region].interval
        return None if interval is None else interval.intersect(possible)

    def _exclude(
        self, cluster: Cluster, regions: Mapping[str, int], answers: Mapping[str, bool], kept: Sequence[str]
    ) -> None:
        """Excludes a combination for good, and with it all that fail for the same reason."""
        if self.guard is not None:
            self._forbid(regions, answers, kept)  # for this question only: its reason is not worth looking for
            return
        regions, answers, kept = dict(regions), dict(answers), list(kept)
        for name in list(regions):
            rest = {other: region for other, region in regions.items() if other != name}
            if self._fails(cluster, rest, answers, kept):
                regions = rest
        for name in list(kept):
            fewer = [other for other in kept if other != name]
            if self._fails(cluster, regions, answers, fewer):
                kept = fewer
        for fact in list(answers):
            if self._fails(cluster, regions, {**answers, fact: not answers[fact]}, kept):
                del answers[fact]
                break  # with a second one left out, all four combinations would have to fail
        self._forbid(regions, answers, kept)

    def _forbid(self, regions: Mapping[str, int], answers: Mapping[str, bool], kept: Sequence[str]) -> None:
        literals = [self.space.regions[name][region] for name, region in regions.items()]
        literals += [self.kept[name] for name in kept]
        inputs = self.joined.circuit.inputs
        literals += [inputs[fact] if holds else -inputs[fact] for fact, holds in answers.items()]
        literals += [] if self.guard is None else [self.guard]
        with self.space.control.backend() as backend:
            backend.add_rule([], literals)

    def _fails(
        self, cluster: Cluster, regions: Mapping[str, int], answers: Mapping[str, bool], kept: Sequence[str]
    ) -> bool:
        try:
            return not self._exists(cluster, regions, answers, kept)
        except Undecidable:
            return False

    # Nearness ----------------------------------------------------------------------------------------

    def _typical_wanted(self) -> tuple[int, ...]:
        """What differs from the typical patient costs: first each fact, then how far it is."""
        inputs, typical = self.joined.circuit.inputs, self.typical
        facts: list[int] = []
        far: list[tuple[int, int]] = []
        with self.space.control.backend() as backend:
            for name in [name for name in self.quantities if name in self.tied & typical.numbers.keys()]:
                if typical.numbers[name] is not None:
                    facts.append(-self._kept(backend, name))
            for name, atoms in self.space.regions.items():
                if name not in typical.numbers or name in self.totals or self._follows(name):
                    continue
                home = self._home(name)
                if name not in self.tied and home is not None:
                    facts.append(-atoms[home])
                far += [(atom, self._distance(name, i)) for i, atom in enumerate(atoms) if i != home]
            for name in self.vocabulary.facts:
                if name in typical.answers:
                    facts.append(-inputs[name] if typical.answers[name] else inputs[name])
            for choice in self.vocabulary.choices.values():
                names = [f"{choice.name}({value})" for value in choice.values]
                facts += [-inputs[name] for name in names if typical.answers.get(name)]
            for family in self.vocabulary.families.values():
                differ = self._differing(family.name, family.items)
                far += [(literal, _ITEM) for literal in differ]
                if family.name in typical.lists:
                    changed = backend.add_atom()
                    for literal in differ:
                        backend.add_rule([changed], [literal])
                    facts.append(changed)
            known = {abs(literal) for literal in facts} | {abs(literal) for literal, _ in far}
            unsaid = [inputs[name] for name in self.vocabulary.facts if inputs[name] not in known]
            backend.add_minimize(3, [(literal, 1) for literal in facts])
            backend.add_minimize(2, far)
            backend.add_minimize(1, [(literal, 1) for literal in unsaid])
        return tuple(dict.fromkeys([*facts, *(literal for literal, _ in far), *unsaid]))

    def _unpriced(self) -> Iterator[int]:
        """Ranges and values on which being near does not depend, the last ones first."""
        inputs, known = self.joined.circuit.inputs, {abs(literal) for literal in self.priced}
        groups = [self.space.regions[name] for name in self.space.regions if name not in self.totals]
        groups += [tuple(inputs[f"{c.name}({v})"] for v in c.values) for c in self.vocabulary.choices.values()]
        yield from (atom for atoms in groups if not known & {*atoms} for atom in reversed(atoms))

    def _kept(self, backend: Any, name: str) -> int:
        """An atom that says that a tied quantity has its typical number."""
        atom: int = backend.add_atom()
        backend.add_rule([atom], [], choice=True)
        if name in self.space.axes:
            home = self._home(name)
            others = [a for i, a in enumerate(self.space.regions[name]) if i != home]
            for other in others:
                backend.add_rule([], [atom, other])
        self.kept[name] = atom
        return atom

    def _differing(self, family: str, items: Iterable[str]) -> list[int]:
        """For each item of a family the literal that says that it is not as it typically is."""
        inputs = self.joined.circuit.inputs
        atoms = [(f"{family}({item})", inputs[f"{family}({item})"]) for item in items]
        return [-atom if self.typical.answers.get(name) else atom for name, atom in atoms]

    def _follows(self, name: str) -> bool:
        return name in self.joined.base.thresholds.derived or self.quantities[name].hidden is not None

    def _home(self, name: str) -> int | None:
        """The region in which the typical number lies."""
        number = self.typical.numbers[name]
        for index, region in enumerate(self.space.axes[name].regions):
            if (region.interval is None) if number is None else (region.interval and region.interval.contains(number)):
                return index
        return None

    def _distance(self, name: str, region: int) -> int:
        """How far a region is from the typical number, in thousandths of the plausible range."""
        interval, typical = self.space.axes[name].regions[region].interval, self.typical.numbers[name]
        if interval is None or typical is None:
            return _RANGE
        quantity = self.quantities[name]
        number = nearest_number(interval, domain_of(quantity), quantity.step, typical)
        width = quantity.plausible[1] - quantity.plausible[0]
        return _RANGE if number is None or not width else max(1, int(abs(number - typical) * _RANGE / width))


def _bound(tie: Tie, answers: Mapping[str, bool]) -> Goal:
    """That a hidden quantity, which a formula asks for, is what was measured, or no more than that."""
    measured, hidden = (Node("quantity", name=name) for name in (tie.quantities[0], tie.result))
    exact = answers[tie.facts[0]]
    return Goal(Node("-", parts=(measured, hidden)), Interval(Fraction(0), Fraction(0) if exact else None))
