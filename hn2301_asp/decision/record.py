"""Making the record of a decision: plain data, the same bytes for the same decision.

No clock, name or place of a machine enters it: who, when and meaning are the caller's words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from hn2301_asp.decision.model import CORRECTION, FORMAT, NOTICE, part_digests, whole_digest
from hn2301_asp.decision.values import as_json, from_json
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, carries_meaning
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.scores import with_scores
from hn2301_asp.report.patient.data import result_data, to_json, versions
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.limits import MAX_DOCUMENT_BYTES
from hn2301_asp.source.outputs import held, write_whole
from hn2301_asp.source.text import megabytes, quoted

if TYPE_CHECKING:
    from hn2301_asp.screener import Explained, Screener


_DIGEST = re.compile(r"[0-9a-f]{64}")


def make_record(
    results: Sequence[Explained],
    files: KnowledgeBaseFiles,
    *,
    who: str | None = None,
    when: str | None = None,
    meaning: str | None = None,
    corrects: str | None = None,
) -> dict[str, Any]:
    """The record of one decision, or of several that were made together.

    ``files`` are those of the knowledge base that gave the results, and the results stand under
    the same readings. ``corrects`` is the whole digest of an earlier record.
    Raises InputError where the record could not be verified later.
    """
    if not results:
        raise InputError(Finding("no-patient", "no patient was screened: there is no decision to record"))
    if corrects is not None and not _DIGEST.fullmatch(corrects):
        message = f"{quoted(corrects)} is no digest of a record"
        raise InputError(Finding("record-corrects", message, help="it has 64 digits and letters; `verify` shows it"))
    protocol, readings = results[0].protocol, dict(results[0].screening.readings)
    base = protocol.knowledge_base
    if any(r.protocol.knowledge_base.digest != files.digest or dict(r.screening.readings) != readings for r in results):
        message = "the results are not all of this knowledge base and of the same readings"
        raise InputError(Finding("record-base", message, help="screen the patients anew"))
    data: dict[str, Any] = {
        "format": FORMAT,
        "notice": NOTICE,
        "corrects": corrects,
        "made": {"who": who, "when": when, "meaning": meaning},
        "investigator": {"decision": None, "by": None, "date": None, "reason": None},
        "patients": [
            {
                "input": _input(result.screening.patient, protocol),
                "input_digest": result.screening.patient.digest,
                "result": result_data(_as_recorded(result)),
            }
            for result in results
        ],
        "readings": readings,
        "knowledge_base": {
            "id": base.id,
            "version": base.version,
            "name": PurePath(base.root).name,
            "digest": base.digest,
            "files": {name: text for name, text in files.texts.items() if carries_meaning(name)},
        },
        "versions": versions(),
    }
    data["digests"] = part_digests(data)
    data["digest"] = whole_digest(data)
    return data


def _as_recorded(result: Explained) -> Explained:
    """The result with places in the files as they are recorded: whose file a line came from is not."""
    import copy

    plain = copy.copy(result.protocol)
    plain.opened = None
    return replace(result, protocol=plain)


def record_bytes(data: dict[str, Any]) -> bytes:
    """The record's file; raises InputError where nobody could read it again."""
    try:
        content = to_json(data).encode()
    except UnicodeEncodeError:
        raise InputError(Finding("record-text", "a text holds half a character", help="write it anew")) from None
    if len(content) > MAX_DOCUMENT_BYTES:
        size, most = megabytes(len(content)), megabytes(MAX_DOCUMENT_BYTES)
        message = f"the record of {len(data['patients'])} patients has {size}; at most {most} can be verified"
        raise InputError(Finding("record-too-large", message, help="record fewer patients at once"))
    return content


def save_record(data: dict[str, Any], path: Path) -> None:
    """Writes a record's file; one that is already there stays, unless it is the very same.

    It may hold the investigator's decision, or be the only record of what was said then.
    """
    content = record_bytes(data)
    before = held(path)
    if before and before != content:
        message, help = "another decision is recorded in this file already", CORRECTION
        raise InputError(Finding("record-exists", message, Place(str(path)), help=help))
    write_whole(path, content)


def _input(patient: Patient, protocol: Screener) -> dict[str, Any]:
    """The input as JSON, read again before it is believed."""
    data = as_json(patient.record)
    first, again = protocol.patient(patient.record), protocol.patient(from_json(data))
    # A caller's own mapping may have changed since it was screened, or more be known of the patient than it says.
    screened = replace(with_scores(first, protocol.space), place=patient.place)
    if screened != patient or replace(again, record=patient.record) != first:
        message = "the patient's input cannot be recorded: written down and read again it says something else"
        raise InputError(Finding("record-input", message, Place(patient=patient.id)))
    return data
