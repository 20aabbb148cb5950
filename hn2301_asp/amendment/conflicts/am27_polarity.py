"""AM27: a condition was turned into its contrary.

What it is: the amended rule is the rule that was, but for one `not` that was added or lost; or a threshold asks
for the other side of the same number; or an inclusion criterion became an exclusion criterion with the same rules.

Why it matters: it is the slip that is hardest to see and does the greatest harm: exactly those are let in who
should be kept out.

Example: "pressure_low, not treated" becomes "pressure_low, treated": only patients whose
pressure is low under treatment are let in.

How to mend: restore the condition. Where the contrary is meant, change the quoted text with it and accept the
finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.literals import turned
from hn2301_asp.amendment.questions.single_items import decides
from hn2301_asp.amendment.questions.telling import places_of
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.knowledge.model import Criterion
from hn2301_asp.knowledge.rules import Rule, of_criterion
from hn2301_asp.knowledge.thresholds.model import Threshold

CODE = "AM27"
TITLE = "turns a condition into its contrary"


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each condition that was turned round, where somebody's answer changes by it."""
    for item in _rules(case.items):
        contrary = turned(item.value_there, item.value_here)
        if contrary is not None:
            yield from _conflict(case, item, _named(item.name), *contrary)
    for item in case.items:
        if item.there is None or item.here is None:
            continue
        if item.kind == "threshold" and _contrary(item.value_there, item.value_here):
            yield from _conflict(case, item, item.name, item.there.text, item.here.text)
        if item.kind == "criterion":
            criterion: Criterion = item.value_there
            if criterion.kind != item.value_here.kind:
                yield from _conflict(case, item, item.name, criterion.kind, item.value_here.kind)


def _rules(items: tuple[Difference, ...]) -> Iterator[Difference]:
    """Every rule that is gone beside every one that came, of one head."""
    rules = [item for item in items if item.kind == "rule"]
    gone = [item for item in rules if item.value_there is not None]
    come = [item for item in rules if item.value_here is not None]
    for one, other in product(gone, come):
        before: Rule = one.value_there
        if before.head_text == other.value_here.head_text:
            yield Difference("rule", other.name, one.there, other.here, before, other.value_here)


def _named(head: str) -> str:
    """What a rule defines: a criterion, or to whom it applies, by its id."""
    criterion = of_criterion(head)
    return head if criterion is None else criterion[1]


def _contrary(before: Threshold, after: Threshold) -> bool:
    """Whether one asks for the other side of the same number."""
    one, other = before.test.interval, after.test.interval
    half = (one.low is None) != (one.high is None)
    return half and before.quantity == after.quantity and (one.low, one.high) == (other.high, other.low)


def _conflict(case: Case, item: Difference, where: str, before: str, after: str) -> Iterator[Conflict]:
    matters, witness = decides(case, [item])
    if not matters:
        return
    assert item.here is not None
    assert item.there is not None
    kept = item.here.quotes == item.there.quotes
    yield case.conflict(
        where,
        f"{where} asks for the contrary of what it asked for: `{after}` instead of `{before}`",
        f"restore `{before}`" if kept else f"restore `{before}`, or accept the finding where the contrary is meant",
        **places_of([item]),
        notes=[("text", f'"{quote}"' + (", as before" if kept else "")) for quote in item.here.quotes[:1]],
        witness=witness,
    )
