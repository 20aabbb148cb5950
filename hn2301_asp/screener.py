"""A loaded protocol that screens patients, and a screened patient with the explanation.

It keeps the texts that it was loaded from for those who ask, and opens no file; it knows no report. What explains
is imported when an explanation is asked for: amendments are judged without.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from hn2301_asp.explanation.answers.answers import Answers, ReadingEffect
from hn2301_asp.explanation.answers.tools import Tools, make_tools
from hn2301_asp.explanation.why.index import CircuitIndex, index_circuit
from hn2301_asp.explanation.why.tree import CriterionAccount
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.patient.decimals import with_separator
from hn2301_asp.patient.doors import doors_of, through, unknown_names
from hn2301_asp.patient.fields import spellings
from hn2301_asp.patient.foreign import plain_record
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.numerals import Separator
from hn2301_asp.patient.problems import shown
from hn2301_asp.patient.record import read_patient
from hn2301_asp.screening import CriterionStatus, OtherReading, Screening, Verdict, check_readings, screen, verdict_of
from hn2301_asp.solver.ground import Circuit, ground
from hn2301_asp.solver.minimal import LIMIT, MOST_SETS
from hn2301_asp.solver.space import Space
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.lists import listed
from hn2301_asp.source.private import Private
from hn2301_asp.versions.opened import Opened


class Explained(Private, frozen=True, dict=True):
    """One patient's screening with its explanation.

    ``verdict`` is eligible (every completion of what is unknown meets every criterion),
    ineligible (none does), undetermined, or contradictory (``clash`` names the facts).
    """

    protocol: Screener
    screening: Screening
    limit: int = LIMIT

    def __repr__(self) -> str:
        """No patient's data: results end up in logs."""
        return f"<{type(self).__name__} {self.screening.verdict}>"

    @property
    def base(self) -> KnowledgeBase:
        """The knowledge base under which the patient was screened."""
        return self.protocol.knowledge_base

    @property
    def verdict(self) -> Verdict:
        return self.screening.verdict

    @property
    def criteria(self) -> dict[str, CriterionStatus]:
        """The status of every criterion: met, not_met, unknown or not_applicable."""
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
    def accounts(self) -> tuple[CriterionAccount, ...]:
        """Why each criterion is as it is, rule by rule: worked out when first asked for."""
        from hn2301_asp.explanation.why.account import explain

        return explain(self.protocol.space, self.protocol.index, self.screening)

    @cached_property
    def effects(self) -> tuple[ReadingEffect, ...]:
        """What other readings of the text would make of the patient: worked out when first asked for."""
        if "answers" in self.__dict__:
            return self.answers.readings
        from hn2301_asp.explanation.answers.answer import effects

        return effects(self.protocol.tools, self.screening)

    @cached_property
    def telling(self) -> tuple[CriterionAccount, ...]:
        """The accounts that tables tell of: of the first criterion that blocks, and of those that are open."""
        if "accounts" in self.__dict__:
            return self.accounts
        from hn2301_asp.explanation.why.account import explain

        statuses = self.screening.statuses
        wanted = {*self.blocking[:1], *(name for name, status in statuses.items() if status == "unknown")}
        return explain(self.protocol.space, self.protocol.index, self.screening, wanted) if wanted else ()

    @cached_property
    def others(self) -> tuple[OtherReading, ...]:
        """The other readings of ``effects``, without the rules that block then."""
        from hn2301_asp.explanation.answers.answer import others

        return others(self.protocol.tools, self.screening)

    @cached_property
    def answers(self) -> Answers:
        """What blocks, what would help and from which day, what would decide, what lies at a limit.

        Worked out when first asked for. Nothing of it is advice to change treatment.
        """
        from hn2301_asp.explanation.answers.answer import answer

        return answer(self.protocol.tools, self.screening, self.limit)


class Screener:
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
        #: What `hn2301 check` has to say of it, where it was vetted.
        self.findings: tuple[Finding, ...] = ()
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

    def patient(
        self, record: Mapping[str, Any], place: Place | None = None, *, decimal: Separator | None = None
    ) -> Patient:
        """The patient that a record describes; raises InputError with every finding.

        A record is a mapping of fields, or a row of a table of pandas; NaN and NA are unknown.
        ``decimal`` is the sign before the decimals in texts that can be read in two ways (`1,020`).
        """
        vocabulary, place = self.knowledge_base.vocabulary, place or Place()
        [marked] = with_separator([plain_record(record, place)], vocabulary, self.names, decimal)
        try:
            return read_patient(marked, vocabulary, self.names, place)
        except InputError as error:
            raise InputError((*error.findings, *self.by_doors(marked, place))) from None

    def by_doors(self, record: Mapping[str, Any], place: Place) -> tuple[Finding, ...]:
        """What a record that names unknown drugs would be, were they what each door takes in.

        A remark under the default readings; empty where no drug is unknown, or the record is refused for more.
        """
        vocabulary = self.knowledge_base.vocabulary
        unknown = unknown_names(record, vocabulary, self.names)
        doors = dict.fromkeys(door.name for family in unknown.values() for door in doors_of(family))
        if not unknown or not doors:
            return ()
        told: list[str] = []
        for door in doors:
            opened = through(vocabulary, door, tuple(unknown))
            try:
                patient = read_patient(record, opened, spellings(opened), place)
            except InputError:
                return ()
            verdict = verdict_of(self.space, patient, self.knowledge_base.default_readings())
            told.append(f"as `{door}` {'' if told else 'the verdict would be '}{verdict}")
        message = f"with {listed([f'`{shown(name)}`' for name in unknown])} {', '.join(told)}"
        return (Finding("unknown-drug", message, place, "remark"),)

    def screen(
        self,
        record: Mapping[str, Any] | Patient,
        *,
        readings: Mapping[str, str] | None = None,
        place: Place | None = None,
        limit: int = LIMIT,
        decimal: Separator | None = None,
    ) -> Explained:
        """The verdict on one patient, with the rules, words and values that block inclusion.

        ``readings`` replaces defaults; ``limit`` bounds each list of sets in ``answers``; ``decimal``
        is the sign before the decimals in texts that can be read in two ways (`1,020`). Raises
        InputError where the record is not understood, ValueError for such a limit.
        """
        if not 1 <= limit <= MOST_SETS:
            raise ValueError(f"limit is {limit}; from 1 to {MOST_SETS} sets can be listed")
        chosen = check_readings(self.knowledge_base, readings or {})
        patient = record if isinstance(record, Patient) else self.patient(record, place, decimal=decimal)
        screening = screen(self.space, patient, chosen)
        return Explained(self, screening, limit)

    def verdict(self, record: Mapping[str, Any] | Patient, *, readings: Mapping[str, str] | None = None) -> Verdict:
        """The verdict alone, without an explanation."""
        chosen = check_readings(self.knowledge_base, readings or {})
        patient = record if isinstance(record, Patient) else self.patient(record)
        return verdict_of(self.space, patient, chosen)
