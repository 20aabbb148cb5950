"""Whatever file of patients or record of a decision a command is given: it is refused and told, or shown escaped."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.api import InputError, Protocol
from hn2301_asp.patient.readers import xlsx_package
from hn2301_asp.qualification import signed

from .conftest import Outcome, run
from .entries import COMMANDS, OF_RECORDS, OF_TABLES, PATIENTS

READERS = {words: row for words, row in COMMANDS.items() if row.patients}

#: Bytes of a part, where the bounds are made as small.
LARGE = 100_000


def large_workbook() -> bytes:
    """A workbook with a large part, of which a smaller bound says that it unpacks to too much."""
    from openpyxl import Workbook

    book, whole = io.BytesIO(), io.BytesIO()
    Workbook().save(book)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b" " * LARGE if name.endswith("sheet1.xml") else b""))
    return whole.getvalue()


def document(body: bytes) -> bytes:
    """A word processor's file with such a body."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("word/document.xml", body)
    return whole.getvalue()


def rows_within(depth: int) -> bytes:
    """A table of a word processor's with a row that stands deep."""
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inner = "<w:sdt>" * depth + "<w:tr/>" + "</w:sdt>" * depth
    return f'<w:document xmlns:w="{name}"><w:tbl>{inner}</w:tbl></w:document>'.encode()


