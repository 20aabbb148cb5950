"""Numbers in the words above rules: a threshold, a count or a fact of the criterion states each of them.

What a threshold quotes itself is compared with it in ``quoted_bounds``; here stand the numbers that no
threshold quotes. And where a text gives one limit in two units, both are of one size.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from hn2301_asp.check.base import PROTOCOL, Base
from hn2301_asp.check.labels import numbers_in
from hn2301_asp.check.quoting import quote_place
from hn2301_asp.knowledge.model import Criterion
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.knowledge.thresholds.model import Again, Limit, Threshold, show_limit
from hn2301_asp.knowledge.thresholds.twins import Twin, agree, converted, twins
from hn2301_asp.knowledge.vocabulary.model import Labelled, Quantity, Vocabulary
from hn2301_asp.source.diagnostics import Finding
from hn2301_asp.source.numbers import with_unit
from hn2301_asp.source.quoted_units import UNITS
from hn2301_asp.source.quotes import Bound, bounds_in

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "="}


class _Stated(Struct, frozen=True):
    """What a criterion states: its thresholds, the numbers of its counts, and what its facts are called."""

    thresholds: tuple[Threshold, ...]
    counts: frozenset[Fraction]
    quoted: frozenset[Bound]
    labels: tuple[str, ...]

    def limits(self) -> Iterator[tuple[Threshold, Limit]]:
        """Every limit with its threshold."""
        return ((threshold, limit) for threshold in self.thresholds for limit in threshold.limits)


def rule_number_findings(base: Base) -> Iterator[Finding]:
    """Numbers that only the words above a rule say, and limits that a text says in two sizes."""
    if not base.sound:
        return
    vocabulary = base.known.vocabulary
    for index, criterion in enumerate(base.criteria):
        if criterion.id not in base.readable:
            continue
        stated = _stated(base, criterion)
        yield from _twins(base, index, criterion, stated)
        told = set[Bound]()
        for rule in base.rules.get(f"criteria/{criterion.stem}.lp", ()):
            for quote in rule.quotes:
                again = frozenset(_said_again(vocabulary, stated, quote))
                for bound in bounds_in(quote, vocabulary.quoted_units):
                    if bound not in told | again and not _is_stated(vocabulary, stated, bound):
                        told.add(bound)
                        yield _finding(base, vocabulary, rule, quote, bound, stated)


def _stated(base: Base, criterion: Criterion) -> _Stated:
    vocabulary = base.known.vocabulary
    statements = base.statements.get(f"criteria/{criterion.stem}.lp", ())
    atoms = {atom.signature[0] for statement in statements for atom in statement.body}
    every = base.known.thresholds.thresholds.values()
    thresholds = tuple(t for t in every if t.owner == criterion.id or t.name in atoms)
    quotes = [reason.text for t in thresholds for reason in t.reasons if reason.kind != "because"]
    tables = (vocabulary.facts, vocabulary.choices, vocabulary.families, vocabulary.quantities)
    called = [words for table in tables for name in table if name in atoms for words in _words(table[name])]
    families = [vocabulary.families[name] for name in sorted(atoms) if name in vocabulary.families]
    items = [words for family in families for item in family.items.values() for words in _words(item)]
    return _Stated(
        thresholds,
        frozenset(Fraction(count.number) for statement in statements for count in statement.counts),
        frozenset(bound for quote in quotes for bound in bounds_in(quote, vocabulary.quoted_units)),
        (*called, *items, *(phrase for phrase, _ in criterion.not_encoded)),
    )


def _words(entry: Labelled) -> tuple[str, ...]:
    """What an entry of the vocabulary is called, in every language."""
    return (entry.label, *entry.labels.values())


def _is_stated(vocabulary: Vocabulary, stated: _Stated, bound: Bound) -> bool:
    if bound in stated.quoted or any(bound.number in numbers_in(label) for label in stated.labels):
        return True
    things = not bound.times and (not bound.unit or _is_thing(vocabulary, bound.unit))
    if things and any(abs(bound.number - count) <= 1 for count in stated.counts):
        return True  # "more than one" is "at least two": counts are compared where they stand.
    if any(_counts(vocabulary.quantities.get(threshold.quantity), bound) for threshold in stated.thresholds):
        return True
    return any(matches(vocabulary, threshold, limit, bound) for threshold, limit in stated.limits())


def _is_thing(vocabulary: Vocabulary, unit: str) -> bool:
    """Whether words that look like a unit are what is counted: "two full/half doses"."""
    return unit not in UNITS and unit not in vocabulary.quoted_units.keys.values()


def _counts(quantity: Quantity | None, bound: Bound) -> bool:
    """Whether a bound says which measurements count of a summary: how many, how far apart, how long ago."""
    summary = None if quantity is None else quantity.summary
    if summary is None:
        return False
    if bound.comparator == "<=":
        return summary.within == (bound.number, bound.unit)
    days = bound.number * {"day": 1, "week": 7}.get(bound.unit, 0)
    return bound.comparator == ">=" and (
        days == summary.apart > 0 or (bound.number == summary.occasions and not bound.unit)
    )


def matches(vocabulary: Vocabulary, threshold: Threshold, limit: Limit, bound: Bound) -> bool:
    """Whether a limit is a bound, or its opposite, in whatever unit."""
    if bound.comparator not in (limit.comparator, _OPPOSITE[limit.comparator], "="):
        return False
    if limit.times != bound.times:
        return False
    if limit.number == bound.number and bound.unit in ("", vocabulary.quoted_units.key(limit.unit or "")):
        return True
    return converted(vocabulary, threshold.quantity, limit.number, limit.unit or "", bound.unit) == bound.number


def _said_again(vocabulary: Vocabulary, stated: _Stated, quote: str) -> Iterator[Bound]:
    """The second numbers of limits that words give in two units: whether they agree is asked of the text."""
    for threshold, limit in stated.limits():
        for twin in twins(vocabulary, threshold.quantity, limit, quote):
            for comparator in ("=", limit.comparator, _OPPOSITE[limit.comparator]):
                yield Bound(comparator, twin.number, vocabulary.quoted_units.key(twin.unit))


def _finding(base: Base, vocabulary: Vocabulary, rule: Rule, quote: str, bound: Bound, stated: _Stated) -> Finding:
    """The number, under the threshold that says another one where there is one without words of its own."""
    place = quote_place(rule, quote, base.files.texts[rule.place.file or ""].split("\n"))
    for threshold, limit in stated.limits():
        own_words = any(reason.kind != "because" for reason in threshold.reasons)
        same = converted(vocabulary, threshold.quantity, limit.number, limit.unit or "", bound.unit)
        if not own_words and (same is not None or (bound.times is not None and bound.times == limit.times)):
            return Finding(
                "quote-mismatch",
                f"the quote says `{bound}`, the threshold `{threshold.name}` says `{show_limit(limit)}`",
                limit.place,
                help="write the number that the text says, or quote the words that state another one",
                related=(place,),
            )
    message = f"the quote says `{bound}`, which no threshold of the criterion states"
    return Finding("number-unstated", message, place, help="state it in a threshold, or quote the words without it")


def _in_second_unit(vocabulary: Vocabulary, again: Again, twin: Twin) -> bool:
    return vocabulary.unit(again.unit) == twin.unit


def _twins(base: Base, index: int, criterion: Criterion, stated: _Stated) -> Iterator[Finding]:
    """A limit that the text gives in two units, of which one is of another size."""
    vocabulary = base.known.vocabulary
    tree = base.trees[PROTOCOL]
    for threshold, limit in stated.limits():
        for twin in twins(vocabulary, threshold.quantity, limit, criterion.text):
            own_second = limit.again is not None and _in_second_unit(vocabulary, limit.again, twin)
            if own_second and limit.again is not None and limit.again.number != twin.number:
                yield Finding(
                    "quote-mismatch",
                    f"the text says `{twin.text}`, the threshold says `{show_limit(limit)}`",
                    tree.phrase(tree.node("criteria", index, "text"), twin.text),
                    help="write the second number as the text does",
                    related=(limit.again.place,),
                )
            elif not agree(vocabulary, threshold.quantity, limit, twin):
                size = converted(vocabulary, threshold.quantity, limit.number, limit.unit or "", twin.unit)
                own = with_unit(size, twin.unit) if size is not None else show_limit(limit)
                yield Finding(
                    "quote-mismatch",
                    f"the text says `{twin.text}`, the threshold says `{show_limit(limit)}`, which is {own}",
                    tree.phrase(tree.node("criteria", index, "text"), twin.text),
                    help="write both numbers of one size",
                    related=(limit.place,),
                )
