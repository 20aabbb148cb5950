"""The entries of the data dictionary, made from the vocabulary alone.

What a criterion asks of a field is no part of it, but for whom it asks; nor is how an entry is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.forms.asked import EVERYBODY, Asked, Only, said_by
from hn2301_asp.knowledge.vocabulary.model import (
    Choice,
    Doses,
    Drug,
    Family,
    Quantity,
    RecordField,
    Summary,
    Vocabulary,
    item_key,
)
from hn2301_asp.source.lists import listed
from hn2301_asp.source.numbers import format_number

Kind = Literal["quantity", "yes/no", "choice", "list", "date", "text", "zone"]


class Entry(Struct, frozen=True):
    """One field of a record.

    Of a quantity: ``units`` are understood, the first being the canonical one, in which the ranges
    are given; ``step`` is the recording step with its unit; ``bare_number`` says whether a number
    without a unit is allowed. ``values`` are the words that are understood: of a choice, of a list,
    or beside a number; ``names`` are further words for some of them, ``called`` the labels of those that
    have one, ``unknown`` the words that say that it is not known. ``usual`` is where nearly all numbers
    lie; ``rules`` say what else holds of a field, in words. ``also`` names fields that say the same in
    another way; ``part_of`` the list of which the field is one item. ``listed_in``: the list of a
    family's items. ``code_status`` says how far the codes were confirmed. ``only`` says of whom alone it
    is asked, ``decides`` of which criteria it decides whether they apply.
    """

    field: str
    label: str
    kind: Kind
    units: tuple[str, ...] = ()
    bare_number: bool = True
    possible: tuple[Fraction, Fraction] | None = None
    plausible: tuple[Fraction, Fraction] | None = None
    usual: tuple[Fraction, Fraction] | None = None
    step: str | None = None
    values: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = {}
    called: Mapping[str, str] = {}
    unknown: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    part_of: str | None = None
    listed_in: str | None = None
    codes: Mapping[str, tuple[str, ...]] = {}
    code_status: str | None = None
    note: str | None = None
    only: tuple[Only, ...] = ()
    decides: tuple[str, ...] = ()

    @property
    def of_whom(self) -> tuple[str, ...]:
        """Of whom it is asked, where that is not everybody, and what it decides of that."""
        whose = (f"decides whether {listed(self.decides)} appl{'ies' if len(self.decides) == 1 else 'y'}",)
        return (*(one.told for one in self.only), *(whose if self.decides else ()))


def entries(vocabulary: Vocabulary, asked: Asked = EVERYBODY) -> tuple[Entry, ...]:
    """Every field of a record or table, in the order of the vocabulary.

    ``asked`` says of some of them that only criteria ask for them that apply to some patients.
    """
    return tuple(_of_some(entry, asked) for entry in _entries(vocabulary))


def _of_some(entry: Entry, asked: Asked, fields: Iterable[str] = ()) -> Entry:
    """The entry with whom it is asked of; one that stands for several ``fields``, where all of them are so."""
    names = [*fields] or [entry.field]
    only = tuple(dict.fromkeys(one for name in names for one in asked.only.get(name, ())))
    decides = tuple(dict.fromkeys(one for name in names for one in asked.decides.get(name, ())))
    everybody = any(name in asked.everybody for name in names)
    return replace(entry, only=() if everybody else only, decides=decides) if only or decides else entry


def _entries(vocabulary: Vocabulary) -> tuple[Entry, ...]:
    return (
        *_record(vocabulary),
        *(_quantity(q, vocabulary) for q in vocabulary.quantities.values() if not q.hidden and q.of_item is None),
        *map(_choice, vocabulary.choices.values()),
        *(Entry(f.name, f.label, "yes/no", **coding(f.codes), note=f.note) for f in vocabulary.facts.values()),
        *(entry for family in vocabulary.families.values() for entry in _family(family, vocabulary)),
        *(entry for doses in vocabulary.doses.values() for entry in _doses(doses, vocabulary)),
    )


def _choice(choice: Choice) -> Entry:
    called = {value: choice.told(value) for value in choice.called}
    further = {v: tuple(word for word in choice.spellings(v) if word != called.get(v)) for v in choice.values}
    return Entry(
        choice.name,
        choice.label,
        "choice",
        values=choice.values,
        names={value: words for value, words in further.items() if words},
        called=called,
        unknown=choice.unknown,
        note=choice.note,
    )


def _record(vocabulary: Vocabulary) -> Iterator[Entry]:
    kinds: dict[str, Kind] = {"text": "text", "date": "date", "ever": "yes/no", "zone": "zone", "attempt": "text"}
    for field in vocabulary.record.values():
        says = dict.fromkeys(_of_each(q) for q in vocabulary.quantities.values() if field.name in said_by(q))
        yield Entry(field.name, field.label, kinds[field.kind], also=tuple(says), rules=tuple(_order(field)))


def _of_each(quantity: Quantity) -> str:
    """A quantity by its field; that of an item stands for those of all."""
    family, _, attribute = quantity.name.partition(".")
    return f"{family}.ITEM.{attribute.partition('.')[2]}" if quantity.of_item is not None else quantity.name


def _order(field: RecordField) -> Iterator[str]:
    """What a date cannot lie before, and by when it usually lies."""
    if field.not_before:
        yield f"not before {field.not_before}"
    if field.expected_by:
        yield f"after {field.expected_by} it is remarked on: {field.if_later}"


def _quantity(quantity: Quantity, vocabulary: Vocabulary) -> Entry:
    also = said_by(quantity)
    also += [score.family for score in vocabulary.scores.values() if quantity.name in score.totals]
    also += [f"{doses.name}.DRUG" for doses in vocabulary.doses.values() if doses.adds_up_to == quantity.name]
    if quantity.grades:
        further = {
            one: tuple(word for word, at in quantity.graded.items() if at == place and word != item_key(one))
            for place, one in enumerate(quantity.grades)
        }
        return Entry(
            quantity.name,
            quantity.label,
            "choice",
            values=(*quantity.grades, "never") if quantity.never else quantity.grades,
            names={one: words for one, words in further.items() if words},
            rules=("ordered, the least first; `<=` and a grade is that one or less", *_limits(quantity)),
            **coding(quantity.codes),
            note=quantity.note,
        )
    return Entry(
        quantity.name,
        quantity.label,
        "quantity",
        units=tuple(quantity.units),
        bare_number=quantity.bare_number,
        possible=quantity.possible,
        plausible=quantity.plausible,
        usual=quantity.usual,
        step=_step(quantity),
        rules=tuple(_limits(quantity)),
        values=("never",) if quantity.never else (),
        also=tuple(also),
        **coding(quantity.codes),
        note=quantity.note,
    )


def _limits(quantity: Quantity) -> Iterator[str]:
    if quantity.repeated:
        yield "one value, or a list of {value, date}: all measurements that there are"
    if quantity.summary:
        yield f"follows from {quantity.summary.of}: {_taken(quantity.summary)}"
    if quantity.within:
        yield f"no longer than {quantity.within}"
    if quantity.own_date:
        yield "or the date itself, YYYY-MM-DD"
    if quantity.limit_of:
        yield "the limit alone, or as laboratories print it: <40 or 10-40 is 40"
    if quantity.lower_limit_of:
        yield "the limit alone, or as laboratories print it: >10 or 10-40 is 10"


def _taken(summary: Summary) -> str:
    """What is taken of several measurements, in words: `the highest on 2 occasions 7 days apart`."""
    words = f"the {summary.take}"
    if summary.occasions > 1:
        apart = f" {summary.apart} {'day' if summary.apart == 1 else 'days'} apart" if summary.apart else ""
        words += f" on {summary.occasions} occasions{apart}"
    if summary.within is not None:
        number, unit = summary.within
        words += f" within {format_number(number)} {unit}{'' if number == 1 else 's'} before {summary.before}"
    return words


def _step(quantity: Quantity) -> str:
    """The recording step, in the first unit in which it has few decimals: a day, not a seventh of a week."""
    for unit, factor in quantity.units.items():
        number = format_number(quantity.step / factor)
        if not number.startswith("about "):
            return f"{number} {shown_unit(unit)}".rstrip()
    return f"{quantity.step} {quantity.unit}"


def shown_unit(unit: str) -> str:
    """A unit for people: a titre and the INR have none that is written."""
    return "" if unit in ("1:x", "{INR}") else unit


def coding(codes: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The codes by system, apart from the word on their status that stands among them."""
    systems = {system: values for system, values in codes.items() if system != "status"}
    return {"codes": systems, "code_status": codes.get("status", (None,))[0]}


