"""Constants: a misspelt one is a rule that never applies, and clingo says nothing.

Every argument position of a predicate has a *sort*: the drugs, the items of a score, the values of
a choice. Variables carry sorts from one position to the next, so that the constants of derived
predicates and of comparisons are known too. Where a sort is not known nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from hn2301_asp.check.base import Base
from hn2301_asp.check.terms import OF_CRITERION, Atom, Comparison, Statement, Term
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import Signature
from hn2301_asp.knowledge.vocabulary.model import DRUGS, Drug, Item, item_key, known_names
from hn2301_asp.source.diagnostics import Finding, clearly_meant, did_you_mean, one_of

_ORDER = frozenset({"<", ">", "<=", ">="})
#: A position of a predicate (name, number of arguments, index) or a variable of a rule.
_Node = tuple[str, int, int | str]


class _Sort(Struct):
    """What may stand in some positions. ``what`` names it, as in "no drug of the vocabulary"."""

    what: str = ""
    names: set[str] = field(default_factory=set)
    numeric: bool = False
    declared: bool = False
    open: bool = False
    given: set[str] = field(default_factory=set)


def constant_findings(base: Base) -> Iterator[Finding]:
    """Misspelt constants, and names that are compared or added up as if they were numbers."""
    sorts = _Sorts(base.known)
    numbered = [(n, s) for n, (_, s) in enumerate(base.all_statements())]
    for number, statement in numbered:
        sorts.learn(number, statement)
    for number, statement in numbered:
        for atom in (*statement.heads, *statement.body):
            # Which criterion a rule meets is asked in ``criteria``, and that it asks for one.
            if atom.signature not in OF_CRITERION or (atom in statement.body and atom.terms[0].kind == "string"):
                yield from _of_atom(base.known, sorts, atom)
        for comparison in statement.comparisons:
            yield from _of_comparison(sorts, number, comparison)
        for term in statement.summed:
            if _is_name(sorts, number, term):
                yield Finding(
                    "name-as-number",
                    f"`{term.text}` is a name: clingo leaves it out of the sum without a word",
                    term.place,
                    help="the number that is added up stands first",
                )


class _Sorts:
    """The sort of every position, by union of the positions that share a variable."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.parent: dict[_Node, _Node] = {}
        self.sort: dict[_Node, _Sort] = {}
        self.of_scores: set[Signature] = set()
        self.of_lists: dict[Signature, _Sort] = {}
        for node, what, names in _declared(base):
            self.declare(node, what, names)
            if what == "score":
                self.of_scores.add(node[:2])
        if len(lists := {drug.listed_in for drug in base.vocabulary.drugs.values()}) > 1:
            for family in (one for one in base.vocabulary.families.values() if one.score is None):
                of = {base.vocabulary.drugs[item].listed_in for item in family.items} or lists
                self.of_lists[family.name, 1] = _Sort(_listed(of), set(family.items), declared=True)
        for index in range(3):
            self.of(("weight", 3, index))
        self.of(("weight", 3, 2)).numeric = True

    def declare(self, node: _Node, what: str, names: Iterator[str]) -> None:
        sort = self.of(node)
        sort.what, sort.declared = what, True
        sort.names |= set(names)

    def root(self, node: _Node) -> _Node:
        self.parent.setdefault(node, node)
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def of(self, node: _Node) -> _Sort:
        return self.sort.setdefault(self.root(node), _Sort())

    def join(self, one: _Node, other: _Node) -> None:
        a, b = self.root(one), self.root(other)
        if a == b:
            return
        kept, gone = self.of(a), self.sort.pop(b, _Sort())
        self.parent[b] = a
        kept.what = " or ".join(dict.fromkeys(filter(None, (kept.what, gone.what))))
        kept.names |= gone.names
        kept.given |= gone.given
        kept.numeric |= gone.numeric
        kept.declared |= gone.declared
        kept.open |= gone.open

    def learn(self, number: int, statement: Statement) -> None:
        for atom in (*statement.heads, *statement.body):
            for index, term in enumerate(atom.terms):
                if atom.signature != ("reading", 2):
                    self.learn_term(number, (*atom.signature, index), term, head=atom in statement.heads)
        for comparison in statement.comparisons:
            self.learn_comparison(number, comparison)
        for term in statement.summed:
            if term.kind == "variable":
                self.of(_variable(number, term))

    def learn_term(self, number: int, node: _Node, term: Term, *, head: bool) -> None:
        sort = self.of(node)
        for part in term.alternatives():
            if part.kind == "variable" and part.text != "_":
                self.join(node, _variable(number, part))
                sort = self.of(node)
            elif part.kind in ("constant", "string", "number") and head:
                sort.given.add(part.text)
                sort.numeric |= part.kind == "number" and not sort.declared
            elif part.kind == "other":
                sort.open = True

    def learn_comparison(self, number: int, comparison: Comparison) -> None:
        left, right = comparison.left, comparison.right
        variables = [term for term in (left, right) if term.kind == "variable"]
        if len(variables) == 2 and comparison.comparator in ("=", "!="):
            self.join(_variable(number, left), _variable(number, right))
        elif variables and comparison.comparator == "=":
            other = right if left.kind == "variable" else left
            sort = self.of(_variable(number, variables[0]))
            if other.kind == "other":
                sort.open = True
            else:
                sort.given |= {part.text for part in other.alternatives()}


