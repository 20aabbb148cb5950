"""Where in a YAML text somebody is writing: the keys above, and what is typed already. The text need not be whole."""

from __future__ import annotations

import re

from msgspec import Struct

_BLOCK_KEY = re.compile(r"""(\s*)((?:-\s+)*)(?:("[^"]*"|'[^']*'|[^\s#{}\[\],"'][^:#{}\[\]]*?)\s*:(?:\s+|$))?(.*)$""")


class Spot(Struct, frozen=True):
    """The keys under which something is written, whether it is a key itself, and what is typed of it."""

    path: tuple[str, ...]
    key: bool
    typed: str


def spot(before: str) -> Spot:
    """What is written at the end of a text: block keys by their indent, flow keys by their brackets."""
    above: list[tuple[int, str]] = []
    rest = ""
    flow: list[str] = []
    lines = before.split("\n")
    for number, line in enumerate(lines):
        if flow:
            rest = f"{rest} {line}"
            flow = _open(rest)
            continue
        if not line.strip() or line.lstrip().startswith("#"):
            rest = ""
            if number == len(lines) - 1:
                above = [one for one in above if one[0] < len(line)]
            continue
        found = _BLOCK_KEY.match(line)
        assert found is not None
        indent = len(found[1]) + len(found[2])
        above = [one for one in above if one[0] < indent or (found[2] and one[0] < len(found[1]))]
        rest = found[4]
        if found[3] is not None:
            above.append((indent, found[3].strip("'\"")))
        flow = _open(rest)
    keys = tuple(key for _, key in above)
    return _in_flow(keys, rest) if flow else _in_block(keys, before.rpartition("\n")[2], rest)


def _in_block(keys: tuple[str, ...], line: str, rest: str) -> Spot:
    found = _BLOCK_KEY.match(line)
    valued = found is not None and found[3] is not None
    return Spot(keys, not valued, rest.lstrip())


def _open(text: str) -> list[str]:
    """The brackets that are open at the end of a text of one value."""
    found: list[str] = []
    quote = ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and found:
            quote = sign
        elif sign in "{[":
            found.append(sign)
        elif sign in "}]" and found:
            found.pop()
    return found


def _in_flow(keys: tuple[str, ...], text: str) -> Spot:
    """The keys of the flow mappings that are open, and what is typed in the innermost."""
    stack: list[tuple[str, str | None]] = []
    word, key, quote = "", None, ""
    for number, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
            word += sign
        elif sign in "\"'" and not word.strip():
            quote, word = sign, word + sign
        elif sign in "{[":
            stack.append((sign, key))
            word, key = "", None
        elif sign in "}]" and stack:
            stack.pop()
            word, key = "", None
        elif sign == ",":
            word, key = "", None
        elif sign == ":" and stack and stack[-1][0] == "{" and text[number + 1 : number + 2] in ("", " "):
            key, word = word.strip().strip("'\""), ""
        else:
            word += sign
    path = (*keys, *(outer for _, outer in stack if outer is not None), *((key,) if key is not None else ()))
    return Spot(path, key is None and bool(stack) and stack[-1][0] == "{", word.lstrip())
