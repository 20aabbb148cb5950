"""A file of an amendment, which holds only the items that change, put onto the base's file.

What the file defines it defines whole: of a definition in rules all rules go that are not in it. What
it leaves out stays, unless the amendment says that it goes. This module opens no file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.knowledge.rule_text import code_only
from hn2301_asp.source.diagnostics import Finding, Place, did_you_mean, one_of
from hn2301_asp.versions.definitions import CONSTRAINT
from hn2301_asp.versions.items import HEADING, Item, defines_quantity, items_of
from hn2301_asp.versions.layout import dashed, fitted, key_line, without_last_comments
from hn2301_asp.versions.manifest import ALL
from hn2301_asp.versions.overlay import pair, place_of
from hn2301_asp.versions.parts import Part, bodies, crowded, digest_of, keys, names, section_of, swallowed, versions
from hn2301_asp.versions.rule_words import Words, with_words, words_above

CODE: Final = "amendment-item"


class Seat(Struct):
    """An item of the result: its text, and the parts of both versions that it is."""

    part: Part
    text: str
    own: int | None = None


class Changes(Struct, frozen=True):
    """What an amendment says of a file beside what stands in its own: items that go, and new names."""

    removed: Mapping[str, Place] = {}
    renamed: Mapping[str, tuple[str, Place]] = {}


#: An amendment that takes nothing away and gives nothing another name.
NOTHING: Final = Changes()


class Completed(Struct, frozen=True):
    """A whole file as an amendment makes it, and what is wrong with how it says so."""

    text: str
    findings: tuple[Finding, ...] = ()


def complete(file: str, base: str, own: str, said: Changes = NOTHING, shown: str = "") -> Completed:
    """The base's file with the items of an amendment's file in place of its own.

    ``shown`` is the amendment's folder. Where the result cannot be made as it was meant, the
    findings say why, and the text is the base's.
    """
    work = _Work(file, base, own, said, f"{shown}/{file}" if shown else file)
    text = work.result()
    return Completed(base if work.findings else text, tuple(work.findings))


def touched(file: str, base: str, own: str, said: Changes = NOTHING) -> dict[str, str]:
    """The base's items that an amendment replaces or takes away, by their names, each with its digest."""
    theirs, ours = versions(file, base, own)
    called = names(theirs)
    removed = _resolved(theirs, [*said.removed, *said.renamed])
    found = {}
    now = bodies(ours)
    for key, before in bodies(theirs).items():
        if key in removed or now.get(key, before) != before:
            found[called[key]] = digest_of(before)
    return found


def _resolved(theirs: Sequence[Part], wanted: Sequence[str]) -> set[str]:
    """The keys of the items that some names mean: items, or entries with all that stands in them."""
    called = names(theirs)
    return {
        part.key
        for part in theirs
        if not part.frame and {called[part.key], part.key, part.item.group or ""} & set(wanted)
    }


