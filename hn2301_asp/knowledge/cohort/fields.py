"""Which fields of a record can be drawn, and which follow from those that are."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hn2301_asp.knowledge.vocabulary.model import (
    PATIENT_ID,
    SCREENING_DATE,
    Doses,
    Drug,
    Family,
    Quantity,
    RecordField,
    Vocabulary,
)

Subject = Quantity | RecordField | Family | Doses


def whole_of(field: str, vocabulary: Vocabulary) -> Family | Doses | None:
    """The family or doses of which a field is one item."""
    prefix, _, item = field.partition(".")
    if prefix in vocabulary.families and item in vocabulary.families[prefix].items:
        return vocabulary.families[prefix]
    doses = vocabulary.doses.get(prefix)
    return doses if doses is not None and any(drug.name == item for drug in vocabulary.dosed(doses)) else None


def quantity_of(field: str, vocabulary: Vocabulary) -> Quantity | None:
    """The quantity in whose units a field's numbers are: that of a dose is the sum's."""
    whole = whole_of(field, vocabulary)
    return vocabulary.quantities.get(whole.adds_up_to if isinstance(whole, Doses) else field)


def fixed_equivalent(drug: Drug, doses: Doses) -> bool:
    """Whether a dose is one number of equivalents, which can be added up."""
    equal = drug.equivalence
    return equal is not None and equal.low == equal.high and doses.reference is not None


def followed(vocabulary: Vocabulary, drawn: Collection[str]) -> Iterator[tuple[str, str]]:
    """The fields that follow from drawn ones, each with the one that it follows from."""
    for quantity in vocabulary.quantities.values():
        if quantity.name in drawn:
            for field in (quantity.ever, quantity.since if quantity.to == SCREENING_DATE else None):
                if field is not None and field != quantity.name:
                    yield field, quantity.name
    for doses in vocabulary.doses.values():
        if any(field.partition(".")[0] == doses.name for field in drawn):
            yield doses.adds_up_to, doses.name
    for family in vocabulary.families.values():
        if family.score is not None and any(field.partition(".")[0] == family.name for field in drawn):
            yield from ((total, family.name) for total in vocabulary.scores[family.score].totals)


def undrawable(field: str, vocabulary: Vocabulary) -> str | None:
    """Why a known field cannot be drawn; None where it can."""
    quantity, about = vocabulary.quantities.get(field), vocabulary.record.get(field)
    if field == PATIENT_ID:
        return "it is given to every synthetic patient"
    if about is not None:
        return (
            None if about.kind in ("text", "date") else f"it is a record's {about.kind}, which follows or is not drawn"
        )
    if quantity is not None and (quantity.repeated or quantity.of_item is not None or quantity.hidden):
        return "only what has one number in a record of its own is drawn"
    return None
