"""Formulas as published: their values, and on which side of a limit they lie, against 60-digit decimals by hand."""

from __future__ import annotations

import random
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.certified import FINEST, Outside, settled, simplest
from hn2301_asp.knowledge.thresholds.expression import Kind, Node
from hn2301_asp.knowledge.thresholds.formula import bounds, value
from tests import formula_base
from tests.conftest import Sample
from tests.one_criterion import status

#: By hand (a pocket calculator), and as the sources and their calculators print them; rounded as stated.
VALUES = """
egfr scr=1.0 age=50 female 69
egfr scr=1.0 age=50 male 92
egfr scr=0.8 age=34 female 99
egfr scr=0.7 age=20 female 127
egfr scr=0.5 age=30 female 129
egfr scr=2.0 age=70 female 26
egfr scr=0.9 age=40 male 111
egfr scr=1.5 age=60 male 53
egfr scr=0.6 age=25 male 137
egfr scr=4.0 age=65 male 16
bmi weight=70 height=1.75 male 22.86
bmi weight=60 height=1.60 male 23.44
bmi weight=80 height=2.00 male 20.00
bmi weight=100 height=1.80 male 30.86
bmi weight=45 height=1.50 male 20.00
bmi weight=90 height=1.70 male 31.14
bmi weight=55.5 height=1.65 male 20.39
bmi weight=120 height=1.90 male 33.24
bmi weight=50 height=1.72 male 16.90
bsa weight=70 height=1.70 male 1.81
bsa weight=60 height=1.60 male 1.62
bsa weight=80 height=1.80 male 2.00
bsa weight=100 height=1.90 male 2.28
bsa weight=50 height=1.55 male 1.47
bsa weight=45 height=1.50 male 1.37
bsa weight=90 height=1.75 male 2.06
bsa weight=120 height=1.85 male 2.42
bsa weight=30 height=1.35 male 1.07
mosteller weight=70 height=1.70 male 1.82
mosteller weight=36 height=1.00 male 1.00
mosteller weight=80 height=1.80 male 2.00
mosteller weight=60 height=1.60 male 1.63
mosteller weight=100 height=1.90 male 2.30
mosteller weight=90 height=1.60 male 2.00
mosteller weight=50 height=1.62 male 1.50
qtcf qt=400 rate=60 male 400
qtcf qt=380 rate=80 male 418
qtcf qt=360 rate=100 male 427
qtcf qt=440 rate=50 male 414
qtcf qt=400 rate=75 male 431
qtcf qt=350 rate=120 male 441
qtcf qt=480 rate=60 male 480
qtcf qt=420 rate=70 male 442
qtcf qt=460 rate=45 male 418
corrected calcium=8.0 albumin=3.0 male 8.8
corrected calcium=9.5 albumin=4.0 male 9.5
corrected calcium=7.2 albumin=2.1 male 8.7
corrected calcium=10.4 albumin=4.5 male 10.0
corrected calcium=11.0 albumin=2.5 male 12.2
corrected calcium=8.4 albumin=3.6 male 8.7
corrected calcium=9.0 albumin=1.8 male 10.8
fib4 age=50 ast=40 platelets=200 alt=40 male 1.58
fib4 age=65 ast=80 platelets=100 alt=64 male 6.50
fib4 age=30 ast=25 platelets=250 alt=25 male 0.60
fib4 age=45 ast=100 platelets=150 alt=81 male 3.33
fib4 age=60 ast=35 platelets=180 alt=49 male 1.67
fib4 age=40 ast=36 platelets=300 alt=36 male 0.80
fib4 age=72 ast=50 platelets=120 alt=100 male 3.00
fib4 age=55 ast=60 platelets=220 alt=30 male 2.74
fib4 age=38 ast=20 platelets=400 alt=16 male 0.48
""".strip().splitlines()


@pytest.fixture(scope="module")
def formulas() -> dict[str, Node]:
    """The formulas by the quantity that follows from each."""
    asked = "".join(f'over_{name} {label} > 0 {unit} "q"\n' for name, label, unit in _named())
    derived = formula_base.protocol(asked, 'met("C-1") :- f.\n').knowledge_base.thresholds.derived
    return {name: derived[name].formula for name in formula_base.RESULTS}


def _named() -> list[tuple[str, str, str]]:
    labels = {
        "egfr": "eGFR",
        "bmi": "BMI",
        "bsa": "body surface",
        "mosteller": "body surface by Mosteller",
        "qtcf": "QTcF",
        "corrected": "corrected calcium",
        "fib4": "FIB-4",
    }
    return [(name, labels[name], unit) for name, (_, unit, _) in formula_base.RESULTS.items()]


