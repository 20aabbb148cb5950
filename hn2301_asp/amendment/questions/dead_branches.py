"""Rules and entries of lists that decide about nobody, and why. Nothing is worded here, and nothing is judged.

A rule is dead where leaving it out changes nobody's eligibility, under any reading of open phrases: a case
that only another reading needs is not dead. An entry of a list inside a rule is asked under the default
readings, and may matter under others. An entry whose items always bring another case of
the same condition with them is judged together with that case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.questions.redundancy import redundancies
from hn2301_asp.comparison.conditions import Conditions
from hn2301_asp.comparison.differences import meaning
from hn2301_asp.comparison.switching import Branch, Switched, entries
from hn2301_asp.knowledge.rules import OF_CRITERIA, Rule


class Dead(Struct, frozen=True):
    """A rule that never decides, or with ``values`` some entries of a list in it.

    ``criterion`` is the first that uses it; ``core`` are the literals of conditions that make it idle.
    ``asked`` are the questions for somebody about whom it decides, where other readings may need it.
    """

    rule: Rule
    number: int
    criterion: str
    values: tuple[str, ...]
    core: tuple[int, ...]
    asked: tuple[tuple[int, ...], ...] = ()


def dead_branches(case: Case) -> Iterator[Dead]:
    """What never decides in the version that is judged, and was not so in its base."""
    if not case.somebody:
        return
    now, before = case.conditions, case.conditions_before
    leaves = now.touched(before)
    if not leaves:
        return
    clauses = list(dict.fromkeys(leaf.clause for leaf in leaves))
    rules = [n for n in cases(now) if any(_stands_below(now, n, clause) for clause in clauses)]
    rules.sort(key=lambda n: before is not None and meaning(now.rules[n]) in before.numbers)
    lists = [branch for n in sorted(now.rules) for branch in entries(now.rules[n], n) if not _settled(now, n)]
    lists = [branch for branch in lists if any(_stands_below(now, branch.number, clause) for clause in clauses)]
    branches = [*map(Branch, rules), *lists]
    if not branches:
        return
    switched = Switched(now, branches)
    earlier = _Earlier(before)
    yield from _dead_rules(case, switched, rules, earlier)
    yield from _dead_entries(now, switched, lists, earlier)


def cases(conditions: Conditions) -> list[int]:
    """The rules whose head has several, and whose derivations the circuit keeps."""
    heads: dict[object, list[int]] = {}
    for number, rule in sorted(conditions.rules.items()):
        if rule.head is not None:
            heads.setdefault(rule.head_text if rule.head[0] in OF_CRITERIA else rule.head, []).append(number)
    several = [number for numbers in heads.values() if len(numbers) > 1 for number in numbers]
    return sorted(number for number in several if not _settled(conditions, number))


def _settled(conditions: Conditions, number: int) -> bool:
    """Whether the grounder may have counted what a rule derives already: then it cannot be switched off.

    What holds of every patient is left out of counts and sums when they are grounded.
    """
    head = conditions.rules[number].head
    counted = any(
        "{" in rule.source and any(use.signature == head for use in rule.uses) for rule in conditions.rules.values()
    )
    steps = [step for step, known in conditions.circuit.steps.items() if known == number]
    return counted and any(not asked for step in steps for _, asked in conditions.bodies(step, fixed=False))


def _stands_below(conditions: Conditions, number: int, literal: int) -> bool:
    under = conditions.under(abs(literal))
    return any(conditions.circuit.steps.get(atom) == number for atom in under)


class _Earlier:
    """What was dead in the base already; only built where something is dead now that stood there."""

    def __init__(self, conditions: Conditions | None) -> None:
        self.conditions = conditions
        self.switched: Switched | None = None

    def dead(self, branch: Branch, said: str) -> bool:
        if self.conditions is None or (number := self.conditions.numbers.get(said)) is None:
            return False
        branch = Branch(number, branch.entry)
        if self.switched is None:
            numbers = cases(self.conditions)
            lists = [each for n, rule in self.conditions.rules.items() for each in entries(rule, n)]
            self.switched = Switched(self.conditions, [*map(Branch, numbers), *lists])
        if branch not in self.switched.switches:
            return False
        idle = self.switched.idle([branch])
        return idle and (branch.entry is not None or self.switched.ever_idle([branch]))


def _dead_rules(case: Case, switched: Switched, rules: Sequence[int], earlier: _Earlier) -> Iterator[Dead]:
    now = case.conditions
    gone: list[Branch] = []
    redundant = {leaf for found in redundancies(case) for leaf in found.leaves}
    needed = [leaf.clause for leaf in now.leaves if leaf not in redundant]
    for number in rules:
        branch = Branch(number)
        if not any(_stands_below(now, number, clause) for clause in needed):
            continue  # the whole condition is redundant, and that is told already
        if not switched.idle([*gone, branch]) or not switched.ever_idle([*gone, branch]):
            continue
        if not earlier.dead(branch, meaning(now.rules[number])):
            yield _dead(now, switched, [*gone, branch], number, ())
        gone.append(branch)


def _dead_entries(now: Conditions, switched: Switched, lists: Sequence[Branch], earlier: _Earlier) -> Iterator[Dead]:
    for number in dict.fromkeys(branch.number for branch in lists):
        gone: list[Branch] = []
        for branch in lists:
            if branch.number != number or not switched.instances(branch) or not switched.idle([*gone, branch]):
                continue
            if not _brings(now, switched, branch) and not earlier.dead(branch, meaning(now.rules[number])):
                gone.append(branch)
        if gone:
            values = tuple(branch.entry[2] for branch in gone if branch.entry is not None)
            yield _dead(now, switched, gone, number, values)


def _dead(now: Conditions, switched: Switched, off: Sequence[Branch], number: int, values: tuple[str, ...]) -> Dead:
    """A dead branch with the conditions that make it so: its own, and others of eligibility."""
    clauses = [leaf for leaf in now.leaves if _stands_below(now, number, leaf.clause)]
    others = [leaf for leaf in now.leaves if leaf not in clauses]
    own = own_conditions(now, number) if len(clauses) == 1 and not values else []
    beside = {leaf for clause in clauses for leaf in now.beside(clause.clause, others)}
    near = [leaf for leaf in others if leaf in beside]
    asked = [leaf.literal for leaf in near] + (own or [leaf.literal for leaf in clauses])
    denied = [-switched.copied(leaf.clause) for leaf in clauses[:1]] if len(clauses) == 1 else []
    question = [*switched.setting(off), *now.known, *(denied or [-switched.copied(switched.eligible)])]
    if not now.search.nobody([*question, *asked]):
        asked = [leaf.literal for leaf in now.leaves]
    core = now.search.core(question, dict.fromkeys(asked))
    criterion = clauses[0].criterion if clauses else ""
    needing = tuple(tuple(one) for one in switched.questions(off)) if values else ()
    return Dead(now.rules[number], number, criterion, values, tuple(core), needing)


def own_conditions(now: Conditions, number: int) -> list[int]:
    """What a rule without variables asks, condition by condition; nothing of another."""
    steps = [step for step, known in now.circuit.steps.items() if known == number]
    if len(steps) != 1:
        return []
    bodies = now.bodies(steps[0])
    return [part for literal in bodies[0][1] for part in now.parts(literal)] if len(bodies) == 1 else []


def _brings(now: Conditions, switched: Switched, branch: Branch) -> bool:
    """Whether an item of an entry brings other cases with it, and decides together with them."""
    cases = {other: own_conditions(now, other.number) for other in switched.switches if other.entry is None}
    for step, body in switched.instances(branch):
        for beside in _beside(now, step):
            shown = [*body, *beside]
            brought = [
                other
                for other, parts in cases.items()
                if parts
                and other.number != branch.number
                and all(now.search.nobody([*now.known, *shown, -part]) for part in parts)
            ]
            if brought and not now.search.nobody([*shown, *switched.loses([branch, *brought])]):
                return True
    return False


def _beside(now: Conditions, step: int) -> Iterator[list[int]]:
    """What else must hold for a step to make a condition hold: one list for each way up from it."""
    users = [(atom, body) for atom, bodies in now.heads.items() for body in bodies if step in body]
    tops = {abs(leaf.clause) for leaf in now.leaves}
    if step in tops or not users:
        yield []
        return
    for atom, body in users:
        for more in _beside(now, atom):
            yield [*(literal for literal in body if literal != step), *more]
