"""A base with an amendment that holds only what changes: across files, and when the base has changed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from hn2301_asp.amendment.asking import check_amendments
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.opening import open_version

THR, LP = "criteria/in7_organ_function.thr", "criteria/in7_organ_function.lp"
ALC = 'criterion IN-7\n\nalc_adequate  ALC ≥ 1.0 ×10^9/L  "ALC ≥0.8×10^9/L"\n'
SEEN = "6a6a00c726cd81d3"

Write = Callable[..., Path]


@pytest.fixture
def write(kb: Path) -> Write:
    """Writes an amendment by hand; ``said`` are further lines of its statements."""

    def make(files: Mapping[str, str], said: str = "", items: str = "") -> Path:
        path = kb / "amendments" / "A01_marrow"
        base = f'base:\n  version: "1.0"\n  digest: "{read_files(kb).digest[:16]}"\n{items}'
        statements = f"id: A01\ntitle: an example\nstatus: proposed\n{base}{said}"
        for name, text in {"amendment.yaml": statements, **files}.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_text(text, encoding="utf-8")
        return path

    return make


def change(kb: Path, file: str, before: str, after: str) -> None:
    """The base is changed after the amendment was written."""
    path = kb / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def refused(path: Path) -> list[tuple[str, str | None, int | None]]:
    with pytest.raises(InputError) as found:
        open_version(path)
    return [(one.message, one.place.file, one.place.line) for one in found.value.findings]


def stale(path: Path) -> list[tuple[str | None, bool]]:
    return [(one.name, one.gone) for one in open_version(path).stale]


def test_what_is_left_out_is_the_base_s(kb: Path, write: Write) -> None:
    texts = open_version(write({THR: ALC})).files.texts
    base = read_files(kb).texts
    assert {name for name in texts if texts[name] != base[name]} == {THR}
    assert [line for line in texts[THR].splitlines() if line not in base[THR]] == [ALC.splitlines()[2]]


def test_an_item_and_a_file_go_by_name(kb: Path, write: Write) -> None:
    said = f"removes:\n  {LP}: [cardiac]\n  groups.lp: all\n"
    texts = open_version(write({}, said)).files.texts
    assert "groups.lp" not in texts
    assert "cardiac :-" not in texts[LP]
    assert "lung :-" in texts[LP]


def test_what_goes_must_be_there_and_nowhere_else_said(kb: Path, write: Write) -> None:
    where = "kb/amendments/A01_marrow/amendment.yaml"
    said = f"removes:\n  criteria/in17.lp: [x]\n  {LP}: [cardic]\n  {THR}: all\n"
    assert refused(write({THR: ALC}, said)) == [
        ("the base has no file `criteria/in17.lp`", where, 8),
        (f"`{THR}` goes, and the amendment changes it too", where, 10),
        ("the base's file has no item `cardic` that could go", where, 9),
    ]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("removes: [x]\n", "`removes` must be a mapping of files"),
        (f"removes:\n  {LP}: everything\n", f"nothing is named that goes of `{LP}`"),
        (f"removes:\n  {LP}: []\n", f"nothing is named that goes of `{LP}`"),
        (f"removes:\n  {LP}: [[cardiac]]\n", "an item that goes is named by a text"),
        (f"renames:\n  {THR}: alc\n", f"no new names are given for `{THR}`"),
        (f"renames:\n  {THR}: {{alc: 1}}\n", f"no new names are given for `{THR}`"),
    ],
)
def test_what_is_not_said_as_it_must_be_is_told(write: Write, said: str, message: str) -> None:
    assert message in [found[0] for found in refused(write({}, said))]


def test_a_file_of_comments_takes_nothing_away(write: Write) -> None:
    assert refused(write({LP: "% taken away\n"})) == [
        ("the file holds no item", f"kb/amendments/A01_marrow/{LP}", None)
    ]


def test_what_the_base_defines_in_another_file_is_no_definition_of_this_one(write: Write) -> None:
    """Else two definitions of one name would stand side by side, and neither would replace the other."""
    rule = "%! because it is moved\ncardiac :- ejection_adequate.\n"
    other = "criteria/in8_pregnancy.lp"
    assert refused(write({other: rule})) == [
        (f"the base defines `cardiac` in `{LP}`", f"kb/amendments/A01_marrow/{other}", 2)
    ]
    assert open_version(write({other: rule}, f"removes:\n  {LP}: [cardiac]\n")).stale == ()


def test_a_constraint_beside_the_base_s_replaces_none(kb: Path, write: Write) -> None:
    new = "%! because nobody is on room air and on oxygen\n:- spo2_on_room_air, fluid_assistance.\n"
    texts = open_version(write({"background.lp": new})).files.texts
    assert texts["background.lp"] == f"{read_files(kb).texts['background.lp']}\n{new}"


def test_a_base_that_has_changed_elsewhere_is_the_one_that_was_seen(kb: Path, write: Write) -> None:
    path = write({THR: ALC}, items=f'  items:\n    {THR}: {{alc_adequate: "{SEEN}"}}\n')
    assert stale(path) == []
    change(kb, THR, "LVEF ≥ 40 %", "LVEF ≥ 41 %")
    assert stale(path) == []
    change(kb, THR, "ALC ≥ 0.8", "ALC ≥ 0.9")
    assert stale(path) == [("alc_adequate", False)]
    change(kb, THR, "alc_adequate ", "alc_enough ")
    assert stale(path) == [("alc_adequate", True)]


def test_a_layout_is_no_other_text(kb: Path, write: Write) -> None:
    path = write({THR: ALC}, items=f'  items:\n    {THR}: {{alc_adequate: "{SEEN}"}}\n')
    change(kb, THR, "alc_adequate               ALC", "alc_adequate  ALC")
    assert stale(path) == []


def test_without_an_item_s_digest_the_whole_base_s_stands_for_it(kb: Path, write: Write) -> None:
    path = write({THR: ALC})
    change(kb, THR, "LVEF ≥ 40 %", "LVEF ≥ 41 %")
    assert stale(path) == [(None, False)]


def test_a_digest_that_is_none_is_told(write: Write) -> None:
    where = "kb/amendments/A01_marrow/amendment.yaml"
    path = write({THR: ALC}, items=f"  items:\n    {THR}: {{alc_adequate: 6a6a}}\n")
    assert refused(path) == [("`6a6a` is no digest", where, 8)]


def test_an_item_that_reads_otherwise_is_a_finding_of_its_own(kb: Path, write: Write) -> None:
    path = write({THR: ALC}, items=f'  items:\n    {THR}: {{alc_adequate: "{SEEN}"}}\n')
    change(kb, THR, 'ALC ≥ 0.8 ×10^9/L                 "ALC ≥0.8×10^9/L"', 'ALC ≥ 0.9 ×10^9/L  because "a guess"')
    found = [one for one in check_amendments(None, [str(path)]).conflicts() if one.code == "AM41"]
    assert [(one.where, one.message) for one in found] == [
        ("alc_adequate", "written for another `alc_adequate`: in 1.0 it reads otherwise")
    ]
