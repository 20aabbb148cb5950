"""CSV and TSV: every customary spelling is read as text, and bad rows do not hide the others."""

from __future__ import annotations

import csv

import pytest

from hn2301_asp.patient.readers import RawRecord, Reading, read
from hn2301_asp.patient.readers.csv_file import separator_of
from hn2301_asp.source.diagnostics import Place

from .helpers import Records, Refusal, put


def test_a_csv_row_is_a_record_with_its_spreadsheet_row() -> None:
    path = put("patients.csv", "patient_id,anc[10*9/L]\nP-1, 1.50 \n")
    record = RawRecord(
        {"patient_id": "P-1", "anc[10*9/L]": "1.50"},
        Place(file="patients.csv", row=2, patient="P-1"),
    )
    assert read(path) == Reading((record,), (), is_table=True)


def test_empty_cells_are_none_and_blank_lines_are_counted_but_skipped() -> None:
    path = put("patients.csv", "\npatient_id,age\n\n ,\nP-1,\n")
    assert [(dict(record.values), record.place.row) for record in read(path).records] == [
        ({"patient_id": "P-1", "age": None}, 5)
    ]


def test_a_text_with_line_breaks_and_quotation_marks_is_one_cell_of_one_row() -> None:
    path = put("patients.csv", 'patient_id,site,age\r\nP-1,"a ""b"",\r\nc",34\r\nP-2,d,35\r\n')
    assert [(record.values["site"], record.place.row) for record in read(path).records] == [
        ('a "b",\r\nc', 2),
        ("d", 3),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfsite,age\nOrl\xc3\xa9ans,34\n",
        "site;age\rOrléans;34\r".encode(),
        "site\tage\nOrléans\t34".encode("utf-16"),
        b"\xfe\xff" + "site, age\r\nOrléans, 34\r\n".encode("utf-16-be"),
        '"site","age"\n"Orléans" ,"34"\n'.replace('" ,', '",').encode(),
    ],
    ids=["utf-8 with mark", "semicolon", "utf-16 with tabs", "utf-16 big-endian", "quoted"],
)
def test_all_customary_spellings_of_a_table_read_the_same(content: bytes, records: Records) -> None:
    assert records("patients.csv", content) == [{"site": "Orléans", "age": "34"}]


def test_a_decimal_comma_in_a_table_with_semicolons_is_left_to_its_reader(records: Records) -> None:
    assert records("patients.csv", "a;b\n2,4;1,5\n") == [{"a": "2,4", "b": "1,5"}]


def test_a_tsv_file_is_read(records: Records) -> None:
    assert records("patients.tsv", "a\tb\n1, 2\t3\n") == [{"a": "1, 2", "b": "3"}]


def test_one_column_needs_no_separator(records: Records) -> None:
    assert records("patients.csv", "patient_id\nP-1\nP-2\n") == [
        {"patient_id": "P-1"},
        {"patient_id": "P-2"},
    ]


def test_the_separator_is_counted_outside_quotation_marks() -> None:
    lines = {"a,b;c;d": ";", '"a;b;c",d': ",", "a\tb": "\t", "a": ",", "": ","}
    assert {line: separator_of(line) for line in lines} == lines


def test_a_column_without_name_and_values_is_left_out(records: Records) -> None:
    assert records("patients.csv", "a,,b,\n1,,2, \n") == [{"a": "1", "b": "2"}]


def test_the_parsers_bound_on_fields_is_left_as_it_was(refusal: Refusal) -> None:
    before = csv.field_size_limit()
    refusal("patients.csv", "a\n" + "x" * 200_000)
    assert csv.field_size_limit() == before


def test_every_ragged_row_is_rejected_with_its_own_number_and_the_others_are_read(
    rejected: Refusal,
) -> None:
    assert (
        rejected("patients.csv", "patient_id,age\nP-1,34\n\nP-2,35,x\nP-3\nP-4,36\n")
        == """\
error[csv-ragged-row] the row has 3 cells, the header has 2
  at patients.csv, row 4, patient P-2
  help: put a value that holds the separator in quotation marks; keep empty cells
error[csv-ragged-row] the row has 1 cell, the header has 2
  at patients.csv, row 5, patient P-3
  help: put a value that holds the separator in quotation marks; keep empty cells
"""
    )


def test_a_ragged_row_names_no_patient_when_its_cells_may_be_shifted(rejected: Refusal) -> None:
    assert (
        rejected("patients.csv", "site,patient_id\na,b,P-1\n")
        == """\
error[csv-ragged-row] the row has 3 cells, the header has 2
  at patients.csv, row 2
  help: put a value that holds the separator in quotation marks; keep empty cells
"""
    )


def test_columns_of_the_same_name_are_all_reported(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", "patient_id, age ,age,anc,alc,anc\n")
        == """\
error[duplicate-column] columns B and C are both named `age`
  at patients.csv, row 1
  help: rename or remove one of them
error[duplicate-column] columns D and F are both named `anc`
  at patients.csv, row 1
  help: rename or remove one of them
"""
    )


def test_values_under_an_empty_header_are_refused_with_their_first_row(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", "patient_id,,age,\nP-1,,34,\nP-2,x,34,\nP-3,y,34,z\n")
        == """\
error[empty-header] column B has values but no name in the header
  at patients.csv, row 3
  help: name the column or empty it
error[empty-header] column D has values but no name in the header
  at patients.csv, row 4
  help: name the column or empty it
"""
    )


