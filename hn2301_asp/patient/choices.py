"""Which value of a choice a record names. Knows the vocabulary's words, and no field by its name."""

from __future__ import annotations

from collections.abc import Mapping

from hn2301_asp.knowledge.vocabulary.model import Choice, item_key
from hn2301_asp.patient.problems import ValueProblem, shown
from hn2301_asp.source.diagnostics import did_you_mean, one_of
from hn2301_asp.source.private import Private


class Words(Private, frozen=True):
    """The words for a choice's values, and those that say that it is not known."""

    choice: Choice
    values: Mapping[str, str]
    unknown: frozenset[str]


def words_of(choice: Choice) -> Words:
    values = {item_key(value): value for value in choice.values}
    values |= {item_key(word): value for value in choice.values for word in choice.spellings(value)}
    return Words(choice, values, frozenset(map(item_key, choice.unknown)))


def chosen_value(words: Words, written: object) -> str | None:
    """The value that is meant, by its name, a further word or its own initial; None: it says that it is unknown.

    Raises ValueProblem for anything else.
    """
    choice, key = words.choice, item_key(str(written))
    if key in words.values:
        return words.values[key]
    if key in words.unknown:
        return None
    initials = [value for value in choice.values if len(key) == 1 and value.startswith(key)]
    if len(initials) == 1:
        return initials[0]
    labels = {item_key(label): label for label in map(choice.told, choice.called)}
    known = one_of((*map(choice.told, choice.values), *choice.unknown))
    help = did_you_mean(key, [labels.get(word, word) for word in words.values]) or f"known are {known}"
    if key and all("\x80" <= sign <= "\u07ff" for sign in str(written).strip()):
        # A double byte of GBK or its like is often one letter of UTF-8: 女 becomes Ů.
        help += "; is the file saved as UTF-8?"
    raise ValueProblem(f"`{shown(written)}` is not known for {choice.label}", help)
