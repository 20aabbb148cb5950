"""Of several typical patients, one for each arm, the one whom a record is like. Knows no arm by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.patient.choices import chosen_value, words_of
from hn2301_asp.patient.problems import ValueProblem


def typical_like(vocabulary: Vocabulary, names: Mapping[str, str], record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The typical patient who shares most of what a record chooses; the first of several, and where it chooses nothing.

    ``names`` are the spellings of fields.
    """
    if not vocabulary.also_typical:
        return vocabulary.typical
    chosen = dict(choices_of(vocabulary, names, record))

    def shared(one: Mapping[str, Any]) -> int:
        return len(chosen.items() & dict(choices_of(vocabulary, names, one)).items())

    return max((vocabulary.typical, *vocabulary.also_typical), key=shared)


def choices_of(
    vocabulary: Vocabulary, names: Mapping[str, str], record: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """The choices that a record makes; a word that is none of a choice's is told of when the record is read."""
    for spelling, written in record.items():
        choice = vocabulary.choices.get(names.get(spelling.strip(), spelling.strip()))
        if choice is not None:
            try:
                value = chosen_value(words_of(choice), written)
            except ValueProblem:
                continue
            if value is not None:
                yield choice.name, value
