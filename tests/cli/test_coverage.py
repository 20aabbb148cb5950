"""`hn2301 test --coverage` and `--suggest`: the table, the data, the file of missing scenarios, and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from tests.cli.conftest import Run

NEW = """\
not exercised in no scenario `able_to_consent` alone keeps this rule from carrying its head
  at criteria/I1.lp:5
    met("I1") :- adult, able_to_consent.
                        ^^^^^^^^^^^^^^^
  wanted  I1 is not carried for want of one thing: able to give informed consent
  words   “Age of at least 18 years, and able to give informed consent.”

I1   thresholds 4/4  rules 2/2  conditions 1/2  statuses 3/3
all  thresholds 4/4  rules 2/2  conditions 1/2  statuses 3/3

thresholds  a value at each limit, one step inside and outside, unknown, and never
rules       each rule carries its head, and does not
conditions  each condition of a rule alone keeps it from carrying its head
statuses    each criterion is met, is not met, is open, and does not apply where it may not

4 scenarios: 4 passed, 0 failed; 10 of 11 cases shown; 1 gap
"""
SUGGESTED = """\
# Suggested scenarios: what is expected was computed from the rules as they stand, so that a wrong rule stands here
# as it is. Read each against the protocol's words, give it a better sentence, and take `confirmed: no` away.

# shows: I1 is not carried for want of one thing: able to give informed consent (criteria/I1.lp:5)
# the protocol's words: “Age of at least 18 years, and able to give informed consent.”
# computed from the rules as they stand: read it against those words, then take `confirmed: no` away
- scenario: "I1 is not carried for want of one thing: able to give informed consent; I1 is not met"
  confirmed: no
  patient: {whole: {age: 55, able_to_consent: no}}
  expect: {verdict: ineligible, criteria: {I1: not_met}, blocking: [I1]}
