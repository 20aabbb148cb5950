"""A plain number comes to the very same as what is read with a closer look."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.patient.digest import written
from hn2301_asp.patient.fields import RawField
from hn2301_asp.patient.lookups import Lookups
from hn2301_asp.patient.measured import measured
from hn2301_asp.patient.plain import PLAIN
from hn2301_asp.patient.problems import ValueProblem


def outcome(quantity: Quantity, raw: RawField, known: Lookups) -> object:
    try:
        found = measured(quantity, raw, known, None)
    except ValueProblem as problem:
        return f"{problem}", problem.help
    return found.fact, found.given, found.remarks, found.days


def numbers(rng: random.Random, quantity: Quantity, factor: Fraction) -> Iterator[str]:
    """Texts of numbers around every end of what a quantity can be, and between, in one of its units."""
    ranges = [one for one in (quantity.possible, quantity.plausible, quantity.usual) if one is not None]
    for end in {end / factor for ends in ranges for end in ends}:
        for places in (0, 1, 2, 3, 4, 6):
            for near in (end, end * Fraction(999, 1000), end * Fraction(1001, 1000), end * Fraction(rng.random())):
                yield f"{float(near):.{places}f}"
    yield from ("0", "007", "0.5", "1.", ".5", "-1", "1e3", "1.000", "123456789012345678")


def test_a_plain_number_is_read_as_with_a_closer_look(protocol: Protocol) -> None:
    vocabulary, rng, plain = protocol.knowledge_base.vocabulary, random.Random("plain"), 0
    known = Lookups(vocabulary, protocol.names)
    for quantity in vocabulary.quantities.values():
        for unit, factor in quantity.units.items():
            spelled = [name for name, one in vocabulary.unit_names.items() if one == unit]
            for text in numbers(rng, quantity, factor):
                for behind, beside in ((None, None), *((one, None) for one in spelled), *((None, o) for o in spelled)):
                    value = text if behind is None else f"{text} {behind}"
                    raw = RawField(quantity.name, value, beside)
                    closer = RawField(quantity.name, {"value": value}, beside)
                    found = outcome(quantity, raw, known)
                    assert found == outcome(quantity, closer, known), (quantity.name, value, beside)
                    plain += PLAIN.fullmatch(value) is not None
    assert plain > 10_000
    assert sum(scale is not None for scale in known.scales.values()) > 50


def test_what_a_plain_number_says_is_what_every_field_says(protocol: Protocol) -> None:
    known = Lookups(protocol.knowledge_base.vocabulary, protocol.names)
    weight = protocol.knowledge_base.vocabulary.quantities["weight"]
    for value in ("61.25", 61.25, 61, "61.25 kg"):
        assert measured(weight, RawField("weight", value), known, None).written == written("weight", value)
    assert measured(weight, RawField("weight", "61.25", "kg"), known, None).written == written("weight", "61.25", "kg")
