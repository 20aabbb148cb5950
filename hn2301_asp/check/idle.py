"""Exceptions that never make a difference, and further cases that another case always holds with.

Both are proved over everybody, under every reading: somebody is looked for of whom the exception matters, or who is
in this case alone, and there is nobody. What may be possible is never told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from hn2301_asp.check.base import Base
from hn2301_asp.check.terms import Exemption
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.screener import Screener
from hn2301_asp.solver.assumptions import Evidence, assume
from hn2301_asp.solver.ground import Circuit, background_facts, ground_program, input_atoms
from hn2301_asp.source.diagnostics import Finding
from hn2301_asp.source.kept import once

#: An atom that is a name alone, or with names in brackets: it is itself wherever the rules are written out.
_GROUND = re.compile(r'(not )?([a-z]\w*(?:\((?:[a-z]\w*|"[^"]*")(?:,(?:[a-z]\w*|"[^"]*"))*\))?)')
_PREDICATE = re.compile(r"([a-z_]\w*)")
_CASE = "_case"
#: Whether there is somebody of whom some literals hold.
_Question = Callable[[Sequence[int]], bool]


def idle_findings(base: Base, screener: Screener) -> Iterator[Finding]:
    """Warnings on exceptions and cases that never decide; rules that never apply are told elsewhere."""
    space = screener.space
    everybody = assume(space, Evidence((), ()), {}).evidence

    def somebody(literals: Sequence[int]) -> bool:
        return space.solve([*everybody, *literals])

    if somebody(()):  # Where what is true of everybody is true of nobody, nothing follows.
        yield from _exceptions(base, space.circuit, somebody)
        yield from _covered(base.known, space.circuit, somebody)


# Exceptions --------------------------------------------------------------------------------------------------


def _exceptions(base: Base, circuit: Circuit, somebody: _Question) -> Iterator[Finding]:
    written = list(_written(base, circuit))
    cases = _Cases(base.known, circuit, [one for _, one in written])
    steps: dict[int, list[int]] = {}
    for step, number in circuit.steps.items():
        steps.setdefault(number, []).append(step)
    for index, (rule, one) in enumerate(written):
        if any(map(somebody, cases.ways[index])):
            continue
        # What no rule applies to is told elsewhere; a constraint is about those who are not.
        if rule.head is None or any(somebody([step]) for step in steps[rule.number]):
            yield Finding(
                "dead-exception",
                f"the exception `{one.text}` never makes a difference: nobody fulfils the other conditions "
                f"and `{one.excepted}`",
                one.place,
                "warning",
                help="look for a limit that lies within the other one, or for a list without what is excepted",
            )


def _written(base: Base, circuit: Circuit) -> Iterator[tuple[Rule, Exemption]]:
    """The exceptions of rules that apply to somebody.

    Only where it begins: of a rule that never applies is told already, and so of what it alone derives.
    """
    applied = set(circuit.steps.values())
    rules = {(rule.place.file, rule.place.line, rule.place.column): rule for rule in base.known.rules}
    derived = {rule.head for rule in base.known.rules if rule.number in applied}
    dead = {rule.head[0] for rule in base.known.rules if rule.head is not None and rule.head not in derived}
    for file, statement in base.all_statements():
        rule = rules.get((file, statement.place.line, statement.place.column))
        if rule is not None and rule.number in applied:
            yield from ((rule, one) for one in statement.exemptions if one.excepted.partition("(")[0] not in dead)


class _Cases:
    """For each exception the ways in which it may matter: alternatives of literals that hold together."""

    def __init__(self, base: KnowledgeBase, circuit: Circuit, exceptions: Sequence[Exemption]) -> None:
        self.circuit = circuit
        self.named = {**self.circuit.derived, **self.circuit.inputs}
        self.ways: dict[int, list[list[int]]] = {}
        open_ones: dict[int, Exemption] = {}
        for index, one in enumerate(exceptions):
            if (plain := self._plain([one.excepted, *one.beside])) is not None:
                self.ways[index] = plain
            else:
                open_ones[index] = one
        if open_ones:
            self._write_out(base, open_ones)

    def _plain(self, conditions: Iterable[str]) -> list[list[int]] | None:
        """The way of conditions without variables, where it has one; None where they must be written out."""
        literals: list[int] = []
        for condition in conditions:
            found = _GROUND.fullmatch(condition)
            if found is None:
                return None
            atom = self.named.get(found[2])
            if atom is None and not found[1]:
                return []  # No rule ever derives it.
            if atom is not None:
                literals.append(-atom if found[1] else atom)
        return [literals]

    def _write_out(self, base: KnowledgeBase, exceptions: dict[int, Exemption]) -> None:
        """Has the grounder write out exceptions with variables, beside the rules that they depend on."""
        cases = [
            f"{_CASE}({index}) :- {'; '.join((one.excepted, *one.beside))}.\n" for index, one in exceptions.items()
        ]
        rules, names = _below(base.rules, cases)
        inputs = [atom for atom in input_atoms(base) if atom.partition("(")[0] in names]
        facts = [fact for fact in background_facts(base) if fact.partition("(")[0] in names]
        program = "".join((*(f"{{{atom}}}.\n" for atom in inputs), *(f"{fact}.\n" for fact in facts), *rules, *cases))
        circuit = once(Circuit, ("cases", program), lambda: ground_program(program, inputs, [], base.root))
        called = {atom: name for name, atom in (*circuit.derived.items(), *circuit.inputs.items())}
        bodies = circuit.rules_by_head()
        for index in exceptions:
            found = bodies.get(circuit.derived.get(f"{_CASE}({index})", 0), ())
            self.ways[index] = [self._known(rule.body, called) for rule in found]

    def _known(self, body: Iterable[int], names: dict[int, str]) -> list[int]:
        """A body by the circuit's own atoms; what has no name, such as a count, is left out."""
        known = [(self.named.get(names.get(abs(literal), "")), literal) for literal in body]
        return [atom if literal > 0 else -atom for atom, literal in known if atom is not None]


