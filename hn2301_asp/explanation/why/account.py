"""Why a criterion is not met, or not yet known: the circuit walked from the criterion down.

Every step names the written rule it came from. Alternatives stay alternatives, a missing fact is
missing and never false, and what only another reading would allow is left to `depends_on_reading`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from hn2301_asp.explanation.why.counting import Counting, counting
from hn2301_asp.explanation.why.index import CircuitIndex, Truth
from hn2301_asp.explanation.why.leaves import answer_leaf, threshold_leaf
from hn2301_asp.explanation.why.linked import linked_of
from hn2301_asp.explanation.why.resting import resting
from hn2301_asp.explanation.why.tree import (
    AllOf,
    AnyOf,
    BlockedRule,
    Counted,
    CriterionAccount,
    HowMany,
    Leaf,
    LeafStatus,
    Node,
)
from hn2301_asp.knowledge.model import Criterion
from hn2301_asp.screening import Screening, culprits
from hn2301_asp.solver.assumptions import settled
from hn2301_asp.solver.ground import met
from hn2301_asp.solver.space import Space
from hn2301_asp.source.diagnostics import Place


class Account(Truth):
    """One patient's circuit, and why what does not hold does not."""

    def __init__(
        self, space: Space, index: CircuitIndex, screening: Screening, wanted: Container[str] | None = None
    ) -> None:
        """``wanted`` are the criteria of which it is asked: all, if no others are named."""
        self.wanted = wanted
        self.space, self.base = space, space.base
        self.screening, self.patient = screening, screening.patient
        super().__init__(index, self._input_truth(index))
        #: The atoms by which rules say that a criterion is met, whether or not it applies.
        self.met = {**space.criteria, **{name: space.circuit.derived[met(name)] for name in space.scopes}}
        for name, literal in self.met.items():
            word = screening.statuses[name]
            if screening.in_scope(name):
                self.known[literal] = None if word == "unknown" else word == "met"
        for name, literal in space.scopes.items():
            self.known[literal] = screening.applies[name]
        choices = [[space.circuit.inputs[name] for name in names] for names in space.choices]
        #: What somebody is, such as the sex or the arm: it is taken as it is where there is anything else to say.
        self.fixed = frozenset(a for atoms in choices if any(self.known.get(a) for a in atoms) for a in atoms)

    def _input_truth(self, index: CircuitIndex) -> dict[int, bool | None]:
        """Inputs below the criteria that need an account, exactly: as assumed, else by the solver."""
        told = [literal for name, literal in self.space.criteria.items() if self._tells(name)]
        told += self.space.scopes.values()
        inputs = frozenset[int]().union(*(index.below[literal] for literal in told))
        assumed = self.screening.assumed
        if inputs and settled(self.space, assumed):
            holding = self.space.holding(assumed.literals, inputs) or set()
            return {literal: literal in holding for literal in inputs}
        truth: dict[int, bool | None] = {
            abs(literal): literal > 0 for literal in assumed.literals if abs(literal) in inputs
        }
        asked = []
        for literal in sorted(inputs - truth.keys()):
            holds = self._without_asking(index.input_names[literal], literal)
            if holds is None and literal in self.space.tangled:
                asked.append(literal)
            else:
                truth[literal] = holds
        for literal, status in (linked_of(self.space, index).settle(assumed, asked) if asked else {}).items():
            truth[literal] = None if status.word == "unknown" else status.word == "true"
        return truth

    def _without_asking(self, name: str, literal: int) -> bool | None:
        """An input that was not assumed itself, but follows: a threshold, or another choice."""
        assumed = self.screening.assumed
        if name in self.base.thresholds.thresholds:
            return assumed.holds(name)
        fixed_by = self.space.fixed_by.get(literal)
        return None if fixed_by is None or set(assumed.literals).isdisjoint(fixed_by) else False

    def _tells(self, criterion: str) -> bool:
        if self.wanted is not None and criterion not in self.wanted:
            return False
        return self.screening.statuses[criterion] == "unknown" or criterion in self.screening.blocking

    def criterion(self, criterion: Criterion) -> CriterionAccount:
        """The account of a criterion: for one that blocks or is open, the rules that say why."""
        rules: tuple[BlockedRule, ...] = ()
        scope = self._scope(criterion.id)
        if scope is not None and scope.status == "missing":
            # What it asks for is of no matter before it is known whether it applies.
            rules = (scope,)
        elif self._tells(criterion.id):
            wanted = criterion.kind == "inclusion"
            rules = tuple(self._rules_of(self.met[criterion.id], wanted))
        status = self.screening.statuses[criterion.id]
        return CriterionAccount(criterion.id, criterion.title, criterion.text, status, rules, scope)

    def _scope(self, criterion: str) -> BlockedRule | None:
        """Why a criterion applies, or does not: what would have to be otherwise; None of one that always applies."""
        atom = self.space.scopes.get(criterion)
        if atom is None:
            return None
        steps = self._steps(atom)
        fixed, self.fixed = self.fixed, frozenset()  # Here it is what is asked.
        try:
            return self._entry(-atom if self.screening.applies[criterion] else atom, steps[0][0] if steps else atom)
        finally:
            self.fixed = fixed

    def _rules_of(self, atom: int, wanted: bool) -> Iterable[BlockedRule]:
        """One entry for each part of the criterion that does not hold."""
        steps = self._steps(atom)
        if wanted and len(steps) == 1:
            step, body = steps[0]
            if self.known[atom] is False and all(self.value(literal) is not False for literal in body):
                yield self._clashing(step, body)
                return
            for literal in body:
                if self.value(literal) is not True and not self._is_given(literal):
                    yield self._blocked(literal, step)
            return
        # Of what must not be it is told under the words of a rule by which it is, or may be.
        held = [step for step, body in steps if wanted or all(self.value(literal) is not False for literal in body)]
        yield self._entry(atom if wanted else -atom, held[0] if held else atom)

    def _steps(self, atom: int) -> list[tuple[int, tuple[int, ...]]]:
        """The written rules that derive an atom, as the author wrote them: step and body. The same for all patients."""
        remembered = self.index.remembered
        if ("steps", atom) not in remembered:
            remembered["steps", atom] = self._written(atom)
        found: list[tuple[int, tuple[int, ...]]] = remembered["steps", atom]
        return found

    def _written(self, atom: int) -> list[tuple[int, tuple[int, ...]]]:
        found = []
        for rule in self.index.rules.get(atom, ()):
            if len(rule.body) == 1 and rule.body[0] in self.index.written:
                step = rule.body[0]
                found += [(step, self._in_order(step, inner.body)) for inner in self.index.rules.get(step, ())]
            else:
                found.append((atom, rule.body))
        return sorted(found, key=lambda entry: self._number(entry[0]))

    def _number(self, step: int) -> tuple[int, int]:
        rule = self.index.written.get(step)
        return (rule.number if rule else 0, step)

    def _in_order(self, step: int, body: Sequence[int]) -> tuple[int, ...]:
        """A body's literals in the order of the written rule; the grounder has its own."""
        places = {use.signature[0]: -n for n, use in enumerate(reversed(self.index.written[step].uses))}

        def place(literal: int) -> tuple[int, int]:
            atom = abs(literal)
            name = self.index.input_names.get(atom) or self.index.names.get(atom) or ""
            return (places.get(name.partition("(")[0], 1), atom)

        return tuple(sorted(body, key=place))

    def _blocked(self, literal: int, step: int) -> BlockedRule:
        atom = abs(literal)
        steps = self._steps(atom) if atom not in self.index.input_names else []
        return self._entry(literal, steps[0][0] if steps else step)

    def _entry(self, literal: int, step: int) -> BlockedRule:
        node = self.why(literal)
        parts = node.parts if isinstance(node, AnyOf) else (node,)
        alternatives = AnyOf(tuple(part if isinstance(part, AllOf) else AllOf((part,)) for part in parts))
        status: LeafStatus = "missing" if self.value(literal) is None else "fails"
        return self._rule(step, self.index.names.get(abs(literal)), alternatives, status)

    def _clashing(self, step: int, body: Sequence[int]) -> BlockedRule:
        """A rule whose parts may each hold, but not all of them together."""
        parts = tuple(self.why(literal) for literal in body if self.value(literal) is None)
        return self._rule(step, None, AnyOf((AllOf(parts, together=True),)), "fails")

    def _rule(self, step: int, name: str | None, because: AnyOf, status: LeafStatus) -> BlockedRule:
        """The written rule of a step, if it has one, by another name where it has that."""
        rule = self.index.written.get(step)
        if rule is None:
            return BlockedRule(name or "", Place(), (), because, status)
        return BlockedRule(name or rule.head_text, rule.place, rule.quotes, because, status)

    def why(self, literal: int) -> Node:
        """What is needed for a literal that does not hold, or may not."""
        atom = abs(literal)
        if atom in self.index.input_names:
            return self._leaf(literal)
        asked = self._counting(literal)
        if asked is not None:
            return self._how_many(asked, "missing" if self.value(literal) is None else "fails")
        if literal < 0:
            return self._why_positive(atom)
        bodies = [body for _, body in self._steps(atom) if not self._dead(body)]
        open_to = [body for body in bodies if not any(self.value(p) is False and abs(p) in self.fixed for p in body)]
        return self._any_of([self._needed(body) for body in open_to or bodies])

    def _counting(self, literal: int) -> Counting | None:
        """The counting that a literal amounts to, the same for all patients under the same readings."""
        remembered, key = self.index.remembered, ("counting", literal, *sorted(self.screening.readings.items()))
        if key not in remembered:
            remembered[key] = counting(self.index, self._given, literal)
        found: Counting | None = remembered[key]
        return found

    def _needed(self, body: Sequence[int]) -> Node:
        """Everything in a body that does not hold yet."""
        return _all_of([self.why(literal) for literal in body if self.value(literal) is not True])

    def _dead(self, body: Sequence[int]) -> bool:
        """A body that no fact of the patient could make true: another reading, or a closed table."""
        return any(self.value(literal) is False and self._is_given(literal) for literal in body)

    def _is_given(self, literal: int) -> bool:
        """Whether a literal is none of the patient's: a reading, or a line of a table."""
        return abs(literal) in self.index.readings or self.index.static(abs(literal))

    def _given(self, atom: int) -> bool | None:
        """The truth of an atom that is none of the patient's, else None."""
        return self.value(atom) if self._is_given(atom) else None

    def _why_positive(self, atom: int) -> Node:
        """What is needed for an atom not to hold: every body that holds must be broken."""
        parts = []
        for _, body in self._steps(atom):
            if all(self.value(literal) is not False for literal in body):
                own = [part for part in body if not self._is_given(part)]
                parts.append(self._any_of([self.why(-part) for part in self._but_fixed(own)]))
        return _all_of(parts)

    def _but_fixed(self, body: Sequence[int]) -> Sequence[int]:
        """A body without what somebody is, where anything else is left."""
        return [part for part in body if abs(part) not in self.fixed] or body

    def _leaf(self, literal: int) -> Leaf:
        atom, wanted = abs(literal), literal > 0
        name = self.index.input_names[atom]
        status: LeafStatus = "missing" if self.known[atom] is None else "fails"
        follows: tuple[str, ...] = ()
        if name in self.base.thresholds.thresholds:
            leaf = threshold_leaf(self.base, self.patient, name, wanted, status)
            if leaf.value is not None or status == "missing":
                return leaf
            follows = self._culprits(literal)
            return threshold_leaf(self.base, self.patient, name, wanted, status, follows)
        if status == "fails" and not any(entry[1] == name for entry in self.patient.evidence.atoms):
            follows = self._culprits(literal)
        return answer_leaf(self.base, self.patient, name, wanted, status, follows)

    def _culprits(self, literal: int) -> tuple[str, ...]:
        """The facts from which it follows that a literal cannot hold."""
        return culprits(self.space, self.patient.evidence, self.screening.readings, [literal])

    def _how_many(self, asked: Counting, status: LeafStatus) -> Node:
        counted: list[Counted] = []
        missing: dict[str, None] = {}
        families: dict[str, None] = {}
        used: set[str] = set()
        short: dict[str, list[Leaf]] = {}
        waiting: set[str] = set()
        total = 0
        known = self.known
        for literal, points in asked.counted.body:
            below = resting(self.base, self.index, literal)
            families.update(below.families)
            for one in below.of_items:
                if known[one.literal] is False and known[one.held] is True:
                    short.setdefault(one.item, []).append(self._leaf(one.literal))
            value = self.value(literal)
            if value is True:
                total += points
                held = [each.name for each in below.inputs if known[each.literal] is True]
                used.update(held)
                counted.append(Counted(tuple(self._label(name) for name in held)))
            elif value is None:
                missing.update([(each.field, None) for each in below.inputs if known[each.literal] is None])
                for one in below.of_items:
                    if known[one.literal] is None and known[one.held] is True:
                        missing[one.quantity] = None
                        waiting.add(one.item)
        return HowMany(
            fact=next(iter(families)),
            label=" and ".join(self._family(name) for name in families),
            would_do=asked.holds,
            has=total,
            counted=tuple(counted),
            not_counted=tuple(
                self._not_counted(name, short.get(name, ()))
                for name in self._recorded(families)
                if name not in used and name not in waiting
            ),
            of=(),
            missing=tuple(missing),
            status=status,
        )

    def _family(self, name: str) -> str:
        """What is counted, by its label: a family, a field of another kind, or a threshold's quantity."""
        threshold = self.base.thresholds.thresholds.get(name)
        if threshold is not None:
            return self.base.thresholds.quantities[threshold.quantity].label
        vocabulary = self.base.vocabulary
        return vocabulary.families[name].label if name in vocabulary.families else vocabulary.label(name)

    def _recorded(self, families: Iterable[str]) -> list[str]:
        """The items of families that the record says hold, as atoms."""
        held = (atom for _, atom, holds in self.patient.evidence.atoms if holds)
        return list(dict.fromkeys(atom for atom in held if atom.partition("(")[0] in families))

    def _any_of(self, parts: Sequence[Node]) -> Node:
        """Alternatives; items of one family of facts, any of which would do, become one choice."""
        flat = list(dict.fromkeys(_flattened(parts, AnyOf)))
        grouped: dict[str, list[Leaf]] = {}
        for part in flat:
            if isinstance(part, Leaf) and part.needs == "yes" and "." in part.fact:
                grouped.setdefault(part.fact.partition(".")[0], []).append(part)
        merged: list[Node] = []
        for part in flat:
            family = part.fact.partition(".")[0] if isinstance(part, Leaf) else ""
            leaves = grouped.get(family, [])
            if part not in leaves or len(leaves) < 2:
                merged.append(part)
            elif part is leaves[0]:
                merged.append(self._one_of(family, leaves))
        return merged[0] if len(merged) == 1 else AnyOf(tuple(merged))

    def _one_of(self, family: str, leaves: Sequence[Leaf]) -> HowMany:
        described = self.base.vocabulary.families[family]
        return HowMany(
            fact=family,
            label=described.label,
            would_do=((1, None),),
            has=0,
            counted=(),
            not_counted=tuple(self._not_counted(name) for name in self._recorded((family,))),
            of=tuple(described.items[leaf.fact.partition(".")[2]].label for leaf in leaves),
            missing=tuple(name for leaf in leaves for name in leaf.missing),
            status="missing" if any(leaf.status == "missing" for leaf in leaves) else "fails",
        )

    def _not_counted(self, name: str, short: Sequence[Leaf] = ()) -> Counted:
        """Something recorded that does not count, with the class that says why, or what is told of it that does."""
        drug = self.base.vocabulary.drugs.get(name.partition("(")[2][:-1])
        kind = drug.drug_class if drug is not None and not short else None
        return Counted((self._label(name),), kind, tuple(dict.fromkeys(short)))

    def _label(self, name: str) -> str:
        family, _, item = name.partition("(")
        families = self.base.vocabulary.families
        return families[family].items[item[:-1]].label if family in families else name


def _all_of(parts: Sequence[Node]) -> Node:
    """All that is needed, or the one thing where there is no other."""
    return parts[0] if len(parts) == 1 else AllOf(tuple(_flattened(parts, AllOf)))


def _flattened(parts: Iterable[Node], kind: type[AnyOf] | type[AllOf]) -> Iterable[Node]:
    for part in parts:
        if isinstance(part, kind):
            yield from part.parts
        else:
            yield part


def explain(
    space: Space, index: CircuitIndex, screening: Screening, wanted: Container[str] | None = None
) -> tuple[CriterionAccount, ...]:
    """The account of every criterion, or of some, in the protocol's order; empty for a contradictory patient."""
    if screening.verdict == "contradictory":
        return ()
    account = Account(space, index, screening, wanted)
    return tuple(account.criterion(one) for one in space.base.criteria if wanted is None or one.id in wanted)
