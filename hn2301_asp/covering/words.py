"""What rules ask, in words for people: limits as they are written, facts by their labels. Nothing is solved here."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import MET, Rule, of_criterion
from hn2301_asp.knowledge.thresholds.model import OPPOSITE, SHOWN, Threshold, amount_of, measured_name
from hn2301_asp.scenarios.limits import Ask
from hn2301_asp.solver.ground import fact_signatures
from hn2301_asp.source.lists import first_few, listed

#: So many literals of a rule are told.
_MOST = 4


class Words:
    """The words of a knowledge base for its atoms."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.tables = fact_signatures(base)
        self.limits = {
            name: f"{self.label(threshold)} {threshold.shown}" for name, threshold in base.thresholds.thresholds.items()
        }

    def label(self, threshold: Threshold) -> str:
        """What a threshold measures, in words."""
        quantities = self.base.thresholds.quantities
        return quantities[measured_name(quantities[threshold.quantity])].label

    def head(self, rule: Rule) -> str:
        """What a rule carries."""
        named = of_criterion(rule.head_text)
        if named is None:
            return self.atom(rule.head_text)
        return named[1] if named[0] == MET else f"that {named[1]} applies"

    def body(self, rule: Rule) -> str:
        """What a rule asks, for people: without tables and readings; empty where nothing is left."""
        every = list(dict.fromkeys(self._literals(rule)))
        return listed(every) if len(every) <= _MOST else first_few(every, _MOST - 1)

    def _literals(self, rule: Rule) -> Iterator[str]:
        for use in rule.uses:
            if use.signature in self.tables or use.signature[0] == "reading":
                continue
            before = (use.place.text or "")[: (use.place.column or 1) - 1]
            if before.count("{") > before.count("}"):
                yield "what is counted"
            else:
                yield self.literal(f"{'not ' if use.default_negated else ''}{use.signature[0]}")

    def atom(self, name: str) -> str:
        """An atom in words: of a threshold its limit, of a fact its label, of what follows its name."""
        vocabulary = self.base.vocabulary
        if name in self.limits:
            return self.limits[name]
        if name in vocabulary.facts:
            return vocabulary.facts[name].label
        predicate, _, inner = name.removesuffix(")").partition("(")
        choice = vocabulary.choices.get(predicate)
        if choice is not None:
            return f"{choice.label} {choice.told(inner)}" if inner in choice.values else choice.label
        family = vocabulary.families.get(predicate)
        if family is not None:
            return f"{family.label} {family.items[inner].label}" if inner in family.items else family.label
        plain = predicate.removeprefix("_").replace("_", " ")
        return f"{plain} of {inner.replace('_', ' ')}" if inner and inner[0].islower() else plain

    def literal(self, written: str) -> str:
        """A literal of a body in words."""
        name = written.removeprefix("not ")
        told = self.atom(name)
        if name == written:
            return told
        threshold = self.base.thresholds.thresholds.get(name)
        if threshold is not None and len(threshold.limits) == 1 and not threshold.window:
            comparator = threshold.limits[0].comparator
            return told.replace(SHOWN[comparator], OPPOSITE[comparator], 1)
        return f"“{told}” answered no" if name in self.base.vocabulary.facts else f"not {told}"

    # Limits ------------------------------------------------------------------------------------------

    def side(self, ask: Ask, value: str = "") -> str:
        """A case of a threshold; ``value`` is what somebody has there, as it is recorded."""
        threshold, label = ask.threshold, self.label(ask.threshold)
        limit = f"{label} {threshold.shown}"
        if ask.side == "missing":
            return f"unknown {label}, of which {threshold.shown} is asked"
        if ask.side == "never":
            return f"{label} that is never, of which {threshold.shown} is asked"
        end = self._end(ask)
        if ask.side == "at":
            return f"{label} of exactly {end}" if end else f"{limit}, at its very limit"
        near = f"just {ask.side} the limit{f' of {end}' if end else ''}"
        said = f"{label} of {value}" if value else label
        return f"{said}, {near}" if end else f"{limit}{f', with {value}' if value else ''}, {near}"

    def _end(self, ask: Ask) -> str:
        """The limit of which a case is, as it is written; empty where it is no single amount."""
        threshold = ask.threshold
        if threshold.window or threshold.test.interval.is_point:
            return ""
        lower = ask.end == threshold.test.interval.low
        own = [one for one in threshold.limits if (one.comparator in (">", ">=")) == lower]
        return amount_of(own[0]) if len(own) == 1 else ""
