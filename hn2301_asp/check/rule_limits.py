"""Limits that a rule asks for under words that say another number of the same.

What a threshold says itself is compared with its own quotes in ``quoted_bounds``; here the words above a rule speak of
one threshold, and the rule asks for another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from hn2301_asp.check.base import Base
from hn2301_asp.check.quoting import quote_place
from hn2301_asp.check.rule_numbers import matches
from hn2301_asp.check.terms import Atom, Statement
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.knowledge.thresholds.model import Threshold, show_limit
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.quotes import Bound, bounds_in, places_in


def rule_limit_findings(base: Base) -> Iterator[Finding]:
    """Thresholds in rules whose quote states another number of the same quantity, and theirs nowhere."""
    if not base.sound:
        return
    for file in base.claimed:
        statements = {(one.place.line, one.place.column): one for one in base.statements.get(file, ())}
        under: dict[tuple[str, ...], list[tuple[Rule, Statement]]] = {}
        for rule in base.rules.get(file, ()):
            statement = statements.get((rule.place.line, rule.place.column))
            if rule.quotes and statement is not None:
                under.setdefault(rule.quotes, []).append((rule, statement))
        for quotes, rules in under.items():
            yield from _under(base, quotes, rules)


def _under(base: Base, quotes: Sequence[str], rules: Sequence[tuple[Rule, Statement]]) -> Iterator[Finding]:
    """Of the rules under the same words; what one of them asks for is not missing in another."""
    units = base.known.vocabulary.quoted_units
    quoted = [(bound, q[start:end], q) for q in quotes for bound, start, end in places_in(q, units)]
    if not quoted:
        return
    below = _below(base, [statement for _, statement in rules])
    unsaid = [said for said in quoted if not any(_says(base, one, said[0]) for one in below)]
    for rule, atom in ((rule, atom) for rule, statement in rules for atom in statement.body if unsaid):
        for own in base.known.thresholds.of(atom.name)[:1]:
            if any(limit.grade for limit in own.limits) or any(_says(base, own, bound) for bound, _, _ in quoted):
                continue
            about = (said for said in unsaid if _about(base, own, said[0])) if _agrees(base, own) else ()
            yield from (_finding(base, rule, atom, own, words, quote) for _, words, quote in islice(about, 1))


def _below(base: Base, statements: Iterable[Statement]) -> list[Threshold]:
    """The thresholds that rules ask for, by themselves or through what other rules define."""
    waiting = [atom.signature for statement in statements for atom in statement.body]
    seen = set(waiting)
    while waiting:
        for asked in base.asked_by.get(waiting.pop(), frozenset()) - seen:
            seen.add(asked)
            waiting.append(asked)
    return [threshold for name, _ in sorted(seen) for threshold in base.known.thresholds.of(name)[:1]]


def _says(base: Base, threshold: Threshold, bound: Bound) -> bool:
    return any(matches(base.known.vocabulary, threshold, limit, bound) for limit in threshold.limits)


def _agrees(base: Base, own: Threshold) -> bool:
    """Whether a threshold says what its own quotes say, where it has any: that it does not is told of it itself."""
    units = base.known.vocabulary.quoted_units
    quotes = [reason.text for reason in own.reasons if reason.kind != "because"]
    return not quotes or any(_says(base, own, bound) for quote in quotes for bound in bounds_in(quote, units))


def _about(base: Base, own: Threshold, bound: Bound) -> bool:
    """Whether a bound is about what a threshold is on: another one on it says so, or its own quote holds both."""
    units = base.known.vocabulary.quoted_units
    every = base.known.thresholds.thresholds.values()
    if any(other.quantity == own.quantity and _says(base, other, bound) for other in every):
        return True
    same_unit = any(units.key(limit.unit or "") == bound.unit and limit.times == bound.times for limit in own.limits)
    quotes = [reason.text for reason in own.reasons if reason.kind != "because"]
    return same_unit and any(bound in bounds_in(quote, units) for quote in quotes)


def _finding(base: Base, rule: Rule, atom: Atom, own: Threshold, words: str, quote: str) -> Finding:
    lines = base.files.texts[rule.place.file or ""].split("\n")
    says = " and ".join(show_limit(limit) for limit in own.limits)
    return Finding(
        "quote-mismatch",
        f"the quote above the rule says `{words}`, and `{atom.name}` says `{says}`",
        atom.place,
        help="ask for the threshold that the words state, or quote the words that state this one",
        related=(quote_place(rule, quote, lines), Place(own.place.file, own.place.line)),
    )
