"""Recomputing a recorded decision from nothing but its record, and saying what differs and why.

A digest tells that a file was changed by accident or by hand; it is no signature, since whoever
changes a file can make its digests anew. What is recomputed does not rest on them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hn2301_asp.decision.compare import Difference, differences, result_differences
from hn2301_asp.decision.model import PARTS, DecisionRecord, Entry, part_digests, whole_digest
from hn2301_asp.decision.reading import knowledge_base_files, read_record
from hn2301_asp.decision.values import from_json
from hn2301_asp.explanation.answers.answer import LIMIT, MOST_SETS
from hn2301_asp.report.patient.data import result_data, versions
from hn2301_asp.report.patient.verdict import turns_on
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.private import Private

if TYPE_CHECKING:
    from hn2301_asp.screener import Explained, Screener


class Today(Private, frozen=True):
    """What another knowledge base says of a recorded patient.

    ``problem`` says why it says nothing; ``changed`` names criteria with their status then and now, and
    ``turns_on`` what the verdict turns on.
    """

    patient: str
    stored: str
    verdict: str | None
    changed: tuple[tuple[str, str, str], ...] = ()
    problem: str | None = None
    turns_on: tuple[str, ...] = ()


class Verification(Private, frozen=True):
    """What became of recomputing a record.

    ``altered`` names the parts that no longer fit their digests; ``added`` holds what other
    versions say and the record does not, which contradicts nothing in it; ``today`` is empty
    where no other knowledge base was asked.
    """

    record: DecisionRecord
    altered: tuple[str, ...]
    differences: tuple[Difference, ...]
    added: tuple[Difference, ...]
    versions: Mapping[str, str]
    verdicts: tuple[str, ...]
    today: tuple[Today, ...] = ()
    today_base: str | None = None
    left_readings: tuple[str, ...] = ()

    @property
    def identical(self) -> bool:
        """Whether the file is as it was made, and everything in it comes out again."""
        return not self.altered and not self.differences

    @property
    def other_versions(self) -> bool:
        return dict(self.versions) != self.record.versions


#: What a result has said since the first version: of these none may be missing.
FIRST_FIELDS = frozenset(
    {
        "patient",
        "scope",
        "verdict",
        "criteria",
        "blocking",
        "clash",
        "missing",
        "depends_on_reading",
        "remarks",
        "provenance",
        "id",
        "status",
        "blocked_by",
        "rule",
        "because",
        "readings",
        "input_digest",
        "kb_digest",
    }
)


def verify(path: Path, today: Screener | None = None) -> Verification:
    """The recorded decisions of a file, recomputed; ``today`` is another knowledge base to ask.

    Raises InputError where the file is no record, or its knowledge base cannot be used.
    """
    record, data = read_record(path)
    protocol = _protocol(record, str(path))
    altered = _altered(record, data)
    found = list(_base_differences(record, protocol))
    verdicts: list[str] = []
    for number, entry in enumerate(record.patients):
        found += _recomputed(protocol, record, entry, f"patients[{number}]", verdicts)
    now = versions()
    # Only where the results are as they were made can a field be one that was not known then.
    lenient = now != record.versions and PARTS["results"] not in altered
    told, asked, left = _asked(today, record, protocol)
    return Verification(
        record,
        altered,
        tuple(d for d in found if not (lenient and _later_field(d))),
        tuple(d for d in found if lenient and _later_field(d)),
        now,
        tuple(verdicts),
        told,
        asked,
        left,
    )


def _protocol(record: DecisionRecord, file: str) -> Screener:
    from hn2301_asp.loader import load_foreign

    try:
        return load_foreign(knowledge_base_files(record))
    except InputError as error:
        made, now = record.versions.get("hn2301_asp", "an unknown version"), versions()["hn2301_asp"]
        message = "the knowledge base in the record cannot be used"
        message += f": hn2301_asp {now} refuses it, the record was made with {made}" if made != now else ""
        raise InputError([Finding("record-base", message, Place(file)), *error.findings]) from None


def _altered(record: DecisionRecord, data: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts whose digests are not those that the file names."""
    found = part_digests(data)
    altered = [words for name, words in PARTS.items() if record.digests.get(name) != found[name]]
    if not altered and (whole_digest(data) != record.digest or set(record.digests) != set(PARTS)):
        altered = ["the digests"]
    return tuple(altered)


