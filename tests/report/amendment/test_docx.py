"""DOCX: true tracked changes, the same bytes, and a document that LibreOffice opens."""

from __future__ import annotations

import copy
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from hn2301_asp.amendment.model import Clause, Report
from hn2301_asp.report.amendment.formats import to_docx
from hn2301_asp.source.diagnostics import InputError

from .hostile import ATTACK, hostile
from .sample import ACTIVITY, REPORT, TEXT

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NEW = TEXT.replace("≥4", "≥6")
OFFICE = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="there is no LibreOffice: apt-get install libreoffice-writer-nogui"
)


def _part(document: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return archive.read(name)


def _body(report: Report) -> ElementTree.Element:
    return ElementTree.fromstring(_part(to_docx(report), "word/document.xml"))


def _paragraphs(body: ElementTree.Element, gone: str) -> list[str]:
    """The paragraphs' texts once all changes of one kind (`ins`, `del`) are taken away, and the others stay."""
    body = copy.deepcopy(body)
    told = []
    for paragraph in body.iter(f"{W}p"):
        for change in [*paragraph.findall(f"{W}{gone}")]:
            paragraph.remove(change)
        told.append("".join(t.text or "" for t in paragraph.iter() if t.tag in (f"{W}t", f"{W}delText")))
    return told


def _under(told: list[str], heading: str) -> str:
    """The text of the first criterion under a heading: two paragraphs behind it."""
    return told[told.index(heading) + 2]


def test_accepting_all_changes_gives_the_new_text_and_rejecting_all_the_old() -> None:
    body = _body(REPORT)
    assert _under(_paragraphs(body, "del"), "Redline") == NEW
    assert _under(_paragraphs(body, "ins"), "Redline") == TEXT
    assert _under(_paragraphs(body, "del"), "Clean text") == NEW


def test_changes_are_the_amendment_s_on_the_day_that_it_states() -> None:
    changes = [e for e in _body(REPORT).iter() if e.tag in (f"{W}ins", f"{W}del")]
    assert [(e.tag[len(W) :], e.get(f"{W}author"), e.get(f"{W}date"), e.get(f"{W}id")) for e in changes] == [
        ("del", "A02", "2025-03-01T00:00:00Z", "1"),
        ("ins", "A02", "2025-03-01T00:00:00Z", "2"),
        ("del", "hn2301_asp", None, "3"),
        ("ins", "hn2301_asp", None, "4"),
    ]


@pytest.mark.parametrize(("clause", "kind"), [(("", "New."), "ins"), ((None, "New."), "ins"), (("Old.", None), "del")])
def test_a_paragraph_that_one_version_does_not_have_is_itself_a_change(
    clause: tuple[str | None, str | None], kind: str
) -> None:
    account = replace(ACTIVITY, clauses=(Clause("IN-9", "new", *clause),))
    body = _body(replace(REPORT, accounts=(account,)))
    changes = [e.tag[len(W) :] for e in body.iter() if e.tag in (f"{W}ins", f"{W}del")]
    assert changes == [kind, kind]
    assert len(body.findall(f".//{W}pPr/{W}rPr/{W}{kind}")) == 1


def test_a_date_that_is_none_is_left_out() -> None:
    assert ACTIVITY.manifest is not None
    account = replace(ACTIVITY, manifest=replace(ACTIVITY.manifest, date="soon"))
    text = _part(to_docx(replace(REPORT, accounts=(account,))), "word/document.xml").decode()
    assert "w:date" not in text
    assert 'w:author="A02"' in text


def test_the_same_report_gives_the_same_bytes_with_no_time_in_them() -> None:
    one = to_docx(REPORT)
    assert to_docx(REPORT) == one
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = _part(one, "docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2
    assert "python-docx" not in core


def test_it_holds_the_findings_the_tables_and_the_assurance() -> None:
    told = _paragraphs(_body(REPORT), "del")
    for heading in ("Findings", "Summary of changes", "Redline", "Clean text", "Boundary patients", "Assurance"):
        assert heading in told
    assert 'MEND [AM29] declared "clarifies"; it narrows IN-6 (kb/amendments' in "".join(told)
    assert "Participants touched" in told
    assert "A02: nobody gains" in told
    assert f"A03: HN2301 1.0, kb {REPORT.accounts[1].version.digest}" in told


def test_control_characters_and_markup_of_files_are_text() -> None:
    document = to_docx(hostile(REPORT))
    text = _part(document, "word/document.xml").decode("utf-8")
    ElementTree.fromstring(text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert [sign for sign in ("\x1b", "\x00", "\u202e", "<script>") if sign in text or sign not in ATTACK] == []


def test_without_python_docx_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(InputError) as caught:
        to_docx(REPORT)
    (finding,) = caught.value.findings
    assert finding.message == "writing DOCX needs python-docx, which is not installed"
    assert finding.help == 'pip install "hn2301-asp[docx]"'


def _converted(folder: Path, document: bytes, kind: str, ending: str) -> str:
    """The document as LibreOffice writes it in another format."""
    (folder / "report.docx").write_bytes(document)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            *("--convert-to", kind, "--outdir", str(folder), str(folder / "report.docx")),
        ],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(folder)},
    )
    return (folder / f"report.{ending}").read_text(encoding="utf-8-sig")


@pytest.mark.office
@OFFICE
def test_libreoffice_opens_it_and_reads_the_new_words(tmp_path: Path) -> None:
    told = _converted(tmp_path, to_docx(REPORT), "txt:Text (encoded):UTF8", "txt").splitlines()
    assert told[told.index("Clean text") + 2] == NEW
    assert "Assurance" in told


@pytest.mark.office
@OFFICE
def test_libreoffice_takes_the_changes_for_tracked_changes(tmp_path: Path) -> None:
    tree = ElementTree.fromstring(_converted(tmp_path, to_docx(REPORT), "fodt", "fodt"))
    text, dc = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}", "{http://purl.org/dc/elements/1.1/}"
    changes = [
        (change.tag.removeprefix(text), change.findtext(f".//{dc}creator"))
        for region in tree.iter(f"{text}changed-region")
        for change in region
    ]
    assert changes == [
        ("deletion", "A02"),
        ("insertion", "A02"),
        ("deletion", "hn2301_asp"),
        ("insertion", "hn2301_asp"),
    ]


@pytest.mark.office
@OFFICE
def test_libreoffice_opens_a_report_of_hostile_texts(tmp_path: Path) -> None:
    assert "Clean text" in _converted(tmp_path, to_docx(hostile(REPORT)), "txt:Text (encoded):UTF8", "txt")
