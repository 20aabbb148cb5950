"""The criteria that block a patient or are open: the text with the words marked, and why."""

from __future__ import annotations

from msgspec import Struct

from hn2301_asp.explanation.why.tree import BlockedRule, CriterionAccount, Leaf
from hn2301_asp.report.html.marks import Piece, marked
from hn2301_asp.report.html.strips import Strip, strip
from hn2301_asp.report.patient.data import shown_place
from hn2301_asp.report.patient.why import Why, Whys, rule_title
from hn2301_asp.screener import Explained


class RuleView(Struct, frozen=True):
    """A rule that does not hold, or may not; ``number`` is that of its marks in the text."""

    number: int
    name: str
    place: str
    is_open: bool
    because: tuple[Why, ...]


class CriterionView(Struct, frozen=True):
    """A criterion's text with the marked words of its rules, and the rules."""

    id: str
    title: str
    second: str | None
    is_open: bool
    text: tuple[Piece, ...]
    absent: tuple[str, ...]
    rules: tuple[RuleView, ...]


def criteria_views(result: Explained, second: str | None) -> tuple[CriterionView, ...]:
    """The criteria that need an account, those that block first."""
    blocking = result.screening.blocking
    told = sorted((e for e in result.accounts if e.rules), key=lambda e: e.id not in blocking)
    return tuple(_criterion(result, entry, entry.id in blocking, second) for entry in told)


def _criterion(result: Explained, entry: CriterionAccount, blocks: bool, second: str | None) -> CriterionView:
    rules = sorted(entry.rules, key=lambda rule: blocks and rule.status != "fails")
    text, absent = marked(entry.text, [rule.quotes for rule in rules])
    criterion = next(c for c in result.protocol.knowledge_base.criteria if c.id == entry.id)
    return CriterionView(
        id=entry.id,
        title=entry.title,
        second=criterion.labels.get(second) if second else None,
        is_open=not blocks,
        text=text,
        absent=absent,
        rules=tuple(_rule(result, entry, rule, at, second) for at, rule in enumerate(rules, start=1)),
    )


def _rule(result: Explained, entry: CriterionAccount, rule: BlockedRule, number: int, second: str | None) -> RuleView:
    base, patient = result.protocol.knowledge_base, result.screening.patient

    def drawn(leaf: Leaf) -> Strip | None:
        if leaf.threshold is None:
            return None
        return strip(base, patient, leaf.threshold, leaf.needs, leaf.needs_as_given)

    shown = shown_place(result.protocol, rule.place)
    return RuleView(
        number=number,
        name=rule_title(entry, rule),
        place=f"{shown.file}:{shown.line}",
        is_open=rule.status != "fails",
        because=Whys(base, lambda fact: second_label(result, fact, second), drawn).of(rule),
    )


def second_label(result: Explained, fact: str, second: str | None) -> str | None:
    """The fact's label in the second language, where it has one of its own."""
    if second is None:
        return None
    vocabulary = result.protocol.knowledge_base.vocabulary
    found = vocabulary.label(fact, second)
    return None if found == vocabulary.label(fact) else found