def _base_differences(record: DecisionRecord, protocol: Screener) -> Sequence[Difference]:
    stored, loaded = record.knowledge_base, protocol.knowledge_base
    said = {"id": stored.id, "version": stored.version, "digest": stored.digest}
    found = {"id": loaded.id, "version": loaded.version, "digest": loaded.digest}
    return list(differences(said, found, "knowledge_base", None))


def _recomputed(
    protocol: Screener, record: DecisionRecord, entry: Entry, path: str, verdicts: list[str]
) -> list[Difference]:
    name = _name(entry)
    try:
        result = _screened(protocol, entry, record.readings)
    except InputError as error:
        why = "; ".join(finding.message for finding in error.findings)
        return [Difference(f"{path}.input", name, "understood when the record was made", f"not understood: {why}")]
    verdicts.append(result.verdict)
    # Through JSON, as the stored one went.
    data = json.loads(json.dumps(result_data(result)))
    digest = result.screening.patient.digest
    return [
        *differences(entry.input_digest, digest, f"{path}.input_digest", name),
        *result_differences(entry.result, data, f"{path}.result", name),
    ]


def _screened(protocol: Screener, entry: Entry, readings: Mapping[str, str]) -> Explained:
    return protocol.screen(from_json(entry.input), readings=readings, limit=_limit(entry))


def _later_field(difference: Difference) -> bool:
    """Whether a difference is a field that only a later version says: no element of a list, and none of the first."""
    name = difference.path.rpartition(".")[2]
    return difference.stored is None and not name.endswith("]") and name not in FIRST_FIELDS


def _limit(entry: Entry) -> int:
    """How many sets of each kind the stored result was to list; the usual number where it does not say."""
    provenance = entry.result.get("provenance")
    limit = provenance.get("limit") if isinstance(provenance, dict) else None
    return limit if type(limit) is int and 0 < limit <= MOST_SETS else LIMIT


def _name(entry: Entry) -> str | None:
    name = entry.result.get("patient")
    return name if isinstance(name, str) else None


def _asked(
    today: Screener | None, record: DecisionRecord, protocol: Screener
) -> tuple[tuple[Today, ...], str | None, tuple[str, ...]]:
    """What the knowledge base of today says, under its defaults and the readings taken on purpose."""
    if today is None:
        return (), None, ()
    defaults, base = protocol.knowledge_base.default_readings(), today.knowledge_base
    taken = {name: value for name, value in record.readings.items() if defaults.get(name) != value}
    known = {n: v for n, v in taken.items() if n in base.readings and v in base.readings[n].values}
    left = tuple(f"{name}={value}" for name, value in taken.items() if name not in known)
    told = tuple(_today(today, entry, known, f"patients[{k}]") for k, entry in enumerate(record.patients))
    return told, f"{base.id} {base.version}, kb {base.digest[:12]}", left


def _today(today: Screener, entry: Entry, readings: Mapping[str, str], path: str) -> Today:
    name, stored = _name(entry) or path, str(entry.result.get("verdict"))
    try:
        result = _screened(today, entry, readings)
    except InputError as error:
        return Today(name, stored, None, problem="; ".join(finding.message for finding in error.findings))
    before, now = _statuses(entry.result), _statuses(result_data(result))
    names = dict.fromkeys([*before, *now])
    changed = [(c, before.get(c, "absent"), now.get(c, "absent")) for c in names]
    different = tuple(entry for entry in changed if entry[1] != entry[2])
    return Today(name, stored, result.verdict, different, turns_on=turns_on(result))


def _statuses(result: Mapping[str, Any]) -> dict[str, str]:
    """The criteria's statuses, as far as a result that may have been altered names them."""
    criteria = result.get("criteria")
    entries = criteria if isinstance(criteria, list) else []
    return {str(e.get("id")): str(e.get("status")) for e in entries if isinstance(e, dict)}
