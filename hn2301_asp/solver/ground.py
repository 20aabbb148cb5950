"""Grounding, once: the rules of a protocol as a circuit over its inputs.

The program is grounded with one free choice for every threshold and fact, and what the grounder
emits is kept as plain data: rules, weight rules, and for every step the written rule it came
from. Regions, scores and ties are a layer above (``space``). No patient is known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from clingo.backend import Observer
from msgspec import Struct

from hn2301_asp.knowledge.model import Criterion, Kind, KnowledgeBase
from hn2301_asp.knowledge.rules import APPLIES, MET, Rule, Signature, scoped
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.kept import once
from hn2301_asp.source.patterns import later

ELIGIBLE = "eligible"


class GroundRule(Struct, frozen=True):
    """``head`` holds where every literal of ``body`` does; head 0 is a constraint."""

    head: int
    body: tuple[int, ...]


class WeightRule(Struct, frozen=True):
    """``head`` holds where the weights of the literals that hold add up to ``bound`` or more."""

    head: int
    bound: int
    body: tuple[tuple[int, int], ...]


class Circuit(Struct, frozen=True, dict=True):
    """The ground program. Atoms are positive integers, negative literals their negation.

    ``inputs`` and ``derived`` name atoms by their text; ``steps`` maps the atoms that stand for a
    written rule's instance to that rule's number.
    """

    atoms: int
    inputs: Mapping[str, int]
    derived: Mapping[str, int]
    steps: Mapping[int, int]
    rules: tuple[GroundRule, ...]
    weight_rules: tuple[WeightRule, ...]

    def rules_by_head(self) -> dict[int, list[GroundRule]]:
        """The rules that derive each atom."""
        found: dict[int, list[GroundRule]] = {}
        for rule in self.rules:
            found.setdefault(rule.head, []).append(rule)
        return found

    def criterion(self, name: str) -> int:
        """The atom by which a criterion judges."""
        return self.derived.get(judged(name), 0) or self.derived[met(name)]

    def scopes(self, criteria: Iterable[Criterion]) -> dict[str, int]:
        """Of the criteria that do not apply to everybody the atoms that say that they apply."""
        return {c.id: self.derived[applies(c.id)] for c in criteria if judged(c.id) in self.derived}

    @cached_property
    def asks(self) -> Mapping[int, tuple[int, ...]]:
        """The atoms that stand in the bodies of each atom's rules."""
        found: dict[int, dict[int, None]] = {}
        for rule in self.rules:
            found.setdefault(rule.head, {}).update((abs(literal), None) for literal in rule.body)
        for weight in self.weight_rules:
            found.setdefault(weight.head, {}).update((abs(literal), None) for literal, _ in weight.body)
        return {head: tuple(atoms) for head, atoms in found.items()}

    def cone(self, atoms: Iterable[int]) -> set[int]:
        """The inputs on which some of the atoms depend."""
        asks = self.asks
        waiting, seen = list(atoms), set[int]()
        while waiting:
            atom = waiting.pop()
            if atom not in seen:
                seen.add(atom)
                waiting += asks.get(atom, ())
        return seen & set(self.inputs.values())


def met(criterion: str) -> str:
    """The atom that says that a criterion is met."""
    return f'{MET}("{criterion}")'


def applies(criterion: str) -> str:
    """The atom that says that a criterion applies, where rules say to whom it does."""
    return f'{APPLIES}("{criterion}")'


def judged(criterion: str) -> str:
    """The atom by which a criterion with a scope judges: as met where it applies, and else it lets everybody pass."""
    return f'_judged("{criterion}")'


def judging(kind: Kind, judged: str, met: str, applies: str) -> tuple[str, ...]:
    """The rules by which a criterion with a scope judges, by the atoms' names."""
    if kind == "inclusion":
        return f"{judged} :- {met}.", f"{judged} :- not {applies}."
    return (f"{judged} :- {met}, {applies}.",)


def input_atoms(base: KnowledgeBase) -> Iterator[str]:
    """Every input that rules may use, as it is written in a rule."""
    yield from base.thresholds.thresholds
    yield from base.vocabulary.facts
    for choice in base.vocabulary.choices.values():
        yield from (f"{choice.name}({value})" for value in choice.values)
    for family in base.vocabulary.families.values():
        yield from (f"{family.name}({item})" for item in family.items)
    for reading in base.readings.values():
        yield from (f"reading({reading.id},{value})" for value in reading.values)


