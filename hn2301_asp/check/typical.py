"""The typical patient: scenarios vary it and witnesses resemble it, so it must meet every criterion."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.check.base import Base
from hn2301_asp.patient.scores import with_scores
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.screening import lets_pass
from hn2301_asp.source.diagnostics import Finding, InputError, Place

TYPICAL = "vocabulary/typical.yaml"


def typical_findings(base: Base, screener: Screener) -> Iterator[Finding]:
    """What keeps the typical patient from being eligible, and what is remarkable in its record."""
    record = dict(screener.knowledge_base.vocabulary.typical)
    try:
        patient = screener.patient(record, Place(TYPICAL))
    except InputError as error:
        for finding in error.findings:
            message = f"the typical patient cannot be read: {finding.message}"
            yield Finding("typical-patient", message, _place(base, finding.place.field), help=finding.help)
        return
    if screener.verdict(patient) != "eligible":
        result = screener.screen(patient)
        yield Finding(
            "typical-patient",
            f"the typical patient is {result.verdict}: {', '.join(_reasons(base, result))}",
            _place(base, *result.clash, *record),
            help="the typical patient meets every criterion: mend its facts, or the rules",
        )
    for remark in with_scores(patient, screener.space).remarks:
        yield Finding("typical-patient", f"the typical patient: {remark.text}", _place(base, *remark.facts), "warning")


def _place(base: Base, *fields: str | None) -> Place:
    """Where the first of some fields stands."""
    places = (base.place(TYPICAL, field) for field in fields if field)
    return next((place for place in places if place.line), Place(TYPICAL))


def _reasons(base: Base, result: Explained) -> Iterator[str]:
    kinds = {criterion.id: criterion.kind for criterion in base.criteria}
    yield from (f"`{fact}` clashes" for fact in result.clash)
    for criterion, status in result.criteria.items():
        if not lets_pass(kinds[criterion], status):
            yield f"{criterion} is {status.replace('_', ' ')}"
