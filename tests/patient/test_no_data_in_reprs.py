"""What is printed of anything that holds a patient's data shows none: logs and tracebacks print it."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import hn2301_asp
from hn2301_asp.api import Protocol
from hn2301_asp.patient.batch import read_batch
from hn2301_asp.patient.readers import read
from hn2301_asp.source.private import Private

#: Values that stand nowhere else.
RECORD = {"patient_id": "SECRET-ID", "site": "SECRET-SITE"} | {
    "age": 34,
    "anc": "1.23457 10*9/L",
    "alc": "0.81357 10*9/L",
}
SECRETS = ("SECRET", "1.23457", "0.81357")


def _walk(value: Any, seen: set[int]) -> Iterator[Any]:
    """Everything that is held in a value."""
    if id(value) in seen:
        return
    seen.add(id(value))
    yield value
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _walk(getattr(value, name), seen)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _walk(inner, seen)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _walk(inner, seen)


def _is_ours(value: Any) -> bool:
    return (
        type(value).__module__.startswith("hn2301_asp.") and type(value).__module__ != "hn2301_asp.source.diagnostics"
    )


def test_no_struct_that_holds_a_record_shows_it(protocol: Protocol, tmp_path: Path) -> None:
    file = tmp_path / "patients.json"
    file.write_text(json.dumps([RECORD, {**RECORD, "patient_id": "SECRET-2", "lvef": "SECRET"}]), encoding="utf-8")
    result = protocol.screen(RECORD)
    held = [
        result,
        result.answers,
        read(file),
        read_batch([file], protocol.knowledge_base.vocabulary, protocol.names),
    ]
    looked_at = [value for one in held for value in _walk(one, set()) if _is_ours(value)]
    assert len({type(value) for value in looked_at}) > 15
    shown = {type(value).__name__: repr(value) for value in looked_at if any(s in repr(value) for s in SECRETS)}
    assert shown == {}


PARTS = ("patient", "explanation", "screening", "screener")


def _modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(hn2301_asp.__path__, "hn2301_asp."):
        if found.name.split(".")[1] in PARTS:
            yield importlib.import_module(found.name)


#: What holds names of the protocol and no value of a patient.
WITHOUT_DATA = {"CircuitIndex"}


@pytest.mark.parametrize("part", PARTS)
def test_every_struct_there_is_private(part: str) -> None:
    structs = {
        value
        for module in _modules()
        if module.__name__.split(".")[1] == part
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, msgspec.Struct) and value.__module__ == module.__name__
    }
    assert structs
    open_ones = {s.__name__ for s in structs if not issubclass(s, Private) and s.__repr__ is msgspec.Struct.__repr__}
    assert open_ones - WITHOUT_DATA == set()
