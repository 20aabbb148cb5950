"""The typical patient, whom witnesses resemble, in the terms of the search space."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.knowledge.vocabulary.sections import TYPICAL
from hn2301_asp.patient.fields import spellings
from hn2301_asp.patient.record import read_patient
from hn2301_asp.patient.typical import telling
from hn2301_asp.source.diagnostics import InputError, Place


class Typical(Struct, frozen=True):
    """The typical patient: the record as written, its numbers (None: `never`) and its answers by atom.

    ``lists`` are the families that the record closes. ``others`` are further typical patients, and ``marks`` say
    what each chooses, as atoms, that tells it from them: an arm. Where nobody is typical the record is empty, and the
    numbers are in the middle of what is plausible.
    """

    record: Mapping[str, Any]
    numbers: Mapping[str, Fraction | None]
    answers: Mapping[str, bool]
    lists: frozenset[str]
    others: tuple[Typical, ...] = ()
    marks: tuple[str, ...] = ()

    def of(self, atoms: Collection[str]) -> Typical | None:
        """Of the others the one who is typical of somebody whose choices are told; None where none is."""
        own = (one for one in self.others if one.marks and {*one.marks} <= {*atoms})
        return None if self.marks and {*self.marks} <= {*atoms} else next(own, None)


def typical_patient(base: KnowledgeBase, *later: KnowledgeBase) -> Typical:
    """The typical patient of a knowledge base; nothing is typical where its record cannot be read.

    Of fields that only ``later`` ones know it is what these say. Others, one for each arm, are those of the last one
    that has some.
    """
    vocabulary, others = base.vocabulary, [one.vocabulary for one in later]
    found = _typical(vocabulary, vocabulary.typical)
    if not any(one.typical for one in (vocabulary, *others)):
        return replace(found, numbers=_middle(base))
    for other in others:
        known = spellings(vocabulary)
        new = {name: value for name, value in other.typical.items() if name not in {*known, *found.record}}
        if new:
            more = _typical(other, new)
            found = Typical(
                {**found.record, **more.record},
                {**more.numbers, **found.numbers},
                {**more.answers, **found.answers},
                found.lists | more.lists,
            )
    last = next((one for one in (*others[::-1], vocabulary) if one.also_typical), None)
    return found if last is None else _marked(last, found, [_typical(last, one) for one in last.also_typical])


def _marked(vocabulary: Vocabulary, first: Typical, others: Sequence[Typical]) -> Typical:
    """Several typical patients, each with what tells it from the others."""
    every = [first, *others]
    atoms = [(choice.name, value) for choice in vocabulary.choices.values() for value in choice.values]
    chosen = [{name: value for name, value in atoms if one.answers.get(f"{name}({value})")} for one in every]
    told = telling(chosen)
    marks = [tuple(f"{name}({own[name]})" for name in told if name in own) for own in chosen]
    marked = [replace(one, marks=own) for one, own in zip(every, marks, strict=True)]
    return replace(marked[0], others=tuple(marked[1:]))


def _middle(base: KnowledgeBase) -> dict[str, Fraction | None]:
    """What is in the middle of the plausible, of all that does not follow from something else."""
    vocabulary, derived = base.vocabulary, base.thresholds.derived
    totals = {total for score in vocabulary.scores.values() for total in score.totals}
    return {
        quantity.name: round(sum(quantity.plausible) / 2 / quantity.step) * quantity.step
        for quantity in vocabulary.quantities.values()
        if quantity.name not in derived and quantity.name not in totals and quantity.hidden is None
    }


def _typical(vocabulary: Vocabulary, written: Mapping[str, Any]) -> Typical:
    record = dict(written)
    try:
        patient = read_patient(record, vocabulary, spellings(vocabulary), Place(TYPICAL))
    except InputError:
        return Typical({}, {}, {}, frozenset())
    numbers: dict[str, Fraction | None] = {}
    for fact, quantity, values in patient.evidence.amounts:
        told = fact in (quantity, vocabulary.quantities[quantity].since)
        if told and (values.number is not None or (values.never and values.interval is None)):
            numbers.setdefault(quantity, values.number)
    answers = patient.evidence.answers(vocabulary)
    lists = frozenset(name for name in vocabulary.families if isinstance(record.get(name), list))
    return Typical(record, numbers, answers, lists)
