"""Units as texts write them: which words behind a number are one, and when two spellings are the same.

Whoever reads quotes says which spellings are declared; this module must not know the vocabulary. What is not declared
is still seen to be a unit, by the published table and pattern below: it differs from every other one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

# Keys of units and their further spellings, as `unit_key` folds them.
UNITS: dict[str, str] = {
    "10*9/L": "G/L Giga/L K/uL 10*3/uL 10*3/mm3",
    "/uL": "cells/uL /mm3 cells/mm3 /cmm",
    "U/L": "IU/L [IU]/L",
    "hour": "h hr hrs hours",
    "day": "d days",
    "week": "wk wks weeks",
    "month": "mo months",
    "year": "y yr yrs years",
    "s": "sec second seconds",
    "%": "percent pct",
    "points": "point pt pts {score}",
    "grade": "grades {grade}",
    "half-life": "half-lives",
    "pack-year": "pack-years",
    "1:x": "titre titer {titer}",
    "mL/min": "mL/minute",
}
#: What may stand behind a number, for verbose patterns that ignore case.
# A power of ten by volume; a word; anything with a slash; a symbol; whatever is glued on.
UNIT = r"""(?:[×x*·]\s?)?10\s?(?:\^|\*\*?|e)?\s?[\d⁰¹²³⁴-⁹]{1,2}\s?/\s?(?:[µμu]?l|mm[3³])(?!\w)
    |%|(?:(?:calendar|consecutive|complete|full)\s+)?
       (?:hours?|days?|weeks?|months?|years?|seconds?|points?|percent|half-li(?:fe|ves)|pack-years?)\b(?!/)
    |(?!and/or\b)[^\s\d,;()…/]*(?:/[^\s,;()…/]*[^\s,;()….:/])+(?:(?<=1\.73)\s?m[2²])?
    |(?:[kmµμun]?g|[dmµμu]?l|[mµμun]?mol|[mc]?m|mm\s?hg|kpa|m?i?u|bpm|lbs?|m?s|sec|h|hrs?|d|wks?|mo
       |yrs?|y|pts?|pct)\b(?:\s+daily\b|\s+(?:per|a)\s+\w+)?
    |(?<=\d)[^\W\d_]\w*"""
_KEYS = {name: key for key, names in UNITS.items() for name in (key, *names.split())}
#: Micro, raised figures and minus in one form, and no commas between thousands.
SIGNS = str.maketrans("µμ⁰¹²³⁴⁵⁶⁷⁸⁹−", "uu0123456789-", ",")
_FOLDS = (
    (re.compile(r"^(?:[×x*·]\s*)?10\s?(?:\^|\*\*?|[eE])?\s?(?=\d{1,2}\s?/)"), "10*"),
    (re.compile(r"^(?:calendar|consecutive|complete|full|CTCAE)\s+"), ""),
    (re.compile(r"\s*(?:/|\b(?:per|a)\b)\s*|\s+(?=daily$)"), "/"),
    (re.compile(r"/(?:day|daily|24\s?h)\b"), "/d"),
    (re.compile(r"(?<![A-Za-z])([dmu]?)l\b"), r"\1L"),
)
_BLANKS = re.compile(r"[\s^]+")
_TEN = re.compile(r"^[×x*·]?10(?:\*\*?|[eE])?(?=\d)")


def unit_key(spelling: str) -> str:
    """The unit in the one spelling that is compared: "mg/day" is "mg/d", "×10^9/L" is "10*9/L"."""
    unit = _folded(spelling)
    return _KEYS.get(unit) or _KEYS.get(unit.lower(), unit)


def _folded(spelling: str) -> str:
    unit = spelling.strip().translate(SIGNS)
    for pattern, spelled in _FOLDS:
        unit = pattern.sub(spelled, unit)
    return unit


def _tight(spelling: str) -> str:
    """A spelling without blanks and signs of power: `mm Hg` and `mmHg`, `kg/m^2` and `kg/m²` are one."""
    return _TEN.sub("10*", _BLANKS.sub("", _folded(spelling)))


class QuotedUnits:
    """The units that words are read with: those of some declared spellings, each with its unit, and all others.

    Two of the same spellings are equal: what is compiled of one is not compiled again for another version.
    """

    def __init__(self, declared: Iterable[tuple[str, str]] = ()) -> None:
        self.declared = tuple(declared)
        self.hash = hash(self.declared)
        self.keys = {_tight(spelling): unit_key(unit) for spelling, unit in self.declared}
        alike: dict[str, set[str]] = {}
        for spelling, key in self.keys.items():
            alike.setdefault(spelling.lower(), set()).add(key)
        self.loose = {spelling: next(iter(keys)) for spelling, keys in alike.items() if len(keys) == 1}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, QuotedUnits) and self.declared == other.declared

    def __hash__(self) -> int:
        return self.hash

    def key(self, spelling: str) -> str:
        """The unit that a spelling means, in the one spelling that is compared."""
        tight = _tight(spelling)
        return self.keys.get(tight) or self.loose.get(tight.lower()) or unit_key(spelling)

    @cached_property
    def pattern(self) -> str:
        """What may stand behind a number, for verbose patterns that ignore case: the longest spelling first."""
        spellings = {spelling for spelling, _ in self.declared if spelling.lower() not in _ARTICLES}
        found = dict.fromkeys(_pattern(one) for one in sorted(spellings, key=lambda one: (-len(one), one)))
        own = f"(?:{'|'.join(found)}){_ENDS}|" if found else ""
        return own + UNIT


#: Spellings that are words of English too.
_ARTICLES = frozenset({"a", "per"})
#: Behind a unit nothing goes on: no letter, no power, nothing that it is divided by.
_ENDS = r"(?![\w^]|\s?/\s?[\w³²]|\s+(?:per|a)\s+\w|\s+daily\b)"
_DAY = r"(?:d(?:ay)?|24\s?h(?:ou)?r?s?)"
_PARTS = re.compile(
    r"(?P<ten>(?:[×x*·]\s?)?10\s?(?:\^|\*\*?|[eE])?\s?(?P<power>[0-9⁰¹²³⁴-⁹]{1,2})(?![0-9]))|(?P<day>(?:/|\bper\s)\s?(?:day|d|24\s?h)\b)"
    r"|(?P<slash>\s?/\s?|\s+per\s+)|(?<=[^\W\d_])\s?\^?(?P<raised>[0-9²³]+)|(?P<figure>[0-9.]+)\s?|(?P<micro>[uµμ])"
    r"|(?P<blank>\s+)|(?<=[a-z])(?P<capital>(?=[A-Z][a-z]))|(?P<other>.)"
)
_RAISED = {"2": "(?:2|²)", "3": "(?:3|³)"}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _pattern(spelling: str) -> str:
    """A pattern of a spelling with blanks, raised figures and `per` as texts have them."""
    if len(spelling) == 1 and spelling.isascii() and spelling.isalpha():
        return f"(?-i:{spelling})"
    return "".join(_parts(spelling))


def _parts(spelling: str) -> Iterator[str]:
    for part in _PARTS.finditer(spelling):
        kind, text = part.lastgroup, part.group()
        if part["ten"]:
            power = part["power"].translate(_SUPERSCRIPTS)
            raised = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(figure)] for figure in power)
            yield rf"(?:[×x*·]\s?)?10\s?(?:\^|\*\*?|e)?\s?(?:{power}|{raised})\s?"
        elif part["day"]:
            yield rf"(?:\s?/\s?{_DAY}|\s+(?:per|a)\s+{_DAY}|\s+daily)"
        elif part["slash"]:
            yield r"(?:\s?/\s?|\s+(?:per|a)\s+)" if part.start() else r"/\s?"
        elif part["raised"]:
            figures = part["raised"].translate(_SUPERSCRIPTS)
            yield rf"\s?\^?{_RAISED.get(figures, figures)}"
        elif part["figure"]:
            yield rf"{re.escape(part['figure'])}\s?"
        elif part["micro"]:
            yield "[uµμ]"
        elif part["blank"] or kind == "capital":
            yield r"\s?"
        else:
            yield re.escape(text)
