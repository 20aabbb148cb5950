"""Labels in several languages say the same numbers.

Only numbers are compared: figures, and words for small numbers in the languages that are read here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import Any

from hn2301_asp.check.base import Base
from hn2301_asp.knowledge.vocabulary.sections import is_typical
from hn2301_asp.source.diagnostics import Finding
from hn2301_asp.source.kept import once
from hn2301_asp.source.lists import listed
from hn2301_asp.source.numbers import format_number
from hn2301_asp.source.quotes import NUMBER_WORDS

_PREFIX, _OWN = "label_", ("label", "title")
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
_WORDS = re.compile(rf"\b(?:{NUMBER_WORDS})\b", re.IGNORECASE)
#: Chinese numerals count where a measure word follows: elsewhere 一 is part of other words.
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_CHINESE = re.compile(r"([一二两三四五六七八九]?)(十?)([一二三四五六七八九]?)(?=个|周|天|日|年|岁|小时|次|倍)")


def label_findings(base: Base) -> Iterator[Finding]:
    """Labels of one thing that disagree in a number."""
    for file, tree in base.trees.items():
        data = tree.records if is_typical(file) else tree.data
        yield from once(tuple[Finding, ...], ("labels", file, tree.text), partial(_of, base, file, data))


def _of(base: Base, file: str, data: Any) -> tuple[Finding, ...]:
    return tuple(_below(base, file, data, ()))


def _below(base: Base, file: str, data: Any, path: tuple[str | int, ...]) -> Iterator[Finding]:
    if isinstance(data, list):
        for index, inner in enumerate(data):
            yield from _below(base, file, inner, (*path, index))
    if not isinstance(data, dict):
        return
    own = next((key for key in _OWN if isinstance(data.get(key), str)), None)
    text = data[own] if own is not None else str(path[-1]).replace("_", " ") if path else ""
    for key, inner in data.items():
        if isinstance(key, str) and key.startswith(_PREFIX) and isinstance(inner, str):
            one, other = numbers_in(text), numbers_in(inner)
            if one and other and one != other:
                yield Finding(
                    "labels-disagree",
                    f"`{own or 'the name'}` says {_said(one)}, and `{key}` says {_said(other)}",
                    base.place(file, *path, key),
                    help="write the same number in both",
                    related=(base.place(file, *path, own),) if own is not None else (),
                )
        else:
            yield from _below(base, file, inner, (*path, key))


def numbers_in(text: str) -> list[Fraction]:
    """The numbers that a text says, in order of their size."""
    flat = unicodedata.normalize("NFKC", text)
    found = [Fraction(figure) for figure in _FIGURES.findall(flat)]
    found += [Fraction(NUMBER_WORDS.split("|").index(word.lower()) + 1) for word in _WORDS.findall(flat)]
    for tens, ten, ones in _CHINESE.findall(flat):
        number = (_NUMERALS.get(tens, 1) * 10 if ten else _NUMERALS.get(tens, 0)) + _NUMERALS.get(ones, 0)
        found += [Fraction(number)] if number else []
    return sorted(found)


def _said(numbers: list[Fraction]) -> str:
    return listed([format_number(number) for number in numbers])
