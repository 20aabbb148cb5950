"""The columns of a form: every field of the vocabulary, or the short list of a knowledge base.

Knows no file format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from hn2301_asp.forms.dictionary import Entry, entries, shown_unit
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.vocabulary import Vocabulary
from hn2301_asp.knowledge.vocabulary.load import Source
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of

SHORT = "vocabulary/short_template.yaml"
PATIENT = "patient_id"


class Column(Struct, frozen=True):
    """A field as a column; ``unit`` stands in its header, so that numbers can be entered bare."""

    entry: Entry
    unit: str | None

    @property
    def header(self) -> str:
        return f"{self.entry.field}[{self.unit}]" if self.unit else self.entry.field


def columns(files: KnowledgeBaseFiles, vocabulary: Vocabulary, *, short: bool) -> tuple[Column, ...]:
    """The columns of a form; raises InputError with every finding of the short list."""
    known = {entry.field: entry for entry in entries(vocabulary)}
    if not short:
        return tuple(Column(entry, _own_unit(entry)) for entry in known.values())
    source = Source(SHORT, files.texts.get(SHORT, ""))
    headers = _headers(source)
    found = [_column(header, known, vocabulary, source) for header in headers]
    _check_order(headers, found, source)
    if source.findings:
        raise InputError(source.findings)
    return tuple(column for column in found if column)


def _own_unit(entry: Entry) -> str | None:
    return shown_unit(entry.units[0]) or None if entry.units else None


def _headers(source: Source) -> list[str]:
    if not source.text:
        raise InputError(Finding("kb-missing", "there is no short form in this knowledge base", Place(SHORT)))
    data: Mapping[str, Any] = source.data()
    source.known_keys(data, ("columns",))
    headers = data.get("columns")
    if not isinstance(headers, list) or not headers:
        source.report("`columns` must be a list of fields")
        return []
    return [str(header) for header in headers]


def _column(header: str, known: Mapping[str, Entry], vocabulary: Vocabulary, source: Source) -> Column | None:
    field, _, unit = header.removesuffix("]").partition("[")
    entry = known.get(field)
    if entry is None:
        _report(source, header, f"there is no field `{field}`", did_you_mean(field, known))
        return None
    if not unit:
        return Column(entry, _own_unit(entry))
    if vocabulary.unit(unit) not in entry.units:
        help = f"its units are {one_of(entry.units)}" if entry.units else f"it is {entry.kind}"
        _report(source, header, f"`{field}` cannot be given in `{unit}`", help)
    return Column(entry, unit)


def _check_order(headers: Sequence[str], found: Sequence[Column | None], source: Source) -> None:
    """No field stands twice, and the first names the patient, as in every table."""
    fields = [column.entry.field if column else "" for column in found]
    for number, (header, field) in enumerate(zip(headers, fields, strict=True)):
        if field and field in fields[:number]:
            _report(source, header, f"`{field}` stands twice")
    if fields and fields[0] != PATIENT:
        _report(source, headers[0], f"the first column must be `{PATIENT}`: a table names its patients")


def _report(source: Source, header: str, message: str, help: str | None = None) -> None:
    """A finding at the line on which a header stands (the last one, where it stands twice)."""
    lines = source.text.splitlines()
    entry = [n for n, line in enumerate(lines) if line.split("#")[0].strip().removeprefix("- ").strip("\"'") == header]
    place = Place(source.file)
    if entry:
        text = lines[entry[-1]]
        column = text.find(header) + 1
        place = Place(source.file, entry[-1] + 1, column, column + len(header), text)
    source.findings.append(Finding("kb-template", message, place, help=help))
