"""JSON: what is read exactly, and how each kind of bad file is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hn2301_asp.patient.readers import RawRecord, Reading, read
from hn2301_asp.patient.readers import records as records_module
from hn2301_asp.source.diagnostics import InputError, Place

from .helpers import Records, Refusal, put


def test_a_json_object_is_one_record_without_a_row() -> None:
    path = put("one.json", '{"patient_id": " P-1 ", "age": 34}')
    place = Place(file="one.json", patient="P-1")
    record = RawRecord({"patient_id": "P-1", "age": 34}, place)
    assert read(path) == Reading((record,), (), is_table=False)


def test_a_json_list_numbers_its_records_from_one() -> None:
    path = put("two.json", '[{"patient_id": 1001}, {"age": 34}]')
    places = [record.place for record in read(path).records]
    assert places == [
        Place(file="two.json", row=1, patient="1001"),
        Place(file="two.json", row=2),
    ]


def test_json_values_come_exactly_as_written(records: Records) -> None:
    content = '{"a": 2.50, "b": -1e-3, "c": 7, "d": true, "e": null, "f": " ", "g": {"h": ["x ", 0.1]}}'
    [values] = records("values.json", content)
    assert values == {
        "a": Decimal("2.50"),
        "b": Decimal("-0.001"),
        "c": 7,
        "d": True,
        "e": None,
        "f": None,
        "g": {"h": ["x", Decimal("0.1")]},
    }
    assert str(values["a"]) == "2.50"


def test_json_in_utf_16_or_with_a_mark_is_read(records: Records) -> None:
    content = '[{"site": "Orléans"}]'
    assert records("a.json", content.encode("utf-16")) == [{"site": "Orléans"}]
    assert records("b.json", content.encode("utf-8-sig")) == [{"site": "Orléans"}]


def test_a_number_with_too_many_digits_is_refused_and_not_copied(refusal: Refusal) -> None:
    text = refusal("patients.json", '{"anc": ' + "9" * 5_000 + "}")
    shown = "9" * 59 + "…"
    assert text == (
        f"error[number-too-large] the number `{shown}` "
        "has too many digits or too large an exponent\n"
        "  at patients.json:1:9\n"
        "  help: write the number as it was measured, or put it in quotation marks\n"
    )


def test_a_json_list_of_many_things_that_are_no_records_is_refused() -> None:
    put("numbers.json", '[{"age": 34}' + ", 5" * 1_000 + "]")
    with pytest.raises(InputError) as caught:
        read("numbers.json")
    assert len(caught.value.findings) == 50


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("patients.json", "[{}, {}, {}]"),
        ("patients.yaml", "- {}\n" * 3),
        ("patients.csv", "a\n1\n2\n3"),
    ],
)
def test_more_records_than_memory_would_hold_are_refused(
    name: str, content: str, refusal: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records_module, "MAX_RECORDS", 2)
    assert refusal(name, content) == (
        f"error[too-many-records] the file has more than 2 records\n  at {name}\n  help: split the file into several\n"
    )


def test_a_json_file_that_was_cut_off_ends_too_early_under_a_caret(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", '{"patient_id": "P-1",\n "age": 34,\n')
        == """\
error[json-syntax] the file ends too early: expected a field name in double quotes
  at patients.json:2:12
     "age": 34,
               ^
  help: the file may have been cut off: get a complete copy
"""
    )


def test_a_text_cut_off_in_json_is_shown_where_it_begins(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", '{"patient_id": "P-1",\n "sex": "fem')
        == """\
error[json-syntax] the text that begins here is not closed
  at patients.json:2:9
     "sex": "fem
            ^
  help: the file may have been cut off: get a complete copy
"""
    )


def test_a_missing_comma_in_json_is_shown_under_a_caret(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", '{"age": 34\n "sex": "female"}')
        == """\
error[json-syntax] expected a comma, or the end of the list or object
  at patients.json:2:2
     "sex": "female"}
     ^
  help: put a comma between fields and between records
"""
    )


def test_a_comma_after_the_last_json_field_is_shown_under_a_caret(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", '{"age": 34, # years\n}')
        == """\
