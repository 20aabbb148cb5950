"""Numbers that two versions make otherwise of the same record: of other measurements, or from another date.

The search knows a number by itself, so nothing is proved of what asks for one of these.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from hn2301_asp.comparison.model import Change, Side
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.source.lists import listed


def remade(there: Vocabulary, here: Vocabulary) -> dict[str, str]:
    """The labels of such quantities by their names."""
    both = [(one, here.quantities[name]) for name, one in there.quantities.items() if name in here.quantities]
    return {
        other.name: other.label
        for one, other in both
        if (one.summary, one.since, one.to) != (other.summary, other.since, other.to)
    }


def undecided_by(change: Change, made: Mapping[str, str], facts: Collection[str]) -> Change:
    """A change with nothing proved of it that turns on quantities which are made otherwise."""
    labels = [label for name, label in made.items() if name in facts]
    if not labels:
        return change
    verb = "is" if len(labels) == 1 else "are"
    reason = f"{listed(labels)} {verb} made otherwise of what a record holds"
    gains, loses = (
        side if side.witness or side.undecided else Side(complete=False, undecided=reason)
        for side in (change.gains, change.loses)
    )
    return replace(
        change, relation="shifted" if gains.witness and loses.witness else "undecided", gains=gains, loses=loses
    )
