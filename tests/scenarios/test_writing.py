"""A patient written down as a scenario is read back as the same patient, and expects what screening says."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from hn2301_asp.knowledge.files import KnowledgeBaseFiles, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.scenarios.load import read_scenarios
from hn2301_asp.scenarios.run import run
from hn2301_asp.scenarios.writing import Draft, file_text, scenario_text, sentence_of
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.opening import open_version

PROTOCOLS = Path(__file__).parent.parent / "protocols"


def base_of(folder: Path) -> KnowledgeBaseFiles | None:
    """What an amendment's folder that stands elsewhere changes: the shipped knowledge base."""
    return read_files(shipped_knowledge_base()) if (folder / "amendment.yaml").exists() else None


def written(protocol, record, **more) -> str:
    return scenario_text(protocol, Draft("somebody", record, **more)).text


def typical(protocol, *without, **but):
    record = {**protocol.knowledge_base.vocabulary.typical, **but}
    return {name: value for name, value in record.items() if name not in without}


def test_only_what_differs_from_the_typical_patient_is_written(protocol):
    text = written(
        protocol,
        typical(protocol, "aptt", alc="0.79"),
        criteria=("IN-7",),
        notes=("why: the count is too low",),
    )
    assert text == (
        "# why: the count is too low\n"
        "- scenario: somebody\n"
        "  confirmed: no\n"
        "  patient: {but: {alc: 0.79}, without: [aptt]}\n"
        "  expect: {verdict: ineligible, criteria: {IN-7: not_met}, blocking: [IN-7]}\n"
    )


def test_readings_are_told_and_every_criterion_where_none_is_named(protocol):
    text = written(protocol, typical(protocol, inr=Decimal("2.4")), readings={"in7_coagulation": "both"})
    assert text == (
        "- scenario: somebody\n"
        "  confirmed: no\n"
        "  patient: {but: {inr: 2.4}}\n"
        "  readings: {in7_coagulation: both}\n"
        "  expect:\n"
        "    verdict: ineligible\n"
        "    criteria: {IN-1: met, IN-2: met, IN-3: met, IN-4: met, IN-5: met, IN-6: met, IN-7: not_met, IN-8: met}\n"
        "    blocking: [IN-7]\n"
    )


def test_a_contradiction_is_told_with_the_facts_that_clash(protocol):
    assert written(protocol, typical(protocol, prednisone_equivalent=0)).splitlines()[-1] == (
        "  expect: {verdict: contradictory, clash: [current, prednisone_equivalent]}"
    )


def test_texts_that_yaml_would_read_otherwise_stand_in_quotation_marks(protocol):
    text = written(protocol, {"alc": ">0.8", "anc": Fraction(3, 2), "patient_id": "yes: #1", "sex": "female"})
    assert '  patient: {whole: {alc: ">0.8", anc: 1.5, patient_id: "yes: #1", sex: female}}\n' in text


def test_every_shipped_scenario_written_anew_is_the_same_and_passes(protocol, shipped):
    base, texts = protocol.knowledge_base, []
    for outcome in shipped.outcomes:
        one = outcome.scenario
        texts.append(scenario_text(protocol, Draft(one.sentence, one.record, one.readings)).text)
    again = run(protocol, read_scenarios(base, "scenarios/again.yaml", file_text(texts, ["all of them"])))
    assert [(o.scenario.sentence, o.passed, o.scenario.confirmed) for o in again] == [
        (o.scenario.sentence, True, False) for o in shipped.outcomes
    ]
    for one, other in zip(shipped.outcomes, again, strict=True):
        assert {*one.screening.patient.evidence.atoms} == {*other.screening.patient.evidence.atoms}
        assert {*one.screening.patient.evidence.amounts} == {*other.screening.patient.evidence.amounts}
        assert one.screening.clash == other.screening.clash


@pytest.mark.parametrize("name", ["oncology", "pressure", "three_arms/A09_three_arms"])
def test_every_typical_patient_of_another_protocol_is_written_by_himself(name):
    folder = PROTOCOLS / name
    protocol = Screener(load_knowledge_base(open_version(folder, base_of(folder)).files))
    vocabulary = protocol.knowledge_base.vocabulary
    for record in (vocabulary.typical, *vocabulary.also_typical):
        text = written(protocol, record)
        [outcome] = run(protocol, read_scenarios(protocol.knowledge_base, "a.yaml", text))
        assert outcome.passed
        assert outcome.screening.verdict == "eligible"
        assert "whole" not in text


def test_a_record_that_is_not_understood_is_refused(protocol):
    with pytest.raises(InputError, match="no_such_field"):
        written(protocol, {"no_such_field": 1})


def test_a_sentence_that_stands_already_gets_a_number():
    assert sentence_of("an ALC of 1", ["an  alc OF 1", "an ALC of 1 (2)"]) == "an ALC of 1 (3)"
    assert sentence_of("an ALC of 1", []) == "an ALC of 1"


def test_no_word_of_anybody_s_ends_a_comment_or_a_sentence(protocol):
    """YAML ends lines at more characters than most programs do."""
    for end in "\n\r\x85\u2028\u2029":
        word = f"a{end}- scenario: b"
        text = scenario_text(protocol, Draft(word, typical(protocol), notes=(word,))).text
        [read] = read_scenarios(protocol.knowledge_base, "a.yaml", text)
        assert read.sentence == word
        assert [line[:2] for line in text.splitlines()] == ["# ", "- ", "  ", "  ", "  ", "  ", "  ", "  "]
