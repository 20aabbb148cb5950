"""Numbers and answers as people write them: what is understood, and what is refused and how."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.problems import ValueProblem
from hn2301_asp.patient.values import amount, is_unknown, told, yes_no
from hn2301_asp.source.numbers import format_number, with_unit

Record = dict[str, Any]
Read = Callable[[Record], Patient]
Refused = Callable[[Record], str]


def quantity(protocol: Protocol, name: str) -> Quantity:
    return protocol.knowledge_base.vocabulary.quantities[name]


def number(protocol: Protocol, name: str, raw: object, unit: str | None = None) -> Fraction | None:
    """The one number that a value means, in the quantity's canonical unit."""
    return amount(raw, quantity(protocol, name), protocol.knowledge_base.vocabulary, unit, None).values.number


def problem(
    protocol: Protocol, name: str, raw: object, unit: str | None = None, operator: str | None = None
) -> tuple[str, str | None]:
    """The message and the help with which a value is refused."""
    with pytest.raises(ValueProblem) as caught:
        amount(raw, quantity(protocol, name), protocol.knowledge_base.vocabulary, unit, operator)
    return str(caught.value), caught.value.help


# Numbers

NUMBERS: list[tuple[object, Fraction]] = [
    (3, Fraction(3)),
    (0, Fraction(0)),
    (1.5, Fraction(3, 2)),
    (0.1, Fraction(1, 10)),
    (1e-07, Fraction(1, 10**7)),
    (Decimal("1.50"), Fraction(3, 2)),
    (Decimal("3E+1"), Fraction(30)),
    (Fraction(1, 8), Fraction(1, 8)),
    ("3", Fraction(3)),
    ("3.20", Fraction(16, 5)),
    ("+3.2", Fraction(16, 5)),
    (" 3.2 ", Fraction(16, 5)),
    ("007", Fraction(7)),
    ("3,2", Fraction(16, 5)),
    ("3,25", Fraction(13, 4)),
    ("0,500", Fraction(1, 2)),
    ("3,2500", Fraction(13, 4)),
    ("1.500", Fraction(3, 2)),
    (".5", Fraction(1, 2)),
    (",5", Fraction(1, 2)),
    ("1e1", Fraction(10)),
    ("1E1", Fraction(10)),
    ("3.2e0", Fraction(16, 5)),
    ("0.32e1", Fraction(16, 5)),
    ("3,2E+00", Fraction(16, 5)),
    ("1.250e1 /uL", Fraction(1, 80)),
    ("2.5e-1", Fraction(1, 4)),
    (Decimal("1E-2"), Fraction(1, 100)),
    (Decimal("1E-50"), Fraction(1, 10**50)),
]


@pytest.mark.parametrize(("raw", "expected"), NUMBERS)
def test_a_number_is_read_exactly_however_it_is_written(protocol: Protocol, raw: object, expected: Fraction) -> None:
    assert number(protocol, "anc", raw) == expected


THOUSANDS = [
    ("1,234.5 /uL", Fraction("1.2345")),
    ("1.234,5 /uL", Fraction("1.2345")),
    ("12,345.0 /uL", Fraction("12.345")),
    ("1500,5 /uL", Fraction("1.5005")),
]


@pytest.mark.parametrize(("raw", "expected"), THOUSANDS)
def test_signs_between_thousands_are_read_where_they_can_mean_nothing_else(
    protocol: Protocol, raw: str, expected: Fraction
) -> None:
    assert number(protocol, "anc", raw) == expected


def test_two_commas_stand_between_thousands(protocol: Protocol) -> None:
    assert number(protocol, "ana_titre_ever", "1,000,000") == 1_000_000


AMBIGUOUS = [
    ("1,500", "`1,500` can be 1500 or 1.500"),
    ("12,345", "`12,345` can be 12345 or 12.345"),
    ("999,000 /uL", "`999,000` can be 999000 or 999.000"),
    ("<1,500", "`1,500` can be 1500 or 1.500"),
]


