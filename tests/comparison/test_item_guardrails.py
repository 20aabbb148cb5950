"""Guard-rails on what is told of the items of a list: somebody breaks one exactly where enumeration finds somebody."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.checking import conflicts_of
from hn2301_asp.amendment.version import version_of
from hn2301_asp.api import Protocol
from hn2301_asp.check import check
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.versions.opened import Opened
from tests.cli.test_graded_items import FILES
from tests.conftest import Sample
from tests.one_criterion import files
from tests.solver.test_graded_items import GRADES, ORGANS, TESTS, VOCABULARY, Rule, draw_rule, met

#: What a guard-rail asks, in its rule and by hand: of any organ, of one, of two, of one with a threshold of its own.
_Places = tuple[int | None, ...]
GUARDS = {
    "any": ("guard(O)", "bilag"),
    "skin": ("guard(skin)", "bilag"),
    "two": ("#count { O : guard(O) } >= 2", "bilag"),
    "own": ("guard", "skin"),
    "none": ("not guard(renal)", "bilag"),
}


def guarded(rule: Rule, guard: str, test: str) -> KnowledgeBaseFiles:
    """An inclusion criterion that asks the contrary of a drawn rule, and a guard-rail."""
    one, other, number = rule
    body, of = GUARDS[guard]
    made = files(
        f'grade_one  grade of bilag {one} "q"\ngrade_other  grade of bilag {other} "q"\n',
        f'met("C-1") :- not active.\nactive :- grade_one(O).\nactive :- #count {{ O : grade_other(O) }} >= {number}.\n',
        VOCABULARY,
    )
    texts = {
        **made.texts,
        "guardrails.thr": f'guardrails\n\nguard  grade of {of} {test}  because "it must not be"\n',
        "guardrails.lp": f"%! because it must not be; owner: nobody\n:- eligible, {body}.\n",
    }
    return replace(made, texts=texts, digest=digest(texts))


def breaks(guard: str, test: str, places: _Places) -> bool:
    held = [place in TESTS[test] for place in places]
    return {
        "any": any(held),
        "skin": held[1],
        "own": held[1],
        "two": sum(held) >= 2,
        "none": not held[0],
    }[guard]


def scored(record: Mapping[str, Any]) -> _Places:
    """What a witness's record says of each organ, in whichever spelling."""
    told: dict[str, Any] = {}
    for entry in record.get("bilag", ()):
        told[entry if isinstance(entry, str) else entry.get("item", entry.get("drug", entry.get("organ")))] = (
            None if isinstance(entry, str) else entry.get("grade")
        )
    for organ in ORGANS:
        if f"bilag.{organ}.grade" in record:
            told[organ] = record[f"bilag.{organ}.grade"]
    return tuple(GRADES.index(told[organ]) if told.get(organ) is not None else None for organ in ORGANS)


def agree(seeds: range) -> Counter[bool]:
    found: Counter[bool] = Counter()
    everybody = [*product([None, *range(5)], repeat=len(ORGANS))]
    for seed in seeds:
        rng = random.Random(f"guarded {seed}")
        guard, test = rng.choice([*GUARDS]), rng.choice([*TESTS])
        rules = draw_rule(rng), draw_rule(rng)
        before, after = (Protocol(load_knowledge_base(guarded(rule, guard, test))) for rule in rules)
        comparer = Comparer([before, after])
        for version, rule in enumerate(rules):
            wanted = any(not met(rule, places) and breaks(guard, test, places) for places in everybody)
            somebody = comparer.search.find([comparer.joined.sides[version].broken[0]], nearest=True)
            assert (somebody is not None) == wanted, (seed, rule, guard, test)
            found[wanted] += 1
            if somebody is not None and version == 1:
                witness = comparer.witness(
                    0, 1, somebody, lambda _, now: None if now is None else now.verdict == "eligible"
                )
                assert after.screen(witness.record).verdict == "eligible"
                assert breaks(guard, test, scored(witness.record)), (seed, witness.record)
    return found


def test_a_guardrail_on_items_is_broken_exactly_where_somebody_breaks_it() -> None:
    assert min(agree(range(10)).values()) > 1


@pytest.mark.slow
def test_many_guardrails_on_items(sample: Sample) -> None:
    assert min(agree(range(100, 100 + sample(200))).values()) > sample(20)


GUARDRAILS = {
    "guardrails.thr": 'guardrails\n\nguard_a  BILAG grade of bilag = A  because "it must not be"\n',
    "guardrails.lp": "%! because it must not be; owner: nobody\n:- eligible, guard_a(O).\n",
}


def told(*edits: tuple[str, str]) -> list[tuple[str, str]]:
    """What AM31 says of an amendment that makes some edits of all texts."""
    versions = []
    for name in ("1.0", "A01"):
        texts = {**FILES, **GUARDRAILS}
        for old, new in edits if name == "A01" else ():
            assert any(old in text for text in texts.values())
            texts = {file: text.replace(old, new) for file, text in texts.items()}
        versions.append(version_of(Opened(KnowledgeBaseFiles(name, texts, digest(texts)), name), name))
    return [(c.where, c.message) for c in conflicts_of(Case(*versions)) if c.code == "AM31"]


def test_an_amendment_that_lets_in_whom_a_guardrail_on_items_keeps_out_is_found() -> None:
    assert told(("or two with", "or three with"), (">= 2", ">= 3")) == []
    lets_in = [("guard_a", "lets in somebody whom a guard-rail keeps out: it must not be")]
    limit = "grade_a  BILAG grade of bilag = "
    lower = [("BILAG grade of A", "BILAG grade of D"), (f"{limit}A", f"{limit}D")]
    assert told(*lower) == lets_in


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("guard_a  BILAG grade of bilag = A", "guard_a  BILAG grade of bilag ≥ B", "BILAG grade of BILAG ≥ B, was = A"),
        (
            ":- eligible, guard_a(O).",
            ":- eligible, guard_a(skin).",
            "it is taken out, or another rule stands in its place",
        ),
        ("owner: nobody", "owner: somebody", "its reason or owner is another"),
    ],
)
def test_a_guardrail_on_items_that_is_edited_is_found(old: str, new: str, said: str) -> None:
    assert told((old, new)) == [("guard_a", f"edits the guard-rail “it must not be”: {said}")]


def test_a_guardrail_on_items_is_clean() -> None:
    texts = {**FILES, **GUARDRAILS}
    assert check(KnowledgeBaseFiles("kb", texts, digest(texts))) == []