def background_facts(base: KnowledgeBase) -> Iterator[str]:
    """What the vocabulary says of drugs and score items, as facts for rules."""
    vocabulary = base.vocabulary
    for drug in vocabulary.drugs.values():
        yield f"class({drug.name},{drug.drug_class})"
        yield f"substance({drug.name},{drug.substance})"
        if drug.named:
            yield f"named({drug.name})"
        if drug.equivalence:
            doses = (one for one in vocabulary.doses.values() if one.reference == drug.reference)
            yield from (f"{one.adds_up_to}({drug.name})" for one in doses)
    for score in vocabulary.scores.values():
        for item in score.items.values():
            yield f"weight({score.name},{item.name},{item.weight})"
            yield f"domain({score.name},{item.name},{item.domain})"
            yield from (f"{mark}({score.name},{item.name})" for mark in sorted(item.marks))


def inputs_program(base: KnowledgeBase) -> str:
    """The generated ``inputs.lp``: a free choice for every input, the facts, and eligibility.

    Beside it, plain clingo loads the rule files without a message.
    """
    lines = [f"{{{atom}}}." for atom in input_atoms(base)]
    lines += [f"{fact}." for fact in background_facts(base)]
    lines += [f"#defined {name}/{arity}." for name, arity in sorted(fact_signatures(base))]
    scopes = scoped(base.rules)
    own = [criterion for criterion in base.criteria if criterion.id in scopes]
    lines += [rule for c in own for rule in judging(c.kind, judged(c.id), met(c.id), applies(c.id))]
    asked = {criterion.id: (judged if criterion.id in scopes else met)(criterion.id) for criterion in base.criteria}
    conditions = [
        asked[criterion.id] if criterion.kind == "inclusion" else f"not {asked[criterion.id]}"
        for criterion in base.criteria
    ]
    lines.append(f"{ELIGIBLE} :- {', '.join(conditions)}.")
    return "\n".join(lines) + "\n"


def plain_program(base: KnowledgeBase) -> str:
    """The same with what thresholds on items stand for: it stands in no rule file."""
    gates = {gate.name for gate in base.thresholds.gates.values()}
    lines = [f"{rule.source}\n" for rule in base.rules if rule.head is not None and rule.head[0] in gates]
    return inputs_program(base) + "".join(lines)


def fact_signatures(base: KnowledgeBase) -> set[Signature]:
    """The predicates of the generated facts, whether or not a fact of theirs exists."""
    marks = {mark for score in base.vocabulary.scores.values() for item in score.items.values() for mark in item.marks}
    sums = {doses.adds_up_to for doses in base.vocabulary.doses.values()}
    fixed = {("class", 2), ("substance", 2), ("named", 1), ("weight", 3), ("domain", 3)}
    return fixed | {(mark, 2) for mark in marks} | {(name, 1) for name in sums}


def _refuse_recursion(rules: Iterable[Rule]) -> None:
    """No predicate may depend on itself: grounding could go on for ever.

    Criteria are told apart by their ids, so that one may ask for another; a loop among them is
    seen in the ground program.
    """
    below: dict[Signature, set[Signature]] = {}
    first: dict[Signature, Rule] = {}
    for rule in rules:
        if rule.head is not None and not _CRITERION.fullmatch(rule.head_text):
            below.setdefault(rule.head, set()).update(use.signature for use in rule.uses)
            first.setdefault(rule.head, rule)
    _peel(below)
    for head, rule in first.items():
        if head in below:
            raise _loop(head[0], rule.place)


_CRITERION = later(rf'(?:{MET}|{APPLIES})\("[^"]*"\)')


def _peel(below: dict[Any, set[Any]]) -> None:
    """Takes away, from below and from above, what stands on no loop."""
    while ends := [head for head, used in below.items() if used.isdisjoint(below)]:
        for head in ends:
            del below[head]
    while tops := below.keys() - set().union(*below.values()):
        for head in tops:
            del below[head]


def _loop(name: str, place: Place) -> InputError:
    message = f"`{name}` depends on itself"
    return InputError(Finding("loop", message, place, help="`hn2301 check` names the whole loop"))


def _refuse_loops(circuit: Circuit, rules: Iterable[Rule]) -> None:
    """The ground program is acyclic: explanations walk it, and every patient has one answer."""
    below: dict[Any, set[Any]] = {head: set(atoms) for head, atoms in circuit.asks.items()}
    _peel(below)
    places = {rule.number: rule.place for rule in rules}
    for name, atom in sorted(circuit.derived.items()):
        if atom in below:
            steps = [circuit.steps[step] for step in below[atom] if step in circuit.steps]
            raise _loop(name, places.get(min(steps, default=0), Place()))


