"""A question about versions as ground text: the rules in clingo's own format, and what numbers contribute as a table.

Nothing is solved here, but that the search is asked once more which regions it excludes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from hn2301_asp.certificates.model import Asked, Question
from hn2301_asp.comparison.cluster_numbers import Shown
from hn2301_asp.comparison.clusters import Cluster
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.rereading import Rereading
from hn2301_asp.comparison.search import Search
from hn2301_asp.comparison.words import label_of
from hn2301_asp.knowledge.thresholds.axis import Interval, domain_of
from hn2301_asp.knowledge.thresholds.expression import Node


class Unproved(Exception):
    """A question of which the search does not prove that nobody answers it."""


def grounded(comparer: Comparer, asked: Asked) -> Question:
    """The question as text; raises Unproved where it is not proved, and Undecidable where it cannot be."""
    # A search of its own: what it excludes is just what this question needs.
    search = Search(comparer.joined, comparer.search.typical)
    rereading = Rereading(search, comparer.bases)
    readings = {"in force": search.force, "alike": (), "any": ()}[asked.readings]
    under = {"in force": search.force, "alike": rereading.anyhow(), "any": ()}[asked.readings]
    with search.under(under), search.people(asked.among):
        if not all(search.nobody(way) for way in asked.ways):
            raise Unproved(asked.told)
    writing = _Writing(search)
    writing.circuit()
    if asked.readings == "alike":
        writing.alike(rereading)
    question = writing.any_of(asked.ways)
    writing.assume((*readings, *asked.among, question))
    return Question(writing.text(), writing.arithmetic(search.excluded), writing.words, asked.told)


class _Writing:
    """Lines of a ground program; regions get atoms behind those of the rules."""

    def __init__(self, search: Search) -> None:
        self.search, self.joined = search, search.joined
        self.highest = self.joined.circuit.atoms
        self.lines: list[str] = []
        circuit = self.joined.circuit
        names = {atom: name for name, atom in (*circuit.derived.items(), *circuit.inputs.items())}
        self.words = {atom: _said(search, name) for atom, name in sorted(names.items())}
        self.named = names

    def circuit(self) -> None:
        circuit = self.joined.circuit
        self._comment("inputs: each may hold or not")
        inputs = sorted(circuit.inputs.values())
        self.lines.append(_numbers("1 1", len(inputs), *inputs, 0, 0))
        self._comment("the ground rules of all versions")
        for rule in circuit.rules:
            self._rule(rule.head, rule.body)
        for weight in circuit.weight_rules:
            pairs = [number for pair in weight.body for number in pair]
            self.lines.append(_numbers("1 0 1", weight.head, 1, weight.bound, len(weight.body), *pairs))
        self._comment("of the values of a choice, and of a reading, just one holds")
        for atoms in self.search.space.alternatives():
            self._rule(0, [-atom for atom in atoms])
            for number, atom in enumerate(atoms):
                for other in atoms[number + 1 :]:
                    self._rule(0, [atom, other])

    def alike(self, rereading: Rereading) -> None:
        """All versions read a phrase alike; one that does not know a value keeps its own default."""
        for name, ways in rereading.ways().items():
            self._comment(f"all versions read {name} alike")
            self._rule(0, [-self._one_of(f"{name} is read alike", [way]) for way in ways])

    def any_of(self, ways: Iterable[Sequence[int]]) -> int:
        self._comment("what is asked")
        return self._one_of("what is asked", ways)

    def assume(self, literals: Iterable[int]) -> None:
        self._comment("the readings in force, the people meant, and what is asked")
        assumed = list(dict.fromkeys(literals))
        self.lines.append(_numbers("6", len(assumed), *assumed))

    def text(self) -> str:
        names = [f"4 {len(name.encode())} {name} 1 {atom}" for atom, name in sorted(self.named.items())]
        return "\n".join(["asp 1 0 0", *self.lines, "10 names of atoms", *names, "0"]) + "\n"

    def _one_of(self, told: str, ways: Iterable[Sequence[int]]) -> int:
        self.highest += 1
        for way in ways:
            self._rule(self.highest, way)
        self.words[self.highest] = told
        return self.highest

    def _rule(self, head: int, body: Sequence[int]) -> None:
        heads = (1, head) if head else (0,)
        self.lines.append(_numbers("1 0", *heads, 0, len(body), *body))

    def _comment(self, text: str) -> None:
        self.lines.append(f"10 {text}")

    # What numbers contribute ---------------------------------------------------------------------------------

    def arithmetic(self, excluded: Sequence[Shown]) -> dict[str, Any]:
        """The table: axes with their regions and limits, totals of scores, and what no numbers show together."""
        space = self.search.space
        self.atoms: dict[tuple[str, int], int] = {}
        axes = [self._axis(name) for name in space.axes]
        weights = {total: [list(pair) for pair in weighted] for total, weighted in space.totals.items()}
        totals = [{"quantity": name, "items": items} for name, items in weights.items() if name in space.axes]
        return {"axes": axes, "totals": totals, "excluded": [self._excluded(shown) for shown in excluded]}

    def _axis(self, name: str) -> dict[str, Any]:
        axis, base = self.search.space.axes[name], self.joined.base
        quantity, label = base.thresholds.quantities[name], label_of(self.search, name)
        regions = []
        for index, region in enumerate(axis.regions):
            self.highest += 1
            self.atoms[name, index] = self.highest
            interval = written(region.interval)
            self.words[self.highest] = f"{label} is {interval}" + (f" {quantity.unit}" if region.interval else "")
            regions.append({"atom": self.highest, "interval": interval})
        limits = [
            {
                "atom": self.joined.circuit.inputs[one.name],
                "name": one.name,
                "interval": written(one.test.interval),
                "never": one.test.never,
            }
            for one in base.thresholds.thresholds.values()
            if one.quantity == name
        ]
        domain = domain_of(quantity)
        derived = name in base.thresholds.derived
        return {
            "quantity": name,
            "label": label,
            "unit": quantity.unit,
            "possible": written(Interval() if derived else domain.possible),
            "counted": domain.counted and not derived,
            "regions": regions,
            "limits": limits,
        }

    def _excluded(self, shown: Shown) -> dict[str, Any]:
        inputs, base = self.joined.circuit.inputs, self.joined.base
        literals = [self.atoms[name, index] for name, index in shown.regions.items()]
        literals += [inputs[fact] if holds else -inputs[fact] for fact, holds in shown.answers.items()]
        axes = self.search.space.axes
        cluster = shown.cluster
        return {
            "literals": literals,
            "words": " and ".join(self._denied(literal) for literal in literals),
            "regions": {name: written(axes[name].regions[index].interval) for name, index in shown.regions.items()},
            "answers": dict(shown.answers),
            "box": {
                name: {"possible": written(domain.possible), "counted": domain.counted}
                for name in cluster.measured
                for domain in [domain_of(base.thresholds.quantities[name])]
            },
            "ties": list(_ties(cluster, shown)),
        }

    def _denied(self, literal: int) -> str:
        told = self.words.get(abs(literal), str(abs(literal)))
        return told if literal > 0 else f"not {told}"


def _ties(cluster: Cluster, shown: Shown) -> Iterator[dict[str, Any]]:
    """What numbers of a cluster must be to one another: formulas, and bounds of what is hidden."""
    for tie in cluster.ties:
        if tie.formula is not None and tie.result in shown.regions:
            formula = cluster.formulas[tie.result]
            yield {"result": tie.result, "formula": tree(formula), "facts": sorted(set(formula.facts()))}
        elif tie.formula is None and (tie.result in shown.regions or tie.result in cluster.measured):
            possible, counted = written(tie.domain.possible), tie.domain.counted
            yield {
                "result": tie.result,
                "at_most": tie.quantities[0],
                "just_where": tie.facts[0],
                "possible": possible,
                "counted": counted,
                "facts": [tie.facts[0]],
            }


def tree(node: Node) -> Any:
    """A formula as nested lists: `["/", "weight", ["*", "height", "height"]]`, numbers as `{"number": "3/2"}`."""
    if node.curve is not None:
        return tree(node.curve.tree)
    if node.kind == "number":
        return {"number": str(node.number)}
    if node.kind == "quantity":
        return node.name
    parts = [tree(part) for part in node.parts]
    if node.kind == "if":
        return ["if", node.name, *parts]
    if node.kind == "case":
        return ["below", node.name, {"number": str(node.number)}, *parts]
    return [node.kind, *parts]


def written(interval: Interval | None) -> str:
    """`[3/2, 4)`, or `never`."""
    if interval is None:
        return "never"
    low, high = ("inf" if end is None else str(Fraction(end)) for end in (interval.low, interval.high))
    start = "(-" if interval.low is None else "(" if interval.low_open else "["
    return f"{start}{low}, {high}{')' if interval.high is None or interval.high_open else ']'}"


def _said(search: Search, name: str) -> str:
    """What an atom of the rules says: a limit in its author's words, else the atom as it stands."""
    threshold = search.joined.base.thresholds.thresholds.get(name)
    return f"{name}: {label_of(search, threshold.quantity)} {threshold.shown}" if threshold else name


def _numbers(*parts: str | int) -> str:
    return " ".join(map(str, parts))


def words_of(question: Question) -> Mapping[str, str]:
    """The map of variables: those not named stand for bodies of rules and counters, numbered behind the atoms."""
    return {str(atom): told for atom, told in sorted(question.words.items())}