def attribute_entries(family: Family, vocabulary: Vocabulary, asked: Asked = EVERYBODY) -> Iterator[Entry]:
    """What may be told of each item of a family, once for all of them."""
    for attribute in family.attributes.values():
        field = f"{family.name}.ITEM.{attribute.name}"
        entry = replace(_quantity(attribute, vocabulary), field=field, part_of=family.name)
        yield _of_some(entry, asked, (f"{family.name}.{item}.{attribute.name}" for item in family.items))


def _family(family: Family, vocabulary: Vocabulary) -> Iterator[Entry]:
    of = next((vocabulary.drugs[item].listed_in for item in family.items if family.score is None), None)
    yield Entry(family.name, family.label, "list", values=tuple(family.items), listed_in=of)
    for item in family.items.values():
        codes = {} if family.score else vocabulary.drugs[item.name].codes
        label = f"{item.label}: {family.item_label}"
        field = f"{family.name}.{item.name}"
        yield Entry(field, label, "yes/no", part_of=family.name, **coding(codes), note=item.note)
    yield from (replace(_quantity(quantity, vocabulary), part_of=family.name) for quantity in family.quantities())


def _doses(doses: Doses, vocabulary: Vocabulary) -> Iterator[Entry]:
    total = vocabulary.quantities[doses.adds_up_to]
    for drug in vocabulary.dosed(doses):
        yield Entry(
            f"{doses.name}.{drug.name}",
            f"{drug.label}: {doses.label}",
            "quantity",
            units=tuple(total.units),
            possible=total.possible,
            plausible=total.plausible,
            step=_step(total),
            also=(total.name,),
            part_of=doses.name,
            note=equivalence(drug, vocabulary),
        )


def equivalence(drug: Drug, vocabulary: Vocabulary) -> str:
    """How much of a drug equals the dose of its reference, in words; empty where it has none."""
    if (reference := drug.reference) is None:
        return ""
    of = vocabulary.drugs[reference.of].label
    if drug.equivalence is None:
        return f"no {of} equivalent is defined: the sum is open above"
    low, high = (format_number(amount) for amount in (drug.equivalence.low, drug.equivalence.high))
    equal = low if low == high else f"{low} to {high}"
    return f"{equal} {reference.unit} equal {format_number(reference.amount)} {reference.unit} {of}"
