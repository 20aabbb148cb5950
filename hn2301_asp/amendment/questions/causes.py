"""What classes of conflict say of a criterion that changed: which item does it, and who passes it.

Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hn2301_asp.amendment.case import Case
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.comparison.mixing import cone, measured, within
from hn2301_asp.comparison.model import Change, Side, boxes_in_words, proved
from hn2301_asp.knowledge.thresholds.model import Threshold


def items_behind(case: Case, criterion: str) -> tuple[Difference, ...]:
    """The items that differ and on which a criterion may depend in either version; the nearest kinds first."""
    if case.alone:
        return ()
    bases = (case.before.knowledge_base, case.protocol.knowledge_base)
    reached = {name for base in bases for name in cone(base.rules, criterion)}
    quantities = measured(bases, reached)
    found = [item for item in case.items if item.name == criterion or _within(item, reached, quantities)]
    return tuple(sorted(found, key=lambda item: item.kind == "vocabulary"))


def _within(item: Difference, reached: set[str], quantities: set[str]) -> bool:
    """Whether a criterion may depend on an item: more exactly than where two sources may contradict each other."""
    if item.kind == "threshold":
        return item.name in reached
    if item.kind == "formula":
        return any(one is not None and one.quantity in quantities for one in (item.value_there, item.value_here))
    return within(item, reached, quantities)


def places_of(items: Sequence[Difference]) -> dict[str, Any]:
    """The places of a finding whose cause is the first of some items: as it is now, and as it was."""
    if not items:
        return {}
    here, there = items[0].here, items[0].there
    return {"place": here.place if here is not None else None, "was": there.place if there is not None else None}


def label(case: Case, item: Difference) -> str:
    """An item as people call it: a threshold by its quantity, anything else by its name."""
    value = item.value_here or item.value_there
    if isinstance(value, Threshold):
        base = case.protocol if item.value_here is not None else case.before
        return base.knowledge_base.thresholds.quantities[value.quantity].label
    return item.name


def changed(case: Case, items: Sequence[Difference]) -> str | None:
    """The one threshold that changed, in words: `ALC ≥ 1.0 ×10^9/L (was ≥ 0.8 ×10^9/L)`; None for anything else."""
    if len(items) != 1 or items[0].kind != "threshold" or items[0].here is None or items[0].there is None:
        return None
    text, before = items[0].here.text, items[0].there.text
    return f"{label(case, items[0])} {text} (was {before})" if items[0].value_here.shown == text else None


def passing(case: Case, name: str, change: Change) -> list[tuple[str, str]]:
    """Who passes a criterion now and did not, and who no longer does, as labelled lines."""
    return [*_told(case, name, "gains", change.gains), *_told(case, name, "loses", change.loses)]


def _told(case: Case, name: str, word: str, side: Side) -> list[tuple[str, str]]:
    if side.nobody:
        return [(word, f"nobody ({proved(side.otherwise)})")]
    if side.undecided is not None:
        return [(word, f"undecided: {side.undecided}")]
    if not side.boxes:
        return []
    version = case.comparer.names[0] if word == "loses" else case.name
    boxes = boxes_in_words(side.boxes, complete=side.complete)
    return [(word, f"{passes(case, name)} under {version}: {boxes}")]


def passes(case: Case, name: str) -> str:
    """How one says that a criterion lets somebody pass."""
    kinds = {c.id: c.kind for c in (*case.before.knowledge_base.criteria, *case.criteria)}
    return f"not excluded by {name}" if kinds.get(name) == "exclusion" else f"meets {name}"
