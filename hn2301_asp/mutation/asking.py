"""Whether anybody at all is judged otherwise by an altered protocol: the comparison's answer, witness or proof.

What a scenario can say is asked: the status of each criterion and whether a record contradicts itself, under any
readings. It is *proved* of every record that can be read; whatever the comparison does not see is said, not passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.model import Otherwise, Witness
from hn2301_asp.comparison.reading_changes import read_differently
from hn2301_asp.comparison.witness import screened
from hn2301_asp.knowledge.thresholds.expression import rational
from hn2301_asp.mutation.model import Judged, Patient
from hn2301_asp.mutation.probes import changed_totals, moved, probes
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.lists import listed

#: Two such formulas in one question take minutes, and seldom come to an end.
_CURVED = "follows by broken powers or logarithms, and two such formulas are not compared: try somebody near the limit"
_Confirmed = Callable[[Screening, Screening], bool]


def asked(base: Screener, mutant: Screener) -> Judged:
    """Equivalent, which is proved; or the patient who is judged otherwise; or why neither is told."""
    if curved := _other_curves(base, mutant):
        return Judged("undecided", reason=f"{listed(curved)} {_CURVED}")
    try:
        return _Asking(base, mutant).judged()
    except Undecidable as reason:
        return Judged("undecided", reason=str(reason))
    except InputError as error:
        return Judged("undecided", reason=error.findings[0].message)


def _other_curves(base: Screener, mutant: Screener) -> list[str]:
    """The quantities that follow by broken powers or logarithms, and by other numbers than before."""
    there, here = (version.knowledge_base.thresholds for version in (base, mutant))
    return [
        there.quantities[name].label
        for name, one in there.derived.items()
        if one.formula.curve is not None
        and not rational(one.formula.curve.tree)
        and name in here.derived
        and here.derived[name].formula != one.formula
    ]


class _Asking:
    def __init__(self, base: Screener, mutant: Screener) -> None:
        self.versions = (base, mutant)
        self.comparer = Comparer([base, mutant], described=False)
        self.otherwise: list[Otherwise] = []
        self.undecided: list[str] = []

    def judged(self) -> Judged:
        """Whoever is found first: under the readings in force, or else under others."""
        for witness in (*self._by_criteria(), *self._by_questions()):
            return _survives(witness, {})
        for found in self.otherwise:
            if found.witness is not None:
                return _survives(found.witness, found.readings)
        if (found_apart := self._by_probes()) is not None:
            return found_apart
        reasons = [*self.undecided, *(one.undecided for one in self.otherwise if one.undecided), *self._unseen()]
        if reasons:
            return Judged("undecided", reason="; ".join(dict.fromkeys(reasons)))
        return Judged("equivalent")

    def _by_criteria(self) -> Iterator[Witness]:
        """Whoever passes a criterion in one of the two only."""
        for change in self.comparer.criteria(0, 1).values():
            for side in (change.gains, change.loses):
                if side.witness is not None:
                    yield side.witness
                self.undecided += [side.undecided] if side.undecided else []
                self.otherwise += side.otherwise

    def _by_questions(self) -> Iterator[Witness]:
        """Whoever contradicts himself in one of the two only, or is asked by a criterion in one of them only."""
        for question, confirmed in (*self._contradictions(), *self._scopes()):
            found = self.comparer.search.find(question, nearest=True)
            if found is None:
                self.otherwise += self.comparer.otherwise(0, 1, question, confirmed)
                continue
            try:
                yield self.comparer.witness(0, 1, found, confirmed)
            except Undecidable as reason:
                self.undecided.append(str(reason))

    def _contradictions(self) -> Iterator[tuple[Sequence[int], _Confirmed]]:
        derived = self.comparer.joined.circuit.derived
        one, other = (derived.get(f"_impossible({version})") for version in (0, 1))
        if one == other:
            return

        def confirmed(before: Screening, after: Screening) -> bool:
            return (before.verdict == "contradictory") != (after.verdict == "contradictory")

        for has, lacks in ((one, other), (other, one)):
            if has is not None:
                yield [has, *([] if lacks is None else [-lacks])], confirmed

    def _scopes(self) -> Iterator[tuple[Sequence[int], _Confirmed]]:
        """A criterion without a scope applies to everybody."""
        theirs, ours = (side.scopes for side in self.comparer.joined.sides)
        people = self.comparer.possible(0, 1)
        for name in dict.fromkeys((*theirs, *ours)):
            one, other = theirs.get(name), ours.get(name)
            if one == other:
                continue

            def confirmed(before: Screening, after: Screening, name: str = name) -> bool:
                return (before.in_scope(name) is False) != (after.in_scope(name) is False)

            for has, lacks in ((one, other), (other, one)):
                if lacks is not None:
                    yield [*people, -lacks, *([] if has is None else [has])], confirmed

    def _by_probes(self) -> Judged | None:
        """Whoever is judged otherwise by what a record says beside what the comparison asks about."""
        there, here = (version.knowledge_base for version in self.versions)
        for words, record in probes(there, here):
            before, after = screened(self.versions, record)
            if before is None or after is None:
                continue
            if (before.verdict, before.statuses) != (after.verdict, after.statuses):
                told = [_told(one.verdict, one.blocking) for one in (before, after)]
                return Judged("survives", patient=Patient(record, {}, words, *told))
        return None

    def _unseen(self) -> Iterator[str]:
        """What the comparison does not look at."""
        there, here = (version.knowledge_base for version in self.versions)
        if there.vocabulary is not here.vocabulary and (read := read_differently(there.vocabulary, here.vocabulary)):
            yield f"{listed(read)} would be read otherwise"
        for name, score in there.vocabulary.scores.items():
            other = here.vocabulary.scores.get(name, score)
            if totals := changed_totals(there, score, other):
                labels = [there.vocabulary.quantities[total].label for total in totals]
                yield f"a record may state {listed(labels)} beside the items"
        for label in moved(there, here):
            yield f"a record may state {label} beside what it follows from"
        joined, search = self.comparer.joined, self.comparer.search
        inputs = joined.circuit.inputs
        for joint, own in joined.results.items():
            pairs = ([inputs[joint], -inputs[own]], [inputs[own], -inputs[joint]])
            if not all(search.nobody_ever(pair) for pair in pairs):
                label = there.vocabulary.facts[own].label
                yield f"a record may state {label} beside what it follows from"


def _survives(witness: Witness, readings: Mapping[str, str]) -> Judged:
    before, after = _told(witness.before, witness.blocked_before), _told(witness.after, witness.blocked_after)
    return Judged("survives", patient=Patient(witness.record, readings, witness.text, before, after))


def _told(verdict: str, blocked: Sequence[str]) -> str:
    return f"{verdict}, by {listed(blocked)}" if blocked else verdict
