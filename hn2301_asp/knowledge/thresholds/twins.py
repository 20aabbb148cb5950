"""One limit in two units, as texts give it: ``> 2.5 mg/dL (221 µmol/L)``. Knows no file and no rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from hn2301_asp.knowledge.thresholds.model import Again, Limit
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.source.numbers import fixed
from hn2301_asp.source.quoted_units import QuotedUnits

_NUMBER = r"(?:(?<![\w.])[-−])?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
#: Words that say of a second number that it is the first one again.
_AGAIN = r"""(?:or|about|approximately|approx\.?|circa|ca\.?|i\.\s?e\.,?|(?:that|which)\s+is,?|namely
    |(?:which\s+)?equals|equal(?:ling)?\s+to|equivalent\s+to|(?:which\s+)?correspond(?:s|ing)\s+to|即|约|等于|相当于)"""
#: Two amounts beside each other; the units are put in at `@`.
_PAIR = rf"""(?<![\d.,])(?P<one>{_NUMBER})\s*(?P<unit>@)
        \s*(?:[(\[（［/=≈~]|,?\s*{_AGAIN})\s*(?:{_AGAIN}\s*)*[≈=~<>≤≥]?\s*
        (?P<other>{_NUMBER})\s*(?P<second>@)"""
#: What closes behind a unit and is no part of it.
_CLOSING = "]）］"


class Twin(Struct, frozen=True):
    """The second number for a limit: its place in the text, and the unit as the vocabulary calls it."""

    start: int
    end: int
    text: str
    number_text: str
    unit: str

    @property
    def number(self) -> Fraction:
        return _value(self.number_text)

    @property
    def decimals(self) -> int:
        return len(self.number_text.partition(".")[2])


def twins(vocabulary: Vocabulary, quantity: str, limit: Limit, text: str) -> Iterator[Twin]:
    """Every number that stands beside a limit in the text and gives it in another unit of its quantity."""
    known = vocabulary.quantities.get(quantity)
    if known is None or limit.times or limit.unit is None:
        return
    own = vocabulary.unit(limit.unit)
    if own is None:  # So many half-lives are another time for every drug.
        return
    pattern, at = _pair(vocabulary.quoted_units), 0
    while pair := pattern.search(text, at):
        at = pair.start("other")
        sides = [("one", "unit"), ("other", "second")]
        for (number, unit), (twin, second) in (sides, sides[::-1]):
            written = pair[second].rstrip(_CLOSING)
            said, beside = _unit(vocabulary, pair[unit].rstrip(_CLOSING)), _unit(vocabulary, written)
            mine = said == own and _value(pair[number]) == limit.number
            if mine and beside is not None and beside != own and beside in known.units:
                start, end = pair.start(twin), pair.start(second) + len(written)
                yield Twin(start, end, text[start:end], pair[twin], beside)


def _value(written: str) -> Fraction:
    return Fraction(written.replace(",", "").replace("−", "-"))


@lru_cache(maxsize=16)
def _pair(units: QuotedUnits) -> re.Pattern[str]:
    return re.compile(_PAIR.replace("@", units.pattern), re.IGNORECASE | re.VERBOSE)


def _unit(vocabulary: Vocabulary, spelling: str) -> str | None:
    return vocabulary.unit(spelling) or vocabulary.unit(vocabulary.quoted_units.key(spelling))


def converted(vocabulary: Vocabulary, quantity: str, number: Fraction, unit: str, other: str) -> Fraction | None:
    """A number of a quantity in another unit, exactly; None where it has not both units."""
    known = vocabulary.quantities.get(quantity)
    one, two = _unit(vocabulary, unit), _unit(vocabulary, other)
    if known is None or one is None or two is None or one not in known.units or two not in known.units:
        return None
    return known.given(known.canonical(number, one), two)


def agree(vocabulary: Vocabulary, quantity: str, limit: Limit, twin: Twin | Again) -> bool:
    """Whether two numbers differ by no more than the rounding of one of them."""
    there = converted(vocabulary, quantity, limit.number, limit.unit or "", twin.unit)
    back = converted(vocabulary, quantity, twin.number, twin.unit, limit.unit or "")
    decimals = len(limit.number_text.partition(".")[2])
    half = Fraction(1, 2)
    return (there is not None and abs(there - twin.number) <= half / 10**twin.decimals) or (
        back is not None and abs(back - limit.number) <= half / 10**decimals
    )


def rewritten(vocabulary: Vocabulary, quantity: str, new: Limit, twin: Twin | Again) -> str | None:
    """The second number for a new limit, with the decimals that it had; None where it is none any more."""
    if new.again is not None and _unit(vocabulary, new.again.unit) == _unit(vocabulary, twin.unit):
        return new.again.number_text
    size = converted(vocabulary, quantity, new.number, new.unit or "", twin.unit)
    if size is None or new.times or vocabulary.unit(new.unit or "") == _unit(vocabulary, twin.unit):
        return None
    return fixed(size, twin.decimals)
