"""A record's fields by their names in the vocabulary, whichever way the record spells them.

Nested and dotted spelling, ``__`` for the dot, ``name[unit]`` and ``name[operator]`` in headers,
and the further names of drugs all lead to one field; two spellings of one field are an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.knowledge.vocabulary.told_items import holds_more, of_item, unfolded
from hn2301_asp.patient.items import DOT, aliases, field_key, field_named, split_field, unknown_field
from hn2301_asp.patient.lookups import VOCABULARIES, Heading, Lookups, Same, lookups, remember
from hn2301_asp.patient.problems import ValueProblem, shown
from hn2301_asp.patient.values import is_unknown, operator_of
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.limits import MAX_SUGGESTIONS
from hn2301_asp.source.private import Private
from hn2301_asp.source.scalars import SINGLE

#: A longer name than this is like none.
_LONGEST = 100
_TEXT = frozenset({str})


class RawField(Private, frozen=True):
    """A field's raw value, with the unit and the comparator that its header gives."""

    name: str
    value: object
    unit: str | None = None
    operator: str | None = None


def read_fields(
    record: Mapping[str, Any], vocabulary: Vocabulary, names: Mapping[str, str], place: Place
) -> tuple[dict[str, RawField], list[Finding]]:
    """The fields that say something, by name, and a finding for each that is not understood.

    ``names`` are the vocabulary's ``spellings``, made once for all records.
    """
    fields: dict[str, RawField] = {}
    given_as: dict[str, str] = {}
    operators: dict[str, str | None] = {}
    findings: list[Finding] = []
    unknown = 0

    def report(spelling: str, message: str, help: str | None = None, code: str = "field") -> None:
        findings.append(Finding(code, message, replace(place, field=shown(spelling)), help=help))

    known = lookups(vocabulary, names)
    for spelling, value in _flatten(record, vocabulary):
        found = known.headings.get(spelling) or heading_of(spelling, known)
        if found is None:
            unknown += 1
            base = header(spelling)[0]
            # Looking for a like name takes long: a table of many unknown fields is another table.
            sought = unknown <= MAX_SUGGESTIONS and len(base) <= _LONGEST
            problem = unknown_field(base, vocabulary, names) if sought else None
            message = str(problem) if problem else f"there is no field `{shown(base)}`"
            report(spelling, message, (problem and problem.help) or "`hn2301 facts` lists the fields", "unknown-field")
            continue
        name, bracket = found.name, found.bracket
        if bracket is not None and not found.measured:
            report(spelling, f"`{name}` has no {'comparator' if bracket == 'operator' else 'unit'}")
            continue
        if bracket == "operator":
            try:
                operators[name] = operator_of(value)
            except ValueProblem as problem:
                report(spelling, str(problem), problem.help)
            continue
        if name in given_as:
            report(spelling, f"`{name}` is given twice, as `{given_as[name]}` and as `{spelling}`", "keep one of them")
            continue
        given_as[name] = spelling
        if value is True or value is False or (value is not None and not is_unknown(value)):
            fields[name] = RawField(name, value, bracket)
    for name, operator in operators.items():
        if operator is not None and name in fields:
            fields[name] = replace(fields[name], operator=operator)
    return fields, findings


def known_part(
    record: Mapping[str, Any], vocabulary: Vocabulary, names: Mapping[str, str], elsewhere: Collection[str]
) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The record without the fields that only another vocabulary has, and the spellings of those.

    ``elsewhere`` holds that vocabulary's spellings. What neither knows stays, to be reported.
    """
    if not elsewhere:
        return record, ()
    known = lookups(vocabulary, names)
    fields = list(_flatten(record, vocabulary))
    unknown = [(spelling, header(spelling)[0]) for spelling, _ in fields if heading_of(spelling, known) is None]
    foreign = tuple(spelling for spelling, base in unknown if base in elsewhere or field_key(base) in elsewhere)
    if not foreign or len({spelling for spelling, _ in fields}) < len(fields):
        return record, ()
    return {spelling: value for spelling, value in fields if spelling not in foreign}, foreign


def is_dose(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a field is the dose of a drug."""
    return name.partition(".")[0] in vocabulary.doses


def is_nested(spelling: str, vocabulary: Vocabulary) -> bool:
    """Whether a field is the name of a family or of doses, whose items stand within it."""
    base, _ = header(spelling)
    return base in vocabulary.families or base in vocabulary.doses


def heading_of(spelling: str, known: Lookups) -> Heading | None:
    """What a spelling stands for; None where it is no field's."""
    found = known.headings.get(spelling)
    if found is not None:
        return found
    base, bracket = header(spelling)
    name = field_named(base, known.names)
    if name is None:
        return None
    measured = name in known.vocabulary.quantities or is_dose(name, known.vocabulary)
    return remember(known.headings, spelling, Heading(name, bracket, measured), spelling)


def header(spelling: str) -> tuple[str, str | None]:
    """The name of a spelling, and what stands in brackets behind it: a unit, or `operator`."""
    base, bracket, rest = spelling.partition("[")
    if bracket and rest.endswith("]"):
        return base.strip(), rest[:-1].strip()
    return spelling.strip(), None


def raw_fields(record: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[tuple[str, object]]:
    """Every field as it is spelt, without the bracket of a table's header, and its value."""
    for spelling, value in _flatten(record, vocabulary):
        yield header(spelling)[0], value


def _flatten(record: Mapping[str, Any], vocabulary: Vocabulary) -> Iterable[tuple[str, object]]:
    lists = [value for value in record.values() if type(value) not in SINGLE]
    if _TEXT.issuperset(map(type, record)) and not any(holds_more(value) for value in lists):
        return record.items()
    return _unfolded(record, vocabulary)


def _unfolded(record: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[tuple[str, object]]:
    for key, value in record.items():
        spelling = str(key)
        if isinstance(value, Mapping) and is_nested(spelling, vocabulary):
            family = vocabulary.families.get(header(spelling)[0])
            yield from unfolded(spelling, value, family) if family is not None else _doses_of(spelling, value)
        elif isinstance(value, list | tuple) and header(spelling)[0] in vocabulary.families and holds_more(value):
            yield from unfolded(spelling, value, vocabulary.families[header(spelling)[0]])
        elif isinstance(value, Mapping) and (family := vocabulary.families.get(split_field(spelling)[0])) is not None:
            yield from of_item(spelling, value, family)
        else:
            yield spelling, value


def _doses_of(spelling: str, value: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for item, inner in value.items():
        yield f"{spelling}.{item}", inner


def spellings(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Every spelling of every field; an item's further names stand as ``field_named`` looks for them."""
    return _spellings(Same(vocabulary))


@lru_cache(maxsize=VOCABULARIES)
def _spellings(same: Same) -> Mapping[str, str]:
    names = {field: field for field in same.vocabulary.fields()}
    names |= {field.replace(".", DOT): field for field in names if "." in field}
    for alias, field in aliases(same.vocabulary):
        names.setdefault(alias, field)
    return names
