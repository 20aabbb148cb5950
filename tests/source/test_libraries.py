"""A library that does not work is never told as a fault of the user's file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pint
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.forms import make_template
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.patient.readers import read
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.libraries import LibraryFailure


def broken(*_: object, **__: object) -> None:
    """What pint 0.24 says beside a later flexparser, and openpyxl 3.1.0 of some styles."""
    raise TypeError("cannot inherit frozen dataclass from a non-frozen one")


@pytest.mark.usefixtures("unread")
def test_a_unit_library_that_makes_no_registry_is_blamed_itself(
    shipped: KnowledgeBaseFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pint, "UnitRegistry", broken)
    with pytest.raises(LibraryFailure, match=r"^pint \d\S+ does not work here: cannot inherit frozen dataclass"):
        load_knowledge_base(shipped)


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("error", [RuntimeError, KeyError, TypeError, AssertionError, ZeroDivisionError])
@pytest.mark.parametrize("call", ["define", "parse_expression", "to_base_units", "dimensionality"])
def test_a_unit_library_that_fails_at_any_call_and_in_any_way_is_blamed_itself(
    shipped: KnowledgeBaseFiles, monkeypatch: pytest.MonkeyPatch, call: str, error: type[Exception]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error("a planted fault")

    where = pint.UnitRegistry if call in ("define", "parse_expression") else pint.Quantity
    monkeypatch.setattr(where, call, property(fails) if call == "dimensionality" else fails)
    with pytest.raises(LibraryFailure, match=r"^pint \d\S+ does not work here: .?a planted fault"):
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


def test_a_spreadsheet_library_that_cannot_write_a_form_is_blamed_itself(
    protocol: Protocol, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert protocol.files is not None
    vocabulary = protocol.knowledge_base.vocabulary
    for kind in (TypeError, KeyError, RuntimeError):
        with monkeypatch.context() as patch:
            # As a release would that has no such style: the error is raised in openpyxl's own code.
            patch.setattr("openpyxl.writer.excel.ExcelWriter.write_data", _raising("openpyxl.writer.excel", kind))
            with pytest.raises(LibraryFailure, match=r"^openpyxl \d\S+ does not work here: .?a planted fault"):
                make_template(protocol.files, vocabulary, "xlsx", short=True)
    with monkeypatch.context() as patch:
        patch.setattr("hn2301_asp.forms.workbook._items", _raising("hn2301_asp.forms.workbook", TypeError))
        with pytest.raises(TypeError, match="a planted fault"):
            make_template(protocol.files, vocabulary, "xlsx", short=True)


def _raising(module: str, kind: type[Exception]) -> Callable[..., None]:
    """A function of another module that fails."""
    made: dict[str, Any] = {"__name__": module, "kind": kind}
    exec("def fails(*_, **__):\n    raise kind('a planted fault')", made)
    function: Callable[..., None] = made["fails"]
    return function


def test_a_library_that_is_not_there_at_all_is_named_as_such() -> None:
    assert (
        str(LibraryFailure("no-such-library", "x")) == "no-such-library, which is not installed, does not work here: x"
    )
