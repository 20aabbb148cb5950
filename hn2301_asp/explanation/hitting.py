"""All minimal conflicts of a set of facts, and all minimal corrections, from one question.

The question says whether the facts that are held conflict, and gives a minimal conflict. What
remains after every conflict found is hit is asked again, smallest hitting sets first, until
nothing new is found (Reiter's hitting-set tree: Artificial Intelligence 1987;32:57-95). Knows
nothing of patients: facts are bits of a mask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

#: Nodes of the tree that are looked at for each set that is wanted.
NODES_EACH = 40


class Explored(Struct, frozen=True):
    """Minimal conflicts, and minimal corrections smallest first; ``complete``: there are no others."""

    conflicts: tuple[int, ...]
    corrections: tuple[int, ...]
    complete: bool


def explore(everything: int, conflict: Callable[[int], int | None], limit: int, known: Sequence[int] = ()) -> Explored:
    """Every minimal subset of ``everything`` that conflicts, and every minimal set that ends all.

    ``conflict`` gives a minimal conflict among the facts held, or None. ``known`` are minimal
    conflicts known before.
    """
    conflicts = list(known)
    corrections: list[int] = []
    level, seen, nodes = [0], {0}, 0
    while level:
        following: list[int] = []
        for removed in level:
            if any(correction & removed == correction for correction in corrections):
                continue
            nodes += 1
            if len(conflicts) > limit or len(corrections) > limit or nodes > limit * NODES_EACH:
                return Explored(tuple(conflicts), tuple(corrections), False)
            found = next((one for one in conflicts if not one & removed), None)
            if found is None:
                found = conflict(everything & ~removed)
                if found is None:
                    corrections.append(removed)
                    continue
                conflicts.append(found)
            for bit in bits(found):
                if removed | bit not in seen:
                    seen.add(removed | bit)
                    following.append(removed | bit)
        level = following
    return Explored(tuple(conflicts), tuple(corrections), True)


def shrink(held: int, always: int, ask: Callable[[int], int | None]) -> int | None:
    """The conflict that is left when facts are taken back one by one, in their order; None: no conflict.

    ``ask`` gives some facts of a conflict, or None. Which ones may depend on what was asked
    before; what is left here does not: they only save questions whose answer is known.
    """
    found = ask(held | always)
    if found is None:
        return None
    left = held & ~always
    sure = _sure(found | always, held | always, ask)
    for bit in bits(left):
        fewer = left & ~bit | always
        if sure & ~fewer == 0:
            left &= ~bit
            continue
        found = ask(fewer)
        if found is not None:
            left &= ~bit
            sure = _sure(found | always, fewer, ask)
    return left


def _sure(found: int, held: int, ask: Callable[[int], int | None]) -> int:
    """The facts found, if they conflict by themselves, else all that were held.

    Facts left out may have narrowed what a tie allows, which the solver could not know.
    """
    return found if found == held or ask(found) is not None else held


def bits(mask: int) -> Iterator[int]:
    """The single bits of a mask, the lowest first."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit
