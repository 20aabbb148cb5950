"""Forms: an empty one holds no patient, a filled-in one is screened as meant."""

from __future__ import annotations

import datetime
import io
from zipfile import ZipFile

import openpyxl
import pytest

from hn2301_asp.forms import make_template
from hn2301_asp.forms.columns import columns
from hn2301_asp.forms.workbook import workbook
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.knowledge.vocabulary.sections import SHORT_TEMPLATE as SHORT
from hn2301_asp.patient.readers import read
from hn2301_asp.source.diagnostics import InputError

KINDS = ["csv", "yaml", "xlsx"]

#: An eligible patient, as a coordinator fills in the short form.
PATIENT = {
    "patient_id": "P-001", "screening_date": "2025-03-15", "sex": "female", "age": 34, "weight": 60,
    "eular_acr_2019": "yes", "sle_diagnosis_date": "2021-02-01", "standard_treatment_start_date": "2024-11-01",
    "last_dose_change_date": "2025-03-01", "disease_active": "yes", "disease_relapsed": "no",
    "current": "prednisone;hydroxychloroquine;mycophenolate_mofetil", "prednisone_equivalent": 10,
    "used_adequately": "hydroxychloroquine;mycophenolate_mofetil", "ana_positive": "yes",
    "anti_dsdna_positive": "yes", "low_complement": "yes", "sledai": "arthritis;low_complement;increased_dna_binding",
    "anc": 3.2, "alc": 1.2, "hemoglobin": 112, "transfused_ever": "no", "last_transfusion_date": None,
    "growth_factor_ever": "yes", "last_growth_factor_date": "2025-01-10", "support_needed": "no",
    "inr": 1.0, "inr_uln": 1.2, "aptt": 30, "aptt_uln": 37, "lvef": 62, "dyspnea_grade": 0, "spo2": 98,
    "spo2_on_room_air": "yes", "alt": 22, "alt_uln": 40, "ast": 24, "ast_uln": 35, "total_bilirubin": 0.6,
    "gilbert_syndrome": "no", "serum_creatinine": 0.8, "fluid_assistance": "no", "pregnant": "no",
    "lactating": "no", "childbearing_potential": "yes", "contraception_willing": "yes",
}  # fmt: skip


@pytest.fixture(scope="module")
def files():
    return read_files(shipped_knowledge_base())


@pytest.fixture(scope="module")
def vocabulary(protocol):
    return protocol.knowledge_base.vocabulary


@pytest.fixture(scope="module")
def make(files, vocabulary):
    return lambda kind, short=True: make_template(files, vocabulary, kind, short=short)


