"""An edited file as an amendment writes it: only the items that differ, under what frames them, and what goes.

This module opens and writes no file.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from hn2301_asp.source.diagnostics import Place
from hn2301_asp.versions.completing import Changes, complete
from hn2301_asp.versions.items import HEADING, Item
from hn2301_asp.versions.layout import key_line
from hn2301_asp.versions.manifest import ALL
from hn2301_asp.versions.overlay import says_nothing
from hn2301_asp.versions.parts import Part, bodies, keys, lines_of, names, parts, section_of, swallowed, versions


class Shortened(Struct, frozen=True):
    """An amendment's file (None where it needs none), and the names of the base's items that go."""

    text: str | None
    removed: tuple[str, ...] = ()


def shorten(file: str, base: str, edited: str) -> Shortened:
    """What an amendment says so that the base's file becomes an edited one, item by item.

    Where the items alone cannot say it, the edited file itself.
    """
    if says_nothing(file, edited):
        return Shortened(None, (ALL,))
    theirs, ours = versions(file, base, edited)
    called = names(theirs)
    own = set(keys(ours))
    groups = {part.item.group for part in ours}
    removed = tuple(
        dict.fromkeys(
            called[part.key] if part.item.group in groups else str(part.item.group)
            for part in theirs
            if part.key not in own and not part.frame
        )
    )
    removed = tuple(dict.fromkeys([*removed, *swallowed(file, base, edited)]))
    before, after = bodies(theirs), bodies(ours)
    changed = {key for key in own if after[key] != before.get(key)}
    framing = {part.item.name for part in theirs if part.frame}
    text = _written(file, ours, changed, set(keys(theirs)), framing) if changed else None
    said = Changes({name: Place() for name in removed})
    result = complete(file, base, text or "", said)
    if result.findings or _items(file, result.text, edited) != _items(file, edited, base):
        return Shortened(edited, removed)
    return Shortened(text, removed)


def extended(file: str, own: str, base: str, before: str, after: str) -> Shortened:
    """An amendment's file with what is changed once more, in the author's own order and with his comments.

    ``before`` and ``after`` are the whole file as the amendment makes it now, and as it shall. Nothing
    may go by the change.
    """
    change = shorten(file, before, after)
    result = complete(file, own, change.text or "")
    made = complete(file, base, result.text)
    if (
        change.removed
        or result.findings
        or made.findings
        or _items(file, made.text, after) != _items(file, after, base)
    ):
        return shorten(file, base, after)
    return Shortened(result.text)  # What goes already, the manifest says.


def _items(file: str, text: str, beside: str) -> list[tuple[str, tuple[str, ...]]]:
    found = parts(file, text, beside)
    return sorted((key, tuple("\n".join(lines_of(body)) for body in said)) for key, said in bodies(found).items())


def _written(file: str, ours: Sequence[Part], changed: set[str], known: set[str], framing: set[str]) -> str:
    if file.endswith(".lp"):
        return _rules(ours, changed, known)
    if file.endswith(".thr"):
        head = [f"{key_line(part.item)}\n\n" for part in ours if part.frame and part.item.name != HEADING]
        items = [part.item for part in ours if part.key in changed and not part.frame]
        return "".join([*head, *(f"{item.gap if n else ''}{item.body}\n" for n, item in enumerate(items))])
    lines: list[str] = []
    said: set[str | None] = set()
    for number, part in enumerate(ours):
        if part.key not in changed or (part.frame and part.item.name in framing):
            continue
        for frame in _frames(ours, number, framing):
            if frame.item.name not in said:
                said.add(frame.item.name)
                lines.append(f"{key_line(frame.item)}\n")
        said.add(part.item.name)
        lines.append(f"{part.item.gap if lines and part.item.group is None else ''}{part.item.body}\n")
    return "".join(lines)


def _rules(ours: Sequence[Part], changed: set[str], known: set[str]) -> str:
    """The definitions that differ; a new one that shares the `%!` lines of others comes with them."""
    chosen = {number for number, part in enumerate(ours) if part.key in changed and not part.frame}
    for number in sorted(chosen):
        at = number
        while at and ours[number].key not in known and _continues(ours[at].item) and not ours[at - 1].frame:
            at -= 1
            chosen.add(at)
    lines: list[str] = []
    for number in sorted(chosen):
        gap = ours[number].item.gap if number - 1 in chosen else "\n"
        lines.append(f"{gap if lines else ''}{ours[number].item.body}\n")
    return "".join(lines)


def _continues(item: Item) -> bool:
    """Whether an item of a rule file goes on under the `%!` lines of the one before it."""
    return not item.gap and not any(line.lstrip().startswith("%!") for line in item.body.split("\n"))


def _frames(ours: Sequence[Part], number: int, framing: set[str]) -> list[Part]:
    """The section's key and the entry's id above an item, where it stands in any; above a new entry, the one before."""
    part = ours[number]
    if part.item.group is None:
        return []
    section = section_of(ours, number)
    wanted = [section, f"{part.item.group}.id"]
    before = ours[number - 1].item.group
    if part.item.name == f"{part.item.group}.id" and f"{before}.id" in framing:
        wanted.insert(1, f"{before}.id")
    named = {other.item.name: other for other in ours if other.frame and other.item.name != part.item.name}
    return [named[name] for name in wanted if name in named]
