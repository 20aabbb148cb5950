"""The parts of a decision's record, as they stand in its file, and the digests over them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from hn2301_asp.source.private import Private
from hn2301_asp.source.sha256 import sha256

FORMAT: Final = "hn2301 decision record 1"

#: What stands in every record, so that nobody takes it for more than it is.
NOTICE: Final = (
    "this record is no electronic signature: who, when, meaning and the investigator's decision are typed by the user"
    " and not authenticated, and no system time was read; it is a worksheet beside the source documents and no"
    " part of them; it is never overwritten, and a correction is a new record that cites this one's digest"
)

CORRECTION: Final = "give the record a name of its own; a correction cites the old digest: --corrects DIGEST"

#: The parts that have a digest of their own, so that an altered file says where; and their names.
PARTS: Final[Mapping[str, str]] = {
    "made": "who, when and meaning",
    "inputs": "the patients' input",
    "results": "the results",
    "readings": "the readings",
    "knowledge_base": "the knowledge base",
    "versions": "the versions",
}
_BEGINNING: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"format"\s*:\s*"hn2301 decision record ')
#: What is filled in later, and what the digest cannot be made of.
_OUTSIDE: Final = ("investigator", "digest")


class Made(Private, frozen=True, forbid_unknown_fields=True):
    """Who made the record, when and to say what, in the caller's words: no clock is read."""

    who: str | None
    when: str | None
    meaning: str | None


class Investigator(Private, frozen=True, forbid_unknown_fields=True):
    """The investigator's own decision: empty until a person fills it in."""

    decision: str | None
    by: str | None
    date: str | None
    reason: str | None


class Entry(Private, frozen=True, forbid_unknown_fields=True):
    """A patient: the record as it was read, and everything that was said of it."""

    input: dict[str, Any]
    input_digest: str
    result: dict[str, Any]


class Base(Private, frozen=True, forbid_unknown_fields=True):
    """The knowledge base itself: its files by their path in it. ``name`` is its folder's name."""

    id: str
    version: str
    name: str
    digest: str
    files: dict[str, str]


class DecisionRecord(Private, frozen=True, forbid_unknown_fields=True):
    """The whole record. ``digest`` covers everything but itself and the investigator's section."""

    format: str
    made: Made
    investigator: Investigator
    patients: list[Entry]
    readings: dict[str, str]
    knowledge_base: Base
    versions: dict[str, str]
    digests: dict[str, str]
    digest: str
    #: What the record is not, in words; records of earlier versions do not say so.
    notice: str = ""
    #: The digest of the record that this one corrects.
    corrects: str | None = None


def is_record(content: bytes) -> bool:
    """Whether a file's bytes begin as a record's do, of any version of the format."""
    return _BEGINNING.match(content) is not None


def part_digests(data: Mapping[str, Any]) -> dict[str, str]:
    """The digest of each part of a record."""
    patients = data["patients"]
    parts = {
        **data,
        "inputs": [[entry["input"], entry["input_digest"]] for entry in patients],
        "results": [entry["result"] for entry in patients],
    }
    return {name: _sha256(parts[name]) for name in PARTS}


def whole_digest(data: Mapping[str, Any]) -> str:
    """The digest of a record, its parts' digests included."""
    return _sha256({name: part for name, part in data.items() if name not in _OUTSIDE})


def _sha256(data: Any) -> str:
    return sha256(canonical(data).encode()).hexdigest()


def canonical(data: Any) -> str:
    """JSON without blank space, in ASCII; fields stay in their order, which a record's reader may see."""
    return json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
