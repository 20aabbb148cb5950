"""Every name that a file mentions stands where it is said to stand, and is defined once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.find import definitions, mention_at, references_to, symbol_of_word
from hn2301_asp.editor.homes import amendments_of
from hn2301_asp.editor.names import Symbol
from hn2301_asp.editor.snapshot import Snapshot, read
from tests.editor.conftest import WHOLE, snapshot_of


@pytest.mark.parametrize("root", WHOLE, ids=lambda root: root.name)
def test_each_mention_covers_its_name_and_each_name_is_defined_where_it_belongs(root: Path) -> None:
    snapshot = snapshot_of(root)
    assert snapshot.names is not None
    known = snapshot.names.known
    defined: Counter[Symbol] = Counter()
    for file in snapshot.texts:
        for mention in snapshot.mentions(file):
            place = mention.place
            assert place.text is not None
            assert place.text[(place.column or 0) - 1 : (place.end_column or 0) - 1] == mention.spelt, (file, mention)
            assert snapshot.texts[file].split("\n")[(place.line or 0) - 1] == place.text
            defined[mention.symbol] += mention.defines
    for kind, names in {
        "criterion": [one.id for one in known.criteria],
        "threshold": snapshot.names.thresholds,
        "fact": known.vocabulary.facts,
        "choice": known.vocabulary.choices,
        "family": known.vocabulary.families,
        "reading": known.readings,
        "assumption": [one.id for one in known.assumptions],
        "quantity": [n for n, q in known.vocabulary.quantities.items() if q.of_item is None and not q.hidden],
    }.items():
        assert {name: defined[Symbol(kind, name)] for name in names} == dict.fromkeys(names, 1), kind  # type: ignore[arg-type]
    for drug in known.vocabulary.drugs.values():
        assert defined[Symbol("item", drug.name, drug.listed_in)] == 1
    for score in known.vocabulary.scores.values():
        assert {item: defined[Symbol("item", item, score.name)] for item in score.items} == dict.fromkeys(
            score.items, 1
        )
    for name in snapshot.names.heads - {"met", "applies"}:
        assert defined[Symbol("predicate", name)] >= 1


def test_a_name_is_found_from_anywhere_that_mentions_it(shipped: Snapshot) -> None:
    file = "criteria/in7_organ_function.lp"
    line = next(n for n, text in enumerate(shipped.texts[file].split("\n"), 1) if text.startswith("bone_marrow :-"))
    found = mention_at(shipped, file, line, 30)
    assert found is not None
    assert found.symbol == Symbol("threshold", "alc_adequate")
    (place,) = definitions(found.symbol, [shipped])
    assert place.file == shipped.home.path("criteria/in7_organ_function.thr")
    assert place.text is not None
    assert place.text.startswith("alc_adequate  ")


def test_references_reach_scenarios_and_amendments(shipped: Snapshot) -> None:
    desk = Desk()
    layers = [shipped, *(read(home, desk) for home in amendments_of(shipped.home, desk))]
    places = references_to(Symbol("threshold", "alc_adequate"), layers)
    names = {Path(place.file or "").relative_to(shipped.home.root).as_posix() for place in places}
    assert names == {
        "criteria/in7_organ_function.thr",
        "criteria/in7_organ_function.lp",
        "amendments/A01_lymphocytes/amendment.yaml",
        "amendments/A01_lymphocytes/criteria/in7_organ_function.thr",
        *(f"amendments/{one}/criteria/in7_organ_function.lp" for one in ("A01_lymphocytes", "A03_hemoglobin")),
    }
    alone = references_to(Symbol("threshold", "alc_adequate"), [shipped], defined=False)
    assert len(alone) == 1
    records = references_to(Symbol("quantity", "alc"), [shipped])
    assert {"typical.yaml", "in7_organ_function.yaml"} <= {Path(place.file or "").name for place in records}


@pytest.mark.parametrize(
    ("word", "kind"),
    [("anc_adequate", "threshold"), ("supported", "predicate"), ("in7_support", "reading"), ("prednisone", "item")],
)
def test_in_a_file_that_is_broken_a_word_is_known_by_itself(shipped: Snapshot, word: str, kind: str) -> None:
    assert shipped.names is not None
    found = symbol_of_word(shipped.names, f"x :- {word}(", 8, "criteria/in7_organ_function.lp")
    assert found is not None
    assert (found[0].kind, found[0].name, found[1]) == (kind, word, 6)


def test_a_broken_file_mentions_nothing_and_harms_no_other(kb: Path) -> None:
    snapshot = snapshot_of(kb, **{"criteria__in7_organ_function.lp": "met(IN-7 :- \x00 ###"})
    assert snapshot.mentions("criteria/in7_organ_function.lp") == ()
    assert snapshot.mentions("criteria/in7_organ_function.thr")
    assert any(one.severity == "error" for one in snapshot.findings)
