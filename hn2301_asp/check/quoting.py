"""Quotes: every threshold and rule stands under words of its criterion.

What a criterion says and no quote holds is reported too: a clause that nobody encoded. Whether
the numbers agree is asked in ``quoted_bounds``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hn2301_asp.check.base import PROTOCOL, Base
from hn2301_asp.check.quoted_bounds import count_mismatches, threshold_mismatches
from hn2301_asp.knowledge.model import Criterion
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.quotes import agreement, locate, longest_match, uncovered

Span = tuple[int, int]


def quote_findings(base: Base) -> Iterator[Finding]:
    """What is wrong with quotes, and what no quote covers."""
    if not base.criteria:
        return
    units = base.quoted_units
    covered: dict[str, list[Span]] = {criterion.id: [] for criterion in base.criteria}
    for file, threshold in base.thresholds():
        if base.stray(file.file):
            continue
        yield from _threshold(base, base.claimed.get(file.file), threshold, covered)
    for file_name, rules in base.rules.items():
        if base.stray(file_name):
            continue
        yield from _twice(rules)
        criterion = base.claimed.get(file_name)
        counts = {(s.place.line, s.place.column): s.counts for s in base.statements.get(file_name, ())}
        lines = base.files.texts[file_name].split("\n")
        for rule in rules:
            quotes = [(quote, quote_place(rule, quote, lines)) for quote in rule.quotes]
            yield from _rule(base, criterion, rule, quotes, covered)
            if criterion:
                yield from count_mismatches(counts.get((rule.place.line, rule.place.column), ()), quotes, units)
    for index, criterion in enumerate(base.criteria):
        yield from _not_encoded(base, index, criterion, covered[criterion.id])
        if criterion.id in base.readable:
            yield from _uncovered(base, index, criterion, covered[criterion.id])


def _threshold(
    base: Base, criterion: Criterion | None, threshold: ThresholdSyntax, covered: dict[str, list[Span]]
) -> Iterator[Finding]:
    quotes = [reason for reason in threshold.reasons if reason.kind != "because"]
    for reason in quotes:
        yield from _located(base, criterion, reason.text, reason.place, covered)
    if base.knowledge_base is None and any(limit.grade for limit in threshold.limits):
        return  # Which grades there are is not known where the vocabulary cannot be read.
    if criterion and (threshold.place.file, threshold.limits[0].place.line) not in base.faulty:
        yield from threshold_mismatches(
            threshold,
            [reason for reason in quotes if locate(reason.text, criterion.text)],
            base.quoted_units,
            base.grades(threshold),
        )


def _located(
    base: Base, criterion: Criterion | None, quote: str, place: Place, covered: dict[str, list[Span]]
) -> Iterator[Finding]:
    """Whether a quote stands in the text of its criterion; the spans that it covers are kept."""
    if criterion is None:
        yield Finding(
            "quote-without-text",
            "only a criterion has a text to quote",
            place,
            help="write `because` and the reason, with its source",
        )
        return
    spans = locate(quote, criterion.text)
    if spans:
        covered[criterion.id] += spans
        return
    others = [other.id for other in base.criteria if other is not criterion and locate(quote, other.text)]
    advice = f"it stands in the text of {others[0]}" if others else agreement(quote, criterion.text)
    if not others and (agreed := longest_match(quote, criterion.text)):
        following = _following(criterion.text, agreed)
        advice += f', and goes on "{following}"' if following else ", and ends there"
    message = f"these words do not stand in the text of {criterion.id}"
    yield Finding("quote-not-in-text", message, place, help=advice, related=_agreeing(base, criterion, quote))


def _agreeing(base: Base, criterion: Criterion, quote: str) -> tuple[Place, ...]:
    """Where the protocol's text begins as the quote does; nothing of a single word, which may stand anywhere."""
    agreed, tree = longest_match(quote, criterion.text), base.trees.get(PROTOCOL)
    if len(agreed.split()) < 2 or "…" in agreed or tree is None:
        return ()
    return (tree.phrase(tree.node("criteria", base.criteria.index(criterion), "text"), agreed),)


