"""Recomputing a recorded decision from nothing but its record, and saying what differs and why.

A digest tells that a file was changed by accident or by hand; it is no signature, since whoever
changes a file can make its digests anew. What is recomputed does not rest on them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hn2301_asp.decision.changes import Reason, reasons_of, reasons_of_words, unexplained
from hn2301_asp.decision.compare import Difference, differences, result_differences
from hn2301_asp.decision.model import PARTS, DecisionRecord, Entry, part_digests, whole_digest
from hn2301_asp.decision.outcome import Asked, Outcome, ask, name_of, outcome, screened
from hn2301_asp.decision.reach import Compared
from hn2301_asp.decision.reading import knowledge_base_files, read_record
from hn2301_asp.report.patient.data import result_data, versions
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.private import Private

if TYPE_CHECKING:
    from hn2301_asp.screener import Explained, Screener


class Verification(Private, frozen=True):
    """What became of recomputing a record.

    ``altered`` names the parts that no longer fit their digests; ``added`` holds what other
    versions say and the record does not, which contradicts nothing in it. ``reasons`` are the changes of the
    software that explain what differs, and ``unexplained`` what none of them does. ``today`` is None where no
    other knowledge base was asked.
    """

    record: DecisionRecord
    altered: tuple[str, ...]
    differences: tuple[Difference, ...]
    added: tuple[Difference, ...]
    versions: Mapping[str, str]
    outcomes: tuple[Outcome, ...]
    reasons: tuple[Reason, ...] = ()
    today: Asked | None = None

    @property
    def identical(self) -> bool:
        """Whether the file is as it was made, and everything in it comes out again."""
        return not self.altered and not self.differences

    @property
    def other_versions(self) -> bool:
        return dict(self.versions) != self.record.versions

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        return unexplained(self.differences, self.reasons)

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The verdicts on the patients who are understood."""
        return tuple(outcome.verdict for outcome in self.outcomes if outcome.verdict is not None)


#: The name of the software among the versions.
PROGRAM = "hn2301_asp"
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


#: Lists whose entries each stand for themselves: one more contradicts none of the others.
SPOKEN = frozenset({"margins", "borderline", "remarks"})


def verify(path: Path, today: Screener | None = None) -> Verification:
    """The recorded decisions of a file, recomputed; ``today`` is another knowledge base to ask.

    Raises InputError where the file is no record, or its knowledge base cannot be used.
    """
    record, data = read_record(path)
    protocol = _protocol(record, str(path))
    altered = _altered(record, data)
    found = list(_base_differences(record, protocol))
    outcomes: list[Outcome] = []
    recomputed: list[tuple[Entry, Explained, str]] = []
    made, now = record.versions, versions()
    for number, entry in enumerate(record.patients):
        path_of = f"patients[{number}]"
        result = _recomputed(protocol, record, entry, path_of, found, outcomes)
        if result is not None:
            recomputed.append((entry, result, f"{path_of}.result"))
    # Only where the results are as they were made can a field be one that was not known then.
    lenient = now != made and PARTS["results"] not in altered
    differences = tuple(d for d in found if not (lenient and _later_field(d)))
    reasons: list[Reason] = []
    for entry, result, path_of in recomputed:
        of_it = tuple(d for d in differences if d.path.startswith(f"{path_of}."))
        if of_it:
            compared = Compared(entry.result, result, path_of, of_it)
            vocabulary = protocol.knowledge_base.vocabulary
            reasons += reasons_of(result.screening.patient, vocabulary, made.get(PROGRAM, ""), compared)
    reasons += reasons_of_words(unexplained(differences, reasons), made.get(PROGRAM, ""))
    return Verification(
        record,
        altered,
        differences,
        tuple(d for d in found if lenient and _later_field(d)),
        now,
        tuple(outcomes),
        tuple(reasons) if lenient else (),
        ask(today, record, protocol) if today is not None else None,
    )


def _protocol(record: DecisionRecord, file: str) -> Screener:
    from hn2301_asp.loader import load_foreign

    try:
        return load_foreign(knowledge_base_files(record))
    except InputError as error:
        made, now = record.versions.get(PROGRAM, "an unknown version"), versions()[PROGRAM]
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
    protocol: Screener, record: DecisionRecord, entry: Entry, path: str, found: list[Difference], told: list[Outcome]
) -> Explained | None:
    """The patient's result now, None where the input is not understood; what differs is put to ``found``."""
    name = name_of(entry)
    result = screened(protocol, entry, record.readings)
    told.append(outcome(entry, path, result))
    if isinstance(result, InputError):
        why = f"not understood: {told[-1].problem}"
        found.append(Difference(f"{path}.input", name, "understood when the record was made", why))
        return None
    # Through JSON, as the stored one went.
    data = json.loads(json.dumps(result_data(result)))
    found += differences(entry.input_digest, result.screening.patient.digest, f"{path}.input_digest", name)
    found += result_differences(entry.result, data, f"{path}.result", name)
    return result


def _later_field(difference: Difference) -> bool:
    """Whether a difference is something that only a later version says, and none of what the first one said."""
    name, bracket, _ = difference.path.rpartition(".")[2].partition("[")
    spoken = name in SPOKEN if bracket else name not in FIRST_FIELDS
    return difference.stored is None and spoken