def test_a_quotation_mark_never_closed_is_shown_on_the_line_where_it_opens(
    refusal: Refusal,
) -> None:
    assert (
        refusal("patients.csv", 'patient_id,site,age\nP-1,"north,34\nP-2,south,35\n')
        == """\
error[csv-quotes] a quotation mark is opened and never closed
  at patients.csv:2:5, row 2
    P-1,"north,34
        ^
  help: write a quotation mark inside a quoted text twice: `""`
"""
    )


def test_a_quotation_mark_closed_in_a_later_row_is_shown_where_it_opens(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", 'patient_id,site\nP-1,"north\nP-2,"south"\n')
        == """\
error[csv-quotes] a quotation mark is opened, and closed in the middle of line 3
  at patients.csv:2:5, row 2
    P-1,"north
        ^
  help: write a quotation mark inside a quoted text twice: `""`
"""
    )


def test_a_row_that_looks_whole_but_may_have_swallowed_another_is_rejected(
    rejected: Refusal,
) -> None:
    assert (
        rejected("patients.csv", 'patient_id,site\nP-1,"north\nP-2,south"\nP-3,"two\nlines"\n')
        == """\
error[csv-swallowed-row] the cell has line breaks and a row's separators: it may hold another row
  at patients.csv, row 2, patient P-1, field site
  help: close the quotation mark that is open; a text that is meant goes on one line
"""
    )


def test_text_after_a_closing_quotation_mark_is_shown(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", 'patient_id,site\nP-1,"north" wing\n')
        == """\
error[csv-quotes] a closing quotation mark is followed by more text
  at patients.csv:2:5, row 2
    P-1,"north" wing
        ^
  help: write a quotation mark inside a quoted text twice: `""`
"""
    )


def test_rows_rejected_before_a_fatal_fault_are_reported_with_it(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", 'patient_id,site\nP-1\nP-2,"north\n')
        == """\
error[csv-quotes] a quotation mark is opened and never closed
  at patients.csv:3:5, row 3
    P-2,"north
        ^
  help: write a quotation mark inside a quoted text twice: `""`
error[csv-ragged-row] the row has 1 cell, the header has 2
  at patients.csv, row 2, patient P-1
  help: put a value that holds the separator in quotation marks; keep empty cells
"""
    )


def test_a_file_in_latin_1_names_the_byte_its_offset_and_line(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", "patient_id,site\nP-1,Orléans\n".encode("latin-1"))
        == """\
error[file-encoding] the file is not UTF-8 text: byte 0xE9 at offset 23
  at patients.csv:2
  help: save the file as `CSV UTF-8` (in Excel: Save As, `CSV UTF-8 (Comma delimited)`)
"""
    )


def test_a_file_in_half_utf_16_names_the_offset(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", "age\n34\n".encode("utf-16") + b"x")
        == """\
error[file-encoding] the file is not UTF-16 text: byte 0x78 at offset 16
  at patients.csv:3
  help: save the file as `CSV UTF-8` (in Excel: Save As, `CSV UTF-8 (Comma delimited)`)
"""
    )


def test_a_file_with_nul_characters_is_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", "age\n34\n".encode("utf-16-le"))
        == """\
error[file-nul] the file holds NUL characters: it is not text, or is UTF-16 without a mark
  at patients.csv:1
  help: save the file as UTF-8
"""
    )


def test_a_file_of_blank_lines_has_no_header(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", "\n ,,\n\n")
        == """\
error[file-empty] the table has no header
  at patients.csv
"""
    )


def test_more_columns_than_any_data_dictionary_has_are_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", ",".join(f"c{i}" for i in range(2001)))
        == """\
error[too-many-columns] the table has 2,001 columns; at most 2,000 are read
  at patients.csv, row 1
"""
    )


def test_a_cell_that_is_too_long_rejects_its_row_only(rejected: Refusal) -> None:
    assert (
        rejected("patients.csv", "patient_id,site\nP-1," + "x" * 10_001 + "\nP-2,b\n")
        == """\
error[field-too-long] the cell holds a text longer than 10,000 characters
  at patients.csv, row 2, patient P-1, field site
  help: give the value only, not a whole document
"""
    )


def test_a_cell_longer_than_pythons_parser_takes_is_named_and_not_copied(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", "patient_id,site\nP-1," + "x" * 200_000 + "\nP-2,b\n")
        == """\
error[field-too-long] the cell holds a text longer than 10,000 characters
  at patients.csv, row 2, field site
  help: the rows after it were not read; shorten it
"""
    )


def test_a_row_that_never_ends_is_refused(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", "a,b\n" + ("x" * 99 + ",") * 50_000)
        == """\
error[row-too-long] the row is longer than 4,000,000 characters
  at patients.csv, row 2
  help: the rows after it were not read; shorten it
"""
    )


def test_a_quotation_mark_that_swallows_a_long_file_is_suspected(refusal: Refusal) -> None:
    assert (
        refusal("patients.csv", 'patient_id,site\nP-1,"north\n' + "P-2,south\n" * 20_000)
        == """\
error[field-too-long] the cell holds a text longer than 10,000 characters
  at patients.csv, row 2, field site
  help: the rows after it were not read; shorten it, or close the `"` that may be open since line 2
"""
    )
