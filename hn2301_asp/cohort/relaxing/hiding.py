"""What moving limits would admit, without small counts: nor can one be worked out from those that are told.

Whoever is told two limits of one curve can subtract; so a limit is told only where, since the one told before, at least
so many more are certainly eligible, or none, and at least so many more not ruled out, or none; and where at least so
many are left whom it does not admit, or none. What a curve goes on to admit in smaller numbers is not told.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from hn2301_asp.cohort.relaxing.model import Curve, Relaxation, Step


def hidden(found: Relaxation, least: int) -> Relaxation:
    """The same without counts from 1 to ``least`` - 1, and without what these would follow from."""
    assert found.eligible is not None
    assert found.unread is not None
    read, now = found.rows - found.unread, found.eligible
    kinds = (now.certain, now.possible - now.certain, read - now.possible, found.unread)
    left = (read - now.certain, read - now.possible)
    curves = [replace(curve, steps=tuple(_told(curve, left, least))) for curve in found.curves]
    return replace(
        found,
        eligible=now if all(_large(number, least) for number in kinds) else None,
        unread=found.unread if all(_large(number, least) for number in kinds) else None,
        # The order of what is told says nothing of what is not.
        curves=tuple(sorted(curves, key=lambda curve: (-curve.admits.certain, -curve.admits.possible, curve.name))),
        pairs=tuple(pair for pair in found.pairs if _fits((pair.certain, pair.possible), left, least)),
        least=least,
    )


def _told(curve: Curve, left: tuple[int, int], least: int) -> Iterator[Step]:
    before = (0, 0)
    for step in curve.steps:
        counts = (step.certain, step.possible)
        more = (counts[0] - before[0], counts[1] - before[1])
        if any(more) and all(_large(number, least) for number in more) and _fits(counts, left, least):
            yield step
            before = counts


def _fits(counts: tuple[int, int], left: tuple[int, int], least: int) -> bool:
    """Whether some counts are large, and those too who are then left."""
    rest = (left[0] - counts[0], left[1] - counts[1])
    return all(_large(number, least) for number in (*counts, *rest))


def _large(number: int, least: int) -> bool:
    return number == 0 or number >= least
