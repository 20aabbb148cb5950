"""The table to sign: the same bytes each time, and every cell of a signed one is read, held against, and counted."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement

from hn2301_asp.api import load
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.qualification.confirming import Signed, held_against
from hn2301_asp.qualification.register import Entry, register
from hn2301_asp.qualification.sign_table import HEADS
from hn2301_asp.qualification.signed import read_signed
from hn2301_asp.qualification.writing import written
from hn2301_asp.source.diagnostics import InputError
from tests.conftest import Sample
from tests.qualification.tables import YES, Filled, filled, fresh

KB = Path(shipped_knowledge_base())


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    return register(read_files(KB), load().knowledge_base)


@pytest.fixture(scope="module")
def document() -> bytes:
    return fresh(KB)


def read(document: bytes, cells: Filled, entries: tuple[Entry, ...], folder: Path) -> Signed:
    return held_against(read_signed(filled(document, cells, folder / "signed.docx")), entries)


def faults(document: bytes, cells: Filled, entries: tuple[Entry, ...], folder: Path) -> list[tuple[str, str]]:
    """What is wrong with a signed table: where, and what."""
    with pytest.raises(InputError) as caught:
        read(document, cells, entries, folder)
    file = str(folder / "signed.docx")
    return [(str(f.place).removeprefix(file).removeprefix(", "), f.message) for f in caught.value.findings]


# Writing -------------------------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_every_assumption_and_reading(document: bytes, entries: tuple[Entry, ...]) -> None:
    base = load().knowledge_base
    assert len(entries) == len(base.assumptions) + len(base.readings) == 54
    table = Document(BytesIO(document)).tables[0]
    assert [row.cells[0].text for row in table.rows] == ["Id", *(entry.id for entry in entries)]
    assert tuple(cell.text for cell in table.rows[0].cells) == HEADS
    assert [cell.text for cell in table.rows[1].cells] == [
        "A01",
        "IN-1",
        "aged between 18 and 69 (inclusive)",
        "18 to 69 completed years: until the day before the 70th birthday",
        "CT.gov record max age '69 Years'; sibling zxjkclinic text writes 'reached 18, not yet 70'",
        "assumed",
        *("" for _ in range(4)),
    ]


def test_a_reading_names_what_it_is_read_instead_of(entries: tuple[Entry, ...]) -> None:
    (own,) = [entry for entry in entries if entry.id == "in7_coagulation"]
    assert (own.phrase, own.decision) == (
        "INR or APTT ≤1.5×ULN: Must INR and APTT both be within the limit?",
        "either: one of them suffices, instead of both (both must be within)",
    )


def test_the_same_knowledge_base_gives_the_same_bytes(document: bytes) -> None:
    assert fresh(KB) == document


def test_the_page_lies_across_and_the_head_stands_on_every_page(document: bytes) -> None:
    opened = Document(BytesIO(document))
    section = opened.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    head = opened.tables[0].rows[0]._tr.trPr
    assert [child.tag.rpartition("}")[2] for child in head] == ["cantSplit", "tblHeader"]


# Reading back --------------------------------------------------------------------------------------------------------


def test_an_empty_table_confirms_nothing_and_every_row_is_counted(
    document: bytes, entries: tuple[Entry, ...], tmp_path: Path
) -> None:
    signed = read(document, {}, entries, tmp_path)
    assert (signed.confirmed, signed.before, signed.refused) == ((), (), ())
    assert signed.open == entries
    assert signed.rows == len(entries)


def test_yes_no_and_nothing_are_told_apart(document: bytes, entries: tuple[Entry, ...], tmp_path: Path) -> None:
    no = {**YES, "Yes or no": "No", "Remark": "ask the sponsor  again"}
    signed = read(document, {"A01": YES, "A03": no, "in7_support": {**YES, "Yes or no": "YES"}}, entries, tmp_path)
    assert [(e.id, e.status, e.date, e.by) for e in signed.confirmed] == [
        ("A01", "confirmed", "2026-12-01", "Dr. M. Curie"),
        ("in7_support", "confirmed", "2026-12-01", "Dr. M. Curie"),
    ]
    assert [(e.id, e.status, e.remark) for e in signed.refused] == [("A03", "assumed", "ask the sponsor again")]
    assert len(signed.open) == len(entries) - 3


@pytest.mark.parametrize(
    ("cells", "where", "what"),
    [
        ({"Yes or no": "maybe"}, "row 3, field Yes or no", "of A02 it says “maybe”; yes or no was expected"),
        ({**YES, "Date": ""}, "row 3, field Date", "A02 is answered, and this cell is empty"),
        ({**YES, "By whom": " "}, "row 3, field By whom", "A02 is answered, and this cell is empty"),
        (
            {**YES, "Date": "2026-02-30"},
            "row 3, field Date",
            "of A02 it says “2026-02-30”; a date such as 2026-12-31 was expected",
        ),
        (
            {**YES, "Date": "1.12.2026"},
            "row 3, field Date",
            "of A02 it says “1.12.2026”; a date such as 2026-12-31 was expected",
        ),
        ({"By whom": "C. Chance"}, "row 3, field By whom", "A02 has “C. Chance”, and neither yes nor no"),
        (
            {"Decision": "the age at consent"},
            "row 3, field Decision",
            "A02 reads “the age at consent”, and the knowledge base says “the age is that of the screening date”",
        ),
        (
            {"Status": "confirmed"},
            "row 3, field Status",
            "A02 reads “confirmed”, and the knowledge base says “assumed”",
        ),
        ({**YES, "Remark": "x" * 2_001}, "row 3, field Remark", "of A02 it says more than 2,000 characters"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(
    document: bytes, entries: tuple[Entry, ...], tmp_path: Path, cells: dict[str, str], where: str, what: str
) -> None:
    assert faults(document, {"A02": cells}, entries, tmp_path) == [(where, what)]


def test_rows_that_are_missing_doubled_or_invented_are_named(
    document: bytes, entries: tuple[Entry, ...], tmp_path: Path
) -> None:
    assert faults(document, {"A02": {"Id": "A03"}}, entries, tmp_path) == [
        ("row 4, field Id", "A03 has two rows: also row 3"),
        ("", "the row of A02 is missing"),
        *faults(document, {"A02": {"Id": "A03"}}, entries, tmp_path)[2:],
    ]
    assert faults(document, {"A02": {"Id": "Z9"}}, entries, tmp_path) == [
        ("row 3, field Id", "`Z9` is no assumption or reading"),
        ("", "the row of A02 is missing"),
    ]


def test_whether_the_table_or_the_knowledge_base_was_changed_is_told(
    document: bytes, entries: tuple[Entry, ...], tmp_path: Path
) -> None:
    path = filled(document, {"A02": {"Decision": "the age at consent"}}, tmp_path / "signed.docx")
    with pytest.raises(InputError) as caught:
        held_against(read_signed(path), entries)
    assert caught.value.findings[0].help == (
        "what is signed is not changed in the table: undo it, or answer no with a remark"
    )
    other = (*entries[:1], Entry(**{**_fields(entries[1]), "decision": "another one"}), *entries[2:])
    with pytest.raises(InputError) as caught:
        held_against(read_signed(filled(document, {}, tmp_path / "signed.docx")), other)
    assert caught.value.findings[0].help == (
        "the knowledge base was changed since, or the cell: write the table anew, and have it signed again"
    )


def _fields(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}


def test_what_is_confirmed_is_not_taken_back_by_a_table(tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    shutil.copytree(KB, kb)
    old = (kb / "assumptions.yaml").read_text("utf-8")
    given = "status: confirmed\n    date: 2026-11-30\n    confirmed_by: Dr. M. Curie\n"
    (kb / "assumptions.yaml").write_text(old.replace("status: assumed\n", given, 1), "utf-8")
    own = register(read_files(kb), load(str(kb)).knowledge_base)
    assert (own[0].status, own[0].date, own[0].by) == ("confirmed", "2026-11-30", "Dr. M. Curie")
    table = fresh(kb)
    assert read(table, {}, own, tmp_path).before == own[:1]
    cleared = {"Yes or no": "", "By whom": "", "Date": ""}
    assert faults(table, {"A01": cleared}, own, tmp_path) == [
        ("row 2, field Yes or no", "A01 is confirmed in the knowledge base, and not here")
    ]
    assert faults(table, {"A01": {"Yes or no": "no"}}, own, tmp_path) == [
        ("row 2, field Yes or no", "A01 is confirmed in the knowledge base, and refused here")
    ]


# Files that are no such table ------------------------------------------------------------------------------------


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_signed(path)
    (finding,) = caught.value.findings
    return finding.message


def with_part(document: bytes, path: Path, content: bytes) -> Path:
    with zipfile.ZipFile(BytesIO(document)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == "word/document.xml" else old.read(part))
    return path


def test_a_file_that_is_no_such_table_is_refused(
    document: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "signed.docx"
    path.write_bytes(b"no document")
    assert refused(path) == "the file is no document of a word processor (.docx)"
    path.write_bytes(document[: len(document) // 2])
    assert refused(path) == "the file is no document of a word processor (.docx)"
    declared = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert refused(with_part(document, path, declared)) == "the document declares entities"
    assert refused(with_part(document, path, b"<w")) == "the document's text is damaged"
    with monkeypatch.context() as small:
        small.setattr("hn2301_asp.qualification.signed.MOST_UNPACKED", 1_000_000)
        assert refused(with_part(document, path, b" " * 1_000_001)) == (
            "the document unpacks to 2 MB; at most 1 MB are read"
        )
    other = Document()
    other.add_table(rows=1, cols=3)
    other.save(str(path))
    assert refused(path) == "no table of the document has the columns of the table to sign"


def test_a_document_with_tracked_changes_is_refused(document: bytes, tmp_path: Path) -> None:
    opened = Document(BytesIO(document))
    run = opened.tables[0].rows[1].cells[6].paragraphs[0].add_run("yes")._r
    inserted = OxmlElement("w:ins")
    run.addprevious(inserted)
    inserted.append(run)
    opened.save(str(tmp_path / "signed.docx"))
    assert refused(tmp_path / "signed.docx") == "the document has tracked changes"


def test_a_cell_in_a_content_control_is_read(document: bytes, entries: tuple[Entry, ...], tmp_path: Path) -> None:
    """As a word processor keeps a choice from a list: python-docx would read nothing there."""
    opened = Document(BytesIO(document))
    for column, text in enumerate(YES.values(), HEADS.index("Yes or no")):
        run = opened.tables[0].rows[1].cells[column].paragraphs[0].add_run(text)._r
        control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        run.addprevious(control)
        control.append(content)
        content.append(run)
    opened.save(str(tmp_path / "signed.docx"))
    signed = held_against(read_signed(tmp_path / "signed.docx"), entries)
    assert [entry.id for entry in signed.confirmed] == ["A01"]


def test_a_row_with_a_cell_too_few_is_named(document: bytes, tmp_path: Path) -> None:
    opened = Document(BytesIO(document))
    row = opened.tables[0].rows[4]._tr
    row.remove(row.tc_lst[-1])
    opened.save(str(tmp_path / "signed.docx"))
    assert refused(tmp_path / "signed.docx") == "the row has 9 cells, and the table 10 columns"


def test_a_damaged_document_is_refused_or_read_and_never_anything_else(
    document: bytes, entries: tuple[Entry, ...], tmp_path: Path, sample: Sample
) -> None:
    """Bytes of the file, and of its text, are changed at random."""
    with zipfile.ZipFile(BytesIO(document)) as archive:
        body = archive.read("word/document.xml")
    path = tmp_path / "signed.docx"
    refused_in = set[str | None]()
    refusals = 0
    for seed in range(sample(2_000)):
        rng = random.Random(f"document {seed}")
        whole = rng.random() < 0.5
        content = bytearray(document if whole else body)
        for _ in range(rng.choice([1, 1, 2, 8])):
            place = rng.randrange(len(content))
            content[place : place + rng.choice([0, 1, 1, 30])] = rng.randbytes(rng.choice([0, 1, 1, 4]))
        if whole:
            path.write_bytes(content)
        else:
            with_part(document, path, bytes(content))
        try:
            held_against(read_signed(path), entries)
        except InputError as error:
            refusals += 1
            refused_in |= {finding.place.file for finding in error.findings}
    assert refusals > 0
    assert refused_in == {str(path)}


# Writing it down -------------------------------------------------------------------------------------------------

TEXT = """# head
assumptions:
  A01:  # the first
    phrase: p
    status: assumed   # for now
    # a comment between
  A02:
    status: "confirmed"
    date: 2020-01-01
    remark: old
    phrase: p
