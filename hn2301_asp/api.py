"""The public face: load a knowledge base, screen patients, read their results, check amendments.

Thin: everything here is one call into the modules that do the work. What renders a result is
imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hn2301_asp.amendment.model import Report
from hn2301_asp.cohort.relaxing.model import Relaxation
from hn2301_asp.cohort.tally.told import Figures, Waiting
from hn2301_asp.comparison.model import Comparison
from hn2301_asp.loader import load_as
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.numerals import Separator
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.screening import Verdict, check_readings
from hn2301_asp.solver.minimal import LIMIT, MOST_SETS
from hn2301_asp.source.diagnostics import InputError, Place
from hn2301_asp.source.lists import counted
from hn2301_asp.source.private import Private

__all__ = ["InputError", "Protocol", "Result", "Results", "Summary", "check_amendments", "compare", "load"]


class Result(Explained, frozen=True, dict=True):
    """A patient's screening with its explanation, as text and as data.

    ``verdict`` is eligible (every completion of what is unknown meets every criterion),
    ineligible (none does), undetermined, or contradictory (``clash`` names the facts).
    """

    protocol: Protocol

    def explain(self) -> str:
        """The full account of the patient, as plain text."""
        from hn2301_asp.report.patient.text import accounts_lines
        from hn2301_asp.report.writers.lines import plain

        return plain(accounts_lines([self], width=100))

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON-ready data, in the fields of the interface."""
        from hn2301_asp.report.patient.data import result_data

        return result_data(self)

    def _repr_html_(self) -> str:
        """The patient's report in a notebook, in a frame of its own: its styles touch nothing else there."""
        from hn2301_asp.report.html import to_html

        return _framed(to_html(self.protocol, [self]))


class Results(tuple[Result, ...]):
    """The results of several patients, as `Results(protocol.screen_many(records))`: a notebook shows one report."""

    def __repr__(self) -> str:
        """No patient's data: results end up in logs."""
        return f"<Results of {counted(len(self), 'patient')}>"

    def to_dict(self) -> list[dict[str, Any]]:
        """The results as JSON-ready data, in their order."""
        return [result.to_dict() for result in self]

    def _repr_html_(self) -> str:
        """The patients' report in a notebook, with a list to search and sort, in a frame of its own."""
        from hn2301_asp.report.html import to_html

        return _framed(to_html(self[0].protocol, self)) if self else "<p>no patient</p>"


class Summary(Private, frozen=True):
    """What a screened table comes to: counts as ranges from what is certain to what is possible (``figures``)."""

    protocol: Protocol
    figures: Figures
    readings: Mapping[str, str]
    next_patients: tuple[Waiting, ...] = ()

    def text(self, width: int = 100) -> str:
        """The summary in lines, the most important first."""
        from hn2301_asp.report.cohort.text import summary_lines
        from hn2301_asp.report.writers.lines import plain

        return plain(summary_lines(self.figures, self.protocol.knowledge_base, width, self.next_patients))

    def to_dict(self) -> dict[str, Any]:
        """The summary as JSON-ready data: ranges are `{"certain": …, "possible": …}`, a hidden number is None."""
        from hn2301_asp.report.cohort.data import summary_data

        return summary_data(self.figures, self.protocol.knowledge_base, self.readings, self.next_patients)

    def to_html(self) -> str:
        """The summary as one page, with its pictures."""
        from hn2301_asp.report.cohort.page import to_html

        return to_html(self.figures, self.protocol.knowledge_base, self.next_patients)

    def to_svg(self, picture: str | None = None) -> str:
        """The picture `flow`, `criteria` or `combinations`, or all of them below one another."""
        from hn2301_asp.report.cohort.page import to_svg

        return to_svg(self.figures, self.protocol.knowledge_base, picture)

    def _repr_html_(self) -> str:
        """The page in a notebook, in a frame of its own: its styles touch nothing else there."""
        return _framed(self.to_html())


class Relaxed(Relaxation, frozen=True):
    """What moving the limits of a protocol would admit of a table's patients, with its reports."""

    def text(self, width: int = 100) -> str:
        """The limits in lines, who admits most first."""
        from hn2301_asp.report.cohort.relax import relax_document
        from hn2301_asp.report.writers.block_text import document_lines
        from hn2301_asp.report.writers.lines import plain

        return plain(document_lines(relax_document(self), width))

    def to_dict(self) -> dict[str, Any]:
        """The limits as JSON-ready data."""
        from hn2301_asp.report.cohort.relax import relax_data

        return relax_data(self)

    def to_html(self) -> str:
        """The limits as one page, with a picture of each curve."""
        from hn2301_asp.report.cohort.relax import relax_html

        return relax_html(self)

    def to_svg(self) -> str:
        """The curves below one another."""
        from hn2301_asp.report.cohort.curves import pictures

        return pictures(self.curves)

    def _repr_html_(self) -> str:
        """The page in a notebook, in a frame of its own: its styles touch nothing else there."""
        return _framed(self.to_html())


