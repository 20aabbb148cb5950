"""Why a rule blocks or is open, as parts that every format shows: what the patient has, and what is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from hn2301_asp.explanation.why.tree import AllOf, AnyOf, BlockedRule, CriterionAccount, HowMany, Leaf, Node
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.report.patient.parts import alternatives, group_words, inner
from hn2301_asp.report.patient.words import have, how_many, needed
from hn2301_asp.screener import Explained


class Why(Struct, frozen=True):
    """One part of an explanation: what the patient has, what is needed; or a heading over parts.

    ``joint`` is the word that joins it to the part above; ``strip`` is a drawing, where a format has one.
    """

    joint: str
    has: str
    needs: str = ""
    tone: str = ""
    fact: str = ""
    strip: Any = None
    details: tuple[str, ...] = ()
    parts: tuple[Why, ...] = ()


class Whys(Struct, frozen=True):
    """Makes the parts; ``drawn`` gives a leaf's drawing."""

    base: KnowledgeBase
    drawn: Callable[[Leaf], Any] = lambda _: None

    def of(self, rule: BlockedRule) -> tuple[Why, ...]:
        """The parts of a rule's explanation."""
        joint, parts = alternatives(self.base, rule.because)
        return self._joined(parts, joint)

    def _joined(self, parts: Sequence[Node], joint: str) -> tuple[Why, ...]:
        return tuple(self._why(part, joint if at else "") for at, part in enumerate(parts))

    def _why(self, node: Node, joint: str) -> Why:
        if isinstance(node, (AllOf, AnyOf)):
            parts = inner(self.base, node)
            if len(parts) == 1:
                return self._why(parts[0], joint)
            heading, word = group_words(node)
            return Why(joint, heading, parts=self._joined(parts, word))
        tone = "bad" if node.status == "fails" else "open"
        if isinstance(node, HowMany):
            first, *others = how_many(self.base, node)
            return Why(joint, first, tone=tone, fact=node.fact, details=tuple(others))
        return Why(joint, have(self.base, node), needed(node), tone, node.fact, self.drawn(node))


def in_order(result: Explained) -> Iterator[tuple[CriterionAccount, list[BlockedRule]]]:
    """The criteria that need an account, those that block first; of these the rules that fail before those open."""
    blocking = result.screening.blocking
    for entry in sorted((e for e in result.accounts if e.rules), key=lambda e: e.id not in blocking):
        yield entry, sorted(entry.rules, key=lambda rule: entry.id in blocking and rule.status != "fails")


def rule_title(entry: CriterionAccount, rule: BlockedRule) -> str:
    """A rule's name as people say it; a criterion's own where the rule has none."""
    return entry.title if "(" in rule.name else rule.name.replace("_", " ")
