"""To which knowledge base a file belongs, and that nothing outside it is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.homes import Home, amendments_of, home_of
from hn2301_asp.knowledge.files import LARGEST_FILE
from hn2301_asp.source.diagnostics import InputError
from tests.editor.conftest import desk_of, snapshot_of


@pytest.mark.parametrize(
    "file", ["protocol.yaml", "criteria/in7_organ_function.thr", "vocabulary/lists/new.yaml", "scenarios/new.yaml"]
)
def test_a_file_belongs_to_the_folder_above_it_that_holds_a_protocol(kb: Path, file: str) -> None:
    assert home_of(str(kb / file), Desk()) == Home(str(kb), "base")


def test_an_amendment_s_files_belong_to_the_amendment(kb: Path) -> None:
    root = kb / "amendments" / "A01_lymphocytes"
    for file in ("amendment.yaml", "protocol.yaml", "criteria/in7_organ_function.thr"):
        assert home_of(str(root / file), Desk()) == Home(str(root), "amendment")
    assert Home(str(root), "amendment").ground == Home(str(kb), "base")
    assert [Path(one.root).name[:3] for one in amendments_of(Home(str(kb), "base"), Desk())] == [
        f"A0{number}" for number in range(1, 9)
    ]


@pytest.mark.parametrize(
    "file", ["notes.md", "deep/er/than/any.thr", "elsewhere/x.thr", "../x.thr", "amendments/x.thr"]
)
def test_other_files_belong_to_none(kb: Path, file: str) -> None:
    assert home_of(f"{kb}/{file}", Desk()) is None


def test_a_path_that_is_not_absolute_belongs_to_none() -> None:
    assert home_of("kb/protocol.yaml", Desk()) is None


def test_an_unsaved_text_takes_the_place_of_the_file_and_a_new_one_is_there_at_once(kb: Path) -> None:
    desk = desk_of(kb, **{"criteria__in7_organ_function.thr": "criterion IN-7\r\n", "groups.lp": "a.\n"})
    desk = Desk(unsaved={**desk.unsaved, str(kb / "scenarios" / "new.yaml"): "- scenario: x\n"})
    texts = desk.read(str(kb))
    assert texts["criteria/in7_organ_function.thr"] == "criterion IN-7\n"
    assert texts["scenarios/new.yaml"] == "- scenario: x\n"
    assert list(texts) == sorted(texts, key=lambda name: name.split("/"))
    assert len(texts) == len(Desk().read(str(kb))) + 1


def test_unsaved_texts_of_other_folders_and_of_amendments_stay_there(kb: Path) -> None:
    beside = {str(kb.parent / "criteria" / "x.thr"): "", str(kb / "amendments" / "A01_lymphocytes" / "x.thr"): ""}
    assert Desk(unsaved=beside).read(str(kb)) == Desk().read(str(kb))


def test_an_unsaved_text_is_no_larger_than_a_file_may_be(kb: Path) -> None:
    with pytest.raises(InputError, match="larger than"):
        Desk(unsaved={str(kb / "groups.lp"): "%" * (LARGEST_FILE + 1)}).read(str(kb))


def test_a_link_that_leaves_the_folder_is_told_and_not_followed(kb: Path) -> None:
    (kb.parent / "secret.yaml").write_text("secret: 1\n", encoding="utf-8")
    (kb / "vocabulary" / "extra.yaml").symlink_to(kb.parent / "secret.yaml")
    found = snapshot_of(kb)
    assert found.opened is None
    assert [one.message for one in found.findings] == ["a symbolic link leaves the knowledge base"]
