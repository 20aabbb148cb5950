"""What is told of the thing at a place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.editor.cards import Card, escaped
from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.hover import World, card
from hn2301_asp.editor.names import Symbol
from hn2301_asp.editor.snapshot import Snapshot
from tests.editor.conftest import WHOLE, snapshot_of


def told(snapshot: Snapshot, kind: Any, name: str, within: str = "") -> Card:
    found = card(Symbol(kind, name, within), World(snapshot, Desk()))
    assert found is not None
    return found


def test_a_threshold_shows_its_sentence_its_exact_limit_in_every_unit_and_who_would_change_it(
    shipped: Snapshot,
) -> None:
    found = told(shipped, "threshold", "alc_adequate")
    assert found.quotes == ("Bone marrow function: ANC ≥1.5×10^9/L, ALC ≥0.8×10^9/L, Hb ≥80g/L.",)
    assert found.code == ("ALC ≥ 0.8 ×10^9/L",)
    lines = dict(found.lines)
    assert lines.pop("scenarios").endswith(" state what it rests on")
    assert lines == {
        "quantity": "ALC (alc), given in ×10^9/L, /uL",
        "exactly": "≥ 0.8 ×10^9/L",
        "in /uL": "≥ 800 /uL",
        "codes": "LOINC 731-0, 26474-7, 732-8 (confirmed)",
        "used by": "bone_marrow",
        "A01 (proposed)": "≥ 1.0 ×10^9/L: A higher lymphocyte count",
    }


@pytest.mark.parametrize(
    ("name", "label", "limit"),
    [
        ("bilirubin_usual", "in umol/L", "< 34.2 umol/L"),
        ("inr_adequate", "exactly", "≤ 1.5 × ULN"),
        ("transfused_recently", "in week", "≤ 1 week"),
        ("transfused_recently", "negates", "“No use of transfusions … allowed within 7 days prior to screening”"),
    ],
)
def test_limits_are_exact_in_other_units(shipped: Snapshot, name: str, label: str, limit: str) -> None:
    assert dict(told(shipped, "threshold", name).lines)[label] == limit


def test_an_atom_shows_its_rules_its_sentence_and_who_uses_it(shipped: Snapshot) -> None:
    found = told(shipped, "predicate", "supported")
    assert found.what == "defined by 2 rules of IN-7, organ function"
    assert found.code == (
        "supported :- support_given, reading(in7_support, any).",
        "supported :- support_given, support_needed, reading(in7_support, needed).",
    )
    assert found.quotes[0].startswith("No use of transfusions and growth factors allowed")
    assert dict(found.lines)["used by"] == "no_support"


def test_scenarios_are_counted_that_state_what_an_atom_rests_on(pressure: Path) -> None:
    """By hand, in the file: the age stands in 7 of the sentences, sex, pregnancy and breast-feeding in others."""
    snapshot = snapshot_of(pressure)
    text = snapshot.texts["scenarios/limits.yaml"]
    entries = text.split("\n- scenario:")[1:]
    stating = sum("age:" in one or "without: [age]" in one for one in entries)
    assert stating > 3
    expected = f"{stating} of {text.count('- scenario:')} state what it rests on"
    assert dict(told(snapshot, "criterion", "1.1").lines)["scenarios"] == expected


def test_a_reading_shows_its_question_and_its_values(shipped: Snapshot) -> None:
    found = told(shipped, "reading", "in7_support")
    lines = dict(found.lines)
    assert lines["any (default)"] == "none within 7 days"
    assert lines["needed"] == "none within 7 days that was given to reach the values"
    assert lines["question"].startswith("Does any transfusion")
    assert told(shipped, "meaning", "any", "in7_support").what == "a value of in7_support, its default"


def test_a_drug_shows_its_class_substance_and_names(shipped: Snapshot) -> None:
    lines = dict(told(shipped, "item", "prednisone", "drugs").lines)
    assert (lines["class"], lines["substance"], lines["dose"]) == (
        "corticosteroid",
        "prednisone",
        "5 mg equal 5 mg prednisone",
    )
    assert lines["also written"].startswith("PDN, Deltasone")


def test_a_unit_a_criterion_and_a_class_are_told(shipped: Snapshot) -> None:
    assert dict(told(shipped, "unit", "mg/dL").lines)["given in it"] == "total bilirubin, serum creatinine"
    assert told(shipped, "criterion", "IN-8").what == "inclusion: pregnancy and contraception"
    assert "tacrolimus" in dict(told(shipped, "class", "immunosuppressant", "drugs").lines)["drugs"]


@pytest.mark.parametrize("root", WHOLE, ids=lambda root: root.name)
def test_of_everything_that_is_named_something_is_told(root: Path) -> None:
    snapshot = snapshot_of(root)
    world = World(snapshot, Desk())
    symbols = {mention.symbol for file in snapshot.texts for mention in snapshot.mentions(file)}
    silent = {one for one in symbols if card(one, world) is None}
    assert {one.kind for one in silent} <= {"built-in", "score"}


def test_no_word_of_a_file_is_markup() -> None:
    text = "<b>&amp;[x](https://e.org) `c` *e* _u_ |t| ~d~ $m$ #1 @me www.e.org\nnew ![i](j)"
    shown = escaped(text)
    assert "\n" not in shown
    for sign in "<>&[]`*_|~$#@!":
        for at, letter in enumerate(shown):
            assert letter != sign or shown[at - 1] == "\\", (sign, shown)
    assert "https\\://" in shown
    assert "www\\.e" in shown


def test_a_fence_is_longer_than_any_in_what_it_holds_and_plain_text_has_no_marks() -> None:
    found = Card("a`b", "a *thing*", (("label", "te_xt"),), ("quo>te",), ("x ``` y",))
    assert found.markdown() == "`a´b` a \\*thing\\*\n\n> quo\\>te\n\n````\nx ``` y\n````\n\n- label: te\\_xt"
    assert found.plain() == "a`b a *thing*\n“quo>te”\nx ``` y\nlabel: te_xt"
