"""What an amendment edits in the files, item by item, whether or not it changes any answer.

Only texts are compared: no rule is read and nobody is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from hn2301_asp.knowledge.rule_text import without_comments
from hn2301_asp.knowledge.vocabulary.sections import WHOLE, is_typical
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.versions.items import Item, items_of
from hn2301_asp.versions.overlay import Clash, pair, place_of

#: What stands in a file, by how its path begins.
_FILES = {
    "scenarios/": "scenarios",
    "guardrails.": "guard-rails",
    "groups.": "groups of people",
    "readings.": "words about readings",
    "assumptions.": "words about readings",
    "vocabulary/": "words of the vocabulary",
    "scores/": "words of a score",
}
_TEXT_KEY = ".text"


class Edit(Struct, frozen=True):
    """An item that differs; its text before and after, None where it is not there."""

    file: str
    name: str
    before: str | None
    after: str | None
    place: Place | None
    was: Place | None

    @property
    def kind(self) -> str:
        """What sort of thing is edited, in words."""
        if is_typical(self.file) or (self.file == WHOLE and self.name.partition(".")[0] == "typical"):
            return "the typical patient"
        known = next((words for start, words in _FILES.items() if self.file.startswith(start)), None)
        if bare(self.before) == bare(self.after):
            return "layout"
        if known is not None:
            return known
        if self.file == "protocol.yaml":
            other = "the version" if self.name == "version" else "words of the protocol"
            return f"the text of {criterion_of(self.name)}" if is_clause(self.name) else other
        if code(self.file, self.before) == code(self.file, self.after):
            return "quotes or comments"
        return f"how {self.name} is written"


def edits(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Edit]:
    """Every item on which two versions' texts differ, in the order of the files."""
    for file in dict.fromkeys([*after, *before]):
        texts = before.get(file, ""), after.get(file, "")
        if texts[0] == texts[1]:
            continue
        theirs, ours = (items_of(file, text) for text in texts)
        partners = pair(theirs, ours)
        taken = {index: number for number, index in partners.items()}
        for index, item in enumerate(ours):
            other = theirs[taken[index]] if index in taken else None
            if other is None or other.text != item.text:
                yield _edit(file, other, item, texts)
        for number, item in enumerate(theirs):
            if number not in partners:
                yield _edit(file, item, None, texts)


def _edit(file: str, before: Item | None, after: Item | None, texts: tuple[str, str]) -> Edit:
    name = next(item.name for item in (after, before) if item is not None)
    bodies = [item.body if item is not None else None for item in (before, after)]
    places = [
        place_of(item, file, text.split("\n")) if item is not None else None
        for item, text in zip((before, after), texts, strict=True)
    ]
    return Edit(file, name, bodies[0], bodies[1], places[1], places[0])


def bare(text: str | None) -> str | None:
    """A text however its lines break and its blanks stand."""
    return None if text is None else " ".join(text.split())


_QUOTED = re.compile(r'"(?:\\.|[^"\\\n])*"')


def code(file: str, text: str | None) -> str | None:
    """What an item says to the computer: without comments, and in thresholds without what is quoted."""
    if text is None:
        return None
    if file.endswith(".thr"):
        text = re.sub(r"#[^\n]*", "", _QUOTED.sub("", text))
    elif file.endswith(".lp"):
        text = without_comments(text)
    return bare(text)


def about_words(clash: Clash) -> bool:
    """Whether what two amendments clash about is no more than words: a clause, a quote, a remark."""
    if clash.one is None or clash.other is None:
        return False
    return is_clause(clash.item) or code(clash.file, clash.one) == code(clash.file, clash.other)


def is_clause(item: str) -> bool:
    """Whether an item is the text of a criterion."""
    return item.endswith(_TEXT_KEY)


def criterion_of(clause: str) -> str:
    """The criterion whose text an item is."""
    return clause.removesuffix(_TEXT_KEY)
