"""What each criterion depends on, as a graph: from the rules as they are written down to what a record says.

Predicates stand for all their instances: what a rule asks of some drug is one node. Nothing is written by hand: nodes
are what rules, thresholds and formulas name, and labels are the protocol's and the vocabulary's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hn2301_asp.check.terms import Atom, Term
from hn2301_asp.knowledge.model import Criterion, KnowledgeBase
from hn2301_asp.knowledge.rules import MET, Signature
from hn2301_asp.knowledge.thresholds.model import SHOWN, Thresholds
from hn2301_asp.solver.ground import applies, fact_signatures, met
from hn2301_asp.source.lists import listed
from hn2301_asp.tracing.encoding import WrittenRule, WrittenThreshold
from hn2301_asp.tracing.model import Graph, Joined, Link, LinkKind, Node, NodeKind

#: What is made from the vocabulary, in words; what is not here is called by its name.
_READING: Final = ("reading", 2)
_TABLES: Mapping[str, str] = {"class": "class", "substance": "substance", "named": "named in the text"}


class Grapher:
    """Makes the graphs of a protocol's criteria."""

    def __init__(
        self, base: KnowledgeBase, thresholds: Iterable[WrittenThreshold], rules: Iterable[WrittenRule]
    ) -> None:
        self.base = base
        self.thresholds = {threshold.id: threshold for threshold in thresholds}
        self.tables = fact_signatures(base)
        self.by_head: dict[Signature, list[WrittenRule]] = {}
        for rule in rules:
            heads = rule.statement.heads if rule.statement else ()
            for node in dict.fromkeys(head.node for head in heads):
                self.by_head.setdefault(node, []).append(rule)

    def graph(self, criterion: Criterion) -> Graph:
        """What a criterion depends on: whether it is met, and to whom it applies."""
        work = _Work(self, criterion)
        root = work.derived((met(criterion.id), 1))
        if (applies(criterion.id), 1) in self.by_head:
            work.link(root, work.derived((applies(criterion.id), 1)), "asks")
        while work.waiting:
            work.go_on()
        return Graph(tuple(work.nodes.values()), tuple(work.links))


