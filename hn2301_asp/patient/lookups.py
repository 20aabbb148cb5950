"""What reading asks of a vocabulary for every record again, worked out once for each vocabulary.

Of records it keeps single cells only: how a heading is understood, which item a name is, which amount the text
of a number is. No cell is kept with another one or with the patient whose it was, none of a field about the
record (an id, a date), none that was not understood, and no more than so many. No value is read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeVar

from msgspec.structs import replace

from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.knowledge.vocabulary.model import (
    SCREENING_DATE,
    Doses,
    Drug,
    Equivalence,
    Family,
    Quantity,
    RecordField,
    Reference,
    Vocabulary,
)
from hn2301_asp.patient.choices import Words, words_of
from hn2301_asp.patient.dates import DateRange
from hn2301_asp.patient.digest import written
from hn2301_asp.patient.model import Fact, Remark
from hn2301_asp.patient.plain import Scale
from hn2301_asp.solver.known import Told
from hn2301_asp.source.private import Private
from hn2301_asp.source.remembered import remembered

#: How many cells of one kind are remembered before they are forgotten all at once.
REMEMBERED: Final = 4096
#: A longer cell than this is not remembered.
LONGEST: Final = 100
#: For how many vocabularies at once something is remembered.
VOCABULARIES: Final = 8

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

#: An answer: its fact and evidence, and what the field says, for the digest.
Answered = tuple[Fact, Told, str]


class Heading(Private, frozen=True):
    """A heading that is understood: the field, what stands in its brackets, and whether it is measured."""

    name: str
    bracket: str | None
    measured: bool


class Answers(Private, frozen=True):
    """A field that is answered by yes or no: what either answer comes to, given as `true` or `false`."""

    yes: Answered
    no: Answered


class Listed(Private, frozen=True):
    """A family that can be listed: the evidence of every item, left out and named, and its place in these."""

    family: Family
    left_out: tuple[Told, ...]
    named: tuple[Told, ...]
    places: Mapping[str, int]


class Dose(Private, frozen=True):
    """The dose of one drug, as a quantity of its own, and how much one of it adds: None where nobody knows."""

    doses: Doses
    drug: str
    quantity: Quantity
    factor: Interval | None


class Agreement(Private, frozen=True):
    """A fact, and the atom of the item of a family (or of a fact) with which it should agree."""

    fact: str
    label: str
    other: str
    prefix: str
    item: str


class Measured(Private, frozen=True):
    """What a quantity's value comes to: its fact and evidence, what is remarked on it, and the days of its date.

    ``written`` is what the field says, for the digest.
    """

    fact: Fact
    given: tuple[str, str, Values]
    remarks: tuple[Remark, ...]
    written: str
    days: DateRange | None


#: What a field of a record is, and by that how it is read.
Kind = Quantity | Answers | Words | Listed | Dose | RecordField


class Lookups:
    """What a vocabulary and its spellings come to. ``headings``, ``items`` and ``amounts`` are of cells."""

    def __init__(self, vocabulary: Vocabulary, names: Mapping[str, str]) -> None:
        quantities, record = vocabulary.quantities, vocabulary.record.values()
        self.vocabulary, self.names = vocabulary, names
        self.nested = frozenset({*vocabulary.families, *vocabulary.doses})
        self.kinds = _kinds(vocabulary)
        self.zones = tuple(field.name for field in record if field.kind == "zone")
        self.by_others = tuple(q for q in quantities.values() if q.since is not None or q.ever is not None)
        #: The dates, planned perhaps, up to which something is counted.
        self.until = tuple(dict.fromkeys(q.to for q in self.by_others if q.to != SCREENING_DATE))
        self.summaries = tuple(q for q in quantities.values() if q.summary is not None)
        self.agreements = tuple(_agreements(vocabulary))
        self.agreeing = frozenset(atom for one in self.agreements for atom in (one.fact, one.other))
        #: Times, each with the quantity within which it lies.
        self.lengths = tuple((q, quantities[q.within or ""]) for q in quantities.values() if q.within in quantities)
        self.timed = frozenset(quantity.name for pair in self.lengths for quantity in pair)
        self.ordered = tuple(field for field in record if field.not_before is not None)
        self.expected = tuple(field for field in record if field.expected_by is not None)
        self.headings: dict[str, Heading] = {}
        #: Of headings whether they say who somebody is.
        self.identifying: dict[str, bool] = {}
        self.answers: dict[tuple[str, str], Answered] = {}
        self.items: dict[tuple[str, str], str] = {}
        self.amounts: dict[object, Measured] = {}
        #: By the quantity, the unit behind a number, and the unit beside it.
        self.scales: dict[tuple[str, str | None, str | None], Scale | None] = {}


class Same:
    """A vocabulary, perhaps with its spellings, as the very objects that they are, which nobody changes."""

    __slots__ = ("names", "vocabulary")

    def __init__(self, vocabulary: Vocabulary, names: Mapping[str, str] | None = None) -> None:
        self.vocabulary, self.names = vocabulary, names

    def __hash__(self) -> int:
        return hash((id(self.vocabulary), id(self.names)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.vocabulary is other.vocabulary and self.names is other.names


def lookups(vocabulary: Vocabulary, names: Mapping[str, str]) -> Lookups:
    """What a vocabulary and its ``spellings`` come to."""
    return _made(Same(vocabulary, names))


@lru_cache(maxsize=VOCABULARIES)
def _made(same: Same) -> Lookups:
    return Lookups(same.vocabulary, same.names or {})


def remember(known: dict[_Key, _Value], key: _Key, value: _Value, cell: str) -> _Value:
    """The value, remembered unless its cell is long; when there are many of them all are forgotten first."""
    return value if len(cell) > LONGEST else remembered(known, key, value, REMEMBERED)


def _kinds(vocabulary: Vocabulary) -> dict[str, Kind]:
    """The fields by name; of two of one name the one that comes first in a vocabulary."""
    kinds: dict[str, Kind] = {}
    for family in vocabulary.families.values():
        for name, item in family.items.items():
            field, atom = f"{family.name}.{name}", f"{family.name}({name})"
            kinds[field] = _answers(field, atom, f"{item.label} ({family.item_label})")
    for doses in vocabulary.doses.values():
        total = vocabulary.quantities.get(doses.adds_up_to)
        kinds |= () if total is None else _doses(doses, total, vocabulary.drugs)
    kinds |= vocabulary.record
    kinds |= {name: _listed(family) for name, family in vocabulary.families.items()}
    kinds |= {name: words_of(choice) for name, choice in vocabulary.choices.items()}
    kinds |= {name: _answers(name, name, fact.label) for name, fact in vocabulary.facts.items()}
    return kinds | dict(vocabulary.quantities)


def _doses(doses: Doses, total: Quantity, drugs: Mapping[str, Drug]) -> Iterator[tuple[str, Dose]]:
    for name, drug in drugs.items():
        field, label = f"{doses.name}.{name}", f"dose of {name.replace('_', ' ')}"
        factor = _factor(drug.equivalence, doses.reference) if drug.reference == doses.reference else None
        yield field, Dose(doses, name, replace(total, name=field, label=label), factor)


def _factor(equivalence: Equivalence | None, reference: Reference | None) -> Interval | None:
    if equivalence is None or reference is None:
        return None
    least = reference.amount / equivalence.high
    return Interval(least, least if equivalence.low == equivalence.high else reference.amount / equivalence.low)


def _answers(name: str, atom: str, label: str) -> Answers:
    return Answers(
        (Fact(name, label, "yes", answer="yes"), (name, atom, True), written(name, True)),
        (Fact(name, label, "no", answer="no"), (name, atom, False), written(name, False)),
    )


def _listed(family: Family) -> Listed:
    atoms = [(family.name, f"{family.name}({item})") for item in family.items]
    return Listed(
        family,
        tuple((*atom, False) for atom in atoms),
        tuple((*atom, True) for atom in atoms),
        {item: place for place, item in enumerate(family.items)},
    )


def _agreements(vocabulary: Vocabulary) -> Iterator[Agreement]:
    for fact in vocabulary.facts.values():
        if fact.agrees_with is not None:
            prefix, _, item = fact.agrees_with.partition(".")
            yield Agreement(fact.name, fact.label, f"{prefix}({item})" if item else prefix, prefix, item)
