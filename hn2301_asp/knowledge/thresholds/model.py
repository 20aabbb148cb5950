"""Thresholds as data: resolved, exact, and free of how they were written down or found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from hn2301_asp.knowledge.thresholds.axis import Comparator, Region, Test
from hn2301_asp.knowledge.thresholds.formula import Node
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.numbers import Times

ReasonKind = Literal["quote", "negated", "because"]
#: Which of two times a window lasts, where one of them differs from drug to drug.
Extreme = Literal["", "longer", "shorter"]
#: How a window's limit in half-lives begins.
HALF_LIFE = "half-li"

#: Comparators as they are shown, and what is needed where one must not hold.
SHOWN = {">=": "≥", "<=": "≤", "<": "<", ">": ">", "=": "="}
OPPOSITE = {">=": "<", "<=": ">", "<": "≥", ">": "≤", "=": "≠"}


class Reason(Struct, frozen=True):
    """Why a threshold stands: the words it quotes or negates, or why it quotes none."""

    kind: ReasonKind
    text: str
    place: Place


class Again(Struct, frozen=True):
    """A bound's number once more, in a second unit: ``(221 µmol/L)``. The first one decides."""

    number: Fraction
    number_text: str
    unit: str
    place: Place

    @property
    def decimals(self) -> int:
        """How many decimals the number is written with."""
        return len(self.number_text.partition(".")[2])


class Limit(Struct, frozen=True):
    """One bound as written: a comparator, an exact number, a unit (perhaps two), or what it is a multiple of.

    One that is a ``grade`` is written by its name, which is its ``number_text``.
    """

    comparator: Comparator
    number: Fraction
    number_text: str
    unit: str | None
    times: Times | None
    place: Place
    unit_place: Place | None
    again: Again | None = None
    grade: bool = False


class Threshold(Struct, frozen=True):
    """A named test on one quantity. ``shown`` is the bound as the author wrote it.

    ``window`` is where it lies, of a time before or after something: `before screening`.
    """

    name: str
    quantity: str
    test: Test
    shown: str
    owner: str
    place: Place
    limits: tuple[Limit, ...]
    reasons: tuple[Reason, ...]
    window: str = ""

    @property
    def called(self) -> str:
        """What people call it: one that is of an item as rules do."""
        return self.name.removeprefix("_") if "." in self.quantity else self.name


class Gate(Struct, frozen=True):
    """A threshold on what is told of the items of a family: false of an item that does not hold, or as ``never`` says.

    ``input`` is the threshold's atom by itself, ``several`` that there is one for each of ``items``.
    """

    name: str
    input: str
    family: str
    items: tuple[str, ...]
    several: bool
    never: bool
    place: Place
    reasons: tuple[Reason, ...]


class Derived(Struct, frozen=True):
    """A quantity that follows from others by a formula, with the formula's source."""

    quantity: str
    formula: Node
    source: str
    place: Place | None = None
    ratio: bool = False


class Axis(Struct, frozen=True):
    """A quantity that thresholds cut, with its regions."""

    quantity: str
    regions: tuple[Region, ...]


class Thresholds(Struct, frozen=True):
    """All thresholds of a knowledge base, what is derived, and the axes that they cut."""

    thresholds: Mapping[str, Threshold]
    derived: Mapping[str, Derived]
    quantities: Mapping[str, Quantity]
    axes: Mapping[str, Axis]
    gates: Mapping[str, Gate] = {}

    def of(self, name: str) -> tuple[Threshold, ...]:
        """What an author calls by a name: a threshold, or those of every item."""
        gate = self.gates.get(name)
        if gate is None:
            return (self.thresholds[name],) if name in self.thresholds else ()
        inputs = [f"{gate.input}({item})" for item in gate.items] if gate.several else [gate.input]
        return tuple(self.thresholds[one] for one in inputs)

    def gate_of(self, threshold: str) -> Gate | None:
        """What an author wrote where a threshold is of an item; None of any other threshold."""
        name = threshold.partition("(")[0].removeprefix("_")
        gate = self.gates.get(name)
        return gate if gate is not None and threshold.startswith("_") else None


def show_window(limits: Sequence[Limit], window: str, extreme: Extreme = "") -> str:
    """A window as it is written: ``within 4 weeks before screening``."""
    amounts = " or ".join(f"{limit.number_text} {limit.unit}" for limit in limits)
    return f"within {f'{extreme} of ' if extreme else ''}{amounts} {window}"


def show_limit(limit: Limit) -> str:
    """A bound as it is written: ``≥ 1.5 ×10^9/L``."""
    return f"{SHOWN[limit.comparator]} {amount_of(limit)}"


def show_list(listed: Sequence[str], unit: str | None) -> str:
    """Several numbers as they are written: ``0, 1 or 2 points``."""
    return f"{', '.join(listed[:-1])} or {listed[-1]} {unit or ''}".rstrip()


def amount_of(limit: Limit) -> str:
    """A bound's number and all that stands behind it: ``2.5 mg/dL (221 µmol/L)``."""
    again = f" ({limit.again.number_text} {limit.again.unit})" if limit.again is not None else ""
    return f"{limit.number_text} {unit_of(limit)}".rstrip() + again


def unit_of(limit: Limit) -> str:
    """What stands behind a bound's number: its unit, or what it is a multiple of."""
    return f"× {limit.times}" if limit.times else limit.unit or ""


def measured_name(quantity: Quantity) -> str:
    """The quantity of a record that a threshold's quantity is told by: of a multiple, what was measured."""
    return quantity.name if quantity.multiple is None else quantity.multiple.measured
