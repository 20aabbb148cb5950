"""Reading JSON Lines: a record a line, each as a record of a JSON file is read.

A line that is broken is one bad row: the next line begins anew. No line is shown in a message, as nobody knows which
of its values are names. This module must not know the vocabulary or units.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from hn2301_asp.patient.readers import nested
from hn2301_asp.patient.readers.files import encoding_of, fail, require_file
from hn2301_asp.patient.readers.identity import Identifies
from hn2301_asp.patient.readers.json_file import parse
from hn2301_asp.patient.readers.records import RawRecord, Reading, Rejection, require_count
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.limits import MAX_CSV_BYTES, MAX_ROW_CHARACTERS

_UTF_8: Final = ("utf-8", "utf-8-sig")


def read(path: Path, identifies: Identifies) -> Reading:
    """The records of a file of JSON Lines; raises InputError where it cannot be read to its end."""
    require_file(path, MAX_CSV_BYTES)
    found = list(entries(path, str(path), identifies))
    records = tuple(one for one in found if isinstance(one, RawRecord))
    return Reading(records, tuple(one for one in found if not isinstance(one, RawRecord)), is_table=False)


def entries(path: Path, file: str, identifies: Identifies) -> Iterator[RawRecord | Rejection]:
    """The same one by one, in memory that does not grow with the file; ``file`` is what it is called in places."""
    with path.open("rb") as stream:
        encoding = encoding_of(stream.read(4))
        if encoding not in _UTF_8:
            fail("file-encoding", f"the file is {encoding.upper()}; JSON Lines are UTF-8", file, "save it as UTF-8")
        stream.seek(3 if encoding == "utf-8-sig" else 0)
        count, number = 0, 0
        while line := stream.readline(MAX_ROW_CHARACTERS):
            number += 1
            if len(line) >= MAX_ROW_CHARACTERS:
                message = f"the line is longer than {MAX_ROW_CHARACTERS:,} bytes"
                raise InputError(Finding("row-too-long", message, Place(file=file, line=number)))
            if line.isspace():
                continue
            count += 1
            require_count(count, file)
            yield _entry(line, Place(file=file, row=number), identifies)


def _entry(line: bytes, place: Place, identifies: Identifies) -> RawRecord | Rejection:
    try:
        value = parse(line.decode(), place.file or "")
    except UnicodeDecodeError as error:
        message = f"the line is not UTF-8 text: byte 0x{line[error.start]:02X}"
        return place, (Finding("file-encoding", message, place, help="save the file as UTF-8"),)
    except InputError as error:
        return place, tuple(replace(one, place=replace(place, column=None), related=()) for one in error.findings)
    if isinstance(value, dict):
        value = {name: None if identifies(name) else item for name, item in value.items()}
    return nested.entry(value, place)
