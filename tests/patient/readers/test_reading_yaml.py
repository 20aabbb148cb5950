"""YAML: plain data exactly as written, and how everything else in YAML is refused."""

from __future__ import annotations

import sys
from decimal import Decimal

import pytest
import yaml

from hn2301_asp.patient.readers import read
from hn2301_asp.source import yaml_text
from hn2301_asp.source.diagnostics import InputError, Place
from hn2301_asp.source.yaml_text import load_plain

from .helpers import Records, Refusal, put


def test_plain_words_become_numbers_yes_no_nothing_or_stay_text() -> None:
    words = {
        "7": 7,
        "-3": -3,
        "+5": 5,
        "0": 0,
        "2.50": Decimal("2.50"),
        "-.5": Decimal("-0.5"),
        "1.5e3": Decimal("1.5E+3"),
        "yes": True,
        "TRUE": True,
        "No": False,
        "false": False,
        "null": None,
        "~": None,
        "": None,
        "1:80": "1:80",
        "2024-03-01": "2024-03-01",
        "2024-03-01 10:00:00": "2024-03-01 10:00:00",
        "<5": "<5",
        "007": "007",
        "0x1F": "0x1F",
        "0o17": "0o17",
        "1_000": "1_000",
        "12E4": "12E4",
        "1.": "1.",
        ".inf": ".inf",
        "-.INF": "-.INF",
        ".nan": ".nan",
        "y": "y",
        "off": "off",
        "97 umol/L": "97 umol/L",
        "'12'": "12",
        '"yes"': "yes",
        "١٢": "١٢",
    }
    text = "\n".join(f"- {word}" for word in words)
    [values] = load_plain(text, "words.yaml")
    assert isinstance(values, list)
    assert values == list(words.values())
    assert [type(value) for value in values] == [type(value) for value in words.values()]


def test_yes_and_no_as_field_names_are_text() -> None:
    assert load_plain("no: 1\nYES: {true: 2}\n", "f.yaml") == [{"no": 1, "YES": {"true": 2}}]


def test_blocks_and_quoted_texts_are_kept_as_they_are_written() -> None:
    text = "a: |\n  one\n  two\nb: >-\n  one\n  two\nc: ' x '\nd: ''\n"
    assert load_plain(text, "f.yaml") == [{"a": "one\ntwo\n", "b": "one two", "c": " x ", "d": ""}]


def test_nested_lists_and_mappings_are_built_as_they_stand() -> None:
    text = "a:\n  - {b: [1, [2]], c: }\n  - - d\n    - e: 3\n      f: 4\n  -\ng: {}\nh: []\n"
    assert load_plain(text, "f.yaml") == [
        {"a": [{"b": [1, [2]], "c": None}, ["d", {"e": 3, "f": 4}], None], "g": {}, "h": []}
    ]


def test_a_text_without_content_has_no_documents_and_an_empty_document_is_none() -> None:
    assert load_plain("# nothing\n", "f.yaml") == []
    assert load_plain("---\n---\na: 1\n", "f.yaml") == [None, {"a": 1}]


def test_all_faults_of_a_text_are_reported_until_there_are_fifty() -> None:
    with pytest.raises(InputError) as caught:
        load_plain("- *x\n" * 1000, "f.yaml")
    assert len(caught.value.findings) == 50


def test_both_yaml_parsers_build_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: [1:80, 'x', {b: ~}]\nc: |\n  d\n---\n- 2.0\n"
    built = load_plain(text, "f.yaml")
    monkeypatch.setattr(yaml_text, "LOADER", yaml.SafeLoader)
    assert load_plain(text, "f.yaml") == built


@pytest.mark.parametrize(
    "text",
    [
        "sledai:\n\trash: yes\n",
        "age: 34\n  anc: 1.5\n",
        'age: 34\nsex: "female\nanc: 1\n',
        "current: [prednisone,\nage: 34\n",
        "site: a\x07b\n",
        "crp: >=5\n",
        "a: &x [*y]\n",
        "age: 1\nage: 2\n",
    ],
)
def test_both_yaml_parsers_refuse_in_the_same_words(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError) as one:
        load_plain(text, "f.yaml")
    monkeypatch.setattr(yaml_text, "LOADER", yaml.SafeLoader)
    with pytest.raises(InputError) as other:
        load_plain(text, "f.yaml")
    assert other.value.findings == one.value.findings


def test_reading_does_not_lean_on_the_stack() -> None:
    with pytest.raises(InputError, match="yaml-too-deep"):
        load_plain("- " * (sys.getrecursionlimit() * 2), "f.yaml")


def test_each_document_is_a_record_and_lists_are_counted_on() -> None:
    path = put("many.yaml", "age: 34\n---\n---\n- patient_id: 007\n- age: 36\n---\nage: 37\n...\n")
    assert [(dict(record.values), record.place) for record in read(path).records] == [
        ({"age": 34}, Place(file="many.yaml", row=1)),
        ({"patient_id": "007"}, Place(file="many.yaml", row=2, patient="007")),
        ({"age": 36}, Place(file="many.yaml", row=3)),
        ({"age": 37}, Place(file="many.yaml", row=4)),
    ]


