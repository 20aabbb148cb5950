"""A phrase that can be read in several ways, with each other way as the default."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from hn2301_asp.knowledge.model import READINGS, KnowledgeBase, Reading
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.source.diagnostics import Place

KIND = "reading"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for reading in base.readings.values():
        for value in reading.values:
            if value != reading.default:
                what = f"`{reading.id}`: the default `{reading.default}` becomes `{value}`"
                make = partial(_read, base, reading, value)
                place = Place(READINGS, field=f"readings.{reading.id}.default")
                yield Mutant(KIND, what, place, READINGS, (reading.id,), make)


def _read(base: KnowledgeBase, reading: Reading, value: str) -> KnowledgeBase:
    return replace(base, readings={**base.readings, reading.id: replace(reading, default=value)})