@pytest.mark.parametrize(("raw", "message"), AMBIGUOUS)
def test_a_comma_before_three_digits_is_refused_with_both_meanings(protocol: Protocol, raw: str, message: str) -> None:
    assert problem(protocol, "anc", raw) == (message, "write a decimal point, and no sign between thousands")


HELP = "write digits and a decimal point"
NO_NUMBERS: list[tuple[object, str, str | None]] = [
    ("three", "`three` is no number", "write ANC as a number in `10*9/L` or `/uL`"),
    ("<", "`<` is no number", "write ANC as a number in `10*9/L` or `/uL`"),
    ("1.2.3", "`1.2.3` is no number", "write digits and a decimal point"),
    ("1,2,3", "`1,2,3` is no number", "write digits and a decimal point"),
    ("3.", "`3.` is no number", "write digits and a decimal point"),
    ("1.500.000", "`1.500.000` is no number", "write digits and a decimal point"),
    ("5-10", "`-10` is not a declared unit", "ANC is given in `10*9/L` or `/uL`"),
    ("1e401", "the power of ten of `1e401` is larger than any measurement's", HELP),
    ("1e9999999999", "the power of ten of `1e9999999999` is larger than any measurement's", HELP),
    ("1.2.3e1", "`1.2.3e1` is no number", HELP),
    ("9" * 201, f"`{'9' * 59}…` is too long for a number", None),
    (True, "`yes` is no number", "ANC is a number"),
    (False, "`no` is no number", "ANC is a number"),
    ([1.5], "`[1.5]` is no number", "write a number, perhaps with its unit"),
    (math.nan, "`nan` is no number", "leave the field empty where the value is unknown"),
    (math.inf, "`inf` is no number", "leave the field empty where the value is unknown"),
    (Decimal("NaN"), "`NaN` is no number", "leave the field empty where the value is unknown"),
    (Fraction(1, 3), "`1/3` has no exact decimal", "write digits and a decimal point"),
]


@pytest.mark.parametrize(("raw", "message", "help"), NO_NUMBERS)
def test_what_is_no_number_is_refused_with_what_was_expected(
    protocol: Protocol, raw: object, message: str, help: str | None
) -> None:
    assert problem(protocol, "anc", raw) == (message, help)


@given(millionths=st.integers(0, 500 * 10**6))
def test_a_decimal_is_the_same_number_with_a_point_a_comma_and_as_a_float(protocol: Protocol, millionths: int) -> None:
    exact = Fraction(millionths, 10**6)
    digits = f"{millionths // 10**6}.{millionths % 10**6:06d}"
    # Six decimals never look like thousands, so the comma is always understood.
    assert number(protocol, "anc", digits) == exact
    assert number(protocol, "anc", digits.replace(".", ",")) == exact
    assert number(protocol, "anc", float(exact)) == exact


# Censored values


def censored(
    protocol: Protocol, name: str, raw: object, operator: str | None = None, unit: str | None = None
) -> tuple[Values, str]:
    found = amount(raw, quantity(protocol, name), protocol.knowledge_base.vocabulary, unit, operator)
    return found.values, found.as_given


CENSORED = [
    ("<5", Interval(Fraction(0), Fraction(5), high_open=True)),
    ("< 5", Interval(Fraction(0), Fraction(5), high_open=True)),
    ("<=5", Interval(Fraction(0), Fraction(5))),
    ("=<5", Interval(Fraction(0), Fraction(5))),
    ("≤5", Interval(Fraction(0), Fraction(5))),
    (">5", Interval(Fraction(5), Fraction(500), low_open=True)),
    (">=5", Interval(Fraction(5), Fraction(500))),
    ("=>5", Interval(Fraction(5), Fraction(500))),
    ("≥5", Interval(Fraction(5), Fraction(500))),
    ("<0,5", Interval(Fraction(0), Fraction(1, 2), high_open=True)),
    (">=1000 /uL", Interval(Fraction(1), Fraction(500))),
    ("<1500/uL", Interval(Fraction(0), Fraction(3, 2), high_open=True)),
]


