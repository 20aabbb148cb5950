"""Numbers and their quotes: a threshold, or a count in a rule, says what its quote says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from hn2301_asp.check.terms import Count
from hn2301_asp.knowledge.thresholds.model import Limit, Reason, show_limit, show_window
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.quoted_forms import EITHER, QuotedGrades
from hn2301_asp.source.quoted_units import QuotedUnits
from hn2301_asp.source.quotes import Bound, Mismatch, bounds_in, compare, negated

_WORDS = {
    "number": "number",
    "comparator": "comparator",
    "unit": "unit",
    "uln": "reference to the ULN",
    "reference": "reference",
}


def threshold_mismatches(
    threshold: ThresholdSyntax, quotes: Sequence[Reason], units: QuotedUnits, grades: Sequence[str] = ()
) -> Iterator[Finding]:
    """How a threshold's bounds differ from those of its quotes.

    One quote states all the bounds. Of several, each states one bound at least (or none: then it
    only says what the number is about), and each bound is stated by one of them.
    """
    if grades and all(limit.number_text in grades for limit in threshold.limits):
        yield from _graded_mismatches(threshold, quotes, units, grades)
        return
    if any(limit.grade for limit in threshold.limits):
        return  # A grade by a name that no scale has, as far as the vocabulary can be read: that is told elsewhere.
    first = [(limit, _bound(limit, units)) for limit in threshold.limits]
    again = [(limit, _again(limit, bound, units)) for limit, bound in first]
    if again != first and _fewer(quotes, again, first, units):
        # Words that give the limit in the second unit alone, or first, say it too.
        first = again
    bounds = first
    if threshold.extreme:
        yield from _other_extreme(threshold, quotes)
        quotes = [replace(quote, text=_each_within(quote.text)) for quote in quotes]
    if len(quotes) == 1:
        found = _compare(quotes[0], [bound for _, bound in bounds], units)
        for limit, bound in bounds:
            own = [mismatch for mismatch in found if mismatch.means.endswith(str(bound))]
            if own:
                yield _mismatch(threshold, limit, own, quotes[0])
        return
    stating = [quote for quote in quotes if bounds_in(quote.text, units)] or list(quotes[:1])
    rows = [[(quote, limit, _compare(quote, [bound], units)) for limit, bound in bounds] for quote in stating]
    columns = [[row[index] for row in rows] for index in range(len(bounds))] if rows else []
    for line in (*rows, *columns):
        if all(found for _, _, found in line):
            quote, limit, found = min(line, key=lambda entry: len(entry[2]))
            yield _mismatch(threshold, limit, found, quote)


def _graded_mismatches(
    threshold: ThresholdSyntax, quotes: Sequence[Reason], units: QuotedUnits, grades: Sequence[str]
) -> Iterator[Finding]:
    """The same of ordered grades: in words each is read as its place in the scale, and told by its name."""
    read = QuotedGrades(grades)
    limits = [replace(one, number=Fraction(grades.index(one.number_text)), unit=None) for one in threshold.limits]
    bounds = [_bound(limit, units) for limit in limits]
    for quote in quotes:
        denies = quote.kind == "negated"
        if not any(compare(read.read(quote.text), bounds, negates=denies, units=units)):
            return
        alone = limits[0].comparator == "=" and read.alone(quote.text) == limits[0].number_text
        if alone and negated(quote.text, units) == denies:
            return
    if quotes:
        shown = " and ".join(show_limit(limit) for limit in threshold.limits)
        yield Finding(
            "quote-mismatch",
            f"the quote says `{quotes[0].text}`, the threshold says `{shown}`: another grade or comparator",
            threshold.limits[0].place,
            help="write the grades that the text says, or quote the words that state others",
            related=(quotes[0].place,),
        )


#: Which of two times counts, in a protocol's words.
_EXTREME = re.compile(
    r"\bwhichever\b[^.;()]*?\b(?P<longer>longer|longest|greater|later)\b|\bwhichever\b[^.;()]*?\b(?P<shorter>shorter|shortest|less|earlier)\b",
    re.IGNORECASE,
)


def _each_within(quote: str) -> str:
    """Words that name two times of which one is in half-lives, so that both are read as limits."""
    return EITHER.sub(lambda found: f"{found[0].rstrip()} within ", quote)


def _other_extreme(threshold: ThresholdSyntax, quotes: Sequence[Reason]) -> Iterator[Finding]:
    """A threshold that takes the longer of two times, beside words that take the shorter."""
    for quote in quotes:
        found = _EXTREME.search(quote.text)
        if found is not None and found.lastgroup != threshold.extreme:
            message = f"the quote says `{found[0]}`, the threshold says `{threshold.extreme} of`"
            place = (
                quote.place if quote.place.line != threshold.limits[0].place.line else replace(quote.place, text=None)
            )
            yield Finding("quote-mismatch", message, threshold.limits[0].place, related=(place,))


def count_mismatches(
    counts: Iterable[Count], quotes: Sequence[tuple[str, Place]], units: QuotedUnits
) -> Iterator[Finding]:
    """How the numbers of a rule's counts differ from its quotes, where these state a bare number."""
    stating = [
        (quote, place) for quote, place in quotes if any(not b.unit and not b.times for b in bounds_in(quote, units))
    ]
    for count in counts:
        found = [(_closest(quote, count, units), place) for quote, place in stating]
        if not found or not all(mismatches for mismatches, _ in found):
            continue
        mismatches, place = found[0]
        yield Finding(
            "quote-mismatch",
            f"the quote says `{mismatches[0].said}`, the rule counts `{count.comparator} {count.number}`"
            + _another(mismatches),
            count.place,
            related=(place,),
        )


