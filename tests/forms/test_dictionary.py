"""The data dictionary: every field once, with what it may hold."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from hn2301_asp.forms.dictionary import Entry, entries
from hn2301_asp.forms.dictionary_words import allowed, dictionary_json, dictionary_lines, entry_data


@pytest.fixture(scope="module")
def vocabulary(protocol):
    return protocol.knowledge_base.vocabulary


@pytest.fixture(scope="module")
def by_field(vocabulary):
    return {entry.field: entry for entry in entries(vocabulary)}


def test_every_field_has_one_entry_in_the_order_of_the_vocabulary(vocabulary):
    assert tuple(entry.field for entry in entries(vocabulary)) == vocabulary.fields()


def test_an_entry_of_a_quantity_says_everything_that_is_known_of_it(by_field):
    assert by_field["hemoglobin"] == Entry(
        "hemoglobin",
        "Hb",
        "quantity",
        units=("g/L", "g/dL", "mmol/L"),
        bare_number=False,
        possible=(Fraction(10), Fraction(300)),
        plausible=(Fraction(40), Fraction(200)),
        usual=(Fraction(60), Fraction(180)),
        step="1 g/L",
        codes={"loinc": ("718-7",)},
        code_status="confirmed",
    )


def test_an_entry_says_what_else_holds_of_a_field(by_field):
    assert by_field["sle_duration"].rules == ("no longer than age",)
    assert by_field["alt_uln"].rules == ("the limit alone, or as laboratories print it: <40 or 10-40 is 40",)
    assert by_field["sle_diagnosis_date"].rules == ("not before birth_date",)
    assert by_field["consent_date"].rules == (
        "not before birth_date",
        "after screening_date it is remarked on: for the monitor (chart review, renewed consent)",
    )
    assert (by_field["sex"].names["female"], by_field["sex"].unknown[3]) == (("F", "woman", "女", "女性"), "未知")


def test_a_drug_is_described_with_its_names_and_what_no_name_can_say(vocabulary):
    lines = ["".join(text for text, _ in line).strip() for line in dictionary_lines(vocabulary)]
    assert "also written 他克莫司, FK506, FK-506, Prograf, Advagraf, Astagraf XL," in lines
    assert "`TAC` is an error: it can be triamcinolone too" in lines


@pytest.mark.parametrize(
    ("field", "kind", "values"),
    [
        ("patient_id", "text", ()),
        ("screening_date", "date", ()),
        ("transfused_ever", "yes/no", ()),
        ("sex", "choice", ("female", "male")),
        ("pregnant", "yes/no", ()),
        ("days_since_transfusion", "quantity", ("never",)),
        ("current.azathioprine", "yes/no", ()),
        ("sledai.fever", "yes/no", ()),
        ("dose.prednisone", "quantity", ()),
    ],
)
def test_the_kind_of_a_field_and_its_words(by_field, field, kind, values):
    assert (by_field[field].kind, by_field[field].values) == (kind, values)


def test_a_list_names_its_items_and_each_item_its_list(vocabulary, by_field):
    for family in vocabulary.families.values():
        assert by_field[family.name].kind == "list"
        for item in by_field[family.name].values:
            assert by_field[f"{family.name}.{item}"].part_of == family.name


def test_the_step_is_given_in_a_unit_in_which_it_is_whole(by_field):
    steps = {name: by_field[name].step for name in ("standard_treatment_duration", "anc", "inr", "ana_titre_ever")}
    assert steps == {
        "standard_treatment_duration": "1 day",
        "anc": "0.01 10*9/L",
        "inr": "0.01",
        "ana_titre_ever": "1",
    }


def test_a_field_names_those_that_say_the_same_in_another_way(by_field):
    also = {name: by_field[name].also for name in ("age", "birth_date", "days_since_transfusion", "sledai_2k")}
    assert also == {
        "age": ("birth_date",),
        "birth_date": ("age",),
        "days_since_transfusion": ("last_transfusion_date", "transfused_ever"),
        "sledai_2k": ("sledai",),
    }
    assert by_field["prednisone_equivalent"].also == ("dose.DRUG",)


def test_the_status_of_codes_stands_apart_from_the_codes(by_field):
    bilirubin = entry_data(by_field["total_bilirubin"])
    assert bilirubin["codes"] == {"loinc": ["1975-2", "14631-6"]}
    assert bilirubin["code_status"] == "partly from memory: verify"


def test_what_may_stand_in_a_field_in_a_sentence(by_field):
    assert allowed(by_field["sex"]) == (
        "female or male (female also F, woman, 女, 女性; male also M, man, 男, 男性); "
        "not known: other, unknown, U, 未知, 其他"
    )
    assert allowed(by_field["time_zone"]).startswith("a time zone such as Asia/Shanghai")
    assert allowed(by_field["birth_date"]) == "a date, YYYY-MM-DD"
    assert allowed(by_field["current"], "drugs") == "names separated by `;`, or `none`: drugs"
    assert allowed(by_field["serum_creatinine"]) == (
        "a number in mg/dL or umol/L, always with its unit; possible 0.05 to 40; plausible 0.2 to 15; usual 0.3 to 6"
    )
    assert allowed(by_field["serum_creatinine"], unit="umol/L") == (
        "a number in umol/L; possible 0.05 to 40; plausible 0.2 to 15; usual 0.3 to 6 mg/dL"
    )
    assert allowed(by_field["days_since_transfusion"]).startswith("a number in day or week or never;")


def test_the_dictionary_as_json_has_every_field_and_leaves_out_what_there_is_not(vocabulary):
    data = json.loads(dictionary_json(vocabulary))
    assert [entry["field"] for entry in data] == list(vocabulary.fields())
    entry = next(entry for entry in data if entry["field"] == "weight")
    assert entry == {
        "field": "weight",
        "label": "weight",
        "kind": "quantity",
        "unit": "kg",
        "units": ["kg", "lb", "斤"],
        "bare_number": True,
        "possible": [1, 400],
        "plausible": [30, 200],
        "usual": [38, 110],
        "step": "0.1 kg",
        "codes": {"loinc": ["29463-7"]},
        "code_status": "confirmed",
    }


def test_the_dictionary_for_people_names_every_field_and_drug_and_fits_the_width(vocabulary):
    lines = ["".join(text for text, _ in line) for line in dictionary_lines(vocabulary)]
    assert max(map(len, lines)) <= 100
    named = {line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "}
    assert named == {
        *(field for field in vocabulary.fields() if "." not in field),
        *(f"{doses}.DRUG" for doses in vocabulary.doses),
        *vocabulary.drugs,
    }
    text = "\n".join(lines)
    assert "4 mg equal 5 mg prednisone" in text
    assert "SNOMED 267036007 (from memory: verify)" in text
    assert "None" not in text
