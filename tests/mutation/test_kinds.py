"""What is altered: everything of a small protocol, told one by one; and as an edit of its files would alter it."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.mutation.limits import with_limits, written
from hn2301_asp.mutation.mutating import Mutating
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import InputError
from tests.conftest import Sample
from tests.mutation.loaded import ONCOLOGY, PRESSURE, SMALLEST, meaning, mutating, with_texts
from tests.protocols.mutants import mutants as text_mutants


def test_everything_of_the_smallest_protocol_is_altered() -> None:
    assert [(one.kind, one.what, one.place.line) for one in mutating(SMALLEST).mutants] == [
        ("limit", "`adult`: ≥ 18 years becomes ≥ 17 years", 5),
        ("limit", "`adult`: ≥ 18 years becomes ≥ 19 years", 5),
        ("comparator", "`adult`: ≥ 18 years becomes > 18 years", 5),
        ("comparator", "`adult`: ≥ 18 years becomes ≤ 18 years", 5),
        ("rule", 'without `met("I1") :- adult, able_to_consent.`', 5),
        ("literal", 'without `adult` in `met("I1") :- adult, able_to_consent.`', 5),
        ("literal", '`not adult` in the place of `adult` in `met("I1") :- adult, able_to_consent.`', 5),
        ("literal", 'without `able_to_consent` in `met("I1") :- adult, able_to_consent.`', 5),
        (
            "literal",
            '`not able_to_consent` in the place of `able_to_consent` in `met("I1") :- adult, able_to_consent.`',
            5,
        ),
    ]


def test_every_kind_alters_something_of_some_protocol(shipped: KnowledgeBaseFiles) -> None:
    whole = Mutating(Screener(load_knowledge_base(shipped)), shipped)
    kinds = Counter(one.kind for one in whole.mutants)
    other = Counter(one.kind for folder in (ONCOLOGY, PRESSURE) for one in mutating(folder).mutants)
    assert set(kinds | other) == {
        *("limit", "comparator", "window", "never", "rule", "literal", "comparison", "count", "value", "reading"),
        *("weight", "total", "mark", "class", "formula", "measurements", "counted", "name"),
    }
    assert len(whole.mutants) == 833
    assert [one.what for one in whole.mutants if one.place.line is None or one.place.column is None] == []


def instead(shipped: KnowledgeBaseFiles, kind: str, rule: str) -> list[str]:
    """What is tried in a rule by one kind."""
    mutants = Mutating(Screener(load_knowledge_base(shipped)), shipped).mutants
    return [one.what.partition(" in the place of ")[0] for one in mutants if one.kind == kind and rule in one.what]


def test_what_is_counted_is_told_apart_otherwise(shipped: KnowledgeBaseFiles) -> None:
    assert instead(shipped, "counted", "two_used :-") == [
        "`2 <= #count { D: used_adequately(D), substance(D,S), counts(D) }`"
    ]
    assert instead(shipped, "counted", "classified :-") == ["`10 <= #sum { W: domain_points(D,W) }`"]


def test_names_are_changed_for_others_of_their_kind(shipped: KnowledgeBaseFiles) -> None:
    listed = "`class(D,(nsaid;antimalarial;corticosteroid;"
    assert instead(shipped, "name", "standard(D) :- class") == [f"{listed}immunosuppressant))`", f"{listed}targeted))`"]
    assert instead(shipped, "name", ":- sex(male), pregnant.") == ["`sex(female)`"]
    assert instead(shipped, "name", "`counts(hydroxychloroquine).`") == [
        "`counts(other_antimalarial)`",
        "`counts(chloroquine)`",
    ]
    assert instead(shipped, "name", "targeted(D) :- class(D, targeted), named(D)") == [
        f"`class(D,{other})`" for other in ("immunosuppressant", "antimalarial", "nsaid", "corticosteroid")
    ]


@pytest.mark.parametrize("folder", [ONCOLOGY, PRESSURE, SMALLEST], ids=lambda folder: folder.name)
def test_a_threshold_that_is_not_altered_is_what_was_read(folder: Path) -> None:
    base = mutating(folder).base
    for one in written(base):
        again = with_limits(base, one, one.first.limits)
        assert again is not None
        assert {name: threshold.test for name, threshold in again.items()} == {
            threshold.name: threshold.test for threshold in one.thresholds
        }
        assert again[one.first.name].shown.startswith(one.first.shown.partition(" (")[0]) or one.first.window == ""


def made(found: Mutating) -> set[bytes]:
    """What the mutants mean that are protocols."""
    meanings = set()
    for mutant in found.mutants:
        try:
            meanings.add(meaning(mutant.make()))
        except InputError:
            continue
    return meanings


@pytest.mark.parametrize("folder", [ONCOLOGY, PRESSURE], ids=lambda folder: folder.name)
def test_a_protocol_altered_in_its_files_is_one_that_is_altered_in_memory(folder: Path) -> None:
    """The texts are altered by other code; all that it makes and that can be read stands here too."""
    found = mutating(folder)
    known, count, missing = made(found), 0, []
    for what, file, text in text_mutants(found.files.texts):
        try:
            base = load_knowledge_base(with_texts(found.files, {**found.files.texts, file: text}))
        except InputError:
            continue
        count += 1
        if meaning(base) not in known:
            missing.append(what)
    # A time between measurements is altered by a day here, and there by the unit in which it is written.
    assert [what for what in missing if ": apart: " not in what] == []
    assert count > 40


def test_the_same_of_the_shipped_protocol(shipped: KnowledgeBaseFiles, sample: Sample) -> None:
    """What scenarios do not notice that was altered in a file, they do not notice here; and the reverse."""
    found = Mutating(Screener(load_knowledge_base(shipped), files=shipped), shipped)
    by_meaning = {}
    for number, mutant in enumerate(found.mutants):
        try:
            by_meaning[meaning(mutant.make())] = number
        except InputError:
            continue
    texts = [one for one in text_mutants(shipped.texts) if one[1].startswith("criteria/")]
    drawn = random.Random("mutants").sample(texts, sample(len(texts)))
    unknown = []
    for what, file, text in drawn:
        try:
            base = load_knowledge_base(with_texts(shipped, {**shipped.texts, file: text}))
        except InputError:
            continue
        number = by_meaning.get(meaning(base))
        if number is None:
            unknown.append(what)
            continue
        try:
            altered = Screener(base)
        except InputError:
            assert found.judge(number).fate == "stillborn", what
            continue
        noticed = found.cases.killer(altered, "", (), frozenset()) is not None
        assert noticed == (found.judge(number).fate == "killed"), what
    assert [what for what in unknown if "!=" not in what] == []
