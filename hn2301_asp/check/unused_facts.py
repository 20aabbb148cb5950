"""Facts and quantities of the vocabulary that nothing uses: worth knowing, and no more."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.check.base import Base
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.sections import FACTS, QUANTITIES
from hn2301_asp.source.diagnostics import Finding, Place


def unused_fact_findings(base: Base) -> Iterator[Finding]:
    """A remark for each fact or quantity that no rule, threshold or derivation uses."""
    vocabulary = base.known.vocabulary
    quantities = _quantities(base.known)
    facts = _facts(base, base.known, quantities)
    for section in ("facts", "choices", "families"):
        for name in getattr(vocabulary, section):
            if name not in facts:
                yield _remark(name, base.place(FACTS, section, name))
    for name, quantity in vocabulary.quantities.items():
        if name not in quantities and quantity.of_item is None:
            yield _remark(name, base.place(QUANTITIES, name))
    for family in vocabulary.families.values():
        for attribute in family.attributes:
            if quantities.isdisjoint(f"{family.name}.{item}.{attribute}" for item in family.items):
                place = base.place(FACTS, "families", family.name, "attributes", attribute)
                yield _remark(f"{attribute} of {family.name}", place)


def _remark(name: str, place: Place) -> Finding:
    advice = "use it, or take it out of the vocabulary"
    return Finding("unused-fact", f"nothing uses `{name}`", place, "remark", help=advice)


def _quantities(base: KnowledgeBase) -> set[str]:
    """The quantities that thresholds ask for, and those from which these are derived."""
    used: set[str] = set()
    for thresholds in (base.thresholds, base.guardrail_thresholds):
        waiting = [threshold.quantity for threshold in thresholds.thresholds.values()]
        while waiting:
            name = waiting.pop()
            if name not in used:
                used.add(name)
                derived, quantity = thresholds.derived.get(name), thresholds.quantities[name]
                waiting += derived.formula.quantities() if derived else ()
                waiting += [quantity.room.measured] if quantity.room else []
                waiting += [quantity.summary.of] if quantity.summary else []
    for score in base.vocabulary.scores.values():
        # The totals of one score bound each other.
        used |= score.totals.keys() if used & score.totals.keys() else set()
    return used


def _facts(base: Base, known: KnowledgeBase, quantities: set[str]) -> set[str]:
    """The facts, choices and families that rules ask for, or that used quantities need."""
    vocabulary = known.vocabulary
    used = {atom.name for _, statement in base.all_statements() for atom in statement.body}
    for thresholds in (known.thresholds, known.guardrail_thresholds):
        used |= {fact for derived in thresholds.derived.values() for fact in derived.formula.facts()}
        used |= {gate.family for gate in thresholds.gates.values()}
    for quantity in vocabulary.quantities.values():
        used |= {quantity.room.when} if quantity.room and quantity.name in quantities else set()
    for choice in vocabulary.choices.values():
        used |= {choice.name} if used & set(choice.values) else set()
    for score in vocabulary.scores.values():
        used |= {score.family} if quantities & score.totals.keys() else set()
    for doses in vocabulary.doses.values():
        used |= {doses.closing_list} if doses.adds_up_to in quantities else set()
    return used
