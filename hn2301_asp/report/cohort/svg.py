"""Pictures as SVG text: shapes and words at places that are given. Knows nothing of what they show.

Whatever comes from a file is escaped and printable; there is no script, nothing is loaded, and the same picture is the
same bytes. Widths of words are reckoned generously, for no font is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final
from unicodedata import east_asian_width

from msgspec import Struct

from hn2301_asp.report.writers.lines import printable
from hn2301_asp.report.writers.palette import DARK, PALETTE

_STYLE: Final = Path(__file__).parents[1] / "html" / "templates" / "picture.css"
#: The size of words in pixels, and the width of a sign in shares of that.
TEXT: Final = 12
#: Around pictures that stand alone, and above each of them.
_EDGE, _APART = 12, 18
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[]- "), frozenset("mwMW@%—…")
_BLANKS = re.compile(r"\s+")


class Picture(Struct, frozen=True):
    """A drawing: how large it is, what it is in a line and in a few sentences, and its parts as SVG text."""

    width: int
    height: int
    title: str
    told: str
    parts: tuple[str, ...]


def standing_alone(pictures: Sequence[Picture], scope: str) -> str:
    """Some pictures below one another as a file of their own, for light and dark grounds and for paper.

    Each stands under its title, and at the head what it is all about.
    """
    width = max(one.width for one in pictures)
    inner, top = [], _EDGE
    for text in broken(scope, width, 6):
        inner.append(words(_EDGE, top + TEXT, text, "soft"))
        top += 16
    for one in pictures:
        top += _APART
        for text in broken(one.title, width, 3, strong=True):
            inner.append(words(_EDGE, top + TEXT, text, "strong"))
            top += 16
        top += 8
        inner.append(f'<g transform="translate({_EDGE} {top})" role="img"><title>{safe(one.title)}</title>')
        inner += [f"<desc>{safe(one.told)}</desc>", *one.parts, "</g>"]
        top += one.height
    width, height = width + 2 * _EDGE, top + _EDGE
    style = f":root{{{_colours(PALETTE)}}}@media (prefers-color-scheme:dark){{:root{{{_colours(DARK)}}}}}"
    style += "\n" + _STYLE.read_text(encoding="utf-8")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="group">'
    )
    ground = f'<rect class="ground" width="{width}" height="{height}"/>'
    title = safe("; ".join(one.title for one in pictures))
    return "\n".join([head, f"<title>{title}</title>", f"<style>{style}</style>", ground, *inner, "</svg>"]) + "\n"


def in_page(picture: Picture, name: str, kind: str) -> str:
    """A picture in a page that has its style sheet; ``name`` is its own there, ``kind`` a class beside."""
    head = (
        f'<svg class="picture {kind}" width="{picture.width}" height="{picture.height}" '
        f'viewBox="0 0 {picture.width} {picture.height}" role="img" aria-labelledby="{name}t {name}d" '
        'focusable="false">'
    )
    words = f'<title id="{name}t">{safe(picture.title)}</title><desc id="{name}d">{safe(picture.told)}</desc>'
    return "\n".join([head, words, *picture.parts, "</svg>"])


def _colours(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


def safe(text: str) -> str:
    """Text as it may stand in SVG."""
    return escape(printable(text), quote=True)


def words(x: float, y: float, text: str, kind: str = "", anchor: str = "start", whole: str = "") -> str:
    """Some words at their baseline; ``whole`` is what they are short for."""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    told = f"<title>{safe(whole)}</title>" if whole and whole != text else ""
    return f'<text{_kind(kind)} x="{_at(x)}" y="{_at(y)}"{where}>{told}{safe(text)}</text>'


def upwards(x: float, y: float, text: str, whole: str = "") -> str:
    """Some words that run upwards from a place."""
    told = f"<title>{safe(whole)}</title>" if whole and whole != text else ""
    return f'<text transform="translate({_at(x)} {_at(y)}) rotate(-90)">{told}{safe(text)}</text>'


def box(x: float, y: float, width: float, height: float, kind: str) -> str:
    return f'<rect{_kind(kind)} x="{_at(x)}" y="{_at(y)}" width="{_at(width)}" height="{_at(height)}"/>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "") -> str:
    return f'<line{_kind(kind)} x1="{_at(x1)}" y1="{_at(y1)}" x2="{_at(x2)}" y2="{_at(y2)}"/>'


def dot(x: float, y: float, kind: str, radius: float = 4.5) -> str:
    return f'<circle{_kind(kind)} cx="{_at(x)}" cy="{_at(y)}" r="{_at(radius)}"/>'


def head_down(x: float, y: float) -> str:
    """The head of an arrow that points down to a place."""
    return f'<path class="arrow" d="M{_at(x)} {_at(y)}l-4 -6h8z"/>'


def head_right(x: float, y: float) -> str:
    """The head of an arrow that points to a place at the right."""
    return f'<path class="arrow" d="M{_at(x)} {_at(y)}l-6 -4v8z"/>'


def _kind(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _at(place: float) -> str:
    """A place to a tenth of a pixel."""
    return f"{place:.1f}".removesuffix(".0")


def width_of(text: str, *, strong: bool = False) -> float:
    """How wide words are at most, in pixels, in any usual font."""
    return sum(map(_share, text)) * TEXT * (1.15 if strong else 1)


def _share(sign: str) -> float:
    if east_asian_width(sign) in "WF":
        return 1.05
    if sign in _NARROW:
        return 0.4
    return 0.95 if sign in _WIDE else 0.78 if sign.isupper() else 0.63


def fitted(text: str, width: float, *, strong: bool = False) -> str:
    """Words that fit a width: cut, with an ellipsis, where they do not."""
    text = _BLANKS.sub(" ", printable(text)).strip()
    if width_of(text, strong=strong) <= width:
        return text
    while text and width_of(text + "…", strong=strong) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def broken(text: str, width: float, most: int, *, strong: bool = False) -> tuple[str, ...]:
    """Words on so many lines at most that each fit a width; the last is cut where there is more."""
    lines = list(_lines(_BLANKS.sub(" ", printable(text)).strip(), width, strong=strong))
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], fitted(" ".join(lines[most - 1 :]), width, strong=strong))


def _lines(text: str, width: float, *, strong: bool) -> Iterator[str]:
    here = ""
    for word in text.split(" "):
        longer = f"{here} {word}" if here else word
        if width_of(longer, strong=strong) <= width:
            here = longer
            continue
        if here:
            yield here
        here = word
        while width_of(here, strong=strong) > width and len(here) > 1:
            cut = next(n for n in range(len(here), 0, -1) if n == 1 or width_of(here[:n], strong=strong) <= width)
            yield here[:cut]
            here = here[cut:]
    yield here
