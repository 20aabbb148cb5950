"""Everything that is loaded is in the digest, and a rule file that belongs nowhere is not loaded."""

from __future__ import annotations

import pytest

from hn2301_asp.check import check
from hn2301_asp.knowledge.files import COHORT, KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.source.diagnostics import InputError
from tests.small_base import TEXTS

RULES = {"criteria/all.lp": 'met("C-1") :- f.\n'}


def files(**more: str) -> KnowledgeBaseFiles:
    texts = {**TEXTS, **RULES, **more}
    return KnowledgeBaseFiles("kb", texts, digest(texts))


@pytest.mark.parametrize("name", ["scenarios/x.lp", "scenarios/x.thr", "vocabulary/x.lp", "other/x.thr"])
def test_a_rule_file_where_none_belongs_is_a_finding_and_not_loaded(name: str) -> None:
    given = files(**{name: 'met("C-1").\n'})
    assert name not in given.below("", name[-3:]) + given.below("", name[-4:])
    found = [finding for finding in check(given) if finding.place.file == name]
    assert [finding.message for finding in found] == ["a rule or threshold file may not stand here: it is not read"]
    with pytest.raises(InputError, match="may not stand here"):
        load_knowledge_base(given)


def test_two_knowledge_bases_of_one_digest_say_the_same() -> None:
    assert files(**{"scenarios/x.lp": "a.\n"}).digest != files().digest
    assert files(**{"scenarios/x.yaml": "[]\n"}).digest == files().digest
    assert files(**{COHORT: "draw: {f: 0.5}\n"}).digest == files().digest


@pytest.mark.parametrize("name", ["background.lp", "groups.lp", "guardrails.lp", "scores/more.lp", "criteria/all.thr"])
def test_the_declared_places_stay(name: str) -> None:
    assert files(**{name: "% nothing\n"}).misplaced() == ()


def test_the_digest_of_what_is_shipped_is_that_of_its_files() -> None:
    read = read_files(shipped_knowledge_base())
    assert read.misplaced() == ()
    left_out = {name for name in read.texts if name.startswith("scenarios/") or name == COHORT}
    assert COHORT in left_out
    assert read.digest == digest({name: text for name, text in read.texts.items() if name not in left_out})
