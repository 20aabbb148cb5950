"""Corner cases of the classes about numbers, units and data (AM18 to AM23)."""

from __future__ import annotations

import pytest

from hn2301_asp.amendment.assurance import assurance
from hn2301_asp.amendment.catalogue import by_code
from hn2301_asp.report.amendment.meaning import title
from tests.amendment.conflicts.small_cases import Edit, case_of, found, told

THR = "criteria/in3_organs.thr"
LP = "criteria/in3_organs.lp"
QUANTITIES = "vocabulary/quantities.yaml"
FACTS = "vocabulary/facts.yaml"
AGE = "criteria/in1_age.thr"


def bands(*limits: str) -> tuple[Edit, ...]:
    """Bilirubin judged by bands of body weight, each with a limit of haemoglobin of its own."""
    lines = "".join(f'band_{"abc"[n]}  weight {limit}  because "bands"\n' for n, limit in enumerate(limits))
    rules = "".join(f"banded :- band_{'abc'[n]}, hemoglobin_adequate.\n" for n in range(len(limits)))
    return (
        (THR, "criterion IN-3\n", f"criterion IN-3\n\n{lines}"),
        (LP, "alc_adequate, hemoglobin_adequate", "alc_adequate, banded"),
        (LP, "", f"\n%! because bands\n{rules}"),
    )


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (("< 60 kg", "≥ 60 kg"), []),
        (("< 60 kg", "> 60 kg"), ["weight 60 kg belongs to no case of banded, though the values on both sides do"]),
        (("≤ 60 kg", "≥ 60 kg"), ["weight 60 kg belongs to more than one case of banded"]),
        (("≤ 59.9 kg", "≥ 60 kg"), []),  # no weight is recorded between the two
        (("≤ 50 kg", "≥ 80 kg"), []),  # two separate ranges may be meant
        (("< 90 kg", "< 60 kg"), []),  # one range holds the other: a usual limit and a wider one
        (
            ("< 50 kg", "between 50 kg and 70 kg", "> 75 kg"),
            ["weight 70.1–75 kg belongs to no case of banded, though the values on both sides do"],
        ),
        (
            ("< 55 kg", "between 50 kg and 70 kg", "> 70 kg"),
            ["weight 50–54.9 kg belongs to more than one case of banded"],
        ),
    ],
)
def test_cases_of_a_split_leave_no_gap_and_no_overlap(limits: tuple[str, ...], expected: list[str]) -> None:
    assert told("AM18", *bands(*limits)) == [("banded", message) for message in expected]


def test_a_gap_that_the_amendment_opens_is_found_however_wide() -> None:
    opened: Edit = (THR, "weight ≥ 60 kg", "weight ≥ 65 kg")
    assert told("AM18", opened, before=bands("< 60 kg", "≥ 60 kg")) == [
        ("banded", "weight 60–64.9 kg belongs to no case of banded, though the values on both sides do")
    ]


def test_a_gap_that_was_there_before_is_not_told_again() -> None:
    other: Edit = (THR, "Hb ≥ 80 g/L", "Hb ≥ 85 g/L")
    assert told("AM18", other, before=bands("< 60 kg", "> 60 kg")) == []


def test_cases_for_women_and_men_are_looked_at_apart() -> None:
    rules = "".join(f"banded :- sex({sex}), {band}.\n" for sex, band in (("female", "band_a"), ("male", "band_b")))
    edits = (*bands("< 60 kg", "> 60 kg")[:2], (LP, "", f"\n%! because bands\n{rules}"))
    assert told("AM18", *edits) == []


def test_a_split_that_is_named_first_is_looked_through() -> None:
    rules = "banded :- light.\nbanded :- heavy.\nlight :- band_a.\nheavy :- not band_b.\n"
    edits = (*bands("< 60 kg", "≤ 60 kg")[:2], (LP, "", f"\n%! because bands\n{rules}"))
    assert told("AM18", *edits) == [
        ("banded", "weight 60 kg belongs to no case of banded, though the values on both sides do")
    ]


