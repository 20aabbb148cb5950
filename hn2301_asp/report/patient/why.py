"""Why a rule blocks or is open, as parts that every format shows: what the patient has, and what is needed.

Nothing is said twice, and nothing stands there that decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.explanation.why.tree import (
    AllOf,
    AnyOf,
    BlockedRule,
    CriterionAccount,
    HowMany,
    Leaf,
    LeafStatus,
    Node,
)
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.model import Threshold
from hn2301_asp.report.patient.words import have, how_many, needed
from hn2301_asp.screener import Explained

#: What stands above parts of which each may be so.
NOT_TOGETHER = "each may be, but not all together:"


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


#: Gives a leaf's drawing, or None.
Drawn = Callable[[Leaf], Any]


def whys(
    base: KnowledgeBase, entry: CriterionAccount, rule: BlockedRule, drawn: Drawn = lambda _: None
) -> tuple[Why, ...]:
    """The parts of the explanation of a criterion's rule."""
    joint, parts = alternatives(base, rule.because)
    found = _joined(base, parts, joint, drawn)
    return tuple(map(_of_scope, found)) if rule is entry.scope else found


def _of_scope(why: Why) -> Why:
    """A part that says to whom a criterion applies: of nobody it is needed to be so."""
    return replace(why, needs=applying(why.needs), parts=tuple(map(_of_scope, why.parts)))


def applying(needs: str) -> str:
    """What is needed for a criterion to apply, as what it applies by."""
    return needs.replace("needed: ", "applies if: ", 1)


def _joined(base: KnowledgeBase, parts: Sequence[Node], joint: str, drawn: Drawn) -> tuple[Why, ...]:
    return tuple(_why(base, part, joint if at else "", drawn) for at, part in enumerate(parts))


def _why(base: KnowledgeBase, node: Node, joint: str, drawn: Drawn) -> Why:
    if isinstance(node, (AllOf, AnyOf)):
        parts = inner(base, node)
        if len(parts) == 1:
            return _why(base, parts[0], joint, drawn)
        heading, word = ("one of:", "or") if isinstance(node, AnyOf) else ("all of:", "and")
        if isinstance(node, AllOf) and node.together:
            heading, word = NOT_TOGETHER, ""
        return Why(joint, heading, parts=_joined(base, parts, word, drawn))
    tone = "bad" if node.status == "fails" else "open"
    if isinstance(node, HowMany):
        first, *others = how_many(base, node)
        return Why(joint, first, tone=tone, fact=node.fact, details=tuple(others))
    return Why(joint, have(base, node), needed(node), tone, node.fact, drawn(node))


def alternatives(base: KnowledgeBase, because: AnyOf) -> tuple[str, list[Node]]:
    """The parts of a rule's explanation and the word that joins them: "and", or "or"."""
    parts: list[Node] = [p.parts[0] if isinstance(p, AllOf) and len(p.parts) == 1 else p for p in because.parts]
    if len(parts) == 1 and isinstance(parts[0], AllOf) and not parts[0].together:
        return "and", merged(base, parts[0].parts)
    return "or", weakest(base, parts)


def inner(base: KnowledgeBase, node: AllOf | AnyOf) -> list[Node]:
    """The parts of a node inside an explanation."""
    if isinstance(node, AnyOf):
        return weakest(base, node.parts)
    return list(node.parts) if node.together else merged(base, node.parts)


def merged(base: KnowledgeBase, parts: Sequence[Node]) -> list[Node]:
    """Parts that are all needed; limits on one value from both sides become one part."""
    found: list[Node] = []
    for part in parts:
        before = found[-1] if found else None
        if isinstance(part, Leaf) and isinstance(before, Leaf) and have(base, part) == have(base, before):
            status: LeafStatus = "fails" if "fails" in (before.status, part.status) else "missing"
            found[-1] = replace(before, needs=f"{before.needs} and {part.needs}", needs_as_given=None, status=status)
        else:
            found.append(part)
    return found


def weakest(base: KnowledgeBase, parts: Sequence[Node]) -> list[Node]:
    """Alternatives without those that ask more of a value than another one does."""
    thresholds = base.thresholds.thresholds
    asked = {
        number: thresholds[part.threshold]
        for number, part in enumerate(parts)
        if isinstance(part, Leaf) and part.threshold is not None and part.needs == thresholds[part.threshold].shown
    }
    more = {n for n, one in asked.items() if any(_asks_more(one, other) for other in asked.values())}
    return _one_choice(base, [part for number, part in enumerate(parts) if number not in more])


def _one_choice(base: KnowledgeBase, parts: Sequence[Node]) -> list[Node]:
    """Alternatives in which several values of one choice that would do are one part."""
    found: list[Node] = []
    for part in parts:
        before = found[-1] if found else None
        if isinstance(part, Leaf) and isinstance(before, Leaf) and _are_of_one_choice(base, before, part):
            found[-1] = replace(before, needs=f"{before.needs} or {part.needs}")
        else:
            found.append(part)
    return found


def _are_of_one_choice(base: KnowledgeBase, one: Leaf, other: Leaf) -> bool:
    return one.fact in base.vocabulary.choices and (one.fact, one.status) == (other.fact, other.status)


def _asks_more(one: Threshold, other: Threshold) -> bool:
    """Whether one of two limits lets pass fewer values of the same quantity."""
    narrow, wide = one.test.interval, other.test.interval
    return one.quantity == other.quantity and narrow.intersect(wide) == narrow != wide


def in_order(result: Explained) -> Iterator[tuple[CriterionAccount, list[BlockedRule]]]:
    """The criteria that need an account, those that block first; of these the rules that fail before those open."""
    blocking = result.screening.blocking
    for entry in sorted((e for e in result.accounts if e.rules), key=lambda e: e.id not in blocking):
        yield entry, sorted(entry.rules, key=lambda rule: entry.id in blocking and rule.status != "fails")


def rule_title(entry: CriterionAccount, rule: BlockedRule) -> str:
    """A rule's name as people say it; a criterion's own where the rule has none."""
    if rule is entry.scope:
        return f"{entry.title}: whether it applies"
    return entry.title if "(" in rule.name else rule.name.replace("_", " ")


def scope_words(base: KnowledgeBase, entry: CriterionAccount) -> str:
    """What the patient has of that on which it rests whether a criterion applies; nothing of one that always does."""
    told = (have(base, part) if isinstance(part, Leaf) else how_many(base, part)[0] for part in entry.facts_of_scope())
    return "; ".join(dict.fromkeys(told))


def applies_because(base: KnowledgeBase, entry: CriterionAccount) -> str:
    """Why a criterion applies that does not apply to everybody, where it does."""
    known = entry.scope is not None and entry.scope.status == "fails" and entry.status != "not_applicable"
    return f"applies: {scope_words(base, entry)}" if known else ""


def not_applicable(result: Explained) -> dict[str, list[str]]:
    """The criteria that do not apply to the patient, by why they do not."""
    found: dict[str, list[str]] = {}
    for entry in result.accounts:
        if entry.status == "not_applicable":
            found.setdefault(scope_words(result.base, entry), []).append(entry.id)
    return found
