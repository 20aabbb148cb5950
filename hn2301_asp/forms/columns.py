"""The columns of a form: every field of the vocabulary, or the short list of a knowledge base.

Knows no file format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from hn2301_asp.forms.asked import EVERYBODY, Asked
from hn2301_asp.forms.dictionary import Entry, entries, shown_unit
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.knowledge.vocabulary.sections import SHORT_TEMPLATE
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of
from hn2301_asp.source.entries import Source

PATIENT = "patient_id"


class Column(Struct, frozen=True):
    """A field as a column; ``unit`` stands in its header, so that numbers can be entered bare."""

    entry: Entry
    unit: str | None

    @property
    def header(self) -> str:
        return f"{self.entry.field}[{self.unit}]" if self.unit else self.entry.field


def columns(
    files: KnowledgeBaseFiles, vocabulary: Vocabulary, asked: Asked = EVERYBODY, *, short: bool
) -> tuple[Column, ...]:
    """The columns of a form; raises InputError with every finding of the short list.

    A form of every field begins with the patient, and goes on with what decides which criteria apply; a short one
    has the order of its list.
    """
    known = {entry.field: entry for entry in entries(vocabulary, asked)}
    if not short:
        every = sorted(known.values(), key=lambda entry: (entry.field != PATIENT, not entry.decides))
        return tuple(Column(entry, _own_unit(entry)) for entry in (every if asked.decides else known.values()))
    source = Source(SHORT_TEMPLATE, files.texts.get(SHORT_TEMPLATE, ""))
    headers = _headers(source)
    found = [_column(source, number, header, known, vocabulary) for number, header in enumerate(headers)]
    _check_order(source, found)
    if source.findings:
        raise InputError(source.findings)
    return tuple(column for column in found if column)


def _own_unit(entry: Entry) -> str | None:
    return shown_unit(entry.units[0]) or None if entry.units else None


def _headers(source: Source) -> list[str]:
    if not source.text:
        raise InputError(Finding("kb-missing", "there is no short form in this knowledge base", Place(SHORT_TEMPLATE)))
    data: Mapping[str, Any] = source.data()
    source.known_keys(data, ("columns",))
    headers = data.get("columns")
    if not isinstance(headers, list) or not headers:
        source.report("`columns` must be a list of fields")
        return []
    return [str(header) for header in headers]


def _column(
    source: Source, number: int, header: str, known: Mapping[str, Entry], vocabulary: Vocabulary
) -> Column | None:
    field, _, unit = header.removesuffix("]").partition("[")
    entry = known.get(field)
    if entry is None:
        _report(source, number, f"there is no field `{field}`", did_you_mean(field, known))
        return None
    if not unit:
        return Column(entry, _own_unit(entry))
    if vocabulary.unit(unit) not in entry.units:
        help = f"its units are {one_of(entry.units)}" if entry.units else f"it is {entry.kind}"
        _report(source, number, f"`{field}` cannot be given in `{unit}`", help)
    return Column(entry, unit)


def _check_order(source: Source, found: Sequence[Column | None]) -> None:
    """No field stands twice, and the first names the patient, as in every table."""
    fields = [column.entry.field if column else "" for column in found]
    for number, field in enumerate(fields):
        if field and field in fields[:number]:
            _report(source, number, f"`{field}` stands twice")
    if fields and fields[0] != PATIENT:
        _report(source, 0, f"the first column must be `{PATIENT}`: a table names its patients")


def _report(source: Source, number: int, message: str, help: str | None = None) -> None:
    """A finding where a header stands."""
    source.report(message, "columns", number, code="kb-template", help=help)
