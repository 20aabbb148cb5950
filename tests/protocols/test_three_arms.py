"""HN2301 with three arms: one amendment of the shipped protocol, and two amendments on top of it."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from hn2301_asp.amendment.asking import check_amendments
from hn2301_asp.amendment.writing import draft, write
from hn2301_asp.check import check
from hn2301_asp.comparison.comparer import compare
from hn2301_asp.knowledge.files import MANIFEST, KnowledgeBaseFiles, digest, read_texts
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.scenarios.run import run_all
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import InputError, render
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import open_version
from tests.conftest import Sample
from tests.protocols import three_arms_by_hand
from tests.protocols.mutants import mutants

ROOT = Path(__file__).parent / "three_arms"
ARMS = ROOT / "A09_three_arms"
#: What had to be added to scenarios that hold a whole record: who is eligible needs an answer to what excludes.
ADDED = {"arm", "received", "last_live_vaccine", "infection", "malignancy", "qt", "heart_rate", "urine_collected"} | {
    "proteinuria_24h",
    "nyha",
    "transplant",
    "car_t_before",
    "last_long_acting",
    "hcg",
}


@pytest.fixture(scope="module")
def base() -> Opened:
    return open_version(shipped_knowledge_base())


@pytest.fixture(scope="module")
def arms(base: Opened) -> Opened:
    return open_version(ARMS, base.files)


def test_nothing_is_found_in_it(arms: Opened) -> None:
    assert arms.stale == ()
    assert [render(finding) for finding in check(arms.files)] == []


def test_its_scenarios_pass_and_leave_nothing_untried(arms: Opened) -> None:
    report = run_all(arms.files, Screener(load_knowledge_base(arms.files)))
    assert len(report.outcomes) == 582
    assert report.failures == ()
    assert [gap.text for gap in report.uncovered] == []


def test_lupus_scenarios_stand_in_it_as_they_are_or_with_an_arm(base: Opened, arms: Opened) -> None:
    """Whoever varies the typical patient is as in version 1.0; a whole record says its arm, and what excludes."""
    before, after = dict(scenarios(base.files)), dict(scenarios(arms.files))
    changed = {name for name, entry in before.items() if after[name] != entry}
    assert len(before) == 400
    assert len(changed) == 13
    for name in changed:
        there, here = before[name], after[name]
        assert there["expect"] == here["expect"]
        records = there["patient"]["whole"], here["patient"]["whole"]
        assert {key: value for key, value in records[1].items() if key not in ADDED} == records[0]
        eligible = there["expect"]["verdict"] == "eligible"
        assert (set(records[1]) - set(records[0]) == {"arm"}) is not eligible


def scenarios(files: KnowledgeBaseFiles) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for file in files.below("scenarios/", ".yaml"):
        for entry in yaml.safe_load(files.texts[file]):
            yield entry["scenario"], entry


#: A man above 470 ms is above 450 ms too: proved to change nothing.
NO_CHANGE = 'criteria/ex7_qtc.lp 6: without sex(female) in met("EX-7") :- sex(female), long_in_women.'


def test_its_scenarios_notice_every_small_change(base: Opened, arms: Opened, sample: Sample) -> None:
    """Of each mutant the scenarios of its own criterion are tried, and of some criteria those of all arms."""
    own = {name: text for name, text in arms.files.texts.items() if name not in base.files.texts}
    unnoticed = list[str]()
    texts = {name: text for name, text in arms.files.texts.items() if not name.startswith("scenarios/")}
    every = list(mutants(texts, base.files.texts))
    assert len(every) == 270
    random.Random("mutants").shuffle(every)
    for what, file, text in every[: sample(len(every))]:
        near = [f"scenarios/{Path(file).stem}.yaml", "scenarios/arms.yaml"]
        changed = files_of({**texts, **{name: own[name] for name in near if name in own}, file: text})
        try:
            report = run_all(changed, Screener(load_knowledge_base(changed)), coverage=False)
        except InputError:
            continue  # It is noticed before anybody is screened.
        if not report.failures:
            unnoticed.append(what)
    assert set(unnoticed) <= {NO_CHANGE}


def test_the_only_small_change_that_no_scenario_notices_changes_nothing(base: Opened, arms: Opened) -> None:
    [(file, text)] = [
        (file, text) for what, file, text in mutants(arms.files.texts, base.files.texts) if what == NO_CHANGE
    ]
    there, here = (
        load_knowledge_base(files_of(texts)) for texts in (arms.files.texts, {**arms.files.texts, file: text})
    )
    assert {one.relation for one in compare(Screener(there), Screener(here)).criteria.values()} == {"equivalent"}


def files_of(texts: Mapping[str, str]) -> KnowledgeBaseFiles:
    return KnowledgeBaseFiles(str(ARMS), texts, digest(texts))


@pytest.mark.slow
def test_the_whole_version_drafted_is_the_amendment_again(base: Opened, arms: Opened, tmp_path: Path) -> None:
    """The folder holds what `amend draft` makes of the whole version: byte for byte, but for the author's reasons."""
    shutil.copytree(shipped_knowledge_base(), tmp_path / "kb", ignore=shutil.ignore_patterns("amendments"))
    for name, text in arms.files.texts.items():
        path = tmp_path / "edited" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    folder = tmp_path / "kb" / "amendments" / ARMS.name
    write(draft(open_version(tmp_path / "kb"), open_version(tmp_path / "edited"), folder))
    made, kept = (read_texts(path, "", strict=True) for path in (folder, ARMS))
    statements = [yaml.safe_load(texts.pop(MANIFEST)) for texts in (made, kept)]
    assert made == kept
    told = {"rationale", "reason", "scope", "date"}
    assert {key: value for key, value in statements[1].items() if key not in told} == statements[0]