def test_there_are_sixty_values() -> None:
    assert len(VALUES) == 60


@pytest.mark.parametrize("line", VALUES)
def test_a_value_is_as_published(formulas: dict[str, Node], line: str) -> None:
    name, *given, sex, wanted = line.split()
    numbers = {key: Fraction(number) for key, number in (one.split("=") for one in given)}
    found = value(formulas[name], numbers, {"female": sex == "female"})
    places = len(wanted.partition(".")[2])
    assert abs(found - Fraction(wanted)) <= Fraction(1, 2 * 10**places)


@pytest.mark.parametrize("name", formula_base.RESULTS)
def test_no_value_is_on_the_wrong_side_of_a_limit(formulas: dict[str, Node], name: str, sample: Sample) -> None:
    """Limits of every fineness, most of them as near to the value as they can be written."""
    rng = random.Random(name)
    for _ in range(sample(3_000)):
        numbers, female = formula_base.drawn(name, rng)
        exact = formula_base.by_hand(name, numbers, female)
        places = rng.choice([0, 1, 2, 4, 8, 12, 15])
        limit = exact.quantize(Decimal(1).scaleb(-places)) + rng.choice([-1, 0, 0, 1]) * Decimal(1).scaleb(-places)
        found = value(formulas[name], formula_base.fractions(numbers), {"female": female})
        with localcontext() as context:
            context.prec = 60
            if abs(exact - limit) < abs(limit) * Decimal("1e-50"):
                assert found == Fraction(limit)
            else:
                assert (found < Fraction(limit), found > Fraction(limit)) == (exact < limit, exact > limit)


@pytest.mark.parametrize("name", formula_base.RESULTS)
def test_bounds_of_a_box_are_values_of_its_corners(formulas: dict[str, Node], name: str, sample: Sample) -> None:
    rng = random.Random(name)
    for _ in range(sample(600)):
        (one, female), (other, _) = formula_base.drawn(name, rng), formula_base.drawn(name, rng)
        ends = {key: sorted((Fraction(one[key]), Fraction(other[key]))) for key in one}
        corners = [dict(zip(ends, corner, strict=True)) for corner in product(*ends.values())]
        values = [value(formulas[name], corner, {"female": female}) for corner in corners]
        box = {key: Interval(low, high) for key, (low, high) in ends.items()}
        assert bounds(formulas[name], box, {"female": female}) == Interval(min(values), max(values))


def test_a_value_that_is_just_the_limit_is_told(formulas: dict[str, Node]) -> None:
    numbers = {"weight": Fraction(50), "height": Fraction("1.62")}
    assert value(formulas["mosteller"], numbers, {"female": False}) == Fraction(3, 2)
    # 8/27 of a second between beats: its third root is two thirds, and the limit is not passed.
    assert value(formulas["qtcf"], {"qt": Fraction(300), "rate": Fraction(405, 2)}, {"female": False}) == 450
    protocol = formula_base.protocol('long QTcF > 450 ms "q"\n', 'met("C-1") :- not long.\n')
    assert status(protocol, {"qt": "450 ms", "rate": "60 /min", "f": False}) == "met"
    assert status(protocol, {"qt": "450 ms", "rate": "61 /min", "f": False}) == "not_met"


def node(kind: Kind, *parts: Node) -> Node:
    return Node(kind, parts=parts)


X, Y = Node("quantity", name="x"), Node("quantity", name="y")


def number(written: str) -> Node:
    return Node("number", Fraction(written))


def test_roots_and_logarithms_that_are_fractions_stay_fractions() -> None:
    x, y = Fraction(8, 7), Fraction(9, 4)
    assert settled(node("*", node("^", X, number("0.241")), node("^", X, number("0.759"))), {"x": x}, {}) == x
    assert settled(node("^", Y, number("1.5")), {"y": y}, {}) == Fraction(27, 8)
    assert settled(node("ln", node("/", X, X)), {"x": x}, {}) == 0
    assert settled(node("/", node("^", X, number("0.5")), node("^", X, number("0.5"))), {"x": x}, {}) == 1
    assert settled(node("min", node("^", X, number("0.5")), number("1")), {"x": x}, {}) == 1
    assert settled(node("-", node("^", Y, number("0.5")), number("1.5")), {"y": y}, {}) == 0


