"""What stands behind a report: what was proved, under which background, and what was not looked at."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version as installed

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.conflicts.am31_guardrail import CODE as GUARDRAIL
from hn2301_asp.amendment.model import Assurance, Conflict
from hn2301_asp.comparison.differences import read_otherwise
from hn2301_asp.comparison.model import Change
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.solver.ties import find_ties


def assurance(base: KnowledgeBase | None, cases: Sequence[Case], found: Sequence[Conflict]) -> Assurance:
    """The assurance page of a report; the base alone is a case without a base."""
    return Assurance(
        tuple(sentence for case in cases for sentence in _proved(case, found)),
        (*_background(base), *_taken_otherwise(cases)) if base is not None else (),
        tuple(_unasked(base, cases)),
        tuple(f"{c.amendment}: {c.message}" for c in found if c.undecided),
        base.default_readings() if base is not None else {},
        tuple(f"{a.id}: {a.phrase}: {a.decision} ({a.status})" for a in base.assumptions) if base is not None else (),
        {
            "hn2301_asp": installed("hn2301-asp"),
            "clingo": installed("clingo"),
            "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        },
    )


def _unasked(base: KnowledgeBase | None, cases: Sequence[Case]) -> Iterator[str]:
    """What no question was about: what the protocol's scope leaves out, and rules that do not fit together."""
    if base is not None:
        bases = [c.protocol.knowledge_base for c in cases if c.version.protocol is not None] or [base]
        yield from dict.fromkeys(one.scope_note.removesuffix(" not assessed") for one in bases)
    for case in cases:
        if not case.alone and case.version.protocol is not None and (read := read_otherwise(case.items)):
            yield f"how a record's {', '.join(read)} is read under {case.name}"
    yield from (f"what {c.name} means, as its rules do not fit together" for c in cases if c.version.protocol is None)


def _proved(case: Case, found: Sequence[Conflict]) -> Iterator[str]:
    if case.version.protocol is None:
        return
    guarded = case.protocol if case.alone else case.before
    number = len(guarded.knowledge_base.guardrails)
    if not any(conflict.code == GUARDRAIL and conflict.amendment == case.name for conflict in found):
        yield f"{case.name}: all {number} guard-rails are kept"
    if not case.alone:
        yield from _directions(f"{case.name}: eligibility", case.comparison.overall)
        for name, change in case.comparison.criteria.items():
            yield from _directions(f"{case.name}: {name}", change)


def _directions(what: str, change: Change) -> Iterator[str]:
    if change.relation == "equivalent":
        yield f"{what} is the same for every possible patient"
    elif change.gains.nobody:
        yield f"{what}: nobody gains"
    elif change.loses.nobody:
        yield f"{what}: nobody loses"


def _taken_otherwise(cases: Sequence[Case]) -> Iterator[str]:
    """What an amendment takes to be true of every patient and its base did not: its proofs rest on that too."""
    for case in cases:
        for item in case.items if not case.alone and case.version.protocol is not None else ():
            if item.kind == "rule" and item.value_here is not None and item.value_here.head is None:
                rule = item.value_here
                told = "; ".join(rule.because) or rule.source
                yield f"{case.name} adds: {told} ({rule.place.file}:{rule.place.line})"


def _background(base: KnowledgeBase) -> Iterator[str]:
    """What was taken to be true of every patient."""
    for rule in base.rules:
        if rule.head is None:
            yield f"{'; '.join(rule.because) or rule.source} ({rule.place.file}:{rule.place.line})"
    quantities = base.thresholds.quantities
    for tie in find_ties(base.vocabulary, base.thresholds):
        names = ", ".join(quantities[name].label for name in tie.quantities)
        how = "follows from" if tie.formula is not None else "is bounded by"
        yield f"{quantities[tie.result].label} {how} {names}"
    for score in base.vocabulary.scores.values():
        for total in score.totals:
            yield f"{base.vocabulary.quantities[total].label} is the sum of its items"
    yield "quantities are what is possible of them, in multiples of their recording step (vocabulary/quantities.yaml)"
