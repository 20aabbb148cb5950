"""Of several typical patients, one for each arm, the one whom a record is like. Knows no arm by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.patient.choices import chosen_value, words_of
from hn2301_asp.patient.problems import ValueProblem


def typical_like(vocabulary: Vocabulary, names: Mapping[str, str], record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The typical patient of the arm that a record names; the first of several where it names none.

    ``names`` are the spellings of fields.
    """
    if not vocabulary.also_typical:
        return vocabulary.typical
    everybody = (vocabulary.typical, *vocabulary.also_typical)
    choices = [dict(choices_of(vocabulary, names, one)) for one in everybody]
    told, named = telling(choices), dict(choices_of(vocabulary, names, record))
    shared = [sum(name in named and one.get(name) == named[name] for name in told) for one in choices]
    return everybody[shared.index(max(shared))]


def telling(patients: Sequence[Mapping[str, str]]) -> list[str]:
    """The choices that tell some patients apart: in which each has a value of its own; else those that differ."""
    names = dict.fromkeys(name for one in patients for name in one)
    values = {name: [one.get(name) for one in patients] for name in names}
    each = [name for name, chosen in values.items() if len({*chosen}) == len(patients)]
    return each or [name for name, chosen in values.items() if len({*chosen}) > 1]


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
