"""A file of a knowledge base cut into named items, without loss.

The items of a file, one after the other, are the file. An item is what people amend: a threshold,
a rule group, a clause of a criterion, a fact, a reading. This module compares nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from hn2301_asp.knowledge.rule_text import code_only
from hn2301_asp.source.kept import once
from hn2301_asp.versions.cutting import Start, above, after_heading
from hn2301_asp.versions.yaml_items import yaml_starts

#: What stands before the first item that has a name.
HEADING = "heading"
#: A file that cannot be cut is one item.
CONTENT = "content"

_BLANK_LINES = re.compile(r"(?:[ \t]*\n)*")


class Item(Struct, frozen=True):
    """One item of a file: its text with the comments above it, and the line in which that begins.

    ``name`` is not always unique: rule groups may define one atom. ``group`` is the item that this
    one stands in: a criterion, a section.
    """

    name: str
    text: str
    line: int
    group: str | None = None

    @property
    def gap(self) -> str:
        """The blank lines above it: they change nothing, and pass to whoever is put before it."""
        found = _BLANK_LINES.match(self.text)
        return found.group() if found else ""

    @property
    def body(self) -> str:
        """What stands in it, without the blank lines above and the line feed at its end."""
        return self.text[len(self.gap) :].rstrip("\n")

    @property
    def body_line(self) -> int:
        """The line in which the body begins."""
        return self.line + self.gap.count("\n")


def items_of(file: str, text: str) -> tuple[Item, ...]:
    """The items of a file in their order; their texts together are the file's text. It is cut once."""
    return once(tuple[Item, ...], ("items", file, text), lambda: _items(file, text)) if text else ()


def _items(file: str, text: str) -> tuple[Item, ...]:
    if file.endswith(".thr"):
        return _cut(text, _threshold_starts(text))
    if file.endswith(".lp"):
        return _cut(text, _rule_starts(text))
    return _cut(text, yaml_starts(file, text))


def _cut(text: str, starts: Iterator[Start] | list[Start]) -> tuple[Item, ...]:
    """The text from each start to the next; what stands before the first is the heading."""
    lines = [line for line in re.split(r"(?<=\n)", text) if line]
    ordered = list(starts)
    if not ordered or ordered[0].line > 0:
        ordered.insert(0, Start(0, HEADING if ordered else CONTENT))
    ends = [start.line for start in ordered[1:]] + [len(lines)]
    return tuple(
        Item(start.name, "".join(lines[start.line : end]), start.line + 1, start.group)
        for start, end in zip(ordered, ends, strict=True)
    )


def _threshold_starts(text: str) -> Iterator[Start]:
    """Statements begin in the first column; lines that begin with a blank continue them."""
    lines = text.split("\n")
    floor = after_heading(lines, "#")
    first = True
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        if line[0].isspace():
            floor = number + 1
        elif not line.startswith("#"):
            # What the file belongs to comes first: `criterion IN-7`, `guardrails`.
            yield Start(above(lines, number, floor, "#"), line.split()[0] if first else _statement(line))
            floor, first = number + 1, False


def _statement(line: str) -> str:
    """The name of a threshold, or of the quantity that is defined."""
    bare = re.sub(r'"[^"]*"|#.*', "", line)
    if "[" in bare and "=" in bare:
        return " ".join(bare.partition("[")[0].split())
    return line.split()[0]


_HEAD = re.compile(r"\s*([a-z_][A-Za-z0-9_']*)(\([^()\n]*\))?")
_VARIABLE = re.compile(r"\b_*[A-Z]|\b_\b")


def _rule_starts(text: str) -> Iterator[Start]:
    """A rule group goes from its `%!` lines to the next ones, or to a blank line between rules."""
    lines = text.split("\n")
    # A string is letters there, so that it is no comment and no full stop.
    code = code_only(text, string="s").split("\n")
    for first, last in _groups(lines, code):
        yield Start(first, _head("\n".join(code[first:last]), "\n".join(lines[first:last])))


def _groups(lines: list[str], code: list[str]) -> Iterator[tuple[int, int]]:
    """The first line of every group, with the comments above it, and the line behind its last."""
    begin: int | None = None
    floor = after_heading(lines, "%")
    ended = True
    for number, line in enumerate(lines):
        documented = line.strip().startswith("%!")
        if begin is not None and ended and (not line.strip() or (documented and "".join(code[begin:number]).strip())):
            yield begin, number
            begin, floor = None, number
        if begin is None and (documented or code[number].strip()):
            begin = above(lines, number, floor, "%")
        if code[number].strip():
            ended = code[number].rstrip().endswith(".")
    if begin is not None:
        yield begin, len(lines)


def _head(code: str, written: str) -> str:
    """The first atom that a rule group defines, without variables: they may be renamed."""
    if code.lstrip().startswith(":-"):
        return "constraint"
    found = _HEAD.match(code)
    if found is None:
        return CONTENT
    name, terms = found.groups()
    constant = terms is not None and not _VARIABLE.search(terms)
    return written[found.start(1) : found.end()] if constant else str(name)