@pytest.mark.parametrize(("raw", "expected"), CENSORED)
def test_a_censored_value_is_the_interval_up_to_what_is_possible(
    protocol: Protocol, raw: str, expected: Interval
) -> None:
    assert censored(protocol, "anc", raw) == (Values(expected), raw)


def test_a_comparator_beside_the_value_says_the_same_as_one_before_it(protocol: Protocol) -> None:
    assert censored(protocol, "anc", "5", operator="<") == censored(protocol, "anc", "<5")


def test_a_comparator_before_and_beside_the_value_must_be_the_same(protocol: Protocol) -> None:
    assert censored(protocol, "anc", "<5", operator="<") == censored(protocol, "anc", "<5")
    assert problem(protocol, "anc", "<5", operator=">") == ("`<5` and the operator `>` beside it differ", None)


COMPLETED = [
    ("69.9", Interval.point(Fraction(69))),
    (69.6, Interval.point(Fraction(69))),
    ("70", Interval.point(Fraction(70))),
    ("839 months", Interval.point(Fraction(69))),
    ("840 months", Interval.point(Fraction(70))),
    ("120.9", Interval.point(Fraction(120))),
    ("<18", Interval(Fraction(0), Fraction(17))),
    ("<18.5", Interval(Fraction(0), Fraction(18))),
    ("<=69", Interval(Fraction(0), Fraction(69))),
    (">=18", Interval(Fraction(18), Fraction(120))),
    (">69.5", Interval(Fraction(69), Fraction(120))),
]


@pytest.mark.parametrize(("raw", "expected"), COMPLETED)
def test_an_age_is_cut_off_to_completed_years(protocol: Protocol, raw: object, expected: Interval) -> None:
    assert censored(protocol, "age", raw)[0].interval == expected


# Units

UNITS = [
    *[("anc", f"3.2 {unit}", "3.2") for unit in ("10*9/L", "×10^9/L", "x10^9/L", "10^9/L", "10E9/L", "G/L", "Giga/L")],
    *[("anc", f"3.2 {unit}", "3.2") for unit in ("10*3/uL", "x10^3/uL", "×10^3/µL", "K/uL", "K/μL", "10^3/mm3")],
    *[("anc", f"3200 {unit}", "3.2") for unit in ("/uL", "/µL", "cells/µL", "/mm3", "/mm³", "/cmm")],
    ("anc", "1500/uL", "1.5"),
    ("anc", "3.2×10⁹/L", "3.2"),
    ("alc", "800 /uL", "0.8"),
    ("hemoglobin", "112 g/L", "112"),
    ("hemoglobin", "11.2 g/dL", "112"),
    ("hemoglobin", "11,2 gm/dL", "112"),
    ("hemoglobin", "7 mmol/L", "112.798"),
    ("total_bilirubin", "2.0 mg/dL", "2"),
    ("total_bilirubin", "34.2 umol/L", "2"),
    ("total_bilirubin", "34.2 µmol/L", "2"),
    ("total_bilirubin", "51.3 micromol/L", "3"),
    ("serum_creatinine", "0.8 mg/dl", "0.8"),
    ("serum_creatinine", "88.4 μmol/L", "1"),
    ("creatinine_clearance", "50 ml/min", "50"),
    ("creatinine_clearance", "1.5 mL/s", "90"),
    ("weight", "60 kg", "60"),
    ("weight", "100 lb", "45.359237"),
    ("prednisone_equivalent", "7.5 mg/day", "7.5"),
    ("prednisone_equivalent", "0.03 g/d", "30"),
    ("alt", "100 IU/L", "100"),
    ("alt", "1.25 ukat/L", "75"),
    ("aptt_uln", "37 sec", "37"),
    ("inr", "1.1 INR", "1.1"),
    ("lvef", "62%", "62"),
    ("lvef", "0.62 fraction", "62"),
    ("spo2", "98 percent", "98"),
    ("age", "34 years", "34"),
    ("sle_duration", "4 years", "48"),
    ("sle_duration", "6 months", "6"),
    ("standard_treatment_duration", "56 days", "8"),
    ("dose_stable_duration", "2 wk", "2"),
    ("days_since_transfusion", "1 week", "7"),
    ("sledai_2k", "8 points", "8"),
    ("dyspnea_grade", "1 grade", "1"),
    ("ana_titre_ever", "80", "80"),
    ("ana_titre_ever", "1:80", "80"),
    ("ana_titre_ever", "1 : 160", "160"),
    ("ana_titre_ever", "80 titer", "80"),
]


