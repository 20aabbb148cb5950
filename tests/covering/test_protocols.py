"""Coverage and suggestions of whole protocols: HN2301 without a file of its scenarios, and others of another shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from hn2301_asp.covering.measuring import measure
from hn2301_asp.covering.suggesting import suggest
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.scenarios.load import read_scenarios
from hn2301_asp.scenarios.run import run, run_all
from hn2301_asp.scenarios.writing import file_text
from hn2301_asp.screener import Screener
from hn2301_asp.versions.opening import open_version
from hn2301_asp.versions.starting import start
from tests.covering.by_hand import TEXTS

PROTOCOLS = Path(__file__).parent.parent / "protocols"


def states(found):
    return {one.state for one in found.cases}


def filled(protocol, before):
    """The suggested scenarios as they are read back, each as it expects, and what is left of all cases."""
    found = suggest(protocol, before)
    text = file_text([one.text for one in found.scenarios])
    new = run(protocol, read_scenarios(protocol.knowledge_base, "scenarios/more.yaml", text)) if text else ()
    assert [(one.scenario.confirmed, one.differences, one.refused) for one in new] == [(False, (), ())] * len(new)
    assert [one.screening.statuses for one in new] == [one.screening.statuses for one in found.scenarios]
    return found, new, measure(protocol, [*before, *new])


@pytest.fixture(scope="module")
def outcomes(protocol):
    return run_all(read_files(shipped_knowledge_base()), protocol, coverage=False).outcomes


def test_the_shipped_scenarios_show_all_that_there_is_to_see(protocol, outcomes):
    found = measure(protocol, outcomes)
    assert [(one.case.text, str(one.case.place)) for one in found.gaps] == []
    assert states(found) == {"shown"}
    counts = {sort: (one.shown, one.reachable) for sort, one in found.counts().items()}
    assert counts == {
        "threshold": (108, 108),
        "rule": (112, 112),
        "literal": (52, 52),
        "alternative": (28, 28),
        "count": (6, 6),
        "status": (24, 24),
        "reading": (19, 19),
    }
    assert suggest(protocol, outcomes).scenarios == ()


def test_counts_of_criteria_add_up_to_those_of_all(protocol, outcomes):
    found = measure(protocol, outcomes[::7])
    for sort, total in found.counts().items():
        parts = [found.counts(name).get(sort) for name in (*found.criteria, "")]
        assert sum((part.shown for part in parts if part), 0) == total.shown
        assert sum((part.reachable for part in parts if part), 0) == total.reachable
    assert sum(one.reachable + one.out_of_reach + one.undecided for one in found.counts().values()) == len(found.cases)


FILES = sorted(path.name for path in (shipped_knowledge_base() / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("name", [*FILES, ""])
def test_what_a_file_of_scenarios_showed_is_suggested_once_it_is_gone(protocol, outcomes, name):
    """Without a name all of them are gone."""
    left = [one for one in outcomes if name and Path(one.scenario.place.file).name != name]
    assert len(left) < len(outcomes)
    found, new, after = filled(protocol, left)
    assert states(after) == {"shown"}
    assert found.rest == ()
    assert len(new) < len(outcomes) - len(left) or not new


@pytest.mark.parametrize("name", ["oncology", "pressure", "three_arms/A09_three_arms"])
@pytest.mark.parametrize("kept", [True, False])
def test_other_protocols_are_filled_up_to_what_nobody_can_show(name, kept):
    folder = PROTOCOLS / name
    base = read_files(shipped_knowledge_base()) if (folder / "amendment.yaml").exists() else None
    files = open_version(folder, base).files
    protocol = Screener(load_knowledge_base(files), files=files)
    before = run_all(files, protocol, coverage=False).outcomes if kept else ()
    found, _, after = filled(protocol, before)
    assert states(after) <= {"shown", "out_of_reach"}
    assert {one.state for one in found.rest} <= {"out_of_reach"}


@pytest.mark.parametrize("kept", [True, False])
def test_a_new_protocol_without_a_typical_patient_gets_whole_patients(tmp_path, kept):
    start(tmp_path / "kb")
    files = read_files(tmp_path / "kb")
    protocol = Screener(load_knowledge_base(files), files=files)
    assert not protocol.knowledge_base.vocabulary.typical
    before = run_all(files, protocol, coverage=False).outcomes
    assert states(measure(protocol, before)) == {"shown"}
    found, new, after = filled(protocol, before[:-1] if kept else ())
    assert new
    assert states(after) == {"shown"}
    assert all("whole:" in one.text for one in found.scenarios)


BROKEN = {
    "criteria/one.thr": 'criterion C-1\n\na_high    aa ≥ 2 u    "q"\nlow  aa < 2 u  "q"\nt_high    tt ≥ 3 u    "q"\n',
    "criteria/one.lp": 'met("C-1") :- both, f.\nmet("C-1") :- t_high.\nboth :- a_high, low.\n',
    "criteria/two.lp": 'applies("C-2") :- g.\nmet("C-2") :- e_soon, a_low.\n',
}


def test_what_nobody_can_show_is_proved_and_counted_apart():
    texts = {**TEXTS, **BROKEN}
    files = KnowledgeBaseFiles("kb", texts, digest(texts))
    protocol = Screener(load_knowledge_base(files), files=files)
    found, _, after = filled(protocol, ())
    beyond = {
        (one.case.sort, one.case.name, one.case.side, one.case.place.line)
        for one in after.cases
        if one.state == "out_of_reach"
    }
    assert beyond == {
        ("rule", "both", "admits", 3),
        ("rule", 'met("C-1")', "admits", 1),
        ("literal", 'met("C-1")', "f", 1),
        ("alternative", 'met("C-1")', "alone", 1),
        ("reading", "rd", "x", 8),
        ("reading", "rd", "y", 8),
    }
    assert {one.case for one in found.rest} == {one.case for one in after.cases if one.state == "out_of_reach"}
    assert after.gaps == ()


def test_gaps_stand_where_the_literal_or_the_limit_stands(protocol, outcomes):
    found = measure(protocol, [])
    told = {(one.case.sort, one.case.name, one.case.side): one.case for one in found.gaps}
    assert len(told) < len(found.gaps)  # several rules have one head
    literal = told["literal", "lung", "saturation_adequate"]
    assert (literal.place.file, literal.place.text[literal.place.column - 1 :]) == (
        "criteria/in7_organ_function.lp",
        "saturation_adequate.",
    )
    assert literal.what == "lung is not carried for want of one thing: SpO2 on room air ≥ 92 %"
    assert literal.owner == "IN-7"
    limit = told["threshold", "anc_adequate", "outside"]
    assert limit.place.file == "criteria/in7_organ_function.thr"
    assert limit.quotes == ("ANC ≥1.5×10^9/L",)
