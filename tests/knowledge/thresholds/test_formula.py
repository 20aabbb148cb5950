"""Formulas have exact values, and bounds that are reached at the corners of a box."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.formula import Kind, Node, bounds, value

NUMBERS = st.integers(1, 8).map(lambda n: Node("number", Fraction(n, 2)))


@st.composite
def formulas(draw: st.DrawFn, names: tuple[str, ...] = ("w", "x", "y", "z")) -> Node:
    """A formula over quantities from 1/2 upwards that names each once; divisors stay above zero."""
    if not names:
        return draw(NUMBERS)
    if len(names) == 1:
        return draw(st.just(Node("quantity", name=names[0])) | NUMBERS)
    middle = draw(st.integers(0, len(names)))
    kind: Kind = draw(st.sampled_from(["+", "-", "*", "/", "if"]))
    left, right = draw(formulas(names[:middle])), draw(formulas(names[middle:]))
    if kind == "/" and not _positive(right):
        kind = "*"
    return Node(kind, name="fact" if kind == "if" else "", parts=(left, right))


def _positive(node: Node) -> bool:
    return node.kind != "-" and all(_positive(part) for part in node.parts)


SPANS = st.tuples(st.integers(1, 6), st.integers(0, 4)).map(lambda p: (Fraction(p[0], 2), Fraction(p[0] + p[1], 2)))
BOXES = st.fixed_dictionaries(dict.fromkeys("wxyz", SPANS))


@settings(max_examples=60)
@given(formulas(), BOXES, st.booleans())
def test_bounds_are_the_least_and_greatest_values_at_the_corners(
    formula: Node, box: dict[str, tuple[Fraction, Fraction]], fact: bool
) -> None:
    used = sorted(set(formula.quantities()))
    corners = [dict(zip(used, corner, strict=True)) for corner in product(*(box[name] for name in used))]
    values = [value(formula, corner, {"fact": fact}) for corner in corners]
    reach = bounds(formula, {name: Interval(low, high) for name, (low, high) in box.items()}, {"fact": fact})
    assert reach == Interval(min(values), max(values))


@settings(max_examples=60)
@given(formulas(), BOXES, st.booleans())
def test_a_value_is_the_bounds_of_a_point(formula: Node, box: dict[str, tuple[Fraction, Fraction]], fact: bool) -> None:
    point = {name: low for name, (low, _) in box.items()}
    reach = bounds(formula, {name: Interval.point(n) for name, n in point.items()}, {"fact": fact})
    assert reach == Interval.point(value(formula, point, {"fact": fact}))


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [("+", "-1", "7"), ("-", "-6", "2"), ("*", "-8", "12"), ("/", "-2", "3"), ("if", "-2", "3")],
)
def test_every_operator_has_its_bounds(kind: Kind, low: str, high: str) -> None:
    parts = (Node("quantity", name="x"), Node("quantity", name="y"))
    box = {"x": Interval(Fraction(-2), Fraction(3)), "y": Interval(Fraction(1), Fraction(4))}
    assert bounds(Node(kind, name="f", parts=parts), box, {"f": True}) == Interval(Fraction(low), Fraction(high))


def test_a_formula_names_its_quantities_and_facts_in_order() -> None:
    x, y = Node("quantity", name="x"), Node("quantity", name="y")
    formula = Node("+", parts=(Node("if", name="f", parts=(x, y)), Node("if", name="g", parts=(y, x))))
    assert (list(formula.quantities()), list(formula.facts())) == (["x", "y", "y", "x"], ["f", "g"])


X, TWO = Node("quantity", name="x"), Node("number", Fraction(2))


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (0, 1), (-1, 0), (0, 0)])
def test_a_divisor_that_may_be_zero_has_no_bounds(low: int, high: int) -> None:
    with pytest.raises(ZeroDivisionError):
        bounds(Node("/", parts=(TWO, X)), {"x": Interval(Fraction(low), Fraction(high))}, {})


def test_a_divisor_below_zero_has_bounds() -> None:
    reach = bounds(Node("/", parts=(TWO, X)), {"x": Interval(Fraction(-4), Fraction(-1))}, {})
    assert reach == Interval(Fraction(-2), Fraction(-1, 2))


def test_a_box_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="finite ends"):
        bounds(Node("+", parts=(X, TWO)), {"x": Interval(Fraction(1))}, {})


def test_a_value_without_a_number_is_no_value() -> None:
    with pytest.raises(ZeroDivisionError):
        value(Node("/", parts=(TWO, X)), {"x": Fraction(0)}, {})


# Cockcroft-Gault: (140 − age) × weight / (72 × creatinine), times 0.85 in women


@pytest.fixture(scope="module")
def clearance(protocol: Protocol) -> Node:
    """The formula of the shipped knowledge base, as it is declared."""
    return protocol.knowledge_base.thresholds.derived["creatinine_clearance"].formula


def of(age: int, weight: str, creatinine: str) -> dict[str, Fraction]:
    return {"age": Fraction(age), "weight": Fraction(weight), "serum_creatinine": Fraction(creatinine)}


def test_cockcroft_gault_is_exact(clearance: Node) -> None:
    assert value(clearance, of(34, "60", "0.8"), {"female": False}) == Fraction(106 * 60 * 10, 72 * 8)
    assert value(clearance, of(34, "60", "0.8"), {"female": True}) == Fraction(106 * 60 * 10 * 85, 72 * 8 * 100)
    assert value(clearance, of(69, "59", "1.0"), {"female": True}) == Fraction(71 * 59 * 85, 72 * 100)


def test_cockcroft_gault_falls_with_age_and_creatinine_and_rises_with_weight(clearance: Node) -> None:
    box = {
        "age": Interval(Fraction(18), Fraction(69)),
        "weight": Interval(Fraction(59), Fraction(200)),
        "serum_creatinine": Interval(Fraction(1, 2), Fraction(1)),
    }
    lowest = value(clearance, of(69, "59", "1"), {"female": True})
    highest = value(clearance, of(18, "200", "0.5"), {"female": True})
    assert bounds(clearance, box, {"female": True}) == Interval(lowest, highest)
    assert round(float(lowest), 2) == 49.45