@pytest.mark.parametrize(("name", "raw", "expected"), UNITS)
def test_a_value_in_any_declared_unit_is_converted_exactly(
    protocol: Protocol, name: str, raw: str, expected: str
) -> None:
    assert number(protocol, name, raw) == Fraction(expected)


def test_every_quantity_understands_every_unit_that_it_declares(protocol: Protocol) -> None:
    vocabulary = protocol.knowledge_base.vocabulary
    tried = 0
    for described in vocabulary.quantities.values():
        for spelling, canonical in vocabulary.unit_names.items():
            if canonical in described.units:
                factor = described.units[canonical]
                middle = sum(described.plausible) / 2
                text = f"{float((Fraction(int(middle)) if described.counted else middle) / factor):.6f}"
                expected = Fraction(text) * factor
                found = amount(f"{text} {spelling}", described, vocabulary, None, None)
                assert found.values.number == (math.floor(expected) if described.completed else expected)
                tried += 1
    assert tried > 100


def test_the_unit_may_stand_in_the_header_in_the_value_or_beside_it(protocol: Protocol) -> None:
    vocabulary, bilirubin = protocol.knowledge_base.vocabulary, quantity(protocol, "total_bilirubin")
    in_value = amount("41 umol/L", bilirubin, vocabulary, None, None)
    assert amount("41", bilirubin, vocabulary, "umol/L", None) == in_value
    assert amount(41, bilirubin, vocabulary, "umol/L", None) == in_value
    assert amount("41 umol/L", bilirubin, vocabulary, "umol/L", None) == in_value
    assert amount({"value": 41, "unit": "umol/L"}, bilirubin, vocabulary, None, None) == in_value
    assert amount({"value": "41 umol/L"}, bilirubin, vocabulary, None, None) == in_value
    assert (in_value.as_given, in_value.values.number) == ("41 umol/L", Fraction(410, 171))


def test_a_described_value_keeps_its_date_and_source_and_understands_a_comparator(protocol: Protocol) -> None:
    described = {"value": 5, "unit": "mg/dL", "operator": "≥", "date": "8 Mar 2025", "source": "central laboratory"}
    found = amount(described, quantity(protocol, "total_bilirubin"), protocol.knowledge_base.vocabulary, None, None)
    assert found.values == Values(Interval(Fraction(5), Fraction(100)))
    assert (found.as_given, found.date, found.source) == (">=5 mg/dL", "2025-03-08", "central laboratory")


DESCRIBED: list[tuple[Record, str, str | None]] = [
    ({"value": 41, "units": "umol/L"}, "`units` is not known beside a value", "did you mean `unit`?"),
    (
        {"value": 41, "colour": "yellow"},
        "`colour` is not known beside a value",
        "known are `value`, `unit`, `date`, `source`, `operator`, `decimal`, `shown`",
    ),
    (
        {"unit": "umol/L"},
        "the value itself is missing",
        "write {value: …, unit: …}, or leave the field empty",
    ),
    (
        {"value": None, "unit": "umol/L"},
        "the value itself is missing",
        "write {value: …, unit: …}, or leave the field empty",
    ),
    ({"value": 41, "unit": "umol/L", "date": "03/04/2025"}, "`03/04/2025` can be two dates", "write it as YYYY-MM-DD"),
    ({"value": 41, "unit": "umol/L", "operator": "~"}, "`~` is no comparator", "use < <= > >= or leave it empty"),
]


