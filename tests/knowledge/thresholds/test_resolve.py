"""Thresholds find their quantities and units, exactly; what does not fit is told with its place."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.thresholds import axis
from hn2301_asp.knowledge.thresholds.axis import Interval, half_line
from hn2301_asp.knowledge.thresholds.formula import Node
from hn2301_asp.knowledge.thresholds.model import Thresholds
from hn2301_asp.knowledge.thresholds.resolve import resolve
from hn2301_asp.knowledge.thresholds.syntax import parse
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.source.diagnostics import InputError
from tests.sections import sections

HEADING = "criterion IN-7\n"
GOLDEN = Path(__file__).parents[2] / "golden" / "thresholds" / "unresolved.txt"


@pytest.fixture(scope="module")
def vocabulary(protocol: Protocol) -> Vocabulary:
    return protocol.knowledge_base.vocabulary


def resolved(vocabulary: Vocabulary, *statements: str) -> Thresholds:
    """The thresholds of a file of these statements."""
    return resolve([parse(HEADING + "\n".join(statements) + "\n", "kb/a.thr")], vocabulary)


#: Statements that do not fit the shipped vocabulary, with the finding's code, by what is wrong.
BAD: dict[str, tuple[str, str]] = {
    "a quantity misspelt": ("unknown-quantity", 'low serum creatinin < 1 mg/dL "q"'),
    "a quantity of nothing known": ("unknown-quantity", 'many xyzzy ≥ 1 mg/dL "q"'),
    "a quantity and a keyword in one": ("unknown-quantity", 'adult age at screening ≥ 18 years "q"'),
    "a unit misspelt": ("unknown-unit", 'adult age ≥ 18 yeers "q"'),
    "a unit of nothing known": ("unknown-unit", 'adult age ≥ 18 blorbs "q"'),
    "ULN taken for a unit": ("unknown-unit", 'inr_adequate INR ≤ 1.5 UNL "q"'),
    "a unit of another quantity": ("wrong-unit", 'anc_adequate ANC ≥ 1.5 g/L "q"'),
    "a unit that would need the size of a month": ("wrong-unit", 'established SLE duration ≥ 26 weeks "q"'),
    "a window in another unit": (
        "wrong-unit",
        'recent last transfusion within 7 months before screening, no if never "q"',
    ),
    "a window before no date": (
        "unknown-event",
        'recent last transfusion within 7 days before screning, no if never "q"',
    ),
    "a window before another date": (
        "other-event",
        'recent last transfusion within 7 days before consent, no if never "q"',
    ),
    "a window after what is not counted from it": (
        "other-event",
        'recent last transfusion within 7 days after screening, no if never "q"',
    ),
    "half-lives of what is no drug": ("no-half-life", 'old age within 5 half-lives before screening "q"'),
    "LLN taken for a unit": ("unknown-unit", 'alt_low ALT ≥ 0.5 LLN "q"'),
    "one end in ULN": ("wrong-unit", 'alt_mild ALT between 10 U/L and 2.5 × ULN "q"'),
    "no unit": ("missing-unit", 'adult age ≥ 18 "q"'),
    "no unit at one end": ("missing-unit", 'working_age age between 18 and 69 years "q"'),
    "never is not said": ("never-unsaid", 'recent last transfusion within 7 days before screening "q"'),
    "never is said of what is never so": ("never-unknown", 'adult age ≥ 18 years, no if never "q"'),
    "no limit of normal": ("no-uln", 'anc_high ANC ≤ 1.5 × ULN "q"'),
    "a range turned round": ("empty-threshold", 'working_age age between 69 years and 18 years "q"'),
    "a name used twice": ("duplicate-threshold", 'adult age ≥ 18 years "q"\nadult age ≥ 19 years "q"'),
    "a quantity twice in a formula": (
        "formula-repeats",
        'creatinine clearance [mL/min] = weight [kg] × (140 − age [year]) / weight [kg] "q"',
    ),
    "a formula that rises and falls": (
        "formula-direction",
        'creatinine clearance [mL/min] = (weight [kg] − 70)² + age [year] "q"',
    ),
    "a root of what may be below zero": (
        "formula-outside",
        'creatinine clearance [mL/min] = sqrt(weight [kg] − 70) "q"',
    ),
    "a logarithm of what may be zero": ("formula-outside", 'creatinine clearance [mL/min] = ln(age [year]) "q"'),
    "a power of zero below zero": ("formula-zero", 'creatinine clearance [mL/min] = age [year]^−0.5 "q"'),
    "a formula that breaks off where it is measured": (
        "formula-case",
        'creatinine clearance [mL/min] = (1 if weight [kg] < 50 else 2) × age [year] "q"',
    ),
    "a curve over a formula": (
        "formula-of-formula",
        'creatinine clearance [mL/min] = weight [kg] × 2 "q"\n'
        'SLE duration [month] = creatinine clearance [mL/min]² "q"',
    ),
    "a formula over a curve": (
        "formula-of-formula",
        'creatinine clearance [mL/min] = sqrt(weight [kg]) "q"\n'
        'SLE duration [month] = creatinine clearance [mL/min] × 2 "q"',
    ),
    "a limit of too many digits": (
        "fine-limit",
        'creatinine clearance [mL/min] = sqrt(weight [kg]) "q"\n'
        'cleared creatinine clearance ≥ 7.0000000000000000001 mL/min "q"',
    ),
    "a fact misspelt": (
        "unknown-fact",
        'creatinine clearance [mL/min] = weight [kg] × (0.85 if femal else 1) "q"',
    ),
    "a definition twice": (
        "duplicate-definition",
        'creatinine clearance [mL/min] = weight [kg] × 2 "q"\ncreatinine clearance [mL/min] = weight [kg] × 3 "q"',
    ),
    "a divisor that may be zero": ("formula-zero", 'creatinine clearance [mL/min] = weight [kg] / age [year] "q"'),
    "a divisor that may be zero in one case": (
        "formula-zero",
        'creatinine clearance [mL/min] = weight [kg] / (age [year] if female else 1) "q"',
    ),
    "a quantity misspelt in a formula": (
        "unknown-quantity",
        'creatinine clearance [mL/min] = (140-age [year]) × weight [kg] "q"',
    ),
    "a wrong unit in a formula": ("wrong-unit", 'creatinine clearance [mL/min] = weight [g/L] × 2 "q"'),
    "a wrong unit of a result": ("wrong-unit", 'creatinine clearance [mg/dL] = weight [kg] × 2 "q"'),
}


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_fit_the_vocabulary_is_told_with_its_place(
    vocabulary: Vocabulary, golden: Callable[[str, str], None], name: str
) -> None:
    code, statements = BAD[name]
    with pytest.raises(InputError) as caught:
        resolved(vocabulary, statements)
    assert [finding.code for finding in caught.value.findings] == [code]
    golden(f"thresholds/unresolved.txt#{name}", f"{statements}\n\n{caught.value}\n")


def test_every_code_of_the_resolver_has_a_case_and_every_golden_file_too() -> None:
    codes = {
        "duplicate-definition",
        "duplicate-threshold",
        "empty-threshold",
        "fine-limit",
        "formula-case",
        "formula-direction",
        "formula-of-formula",
        "formula-outside",
        "formula-repeats",
        "formula-zero",
        "missing-unit",
        "never-unknown",
        "never-unsaid",
        "no-half-life",
        "no-uln",
        "other-event",
        "unknown-event",
        "unknown-fact",
        "unknown-quantity",
        "unknown-unit",
        "wrong-unit",
    }
    assert {code for code, _ in BAD.values()} == codes
    assert sorted(sections(GOLDEN)) == sorted(BAD)


def test_everything_that_does_not_fit_is_collected(vocabulary: Vocabulary) -> None:
    with pytest.raises(InputError) as caught:
        resolved(vocabulary, 'a xyzzy ≥ 1 g/L "q"', 'b age ≥ 18 "q"', 'c age ≥ 18 years "q"', 'd ANC ≥ 1 g/L "q"')
    assert [(f.code, f.place.line) for f in caught.value.findings] == [
        ("unknown-quantity", 2),
        ("missing-unit", 3),
        ("wrong-unit", 5),
    ]


def test_a_limit_of_normal_that_may_be_zero_is_refused(vocabulary: Vocabulary) -> None:
    uln = replace(vocabulary.quantities["inr_uln"], possible=(Fraction(0), Fraction(3)))
    changed = replace(vocabulary, quantities={**vocabulary.quantities, "inr_uln": uln})
    with pytest.raises(InputError, match="formula-zero"):
        resolved(changed, 'inr_adequate INR ≤ 1.5 × ULN "q"')


# What fits


@pytest.mark.parametrize(
    ("statement", "quantity", "interval", "shown"),
    [
        ("age ≥ 18 years", "age", half_line(">=", Fraction(18)), "≥ 18 years"),
        ("AGE ≥ 216 months", "age", half_line(">=", Fraction(18)), "≥ 216 months"),
        ("ANC ≥ 1500 /uL", "anc", half_line(">=", Fraction("1.5")), "≥ 1500 /uL"),
        ("neutrophils ≥ 1.5 K/µL", "anc", half_line(">=", Fraction("1.5")), "≥ 1.5 K/µL"),
        ("total bilirubin < 34.2 umol/L", "total_bilirubin", half_line("<", Fraction(2)), "< 34.2 umol/L"),
        ("creatinine > 88.4 µmol/L", "serum_creatinine", half_line(">", Fraction(1)), "> 88.4 µmol/L"),
        ("Hb ≥ 8 g/dL", "hemoglobin", half_line(">=", Fraction(80)), "≥ 8 g/dL"),
        ("LVEF ≥ 0.4 fraction", "lvef", half_line(">=", Fraction(40)), "≥ 0.4 fraction"),
        ("dyspnea grade (CTCAE) ≤ 1 grade", "dyspnea_grade", half_line("<=", Fraction(1)), "≤ 1 grade"),
        ("INR ≤ 1.5 × ULN", "inr_per_uln", half_line("<=", Fraction("1.5")), "≤ 1.5 × ULN"),
        (
            "age between 18 years and 828 months",
            "age",
            Interval(Fraction(18), Fraction(69)),
            "≥ 18 years and ≤ 828 months",
        ),
        ("age between 18 years and 18 years", "age", Interval.point(Fraction(18)), "≥ 18 years and ≤ 18 years"),
        ("standard treatment ≥ 56 days", "standard_treatment_duration", half_line(">=", Fraction(8)), "≥ 56 days"),
    ],
)
def test_a_bound_is_converted_exactly(
    vocabulary: Vocabulary, statement: str, quantity: str, interval: Interval, shown: str
) -> None:
    found = resolved(vocabulary, f'a {statement} "q"').thresholds["a"]
    assert (found.quantity, found.test, found.shown, found.owner) == (
        quantity,
        axis.Test("a", interval),
        shown,
        "IN-7",
    )


@pytest.mark.parametrize(("answer", "never"), [("no", False), ("yes", True)])
def test_a_window_counts_back_from_the_screening(vocabulary: Vocabulary, answer: str, never: bool) -> None:
    found = resolved(vocabulary, f'a last transfusion within 1 week before screening, {answer} if never "q"')
    assert found.thresholds["a"].test == axis.Test("a", half_line("<=", Fraction(7)), never)
    assert found.thresholds["a"].shown == "within 1 week before screening"


def test_a_ratio_to_the_limit_of_normal_is_a_derived_quantity(vocabulary: Vocabulary) -> None:
    found = resolved(vocabulary, 'a INR ≤ 1.5 × ULN "q"', 'b INR > 2 × ULN "q"')
    assert list(found.axes) == ["inr_per_uln"]
    assert [sorted(r.holds) for r in found.axes["inr_per_uln"].regions] == [["a"], [], ["b"]]
    derived = found.derived["inr_per_uln"]
    parts = (Node("quantity", name="inr"), Node("quantity", name="inr_uln"))
    assert (derived.formula, derived.ratio) == (Node("/", parts=parts), True)
    quantity = found.quantities["inr_per_uln"]
    assert (quantity.label, quantity.unit, quantity.uln) == ("INR / ULN", "× ULN", None)


def test_a_formula_is_brought_to_canonical_units(vocabulary: Vocabulary) -> None:
    found = resolved(vocabulary, 'creatinine clearance [mL/s] = weight [lb] × age [month] "q"')
    factor = {"weight": Fraction("0.45359237"), "age": Fraction(1, 12)}
    weight, age = (
        Node("/", parts=(Node("quantity", name=name), Node("number", factor[name]))) for name in ("weight", "age")
    )
    product = Node("*", parts=(weight, age))
    assert found.derived["creatinine_clearance"].formula == Node("*", parts=(product, Node("number", Fraction(60))))


def test_a_fact_of_a_formula_is_a_yes_no_fact_or_the_value_of_a_choice(vocabulary: Vocabulary) -> None:
    for fact in ("female", "pregnant"):
        found = resolved(vocabulary, f'creatinine clearance [mL/min] = weight [kg] × (2 if {fact} else 3) "q"')
        assert list(found.derived["creatinine_clearance"].formula.facts()) == [fact]


def test_axes_are_cut_by_all_thresholds_of_a_quantity_and_marked_by_what_can_be(vocabulary: Vocabulary) -> None:
    found = resolved(vocabulary, 'a age > 17 years "q"', 'b age ≥ 18 years "q"', 'c age ≤ 69 years "q"')
    (only,) = found.axes.values()
    assert [(sorted(r.holds), r.possible) for r in only.regions] == [
        (["c"], True),
        (["a", "c"], False),
        (["a", "b", "c"], True),
        (["a", "b"], True),
    ]
