"""The decimal separator of a file or record, put beside each number whose text can mean two things.

A separator that is declared travels with the value (`{value: "2.020", decimal: comma}`), so that a
record says the same wherever it is read again. This module knows which fields are quantities, and no unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.patient.fields import header, is_dose, is_nested
from hn2301_asp.patient.numerals import Reading, Separator, is_clear, two_ways
from hn2301_asp.patient.readers.records import Custom
from hn2301_asp.source.patterns import later
from hn2301_asp.source.scalars import SINGLE

Record = Mapping[str, Any]


def with_separator(
    records: Iterable[Record],
    vocabulary: Vocabulary,
    names: Mapping[str, str],
    declared: Separator | None,
    custom: Custom = "point",
) -> list[Record]:
    """The records of one file, with the decimal separator beside each number that needs one."""
    given = list(records)
    if not any(map(may_be_two, given)):
        return given  # As nearly always with records of programs: nothing in them can be read in two ways.
    reading = declared or reading_of(given, vocabulary, names, custom)
    return given if reading is None else marked(given, vocabulary, names, reading)


def reading_of(
    records: Iterable[Record], vocabulary: Vocabulary, names: Mapping[str, str], custom: Custom = "point"
) -> Reading:
    """How numbers that can be read in two ways are meant in the records of one file where nobody says so."""
    # By the custom of the point only a comma can make it unclear.
    sign, is_number = "," if custom == "point" else "", _numbers(vocabulary, names)
    texts = (text for record in records for text in _texts(record, vocabulary, is_number, sign))
    return None if is_clear(texts, custom) else "unclear"


def marked(
    records: Iterable[Record], vocabulary: Vocabulary, names: Mapping[str, str], reading: Reading
) -> list[Record]:
    """The records, with how they are meant beside each number that can be read in two ways."""
    is_number = _numbers(vocabulary, names)
    return [_marked(record, vocabulary, is_number, reading) for record in records]


def _numbers(vocabulary: Vocabulary, names: Mapping[str, str]) -> Callable[[str], bool]:
    """Tells which spellings of fields are those of numbers."""

    @cache
    def is_number(spelling: str) -> bool:
        base, bracket = header(spelling)
        name = names.get(base, "")
        return bracket != "operator" and (name in vocabulary.quantities or is_dose(name, vocabulary))

    return is_number


#: What every number that can be read in two ways holds: a sign, and three digits behind it and no more.
_TWO = later(r"\d[.,]\d{3}(?!\d)")


def may_be_two(record: Record) -> bool:
    """Whether a record may hold a number that can be read in two ways."""
    values = record.values()
    if _TWO.search("\n".join([value for value in values if isinstance(value, str)])):
        return True
    others = [value for value in values if type(value) not in SINGLE]
    return any(isinstance(value, Mapping) and may_be_two(value) for value in others)


def _texts(record: Record, vocabulary: Vocabulary, is_number: Callable[[str], bool], sign: str) -> Iterator[str]:
    """The texts with a sign of a record's quantities of which nobody has said how they are written."""
    for key, value in record.items():
        if type(value) not in SINGLE and isinstance(value, Mapping):
            if is_nested(str(key), vocabulary):
                inside = {f"{key}.{item}": inner for item, inner in value.items()}
                yield from _texts(inside, vocabulary, is_number, sign)
            elif is_number(str(key)) and "decimal" not in value:
                text = value.get("value")
                if isinstance(text, str) and sign in text:
                    yield text
        elif isinstance(value, str) and sign in value and is_number(str(key)):
            yield value


def _marked(
    record: Record, vocabulary: Vocabulary, is_number: Callable[[str], bool], reading: Reading, within: str = ""
) -> dict[str, Any]:
    marked: dict[str, Any] = {}
    for key, value in record.items():
        if not within and isinstance(value, Mapping) and is_nested(str(key), vocabulary):
            marked[key] = _marked(value, vocabulary, is_number, reading, f"{key}.")
        elif is_number(f"{within}{key}") and not isinstance(value, Mapping) and _needs(value):
            marked[key] = {"value": value, "decimal": reading}
        elif is_number(f"{within}{key}") and isinstance(value, Mapping) and _needs(value.get("value")):
            marked[key] = {"decimal": reading, **value}
        else:
            marked[key] = value
    return marked


def _needs(value: object) -> bool:
    return isinstance(value, str) and two_ways(value)
