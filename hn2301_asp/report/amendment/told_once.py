"""One witness is told once, and referred to by its number afterwards. Knows nothing of layout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.amendment.model import Report
from hn2301_asp.comparison.model import Witness
from hn2301_asp.report.amendment.account import Form
from hn2301_asp.report.writers import blocks

#: Formats that show tables in words, and findings in short where they are not told at length.
_LINES: tuple[Form, ...] = ("text", "short")


def told_once(report: Report, document: blocks.Document, form: Form) -> blocks.Document:
    """The document with every witness that is named several times told where it is named first."""
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
    once.document(document)
    return _Once(pattern, form, {text for text, times in once.named.items() if times > 1}).document(document)


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

    def document(self, document: blocks.Document) -> blocks.Document:
        head, body, foot = (self.all(part) for part in (document.head, document.body, document.foot))
        return replace(document, head=head, body=body, foot=foot)

    def all(self, several: tuple[blocks.Block, ...]) -> tuple[blocks.Block, ...]:
        return tuple(self.block(block) for block in several)

    def block(self, block: blocks.Block) -> blocks.Block:
        match block:
            case blocks.Part() | blocks.Section():
                return replace(block, blocks=self.all(block.blocks))
            case blocks.Paragraph():
                return replace(block, text=self.text(block.text))
            case blocks.Labelled():
                return replace(block, lines=self.lines(block.lines))
            case blocks.Table() if self.form in _LINES:
                return replace(block, in_words=self.all(block.in_words))
            case blocks.Table():
                rows = tuple(tuple(self.text(c) if isinstance(c, str) else c for c in row) for row in block.rows)
                return replace(block, rows=rows)
            case blocks.Findings():
                return replace(block, told=tuple(self.told(told, block.at_length) for told in block.told))
        return block

    def told(self, told: blocks.Told, at_length: bool) -> blocks.Told:
        short = not at_length if self.form in _LINES else self.form == "md" and told.tone == "none"
        return replace(told, short=self.lines(told.short)) if short else replace(told, notes=self.lines(told.notes))

    def lines(self, lines: blocks.Lines) -> blocks.Lines:
        return tuple((label, self.text(text, "" if label == "witness" else "witness ")) for label, text in lines)

    def text(self, text: str, lead: str = "witness ") -> str:
        """The text with those who are named several times numbered, and described the first time only."""

        def one(found: re.Match[str]) -> str:
            who = found.group()
            self.named[who] += 1
            if who not in self.several:
                return who
            if who in self.numbers:
                return f"{lead}no. {self.numbers[who]}"
            self.numbers[who] = len(self.numbers) + 1
            return f"{lead}no. {self.numbers[who]}, {who}"

        return self.pattern.sub(one, text)
