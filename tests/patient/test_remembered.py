"""Cells are remembered, and that is never seen: a record says the same whatever was read before it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.patient.fields import spellings
from hn2301_asp.patient.lookups import LONGEST, REMEMBERED, lookups
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.record import read_patient
from hn2301_asp.source.diagnostics import InputError, Place
from hn2301_asp.source.scalars import Answer
from tests.independent.records import random_record

Record = dict[str, Any]


def outcome(record: Record, vocabulary: Vocabulary, names: Mapping[str, str]) -> Patient | str:
    try:
        return read_patient(record, vocabulary, names, Place())
    except InputError as error:
        return str(error)


def again(protocol: Protocol, record: Record) -> Patient | str:
    """What is read of a record with a vocabulary that was asked before."""
    return outcome(record, protocol.knowledge_base.vocabulary, protocol.names)


def afresh(protocol: Protocol, record: Record) -> Patient | str:
    """What is read of a record with a vocabulary that was never asked."""
    vocabulary = replace(protocol.knowledge_base.vocabulary)
    return outcome(record, vocabulary, spellings(vocabulary))


def test_a_record_says_the_same_whatever_was_read_before(protocol: Protocol) -> None:
    rng = random.Random("remembered")
    records = [random_record(rng, rng.choice((0, 2, 20))) for _ in range(150)]
    records += [{**record, "age": "thirty", "current": ["nothing known"]} for record in records[:10]]
    for record in records:
        again(protocol, record)
    for record in records:
        assert again(protocol, record) == afresh(protocol, record)


ALIKE = {
    "anc": (2, 2.0, "2", "2.0", " 2 ", Decimal("2.0"), Decimal("2.00"), "2 x10*9/L", "2,0", ">=2", True),
    "fluid_assistance": (1, True, "1", "yes", "Yes", Answer(True, "yes"), Answer(True, "true"), 1.0, Decimal(1)),
    "sex": ("female", "F", " Female ", "女", 1),
    "current": (["prednisone"], ["Prednisone "], "prednisone", {"prednisone": True}, ("prednisone",), ["none"]),
}


@pytest.mark.parametrize("field", ALIKE)
def test_values_that_are_equal_are_told_as_each_was_written(protocol: Protocol, field: str) -> None:
    for values in (ALIKE[field], ALIKE[field][::-1]):
        for value in values:
            assert again(protocol, {field: value}) == afresh(protocol, {field: value}), value


def test_only_so_much_is_remembered(protocol: Protocol) -> None:
    known = lookups(protocol.knowledge_base.vocabulary, protocol.names)
    sizes = set()
    for number in range(REMEMBERED + 10):
        protocol.patient({"anc": f"{number / 1000:.4f}"})
        sizes.add(len(known.amounts))
    assert max(sizes) == REMEMBERED


def test_a_long_cell_is_not_remembered(protocol: Protocol) -> None:
    long = " " * LONGEST
    protocol.patient(
        {f"anc{long}": f"2{long}", f"fluid_assistance{long}": f"yes{long}", "current": [f"prednisone{long}"]}
    )
    known = lookups(protocol.knowledge_base.vocabulary, protocol.names)
    kept = (known.headings, known.answers, known.items, known.amounts)
    assert [key for cells in kept for key in cells if long in str(key)] == []


def test_nothing_is_remembered_of_who_somebody_is_nor_of_what_is_not_understood(protocol: Protocol) -> None:
    record = {"patient_id": "SECRET-1", "site": "SECRET-2", "name": "SECRET-3", "birth_date": "1971-11-13"}
    for more in (
        {"anc": "2.7"},
        {"anc": "SECRET-4"},
        {"SECRET-5": "yes"},
        {"sex": "SECRET-6"},
        {"current": ["SECRET-7"]},
    ):
        again(protocol, record | more)
    known = lookups(protocol.knowledge_base.vocabulary, protocol.names)
    kept = (known.headings, known.answers, known.items, known.amounts)
    words = [str(word) for cells in kept for key in cells for word in (key if isinstance(key, tuple) else (key,))]
    assert "2.7" in words
    assert [word for word in words if "SECRET" in word or "1971" in word] == []
    assert "2.7" not in f"{known} {known!r} {list(known.amounts.values())!r}"
