"""The typical patients: scenarios vary them and witnesses resemble them, so each must meet every criterion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hn2301_asp.check.base import Base
from hn2301_asp.knowledge.vocabulary.sections import TYPICAL, typical_files
from hn2301_asp.patient.scores import with_scores
from hn2301_asp.patient.typical import choices_of
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.screening import lets_pass
from hn2301_asp.source.diagnostics import Finding, InputError, Place


def typical_findings(base: Base, screener: Screener) -> Iterator[Finding]:
    """What keeps a typical patient from being eligible, and what is remarkable in its record."""
    vocabulary = screener.knowledge_base.vocabulary
    records = (vocabulary.typical, *vocabulary.also_typical)
    for record, (file, path) in zip(records, _places(base), strict=False):
        yield from _of_one(base, screener, dict(record), file, path)
    if vocabulary.typical:
        yield from _missing(base, screener)


def _places(base: Base) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Where each typical patient stands: a file, and the place in its list where that holds several."""
    for file in typical_files(base.parts):
        records = base.parts[file].records
        yield from ((file, (number,) if len(records) > 1 else ()) for number, one in enumerate(records) if one)


def _missing(base: Base, screener: Screener) -> Iterator[Finding]:
    """The values of a choice by which criteria apply, such as arms, for which nobody is typical."""
    vocabulary, circuit = screener.knowledge_base.vocabulary, screener.space.circuit
    deciding = circuit.cone(screener.space.scopes.values())
    records = (vocabulary.typical, *vocabulary.also_typical)
    for choice in vocabulary.choices.values():
        if deciding.isdisjoint(circuit.inputs[f"{choice.name}({value})"] for value in choice.values):
            continue
        shown = {dict(choices_of(vocabulary, screener.names, record)).get(choice.name) for record in records}
        for value in choice.values:
            if value not in shown:
                yield Finding(
                    "typical-missing",
                    f"criteria apply by {choice.label}, and no typical patient has {choice.label} {value}",
                    base.place(TYPICAL),
                    "remark",
                    help="write a list of records in it, one for each: witnesses resemble the one of their own",
                )


def _of_one(
    base: Base, screener: Screener, record: dict[str, Any], file: str, path: tuple[int, ...]
) -> Iterator[Finding]:
    """The findings on one typical patient, who stands at a path of a file."""
    try:
        patient = screener.patient(record, Place(file))
    except InputError as error:
        for finding in error.findings:
            message = f"the typical patient cannot be read: {finding.message}"
            yield Finding("typical-patient", message, _place(base, file, path, finding.place.field), help=finding.help)
        return
    if screener.verdict(patient) != "eligible":
        result = screener.screen(patient)
        # The caret stands under a fact that rules the patient out, not under whatever stands first.
        blocking = next(iter(result.answers.blocking.sets), ()) if result.verdict == "ineligible" else ()
        yield Finding(
            "typical-patient",
            f"the typical patient is {result.verdict}: {', '.join(_reasons(base, result))}",
            _place(base, file, path, *result.clash, *blocking, *record),
            help="the typical patient meets every criterion: mend its facts, or the rules",
        )
    for remark in with_scores(patient, screener.space).remarks:
        yield Finding(
            "typical-patient", f"the typical patient: {remark.text}", _place(base, file, path, *remark.facts), "warning"
        )


def _place(base: Base, file: str, path: tuple[int, ...], *fields: str | None) -> Place:
    """Where the first of some fields stands."""
    places = (base.place(file, *path, field) for field in fields if field)
    return next((place for place in places if place.line), Place(file))


def _reasons(base: Base, result: Explained) -> Iterator[str]:
    kinds = {criterion.id: criterion.kind for criterion in base.criteria}
    yield from (f"`{fact}` clashes" for fact in result.clash)
    for criterion, status in result.criteria.items():
        if not lets_pass(kinds[criterion], status):
            yield f"{criterion} is {status.replace('_', ' ')}"
