"""Ratios that limits ask for: multiples of a limit of normal or of a baseline, and one quantity by another.

Each is a derived quantity, as one that a formula defines.
"""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.definitions import Definitions
from hn2301_asp.knowledge.thresholds.expression import Node
from hn2301_asp.knowledge.thresholds.formula import bounds
from hn2301_asp.knowledge.thresholds.model import Derived
from hn2301_asp.knowledge.vocabulary.model import REFERENCES, Quantity, Ratio
from hn2301_asp.source.diagnostics import Place, one_of
from hn2301_asp.source.numbers import Times


class Ratios(Definitions):
    """Quantities that are made of two others."""

    def multiple(self, quantity: Quantity, times: Times, place: Place) -> Quantity | None:
        """A value in multiples of a limit of normal, or of what was measured at baseline."""
        field = quantity.reference(times)
        if field is None or quantity.ratio is not None:
            message = f"{quantity.label} has no {REFERENCES[times]} in the vocabulary"
            hint = f"declare `{times.lower()}:` in quantities.yaml, or give a unit"
            self.report(f"no-{times.lower()}", message, place, hint)
            return None
        by = self.vocabulary.quantities[field]
        if not self.check_numbers(quantity, (by.name,), place):
            return None
        if by.unit not in quantity.units:
            message = f"{by.label} is given in `{by.unit}`, in which {quantity.label} cannot be"
            self.report(
                "wrong-unit", message, place, f"the units of {quantity.label} are {one_of(list(quantity.units))}"
            )
            return None
        made = replace(
            quantity,
            name=f"{quantity.name}_per_{times.lower()}",
            label=f"{quantity.label} / {times}",
            labels={language: f"{label} / {times}" for language, label in quantity.labels.items()},
            unit=f"× {times}",
            units={f"× {times}": Fraction(1)},
            hidden=f"the value by its {REFERENCES[times]}",
            ratio=Ratio(quantity.name, by.name, 1 / quantity.units[by.unit], times),
        )
        return self.ratio(made, f"ratio to the {times}", place)

    def quotient(self, one: Quantity, other: Quantity, place: Place) -> Quantity | None:
        """One quantity by another: a number where both measure the same, else in the first unit declared for it."""
        vocabulary = self.vocabulary
        if one.name == other.name:
            self.report("bad-ratio", f"{one.label} by itself is 1", place, "compare it with another quantity")
            return None
        items = next((quantity for quantity in (one, other) if quantity.of_item is not None), None)
        if items is not None:
            message = f"{items.label} is told of an item that holds only: no ratio is made of it"
            self.report("bad-ratio", message, place, "write a threshold on it alone")
            return None
        if not self.check_numbers(one, (other.name,), place):
            return None
        if one.grades or other.grades:
            self.report("bad-ratio", f"{(one if one.grades else other).label} has grades: they are no numbers", place)
            return None
        measures = dict(vocabulary.dimensions[one.unit])
        for name, power in vocabulary.dimensions[other.unit].items():
            measures[name] = measures.get(name, Fraction(0)) - power
        measures = {name: power for name, power in measures.items() if power}
        alike = [unit for unit, powers in vocabulary.dimensions.items() if dict(powers) == measures]
        unit = "" if not measures else alike[0] if alike else None
        if unit is None:
            message = f"no declared unit measures {one.label} ({one.unit}) by {other.label} ({other.unit})"
            self.report("bad-ratio", message, place, "declare one in units.yaml, such as `mg/mmol`")
            return None
        size = vocabulary.sizes[unit] if unit else Fraction(1)
        made = Quantity(
            name=f"{one.name}_per_{other.name}",
            label=f"{one.label} / {other.label}",
            labels={code: f"{label} / {other.labels.get(code, other.label)}" for code, label in one.labels.items()},
            unit=unit,
            units={unit: Fraction(1), **{name: vocabulary.sizes[name] / size for name in alike}},
            step=one.step,
            possible=one.possible,
            plausible=one.plausible,
            hidden="one value by the other",
            ratio=Ratio(one.name, other.name, vocabulary.sizes[one.unit] / vocabulary.sizes[other.unit] / size),
        )
        return self.ratio(made, f"{one.label} by {other.label}", place)

    def ratio(self, made: Quantity, source: str, place: Place) -> Quantity | None:
        """The ratio of two quantities as a derived one: how it is made of both is all that is known of it."""
        ratio, name = made.ratio, made.name
        assert ratio is not None
        if name in self.vocabulary.quantities:
            message = f"`{name}` is a quantity of its own, and the name of {made.label}"
            self.report("bad-ratio", message, place, "give that quantity another name")
            return None
        if name in self.quantities:
            return self.quantities[name]
        divisor = Node("quantity", name=ratio.by)
        if ratio.scale != 1:
            divisor = Node("*", parts=(divisor, Node("number", 1 / ratio.scale)))
        node = Node("/", parts=(Node("quantity", name=ratio.measured), divisor))
        for used in (self.quantities[ratio.measured], self.quantities[ratio.by]):
            if used.unit in self.vocabulary.offsets:
                message = f"{used.label} is in {used.unit}, which counts from a zero of its own: it has no multiples"
                self.report("bad-ratio", message, place, "write a limit in its unit")
                return None
        if not self.check_divisors(node, place):
            return None
        self.derived[name] = Derived(name, node, source, ratio=True)
        low, high = self.range(node, "possible")
        if ratio.times is not None:
            # How many times another value it can be at most is told where that is known, as any range is.
            high = max(high, made.possible[1])
        self.quantities[name] = replace(
            made,
            step=made.step * ratio.scale,
            counted=False,
            completed=False,
            names=(),
            uln=None,
            lln=None,
            baseline=None,
            since=None,
            codes={},
            possible=(low, high),
            plausible=self.range(node, "plausible"),
        )
        return self.quantities[name]

    def range(self, node: Node, kind: str) -> tuple[Fraction, Fraction]:
        """From where to where a ratio of two quantities lies, of what is possible or plausible of both."""
        box = {name: Interval(*getattr(self.quantities[name], kind)) for name in node.quantities()}
        try:
            return bounds(node, box, {}).ends
        except ZeroDivisionError:
            return self.range(node, "possible")
