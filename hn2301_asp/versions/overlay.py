"""An amendment's differences, item by item, put onto a knowledge base that others may have changed.

What an amendment's files have in common with its base is no difference. This module knows texts
and items only: no folder, no rule, no patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from hn2301_asp.knowledge.rule_text import without_comments
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.versions.items import Item, items_of
from hn2301_asp.versions.weaving import Slot, weave
from hn2301_asp.versions.word_merge import merge_clause

#: The file and the key of a criterion's words: they merge word by word.
_PROSE_FILE, _PROSE_KEY = "protocol.yaml", ".text"


class Clash(Struct, frozen=True):
    """An item that two amendments change differently; the later one was taken.

    ``base``, ``one`` and ``other`` are its texts, None where it is not there: in the base that the
    later amendment states, in the version it meets, and in the later amendment.
    """

    file: str
    item: str
    base: str | None
    one: str | None
    other: str | None
    place_one: Place | None
    place_other: Place | None


def apply(
    texts: Mapping[str, str],
    stated: Mapping[str, str],
    overlay: Mapping[str, str],
    removed: Iterable[str] = (),
) -> tuple[dict[str, str], tuple[Clash, ...]]:
    """The texts with the differences between ``overlay`` and the base that it states, and the clashes.

    Only the files in ``overlay`` differ from that base, and those in ``removed``, which are taken away.
    """
    result = dict(texts)
    clashes: list[Clash] = []
    for file in overlay:
        if file in stated and file not in texts:
            # Who met the file last wins: it is there again, whole.
            if overlay[file] != stated[file]:
                clashes.append(Clash(file, file, stated[file], None, overlay[file], None, Place(file)))
                result[file] = overlay[file]
            continue
        result[file], found = merge_file(file, stated.get(file, ""), texts.get(file, ""), overlay[file])
        clashes += found
    for file in removed:
        changed = result.pop(file, None)
        if changed is not None and changed != stated.get(file):
            clashes.append(Clash(file, file, stated.get(file), changed, None, Place(file), None))
    return dict(sorted(result.items())), tuple(clashes)


def merge_file(file: str, base: str, one: str, other: str) -> tuple[str, list[Clash]]:
    """One file with the changes that ``one`` and ``other`` make to its base; the latter wins a clash."""
    if other in (base, one):
        return one, []
    if one == base:
        return other, []
    return _Merge(file, base, one, other).result()


def pair(items: Sequence[Item], others: Sequence[Item]) -> dict[int, int]:
    """Which item of the second list is which of the first: of one name, the same text first, then in order."""
    found: dict[int, int] = {}
    for same_text in (True, False):
        taken = set(found.values())
        free: dict[object, list[int]] = {}
        for number, item in enumerate(others):
            if number not in taken:
                free.setdefault((item.name, item.body if same_text else None), []).append(number)
        for number, item in enumerate(items):
            waiting = free.get((item.name, item.body if same_text else None), [])
            if number not in found and waiting:
                found[number] = waiting.pop(0)
    return found


class _Merge:
    """The three versions of one file, item by item."""

    def __init__(self, file: str, base: str, one: str, other: str) -> None:
        self.file = file
        self.base, self.one, self.other = (items_of(file, text) for text in (base, one, other))
        self.lines = {id(self.one): one.split("\n"), id(self.other): other.split("\n")}
        self.clashes: list[Clash] = []
        self.slots_one, self.slots_other = self._slots()

    def _slots(self) -> tuple[list[Slot], list[Slot]]:
        """The items of both versions in their order; what is one item has one key."""
        in_one = {index: ("base", number) for number, index in pair(self.base, self.one).items()}
        in_other = {index: ("base", number) for number, index in pair(self.base, self.other).items()}
        new_one = [n for n in range(len(self.one)) if n not in in_one]
        new_other = [n for n in range(len(self.other)) if n not in in_other]
        both = pair([self.other[n] for n in new_other], [self.one[n] for n in new_one])
        in_other |= {new_other[a]: ("one", new_one[b]) for a, b in both.items()}
        return (
            [Slot(in_one.get(n, ("one", n)), item.name, item.group) for n, item in enumerate(self.one)],
            [Slot(in_other.get(n, ("other", n)), item.name, item.group) for n, item in enumerate(self.other)],
        )

    def result(self) -> tuple[str, list[Clash]]:
        """The merged text and its clashes."""
        ones = {slot.key: item for slot, item in zip(self.slots_one, self.one, strict=True)}
        others = {slot.key: item for slot, item in zip(self.slots_other, self.other, strict=True)}
        bases = {("base", number): item for number, item in enumerate(self.base)}
        groups = [{item.group for item in items} - {None} for items in (self.base, self.one, self.other)]
        lost_in_one, lost_in_other = groups[0] - groups[1], groups[0] - groups[2]
        chosen: dict[tuple[str, int], str | None] = {}
        restored: set[str | None] = set()
        for key in dict.fromkeys([*ones, *others, *bases]):
            base, one, other = bases.get(key), ones.get(key), others.get(key)
            chosen[key] = self._choose(base, one, other)
            if one is not None and base is None and one.group in lost_in_other:
                # The later version takes the whole entry away, so what was added to it goes too.
                chosen[key] = None
                self._clash(base, one, other)
            if other is not None and one is None and other.group in lost_in_one and _body(base) != other.body:
                restored.add(other.group)
                if base is None:
                    self._clash(base, one, other)
        for slot, item in zip(self.slots_other, self.other, strict=True):
            if restored & {item.group, item.name}:
                chosen[slot.key] = f"{item.gap}{item.body}\n"  # An entry comes back whole, or not at all.
        main, extra = self.slots_one, self.slots_other
        if self._reordered():
            main, extra = extra, main
        woven = weave(
            [slot for slot in main if chosen[slot.key] is not None],
            [slot for slot in extra if chosen[slot.key] is not None],
        )
        return "".join(text for slot in woven if (text := chosen[slot.key]) is not None), self.clashes

    def _choose(self, base: Item | None, one: Item | None, other: Item | None) -> str | None:
        """The text of an item: of whoever changed it; both changes where they can be combined."""
        bodies = _body(base), _body(one), _body(other)
        chosen = bodies[2]
        if bodies[2] in bodies[:2]:
            chosen = bodies[1]
        elif bodies[1] != bodies[0]:
            merged = None
            if base and one and other and self.file == _PROSE_FILE and base.name.endswith(_PROSE_KEY):
                merged = merge_clause(base.body, one.body, other.body)
            if merged is None:
                self._clash(base, one, other)
            else:
                chosen = merged
        if chosen is None:
            return None
        gaps = [item.gap if item else None for item in (base, one, other)]
        return (gaps[2] if gaps[2] is not None and gaps[2] != gaps[0] else gaps[1] or "") + chosen + "\n"

    def _clash(self, base: Item | None, one: Item | None, other: Item | None) -> None:
        item = next(item for item in (base, one, other) if item is not None)
        places = (self._place(one, self.one), self._place(other, self.other))
        self.clashes.append(Clash(self.file, self._named(item), _body(base), _body(one), _body(other), *places))

    def _named(self, item: Item) -> str:
        """The name of an item, with its number where several have it."""
        for items in (self.base, self.one, self.other):
            alike = [other for other in items if other.name == item.name]
            if any(other is item for other in alike) and len(alike) > 1:
                return f"{item.name} ({next(n for n, other in enumerate(alike, 1) if other is item)})"
        return item.name

    def _place(self, item: Item | None, items: Sequence[Item]) -> Place | None:
        return None if item is None else place_of(item, self.file, self.lines[id(items)])

    def _reordered(self) -> bool:
        """Whether the later version puts items of its base into another order."""
        kept = [slot.key[1] for slot in self.slots_other if slot.key[0] == "base"]
        return kept != sorted(kept)


def place_of(item: Item, file: str, lines: Sequence[str]) -> Place:
    """The first line of an item that is no comment."""
    for offset, line in enumerate(item.text.split("\n")):
        bare = line.strip()
        comment = bare.startswith("%") if file.endswith(".lp") else bare.startswith("#")
        if bare and not comment:
            number = item.line + offset
            begin = len(line) - len(line.lstrip()) + 1
            return Place(file, number, begin, len(line) + 1, lines[number - 1])
    return Place(file, item.line)


def _body(item: Item | None) -> str | None:
    return None if item is None else item.body


def says_nothing(file: str, text: str) -> bool:
    """Whether a file holds comments at most: in an amendment it takes the base's file away."""
    if file.endswith(".lp"):
        return not without_comments(text).strip()
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.split("\n"))
