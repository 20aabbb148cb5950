"""What classes of conflict say of a change: which item does it, where that stands, who gains and who loses.

Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Sequence

from hn2301_asp.amendment.case import At, Case
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.comparison.mixing import cone, measured, within
from hn2301_asp.comparison.model import Change, Side, boxes_in_words, proved
from hn2301_asp.knowledge.files import stem_of
from hn2301_asp.knowledge.rules import APPLIES, of_criterion
from hn2301_asp.knowledge.thresholds.model import Threshold
from hn2301_asp.source.diagnostics import Place


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
        return item.name.partition("(")[0] in reached
    if item.kind == "formula":
        return any(one is not None and one.quantity in quantities for one in (item.value_there, item.value_here))
    return within(item, reached, quantities)


def places_of(items: Sequence[Difference]) -> At:
    """The places of a finding whose cause is the first of some items."""
    if not items:
        return {}
    here, there = items[0].here, items[0].there
    return {"place": here.place if here is not None else None, "was": there.place if there is not None else None}


def places(case: Case, criterion: str | None = None) -> At:
    """Where the first item that changed stands: one of a criterion's own files if it has any, one that is gone last."""
    here = [item for item in case.items if item.here is not None and item.here.place.file]
    stems = {c.stem for c in case.criteria if c.id == criterion}
    own = [item for item in here if item.here is not None and stem_of(item.here.place.file) in stems]
    gone = [item for item in case.items if item.here is None and item.there is not None and item.there.place.file]
    return places_of([*own, *here, *gone])


def changed(case: Case, items: Sequence[Difference]) -> str | None:
    """The one threshold that changed, in words: `ALC ≥ 1.0 ×10^9/L (was ≥ 0.8 ×10^9/L)`; None for anything else."""
    if len(items) != 1 or items[0].kind != "threshold" or items[0].here is None or items[0].there is None:
        return None
    threshold: Threshold = items[0].value_here
    text, before = items[0].here.text, items[0].there.text
    label = case.protocol.knowledge_base.thresholds.quantities[threshold.quantity].label
    return f"{label} {text} (was {before})" if threshold.shown == text else None


def gains_and_losses(case: Case, change: Change, doing: str = "eligible") -> list[tuple[str, str]]:
    """The two directions of a change: ``doing`` is what people are in a version."""
    return [
        ("gains", told(change.gains, f"{doing} under {case.name}")),
        ("loses", told(change.loses, f"{doing} under {case.comparer.names[0]}")),
    ]


def told(side: Side, doing: str) -> str:
    """One direction: `eligible under 1.0 with ALC 0.80–0.99 ×10^9/L`; that it is nobody, and that it is undecided."""
    if not side.boxes:
        return _nobody(side) or f"some who are {doing}"
    if any(not box.conditions for box in side.boxes):
        return f"everybody who is {doing}"
    return f"{doing} with {boxes_in_words(side.boxes, complete=side.complete)}"


def _nobody(side: Side) -> str | None:
    """That nobody is on a side, or that it is undecided."""
    if side.undecided is not None:
        return f"undecided: {side.undecided}"
    return f"nobody ({proved(side.otherwise)})" if side.nobody else None


def passing(case: Case, name: str, change: Change) -> list[tuple[str, str]]:
    """Who passes a criterion now and did not, and who no longer does, as labelled lines."""
    kinds = {c.id: c.kind for c in (*case.before.knowledge_base.criteria, *case.criteria)}
    passes = f"not excluded by {name}" if kinds.get(name) == "exclusion" else f"meets {name}"
    found = []
    for word, side, version in (("gains", change.gains, case.name), ("loses", change.loses, case.comparer.names[0])):
        boxes = boxes_in_words(side.boxes, complete=side.complete)
        said = _nobody(side) or (f"{passes} under {version}: {boxes}" if side.boxes else None)
        found += [(word, said)] if said else []
    return found


def item_in_words(name: str) -> str:
    """An item as people call it: `the rule of IN-3`, `the scope of IN-3`, or its own name."""
    criterion = of_criterion(name)
    return name if criterion is None else f"the {'scope' if criterion[0] == APPLIES else 'rule'} of {criterion[1]}"


def with_place(text: str, place: Place | None, root: str) -> str:
    """A text with the file and line, in the folder of its version, where it stands."""
    if place is None or place.file is None:
        return text
    file = place.file.removeprefix(f"{root}/")
    return f"{text} ({file}:{place.line})" if place.line is not None else f"{text} ({file})"