#: Files that no command reads as patients or as a decision, by their names.
FILES: dict[str, Callable[[], bytes]] = {
    "tag.yaml": lambda: b'patient_id: !!python/object/apply:os.system ["touch hacked"]\n',
    "alias.yaml": lambda: b"a: &a [x, x]\nb: &b [*a, *a]\npatient_id: *b\n",
    "deep.yaml": lambda: b"patient_id: " + b"[" * 30,
    "deep.json": lambda: b'[{"patient_id": "P-1", "age": ' + b"[" * 30 + b"1" + b"]" * 30 + b"}]",
    "number.json": lambda: b'[{"patient_id": "P-1", "age": 1e401}]',
    "digits.json": lambda: b'[{"patient_id": "P-1", "age": ' + b"9" * 401 + b"}]",
    "nan.json": lambda: b'[{"patient_id": "P-1", "age": NaN}]',
    "twice.json": lambda: b'[{"patient_id": "P-1", "age": 3, "age": 30}]',
    "deep.jsonl": lambda: b'{"patient_id": "P-1", "age": ' + b'{"a":' * 30 + b"1" + b"}" * 30 + b"}\n",
    "digits.jsonl": lambda: b'{"patient_id": "P-1", "age": ' + b"9" * 401 + b"}\n",
    "half.json": lambda: b'[{"patient_id": "P-1", "age": "\\ud800"}]',
    "cell.csv": lambda: b'patient_id,age\nP-1,"' + b"9" * 10_001 + b'"\n',
    "columns.csv": lambda: b",".join(b"a%d" % n for n in range(2_001)) + b"\n",
    "bytes.csv": lambda: b"patient_id,age\nP-1,\xff\xfe\x00\n",
    "large.xlsx": large_workbook,
    "no.xlsx": lambda: b"PK\x03\x04" + b"\x00" * 100,
    "deep.docx": lambda: document(b"<a>" * 201 + b"</a>" * 201),
    "deep_row.docx": lambda: document(rows_within(201)),
    "encoding.docx": lambda: document(b"<?xml version='1.0' encoding='yes'?><a/>"),
    "wide.docx": lambda: document('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")),
    "large.docx": lambda: document(b"<a>" + b" " * LARGE + b"</a>"),
    "entity.docx": lambda: document(b'<!DOCTYPE a [<!ENTITY b SYSTEM "c">]><a>&b;</a>'),
    "no.parquet": lambda: b"PAR1" + b"\xff" * 100 + b"PAR1",
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_of_patients_is_refused_by_every_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(xlsx_package, "_SMALL", LARGE)
    monkeypatch.setattr(xlsx_package, "MAX_XLSX_RATIO", 5)
    monkeypatch.setattr(signed, "MOST_UNPACKED", LARGE)
    Path(name).write_bytes(FILES[name]())
    for words, row in READERS.items():
        done = run(*words, *(word.replace(PATIENTS, name) for word in row.patients))
        told = f"{' '.join(words)}: {done.code}\n{done.out[:2_000]}\n{done.err[:2_000]}"
        assert done.code == 2, told
        assert re.search(r"^(error\[|Error: )", done.err, re.MULTILINE), told
        assert "Traceback" not in done.err, told
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", done.err), told
        assert len(done.err) < 5_000, told
        assert not Path("hacked").exists()
        if (words[0], name) in {("screen", "large.xlsx"), ("assumptions", "large.docx")}:
            assert "unpacks to" in done.err, told


#: Values that no record of a program may make the package fail by.
TEXTS = ["9" * 401, "\x1b[2J", "=1+1", "<img src=x>", "1e401"]
VALUES: list[Any] = [*TEXTS, "\ud800", 10**400, float("nan"), [[[]]] * 3, {"a": {"b": 1}}, b"x"]


@pytest.mark.parametrize("name", OF_RECORDS)
def test_a_hostile_record_is_refused_by_every_method(protocol: Protocol, name: str) -> None:
    deep: list[Any] = []
    for _ in range(201):
        deep = [deep]
    for value in (*VALUES, deep):
        for record in ({"patient_id": "P-1", "age": value}, {"patient_id": value, "sex": value}):
            told = refusal(lambda record=record: OF_RECORDS[name](protocol, record))
            assert told is None or 0 < len(told) < 5_000


def refusal(ask: Callable[[], object]) -> str | None:
    """What is told of input that cannot be used; None where it can."""
    try:
        ask()
    except InputError as error:
        return str(error)
    return None


@pytest.mark.parametrize("name", OF_TABLES)
def test_a_hostile_table_is_told_by_every_method(protocol: Protocol, name: str) -> None:
    import polars as pl

    ids = [f"P-{number}" for number in range(len(TEXTS))]
    OF_TABLES[name](protocol, pl.DataFrame({"patient_id": ids, "age": TEXTS}))
    with pytest.raises(InputError):
        OF_TABLES[name](protocol, pl.DataFrame({"patient_id": ids, "\x1b[2J": TEXTS}))


#: An id, and words, that would steer a terminal, close a script, run as a formula or as a command of a workflow.
EVIL = "=1+1\x1b[2J\x9b31m</script><script>alert(1)</script><img src=x onerror=alert(1)>\n::error::%0A::stop"


def outputs(words: tuple[str, ...], file: str) -> dict[str, Outcome]:
    row = COMMANDS[words]
    given = [word.replace(PATIENTS, file) for word in row.patients]
    return {form: run(*words, *given, "--format", form) for form in row.formats}


@pytest.mark.parametrize("words", [("screen",), ("explain",)], ids=" ".join)
def test_what_a_patient_is_called_is_escaped_in_every_format(folder: Path, words: tuple[str, ...]) -> None:
    Path("evil.json").write_text(json.dumps([{"patient_id": EVIL, "age": 70}]), encoding="utf-8")
    for form, done in outputs(words, "evil.json").items():
        assert done.code == 0, (form, done.err)
        if form in ("text", "html"):
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", done.out), form
        if form == "text":
            assert not [line for line in done.out.split("\n") if line.startswith("::")]
        if form == "html":
            assert "<script>alert" not in done.out
            assert "<img src=x" not in done.out
        if form == "csv":
            (_, first) = list(csv.reader(io.StringIO(done.out)))[:2]
            assert first[0].startswith("'=1+1")
        if form in ("json", "jsonl"):
            assert not re.search(r"[\x00-\x09\x0b-\x1f]", done.out), form
            assert "P" in json.dumps(json.loads(done.out))


def test_what_stands_in_a_knowledge_base_is_escaped_in_every_format(folder: Path) -> None:
    """Its words, names of its files, and what a finding quotes of them."""
    rules = Path("kb/criteria/in5_serology.lp")
    words = EVIL.replace("\n", " ").replace("\x1b", "").replace("\x9b", "")
    rules.write_text(rules.read_text(encoding="utf-8") + f'\n%! "{words}"\nserology :- {"x" * 5}.\n', encoding="utf-8")
    Path("kb/criteria/::error title=x::y%0A.thr").write_text(f"criterion IN-5\n\n{words}\n", encoding="utf-8")
    for form in COMMANDS[("check",)].formats:
        done = run("check", "--kb", "kb", "--format", form)
        assert done.code == 1, done.err
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", done.out + done.err), form
        if form == "github":
            lines = done.out.splitlines()
            assert all(re.match(r"::(error|warning|notice) (file=[^,:]+,)?[^:]*::", line) for line in lines), lines
        if form in ("json", "sarif"):
            assert json.loads(done.out)


def test_pages_of_a_trace_are_escaped(folder: Path) -> None:
    rules, words = Path("kb/criteria/in5_serology.lp"), "</script><script>alert(1)</script><img src=x>"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("%! because ", f"%! because {words} ", 1), encoding="utf-8")
    done = run("trace", "--kb", "kb", "--format", "html")
    assert done.code in (0, 1), done.err
    assert "alert(1)" in done.out
    assert "<script>alert" not in done.out
    assert "<img src=x" not in done.out


def test_titles_of_a_knowledge_base_are_escaped_in_pages(folder: Path) -> None:
    protocol, words = Path("kb/protocol.yaml"), EVIL.replace("\n", " ").replace("\x1b", "").replace("\x9b", "")
    text = protocol.read_text(encoding="utf-8")
    title = re.search(r"^    title: .*$", text, re.MULTILINE)
    assert title is not None
    protocol.write_text(text.replace(title[0], f"    title: {json.dumps(words)}", 1), encoding="utf-8")
    page = run("screen", "patients.json", "--kb", "kb", "--format", "html")
    assert page.code == 0, page.err
    assert "=1+1" in page.out
    assert "<script>alert" not in page.out
    assert "<img src=x" not in page.out


def test_a_record_of_a_decision_brings_its_own_files_and_they_stay_in_it(folder: Path) -> None:
    data = json.loads(Path("record.json").read_text(encoding="utf-8"))
    for name in ("../hacked.lp", "/tmp/hacked.lp", "criteria/../../hacked.lp", "c\\hacked.lp", "\x1b[2J.lp", ".x/a.lp"):
        spoilt = json.loads(json.dumps(data))
        spoilt["knowledge_base"]["files"][name] = "hacked."
        Path("spoilt.json").write_text(json.dumps(spoilt), encoding="utf-8")
        done = run("verify", "spoilt.json")
        assert (done.code, done.out) == (2, "")
        assert "error[record-path]" in done.err
        assert "\x1b" not in done.err
    assert list(Path().rglob("*hacked*")) == []