"""
READINGS = "readings:\n  r:\n    phrase: p\n    values:\n      x: one\n      y: two\n\n  s:\n    phrase: q"


def entry(name: str, section: str = "assumptions", **more: str) -> Entry:
    given = {"status": "confirmed", "date": "2026-12-01", "by": 'Dr. "Q"', **more}
    return Entry(name, "", "", "", "", f"{section}.yaml", (section, name), **given)


def test_comments_and_layout_stay() -> None:
    found = written({"assumptions.yaml": TEXT}, [entry("A01"), entry("A02", remark="ü: # x")])
    assert found == {
        "assumptions.yaml": """# head
assumptions:
  A01:  # the first
    phrase: p
    status: confirmed   # for now
    date: 2026-12-01
    confirmed_by: "Dr. \\"Q\\""
    # a comment between
  A02:
    status: confirmed
    confirmed_by: "Dr. \\"Q\\""
    date: 2026-12-01
    remark: "ü: # x"
    phrase: p
"""
    }


def test_an_entry_without_a_status_gets_one_at_its_end() -> None:
    own = [entry("r", "readings"), entry("s", "readings")]
    lines = '    status: confirmed\n    date: 2026-12-01\n    confirmed_by: "Dr. \\"Q\\""\n'
    assert written({"readings.yaml": READINGS}, own)["readings.yaml"] == (
        "readings:\n  r:\n    phrase: p\n    values:\n      x: one\n      y: two\n"
        f"{lines}\n  s:\n    phrase: q\n{lines}"
    )


def test_line_ends_are_kept() -> None:
    text = TEXT.replace("\n", "\r\n")
    found = written({"assumptions.yaml": text}, [entry("A01")])["assumptions.yaml"]
    assert found.count("\n") == found.count("\r\n") == text.count("\n") + 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("assumptions:\n  A01: {status: assumed}\n", "A01 cannot be confirmed where it stands within braces"),
        (
            "assumptions:\n  A01:\n    status: >\n      assumed\n",
            "A01 cannot be confirmed where a value goes over several lines",
        ),
    ],
)
def test_what_cannot_be_written_in_place_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        written({"assumptions.yaml": text}, [entry("A01")])
    assert caught.value.findings[0].message == message


# As pages --------------------------------------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="there is no LibreOffice: apt-get install libreoffice-writer-nogui"
)
def test_a_word_processor_opens_it_and_what_it_saves_is_read_back(
    document: bytes, entries: tuple[Entry, ...], tmp_path: Path
) -> None:
    path = filled(document, {"A01": YES, "in2_etc": {**YES, "Remark": "“etc.” – ≤ 5"}}, tmp_path / "signed.docx")
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    for kind, folder in (("odt", tmp_path), ("docx:MS Word 2007 XML", tmp_path / "again")):
        source = path if kind == "odt" else tmp_path / "signed.odt"
        subprocess.run(
            [*command, "--convert-to", kind, "--outdir", str(folder), str(source)],
            check=True,
            capture_output=True,
            timeout=120,
            env={**os.environ, "HOME": str(tmp_path)},
        )
    signed = held_against(read_signed(tmp_path / "again" / "signed.docx"), entries)
    assert [(one.id, one.remark) for one in signed.confirmed] == [("A01", ""), ("in2_etc", "“etc.” – ≤ 5")]
    assert signed.rows == len(entries)
