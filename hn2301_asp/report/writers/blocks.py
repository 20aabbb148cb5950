"""What a report is made of: blocks, in the order in which they are shown. Every writer knows them, and nothing else.

What only some formats have room for says so here: a table stands in words on a terminal, a section may be folded.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hn2301_asp.report.writers.redline import Segment

#: Colours: red, amber, green, none.
Tone = Literal["bad", "open", "good", "none"]
Lines = tuple[tuple[str, str], ...]


class Heading(Struct, frozen=True):
    """A title within a section or between blocks."""

    text: str
    title: str = ""


class Paragraph(Struct, frozen=True):
    """Words, with some in bold before them. A ``tone`` makes a badge; ``apart`` stands behind a blank line.

    ``link`` is the anchor of what they speak of, where there can be links.
    """

    text: str
    lead: str = ""
    style: Literal["", "strong", "aside"] = ""
    tone: Tone | None = None
    apart: bool = False
    link: str = ""


class Small(Struct, frozen=True):
    """What stands in small print, a line each."""

    lines: tuple[str, ...]


class Labelled(Struct, frozen=True):
    """Values with their labels; ``column`` is where the values begin on a terminal, 0 where that follows from them."""

    lines: Lines
    column: int = 0


class Bulleted(Struct, frozen=True):
    """Short lines under a title; ``code`` where they are to be compared letter by letter.

    What has an ``anchor`` is linked to, and too long for a terminal.
    """

    title: str
    lines: tuple[str, ...]
    code: bool = False
    anchor: str = ""


class Fact(Struct, frozen=True):
    """A fact in a table's cell, and what it usually is."""

    label: str
    here: str
    typical: str


Cell = str | tuple[Segment, ...] | tuple[Fact, ...]


def cell_text(cell: Cell) -> str:
    """A cell where nothing can be marked in it."""
    if isinstance(cell, str):
        return cell
    facts = "; ".join(f"{part.label} {part.here}" for part in cell if isinstance(part, Fact))
    return facts or "".join(part.text for part in cell if isinstance(part, Segment))


class Table(Struct, frozen=True):
    """A table; ``shares`` are its columns' parts of a page's width, ``in_words`` is what a terminal shows of it."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[int, ...] = ()
    caption: str = ""
    style: Literal["", "summary", "narrow"] = ""
    in_words: tuple[Block, ...] = ()


class Redline(Struct, frozen=True):
    """A text with what was deleted and inserted; ``clean`` is the text after. The author and date are the change's."""

    segments: tuple[Segment, ...]
    name: str = ""
    title: str = ""
    clean: str = ""
    author: str = ""
    date: str | None = None


class Told(Struct, frozen=True):
    """One finding in words. ``short`` are the lines of the short form, ``notes`` all of them.

    ``nobody`` are sentences that say who of those gaining and losing there is not.

    ``source`` is the line of the file, with the columns ``start`` to ``stop`` (from 0) to be pointed at.
    """

    heading: str
    tone: Tone
    word: str
    head: str
    tag: str
    message: str
    place: str
    source: str
    start: int
    stop: int
    was: str
    was_place: str
    nobody: tuple[str, ...]
    short: Lines
    notes: Lines
    mend: str
    accepted: str | None
    follows: tuple[str, ...]

    @property
    def to_mend(self) -> bool:
        """Whether the finding is shown at length: to be mended, and not accepted."""
        return self.tone == "bad" and self.accepted is None

    @property
    def proves(self) -> bool:
        """Whether the short form calls something proved."""
        return any("(proved" in text for text in (self.message, *self.nobody, *self.follows))


class Findings(Struct, frozen=True):
    """Findings with their places, in order; ``at_length`` tells each in full on a terminal."""

    told: tuple[Told, ...]
    at_length: bool = False


class Section(Struct, frozen=True):
    """Blocks under a title; ``of`` is whose, where others stand between. What is ``open`` is never folded."""

    title: str
    blocks: tuple[Block, ...]
    anchor: str = ""
    of: str = ""
    open: bool = False
    new_page: bool = False


class Part(Struct, frozen=True):
    """A headline with the number of findings under it, and its blocks; ``of`` is whose they are."""

    headline: str
    counts: str
    blocks: tuple[Block, ...]
    tone: Tone = "none"
    anchor: str = ""
    of: str = ""


Block = Heading | Paragraph | Small | Labelled | Bulleted | Table | Redline | Findings | Section | Part


class Document(Struct, frozen=True):
    """A whole report: its title, what stands at the head of it, its blocks, and what stands at its foot."""

    title: str
    head: tuple[Block, ...]
    body: tuple[Block, ...]
    foot: tuple[Block, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (*self.head, *self.body, *self.foot)


def unknown(block: Block) -> TypeError:
    """What a writer raises rather than leave a block out in silence."""
    return TypeError(f"{type(block).__name__} is not written here")
