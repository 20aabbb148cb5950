"""Quotes: whether a quote stands in a criterion's text, and whether a threshold says what it says.

Words are read by the published tables below, with the units that are given, and by nothing else. This module must not
know the vocabulary, the threshold language or any file: strings and fractions in, plain values out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.source.numbers import Times
from hn2301_asp.source.quoted_units import SIGNS, QuotedUnits

Kind = Literal["number", "comparator", "unit", "uln", "reference", "negation", "absent"]

_MORE = "(?:more|greater|higher|longer|larger|older|later) than|above|over|exceed(?:s|ed|ing)?"
_LESS = "(?:less|fewer|lower|shorter|smaller|younger|earlier) than|below|under"

# What compares, in front of a number; the first row that matches holds. A blank is any white space.
# Ranges ("between 18 and 69", "18–69") include both ends, unless "exclusive" follows.
# "stabilized for 2 weeks": a duration that is asked for has lasted that long, or longer.
COMPARATORS: tuple[tuple[str, str], ...] = (
    (f"≥|≧|⩾|> ?/? ?=|=>|(?:no|not|never) (?:be )?(?:{_LESS})|(?:{_MORE}) or equal to", ">="),
    (f"≤|≦|⩽|< ?/? ?=|=<|(?:no|not|never) (?:be )?(?:{_MORE})|(?:{_LESS}) or equal to", "<="),
    (r"at least|minimum of|for(?= (?:\S+ ){1,3}?(?:hour|day|week|month|year)s?\b)", ">="),
    ("at most|maximum of|up to(?: and including)?", "<="),
    ("within|(?:in|during|over)(?= the (?:last|past|previous|preceding) )", "<="),
    (f">|{_MORE}", ">"),
    (f"<|{_LESS}", "<"),
    ("=|equals?(?: to)?|exactly", "="),
)
# The same behind a number and "or" or "and": "grade 1 or less", "18 years and older".
COMPARATORS_BEHIND: tuple[tuple[str, str], ...] = (
    ("more|greater|higher|longer|older|later|above|over|up", ">="),
    ("less|fewer|lower|shorter|younger|earlier|below|under", "<="),
)
NUMBER_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
# What negates a statement in front of it and behind it, in its sentence and not in brackets; and
# what only looks like that: the absence of a rule, a name, an emphasis.
NEGATIONS = "no use of|no|not|never|none|cannot|neither|nor|without|absence of|free of|free from|non-"
NEGATIONS_BEHIND = "not (?:be )?(?:allowed|permitted|accepted|eligible)|(?:is|are|be) (?:excluded|prohibited)"
NOT_NEGATIONS = (
    "no (?:minimum|maximum|(?:lower |upper )?limit|restriction)|not only|whether or not"
    "|non-(?:steroidal|invasive|hodgkin)"
)
# Words that say nothing when they are all that is left between two quotes.
CONNECTIVES = "a an and are as by for has have having if in is of on or that the to which with yet"


def _spaced(pattern: str) -> str:
    return pattern.replace(" ?", r"\s?").replace(" ", r"\s+")


def _rows(table: Sequence[tuple[str, str]]) -> str:
    return "|".join(f"(?P<row{i}>{_spaced(pattern)})" for i, (pattern, _) in enumerate(table))


#: What may stand behind a number, for verbose patterns that ignore case: a limit of normal or what was measured at the
#: beginning, which is only meant where it says of the number how often
_LIMIT_OF_NORMAL = r"""(?:(?:[×x*·]|times)\s*)?(?:(?:the|institutional|local|laboratory)\s+)*
    (?:[UL]LN\b|(?:upper|lower)\s+limits?\s+of\s+(?:the\s+)?normal\b)"""
_BASELINE = r"""(?:[×x*·]|times\b)\s*(?:(?:the|own|her|his|their|patient['’]s)\s+)*baseline\b
    (?:\s+(?:value|level)\b)?"""
MULTIPLE = f"{_LIMIT_OF_NORMAL}|{_BASELINE}"
#: A number and what stands behind it; the units are put in at `@`.
_AMOUNT = rf"""(?:(?P<grade>grade)\s+)?(?P<titre>1\s?:\s?)?(?:(?P<word>{NUMBER_WORDS})\b
          |(?P<figure>(?:(?<![\w.])[-−])?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)(?![.,]?\d))
        (?:\s*(?P<multiple>{MULTIPLE})|\s*(?P<unit>@))?|(?P<limit>{_LIMIT_OF_NORMAL})"""
_FRONT = re.compile(
    rf"""(?P<between>\b(?:between|from)\s+)|(?:\b|(?=\W))(?:{_rows(COMPARATORS)})
            \s*(?:(?:an?|the|of|last|past|previous|preceding|CTCAE(?:\s+v\s?[\d.]+)?)\s+)*
        |(?<![\w.,/^-])(?=\d|grade\b|{NUMBER_WORDS})""",
    re.IGNORECASE | re.VERBOSE,
)
_BEHIND = re.compile(rf"\s+(?:or|and)\s+(?:{_rows(COMPARATORS_BEHIND)})\b", re.IGNORECASE)
_TO = re.compile(r"\s*(?:(?P<and>and)|to|through|[-–])\s*", re.IGNORECASE)
#: Whole numbers in a row: "ECOG 0 or 1", "grade 0, 1 or 2".
_LISTED = re.compile(r"(?P<more>(?:\s*,\s*\d+)*)\s*,?\s+or\s+(?=\d+(?![.,]?\d))", re.IGNORECASE)
_OPEN = re.compile(r"[\s,(]*exclusive\b", re.IGNORECASE)
_NEGATION = re.compile(rf"\b(?:{_spaced(NOT_NEGATIONS)}|(?P<no>{_spaced(NEGATIONS)}))(?:\b|(?<=-))", re.IGNORECASE)
_NEGATION_BEHIND = re.compile(rf"\b(?:{_spaced(NEGATIONS_BEHIND)})\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"\.\s+(?=[A-Z])")
_BRACKETS = re.compile(r"\([^()]*\)")
_ELLIPSIS = re.compile(r"…|\.{3,}")
_WORD = re.compile(r"\S+")
_PUNCTUATION = " \t\r\n.,;:()[]/·•–—-\"'“”‘’"
_PUNCTUATED = re.compile(rf"[{re.escape(_PUNCTUATION)}]+")
_SILENT = frozenset(["", *CONNECTIVES.split()])
# An edge here would cut a word, a number, a compound or a comparison in two.
_CUT = re.compile(
    rf"""(?<=[^\W\d_])(?=\w)|(?<=\d)(?=\d|[.,^]\d)|(?<=\d[.,^])(?=\d)|(?<=[<>=])(?=[<>=])
        |(?<=\w)(?=[-–]\w)|(?<=\w[-–])(?=\w)
        |(?:(?<=\bno\s)|(?<=\bnot\s))(?=(?:be\s)?(?:{_spaced(_MORE)}|{_spaced(_LESS)})\b)""",
    re.IGNORECASE | re.VERBOSE,
)


#: Words read with no unit declared.
PLAIN = QuotedUnits()


class Bound(Struct, frozen=True):
    """One comparison with a number; ``unit`` is a key of `QuotedUnits`, or empty."""

    comparator: str
    number: Fraction
    unit: str
    times: Times | None = None

    def __str__(self) -> str:
        number = str(float(self.number)).removesuffix(".0")
        sign = {">=": "≥", "<=": "≤"}.get(self.comparator, self.comparator)
        return f"{sign} {number} {f'× {self.times}' if self.times else self.unit}".rstrip()


class Mismatch(Struct, frozen=True):
    """One way in which a threshold does not say what its quote says."""

    what: Kind
    said: str
    means: str


def locate(quote: str, text: str) -> tuple[tuple[int, int], ...] | None:
    """The leftmost spans of the quote's parts ("…" parts them) in the text, in order, or None.

    Any white space equals one blank. A part that would cut a word, a number, a hyphenated word or
    a comparison ("≥", "not less than") in two does not stand there.
    """
    flat, origin = _flattened(text)
    spans: list[tuple[int, int]] = []
    at = 0
    for part in filter(None, (" ".join(part.split()) for part in _ELLIPSIS.split(quote))):
        at = flat.find(part, at)
        while at >= 0 and (_CUT.match(flat, at) or _CUT.match(flat, at + len(part))):
            at = flat.find(part, at + 1)
        if at < 0:
            return None
        spans.append((origin[at], origin[at + len(part) - 1] + 1))
        at += len(part)
    return tuple(spans) or None


@lru_cache(maxsize=64)
def _flattened(text: str) -> tuple[str, tuple[int, ...]]:
    """A text with single blanks, and where each of its signs stands in it: many quotes are looked for in one text."""
    words = [(" " if i else "", m) for i, m in enumerate(_WORD.finditer(text))]
    flat = "".join(blank + m[0] for blank, m in words)
    return flat, tuple(at for blank, m in words for at in range(m.start() - len(blank), m.end()))


def longest_match(quote: str, text: str) -> str:
    """The longest beginning of the quote, in words, that stands in the text; perhaps empty."""
    words = _ELLIPSIS.sub("…", quote).split()
    beginnings = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    found = next((beginning for beginning in beginnings if locate(beginning, text)), "")
    return found.rstrip("… ")


def agreement(quote: str, *texts: str) -> str:
    """How far some text agrees with words that stand in none of them, as a sentence."""
    agreed = max((longest_match(quote, text) for text in texts), key=len)
    return f'the text agrees as far as "{agreed}"' if agreed else "nothing in the text begins like it"


def uncovered(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """The phrases of the text that no span covers, but for punctuation and `CONNECTIVES` alone."""
    phrases: list[str] = []
    at = 0
    for start, end in (*sorted(spans), (len(text), len(text))):
        phrase = text[at : max(at, start)].strip(_PUNCTUATION)
        if not _SILENT.issuperset(_PUNCTUATED.split(phrase.lower())):
            phrases.append(phrase)
        at = max(at, end)
    return tuple(phrases)


def bounds_in(quote: str, units: QuotedUnits = PLAIN) -> tuple[Bound, ...]:
    """Every comparison that the quote's words state, in their order, by `COMPARATORS`."""
    return tuple(bound for bound, _, _ in _statements(quote, units))


def places_in(text: str, units: QuotedUnits = PLAIN) -> tuple[tuple[Bound, int, int], ...]:
    """The same, each with where its words stand in the text."""
    return _statements(text, units)


def first_bound(quote: str, units: QuotedUnits = PLAIN) -> Bound | None:
    """The first of these; None where the words state none."""
    return next((bound for bound, _, _ in _read(quote, units)), None)


def negated(quote: str, units: QuotedUnits = PLAIN) -> bool:
    """Whether the quote denies what it states, by `NEGATIONS`; "no minimum" denies nothing."""
    quote = _ELLIPSIS.sub("…", quote)
    ends = [*(m.start() for m in _SENTENCE_END.finditer(quote)), len(quote)]
    spans = [(start, end) for _, start, end in _statements(quote, units)] or [(end, end) for end in ends]
    return any(_negation(quote, start, end) for start, end in spans)


def compare(quote: str, stated: Sequence[Bound], *, negates: bool, units: QuotedUnits = PLAIN) -> tuple[Mismatch, ...]:
    """How a threshold's bounds (one, or two for a range) differ from what its quote says.

    ``negates`` says that the threshold is declared to be the opposite of what the quote allows.
    A bound that the quote does not state is compared with the nearest one that it does state:
    that of the same number, else of the same unit, else of the same comparator.
    """
    quote = _ELLIPSIS.sub("…", quote)
    found = [(bound, quote[a:b], _negation(quote, a, b)) for bound, a, b in _statements(quote, units)]
    found.sort(key=lambda said: bool(said[2]) != negates)
    same = [next((s for s in found if not any(_differs(s[0], b, units).values())), None) for b in stated]
    left = [said for said in found if said not in same]
    mismatches: list[Mismatch] = []
    for bound, equal in zip(stated, same, strict=True):
        nearest = equal or min(left, key=lambda s: [*_differs(s[0], bound, units).values()], default=None)
        if nearest is None:
            mismatches.append(Mismatch("absent", quote, str(bound)))
            continue
        said, words, negation = nearest
        differs = _differs(said, bound, units).items()
        mismatches += (Mismatch(kind, words, str(bound)) for kind, it_does in differs if it_does)
        if bool(negation) != negates:
            meant = f"the opposite of {bound}" if negates else str(bound)
            mismatches.append(Mismatch("negation", negation or words, meant))
    return tuple(mismatches)


def _differs(said: Bound, meant: Bound, units: QuotedUnits) -> dict[Kind, bool]:
    """In what the two differ; what weighs most stands first."""
    other, uln = said.times != meant.times, "ULN" in (said.times, meant.times)
    return {
        "number": said.number != meant.number,
        "unit": not other and said.unit not in ("", units.key(meant.unit)),
        "uln": other and uln,
        "reference": other and not uln,
        "comparator": said.comparator != meant.comparator,
    }


@lru_cache(maxsize=16)
def _amount(units: QuotedUnits) -> re.Pattern[str]:
    return re.compile(_AMOUNT.replace("@", units.pattern), re.IGNORECASE | re.VERBOSE)


@lru_cache(maxsize=1024)
def _statements(quote: str, units: QuotedUnits) -> tuple[tuple[Bound, int, int], ...]:
    """Each comparison with the place of its words; a range gives two at one place."""
    return tuple(_read(quote, units))


def _read(quote: str, units: QuotedUnits) -> Iterator[tuple[Bound, int, int]]:
    amount, at = _amount(units), 0
    while front := _FRONT.search(quote, at):
        at = max(front.end(), front.start() + 1)
        first = amount.match(quote, front.end())
        if not first:
            continue
        to = _TO.match(quote, first.end())
        second = to and amount.match(quote, to.end())
        if to and second and (front["between"] or not to["and"]):
            is_open = _OPEN.match(quote, second.end())
            high = _bound("<" if is_open else "<=", second, units)
            low = _bound(">" if is_open else ">=", first, units)
            if not (low.unit or low.times):
                low = replace(low, unit=high.unit, times=high.times)
            bounds, at = [low, high], (is_open or second).end()
        elif (last := _listed(quote, front, first, amount)) is not None:
            low, high = _bound(">=", first, units), _bound("<=", last, units)
            unit = low.unit or high.unit
            bounds, at = [replace(low, unit=unit), replace(high, unit=unit)], last.end()
        elif front[0] and not front["between"]:
            bounds, at = [_bound(_sign(COMPARATORS, front), first, units)], first.end()
        elif behind := _BEHIND.match(quote, first.end()):
            bounds, at = [_bound(_sign(COMPARATORS_BEHIND, behind), first, units)], behind.end()
        else:
            continue
        yield from ((bound, front.start(), at) for bound in bounds)


def _listed(quote: str, front: re.Match[str], first: re.Match[str], amount: re.Pattern[str]) -> re.Match[str] | None:
    """The last of some whole numbers in a row, of which a text allows each; None where it says something else."""
    plain = not front[0].strip() or (not front["between"] and _sign(COMPARATORS, front) == "=")
    between = _LISTED.match(quote, first.end()) if plain and first["figure"] and not first["unit"] else None
    last = between and amount.match(quote, between.end())
    if not between or not last or not last["figure"] or last["multiple"]:
        return None
    numbers = [first["figure"], *re.findall(r"\d+", between["more"]), last["figure"]]
    if not all(number.isdecimal() for number in numbers):
        return None
    whole = [int(number) for number in numbers]
    return last if whole == list(range(whole[0], whole[0] + len(whole))) else None


def _sign(table: Sequence[tuple[str, str]], m: re.Match[str]) -> str:
    return next(sign for i, (_, sign) in enumerate(table) if m[f"row{i}"])


def _bound(comparator: str, m: re.Match[str], units: QuotedUnits) -> Bound:
    if m["limit"]:
        return Bound(comparator, Fraction(1), "", reference_in(m["limit"]))
    number = m["figure"] or str(NUMBER_WORDS.split("|").index(m["word"].lower()) + 1)
    unit = "grade" if m["grade"] else "1:x" if m["titre"] else units.key(m["unit"] or "")
    return Bound(comparator, Fraction(number.translate(SIGNS)), unit, reference_in(m["multiple"] or ""))


def reference_in(words: str) -> Times | None:
    """What words that stand behind a number make it a multiple of, by `MULTIPLE`."""
    said = words.lower()
    if "baseline" in said:
        return "baseline"
    return None if not said else "LLN" if "lln" in said or "lower" in said else "ULN"


def _negation(quote: str, start: int, end: int) -> str:
    """The words that negate the statement standing at start:end, up to it, or none."""
    edges = [m.end() for m in _SENTENCE_END.finditer(quote)]
    first = max((edge for edge in edges if edge <= start), default=0)
    last = min((edge for edge in edges if edge >= end), default=len(quote))
    before, behind = (_BRACKETS.sub(lambda m: " " * len(m[0]), part) for part in (quote[first:start], quote[end:last]))
    for m in _NEGATION.finditer(before):
        if m["no"]:
            return quote[first + m.start() : end]
    refused = _NEGATION_BEHIND.search(behind)
    return quote[start : end + refused.end()] if refused else ""
