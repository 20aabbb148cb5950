"""Which rules the scenarios exercise: each should once decide for its head, and once not.

A rule *admits* where some instance's body holds for certain, and *blocks* where an instance's head
is false for certain although the readings and tables in its body hold. Instances that only depend
on readings and tables are the same for every patient and ask for nothing; rules of a criterion show nothing
of whom it does not apply to. Knows no threshold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_

from msgspec import Struct

from hn2301_asp.knowledge.files import stem_of
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import APPLIES, Rule
from hn2301_asp.scenarios.model import Gap
from hn2301_asp.scenarios.side_by_side import SideBySide
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening
from hn2301_asp.solver.assumptions import settled


class _Instance(Struct, frozen=True):
    """A ground instance of a rule: the literal that says it is exercised, and what must be given."""

    literal: int
    given: tuple[int, ...] = ()


def rule_gaps(protocol: Screener, screenings: Iterable[Screening]) -> Iterator[Gap]:
    """Every rule that no screening makes true, or false, in the order of the rules."""
    rules = [rule for rule in protocol.knowledge_base.rules if rule.head is not None]
    instances = _instances(protocol)
    waiting = {(rule.number, side): cases for rule in rules for side, cases in instances.get(rule.number, {}).items()}
    alike: dict[tuple[str, ...], list[Screening]] = {}
    for screening in screenings:
        alike.setdefault(screening.out_of_scope, []).append(screening)
    criteria = _criteria(protocol.knowledge_base, rules)
    for outside, people in alike.items():
        asked = {case: cases for case, cases in waiting.items() if criteria.get(case[0]) not in outside}
        shown = _plainly_exercised(protocol, people, asked)
        for screening in people:
            left = {case: cases for case, cases in asked.items() if case not in shown}
            if not left:
                break
            shown += _exercised(protocol, screening, left)
        waiting = {case: cases for case, cases in waiting.items() if case not in shown}
    grounded = set(protocol.space.circuit.steps.values())
    for rule in rules:
        if rule.number not in grounded:
            yield _gap(rule, "admits", "this rule has no instance: nothing can make it true")
            continue
        for side, text in _TEXTS.items():
            if (rule.number, side) in waiting:
                yield _gap(rule, side, text)


def _criteria(base: KnowledgeBase, rules: Iterable[Rule]) -> dict[int, str]:
    """Whose rules they are that only matter where a criterion applies, by their numbers."""
    stems = {criterion.stem: criterion.id for criterion in base.criteria}
    own = (rule for rule in rules if rule.head is not None and rule.head[0] != APPLIES)
    files = {rule.number: rule.place.file or "" for rule in own}
    stood = {number: stem_of(file) for number, file in files.items() if file.startswith("criteria/")}
    return {number: stems[stem] for number, stem in stood.items() if stem in stems}


_TEXTS = {
    "admits": "no scenario makes this rule true",
    "blocks": "no scenario makes this rule false together with its head",
}


def _gap(rule: Rule, side: str, text: str) -> Gap:
    return Gap("rule", rule.head_text, side, text, rule.place)


def _instances(protocol: Screener) -> dict[int, dict[str, list[_Instance]]]:
    """The instances of each rule that depend on the patient, by what they can show."""
    circuit, index = protocol.space.circuit, protocol.index
    heads = {rule.body[0]: rule.head for rule in circuit.rules if len(rule.body) == 1 and rule.body[0] in circuit.steps}
    found: dict[int, dict[str, list[_Instance]]] = {}
    for step, number in circuit.steps.items():
        if not index.below[step] <= index.readings:
            sides = found.setdefault(number, {})
            sides.setdefault("admits", []).append(_Instance(step))
            if step in heads:  # else the head is a fact, which nothing can make false
                # A pool in the body, `(always; alone_only)`, makes several bodies of one rule.
                for rule in index.rules.get(step, ()):
                    given = tuple(part for part in rule.body if _is_given(protocol, abs(part)))
                    sides.setdefault("blocks", []).append(_Instance(-heads[step], given))
    return found


def _is_given(protocol: Screener, atom: int) -> bool:
    """Whether an atom is a reading, or follows from readings and tables alone."""
    return atom in protocol.index.readings or protocol.index.static(atom)


def _plainly_exercised(
    protocol: Screener, screenings: Iterable[Screening], waiting: Mapping[tuple[int, str], Sequence[_Instance]]
) -> list[tuple[int, str]]:
    """The cases that somebody shows of whom all is known that they depend on: all patients in one pass."""
    people = SideBySide(protocol.space, screenings)
    parts = [part for cases in waiting.values() for one in cases for part in (one.literal, *one.given)]
    certain = people.certain(parts, protocol.index.below)
    return [
        case
        for case, cases in waiting.items()
        if any(reduce(and_, map(certain.__getitem__, one.given), certain[one.literal]) for one in cases)
    ]


def _exercised(
    protocol: Screener, screening: Screening, waiting: dict[tuple[int, str], list[_Instance]]
) -> list[tuple[int, str]]:
    """The cases that a patient shows for certain. One model rules most of them out."""
    literals = screening.assumed.literals
    instances = [instance for cases in waiting.values() for instance in cases]
    atoms = {abs(literal) for instance in instances for literal in (instance.literal, *instance.given)}
    model = protocol.space.holding(literals, atoms) or set()

    def holds(literal: int) -> bool:
        return (abs(literal) in model) == (literal > 0)

    likely = {
        case: [i.literal for i in cases if holds(i.literal) and all(map(holds, i.given))]
        for case, cases in waiting.items()
    }
    return [case for case, candidates in likely.items() if candidates and _certain(protocol, screening, candidates)]


def _certain(protocol: Screener, screening: Screening, candidates: Sequence[int]) -> bool:
    """Whether one of the literals, all true in one completion, is true in every completion."""
    space, literals = protocol.space, screening.assumed.literals
    if settled(space, screening.assumed) and any(protocol.index.below[abs(c)] <= space.relevant for c in candidates):
        return True
    if len(candidates) > 1 and space.solve([*literals, *(-literal for literal in candidates)]):
        return False
    return not all(space.solve([*literals, -literal]) for literal in candidates)
