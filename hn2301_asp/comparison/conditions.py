"""Eligibility taken apart into the conditions that all must hold, and which of them can touch each other.

A condition is a threshold, a fact, or what several rules define; a criterion, and whatever one rule with a
plain body defines, is no more than its parts. Nothing is asked here, and nothing is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.comparison.differences import meaning
from hn2301_asp.comparison.joint_program import SideAtoms
from hn2301_asp.comparison.search import Search
from hn2301_asp.comparison.words import answers_in_words, test_in_words
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.solver.ground import met
from hn2301_asp.solver.sharing import Key, Links
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.lists import listed

_NONE: frozenset[int] = frozenset()
#: So many conditions of an exclusion criterion are told one by one.
_TOLD = 3


class Leaf(Struct, frozen=True):
    """One condition of a criterion, as a literal of the joint program.

    ``clause`` is the condition as it stands whatever the readings of open phrases; under the default
    readings it may come to several.
    """

    literal: int
    criterion: str
    clause: int


class Conditions:
    """The conditions of one version in the joint program.

    ``known`` are literals that hold for whomever this version takes to be possible; ``passes`` says of
    each of its own criteria that it lets pass.
    """

    def __init__(self, search: Search, side: SideAtoms, base: KnowledgeBase) -> None:
        self.search, self.side, self.base = search, side, base
        self.circuit = search.joined.circuit
        self.heads = {atom: [rule.body for rule in rules] for atom, rules in self.circuit.rules_by_head().items()}
        self.weights = {weight.head: weight for weight in self.circuit.weight_rules}
        self.names = {atom: name for name, atom in (*self.circuit.derived.items(), *self.circuit.inputs.items())}
        self.inputs = frozenset(self.circuit.inputs.values())
        self.readings = {a: a in search.always for n, a in self.circuit.inputs.items() if n.startswith("reading(")}
        self.below: dict[int, frozenset[int]] = {}
        own = {rule.number: rule for rule in base.rules}
        #: The written rules by their number in the joint program.
        self.rules: dict[int, Rule] = {}
        for number, joint in side.rules.items():
            self.rules.setdefault(joint, own[number])
        #: The number of a written rule by what it says.
        self.numbers = {meaning(rule): number for number, rule in reversed(self.rules.items())}
        self.passes = {criterion.id: side.passes[criterion.id] for criterion in base.criteria}
        self.known = tuple(
            dict.fromkeys(lit for atom in self.passes.values() for lit in self._plain(atom) if self._impossible(lit))
        )
        #: What is asked where a criterion with a scope applies: by its atom the criterion, and what that is by itself;
        #: one of exclusion is one condition, that it is not met, of which these are the parts.
        self.scoped = {
            abs(literal): (name, self._inner(literal, scope))
            for name, scope in side.scopes.items()
            for literal in self._plain(self.passes[name])
            if not self._impossible(literal)
        }
        self.leaves = tuple(self._leaves())

    def _plain(self, atom: int) -> tuple[int, ...]:
        """The body of a conclusion."""
        return next(iter(self.heads.get(atom, [()])))

    def _inner(self, literal: int, scope: int) -> tuple[int, ...]:
        """Of a condition that is asked where a criterion applies the condition; nothing of a fact."""
        bodies = self.heads.get(abs(literal), [])
        if literal > 0:
            return next((body for body in bodies if len(body) == 1 and body[0] != -scope), ())
        met = [asked for body in bodies for asked in body if asked != scope]
        return tuple(part for asked in met for part in self.parts(-asked))

    def inner(self, leaf: Leaf) -> Leaf:
        """A condition by itself: without that it is asked where its criterion applies."""
        criterion, asked = self.scoped.get(abs(leaf.literal), ("", ()))
        return replace(leaf, literal=asked[0]) if criterion == leaf.criterion and len(asked) == 1 else leaf

    def read_so(self, leaf: Leaf) -> bool:
        """Whether a condition is no more than how an open phrase is read, which holds of everybody."""
        return self._certain(self.inner(leaf).literal, fixed=True)

    def where_asked(self, leaf: Leaf, criterion: str) -> Leaf:
        """A condition by itself where it is asked of everybody to whom a criterion applies; else as it stands."""
        scope, own = (self.side.scopes.get(name) for name in (criterion, leaf.criterion))
        if leaf.criterion == criterion or (scope and own and self.search.nobody([*self.known, scope, -own])):
            return self.inner(leaf)
        return leaf

    def _impossible(self, literal: int) -> bool:
        return self.names.get(abs(literal), "").startswith("_impossible(")

    def _leaves(self) -> Iterator[Leaf]:
        for criterion, atom in self.passes.items():
            seen: set[int] = set()
            for asked in reversed(self._plain(atom)):
                for clause in [] if self._impossible(asked) else self.parts(asked, fixed=False):
                    for literal in self.parts(clause):
                        if literal not in seen:
                            seen.add(literal)
                            yield Leaf(literal, criterion, clause)

    # Taking apart ------------------------------------------------------------------------------------

    def bodies(
        self, atom: int, *, fixed: bool = True, off: frozenset[int] = _NONE
    ) -> list[tuple[int, tuple[int, ...]]]:
        """What derives an atom: the step of the written rule, and what it asks; facts are left out of it.

        ``fixed`` leaves out what only another reading makes apply, ``off`` what some rules derive.
        """
        found = []
        for body in self.heads.get(atom, ()):
            step = body[0] if len(body) == 1 and body[0] in self.circuit.steps else 0
            if step and self.circuit.steps[step] in off:
                continue
            for inner in self.heads.get(step, ()) if step else (body,):
                # The grounder turns bodies round: here they stand as they were written.
                asked = [literal for literal in reversed(inner) if not self._certain(literal, fixed)]
                if not (fixed and any(self.readings.get(abs(lit)) is (lit < 0) for lit in asked)):
                    found.append((step, tuple(asked)))
        return found

    def _certain(self, literal: int, fixed: bool) -> bool:
        if fixed and abs(literal) in self.readings:
            return self.readings[abs(literal)] is (literal > 0)
        return literal > 0 and () in self.heads.get(literal, ())

    def parts(self, literal: int, *, fixed: bool = True, off: frozenset[int] = _NONE) -> list[int]:
        """The conditions that a literal comes to; it alone where it is none or one of several."""
        atom = abs(literal)
        if atom in self.inputs or atom in self.weights:
            return [literal]
        found = self.bodies(atom, fixed=fixed, off=off)
        if literal > 0:
            if len(found) != 1:
                return [literal]
            return self._each(found[0][1], lambda lit: self.parts(lit, fixed=fixed, off=off))
        if any(not body for _, body in found):
            return [literal]
        if all(len(body) == 1 for _, body in found):
            return self._each([body[0] for _, body in found], lambda lit: self.parts(-lit, fixed=fixed, off=off))
        if len({step for step, _ in found}) < 2:
            return [literal]
        steps = {step: [body for other, body in found if other == step] for step, _ in found}
        denied: list[int] = []
        for step, bodies in steps.items():
            plain = all(len(body) == 1 for body in bodies)
            denied += [lit for b in bodies for lit in self.parts(-b[0], fixed=fixed, off=off)] if plain else [-step]
        return list(dict.fromkeys(denied))

    @staticmethod
    def _each(literals: Iterable[int], parts: Callable[[int], list[int]]) -> list[int]:
        return list(dict.fromkeys(part for literal in literals for part in parts(literal)))

    # What lies below, and what touches what --------------------------------------------------------------

    def under(self, atom: int) -> frozenset[int]:
        """Every atom on which an atom depends, with itself."""
        if atom not in self.below:
            self.below[atom] = frozenset({atom}).union(*map(self.under, self.circuit.asks.get(atom, ())))
        return self.below[atom]

    def touched(self, before: Conditions | None) -> tuple[Leaf, ...]:
        """The conditions whose place among the others a change can alter; all of them without a version before.

        What is new stands first. Conditions that share no quantity, list, choice or tie with what changed,
        and with nothing that does, are as redundant or as needed as they were.
        """
        if before is None:
            return self.leaves
        theirs, ours = ({(leaf.literal, leaf.criterion) for leaf in each.leaves} for each in (before, self))
        new = tuple(leaf for leaf in self.leaves if (leaf.literal, leaf.criterion) not in theirs)
        if theirs == ours and self.known == before.known:
            return ()
        groups = self._groups([*self.leaves, *before.leaves])
        old = [leaf for leaf in before.leaves if (leaf.literal, leaf.criterion) not in ours]
        changed = {groups(leaf.literal) for leaf in (*new, *old)}
        changed |= {groups(literal) for literal in {*self.known} ^ {*before.known}}
        rest = [leaf for leaf in self.leaves if leaf not in new]
        return (*new, *(leaf for leaf in rest if groups(leaf.literal) in changed))

    def beside(self, literal: int, among: Sequence[Leaf]) -> list[Leaf]:
        """Of some conditions those that can have to do with a literal."""
        groups = self._groups([*among, Leaf(literal, "", literal)])
        return [leaf for leaf in among if groups(leaf.literal) == groups(literal)]

    def _groups(self, leaves: Sequence[Leaf]) -> Callable[[int], Key]:
        """A group for each literal: those that share nothing, directly or through others, have different ones."""
        links = Links()

        def shown(atom: int) -> set[str]:
            asked = (self.under(atom) & self.inputs) - self.readings.keys()
            return {self._thing(self.names[each]) for each in asked}

        search = self.search
        for cluster in search.clusters:
            links.join([*cluster.measured, *(tie.result for tie in cluster.ties), *map(self._thing, cluster.facts)])
        for score in search.vocabulary.scores.values():
            links.join([*score.totals, *(f"{score.family}({i})" for items in score.totals.values() for i in items)])
        for body in self.heads.get(0, ()):
            links.join(sorted(name for literal in body for name in shown(abs(literal))))
        for atom, name in self.names.items():
            if name.startswith("_impossible("):
                links.join(sorted(shown(atom)))
        for leaf in leaves:
            links.join(sorted(shown(abs(leaf.literal))))
        return lambda literal: links.root(min(shown(abs(literal)), default=str(literal)))

    def _thing(self, name: str) -> str:
        """What an input speaks of: a quantity, a choice, an item of a list, a fact."""
        threshold = self.search.joined.base.thresholds.thresholds.get(name)
        if threshold is not None:
            return threshold.quantity
        choice = name.partition("(")[0]
        return choice if choice in self.search.vocabulary.choices else name

    # Words -----------------------------------------------------------------------------------------------

    def own_name(self, literal: int) -> str:
        """What the version itself calls a condition."""
        if (asked := self.scoped.get(abs(literal))) is not None:
            return asked[0] if literal < 0 or not asked[1] else self.own_name(asked[1][0])
        name = self.names.get(abs(literal))
        if name is None:
            rule = self.rule(literal)
            return rule.head_text if rule is not None else "condition"
        called = {
            joint: entry.partition(" ")[2] for entry, joint in self.side.names.items() if entry.startswith("pred")
        }
        return called.get(name, name)

    def words(self, literal: int) -> str:
        """A condition in its author's words."""
        if (asked := self.scoped.get(abs(literal))) is not None:
            criterion, inner = asked
            told = listed(map(self.words, inner)) if len(inner) <= _TOLD else ""
            return f"{told} where {criterion} applies" if told else f"{criterion} shuts nobody out"
        name = self.names.get(abs(literal), "")
        if name in self.search.joined.base.thresholds.thresholds:
            return test_in_words(self.search, name, holds=literal > 0)
        if abs(literal) in self.readings:
            return f"{name} is read so" if literal > 0 else f"{name} is not read so"
        if abs(literal) in self.inputs:
            return answers_in_words(self.search, [literal])[0]
        rule = self.rule(literal)
        told = rule.head_text if rule is not None else name
        if rule is not None and (rule.quotes or rule.because):
            told = f'"{" … ".join(rule.quotes)}"' if rule.quotes else rule.because[0]
        return told if literal > 0 else f"not {told}"

    def rule(self, literal: int) -> Rule | None:
        """The first written rule of what a literal says."""
        atom = abs(literal)
        steps = [atom] if atom in self.circuit.steps else [step for step, _ in self.bodies(atom, fixed=False) if step]
        numbers = [self.circuit.steps[step] for step in steps if self.circuit.steps[step] in self.rules]
        return self.rules[min(numbers)] if numbers else self._user(atom)

    def _user(self, atom: int) -> Rule | None:
        """The rule whose body an aggregate stands in."""
        for step, number in self.circuit.steps.items():
            if number in self.rules and any(atom in map(abs, body) for body in self.heads.get(step, ())):
                return self.rules[number]
        return None

    def place(self, literal: int) -> Place | None:
        """Where a condition is written down."""
        if (asked := self.scoped.get(abs(literal))) is not None:
            return self.criterion_place(asked[0]) if literal < 0 or not asked[1] else self.place(asked[1][0])
        threshold = self.base.thresholds.thresholds.get(self.own_name(literal))
        if threshold is not None and abs(literal) in self.inputs:
            return threshold.place
        rule = self.rule(literal)
        return rule.place if rule is not None else None

    def criterion_place(self, criterion: str) -> Place | None:
        """Where a criterion's first rule stands."""
        return next((rule.place for rule in self.base.rules if rule.head_text == met(criterion)), None)
