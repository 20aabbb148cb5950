"""An item as it is written where it goes: as deep as its neighbours, and with their dash.

This module must not know what items mean.
"""

from __future__ import annotations

import re

from hn2301_asp.source.yaml_places import serialized
from hn2301_asp.versions.items import Item

_LEAD = re.compile(r"([ ]*)(-[ ]+)?")


def key_line(item: Item, comment: str = "#") -> str:
    """The first line of an item that is no comment."""
    lines = item.body.split("\n")
    return next((line for line in lines if line.strip() and not line.lstrip().startswith(comment)), lines[0])


def without_last_comments(file: str, text: str) -> str:
    """A text without the comments behind its last item: they are about no item, and would be the next one's."""
    mark = "%" if file.endswith(".lp") else "#"
    lines = text.split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(mark)):
        end -= 1
    short = "\n".join(lines[:end]) + "\n" if end else ""
    if end == len(lines) or lines[end:] == [""]:
        return text
    # Within a text of several lines a line that begins with the mark is no comment.
    return short if not file.endswith(".yaml") or serialized(text) == serialized(short) else text


def dashed(item: Item) -> bool:
    """Whether an item begins with the dash of a list."""
    return key_line(item).lstrip().startswith("- ")


def fitted(item: Item, like: Item) -> str:
    """The body of an item of YAML, as deep as another one, and with a dash where that has one."""
    line, other = key_line(item), key_line(like)
    (blanks, dash), (blanks_there, dash_there) = (_LEAD.match(one).groups("") for one in (line, other))  # type: ignore[union-attr]
    shift = len(blanks_there + dash_there) - len(blanks + dash)
    if not shift and dash == dash_there:
        return item.body
    found = []
    for written in item.body.split("\n"):
        if written == line and dash != dash_there:
            found.append(blanks_there + dash_there + written[len(blanks + dash) :])
            line = ""  # The first such line only.
        else:
            bare = written.lstrip(" ")
            found.append(" " * max(len(written) - len(bare) + shift, 0) + bare if bare else "")
    return "\n".join(found)