class _Work:
    """One graph in the making; nodes are gone into in the order in which they are met."""

    def __init__(self, grapher: Grapher, criterion: Criterion) -> None:
        self.grapher, self.base, self.criterion = grapher, grapher.base, criterion
        self.nodes: dict[str, Node] = {}
        self.links: dict[Link, None] = {}
        self.waiting: list[Signature] = []

    def link(self, source: str, target: str, kind: LinkKind, bound: str = "") -> None:
        self.links[Link(source, target, kind, bound)] = None

    def derived(self, signature: Signature) -> str:
        """The node of what rules derive."""
        name = signature[0] if "(" in signature[0] or not signature[1] else f"{signature[0]}/{signature[1]}"
        if name in self.nodes:
            return name
        rules = self.grapher.by_head.get(signature, [])
        joined: Joined = "any" if len(rules) > 1 else "all" if rules and len(_targets(rules[0])) > 1 else ""
        owners = [rule.owner for rule in rules if rule.owner != self.criterion.id]
        label = self._words(signature, rules)
        kind: NodeKind = "criterion" if signature[0].startswith(f"{MET}(") else "derived"
        ref = rules[0].id if len(rules) == 1 else ""
        shown = signature[0] if "(" in signature[0] else _head(rules, signature[0])
        self.nodes[name] = Node(name, kind, label, shown, joined, ref, owners[0] if owners else "")
        self.waiting.append(signature)
        return name

    def go_on(self) -> None:
        """Goes into the first node that waits: all that its rules ask for."""
        signature = self.waiting.pop(0)
        source = self.derived(signature)
        rules = self.grapher.by_head.get(signature, [])
        for rule in rules:
            at = source
            if len(rules) > 1 and len(_targets(rule)) != 1:
                at = f"{source} {rule.id}"
                joined: Joined = "all" if _targets(rule) else ""
                words = "all of" if joined else "in any case"
                self.nodes[at] = Node(at, "rule", words, rule.rule.source, joined, rule.id)
                self.link(source, at, "asks")
            bound = _bound(rule)
            for atom in rule.statement.body if rule.statement else ():
                target = self.target(atom)
                if atom.gathered and not atom.negated:
                    self.link(at, target, "counts", bound)
                else:
                    self.link(at, target, "not" if atom.negated else "asks")

    def target(self, atom: Atom) -> str:
        """The node of an atom of a body; a pool is one node, for one of its alternatives will do."""
        name, vocabulary = atom.name, self.base.vocabulary
        shown = f"{name}({', '.join(map(_shown, atom.terms))})" if atom.terms else name
        if name in self.grapher.thresholds:
            return self.threshold(name)
        if atom.signature == _READING:
            return self.reading(atom, shown)
        if name in vocabulary.facts:
            return self.plain(name, "fact", vocabulary.label(name), name)
        if name in vocabulary.choices:
            choice = vocabulary.choices[name]
            told = [choice.told(term.text) for term in atom.terms[0].alternatives() if term.kind == "constant"]
            return self.plain(shown, "choice", f"{choice.label}: {listed(told, 'or') or 'any'}", shown)
        if name in vocabulary.families:
            items = [term.text for term in atom.terms[0].alternatives() if term.kind == "constant"]
            told = [vocabulary.label(f"{name}.{item}") for item in items]
            return self.plain(shown, "family", listed(told, "or") or vocabulary.label(name), shown)
        if atom.signature in self.grapher.tables:
            said = [term for term in map(_shown, atom.terms) if term != "…"]
            label = f"{_TABLES.get(name, name.replace('_', ' '))}{': ' + ', '.join(said) if said else ''}"
            return self.plain(shown, "table", label, shown)
        return self.derived(atom.node)

    def plain(self, id: str, kind: NodeKind, label: str, name: str, ref: str = "") -> str:
        self.nodes.setdefault(id, Node(id, kind, label, name, ref=ref))
        return id

    def reading(self, atom: Atom, shown: str) -> str:
        """A reading with the values that are asked for: what they mean, and the phrase that they read."""
        name = atom.terms[0].text
        reading = self.base.readings.get(name)
        if reading is None:
            return self.plain(shown, "reading", shown, shown)
        meant = [reading.values.get(value.text, value.text) for value in atom.terms[1].alternatives()]
        return self.plain(shown, "reading", f"{listed(meant, 'or')} (“{reading.phrase}”)", shown, name)

    def threshold(self, name: str) -> str:
        """A threshold, with what its quantity follows from; of one over a family the items that it is asked of."""
        if name not in self.nodes:
            threshold = self.grapher.thresholds[name]
            owner = "" if threshold.owner == self.criterion.id else threshold.owner
            self.nodes[name] = Node(name, "threshold", threshold.words, name, ref=name, owner=owner)
            quantity = threshold.parts[0].quantity
            item = self.base.thresholds.quantities[quantity].of_item
            if item is None:
                self.follows(name, quantity)
            else:
                self.link(name, self.family(item[0]), "asks")
        return name

    def family(self, name: str) -> str:
        """What is told of every item of a family."""
        return self.plain(f"{name}(…)", "family", self.base.vocabulary.label(name), f"{name}(…)")

    def follows(self, source: str, quantity: str) -> None:
        """What a quantity follows from: a formula, a sum of items, other measurements."""
        for part in follows_from(self.base, self.base.thresholds, quantity):
            if part in self.base.vocabulary.families:
                target = self.family(part)
            elif part in self.base.thresholds.quantities:
                fresh = f"{part} =" not in self.nodes
                target = self.plain(f"{part} =", "quantity", self.base.thresholds.quantities[part].label, part)
                if fresh:
                    self.follows(target, part)
            else:
                target = self.plain(part, "fact", self._fact(part), part)
            self.link(source, target, "computed")

    def _fact(self, name: str) -> str:
        """What a formula calls a fact: a yes/no fact, or the value of a choice."""
        for choice in self.base.vocabulary.choices.values():
            if name in choice.values:
                return f"{choice.label}: {choice.told(name)}"
        return self.base.vocabulary.label(name)

    def _words(self, signature: Signature, rules: Sequence[WrittenRule]) -> str:
        """What people call what rules derive: a criterion by its title, all else by the words that it stands under."""
        for criterion in self.base.criteria:
            if signature[0] == met(criterion.id):
                return f"{criterion.id} {criterion.title}"
            if signature[0] == applies(criterion.id):
                return f"to whom {criterion.id} applies"
        quotes = dict.fromkeys(quote for rule in rules for quote in rule.rule.quotes)
        return " · ".join(quotes) if quotes else signature[0].replace("_", " ")


def follows_from(base: KnowledgeBase, thresholds: Thresholds, name: str) -> tuple[str, ...]:
    """The quantities, facts and families that a quantity is worked out from, where it is not given."""
    quantity = thresholds.quantities[name]
    found: list[str] = []
    if name in thresholds.derived:
        formula = thresholds.derived[name].formula
        found += [*formula.quantities(), *formula.facts()]
    elif quantity.ratio is not None:
        found += [quantity.ratio.measured, quantity.ratio.by]
    if quantity.summary is not None:
        found.append(quantity.summary.of)
    if quantity.room is not None:
        found += [quantity.room.measured, quantity.room.when]
    found += [score.family for score in base.vocabulary.scores.values() if name in score.totals]
    return tuple(dict.fromkeys(found))


def _targets(rule: WrittenRule) -> tuple[object, ...]:
    """What a rule's body asks for, each thing once."""
    body = rule.statement.body if rule.statement else ()
    return tuple(dict.fromkeys((atom.name, tuple(map(_shown, atom.terms)), atom.negated) for atom in body))


def _bound(rule: WrittenRule) -> str:
    """How many a rule asks for, where it counts once."""
    counts = rule.statement.counts if rule.statement else ()
    return f"{SHOWN.get(counts[0].comparator, counts[0].comparator)} {counts[0].number}" if len(counts) == 1 else ""


def _shown(term: Term) -> str:
    """A term for people: a variable is anybody's guess."""
    if term.kind == "pool":
        return " or ".join(part.text.strip('"') for part in term.alternatives())
    return "…" if term.kind in ("variable", "other") else term.text.strip('"')


def _head(rules: Sequence[WrittenRule], name: str) -> str:
    heads = [head for rule in rules if rule.statement for head in rule.statement.heads if head.name == name]
    return f"{name}(…)" if heads and heads[0].terms else name