def _following(text: str, agreed: str, words: int = 4) -> str:
    spans = locate(agreed, text)
    rest = text[spans[-1][1] :].split() if spans else []
    return " ".join(rest[:words]) + (" …" if len(rest) > words else "")


def _rule(
    base: Base,
    criterion: Criterion | None,
    rule: Rule,
    quotes: Sequence[tuple[str, Place]],
    covered: dict[str, list[Span]],
) -> Iterator[Finding]:
    for quote, place in quotes:
        if quote:
            yield from _located(base, criterion, quote, place, covered)
        else:
            yield Finding(
                "empty-quote",
                "the quote above the rule is empty",
                place,
                help="quote the text, or write `because` and why",
            )
    if not rule.because and not (criterion and rule.quotes):
        wanted = "the words that it encodes" if criterion else "why it holds"
        above = '%! "…"' if criterion else "%! because …"
        yield Finding(
            "rule-without-quote",
            f"the rule does not say {wanted}",
            rule.place,
            help=f"write `{above}` in the line above it" + (", or `%! because …`" if criterion else ""),
        )
    if rule.place.file == "guardrails.lp" and rule.because and "owner:" not in " ".join(rule.because):
        yield Finding(
            "guardrail-without-owner",
            "the guard-rail does not say who owns it",
            rule.place,
            "warning",
            help="end its reason with `; owner: …`",
        )


def _twice(rules: Sequence[Rule]) -> Iterator[Finding]:
    first: dict[str, Rule] = {}
    for rule in rules:
        before = first.setdefault(rule.source, rule)
        if before is not rule:
            yield Finding(
                "duplicate-rule",
                "the rule stands twice",
                rule.place,
                "warning",
                help="keep it where the words that it encodes stand",
                related=(before.place,),
            )


def quote_place(rule: Rule, quote: str, lines: Sequence[str]) -> Place:
    """The nearest doc comment above a rule that holds the quote."""
    for number in range((rule.place.line or 1) - 1, 0, -1):
        line = lines[number - 1]
        flat = f'"{quote}"'
        if line.strip().startswith("%!") and flat in " ".join(line.split()):
            start = line.find(flat)
            column, end = (start + 1, start + len(flat) + 1) if start >= 0 else (1, len(line) + 1)
            return Place(rule.place.file, number, column, end, line)
    return rule.place


def _not_encoded(base: Base, index: int, criterion: Criterion, covered: list[Span]) -> Iterator[Finding]:
    for number, (phrase, _) in enumerate(criterion.not_encoded):
        spans = locate(phrase, criterion.text)
        if spans:
            covered += spans
            continue
        yield Finding(
            "phrase-not-in-text",
            f"“{phrase}” does not stand in the text of {criterion.id}",
            base.place(PROTOCOL, "criteria", index, "not_encoded", number, "phrase"),
            help=agreement(phrase, criterion.text),
        )


def _uncovered(base: Base, index: int, criterion: Criterion, covered: Iterable[Span]) -> Iterator[Finding]:
    tree = base.trees[PROTOCOL]
    node = tree.node("criteria", index, "text")
    spans = sorted(covered)
    at = 0
    for phrase in uncovered(criterion.text, spans):
        at = _open_place(criterion.text, phrase, spans, at)
        yield Finding(
            "not-covered",
            f'nothing encodes "{phrase}" of {criterion.id}',
            tree.phrase(node, phrase, criterion.text.count(phrase, 0, at)),
            "warning",
            help="quote it above a rule or beside a threshold, or list it under `not_encoded` with the reason",
        )


def _open_place(text: str, phrase: str, spans: Sequence[Span], at: int) -> int:
    """Where the phrase stands in the text outside all spans, at or behind a place."""
    found = text.find(phrase, at)
    while found >= 0 and any(start < found + len(phrase) and found < end for start, end in spans):
        found = text.find(phrase, found + 1)
    return found if found >= 0 else max(text.find(phrase), 0)
