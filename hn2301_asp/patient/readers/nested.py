"""Documents of JSON and YAML as records: text stripped, unusable values found, nothing renamed.

This module must not know the text that the documents were read from, the vocabulary or units.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import Final

from msgspec.structs import replace

from hn2301_asp.patient.readers.files import fail
from hn2301_asp.patient.readers.identity import Identifies
from hn2301_asp.patient.readers.records import (
    PATIENT_FIELD,
    RawRecord,
    Reading,
    Rejection,
    patient_of,
    require_count,
)
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.limits import MAX_DEPTH, MAX_FIELD_CHARACTERS, MAX_SYNTAX_FINDINGS
from hn2301_asp.source.patterns import later
from hn2301_asp.source.scalars import Answer
from hn2301_asp.source.text import clip, quoted

_NOT_TEXT: Final = later("[\0\ud800-\udfff]")
_RECORD_HELP: Final = "write fields and their values, or a list of such records"

Fault = tuple[str, str, str, str]
"""Code, field, message and help of what is wrong with one value."""


def reading(documents: Iterable[object], file: str, identifies: Identifies) -> Reading:
    """The records of a file's documents, each a record or a list of records.

    Raises:
        InputError: a document is neither, or a list holds no record or many things that are none.
    """
    found: list[object] = []
    single = True
    for document in documents:
        if isinstance(document, list):
            single = False
            found += document
        elif isinstance(document, dict):
            found.append(document)
        else:
            message = f"expected a record or a list of records, found {kind_of(document)}"
            fail("not-a-record", message, file, _RECORD_HELP)
    single &= len(found) < 2
    require_count(len(found), file)
    _require_records(found, file)
    records: list[RawRecord] = []
    rejected: list[Rejection] = []
    for number, value in enumerate(found, start=1):
        if isinstance(value, dict):
            value = {name: None if identifies(name) else item for name, item in value.items()}
        found_here = entry(value, Place(file=file, row=None if single else number))
        if isinstance(found_here, RawRecord):
            records.append(found_here)
        else:
            rejected.append(found_here)
    return Reading(tuple(records), tuple(rejected), is_table=False)


def deeper_than(value: object, depth: int = MAX_DEPTH) -> bool:
    """Whether more than ``depth`` lists and objects stand within one another."""
    if isinstance(value, dict):
        inner: Iterable[object] = value.values()
    elif isinstance(value, list):
        inner = value
    else:
        return False
    return depth == 0 or any(deeper_than(item, depth - 1) for item in inner if isinstance(item, dict | list))


def kind_of(value: object) -> str:
    """What a value is, in words for people, with its article."""
    if value is None:
        return "nothing"
    if isinstance(value, bool | Answer):
        return "a yes or no"
    if isinstance(value, int | Decimal):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "a record"


def _require_records(found: list[object], file: str) -> None:
    """Refuses a list that is not one of records: it has none, or many items that are none."""
    others = (at for at, value in enumerate(found) if not isinstance(value, dict))
    listed = list(islice(others, MAX_SYNTAX_FINDINGS))
    if listed and len(listed) in (len(found), MAX_SYNTAX_FINDINGS):
        raise InputError(_no_record(found[at], Place(file=file, row=at + 1)) for at in listed)


def _no_record(value: object, place: Place) -> Finding:
    message = f"expected a record, found {kind_of(value)}"
    return Finding("not-a-record", message, place, help=_RECORD_HELP)


def entry(value: object, place: Place) -> RawRecord | Rejection:
    """One element as a record, or why it is none that can be used."""
    if not isinstance(value, dict):
        return place, (_no_record(value, place),)
    faults: list[Fault] = []
    values = {_clean_key(key, faults): _clean(item, (key,), faults) for key, item in value.items()}
    place = replace(place, patient=patient_of(values.get(PATIENT_FIELD)))
    return (place, tuple(_finding(fault, place) for fault in faults)) if faults else RawRecord(values, place)


def _clean(value: object, path: tuple[str, ...], faults: list[Fault]) -> object:
    """The value with its texts stripped and empty ones None; notes what cannot be used.

    What is still a bool stands in JSON, which writes it `true` or `false`.
    """
    if isinstance(value, str):
        if wrong := _text_fault(value):
            field = ".".join(map(clip, path))
            faults.append((wrong[0], field, f"{quoted(field)} is {wrong[1]}", wrong[2]))
            return None
        return value.strip() or None
    if isinstance(value, bool):
        return Answer(value, "true" if value else "false")
    if isinstance(value, list):
        return [_clean(item, path, faults) for item in value]
    if isinstance(value, dict):
        return {_clean_key(key, faults): _clean(item, (*path, key), faults) for key, item in value.items()}
    return value


def _clean_key(key: str, faults: list[Fault]) -> str:
    if wrong := _text_fault(key):
        faults.append((wrong[0], clip(key), f"a field name is {wrong[1]}", wrong[2]))
    return key


def _text_fault(text: str) -> tuple[str, str, str] | None:
    """Code, words and help for a text that cannot be used."""
    if len(text) > MAX_FIELD_CHARACTERS:
        message = f"longer than {MAX_FIELD_CHARACTERS:,} characters"
        return "field-too-long", message, "give the value only, not a whole document"
    if _NOT_TEXT.search(text):
        return "field-not-text", "not text: it holds NUL or half a character", "write the text anew"
    return None


def _finding(fault: Fault, place: Place) -> Finding:
    code, field, message, advice = fault
    return Finding(code, message, replace(place, field=field), help=advice)
