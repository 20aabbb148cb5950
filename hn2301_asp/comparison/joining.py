"""Several versions of a protocol as one: inputs shared, and what differs in meaning told apart.

A predicate, a derived quantity, a score's total or a reading that means the same in two versions is
one thing here; where it does not, the later version's gets a name of its own. Names are found on
the syntax tree, never in text. What is true of people in every version stays a constraint; what
only one version takes to be true becomes a part of that version's eligibility.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from hn2301_asp.comparison.definitions import defined, is_defined, resting_on, used_first
from hn2301_asp.comparison.inputs import (
    Undecidable,
    hull,
    inner_first,
    one_vocabulary,
    renamed_formula,
    renamed_room,
    weights,
)
from hn2301_asp.comparison.joint_program import Joined, SideAtoms
from hn2301_asp.comparison.renaming import key, renamed
from hn2301_asp.knowledge.gates import gate_rules
from hn2301_asp.knowledge.model import Criterion, KnowledgeBase, Reading
from hn2301_asp.knowledge.rules import Rule, scoped
from hn2301_asp.knowledge.thresholds.axis import Interval, Test
from hn2301_asp.knowledge.thresholds.model import Derived, Threshold, Thresholds
from hn2301_asp.knowledge.thresholds.resolve import axes
from hn2301_asp.knowledge.vocabulary.model import Quantity, Score
from hn2301_asp.solver.ground import (
    ELIGIBLE,
    Circuit,
    applies,
    background_facts,
    fact_signatures,
    ground_program,
    input_atoms,
    judging,
    met,
)
from hn2301_asp.solver.instances import MOST_INSTANCES
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.kept import once


def join(versions: Sequence[KnowledgeBase], guardrails: KnowledgeBase | None = None) -> Joined:
    """All versions in one program; ``guardrails`` is the version whose guard-rails all are held against.

    Raises Undecidable where two versions cannot be put side by side.
    """
    return _Joining(versions, guardrails).joined()


class _Joining:
    def __init__(self, versions: Sequence[KnowledgeBase], guardrails: KnowledgeBase | None) -> None:
        self.versions = versions
        self.guard = guardrails
        self.vocabulary = one_vocabulary([version.vocabulary for version in versions])
        #: By kind and name: what it can mean, with the name that each meaning has here.
        self.meanings: dict[str, dict[object, str]] = {}
        self.names: list[dict[str, str]] = [{} for _ in versions]
        self.quantities: dict[str, Quantity] = {}
        self.derived: dict[str, Derived] = {}
        self.thresholds: dict[str, Threshold] = {}
        self.scores: dict[str, Score] = {}
        self.readings: dict[str, Reading] = {}
        #: Results of scores that a later version defines otherwise: the fact's name here, and its own.
        self.results: dict[str, str] = {}
        self.lines: list[str] = []
        self.number = 0
        #: For each version the facts of one score that the first to have them said too: their name there.
        self.parts: dict[tuple[str, str, tuple[str, ...]], str] = {}
        self.scored: list[dict[tuple[str, str], str]] = [{} for _ in versions]
        #: The number here of each rule, by what it derives and its text; and of each version's rules.
        self.numbers: dict[tuple[str, str], int] = {}
        #: For each version the literals of each rule's body, by its head here; none of a rule that is more than a list.
        self.bodies: list[dict[str, list[tuple[str, ...]]]] = [{} for _ in versions]
        self.written: list[dict[int, int]] = [{} for _ in versions]

    def joined(self) -> Joined:
        every = list(enumerate(self.versions))
        self._given()
        for version, base in every:
            self._quantities(version, base)
            self._thresholds(version, base.thresholds)
            self._readings(version, base)
            self._facts(version, base)
        for version, base in every:
            self._results(version, base)
        self._bounds()
        guarding = self._guard_names()
        beyond = [self._beyond(version, base) for version, base in every]
        for version, base in every:
            self._rules(version, base)
        impossible = self._constraints(beyond)
        passes = [self._passes(version, base, impossible[version]) for version, base in every]
        eligible = [self._conclusion(v, "_eligible", list(passes[v].values()), impossible[v]) for v, _ in every]
        broken = [self._broken(version, eligible[version], guarding) for version, _ in every]
        groups = self._groups(guarding)
        base = self._protocol()
        inputs = list(input_atoms(base))
        named = [ELIGIBLE, *eligible, *(atom for own in passes for atom in own.values())]
        scopes = [self._scopes(version, base) for version, base in every]
        named += [*(atom for own in (*broken, [*groups.values()]) for atom in own)]
        named += [atom for own in scopes for atom in own.values()]
        program = "".join(f"{{{atom}}}.\n" for atom in inputs) + "".join(self.lines)
        # Each version kept to the limit by itself; here stands all of both, and what is held against them.
        most = MOST_INSTANCES * (len(self.versions) + 1)
        # As of one version, what a limit is does not stand in the program: so one moved again has been grounded.
        circuit = once(
            Circuit,
            ("joined", program, str(most), *inputs, *named),
            lambda: ground_program(program, inputs, dict.fromkeys(named), base.root, most=most),
        )
        return Joined(
            base,
            circuit,
            tuple(
                SideAtoms(
                    circuit.derived[eligible[version]],
                    {name: circuit.derived[atom] for name, atom in passes[version].items()},
                    {name: circuit.derived[atom] for name, atom in scopes[version].items()},
                    tuple(circuit.derived[atom] for atom in broken[version]),
                    self.names[version],
                    {self.names[version][key("reading", r.id)]: r.default for r in own.readings.values()},
                    self.written[version],
                )
                for version, own in every
            ),
            {name: circuit.derived[atom] for name, atom in groups.items()},
            self.results,
        )

    def _called(self, version: int, kind: str, name: str, meaning: object) -> tuple[str, bool]:
        """What a version's thing is called here, and whether it is new."""
        known = self.meanings.setdefault(key(kind, name), {})
        new = meaning not in known
        if new:
            known[meaning] = f"_v{version}_{name}" if known else name
        self.names[version][key(kind, name)] = known[meaning]
        return known[meaning], new

    def _given(self) -> None:
        """Facts, choices and lists that another version defines: they keep their names, and its thing gets its own."""
        theirs = {name for base in self.versions for name in defined(base)}
        for version, base in enumerate(self.versions):
            vocabulary = base.vocabulary
            for name in (*vocabulary.facts, *vocabulary.choices, *vocabulary.families):
                if name in theirs:
                    self._called(version, "predicate", name, "given")

    def _quantities(self, version: int, base: KnowledgeBase) -> None:
        names, thresholds = self.names[version], base.thresholds
        totals = {total: score for score in base.vocabulary.scores.values() for total in score.totals}
        for name in inner_first(thresholds):
            derived = thresholds.derived.get(name)
            formula = renamed_formula(derived.formula, names) if derived else None
            items = weights(totals[name], name) if name in totals else None
            room = renamed_room(thresholds.quantities[name].room, names)
            joint, new = self._called(version, "quantity", name, (formula, items, room))
            if not new:
                self.quantities[joint] = hull(self.quantities[joint], thresholds.quantities[name])
                continue
            self.quantities[joint] = replace(_own(thresholds.quantities[name], joint, name), room=room)
            if derived is not None and formula is not None:
                self.derived[joint] = replace(derived, quantity=joint, formula=formula)
            if name in totals:
                score = totals[name]
                own = self.scores.get(f"{version} {score.name}") or replace(score, totals={})
                self.scores[f"{version} {score.name}"] = replace(own, totals={**own.totals, joint: score.totals[name]})

    def _thresholds(self, version: int, thresholds: Thresholds) -> None:
        several = self._several(version, thresholds)
        for threshold in thresholds.thresholds.values():
            if threshold.name in several:
                continue
            quantity = self.names[version][key("quantity", threshold.quantity)]
            meaning = (quantity, threshold.test.interval, threshold.test.never)
            joint, new = self._called(version, "predicate", threshold.name, meaning)
            if new:
                self._test(joint, quantity, threshold)

    def _several(self, version: int, thresholds: Thresholds) -> set[str]:
        """Thresholds on the items of a family, by their names; rules name them together: all are the same, or none."""
        families: dict[str, dict[str, Threshold]] = {}
        for name, threshold in thresholds.thresholds.items():
            predicate, _, item = name.partition("(")
            if item:
                families.setdefault(predicate, {})[item[:-1]] = threshold
        for predicate, own in families.items():
            names = {item: self.names[version][key("quantity", one.quantity)] for item, one in own.items()}
            meaning = tuple((item, names[item], own[item].test.interval) for item in sorted(own))
            joint, new = self._called(version, "predicate", predicate, meaning)
            for item, threshold in own.items():
                self.names[version][key("predicate", threshold.name)] = f"{joint}({item})"
                if new:
                    self._test(f"{joint}({item})", names[item], threshold)
        return {threshold.name for own in families.values() for threshold in own.values()}

    def _test(self, joint: str, quantity: str, threshold: Threshold) -> None:
        test = replace(threshold.test, name=joint)
        self.thresholds[joint] = replace(threshold, name=joint, quantity=quantity, test=test)

    def _guard_names(self) -> dict[str, str]:
        """The guard-rails' names: their thresholds are their own, and speak of their version's quantities."""
        if self.guard is None:
            return {}
        names = dict(self.names[next(v for v, p in enumerate(self.versions) if p is self.guard)])
        guarding = self.guard.guardrail_thresholds
        for threshold in guarding.thresholds.values():
            quantity = names.get(key("quantity", threshold.quantity))
            if quantity is None:  # a ratio to a limit of normal that no criterion asks for
                quantity = names[key("quantity", threshold.quantity)] = threshold.quantity
                self.quantities[quantity] = guarding.quantities[quantity]
                self.derived[quantity] = guarding.derived[quantity]
            joint = names[key("predicate", threshold.name)] = f"_guard_{threshold.name}"
            names[key("predicate", threshold.name.partition("(")[0])] = joint.partition("(")[0]
            self._test(joint, quantity, threshold)
        gates = guarding.gates.values()
        names |= {key("predicate", gate.name): f"_guard_{gate.name}" for gate in gates}
        self.lines += [renamed(rule, names, self._next()) for rule in gate_rules(gates, 1)]
        return names

    def _beyond(self, version: int, base: KnowledgeBase) -> list[str]:
        """What is impossible in a version and possible in another: numbers, and values of a choice."""
        found = [
            f"{choice.name}({value})"
            for choice in base.vocabulary.choices.values()
            for value in self.vocabulary.choices[choice.name].values
            if value not in choice.values
        ]
        for name, quantity in base.thresholds.quantities.items():
            joint = self.names[version][key("quantity", name)]
            whole = self.quantities[joint]
            if joint in self.derived or quantity.hidden:
                continue
            if (whole.possible, whole.never) == (quantity.possible, quantity.never):
                continue
            test = Test(f"_v{version}_possible_{name.replace('.', '__')}", Interval(*quantity.possible), quantity.never)
            self.thresholds[test.name] = Threshold(test.name, joint, test, "", "", Place(), (), ())
            found.append(f"not {test.name}")
        return found

    def _readings(self, version: int, base: KnowledgeBase) -> None:
        for reading in base.readings.values():
            joint, new = self._called(version, "reading", reading.id, (frozenset(reading.values), reading.default))
            if new:
                self.readings[joint] = replace(reading, id=joint)

    def _facts(self, version: int, base: KnowledgeBase) -> None:
        """What the vocabulary says of drugs and scores, as facts."""
        facts: dict[str, list[str]] = {name: [] for name, _ in sorted(fact_signatures(base))}
        for fact in background_facts(base):
            facts[fact.partition("(")[0]].append(fact)
        for name, written in facts.items():
            joint, new = self._called(version, "predicate", name, tuple(sorted(written)))
            if new:
                self.lines += [f"{joint}{fact.removeprefix(name)}.\n" for fact in written]
            for score in base.vocabulary.scores:
                own = tuple(sorted(fact for fact in written if fact.startswith(f"{name}({score},")))
                self.scored[version][name, score] = self.parts.setdefault((name, score, own), joint)

    def _results(self, version: int, base: KnowledgeBase) -> None:
        """Facts that are the result of a score: where versions define it otherwise, each has a fact of its own.

        That is so only of a fact that every version's constraints make the same as what a rule derives.
        """
        for fact in base.vocabulary.facts.values():
            if fact.score is None or not all(is_defined(fact.name, other.rules) for other in self.versions):
                continue
            meaning = frozenset(resting_on(fact.name, base.rules, lambda rule: self._names(version, rule)))
            joint, new = self._called(version, "predicate", fact.name, meaning)
            if new and joint != fact.name:
                facts = {**self.vocabulary.facts, joint: replace(fact, name=joint, label=f"{fact.label} (as amended)")}
                self.vocabulary = replace(self.vocabulary, facts=facts)
                self.results[joint] = fact.name

    def _bounds(self) -> None:
        """No bound rests on a fact that the versions define differently: whose it would be is not told."""
        for quantity in self.quantities.values():
            if quantity.room is not None and quantity.room.when in {*self.results.values()}:
                raise Undecidable(f"{quantity.label} is bounded by {quantity.room.when}, which is defined otherwise")

    def _rules(self, version: int, base: KnowledgeBase) -> None:
        names = self.names[version]
        for name in {name for other in self.versions for name in defined(other)} - set(defined(base)):
            # What only another version defines is nothing here, and must not be taken for that version's.
            names.setdefault(key("predicate", name), f"_v{version}_{name}")
        rules = [rule for rule in base.rules if rule.head is not None]
        scopes = scoped(rules)
        for node, own in used_first(rules):
            texts = [renamed(rule, self._names(version, rule), 0) for rule in own]
            joint, new = self._called(version, "predicate", node, tuple(sorted(set(texts))))
            for rule, text in zip(own, texts, strict=True):
                if scopes:
                    self.bodies[version].setdefault(joint, []).append(_literals(text))
                if new:
                    self.lines.append(renamed(rule, self._names(version, rule), self._next()))
                    self.numbers.setdefault((joint, text), self.number)
                self.written[version][rule.number] = self.numbers[joint, text]

    def _names(self, version: int, rule: Rule) -> Mapping[str, str]:
        """What a rule's names are called here: where it asks for one score's facts alone, as those are."""
        found = {}
        told = {name for name, _ in self.scored[version]}
        for name in told.intersection(use.signature[0] for use in rule.uses):
            scores = re.findall(rf"\b{name}\(\s*(\w+)\s*,", rule.source)
            called = {self.scored[version].get((name, score)) for score in scores}
            every = len(re.findall(rf"\b{name}\b", rule.source)) == len(scores)
            if every and len(called) == 1 and (joint := called.pop()) is not None:
                found[key("predicate", name)] = joint
        return {**self.names[version], **found} if found else self.names[version]

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _constraints(self, beyond: Sequence[list[str]]) -> list[str | None]:
        """What is impossible in every version is excluded; for the rest, an atom for each version that has some."""
        own = [
            {renamed(rule, self.names[version], 0): rule for rule in base.rules if rule.head is None}
            for version, base in enumerate(self.versions)
        ]
        shared = set.intersection(*(set(rules) for rules in own))
        apart = {*self.results, *self.results.values()}
        for bare in (bare for bare in own[0] if bare in shared):
            self.lines.append(renamed(own[0][bare], self.names[0], self._next()))
            for version, rules in enumerate(own):
                self.written[version][rules[bare].number] = self.number
        found: list[str | None] = []
        for version, rules in enumerate(own):
            names, atom, contrary = self.names[version], f"_impossible({version})", f"_contrary({version})"
            lines: list[str] = []
            for rule in (rule for bare, rule in rules.items() if bare not in shared):
                # What says what a version's own fact is excludes nobody.
                head = None if self._defines(rule, names, apart) else contrary
                (lines if head else self.lines).append(renamed(rule, names, self._next(), head))
                self.written[version][rule.number] = self.number
            lines += [f"{atom} :- {literal}.\n" for literal in ([contrary] if lines else []) + beyond[version]]
            self.lines += lines
            found.append(atom if lines else None)
        return found

    def _defines(self, rule: Rule, names: Mapping[str, str], apart: set[str]) -> bool:
        """Whether a constraint speaks of the result of a score that the versions define differently."""
        used = {use.signature[0] for use in rule.uses}
        return any(names.get(key("predicate", name), name) in apart for name in used)

    def _passes(self, version: int, base: KnowledgeBase, impossible: str | None) -> dict[str, str]:
        """For each criterion of any version the atom that says that it lets a patient pass; one that is absent does."""
        own = {criterion.id: criterion for criterion in base.criteria}
        scopes = scoped(base.rules)
        found = {}
        for name in dict.fromkeys(criterion.id for version in self.versions for criterion in version.criteria):
            asked = self._name(version, met(name))
            if name in own and name in scopes:
                body = self._judged(version, own[name], asked, self._name(version, applies(name)))
            else:
                body = [] if name not in own else [asked if own[name].kind == "inclusion" else f"not {asked}"]
            found[name] = self._conclusion(version, f"_passes_{name}", body, impossible)
        return found

    def _name(self, version: int, atom: str) -> str:
        """What a version says of a criterion, as it is called here."""
        return self.names[version].get(key("predicate", atom), atom)

    def _judged(self, version: int, criterion: Criterion, met: str, applies: str) -> list[str]:
        """What must hold for a criterion with a scope to let somebody pass: each of its conditions where it applies."""
        if criterion.kind == "exclusion":
            return [f"not {self._where(criterion, met, applies)}"]
        return [self._where(criterion, asked, applies) for asked in self._conjuncts(version, met)]

    def _where(self, criterion: Criterion, asked: str, applies: str) -> str:
        """The atom that says that something holds where a criterion applies; one for all versions that agree."""
        known = self.meanings.setdefault(key("judged", criterion.id), {})
        meaning = (criterion.kind, asked, applies)
        if meaning not in known:
            known[meaning] = f'_judged("{criterion.id}",{len(known)})'
            self.lines += [f"{rule}\n" for rule in judging(criterion.kind, known[meaning], asked, applies)]
        return known[meaning]

    def _conjuncts(self, version: int, literal: str) -> list[str]:
        """A literal taken apart as long as one rule of plain literals alone defines it."""
        bodies = self.bodies[version].get(literal, ())
        if len(bodies) != 1 or not bodies[0]:
            return [literal]
        return list(dict.fromkeys(part for inner in bodies[0] for part in self._conjuncts(version, inner)))

    def _conclusion(self, version: int, what: str, body: Sequence[str], impossible: str | None) -> str:
        """An atom that holds where a body does, for people who are possible; one for all versions that agree."""
        literals = [*body, *([f"not {impossible}"] if impossible else [])]
        known = self.meanings.setdefault(key("conclusion", what), {})
        if (meaning := tuple(sorted(literals))) not in known:
            known[meaning] = f'_conclusion("{what}",{version})'
            self.lines.append(f"{known[meaning]} :- {', '.join(literals) or '#true'}.\n")
        return known[meaning]

    def _scopes(self, version: int, base: KnowledgeBase) -> dict[str, str]:
        """For each criterion that does not apply to everybody the atom that says that it applies."""
        scopes = scoped(base.rules)
        return {c.id: self._name(version, applies(c.id)) for c in base.criteria if c.id in scopes}

    def _broken(self, version: int, eligible: str, guarding: Mapping[str, str]) -> list[str]:
        if self.guard is None:
            return []
        rules = self.guard.guardrails
        names = {**guarding, key("predicate", ELIGIBLE): eligible}
        atoms = [f"_broken({version},{number})" for number in range(len(rules))]
        self.lines += [renamed(rule, names, self._next(), atom) for rule, atom in zip(rules, atoms, strict=True)]
        return atoms

    def _groups(self, guarding: Mapping[str, str]) -> dict[str, str]:
        if self.guard is None:
            return {}
        self.lines += [renamed(rule, guarding, self._next()) for rule in self.guard.groups]
        return {rule.head_text.partition("(")[2][:-1]: rule.head_text for rule in self.guard.groups}

    def _protocol(self) -> KnowledgeBase:
        """A protocol of the inputs alone, for the search space."""
        tests: dict[str, list[Test]] = {}
        for threshold in self.thresholds.values():
            tests.setdefault(threshold.quantity, []).append(threshold.test)
        cuts = axes(tests, self.derived, self.quantities)
        scores = {name: score for name, score in self.scores.items() if score.totals}
        return replace(
            self.versions[0],
            vocabulary=replace(self.vocabulary, quantities=self.quantities, scores=scores),
            thresholds=Thresholds(self.thresholds, self.derived, self.quantities, cuts),
            criteria=(),
            rules=(),
            guardrails=(),
            groups=(),
            readings=self.readings,
        )


def _own(quantity: Quantity, joint: str, name: str) -> Quantity:
    """A quantity under its name here; one that means something else than in the first version says so."""
    label = quantity.label if joint == name else f"{quantity.label} (as amended)"
    return replace(quantity, name=joint, label=label)


def _literals(program: str) -> tuple[str, ...]:
    """The literals of a rule's body; none where it has variables, or more than plain literals."""
    mark = program.splitlines()[0]
    return tuple(mark.partition(" :- ")[2].removesuffix(".").split("; ")) if _PLAIN.fullmatch(mark) else ()


_LITERAL = r"(?:not )?\w+(?:\([\w,]+\))?"
#: A rule's mark without variables, over literals that are atoms of names alone, or `not` before one.
_PLAIN = re.compile(rf"_rule\(\d+,\(\)\) :- {_LITERAL}(?:; {_LITERAL})*\.")