def _bound(limit: Limit, units: QuotedUnits) -> Bound:
    return Bound(limit.comparator, limit.number, units.key(limit.unit or ""), limit.times)


def _again(limit: Limit, bound: Bound, units: QuotedUnits) -> Bound:
    """The bound in its second unit, where it has one."""
    if limit.again is None:
        return bound
    return replace(bound, number=limit.again.number, unit=units.key(limit.again.unit))


def _fewer(
    quotes: Sequence[Reason],
    one: Sequence[tuple[Limit, Bound]],
    other: Sequence[tuple[Limit, Bound]],
    units: QuotedUnits,
) -> bool:
    """Whether the quotes differ less from the first bounds than from the others."""
    counts = [
        sum(len(_compare(quote, [bound], units)) for quote in quotes for _, bound in bounds) for bounds in (one, other)
    ]
    return counts[0] < counts[1]


def _compare(quote: Reason, bounds: Sequence[Bound], units: QuotedUnits) -> tuple[Mismatch, ...]:
    return compare(quote.text, bounds, negates=quote.kind == "negated", units=units)


def _closest(quote: str, count: Count, units: QuotedUnits) -> tuple[Mismatch, ...]:
    """Counts are whole numbers: "> 1" is "at least two"."""
    written = [(count.comparator, count.number)]
    written += {">": [(">=", count.number + 1)], "<": [("<=", count.number - 1)]}.get(count.comparator, [])
    found = [compare(quote, [Bound(sign, Fraction(n), "")], negates=False, units=units) for sign, n in written]
    return min(found, key=len)


def _another(mismatches: Iterable[Mismatch]) -> str:
    words = [_WORDS[mismatch.what] for mismatch in mismatches if mismatch.what in _WORDS]
    return f": another {' and another '.join(words)}" if words else ""


def _mismatch(threshold: ThresholdSyntax, limit: Limit, found: Sequence[Mismatch], quote: Reason) -> Finding:
    window = threshold.form == "window"
    means = show_window([limit], threshold.window) if window else show_limit(limit)
    advice: str | None = None
    if found[0].what == "absent":
        message = f"the quote states no such bound, the threshold says `{means}`"
        advice = "quote the words that state it, or write `because` and why"
    elif another := _another(found):
        message = f"the quote says `{found[0].said}`, the threshold says `{means}`{another}"
    elif quote.kind == "negated":
        message = f"the quote does not deny `{found[0].said}`, but the threshold `negates` it"
        advice = "leave out `negates`"
    else:
        message = f"the quote denies it (`{found[0].said}`), the threshold says `{means}`"
        advice = "write `negates` before the quote, and `not` in the rule"
    place = quote.place if quote.place.line != limit.place.line else replace(quote.place, text=None)
    return Finding("quote-mismatch", message, limit.place, help=advice, related=(place,))
