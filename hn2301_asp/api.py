"""The public face: load a knowledge base, screen patients, read their results, check amendments.

Thin: everything here is one call into the modules that do the work. What renders a result is
imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hn2301_asp.amendment.model import Report
from hn2301_asp.comparison.model import Comparison
from hn2301_asp.loader import load_as
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.numerals import Separator
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.screening import Verdict
from hn2301_asp.solver.minimal import LIMIT
from hn2301_asp.source.diagnostics import InputError, Place

__all__ = ["InputError", "Protocol", "Result", "check_amendments", "compare", "load"]


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
        from html import escape

        from hn2301_asp.report.html import to_html

        page = escape(to_html(self.protocol, [self]), quote=True)
        return f'<iframe srcdoc="{page}" sandbox="" style="width: 100%; height: 36em; border: 0"></iframe>'


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

    def screen_frame(self, frame: Any, *, readings: Mapping[str, str] | None = None) -> Any:
        """Each row of a frame as ``screen`` judges it alone: exactly, under missing data too.

        A frame of Polars (eager or lazy), pandas, PyArrow or a relation of DuckDB, its columns named as a table's,
        the unit in brackets behind the name; the same kind comes back, a row for each row, with the columns about the
        record (`patient_id`), ``verdict``, a column for each criterion, ``blocking`` (the criteria that rule the
        patient out, with `;` between them) and ``error``. Where a row is not understood, or its patient_id is missing
        or stands twice, ``error`` says what is wrong, ``blocking`` is empty and the rest null; statuses are null of a
        contradictory record, too. A field that is no column is unknown for all; a column that says who somebody is
        (`name`) is left out. Answers to a relation are one of DuckDB's default connection (``duckdb.sql``), whatever
        connection it was of. Raises InputError where a heading names no field; a unit in it that the field cannot
        have is told in ``error``.
        """
        from hn2301_asp.cohort.kinds import screen_frame

        return screen_frame(self, frame, readings)


def load(path: str | Path | None = None) -> Protocol:
    """The protocol of a version of the knowledge base, or of the one that ships with the package.

    A version is a folder, an amendment's folder (its differences on its base), or
    `git:REV[:PATH]`. Raises InputError with every finding where it cannot be used.
    """
    return load_as(Protocol, path)


def compare(base: Screener | str | Path, amended: Screener | str | Path) -> Comparison:
    """What differs in meaning between two versions, with witnesses: who gains and who loses eligibility.

    Overall and for each criterion, under the default readings of each. Raises InputError where a
    version cannot be used.
    """
    from hn2301_asp.amendment.asking import compare as asked

    return asked(base, amended)


def check_amendments(
    base: Screener | str | Path | None,
    amendments: Sequence[Screener | str | Path],
    roster: str | Path | None = None,
    cohort: str | Path | None = None,
    *,
    name_participants: bool = True,
    sheet: str | None = None,
    cohort_sheet: str | None = None,
    decimal: Separator | None = None,
) -> Report:
    """What amendments of a base mean, and every conflict; the base alone where no amendment is given.

    ``base`` None is the base that the first amendment was written for, or else the shipped one.
    ``roster`` is a file of those who were enrolled or failed screening, ``cohort`` one of other
    patients, in any format that is screened; without ``name_participants`` the report counts them only, as it
    must where it leaves the site. ``sheet`` names the roster's sheet of a workbook, or the cohort's where no
    roster is given; ``cohort_sheet`` the cohort's beside a roster. ``decimal`` is the sign before the decimals in
    texts that can be read in two ways (`1,020`). Raises InputError where something cannot be used.
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
