"""What single items of an amendment do: the amendment beside itself with these items as they were.

Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from hn2301_asp.amendment.case import Case
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.comparison.inputs import NOT_CONFIRMED, Undecidable
from hn2301_asp.comparison.joining import join
from hn2301_asp.comparison.mixing import put_back
from hn2301_asp.comparison.model import Witness
from hn2301_asp.comparison.renaming import key
from hn2301_asp.comparison.search import Found, Search
from hn2301_asp.comparison.typical import typical_patient
from hn2301_asp.comparison.witness import candidates, screened
from hn2301_asp.comparison.witnessing import shown
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.screening import Screening, lets_pass


def decides(case: Case, items: Sequence[Difference]) -> tuple[bool, Witness | None]:
    """Whether some items of an amendment change a criterion's answer for anybody, and for whom.

    Where they are all that changed, the comparison has said so already. Raises Undecidable.
    """
    if all(any(_same(item, other) for other in items) and item.kind != "vocabulary" for item in case.items):
        changes = [case.comparison.overall, *case.comparison.criteria.values()]
        sides = [side for change in changes for side in (change.loses, change.gains)]
        witness = next((side.witness for side in sides if side.witness is not None), None)
        undecided = next((side.undecided for side in sides if side.undecided is not None), None)
        if witness is None and undecided is not None:
            raise Undecidable(undecided)
        return witness is not None, witness
    known = _in_the_comparison(case, items)
    if known is not None:
        return True, known
    return _beside(case, put_back(case.protocol.knowledge_base, items))


def _same(one: Difference, other: Difference) -> bool:
    return one.value_there is other.value_there and one.value_here is other.value_here


def _in_the_comparison(case: Case, items: Sequence[Difference]) -> Witness | None:
    """Somebody whom a changed formula alone shuts out or lets in, found without a further version.

    Asked only where everything else that changed is a limit on something else: he passes all these
    limits, as they are and as they were.
    """
    others = [item for item in case.items if not any(_same(item, one) for one in items)]
    sides, inputs = case.comparer.joined.sides, case.comparer.joined.circuit.inputs
    limits = case.protocol.knowledge_base.thresholds.thresholds
    formulas = {item.value_here.quantity for item in items if item.kind == "formula"}
    if len(formulas) != len(items) or any(
        i.kind != "threshold" or i.there is None or i.here is None or i.value_here.quantity in formulas for i in others
    ):
        return None

    def atom(name: str, side: int) -> int:
        return inputs[sides[side].names[key("predicate", name)]]

    held = [atom(item.name, side) for item in others for side in (0, 1)]
    was, now = sides[0].eligible, sides[1].eligible
    earlier = case.before.knowledge_base.thresholds.thresholds
    for name in (name for name, limit in limits.items() if limit.quantity in formulas and name in earlier):
        for sign in (1, -1):
            question = [sign * was, -sign * now, sign * atom(name, 0), -sign * atom(name, 1), *held]
            found = case.search.find(question, nearest=True)
            if found is not None:
                return case.comparer.witness(0, 1, found, partial(_eligible_then, sign > 0))
    return None


def _eligible_then(then: bool, before: Screening, after: Screening) -> bool:
    """Whether somebody was eligible in the version before only, or is now only."""
    return (before.verdict == "eligible", after.verdict == "eligible") == (then, not then)


def _beside(case: Case, earlier: KnowledgeBase) -> tuple[bool, Witness | None]:
    after = case.protocol.knowledge_base
    joined = join([earlier, after])
    before, now = joined.sides
    search = Search(joined, typical_patient(after))
    pairs = {None: (before.eligible, now.eligible)} | {n: (atom, now.passes[n]) for n, atom in before.passes.items()}
    for name, (one, other) in pairs.items():
        for has, lacks in ((one, other), (other, one)):
            found = None if has == lacks else search.find([has, -lacks], nearest=True)
            if found is not None:
                return True, _witness(case, search, found, name, has == other)
    return False, None


def _witness(case: Case, search: Search, found: Found, criterion: str | None, passes: bool) -> Witness:
    """Somebody found, screened under both versions; raises Undecidable where the amendment's does not confirm it."""
    for candidate in candidates(search, found):
        before, after = screened([case.before, case.protocol], candidate.record)
        if before is not None and after is not None and _passes(case, criterion, after) == passes:
            return shown(candidate, before, after)
    raise Undecidable(NOT_CONFIRMED)


def _passes(case: Case, criterion: str | None, screening: Screening) -> bool:
    """Whether somebody is eligible under the amendment, or passes one of its criteria."""
    if criterion is None:
        return screening.verdict == "eligible"
    kinds = {one.id: one.kind for one in case.criteria}
    return criterion not in kinds or lets_pass(kinds[criterion], screening.statuses.get(criterion, ""))
