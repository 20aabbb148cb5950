"""How two vocabularies read a record otherwise, before any rule is asked.

Whatever differs counts, but for what is listed here: what the joint program searches, what is asked as a
question of its own (which records contradict themselves), and words that nobody reads in a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from msgspec import Struct

from hn2301_asp.knowledge.vocabulary.model import (
    Choice,
    Doses,
    Drug,
    Family,
    Item,
    Quantity,
    RecordField,
    Score,
    Vocabulary,
    YesNo,
    item_key,
    known_names,
)

#: Of each entry what changes no reading: its words first, then what is searched or asked elsewhere.
#: A field that is not named here is taken to change how a record is read.
NO_READING: Mapping[type[Struct], frozenset[str]] = {
    Quantity: frozenset(
        {"name", "label", "names", "codes", "note", "labels"}
        | {
            "step",
            "plausible",
            "usual",
            "possible",
            "never",
            "agrees_within",
            "within",
            "room",
            "uln",
            "lln",
            "baseline",
            "ratio",
        }
    ),
    YesNo: frozenset({"name", "label", "codes", "note", "labels", "score", "agrees_with"}),
    Choice: frozenset({"name", "label", "note", "labels", "values"}),
    Family: frozenset({"name", "label", "item_label", "labels"}),
    Drug: frozenset({"name", "codes", "note", "substance", "named", "pulsed", "listed_in"}),
    Item: frozenset({"name", "note"}),
    Doses: frozenset({"name", "label", "labels"}),
    Score: frozenset({"name", "label", "labels", "items", "totals"}),
    RecordField: frozenset({"name", "label", "labels", "not_before", "expected_by", "if_later"}),
}
#: Tables that a record is not read by, or that are asked elsewhere.
UNREAD = frozenset({"typical", "also_typical", "handling", "observed", "dimensions", "sizes", "offsets", "spellings"})
#: What is told word by word, or entry by entry.
_BY_WORDS: Mapping[type[Struct], frozenset[str]] = {
    Choice: frozenset({"names", "unknown", "called"}),
    Family: frozenset({"items"}),
    Drug: frozenset({"label", "labels", "names", "shared", "drug_class"}),
    Item: frozenset({"label", "labels", "names", "shared"}),
}
_Meanings = dict[str, frozenset[tuple[str, str]]]


def read_differently(there: Vocabulary, here: Vocabulary) -> list[str]:
    """What is read otherwise: labels of entries, and words in backticks, each once.

    What both vocabularies have is meant; what one has alone is read in no other way.
    """
    found: dict[str, None] = {}
    for table in there.__struct_fields__:
        theirs, ours = getattr(there, table), getattr(here, table)
        if table in UNREAD or table == "unit_names":
            continue
        if isinstance(theirs, Mapping):
            found |= dict.fromkeys(_entries(theirs, ours))
        elif theirs != ours:
            found[table.replace("_", " ")] = None
    found |= dict.fromkeys(_classes(there, here))
    spelt = {item_key(word): word for item in _every_item(there, here) for word in (*known_names(item), *item.shared)}
    for one, other in _words(there, here):
        moved = [word for word in dict.fromkeys([*one, *other]) if one.get(word) != other.get(word)]
        found |= dict.fromkeys(f"`{spelt.get(word, word)}`" for word in moved)
    return list(found)


def _entries(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Iterator[str]:
    for name, other in ours.items():
        one = theirs.get(name)
        if one is None:
            continue
        left_out = NO_READING[type(other)] | _BY_WORDS.get(type(other), frozenset())
        if any(getattr(one, f) != getattr(other, f) for f in other.__struct_fields__ if f not in left_out):
            yield other.label
        if isinstance(other, Family):
            yield from _entries(one.items, other.items)


def _classes(there: Vocabulary, here: Vocabulary) -> Iterator[str]:
    """Drugs that belong in one version only to those of which a list says that no dose was taken."""
    dosed = {doses.drug_class for vocabulary in (there, here) for doses in vocabulary.doses.values()}
    for name, drug in here.drugs.items():
        classes = {drug.drug_class, there.drugs[name].drug_class} if name in there.drugs else set()
        if len(classes) > 1 and classes & dosed:
            yield drug.label


def _words(there: Vocabulary, here: Vocabulary) -> Iterator[tuple[_Meanings, _Meanings]]:
    """What each word means in both, for each kind of words: of a unit, a drug, an item, a value of a choice."""
    yield _units(there, here), _units(here, there)
    drugs = there.drugs.keys() & here.drugs.keys()
    yield _named(there.drugs.values(), drugs), _named(here.drugs.values(), drugs)
    for name in [name for name in here.families if name in there.families]:
        theirs, ours = there.families[name].items, here.families[name].items
        both = theirs.keys() & ours.keys()
        yield _named(theirs.values(), both), _named(ours.values(), both)
    for name in [name for name in here.choices if name in there.choices]:
        yield _values(there.choices[name]), _values(here.choices[name])


def _units(vocabulary: Vocabulary, other: Vocabulary) -> _Meanings:
    known = {*other.unit_names.values()}
    return {word: frozenset({(unit, "")}) for word, unit in vocabulary.unit_names.items() if unit in known}


def _named(items: Iterable[Item | Drug], both: Set[str]) -> _Meanings:
    """Whose name each word is: without the words of those that only one version has."""
    found: dict[str, set[tuple[str, str]]] = {}
    for item in items:
        for word, other in (*((name, "") for name in known_names(item)), *item.shared.items()):
            found.setdefault(item_key(word), set()).add((item.name, other))
    return {word: frozenset(means) for word, means in found.items() if any(name in both for name, _ in means)}


def _values(choice: Choice) -> _Meanings:
    named = dict.fromkeys((*choice.called, *choice.names))
    found = {word: frozenset({(value, "")}) for value in named for word in choice.spellings(value)}
    return {**found, **dict.fromkeys(choice.unknown, frozenset({("unknown", "")}))}


def _every_item(*vocabularies: Vocabulary) -> Iterator[Item | Drug]:
    for vocabulary in vocabularies:
        yield from vocabulary.drugs.values()
        for family in vocabulary.families.values():
            yield from family.items.values()
