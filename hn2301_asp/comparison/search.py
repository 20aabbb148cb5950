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
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.comparison.cluster_numbers import ClusterNumbers, Shown
from hn2301_asp.comparison.clusters import Cluster, clusters_of
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.joint_program import Joined
from hn2301_asp.comparison.nearness import Nearness
from hn2301_asp.comparison.single_numbers import nearest_number
from hn2301_asp.comparison.typical import Typical
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.solver.assumptions import Evidence, assume
from hn2301_asp.solver.minimal import least, needed
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.ties import all_ties

#: Rounds of "found, but no recordable numbers" before a question is given up as undecided.
MOST_ROUNDS = 2_000
_TOO_MANY = "too many combinations were found that cannot be recorded"


class Found(Struct, frozen=True):
    """A patient: every input of the joint program, the region of every axis, and the tied numbers.

    ``typical`` is whom it is near to, where that is one of the others who are typical.
    """

    true: frozenset[int]
    regions: Mapping[str, int]
    numbers: Mapping[str, Fraction]
    typical: Typical | None = None


class Search:
    """One solver for all questions about a joint program."""

    def __init__(self, joined: Joined, typical: Typical) -> None:
        self.joined, self.typical = joined, typical
        self.sides = joined.sides
        self.space = Space(joined.base, joined.circuit, tied=False)
        #: The last atom that every search of this program has: later ones are a search's own.
        self.built = sum(step.new for step in self.space.program)
        #: Searches near to others who are typical, by what tells them apart.
        self.beside: dict[tuple[str, ...], Search] = {}
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
        #: The readings in force alone.
        self.force = tuple(self.space.readings[choice] for choice in readings.items())
        #: What holds of the people whom questions are about for now.
        self.among: tuple[int, ...] = ()
        #: What is no patient's to show: what is always so, and how phrases are read.
        self.fixed = frozenset((*map(abs, self.always), *self.space.readings.values()))
        inputs = joined.circuit.inputs
        self.measured = [inputs[q.room.when] for q in self.quantities.values() if q.room and q.room.when in inputs]
        #: The cost of the last patient found, by level.
        self.cost: tuple[int, ...] = ()
        #: Ranges that only the present question asks for, and the atom that stands for it.
        self.narrow: Mapping[str, Interval] = {}
        self.guard: int | None = None
        #: What was excluded for good, of whatever question: regions and answers that no numbers show together.
        self.excluded: list[Shown] = []
        self.numbers = ClusterNumbers(self.space.axes, self.quantities, typical)
        self.mode = ""
        self._optimising("ignore")
        configuration: Any = self.space.control.configuration
        configuration.solver.opt_strategy = "usc,oll"
        self.nearness = Nearness(self.space, typical, self.tied)
        kept = self.nearness.kept.values()
        regions = [atom for atoms in self.space.regions.values() for atom in atoms]
        self.wanted = tuple(dict.fromkeys([*inputs.values(), *regions, *kept, *map(abs, self.nearness.priced)]))
        tied = [atom for cluster in self.clusters for name in self._axes(cluster) for atom in self.space.regions[name]]
        answers = [inputs[fact] for cluster in self.clusters for fact in cluster.facts]
        self.tied_atoms = tuple(dict.fromkeys([*tied, *answers, *kept]))

    @cached_property
    def scoping(self) -> tuple[str, ...]:
        """The values of choices, arms for one, by which criteria apply in some version."""
        scopes = [atom for side in self.sides for atom in side.scopes.values()]
        cone = self.joined.circuit.cone(scopes) if scopes else set[int]()
        inputs = self.joined.circuit.inputs
        return tuple(n for names in self.space.choices if any(inputs[n] in cone for n in names) for n in names)

    # Asking ------------------------------------------------------------------------------------------

    def find(self, question: Sequence[int], *, nearest: bool = False) -> Found | None:
        """A patient of whom all literals hold, the nearest to the typical one if so asked; None: nobody, proved.

        Of several that are equally near one is told whatever was asked before.
        """
        asked = [*self.always, *question]
        if not nearest:
            return self._found(asked, nearest=False)
        found = self._nearest(asked)
        if found is None or not self.typical.others:
            return found
        return self._of_its_own(question, self._of_the_first(asked, found), {})

    def _nearest(self, asked: Sequence[int]) -> Found | None:
        """A hidden value can be seen in a record only where it was measured; so that is looked at first."""
        return self._canonical([*asked, *self.measured]) or self._canonical(asked)

    def _of_the_first(self, asked: Sequence[int], found: Found) -> Found:
        """Who was found, or the nearest of the first typical patient's arm where one of these answers too.

        To be of another arm is one fact; what that arm is asked makes many more of it.
        """
        marks = [self.joined.circuit.inputs[mark] for mark in self.typical.marks]
        if found.true.issuperset(marks):
            return found
        try:
            return self._nearest([*asked, *marks]) or found
        except Undecidable:
            return found

    def _of_its_own(self, question: Sequence[int], found: Found, narrow: Mapping[str, Interval]) -> Found:
        """The same as near as can be to whoever is typical of what was found: of its arm."""
        inputs = self.joined.circuit.inputs
        own = self.typical.of([name for name, atom in inputs.items() if atom in found.true])
        if own is None or any(abs(literal) > self.built for literal in (*question, *self.always)):
            return found
        if own.marks not in self.beside:
            self.beside[own.marks] = Search(self.joined, own)
        other = self.beside[own.marks]
        other.always = self.always
        try:
            asked = [*question, *(inputs[mark] for mark in own.marks)]
            nearer = other.find_within(asked, narrow) if narrow else other.find(asked, nearest=True)
        except Undecidable:
            nearer = None
        return found if nearer is None else replace(nearer, typical=own)

    def _canonical(self, asked: Sequence[int]) -> Found | None:
        """Of the nearest patients the one who differs in what stands latest in the vocabulary."""
        found, cost = self._found(asked, nearest=True), self.cost
        settled: list[int] = []
        for literal in (*self.nearness.priced, *self.nearness.unpriced) if found is not None else ():
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
            found = self._nearest(asked)
            if found is not None and self.typical.others:
                found = self._of_the_first(asked, found)
        finally:
            self.narrow, self.guard = {}, None
        return found if found is None or not self.typical.others else self._of_its_own(question, found, narrow)

    def _found(self, asked: Sequence[int], nearest: bool, cost: tuple[int, ...] | None = None) -> Found | None:
        """A patient of whom all literals hold; None where there is none, or none at a ``cost`` that is asked for."""
        for _ in range(MOST_ROUNDS):
            true = self._model(asked, nearest, self.wanted, cost)
            if true is None:
                return None
            numbers = self._fitting(true, nearest)
            if numbers is not None:
                return Found(true, self._regions(true, self.space.regions), numbers)
        raise Undecidable(_TOO_MANY)

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
        raise Undecidable(_TOO_MANY)

    def alike(self, one: int, other: int, where: Sequence[int] = ()) -> bool:
        """Whether it is proved that whoever shows one shows the other, of those of whom ``where`` holds."""
        return one == other or all(self.nobody([*way, *where]) for way in ([one, -other], [other, -one]))

    def core(self, question: Sequence[int], among: Iterable[int]) -> list[int]:
        """A minimal part of some literals that cannot stand together with a question nobody answers.

        The literals named first are given up first.
        """

        def conflict(held: Iterable[int]) -> bool:
            return self.nobody([*question, *held])

        candidates = list(among)
        return needed(candidates, conflict) if conflict(candidates) else candidates

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

    def _regions(self, true: frozenset[int], names: Iterable[str]) -> dict[str, int]:
        """The regions in which axes lie."""
        return {name: next(i for i, atom in enumerate(self.space.regions[name]) if atom in true) for name in names}

    def _fitting(self, true: frozenset[int], nearest: bool) -> dict[str, Fraction] | None:
        """Numbers for everything that is tied; None where there are none, and that is then remembered for good."""
        numbers, kept = dict(self._narrowed()), self.nearness.kept
        for cluster in self.clusters:
            near = [name for name in cluster.measured if nearest and kept.get(name) in true]
            shown = self._shown(cluster, true, near)
            try:
                found = self.numbers.found(shown)
                if nearest and found is not None:
                    self.numbers.must_be_written(found)
            except Undecidable:
                if not near:
                    raise
                # Nearer perhaps, but not to be found: only this way of being near is given up.
                self._forbid(shown)
                return None
            if found is None:
                self._exclude(shown)
                return None
            numbers |= self.numbers.believable(shown, kept) if nearest else found
        return numbers

    def _can_be(self, true: frozenset[int]) -> bool:
        """Whether there are numbers for everything that is tied; where there are none that is remembered for good."""
        for cluster in self.clusters:
            shown = self._shown(cluster, true)
            if not self.numbers.exist(shown):
                self._exclude(shown)
                return False
        return True

    def _shown(self, cluster: Cluster, true: frozenset[int], kept: Iterable[str] = ()) -> Shown:
        answers = {fact: self.joined.circuit.inputs[fact] in true for fact in cluster.facts}
        return Shown(cluster, self._regions(true, self._axes(cluster)), answers, tuple(kept), self.narrow)

    def _axes(self, cluster: Cluster) -> list[str]:
        names = [*(tie.result for tie in cluster.ties), *cluster.measured]
        return [name for name in dict.fromkeys(names) if name in self.space.axes]

    def _narrowed(self) -> Iterator[tuple[str, Fraction]]:
        """Numbers of plain quantities of which a narrow range is asked."""
        for name, interval in self.narrow.items():
            if name not in self.tied and name not in self.totals and not self.nearness.follows(name):
                number = nearest_number(interval, self.quantities[name], self.typical.numbers.get(name))
                if number is not None:
                    yield name, number

    def _exclude(self, shown: Shown) -> None:
        """Excludes a combination for good, and with it all that fail for the same reason."""
        if self.guard is not None:
            self._forbid(shown)  # for this question only: its reason is not worth looking for
            return
        whole = shown
        regions = least(whole.regions, lambda fewer: self._fails(replace(whole, regions=fewer)))
        fewest = replace(whole, regions=regions)
        kept = least(dict.fromkeys(whole.kept), lambda fewer: self._fails(replace(fewest, kept=tuple(fewer))))
        shown = replace(fewest, kept=tuple(kept))
        for fact, holds in shown.answers.items():
            if self._fails(replace(shown, answers={**shown.answers, fact: not holds})):
                rest = {other: answer for other, answer in shown.answers.items() if other != fact}
                shown = replace(shown, answers=rest)
                break  # with a second one left out, all four combinations would have to fail
        if not shown.kept:
            self.excluded.append(shown)
        self._forbid(shown)

    def _fails(self, shown: Shown) -> bool:
        """Whether it is proved that there are no numbers for what was shown."""
        try:
            return not self.numbers.exist(shown)
        except Undecidable:
            return False

    def _forbid(self, shown: Shown) -> None:
        literals = [self.space.regions[name][region] for name, region in shown.regions.items()]
        literals += [self.nearness.kept[name] for name in shown.kept]
        inputs = self.joined.circuit.inputs
        literals += [inputs[fact] if holds else -inputs[fact] for fact, holds in shown.answers.items()]
        literals += [] if self.guard is None else [self.guard]
        with self.space.control.backend() as backend:
            backend.add_rule([], literals)
