"""AM44: an amendment does not say why, or when.

What it is: amendment.yaml holds no rationale, no coded reason, no scope or no date.

Why it matters: a summary of changes has a column for each of them, and an ethics committee sends back a
summary in which one is empty.

Example: an amendment that narrows IN-3 and gives no rationale.

How to mend: add the line to amendment.yaml. The reasons and scopes are those of ICH M11.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.source.diagnostics import Place, one_of
from hn2301_asp.versions.terms import REASONS, SCOPES

CODE = "AM44"
TITLE = "does not say why, or when"
ROOTS = ()
LOADED = False

_HOW = {
    "rationale": "say in a sentence or two why it is made",
    "reason": f"one of those of ICH M11: {one_of(tuple(REASONS), 4)}",
    "scope": f"one of those of ICH M11: {one_of(tuple(SCOPES), 20)}",
    "date": "a date is written as YYYY-MM-DD",
}


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each statement that is missing; one where there is no amendment.yaml at all."""
    manifest = case.manifest
    if manifest is None:
        if case.base is not None and case.base.opened.files.digest != case.version.opened.files.digest:
            yield case.conflict(
                "amendment.yaml",
                "has no amendment.yaml, and so no rationale, reason, scope, date or declared intent",
                "write one (`hn2301 amend draft` begins it)",
                group="declare",
            )
        return
    for key, how in _HOW.items():
        if getattr(manifest, key) is None:
            yield case.conflict(
                key,
                f"states no {key}",
                f"add a line `{key}: …`: {how}",
                group="declare",
                place=manifest.places.get(key, manifest.places.get("id", Place(manifest.file))),
            )
