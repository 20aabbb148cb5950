"""The protocol's sentence beneath a finding: whole words of the criterion whose rule or threshold it is."""

from __future__ import annotations

import pytest

from hn2301_asp.check.sentences import said_around
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.model import Criterion

from .edits import edited
from .test_check import BAD, found

TEXT = "Marrow: ANC ≥1.5. Use of\n  growth factors; no transfusions. Liver: AST ≤2.5, e.g. measured twice."
CRITERION = Criterion("EX-2", "exclusion", "x", TEXT, "ex2")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Marrow", "Marrow: ANC ≥1.5."),
        ("ANC ≥1.5.", "Marrow: ANC ≥1.5."),
        ("growth", "Use of growth factors"),
        ("no transfusions.", "no transfusions."),
        ("Liver: AST", "Liver: AST ≤2.5, e.g. measured twice."),
        ("factors; no", "Use of growth factors; no transfusions."),
    ],
)
def test_a_sentence_is_told_from_its_beginning_to_its_end(words: str, sentence: str) -> None:
    start = TEXT.index(words)
    assert said_around(CRITERION, start, start + len(words)).words == sentence


def test_a_long_sentence_is_cut_around_the_words() -> None:
    text = " ".join(["before"] * 60 + ["MEANT"] + ["behind"] * 60)
    start = text.index("MEANT")
    words = said_around(Criterion("I-1", "inclusion", "x", text, "i1"), start, start + 5).words
    assert words.startswith("… before")
    assert words.endswith("behind …")
    assert "MEANT" in words
    assert len(words) < 260


@pytest.mark.parametrize("name", BAD)
def test_what_a_criterion_says_stands_in_its_text(name: str) -> None:
    """A second opinion on every case: the words are the text's own, of the criterion whose file it is."""
    findings = [finding for finding in found(name) if finding.said]
    if not findings:
        return
    criteria = {criterion.id: criterion for criterion in load_criteria(name)}
    for finding in findings:
        assert finding.said is not None
        criterion = criteria[finding.said.who]
        text = " ".join(criterion.text.split())
        assert finding.said.words.removeprefix("… ").removesuffix(" …") in text
        if (finding.place.file or "").startswith("criteria/"):
            assert finding.place.file in (f"criteria/{criterion.stem}.lp", f"criteria/{criterion.stem}.thr")


def load_criteria(name: str) -> tuple[Criterion, ...]:
    """The criteria as the edits leave them: rules and thresholds, which may be broken, aside."""
    texts = dict(edited(BAD[name].edits).texts)
    whole = edited([edit for edit in BAD[name].edits if edit[0] == "protocol.yaml"])
    assert whole.texts["protocol.yaml"] == texts["protocol.yaml"]
    return load_knowledge_base(whole).criteria


def test_most_findings_on_rules_and_thresholds_of_criteria_say_their_sentence() -> None:
    findings = [f for name in BAD for f in found(name) if (f.place.file or "").startswith("criteria/") and f.place.line]
    assert sum(finding.said is not None for finding in findings) / len(findings) > 0.6
