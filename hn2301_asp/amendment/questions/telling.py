"""Who gains and who loses by a change, in labelled lines, for all classes that say so.

Nothing is asked and nothing is judged here.
"""

from __future__ import annotations

from hn2301_asp.amendment.case import Case
from hn2301_asp.comparison.model import Change, Side, boxes_in_words, proved
from hn2301_asp.knowledge.files import stem_of
from hn2301_asp.source.diagnostics import Place


def gains_and_losses(change: Change, before: str, after: str, doing: str = "eligible") -> list[tuple[str, str]]:
    """The two directions of a change: ``doing`` is what people are in a version, called as it is here."""
    return [
        ("gains", told(change.gains, f"{doing} under {after}")),
        ("loses", told(change.loses, f"{doing} under {before}")),
    ]


def told(side: Side, doing: str) -> str:
    """One direction: `eligible under 1.0 with ALC 0.80–0.99 ×10^9/L`; that it is nobody, and that it is undecided."""
    if side.undecided is not None:
        return f"undecided: {side.undecided}"
    if side.nobody:
        return f"nobody ({proved(side.otherwise)})"
    if not side.boxes:
        return f"some who are {doing}"
    if any(not box.conditions for box in side.boxes):
        return f"everybody who is {doing}"
    return f"{doing} with {boxes_in_words(side.boxes, complete=side.complete)}"


def places(case: Case, criterion: str | None = None) -> tuple[Place | None, Place | None]:
    """Where the first item that changed stands now and before: one of a criterion's own files if it has any."""
    items = [item for item in case.items if item.here is not None and item.here.place.file is not None]
    stems = {c.stem for c in case.criteria if c.id == criterion}
    own = [i for i in items if i.here and stem_of(i.here.place.file) in stems]
    item = next(iter([*own, *items]), None)
    if item is None:
        gone = next((i.there.place for i in case.items if i.here is None and i.there and i.there.place.file), None)
        return None, gone
    return (item.here.place if item.here else None), (item.there.place if item.there else None)


def item_in_words(name: str) -> str:
    """An item as people call it: `the rule of IN-3`, or its own name."""
    return f"the rule of {name[5:-2]}" if name.startswith('met("') else name


def with_place(text: str, place: Place | None, root: str) -> str:
    """A text with the file and line, in the folder of its version, where it stands."""
    if place is None or place.file is None:
        return text
    file = place.file.removeprefix(f"{root}/")
    return f"{text} ({file}:{place.line})" if place.line is not None else f"{text} ({file})"
