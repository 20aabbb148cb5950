"""Items of a family that no rule tells apart under some readings: put in each other's place they leave the circuit.

In agreement with the kinds by which lists are tried (``explanation/answers/alike.py``, which knows no readings):
whatever list is tried of one patient is tried of another one whose items are others of the same classes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from hn2301_asp.cohort.deciding.net import Net
from hn2301_asp.explanation.answers.lists import Lists
from hn2301_asp.explanation.answers.possibilities import telling
from hn2301_asp.explanation.why.index import CircuitIndex
from hn2301_asp.knowledge.vocabulary.model import Family
from hn2301_asp.solver.space import Space

#: Where an item stands: an atom (0: a constraint), a sign, and what stands beside it.
_Use = tuple[object, ...]


def classes(
    space: Space, index: CircuitIndex, family: Family, readings: Mapping[str, str], net: Net, roots: Sequence[int]
) -> dict[int, int]:
    """The class of each item's input, of those on which some literals or constraints depend."""
    atoms = {item: space.circuit.inputs[f"{family.name}({item})"] for item in family.items}
    own = frozenset(atoms.values())
    uses, alone = _uses(net, roots, own)
    alone |= _told_more(space, family, atoms)
    lists = () if alone >= own else telling(space, index, family, readings)
    found: dict[int, int] = {}
    first: dict[frozenset[_Use], list[str]] = {}
    for item, atom in atoms.items():
        heads = [] if atom in alone else first.setdefault(frozenset(uses[atom].items()), [])
        head = next((one for one in heads if _exchangeable(lists, one, item)), None)
        if head is None:
            heads.append(item)
            found[atom] = len(set(found.values()))
        else:
            found[atom] = found[atoms[head]]
    return found


def silent(lists: Sequence[Lists]) -> frozenset[str]:
    """The items that no list that is tried needs: without one it means the same, and is shorter."""
    groups = [frozenset(found.kindred) for found in lists]
    needed: set[int] = set()
    for group in groups:
        for kinds in group:
            for kind in kinds or ():
                fewer = list(kinds or ())
                fewer.remove(kind)
                if tuple(fewer) not in group:
                    needed.add(kind)
    return frozenset(item for item, kind in (lists[0].kinds.items() if lists else ()) if kind not in needed)


def _uses(net: Net, roots: Sequence[int], own: frozenset[int]) -> tuple[dict[int, Counter[_Use]], set[int]]:
    """Where each item stands, and the items that stand beside another one."""
    uses: dict[int, Counter[_Use]] = {atom: Counter() for atom in own}
    alone: set[int] = {abs(root) for root in roots} & own
    violated = only_violated(net, roots)
    for head in net.below(roots):
        name = 0 if head in violated else head
        for body in net.bodies[head]:
            items = [literal for literal in body if abs(literal) in own]
            if len(items) > 1:
                alone |= {abs(literal) for literal in items}
            for literal in items:
                rest = tuple(sorted(one for one in body if one != literal))
                uses[abs(literal)][name, literal > 0, rest] += 1
        for number, one in enumerate(net.sums[head]):
            for literal, points in one.points:
                if abs(literal) in own:
                    uses[abs(literal)][head, literal > 0, number, points] += 1
    return uses, alone


def only_violated(net: Net, roots: Iterable[int]) -> frozenset[int]:
    """The atoms that say that a constraint is violated, and that nothing else uses: each body is a constraint."""
    asked = [*roots]
    used = {abs(lit) for head in net.below(asked) for body in net.bodies[head] for lit in body}
    used |= {abs(lit) for head in net.below(asked) for one in net.sums[head] for lit, _ in one.points}
    wanted = Counter(abs(root) for root in asked)
    return frozenset(
        one
        for one in net.violated
        if one > 0 and one in net.bodies and not net.sums[one] and one not in used and wanted[one] == 1
    )


def _told_more(space: Space, family: Family, atoms: Mapping[str, int]) -> set[int]:
    """The items of which more is told than whether they are there: an amount, points, what a formula asks."""
    vocabulary = space.base.vocabulary
    named = {item for item in atoms for quantity in family.quantities() if quantity.of_item == (family.name, item)}
    for score in vocabulary.scores.values():
        if score.family == family.name and score.totals:
            named |= {*score.items}
    asked = {fact for tie in space.ties.values() for fact in tie.facts}
    return {atom for item, atom in atoms.items() if item in named or f"{family.name}({item})" in asked}


def _exchangeable(lists: Sequence[Lists], one: str, other: str) -> bool:
    """Whether two items may change their places in all lists that are tried of a family."""
    kinds = lists[0].kinds
    if kinds[one] == kinds[other]:
        return True
    number = Counter(kinds.values())
    if number[kinds[one]] > 1 or number[kinds[other]] > 1:
        return False
    instead = {kinds[one]: kinds[other], kinds[other]: kinds[one]}
    groups = {frozenset(found.kindred) for found in lists}
    return groups == {
        frozenset(
            None if kinds is None else tuple(sorted(instead.get(kind, kind) for kind in kinds)) for kinds in group
        )
        for group in groups
    }