def _below(rules: Sequence[Rule], programs: Iterable[str]) -> tuple[list[str], set[str]]:
    """The rules on which programs depend, and the names of all predicates in them."""
    by_name: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.head is not None:
            by_name.setdefault(rule.head[0], []).append(rule)
    waiting = {name for program in programs for name in _PREDICATE.findall(program)}
    seen: set[str] = set()
    found: list[str] = []
    while waiting:
        seen.add(name := waiting.pop())
        own = by_name.get(name, ())
        found += [rule.program for rule in own]
        waiting |= {use.signature[0] for rule in own for use in rule.uses} - seen
    return found, seen


# Further cases -----------------------------------------------------------------------------------------------


def _covered(base: KnowledgeBase, circuit: Circuit, somebody: _Question) -> Iterator[Finding]:
    """Of several rules for one thing those without which everything is the same, the last of them first."""
    ways: dict[int, list[tuple[int, int]]] = {}
    heads: dict[int, list[int]] = {}
    for way in circuit.rules:
        if way.head and len(way.body) == 1 and (step := way.body[0]) in circuit.steps:
            ways.setdefault(circuit.steps[step], []).append((way.head, step))
            heads.setdefault(way.head, []).append(step)
    facts = {way.head for way in circuit.rules if not way.body}
    gone: set[int] = set()
    sources = Counter(rule.source for rule in base.rules)
    for rule in reversed(base.rules):
        own = {step for _, step in ways.get(rule.number, ())}
        if not own or facts >= own:
            continue
        left_out = gone | own
        beside: set[int] = set()
        for head, step in ways[rule.number]:
            others = [one for one in heads[head] if one not in left_out]
            if not others or somebody([step, *(-other for other in others)]):
                break
            beside.update(others)
        else:
            gone |= own
            if sources[rule.source] > 1:
                continue  # What stands twice is told of elsewhere.
            if any(somebody([step]) for step in own):
                yield _idle(base, rule, {circuit.steps[other] for other in beside})
            else:
                yield never_applies(rule)


def _idle(base: KnowledgeBase, rule: Rule, others: set[int]) -> Finding:
    return Finding(
        "covered-case",
        f"the rule adds nobody: where it applies, another rule for `{rule.head_text}` does",
        rule.place,
        "warning",
        help="look for a limit that lies within the other one, or take the rule out",
        related=tuple(other.place for other in base.rules if other.number in others)[:1],
    )


def never_applies(rule: Rule) -> Finding:
    """That a rule applies to nobody."""
    return Finding(
        "never-applies",
        "no patient can make this rule apply",
        rule.place,
        "warning",
        help="look for arguments in the wrong order, or for a condition that nothing fulfils",
    )
