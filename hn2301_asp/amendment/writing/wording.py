"""A bound changed inside the words that state it, however they spell it.

Every way to replace the number, the unit and the comparator is tried, and one is taken only if the
words, read again, then differ in that bound alone and say the new one. Words are read by
``quotes`` and by nothing else. This module knows no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from hn2301_asp.amendment.writing.edits import Edit, apply_edits, overlap
from hn2301_asp.knowledge.thresholds.model import SHOWN, Limit
from hn2301_asp.source.quoted_units import QuotedUnits
from hn2301_asp.source.quotes import (
    COMPARATORS,
    COMPARATORS_BEHIND,
    MULTIPLE,
    NUMBER_WORDS,
    Bound,
    bounds_in,
    negated,
    reference_in,
)

_WORDS = NUMBER_WORDS.split("|")
_NUMBER = re.compile(
    rf"(?<![\d.,])(?:(?<!\w)[-−])?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?!\d)|\b(?:{NUMBER_WORDS})\b", re.IGNORECASE
)
_MULTIPLE = re.compile(rf"\s*(?:{MULTIPLE})", re.IGNORECASE | re.VERBOSE)
_COUNTED = re.compile(
    r"(\s+)((?:calendar |consecutive |complete |full )?)(hour|day|week|month|year|point|second)(s?)\b"
)
_IN_WORDS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than", "=": "exactly"}
#: What stands behind a number and "or", by what it is turned into.
_BEHIND = (
    ("more", "less"),
    ("greater", "less"),
    ("higher", "lower"),
    ("longer", "shorter"),
    ("older", "younger"),
    ("later", "earlier"),
    ("above", "below"),
    ("over", "under"),
    ("up", "below"),
    ("more", "fewer"),
)
#: No unit is spelled longer than this.
_LONGEST_UNIT = 40

Problem = Literal["absent", "twice", "unsaid"]


def reworded(
    words: str, old: Limit, new: Limit, units: QuotedUnits, *, unit_changes: bool
) -> tuple[Edit, ...] | Problem:
    """The edits that make words which state one bound state another.

    Or why there are none: the words do not state it (`absent`), they state it more than once
    (`twice`), or there is no way to say the new one in their place (`unsaid`).
    """
    before = bounds_in(words, units)
    if not states(words, old, units):
        return "absent"
    if sum(_matches(bound, old, units) for bound in before) > 1:
        return "twice"
    found: list[tuple[Edit, ...]] = []
    for way in _ways(words, old, new, units, unit_changes):
        edits = tuple(sorted(way))
        if not overlap(edits) and edits not in found and _verified(words, edits, old, new, units):
            found.append(edits)
    return found[0] if found else "unsaid"


def states(words: str, limit: Limit, units: QuotedUnits) -> bool:
    """Whether words state a bound."""
    return any(_matches(bound, limit, units) for bound in bounds_in(words, units))


def _matches(said: Bound, limit: Limit, units: QuotedUnits) -> bool:
    alike = (said.comparator, said.number, said.times) == (limit.comparator, limit.number, limit.times)
    return alike and (limit.times is not None or said.unit in ("", units.key(limit.unit or "")))


def _verified(words: str, edits: tuple[Edit, ...], old: Limit, new: Limit, units: QuotedUnits) -> bool:
    """Whether the edits change the one bound, and nothing else that the words state."""
    after_words = apply_edits(words, edits)
    before, after = bounds_in(words, units), bounds_in(after_words, units)
    if len(before) != len(after) or negated(words, units) != negated(after_words, units):
        return False
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    return len(changed) == 1 and _matches(changed[0][0], old, units) and _matches(changed[0][1], new, units)


def _ways(words: str, old: Limit, new: Limit, units: QuotedUnits, unit_changes: bool) -> Iterator[list[Edit]]:
    for number in _NUMBER.finditer(words):
        if _value(number.group()) != old.number:
            continue
        behind = (
            _unit_edits(words, number.end(), old, new, units) if unit_changes else [_counted(words, number, old, new)]
        )
        own = [Edit(number.start(), number.end(), _spelled(number.group(), new))] if old.number != new.number else []
        for unit in behind:
            for comparator in _comparator_edits(words, number.span(), old, new):
                yield [*own, *unit, *comparator]
    if old.times is not None and old.times == new.times and old.number == 1:
        # "≤ULN" states the number one without writing it.
        for limit in (one for one in _MULTIPLE.finditer(words) if reference_in(one.group()) == old.times):
            start = limit.end() - len(limit.group().lstrip())
            for comparator in _comparator_edits(words, (start, start), old, new):
                yield [Edit(start, start, f"{new.number_text}×"), *comparator]


def _value(written: str) -> Fraction:
    if written.lower() in _WORDS:
        return Fraction(_WORDS.index(written.lower()) + 1)
    return Fraction(written.replace(",", "").replace("−", "-"))


def _spelled(before: str, new: Limit) -> str:
    """The new number as the old one was spelled: as a word, with commas between thousands."""
    if before.lower() in _WORDS and new.number.denominator == 1 and 0 < new.number <= len(_WORDS):
        word = _WORDS[int(new.number) - 1]
        return word.capitalize() if before[0].isupper() else word
    if "," in before and new.number >= 1000:
        whole, point, rest = new.number_text.partition(".")
        return f"{int(whole):,}{point}{rest}"
    return new.number_text


def _counted(words: str, number: re.Match[str], old: Limit, new: Limit) -> list[Edit]:
    """`1 week`, `2 weeks`: the word follows the number."""
    found = _COUNTED.match(words, number.end())
    if not found or (old.number == 1) == (new.number == 1):
        return []
    return [Edit(found.start(4), found.end(4), "" if new.number == 1 else "s")]


def _unit_edits(words: str, at: int, old: Limit, new: Limit, units: QuotedUnits) -> list[list[Edit]]:
    """The unit behind a number replaced, or times the limit of normal."""
    end = 0
    if old.times is not None:
        found = _MULTIPLE.match(words, at)
        end = found.end() if found and reference_in(found.group()) == old.times else 0
    else:
        for stop in range(at + 1, min(len(words), at + _LONGEST_UNIT) + 1):
            inside = stop < len(words) and words[stop - 1].isalnum() and words[stop].isalnum()
            if not inside and units.key(words[at:stop]) == units.key(old.unit or ""):
                end = len(words[:stop].rstrip())
    if not end:
        return []
    blank = " " if words[at].isspace() else ""
    unit = f"×{blank}{new.times}" if new.times else new.unit
    return [[Edit(at, end, f"{blank}{unit}")]]


def _comparator_edits(words: str, number: tuple[int, int], old: Limit, new: Limit) -> Iterator[list[Edit]]:
    """What compares replaced: the nearest words in front of the number first, then those behind it."""
    if old.comparator == new.comparator:
        yield []
        return
    for found in reversed([m for m in _FRONT.finditer(words) if m.end() <= number[0]]):
        yield [Edit(found.start(), found.end(), _compared(found.group(), new))]
    for found in _AFTER.finditer(words, number[1]):
        written = found.group(1).lower()
        for more, less in _BEHIND:
            if written in (more, less) and new.comparator != "=":
                yield [Edit(found.start(1), found.end(1), more if new.comparator == ">=" else less)]


def _compared(before: str, new: Limit) -> str:
    """The new comparator as the old one was spelled: as a sign or in words."""
    if not any(letter.isalpha() for letter in before):
        blanks = before[len(before.rstrip()) :]
        ascii_sign = re.sub(r"\s", "", before) in (">=", "<=")
        return (new.comparator if ascii_sign else SHOWN[new.comparator]) + blanks
    said = _IN_WORDS[new.comparator]
    if before.lower() == "for":
        return f"{before} {said}"
    return said.capitalize() if before[0].isupper() else said


_SAID = [pattern.replace(" ?", r"\s?").replace(" ", r"\s+") for pattern, _ in COMPARATORS]
_FRONT = re.compile("|".join(rf"(?:\b|(?=\W))(?:{said})" for said in _SAID), re.IGNORECASE)
_AFTER = re.compile(r"\b(?:or|and)\s+(" + "|".join(p for p, _ in COMPARATORS_BEHIND) + r")\b", re.IGNORECASE)
