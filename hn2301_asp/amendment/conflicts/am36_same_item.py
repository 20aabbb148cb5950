"""AM36: two amendments change the same item differently.

What it is: a threshold, a rule, a fact, a reading or a clause of the text was changed by both, and not in the
same way. Amendments are combined item by item, so two changes of different items in one file are no conflict.

Why it matters: only one of the two changes can stand. Whichever comes later would undo the other without a word.

Example: A01 raises ALC from 0.8 to 1.0, and A02, written for the same base, raises it to 0.9.

How to mend: agree on one text; or write the later amendment on top of the earlier one (`after` in
amendment.yaml), so that it says what it changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from hn2301_asp.amendment.case import Case, Several, Version
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.joint import by_pairs
from hn2301_asp.amendment.questions.telling import item_in_words, with_place
from hn2301_asp.source.lists import listed
from hn2301_asp.versions.edits import about_words, bare, criterion_of, is_clause
from hn2301_asp.versions.overlay import Clash

CODE = "AM36"
TITLE = "changes an item that another amendment changes differently"
LOADED = False
#: What the order of two amendments changes comes from here.
EVERYTHING = True

_ON_TOP = "write the later amendment on top of the earlier one (`after` in amendment.yaml)"


def find_together(several: Several) -> Iterator[Conflict]:
    """One finding for each item and each two amendments; for all together only what no two of them explain."""
    yield from by_pairs(several, _of)


def find(case: Case) -> Iterator[Conflict]:
    """The same among the amendments that one stands on."""
    opened = case.version.opened
    names = listed(part.name for part in opened.below)
    for clash, notes in _told(case.base, opened.clashes):
        texts = _texts(clash, "before", "one", "other")
        yield _conflict(case, clash, f"{names}, on which it stands,", [*texts, *notes])


def _of(several: Several) -> Iterator[Conflict]:
    known = {(c.file, c.item) for version in several.versions for c in version.opened.clashes}
    clashes = [c for c in several.together.opened.clashes if (c.file, c.item) not in known]
    names = listed(version.name for version in several.versions)
    for clash, notes in _told(several.base, clashes):
        yield _conflict(several, clash, names, [*_placed(several, clash), *notes])


def _conflict(judged: Case | Several, clash: Clash, who: str, notes: Sequence[tuple[str, str]]) -> Conflict:
    words, item = about_words(clash), item_in_words(clash.item)
    return judged.conflict(
        clash.item,
        f"{who} both change {f'the words at {item}' if words else item}, differently",
        f"{_ON_TOP}, with the words of both" if words else f"agree on one text, or {_ON_TOP}",
        severity="warning" if words else "error",
        place=clash.place_other,
        notes=notes,
    )


def _texts(clash: Clash, base: str, one: str, other: str) -> list[tuple[str, str]]:
    said = {base: clash.base, one: clash.one, other: clash.other}
    return [(name, _shown(clash, text)) for name, text in said.items()]


def _placed(several: Several, clash: Clash) -> list[tuple[str, str]]:
    """The texts of the item, each with its place: in the base, as it was met, and in the last amendment."""
    first, last = several.versions[0], several.versions[-1]
    texts = _texts(clash, several.base.name, first.name, last.name)
    roots = ("", first.opened.files.root, last.opened.files.root)
    places = (None, clash.place_one, clash.place_other)
    return [
        (name, with_place(text, place, root)) for (name, text), place, root in zip(texts, places, roots, strict=True)
    ]


def _shown(clash: Clash, text: str | None) -> str:
    """One of the texts in one line; of rules that only quote other words, these."""
    if text is None:
        return "not there"
    if clash.file.endswith(".lp") and about_words(clash):
        text = "\n".join(line.lstrip(" %!") for line in text.split("\n") if line.lstrip().startswith("%"))
    return bare(text) or "no words"


def _told(base: Version | None, clashes: Sequence[Clash]) -> Iterator[tuple[Clash, list[tuple[str, str]]]]:
    """The clashes; that the words of a criterion clash as well is told with its rules, for it is one matter."""
    criteria = base.protocol.knowledge_base.criteria if base is not None and base.protocol is not None else ()
    matters: dict[str, list[Clash]] = defaultdict(list)
    for clash in clashes:
        matters[_matter(clash, {c.stem: c.id for c in criteria})].append(clash)
    for own in matters.values():
        words = [clash for clash in own if about_words(clash)]
        told = [clash for clash in own if not about_words(clash)] or words[:1]
        named = [criterion_of(c.item) if is_clause(c.item) else item_in_words(c.item) for c in words if c not in told]
        more = [("words", f"they change the words of {name} differently as well") for name in named]
        for clash in told:
            yield clash, more if clash is told[0] else []


def _matter(clash: Clash, criteria: Mapping[str, str]) -> str:
    """The criterion that an item belongs to; the item itself where it belongs to none."""
    folder, _, file = clash.file.rpartition("/")
    if is_clause(clash.item):
        return criterion_of(clash.item)
    stem = file.rpartition(".")[0]
    return criteria.get(stem, stem) if folder == "criteria" else f"{clash.file} {clash.item}"
