"""Which rules the scenarios exercise: each should once decide for its head, and once not.

A rule *admits* where some instance's body holds for certain, and *blocks* where an instance's head
is false for certain although the readings and tables in its body hold. Instances that only depend
on readings and tables are the same for every patient and ask for nothing; rules of a criterion show nothing
of whom it does not apply to. Knows no threshold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from hn2301_asp.knowledge.files import stem_of
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import APPLIES, Rule, of_criterion
from hn2301_asp.scenarios.exercising import Way, exercised, is_given, unexercised
from hn2301_asp.scenarios.model import Gap
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening

#: A rule, by its number, and a side of it: admits or blocks.
_Case = tuple[int, str]


def rule_gaps(protocol: Screener, screenings: Iterable[Screening]) -> Iterator[Gap]:
    """Every rule that no screening makes true, or false, in the order of the rules."""
    rules, cases, owners = _cases(protocol)
    waiting = unexercised(protocol, screenings, cases, owners)
    grounded = set(protocol.space.circuit.steps.values())
    for rule in rules:
        if rule.number not in grounded:
            yield gap(rule, "admits", "this rule has no instance: nothing can make it true")
            continue
        for side, text in TEXTS.items():
            if (rule.number, side) in waiting:
                yield gap(rule, side, text)


def cases_shown(protocol: Screener, screenings: Sequence[Screening]) -> list[frozenset[_Case]]:
    """Of each screening the rules, by their numbers, that it makes true (admits) and false (blocks) for certain."""
    _, cases, owners = _cases(protocol)
    return exercised(protocol, screenings, cases, owners)


def _cases(protocol: Screener) -> tuple[list[Rule], dict[_Case, list[Way]], dict[_Case, str]]:
    """The rules, what each can show in which ways, and whose it is."""
    rules = [rule for rule in protocol.knowledge_base.rules if rule.head is not None]
    ways = rule_ways(protocol)
    cases = {(rule.number, side): own for rule in rules for side, own in ways.get(rule.number, {}).items()}
    criteria = criteria_of(protocol.knowledge_base, rules)
    return rules, cases, {case: criteria[case[0]] for case in cases if case[0] in criteria}


def criteria_of(base: KnowledgeBase, rules: Iterable[Rule]) -> dict[int, str]:
    """Whose rules they are that only matter where a criterion applies, by their numbers.

    What stands in a file of several criteria belongs to the one that it meets, or to none.
    """
    count = Counter(criterion.stem for criterion in base.criteria)
    stems = {criterion.stem: criterion.id for criterion in base.criteria if count[criterion.stem] == 1}
    found: dict[int, str] = {}
    for rule in rules:
        file = rule.place.file or ""
        if rule.head is None or rule.head[0] == APPLIES or not file.startswith("criteria/"):
            continue
        named = of_criterion(rule.head_text)
        owner = named[1] if named is not None else stems.get(stem_of(file))
        if owner is not None:
            found[rule.number] = owner
    return found


TEXTS = {
    "admits": "no scenario makes this rule true",
    "blocks": "no scenario makes this rule false together with its head",
}


def gap(rule: Rule, side: str, text: str) -> Gap:
    """What no scenario shows of a rule."""
    return Gap("rule", rule.head_text, side, text, rule.place)


def rule_ways(protocol: Screener) -> dict[int, dict[str, list[Way]]]:
    """How each rule that depends on the patient can be shown to admit, and to block."""
    circuit, index = protocol.space.circuit, protocol.index
    heads = {rule.body[0]: rule.head for rule in circuit.rules if len(rule.body) == 1 and rule.body[0] in circuit.steps}
    found: dict[int, dict[str, list[Way]]] = {}
    for step, number in circuit.steps.items():
        if not index.below[step] <= index.readings:
            sides = found.setdefault(number, {})
            sides.setdefault("admits", []).append((step,))
            if step in heads:  # else the head is a fact, which nothing can make false
                # A pool in the body, `(always; alone_only)`, makes several bodies of one rule.
                for rule in index.rules.get(step, ()):
                    given = [part for part in rule.body if is_given(protocol, abs(part))]
                    sides.setdefault("blocks", []).append((-heads[step], *given))
    return found