class Protocol(Screener):
    """A loaded knowledge base, grounded once, ready to screen any number of patients: made by ``load``."""

    def patient(
        self, record: Mapping[str, Any], place: Place | None = None, *, decimal: Separator | None = None
    ) -> Patient:
        """The patient that a record describes, read and not yet screened; raises InputError with every finding.

        A record is a mapping of fields, or a row of a table of pandas; NaN and NA are unknown.
        ``decimal`` is the sign before the decimals in texts that can be read in two ways (`1,020`).
        """
        return super().patient(record, place, decimal=decimal)

    def verdict(self, record: Mapping[str, Any] | Patient, *, readings: Mapping[str, str] | None = None) -> Verdict:
        """The verdict alone, without an explanation; raises InputError where the record is not understood."""
        return super().verdict(record, readings=readings)

    def screen(
        self,
        record: Mapping[str, Any] | Patient,
        *,
        readings: Mapping[str, str] | None = None,
        place: Place | None = None,
        limit: int = LIMIT,
        decimal: Separator | None = None,
    ) -> Result:
        """The verdict on one patient, with the rules, words and values that block inclusion.

        ``readings`` replaces defaults; ``limit`` bounds each list of sets in ``answers``; ``decimal``
        is the sign before the decimals in texts that can be read in two ways (`1,020`). Raises
        InputError where the record is not understood, ValueError for such a limit.
        """
        screened = super().screen(record, readings=readings, place=place, limit=limit, decimal=decimal)
        return Result(self, screened.screening, limit)

    def screen_many(
        self,
        records: Iterable[Mapping[str, Any] | Patient],
        *,
        readings: Mapping[str, str] | None = None,
        limit: int = LIMIT,
        decimal: Separator | None = None,
        jobs: int = 1,
    ) -> Iterator[Result]:
        """The result of each record, in their order, as ``screen`` gives it; ``jobs`` processes screen.

        Records are taken as results are asked for, some batches ahead where there are several processes; these end with
        the iterator. Raises InputError, which names the record's number from 1 on, when the result of a record is asked
        for that is not understood, and ValueError for such a limit or number of processes.
        """
        from hn2301_asp.tables.many import screenings

        if not 1 <= limit <= MOST_SETS or jobs < 1:
            raise ValueError(f"limit is {limit}, from 1 to {MOST_SETS}; jobs is {jobs}, from 1 on")
        chosen = check_readings(self.knowledge_base, readings or {})
        return (Result(self, one, limit) for one in screenings(self, records, chosen, decimal, jobs))

    def screen_frame(self, frame: Any, *, readings: Mapping[str, str] | None = None, explain: bool = False) -> Any:
        """Each row of a frame as ``screen`` judges it alone: exactly, under missing data too.

        A frame of Polars (eager or lazy), pandas, PyArrow, PySpark or a relation of DuckDB, its columns named as a
        table's, the unit in brackets behind the name; the same kind comes back, a row for each row, with the columns
        about the record (`patient_id`), ``verdict``, a column for each criterion, ``blocking`` (the criteria that rule
        the patient out, with `;` between them) and ``error``. Where a row is not understood, or its patient_id is
        missing or stands twice, ``error`` says what is wrong, ``blocking`` is empty and the rest null; statuses are
        null of a contradictory record, too. A field that is no column is unknown for all; a column that says who
        somebody is (`name`) is left out. Lazy frames of Polars and relations of DuckDB are worked out now, a batch in
        memory at a time; the answers to a relation are one of the same connection. A DataFrame of PySpark is judged on
        its workers when its answers are asked for; only the patient_ids are counted now, in one aggregation. Raises
        InputError where a heading names no field; a unit in it that the field cannot have is told in ``error``.

        With ``explain`` a column ``missing_deciding`` stands behind ``blocking``: of an undetermined row all facts that
        stand in a set of its patient's ``settles`` or ``could_rule_out``, whatever the limit of these lists, in the
        vocabulary's order (numbers, choices, answers, lists); empty of any other verdict, null where there is none.
        """
        from hn2301_asp.cohort.kinds import screen_frame

        return screen_frame(self, frame, readings, explain=explain)

    def summary(
        self,
        frame: Any,
        *,
        readings: Mapping[str, str] | None = None,
        index_date: date | str | None = None,
        min_cell: int | None = None,
        next_patients: int = 0,
    ) -> Summary:
        """What a frame, or a file of patients, comes to: who could qualify, what each criterion costs, what is missing.

        ``index_date`` says as of which day: None as the rows stand, each a patient; a day for all; `each` where each
        row is a visit; `first` where of each patient the first qualifying visit counts. With ``min_cell`` counts from 1
        to below it are hidden, and whatever they would follow from. ``next_patients`` names so many who wait for the
        fewest facts. Raises InputError where a heading names no field, or the index date is none.
        """
        from hn2301_asp.source.libraries import installed

        for library in ("narwhals", "polars"):
            installed(library, "a summary", "frames")
        from hn2301_asp.cohort.opening import frame_of
        from hn2301_asp.cohort.tally.asking import judged, summarised
        from hn2301_asp.cohort.tally.index import IndexDate

        index, opened = IndexDate.of(index_date), frame_of(frame, [self])
        pair = judged(self, opened.rows, index, readings)
        figures, waiting = summarised(self, [pair], index, min_cell, next_patients)
        return Summary(self, figures, check_readings(self.knowledge_base, readings or {}), waiting)

    def relax(self, frame: Any, *, readings: Mapping[str, str] | None = None, min_cell: int | None = None) -> Relaxed:
        """Which single limits, moved by how much, would admit how many more of a table's patients, exactly.

        ``frame`` is one that ``screen_frame`` takes, or a file (a table of texts, XLSX, Parquet). Of each limit of the
        knowledge base a curve: with the limit there, so many more are certainly eligible, and so many more not ruled
        out any more; it ends where a guard-rail forbids more. And the pairs of limits that admit most whom neither
        admits alone. Counts below ``min_cell`` are left out, with what they would follow from. It is arithmetic on
        these patients, and no advice to change the protocol. Raises InputError where a heading names no field, or a
        file cannot be used.
        """
        from hn2301_asp.amendment.relaxing import relax
        from hn2301_asp.cohort.relaxing.hiding import hidden

        found = relax(self, frame, readings)
        told = found if min_cell is None else hidden(found, min_cell)
        return Relaxed(*(getattr(told, name) for name in told.__struct_fields__))


