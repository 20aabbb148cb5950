"""What an amendment changes, in one line of the author's words."""

from __future__ import annotations

from collections.abc import Sequence

from hn2301_asp.comparison.differences import Difference
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import APPLIES, of_criterion
from hn2301_asp.knowledge.thresholds.model import HALF_LIFE, Threshold
from hn2301_asp.source.lists import counted

#: Changes that are named one by one; more are counted.
_NAMED = 2


def headline(name: str, items: Sequence[Difference], base: KnowledgeBase, amended: KnowledgeBase) -> str:
    """`A02 raises activity from ≥ 4 to ≥ 6 points`; that nothing changes is said too."""
    told = list(dict.fromkeys(_told(item, base, amended) for item in items))
    if not told:
        return f"{name} changes nothing that is asked of a patient"
    rest = len(told) - _NAMED
    more = f", and makes {counted(rest, 'more change')}" if rest > 0 else ""
    return f"{name} {' and '.join(told[:_NAMED])}{more}"


def _told(item: Difference, base: KnowledgeBase, amended: KnowledgeBase) -> str:
    if item.kind == "threshold":
        return _threshold(item, base, amended)
    come_or_gone = "adds" if item.there is None else "takes out" if item.here is None else None
    if item.kind == "criterion":
        return f"{come_or_gone or 'turns round'} {item.name}"
    if item.kind == "reading":
        version = item.here or item.there
        words = version.quotes[0] if version and version.quotes else item.name
        return f'reads "{words}" as {item.here.text}' if item.here else f"takes out the reading {item.name}"
    if item.kind == "formula":
        return f"changes the formula of {item.name}"
    if item.kind == "vocabulary":
        return f"changes {item.change if '→' in (item.change or '') else f'the vocabulary ({item.change})'}"
    predicate, name = of_criterion(item.name) or ("", item.name)
    if predicate == APPLIES:
        return f"{f'{come_or_gone} a rule that says' if come_or_gone else 'changes'} to whom {name} applies"
    return f"{come_or_gone} a rule for {name}" if come_or_gone else f"changes the rule of {name}"


def _threshold(item: Difference, base: KnowledgeBase, amended: KnowledgeBase) -> str:
    before: Threshold | None = item.value_there
    after: Threshold | None = item.value_here
    if before is None and after is not None:
        return f"adds {asked_of(amended, after)} {after.shown}"
    if after is None and before is not None:
        return f"takes out {asked_of(base, before)} {before.shown}"
    assert before is not None
    assert after is not None
    label = asked_of(amended, after)
    if before.quantity != after.quantity:
        there = asked_of(base, before)
        return f"asks for {label} {after.shown} instead of {there} {before.shown}"
    ends = [threshold.test.interval.limits for threshold in (before, after)]
    verb = "changes"
    if all(len(end) == 1 for end in ends) and before.limits[0].comparator == after.limits[0].comparator:
        verb = "raises" if ends[1][0] > ends[0][0] else "lowers"
    return f"{verb} {label} from {_without_unit(before, after)} to {after.shown}"


def asked_of(base: KnowledgeBase, threshold: Threshold) -> str:
    """What a threshold asks of; one over a family, whose bound is the same for every item, of all of them."""
    quantity = base.thresholds.quantities[threshold.quantity]
    gate = base.thresholds.gate_of(threshold.name)
    if gate is None or not gate.several or any((one.unit or "").startswith(HALF_LIFE) for one in threshold.limits):
        return quantity.label
    family = base.vocabulary.families[gate.family]
    return f"{family.attributes[quantity.name.rpartition('.')[2]].label} of {family.label}"


def _without_unit(before: Threshold, after: Threshold) -> str:
    """The limit before, without its unit where the one after has the same."""
    limits = before.limits, after.limits
    if all(len(own) == 1 and own[0].unit for own in limits) and limits[0][0].unit == limits[1][0].unit:
        return before.shown.removesuffix(limits[0][0].unit or "").rstrip()
    return before.shown