def test_a_value_that_no_case_names_is_a_gap() -> None:
    sexes: Edit = (FACTS, "values: [female, male]", "values: [female, male, intersex]")
    rules = "banded :- sex(female).\nbanded :- sex(male), hemoglobin_adequate.\n"
    edits = ((LP, "alc_adequate, hemoglobin_adequate", "alc_adequate, banded"), (LP, "", f"\n%! because x\n{rules}"))
    assert told("AM18", sexes, before=edits) == [
        ("banded", "sex intersex belongs to no case of banded, though the other values do")
    ]


@pytest.mark.parametrize(
    ("edit", "severities", "expected"),
    [
        ((THR, "Hb ≥ 80 g/L ", "Hb ≥ 8 g/L "), ["error"], "Hb ≥ 8 g/L: the number fits g/dL, not g/L; it was ≥ 80 g/L"),
        ((THR, "Hb ≥ 80 g/L ", "Hb ≥ 9 g/L "), ["error"], "Hb ≥ 9 g/L: the number fits g/dL, not g/L; it was ≥ 80 g/L"),
        (
            (THR, "Hb ≥ 80 g/L ", "Hb ≥ 800 g/L "),
            ["error"],
            "Hb ≥ 800 g/L was ≥ 80 g/L: it moved by the factor between g/L and g/dL (10)",
        ),
        (
            (THR, "bilirubin < 2.0 mg/dL", "bilirubin < 34 mg/dL"),
            ["error"],
            "total bilirubin < 34 mg/dL: the number fits umol/L, not mg/dL; it was < 2.0 mg/dL",
        ),
        ((THR, "Hb ≥ 80 g/L ", "Hb ≥ 100 g/L "), [], ""),
        ((THR, "Hb ≥ 80 g/L ", "Hb ≥ 10 g/dL "), [], ""),
        ((THR, "Hb ≥ 80 g/L ", "Hb ≥ 60 g/L "), [], ""),
    ],
)
def test_a_number_that_fits_another_unit_is_found(edit: Edit, severities: list[str], expected: str) -> None:
    conflicts = found("AM19", edit)
    assert [conflict.severity for conflict in conflicts] == severities
    assert [conflict.message for conflict in conflicts] == ([expected] if expected else [])


def test_a_unit_of_the_text_that_is_not_the_rules_is_found() -> None:
    edits = ((THR, "Hb ≥ 80 g/L  ", "Hb ≥ 90 g/L  "), (THR, '"Hb ≥80g/L"', '"Hb ≥90g/dL"'))
    assert told("AM19", *edits) == [
        ("hemoglobin_adequate", "Hb ≥ 90 g/L: the number fits g/dL, not g/L; it was ≥ 80 g/L")
    ]


def test_a_limit_that_was_renamed_is_compared_with_the_one_before() -> None:
    edits = (
        (THR, "hemoglobin_adequate  Hb ≥ 80 g/L", "hemoglobin_enough  Hb ≥ 8 g/L"),
        (LP, "hemoglobin_adequate", "hemoglobin_enough"),
    )
    assert [where for where, _ in told("AM19", *edits)] == ["hemoglobin_enough"]


def test_a_plausible_limit_that_moved_by_a_factor_is_to_be_declared() -> None:
    time = (
        "course: {label: course, unit: week, also: {day: {}}, step: 1 day, possible: [0, 5200], plausible: [0, 2600]}\n"
    )
    before: tuple[Edit, ...] = (
        (QUANTITIES, "", time),
        ("vocabulary/typical.yaml", "pregnant: no\n", "pregnant: no\ncourse: 100 week\n"),
        (THR, "criterion IN-3\n", 'criterion IN-3\n\nlong_enough  course ≥ 8 weeks  because "x"\n'),
        (LP, "alc_adequate,", "alc_adequate, long_enough,"),
    )
    conflicts = found("AM19", (THR, "course ≥ 8 weeks", "course ≥ 56 weeks"), before=before)
    assert [(c.group, c.severity, c.message) for c in conflicts] == [
        ("declare", "warning", "course ≥ 56 weeks: the number fits days, not weeks; it was ≥ 8 weeks")
    ]


