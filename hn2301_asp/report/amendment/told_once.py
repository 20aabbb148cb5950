"""One witness is told once in an amendment's account, and referred to by its number afterwards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.amendment.model import Report
from hn2301_asp.comparison.model import Witness
from hn2301_asp.report.amendment.account import Form
from hn2301_asp.report.writers import blocks

#: Formats that show tables in words, and findings in short where they are not told at length.
_LINES: tuple[Form, ...] = ("text", "short")


def told_once(report: Report, document: blocks.Document, form: Form) -> blocks.Document:
    """The document with every witness that is named several times told where an account names it first."""
    records: dict[str, list[object]] = {}
    for witness in _witnesses(report):
        if witness.changes and witness.record not in records.setdefault(witness.text, []):
            records[witness.text].append(witness.record)
    # Of two patients in the same words, as where another patient is typical, neither stands for the other.
    texts = sorted((text for text, found in records.items() if len(found) == 1), key=len, reverse=True)
    if not texts:
        return document
    pattern = re.compile(rf"(?:{'|'.join(map(re.escape, texts))})(?=$|[:;]| \()")
    once = _Once(pattern, form)
    once.walk(document)
    shown = _Once(pattern, form, {text for text, times in once.named.items() if times > 1}).walk(document)
    assert isinstance(shown, blocks.Document)
    return shown


def _witnesses(value: object) -> Iterator[Witness]:
    """Every witness in a report."""
    if isinstance(value, Witness):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _witnesses(getattr(value, name))
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from _witnesses(inner)
    elif isinstance(value, dict):
        yield from _witnesses(tuple(value.values()))


class _Once:
    """Walks what is shown, in order: counts who is named, and gives numbers to those who are ``several`` times."""

    def __init__(self, pattern: re.Pattern[str], form: Form, several: Collection[str] = ()) -> None:
        self.pattern, self.form, self.several = pattern, form, several
        self.named, self.numbers = Counter[str](), dict[str, int]()
        #: Whose account is read (empty: everybody's), and who is described in whose: another's may be folded.
        self.of, self.described = "", set[tuple[str, str]]()

    def walk(self, value: Any, at_length: bool = False) -> Any:
        """The same with its texts as they are to be shown; ``at_length``: within findings that are told so."""
        if isinstance(value, str):
            return self._text(value, "witness ")
        if isinstance(value, tuple) and len(value) == 2 and value[0] == "witness":
            return ("witness", self._text(value[1], ""))
        if isinstance(value, tuple):
            return tuple(self.walk(inner, at_length) for inner in value)
        lines = self.form in _LINES
        match value:
            case blocks.Document():
                names: tuple[str, ...] = ("head", "body", "foot")
            case blocks.Part() | blocks.Section():
                names, self.of = ("blocks",), value.of
            case blocks.Paragraph():
                names = ("text",)
            case blocks.Labelled():
                names = ("lines",)
            case blocks.Table():
                names = ("in_words",) if lines else ("rows",)
            case blocks.Findings():
                names, at_length = ("told",), value.at_length
                self.of = "" if at_length else self.of
            case blocks.Told():
                short = not at_length if lines else self.form == "md" and value.tone == "none"
                names = ("short",) if short else ("notes",)
            case _:
                return value
        return replace(value, **{name: self.walk(getattr(value, name), at_length) for name in names})

    def _text(self, text: str, lead: str) -> str:
        """The text with those who are named several times numbered, and described the first time only."""

        def one(found: re.Match[str]) -> str:
            who = found.group()
            self.named[who] += 1
            if who not in self.several:
                return who
            described = (self.of, who) in self.described or (not self.of and who in self.numbers)
            self.described.add((self.of, who))
            number = self.numbers.setdefault(who, len(self.numbers) + 1)
            return f"{lead}no. {number}" if described else f"{who} (no. {number})"

        return self.pattern.sub(one, text)
