"""The summary of changes: section, previous and new text, reasons, effect, witness, participants touched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from hn2301_asp.amendment.model import Clause, Crossing, SummaryRow
from hn2301_asp.amendment.questions.people import people
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.comparison.model import DOES, Change, Comparison, boxes_in_words, proved
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.versions.manifest import Manifest

_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z])")


def clauses(base: KnowledgeBase, amended: KnowledgeBase) -> tuple[Clause, ...]:
    """Every criterion of either version with its text before and after."""
    theirs, ours = ({c.id: c for c in version.criteria} for version in (base, amended))
    found = []
    for name in dict.fromkeys([*ours, *theirs]):
        before, after = theirs.get(name), ours.get(name)
        title = next(c.title for c in (after, before) if c is not None)
        found.append(Clause(name, title, before.text if before else None, after.text if after else None))
    return tuple(found)


def summary(
    base: KnowledgeBase,
    amended: KnowledgeBase,
    comparison: Comparison,
    manifest: Manifest | None,
    crossings: Sequence[Crossing],
    *,
    named: bool = True,
) -> tuple[SummaryRow, ...]:
    """One row for each criterion that is changed, in its words or in its meaning, and one for anything else."""
    why = (manifest.rationale or "", manifest.reason or "") if manifest is not None else ("", "")
    rows = []
    items = [(section_of(item, base, amended), item) for item in comparison.items]
    for clause in clauses(base, amended):
        own = [item for section, item in items if section == clause.criterion]
        change = comparison.criteria.get(clause.criterion)
        if clause.before == clause.after and not own and (change is None or change.relation == "equivalent"):
            continue
        previous, new = changed_sentences(clause.before or "", clause.after or "")
        if previous == new:
            previous, new = _texts(own)
        touched = tuple(c.patient for c in crossings if clause.criterion in {*c.blocked_before, *c.blocked_after})
        touched = touched if named or not touched else (people(len(touched)),)
        does, witness = (effect(change), _witness(change)) if change is not None else ("", "")
        rows.append(SummaryRow(f"{clause.criterion} {clause.title}", previous, new, *why, does, witness, touched))
    # What belongs to no criterion: the vocabulary, a score, what is true of everybody.
    criteria = {clause.criterion for clause in clauses(base, amended)}
    for section in dict.fromkeys(section for section, _ in items if section not in criteria):
        own = [item for name, item in items if name == section]
        rows.append(SummaryRow(section, *_texts(own), *why, "by way of the criteria that use it", ""))
    return tuple(rows)


def section_of(item: Difference, base: KnowledgeBase, amended: KnowledgeBase) -> str:
    """The criterion to which an item belongs, or else the file in which it stands."""
    version = item.here or item.there
    assert version is not None
    if item.kind == "criterion":
        return item.name
    owners = {f"criteria/{c.stem}{end}": c.id for p in (base, amended) for c in p.criteria for end in (".thr", ".lp")}
    if item.kind == "reading":
        reading = amended.readings.get(item.name) or base.readings[item.name]
        return reading.criteria[0]
    return owners.get(version.place.file or "", version.place.file or "vocabulary")


def effect(change: Change) -> str:
    """What a change does to a criterion, in a few words."""
    same = f"same patients ({proved(change.otherwise)})"
    told = [same if change.relation == "equivalent" else DOES.get(change.relation, "undecided")]
    for verb, side, who in (("gains", change.gains, "passes now"), ("loses", change.loses, "passed before")):
        if side.witness is not None:
            boxes = boxes_in_words(side.boxes, complete=side.complete, everybody=f"everybody who {who}")
            told.append(f"{verb}: {boxes}")
    return "; ".join(told)


def _witness(change: Change) -> str:
    found = [side.witness for side in (change.loses, change.gains) if side.witness is not None]
    return "; ".join(f"{w.text} ({w.before}, then {w.after})" for w in found)


def _texts(items: Sequence[Difference]) -> tuple[str, str]:
    """What items said before, and what they say now."""
    there, here = (
        (v.text for v in own if v is not None) for own in ([i.there for i in items], [i.here for i in items])
    )
    return "; ".join(dict.fromkeys(there)), "; ".join(dict.fromkeys(here))


def changed_sentences(before: str, after: str) -> tuple[str, str]:
    """The sentences in which two texts differ."""
    old, new = _SENTENCE.split(before), _SENTENCE.split(after)
    first = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    rest = zip(reversed(old[first:]), reversed(new[first:]), strict=False)
    last = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], rest))
    return " ".join(old[first : len(old) - last]), " ".join(new[first : len(new) - last])
