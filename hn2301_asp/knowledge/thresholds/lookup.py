"""What a threshold file's words name in the vocabulary: quantities and units, with a finding for what names none."""

from __future__ import annotations

from hn2301_asp.knowledge.thresholds.advice import LOWER_LIMIT_HELP, lower_limit
from hn2301_asp.knowledge.thresholds.axis import (
    Test,
)
from hn2301_asp.knowledge.thresholds.model import (
    Derived,
    Gate,
    Threshold,
)
from hn2301_asp.knowledge.vocabulary.model import REFERENCES, Quantity, Vocabulary
from hn2301_asp.source.diagnostics import Finding, Place, did_you_mean, one_of


class Lookup:
    """The quantities that are known, what was found of thresholds and formulas so far, and all findings."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.phrases = vocabulary.phrases()
        self.quantities: dict[str, Quantity] = dict(vocabulary.quantities)
        self.thresholds: dict[str, Threshold] = {}
        self.derived: dict[str, Derived] = {}
        self.findings: list[Finding] = []
        self.by_quantity: dict[str, list[Test]] = {}
        self.gates: dict[str, Gate] = {}

    def report(self, code: str, message: str, place: Place, help: str | None = None, *related: Place) -> None:
        self.findings.append(Finding(code, message, place, help=help, related=related))

    def quantity(self, phrase: str, place: Place) -> Quantity | None:
        name = self.phrases.get(phrase.lower())
        if name is None:
            hint = did_you_mean(phrase, self.phrases) or "quantities are declared in kb/vocabulary/quantities.yaml"
            self.report("unknown-quantity", f"`{phrase}` is not a quantity of the vocabulary", place, hint)
            return None
        found = self.vocabulary.quantities[name]
        if found.repeated:
            hint = (
                f"declare what counts in quantities.yaml: `summary: {{of: {name}, take: latest}}`, and name that here"
            )
            self.report("repeated-quantity", f"of several measurements of {found.label} one must count", place, hint)
            return None
        return found

    def unit(self, unit: str, quantity: Quantity, place: Place) -> str | None:
        """The unit that a spelling stands for; what is none of the quantity's is reported."""
        canonical = self.vocabulary.unit(unit)
        if canonical is None:
            hint = did_you_mean(unit, [*self.vocabulary.unit_names.values()])
            meant = next((word for word in REFERENCES if sorted(unit.upper()) == sorted(word)), None)
            if meant is not None:
                hint = f"did you mean `× {meant}`?"
            elif lower_limit(unit):
                hint = LOWER_LIMIT_HELP
            self.report(
                "unknown-unit",
                f"`{unit}` is not a declared unit",
                place,
                hint or f"{quantity.label} is given in {one_of(list(quantity.units))}",
            )
            return None
        if canonical not in quantity.units:
            self.report(
                "wrong-unit",
                f"{quantity.label} cannot be given in `{unit}`",
                place,
                f"its units are {one_of(list(quantity.units))}",
            )
            return None
        return canonical
