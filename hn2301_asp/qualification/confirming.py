"""A signed table held against the knowledge base: what it confirms, what it refuses, and what must not be.

Every row is counted. Nothing is written here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.qualification.register import CONFIRMED, Entry, squeezed
from hn2301_asp.qualification.sign_table import table_digest
from hn2301_asp.qualification.signed import Row, SignedTable
from hn2301_asp.report.writers.lines import printable
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean

#: The columns that are filled in, and those that say what is signed, by the names of an entry's fields.
_ANSWER, _BY, _DATE, _REMARK = "Yes or no", "By whom", "Date", "Remark"
_FIXED = {"Criteria": "criteria", "Phrase": "phrase", "Decision": "decision", "Reason": "reason", "Status": "status"}
#: So long may what is filled in be.
MOST_CHARACTERS = 2_000


class Signed(Struct, frozen=True):
    """What a signed table says: entries as they now are, by what became of them.

    ``confirmed`` are newly so, ``before`` were so already and stay, ``refused`` are answered no, and ``open`` are not
    answered.
    """

    confirmed: tuple[Entry, ...]
    before: tuple[Entry, ...]
    refused: tuple[Entry, ...]
    open: tuple[Entry, ...]

    @property
    def rows(self) -> int:
        return sum(map(len, (self.confirmed, self.before, self.refused, self.open)))


def held_against(table: SignedTable, entries: Sequence[Entry]) -> Signed:
    """What a table says of a knowledge base's entries; raises InputError where it is not a table of these."""
    known = {entry.id: entry for entry in entries}
    found: dict[str, Row] = {}
    findings = [*_strange(table, known, found)]
    for row in found.values():
        findings += _changed(table, row, known[row.cells["Id"]])
    if findings and table.table == table_digest(entries):
        findings = [_edited(finding) for finding in findings]
    for row in found.values():
        findings += _unclear(table.file, row, known[row.cells["Id"]])
    if findings:
        raise InputError(findings)
    told = [_as_signed(known[name], row) for name, row in found.items()]
    after = {entry.id: entry for entry, _ in told}
    by_answer = {answer: tuple(after[e.id] for e, a in told if a == answer) for answer in ("yes", "no", "")}
    was = {name for name, entry in known.items() if entry.status == CONFIRMED}
    return Signed(
        tuple(entry for entry in by_answer["yes"] if entry != known[entry.id]),
        tuple(entry for entry in by_answer["yes"] if entry == known[entry.id]),
        by_answer["no"],
        tuple(entry for entry in by_answer[""] if entry.id not in was),
    )


def _place(file: str, row: Row, column: str) -> Place:
    return Place(file, row=row.number, field=column)


def _strange(table: SignedTable, known: Mapping[str, Entry], found: dict[str, Row]) -> Iterator[Finding]:
    """Rows of no entry, or of one that has another row, and entries without a row; the rest are in ``found``."""
    for row in table.rows:
        name, place = row.cells["Id"], _place(table.file, row, "Id")
        if name not in known:
            help = did_you_mean(name, known) or "rows are added in the knowledge base, and the table written anew"
            yield Finding("signed-table", f"`{printable(name)}` is no assumption or reading", place, help=help)
        elif name in found:
            yield Finding("signed-table", f"{name} has two rows: also row {found[name].number}", place)
        else:
            found[name] = row
    for name in known:
        if name not in found:
            help = "leave its cells empty where it is not to be confirmed"
            yield Finding("signed-table", f"the row of {name} is missing", Place(table.file), help=help)


def _changed(table: SignedTable, row: Row, entry: Entry) -> Iterator[Finding]:
    for column, field in _FIXED.items():
        expected = squeezed(printable(str(getattr(entry, field))))
        if row.cells[column] != expected:
            message = f"{entry.id} reads “{printable(row.cells[column])}”, and the knowledge base says “{expected}”"
            help = "the knowledge base was changed since, or the cell: write the table anew, and have it signed again"
            yield Finding("signed-table", message, _place(table.file, row, column), help=help)


def _edited(finding: Finding) -> Finding:
    """The same where the knowledge base says what it said when the table was written: so the table was changed."""
    if finding.place.field in (None, "Id", "Status"):
        return finding
    help = "what is signed is not changed in the table: undo it, or answer no with a remark"
    return Finding(finding.code, finding.message, finding.place, help=help)


def _unclear(file: str, row: Row, entry: Entry) -> Iterator[Finding]:
    """What is filled in and cannot be taken as it stands."""
    answer, by, date = (row.cells[column] for column in (_ANSWER, _BY, _DATE))
    if answer.casefold() not in ("yes", "no", ""):
        message = f"of {entry.id} it says “{printable(answer)}”; yes or no was expected"
        yield Finding("signed-table", message, _place(file, row, _ANSWER))
        return
    if not answer and entry.status == CONFIRMED:
        message = f"{entry.id} is confirmed in the knowledge base, and not here"
        help = "what was confirmed is taken back in the knowledge base, by hand"
        yield Finding("signed-table", message, _place(file, row, _ANSWER), help=help)
    elif answer.casefold() == "no" and entry.status == CONFIRMED:
        message = f"{entry.id} is confirmed in the knowledge base, and refused here"
        help = "what was confirmed is taken back in the knowledge base, by hand"
        yield Finding("signed-table", message, _place(file, row, _ANSWER), help=help)
    for column, given in ((_BY, by), (_DATE, date)):
        if answer and not given:
            yield Finding("signed-table", f"{entry.id} is answered, and this cell is empty", _place(file, row, column))
        if given and not answer:
            message = f"{entry.id} has “{printable(given)}”, and neither yes nor no"
            yield Finding("signed-table", message, _place(file, row, column))
    if date and not _is_date(date):
        message = f"of {entry.id} it says “{printable(date)}”; a date such as 2026-12-31 was expected"
        yield Finding("signed-table", message, _place(file, row, _DATE))
    for column in (_BY, _REMARK):
        if len(row.cells[column]) > MOST_CHARACTERS:
            message = f"of {entry.id} it says more than {MOST_CHARACTERS:,} characters"
            yield Finding("signed-table", message, _place(file, row, column))


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _as_signed(entry: Entry, row: Row) -> tuple[Entry, str]:
    """The entry as the row says, and the answer."""
    answer = row.cells[_ANSWER].casefold()
    status = CONFIRMED if answer == "yes" else entry.status
    by, date, remark = (printable(row.cells[column]) for column in (_BY, _DATE, _REMARK))
    return replace(entry, status=status, by=by, date=date, remark=remark), answer