error[json-syntax] expected a field name in double quotes
  at patients.json:1:13
    {"age": 34, # years
                ^
  help: write `"age": 34`; there is no comma after the last field, and there are no comments
"""
    )


def test_single_quotation_marks_are_not_json(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", "{'age': 34}")
        == """\
error[json-syntax] expected a field name in double quotes
  at patients.json:1:2
    {'age': 34}
     ^
  help: write `"age": 34`; there is no comma after the last field, and there are no comments
"""
    )


def test_python_words_are_not_json_values(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", '{"pregnant": False}')
        == """\
error[json-syntax] expected a value
  at patients.json:1:14
    {"pregnant": False}
                 ^
  help: text stands in double quotes, yes and no are `true` and `false`, unknown is `null`
"""
    )


def test_a_line_break_inside_a_json_text_is_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", '{"site": "Bad\nville"}')
        == """\
error[json-syntax] a line break or control character stands inside a text
  at patients.json:1:14
    {"site": "Bad
                 ^
  help: close the text with `"` on the same line, or write `\\n`
"""
    )


def test_json_records_one_a_line_are_to_be_put_into_a_list(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", '{"age": 34}\n{"age": 35}\n')
        == """\
error[json-syntax] something follows the end of the record
  at patients.json:2:1
    {"age": 35}
    ^
  help: put several records into one list: `[{…}, {…}]`
"""
    )


def test_a_fault_in_a_very_long_json_line_is_quoted_from_its_place(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", '{"a": [' + "1, " * 100 + '"x" "y"]}')
        == """\
error[json-syntax] expected a comma, or the end of the list or object, near `"y"]}`
  at patients.json:1:312
  help: put a comma between fields and between records
"""
    )


def test_every_field_written_twice_in_a_json_object_is_reported_with_both_places(
    refusal: Refusal,
) -> None:
    assert (
        refusal("patients.json", '[{"age": 34,\n  "anc": 1, "age": 35},\n {"alc": 1, "alc": 2}]')
        == """\
error[json-duplicate-key] `age` is written twice in one object
  at patients.json:2:13
      "anc": 1, "age": 35},
                ^^^^^
  see patients.json:1:3
    [{"age": 34,
      ^^^^^
  help: keep the one that is right
error[json-duplicate-key] `alc` is written twice in one object
  at patients.json:3:13
     {"alc": 1, "alc": 2}]
                ^^^^^
  see patients.json:3:3
     {"alc": 1, "alc": 2}]
      ^^^^^
  help: keep the one that is right
"""
    )


def test_nan_and_infinity_are_not_json_values(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", '{"age": NaN, "anc": [Infinity, -Infinity]}')
        == """\
error[json-not-a-number] `NaN` is not a value
  at patients.json:1:9
    {"age": NaN, "anc": [Infinity, -Infinity]}
            ^^^
  help: write `null` for unknown
error[json-not-a-number] `Infinity` is not a value
  at patients.json:1:22
    {"age": NaN, "anc": [Infinity, -Infinity]}
                         ^^^^^^^^
  help: write `null` for unknown
error[json-not-a-number] `-Infinity` is not a value
  at patients.json:1:32
    {"age": NaN, "anc": [Infinity, -Infinity]}
                                   ^^^^^^^^^
  help: write `null` for unknown
"""
    )


def test_a_number_whose_exponent_would_take_gigabytes_is_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", '{"age": 1e999999999, "anc": -0.1E-401}')
        == """\
error[number-too-large] the number `1e999999999` has too many digits or too large an exponent
  at patients.json:1:9
    {"age": 1e999999999, "anc": -0.1E-401}
            ^^^^^^^^^^^
  help: write the number as it was measured, or put it in quotation marks
error[number-too-large] the number `-0.1E-401` has too many digits or too large an exponent
  at patients.json:1:29
    {"age": 1e999999999, "anc": -0.1E-401}
                                ^^^^^^^^^
  help: write the number as it was measured, or put it in quotation marks
"""
    )


def test_json_nested_deeper_than_twenty_is_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", '{"a": ' + "[" * 20 + "]" * 20 + "}")
        == """\
error[json-too-deep] lists and objects stand more than 20 deep within one another
  at patients.json:1:26
    {"a": [[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}
                             ^
  help: a record needs four levels at most: check that this is the right file
"""
    )


def test_json_nested_ten_thousand_deep_is_refused_in_the_same_words(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", "[" * 10_000 + "]" * 10_000)
        == """\
error[json-too-deep] lists and objects stand more than 20 deep within one another
  at patients.json:1:21
  help: a record needs four levels at most: check that this is the right file
"""
    )


def test_a_json_file_that_is_a_number_holds_no_record(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", "7")
        == """\
error[not-a-record] expected a record or a list of records, found a number
  at patients.json
  help: write fields and their values, or a list of such records
"""
    )


def test_items_of_a_json_list_that_are_no_records_are_rejected_singly(rejected: Refusal) -> None:
    assert (
        rejected("patients.json", '[{"age": 34}, 5, ["a"], null, "P-4"]')
        == """\
error[not-a-record] expected a record, found a number
  at patients.json, row 2
  help: write fields and their values, or a list of such records
error[not-a-record] expected a record, found a list
  at patients.json, row 3
  help: write fields and their values, or a list of such records
error[not-a-record] expected a record, found nothing
  at patients.json, row 4
  help: write fields and their values, or a list of such records
error[not-a-record] expected a record, found a text
  at patients.json, row 5
  help: write fields and their values, or a list of such records
"""
    )


def test_a_json_list_without_any_record_is_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.json", '[1, "P-2"]')
        == """\
error[not-a-record] expected a record, found a number
  at patients.json, row 1
  help: write fields and their values, or a list of such records
error[not-a-record] expected a record, found a text
  at patients.json, row 2
  help: write fields and their values, or a list of such records
"""
    )


def test_a_json_text_that_is_too_long_rejects_its_record_and_is_not_copied(
    rejected: Refusal,
) -> None:
    assert (
        rejected(
            "patients.json",
            '[{"patient_id": "P-1", "current": {"other": "' + "x" * 10_001 + '"}}, {"age": 34}]',
        )
        == """\
error[field-too-long] `current.other` is longer than 10,000 characters
  at patients.json, row 1, patient P-1, field current.other
  help: give the value only, not a whole document
"""
    )


def test_a_json_field_name_that_is_too_long_rejects_its_record(rejected: Refusal) -> None:
    assert (
        rejected("patients.json", '[{"' + "x" * 10_001 + '": 1}]')
        == """\
error[field-too-long] a field name is longer than 10,000 characters
  at patients.json, row 1, field xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
  help: give the value only, not a whole document
"""
    )


def test_half_a_character_or_nul_in_json_rejects_the_record(rejected: Refusal) -> None:
    assert (
        rejected("patients.json", '{"patient_id": 7, "sex": "\\ud800", "site": ["a\\u0000b"]}')
        == """\
error[field-not-text] `sex` is not text: it holds NUL or half a character
  at patients.json, patient 7, field sex
  help: write the text anew
error[field-not-text] `site` is not text: it holds NUL or half a character
  at patients.json, patient 7, field site
  help: write the text anew
"""
    )