def test_texts_of_a_yaml_record_are_stripped_and_empty_ones_are_none(records: Records) -> None:
    content = "sex: ' female '\nsite: ''\ncurrent: [' a ', b]\n"
    assert records("one.yml", content) == [{"sex": "female", "site": None, "current": ["a", "b"]}]


def test_an_anchor_and_its_alias_are_both_refused_under_a_caret(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "drugs: &base [a, b]\ncurrent: *base\n")
        == """\
error[yaml-alias] the anchor `&base` is not read
  at patients.yaml:1:8
    drugs: &base [a, b]
           ^^^^^^^
  help: write the values out where they are meant; quote a text that begins with `&`
error[yaml-alias] the alias `*base` is not read
  at patients.yaml:2:10
    current: *base
             ^^^^^
  help: write the values out where they are meant; quote a text that begins with `*`
"""
    )


def test_an_alias_bomb_is_refused_before_it_is_built(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "a: &a [x, x]\nb: &b [*a, *a]\n")
        == """\
error[yaml-alias] the anchor `&a` is not read
  at patients.yaml:1:4
    a: &a [x, x]
       ^^^^
  help: write the values out where they are meant; quote a text that begins with `&`
error[yaml-alias] the anchor `&b` is not read
  at patients.yaml:2:4
    b: &b [*a, *a]
       ^^^^
  help: write the values out where they are meant; quote a text that begins with `&`
error[yaml-alias] the alias `*a` is not read
  at patients.yaml:2:8
    b: &b [*a, *a]
           ^^
  help: write the values out where they are meant; quote a text that begins with `*`
error[yaml-alias] the alias `*a` is not read
  at patients.yaml:2:12
    b: &b [*a, *a]
               ^^
  help: write the values out where they are meant; quote a text that begins with `*`
"""
    )


def test_a_merge_key_is_refused_with_its_alias(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "<<: *base\nage: 34\n")
        == """\
error[yaml-alias] the alias `*base` is not read
  at patients.yaml:1:5
    <<: *base
        ^^^^^
  help: write the values out where they are meant; quote a text that begins with `*`
"""
    )


def test_tags_are_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "a: !!python/object/apply:os.system [ls]\nb: !!str 1\n")
        == """\
error[yaml-tag] the tag `tag:yaml.org,2002:python/object/apply:os.system` is not read
  at patients.yaml:1:4
    a: !!python/object/apply:os.system [ls]
       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  help: remove it; quote a value that is to be text
error[yaml-tag] the tag `tag:yaml.org,2002:str` is not read
  at patients.yaml:2:4
    b: !!str 1
       ^^^^^^^
  help: remove it; quote a value that is to be text
"""
    )


def test_every_yaml_field_written_twice_is_reported_with_both_lines(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "age: 34\nanc: 1\nage: 35\nsledai: {rash: yes, rash: no}\n")
        == """\
error[yaml-duplicate-key] `age` is written twice in one mapping
  at patients.yaml:3:1
    age: 35
    ^^^
  see patients.yaml:1:1
    age: 34
    ^
  help: keep the one that is right
error[yaml-duplicate-key] `rash` is written twice in one mapping
  at patients.yaml:4:21
    sledai: {rash: yes, rash: no}
                        ^^^^
  see patients.yaml:4:10
    sledai: {rash: yes, rash: no}
             ^
  help: keep the one that is right
"""
    )


def test_field_names_that_are_no_text_are_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "1: a\n2.5: b\n~: c\n")
        == """\
error[yaml-key] the field name `1` is not a text
  at patients.yaml:1:1
    1: a
    ^
  help: put it in quotation marks
error[yaml-key] the field name `2.5` is not a text
  at patients.yaml:2:1
    2.5: b
    ^^^
  help: put it in quotation marks
error[yaml-key] the field name `~` is not a text
  at patients.yaml:3:1
    ~: c
    ^
  help: put it in quotation marks
"""
    )


def test_a_list_as_a_field_name_is_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "? [a, b]\n: 1\n")
        == """\
error[yaml-key] a field name is a list or a mapping
  at patients.yaml:1:3
    ? [a, b]
      ^
  help: a field name is a text
"""
    )


def test_a_tab_as_indentation_is_said_in_plain_words(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "sledai:\n\trash: yes\n")
        == """\
error[yaml-syntax] the line is indented with a tab
  at patients.yaml:2:1
     rash: yes
    ^
  help: indent with spaces
"""
    )


def test_a_tab_under_a_field_is_said_in_the_same_words(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "age: 34\n\tanc: 1\n")
        == """\
error[yaml-syntax] the line is indented with a tab
  at patients.yaml:2:1
     anc: 1
    ^
  see patients.yaml:1:6
    age: 34
         ^
  help: indent with spaces
"""
    )


