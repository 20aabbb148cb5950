"""What may be written in a threshold file: quantities, comparators, units of the quantity, dates, criteria."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hn2301_asp.editor.completion.offer import Offer
from hn2301_asp.editor.names import Names, Symbol
from hn2301_asp.knowledge.thresholds.statements import without_quotes
from hn2301_asp.knowledge.thresholds.syntax import is_unit
from hn2301_asp.knowledge.vocabulary.model import REFERENCES, Quantity
from hn2301_asp.source.numbers import shown_unit

_TEST = re.compile(r"≥|>=|≤|<=|<|>|=|(?<!\S)(?:within|between)(?!\S)")
_AFTER_NUMBER = re.compile(r"(?:[\d.]+|half-li\w+|\bor|\band)\s+((?:[×x]\s*)?[^\s\d][^\s]*|[×x]\s*|)$")
_WINDOW = re.compile(r"within\s+.*?[\d.]+\s+\S+\s+(?:(before|after)\s+)?([\w -]*)$")
_TESTS = (
    ("≥", "at least"),
    ("≤", "at most"),
    ("<", "below"),
    (">", "above"),
    ("=", "exactly"),
    ("within", "a window before or after a date"),
    ("between", "from one number to another, both included"),
)
_FIRST = re.compile(r"([a-z][a-z0-9_]*)\s+(.*)$", re.DOTALL)

Found = tuple[list[Offer], str]


def in_thresholds(above: Sequence[str], before: str, names: Names) -> Found:
    """The offers, and what of them is typed already."""
    if (heading := re.match(r"criterion\s+(\S*)$", before)) is not None:
        return [_criterion(one, names) for one in sorted(names.criteria)], heading[1]
    statement = without_quotes(_statement(above, before))
    if before.count('"') % 2 or ("#" in statement and statement.rpartition("#")[2].strip()):
        return [], ""
    found = _FIRST.match(statement)
    if found is None:
        return [], ""
    rest = " ".join(found[2].split()) + (" " if found[2][-1:].isspace() else "")
    test = _TEST.search(rest)
    if test is None:
        return _phrase(rest.lstrip(), names)
    asked = rest[: test.start()].strip()
    return _behind(rest[test.start() :], names.vocabulary.asked(asked.partition(" / ")[0]), names)


def _statement(above: Sequence[str], before: str) -> str:
    """The statement that is being written: the line, with those above that it continues."""
    lines = [before]
    for line in reversed(above):
        if not lines[0][:1].isspace():
            break
        lines.insert(0, line)
    return "\n".join(lines)


def _criterion(name: str, names: Names) -> Offer:
    title = next(one.title for one in names.known.criteria if one.id == name)
    return Offer(name, title, "criterion", Symbol("criterion", name))


def _phrase(typed: str, names: Names) -> Found:
    """The quantities that may be asked for; behind one of them a test."""
    offers = list(_quantities(names))
    words = typed.rstrip()
    if typed[-1:].isspace() and names.vocabulary.asked(words) is not None:
        longer = [one for one in offers if one.text.casefold().startswith(f"{words.casefold()} ")]
        return [*(Offer(sign, told) for sign, told in _TESTS), *longer], ""
    return offers, typed


def _quantities(names: Names) -> Iterator[Offer]:
    vocabulary = names.vocabulary
    for quantity in vocabulary.quantities.values():
        if quantity.hidden or quantity.of_item is not None or quantity.repeated:
            continue
        for phrase in (quantity.label, *quantity.names):
            symbol = Symbol("quantity", quantity.name)
            yield Offer(phrase, f"{quantity.name}, in {quantity.unit}", "quantity", symbol)
    for family in vocabulary.families.values():
        for attribute in family.attributes.values():
            symbol = Symbol("attribute", attribute.name, family.name)
            yield Offer(
                f"{attribute.label} of {family.name}", f"of each item, in {attribute.unit}", "attribute", symbol
            )


def _behind(test: str, quantity: Quantity | None, names: Names) -> Found:
    """What may stand behind a comparator: a unit, a limit of normal, a date."""
    if (window := _WINDOW.match(test)) is not None and " " in test:
        if window[1] is None:
            directions = [Offer(word, f"a window that lies {word} a date") for word in ("before", "after")]
            return directions, window[2]
        dates = names.vocabulary.events().items()
        return [Offer(words, date, "record", Symbol("record", date)) for words, date in dates], window[2]
    number = _AFTER_NUMBER.search(test)
    if quantity is None:
        return [], ""
    if number is None:
        words = test.split()
        grades = [Offer(grade, f"a grade of {quantity.label}") for grade in quantity.grades]
        return grades, words[-1] if len(words) > 1 and not test[-1:].isspace() else ""
    return list(_units(quantity, names)), number[1]


def _units(quantity: Quantity, names: Names) -> Iterator[Offer]:
    """The quantity's units in every declared spelling: first as they are printed."""
    for unit in quantity.units:
        spelt = [spelling for spelling, of in names.vocabulary.spellings if of == unit]
        for spelling in filter(is_unit, dict.fromkeys((shown_unit(unit), *spelt, unit))):
            yield Offer(spelling, f"of {quantity.label}", "unit", Symbol("unit", unit))
    for times, words in REFERENCES.items():
        if quantity.reference(times) is not None:
            yield Offer(f"× {times}", f"multiples of the {words}")
