"""A record as a patient: facts in words, evidence for the solver, remarks, and refusals."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.thresholds.axis import Interval, Values
from hn2301_asp.patient.dates import DateRange
from hn2301_asp.patient.model import Fact, Patient
from hn2301_asp.source.diagnostics import InputError, Place
from tests.independent.records import random_record

Record = dict[str, Any]
Read = Callable[[Record], Patient]
Refused = Callable[[Record], str]

SCREENED: Record = {"screening_date": "2025-03-10"}


def point(number: int | str) -> Values:
    return Values(Interval.point(Fraction(number)))


def amounts(found: Patient) -> dict[tuple[str, str], Values]:
    """What is known of each quantity, by the fact that says it."""
    return {(fact, quantity): values for fact, quantity, values in found.evidence.amounts}


def remarks(found: Patient) -> list[tuple[str, str]]:
    return [(remark.code, remark.text) for remark in found.remarks]


def test_a_word_of_another_encoding_is_asked_about(refused: Refused) -> None:
    """女 in GBK is two bytes that are one letter of UTF-8."""
    assert "is the file saved as UTF-8?" in refused({"sex": "女".encode("gbk").decode()})
    assert "UTF-8" not in refused({"sex": "féminin"})


# Single facts


def test_a_quantity_becomes_a_fact_in_words_and_an_exact_amount(patient: Read) -> None:
    given = {"value": 41, "unit": "umol/L", "date": "2025-03-08", "source": "central laboratory"}
    found = patient({"total_bilirubin": given})
    values = point("410/171")
    assert found.facts == {
        "total_bilirubin": Fact(
            "total_bilirubin",
            "total bilirubin",
            "41 umol/L",
            values,
            "mg/dL",
            date="2025-03-08",
            source="central laboratory",
            given_unit="umol/L",
        )
    }
    assert amounts(found) == {("total_bilirubin", "total_bilirubin"): values}
    assert found.sources("total_bilirubin") == [("total_bilirubin", values)]


def test_an_answer_becomes_a_fact_and_an_atom(patient: Read) -> None:
    found = patient({"pregnant": "no", "sledai.rash": True})
    assert found.facts == {
        "pregnant": Fact("pregnant", "pregnant", "no", answer="no"),
        "sledai.rash": Fact("sledai.rash", "rash (SLEDAI-2K item)", "yes", answer="yes"),
    }
    assert found.evidence.atoms == (("pregnant", "pregnant", False), ("sledai.rash", "sledai(rash)", True))


def test_an_empty_record_says_nothing_and_is_no_error(patient: Read) -> None:
    found = patient({})
    assert (found.id, found.facts, found.evidence.atoms, found.evidence.amounts, found.remarks) == (
        None,
        {},
        (),
        (),
        (),
    )


def test_the_patient_is_named_by_its_id(patient: Read) -> None:
    assert patient({"patient_id": " P-1 "}).id == "P-1"
    assert patient({"patient_id": 17}).id == "17"


IDS: list[tuple[object, str]] = [(1.5, "`1.5` is no text"), (True, "`True` is no text"), (["P"], "`['P']` is no text")]


@pytest.mark.parametrize(("name", "message"), IDS)
def test_an_id_is_text_or_a_whole_number(refused: Refused, name: object, message: str) -> None:
    assert refused({"patient_id": name}) == f"error[value] {message}\n  at field patient_id"


def test_an_id_of_more_than_200_characters_is_refused(refused: Refused, patient: Read) -> None:
    assert patient({"patient_id": "x" * 200}).id == "x" * 200
    assert refused({"patient_id": "x" * 201}) == (
        f"error[value] `{'x' * 59}…` is longer than 200 characters\n  at field patient_id"
    )


def test_an_id_stands_in_messages_on_one_line_and_shortened(protocol: Protocol) -> None:
    record = {"patient_id": "P\nerror[x] " + "y" * 100, "anc": "much"}
    with pytest.raises(InputError) as caught:
        protocol.patient(record, Place(file="a.csv", row=2))
    (finding,) = caught.value.findings
    assert finding.place.patient == f"P error[x] {'y' * 48}…"


def test_a_score_is_a_whole_number_of_points(refused: Refused, patient: Read) -> None:
    assert refused({"sledai_2k": 7.5}) == (
        "error[value] SLEDAI-2K of `7.5` is not a whole number\n  at field sledai_2k\n"
        "  help: it is counted in whole points"
    )
    assert amounts(patient({"sledai_2k": "7.0"})) == {("sledai_2k", "sledai_2k"): point(7)}


def test_all_faults_of_a_record_are_reported_at_once(refused: Refused) -> None:
    assert refused(
        {"patient_id": "P-1", "agee": 3, "anc": "much", "birth_date": "03/04/1990", "dose.prednisone": "x"}
    ) == (
        "error[unknown-field] there is no field `agee`\n"
        "  at field agee\n"
        "  help: did you mean `age`?\n"
        "error[value] `much` is no number\n"
        "  at patient P-1, field anc\n"
        "  help: write ANC as a number in `10*9/L` or `/uL`\n"
        "error[value] `03/04/1990` can be two dates, by the order of day and month\n"
        "  at patient P-1, field birth_date\n"
        "  help: write it as YYYY-MM-DD\n"
        "error[value] `x` is no number\n"
        "  at patient P-1, field dose.prednisone\n"
        "  help: write dose of prednisone as a number in `mg/d` or `g/d`"
    )


# Dates

SINCE = [
    ("birth_date", "1955-03-11", "age", point(69)),
    ("birth_date", "1955-03-10", "age", point(70)),
    ("sle_diagnosis_date", "2024-09-10", "sle_duration", point(6)),
    ("sle_diagnosis_date", "2024-09-11", "sle_duration", point("167/28")),
    ("standard_treatment_start_date", "2025-01-13", "standard_treatment_duration", point(8)),
    ("last_dose_change_date", "2025-02-24", "dose_stable_duration", point(2)),
    ("last_transfusion_date", "2025-03-03", "days_since_transfusion", point(7)),
    ("last_growth_factor_date", "2025-03-10", "days_since_growth_factor", point(0)),
    ("birth_date", "1990", "age", Values(Interval(Fraction(34), Fraction(35)))),
    (
        "sle_diagnosis_date",
        "2024-09",
        "sle_duration",
        Values(Interval(Fraction(16, 3), Fraction(195, 31))),
    ),
    ("last_dose_change_date", "2025-03", "dose_stable_duration", Values(Interval(Fraction(0), Fraction(9, 7)))),
]


@pytest.mark.parametrize(("field", "day", "quantity", "expected"), SINCE)
def test_the_time_since_a_date_is_counted_to_the_screening_date(
    patient: Read, field: str, day: str, quantity: str, expected: Values
) -> None:
    assert amounts(patient({**SCREENED, field: day})) == {(field, quantity): expected}


def test_the_month_of_diagnosis_alone_leaves_the_sixth_month_open(protocol: Protocol) -> None:
    record = {**SCREENED, "sle_diagnosis_date": "2024-09"}
    typical = {**protocol.knowledge_base.vocabulary.typical, "sle_duration": None}
    assert protocol.screen({**typical, **record}).criteria["IN-2"] == "unknown"
    assert protocol.screen({**typical, **record, "sle_diagnosis_date": "2024-08"}).criteria["IN-2"] == "met"
    assert protocol.screen({**typical, **record, "sle_diagnosis_date": "2024-10"}).criteria["IN-2"] == "not_met"


def test_without_a_screening_date_a_date_is_remarked_on_and_not_used(patient: Read) -> None:
    found = patient({"last_dose_change_date": "2025-03-01"})
    assert found.evidence.amounts == ()
    assert remarks(found) == [
        ("no-screening-date", "last dose change 2025-03-01 is not used: there is no screening date")
    ]
    day = date(2025, 3, 1)
    assert found.facts == {
        "last_dose_change_date": Fact(
            "last_dose_change_date", "last dose change", "2025-03-01", days=DateRange(day, day)
        )
    }


def test_a_date_after_the_screening_date_is_an_error(refused: Refused) -> None:
    assert refused({**SCREENED, "last_dose_change_date": "2025-03-11"}) == (
        "error[value] last dose change 2025-03-11 lies after the screening date 2025-03-10\n"
        "  at field last_dose_change_date"
    )


def test_a_month_that_may_lie_before_the_screening_date_is_no_error(patient: Read) -> None:
    assert amounts(patient({**SCREENED, "last_transfusion_date": "2025-03"})) == {
        ("last_transfusion_date", "days_since_transfusion"): Values(Interval(Fraction(0), Fraction(9)))
    }


def test_a_birth_date_that_makes_an_impossible_age_is_an_error(refused: Refused) -> None:
    assert refused({**SCREENED, "birth_date": "1900-03-10"}) == (
        "error[value] date of birth 1900-03-10 is not possible: more than 120 years before screening\n"
        "  at field birth_date"
    )


def test_a_birth_date_that_makes_the_greatest_possible_age_is_none(patient: Read) -> None:
    assert amounts(patient({**SCREENED, "birth_date": "1905-03-10"})) == {("birth_date", "age"): point(120)}


def test_a_given_duration_comes_first_and_a_difference_is_remarked_on(patient: Read) -> None:
    found = patient({**SCREENED, "birth_date": "1990-06-02", "age": 40})
    assert found.sources("age") == [("age", point(40)), ("birth_date", point(34))]
    assert remarks(found) == [
        (
            "given-and-derived",
            "age is given as 40 years, but is 34 years from date of birth 1990-06-02; the given value counts",
        )
    ]


def test_a_difference_within_the_recording_step_is_not_remarked_on(patient: Read) -> None:
    assert patient({**SCREENED, "birth_date": "1990-06-02", "age": 35}).remarks == ()
    assert patient({**SCREENED, "sle_diagnosis_date": "2024-09-11", "sle_duration": "6 months"}).remarks == ()


# Never and ever


def test_never_given_is_an_amount_of_its_own(patient: Read) -> None:
    never = Values(None, never=True)
    assert amounts(patient({"transfused_ever": "no"})) == {("transfused_ever", "days_since_transfusion"): never}
    assert amounts(patient({"growth_factor_ever": False})) == {
        ("growth_factor_ever", "days_since_growth_factor"): never
    }


def test_ever_given_leaves_only_numbers(patient: Read) -> None:
    assert amounts(patient({"transfused_ever": "yes"})) == {
        ("transfused_ever", "days_since_transfusion"): Values(Interval(Fraction(0), Fraction(40000)))
    }


EVER = [
    ("never", "yes", "last transfusion is given as never, but ever transfused: yes; the given value counts"),
    (30, "no", "last transfusion is given as 30 days, but ever transfused: no; the given value counts"),
]


@pytest.mark.parametrize(("days", "ever", "text"), EVER)
def test_never_and_ever_that_disagree_are_remarked_on(patient: Read, days: object, ever: str, text: str) -> None:
    found = patient({"days_since_transfusion": days, "transfused_ever": ever})
    assert remarks(found) == [("given-and-derived", text)]


def test_a_date_of_what_never_happened_is_remarked_on(patient: Read) -> None:
    found = patient({**SCREENED, "last_transfusion_date": "2025-01-10", "transfused_ever": "no"})
    assert remarks(found) == [
        (
            "given-and-derived",
            "last transfusion is given as 2025-01-10, but ever transfused: no; the given value counts",
        )
    ]


@pytest.mark.parametrize(("days", "ever"), [("never", "no"), (30, "yes")])
def test_never_and_ever_that_agree_are_not_remarked_on(patient: Read, days: object, ever: str) -> None:
    assert patient({"days_since_transfusion": days, "transfused_ever": ever}).remarks == ()


# Lists

LISTS: list[object] = [
    ["prednisone", "cyclosporine"],
    ("prednisone", "ciclosporin"),
    "prednisone;ciclosporin",
    "Prednisone ; Cyclosporine",
    ["prednisone", "cyclosporine", "ciclosporin", "prednisone"],
]


@pytest.mark.parametrize("value", LISTS)
def test_a_list_names_what_holds_and_denies_all_else(patient: Read, protocol: Protocol, value: object) -> None:
    found = patient({"current": value})
    drugs = protocol.knowledge_base.vocabulary.families["current"].items
    assert found.facts["current"] == Fact(
        "current", "current drugs", "prednisone, cyclosporine", items=("prednisone", "cyclosporine")
    )
    assert found.evidence.atoms == tuple(
        ("current", f"current({drug})", drug in ("prednisone", "cyclosporine")) for drug in drugs
    )


@pytest.mark.parametrize("value", [[], "none", "None", ";"])
def test_an_empty_list_denies_everything(patient: Read, value: object) -> None:
    found = patient({"sledai": value})
    assert (found.facts["sledai"].as_given, found.facts["sledai"].items) == ("none", ())
    assert len(found.evidence.atoms) == 24
    assert not any(holds for _, _, holds in found.evidence.atoms)


def test_words_of_a_list_may_be_written_with_blanks_and_hyphens(patient: Read) -> None:
    assert patient({"used_adequately": "Mycophenolate mofetil;mycophenolic-acid"}).facts["used_adequately"].items == (
        "mycophenolate_mofetil",
        "mycophenolic_acid",
    )


def test_single_items_leave_the_others_unknown(patient: Read) -> None:
    assert patient({"current": {"prednisone": "yes", "nsaid": "no"}}).evidence.atoms == (
        ("current.prednisone", "current(prednisone)", True),
        ("current.nsaid", "current(nsaid)", False),
    )


DOORS = (
    "`hn2301 facts` lists the names that are known; if the name is right, a question to the investigator: "
    "is it `other_immunosuppressant` (it is then a standard drug of IN-2, lifts the minimum dose of IN-3 and counts in "
    "IN-4), `other_targeted` (it is then a standard drug of IN-2 and, as the text is read, nothing to IN-3 and IN-4), "
    "or neither?"
)
FAULTY_LISTS: list[tuple[object, str]] = [
    (
        ["predisone"],
        f"error[value] `predisone` is not known among the current drugs\n  at field current\n  help: {DOORS}\n"
        "remark[unknown-drug] with `predisone` as `other_immunosuppressant` the verdict would be undetermined, "
        "as `other_targeted` ineligible",
    ),
    (
        "aspirine oil",
        f"error[value] `aspirine oil` is not known among the current drugs\n  at field current\n  help: {DOORS}\n"
        "remark[unknown-drug] with `aspirine oil` as `other_immunosuppressant` the verdict would be undetermined, "
        "as `other_targeted` ineligible",
    ),
    (
        True,
        "error[value] `True` is no list\n  at field current\n"
        "  help: write [a, b], or a;b in a table, or current.ITEM: yes",
    ),
    (
        3,
        "error[value] `3` is no list\n  at field current\n"
        "  help: write [a, b], or a;b in a table, or current.ITEM: yes",
    ),
]


@pytest.mark.parametrize(("value", "text"), FAULTY_LISTS)
def test_a_list_with_an_unknown_item_or_that_is_none_is_refused(refused: Refused, value: object, text: str) -> None:
    assert refused({"current": value}) == text


# Doses

DOSES: list[tuple[Record, Values]] = [
    ({"prednisone": 10}, point(10)),
    ({"methylprednisolone": "6 mg/d"}, point("7.5")),
    ({"methylprednisolone": "0.006 g/d"}, point("7.5")),
    ({"hydrocortisone": 20, "prednisone": "2.5"}, point("7.5")),
    ({"dexamethasone": "0.75"}, point(5)),
    ({"cortisone": 25, "triamcinolone": 4, "prednisolone": 5}, point(15)),
    ({"deflazacort": 9}, Values(Interval(Fraction(6), Fraction(15, 2)))),
    ({"betamethasone": "0.9"}, Values(Interval(Fraction(6), Fraction(15, 2)))),
    ({"prednisone": 5, "budesonide": 3}, Values(Interval(Fraction(5), Fraction(2000)))),
    ({"prednisone": 5, "budesonide": 0}, point(5)),
    ({"prednisone": "<5"}, Values(Interval(Fraction(0), Fraction(5), high_open=True))),
    (
        {"prednisone": ">5", "methylprednisolone": 4},
        Values(Interval(Fraction(10), Fraction(2005), low_open=True)),
    ),
]


@pytest.mark.parametrize(("doses", "expected"), DOSES)
def test_the_doses_given_add_up_by_the_declared_equivalences(patient: Read, doses: Record, expected: Values) -> None:
    assert amounts(patient({"dose": doses})) == {("dose", "prednisone_equivalent"): expected}


def test_doses_are_one_fact_in_words(patient: Read) -> None:
    found = patient({"dose.methylprednisolone": "6 mg/d", "dose.prednisone": 2.5})
    assert found.facts["dose"] == Fact(
        "dose", "daily oral dose", "methylprednisolone 6 mg/d, prednisone 2.5 mg/d", point(10)
    )


BETAMETHASONE = [("0.8", "not_met"), ("0.9", "unknown"), ("1.1", "unknown"), ("1.12", "unknown"), ("1.125", "met")]


@pytest.mark.parametrize(("dose", "status"), BETAMETHASONE)
def test_where_sources_disagree_on_an_equivalence_any_dose_between_is_possible(
    protocol: Protocol, dose: str, status: str
) -> None:
    typical = {**protocol.knowledge_base.vocabulary.typical, "prednisone_equivalent": None}
    record = {**typical, "current": ["betamethasone", "hydroxychloroquine"], "dose.betamethasone": dose}
    assert protocol.screen(record).criteria["IN-3"] == status


def test_budesonide_has_no_equivalence_and_is_remarked_on(patient: Read) -> None:
    assert remarks(patient({"dose.budesonide": 3})) == [
        (
            "no-equivalence",
            "budesonide has no prednisone equivalent: "
            "the oral prednisone equivalent is at least what the other doses give",
        )
    ]


def test_doses_that_add_up_to_the_implausible_are_remarked_on_and_to_the_impossible_refused(
    patient: Read, refused: Refused
) -> None:
    assert remarks(patient({"dose.dexamethasone": 40})) == [
        (
            "implausible-value",
            "daily oral dose dexamethasone 40 mg/d: the oral prednisone equivalent of about 266.67 mg/d "
            "is outside the plausible range up to 100 mg/d",
        )
    ]
    assert refused({"dose.dexamethasone": 400}) == (
        "error[value] the doses dexamethasone 400 mg/d add up to about 2666.67 mg/d of oral prednisone equivalent\n"
        "  at field dose\n"
        "  help: possible are at most 2000 mg/d"
    )


def test_a_given_equivalent_comes_before_the_doses(patient: Read) -> None:
    found = patient({"dose.prednisone": 10, "prednisone_equivalent": "12.5 mg/d"})
    assert found.sources("prednisone_equivalent") == [
        ("prednisone_equivalent", point("12.5")),
        ("dose", point(10)),
    ]
    assert remarks(found) == [
        (
            "given-and-derived",
            "oral prednisone equivalent is given as 12.5 mg/d, but is 10 mg/d from daily oral dose prednisone 10 mg/d; "
            "the given value counts",
        )
    ]


def test_a_closed_list_without_a_corticosteroid_is_a_dose_of_nothing(patient: Read) -> None:
    found = patient({"current": ["hydroxychloroquine"]})
    assert amounts(found) == {("current", "prednisone_equivalent"): point(0)}


NO_ZERO: list[Record] = [
    {"current": ["prednisone"]},
    {"current": ["budesonide"]},
    {"current.hydroxychloroquine": True},
    {"current": ["hydroxychloroquine"], "prednisone_equivalent": 5},
    {"current": ["hydroxychloroquine"], "dose.prednisone": 5},
]


@pytest.mark.parametrize("record", NO_ZERO)
def test_a_corticosteroid_a_dose_or_an_open_list_leaves_no_dose_of_nothing(patient: Read, record: Record) -> None:
    assert ("current", "prednisone_equivalent") not in amounts(patient(record))


@pytest.mark.parametrize("dose", [{"prednisone_equivalent": 5}, {"dose.prednisone": 5}])
def test_a_dose_beside_a_list_without_a_corticosteroid_is_remarked_on(patient: Read, dose: Record) -> None:
    found = patient({"current": ["hydroxychloroquine"], **dose})
    assert remarks(found) == [("dose-without-drug", "a dose is given, but the current drugs name no corticosteroid")]


def test_a_dose_of_nothing_beside_such_a_list_is_not(patient: Read) -> None:
    assert patient({"current": ["hydroxychloroquine"], "prednisone_equivalent": 0}).remarks == ()


def test_prednisone_without_a_dose_is_a_dose_above_nothing(protocol: Protocol) -> None:
    result = protocol.screen({"current.prednisone": True, "prednisone_equivalent": 0})
    assert (result.verdict, result.clash) == ("contradictory", ("current.prednisone", "prednisone_equivalent"))


# Agreement of facts


def test_serology_and_activity_items_that_disagree_are_remarked_on(patient: Read) -> None:
    found = patient({"anti_dsdna_positive": "no", "low_complement": "yes", "sledai": ["increased_dna_binding"]})
    assert remarks(found) == [
        (
            "mismatch",
            "anti-ds-DNA positive in the screening period: no, "
            "but increased dna binding among the SLEDAI-2K items: yes",
        ),
        (
            "mismatch",
            "low complement in the screening period: yes, but low complement among the SLEDAI-2K items: no",
        ),
    ]


def test_serology_that_agrees_or_is_known_on_one_side_is_not(patient: Read) -> None:
    assert patient({"anti_dsdna_positive": "yes", "sledai": ["increased_dna_binding"]}).remarks == ()
    assert patient({"anti_dsdna_positive": "yes", "low_complement": "no"}).remarks == ()


# The digest


def test_the_digest_is_the_same_in_any_order_and_spelling_of_the_fields(patient: Read) -> None:
    rng = random.Random("digest")
    tried = 0
    for _ in range(25):
        record = random_record(rng)
        fields = list(record.items())
        rng.shuffle(fields)
        underscored = {name.replace(".", "__"): value for name, value in fields}
        assert patient(dict(fields)).digest == patient(underscored).digest == patient(dict(record)).digest
        tried += len(record) > 20
    assert tried > 20
    assert patient({"sledai": {"rash": "yes"}}).digest == patient({"sledai.rash": "yes", "anc": None}).digest


DIFFERENT: list[Record] = [
    {},
    {"age": 34},
    {"age": 35},
    {"age": {"value": 34, "date": "2025-03-01"}},
    {"age[year]": 34},
    {"age": 34, "age[operator]": "<"},
    {"weight": 34},
    {"age": 34, "sex": "other"},
    {"current": ["nsaid"]},
    {"current": ["nsaid", "prednisone"]},
]


def test_the_digest_differs_where_the_record_says_something_else(patient: Read) -> None:
    digests = [patient(record).digest for record in DIFFERENT]
    assert len(set(digests)) == len(DIFFERENT) == 10
    assert {len(digest) for digest in digests} == {64}


IDENTIFYING = {
    "姓名": "李四",
    "身份证号": "110101",
    "电话": "555",
    "住院号": "7788",
    "Name": "Lee",
    "phone": "55",
    "Patient-Name": "L",
    "MRN": "9",
}


def test_columns_that_identify_people_are_left_out_and_told(patient: Read) -> None:
    found = patient({**IDENTIFYING, "age": 34})
    assert found.record == {"age": 34}
    told = " ".join(remark.text for remark in found.remarks if remark.code == "identifying-column")
    assert all(f"`{column}`" in told for column in IDENTIFYING)
    assert not any(value in told for value in IDENTIFYING.values())
    assert found.digest == patient({"age": 34}).digest
