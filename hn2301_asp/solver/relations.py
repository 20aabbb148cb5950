"""What quantities of one patient must be to one another: open ties and sums of doses, as demands on numbers.

Relations that share an unknown number hang together and are judged together. Nothing is solved here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import EVERYTHING, Interval, Share, Values
from hn2301_asp.knowledge.thresholds.formula import Node
from hn2301_asp.solver.narrowing import Demand
from hn2301_asp.solver.sharing import groups_sharing
from hn2301_asp.solver.ties import Span, Tie
from hn2301_asp.source.private import Private


class Relation(Private, frozen=True):
    """A tie that is open, or a sum of doses with what its doses and factors may be.

    ``linked`` says that the result is the very number that other formulas use: not so where it was given,
    for then it only has to lie on the same side of every threshold.
    """

    result: str
    formula: Node
    names: tuple[str, ...]
    facts: tuple[str, ...] = ()
    bound: Tie | None = None
    linked: bool = False
    box: Mapping[str, Span] = {}

    def demands(self, regions: Mapping[str, Interval], answers: Mapping[str, bool]) -> Iterator[Demand]:
        """What is asked of the numbers where quantities lie in these regions."""
        inside = regions.get(self.result, EVERYTHING)
        if self.bound is None:
            yield Demand(self.formula, inside)
            if self.linked:
                yield Demand(self.formula, result=self.result)
            return
        exact = answers[self.facts[0]]
        if self.linked:
            yield Demand(self.formula, result=self.result, at_least=not exact)
        inside = self.bound.domain.within(inside)
        above = Interval(low=inside.low, low_open=inside.low_open)
        yield Demand(self.formula, inside if exact or inside.is_empty else above)


def of_tie(tie: Tie, *, linked: bool) -> Relation:
    """The relation of an open tie."""
    if tie.formula is None:
        measured = Node("quantity", name=tie.quantities[0])
        return Relation(tie.result, measured, tie.quantities, tie.facts, tie, linked)
    return Relation(tie.result, tie.formula, tie.quantities, tie.facts, None, linked)


def of_sums(sums: Mapping[str, Values]) -> Iterator[Relation]:
    """The relations of those sums of doses that share a drug of which the factor is not known."""
    drugs = [{share.drug for share in values.shares if not share.factor.is_point} for values in sums.values()]
    for number, (total, values) in enumerate(sums.items()):
        if any(drugs[number] & other for place, other in enumerate(drugs) if place != number):
            yield _of_sum(total, values.shares)


def _of_sum(total: str, shares: Sequence[Share]) -> Relation:
    """Doses times factors: a drug's factor is the same number in every sum."""
    box: dict[str, Span] = {}
    terms = []
    for share in shares:
        dose, factor = f"{total} from {share.drug}", f"factor of {share.drug}"
        box |= {dose: Span(share.dose), factor: Span(share.factor)}
        terms.append(Node("*", parts=(Node("quantity", name=dose), Node("quantity", name=factor))))
    formula = terms[0]
    for term in terms[1:]:
        formula = Node("+", parts=(formula, term))
    return Relation(total, formula, tuple(box), linked=True, box=box)


def hanging_together(relations: Sequence[Relation], known: Mapping[str, Fraction]) -> Iterator[tuple[Relation, ...]]:
    """Relations in groups that share no number that is not known."""

    def unknown(relation: Relation) -> set[str]:
        points = {name for name, span in relation.box.items() if span.is_point}
        names = {*relation.names, *([relation.result] if relation.linked else [])}
        return names - known.keys() - points

    return groups_sharing(relations, unknown)