@pytest.mark.parametrize(("raw", "message", "help"), DESCRIBED)
def test_a_described_value_with_a_fault_says_which(
    protocol: Protocol, raw: Record, message: str, help: str | None
) -> None:
    found, advice = problem(protocol, "total_bilirubin", raw)
    assert (found.partition(", by the order")[0], advice) == (message, help)


def test_two_units_of_one_value_must_be_the_same(protocol: Protocol) -> None:
    assert number(protocol, "anc", "3.2 K/uL", unit="10*9/L") == Fraction(16, 5)
    assert problem(protocol, "anc", "3200 /uL", unit="10*9/L") == (
        "`3200 /uL` has the unit `/uL`, but the header says `10*9/L`",
        "write `3.2 10*9/L`, or leave the unit out of one of the two",
    )
    assert problem(protocol, "anc", {"value": 3, "unit": "/uL"}, unit="10*9/L") == (
        "the unit `/uL` differs from the header's `10*9/L`",
        None,
    )


UNKNOWN_UNITS = [
    ("anc", "3.2 kelvin", "`kelvin` is not a declared unit", "ANC is given in `10*9/L` or `/uL`"),
    ("total_bilirubin", "2.0 mg/dLs", "`mg/dLs` is not a declared unit", "did you mean `mg/dL`?"),
    ("anc", "1 500 /uL", "`500 /uL` is not a declared unit", "did you mean `/uL`?"),
    ("weight", "60 stone", "`stone` is not a declared unit", "weight is given in `kg` or `lb` or `斤`"),
    ("ana_titre_ever", "1/80", "`/80` is not a declared unit", "highest ANA titre ever is given in `1:x`"),
    ("anc", "3.2 g/L", "ANC cannot be given in `g/L`", "its units are `10*9/L` or `/uL`"),
    ("spo2", "98 mg/dL", "SpO2 cannot be given in `mg/dL`", "its units are `%` or `fraction`"),
    ("sle_duration", "200 days", "SLE duration cannot be given in `days`", "its units are `month` or `year`"),
]


@pytest.mark.parametrize(("name", "raw", "message", "help"), UNKNOWN_UNITS)
def test_a_unit_that_is_not_declared_or_does_not_fit_is_refused(
    protocol: Protocol, name: str, raw: str, message: str, help: str
) -> None:
    found, advice = problem(protocol, name, raw)
    assert found == message
    assert advice == help


def test_an_empty_unit_in_the_header_is_no_unit(protocol: Protocol) -> None:
    assert problem(protocol, "anc", "3.2", unit="") == (
        "`` is not a declared unit",
        "ANC is given in `10*9/L` or `/uL`",
    )


BARE = [
    ("hemoglobin", 11, "Hb", "`g/L` or `g/dL` or `mmol/L`", "`11 g/L` or `11 g/dL` or `11 mmol/L`"),
    ("total_bilirubin", "15", "total bilirubin", "`mg/dL` or `umol/L`", "`15 mg/dL` or `15 umol/L`"),
    ("serum_creatinine", 71.5, "serum creatinine", "`mg/dL` or `umol/L`", "`71.5 mg/dL` or `71.5 umol/L`"),
]


@pytest.mark.parametrize(("name", "raw", "label", "units", "examples"), BARE)
def test_a_bare_number_that_could_be_in_two_units_is_refused(
    protocol: Protocol, name: str, raw: object, label: str, units: str, examples: str
) -> None:
    assert problem(protocol, name, raw) == (
        f"{label} needs a unit: a bare number could be in {units}",
        f"write it behind the number: {examples}",
    )