def saved(folder, kind, content):
    path = folder / f"form.{kind}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("short", [True, False], ids=["short", "long"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_form_holds_no_patient(tmp_path, make, kind, short):
    with pytest.raises(InputError) as caught:
        read(saved(tmp_path, kind, make(kind, short)))
    assert [f.code for f in caught.value.findings if f.severity == "error"] == ["no-patients"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_has_the_same_bytes_each_time(make, kind):
    assert make(kind) == make(kind)


def test_the_long_form_has_every_field_and_the_short_one_what_a_coordinator_fills_in(files, vocabulary):
    long = [column.entry.field for column in columns(files, vocabulary, short=False)]
    assert long == list(vocabulary.fields())
    assert [column.entry.field for column in columns(files, vocabulary, short=True)] == list(PATIENT)


def test_headers_carry_units(make):
    header = make("csv").strip().split(",")
    assert header[:5] == ["patient_id", "screening_date", "sex", "age[year]", "weight[kg]"]
    assert {"serum_creatinine[mg/dL]", "hemoglobin[g/L]", "anc[10*9/L]", "inr", "sledai"} < set(header)


def filled_csv(form, values):
    header = form.strip()
    cells = [values[name.partition("[")[0]] for name in header.split(",")]
    return f"{header}\n{','.join('' if cell is None else str(cell) for cell in cells)}\n"


def filled_yaml(form, values):
    lines = []
    for line in form.splitlines():
        name = line.removeprefix("# ").strip("- ").partition(":")[0].partition("[")[0]
        if line.startswith(("# - ", "#   ")) and name in values:
            key, _, comment = line.removeprefix("# ").partition(":")
            value = values[name]
            text = "" if value is None else f"[{value.replace(';', ', ')}]" if ";" in str(value) else value
            lines.append(f"{key}: {text} {comment.strip()}")
        else:
            lines.append(line)
    return "\n".join(lines)


def filled_xlsx(form, values):
    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book["patients"]
    for cell in sheet[1]:
        value = values[cell.value.partition("[")[0]]
        if "_date" in cell.value and value:
            value = datetime.date.fromisoformat(value)
        sheet.cell(row=2, column=cell.column, value=value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FILLED = {"csv": filled_csv, "yaml": filled_yaml, "xlsx": filled_xlsx}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("changes", "verdict", "blocking"),
    [
        ({}, "eligible", ()),
        ({"serum_creatinine": 1.9, "last_dose_change_date": "2025-03-02"}, "ineligible", ("IN-2", "IN-7")),
        ({"lvef": None}, "undetermined", ()),
    ],
    ids=["eligible", "ineligible", "undetermined"],
)
def test_a_filled_in_short_form_is_screened_as_meant(tmp_path, protocol, make, kind, changes, verdict, blocking):
    content = FILLED[kind](make(kind), {**PATIENT, **changes})
    found = read(saved(tmp_path, kind, content))
    assert found.rejected == ()
    (record,) = found.records
    result = protocol.screen(record.values, place=record.place)
    assert (result.screening.patient.id, result.verdict, result.blocking) == ("P-001", verdict, blocking)
    assert [remark.text for remark in result.screening.remarks] == []


@pytest.fixture(scope="module")
def book(make):
    return openpyxl.load_workbook(io.BytesIO(make("xlsx")))


def letter(sheet, field):
    return next(cell.column_letter for cell in sheet[1] if cell.value.partition("[")[0] == field)


def test_the_workbook_has_the_form_the_dictionary_and_the_drugs(book, vocabulary):
    assert book.sheetnames == ["patients", "dictionary", "drugs"]
    assert [row[0].value for row in book["drugs"].iter_rows(min_row=2)] == list(vocabulary.drugs)
    dictionary = [[cell.value for cell in row] for row in book["dictionary"].iter_rows()]
    assert dictionary[0] == ["field", "label", "unit", "allowed values", "note"]
    assert [row[0] for row in dictionary[1:]] == [cell.value for cell in book["patients"][1]]
    age = next(row for row in dictionary if row[0] == "age[year]")
    assert age == ["age[year]", "age", "year", "a number in year; possible 0 to 120; plausible 16 to 90", None]


def test_the_forms_header_is_one_bold_frozen_row_with_notes(book):
    sheet = book["patients"]
    assert (sheet.freeze_panes, sheet.max_row) == ("B2", 1)
    assert all(cell.font.bold and cell.comment for cell in sheet[1])
    assert all(sheet.column_dimensions[cell.column_letter].width > len(cell.value) for cell in sheet[1])
    assert sheet[f"{letter(sheet, 'lvef')}1"].comment.text == (
        "LVEF\na number in %; possible 0 to 100; plausible 10 to 85\n"
        "by echocardiography only: a value by another method is not entered here"
    )


def test_yes_no_and_choice_columns_have_drop_downs_and_no_others(book):
    sheet = book["patients"]
    found = {v.formula1: str(v.sqref) for v in sheet.data_validations.dataValidation if v.type == "list"}
    sex = letter(sheet, "sex")
    assert set(found) == {'"yes,no"', '"female,male"'}
    assert found['"female,male"'] == f"{sex}2:{sex}2000"
    yes_no = {part.partition("2:")[0] for part in found['"yes,no"'].split()}
    assert yes_no == {letter(sheet, field) for field, value in PATIENT.items() if value in ("yes", "no")}


def test_date_columns_are_dates_and_text_columns_stay_text(book):
    sheet = book["patients"]
    formats = {field: sheet.column_dimensions[letter(sheet, field)].number_format for field in PATIENT}
    assert {field for field, form in formats.items() if form == "yyyy-mm-dd"} == {f for f in PATIENT if "_date" in f}
    assert {field for field, form in formats.items() if form == "@"} == {
        "patient_id",
        "current",
        "used_adequately",
        "sledai",
    }


def test_a_titre_column_is_text_because_spreadsheets_take_a_titre_for_a_time(make):
    sheet = openpyxl.load_workbook(io.BytesIO(make("xlsx", short=False)))["patients"]
    assert sheet.column_dimensions[letter(sheet, "ana_titre_ever")].number_format == "@"


def test_nothing_in_the_workbook_tells_when_it_was_made_or_runs(make):
    with ZipFile(io.BytesIO(make("xlsx"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
        assert core.count("2000-01-01T00:00:00Z") == 2
        assert not [name for name in archive.namelist() if "vba" in name.lower() or "external" in name.lower()]
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]


def test_text_of_the_vocabulary_cannot_become_a_formula(files, vocabulary):
    form = columns(files, vocabulary, short=True)
    hostile = form[0].__class__(form[1].entry.__class__("x", "=1+1", "text", note="@SUM(A1)"), None)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook((form[0], hostile), vocabulary)))["dictionary"]
    assert [(cell.value, cell.data_type) for cell in sheet[3]] == [
        ("x", "s"),
        ("=1+1", "s"),
        (None, "n"),
        ("text", "s"),
        ("@SUM(A1)", "s"),
    ]


def short_form(vocabulary, text):
    return columns(KnowledgeBaseFiles("kb", {SHORT: text}, ""), vocabulary, short=True)


def test_a_short_form_may_choose_another_unit(vocabulary):
    found = short_form(vocabulary, "columns: [patient_id, 'serum_creatinine[µmol/L]', age]")
    assert [column.header for column in found] == ["patient_id", "serum_creatinine[µmol/L]", "age[year]"]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "there is no short form in this knowledge base", None),
        ("colums: [patient_id]", "`colums` is not known here", 1),
        ("columns: {}", "`columns` must be a list of fields", None),
        ("columns:\n  - patient_id\n  - agee", "there is no field `agee`", 3),
        ("columns:\n  - patient_id\n  - alt[mg/dL]  # no", "`alt` cannot be given in `mg/dL`", 3),
        ("columns:\n  - patient_id\n  - sex[kg]", "`sex` cannot be given in `kg`", 3),
        ("columns:\n  - patient_id\n  - age\n  - age[month]", "`age` stands twice", 4),
        ("columns:\n  - age", "the first column must be `patient_id`: a table names its patients", 2),
    ],
)
def test_a_short_form_that_is_wrong_is_a_finding_at_its_line(vocabulary, text, message, line):
    with pytest.raises(InputError) as error:
        short_form(vocabulary, text)
    first = error.value.findings[0]
    assert (first.message, first.place.file, first.place.line) == (message, SHORT, line)


def test_another_kind_of_form_is_refused(make):
    with pytest.raises(ValueError, match="no template of the kind `ods`"):
        make("ods")