"""


@pytest.fixture
def new(run: Run) -> str:
    """A new protocol without the scenario of somebody who cannot consent."""
    assert run("new", "mine").code == 0
    path = Path("mine/scenarios/I1.yaml")
    kept, _, taken = path.read_text(encoding="utf-8").rpartition("\n- scenario:")
    assert "able_to_consent: no" in taken
    path.write_text(kept, encoding="utf-8")
    return "mine"


@pytest.fixture
def less(folder: Path) -> str:
    """HN2301 without its scenarios on serology."""
    shutil.copytree(shipped_knowledge_base(), folder / "kb", ignore=shutil.ignore_patterns("amendments"))
    (folder / "kb/scenarios/in5_serology.yaml").unlink()
    return "kb"


def test_the_shipped_scenarios_leave_nothing_untried_and_are_counted_as_before(run: Run) -> None:
    plain = run("test")
    assert plain.code == 0
    number = plain.out.partition(" ")[0]
    assert plain.out == f"{number} scenarios: {number} passed, 0 failed\n"
    table = run("test", "--coverage")
    assert table.code == 0
    assert table.out.endswith(f"\n{number} scenarios: {number} passed, 0 failed; 349 of 349 cases shown\n")
    rows = {line.split()[0]: line.split()[1:] for line in table.out.splitlines()[:10]}
    assert rows["IN-5"] == ["rules", "8/8", "alternatives", "3/3", "statuses", "3/3"]
    assert list(rows) == [*(f"IN-{number}" for number in range(1, 9)), "shared", "all"]


def test_a_gap_is_told_with_its_line_a_caret_and_the_words(run: Run, new: str) -> None:
    found = run("test", "--coverage", "--kb", new)
    assert (found.code, found.out, found.err) == (1, NEW, "")
    assert run("test", "--kb", new).code == 0
    assert run("test", "--no-coverage", "--kb", new).code == 0


def test_the_table_as_data_adds_up_and_names_every_case(run: Run, new: str) -> None:
    assert run("test", "--coverage", "--kb", new, "-o", "found.json").code == 1
    found = json.loads(Path("found.json").read_text(encoding="utf-8"))
    assert found["scenarios"] == {"run": 4, "passed": 4, "failed": 0, "not_confirmed": 0}
    assert found["coverage"]["all"]["conditions"] == {"shown": 1, "reachable": 2, "out_of_reach": 0, "undecided": 0}
    assert found["coverage"]["criteria"] == {"I1": found["coverage"]["all"]}
    assert found["coverage"]["shared"] == {}
    missing = [one for one in found["cases"] if one["state"] != "shown"]
    assert missing == [
        {
            "sort": "literal",
            "criterion": "I1",
            "name": 'met("I1")',
            "side": "able_to_consent",
            "wanted": "I1 is not carried for want of one thing: able to give informed consent",
            "words": ["Age of at least 18 years, and able to give informed consent."],
            "file": "criteria/I1.lp",
            "line": 5,
            "column": 21,
            "state": "missing",
        }
    ]
    shown = sum(one["state"] == "shown" for one in found["cases"])
    assert shown == sum(one["shown"] for one in found["coverage"]["all"].values())


def test_without_the_table_the_data_hold_the_gaps(run: Run, less: str) -> None:
    found = run("test", "--format", "json", "--kb", less)
    assert found.code == 1
    told = json.loads(found.out)
    assert told["failures"] == []
    assert {(one["name"], one["lacks"]) for one in told["gaps"]} >= {("serology", "blocks")}
    assert [one["file"] for one in told["gaps"]] == ["criteria/in5_serology.lp"] * len(told["gaps"])


def test_a_missing_scenario_is_printed_and_written_where_the_scenarios_stand(run: Run, new: str) -> None:
    printed = run("test", "--suggest", "--kb", new)
    told = "1 scenario for 1 case that none shows"
    assert (printed.code, printed.out, printed.err) == (0, SUGGESTED, f"{told}; read each and confirm it\n")
    file = f"{new}/scenarios/more.yaml"
    written = run("test", "--suggest", "--kb", new, "-o", file)
    assert (written.code, written.out) == (0, f"{told}, written to {file}; read each and confirm it\n")
    assert Path(file).read_text(encoding="utf-8") == SUGGESTED
    again = run("test", "--coverage", "--kb", new)
    assert again.code == 0
    summary = "5 scenarios: 5 passed, 0 failed; 1 not confirmed by anybody yet; 11 of 11 cases shown"
    assert again.out.splitlines()[-1] == summary
    assert run("test", "--suggest", "--kb", new).err == "no scenario is missing\n"


def test_a_file_that_is_there_is_never_written_over(run: Run, new: str) -> None:
    before = read_files(Path(new)).texts["scenarios/I1.yaml"]
    refusals = {(): "the file is read by this call: it would be lost", ("--force",): "the file is there already"}
    for more, message in refusals.items():
        refused = run("test", "--suggest", "--kb", new, "-o", f"{new}/scenarios/I1.yaml", *more)
        assert (refused.code, refused.out) == (2, "")
        assert message in refused.err
    assert read_files(Path(new)).texts["scenarios/I1.yaml"] == before


def test_after_the_suggestions_of_a_file_that_is_gone_nothing_is_untried(run: Run, less: str) -> None:
    assert run("test", "--kb", less).code == 1
    assert run("test", "--suggest", "--kb", less, "-o", "kb/scenarios/more.yaml").code == 0
    assert run("test", "--kb", less).code == 0
    assert run("test", "--coverage", "--kb", less).code == 0
    assert run("check", "--kb", less).code == 0
    assert read_files(Path(less)).digest == read_files(shipped_knowledge_base()).digest


def test_a_scenario_that_fails_is_told_beside_the_suggestions(run: Run, less: str) -> None:
    Path("kb/scenarios/wrong.yaml").write_text(
        "- {scenario: a, patient: {}, expect: {verdict: ineligible}}\n", encoding="utf-8"
    )
    found = run("test", "--suggest", "--kb", less)
    assert found.code == 1
    assert found.err.startswith("failed a (`hn2301 test` says more)\n")


CLASHES = [
    (["--suggest", "--coverage"], "--suggest stands alone"),
    (["--suggest", "--format", "json"], "--suggest stands alone"),
    (["--suggest", "-o", "more.txt"], "`more.txt` is not the name of a .yaml file"),
    (["--suggest", "--mutate"], "asked one at a time"),
    (["--coverage", "--mutate"], "asked one at a time"),
    (["--coverage", "-o", "more.yaml"], "`.yaml` is no format of this command"),
]


@pytest.mark.parametrize(("words", "message"), CLASHES, ids=[" ".join(words) for words, _ in CLASHES])
def test_options_that_do_not_go_together_are_refused(run: Run, words: list[str], message: str) -> None:
    refused = run("test", *words)
    assert (refused.code, refused.out) == (2, "")
    assert message in refused.err