def test_exactly_the_marked_quantities_refuse_a_bare_number(protocol: Protocol) -> None:
    quantities = protocol.knowledge_base.vocabulary.quantities.values()
    assert {q.name for q in quantities if not q.bare_number} == {
        "hemoglobin",
        "total_bilirubin",
        "serum_creatinine",
        "sle_duration",
        "standard_treatment_duration",
        "dose_stable_duration",
    }


# What is possible, and what is plausible

IMPOSSIBLE = [
    ("spo2", "101", "SpO2 of 101 is not possible", "possible are 0 to 100 %"),
    ("spo2", "-1", "SpO2 of -1 is not possible", "possible are 0 to 100 %"),
    ("age", "121", "age of 121 is not possible", "possible are 0 to 120 years"),
    ("anc", "3200", "ANC of 3200 is not possible", "possible are 0 to 500 ×10^9/L; perhaps 3200 /uL was meant"),
    ("anc", ">=1000", "ANC of >=1000 is not possible", "possible are 0 to 500 ×10^9/L; perhaps 1000 /uL was meant"),
    (
        "serum_creatinine",
        "71 mg/dL",
        "serum creatinine of 71 mg/dL is not possible",
        "possible are 0.05 to 40 mg/dL; perhaps 71 umol/L was meant",
    ),
    (
        "hemoglobin",
        "4 g/L",
        "Hb of 4 g/L is not possible",
        "possible are 10 to 300 g/L; perhaps 4 mmol/L was meant",
    ),
    ("dyspnea_grade", "6", "dyspnea grade (CTCAE) of 6 is not possible", "possible are 0 to 5 grade"),
    ("sle_duration", "-1 month", "SLE duration of -1 month is not possible", "possible are 0 to 1440 months"),
]


@pytest.mark.parametrize(("name", "raw", "message", "help"), IMPOSSIBLE)
def test_an_impossible_value_is_refused_with_what_is_possible(
    protocol: Protocol, name: str, raw: str, message: str, help: str
) -> None:
    assert problem(protocol, name, raw) == (message, help)


IMPLAUSIBLE: list[tuple[Record, str]] = [
    (
        {"hemoglobin": "11.2 g/L"},
        "Hb 11.2 g/L: outside the plausible range of 40 to 200 g/L; perhaps 11.2 g/dL was meant",
    ),
    ({"spo2": "0.98"}, "SpO2 0.98: outside the plausible range of 60 to 100 %; perhaps 0.98 fraction was meant"),
    ({"lvef": 0.6}, "LVEF 0.6: outside the plausible range of 10 to 85 %; perhaps 0.6 fraction was meant"),
    (
        {"serum_creatinine": "16 mg/dl"},
        "serum creatinine 16 mg/dl: outside the plausible range of 0.2 to 15 mg/dL",
    ),
    (
        {"total_bilirubin": "0.9 µmol/L"},
        "total bilirubin 0.9 µmol/L: outside the plausible range of 0.1 to 30 mg/dL; perhaps 0.9 mg/dL was meant",
    ),
    ({"age": 3}, "age 3: outside the plausible range of 16 to 90 years"),
    ({"anc": "<0.1"}, "ANC <0.1: outside the plausible range of 0.1 to 30 ×10^9/L"),
]


@pytest.mark.parametrize(("record", "text"), IMPLAUSIBLE)
def test_an_implausible_value_is_remarked_on_with_the_unit_perhaps_meant(
    patient: Read, record: Record, text: str
) -> None:
    found = patient(record)
    assert [(r.code, r.text, r.facts) for r in found.remarks] == [("implausible-value", text, tuple(record))]


def test_a_plausible_value_is_not_remarked_on(patient: Read) -> None:
    assert patient({"hemoglobin": "112 g/L", "spo2": 98, "anc": "<1"}).remarks == ()


# never


