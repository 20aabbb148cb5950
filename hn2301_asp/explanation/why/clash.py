"""Why facts cannot stand together: the rules of the background, scores and formulas they break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.explanation.why.index import CircuitIndex, Truth
from hn2301_asp.screening import Screening
from hn2301_asp.solver.assumptions import assume
from hn2301_asp.solver.minimal import needed
from hn2301_asp.solver.space import Space


def clash_reasons(space: Space, index: CircuitIndex, screening: Screening) -> tuple[str, ...]:
    """What the facts that contradict each other break, each in a sentence; empty where they do not."""
    if screening.verdict != "contradictory":
        return ()
    return tuple(dict.fromkeys((*_broken_rules(space, index, screening), *_ties(space, screening))))


def _broken_rules(space: Space, index: CircuitIndex, screening: Screening) -> Iterator[str]:
    """What the rules say that the clashing facts break, as far as these alone tell."""
    assumed = assume(space, screening.patient.evidence.only(screening.clash), screening.readings)
    literals = set(assumed.literals)
    known: dict[int, bool | None] = {}
    for name, atom in space.circuit.inputs.items():
        if name in space.base.thresholds.thresholds:
            known[atom] = assumed.holds(name)
        else:
            known[atom] = True if atom in literals else False if -atom in literals else None
    truth = Truth(index, known)
    for constraint in index.rules.get(0, ()):
        if all(truth.value(literal) is True for literal in constraint.body):
            for literal in constraint.body:
                rule = index.written.get(abs(literal))
                if rule is not None:
                    yield "; ".join((*rule.because, *(f"“{quote}”" for quote in rule.quotes)))


def _ties(space: Space, screening: Screening) -> Iterator[str]:
    """Scores whose parts all clash, and formulas whose result does."""
    base, clash = space.base, set(screening.clash)
    quantities = {quantity for fact, quantity, _ in screening.patient.evidence.amounts if fact in clash}
    for quantity in sorted(quantities):
        facts = [fact for fact, name, _ in screening.patient.evidence.amounts if name == quantity and fact in clash]
        if len(facts) > 1 and facts[0] == quantity:
            label = base.thresholds.quantities[quantity].label
            others = " and ".join(screening.patient.facts[fact].label for fact in facts[1:])
            yield f"{label} as given and by {others} lie on two sides of a limit"
    for score in base.vocabulary.scores.values():
        totals = [base.vocabulary.quantities[total].label for total in score.totals if total in clash]
        items = any(name.partition(".")[0] == score.family for name in clash)
        if len(totals) > 1:
            yield f"{' and '.join(totals)} are sums of the same items"
        elif totals and items:
            yield f"{totals[0]} is the sum of its items"
    for name, derived in base.thresholds.derived.items():
        if name in clash and quantities.intersection(derived.formula.quantities()):
            yield f"{base.thresholds.quantities[name].label} follows from the others ({derived.source})"


def clashing_criteria(space: Space, screening: Screening) -> tuple[str, ...]:
    """Criteria that may each be as they should, but not all together; as few as show it.

    Empty unless the patient is ineligible though no criterion alone rules it out.
    """
    if screening.verdict != "ineligible" or screening.blocking:
        return ()
    wanted = {c.id: space.criteria[c.id] * (1 if c.kind == "inclusion" else -1) for c in space.base.criteria}

    def conflict(held: Sequence[str]) -> bool:
        return not space.solve([*screening.assumed.literals, *(wanted[name] for name in held)])

    return tuple(needed([*wanted], conflict))
