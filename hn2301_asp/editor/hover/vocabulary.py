"""What the vocabulary says of a field, a drug, a class, a value, a unit: the data dictionary's own words."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.editor.cards import Card
from hn2301_asp.editor.hover.thresholds import coded
from hn2301_asp.editor.hover.world import World
from hn2301_asp.editor.limits import exact
from hn2301_asp.editor.names import Symbol
from hn2301_asp.forms.dictionary import Entry, entries, equivalence
from hn2301_asp.forms.dictionary_words import allowed
from hn2301_asp.knowledge.vocabulary.drugs import ITEM, NOUNS
from hn2301_asp.knowledge.vocabulary.model import Drug, event_phrases
from hn2301_asp.source.numbers import shown_unit

_WHAT = {
    "fact": "a fact, answered yes or no",
    "choice": "a choice",
    "family": "a family of facts, one for each item",
    "quantity": "a quantity",
    "record": "a field about the record",
    "doses": "daily doses of single drugs",
}


def field_card(symbol: Symbol, world: World) -> Card | None:
    """What is told of a field of a record."""
    vocabulary = world.known.vocabulary
    label = vocabulary.label(symbol.name)
    entry = next((one for one in entries(vocabulary) if one.field == symbol.name), None)
    lines = [("label", label), *((f"label ({language})", text) for language, text in _labels(symbol, world))]
    lines += _of_entry(entry) if entry is not None else []
    if (quantity := vocabulary.quantities.get(symbol.name)) is not None:
        lines += [("in thresholds", ", ".join((quantity.label, *quantity.names)))]
        lines += _used(symbol.name, world)
    if symbol.kind == "record" and (field := vocabulary.record[symbol.name]).kind == "date":
        lines += [("in windows", ", ".join(event_phrases(field)))]
    lines.append(("scenarios", world.touching.told([symbol.name])))
    return Card(symbol.name, _WHAT[symbol.kind], tuple(lines))


def _labels(symbol: Symbol, world: World) -> Iterator[tuple[str, str]]:
    vocabulary = world.known.vocabulary
    tables = (vocabulary.quantities, vocabulary.facts, vocabulary.choices, vocabulary.families, vocabulary.record)
    named = next((table[symbol.name] for table in tables if symbol.name in table), None)
    yield from named.labels.items() if named is not None else ()


def _of_entry(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.kind != "yes/no":
        yield "allowed", allowed(entry)
    if entry.step:
        yield "recorded in steps of", entry.step
    for rule in entry.rules:
        yield "rule", rule
    yield from coded({**entry.codes, **({"status": (entry.code_status,)} if entry.code_status else {})})
    if entry.note:
        yield "note", entry.note


def _used(quantity: str, world: World) -> Iterator[tuple[str, str]]:
    known = world.known.thresholds
    told = [
        f"{one.called} ({one.shown})"
        for one in known.thresholds.values()
        if quantity == one.quantity
        or (
            (own := known.quantities.get(one.quantity)) is not None
            and own.ratio is not None
            and quantity in (own.ratio.measured, own.ratio.by)
        )
    ]
    if told:
        yield "thresholds", ", ".join(told)


def item_card(symbol: Symbol, world: World) -> Card | None:
    """What is told of a drug, of an item of another list, or of a score."""
    vocabulary = world.known.vocabulary
    score = vocabulary.scores.get(symbol.within)
    if score is not None and symbol.name in score.items:
        item = score.items[symbol.name]
        lines = [("label", item.label), ("weight", str(item.weight)), ("domain", item.domain)]
        lines += [("definition", item.definition)] if item.definition else []
        return Card(symbol.name, f"an item of {score.label}", (*lines, *item.labels.items()))
    drug = vocabulary.drugs.get(symbol.name)
    return None if drug is None else _drug(drug, world)


def _drug(drug: Drug, world: World) -> Card:
    vocabulary = world.known.vocabulary
    noun = NOUNS.get(drug.listed_in, ITEM)
    lines = [("class", drug.drug_class), ("substance", drug.substance), ("label", drug.label), *drug.labels.items()]
    lines += [("also written", ", ".join(drug.names))] if drug.names else []
    lines += [
        (f"`{name}` is refused", f"it can be {other.replace('_', ' ')} too") for name, other in drug.shared.items()
    ]
    lines += [("door", drug.door)] if drug.door else []
    lines += [("dose", equivalence(drug, vocabulary))] if drug.dosed else []
    if (half := drug.half_life) is not None:
        lines.append(("half-life", f"{exact(half.number)} {half.unit} ({half.source})"))
    lines += coded(drug.codes)
    lines += [("note", drug.note)] if drug.note else []
    named = "named in the protocol's own list" if drug.named else "not named in the protocol's own list"
    return Card(drug.name, f"{noun}, {named}" if drug.listed_in == "drugs" else noun, tuple(lines))


def class_card(symbol: Symbol, world: World) -> Card | None:
    """What is told of a class of drugs, or of another list."""
    items = [one.name for one in world.known.vocabulary.drugs.values() if one.drug_class == symbol.name]
    listed = symbol.within.replace("_", " ")
    return Card(symbol.name, f"a class of {listed}", ((listed, ", ".join(items)),)) if items else None


def value_card(symbol: Symbol, world: World) -> Card | None:
    """What is told of a value of a choice."""
    choice = world.known.vocabulary.choices.get(symbol.within)
    if choice is None or symbol.name not in choice.values:
        return None
    words = choice.spellings(symbol.name)
    return Card(symbol.name, f"a value of {choice.name}", (("also written", ", ".join(words)),) if words else ())


def attribute_card(symbol: Symbol, world: World) -> Card | None:
    """What is told of an attribute of a family's items."""
    family = world.known.vocabulary.families.get(symbol.within)
    attribute = family.attributes.get(symbol.name) if family is not None else None
    if family is None or attribute is None:
        return None
    lines = (("label", attribute.label), ("units", ", ".join(shown_unit(unit) or "none" for unit in attribute.units)))
    return Card(symbol.name, f"told of each item of {family.name}", lines)


def unit_card(symbol: Symbol, world: World) -> Card | None:
    """What is told of a unit: its spellings, and what is given in it."""
    vocabulary = world.known.vocabulary
    spelt = dict.fromkeys(spelling for spelling, unit in vocabulary.spellings if unit == symbol.name)
    given = [one.label for one in vocabulary.quantities.values() if symbol.name in one.units and one.of_item is None]
    lines = [("spellings", ", ".join(spelt))] if spelt else []
    lines += [("given in it", ", ".join(given))] if given else []
    return Card(symbol.name, "a unit", tuple(lines))
