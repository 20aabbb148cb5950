"""AM16: a rule that another rule of the same condition makes superfluous.

What it is: two rules define the same condition, and one asks for all that the other asks for, and perhaps for
more: whoever fulfils it fulfils the other. Two rules that say the same are told once.

Why it matters: the stricter case reads as if it mattered. Usually a condition was meant to be added to both
rules, or the old rule was to be replaced and still stands.

Example: an amendment adds "bilirubin below 3.0, in a harmless syndrome" beside "bilirubin below 3.0" for all.

How to mend: take the stricter rule out together with its sentence, or write what was meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.comparison.conditions import Conditions
from hn2301_asp.comparison.differences import meaning
from hn2301_asp.knowledge.rules import Rule

CODE = "AM16"
TITLE = "has a rule that another one makes superfluous"
ALONE = True
CHECKS = ("duplicate-rule",)
ROOTS = ()

_Body = tuple[int, frozenset[int]]


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each rule that says the same as another, or asks for more than it."""
    before = case.conditions_before
    if before is not None and before.side.eligible == case.side.eligible and before.side.rules == case.side.rules:
        return
    yield from _twice(case)
    bodies = _bodies(case.conditions)
    heads: dict[int, list[int]] = defaultdict(list)
    for number, own in bodies.items():
        for atom in dict.fromkeys(atom for atom, _ in own):
            heads[atom].append(number)
    told: set[int] = set()
    said = {number: meaning(rule) for number, rule in case.conditions.rules.items()}
    for numbers in heads.values():
        for one, other in permutations(numbers, 2):
            old = before is not None and all(said[n] in before.numbers for n in (one, other))
            if old or told & {one, other} or not _within(bodies[one], bodies[other]):
                continue
            if _within(bodies[other], bodies[one]) and one < other:
                continue  # they ask the same: the later one is told
            told.add(one)
            yield _conflict(case, case.conditions.rules[one], case.conditions.rules[other])


def _twice(case: Case) -> Iterator[Conflict]:
    """Rules that are written down twice."""
    known = [meaning(rule) for rule in case.before.knowledge_base.rules] if not case.alone else []
    first: dict[str, Rule] = {}
    for rule in case.protocol.knowledge_base.rules:
        said = meaning(rule)
        if said in first and known.count(said) < 2:
            yield _conflict(case, rule, first[said])
        first.setdefault(said, rule)


def _bodies(conditions: Conditions) -> dict[int, list[_Body]]:
    """What each rule derives for which conditions, without what is always so."""
    steps = conditions.circuit.steps
    found: dict[int, list[_Body]] = {number: [] for number, rule in conditions.rules.items() if rule.head is not None}
    for atom, bodies in conditions.heads.items():
        if len(bodies) > 1 and all(len(body) == 1 and steps.get(body[0]) in found for body in bodies):
            for step, asked in conditions.bodies(atom, fixed=False):
                found[steps[step]].append((atom, frozenset(asked)))
    # What a rule derives alone counts too: there it is needed.
    for atom, bodies in conditions.heads.items():
        if len(bodies) == 1 and len(bodies[0]) == 1 and found.get(steps.get(bodies[0][0], 0)):
            for step, asked in conditions.bodies(atom, fixed=False):
                found[steps[step]].append((atom, frozenset(asked)))
    return found


def _within(one: list[_Body], other: list[_Body]) -> bool:
    """Whether whatever one rule derives is derived by another from no more."""
    return bool(one) and all(any(atom == a and body >= b for a, b in other) for atom, body in one)


def _conflict(case: Case, rule: Rule, other: Rule) -> Conflict:
    same = meaning(rule) == meaning(other)
    says = "says the same as" if same else "asks for all that is asked for by"
    return case.conflict(
        rule.head_text or rule.source,
        f"the rule `{rule.source}` {says} `{other.source}`{'' if same else ', and for more'}: it never decides",
        "take it out together with its sentence, or write what was meant",
        group="know" if case.alone else "mend",
        severity="remark" if case.alone else "warning",
        place=rule.place,
        was=other.place if case.alone else None,
        notes=[("other rule", f"`{other.source}` {other.place}")],
    )
