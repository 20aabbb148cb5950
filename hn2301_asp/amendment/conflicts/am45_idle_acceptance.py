"""AM45: an acceptance that no longer accepts anything.

What it is: amendment.yaml accepts a finding, by its code and where, and there is no such finding (any
more), or no such code.

Why it matters: an acceptance that lies idle will silence the next finding of that code at that place, which
nobody has looked at.

Example: `accepts: [{code: AM13, where: IN-6, why: …}]`, and IN-6 is no longer redundant.

How to mend: take the acceptance out, or correct its code or place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.source.diagnostics import did_you_mean, one_of
from hn2301_asp.versions.manifest import Acceptance

CODE = "AM45"
TITLE = "accepts a finding that is not there"
ROOTS = ()


def find_after(case: Case, found: Sequence[Conflict], classes: Mapping[str, ModuleType]) -> Iterator[Conflict]:
    """One finding for each acceptance that nothing answers to; ``found`` is what all other classes found."""
    if case.manifest is None:
        return
    seen: set[tuple[str, str]] = set()
    for acceptance in case.manifest.accepts:
        key = (acceptance.code, acceptance.where)
        if acceptance.code not in classes:
            yield case.conflict(
                acceptance.where,
                f"accepts `{acceptance.code}`, and there is no such code",
                did_you_mean(acceptance.code, classes) or "`hn2301 explain-code` lists the codes",
                place=acceptance.place,
            )
        elif key in seen:
            yield _idle(case, acceptance, f"{acceptance.code} at {acceptance.where} is accepted twice", "keep one")
        elif _judged(acceptance, found, classes[acceptance.code]) and not any(
            c.code == acceptance.code and c.is_about(acceptance.where) for c in found
        ):
            yield _idle(case, acceptance, *_words(acceptance, found))
        seen.add(key)


def _judged(acceptance: Acceptance, found: Sequence[Conflict], module: ModuleType) -> bool:
    """Whether the class was asked of this amendment alone, and could be decided."""
    asked = any(hasattr(module, question) for question in ("find", "find_after"))
    asked = asked and not hasattr(module, "find_together")
    return asked and not any(c.code == acceptance.code and c.undecided for c in found)


def _words(acceptance: Acceptance, found: Sequence[Conflict]) -> tuple[str, str]:
    places = list(dict.fromkeys(c.where for c in found if c.code == acceptance.code))
    message = f"accepts {acceptance.code} at {acceptance.where}, where it is not found"
    if places:
        return message, did_you_mean(acceptance.where, places) or f"it is found at {one_of(places)}"
    return message, "take the acceptance out"


def _idle(case: Case, acceptance: Acceptance, message: str, mend: str) -> Conflict:
    return case.conflict(
        acceptance.where,
        message,
        mend,
        group="declare",
        place=acceptance.place,
        notes=[("because", acceptance.why)],
    )
