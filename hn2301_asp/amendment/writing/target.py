"""The threshold that an author names, by its criterion and its own name.

This module changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from hn2301_asp.amendment.writing.folder import refused
from hn2301_asp.knowledge.model import Criterion, KnowledgeBase
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax, parse
from hn2301_asp.source.diagnostics import did_you_mean, one_of

_DRAFT = "edit a copy of the knowledge base, and draft the amendment from it"


class Target(Struct, frozen=True):
    """A threshold in its file. ``owner`` is its criterion, its score, `background` or `guardrails`."""

    owner: str
    criterion: Criterion | None
    file: str
    threshold: ThresholdSyntax
    others: tuple[ThresholdSyntax, ...]


def find_target(base: KnowledgeBase, texts: Mapping[str, str], owner: str, name: str) -> Target:
    """The threshold of a criterion; raises InputError with the nearest name where there is none."""
    parsed = [parse(text, name) for name, text in texts.items() if name.endswith(".thr")]
    files = {file.subject or file.kind: file for file in parsed}
    criteria = {criterion.id: criterion for criterion in base.criteria}
    if owner not in {*criteria, *files}:
        known = [*criteria, *(name for name in files if name not in criteria)]
        help = did_you_mean(owner, known) or f"known are {one_of(known)}"
        raise refused(f"`{owner}` is no criterion of the protocol", help)
    file = files.get(owner)
    own = file.thresholds if file else ()
    found = next((threshold for threshold in own if threshold.name == name), None)
    if file is None or found is None:
        elsewhere = next((o for o, f in files.items() if any(t.name == name for t in f.thresholds)), None)
        if elsewhere is not None:
            raise refused(f"`{name}` is no threshold of {owner}", f"it is one of {elsewhere}")
        names = [threshold.name for threshold in own]
        advice = f"its thresholds are {one_of(names, 20)}" if names else f"{owner} has no threshold: {_DRAFT}"
        raise refused(f"`{name}` is no threshold of {owner}", did_you_mean(name, names) or advice)
    others = tuple(threshold for threshold in own if threshold is not found)
    return Target(owner, criteria.get(owner), file.file, found, others)
