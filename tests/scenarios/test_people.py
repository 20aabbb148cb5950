"""Scenarios and their patients are kept by what they say, and come back as they were read."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import asdict, replace

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.patient.model import Patient
from hn2301_asp.scenarios import people as module
from hn2301_asp.scenarios.load import load_scenarios
from hn2301_asp.scenarios.model import Scenario
from hn2301_asp.scenarios.people import people
from hn2301_asp.source import kept
from hn2301_asp.source.diagnostics import InputError
from tests import one_criterion, windows_base


@pytest.fixture(autouse=True)
def _empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty cache, and a process that has read nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(kept, "_MEMORY", {})


def read(files: KnowledgeBaseFiles, protocol: Protocol) -> list[tuple[Scenario, Patient | InputError]]:
    return list(people(files, protocol, load_scenarios(files, protocol.knowledge_base)))


def plainly(scenarios: list[Scenario]) -> list[tuple[object, ...]]:
    """All of the scenarios, with the order of a record's fields and the kinds of their values."""
    return [(one, [(name, type(value), str(value)) for name, value in one.record.items()]) for one in scenarios]


def test_another_process_gets_scenarios_and_patients_as_they_were_read(protocol: Protocol) -> None:
    files = read_files(shipped_knowledge_base())
    first = read(files, protocol)
    kept._MEMORY.clear()
    again = read(files, protocol)
    assert plainly([scenario for scenario, _ in again]) == plainly([scenario for scenario, _ in first])
    for (scenario, _), (_, patient) in zip(first, again, strict=True):
        expected = protocol.patient(scenario.record, scenario.place)
        assert isinstance(patient, Patient)
        assert asdict(patient) == asdict(expected)
        assert list(patient.facts) == list(expected.facts)


def test_what_is_on_disk_is_not_read_again(protocol: Protocol, monkeypatch: pytest.MonkeyPatch) -> None:
    files = read_files(shipped_knowledge_base())
    first = read(files, protocol)
    kept._MEMORY.clear()
    monkeypatch.setattr(module, "read", None)
    assert len(read(files, protocol)) == len(first)


TEXT = """- scenario: a record that cannot be understood
  patient: {but: {anc: much}}
  expect: {verdict: eligible}
- scenario: a woman
  patient: {but: {sex: female}}
  expect: {verdict: eligible}
"""


def test_a_refused_record_is_refused_again_at_its_own_line(protocol: Protocol) -> None:
    for text, line in ((TEXT, 1), (TEXT, 1), (f"# moved\n{TEXT}", 2)):
        kept._MEMORY.clear()
        (_, refused), (_, woman) = read(KnowledgeBaseFiles("kb", {"scenarios/a.yaml": text}, ""), protocol)
        assert isinstance(refused, InputError)
        assert {finding.place.line for finding in refused.findings} == {line}
        assert isinstance(woman, Patient)
        assert woman.place.line == line + 3


def test_what_is_wrong_with_a_file_is_said_again(protocol: Protocol) -> None:
    files = KnowledgeBaseFiles("kb", {"scenarios/a.yaml": TEXT.replace("eligible", "elligible", 1)}, "")
    said = []
    for _ in range(2):
        kept._MEMORY.clear()
        with pytest.raises(InputError) as error:
            load_scenarios(files, protocol.knowledge_base)
        said.append(error.value.findings)
    assert [(finding.code, finding.place.line) for finding in said[0]] == [("scenario-value", 3)]
    assert said[0] == said[1]


def test_another_typical_patient_or_other_readings_are_read_anew(protocol: Protocol) -> None:
    """The same text says something else beside another vocabulary, and may say nothing under other readings."""
    base = protocol.knowledge_base
    files = KnowledgeBaseFiles("kb", {"scenarios/a.yaml": TEXT}, "")
    load_scenarios(files, base)
    other = replace(base, vocabulary=replace(base.vocabulary, typical={**base.vocabulary.typical, "age": 35}))
    assert [scenario.record["age"] for scenario in load_scenarios(files, other)] == [35, 35]
    name = next(iter(base.readings))
    reads = KnowledgeBaseFiles(
        "kb", {"scenarios/a.yaml": TEXT + f"  readings: {{{name}: {base.readings[name].default}}}\n"}, ""
    )
    assert len(load_scenarios(reads, base)) == 2
    with pytest.raises(InputError):
        load_scenarios(reads, replace(base, readings={n: one for n, one in base.readings.items() if n != name}))


def test_planned_dates_and_whose_a_record_is_come_back_too() -> None:
    made = one_criterion.files(windows_base.THRESHOLDS, windows_base.RULES, windows_base.VOCABULARY)
    scenario = (
        "- scenario: planned\n  expect: {verdict: eligible}\n"
        "  patient: {whole: {patient_id: P-1, infusion_date: 2025-05-02, vaccine_date: 2025-01-02}}\n"
    )
    texts = {**made.texts, "scenarios/all.yaml": scenario}
    files = KnowledgeBaseFiles("kb", texts, digest(texts))
    protocol = Protocol(load_knowledge_base(files))
    [(_, first)] = read(files, protocol)
    kept._MEMORY.clear()
    [(_, again)] = read(files, protocol)
    assert isinstance(first, Patient)
    assert isinstance(again, Patient)
    assert (again.person, list(again.until), asdict(again)) == ("P-1", ["infusion_date"], asdict(first))