class _Work:
    """One file: the base's items, the amendment's, and the seats of the result."""

    def __init__(self, file: str, base: str, own: str, said: Changes, shown: str) -> None:
        self.file, self.shown, self.said = file, shown, said
        own = without_last_comments(file, own)
        self.theirs, self.ours = versions(file, base, own)
        self.lines = own.split("\n")
        self.findings: list[Finding] = []
        self.seats = [Seat(part, part.item.text) for part in self.theirs]
        frames = {part.item.name for part in self.theirs if part.frame}
        #: Items of the amendment's file that only say where others stand.
        self.framing = {
            number
            for number, part in enumerate(self.ours)
            if part.item.name == HEADING or (part.frame and part.item.name in frames)
        }
        #: The others, and their keys.
        self.own = [part for number, part in enumerate(self.ours) if number not in self.framing]
        self.mine = {part.key for part in self.own}
        self.called = names(self.theirs)
        self.swallowed = swallowed(file, base, own)
        self.new_keys: dict[str, str] = {}

    def result(self) -> str:
        """The whole file; what is wrong stands in the findings."""
        self._look()
        self._rename()
        self._remove()
        if not self.findings:
            self._absent()
        if self.findings:
            return ""
        self._replace_all()
        seated = {seat.own for seat in self.seats}
        for number, part in enumerate(self.ours):
            if number not in self.framing and number not in seated:
                self._seat(number, part)
        if self.file.endswith(".lp"):
            self._keep_words()
        if len(self.seats) > 1 and self.seats[0].part.item.name == HEADING and not self.seats[1].text.startswith("\n"):
            self.seats[1].text = f"\n{self.seats[1].text}"  # Else the comments that open the file would be its own.
        text = _joined([seat.text for seat in self.seats])
        self._verify(text)
        return text

    def _finding(self, message: str, item: Item | None = None, place: Place | None = None, help: str = "") -> None:
        if place is None:
            found = place_of(item, self.file, self.lines) if item is not None else Place(self.file)
            place = replace(found, file=self.shown)
        self.findings.append(Finding(CODE, message, place, help=help or None))

    def _look(self) -> None:
        """What cannot be put onto the base's file as it is written."""
        gone = [name for name in self.swallowed if name not in self.said.removed]
        for head in dict.fromkeys(self.swallowed[name] for name in gone):
            own = next(part.item for part in self.own if part.item.name == head)
            names_gone = one_of([name for name in gone if self.swallowed[name] == head], 4)
            message = f"`{head}` stands for all that its name defines: {names_gone} would go"
            self._finding(message, own, help="name what goes under `removes:`, or write a rule for each constant")
        for part in self.own if self.file.endswith(".lp") else ():
            code = code_only(part.item.body).rstrip()
            if code and not code.endswith("."):
                self._finding("the rule does not end", part.item, help="end it with a full stop")
        for part in crowded(self.ours):
            self._finding("two definitions share a line", part.item, help="give each rule lines of its own")
        for part in crowded(self.theirs):
            if self.mine & set(part.item.keys):
                wanted = one_of([name.partition("/")[0] for name in part.item.keys])
                self._finding(f"in the base {wanted} share a line", help="give each rule lines of its own there first")
        for found, item_of in ((self.ours, True), (self.theirs, False)):
            constraints = [part for part in found if part.key.startswith(CONSTRAINT) and part.key in self.mine]
            for number, part in enumerate(constraints):
                if any(other.key == part.key for other in constraints[:number]):
                    said = part.key.removeprefix(f"{CONSTRAINT} ")
                    where = "here" if item_of else "in the base"
                    message = f"two constraints stand under `{said}` {where}: which one is meant is not said"
                    self._finding(message, part.item if item_of else None, help="give each its own `%!` line")
        frames = {part.item.name: part for part in self.theirs if part.frame}
        for part in self.ours:
            there = frames.get(part.item.name)
            if there is None or part.item.name == HEADING:
                continue
            if not part.frame and part.item.name not in self.said.removed:
                help = "write it as the base does: one entry below the other"
                self._finding(f"`{part.item.name}` is written in one line here", part.item, help=help)
            elif (
                part.frame
                and self.file.endswith(".thr")
                and key_line(part.item).split() != key_line(there.item).split()
            ):
                help = f"a file of this name begins with `{key_line(there.item).strip()}`"
                self._finding(f"`{key_line(part.item).strip()}` is not what the base says here", part.item, help=help)

    def _rename(self) -> None:
        called = names(self.ours)
        mine = {part.key: called.get(part.key, part.key) for part in self.own}
        for old, (new, place) in self.said.renamed.items():
            keys_old = _resolved(self.theirs, [old])
            keys_new = [key for key, name in mine.items() if new in (name, key)]
            if len(keys_old) != 1:
                help = did_you_mean(old, self.called.values())
                self._finding(f"the base's file has no item `{old}`", place=place, help=help or "")
            elif len(keys_new) != 1 or any(part.key == keys_new[0] for part in self.theirs):
                why = "has it already" if keys_new else "has no such item"
                file = "the base's file" if keys_new else "the amendment's file"
                self._finding(f"`{old}` cannot be called `{new}`: {file} {why}", place=place)
            else:
                self.new_keys[keys_old.pop()] = keys_new[0]
        for seat in self.seats:
            seat.part = replace(seat.part, key=self.new_keys.get(seat.part.key, seat.part.key))

    def _remove(self) -> None:
        for name, place in self.said.removed.items():
            gone = _resolved(self.theirs, [name])
            if name in self.swallowed:
                continue  # What stands for it takes its place.
            if not gone:
                known = [*self.called.values(), *(part.item.group for part in self.theirs if part.item.group)]
                help = did_you_mean(name, known) or f"its items are {one_of(list(dict.fromkeys(self.called.values())))}"
                self._finding(f"the base's file has no item `{name}` that could go", place=place, help=help)
            elif gone & self.mine:
                self._finding(f"`{name}` goes, and stands in the amendment's file too", place=place)
            whole = any(part.item.group == name for part in self.theirs)
            kept: list[Seat] = []
            gap = ""
            for seat in self.seats:
                item = seat.part.item
                if seat.part.key in gone or (whole and name in (item.group, item.name)):
                    gap = gap or (item.gap if not kept or kept[-1].part.frame else "")
                    continue
                seat.text = seat.text if item.gap or not gap else gap + seat.text
                gap = ""
                kept.append(seat)
            self.seats = kept
        if self.said.removed and not self.mine and all(seat.part.frame for seat in self.seats):
            place = next(iter(self.said.removed.values()))
            self._finding("nothing would be left of the file", place=place, help=f"write `{self.file}: {ALL}`")

    def _absent(self) -> None:
        """An old copy of the whole file, whose lines that are gone would be silently there again."""
        known = [key for key in keys(self.theirs) if key not in self.new_keys]
        here, there = bodies(self.ours), bodies(self.theirs)
        same = [key for key in known if key in self.mine and here.get(key) == there[key]]
        seated = {seat.part.key for seat in self.seats}
        absent = [self.called[key] for key in known if key not in self.mine and key in seated]
        if absent and 2 * len(same) >= len(known):
            self._finding(
                f"{len(same)} of the base's {len(known)} items stand here unchanged, and {one_of(absent, 4)} "
                f"{'is' if len(absent) == 1 else 'are'} absent: shall {'it' if len(absent) == 1 else 'they'} go?",
                help="name what goes under `removes:`; or leave out what does not change",
            )

    def _replace_all(self) -> None:
        """The amendment's items in the seats of the base's; of what it defines, those that are left over go."""
        seats = [seat for seat in self.seats if not seat.part.frame and seat.part.key in self.mine]
        known = {seat.part.key for seat in seats}
        defining = [n for n, part in enumerate(self.ours) if n not in self.framing and part.key in known]
        found = pair([_keyed(self.ours[n]) for n in defining], [_keyed(seat.part) for seat in seats])
        for at, index in found.items():
            number, seat = defining[at], seats[index]
            seat.own = number
            if seat.part.item.body != self.ours[number].item.body:
                seat.text = f"{seat.part.item.gap}{self._fitted(number, seat.part.item)}\n"
        defined = {self.ours[n].key for n in defining}
        self.seats = [s for s in self.seats if s.part.frame or s.own is not None or s.part.key not in defined]

    def _fitted(self, number: int, like: Item) -> str:
        item = self.ours[number].item
        return item.body if self.file.endswith((".lp", ".thr")) else fitted(item, like)

    def _seat(self, number: int, part: Part) -> None:
        """A seat for an item that the base has not: behind the one that it follows, or at the end of its kind."""
        at = self._behind(number, part)
        near = self.seats[at - 1].part if at else None
        like = self._like(number)
        body = self._fitted(number, like) if like is not None else part.item.body
        gap = part.item.gap
        if self.file.endswith(".lp"):
            follows = at > 0 and number > 0 and self.seats[at - 1].own == number - 1
            gap = gap or ("" if follows else "\n")
        elif near is not None and not near.frame and (not number or number - 1 in self.framing):
            gap = ""
        self.seats.insert(at, Seat(part, f"{gap}{body}\n", number))

    def _keep_words(self) -> None:
        """Every rule stands under the words that it stands under where it comes from."""
        theirs = words_above([part.item.text for part in self.theirs])
        there = {id(part.item): words for part, words in zip(self.theirs, theirs, strict=True)}
        here = words_above([part.item.text for part in self.ours])
        wanted: list[Words] = []
        for seat in self.seats:
            base = there.get(id(seat.part.item), ())
            words = here[seat.own] if seat.own is not None else base
            wanted.append(words or base)  # A definition that is given without words keeps those of the base's.
        texts = with_words([seat.text for seat in self.seats], wanted)
        for seat, text in zip(self.seats, texts, strict=True):
            seat.text = text

    def _like(self, number: int) -> Item | None:
        """An item of the base that stands as deep as one of the amendment's, with a dash where that has one."""
        section, mine = section_of(self.ours, number), self.ours[number].item
        for other, part in enumerate(self.theirs):
            theirs = part.item
            alike = section_of(self.theirs, other) == section if mine.group is not None else theirs.group is None
            if (
                alike
                and (mine.group == section) == (theirs.group == section)
                and (mine.group is None) == (theirs.group is None)
                and dashed(mine) == dashed(theirs)
                and theirs.name != HEADING
            ):
                return theirs
        return None

    def _behind(self, number: int, part: Part) -> int:
        before = self.ours[number - 1].item if number else None
        if before is not None and before.name != HEADING and self._together(number, number - 1):
            at = next((n for n, seat in enumerate(self.seats) if seat.own == number - 1), None)
            if before.group == part.item.group and at is not None:
                return at + 1
            entry = [n for n, seat in enumerate(self.seats) if before.group and seat.part.item.group == before.group]
            if before.group != part.item.group and entry:
                return entry[-1] + 1  # It begins an entry of its own, behind the whole of the one before.
        group = part.item.group
        within = [n for n, seat in enumerate(self.seats) if group is not None and seat.part.item.group == group]
        if within:
            return within[-1] + 1
        section = section_of(self.ours, number) if group is not None else None
        starts = [
            n for n, s in enumerate(self.seats) if section and s.part.item.group is None and s.part.item.name == section
        ]
        if starts:
            later = range(starts[0] + 1, len(self.seats))
            return next((n for n in later if self.seats[n].part.item.group is None), len(self.seats))
        if self.file.endswith(".thr"):  # Limits stand together, before the formulas.
            formula = defines_quantity(key_line(part.item))
            alike = (n for n, s in enumerate(self.seats) if defines_quantity(key_line(s.part.item)) == formula)
            return max(alike, default=len(self.seats) - 1) + 1
        return len(self.seats)

    def _together(self, number: int, before: int) -> bool:
        """Whether an item follows the one before it under one section."""
        return section_of(self.ours, number) == section_of(self.ours, before) or self.ours[number].item.group is None

    def _verify(self, text: str) -> None:
        """That the result is cut into the very items that it was made of."""
        meant = [
            (self.ours[seat.own].item.name if seat.own is not None else seat.part.item.name, _bare(seat.text))
            for seat in self.seats
        ]
        found = [(item.name, _bare(item.body)) for item in items_of(self.file, text)]
        if meant == found:
            return
        wrong = (seat for seat, *both in zip_longest(self.seats, meant, found) if both[0] != both[1])
        own = next((seat.own for seat in wrong if seat is not None and seat.own is not None), None)
        help = "write the items as the base's file does, or hand in the whole file"
        item = self.ours[own].item if own is not None else None
        self._finding("the items cannot be put into the base's file as they are written", item, help=help)


def _keyed(part: Part) -> Item:
    """An item under the name that it has in both versions."""
    return replace(part.item, name=part.key)


def _bare(text: str) -> str:
    """The words of an item, without the dash that an item of a list may begin with."""
    return " ".join(text.strip().removeprefix("- ").split())


def _joined(texts: Sequence[str]) -> str:
    """The texts one below the other, each from a line of its own."""
    return "".join(
        text if text.endswith("\n") or number == len(texts) else f"{text}\n" for number, text in enumerate(texts, 1)
    )
