"""The rules' instances, without a grounder: each predicate by its definition, from the inputs up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tests.amendment.opinion import formulas as f
from tests.amendment.opinion.formulas import Formula
from tests.amendment.opinion.rule_syntax import Aggregate, Atom, Comparison, Literal, Rule, Term, Variable, ground_atom

Value = int | str
Binding = Mapping[str, Value]
#: A predicate: name and arity; criteria by their ids, since one may ask for another.
Key = tuple[Term, ...]
Extension = dict[tuple[Value, ...], Formula]


class Instances:
    """The atoms that rules derive, as formulas over the inputs; worked out when first asked for.

    Raises NotImplementedError for a predicate that depends on itself and a variable that nothing binds.
    """

    def __init__(self, inputs: Mapping[str, Formula], rules: Sequence[Rule]) -> None:
        self.known: dict[Key, Extension] = {}
        self.open: set[Key] = set()
        self.inputs: dict[Key, Extension] = {}
        self.rules: dict[Key, list[tuple[Atom, Rule]]] = {}
        self.constraints = [rule for rule in rules if not rule.heads]
        for text, formula in inputs.items():
            atom = ground_atom(text)
            self.inputs.setdefault(_key(atom, {}), {})[_ground(atom.terms, {})] = formula
        for rule in rules:
            for head in rule.heads:
                self.rules.setdefault(_key(head, {}), []).append((head, rule))

    def atom(self, text: str) -> Formula:
        """A ground atom's formula; false where nothing derives it."""
        atom = ground_atom(text)
        return self._extension(_key(atom, {})).get(_ground(atom.terms, {}), f.FALSE)

    def broken(self) -> list[Formula]:
        """For each constraint, what breaks it."""
        return [f.disjunction(formula for _, formula in self._bodies(rule.body, {})) for rule in self.constraints]

    def _extension(self, key: Key) -> Extension:
        if key not in self.known:
            if key in self.open:
                raise NotImplementedError(f"{key[0]} depends on itself")
            self.open.add(key)
            found = {terms: [formula] for terms, formula in self.inputs.get(key, {}).items()}
            for head, rule in self.rules.get(key, []):
                for binding, formula in self._bodies(rule.body, {}):
                    found.setdefault(_ground(head.terms, binding), []).append(formula)
            self.known[key] = {terms: f.disjunction(formulas) for terms, formulas in found.items()}
            self.open.discard(key)
        return self.known[key]

    def _bodies(self, body: Sequence[Literal], binding: Binding) -> Iterator[tuple[Binding, Formula]]:
        """Every instance of a body: what its variables are, and when all of it holds."""
        joined = [literal.what for literal in body if literal.positive and isinstance(literal.what, tuple)]
        tested = [literal for literal in body if not (literal.positive and isinstance(literal.what, tuple))]
        for found, formulas in self._joined(joined, binding):
            yield found, f.conjunction([*formulas, *(self._tested(literal, found) for literal in tested)])

    def _joined(
        self, literals: Sequence[tuple[Atom, ...]], binding: Binding
    ) -> Iterator[tuple[Binding, list[Formula]]]:
        if not literals:
            yield binding, []
            return
        for extended, formula in self._matches(literals[0], binding):
            for found, formulas in self._joined(literals[1:], extended):
                yield found, [formula, *formulas]

    def _matches(self, atoms: Sequence[Atom], binding: Binding) -> Iterator[tuple[Binding, Formula]]:
        for atom in atoms:
            for terms, formula in self._extension(_key(atom, binding)).items():
                extended = _matched(atom.terms, terms, binding)
                if extended is not None and formula is not f.FALSE:
                    yield extended, formula

    def _tested(self, literal: Literal, binding: Binding) -> Formula:
        what = literal.what
        if isinstance(what, tuple):
            return f.disjunction(f.negation(self._some(atom, binding)) for atom in what)
        if isinstance(what, bool):
            formula = f.constant(what)
        elif isinstance(what, Comparison):
            formula = f.constant(_compared(what, binding))
        else:
            formula = self._aggregate(what, binding)
        return formula if literal.positive else f.negation(formula)

    def _some(self, atom: Atom, binding: Binding) -> Formula:
        """Whether the atom holds, whatever stands for `_` in it."""
        _ground([term for term in atom.terms if term != Variable("_")], binding)
        return f.disjunction(formula for _, formula in self._matches([atom], binding))

    def _aggregate(self, aggregate: Aggregate, binding: Binding) -> Formula:
        """Each distinct tuple once, with its weight."""
        tuples: dict[tuple[Value, ...], list[Formula]] = {}
        for terms, condition in aggregate.elements:
            for found, formula in self._bodies(condition, binding):
                tuples.setdefault(_ground(terms, found), []).append(formula)
        weighted = [
            (1 if aggregate.counting else _number(terms[0]), f.disjunction(formulas))
            for terms, formulas in tuples.items()
        ]
        bounds = ((comparator, _number(_ground([term], binding)[0])) for comparator, term in aggregate.bounds)
        return f.conjunction(f.weighed(comparator, bound, weighted) for comparator, bound in bounds)


def _key(atom: Atom, binding: Binding) -> Key:
    return (atom.name, *_ground(atom.terms, binding)) if atom.name == "met" else (atom.name, len(atom.terms))


def _ground(terms: Sequence[Term], binding: Binding) -> tuple[Value, ...]:
    """The terms with their variables' values."""
    found: list[Value] = []
    for term in terms:
        if isinstance(term, Variable):
            if term.name not in binding:
                raise NotImplementedError(f"nothing binds {term.name}")
            found.append(binding[term.name])
        else:
            found.append(term)
    return tuple(found)


def _number(value: Value) -> int:
    """A weight or bound. Points that are no number do not occur in rule files."""
    if not isinstance(value, int):
        raise NotImplementedError(f"{value} is no number")
    return value


def _matched(patterns: Sequence[Term], terms: Sequence[Value], binding: Binding) -> Binding | None:
    """The binding under which the patterns are these terms; None where there is none."""
    extended = dict(binding)
    for pattern, term in zip(patterns, terms, strict=True):
        if isinstance(pattern, Variable):
            if pattern.name != "_" and extended.setdefault(pattern.name, term) != term:
                return None
        elif pattern != term:
            return None
    return extended


def _compared(comparison: Comparison, binding: Binding) -> bool:
    left, right = _ground([comparison.left, comparison.right], binding)
    if comparison.comparator not in ("=", "!="):
        left, right = _number(left), _number(right)
    return bool(f.COMPARE[comparison.comparator](left, right))
