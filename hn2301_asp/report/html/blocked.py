"""The criteria that block a patient or are open: the text with the words marked, and why."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from hn2301_asp.explanation.why.tree import BlockedRule, CriterionAccount, Leaf
from hn2301_asp.report.html.strips import Strip, strip
from hn2301_asp.report.patient.data import place_words
from hn2301_asp.report.patient.why import Why, applies_because, in_order, rule_title, whys
from hn2301_asp.screener import Explained
from hn2301_asp.source.quotes import locate


class Piece(Struct, frozen=True):
    """A piece of text; ``marks`` are the quotes (counted from 1) it belongs to, ``ends`` those ending here."""

    text: str
    marks: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


class RuleView(Struct, frozen=True):
    """A rule that does not hold, or may not."""

    name: str
    place: str
    is_open: bool
    because: tuple[Why, ...]


class CriterionView(Struct, frozen=True):
    """A criterion's text with the marked words of its rules, by their numbers, and the rules.

    ``applies`` says why it applies, where it does not apply to everybody.
    """

    id: str
    title: str
    is_open: bool
    applies: str
    text: tuple[Piece, ...]
    absent: tuple[str, ...]
    rules: tuple[RuleView, ...]


def criteria_views(result: Explained) -> tuple[CriterionView, ...]:
    """The criteria that need an account, those that block first."""
    return tuple(_criterion(result, entry, rules) for entry, rules in in_order(result))


def _criterion(result: Explained, entry: CriterionAccount, rules: Sequence[BlockedRule]) -> CriterionView:
    text, absent = marked(entry.text, [rule.quotes for rule in rules])
    return CriterionView(
        id=entry.id,
        title=entry.title,
        is_open=entry.id not in result.blocking,
        applies=applies_because(result.base, entry),
        text=text,
        absent=absent,
        rules=tuple(_rule(result, entry, rule) for rule in rules),
    )


def _rule(result: Explained, entry: CriterionAccount, rule: BlockedRule) -> RuleView:
    base, patient = result.base, result.screening.patient

    def drawn(leaf: Leaf) -> Strip | None:
        if leaf.threshold is None:
            return None
        return strip(base, patient, leaf.threshold, leaf.needs, leaf.needs_as_given)

    return RuleView(
        name=rule_title(entry, rule),
        place=place_words(result.protocol, rule.place),
        is_open=rule.status != "fails",
        because=whys(base, entry, rule, drawn),
    )


def marked(text: str, quotes: Sequence[Sequence[str]]) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """The text in pieces, and the quotes that do not stand in it. Each entry is one rule's quotes."""
    spans: list[tuple[int, int, int]] = []
    absent = []
    last: dict[int, int] = {}
    for number, group in enumerate(quotes, start=1):
        for quote in group:
            found = locate(quote, text)
            if found is None:
                absent.append(quote)
            for start, end in found or ():
                spans.append((start, end, number))
                last[number] = max(last.get(number, 0), end)
    cuts = sorted({0, len(text), *(start for start, _, _ in spans), *(end for _, end, _ in spans)})
    pieces = []
    for start, end in pairwise(cuts):
        marks = tuple(dict.fromkeys(n for a, b, n in spans if a <= start and end <= b))
        pieces.append(Piece(text[start:end], marks, tuple(n for n in marks if last[n] == end)))
    return tuple(pieces), tuple(absent)
