"""Two versions compared by meaning: who gains, who loses, overall and by each criterion.

Every answer is a proof or a witness that was screened under both versions; what could not be decided
is said to be undecided. This module judges nothing: whether a difference was meant is not its matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from hn2301_asp.comparison.background import background
from hn2301_asp.comparison.boxes import boxes
from hn2301_asp.comparison.differences import Difference, differences
from hn2301_asp.comparison.facts_behind import facts_behind
from hn2301_asp.comparison.inputs import NOT_CONFIRMED, Undecidable
from hn2301_asp.comparison.joining import join
from hn2301_asp.comparison.joint_program import Joined
from hn2301_asp.comparison.model import (
    Change,
    Comparison,
    Need,
    Otherwise,
    Outcome,
    Relation,
    Side,
    VersionInfo,
    Witness,
)
from hn2301_asp.comparison.remade import remade, undecided_by
from hn2301_asp.comparison.rereading import Rereading
from hn2301_asp.comparison.results import deciding
from hn2301_asp.comparison.search import Found, Search
from hn2301_asp.comparison.typical import typical_patient
from hn2301_asp.comparison.witness import Candidate, candidates, known_fields, patients, screened, without
from hn2301_asp.patient.model import Patient
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening, Verdict, lets_pass, verdict_of
from hn2301_asp.source.diagnostics import InputError

_NOBODY = Side()
_REFUSED: Outcome = "refused"
_SAME = Change("equivalent", _NOBODY, _NOBODY)
#: Whether something holds of a screened patient (None: the record is refused); None where the record leaves it open.
_Test = Callable[[Screening | None], bool | None]
#: Whether two versions' screenings show what was asked for; None where a version refuses the record.
_Confirmed = Callable[[Screening | None, Screening | None], bool]


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
        #: By the record, which the search keeps.
        self._typical_patients: dict[int, list[Patient | None]] = {}

    @cached_property
    def joined(self) -> Joined:
        return join(self.bases, self.bases[0])

    @cached_property
    def search(self) -> Search:
        return Search(self.joined, typical_patient(*self.bases))

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

    def _side(self, one: int, other: int, has: int, lacks: int, confirmed: _Confirmed) -> Side:
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
        return self._otherwise(one, other, question, _both_read(confirmed))

    def _otherwise(self, one: int, other: int, question: Sequence[int], confirmed: _Confirmed) -> tuple[Otherwise, ...]:
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
        return self._witness(one, other, found, _both_read(confirmed))

    def _witness(
        self,
        one: int,
        other: int,
        found: Found,
        confirmed: _Confirmed,
        readings: Mapping[str, str] | None = None,
    ) -> Witness:
        """The same, of a record that one of the versions refuses where none is that both read.

        ``readings`` are read otherwise than by default.
        """
        refused: Witness | None = None
        for candidate in candidates(self.search, found, self._asked(one, other)):
            before, after = screened([self.versions[v] for v in (one, other)], candidate.record, readings)
            if before is not None and after is not None and confirmed(before, after):
                return self._shown(
                    one, other, *self._asked_of(one, other, candidate, (before, after), confirmed, readings)
                )
            if refused is None and (before is not None or after is not None) and confirmed(before, after):
                refused = self._shown(one, other, candidate, (before, after))
        if refused is not None:
            return refused
        raise Undecidable(NOT_CONFIRMED)

    def _asked_of(
        self,
        one: int,
        other: int,
        candidate: Candidate,
        seen: tuple[Screening, Screening],
        confirmed: _Confirmed,
        readings: Mapping[str, str] | None,
    ) -> tuple[Candidate, Sequence[Screening]]:
        """A candidate, and what versions make of it, without what is only asked of others: of another arm, for one."""
        if not any(screening.out_of_scope for screening in seen):
            return candidate, seen
        unsaid = [change.fact for change in candidate.changes if change.fact not in candidate.typical]
        for facts in (self._foreign(one, other, seen), *([fact] for fact in unsaid)):
            less = without(candidate, facts)
            if less is candidate:
                continue
            before, after = screened([self.versions[v] for v in (one, other)], less.record, readings)
            if before is None or after is None or not confirmed(before, after):
                continue
            if all(map(_same, (before, after), seen)):
                candidate, seen = less, (before, after)
        return candidate, seen

    def _foreign(self, one: int, other: int, seen: Sequence[Screening]) -> set[str]:
        """The facts that are asked by criteria alone that do not apply to somebody."""
        asked, foreign = list[int](), list[int]()
        for version, screening in zip((one, other), seen, strict=True):
            side = self.joined.sides[version]
            asked += side.scopes.values()
            for name, atom in side.passes.items():
                (foreign if name in screening.out_of_scope else asked).append(atom)
        inputs, circuit = self.joined.circuit.inputs, self.joined.circuit
        cones = [circuit.cone(atoms) for atoms in (asked, foreign)]
        kept, out = (
            facts_behind(self.joined.base, [n for n, atom in inputs.items() if atom in cone]) for cone in cones
        )
        return {*out}.difference(kept)

    def _shown(self, one: int, other: int, candidate: Candidate, seen: Sequence[Screening | None]) -> Witness:
        """A candidate with what both versions make of it, and the results of formulas that decide."""
        read = [None if screening is None else screening.patient for screening in seen]
        usual = [self._usual(candidate.typical)[version] for version in (one, other)]
        results = tuple(deciding([self.bases[version] for version in (one, other)], read, usual))
        return replace(shown(candidate, *seen), results=results)

    def _usual(self, record: Mapping[str, Any]) -> list[Patient | None]:
        """The typical patient whom somebody resembles, as each version reads the record."""
        if id(record) not in self._typical_patients:
            self._typical_patients[id(record)] = patients(self.versions, record)
        return self._typical_patients[id(record)]

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
        """Facts without which a typical patient is decided under one version only; the first who shows each.

        Nothing is new or idle on which the verdict of some typical patient hangs in the other version too: somebody
        of another arm needs it.
        """
        sides = self.joined.sides
        if sides[one].eligible == sides[other].eligible:
            return [], []
        new, idle = dict[str, Need](), dict[str, Need]()
        asked = self._hanging(one), self._hanging(other)
        records = [typical.record for typical in (self.search.typical, *self.search.typical.others)]
        for record in records:
            for need in self._needs(one, other, record, asked):
                (new if need.after == "undetermined" else idle).setdefault(need.fact, need)
        return (
            [need for need in new.values() if not any(self._hangs(one, record, need.fact) for record in records)],
            [need for need in idle.values() if not any(self._hangs(other, record, need.fact) for record in records)],
        )

    def _hangs(self, version: int, typical: Mapping[str, Any], fact: str) -> bool:
        """Whether a typical patient is decided under a version, and undetermined where one fact is not known."""
        try:
            patient = self.versions[version].patient(known_fields(self.versions[version], typical))
        except InputError:
            return False
        return self._without(version, patient, "") != "undetermined" == self._without(version, patient, fact)

    def _needs(
        self, one: int, other: int, typical: Mapping[str, Any], asked: tuple[frozenset[str], frozenset[str]]
    ) -> Iterator[Need]:
        """The same of one typical patient; ``asked`` are the facts that are asked of anybody in each version."""
        try:
            patients = [v.patient(known_fields(v, typical)) for v in (self.versions[one], self.versions[other])]
        except InputError:
            return  # A version that refuses the typical patient's record shows nothing by it.
        whole = [self._without(v, patients[i], "") for i, v in enumerate((one, other))]
        if "undetermined" not in whole and whole[0] != whole[1]:
            return  # With nothing missing it is another verdict: what is missing shows nothing.
        several = bool(self.search.typical.others)
        for fact in self._asked(one, other):
            said = any(_is_of(n, fact) for n in typical)
            if "undetermined" in whole and said:
                continue  # The typical patient is not decided anyway: what it says shows nothing.
            if several and not said and fact in asked[0] & asked[1]:
                continue  # It is not asked of this one, and of somebody else it is asked in both versions.
            before, after = (self._without(v, patients[i], fact) for i, v in enumerate((one, other)))
            if before != after and "undetermined" in (before, after) and fact in asked[after == "undetermined"]:
                label = self.joined.base.vocabulary.label(fact)
                record = {name: v for name, v in typical.items() if not _is_of(name, fact)}
                yield Need(fact, label, record, before, after)

    def _hanging(self, version: int) -> frozenset[str]:
        """The facts on which eligibility depends in one version, as a record names them."""
        cone = self.joined.circuit.cone([self.joined.sides[version].eligible])
        names = [name for name, atom in self.joined.circuit.inputs.items() if atom in cone]
        return frozenset(facts_behind(self.joined.base, names))

    def _without(self, version: int, patient: Patient, fact: str) -> Verdict:
        """The typical patient's verdict where one fact is not known."""
        gone = [name for name in patient.evidence.facts if _is_of(name, fact)]
        less = replace(patient, evidence=patient.evidence.without(gone))
        return verdict_of(self.versions[version].space, less, self.bases[version].default_readings())