def _framed(page: str) -> str:
    """A page in a notebook, in a frame of its own."""
    from html import escape

    shown = escape(page, quote=True)
    return f'<iframe srcdoc="{shown}" sandbox="" style="width: 100%; height: 36em; border: 0"></iframe>'


def load(path: str | Path | None = None) -> Protocol:
    """The protocol of a version of the knowledge base, or of the one that ships with the package.

    A version is a folder, an amendment's folder (its differences on its base), or
    `git:REV[:PATH]`. Raises InputError with every finding where it cannot be used.
    """
    return load_as(Protocol, path)


def compare(
    base: Screener | str | Path,
    amended: Screener | str | Path,
    cohort: Any = None,
    *,
    name_participants: bool = True,
    min_cell: int | None = None,
) -> Comparison:
    """What differs in meaning between two versions, with witnesses: who gains and who loses eligibility.

    Overall and for each criterion, under the default readings of each. ``cohort`` are patients, as of
    ``check_amendments``: ``shift`` then says how many stand how under both. With ``min_cell`` ``hidden_shift`` says so
    instead: nobody is named, counts from 1 to below it are hidden, and so is whatever they would follow from, the
    difference between both too. Raises InputError where something cannot be used.
    """
    from hn2301_asp.amendment.asking import compare as asked

    return asked(base, amended, cohort, name_participants=name_participants, min_cell=min_cell)


def check_amendments(
    base: Screener | str | Path | None,
    amendments: Sequence[Screener | str | Path],
    roster: str | Path | None = None,
    cohort: Any = None,
    *,
    name_participants: bool = True,
    sheet: str | None = None,
    cohort_sheet: str | None = None,
    decimal: Separator | None = None,
) -> Report:
    """What amendments of a base mean, and every conflict; the base alone where no amendment is given.

    ``base`` None is the base that the first amendment was written for, or else the shipped one.
    ``roster`` is a file of those who were enrolled or failed screening, ``cohort`` one of other
    patients, in any format that is screened, or Parquet, or a frame of any kind that ``screen_frame`` takes:
    ``comparison.shift`` of each account then says who would newly be in and out, and how many stand how before and
    after. Without ``name_participants`` the report counts people only, as it must where it leaves the site.
    ``sheet`` names the roster's sheet of a workbook, or the cohort's where no roster is given; ``cohort_sheet`` the
    cohort's beside a roster. ``decimal`` is the sign before the decimals in texts that can be read in two ways
    (`1,020`). Raises InputError where something cannot be used.
    """
    from hn2301_asp.amendment.asking import check_amendments as asked

    return asked(
        base,
        amendments,
        roster,
        cohort,
        name_participants=name_participants,
        sheet=sheet,
        cohort_sheet=cohort_sheet,
        decimal=decimal,
    )
