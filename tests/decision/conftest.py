"""Records of decisions to look at, and to spoil."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.decision import make_record, record_bytes
from hn2301_asp.decision.model import part_digests, whole_digest
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base

Data = dict[str, Any]
Record = Callable[..., Data]
Put = Callable[[Data], Path]


@pytest.fixture(scope="session")
def files() -> KnowledgeBaseFiles:
    return read_files(shipped_knowledge_base())


@pytest.fixture
def record(protocol: Protocol, files: KnowledgeBaseFiles) -> Record:
    """The record of patients that differ from the typical one, as plain data read from its bytes."""

    def make(*changes: Data, readings: dict[str, str] | None = None, **made: str) -> Data:
        typical = protocol.knowledge_base.vocabulary.typical
        results = [
            protocol.screen({**typical, "patient_id": f"P-{number}", **change}, readings=readings)
            for number, change in enumerate(changes, 1)
        ]
        data: Data = json.loads(record_bytes(make_record(results, files, **made)))
        return data

    return make


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a record's data as its file."""

    def write(data: Data) -> Path:
        path = tmp_path / "decision.json"
        path.write_bytes(record_bytes(data))
        return path

    return write


def with_new_digests(data: Data) -> Data:
    """The data as somebody would leave them who knows how the digests are made."""
    data["digests"] = part_digests(data)
    data["digest"] = whole_digest(data)
    return data


def texts(value: Any) -> Iterator[str]:
    """Every text in some data, names of fields included."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value
