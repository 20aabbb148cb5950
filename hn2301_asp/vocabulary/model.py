"""What may be said of a patient: plain data, read from ``kb/vocabulary`` and ``kb/scores``.

These types know no file, no rule and no patient. Numbers are exact fractions in canonical units.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct


class Room(Struct, frozen=True):
    """A hidden quantity that is measured only under a condition (saturation on room air).

    It equals ``measured`` where the fact ``when`` holds, and is at most ``measured`` otherwise.
    """

    measured: str
    when: str


class Quantity(Struct, frozen=True):
    """A number that may be said of a patient.

    ``units`` maps each unit that is understood to the factor that brings it to ``unit``.
    ``possible`` and ``plausible`` are closed ranges in ``unit``; ``step`` is the recording step.
    """

    name: str
    label: str
    unit: str
    units: Mapping[str, Fraction]
    step: Fraction
    possible: tuple[Fraction, Fraction]
    plausible: tuple[Fraction, Fraction]
    names: tuple[str, ...] = ()
    bare_number: bool = True
    completed: bool = False
    never: bool = False
    ever: str | None = None
    since: str | None = None
    uln: str | None = None
    room: Room | None = None
    hidden: str | None = None
    codes: Mapping[str, tuple[str, ...]] = {}
    note: str | None = None


class YesNo(Struct, frozen=True):
    """A fact that holds or not.

    ``score`` names the classification that it is the result of, ``agrees_with`` another fact that
    says nearly the same (in another window): a mismatch is worth a remark.
    """

    name: str
    label: str
    score: str | None = None
    agrees_with: str | None = None
    codes: Mapping[str, tuple[str, ...]] = {}
    note: str | None = None


class Choice(Struct, frozen=True):
    """A fact with exactly one of a few named values."""

    name: str
    label: str
    values: tuple[str, ...]
    note: str | None = None


class Item(Struct, frozen=True):
    """One member of a family: a drug, or an item of a score."""

    name: str
    label: str
    names: tuple[str, ...] = ()
    note: str | None = None


class Family(Struct, frozen=True):
    """Facts of one form, one for each item: ``current(prednisone)``. A list closes the family."""

    name: str
    label: str
    item_label: str
    items: Mapping[str, Item]
    score: str | None = None


class Equivalence(Struct, frozen=True):
    """How many mg of a drug equal 5 mg prednisone: a range where sources disagree."""

    low: Fraction
    high: Fraction


class Drug(Struct, frozen=True):
    """A drug of the vocabulary. ``equivalence`` is None for drugs without a prednisone equivalent."""

    name: str
    label: str
    drug_class: str
    substance: str
    named: bool = False
    pulsed: bool = False
    names: tuple[str, ...] = ()
    dosed: bool = False
    equivalence: Equivalence | None = None
    codes: Mapping[str, tuple[str, ...]] = {}
    note: str | None = None


class Doses(Struct, frozen=True):
    """Daily doses of single drugs (``dose.prednisone``), which add up to a quantity."""

    name: str
    label: str
    adds_up_to: str
    unit: str
    closing_list: str
    drug_class: str


class ScoreItem(Struct, frozen=True):
    """One item of a score with its weight; ``groups`` holds its domain and its marks."""

    name: str
    label: str
    weight: int
    domain: str
    marks: frozenset[str] = frozenset()
    definition: str | None = None


class Score(Struct, frozen=True):
    """A score over yes/no items; ``totals`` maps a quantity to the items that it is the sum of."""

    name: str
    label: str
    family: str
    items: Mapping[str, ScoreItem]
    totals: Mapping[str, tuple[str, ...]]


RecordKind = Literal["text", "date", "ever"]


class RecordField(Struct, frozen=True):
    """A field about the record (an id, a date) that is no fact of its own."""

    name: str
    label: str
    kind: RecordKind


class Vocabulary(Struct, frozen=True):
    """Everything that may be said of a patient, and under which names."""

    unit_names: Mapping[str, str]
    quantities: Mapping[str, Quantity]
    facts: Mapping[str, YesNo]
    choices: Mapping[str, Choice]
    families: Mapping[str, Family]
    drugs: Mapping[str, Drug]
    doses: Mapping[str, Doses]
    scores: Mapping[str, Score]
    record: Mapping[str, RecordField]
    typical: Mapping[str, Any]

    def unit(self, spelling: str) -> str | None:
        """The canonical unit of a spelling, or None where it is not declared."""
        return self.unit_names.get(unit_key(spelling))

    def fields(self) -> tuple[str, ...]:
        """Every field name of a record or table, in the order of the vocabulary."""
        names = list(self.record)
        names += [name for name, quantity in self.quantities.items() if not quantity.hidden]
        names += [*self.choices, *self.facts]
        for family in self.families.values():
            names += [family.name, *(f"{family.name}.{item}" for item in family.items)]
        for doses in self.doses.values():
            names += [f"{doses.name}.{drug.name}" for drug in self.drugs.values() if drug.dosed]
        return tuple(names)

    def phrases(self) -> Mapping[str, str]:
        """Quantities by the names that threshold files may use, in lower case."""
        known: dict[str, str] = {}
        for quantity in self.quantities.values():
            for phrase in (quantity.label, quantity.name, *quantity.names):
                known.setdefault(" ".join(phrase.lower().split()), quantity.name)
        return known


def unit_key(spelling: str) -> str:
    """A unit's spelling without blanks, with one form of µ and ×, so that spellings compare."""
    return "".join(spelling.split()).replace("μ", "u").replace("µ", "u").replace("×", "x")
