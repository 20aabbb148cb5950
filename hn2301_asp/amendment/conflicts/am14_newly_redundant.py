"""AM14: a condition became redundant through another one.

What it is: a condition that the amendment did not touch used to shut somebody out alone, and no longer does:
whoever meets the changed conditions meets it too. The finding names those from which it follows, also where
that goes through a formula, proved of all values that are possible.

Why it matters: the amendment says nothing about that condition, and yet takes its work away. Either the new
condition is stricter than was meant, or the old one can go.

Example: an amendment adds "weight ≥60 kg" and "creatinine ≤1.0 mg/dL": with "age ≤69" these already imply a
creatinine clearance of 50 mL/min or more, so that the limit on it never decides again.

The same happens within a criterion: where it comes to say no more than one of its conditions, as "score at
least 6, of which the clinical part at least 6", that condition is named.

How to mend: loosen what is new if it is stricter than was meant, take the old condition out, or accept it
with a reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.corners import proof
from hn2301_asp.amendment.questions.no_more import differing, no_more_than
from hn2301_asp.amendment.questions.redundancy import (
    Redundant,
    clause_in_words,
    core_in_words,
    imply,
    implying_in_words,
    place,
    redundancies,
    where,
)
from hn2301_asp.amendment.questions.unless import how_proved
from hn2301_asp.comparison.conditions import Leaf
from hn2301_asp.source.lists import listed

CODE = "AM14"
TITLE = "makes a condition redundant through another one"
ROOTS = ()


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each criterion that now says no more than one condition, and for each cause of idle ones."""
    causes: dict[tuple[Leaf, ...], list[Redundant]] = defaultdict(list)
    for found in redundancies(case):
        if found.through:
            causes[found.core].append(found)
    for conflict in _no_more_than(case):
        # What else the criterion asks for is idle by that very cause.
        own = [c for c, all_ in causes.items() if all(_within(conflict.where, found) for found in all_)]
        notes = [("idle", _told(case, core, causes.pop(core))) for core in own]
        yield replace(conflict, notes=(*conflict.notes, *notes))
    for core, idle in causes.items():
        yield case.conflict(
            where(case, idle[0]),
            _told(case, core, idle),
            "loosen what is new, take the old condition out, or accept it with a reason",
            group="know",
            place=place(case, idle[0]),
            notes=[note for found in idle for note in proof(case, found)],
            core=core_in_words(case, core),
        )


def _within(criterion: str, found: Redundant) -> bool:
    """Whether a condition of a criterion follows from others of the same one."""
    return found.criterion == criterion and {leaf.criterion for leaf in found.core} <= {criterion}


def _told(case: Case, core: Sequence[Leaf], idle: Sequence[Redundant]) -> str:
    """What is idle by one cause, in a sentence."""
    told = listed(clause_in_words(case, found) for found in idle)
    lead = f"{implying_in_words(case, core)} {imply(core)}" if core else "every possible patient now meets"
    return f"{lead} {told}, which therefore never decide{'s' if len(idle) == 1 else ''} any more (proved)"


def _no_more_than(case: Case) -> Iterator[Conflict]:
    """Criteria that are met by the very patients who meet one of their limits, and were not before."""
    thresholds = case.comparer.joined.base.thresholds.thresholds
    for found in no_more_than(case):
        differ = differing(case, found)
        yield case.conflict(
            found.criterion,
            f'{found.criterion} now says no more than "{found.words}" ({how_proved(differ)})',
            "write it as that one condition, or restore what was",
            group="know",
            place=thresholds[found.limit].place,
            unless=differ,
        )
