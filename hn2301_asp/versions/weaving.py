"""Where an item goes that only one of two versions of a file has.

It follows the item that it follows in its own version. Items that both versions add at one place
stand in the order of their names, so that it does not matter which version came first. This
module must not know what the items say.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Slot(Struct, frozen=True):
    """The seat of an item: its key is the same in every version; ``group`` is what it stands in."""

    key: tuple[str, int]
    name: str
    group: str | None


def weave(main: Sequence[Slot], extra: Sequence[Slot]) -> list[Slot]:
    """The items of both, in the order of ``main``; an item of ``extra`` alone follows the one before it there."""
    woven = list(main)
    present = {slot.key for slot in main}
    shared = present & {slot.key for slot in extra}
    before: Slot | None = None
    for slot in extra:
        if slot.key not in present:
            at = 0 if before is None else next(n for n, s in enumerate(woven) if s.key == before.key) + 1
            if before is None or before.key in shared:
                at = _past(woven, at, slot, before, shared)
            woven.insert(at, slot)
            present.add(slot.key)
        before = slot
    return woven


def _past(woven: Sequence[Slot], at: int, slot: Slot, before: Slot | None, shared: set[tuple[str, int]]) -> int:
    """The seat behind what the other version added at the same place and what goes before by name."""
    own = before.group if before is not None else None
    while at < len(woven) and woven[at].key not in shared and woven[at].key[0] != "base":
        other = woven[at]
        inside = own is not None and other.group == own and slot.group != own
        leaves = slot.group is not None and slot.group == own and other.group != own
        if leaves or not (inside or _rank(other) <= _rank(slot)):
            break
        at += 1
    return at


def _rank(slot: Slot) -> tuple[str, str]:
    return (slot.group or slot.name, slot.name)
