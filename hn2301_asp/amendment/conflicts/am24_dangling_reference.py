"""AM24: something names what is not there.

What it is: a rule uses a name that no rule, threshold or fact defines, or with another number of arguments; a
heading, rule or reading names a criterion that the protocol does not hold; a criterion has no rules, or rules
belong to no criterion. So does a rule that knows one of two names of a substance: the other one never holds.

Why it matters: what is not there never holds. The rule that asks for it would shut everybody out, or let everybody
pass, without a word.

Example: an amendment renames the threshold platelets_adequate to platelets_sufficient, and the rule of IN-7
still says platelets_adequate.

How to mend: write the name that was meant (the nearest one is shown), or define what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from msgspec.structs import replace

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.taken_over import taken_over
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.versions.items import items_of

CODE = "AM24"
TITLE = "names something that is not there"
ALONE = True
LOADED = False
CHECKS = (
    "undefined-predicate",
    "undeclared-fact",
    "unknown-criterion",
    "unknown-reference",
    "unknown-constant",
    "two-arities",
    "uneven-pool",
    "name-as-number",
    "out-of-place",
    "open-criterion",
    "criterion-elsewhere",
    "criterion-without-rules",
    "scope-of-all",
    "shared-files",
    "heading-mismatch",
    "unclaimed-file",
    "alike-names",
    "one-substance",
    "other-name",
)

_NAME = re.compile(r"`([a-z_]\w*)`")
#: How alike two items are, from 0 to 1, for one to be the other under a new name.
_ALIKE = 0.6


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each name that leads nowhere."""
    for conflict in taken_over(case, CHECKS):
        meant = _renamed(case, conflict.place)
        if meant is None:
            yield replace(conflict, meant=tuple(_NAME.findall(conflict.mend)))
        else:
            notes = (*conflict.notes, ("perhaps meant", f"`{meant[1]}`, which took the place of `{meant[0]}`"))
            mend = f"write `{meant[1]}`, or keep the name `{meant[0]}`"
            yield replace(conflict, mend=mend, notes=notes, meant=meant[1:])


def _renamed(case: Case, place: Place) -> tuple[str, str] | None:
    """The name that stands at a place, and the new name of what had it in the base, if the amendment renamed it."""
    if case.base is None or place.text is None or place.column is None or place.end_column is None:
        return None
    name = place.text[place.column - 1 : place.end_column - 1]
    for file, text in case.base.opened.files.texts.items():
        if not file.endswith((".thr", ".lp")) or name not in text:
            continue
        theirs = {item.name: item.body for item in items_of(file, text)}
        ours = {item.name: item.body for item in items_of(file, case.version.opened.files.texts.get(file, ""))}
        alike = (
            [(SequenceMatcher(None, theirs[name], ours[new]).ratio(), new) for new in ours.keys() - theirs.keys()]
            if (name in theirs and name not in ours)
            else []
        )
        if alike and max(alike)[0] >= _ALIKE:
            return name, max(alike)[1]
    return None
