"""The public face: load a knowledge base, screen patients, read their results.

Thin: everything here is one call into the modules that do the work.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from hn2301_asp.cache import prepare
from hn2301_asp.diagnostics import Finding, InputError, Place
from hn2301_asp.explanation import CircuitIndex, CriterionAccount, explain, index_circuit
from hn2301_asp.explanation.answer import LIMIT, MOST_SETS, Tools, answer, make_tools
from hn2301_asp.explanation.answers import Answers
from hn2301_asp.ground import Circuit, ground
from hn2301_asp.kb_files import KnowledgeBaseFiles
from hn2301_asp.patient.fields import spellings
from hn2301_asp.patient.record import Patient, read_patient
from hn2301_asp.protocol import Protocol as KnowledgeBase
from hn2301_asp.resources import shipped_knowledge_base
from hn2301_asp.screening import CriterionStatus, Screening, Verdict, check_readings, screen, verdict_of
from hn2301_asp.space import Space

if TYPE_CHECKING:
    from hn2301_asp.versions.opened import Opened


class Result(Struct, frozen=True, dict=True):
    """One patient's screening with its explanation.

    ``verdict`` is eligible (every completion of what is unknown meets every criterion),
    ineligible (none does), undetermined, or contradictory (``clash`` names the facts).
    """

    protocol: Protocol
    screening: Screening
    accounts: tuple[CriterionAccount, ...]
    limit: int = LIMIT

    def __repr__(self) -> str:
        """No patient's data: results end up in logs."""
        return f"<Result {self.screening.verdict}>"

    @property
    def verdict(self) -> Verdict:
        return self.screening.verdict

    @property
    def criteria(self) -> dict[str, CriterionStatus]:
        """The status of every criterion: met, not_met or unknown."""
        return dict(self.screening.statuses)

    @property
    def blocking(self) -> tuple[str, ...]:
        """The criteria that rule the patient out."""
        return self.screening.blocking

    @property
    def clash(self) -> tuple[str, ...]:
        """The facts that contradict each other, where the verdict is contradictory."""
        return self.screening.clash

    @cached_property
    def answers(self) -> Answers:
        """What blocks, what would help and from which day, what would decide, what lies at a limit.

        Worked out when first asked for. Nothing of it is advice to change treatment.
        """
        return answer(self.protocol.tools, self.screening, self.limit)

    def explain(self) -> str:
        """The full account of the patient, as plain text."""
        from hn2301_asp.report.text import account

        return account(self, width=100)

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON-ready data, in the fields of the interface."""
        from hn2301_asp.report.data import result_data

        return result_data(self)


class Protocol:
    """A loaded knowledge base, grounded once, ready to screen any number of patients.

    ``files`` are the texts that it was loaded from, and ``opened`` the version that they are.
    """

    def __init__(
        self,
        knowledge_base: KnowledgeBase,
        circuit: Circuit | None = None,
        *,
        files: KnowledgeBaseFiles | None = None,
        opened: Opened | None = None,
    ) -> None:
        self.files = files
        self.opened = opened
        self.knowledge_base = knowledge_base
        self.space = Space(knowledge_base, circuit or ground(knowledge_base))
        self.names = spellings(knowledge_base.vocabulary)

    @cached_property
    def index(self) -> CircuitIndex:
        """The circuit made ready for explanations."""
        return index_circuit(self.knowledge_base, self.space.circuit)

    @cached_property
    def tools(self) -> Tools:
        """What answering needs, made when first asked for."""
        return make_tools(self.space, self.index)

    def patient(self, record: Mapping[str, Any], place: Place | None = None) -> Patient:
        """The patient that a record describes; raises InputError with every finding."""
        if not isinstance(record, Mapping):
            kind = type(record).__name__
            raise InputError(Finding("no-record", f"a record is a mapping of fields, not a {kind}", place or Place()))
        return read_patient(record, self.knowledge_base.vocabulary, self.names, place or Place())

    def screen(
        self,
        record: Mapping[str, Any] | Patient,
        *,
        readings: Mapping[str, str] | None = None,
        place: Place | None = None,
        limit: int = LIMIT,
    ) -> Result:
        """The verdict on one patient, with the rules, words and values that block inclusion.

        ``readings`` replaces defaults; ``limit`` bounds each list of sets in ``answers``. Raises
        InputError where the record is not understood, ValueError for such a limit.
        """
        if not 1 <= limit <= MOST_SETS:
            raise ValueError(f"limit is {limit}; from 1 to {MOST_SETS} sets can be listed")
        chosen = check_readings(self.knowledge_base, readings or {})
        patient = record if isinstance(record, Patient) else self.patient(record, place)
        screening = screen(self.space, patient, chosen)
        return Result(self, screening, explain(self.space, self.index, screening), limit)

    def verdict(self, record: Mapping[str, Any] | Patient, *, readings: Mapping[str, str] | None = None) -> Verdict:
        """The verdict alone, without an explanation."""
        chosen = check_readings(self.knowledge_base, readings or {})
        patient = record if isinstance(record, Patient) else self.patient(record)
        return verdict_of(self.space, patient, chosen)


def _vet(files: KnowledgeBaseFiles) -> None:
    """Refuses a knowledge base whose rules may not mean what they say: a misspelt name, a loop."""
    from hn2301_asp.check import ABOUT_WORDS, check

    findings = [f for f in check(files) if f.severity == "error" and f.code not in ABOUT_WORDS]
    if findings:
        raise InputError(findings)


def load(path: str | Path | None = None) -> Protocol:
    """The protocol of a version of the knowledge base, or of the one that ships with the package.

    A version is a folder, an amendment's folder (its differences on its base), or
    `git:REV[:PATH]`. Raises InputError with every finding where it cannot be used.
    """
    from hn2301_asp.versions.opening import open_version

    opened = open_version(path if path is not None else shipped_knowledge_base())
    try:
        return load_files(opened.files, opened)
    except InputError as error:
        raise InputError(opened.located(error.findings)) from None


def load_files(files: KnowledgeBaseFiles, opened: Opened | None = None) -> Protocol:
    """The protocol of a knowledge base whose files are at hand, vetted in the same way."""
    prepared = prepare(files, _vet)
    return Protocol(prepared.protocol, prepared.circuit, files=files, opened=opened)
