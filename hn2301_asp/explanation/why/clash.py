"""Why facts cannot stand together: the rules of the background, scores and formulas they break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.explanation.why.index import CircuitIndex
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
    truth = _inputs(space, screening)

    def holds(literal: int) -> bool | None:
        atom = abs(literal)
        if atom not in truth:
            weight = index.weights.get(atom)
            if weight is not None:
                sure = sum(w for part, w in weight.body if holds(part) is True)
                possible = sum(w for part, w in weight.body if holds(part) is not False)
                truth[atom] = True if sure >= weight.bound else None if possible >= weight.bound else False
            else:
                bodies = [[holds(part) for part in rule.body] for rule in index.rules.get(atom, ())]
                sure_of = any(all(part is True for part in body) for body in bodies)
                open_to = any(all(part is not False for part in body) for body in bodies)
                truth[atom] = True if sure_of else None if open_to else False
        found = truth[atom]
        return found if found is None or literal > 0 else not found

    for constraint in index.rules.get(0, ()):
        if all(holds(literal) is True for literal in constraint.body):
            for literal in constraint.body:
                rule = index.written.get(abs(literal))
                if rule is not None:
                    yield "; ".join((*rule.because, *(f"“{quote}”" for quote in rule.quotes)))


def _inputs(space: Space, screening: Screening) -> dict[int, bool | None]:
    """The truth of every input, as far as the clashing facts alone tell."""
    named = {entry[0] for entry in (*screening.patient.evidence.atoms, *screening.patient.evidence.amounts)}
    evidence = screening.patient.evidence.without(named - set(screening.clash))
    assumed = assume(space, evidence, screening.readings)
    literals = set(assumed.literals)
    truth: dict[int, bool | None] = {}
    for name, literal in space.circuit.inputs.items():
        threshold = space.base.thresholds.thresholds.get(name)
        if threshold is None:
            truth[literal] = True if literal in literals else False if -literal in literals else None
        else:
            regions = space.axes[threshold.quantity].regions
            answers = {name in regions[i].holds for i in assumed.regions[threshold.quantity]}
            truth[literal] = answers.pop() if len(answers) == 1 else None
    return truth


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
