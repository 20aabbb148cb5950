"""A patient as a scenario in YAML, as people write them: what differs from the typical patient, and what is expected.

What is expected is what screening says, so such a scenario only shows what the rules do: it says `confirmed: no`
until somebody has read it against the protocol's words. This module chooses no patient.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from hn2301_asp.patient.typical import choices_of, telling
from hn2301_asp.scenarios.load import read_scenarios
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening, check_readings, screen
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.numbers import decimals, fixed
from hn2301_asp.source.patterns import later
from hn2301_asp.source.scalars import Answer, UnusableNumber, plain
from hn2301_asp.source.text import clip

#: No line is longer where it can be broken.
_WIDTH = 118
#: A text that YAML and people read as it stands; any other one is put in quotation marks.
_BARE = later(r"[A-Za-z0-9.][\w.+*/^%×·µ() -]*(?<! )")


class Draft(Struct, frozen=True):
    """A patient who is to become a scenario.

    ``sentence`` says what it shows, ``readings`` are those that are not the default. ``criteria`` are those whose
    status is told besides every one that does not let the patient pass; None: all are told. ``notes`` stand above
    it as comments, a line each.
    """

    sentence: str
    record: Mapping[str, Any]
    readings: Mapping[str, str] = {}
    criteria: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()


class Written(Struct, frozen=True):
    """A scenario's text, an item of a list, with what screening its patient gave."""

    text: str
    screening: Screening


def scenario_text(protocol: Screener, draft: Draft) -> Written:
    """The scenario of a draft, not confirmed, expecting what the rules say of the patient now.

    The text is read back and the patient screened once more before it is given: as it was. Raises InputError where
    the record is not understood, or no way to write it down says the same.
    """
    readings = check_readings(protocol.knowledge_base, draft.readings)
    screening = screen(protocol.space, protocol.patient(draft.record), readings)
    expected = list(_expected(protocol, draft, screening))
    for patient in _ways(protocol, draft.record):
        lines = [f"# {clip(note, len(note))}".rstrip() for note in draft.notes]
        lines += [f"- scenario: {_text(draft.sentence)}", "  confirmed: no", *patient]
        if draft.readings:
            lines.append(f"  readings: {_flow(draft.readings)}")
        text = "\n".join([*lines, *expected]) + "\n"
        if _says(protocol, text, screening):
            return Written(text, screening)
    message = "the patient cannot be written down as a scenario: it would be read as somebody else"
    raise InputError(Finding("scenario-written", message, Place()))


def _says(protocol: Screener, text: str, meant: Screening) -> bool:
    """Whether a scenario is read as the patient that is meant, and is what it expects."""
    try:
        [read] = read_scenarios(protocol.knowledge_base, "scenarios/written.yaml", text)
        patient = protocol.patient(read.record)
        readings = check_readings(protocol.knowledge_base, read.readings)
    except InputError:
        return False
    found = screen(protocol.space, patient, readings)
    same = (found.verdict, found.statuses, found.blocking) == (meant.verdict, meant.statuses, meant.blocking)
    told = all(found.statuses.get(name) == status for name, status in read.expected.criteria.items())
    evidence = all(
        {*getattr(found.patient.evidence, part)} == {*getattr(meant.patient.evidence, part)}
        for part in ("atoms", "amounts")
    )
    return same and told and evidence and read.expected.verdict == found.verdict


def _expected(protocol: Screener, draft: Draft, screening: Screening) -> Iterator[str]:
    if screening.verdict == "contradictory":
        yield f"  expect: {{verdict: contradictory, clash: {_flow(screening.clash)}}}"
        return
    told = {
        criterion.id: screening.statuses[criterion.id]
        for criterion in protocol.knowledge_base.criteria
        if draft.criteria is None or criterion.id in {*draft.criteria, *screening.blocking, *_open(screening)}
    }
    parts: dict[str, Any] = {"verdict": screening.verdict}
    parts |= {"criteria": told} if told else {}
    parts["blocking"] = list(screening.blocking)
    whole = f"  expect: {_flow(parts)}"
    if len(whole) <= _WIDTH:
        yield whole
        return
    yield "  expect:"
    for name, part in parts.items():
        yield from _field(name, part, 4)


