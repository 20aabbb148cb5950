"""AM39: it matters which of two amendments comes first.

What it is: put onto the base one after the other, the amendments make another protocol than the other way round:
somebody is eligible, or meets a criterion, in the one and not in the other.

Why it matters: amendments are approved at different sites on different days, and nobody may depend on which of
two came first. What is approved last would decide.

Example: A01 raises ALC to 1.0 and A02 to 0.9. A patient with 0.95 is eligible where A02 came last.

How to mend: agree on one text of what both change; or write the later amendment on top of the earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Several
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.joint import by_pairs
from hn2301_asp.amendment.questions.telling import told
from hn2301_asp.source.lists import listed

CODE = "AM39"
TITLE = "does something else before another amendment than after it"
LOADED = False
ROOTS = ("AM36",)
#: What one undoes of the other is a consequence.
EVERYTHING = True

_MEND = "agree on one text of what both change, or write the later one on top of the earlier one"


def find_together(several: Several) -> Iterator[Conflict]:
    """One finding for each two amendments whose order matters; for all together only what no two explain."""
    yield from by_pairs(several, _of)


def _of(several: Several) -> Iterator[Conflict]:
    if not several.each_loads or several.reversed is None:
        return
    ways = (several.together, several.reversed)
    names = [version.name for version in several.versions]
    if (ways[0].protocol is None) != (ways[1].protocol is None):
        last = names[0] if ways[0].protocol is None else names[-1]
        message = f"the rules of {listed(names)} fit each other only where {last} comes last"
        yield several.conflict("protocol", message, _MEND)
    elif several.other_way is not None and several.loads:
        yield from _meaning(several, several.other_way, names)


def _meaning(several: Several, other_way: int, names: list[str]) -> Iterator[Conflict]:
    comparer = several.comparer
    overall = comparer.overall(several.both, other_way)
    changes = {name: c for name, c in comparer.criteria(several.both, other_way).items() if c.relation != "equivalent"}
    if overall.relation == "equivalent" and not changes:
        return
    decided = [] if overall.relation == "equivalent" else ["eligibility"]
    change = overall if decided else next(iter(changes.values()))
    doing = "eligible" if decided else f"passing {next(iter(changes))}"
    yield several.conflict(
        "protocol",
        f"{listed([*changes, *decided])} depend on which of {listed(names)} comes last",
        _MEND,
        notes=[
            (f"{names[-1]} last", told(change.loses, f"only so {doing}")),
            (f"{names[0]} last", told(change.gains, f"only so {doing}")),
        ],
        witness=change.loses.witness or change.gains.witness,
    )
