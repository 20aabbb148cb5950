"""What may be written in a file of scenarios: its keys, fields of records and their values, readings, criteria."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.editor.completion.offer import Offer
from hn2301_asp.editor.completion.yaml_path import Spot, spot
from hn2301_asp.editor.names import Names, Symbol
from hn2301_asp.screening import STATUSES, VERDICTS

_KEYS = {
    (): {
        "scenario": "a sentence that says what should be true",
        "patient": "the typical patient with changes, or a whole one",
        "readings": "readings other than the default",
        "expect": "what the verdict must be",
    },
    ("patient",): {
        "but": "what is other than in the typical patient",
        "without": "fields of the typical patient that are not known",
        "whole": "the whole record, instead of the typical patient",
    },
    ("expect",): {
        "verdict": "the verdict",
        "criteria": "the status of some criteria",
        "blocking": "the criteria that block",
        "clash": "the facts that contradict each other",
    },
}


def in_scenarios(before: str, names: Names) -> tuple[list[Offer], str]:
    """The offers, and what of them is typed already."""
    found = spot(before)
    return list(_offers(found, names)), found.typed


def _offers(found: Spot, names: Names) -> Iterator[Offer]:
    path = found.path
    if found.key and path in _KEYS:
        yield from (Offer(key, told) for key, told in _KEYS[path].items())
    elif path[:1] == ("patient",):
        yield from _of_patient(path[1:], found.key, names)
    elif path[:1] == ("readings",):
        yield from readings(path[1:], found.key, names)
    elif path[:2] == ("expect", "verdict"):
        yield from (Offer(verdict, "a verdict") for verdict in VERDICTS)
    elif path[:2] in (("expect", "criteria"), ("expect", "blocking")):
        if found.key or path[1] == "blocking":
            yield from criteria(names)
        else:
            yield from (Offer(status, "a status") for status in STATUSES)
    elif path[:2] == ("expect", "clash"):
        yield from record_keys(names)


def _of_patient(path: tuple[str, ...], key: bool, names: Names) -> Iterator[Offer]:
    if path == ("without",) or (key and path in (("but",), ("whole",))):
        yield from record_keys(names)
    elif len(path) >= 2:
        yield from record_values(path[1], path[2:], key, names)


def record_keys(names: Names) -> Iterator[Offer]:
    """The fields of a record."""
    for name in names.vocabulary.fields():
        symbol = names.field(name)
        yield Offer(name, names.vocabulary.label(name), symbol.kind if symbol is not None else None, symbol)


def record_values(field: str, below: tuple[str, ...], key: bool, names: Names) -> Iterator[Offer]:
    """What a field of a record may hold."""
    vocabulary = names.vocabulary
    called = names.fields.get(field.partition("[")[0].strip(), field)
    if (choice := vocabulary.choices.get(called)) is not None:
        yield from (Offer(v, choice.told(v), "value", Symbol("value", v, called)) for v in choice.values)
    elif called in vocabulary.facts:
        yield from (Offer(answer, f"{vocabulary.label(called)}: {answer}") for answer in ("yes", "no"))
    elif (family := vocabulary.families.get(called)) is not None:
        if key and below:
            yield from (Offer(one.name, one.label, "attribute") for one in family.attributes.values())
            return
        if key:
            yield from (Offer(word, f"names an item of {called}") for word in family.keys)
            yield from (Offer(one.name, one.label, "attribute") for one in family.attributes.values())
        for item in family.items.values():
            yield Offer(item.name, item.label, "item", names.item(item.name, called))
    elif key and called in vocabulary.doses:
        for drug in vocabulary.dosed(vocabulary.doses[called]):
            yield Offer(drug.name, drug.label, "item", names.item(drug.name))
    elif (quantity := vocabulary.quantities.get(called)) is not None and quantity.never:
        yield Offer("never", f"{quantity.label}: never")


def readings(path: tuple[str, ...], key: bool, names: Names) -> Iterator[Offer]:
    """The readings, or the values of one."""
    known = names.known.readings
    if key and not path:
        yield from (Offer(one.id, one.question, "reading", Symbol("reading", one.id)) for one in known.values())
    elif path and path[0] in known:
        for value, meaning in known[path[0]].values.items():
            yield Offer(value, meaning, "meaning", Symbol("meaning", value, path[0]))


def criteria(names: Names) -> Iterator[Offer]:
    """The criteria by their ids."""
    for one in names.known.criteria:
        yield Offer(one.id, one.title, "criterion", Symbol("criterion", one.id))
