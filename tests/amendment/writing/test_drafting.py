"""An amendment drafted from an edited folder means what the folder means."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from hn2301_asp.amendment.writing import draft, write
from hn2301_asp.check import check
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import open_version

THR, LP, TEXT = "criteria/in7_organ_function.thr", "criteria/in7_organ_function.lp", "protocol.yaml"
ALC = {THR: [("≥ 0.8 ", "≥ 1.0 "), ("≥0.8×", "≥1.0×")], LP: [("≥0.8×", "≥1.0×")], TEXT: [("≥0.8×", "≥1.0×")]}


def edited(changes: dict[str, list[tuple[str, str]]]) -> Opened:
    """An edited copy of the knowledge base, opened."""
    shutil.copytree("kb", "edited")
    for name, pairs in changes.items():
        path = Path("edited") / name
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    return open_version("edited")


def test_a_draft_opened_is_the_edited_folder(base: Opened, folder: Path) -> None:
    other = edited(ALC)
    written = draft(base, other, folder)
    assert not folder.exists()
    write(written)
    opened = open_version(folder)
    assert opened.files.digest == other.files.digest == written.opened.files.digest
    assert opened.files.texts == other.files.texts
    assert sorted(opened.overlay) == sorted(ALC)
    assert check(opened.files) == []
    assert opened.manifest is not None
    assert (opened.manifest.id, opened.manifest.title, dict(opened.manifest.intent)) == (
        "A02",
        "marrow",
        {"IN-7": "narrows"},
    )
    assert [(t.name, t.shown_before, t.shown_after) for t in written.thresholds] == [
        ("alc_adequate", "≥ 0.8 ×10^9/L", "≥ 1.0 ×10^9/L")
    ]
    assert [clause.criterion for clause in written.clauses] == ["IN-7"]


INTENTS = [
    ({THR: [("≥ 80 g/L ", "≥ 70 g/L "), ("≥80", "≥70")], LP: [("≥80", "≥70")], TEXT: [("≥80", "≥70")]}, "broadens"),
    ({**ALC, THR: [*ALC[THR], ("LVEF ≥ 40 %", "LVEF ≥ 30 %")]}, "shifts"),
    ({TEXT: [("total bilirubin <2.0mg/dL", "a total bilirubin <2.0mg/dL")]}, "clarifies"),
]


@pytest.mark.parametrize(("changes", "intent"), INTENTS, ids=lambda value: value if isinstance(value, str) else "")
def test_the_intent_is_what_was_proved(
    base: Opened, folder: Path, changes: dict[str, list[tuple[str, str]]], intent: str
) -> None:
    written = draft(base, edited(changes), folder)
    assert written.opened.manifest is not None
    assert dict(written.opened.manifest.intent) == {"IN-7": intent}


def test_a_change_of_scenarios_and_comments_declares_nothing_and_is_named_by_its_files(base: Opened, kb: Path) -> None:
    scenario = "scenarios/in7_organ_function.yaml"
    text = base.files.texts[scenario]
    comment = next(line for line in text.splitlines()[3:] if line.startswith("# "))
    other = edited({scenario: [(comment, f"{comment}, once more")]})
    written = draft(base, other, kb / "amendments/A03")
    assert written.opened.manifest is not None
    assert dict(written.opened.manifest.intent) == {}
    assert len(written.opened.overlay[scenario].splitlines()) < 20


def test_comments_that_open_a_file_are_no_item(base: Opened, kb: Path) -> None:
    other = edited({LP: [("% IN-7: organ functions.", "% IN-7: the functions of organs.")]})
    with pytest.raises(InputError) as refused:
        draft(base, other, kb / "amendments/A03")
    assert "says what the base says" in refused.value.findings[0].message


def test_a_title_names_the_items_where_the_folder_does_not(base: Opened, kb: Path) -> None:
    written = draft(base, edited(ALC), kb / "amendments/A03")
    assert written.opened.manifest is not None
    assert written.opened.manifest.title == "bone_marrow, alc_adequate, IN-7.text"


def test_a_draft_is_the_same_twice_and_does_not_overwrite(base: Opened, folder: Path) -> None:
    other = edited(ALC)
    write(draft(base, other, folder))
    assert draft(base, other, folder).files == ()
    path = folder / "amendment.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "rationale: fewer infections\n", encoding="utf-8")
    (folder / "readings.yaml").write_text("readings: {}\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        draft(base, other, folder)
    assert [(f.message, f.place.file) for f in refused.value.findings] == [
        ("the draft would overwrite what stands here", f"{folder}/amendment.yaml"),
        ("the draft holds no such file", f"{folder}/readings.yaml"),
    ]


def test_a_file_taken_away_is_taken_away_by_the_amendment_too(base: Opened, folder: Path) -> None:
    """A criterion goes with its files, and the amendment says so."""
    shutil.copytree("kb", "edited")
    text = Path("edited/protocol.yaml").read_text(encoding="utf-8")
    start = text.index("  - id: IN-5")
    Path("edited/protocol.yaml").write_text(text[:start] + text[text.index("  - id: IN-6") :], encoding="utf-8")
    assumed = Path("edited/assumptions.yaml")
    told = assumed.read_text(encoding="utf-8").replace("[IN-1, IN-5]", "[IN-1]").replace("[IN-5, IN-6]", "[IN-6]")
    assumed.write_text(told.replace("[IN-5]", "[IN-1]"), encoding="utf-8")
    Path("edited/criteria/in5_serology.lp").unlink()
    Path("edited/scenarios/in5_serology.yaml").unlink()
    edited = open_version("edited")
    written = draft(base, edited, folder)
    write(written)
    removes = yaml.safe_load((folder / "amendment.yaml").read_text(encoding="utf-8"))["removes"]
    assert removes["criteria/in5_serology.lp"] == removes["scenarios/in5_serology.yaml"] == "all"
    assert removes["protocol.yaml"] == ["IN-5"]
    again = open_version(folder, base.files)
    assert (again.files.digest, dict(again.files.texts)) == (edited.files.digest, dict(edited.files.texts))
    assert written.opened.manifest is not None
    assert written.opened.manifest.intent["IN-5"] == "broadens"


def test_nothing_edited_and_a_new_file_in_no_folder_are_refused(base: Opened, folder: Path) -> None:
    shutil.copytree("kb", "edited")
    with pytest.raises(InputError) as refused:
        draft(base, open_version("edited"), folder)
    assert refused.value.findings[0].message == "`edited` says what the base says"
    Path("edited/more").mkdir()
    Path("edited/more/own.yaml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        draft(base, open_version("edited"), folder)
    assert [finding.message for finding in refused.value.findings] == [
        "the base has no file `more/own.yaml`, and a new one stands in a folder of it"
    ]


def test_lists_and_typical_patients_of_a_draft_may_stand_in_new_files(base: Opened, folder: Path) -> None:
    """An arm is added without a word of those that are there: lists and a typical patient in files of their own."""
    last = "label_zh: 2019 EULAR/ACR 条目}\n"
    infection = "  infection: {label: infections, item: active, of: infections}\n"
    other = edited({"vocabulary/facts.yaml": [(last, last + infection)]})
    typical = Path("kb/vocabulary/typical.yaml").read_text(encoding="utf-8")
    new = {
        "vocabulary/lists/infections.yaml": "lasting:\n  hiv: {}\n",
        "vocabulary/typical/men.yaml": typical.replace("sex: female", "sex: male") + "infection: []\n",
    }
    for name, text in new.items():
        (Path("edited") / name).parent.mkdir(exist_ok=True)
        (Path("edited") / name).write_text(text, encoding="utf-8")
    other = open_version("edited")
    write(draft(base, other, folder))
    opened = open_version(folder, base.files)
    assert opened.overlay.keys() == {"vocabulary/facts.yaml", *new}
    assert opened.files.digest == other.files.digest
    assert [record["sex"] for record in typical_of(opened)] == ["female", "male"]
    assert [finding for finding in check(opened.files) if finding.severity == "error"] == []


def typical_of(opened: Opened) -> list[Mapping[str, Any]]:
    vocabulary = load_knowledge_base(opened.files).vocabulary
    return [vocabulary.typical, *vocabulary.also_typical]
