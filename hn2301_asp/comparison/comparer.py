"""Two versions compared by meaning: who gains, who loses, overall and by each criterion.

Every answer is a proof or a witness that was screened under both versions; what could not be decided
is said to be undecided. This module judges nothing: whether a difference was meant is not its matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from hn2301_asp.comparison.background import background
from hn2301_asp.comparison.boxes import boxes
from hn2301_asp.comparison.differences import Difference, differences
from hn2301_asp.comparison.facts_behind import facts_behind
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.joining import join
from hn2301_asp.comparison.joint_program import Joined
from hn2301_asp.comparison.model import (
    Change,
    Comparison,
    Need,
    Otherwise,
    Relation,
    Side,
    VersionInfo,
    Witness,
)
from hn2301_asp.comparison.needs import Needs
from hn2301_asp.comparison.remade import remade, undecided_by
from hn2301_asp.comparison.rereading import Rereading
from hn2301_asp.comparison.search import Found, Search
from hn2301_asp.comparison.typical import typical_patient
from hn2301_asp.comparison.witnessing import Confirmed, Witnesses, both_read
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening, lets_pass

_NOBODY = Side()
_SAME = Change("equivalent", _NOBODY, _NOBODY)
#: Whether something holds of a screened patient (None: the record is refused); None where the record leaves it open.
_Test = Callable[[Screening | None], bool | None]


def compare(base: Screener, amended: Screener) -> Comparison:
    """What differs in meaning between two versions, under the default readings of each."""
    return Comparer([base, amended]).comparison(0, 1)


class Comparer:
    """Versions of a protocol in one search space, with the questions that can be put to them."""

    def __init__(self, versions: Sequence[Screener], names: Sequence[str] = (), *, described: bool = True) -> None:
        """``names`` say how people call the versions; their version numbers, if not given.

        Where not ``described``, differences come with their witnesses alone, and not as boxes of patients.
        """
        self.described = described
        self.versions = tuple(versions)
        self.bases = [version.knowledge_base for version in versions]
        self.names = tuple(names) or tuple(base.version for base in self.bases)
        self.changes: dict[tuple[int, int], Change] = {}
        self.asked: dict[tuple[int, int], tuple[str, ...]] = {}

    @cached_property
    def joined(self) -> Joined:
        return join(self.bases, self.bases[0])

    @cached_property
    def search(self) -> Search:
        return Search(self.joined, typical_patient(*self.bases))

    @cached_property
    def _witnesses(self) -> Witnesses:
        return Witnesses(self.joined, self.versions)

    @cached_property
    def rereading(self) -> Rereading:
        return Rereading(self.search, self.bases)

    def info(self, version: int) -> VersionInfo:
        base = self.bases[version]
        return VersionInfo(self.names[version], base.id, base.version, base.digest, base.root)

    def comparison(self, one: int, other: int) -> Comparison:
        """Everything that is said of two of the versions."""
        try:
            overall, criteria = self.overall(one, other), self.criteria(one, other)
            new, idle = self.needs(one, other)
        except Undecidable as reason:
            side = Side(complete=False, undecided=str(reason))
            overall = Change("undecided", side, side)
            names = [c.id for base in self.bases for c in base.criteria]
            criteria, new, idle = dict.fromkeys(names, overall), [], []
        return Comparison(
            self.info(one),
            self.info(other),
            self.items(one, other),
            overall,
            criteria,
            tuple(new),
            tuple(idle),
            {self.names[version]: self.bases[version].default_readings() for version in (one, other)},
            tuple(dict.fromkeys(told for version in (one, other) for told in background(self.bases[version]))),
        )

    def items(self, one: int, other: int) -> tuple[Difference, ...]:
        """The items on which two versions differ in what they ask."""
        there, here = self.bases[one], self.bases[other]
        return differences(there, here, there.default_readings(), here.default_readings())

    def overall(self, one: int, other: int) -> Change:
        """Who becomes eligible, and who no longer is."""
        sides, people = self.joined.sides, self.consistent(one, other)
        tests = (self._eligible, self._eligible)
        return self.change(one, other, sides[one].eligible, sides[other].eligible, tests, people)

    def criteria(self, one: int, other: int) -> Mapping[str, Change]:
        """For each criterion of either version: who passes it now, and who no longer does."""
        sides = self.joined.sides
        return {
            name: self.change(
                one, other, atom, sides[other].passes[name], (self.passing(one, name), self.passing(other, name))
            )
            for name, atom in sides[one].passes.items()
        }

    def change(
        self,
        one: int,
        other: int,
        before: int,
        after: int,
        tests: tuple[_Test, _Test],
        people: tuple[int, ...] | None = None,
    ) -> Change:
        """How what holds in one version relates to what holds in another; ``tests`` say so of a screening.

        It is asked of ``people``: where they are not given, of whom both versions take to be possible.
        """
        if before == after:
            return self._as_made(one, other, _SAME, before)
        known = (before, after)
        if known not in self.changes:
            among = self.possible(one, other) if people is None else people
            with self.search.people(among):
                loses = self._side(one, other, before, after, lambda a, b: tests[0](a) is True and tests[1](b) is False)
                gains = self._side(one, other, after, before, lambda a, b: tests[1](b) is True and tests[0](a) is False)
            self.changes[known] = Change(_relation(gains, loses), gains, loses)
        return self._as_made(one, other, self.changes[known], before, after)

    def _as_made(self, one: int, other: int, change: Change, *atoms: int) -> Change:
        """A change of what atoms ask, where a record's numbers may be made otherwise in each version."""
        made = remade(self.bases[one].vocabulary, self.bases[other].vocabulary)
        if not made:
            return change
        cone = self.joined.circuit.cone(atoms)
        names = [name for name, atom in self.joined.circuit.inputs.items() if atom in cone]
        return undecided_by(change, made, facts_behind(self.joined.base, names))

    def possible(self, *versions: int) -> tuple[int, ...]:
        """What holds of whomever versions take to be possible, and can be read in each."""
        return self._none_of(f"_impossible({version})" for version in versions)

    def consistent(self, *versions: int) -> tuple[int, ...]:
        """What holds of whoever contradicts no version's constraints: who does is outside every proof."""
        return self._none_of(f"_contrary({version})" for version in versions)

    def _none_of(self, names: Iterable[str]) -> tuple[int, ...]:
        derived = self.joined.circuit.derived
        return tuple(dict.fromkeys(-derived[name] for name in names if name in derived))

    def _side(self, one: int, other: int, has: int, lacks: int, confirmed: Confirmed) -> Side:
        """The patients of whom one holds and the other does not."""
        try:
            found = self.search.find([has, -lacks], nearest=True)
            if found is None:
                return Side(otherwise=self._otherwise(one, other, [has, -lacks], confirmed))
            witness = self._witness(one, other, found, confirmed)
        except Undecidable as reason:
            return Side(complete=False, undecided=str(reason))
        if not self.described:
            return Side(witness, complete=False)
        changed, near = self.changed_axes(one, other), self._near(has, lacks)
        try:
            told, complete = boxes(self.search, has, lacks, found, changed, near)
        except Undecidable:
            told, complete = (), False
        return Side(witness, told, complete)

    def otherwise(
        self, one: int, other: int, question: Sequence[int], confirmed: Callable[[Screening, Screening], bool]
    ) -> tuple[Otherwise, ...]:
        """The readings under which somebody answers what, as is proved, nobody does under those in force.

        None of them: nobody does whatever the readings.
        """
        return self._otherwise(one, other, question, both_read(confirmed))

    def _otherwise(self, one: int, other: int, question: Sequence[int], confirmed: Confirmed) -> tuple[Otherwise, ...]:
        found = []
        for reread in self.rereading.breaking(question):
            phrases = self._phrases(one, other, reread.readings)
            try:
                with self.search.under(reread.literals):
                    patient = self.search.find(question, nearest=True)
                if patient is not None:
                    witness = self._witness(one, other, patient, confirmed, reread.readings)
                    found.append(Otherwise(reread.readings, witness, phrases=phrases))
            except Undecidable as reason:
                found.append(Otherwise(reread.readings, undecided=str(reason), phrases=phrases))
        return tuple(found)

    def _phrases(self, one: int, other: int, readings: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Readings in words, phrase and meaning, as the first version that has them spells them: the later of two."""
        bases = [self.bases[number] for number in dict.fromkeys((other, one, *range(len(self.bases))))]
        known = {
            name: next(b.readings[name] for b in bases if name in b.readings and value in b.readings[name].values)
            for name, value in readings.items()
        }
        return tuple((known[name].phrase, known[name].values[value]) for name, value in readings.items())

    def witness(self, one: int, other: int, found: Found, confirmed: Callable[[Screening, Screening], bool]) -> Witness:
        """A patient found, screened under two versions; raises Undecidable where that does not confirm it."""
        return self._witness(one, other, found, both_read(confirmed))

    def _witness(
        self,
        one: int,
        other: int,
        found: Found,
        confirmed: Confirmed,
        readings: Mapping[str, str] | None = None,
    ) -> Witness:
        """The same, of a record that one of the versions refuses where none is that both read."""
        asked = self._asked(one, other)
        return self._witnesses.of(self.search, found, (one, other), asked, confirmed, readings)

    def _eligible(self, screening: Screening | None) -> bool | None:
        if screening is None:
            return False
        return None if screening.verdict == "undetermined" else screening.verdict == "eligible"

    def passing(self, version: int, name: str) -> _Test:
        """Whether a criterion of a version lets a screened patient pass; None where the record leaves it open."""
        kind = {criterion.id: criterion.kind for criterion in self.bases[version].criteria}.get(name)

        def passes(screening: Screening | None) -> bool | None:
            if screening is None:
                return False
            if screening.verdict == "contradictory" or kind is None:
                return screening.verdict != "contradictory"
            status = screening.statuses[name]
            return None if status == "unknown" else lets_pass(kind, status)

        return passes

    def changed_axes(self, one: int, other: int) -> tuple[str, ...]:
        """The axes that thresholds cut in one of the versions only."""
        thresholds = self.joined.base.thresholds.thresholds
        used = [set(self.joined.sides[version].names.values()) for version in (one, other)]
        changed = [test for name, test in thresholds.items() if (name in used[0]) != (name in used[1])]
        return tuple(dict.fromkeys(test.quantity for test in changed))

    def _asked(self, one: int, other: int) -> tuple[str, ...]:
        """The facts on which the criteria that differ depend, as a record names them."""
        if (one, other) not in self.asked:
            sides, circuit = self.joined.sides, self.joined.circuit
            cone = circuit.cone(self._differing(one, other) or [sides[one].eligible, sides[other].eligible])
            names = [name for name, atom in circuit.inputs.items() if atom in cone]
            self.asked[one, other] = facts_behind(self.joined.base, names)
        return self.asked[one, other]

    def _differing(self, one: int, other: int) -> list[int]:
        """The atoms of the criteria that do not mean the same in two versions."""
        sides = self.joined.sides
        pairs = [(atom, sides[other].passes[name]) for name, atom in sides[one].passes.items()]
        return [atom for pair in pairs if pair[0] != pair[1] for atom in pair]

    def _near(self, one: int, other: int) -> list[str]:
        """The thresholds and answers on which the criteria that differ depend."""
        circuit, sides = self.joined.circuit, self.joined.sides
        thresholds = self.joined.base.thresholds.thresholds
        differing = [
            a for pair in zip(*(side.passes.values() for side in sides), strict=True) if len({*pair}) > 1 for a in pair
        ]
        cone = circuit.cone(differing or [one, other])
        choices = [value for values in self.search.space.choices for value in values]
        names = (*thresholds, *self.joined.base.vocabulary.facts, *choices)
        return [name for name in names if circuit.inputs[name] in cone]

    def needs(self, one: int, other: int) -> tuple[list[Need], list[Need]]:
        """Facts without which a typical patient is decided under one version only; the first who shows each."""
        sides = self.joined.sides
        if sides[one].eligible == sides[other].eligible:
            return [], []
        typical = [each.record for each in (self.search.typical, *self.search.typical.others)]
        eligible = (sides[one].eligible, sides[other].eligible)
        return Needs(self.joined, (self.versions[one], self.versions[other]), eligible, typical).told(
            self._asked(one, other)
        )


def _relation(gains: Side, loses: Side) -> Relation:
    if gains.witness and loses.witness:
        return "shifted"
    if gains.undecided or loses.undecided:
        return "undecided"
    if gains.nobody and loses.nobody:
        return "equivalent"
    return "broader" if gains.witness else "narrower"
