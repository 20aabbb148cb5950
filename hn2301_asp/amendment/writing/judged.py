"""What a change does that is about to be written: proved intents, and what the checks then say.

This module writes nothing and knows no words of a criterion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hn2301_asp.amendment.questions.limits import ChangedLimit, canonical, finer
from hn2301_asp.amendment.writing.statement import INTENTS
from hn2301_asp.check import check
from hn2301_asp.comparison.model import Change
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.model import Limit, Threshold
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.numbers import with_unit
from hn2301_asp.versions.manifest import Intent


def intents(
    changes: Mapping[str, Change],
    base: KnowledgeBase,
    amended: KnowledgeBase,
    files: Mapping[str, str],
    others: Mapping[str, str],
) -> tuple[dict[str, Intent], dict[str, str]]:
    """What was proved of each of the criteria that differs, and why it is undecided of others.

    A criterion that means the same, and whose words or rules were changed, is clarified.
    """
    proved: dict[str, Intent] = {}
    undecided: dict[str, str] = {}
    for name, change in changes.items():
        if change.relation == "undecided":
            why = change.gains.undecided or change.loses.undecided or "it was not answered"
            undecided[name] = " ".join(why.split())
        elif change.relation != "equivalent" or _said(base, name, files) != _said(amended, name, others):
            proved[name] = INTENTS[change.relation]
    return proved, undecided


def _said(base: KnowledgeBase, name: str, texts: Mapping[str, str]) -> object:
    """Everything that is said of a criterion, but for comments and the layout of files."""
    criterion = next((c for c in base.criteria if c.id == name), None)
    if criterion is None:
        return None
    thresholds = [
        (t.name, t.quantity, t.shown, [(r.kind, r.text) for r in t.reasons])
        for t in base.thresholds.thresholds.values()
        if t.owner == name
    ]
    file = f"criteria/{criterion.stem}.lp"
    rules = [(r.source, r.quotes, r.because) for r in base.rules if r.place.file == file and file in texts]
    readings = [r for r in base.readings.values() if name in r.criteria]
    assumptions = [a for a in base.assumptions if name in a.criteria]
    return criterion, thresholds, rules, readings, assumptions


def new_findings(before: KnowledgeBaseFiles, after: KnowledgeBaseFiles) -> list[Finding]:
    """What the checks say of the changed knowledge base, and did not say before."""
    known = {(f.code, f.message, f.place.file) for f in check(before)}
    return [f for f in check(after) if (f.code, f.message, f.place.file) not in known]


def doubts(amended: KnowledgeBase, threshold: Threshold, limits: Iterable[Limit]) -> Iterator[Finding]:
    """A bound that no value can reach, that is hardly meant, or that is finer than values are recorded."""
    quantity = amended.thresholds.quantities[threshold.quantity]
    for limit in limits:
        if limit.times or amended.vocabulary.unit(limit.unit or "") is None:
            continue
        number, unit, factor = canonical(amended, threshold, limit)
        said = f"{quantity.label} {threshold.shown}"
        place = Place(threshold.place.file, limit.place.line, limit.place.column, limit.place.end_column)
        for code, what, (low, high) in (
            ("AM08", "possible", quantity.possible),
            ("AM20", "plausible", quantity.plausible),
        ):
            if not low <= number <= high:
                lowest, highest = with_unit(low, quantity.unit), with_unit(high, quantity.unit)
                message = f"`{said}` lies outside what is {what}: {lowest} to {highest}"
                yield Finding(code, message, place, "warning", help="look at the number and its unit")
                break
        follows = threshold.quantity in amended.thresholds.derived or quantity.hidden is not None
        found = None if follows else finer(ChangedLimit(threshold, limit, quantity, number, unit, factor))
        if found is not None:
            message = f"`{said}` is finer than the value is recorded, in steps of {found[0]}: in effect {found[1]}"
            yield Finding("AM21", message, place, "warning", help="write the bound that holds in effect")
