"""The data dictionary for people, as lines of styled pieces, and for programs, as JSON.

Decides nothing: everything that is said here stands in the entries.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from hn2301_asp.forms.asked import EVERYBODY, Asked
from hn2301_asp.forms.dictionary import Entry, Kind, attribute_entries, coding, entries, equivalence, shown_unit
from hn2301_asp.knowledge.vocabulary.model import Drug, Vocabulary
from hn2301_asp.source.numbers import format_number

#: A line of pieces, each a text with its style, as ``report.text`` has them.
Line = list[tuple[str, str]]

_ZONE = "a time zone such as Asia/Shanghai, or an offset such as +08:00: a time in UTC (…Z) is one day only with it"
_WIDTH, _INDENT = 100, 32


def allowed(entry: Entry, listed: str | None = None, unit: str | None = None) -> str:
    """What may stand in a field, in one sentence.

    ``listed`` says where the items of a list `{}` stand, such as drugs, so that they need not be named here.
    ``unit`` is the one that a table's header gives.
    """
    if entry.kind == "quantity":
        return _allowed_number(entry, unit)
    if entry.kind == "choice":
        return _allowed_choice(entry)
    if entry.kind == "list":
        names = listed.format(entry.listed_in) if listed and entry.listed_in else ", ".join(entry.values)
        return f"names separated by `;`, or `none`: {names}"
    return {"yes/no": "yes or no", "date": "a date, YYYY-MM-DD", "text": "text", "zone": _ZONE}[entry.kind]


def _allowed_choice(entry: Entry) -> str:
    words = " or ".join(entry.called.get(value, value) for value in entry.values)
    also = {v: [*([v] if entry.called.get(v, v) != v else []), *entry.names.get(v, ())] for v in entry.values}
    names = [f"{entry.called.get(value, value)} also {', '.join(more)}" for value, more in also.items() if more]
    words += f" ({'; '.join(names)})" if names else ""
    return f"{words}; not known: {', '.join(entry.unknown)}" if entry.unknown else words


def _allowed_number(entry: Entry, unit: str | None) -> str:
    units = " or ".join(filter(None, map(shown_unit, [unit] if unit else entry.units)))
    words = " or ".join([f"a number in {units}" if units else "a number", *entry.values])
    if not entry.bare_number and not unit:
        words += ", always with its unit"
    for name, span in (("possible", entry.possible), ("plausible", entry.plausible), ("usual", entry.usual)):
        if span is not None:
            words += f"; {name} {format_number(span[0])} to {format_number(span[1])}"
    return words if unit in (None, entry.units[0]) else f"{words} {entry.units[0]}"


def entry_data(entry: Entry) -> dict[str, Any]:
    """An entry as JSON-ready data, without what it does not have."""
    data: dict[str, Any] = {"field": entry.field, "label": entry.label, "kind": entry.kind}
    if entry.kind == "quantity":
        data |= {"unit": entry.units[0], "units": list(entry.units), "bare_number": entry.bare_number}
    for name, span in (("possible", entry.possible), ("plausible", entry.plausible), ("usual", entry.usual)):
        if span is not None:
            data[name] = [_number(end) for end in span]
    data |= {"step": entry.step, "values": list(entry.values), "also": list(entry.also), "part_of": entry.part_of}
    data |= {"called": dict(entry.called)}
    data |= {"names": {value: list(names) for value, names in entry.names.items()}, "unknown": list(entry.unknown)}
    data |= {"rules": list(entry.rules)}
    data |= {"codes": {system: list(codes) for system, codes in entry.codes.items()}}
    data |= {"only_for": [{"criteria": list(one.criteria), "words": one.words} for one in entry.only]}
    data |= {"decides": list(entry.decides)}
    data |= {"code_status": entry.code_status, "note": entry.note}
    return {name: value for name, value in data.items() if value not in (None, [], {})}


def _number(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else float(number)


def dictionary_json(vocabulary: Vocabulary, asked: Asked = EVERYBODY) -> str:
    """The data dictionary as JSON text: a list of entries."""
    return json.dumps([entry_data(one) for one in entries(vocabulary, asked)], ensure_ascii=False, indent=2) + "\n"


_TITLES: Mapping[Kind, str] = {
    "quantity": "Quantities",
    "choice": "Choices",
    "yes/no": "Yes or no",
    "list": "Lists: what is not named does not hold. Each item is also a field of its own: LIST.ITEM, yes or no",
}


def dictionary_lines(vocabulary: Vocabulary, asked: Asked = EVERYBODY) -> Iterator[Line]:
    """The data dictionary for people. Items stand in their lists, drugs in a table of their own."""
    yield [("About the record", "bold")]
    heading = ""
    for entry in entries(vocabulary, asked):
        if entry.part_of is not None:
            continue
        if entry.field not in vocabulary.record and _TITLES[entry.kind] != heading:
            heading = _TITLES[entry.kind]
            yield from ([], [(heading, "bold")])
        yield from _described(entry.field, entry.label, _details(entry))
        if entry.field in vocabulary.families:
            for told in attribute_entries(vocabulary.families[entry.field], vocabulary, asked):
                yield from _described(told.field, told.label, _details(told))
    for doses in vocabulary.doses.values():
        details = [f"of the drugs below that have an equivalence; they add up to {doses.adds_up_to}"]
        yield from ([], [("Doses", "bold")])
        yield from _described(f"{doses.name}.DRUG", f"{doses.label} [{doses.unit}]", details)
    heading = ""
    for item in vocabulary.drugs.values():
        if item.listed_in != heading:
            heading = item.listed_in
            yield from ([], [(heading.replace("_", " ").capitalize(), "bold")])
        yield from _described(item.name, item.drug_class, _of_item(item, vocabulary))


def _described(name: str, label: str, details: list[str]) -> Iterator[Line]:
    yield [(f"  {name:<{_INDENT - 2}}", "cyan"), (label, "")]
    for detail in details:
        for text in textwrap.wrap(detail, _WIDTH - _INDENT):
            yield [(" " * _INDENT, ""), (text, "dim")]


def _details(entry: Entry) -> list[str]:
    found = [] if entry.kind == "yes/no" else [allowed(entry, "{}, as below")]
    if entry.also:
        found.append(f"or give {', '.join(entry.also)}")
    found += (*entry.rules, *entry.of_whom)
    return [*found, *_coded(entry.codes, entry.code_status), *([entry.note] if entry.note else [])]


def _coded(codes: Mapping[str, tuple[str, ...]], code_status: str | None) -> list[str]:
    words = [f"{system.replace('_', ' ').upper()} {', '.join(values)}" for system, values in codes.items()]
    return [f"{'; '.join(words)} ({code_status or 'status unknown'})"] if words else []


def _of_item(drug: Drug, vocabulary: Vocabulary) -> list[str]:
    names = [*drug.labels.values(), *drug.names]
    found = [f"also written {', '.join(names)}"] if names else []
    found += [f"`{name}` is an error: it can be {other.replace('_', ' ')} too" for name, other in drug.shared.items()]
    found += [f"for {drug.listed_in} without a name here: {drug.door}"] if drug.door else []
    found += [equivalence(drug, vocabulary)] if drug.dosed else []
    return [*found, *_coded(**coding(drug.codes)), *([drug.note] if drug.note else [])]
