"""What stands behind a report: what was proved, under which background, and what was not looked at."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from hn2301_asp.__about__ import __version__
from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.claims import assured
from hn2301_asp.amendment.model import Assurance, Conflict
from hn2301_asp.comparison.background import background
from hn2301_asp.comparison.differences import read_otherwise
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import solver_version


def assurance(base: KnowledgeBase | None, cases: Sequence[Case], found: Sequence[Conflict]) -> Assurance:
    """The assurance page of a report; the base alone is a case without a base."""
    return Assurance(
        tuple(claim.sentence for case in cases for claim in assured(case, found)),
        (*background(base), *_taken_otherwise(cases)) if base is not None else (),
        tuple(_unasked(base, cases)),
        tuple(f"{c.amendment}: {c.message}" for c in found if c.undecided),
        base.default_readings() if base is not None else {},
        tuple(f"assumption {a.id}: {a.phrase}: {a.decision} ({a.status})" for a in base.assumptions)
        if base is not None
        else (),
        {
            "hn2301_asp": __version__,
            "clingo": solver_version(),
            "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        },
    )


def _unasked(base: KnowledgeBase | None, cases: Sequence[Case]) -> Iterator[str]:
    """What no question was about: what the protocol's scope leaves out, and rules that do not fit together."""
    if base is not None:
        bases = [c.protocol.knowledge_base for c in cases if c.version.protocol is not None] or [base]
        yield from filter(None, dict.fromkeys(one.scope_note.removesuffix(" not assessed") for one in bases))
    for case in cases:
        if not case.alone and case.version.protocol is not None and (read := read_otherwise(case.items)):
            yield f"how a record's {', '.join(read)} is read under {case.name}"
    yield from (f"what {c.name} means, as its rules do not fit together" for c in cases if c.version.protocol is None)


def _taken_otherwise(cases: Sequence[Case]) -> Iterator[str]:
    """What an amendment takes to be true of every patient and its base did not: its proofs rest on that too."""
    for case in (case for case in cases if not case.alone and case.version.protocol is not None):
        for item in case.items:
            if item.kind == "rule" and item.value_here is not None and item.value_here.head is None:
                rule = item.value_here
                told = "; ".join(rule.because) or rule.source
                yield f"{case.name} adds: {told} ({rule.place.file}:{rule.place.line})"
        before, after = case.before.knowledge_base, case.protocol.knowledge_base
        for name, value in after.default_readings().items():
            if before.default_readings().get(name) != value:
                reading = after.readings[name]
                yield f"{case.name} reads “{reading.phrase}” as “{reading.values[value]}” ({name}={value})"