@pytest.mark.slow
def test_what_is_found_of_the_amendment_is_true(base: Opened, arms: Opened) -> None:
    """Each finding looked at; no lupus scenario flips, no guard-rail gives way, nobody of a group is shut out."""
    report = check_amendments(str(shipped_knowledge_base()), [str(ARMS)])
    found = [(conflict.group, conflict.code, conflict.message) for conflict in report.conflicts()]
    narrowed = (
        "IN-9, IN-10, IN-11, IN-12, IN-13, " + ", ".join(f"EX-{number}" for number in range(1, 15)) + " and EX-15"
    )
    meaning = f"narrows {narrowed}, broadens IN-2, IN-3, IN-4, IN-5 and IN-6 and shifts IN-1 and eligibility"
    # What the typical patient with lupus is newly asked. Nothing of lupus is idle, being asked in its own arm.
    new = ["last live vaccine", "QT", "heart rate", "proteinuria", "NYHA class", "last long-acting growth factor"]
    new += ["serum hCG", "urine collected over 24 hours", "CAR-T cells or gene therapy before", "arm"]
    new += ["drugs received before", "active infections", "malignancies", "transplants"]
    words = "needs a new test: without {} the typical patient was eligible and is now undetermined"
    # A dose that is given twice may lie on two sides of a limit that was not there.
    twice = (
        "records that give oral prednisone equivalent twice, as such and from the daily oral dose, contradict "
        "themselves now where only one of the two is > 15 mg/day"
    )
    assert found == [
        ("know", "AM02", meaning),
        *(("know", "AM06", words.format(label)) for label in new),
        ("know", "AM46", twice),
    ]


@pytest.mark.parametrize(
    ("name", "criterion", "flips"),
    [
        ("A10_lung_function", "IN-10", "2 scenarios flip through IN-10"),
        ("A11_washout", "EX-1", "the scenario “Adalimumab 85 days ago is washed out” flips through EX-1"),
    ],
)
def test_amendments_on_top_of_it_have_nothing_to_mend(name: str, criterion: str, flips: str) -> None:
    report = check_amendments(str(shipped_knowledge_base()), [str(ROOT / name)])
    assert [(conflict.group, conflict.code, conflict.message) for conflict in report.conflicts()] == [
        ("know", "AM02", f"narrows {criterion} and eligibility; nobody gains (proved)"),
        ("know", "AM35", flips),
    ]


def test_it_is_read_as_by_hand(arms: Opened, sample: Sample) -> None:
    """Verdict and statuses of random records, a third with facts missing, by an evaluator that shares no code."""
    protocol = Screener(load_knowledge_base(arms.files))
    rng = random.Random("three arms")
    verdicts, statuses = Counter[str](), Counter[str]()
    for number in range(sample(5_000)):
        record = three_arms_by_hand.drawn(rng, missing=number % 3 == 0)
        result = protocol.screen(record)
        assert (result.verdict, dict(result.criteria)) == three_arms_by_hand.judged(record), record
        verdicts[result.verdict] += 1
        statuses.update(result.criteria.values())
    assert len(verdicts) == len(statuses) == 4
    assert min(verdicts.values()) > sample(100), verdicts