def test_never_is_an_amount_of_its_own_where_it_is_understood(protocol: Protocol) -> None:
    for word in ("never", "Never", " NEVER "):
        assert censored(protocol, "days_since_transfusion", word) == (Values(None, never=True), "never")


def test_never_is_refused_of_other_quantities_and_beside_a_comparator(protocol: Protocol) -> None:
    assert problem(protocol, "age", "never") == ("age cannot be `never`", None)
    assert problem(protocol, "days_since_transfusion", "never", operator="<") == (
        "`never` takes no comparator, but `<` stands beside it",
        None,
    )


# Words

YES: list[object] = ["yes", "Yes", "Y", "true", "TRUE", "1", 1, True, " yes "]
NO: list[object] = ["no", "No", "N", "false", "0", 0, False]


@pytest.mark.parametrize(("word", "answer"), [*((word, True) for word in YES), *((word, False) for word in NO)])
def test_the_words_for_yes_and_no_are_understood(word: object, answer: bool) -> None:
    assert yes_no(word) is answer


@pytest.mark.parametrize("word", ["positive", "maybe", "2", 2, 1.0, "+", ["yes"]])
def test_any_other_word_is_neither_yes_nor_no(word: object) -> None:
    with pytest.raises(ValueProblem, match="is neither yes nor no") as caught:
        yes_no(word)
    assert caught.value.help == "write yes, no, or leave it empty"


@pytest.mark.parametrize("word", [None, "", "  ", "unknown", "UNK", "not known", "not done", "ND", "n/a", "NA", "?"])
def test_the_words_for_not_known_leave_a_field_unknown(word: object, patient: Read) -> None:
    assert is_unknown(word)
    assert patient({"anc": word, "pregnant": word, "current": word, "sex": word}).facts == {}


@pytest.mark.parametrize("word", [0, False, "no", "none", "never", []])
def test_no_none_never_and_zero_are_not_unknown(word: object) -> None:
    assert not is_unknown(word)


@pytest.mark.parametrize(
    ("word", "sex"),
    [
        ("female", "female"),
        ("F", "female"),
        ("Female", "female"),
        ("m", "male"),
        ("MALE", "male"),
        ("女", "female"),
        ("男", "male"),
    ],
)
def test_the_words_for_sex_are_understood(patient: Read, word: str, sex: str) -> None:
    found = patient({"sex": word})
    assert (found.facts["sex"].answer, found.evidence.atoms) == (sex, (("sex", f"sex({sex})", True),))


@pytest.mark.parametrize("word", ["other", "Other", "其他"])
def test_a_word_that_says_that_sex_is_neither_is_taken_as_unknown_with_a_remark(patient: Read, word: str) -> None:
    found = patient({"sex": word})
    assert (found.facts, found.evidence.atoms) == ({}, ())
    assert [(r.code, r.text) for r in found.remarks] == [("value-not-used", f"sex `{word}` is taken as unknown")]


@pytest.mark.parametrize("word", ["U", "u", "unknown", "Unknown", "未知"])
def test_the_words_for_unknown_sex_leave_it_unknown(patient: Read, word: str) -> None:
    found = patient({"sex": word})
    assert (found.facts, found.evidence.atoms) == ({}, ())


@pytest.mark.parametrize(
    ("word", "help"),
    [
        ("femle", "did you mean `female`?"),
        ("fem", "did you mean `female`?"),
        ("mal", "did you mean `male`?"),
        ("x", "known are `female`, `male`, `other`, `unknown`, `U`, `未知`, `其他`"),
        ("雌", "known are `female`, `male`, `other`, `unknown`, `U`, `未知`, `其他`"),
    ],
)
def test_any_other_word_for_sex_is_an_error_with_the_nearest_known_value(
    refused: Refused, word: str, help: str
) -> None:
    assert refused({"sex": word}) == f"error[value] `{word}` is not known for sex\n  at field sex\n  help: {help}"


