"""Quotes are found in the protocol's text, and thresholds that depart from them are caught."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from hn2301_asp.source.quoted_units import unit_key
from hn2301_asp.source.quotes import (
    Bound,
    Mismatch,
    bounds_in,
    compare,
    locate,
    longest_match,
    negated,
    uncovered,
)

KB = Path(__file__).parents[2] / "kb"


def bound(spelling: str) -> Bound:
    """ ">= 1.5 10*9/L", "<= 2.5 ULN" or ">= 18" as a bound."""
    comparator, number, *unit = spelling.split(maxsplit=2)
    if unit and unit[0] in ("ULN", "LLN", "baseline"):
        return Bound(comparator, Fraction(number), "", unit[0])  # type: ignore[arg-type]
    return Bound(comparator, Fraction(number), unit[0] if unit else "")


def kinds(quote: str, *stated: str, negates: bool = False) -> list[str]:
    mismatches = compare(quote, [bound(spelling) for spelling in stated], negates=negates)
    return [mismatch.what for mismatch in mismatches]


# Every threshold of kb/criteria/*.thr that has a quote, copied by hand.
REAL: dict[str, tuple[str, str, bool]] = {
    "adult": ("aged between 18 and 69 (inclusive)", ">= 18 year", False),
    "within_age_limit": ("aged between 18 and 69 (inclusive)", "<= 69 year", False),
    "established": ("A history of SLE for at least 6 months", ">= 6 month", False),
    "regimen_maintained": (
        "a stable standard treatment regimen for at least 8 weeks",
        ">= 8 week",
        False,
    ),
    "dose_maintained": ("with the dosage stabilized for 2 weeks", ">= 2 week", False),
    "enough_corticosteroid": (
        "Oral corticosteroids are prednisone (or equivalent drug) ≥7.5mg/day",
        ">= 7.5 mg/d",
        False,
    ),
    "corticosteroid_in_limit": (
        "Oral corticosteroids are prednisone (or equivalent drug) … ≤30mg/day",
        "<= 30 mg/d",
        False,
    ),
    "active_total": ("Screening period SLEDAI-2K score ≥6 points", ">= 6 points", False),
    "active_clinical": (
        (
            "the score for SLEDAI-2K clinical symptoms (excluding low complement and/or"
            " anti-ds-DNA antibodies) should be ≥4 points"
        ),
        ">= 4 points",
        False,
    ),
    "anc_adequate": ("ANC ≥1.5×10^9/L", ">= 1.5 10*9/L", False),
    "alc_adequate": ("ALC ≥0.8×10^9/L", ">= 0.8 10*9/L", False),
    "hemoglobin_adequate": ("Hb ≥80g/L", ">= 80 g/L", False),
    "transfused_recently": (
        "No use of transfusions … allowed within 7 days prior to screening",
        "<= 7 day",
        True,
    ),
    "growth_factor_recently": (
        "No use of … growth factors allowed within 7 days prior to screening",
        "<= 7 day",
        True,
    ),
    "inr_adequate": ("INR or APTT ≤1.5×ULN", "<= 1.5 ULN", False),
    "aptt_adequate": ("INR or APTT ≤1.5×ULN", "<= 1.5 ULN", False),
    "ejection_adequate": ("left ventricular ejection fraction (LVEF) ≥40%", ">= 40 %", False),
    "dyspnea_mild": ("≤CTCAE grade 1 dyspnea", "<= 1 grade", False),
    "saturation_adequate": (
        "SpO2 ≥92% (measured by pulse oximetry) while breathing indoor air",
        ">= 92 %",
        False,
    ),
    "alt_adequate": ("ALT and AST ≤2.5×ULN", "<= 2.5 ULN", False),
    "ast_adequate": ("ALT and AST ≤2.5×ULN", "<= 2.5 ULN", False),
    "bilirubin_usual": ("total bilirubin <2.0mg/dL", "< 2.0 mg/dL", False),
    "bilirubin_gilbert": (
        "Gilbert syndrome subjects total bilirubin <3.0mg/dL",
        "< 3.0 mg/dL",
        False,
    ),
    "clearance_adequate": (
        "creatinine clearance rate (Cockcroft-Gault) ≥50mL/min",
        ">= 50 mL/min",
        False,
    ),
}

# Whole numbers in a row are each allowed; other numbers beside each other are not.
LISTS = [
    ("ECOG 0 or 1", [">= 0", "<= 1"]),
    ("ECOG performance status of 0, 1 or 2", [">= 0", "<= 2"]),
    ("ECOG = 0, 1, or 2", [">= 0", "<= 2"]),
    ("grade 0-1", [">= 0 grade", "<= 1"]),
    ("CTCAE grade 1 or 2", [">= 1 grade", "<= 2 grade"]),
    ("1 or 2 weeks", [">= 1 week", "<= 2 week"]),
    ("ECOG = 0", ["= 0"]),
    ("0 or 2 points", []),
    ("at least 1 or 2", [">= 1"]),
    ("2.5 or 3.5", []),
    ("grade 2 or higher", [">= 2 grade"]),
]


@pytest.mark.parametrize(("quote", "stated"), LISTS)
def test_numbers_in_a_row_are_a_range(quote: str, stated: list[str]) -> None:
    assert list(bounds_in(quote)) == [bound(spelling) for spelling in stated]


# What multiplies another value, by its words; whatever else speaks of a beginning multiplies nothing.
MULTIPLES = [
    ("C3 <LLN", ["< 1 LLN"]),
    ("ALT ≥0.5×LLN", [">= 0.5 LLN"]),
    ("below the lower limit of normal", ["< 1 LLN"]),
    ("at least 0.8 times the institutional lower limit of normal", [">= 0.8 LLN"]),
    ("creatinine ≤1.5×baseline", ["<= 1.5 baseline"]),
    ("no more than 1.5 times her baseline value", ["<= 1.5 baseline"]),
    ("creatinine ≤1.5× the patient's baseline", ["<= 1.5 baseline"]),
    ("between 1 and 2.5 × ULN", [">= 1 ULN", "<= 2.5 ULN"]),
    ("within 14 days of baseline", ["<= 14 day"]),
]


@pytest.mark.parametrize(("quote", "stated"), MULTIPLES)
def test_words_say_of_what_a_number_is_a_multiple(quote: str, stated: list[str]) -> None:
    assert list(bounds_in(quote)) == [bound(spelling) for spelling in stated]


@pytest.mark.parametrize(
    ("quote", "means", "kind"),
    [
        ("ALT ≤2.5×ULN", "<= 2.5 LLN", "uln"),
        ("C3 <1×LLN", "< 1 ULN", "uln"),
        ("C3 <1×LLN", "< 1 g/L", "reference"),
        ("C3 <1×LLN", "< 1 baseline", "reference"),
        ("C3 <1×baseline", "< 1 baseline", None),
    ],
)
def test_a_multiple_of_another_value_is_told_apart(quote: str, means: str, kind: str | None) -> None:
    assert kinds(quote, means) == ([] if kind is None else [kind])


# The same quotes beside thresholds that say something else, and what must be said of each.
# A real threshold's name, what stands in its place, and the mismatches.
NEAR_MISSES = [
    ("adult", ">= 16 year", ["number"]),
    ("adult", "> 18 year", ["comparator"]),
    ("adult", "<= 18 year", ["comparator"]),
    ("within_age_limit", "<= 70 year", ["number"]),
    ("within_age_limit", "< 69 year", ["comparator"]),
    ("within_age_limit", "<= 69 ULN", ["uln"]),
    ("established", ">= 3 month", ["number"]),
    ("established", "> 6 month", ["comparator"]),
    ("established", ">= 6 week", ["unit"]),
    ("established", ">= 6 year", ["unit"]),
    ("regimen_maintained", ">= 12 week", ["number"]),
    ("regimen_maintained", "<= 8 week", ["comparator"]),
    ("regimen_maintained", ">= 8 day", ["unit"]),
    ("regimen_maintained", ">= 56 day", ["number", "unit"]),
    ("regimen_maintained", ">= 8", ["unit"]),
    ("dose_maintained", ">= 4 week", ["number"]),
    ("dose_maintained", "<= 2 week", ["comparator"]),
    ("dose_maintained", "> 2 week", ["comparator"]),
    ("dose_maintained", ">= 2 day", ["unit"]),
    ("enough_corticosteroid", ">= 5 mg/d", ["number"]),
    ("enough_corticosteroid", "> 7.5 mg/d", ["comparator"]),
    ("enough_corticosteroid", ">= 7.5 mg", ["unit"]),
    ("enough_corticosteroid", ">= 7.5 g/d", ["unit"]),
    ("corticosteroid_in_limit", "<= 40 mg/d", ["number"]),
    ("corticosteroid_in_limit", "< 30 mg/d", ["comparator"]),
    ("corticosteroid_in_limit", "<= 30 mg/kg/d", ["unit"]),
    ("active_total", ">= 8 points", ["number"]),
    ("active_total", "> 6 points", ["comparator"]),
    ("active_total", ">= 6 %", ["unit"]),
    ("active_clinical", ">= 6 points", ["number"]),
    ("active_clinical", "= 4 points", ["comparator"]),
    ("anc_adequate", ">= 1.0 10*9/L", ["number"]),
    ("anc_adequate", "> 1.5 10*9/L", ["comparator"]),
    ("anc_adequate", ">= 1.5 10*6/L", ["unit"]),
    ("anc_adequate", ">= 1500 /uL", ["number", "unit"]),
    ("anc_adequate", ">= 1.5 ULN", ["uln"]),
    ("alc_adequate", ">= 0.08 10*9/L", ["number"]),
    ("alc_adequate", "<= 0.8 10*9/L", ["comparator"]),
    ("alc_adequate", ">= 0.8 g/L", ["unit"]),
    ("hemoglobin_adequate", ">= 8 g/L", ["number"]),
    ("hemoglobin_adequate", "> 80 g/L", ["comparator"]),
    ("hemoglobin_adequate", ">= 80 g/dL", ["unit"]),
    ("hemoglobin_adequate", ">= 80 10*9/L", ["unit"]),
    ("hemoglobin_adequate", ">= 8 g/dL", ["number", "unit"]),
    ("transfused_recently", "<= 14 day", ["number"]),
    ("transfused_recently", "< 7 day", ["comparator"]),
    ("transfused_recently", "<= 7 week", ["unit"]),
    ("growth_factor_recently", "<= 8 day", ["number"]),
    ("growth_factor_recently", ">= 7 day", ["comparator"]),
    ("growth_factor_recently", "<= 7 hour", ["unit"]),
    ("inr_adequate", "<= 2.0 ULN", ["number"]),
    ("inr_adequate", "< 1.5 ULN", ["comparator"]),
    ("inr_adequate", "<= 1.5 {INR}", ["uln"]),
    ("aptt_adequate", ">= 1.5 ULN", ["comparator"]),
    ("aptt_adequate", "<= 1.5 s", ["uln"]),
    ("ejection_adequate", ">= 50 %", ["number"]),
    ("ejection_adequate", "> 40 %", ["comparator"]),
    ("ejection_adequate", ">= 40 fraction", ["unit"]),
    ("dyspnea_mild", "<= 2 grade", ["number"]),
    ("dyspnea_mild", "< 1 grade", ["comparator"]),
    ("dyspnea_mild", "<= 1 points", ["unit"]),
    ("saturation_adequate", ">= 90 %", ["number"]),
    ("saturation_adequate", "> 92 %", ["comparator"]),
    ("saturation_adequate", ">= 92 mmHg", ["unit"]),
    ("alt_adequate", "<= 3 ULN", ["number"]),
    ("alt_adequate", "<= 2.5 U/L", ["uln"]),
    ("ast_adequate", "< 2.5 ULN", ["comparator"]),
    ("bilirubin_usual", "< 3.0 mg/dL", ["number"]),
    ("bilirubin_usual", "<= 2.0 mg/dL", ["comparator"]),
    ("bilirubin_usual", "< 2.0 umol/L", ["unit"]),
    ("bilirubin_usual", "< 2.0 ULN", ["uln"]),
    ("bilirubin_gilbert", "< 2.0 mg/dL", ["number"]),
    ("bilirubin_gilbert", "> 3.0 mg/dL", ["comparator"]),
    ("bilirubin_gilbert", "< 3.0 mg/L", ["unit"]),
    ("clearance_adequate", ">= 60 mL/min", ["number"]),
    ("clearance_adequate", "> 50 mL/min", ["comparator"]),
    ("clearance_adequate", ">= 50 mL/s", ["unit"]),
    ("clearance_adequate", "<= 60 mL/s", ["number", "unit", "comparator"]),
]

# Quotes that were changed while the threshold stayed: quote, threshold, negates, mismatches.
CHANGED_QUOTES = [
    (
        "Use of transfusions … allowed within 7 days prior to screening",
        "<= 7 day",
        True,
        ["negation"],
    ),
    ("No use of transfusions within 7 weeks", "<= 7 day", True, ["unit"]),
    ("No use of transfusions within 14 days", "<= 7 day", True, ["number"]),
    ("Transfusions within 14 days", "<= 7 day", True, ["number", "negation"]),
    ("No use of transfusions allowed within 7 days", "<= 7 day", False, ["negation"]),
    ("No use of ... growth factors allowed within 7 days", "<= 7 day", False, ["negation"]),
    ("No use of ... growth factors allowed within 7 days", "<= 7 day", True, []),
    ("Transfusions within 7 days are not allowed", "<= 7 day", False, ["negation"]),
    ("Transfusions within 7 days are not allowed", "<= 7 day", True, []),
    ("without a transfusion in the last 7 days", "<= 7 day", True, []),
    ("without a transfusion in the last 7 days", "<= 7 day", False, ["negation"]),
    ("must not have bilirubin above 2.0 mg/dL", "> 2 mg/dL", False, ["negation"]),
    ("Dyspnea ≥ grade 2 is not permitted", ">= 2 grade", False, ["negation"]),
    ("Visit within 7 days. No transfusion within 7 days", "<= 7 day", True, []),
    ("No transfusion within 7 days. Visit within 7 days", "<= 7 day", False, []),
    ("INR or APTT ≤1.5", "<= 1.5 ULN", False, ["uln"]),
    ("ALT and AST <2.5×ULN", "<= 2.5 ULN", False, ["comparator"]),
    ("Hb ≥80g/dL", ">= 80 g/L", False, ["unit"]),
    ("Hb >80", ">= 80 g/L", False, ["comparator"]),
    ("Hb ≥80", ">= 80 g/L", False, []),
    ("for more than 8 weeks", ">= 8 week", False, ["comparator"]),
    ("for up to 8 weeks", ">= 8 week", False, ["comparator"]),
    ("within 5 half-lives", "<= 5 day", False, ["unit"]),
    ("Appropriate bone marrow function", ">= 80 g/L", False, ["absent"]),
    ("No use of transfusions", "<= 7 day", True, ["absent"]),
    ("", ">= 1", False, ["absent"]),
    ("SLEDAI-2K in 2019", ">= 2", False, ["absent"]),
]


def test_every_quote_of_the_threshold_files_stands_in_the_table() -> None:
    quotes = [quote for _, quote, _ in _quotes_of("*.thr")]
    assert len(quotes) >= 24
    assert sorted(quotes) == sorted(quote for quote, _, _ in REAL.values())


@pytest.mark.parametrize("name", REAL)
def test_a_real_threshold_says_what_its_quote_says(name: str) -> None:
    quote, stated, negates = REAL[name]
    assert kinds(quote, stated, negates=negates) == []


@pytest.mark.parametrize("name", REAL)
def test_a_real_threshold_with_its_negation_mistaken_is_caught(name: str) -> None:
    quote, stated, negates = REAL[name]
    assert kinds(quote, stated, negates=not negates) == ["negation"]


def test_every_real_threshold_has_a_near_miss() -> None:
    assert {name for name, _, _ in NEAR_MISSES} == set(REAL)


@pytest.mark.parametrize(("name", "stated", "expected"), NEAR_MISSES)
def test_a_near_miss_gives_exactly_its_mismatches(name: str, stated: str, expected: list[str]) -> None:
    quote, _, negates = REAL[name]
    assert kinds(quote, stated, negates=negates) == expected


@pytest.mark.parametrize(("quote", "stated", "negates", "expected"), CHANGED_QUOTES)
def test_a_changed_quote_gives_exactly_its_mismatches(
    quote: str, stated: str, negates: bool, expected: list[str]
) -> None:
    assert kinds(quote, stated, negates=negates) == expected


@pytest.mark.parametrize(
    ("quote", "stated", "expected"),
    [
        ("aged between 18 and 69 (inclusive)", [">= 18 year", "<= 69 year"], []),
        ("aged between 18 and 69 (inclusive)", [">= 18 year", "<= 70 year"], ["number"]),
        ("aged between 18 and 69 (inclusive)", [">= 16 year", "<= 70 year"], ["number"] * 2),
        ("aged between 18 and 69 (exclusive)", [">= 18 year", "< 69 year"], ["comparator"]),
        ("at least 18 years", [">= 18 year", "<= 69 year"], ["absent"]),
        ("≥7.5mg/day and ≤30mg/day", [">= 7.5 mg/d", "<= 30 mg/d"], []),
        ("≥7.5mg/day and ≤30mg/day", [">= 8 mg/d"], ["number"]),
        ("≥7.5mg/day and ≤30mg/day", [">= 30 mg/d"], ["comparator"]),
        ("<2.0mg/dL (Gilbert syndrome subjects <3.0mg/dL)", ["< 3 mg/dL"], []),
        ("for 2 weeks, no minimum dose below 30mg/day", ["< 30 mg/d"], []),
    ],
)
def test_of_several_statements_each_bound_is_held_against_the_nearest(
    quote: str, stated: list[str], expected: list[str]
) -> None:
    assert kinds(quote, *stated) == expected


def test_a_mismatch_shows_the_quotes_words_and_the_threshold() -> None:
    anc = compare("ANC ≥1.5×10^9/L", [bound("> 1.5 10*9/L")], negates=False)
    assert anc == (Mismatch("comparator", "≥1.5×10^9/L", "> 1.5 10*9/L"),)
    given = compare("No use of X within 7 days", [bound("<= 7 day")], negates=False)
    assert given == (Mismatch("negation", "No use of X within 7 days", "≤ 7 day"),)
    inr = compare("INR ≤1.5", [bound("<= 1.5 ULN")], negates=False)
    assert inr == (Mismatch("uln", "≤1.5", "≤ 1.5 × ULN"),)
    lost = compare("within 7 days", [bound("<= 7 day")], negates=True)
    assert lost == (Mismatch("negation", "within 7 days", "the opposite of ≤ 7 day"),)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("ANC >= 1.5 x10^9/L", [">= 1.5 10*9/L"]),
        ("platelets ≥100×10⁹/L.", [">= 100 10*9/L"]),
        ("neutrophils ≥1,500/µL", [">= 1500 /uL"]),
        ("not less than 4 points", [">= 4 points"]),
        ("no more than 2 doses", ["<= 2"]),
        ("should not be above 1.5 times the upper limit of normal", ["<= 1.5 ULN"]),
        ("ALT ≤ULN", ["<= 1 ULN"]),
        ("greater than or equal to 50 percent", [">= 50 %"]),
        ("at most 30 mg daily", ["<= 30 mg/d"]),
        ("up to 30 mg per day", ["<= 30 mg/d"]),
        ("more than 30 mg/kg/day", ["> 30 mg/kg/d"]),
        ("below 50 ml/min/1.73 m²", ["< 50 mL/min/1.73 m2"]),
        ("under 18 years of age", ["< 18 year"]),
        ("exactly two", ["= 2"]),
        ("has not exceeded 30 mg/day", ["<= 30 mg/d"]),
        ("At least two immunosuppressants", [">= 2"]),
        ("at least eight consecutive weeks", [">= 8 week"]),
        ("for the last 2 weeks", [">= 2 week"]),
        ("over the past 7 days", ["<= 7 day"]),
        ("18 years or older", [">= 18 year"]),
        ("dyspnea of CTCAE v5.0 grade 1 or less", ["<= 1 grade"]),
        ("18–69 years", [">= 18 year", "<= 69 year"]),
        ("within 7 days to 14 days", [">= 7 day", "<= 14 day"]),
        ("T-score > −2.5", ["> -2.5"]),
        ("ANA ≥1:80", [">= 80 1:x"]),
        ("≥6 and/or low complement", [">= 6"]),
        ("the 2019 EULAR/ACR SLE diagnostic criteria", []),
        ("adequate for 2 drugs", []),
        ("bilirubin <1,5 mg/dL", []),
    ],
)
def test_words_and_symbols_are_read_as_comparisons(quote: str, expected: list[str]) -> None:
    assert bounds_in(quote) == tuple(bound(spelling) for spelling in expected)


def test_the_canonical_units_and_their_spellings_have_one_key() -> None:
    units: dict[str, Any] = yaml.safe_load((KB / "vocabulary/units.yaml").read_text("utf-8"))
    months = ["month", "months", "mo"]
    assert {unit_key(spelling) for spelling in months} == {"month"}
    for key in ("10*9/L", "g/L", "mg/dL", "mL/min", "mg/d", "day", "week", "year", "%", "points"):
        assert unit_key(key) == key
        spellings = {unit_key(spelling) for spelling in units["units"][key]["spellings"]}
        odd = {"gm/dL", "mg/D", "a", *"天日周月年岁", "星期", "个月"}  # spellings of data, not of protocols
        assert spellings - {unit_key(spelling) for spelling in odd} <= {key}


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("No use of transfusions … allowed within 7 days prior to screening", True),
        ("Non-pregnant/non-lactating participants", True),
        ("without need for fluid assistance", True),
        ("not taking cyclophosphamide, etc. within 7 days", True),
        ("≥50mL/min without need for fluid assistance", False),
        ("(excluding low complement, not scored) should be ≥4 points", False),
        ("there is no minimum daily dose requirement", False),
        ("non-steroidal anti-inflammatory drugs for at least 4 weeks", False),
        ("no more than 2 doses", False),
        ("Not needed. Hb ≥80g/L", False),
    ],
)
def test_only_a_negation_of_the_statement_itself_negates(quote: str, expected: bool) -> None:
    assert negated(quote) is expected


def _texts() -> dict[str, str]:
    protocol = yaml.safe_load((KB / "protocol.yaml").read_text(encoding="utf-8"))
    return {criterion["files"]: criterion["text"] for criterion in protocol["criteria"]}


def _quotes_of(pattern: str) -> list[tuple[str, str, str]]:
    """File, quote and criterion's text of every quote in the criteria's files."""
    quoted = re.compile(r'(?<!because )(?<!empirical, )"([^"]*)"')
    found = []
    for file in sorted((KB / "criteria").glob(pattern)):
        lines = file.read_text(encoding="utf-8").splitlines()
        said = [line for line in lines if file.suffix == ".thr" or line.startswith("%!")]
        text = _texts()[file.stem]
        found += [(file.name, quote, text) for quote in quoted.findall("\n".join(said)) if quote]
    return found


def _flat(text: str) -> str:
    return " ".join(text.split())


QUOTES = _quotes_of("*.thr") + _quotes_of("*.lp")


def test_the_knowledge_base_has_quotes_in_both_kinds_of_files() -> None:
    assert len(_quotes_of("*.thr")) >= 24
    assert len(_quotes_of("*.lp")) >= 30


@pytest.mark.parametrize(("file", "quote", "text"), QUOTES)
def test_a_real_quote_stands_in_its_criterion(file: str, quote: str, text: str) -> None:
    spans = locate(quote, text)
    assert spans is not None, file
    assert [_flat(text[start:end]) for start, end in spans] == [_flat(part) for part in quote.split("…")]
    assert list(spans) == sorted(spans)
    wrapped = text.replace(" ", "\n      ")
    assert locate(quote.replace(" ", "\n\t"), wrapped) is not None
    assert locate(quote.replace("…", "..."), text) == spans
    assert longest_match(quote, text) == _flat(quote)


@pytest.mark.parametrize(("file", "quote", "text"), QUOTES)
def test_an_altered_quote_does_not_stand_in_its_criterion(file: str, quote: str, text: str) -> None:
    words = quote.split()
    altered = [" ".join([*words[:i], f"x{word}", *words[i + 1 :]]) for i, word in enumerate(words)]
    altered += [
        quote[:-1] + "#",
        quote.swapcase(),
        quote[1:] if len(words[0]) > 1 and quote[0].isalpha() else "#",
    ]
    altered += [quote.replace(digit, str((int(digit) + 3) % 10)) for digit in set("0123456789") if digit in quote]
    altered += [quote.replace(sign, "=") for sign in "≥≤<" if sign in quote]
    altered += [f"{quote} … {quote} … {quote} … {quote} … {quote} … {quote}"]
    assert [quote for quote in altered if locate(quote, text)] == []


@pytest.mark.parametrize(
    ("quote", "text", "expected"),
    [
        ("b … d", "a b c d b d", ((2, 3), (6, 7))),
        ("b...d", "a b c d", ((2, 3), (6, 7))),
        ("d … b", "a b c d", None),
        ("a b", "a\n   b", ((0, 6),)),
        ("… c", " a b c", ((5, 6),)),
        ("8 weeks", "18 weeks or 8 weeks", ((12, 19),)),
        ("5 mg", "1.5 mg", None),
        ("≥1", "≥1.5", None),
        ("1.5×10", "1.5×10^9/L", None),
        ("month", "6 months", None),
        ("pregnant", "Non-pregnant", None),
        ("= 5", ">= 5", None),
        ("less than 5", "not less than 5", None),
        ("Hb ≥80", "Hb ≥80g/L", ((0, 6),)),
        ("", "a", None),
        (" … ", "a", None),
    ],
)
def test_parts_are_found_leftmost_in_order_and_never_cut_a_word(
    quote: str, text: str, expected: tuple[tuple[int, int], ...] | None
) -> None:
    assert locate(quote, text) == expected


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Hb ≥90g/L", "Hb"),
        ("ANC ≥1.5×10^9/L, ALC ≥0.9×10^9/L", "ANC ≥1.5×10^9/L, ALC"),
        ("No use of … vitamins allowed", "No use of"),
        ("Haemoglobin", ""),
    ],
)
def test_the_longest_match_tells_how_far_the_text_agrees(quote: str, expected: str) -> None:
    assert longest_match(quote, _texts()["in7_organ_function"]) == expected


@pytest.mark.parametrize(
    ("text", "quotes", "expected"),
    [
        ("a stable dose, and/or of the (x).", ["stable dose", "x"], ()),
        ("aged 18 (inclusive), of any gender.", ["aged 18"], ("inclusive), of any gender",)),
        ("SpO2 ≥92% at rest", ["SpO2", "92%"], ("≥", "at rest")),
        ("one two three", [], ("one two three",)),
        ("one two three", ["one two", "two", "two three"], ()),
        ("not pregnant", ["pregnant"], ("not",)),
    ],
)
def test_what_no_quote_covers_is_reported_verbatim(text: str, quotes: list[str], expected: tuple[str, ...]) -> None:
    spans = [span for quote in quotes for span in locate(quote, text) or ()]
    assert uncovered(text, reversed(spans)) == expected


def test_the_knowledge_bases_quotes_leave_exactly_what_it_says_is_not_encoded() -> None:
    protocol = yaml.safe_load((KB / "protocol.yaml").read_text(encoding="utf-8"))
    left: list[str] = []
    declared: list[str] = []
    for criterion in protocol["criteria"]:
        text = criterion["text"]
        quoted = [quote for _, quote, about in QUOTES if about == text]
        left += uncovered(text, [span for quote in quoted for span in locate(quote, text) or ()])
        declared += [item["phrase"].strip(",.") for item in criterion.get("not_encoded", ())]
    assert left == declared
    assert len(left) >= 3
