"""The typical patient, whom witnesses resemble, in the terms of the search space."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.patient.fields import spellings
from hn2301_asp.patient.record import read_patient
from hn2301_asp.source.diagnostics import InputError, Place


class Typical(Struct, frozen=True):
    """The typical patient: the record as written, its numbers (None: `never`) and its answers by atom.

    ``lists`` are the families that the record closes.
    """

    record: Mapping[str, Any]
    numbers: Mapping[str, Fraction | None]
    answers: Mapping[str, bool]
    lists: frozenset[str]


def typical_patient(vocabulary: Vocabulary, *later: Vocabulary) -> Typical:
    """The typical patient of a vocabulary; nothing is typical where its record cannot be read.

    Of fields that only ``later`` vocabularies know it is what these say.
    """
    found = _typical(vocabulary, vocabulary.typical)
    for other in later:
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
    return found


def _typical(vocabulary: Vocabulary, written: Mapping[str, Any]) -> Typical:
    record = dict(written)
    try:
        patient = read_patient(record, vocabulary, spellings(vocabulary), Place("vocabulary/typical.yaml"))
    except InputError:
        return Typical({}, {}, {}, frozenset())
    numbers: dict[str, Fraction | None] = {}
    for fact, quantity, values in patient.evidence.amounts:
        if fact == quantity and (values.number is not None or (values.never and values.interval is None)):
            numbers.setdefault(quantity, values.number)
    answers = patient.evidence.answers(vocabulary)
    lists = frozenset(name for name in vocabulary.families if isinstance(record.get(name), list))
    return Typical(record, numbers, answers, lists)
