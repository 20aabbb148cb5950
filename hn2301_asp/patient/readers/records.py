"""What a reader hands on: raw records with their places, and the rows that had to be left out.

The one field name that readers know is `patient_id`, to name the patient in places. This module
must not know the vocabulary, units, or any format.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal

from hn2301_asp.patient.readers.files import fail
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.limits import MAX_RECORDS
from hn2301_asp.source.private import Private
from hn2301_asp.source.scalars import Answer
from hn2301_asp.source.text import clip

PATIENT_FIELD: Final = "patient_id"

Custom = Literal["point", "comma", "open"]
"""The decimal sign that texts of a kind of file have by custom; `open` where both are usual."""

Rejection = tuple[Place, tuple[Finding, ...]]
"""A row that cannot be screened, and everything that is wrong with it."""


class RawRecord(Private, frozen=True):
    """One patient's fields as they were written, and where they stand.

    A value is text (stripped, never empty), an int, a Decimal, a bool or an `Answer`, None for what is
    empty, or a list or dict of these. Nothing is converted or checked for meaning.
    ``place.row`` counts from 1: the row of the spreadsheet, its header included, or the position
    in a list of records; it is None for a file that holds a single record.
    """

    values: Mapping[str, object]
    place: Place


class Reading(Private, frozen=True):
    """One file's records in their order, the rows that were rejected, in theirs, and remarks on the whole file.

    ``sheet`` is the worksheet that was read, where the file is a workbook.
    """

    records: tuple[RawRecord, ...]
    rejected: tuple[Rejection, ...]
    is_table: bool
    notes: tuple[Finding, ...] = ()
    custom: Custom = "point"
    sheet: str | None = None


def require_count(number: int, file: str) -> None:
    """Returns when a file may have that many records; refuses the file otherwise."""
    if number > MAX_RECORDS:
        fail("too-many-records", f"the file has more than {MAX_RECORDS:,} records", file, "split the file into several")


def patient_of(value: object) -> str | None:
    """The patient's name as places show it, or None when the value names nobody."""
    if isinstance(value, bool | Answer) or not isinstance(value, str | int | Decimal):
        return None
    return clip(str(value)) or None
