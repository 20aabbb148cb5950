"""What a spreadsheet shows of a number: the words and signs around it, and how exactly a date is shown.

A display may round: the number itself stays what it is, and the rounding is told. What is shown
and cannot be taken for the value is refused. This module must not know cells, fields or units.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

from hn2301_asp.patient.readers.number_codes import (
    Section,
    Token,
    Unreadable,
    section_for,
    sections_of,
    text_section,
)
from hn2301_asp.patient.readers.number_places import PlacedNumber, words
from hn2301_asp.source.private import Private

#: What may stand between the parts of a date, and behind one of them: any other sign or word says more than a date.
_BETWEEN: Final = frozenset("-‐‑–—/.,:，．／－：、。'·")
_BEHIND: Final = frozenset("年月日號号时時分秒년월일시분초")
_CLOSING: Final = frozenset(".。")

Exactness = Literal["day", "month", "year", "time"]


class Shown(Private, frozen=True):
    """A number as its format shows it, unrounded.

    ``text`` is the number with what stands around it, None where nothing does; ``rounded`` what is
    shown where that is another number; ``date`` how exactly a date is shown, where it is one.
    """

    text: str | None = None
    rounded: str | None = None
    date: Exactness | None = None


def shown_as(number: Decimal, code: str) -> Shown:
    """What a number format makes of a number; raises Unreadable, whose words go on from `the format`."""
    section, unsigned = section_for(number, sections_of(code))
    if section is None or section.tokens == (Token("general", "general"),):
        return Shown()
    if section.has("date"):
        _refuse_words(section)
        return Shown(date=_exactness(section))
    if not section.has("digit", "general"):
        text = words(section.tokens)
        if not text:
            raise Unreadable("shows nothing of it")
        return Shown(text)
    return Shown(*PlacedNumber(section.tokens, number, unsigned).shown())


def text_shown_as(text: str, code: str) -> str:
    """What a number format makes of a text; raises Unreadable where it hides it."""
    section = text_section(sections_of(code))
    if section is None:
        return text
    if not section.has("text", "general"):
        raise Unreadable("shows nothing of it")
    return "".join(text if token.kind in ("text", "general") else token.text for token in section.tokens)


def _refuse_words(section: Section) -> None:
    """Raises Unreadable where words or signs stand round a date, as a `>` does: they would be dropped."""
    places = [place for place, token in enumerate(section.tokens) if token.kind == "date"]
    for place, token in enumerate(section.tokens):
        if token.kind in ("date", "digit", "general"):
            continue
        text = "".join(token.text.split())
        allowed = _BETWEEN | _BEHIND if places[0] < place < places[-1] else _CLOSING | _BEHIND
        if place < places[0]:
            allowed = frozenset()
        # ISO 8601 writes a `T` between the day and the time.
        if not allowed.issuperset(text) and not (text == "T" and places[0] < place < places[-1]):
            raise Unreadable(f"shows `{text}` beside the date")


def _exactness(section: Section) -> Exactness:
    """Whether a date section shows a day, a month, a year or a time of day; raises Unreadable for other parts.

    An `m` beside hours or seconds is minutes; `ddd` is a weekday; `e` and `b` are years of an era.
    """
    codes = [token.text for token in section.tokens if token.kind == "date" and token.text]
    digits = [token.text for token in section.tokens if token.kind in ("digit", "general")]
    if digits and (set(digits) != {"0"} or not any(code[0] == "s" for code in codes)):
        raise Unreadable("is not understood")
    shows = set()
    for last, code, following in zip(["", *codes], codes, [*codes[1:], ""], strict=False):
        minutes = code in ("m", "mm") and (last.startswith("h") or following.startswith("s"))
        if minutes or code[0] in "hs":
            shows.add("time")
        elif code[0] in "yeb":
            shows.add("year")
        elif code[0] == "m" or code in ("d", "dd"):
            shows.add(code[0])
    if {"year", "m", "d"} <= shows:
        return "day"
    if "year" in shows and "d" not in shows:
        return "month" if "m" in shows else "year"
    if "time" in shows and not shows & {"m", "d"}:
        return "time"
    raise Unreadable("shows a date without its year" if "year" not in shows else "shows a date without its month")