def _open(screening: Screening) -> list[str]:
    return [name for name, status in screening.statuses.items() if status == "unknown"]


def _ways(protocol: Screener, record: Mapping[str, Any]) -> list[list[str]]:
    """The ways to write a patient down, beside each typical one and whole: the shortest first."""
    vocabulary, names = protocol.knowledge_base.vocabulary, protocol.names
    own = {names.get(name, name) for name in record}
    everybody = (vocabulary.typical, *vocabulary.also_typical)
    # Which of several typical patients is meant is told by what tells them apart: an arm, for one.
    marks = telling([dict(choices_of(vocabulary, names, one)) for one in everybody]) if vocabulary.also_typical else []
    ways: list[dict[str, Any]] = []
    for typical in everybody if len(own) == len(record) and vocabulary.typical else ():
        theirs = {names.get(name, name): (name, value) for name, value in typical.items()}
        but = {
            name: value
            for name, value in record.items()
            if names.get(name, name) in marks or not _same(theirs, names.get(name, name), value)
        }
        without = [spelling for name, (spelling, _) in theirs.items() if name not in own]
        ways.append({**({"but": but} if but else {}), **({"without": without} if without else {})})
    ways.append({"whole": dict(record)})
    return sorted((list(_field("patient", way, 2)) for way in ways), key=lambda lines: sum(map(len, lines)))


def _same(typical: Mapping[str, tuple[str, Any]], name: str, value: object) -> bool:
    return name in typical and repr(typical[name][1]) == repr(value)


def _field(name: str, value: Any, indent: int) -> Iterator[str]:
    """A field with its value: on one line where it fits, else a line for each part."""
    lead = f"{' ' * indent}{_name(name)}:"
    whole = f"{lead} {_flow(value)}"
    if len(whole) <= _WIDTH or not isinstance(value, Mapping | list | tuple):
        yield whole
    elif isinstance(value, Mapping):
        yield lead
        for key, part in value.items():
            yield from _field(str(key), part, indent + 2)
    else:
        yield from _wrapped(f"{lead} [", [_flow(part) for part in value], indent + 2)


def _wrapped(lead: str, parts: Sequence[str], indent: int) -> Iterator[str]:
    """A list over as many lines as it needs."""
    line = lead
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        piece = f"{part}]" if last else f"{part},"
        if len(line) + len(piece) + 1 > _WIDTH and line.strip():
            yield line.rstrip()
            line = " " * indent
        line += piece if line.endswith("[") or not line.strip() else f" {piece}"
    yield line


def _flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_name(str(name))}: {_flow(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool | Answer):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if hasattr(value, "numerator") and (places := decimals(value)) is not None:
        return fixed(value, places)
    return _text(str(value))


def _name(text: str) -> str:
    """A field's name; one that looks like a number, such as a criterion's `1.1`, stands in quotation marks."""
    return _text(text) if text == plain(text) else json.dumps(text, ensure_ascii=False)


def _text(text: str) -> str:
    """A text as YAML reads it back: numbers and plain words as they stand, all else in quotation marks."""
    try:
        meant = plain(text)
    except UnusableNumber:
        meant = None
    if not text.isprintable():  # YAML ends lines where JSON does not.
        return json.dumps(text)
    number = isinstance(meant, int | Decimal) and not isinstance(meant, bool) and str(meant) == text
    if number or (meant == text and _BARE.fullmatch(text)):
        return text
    return json.dumps(text, ensure_ascii=False)


def file_text(scenarios: Iterable[str], head: Sequence[str] = ()) -> str:
    """A file of scenarios: what is said of all of them, and each under an empty line."""
    top = ["".join(f"# {line}".rstrip() + "\n" for line in head)] if head else []
    return "\n".join([*top, *scenarios])


def sentence_of(words: str, taken: Iterable[str]) -> str:
    """A sentence that no scenario has yet: as given, else with a number."""
    known = {_plain(one) for one in taken}
    found, number = words, 2
    while _plain(found) in known:
        found, number = f"{words} ({number})", number + 1
    return found


def _plain(sentence: str) -> str:
    """What tells sentences apart, as when scenarios are read."""
    return " ".join(sentence.lower().split())
