"""A library that does not work is never told as a fault of the user's file."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pint
import pytest

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.patient.readers import read
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.libraries import LibraryFailure


def broken(*_: object, **__: object) -> None:
    """What pint 0.24 says beside a later flexparser, and openpyxl 3.1.0 of some styles."""
    raise TypeError("cannot inherit frozen dataclass from a non-frozen one")


def test_a_unit_library_that_makes_no_registry_is_blamed_itself(
    shipped: KnowledgeBaseFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pint, "UnitRegistry", broken)
    with pytest.raises(LibraryFailure, match=r"^pint \d\S+ does not work here: cannot inherit frozen dataclass"):
        load_knowledge_base(shipped)


def test_a_unit_table_that_is_wrong_is_still_blamed(shipped: KnowledgeBaseFiles) -> None:
    table = "vocabulary/units.yaml"
    wrong = {**shipped.texts, table: "base: [gram]\nunits: {}\n"}
    with pytest.raises(InputError, match="is no base unit such as"):
        load_knowledge_base(KnowledgeBaseFiles(shipped.root, wrong, ""))


def test_a_spreadsheet_library_that_reads_nothing_is_blamed_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["patient_id", "age"])
    book.active.append(["P-1", 34])
    book.save(tmp_path / "sound.xlsx")
    assert [record.values["age"] for record in read(tmp_path / "sound.xlsx").records] == [34]
    monkeypatch.setattr(openpyxl, "load_workbook", broken)
    with pytest.raises(LibraryFailure, match=r"^openpyxl \d\S+ does not work here: cannot inherit"):
        read(tmp_path / "sound.xlsx")


def test_a_library_that_is_not_there_at_all_is_named_as_such() -> None:
    assert (
        str(LibraryFailure("no-such-library", "x")) == "no-such-library, which is not installed, does not work here: x"
    )
