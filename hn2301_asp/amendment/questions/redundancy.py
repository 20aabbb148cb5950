"""Conditions that are never the sole reason to shut somebody out, and those from which they follow.

Asked under the default readings; a condition that matters under another reading of an open phrase is not
called redundant. What is found can be taken out all at once: of two conditions that say the same, one is
told. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from hn2301_asp.amendment.case import Case
from hn2301_asp.comparison.conditions import Conditions, Leaf
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.lists import listed


class Redundant(Struct, frozen=True):
    """A condition, or with ``leaf`` None a whole criterion, that the conditions of ``core`` imply.

    ``through`` says that it stood before the change and was needed then. ``leaves`` are its conditions;
    ``vacuous`` says that everybody possible meets the whole criterion. ``denied`` says that it does not hold, and
    ``ever`` are the literals of which, whatever the readings, nobody shows all.
    """

    criterion: str
    leaf: Leaf | None
    leaves: tuple[Leaf, ...]
    core: tuple[Leaf, ...]
    denied: int
    ever: tuple[int, ...]
    through: bool = False
    vacuous: bool = False


@lru_cache(maxsize=1)
def redundancies(case: Case) -> tuple[Redundant, ...]:
    """What is redundant in the version that is judged, and was not in its base."""
    return tuple(_redundancies(case)) if case.somebody else ()


def _redundancies(case: Case) -> Iterator[Redundant]:
    now, before = case.conditions, case.conditions_before
    asked = [leaf for leaf in now.touched(before) if not now.read_so(leaf)]
    gone: set[Leaf] = set()
    for criterion in dict.fromkeys(leaf.criterion for leaf in asked):
        own = tuple(leaf for leaf in now.leaves if leaf.criterion == criterion)
        others = [leaf for leaf in now.leaves if leaf.criterion != criterion and leaf not in gone]
        if not _implied(now, -now.passes[criterion], others):
            continue
        gone |= set(own)
        if is_vacuous(now, criterion):
            denied = -now.passes[criterion]
            yield Redundant(criterion, None, own, (), denied, (*now.known, denied), vacuous=True)
            continue
        ever = _whatever(now, -now.passes[criterion], others, own)
        if not now.search.nobody_ever(ever):
            continue
        if before is None or not _criterion_before(before, criterion):
            denied = -now.passes[criterion]
            core = _core(now, denied, others)
            unchanged = before is not None and set(own) <= set(before.leaves)
            yield Redundant(criterion, None, own, core, denied, ever, unchanged)
    for leaf in asked:
        others = [other for other in now.leaves if other != leaf and other not in gone]
        if leaf in gone or not _implied(now, -leaf.literal, others):
            continue
        ever = _whatever(now, -leaf.literal, others, (leaf,))
        if not now.search.nobody_ever(ever):
            continue
        gone.add(leaf)
        old = _same_before(now, before, leaf)
        if before is None or old is None or not _implied(before, -old.literal, [o for o in before.leaves if o != old]):
            unchanged = old is not None and old.literal == leaf.literal
            core = _core(now, -leaf.literal, others)
            yield Redundant(leaf.criterion, leaf, (leaf,), core, -leaf.literal, ever, unchanged)


def is_vacuous(conditions: Conditions, criterion: str) -> bool:
    """Whether everybody possible meets a criterion, whatever the readings of open phrases."""
    question = [*conditions.known, -conditions.passes[criterion]]
    return conditions.search.nobody(question) and conditions.search.nobody_ever(question)


def _implied(conditions: Conditions, denied: int, others: Sequence[Leaf]) -> bool:
    return conditions.search.nobody([*conditions.known, denied, *(leaf.literal for leaf in others)])


def _whatever(conditions: Conditions, denied: int, others: Sequence[Leaf], own: Sequence[Leaf]) -> tuple[int, ...]:
    """What is asked whatever the readings: conditions are then taken as they stand whatever the readings."""
    clauses = {leaf.clause for leaf in own}
    asked = [leaf.literal if leaf.clause in clauses else leaf.clause for leaf in others]
    return (*conditions.known, denied, *dict.fromkeys(asked))


def _core(conditions: Conditions, denied: int, others: Sequence[Leaf]) -> tuple[Leaf, ...]:
    near = conditions.beside(denied, others)
    core = set(conditions.search.core([*conditions.known, denied], [leaf.literal for leaf in near]))
    found = {leaf.literal: leaf for leaf in reversed(near) if leaf.literal in core}
    return tuple(leaf for leaf in near if found.get(leaf.literal) == leaf)


def _criterion_before(before: Conditions, criterion: str) -> bool:
    """Whether a criterion was redundant in the base too."""
    if criterion not in before.passes:
        return False
    others = [leaf for leaf in before.leaves if leaf.criterion != criterion]
    return _implied(before, -before.passes[criterion], others)


def _same_before(now: Conditions, before: Conditions | None, leaf: Leaf) -> Leaf | None:
    """The condition of the base in whose place one stands: itself, or one of its name."""
    own = [old for old in before.leaves if old.criterion == leaf.criterion] if before is not None else []
    same = next((old for old in own if old.literal == leaf.literal), None)
    if same is not None or before is None:
        return same
    name = now.own_name(leaf.literal)
    return next((old for old in own if before.own_name(old.literal) == name), None)


# In words ------------------------------------------------------------------------------------------------


def where(case: Case, found: Redundant) -> str:
    """What a finding is about: the criterion, or the threshold, fact or rule head."""
    return found.criterion if found.leaf is None else case.conditions.own_name(found.leaf.literal)


def place(case: Case, found: Redundant) -> Place | None:
    """Where it is written down."""
    conditions = case.conditions
    if found.leaf is None:
        return conditions.criterion_place(found.criterion)
    return conditions.place(found.leaf.literal) or conditions.criterion_place(found.criterion)


def clause_in_words(case: Case, found: Redundant) -> str:
    """`creatinine clearance ≥ 50 mL/min (IN-7)`."""
    if found.leaf is None:
        return found.criterion
    return f"{case.conditions.words(found.leaf.literal)} ({found.criterion})"


def core_in_words(case: Case, leaves: Sequence[Leaf]) -> tuple[str, ...]:
    """Conditions with the criteria that ask for them: `IN-1: age ≤ 69 years`."""
    return tuple(f"{leaf.criterion}: {case.conditions.words(leaf.literal)}" for leaf in leaves)


def implying_in_words(case: Case, leaves: Sequence[Leaf]) -> str:
    """The conditions of a core in one sentence, each with its criterion."""
    return listed(f"{case.conditions.words(leaf.literal)} ({leaf.criterion})" for leaf in leaves)


def imply(parts: Sequence[object]) -> str:
    """The verb that goes with some conditions."""
    return "already implies" if len(parts) == 1 else "already imply"