def test_a_limit_between_steps_of_another_unit_is_told_in_that_unit() -> None:
    time = (
        "course: {label: course, unit: week, also: {day: {}}, step: 1 day, possible: [0, 5200], plausible: [0, 2600]}\n"
    )
    edits: tuple[Edit, ...] = (
        (QUANTITIES, "", time),
        (THR, "criterion IN-3\n", 'criterion IN-3\n\nlong_enough  course ≥ 8.1 weeks  because "x"\n'),
        (LP, "alc_adequate,", "alc_adequate, long_enough,"),
    )
    assert [dict(conflict.notes)["in effect"] for conflict in found("AM21", *edits)] == ["≥ 57 days"]


def test_a_unit_that_a_quantity_does_not_have_is_found_where_rules_do_not_load() -> None:
    assert told("AM19", (THR, "Hb ≥ 80 g/L ", "Hb ≥ 80 umol/L ")) == [
        ("hemoglobin_adequate", "Hb cannot be given in `umol/L`")
    ]


def test_a_conversion_that_changed_is_found() -> None:
    edit: Edit = (QUANTITIES, "1 mg/dL = 17.1 umol/L", "1 mg/dL = 171 umol/L")
    message = "1 mg/dL of total bilirubin is 171 umol/L now; it was 17.1 umol/L"
    assert told("AM19", edit) == [("total_bilirubin", message)]
    (same,) = told("AM01", edit)
    assert same[1] == "asks for the same values as before (proved), but a record's total bilirubin is read otherwise"
    case = case_of(edit)
    assert title(case.comparison) == (
        "1.0 → A01: asks for the same values, but a record's total bilirubin is read otherwise"
    )
    rest = "with the same values (a record's total bilirubin is read otherwise)"
    proofs = assurance(case.before.knowledge_base, [case], []).proved
    assert f"A01: eligibility is the same for every possible patient {rest}" in proofs


def test_who_gains_is_told_of_values_where_a_record_is_read_otherwise() -> None:
    edits: tuple[Edit, ...] = (
        (QUANTITIES, "1 mg/dL = 17.1 umol/L", "1 mg/dL = 171 umol/L"),
        (THR, "Hb ≥ 80 g/L", "Hb ≥ 70 g/L"),
    )
    assert title(case_of(*edits).comparison) == (
        "1.0 → A01: broader, lets in more patients; that is of values: a record's total bilirubin is read otherwise"
    )


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ((THR, "ALC ≥ 0.8 ", "ALC ≥ 1500 "), "no plausible value of ALC is ≥ 1500 ×10^9/L"),
        ((THR, "Hb ≥ 80 g/L ", "Hb ≥ 8 g/L "), "every plausible value of Hb is ≥ 8 g/L"),
        ((THR, "ALC ≥ 0.8 ", "ALC ≥ 20 "), None),  # the end of what is plausible
        ((THR, "ALC ≥ 0.8 ×10^9/L ", "ALC ≥ 1500 /µL "), None),
        ((AGE, "age ≤ 69 years", "age between 18 years and 95 years"), "some"),
    ],
)
def test_a_limit_where_no_plausible_value_lies_is_found(edit: Edit, expected: str | None) -> None:
    messages = [message for _, message in told("AM20", edit)]
    if expected == "some":
        expected = "every plausible value of age is ≥ 18 years and ≤ 95 years"
    assert messages == ([expected] if expected else [])


@pytest.mark.parametrize(("limit", "faulty"), [("2.5", False), ("30", False), ("400", True)])
def test_multiples_of_the_limit_of_normal_are_plausible_by_both_ranges(limit: str, faulty: bool) -> None:
    enzyme = "{label: %s, unit: g/L, step: 1 g/L, possible: [1, 5000], plausible: [%s]%s}\n"
    before: tuple[Edit, ...] = (
        (
            QUANTITIES,
            "",
            "alt: " + enzyme % ("ALT", "2, 5000", ", uln: alt_uln") + "alt_uln: " + enzyme % ("limit", "15, 100", ""),
        ),
        ("vocabulary/typical.yaml", "pregnant: no\n", "pregnant: no\nalt: 20\nalt_uln: 40\n"),
        (THR, "criterion IN-3\n", 'criterion IN-3\n\nalt_adequate  ALT ≤ 2 × ULN  because "x"\n'),
        (LP, "alc_adequate,", "alc_adequate, alt_adequate,"),
    )
    assert bool(found("AM20", (THR, "ALT ≤ 2 ×", f"ALT ≤ {limit} ×"), before=before)) is faulty


