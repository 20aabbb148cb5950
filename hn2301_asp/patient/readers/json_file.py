"""Reading records from JSON: numbers as Decimal, everything else as it stands.

What is wrong with a text that parses (fields written twice, numbers no measurement has) is only
noticed here; `json_faults` finds where. This module must not know the vocabulary or units.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final

from hn2301_asp.patient.readers import nested
from hn2301_asp.patient.readers.files import read_text, require_file
from hn2301_asp.patient.readers.identity import Identifies
from hn2301_asp.patient.readers.records import Reading
from hn2301_asp.source.diagnostics import Finding, InputError
from hn2301_asp.source.limits import MAX_DOCUMENT_BYTES
from hn2301_asp.source.scalars import UnusableNumber, decimal, integer
from hn2301_asp.source.text import at_offset

_WORDS: Final[dict[str, tuple[str, str | None]]] = {
    "Expecting property name enclosed in double quotes": (
        "expected a field name in double quotes",
        'write `"age": 34`; there is no comma after the last field, and there are no comments',
    ),
    "Illegal trailing comma before end of object": (
        "there is a comma after the last field",
        "remove the comma",
    ),
    "Illegal trailing comma before end of array": (
        "there is a comma after the last item of the list",
        "remove the comma",
    ),
    "Expecting ':' delimiter": ("expected `:` after the field name", None),
    "Expecting ',' delimiter": (
        "expected a comma, or the end of the list or object",
        "put a comma between fields and between records",
    ),
    "Expecting value": (
        "expected a value",
        "text stands in double quotes, yes and no are `true` and `false`, unknown is `null`",
    ),
    "Unterminated string starting at": ("the text that begins here is not closed", None),
    "Invalid control character at": (
        "a line break or control character stands inside a text",
        'close the text with `"` on the same line, or write `\\n`',
    ),
    "Invalid \\escape": ("a backslash stands before a character it cannot escape", "write `\\\\`"),
    "Invalid \\uXXXX escape": ("`\\u` is not followed by four hexadecimal digits", None),
    "Extra data": (
        "something follows the end of the record",
        "put several records into one list: `[{…}, {…}]`",
    ),
}
_TRUNCATED_HELP: Final = "the file may have been cut off: get a complete copy"


def read(path: Path, identifies: Identifies) -> Reading:
    """The records of a JSON file: one object, or a list of objects.

    Raises:
        InputError: the file cannot be opened, is not JSON, repeats a field within an object,
            nests too deeply, or holds something other than records.
    """
    require_file(path, MAX_DOCUMENT_BYTES)
    file = str(path)
    return nested.reading([parse(read_text(path), file)], file, identifies)


def parse(text: str, file: str) -> object:
    """What a text of JSON says; raises InputError with every fault of it."""
    suspicious: list[str] = []

    def number(usable: Callable[[str], int | Decimal], digits: str) -> int | Decimal:
        try:
            return usable(digits)
        except UnusableNumber:
            suspicious.append("number")
            return 0

    def fields(pairs: list[tuple[str, object]]) -> dict[str, object]:
        values = dict(pairs)
        if len(values) != len(pairs):
            suspicious.append("field written twice")
        return values

    decoder = json.JSONDecoder(
        object_pairs_hook=fields,
        parse_int=partial(number, integer),
        parse_float=partial(number, decimal),
        parse_constant=suspicious.append,
    )
    value: object = None
    try:
        value = decoder.decode(text)
    except json.JSONDecodeError as error:
        raise InputError(_syntax(error.msg, error.pos, text, file)) from None
    except RecursionError:
        suspicious.append("depth")
    if suspicious or nested.deeper_than(value):
        from hn2301_asp.patient.readers.json_faults import faults

        raise InputError(faults(text, file))
    return value


def _syntax(problem: str, offset: int, text: str, file: str) -> Finding:
    """The parser's complaint in plain words, at the end of the text when that came too early."""
    end = len(text.rstrip())
    message, advice = _WORDS.get(problem, (problem.lower(), None))
    if problem.startswith("Unterminated"):
        advice = _TRUNCATED_HELP
    elif offset >= end:
        message, offset, advice = f"the file ends too early: {message}", end, _TRUNCATED_HELP
    place = at_offset(file, text, offset, near=True)
    return Finding("json-syntax", message, place, help=advice)
