"""Rules that are the cases of one split: each asks for another range of one quantity.

Rules of one head are cases of a split where each asks for a range of one quantity and no range holds
another: `low_weight …` beside `high_weight …` is a split, the usual limit beside a wider one for some
patients is not. Rules for other sexes, or for those who have a fact and those who do not, are looked
at apart. Nothing is solved here.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from hn2301_asp.amendment.questions.literals import conditions
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.knowledge.thresholds.axis import Interval, Region


class Split(Struct, frozen=True):
    """The cases of one head by a quantity: for each rule the regions of the quantity's axis."""

    head: str
    quantity: str
    rules: tuple[Rule, ...]
    cases: tuple[frozenset[int], ...]
    thresholds: frozenset[str]


class Fault(Struct, frozen=True):
    """Values that belong to no case of a split, or to more than one."""

    split: Split
    kind: str
    interval: Interval
    regions: tuple[int, ...]


def splits(base: KnowledgeBase) -> Iterator[Split]:
    """Every split of a protocol."""
    by_head: dict[str, list[Rule]] = defaultdict(list)
    for rule in base.rules:
        if rule.head is not None:
            by_head[rule.head_text].append(rule)
    single = {head: rules[0] for head, rules in by_head.items() if len(rules) == 1}
    for head, rules in by_head.items():
        if len(rules) < 2:
            continue
        whole = [_expanded(rule, single) for rule in rules]
        for chosen in _alike(base, whole):
            yield from _splits(base, head, [rules[i] for i in chosen], [whole[i] for i in chosen])


def _expanded(rule: Rule, single: Mapping[str, Rule]) -> list[str]:
    """A rule's conditions, with those in place of a name that one rule alone defines."""
    found: list[str] = []
    waiting, seen = list(conditions(rule)), set[str]()
    while waiting:
        condition = waiting.pop(0)
        if condition in single and condition not in seen:
            seen.add(condition)
            waiting += conditions(single[condition])
        else:
            found.append(condition)
    return found


def _alike(base: KnowledgeBase, whole: Sequence[list[str]]) -> Iterator[list[int]]:
    """The rules, parted by the choices and facts that some of them ask for and others ask otherwise."""
    known = {*base.vocabulary.facts, *base.vocabulary.choices}
    asked = [{(name, c) for c in own if (name := c.removeprefix("not ").partition("(")[0]) in known} for own in whole]
    ways = Counter(name for name, _ in set().union(*asked))
    groups: dict[frozenset[str], list[int]] = defaultdict(list)
    for index, own in enumerate(asked):
        groups[frozenset(condition for name, condition in own if ways[name] > 1)].append(index)
    yield from (group for group in groups.values() if len(group) > 1)


def _splits(base: KnowledgeBase, head: str, rules: Sequence[Rule], whole: Sequence[list[str]]) -> Iterator[Split]:
    thresholds = base.thresholds.thresholds
    bare = [{c.removeprefix("not ") for c in own} & thresholds.keys() for own in whole]
    quantities = [{thresholds[name].quantity for name in names} for names in bare]
    for quantity in dict.fromkeys(q for own in quantities for q in sorted(own)):
        own = [i for i, has in enumerate(quantities) if quantity in has]
        names = frozenset(n for i in own for n in bare[i] if thresholds[n].quantity == quantity)
        cases = [_range(base, quantity, names, whole[i]) for i in own]
        apart = all(not one <= other for i, one in enumerate(cases) for j, other in enumerate(cases) if i != j)
        if len(own) > 1 and len(own) == len(rules) and apart and all(cases):
            yield Split(head, quantity, tuple(rules[i] for i in own), tuple(cases), names)


def _range(base: KnowledgeBase, quantity: str, names: frozenset[str], own: Sequence[str]) -> frozenset[int]:
    """The regions of the axis in which a rule's conditions on the quantity hold."""
    needed = {c for c in own if c in names}
    denied = {c.removeprefix("not ") for c in own if c.startswith("not ")} & names
    return frozenset(
        index
        for index, region in enumerate(base.thresholds.axes[quantity].regions)
        if needed <= region.holds and not denied & region.holds
    )


def faults(base: KnowledgeBase, split: Split) -> Iterator[Fault]:
    """Recordable values between the cases that belong to none, and those that belong to several."""
    axis = base.thresholds.axes[split.quantity].regions
    counts = [sum(index in case for case in split.cases) for index in range(len(axis))]
    numbered = [i for i, region in enumerate(axis) if region.interval is not None]
    inside = [i for i in numbered if counts[i]]
    between = [i for i in numbered if inside[0] <= i <= inside[-1] and axis[i].possible]
    faulty = {"gap": [i for i in between if counts[i] == 0], "overlap": [i for i in between if counts[i] > 1]}
    for kind, chosen in faulty.items():
        for run in _runs(chosen, [i for i in between if i not in chosen]):
            yield Fault(split, kind, _hull([axis[i] for i in run]), tuple(run))


def _runs(chosen: Sequence[int], others: Sequence[int]) -> Iterator[list[int]]:
    """The chosen regions, those together between which no other lies."""
    yield from (list(run) for _, run in groupby(chosen, key=lambda index: bisect(others, index)))


def _hull(regions: Sequence[Region]) -> Interval:
    first, last = regions[0].interval, regions[-1].interval
    assert first is not None
    assert last is not None
    return Interval(first.low, last.high, first.low_open, last.high_open)