@pytest.mark.parametrize("formula", [node("ln", X), node("^", node("-", X, number("1")), number("0.5"))])
def test_what_has_no_value_is_no_number(formula: Node) -> None:
    with pytest.raises(Outside):
        settled(formula, {"x": Fraction(0)}, {})


def test_the_simplest_number_between_two_has_the_smallest_denominator() -> None:
    rng = random.Random(3)
    for _ in range(300):
        low = Fraction(rng.randint(-60, 60), rng.randint(1, 40))
        high = low + Fraction(rng.randint(0, 30), rng.randint(1, 60))
        found = simplest(low, high)
        assert low <= found <= high
        assert not any(-(-low * d // 1) <= high * d // 1 for d in range(1, found.denominator))


def test_what_is_no_fraction_is_parted_from_every_limit_by_more_than_it_can_be_written() -> None:
    found = settled(node("^", X, number("0.5")), {"x": Fraction(2)}, {})
    assert found.denominator > FINEST
    with localcontext() as context:
        context.prec = 60
        assert abs(found - Fraction(Decimal(2).sqrt())) < Fraction(1, 10**40)


def test_a_protocol_reads_ranges_and_units_of_what_a_curve_stands_on() -> None:
    protocol: Protocol = formula_base.protocol('enough eGFR ≥ 60 mL/min/1.73m2 "q"\n', 'met("C-1") :- enough.\n')
    record = {"age": 50, "sex": "female", "f": False}
    assert status(protocol, {**record, "scr": "<= 1.11 mg/dL"}) == "met"
    assert status(protocol, {**record, "scr": ">= 1.12 mg/dL"}) == "not_met"
    assert status(protocol, {**record, "scr": "98 umol/L"}) == "met"
    assert status(protocol, {**record, "scr": "99 umol/L"}) == "not_met"
    assert status(protocol, {"age": 50, "scr": "1.2 mg/dL", "f": False}) == "unknown"
    assert status(protocol, {"age": 18, "scr": "1.0 mg/dL", "f": False}) == "met"


def test_a_formula_may_be_another_one_from_an_age_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Schwartz's k of 0.413 for children and 0.7 for everybody else: bounds and completions follow the step."""
    factor = "(0.413 if age [year] < 18 else 0.7)"
    step = f'eGFR [mL/min/1.73m2] = {factor} × height [cm] / serum creatinine [mg/dL] empirical, "S"\n'
    monkeypatch.setattr(formula_base, "FORMULAS", step)
    protocol = formula_base.protocol('enough eGFR ≥ 60 mL/min/1.73m2 "q"\n', 'met("C-1") :- enough.\n')
    record = {"height": "150 cm", "scr": "1 mg/dL", "f": False}
    assert [status(protocol, {**record, "age": age}) for age in (0, 17, 18, 19)] == ["met"] * 4
    record["scr"] = "1.2 mg/dL"
    assert [status(protocol, {**record, "age": age}) for age in (17, 18)] == ["not_met", "met"]
    assert [status(protocol, {**record, "age": age}) for age in ("<18", ">=18", ">=17")] == [
        "not_met",
        "met",
        "unknown",
    ]
    assert status(protocol, record) == "unknown"
    # Between the two nobody is: 51.6 for a child and 87.5 for anybody else.
    gap = formula_base.protocol(
        'low eGFR ≥ 52 mL/min/1.73m2 "q"\nhigh eGFR ≥ 87 mL/min/1.73m2 "q"\n', 'met("C-1") :- low, not high.\n'
    )
    assert status(gap, record) == "not_met"


def test_a_quantity_may_stand_on_a_fraction_that_follows_by_powers(monkeypatch: pytest.MonkeyPatch) -> None:
    more = (
        'BMI [kg/m2] = weight [kg] / height [m]² "Q"\ncorrected calcium [mg/dL] = BMI [kg/m2] / 2 empirical, "none"\n'
    )
    monkeypatch.setattr(formula_base, "FORMULAS", more)
    protocol = formula_base.protocol('enough corrected calcium ≥ 10 mg/dL "q"\n', 'met("C-1") :- enough.\n')
    assert status(protocol, {"weight": "80 kg", "height": "2 m", "f": False}) == "met"
    assert status(protocol, {"weight": "79.9 kg", "height": "2 m", "f": False}) == "not_met"
    assert status(protocol, {"bmi": "20 kg/m2", "f": False}) == "met"