@pytest.mark.parametrize(
    ("edit", "effective"),
    [
        ((THR, "bilirubin < 2.0 mg/dL", "bilirubin < 1.55 mg/dL"), "≤ 1.5 mg/dL"),
        ((THR, "Hb ≥ 80 g/L ", "Hb ≥ 8.05 g/dL "), "≥ 8.1 g/dL"),
        ((AGE, "age ≥ 18 years", "age > 18.5 years"), "≥ 19 years"),
        ((THR, "bilirubin < 2.0 mg/dL", "bilirubin < 35 umol/L"), None),
        ((THR, "ALC ≥ 0.8 ", "ALC ≥ 0.85 "), None),
        ((THR, "clearance ≥ 50 mL", "clearance ≥ 50.05 mL"), None),  # worked out, not recorded
    ],
)
def test_a_limit_between_recordable_values_says_what_it_means(edit: Edit, effective: str | None) -> None:
    assert [dict(c.notes).get("in effect") for c in found("AM21", edit)] == ([effective] if effective else [])


@pytest.mark.parametrize(
    ("said", "silent"),
    [("", False), (", note: at screening", True), (", codes: {loinc: [1-8], status: confirmed}", True)],
)
def test_a_new_fact_says_how_it_is_known(said: str, silent: bool) -> None:
    edits: tuple[Edit, ...] = (
        (
            FACTS,
            "  pregnant: {label: pregnant}",
            f"  pregnant: {{label: pregnant}}\n  hemolysis: {{label: hemolysis{said}}}",
        ),
        (LP, "gilbert_syndrome, bilirubin", "gilbert_syndrome, not hemolysis, bilirubin"),
        ("vocabulary/typical.yaml", "pregnant: no", "pregnant: no\nhemolysis: no"),
    )
    assert [where for where, _ in told("AM22", *edits)] == ([] if silent else ["hemolysis"])


def test_a_quantity_that_is_not_declared_is_found_where_rules_do_not_load() -> None:
    edit: Edit = (THR, "criterion IN-3\n", 'criterion IN-3\n\niron_adequate  ferritin ≤ 500 g/L  because "x"\n')
    assert told("AM22", edit) == [("iron_adequate", "`ferritin` is not a quantity of the vocabulary")]


def test_points_that_changed_are_told_for_the_score() -> None:
    (conflict,) = found("AM23", ("scores/activity.yaml", "rash: {weight: 2", "rash: {weight: 3"))
    assert (conflict.where, dict(conflict.notes)["under 1.0"], dict(conflict.notes)["under A01"]) == (
        "activity",
        "rash 2",
        "rash 3",
    )
    assert conflict.witness is not None


def test_a_formula_is_judged_apart_from_what_else_changed() -> None:
    limit: Edit = (THR, "ALC ≥ 0.8 ", "ALC ≥ 1.0 ")
    formula: Edit = (THR, "0.85 if female", "0.742 if female")
    rewritten: Edit = (THR, "(140 − age [year]) × weight [kg]", "weight [kg] × (140 − age [year])")
    rule: Edit = (LP, "gilbert_syndrome, bilirubin_gilbert", "gilbert_syndrome, alc_adequate, bilirubin_gilbert")
    assert [
        bool(found("AM23", *edits)) for edits in ((limit, formula), (limit, rewritten), (rule, formula), (rule, limit))
    ] == [
        True,
        False,
        True,
        False,
    ]


def test_the_witness_of_a_formula_is_one_for_whom_the_formula_decides() -> None:
    (conflict,) = found("AM23", (THR, "ALC ≥ 0.8 ", "ALC ≥ 1.0 "), (THR, "0.85 if female", "0.742 if female"))
    assert conflict.witness is not None
    assert [change.fact for change in conflict.witness.changes] == ["serum_creatinine"]
    assert (conflict.witness.before, conflict.witness.after) == ("eligible", "ineligible")


@pytest.mark.parametrize("code", ["AM18", "AM19", "AM20", "AM21", "AM22", "AM23"])
def test_an_ordinary_change_of_a_limit_finds_nothing(code: str) -> None:
    assert list(by_code()[code].find(case_of((THR, "ALC ≥ 0.8 ", "ALC ≥ 1.0 ")))) == []
