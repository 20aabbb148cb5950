"""Reading the record of a decision: a file that anybody may have written, so nothing of it is believed.

What is not such a record is refused with a finding that names where and what was expected. The
knowledge base in it gets no further than the texts of its files; these never reach a disk.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

import msgspec

from hn2301_asp.decision.model import FORMAT, DecisionRecord
from hn2301_asp.knowledge.files import LARGEST_FILE, SUFFIXES, KnowledgeBaseFiles, digest
from hn2301_asp.patient.readers.files import read_text, require_file
from hn2301_asp.patient.readers.nested import deeper_than
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.limits import MAX_DOCUMENT_BYTES, MAX_NUMBER_CHARACTERS
from hn2301_asp.source.text import at_offset, clip, quoted

#: Lists and objects within one another. An explanation nests as deeply as the rules do.
MAX_DEPTH: Final = 200
_HELP: Final = "`--record` of `hn2301 explain` and `hn2301 screen` makes records of decisions"
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")


def read_record(path: Path) -> tuple[DecisionRecord, dict[str, Any]]:
    """The record in a file, and the same as plain data; raises InputError."""
    require_file(path, MAX_DOCUMENT_BYTES)
    file = str(path)
    data = _parsed(read_text(path), file)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        found = data.get("format") if isinstance(data, dict) else None
        message = f"the format is {quoted(found)}" if isinstance(found, str) else "the file names no format"
        raise _refused(file, f"{message}, expected `{FORMAT}`", "format", _HELP)
    try:
        record = msgspec.convert(data, type=DecisionRecord)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at ")
        field = where.strip("`").removeprefix("$").removeprefix(".") or None
        raise _refused(file, message[:1].lower() + message[1:], field, _HELP) from None
    if not record.patients:
        raise _refused(file, "expected at least one patient", "patients", _HELP)
    if PurePosixPath(record.knowledge_base.name).name != record.knowledge_base.name:
        raise _refused(file, "expected the name of a folder, without a path", "knowledge_base.name")
    findings = list(_file_findings(record.knowledge_base.files, file))
    if findings:
        raise InputError(findings)
    return record, data


def knowledge_base_files(record: DecisionRecord) -> KnowledgeBaseFiles:
    """The knowledge base's files, with the digest that they really have."""
    base = record.knowledge_base
    return KnowledgeBaseFiles(base.name, base.files, digest(base.files))


def _refused(file: str, message: str, field: str | None, help: str | None = None) -> InputError:
    where = clip(field) if field is not None else None
    return InputError(Finding("record-format", message, Place(file, field=where), help=help))


def _file_findings(files: dict[str, str], file: str) -> Iterator[Finding]:
    for name, text in files.items():
        if not name.isprintable() or "\\" in name or any(part[:1] in ("", ".") for part in name.split("/")):
            message = f"{quoted(name)} is no path inside a knowledge base"
            help = "a path is relative, and no part of it is empty or begins with a dot"
            yield Finding("record-path", message, Place(file, field="knowledge_base.files"), help=help)
        elif PurePosixPath(name).suffix not in SUFFIXES:
            message = f"{quoted(name)} is no file of a knowledge base"
            help = f"its files end in {', '.join(sorted(SUFFIXES))}"
            yield Finding("record-path", message, Place(file, field="knowledge_base.files"), help=help)
        elif len(text) > LARGEST_FILE:
            message = f"{quoted(name)} is larger than {LARGEST_FILE} characters"
            yield Finding("record-path", message, Place(file, field="knowledge_base.files"))
    if "protocol.yaml" not in files:
        yield Finding("record-path", "the knowledge base holds no protocol.yaml", Place(file), help=_HELP)


def _parsed(text: str, file: str) -> Any:
    """The JSON of a text: strict, and with numbers that exist."""

    def fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) != len(pairs):
            twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
            raise _refused(file, "a field is written twice in one object", twice)
        return values

    def whole(digits: str) -> int:
        if len(digits) > MAX_NUMBER_CHARACTERS:
            raise _refused(file, f"the number {quoted(digits)} has too many digits", None)
        return int(digits)

    def fraction(digits: str) -> float:
        number = float(digits) if len(digits) <= MAX_NUMBER_CHARACTERS else math.inf
        if not math.isfinite(number):
            raise _refused(file, f"the number {quoted(digits)} has too many digits or too large an exponent", None)
        return number

    def constant(word: str) -> Any:
        raise _refused(file, f"`{word}` is not a value", None)

    try:
        data = json.loads(
            text, object_pairs_hook=fields, parse_int=whole, parse_float=fraction, parse_constant=constant
        )
    except json.JSONDecodeError as error:
        place = at_offset(file, text, min(error.pos, max(len(text.rstrip()) - 1, 0)), near=True)
        message = f"this is no record of a decision, or one that was cut off: {error.msg[:1].lower() + error.msg[1:]}"
        raise InputError(
            Finding("json-syntax", message, place, help="name the whole file that `screen --record` wrote")
        ) from None
    except RecursionError:
        data = None
        deep = True
    else:
        deep = deeper_than(data, MAX_DEPTH)
    if deep:
        raise _refused(file, f"lists and objects stand more than {MAX_DEPTH} deep within one another", None)
    if _HALF.search(text) and not _is_text(data):
        raise _refused(file, "a text holds half a character", None)
    return data


def _is_text(data: Any) -> bool:
    """Whether every text is one of Unicode: an escape can be half of a pair."""
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
