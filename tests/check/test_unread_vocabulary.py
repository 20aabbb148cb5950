"""Where something cannot be read nothing is said that only it could tell."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hn2301_asp.check import check
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from tests import arms_base, items_base
from tests.one_criterion import files

QUANTITIES = "nyha: {label: NYHA class, grades: [I, II, III, IV]}\n"


def found(thresholds: str, rules: str, **vocabulary: str) -> list[tuple[str, str]]:
    made = files(thresholds, rules, {**items_base.VOCABULARY, **vocabulary})
    texts = {name: text for name, text in made.texts.items() if name != "criteria/all.lp"}
    texts |= {"criteria/all.lp": rules}
    return [(one.code, one.message) for one in check(replace(made, texts=texts, digest=digest(texts)))]


@pytest.mark.parametrize(
    ("further", "codes"), [("", set()), ("weight: {label: weight, unit: stone, step: 1 stone}\n", {"kb-vocabulary"})]
)
def test_where_the_vocabulary_is_broken_nothing_is_said_of_grades_in_words(further: str, codes: set[str]) -> None:
    texts = {
        **arms_base.TEXTS,
        "protocol.yaml": arms_base.TEXTS["protocol.yaml"].replace(
            "Patients aged 18 years or more", "NYHA class II or less"
        ),
        "vocabulary/quantities.yaml": arms_base.TEXTS["vocabulary/quantities.yaml"] + QUANTITIES + further,
        "criteria/in1_age.thr": 'criterion IN-1\n\nfit  NYHA class ≤ II  "NYHA class II or less"\n',
        "criteria/in1_age.lp": '%! "NYHA class II or less"\nmet("IN-1") :- fit.\n',
    }
    told = {one.code for one in check(KnowledgeBaseFiles("kb", texts, digest(texts))) if one.severity == "error"}
    assert told - {"typical-patient"} == codes


def test_rules_say_whether_a_threshold_on_something_unknown_has_an_item() -> None:
    told = found('long  durations of used ≥ 3 months  "q"\n', 'met("C-1") :- #count { D : long(D) } >= 2.\n')
    assert {"unknown-quantity"} <= {code for code, _ in told}
    assert not {"two-arities", "unused-threshold", "unknown-predicate"} & {code for code, _ in told}
