"""A protocol with an exclusion criterion: one that is met blocks, and is explained as such."""

from __future__ import annotations

import shutil

import pytest

from hn2301_asp.api import Protocol, load
from hn2301_asp.knowledge.resources import shipped_knowledge_base

CRITERION = """
  - id: EX-1
    kind: exclusion
    title: fever
    files: ex1_fever
    text: Fever above grade 1 or a neutrophil count below 2.0×10^9/L
"""


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Protocol:
    root = tmp_path_factory.mktemp("exclusion") / "kb"
    shutil.copytree(shipped_knowledge_base(), root)
    protocol = root / "protocol.yaml"
    protocol.write_text(protocol.read_text(encoding="utf-8") + CRITERION, encoding="utf-8")
    criteria = root / "criteria"
    (criteria / "ex1_fever.thr").write_text(
        'criterion EX-1\n\nneutropenic  ANC < 2.0 ×10^9/L  "a neutrophil count below 2.0×10^9/L"\n', encoding="utf-8"
    )
    (criteria / "ex1_fever.lp").write_text(
        '%! "a neutrophil count below 2.0×10^9/L"\nmet("EX-1") :- neutropenic.\n\n'
        '%! "Fever above grade 1"\nmet("EX-1") :- sledai(fever).\n',
        encoding="utf-8",
    )
    return load(root)


def test_an_exclusion_criterion_that_is_met_blocks(extended: Protocol) -> None:
    typical = dict(extended.knowledge_base.vocabulary.typical)
    assert extended.screen(typical).verdict == "eligible"
    result = extended.screen({**typical, "anc": "1.9"})
    assert (result.verdict, result.blocking, result.criteria["EX-1"]) == ("ineligible", ("EX-1",), "met")
    assert result.to_dict()["scope"] == "8 inclusion criteria, 1 exclusion criterion; exclusion criteria not assessed"
    (entry,) = [criterion for criterion in result.to_dict()["criteria"] if criterion["id"] == "EX-1"]
    (rule,) = entry["blocked_by"]
    assert rule["because"] == {
        "any_of": [
            {
                "all_of": [
                    {
                        "fact": "anc",
                        "value": {"number": 1.9, "unit": "10*9/L", "as_given": "1.9", "date": None},
                        "threshold": "neutropenic",
                        "needs": "≥ 2.0 ×10^9/L",
                        "missed_by": "0.1 ×10^9/L",
                        "missing": [],
                        "from": {},
                    }
                ]
            }
        ]
    }


def test_every_reason_for_which_an_exclusion_criterion_is_met_must_go(extended: Protocol) -> None:
    typical = dict(extended.knowledge_base.vocabulary.typical)
    items = ["arthritis", "proteinuria", "rash", "low_complement", "fever"]
    text = extended.screen({**typical, "anc": "1.9", "sledai": items}).explain()
    assert "meets all 8 inclusion criteria; 1 of 1 exclusion criterion applies; blocked by EX-1" in text
    assert "ANC 1.9" in text
    assert "fever" in text


def test_an_open_exclusion_criterion_leaves_the_patient_undetermined(extended: Protocol) -> None:
    typical = dict(extended.knowledge_base.vocabulary.typical)
    del typical["anc"]
    result = extended.screen(typical)
    assert (result.verdict, result.criteria["EX-1"]) == ("undetermined", "unknown")
