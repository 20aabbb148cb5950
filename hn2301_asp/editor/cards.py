"""What is shown of one thing, and how: as Markdown in which no word of a file is markup, or as plain lines."""

from __future__ import annotations

import re

from msgspec import Struct

from hn2301_asp.report.writers.lines import printable

_SIGNS = re.compile(r"([\\`*_\[\]<>#|~$&@!])")
#: What editors would take for an address.
_ADDRESS = re.compile(r"(?i)(?<=[a-z]):(?=//)|(?<=\bwww)\.")


class Card(Struct, frozen=True):
    """One thing by its name: what it is, labelled lines, the words that it encodes, and its source."""

    name: str
    what: str
    lines: tuple[tuple[str, str], ...] = ()
    quotes: tuple[str, ...] = ()
    code: tuple[str, ...] = ()

    def markdown(self) -> str:
        """The card as Markdown."""
        parts = [f"{_code(self.name)} {escaped(self.what)}"]
        parts += [f"> {escaped(quote)}" for quote in self.quotes]
        if self.code:
            parts.append(_fenced(self.code))
        if self.lines:
            parts.append("\n".join(f"- {escaped(label)}: {escaped(text)}" for label, text in self.lines))
        return "\n\n".join(parts)

    def plain(self) -> str:
        """The card for an editor that shows no Markdown."""
        lines = [f"{self.name} {self.what}", *(f"“{quote}”" for quote in self.quotes), *self.code]
        return "\n".join(printable(line) for line in [*lines, *(f"{label}: {text}" for label, text in self.lines)])


def escaped(text: str) -> str:
    """Text of one line in which every sign that Markdown or HTML would read stands for itself."""
    return _ADDRESS.sub(r"\\\g<0>", _SIGNS.sub(r"\\\1", printable(text)))


def _code(name: str) -> str:
    return f"`{printable(name).replace('`', '´')}`"


def _fenced(lines: tuple[str, ...]) -> str:
    """Lines of a file in a fence that is longer than any in them."""
    shown = [printable(line) for line in lines]
    longest = max((len(run) for line in shown for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence, *shown, fence])