def test_a_wrong_indentation_is_said_in_plain_words(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "age: 34\n  anc: 1.5\n")
        == """\
error[yaml-syntax] `:` stands where no field can begin
  at patients.yaml:2:6
      anc: 1.5
         ^
  help: indent fields of one record alike; put a text that holds `: ` in quotation marks
"""
    )


def test_a_second_colon_is_said_in_plain_words(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "note: seen: yes\n")
        == """\
error[yaml-syntax] `:` stands where no field can begin
  at patients.yaml:1:11
    note: seen: yes
              ^
  help: indent fields of one record alike; put a text that holds `: ` in quotation marks
"""
    )


def test_a_line_without_a_colon_is_said_in_plain_words(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "age: 34\nanc\nalc: 1\n")
        == """\
error[yaml-syntax] this line is neither `field: value` nor an item of a list
  at patients.yaml:2:1
    anc
    ^
  help: write `field: value`, with a space after the colon
"""
    )


def test_a_quotation_mark_never_closed_is_shown_where_it_opens(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", 'age: 34\nsex: "female\nanc: 1\n')
        == """\
error[yaml-syntax] the quoted text that begins here is not closed
  at patients.yaml:2:6
    sex: "female
         ^
  help: close it with the same quotation mark
"""
    )


def test_a_list_never_closed_is_shown_where_it_opens(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "current: [prednisone,\nage: 34\n")
        == """\
error[yaml-syntax] a list `[…]` or mapping `{…}` is not closed, or a comma is missing in it
  at patients.yaml:2:8
    age: 34
           ^
  see patients.yaml:1:10
    current: [prednisone,
             ^
  help: put commas between the items and close it with the same kind of bracket
"""
    )


def test_text_after_a_quoted_text_is_said_in_plain_words(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", 'sex: "female" (assigned)\n')
        == """\
error[yaml-syntax] the line does not fit those above it
  at patients.yaml:1:15
    sex: "female" (assigned)
                  ^
  help: indent fields of one record alike; a text with quotation marks is quoted as a whole
"""
    )


def test_a_character_that_must_be_quoted_is_shown(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "site: @north\n")
        == """\
error[yaml-syntax] a text cannot begin with this character unless it is quoted
  at patients.yaml:1:7
    site: @north
          ^
  help: put the text in quotation marks
"""
    )


def test_a_backslash_that_escapes_nothing_is_shown(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", 'site: "C:\\data"\n')
        == """\
error[yaml-syntax] a backslash stands before a character it cannot escape
  at patients.yaml:1:10
    site: "C:\\data"
             ^
  help: write `\\\\`, or use single quotation marks
"""
    )


def test_a_control_character_is_named(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "age: 34\nsite: a\x07b\n")
        == """\
error[yaml-syntax] a control character (U+0007) stands in the text
  at patients.yaml:2:8
    site: a�b
           ^
  help: remove the character; it may not be visible
"""
    )


def test_a_censored_value_that_yaml_would_empty_is_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "crp: >5\n")
        == """\
error[yaml-empty-block] `>` or `|` begins a text on the lines below, and there is none
  at patients.yaml:1:6
    crp: >5
         ^
  help: put a value such as `>5` or `>=1000` in quotation marks
"""
    )


def test_a_censored_value_that_yaml_cannot_read_is_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "ana_titre: >=1000\n")
        == """\
error[yaml-syntax] `>` or `|` begins a text on the lines below; nothing may follow on this line
  at patients.yaml:1:13
    ana_titre: >=1000
                ^
  help: put a value such as `>5` or `>=1000` in quotation marks
"""
    )


def test_a_yaml_number_whose_exponent_would_take_gigabytes_is_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "age: 1.0e999999999\n")
        == """\
error[number-too-large] the number `1.0e999999999` has too many digits or too large an exponent
  at patients.yaml:1:6
    age: 1.0e999999999
         ^^^^^^^^^^^^^
  help: write the number as it was measured, or put it in quotation marks
"""
    )


def test_yaml_nested_deeper_than_twenty_is_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "a: " + "[" * 5000)
        == """\
error[yaml-too-deep] lists and objects stand more than 20 deep within one another
  at patients.yaml:1:23
  help: a record needs four levels at most: check that this is the right file
"""
    )


def test_a_yaml_file_that_is_a_text_holds_no_record(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "nothing here\n")
        == """\
error[not-a-record] expected a record or a list of records, found a text
  at patients.yaml
  help: write fields and their values, or a list of such records
"""
    )


def test_a_yaml_file_of_comments_holds_no_record(refusal: Refusal) -> None:
    assert (
        refusal("patients.yaml", "# age: 34\n---\n")
        == """\
error[file-empty] the file holds no record
  at patients.yaml
"""
    )


def test_a_yaml_text_that_is_too_long_rejects_its_document(rejected: Refusal) -> None:
    assert (
        rejected("patients.yaml", "patient_id: P-1\nsite: " + "x" * 10_001 + "\n---\nage: 34\n")
        == """\
error[field-too-long] `site` is longer than 10,000 characters
  at patients.yaml, row 1, patient P-1, field site
  help: give the value only, not a whole document
"""
    )
