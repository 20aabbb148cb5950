"""What may be written in a rule file: atoms by their names, and what their arguments may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hn2301_asp.editor.completion.offer import Offer, fields
from hn2301_asp.editor.names import Names, Symbol
from hn2301_asp.knowledge.rule_text import code_only
from hn2301_asp.knowledge.rules import APPLIES, MET

#: The atom whose argument is being written: its name, the arguments before, and what is typed of this one.
_ARGUMENT = re.compile(r'\b([a-z]\w*)\(([^()]*?)("?[\w.-]*)$')
_WORD = re.compile(r"\w*$")

Found = tuple[list[Offer], str]


def in_rules(above: Sequence[str], before: str, names: Names) -> Found:
    """The offers, and what of them is typed already; nothing within a comment."""
    whole = "\n".join([*above, before])
    if code_only(whole, "s")[len(whole) - len(before) :].strip() == "" and before.strip():
        return [], ""
    typed = _WORD.search(before)
    assert typed is not None
    argument = _ARGUMENT.search(before)
    if argument is not None:
        number = argument[2].count(",")
        if argument[1] in (MET, APPLIES):
            return [_criterion(one, names) for one in sorted(names.criteria)], argument[3]
        return list(_arguments(argument[1], number, argument[2].split(",")[0].strip(), names)), argument[3]
    return list(_atoms(names)), typed[0]


def _criterion(name: str, names: Names) -> Offer:
    title = next(one.title for one in names.known.criteria if one.id == name)
    return Offer(f'"{name}"', title, "criterion", Symbol("criterion", name))


def _arguments(atom: str, number: int, first: str, names: Names) -> Iterator[Offer]:
    vocabulary = names.vocabulary
    if atom == "reading" and number == 0:
        for reading in names.known.readings.values():
            yield Offer(reading.id, reading.question, "reading", Symbol("reading", reading.id))
    elif atom == "reading" and first in names.known.readings:
        for value, meaning in names.known.readings[first].values.items():
            yield Offer(value, meaning, "meaning", Symbol("meaning", value, first))
    elif atom in vocabulary.choices:
        choice = vocabulary.choices[atom]
        yield from (Offer(v, choice.told(v), "value", Symbol("value", v, atom)) for v in choice.values)
    elif atom in vocabulary.families:
        for item in vocabulary.families[atom].items.values():
            yield Offer(item.name, item.label, "item", names.item(item.name, atom))
    elif atom in names.generated:
        if number:
            classes = sorted({(drug.listed_in, drug.drug_class) for drug in vocabulary.drugs.values()})
            yield from fields([Symbol("class", name, listed) for listed, name in classes], "class")
        for drug in vocabulary.drugs.values():
            yield Offer(drug.name, drug.drug_class, "item", names.item(drug.name))


def _atoms(names: Names) -> Iterator[Offer]:
    vocabulary = names.vocabulary
    for threshold in names.known.thresholds.thresholds.values():
        called = threshold.called.partition("(")[0]
        quantity = names.known.thresholds.quantities[threshold.quantity]
        told = f"{quantity.label} {threshold.shown}"
        yield Offer(called, told, "threshold", Symbol("threshold", called))
    yield from fields([Symbol("threshold", name) for name in sorted(names.thresholds)], "threshold")
    for fact in vocabulary.facts.values():
        yield Offer(fact.name, fact.label, "fact", Symbol("fact", fact.name))
    for choice in vocabulary.choices.values():
        yield Offer(choice.name, choice.label, "choice", Symbol("choice", choice.name))
    for family in vocabulary.families.values():
        yield Offer(family.name, family.label, "family", Symbol("family", family.name))
    heads = sorted(names.heads - {MET, APPLIES})
    yield from fields([Symbol("predicate", name) for name in heads], "defined by rules")
    told_by = {MET: "a criterion is met", APPLIES: "to whom a criterion applies", "reading": "a phrase is read so"}
    yield from (Offer(name, told, "built-in") for name, told in told_by.items())
    yield from (Offer(name, "made of the vocabulary", "built-in") for name in sorted(names.generated))