def _same(one: Screening, other: Screening) -> bool:
    """Whether two screenings come to the same: the verdict, and what blocks."""
    return (one.verdict, one.blocking) == (other.verdict, other.blocking)


def _is_of(field: str, fact: str) -> bool:
    """Whether a field is a fact, or one of the items of a list, or what is told of them."""
    return fact in (field, field.partition(".")[0])


def _both_read(confirmed: Callable[[Screening, Screening], bool]) -> _Confirmed:
    """The same of records that both versions read."""
    return lambda before, after: before is not None and after is not None and confirmed(before, after)


def shown(candidate: Candidate, before: Screening | None, after: Screening | None) -> Witness:
    """A candidate with what both versions make of it; None: the version refuses the record."""
    verdicts = [one.verdict if one is not None else _REFUSED for one in (before, after)]
    blocking = [one.blocking if one is not None else () for one in (before, after)]
    made = Witness(candidate.record, candidate.changes, verdicts[0], verdicts[1], blocking[0], blocking[1])
    return replace(made, alone=True) if not candidate.typical else made


def _relation(gains: Side, loses: Side) -> Relation:
    if gains.witness and loses.witness:
        return "shifted"
    if gains.undecided or loses.undecided:
        return "undecided"
    if gains.nobody and loses.nobody:
        return "equivalent"
    return "broader" if gains.witness else "narrower"