def ground(base: KnowledgeBase, *, counted: bool = False) -> Circuit:
    """The circuit of a protocol's rules; raises InputError where clingo refuses them, or they are too many.

    ``counted`` says that the rules come from versions that were counted before.
    """
    program = inputs_program(base) + "".join(rule.program for rule in base.rules)
    named = [*(met(criterion.id) for criterion in base.criteria), ELIGIBLE]
    scopes = scoped(base.rules)
    named += [made(c.id) for c in base.criteria if c.id in scopes for made in (applies, judged)]
    if not counted and (problem := too_large(base)):
        _refuse_recursion(base.rules)
        raise InputError(problem)
    inputs = list(input_atoms(base))

    def made() -> Circuit:
        _refuse_recursion(base.rules)
        circuit = ground_program(program, inputs, named, base.root)
        _refuse_loops(circuit, base.rules)
        return circuit

    # What a limit is does not stand in the program: regions are a layer above. So many versions share a circuit.
    return once(Circuit, ("circuit", program, *inputs, *named), made)


def too_large(base: KnowledgeBase) -> Finding | None:
    """The finding on the rule that has too many instances to be written out, guard-rails and groups included."""
    rules = (*base.rules, *base.guardrails, *base.groups)
    program = inputs_program(base) + "".join(rule.program for rule in rules)
    found = once(tuple[tuple[int | None, str], ...], ("size", program), lambda: _excess(program))
    if not found:
        return None
    from hn2301_asp.solver.instances import MOST_INSTANCES

    [(number, why)] = found
    place = next((rule.place for rule in rules if rule.number == number), Place(base.root))
    return _said(why, place, MOST_INSTANCES)


def _excess(program: str) -> tuple[tuple[int | None, str], ...]:
    """The number of a rule that has too many instances, and why."""
    from hn2301_asp.solver.instances import excess

    found = excess(program)
    return () if found is None else ((found.rule, found.why),)


def _said(why: str, place: Place, most: int) -> Finding:
    help = f"all rules together may stand for {most:,}; ask for fewer combinations at once"
    return Finding("too-many-instances", f"the rule is too large to be written out: {why}", place, help=help)


def ground_program(
    program: str,
    inputs: Iterable[str],
    named: Iterable[str],
    root: str,
    most: int | None = None,
) -> Circuit:
    """The circuit of a program over its inputs; ``named`` are atoms that exist whether or not they can hold.

    ``most`` says how many instances the rules may have, where they were not counted before. Raises InputError
    where there are more, or clingo refuses the program.
    """
    import clingo

    from hn2301_asp.solver.instances import excess

    if most is not None and (found := excess(program, most)):
        raise InputError(_said(found.why, Place(root), most))
    messages: list[str] = []
    observer = _Observer()
    control = clingo.Control(["--keep-facts", "--warn=none"], logger=lambda _, message: messages.append(message))
    control.register_observer(observer)
    try:
        control.add("base", [], program)
        control.ground([("base", [])])
    except RuntimeError:
        text = " ".join(" ".join(messages).split())
        message, help = f"the rules cannot be grounded: {text}", "`hn2301 check` names the rule"
        raise InputError(Finding("grounding", message, Place(root), help=help)) from None
    symbols = {str(atom.symbol): atom.literal for atom in control.symbolic_atoms}
    steps = {atom.literal: atom.symbol.arguments[0].number for atom in control.symbolic_atoms.by_signature("_rule", 2)}
    chosen = {name: symbols[name] for name in inputs}
    derived = {name: literal for name, literal in symbols.items() if name not in chosen and literal not in steps}
    # A criterion that no rule can meet has no atom of its own: it gets one, which never holds.
    largest = observer.largest
    for name in named:
        if name not in derived:
            largest += 1
            derived[name] = largest
    return Circuit(largest, chosen, derived, steps, tuple(observer.rules), tuple(observer.weights))


class _Observer(Observer):
    """Keeps what the grounder emits. Choices are the inputs and are not kept."""

    def __init__(self) -> None:
        self.rules: list[GroundRule] = []
        self.weights: list[WeightRule] = []
        self.largest = 0

    def rule(self, choice: bool, head: Sequence[int], body: Sequence[int]) -> None:
        self.largest = max([self.largest, *head, *(abs(literal) for literal in body)])
        if not choice:
            self.rules.append(GroundRule(head[0] if head else 0, tuple(body)))

    def weight_rule(self, choice: bool, head: Sequence[int], lower_bound: int, body: Sequence[tuple[int, int]]) -> None:
        self.largest = max([self.largest, *head, *(abs(literal) for literal, _ in body)])
        assert not choice
        self.weights.append(WeightRule(head[0] if head else 0, lower_bound, tuple(body)))