def _variable(number: int, term: Term) -> _Node:
    return ("", number, term.text)


def _listed(lists: set[str]) -> str:
    """What an item of a list is called: a drug, or an item of that list."""
    if lists == {DRUGS}:
        return "drug of the vocabulary"
    return f"item of {lists.pop() if len(lists) == 1 else 'a list'}"


def _declared(base: KnowledgeBase) -> Iterator[tuple[_Node, str, Iterator[str]]]:
    """What may stand in the positions of the inputs."""
    vocabulary = base.vocabulary
    drugs, scores = vocabulary.drugs.values(), vocabulary.scores.values()
    for name, arity in OF_CRITERION:
        yield (name, arity, 0), "criterion of protocol.yaml", (f'"{criterion.id}"' for criterion in base.criteria)
    for choice in vocabulary.choices.values():
        yield (choice.name, 1, 0), f"value of {choice.label}", iter(choice.values)
    for family in vocabulary.families.values():
        listed = next((vocabulary.drugs[i].listed_in for i in family.items if family.score is None), DRUGS)
        what = f"item of {vocabulary.scores[family.score].label}" if family.score else _listed({listed})
        yield (family.name, 1, 0), what, iter(family.items)
    lists = {drug.listed_in for drug in drugs} or {DRUGS}
    where = "drugs.yaml" if lists == {DRUGS} else "a list"
    for gate in (*base.thresholds.gates.values(), *base.guardrail_thresholds.gates.values()):
        if gate.several:
            yield (gate.name, 1, 0), "item of which the threshold is", iter(gate.items)
    for name in ("class", "substance"):
        yield (name, 2, 0), _listed({*lists}), iter(vocabulary.drugs)
    yield ("class", 2, 1), f"class of {where}", (drug.drug_class for drug in drugs)
    yield ("substance", 2, 1), f"substance of {where}", (drug.substance for drug in drugs)
    for name in ("named", *(doses.adds_up_to for doses in vocabulary.doses.values())):
        yield (name, 1, 0), _listed({*lists}), iter(vocabulary.drugs)
    marks = sorted({mark for score in scores for item in score.items.values() for mark in item.marks})
    for name, arity in (("weight", 3), ("domain", 3), *((mark, 2) for mark in marks)):
        yield (name, arity, 0), "score", iter(vocabulary.scores)
        yield (name, arity, 1), "item of a score", (item for score in scores for item in score.items)
    yield ("domain", 3, 2), "domain of a score", (i.domain for score in scores for i in score.items.values())


