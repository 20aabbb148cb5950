"""The parts of an explanation, in the form that people read: nothing said twice, nothing idle."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from hn2301_asp.explanation.why.tree import AllOf, AnyOf, Leaf, LeafStatus, Node
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.report.patient.words import have


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


def group_words(node: AllOf | AnyOf) -> tuple[str, str]:
    """What stands above a node's parts, and the word that joins them."""
    if isinstance(node, AnyOf):
        return "one of:", "or"
    return ("each may be, but not all together:", "") if node.together else ("all of:", "and")


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
        number: thresholds[part.threshold].test.interval
        for number, part in enumerate(parts)
        if isinstance(part, Leaf) and part.threshold is not None and part.needs == thresholds[part.threshold].shown
    }
    found = []
    for number, part in enumerate(parts):
        quantity = thresholds[part.threshold].quantity if isinstance(part, Leaf) and part.threshold else None
        weaker = (
            other
            for other, interval in asked.items()
            if number in asked
            and other != number
            and thresholds[getattr(parts[other], "threshold", "")].quantity == quantity
            and asked[number].intersect(interval) == asked[number] != interval
        )
        if next(weaker, None) is None:
            found.append(part)
    return found
