"""The test that a verdict turns on: one that by itself fails a criterion, or that leaves one open."""

from __future__ import annotations

from collections.abc import Sequence

from hn2301_asp.explanation.why.clash import clashing_criteria
from hn2301_asp.explanation.why.tree import AllOf, AnyOf, CriterionAccount, Leaf, LeafStatus, Node
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.report.patient.why import NOT_TOGETHER, alternatives, applying, inner
from hn2301_asp.report.patient.words import have, how_many, needed
from hn2301_asp.screener import Explained
from hn2301_asp.source.lists import listed


def leading(result: Explained, accounts: Sequence[CriterionAccount] | None = None) -> str | None:
    """The leading test with its value: of the first criterion that blocks, else of the first that is open.

    Beside a criterion that blocks stands a test that fails it by itself. Where several tests fail it
    only together they are told together, and so are criteria that cannot all be as they should be. ``accounts`` are
    those of the first criterion that blocks and of all that are open, where not all were worked out.
    """
    base, screening = result.base, result.screening
    if screening.verdict == "eligible":
        return None  # Where it is not known what applies, the verdict is the same all the same.
    told = [account for account in (result.accounts if accounts is None else accounts) if account.rules]
    clashing = clashing_criteria(result.protocol.space, screening)
    if clashing:
        tests = [_of_criterion(base, one, "missing") for one in told if one.id in clashing]
        return f"{listed(clashing)} together: {'; with '.join(filter(None, tests))}"
    blocking = [account for account in told if account.id in screening.blocking]
    # What applies is asked before what it asks for.
    told.sort(key=lambda account: account.scope is None or account.scope.status != "missing")
    for account in (blocking or told)[:1]:
        test = _of_criterion(base, account, "fails" if blocking else "missing")
        if test is not None and account.rules[0] is account.scope:
            test = applying(test)
        return None if test is None else f"{account.id}: {test}"
    return None


def _of_criterion(base: KnowledgeBase, account: CriterionAccount, status: LeafStatus) -> str | None:
    """The leading test of the first rule of a criterion that stands so."""
    rules = sorted(account.rules, key=lambda rule: rule.status != status)
    parts = alternatives(base, rules[0].because)[1]
    return _first(base, parts, status)


def _first(base: KnowledgeBase, parts: Sequence[Node], status: LeafStatus) -> str | None:
    """The first part that stands so by itself; alternatives that all do only where no single test does."""
    if not parts:
        return None
    found = sorted(
        parts,
        key=lambda part: (status_of(base, part) != status, isinstance(part, AnyOf), _is_of_a_choice(base, part)),
    )
    return _node(base, found[0], status)


def _is_of_a_choice(base: KnowledgeBase, node: Node) -> bool:
    """Whether a part is about a choice, such as the sex: a verdict turns on what was measured beside it."""
    return isinstance(node, Leaf) and node.fact in base.vocabulary.choices


def _node(base: KnowledgeBase, node: Node, status: LeafStatus) -> str | None:
    if isinstance(node, Leaf):
        return f"{have(base, node)}, {needed(node)}"
    if isinstance(node, (AllOf, AnyOf)):
        parts = inner(base, node)
        if isinstance(node, AllOf) and node.together:
            return f"{NOT_TOGETHER} {'; with '.join(filter(None, (_node(base, part, status) for part in parts)))}"
        return _first(base, parts, status)
    return how_many(base, node)[0]


def status_of(base: KnowledgeBase, node: Node) -> LeafStatus:
    """Whether a part of an explanation fails for sure by itself, or is open."""
    if isinstance(node, (AllOf, AnyOf)):
        if isinstance(node, AllOf) and node.together:
            return "fails"
        fails = [status_of(base, part) == "fails" for part in inner(base, node)]
        return "fails" if (all(fails) if isinstance(node, AnyOf) else any(fails)) else "missing"
    return node.status