def _of_atom(base: KnowledgeBase, sorts: _Sorts, atom: Atom) -> Iterator[Finding]:
    if atom.signature == ("reading", 2):
        yield from _of_reading(base, atom)
        return
    score = base.vocabulary.scores.get(atom.terms[0].text) if atom.signature in sorts.of_scores else None
    for index, term in enumerate(atom.terms):
        sort = sorts.of((*atom.signature, index))
        if score and index == 1:
            sort = _Sort(f"item of {score.label}", set(score.items), declared=True)
        elif atom.signature in sorts.of_lists:
            # Variables lead from one list to another, by way of the classes.
            sort = sorts.of_lists[atom.signature]
        for part in term.alternatives():
            if part.kind in ("constant", "string", "number"):
                yield from _unknown(sort, part, criterion=atom.signature in OF_CRITERION)
            elif part.kind == "variable" and (meant := _called(base, sort, part.text)):
                yield Finding(
                    "unknown-constant",
                    f"`{part.text}` begins with a capital: it stands for any {sort.what or 'name'}, not for `{meant}`",
                    part.place,
                    help=f"write `{meant}`, or a single capital where any is meant",
                    meant=meant,
                )


def _called(base: KnowledgeBase, sort: _Sort, text: str) -> str | None:
    """Whom of a sort a variable is called like, by any name: in lists and choices names are written small."""
    if len(text) < 2 or not sort.declared:
        return None
    vocabulary, key = base.vocabulary, item_key(text)
    families = vocabulary.families.values()
    items: list[Item | Drug] = [*vocabulary.drugs.values(), *(item for one in families for item in one.items.values())]
    named = (item.name for item in items if key in map(item_key, known_names(item)))
    chosen = (v for one in vocabulary.choices.values() for v in one.values if key in map(item_key, one.spellings(v)))
    alike = (name for name in sort.names if item_key(name) == key)
    return next((name for name in (*alike, *named, *chosen) if name in sort.names), None)


def _of_reading(base: KnowledgeBase, atom: Atom) -> Iterator[Finding]:
    name, value = atom.terms
    if atom.negated:
        yield Finding(
            "negated-reading",
            f"`not reading({name.text},{value.text})` names a reading by what it is not",
            atom.place,
            help="name each value for which the rule holds: a value added later would fall under the `not`",
        )
    for term in (name, value):
        if any(part.kind not in ("constant", "string", "number") for part in term.alternatives()):
            yield Finding(
                "open-reading",
                "a rule asks for one value of one reading, and names both",
                atom.place,
                help="write reading(ID, VALUE) with both from readings.yaml",
            )
            return
    for identifier in name.alternatives():
        reading = base.readings.get(identifier.text)
        if reading is None:
            yield from _unknown(_Sort("reading of readings.yaml", set(base.readings), declared=True), identifier)
            continue
        for part in value.alternatives():
            yield from _unknown(_Sort(f"value of {reading.id}", set(reading.values), declared=True), part)


def _unknown(sort: _Sort, term: Term, *, criterion: bool = False) -> Iterator[Finding]:
    """A constant that its sort does not hold: of a declared sort, or of one that rules alone fill."""
    names = sort.names if sort.declared else sort.given
    if term.text in names or sort.open or not (sort.declared or sort.given) or (sort.numeric and not sort.declared):
        return
    what = f"is no {sort.what}" if sort.declared else "is given by no rule"
    yield Finding(
        "unknown-criterion" if criterion else "unknown-constant",
        f"`{term.text}` {what}",
        term.place,
        help=did_you_mean(term.text, names) or (f"known are {one_of(sorted(names))}" if names else None),
        meant=clearly_meant(term.text, names),
    )


def _of_comparison(sorts: _Sorts, number: int, comparison: Comparison) -> Iterator[Finding]:
    sides = (comparison.left, comparison.right)
    if comparison.comparator in _ORDER:
        for term in sides:
            if _is_name(sorts, number, term):
                yield Finding(
                    "name-as-number",
                    f"`{term.text}` is a name, and to clingo names are greater than all numbers",
                    comparison.place,
                    help="compare numbers with each other",
                )
                return
    elif comparison.comparator in ("=", "!="):
        for term, other in (sides, sides[::-1]):
            if term.kind == "variable":
                sort = sorts.of(_variable(number, term))
                for part in other.alternatives():
                    if part.kind in ("constant", "string") and sort.declared:
                        yield from _unknown(sort, part)


def _is_name(sorts: _Sorts, number: int, term: Term) -> bool:
    """Whether a term is a name and no number, as far as that is known."""
    if term.kind in ("constant", "string"):
        return True
    if term.kind != "variable":
        return False
    sort = sorts.of(_variable(number, term))
    return sort.declared and not sort.numeric
