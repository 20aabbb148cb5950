"""Protocols of other shapes than HN2301: nothing is found in them, and scenarios notice every small change."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from hn2301_asp.amendment.asking import check_amendments
from hn2301_asp.check import check
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.scenarios.run import run_all
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import InputError, render
from tests.conftest import Sample
from tests.protocols import oncology_by_hand
from tests.protocols.mutants import mutants

ROOT = Path(__file__).parent
PROTOCOLS = sorted(path.name for path in ROOT.iterdir() if (path / "protocol.yaml").is_file())


def files_of(name: str) -> KnowledgeBaseFiles:
    return read_files(ROOT / name)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_nothing_is_found_in_a_protocol(name: str) -> None:
    found = [finding for finding in check(files_of(name)) if finding.severity != "remark"]
    assert [render(finding) for finding in found] == []


def test_of_grades_nothing_is_found_where_the_vocabulary_cannot_be_read() -> None:
    files = files_of("oncology")
    whole = "vocabulary/vocabulary.yaml"
    texts = {**files.texts, whole: files.texts[whole] + "\nhandling: {nobody: {kind: waits}}\n"}
    found = check(KnowledgeBaseFiles(files.root, texts, digest(texts)))
    assert [finding.message for finding in found] == ["`nobody` is no field of a record"]


@pytest.mark.parametrize("name", PROTOCOLS)
def test_its_scenarios_pass_and_leave_nothing_untried(name: str) -> None:
    files = files_of(name)
    report = run_all(files, Screener(load_knowledge_base(files)))
    assert report.failures == ()
    assert [gap.text for gap in report.uncovered] == []


@pytest.mark.parametrize("name", PROTOCOLS)
def test_its_scenarios_notice_every_small_change(name: str) -> None:
    files, unnoticed, count = files_of(name), [], 0
    for what, file, text in mutants(files.texts):
        texts = {**files.texts, file: text}
        count += 1
        try:
            changed = KnowledgeBaseFiles(files.root, texts, digest(texts))
            report = run_all(changed, Screener(load_knowledge_base(changed)), coverage=False)
        except InputError:
            continue  # It is noticed before anybody is screened.
        if not report.failures:
            unnoticed.append(what)
    assert unnoticed == []
    assert count > 15


@pytest.mark.parametrize("name", PROTOCOLS)
def test_its_amendments_have_nothing_to_mend(name: str) -> None:
    folders = sorted((ROOT / name / "amendments").iterdir())
    assert len(folders) >= 2
    for folder in folders:
        report = check_amendments(str(ROOT / name), [str(folder)])
        assert [conflict.message for conflict in report.conflicts() if conflict.group == "mend"] == []


def test_the_oncology_protocol_is_read_as_by_hand(sample: Sample) -> None:
    """Verdict and statuses of random records, a third with facts missing, by an evaluator that shares no code."""
    protocol = Screener(load_knowledge_base(files_of("oncology")))
    rng = random.Random("oncology")
    verdicts = Counter[str]()
    for _ in range(sample(5_000)):
        record = oncology_by_hand.drawn(rng)
        result = protocol.screen(record)
        assert (result.verdict, dict(result.criteria)) == oncology_by_hand.judged(record), record
        verdicts[result.verdict] += 1
    assert len(verdicts) == 3