@pytest.mark.parametrize(("word", "help"), [("yse", "did you mean `yes`?"), ("fales", "did you mean `false`?")])
def test_a_misspelt_answer_is_an_error_with_the_nearest_one(refused: Refused, word: str, help: str) -> None:
    assert refused({"pregnant": word}) == (
        f"error[value] `{word}` is neither yes nor no\n  at field pregnant\n  help: {help}"
    )


@pytest.mark.parametrize(("word", "answer"), [("是", "yes"), ("有", "yes"), ("否", "no"), ("无", "no")])
def test_yes_and_no_are_understood_in_chinese(patient: Read, word: str, answer: str) -> None:
    assert patient({"gilbert_syndrome": word}).facts["gilbert_syndrome"].answer == answer


def test_a_fact_that_is_neither_yes_nor_no_is_refused_where_it_stands(refused: Refused) -> None:
    assert refused({"pregnant": "maybe"}) == (
        "error[value] `maybe` is neither yes nor no\n  at field pregnant\n  help: write yes, no, or leave it empty"
    )


# Numbers for people

SHOWN = [
    (Fraction(0), "0"),
    (Fraction(5), "5"),
    (Fraction(-5, 2), "-2.5"),
    (Fraction(3, 2), "1.5"),
    (Fraction(1, 8), "0.125"),
    (Fraction(1, 10000), "0.0001"),
    (Fraction(410, 171), "about 2.40"),
    (Fraction(1, 3), "about 0.33"),
    (Fraction(2, 3), "about 0.67"),
    (Fraction(200, 3), "about 66.67"),
]


@pytest.mark.parametrize(("exact", "text"), SHOWN)
def test_a_number_is_shown_exactly_or_as_about_two_decimals(exact: Fraction, text: str) -> None:
    assert format_number(exact) == text


WITH_UNIT = [
    (Fraction(1), "year", "1 year"),
    (Fraction(34), "year", "34 years"),
    (Fraction(3, 2), "week", "1.5 weeks"),
    (Fraction(0), "day", "0 days"),
    (Fraction(1), "points", "1 point"),
    (Fraction(7), "points", "7 points"),
    (Fraction(3, 2), "10*9/L", "1.5 ×10^9/L"),
    (Fraction(80), "1:x", "80"),
    (Fraction(6, 5), "{INR}", "1.2"),
    (Fraction(410, 171), "mg/dL", "about 2.40 mg/dL"),
]


@pytest.mark.parametrize(("number", "unit", "text"), WITH_UNIT)
def test_a_number_is_shown_with_its_unit_in_the_singular_or_plural(number: Fraction, unit: str, text: str) -> None:
    assert with_unit(number, unit) == text


TOLD: list[tuple[str, str | None, str | None, str]] = [
    ("34", None, "year", "34 years"),
    ("1", None, "year", "1 year"),
    ("21", None, "day", "21 days"),
    ("0.1", None, "week", "0.1 weeks"),
    (">1", None, "week", ">1 week"),
    ("3.2", None, "10*9/L", "3.2 ×10^9/L"),
    ("2.4 10*9/L", "10*9/L", "10*9/L", "2.4 ×10^9/L"),
    ("1:80", None, "1:x", "1:80"),
    ("2.4", None, "{INR}", "2.4"),
    ("41 umol/L", "umol/L", "mg/dL", "41 umol/L"),
    ("98%", "%", "%", "98%"),
    ("2 week", "week", "day", "2 weeks"),
    ("1 week", "week", "day", "1 week"),
    ("13 days", "days", "week", "13 days"),
    ("never", None, "day", "never"),
    ("2021-05", None, None, "2021-05"),
]


@pytest.mark.parametrize(("as_given", "given_unit", "unit", "text"), TOLD)
def test_a_value_is_told_as_given_with_the_unit_in_which_a_bare_number_is_read(
    as_given: str, given_unit: str | None, unit: str | None, text: str
) -> None:
    assert told(as_given, given_unit, unit) == text
