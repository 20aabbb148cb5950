"""A file of a knowledge base cut into named items, without loss.

The items of a file, one after the other, are the file. An item is what people amend: a threshold,
a rule group, a clause of a criterion, a fact, a reading. This module compares nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from hn2301_asp.knowledge.rule_text import code_only
from hn2301_asp.source.kept import once
from hn2301_asp.versions.cutting import Start, above, after_heading
from hn2301_asp.versions.definitions import CONTENT, Head, key_of, statements
from hn2301_asp.versions.yaml_items import yaml_starts

#: What stands before the first item that has a name.
HEADING = "heading"

_BLANK_LINES = re.compile(r"(?:[ \t]*\n)*")


class Item(Struct, frozen=True):
    """One item of a file: its text with the comments above it, and the line in which that begins.

    ``name`` is not always unique: several pieces of a rule file may define one atom. ``group`` is the
    item that this one stands in: a criterion, a section. ``keys`` say what it defines: a rule's
    predicate and arity, a constraint's `%!` line; two where two stand in one line.
    """

    name: str
    text: str
    line: int
    group: str | None = None
    keys: tuple[str, ...] = ()

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
        Item(start.name, "".join(lines[start.line : end]), start.line + 1, start.group, start.keys or (start.name,))
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
    if defines_quantity(line):
        return " ".join(line.partition("[")[0].split())
    return line.split()[0]


def defines_quantity(line: str) -> bool:
    """Whether a line of a threshold file begins a formula: `name [unit] = …`."""
    bare = re.sub(r'"[^"]*"|#.*', "", line)
    return "[" in bare and "=" in bare


def _rule_starts(text: str) -> Iterator[Start]:
    """A rule group goes from its `%!` lines to the next ones, or to a blank line between rules.

    Where a group goes on to another definition, its next item begins: what is amended is a definition.
    """
    lines = text.split("\n")
    # A string is letters there, so that it is no comment and no full stop.
    code = code_only(text, string="s").split("\n")
    groups = list(_groups(lines, code))
    heads = [statements(code[first:last], lines[first:last]) for first, last in groups]
    general = {head.key for found in heads for head in found}
    for (first, _), found in zip(groups, heads, strict=True):
        begins = [(first, found[:1] or [Head(CONTENT, CONTENT, 0, 0)])]
        for before, head in pairwise(found):
            if key_of(before.key, general) == key_of(head.key, general) or head.first <= before.last:
                begins[-1][1].append(head)
            else:
                begins.append((above(lines, first + head.first, first + before.last + 1, "%"), [head]))
        for line, defined in begins:
            keys = tuple(dict.fromkeys(key_of(head.key, general) for head in defined))
            yield Start(line, defined[0].name, keys=keys)


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
