"""What a knowledge base has names for, and where each is mentioned.

A symbol is what a name stands for; a mention is a place that says it. This module reads no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

from msgspec import Struct

from hn2301_asp.check.base import Base
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import APPLIES, MET
from hn2301_asp.knowledge.vocabulary.model import Vocabulary, item_key, known_names
from hn2301_asp.patient.fields import spellings
from hn2301_asp.solver.ground import fact_signatures
from hn2301_asp.source.diagnostics import Place

Kind = Literal[
    "threshold",
    "predicate",
    "fact",
    "choice",
    "value",
    "family",
    "attribute",
    "item",
    "class",
    "quantity",
    "record",
    "doses",
    "score",
    "reading",
    "meaning",
    "criterion",
    "assumption",
    "unit",
    "built-in",
]


class Symbol(Struct, frozen=True, order=True):
    """What a name stands for; what belongs to another thing (a value to its choice) is called ``within`` it."""

    kind: Kind
    name: str
    within: str = ""


class Mention(Struct, frozen=True):
    """A place that names a symbol, and whether it is where the symbol is defined.

    ``place`` covers the name alone; ``spelt`` is how it is written there.
    """

    symbol: Symbol
    place: Place
    spelt: str
    defines: bool = False


class Names(Struct, frozen=True, dict=True):
    """The names of a knowledge base: what could be read of it."""

    known: KnowledgeBase
    thresholds: frozenset[str]
    heads: frozenset[str]

    @classmethod
    def of(cls, base: Base) -> Names:
        """The names of a knowledge base whose vocabulary could be read."""
        thresholds = frozenset(threshold.name for _, threshold in base.thresholds())
        return cls(base.known, thresholds, frozenset(name for name, _ in base.heads))

    @property
    def vocabulary(self) -> Vocabulary:
        return self.known.vocabulary

    @cached_property
    def generated(self) -> frozenset[str]:
        """Predicates that are made of the vocabulary."""
        return frozenset(name for name, _ in fact_signatures(self.known))

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The fields of a record by all their spellings."""
        return spellings(self.vocabulary)

    @cached_property
    def phrases(self) -> Mapping[str, str]:
        """The quantities by the words that a threshold may use."""
        return self.vocabulary.phrases()

    @cached_property
    def criteria(self) -> frozenset[str]:
        return frozenset(criterion.id for criterion in self.known.criteria)

    @cached_property
    def units(self) -> frozenset[str]:
        return frozenset(self.vocabulary.unit_names.values())

    def atom(self, name: str) -> Symbol | None:
        """What an atom of a rule of this name is."""
        if name in self.thresholds:
            return Symbol("threshold", name)
        if (field := self.field(name)) is not None and field.kind in ("fact", "choice", "family"):
            return field
        if name in self.heads and name not in (MET, APPLIES):
            return Symbol("predicate", name)
        return Symbol("built-in", name) if name in {*self.generated, MET, APPLIES, "reading"} else None

    def field(self, name: str) -> Symbol | None:
        """What a field of this very name is."""
        vocabulary = self.vocabulary
        tables: tuple[tuple[Kind, Iterable[str]], ...] = (
            ("fact", vocabulary.facts),
            ("choice", vocabulary.choices),
            ("family", vocabulary.families),
            ("quantity", vocabulary.quantities),
            ("record", vocabulary.record),
            ("doses", vocabulary.doses),
        )
        return next((Symbol(kind, name) for kind, table in tables if name in table), None)

    def item(self, word: str, family: str | None = None) -> Symbol | None:
        """The item that a word names, in a family's list if one is said."""
        vocabulary = self.vocabulary
        if family is not None and family in vocabulary.families:
            score = vocabulary.families[family].score
            name = self._items(family).get(item_key(word))
            if name is None:
                return None
            return Symbol("item", name, score) if score is not None else self._listed(name)
        return self._listed(word) if word in vocabulary.drugs else self._scored(word)

    def _listed(self, name: str) -> Symbol:
        drug = self.vocabulary.drugs.get(name)
        return Symbol("item", name, drug.listed_in if drug is not None else "")

    def _scored(self, word: str) -> Symbol | None:
        scores = self.vocabulary.scores.values()
        return next((Symbol("item", word, score.name) for score in scores if word in score.items), None)

    def _items(self, family: str) -> Mapping[str, str]:
        if family not in self._spelt:
            items = self.vocabulary.families[family].items.values()
            self._spelt[family] = {item_key(word): item.name for item in items for word in known_names(item)}
        return self._spelt[family]

    @cached_property
    def _spelt(self) -> dict[str, Mapping[str, str]]:
        return {}

    def class_of(self, word: str) -> Symbol | None:
        """The class of drugs, or of another list, that has this name."""
        found = (drug.listed_in for drug in self.vocabulary.drugs.values() if drug.drug_class == word)
        return next((Symbol("class", word, listed) for listed in found), None)

    def value(self, choice: str, word: str) -> Symbol | None:
        """The value of a choice that a word is."""
        found = self.vocabulary.choices.get(choice)
        if found is None:
            return None
        spelt = (value for value in found.values if word == value or word in found.spellings(value))
        return next((Symbol("value", value, choice) for value in spelt), None)

    def meaning(self, reading: str, word: str) -> Symbol | None:
        """The value of a reading that a word is."""
        known = reading in self.known.readings and word in self.known.readings[reading].values
        return Symbol("meaning", word, reading) if known else None
