"""A name changed everywhere: afterwards the knowledge base means the same, or nothing is renamed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.comparison.comparer import compare
from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.homes import amendments_of
from hn2301_asp.editor.names import Symbol
from hn2301_asp.editor.renaming import RENAMED, Refused, edited, renamed
from hn2301_asp.editor.snapshot import Snapshot, read
from hn2301_asp.loader import load, load_files
from hn2301_asp.scenarios.run import run_all
from hn2301_asp.source.diagnostics import Edit
from tests.editor.conftest import WHOLE, snapshot_of


def layers_of(root: Path) -> list[Snapshot]:
    ground = snapshot_of(root)
    return [ground, *(read(home, Desk()) for home in amendments_of(ground.home, Desk()))]


def written(edits: Sequence[Edit]) -> None:
    """The edits made in the files."""
    for path in {edit.file for edit in edits}:
        text = Path(path).read_text(encoding="utf-8")
        Path(path).write_text(edited(text, [one for one in edits if one.file == path]), encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "name", "within"),
    [
        ("threshold", "alc_adequate", ""),
        ("predicate", "bone_marrow", ""),
        ("fact", "disease_active", ""),
        ("choice", "sex", ""),
        ("value", "female", "sex"),
        ("family", "current", ""),
        ("quantity", "alc", ""),
        ("item", "belimumab", "drugs"),
        ("class", "antimalarial", "drugs"),
        ("reading", "in7_support", ""),
        ("meaning", "needed", "in7_support"),
    ],
)
def test_a_renamed_knowledge_base_means_the_same(kb: Path, kind: Any, name: str, within: str) -> None:
    """The comparison and the scenarios are asked, on what then stands on disk; no amendment is told to be stale."""
    before = load(kb)
    layers = layers_of(kb)
    told = [[(one.code, one.place.file) for one in layer.findings] for layer in layers]
    edits = renamed(Symbol(kind, name, within), f"{name}_anew", layers, Desk())
    assert edits
    written(edits)
    after = layers_of(kb)
    assert [[(one.code, one.place.file) for one in layer.findings] for layer in after] == told
    assert [layer.opened.stale for layer in after if layer.opened] == [
        layer.opened.stale for layer in layers if layer.opened
    ]
    renewed = load(kb)
    if kind not in ("family", "item", "value", "class", "choice", "quantity", "fact"):
        assert compare(before, renewed).overall.relation == "equivalent"
    assert after[0].files is not None
    outcome = run_all(after[0].files, renewed, coverage=False)
    assert outcome.failed == 0
    assert outcome.passed > 300
    names = after[0].names
    assert names is not None
    assert not any(m.symbol == Symbol(kind, name, within) for file in after[0].texts for m in after[0].mentions(file))


@pytest.mark.parametrize("root", [*WHOLE[1:]], ids=lambda root: root.name)
def test_every_name_of_other_protocols_is_renamed_or_refused_with_a_reason(root: Path) -> None:
    """Whatever is renamed leaves all scenarios as they are."""
    layers = layers_of(root)
    ground = layers[0]
    symbols = {m.symbol for file in ground.texts for m in ground.mentions(file) if m.defines}
    done = 0
    for symbol in sorted(symbols):
        try:
            edits = renamed(symbol, f"{symbol.name}_anew", layers, Desk())
        except Refused:
            continue
        assert symbol.kind in RENAMED
        done += 1
        desk = Desk(
            unsaved={
                edit.file: edited(
                    Path(edit.file).read_text(encoding="utf-8"), [e for e in edits if e.file == edit.file]
                )
                for edit in edits
            }
        )
        after = read(ground.home, desk).files
        assert after is not None
        assert run_all(after, load_files(after), coverage=False).failed == 0, symbol
    assert done >= 3


@pytest.mark.parametrize(
    ("symbol", "name", "reason"),
    [
        (Symbol("threshold", "alc_adequate"), "anc_adequate", "`anc_adequate` is a threshold already"),
        (Symbol("threshold", "alc_adequate"), "supported", "`supported` is a predicate already"),
        (Symbol("threshold", "alc_adequate"), "alc", "`alc` is a quantity already"),
        (Symbol("threshold", "alc_adequate"), "class", "`class` is a name of the language of rules already"),
        (Symbol("predicate", "supported"), "Supported", "`Supported` cannot be a name: it begins with a small letter"),
        (Symbol("predicate", "supported"), "not", "`not` cannot be a name"),
        (Symbol("fact", "disease_active"), "a; b", "`a; b` cannot be a name"),
        (Symbol("reading", "in7_support"), "in2_etc", "`in2_etc` is a reading already"),
        (Symbol("meaning", "any", "in7_support"), "needed", "`needed` is a value of in7_support already"),
        (Symbol("item", "belimumab", "drugs"), "prednisone", "`prednisone` is an item of drugs already"),
        (Symbol("criterion", "IN-7"), "IN-9", "a criterion is called as the protocol calls it"),
        (Symbol("unit", "mg/dL"), "mgdl", "a unit is called as it is written"),
        (Symbol("built-in", "class"), "klass", "this name belongs to the language of rules"),
        (Symbol("meaning", "yes", "in3_targeted"), "ja", "with that name something would be wrong in readings.yaml"),
    ],
)
def test_a_name_that_cannot_be_given_is_refused_with_its_reason(
    shipped: Snapshot, symbol: Symbol, name: str, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        renamed(symbol, name, [shipped], Desk())
    assert str(refused.value).startswith(reason)


def test_the_same_name_changes_nothing(shipped: Snapshot) -> None:
    assert renamed(Symbol("threshold", "alc_adequate"), "alc_adequate", [shipped], Desk()) == ()


def test_digests_of_an_amendment_that_were_wrong_stay_wrong(kb: Path) -> None:
    manifest = kb / "amendments" / "A01_lymphocytes" / "amendment.yaml"
    wrong = manifest.read_text(encoding="utf-8").replace("6a6a00c726cd81d3", "0000000000000000")
    manifest.write_text(wrong, encoding="utf-8")
    written(renamed(Symbol("threshold", "alc_adequate"), "lymphocytes_adequate", layers_of(kb), Desk()))
    text = manifest.read_text(encoding="utf-8")
    assert 'lymphocytes_adequate: "0000000000000000"' in text
    assert "d911da198ca9f684" not in text  # The rule group names it too: what was seen of it is said anew.
