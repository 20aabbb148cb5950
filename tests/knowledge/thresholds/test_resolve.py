"""Thresholds find their quantities and units, exactly; what does not fit is told with its place."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.thresholds import axis
from hn2301_asp.knowledge.thresholds.axis import Interval, half_line
from hn2301_asp.knowledge.thresholds.formula import Node, value
from hn2301_asp.knowledge.thresholds.model import Thresholds
from hn2301_asp.knowledge.thresholds.resolve import resolve
from hn2301_asp.knowledge.thresholds.syntax import parse
from hn2301_asp.knowledge.vocabulary.model import Ratio, Vocabulary
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
    "LLN taken for a unit": ("unknown-unit", 'alt_low ALT ≥ 0.5 NLL "q"'),
    "no lower limit of normal": ("no-lln", 'alt_low ALT ≥ 0.5 × LLN "q"'),
    "no value at baseline": ("no-baseline", 'stable serum creatinine ≤ 1.5 × baseline "q"'),
    "one number of what is measured": ("exact-limit", 'a weight = 60 kg "q"'),
    "a list of what is measured": ("exact-limit", 'a weight 60 or 61 kg "q"'),
    "a list with a gap": ("exact-limit", 'a dyspnea grade (CTCAE) 0 or 2 grade "q"'),
    "a list that goes down": ("exact-limit", 'a dyspnea grade (CTCAE) 2 or 1 "q"'),
    "a part of a grade": ("exact-limit", 'a dyspnea grade (CTCAE) = 0.5 "q"'),
    "a grade of what has none": ("unknown-grade", 'a dyspnea grade (CTCAE) ≤ II "q"'),
    "two numbers of two sizes": ("paired-limit", 'low serum creatinine < 2.5 mg/dL (212 umol/L) "q"'),
    "two numbers in one unit": ("paired-limit", 'low serum creatinine < 2.5 mg/dL (2.50 mg/dL) "q"'),
    "a second number of another quantity": ("wrong-unit", 'low serum creatinine < 2.5 mg/dL (221 U/L) "q"'),
    "a second number in no declared unit": ("unknown-unit", 'low serum creatinine < 2.5 mg/dL (221 umols) "q"'),
    "a ratio in no declared unit": ("bad-ratio", 'a weight / serum creatinine ≥ 1 "q"'),
    "a ratio by itself": ("bad-ratio", 'a weight / body weight ≥ 1 "q"'),
    "a ratio of what is not known": ("unknown-quantity", 'a weight / height ≥ 1 "q"'),
    "a ratio in a unit of another thing": ("wrong-unit", 'a weight / INR ≥ 1 U/L "q"'),
    "a ratio by what may be nothing": ("formula-zero", 'a ALT / AST ≥ 1 "q"'),
    "a ratio of what may be never": ("never-in-formula", 'a age / last transfusion ≥ 1 "q"'),
    "a multiple of a ratio": ("no-uln", 'a weight / INR ≥ 1 × ULN "q"'),
    "one end in ULN and the other in LLN": ("wrong-unit", 'alt_mild ALT between 1 × LLN and 2.5 × ULN "q"'),
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
        "bad-ratio",
        "duplicate-definition",
        "duplicate-threshold",
        "empty-threshold",
        "exact-limit",
        "fine-limit",
        "formula-case",
        "formula-direction",
        "formula-of-formula",
        "formula-outside",
        "formula-repeats",
        "formula-zero",
        "missing-unit",
        "never-in-formula",
        "never-unknown",
        "never-unsaid",
        "no-baseline",
        "no-lln",
        "no-half-life",
        "no-uln",
        "other-event",
        "unknown-event",
        "paired-limit",
        "unknown-fact",
        "unknown-grade",
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
        ("dyspnea grade (CTCAE) = 0", "dyspnea_grade", Interval.point(Fraction(0)), "= 0"),
        ("dyspnea grade (CTCAE) = 1 grade", "dyspnea_grade", Interval.point(Fraction(1)), "= 1 grade"),
        ("dyspnea grade (CTCAE) 0 or 1", "dyspnea_grade", Interval(Fraction(0), Fraction(1)), "0 or 1"),
        ("dyspnea grade (CTCAE) 1, 2 or 3", "dyspnea_grade", Interval(Fraction(1), Fraction(3)), "1, 2 or 3"),
        ("age = 216 months", "age", Interval.point(Fraction(18)), "= 216 months"),
        (
            "creatinine ≤ 2.5 mg/dL (221 µmol/L)",
            "serum_creatinine",
            half_line("<=", Fraction("2.5")),
            "≤ 2.5 mg/dL (221 µmol/L)",
        ),
        # The first number decides; the second may be rounded, or the first one.
        ("creatinine < 221 µmol/L (2.5 mg/dL)", "serum_creatinine", half_line("<", Fraction("2.5")), None),
        ("creatinine < 220 µmol/L (2.5 mg/dL)", "serum_creatinine", half_line("<", Fraction(2200, 884)), None),
        (
            "bilirubin between 1 mg/dL (17 umol/L) and 2 mg/dL (34 umol/L)",
            "total_bilirubin",
            Interval(Fraction(1), Fraction(2)),
            None,
        ),
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
    vocabulary: Vocabulary, statement: str, quantity: str, interval: Interval, shown: str | None
) -> None:
    found = resolved(vocabulary, f'a {statement} "q"').thresholds["a"]
    assert (found.quantity, found.test, found.shown, found.owner) == (
        quantity,
        axis.Test("a", interval),
        found.shown if shown is None else shown,
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


def with_fields(vocabulary: Vocabulary, **changes: dict[str, Any]) -> Vocabulary:
    """The vocabulary with some fields of its quantities otherwise."""
    changed = {name: replace(vocabulary.quantities[name], **fields) for name, fields in changes.items()}
    return replace(vocabulary, quantities={**vocabulary.quantities, **changed})


def test_multiples_of_the_lower_limit_and_of_the_baseline_are_ratios_too(vocabulary: Vocabulary) -> None:
    changed = with_fields(
        vocabulary, alt={"lln": "ast_uln", "baseline": "ast"}, ast={"possible": (Fraction(1), Fraction(9))}
    )
    found = resolved(changed, 'a ALT ≥ 0.5 × LLN "q"', 'b ALT < 2 × baseline "q"')
    assert [(t.quantity, t.shown) for t in found.thresholds.values()] == [
        ("alt_per_lln", "≥ 0.5 × LLN"),
        ("alt_per_baseline", "< 2 × baseline"),
    ]
    assert found.quantities["alt_per_lln"].ratio == Ratio("alt", "ast_uln", Fraction(1), "LLN")
    assert found.quantities["alt_per_baseline"].ratio == Ratio("alt", "ast", Fraction(1), "baseline")


def test_a_multiple_is_of_the_reference_s_own_unit(vocabulary: Vocabulary) -> None:
    """Creatinine of today in mg/dL, that at baseline in another unit of the substance."""
    of = {"unit": "umol/L", "units": {"umol/L": Fraction(1)}, "possible": (Fraction(1), Fraction(3000))}
    changed = with_fields(vocabulary, serum_creatinine={"baseline": "total_bilirubin"}, total_bilirubin=of)
    found = resolved(changed, 'a serum creatinine ≤ 1.5 × baseline "q"')
    formula = found.derived["serum_creatinine_per_baseline"].formula
    numbers = {"serum_creatinine": Fraction(3), "total_bilirubin": Fraction("176.8")}
    assert value(formula, numbers, {}) == Fraction(3, 2)
    other = with_fields(vocabulary, serum_creatinine={"baseline": "weight"})
    with pytest.raises(InputError, match="wrong-unit"):
        resolved(other, 'a serum creatinine ≤ 1.5 × baseline "q"')


def test_one_quantity_by_another_is_a_number_or_has_a_declared_unit(vocabulary: Vocabulary) -> None:
    some = with_fields(vocabulary, ast={"possible": (Fraction(1), Fraction(9000))})
    found = resolved(some, 'a ALT / AST < 0.7 "q"', 'b ALT/AST ≥ 65 % "q"', 'c weight / INR ≥ 90 kg "q"')
    assert [(t.quantity, t.test.interval, t.shown) for t in found.thresholds.values()] == [
        ("alt_per_ast", half_line("<", Fraction("0.7")), "< 0.7"),
        ("alt_per_ast", half_line(">=", Fraction("0.65")), "≥ 65 %"),
        ("weight_per_inr", half_line(">=", Fraction(90)), "≥ 90 kg"),
    ]
    assert (found.quantities["alt_per_ast"].label, found.quantities["alt_per_ast"].unit) == ("ALT / AST", "")
    assert value(found.derived["alt_per_ast"].formula, {"alt": Fraction(3), "ast": Fraction(4)}, {}) == Fraction(3, 4)


def test_a_name_that_holds_a_stroke_is_that_quantity(vocabulary: Vocabulary) -> None:
    changed = with_fields(vocabulary, lvef={"names": ("ALT / AST index",)})
    assert resolved(changed, 'a ALT/AST index < 70 % "q"').thresholds["a"].quantity == "lvef"


def test_the_name_of_a_ratio_is_nothing_else_s(vocabulary: Vocabulary) -> None:
    taken = replace(vocabulary, quantities={**vocabulary.quantities, "alt_per_ast": vocabulary.quantities["alt"]})
    with pytest.raises(InputError, match="bad-ratio"):
        resolved(taken, 'a ALT / AST < 0.7 "q"')


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
