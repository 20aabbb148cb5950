"""`hn2301 test --mutate`: what is altered and unnoticed is told with its place, and the scenario to paste."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run, command, environment

SURVIVING = """\
survives without `able_to_consent` in `met("I1") :- adult, able_to_consent.`  [literal]
  at criteria/I1.lp:5
    met("I1") :- adult, able_to_consent.
                        ^^^^^^^^^^^^^^^
  who     somebody with age 55 years, able to give informed consent no
  is      ineligible, by I1; with the change eligible
  paste
    # notices: without `able_to_consent` in `met("I1") :- adult, able_to_consent.`
    - scenario: "somebody with age 55 years, able to give informed consent no"
      confirmed: no
      patient: {whole: {age: 55, able_to_consent: no}}
      expect: {verdict: ineligible, criteria: {I1: not_met}, blocking: [I1]}

          killed  equivalent    survives   undecided   stillborn
I1             8           0           1           0           0

killed      a scenario notices the change
survives    somebody is, and no scenario shows it

9 mutants and 4 scenarios: 8 killed, 0 equivalent, 1 survive, 0 undecided, 0 stillborn
"""


@pytest.fixture
def begun(run: Run, folder: Path) -> Path:
    """The smallest knowledge base without the last of its scenarios."""
    run("new", "mine")
    scenarios = folder / "mine" / "scenarios" / "I1.yaml"
    kept = scenarios.read_text(encoding="utf-8").rpartition("- scenario:")[0]
    scenarios.write_text(kept, encoding="utf-8")
    return scenarios


def test_what_nobody_notices_is_told_and_what_is_pasted_kills_it(run: Run, begun: Path) -> None:
    told = run("test", "--mutate", "--kb", "mine")
    assert (told.code, told.out) == (1, SURVIVING)
    lines = SURVIVING.partition("  paste\n")[2].partition("\n\n")[0]
    pasted = "\n".join(line.removeprefix("    ") for line in lines.splitlines()) + "\n"
    begun.write_text(begun.read_text(encoding="utf-8") + pasted, encoding="utf-8")
    told = run("test", "--mutate", "--kb", "mine")
    assert told.code == 0
    assert told.out.endswith(
        "\n9 mutants and 5 scenarios: 9 killed, 0 equivalent, 0 survive, 0 undecided, 0 stillborn\n"
    )


def test_data_hold_every_mutant_with_what_became_of_it(run: Run, begun: Path) -> None:
    assert run("test", "--mutate", "--kb", "mine", "-o", "mutants.json").code == 1
    data = json.loads(Path("mutants.json").read_text(encoding="utf-8"))
    assert (data["protocol"], data["scenarios"], data["failing_scenarios"]) == ("MY-TRIAL", 4, [])
    assert data["counts"] == {"killed": 8, "equivalent": 0, "survives": 1, "undecided": 0, "stillborn": 0}
    assert [one["fate"] for one in data["mutants"]].count("killed") == 8
    [one] = [one for one in data["mutants"] if one["fate"] == "survives"]
    assert one["patient"]["scenario"] in SURVIVING.replace("\n    ", "\n")
    assert data["mutants"][0] == {
        "kind": "limit",
        "change": "`adult`: ≥ 18 years becomes ≥ 17 years",
        "home": "I1",
        "file": "criteria/I1.thr",
        "line": 5,
        "column": 13,
        "fate": "killed",
        "killed_by": {
            "scenario": "somebody of 17 is too young",
            "file": "scenarios/I1.yaml",
            "line": 11,
            "differences": [
                "verdict: expected ineligible, got eligible",
                "blocking: expected I1, got none",
            ],
        },
    }


def test_several_processes_write_the_same_bytes(run: Run, begun: Path) -> None:
    told = [run("test", "--mutate", "--kb", "mine", "--jobs", jobs, "--format", "json") for jobs in ("1", "2", "3")]
    assert {one.code for one in told} == {1}
    assert len({one.out for one in told}) == 1


def test_a_file_and_a_criterion_choose_what_is_altered(run: Run, begun: Path) -> None:
    told = run("test", "--mutate", "--kb", "mine", "--file", "criteria/I1.thr", "--criterion", "I1")
    assert told.code == 0
    assert told.out.splitlines()[-1].startswith("4 mutants and 4 scenarios: 4 killed")


def test_words_that_do_not_go_together_are_refused(run: Run, begun: Path) -> None:
    for words, said in (
        (("--jobs", "2"), "--jobs goes with --mutate"),
        (("--criterion", "I1"), "--criterion goes with --mutate"),
        (("--file", "criteria"), "--file goes with --mutate"),
        (("--mutate", "--coverage"), "--mutate, --coverage and --suggest are asked one at a time"),
        (("--mutate", "--criterion", "I2"), "there is no criterion `I2`: the protocol has `I1`"),
        (("--mutate", "--file", "criteria/I9.lp"), "nothing that stands there is altered"),
    ):
        told = run("test", "--kb", "mine", *words)
        assert told.code == 2
        assert said in told.err


def test_a_scenario_that_fails_already_is_told_and_kills_nothing(run: Run, begun: Path) -> None:
    wrong = "- scenario: a child\n  patient: {whole: {age: 3, able_to_consent: yes}}\n  expect: {verdict: eligible}\n"
    begun.write_text(wrong, encoding="utf-8")
    told = run("test", "--mutate", "--kb", "mine")
    assert told.code == 1
    assert "not used the scenario fails as the protocol stands: a child\n" in told.out
    assert told.out.splitlines()[-1].startswith("9 mutants and 1 scenario: 0 killed, 0 equivalent, 9 survive")


def test_a_terminal_is_shown_how_far_it_is_and_nothing_of_that_is_written(begun: Path) -> None:
    ours, theirs = pty.openpty()
    words = command("test", "--mutate", "--kb", "mine")
    with subprocess.Popen(
        words, env=environment({"TERM": "xterm"}), stdout=subprocess.PIPE, stderr=theirs, text=True
    ) as one:
        os.close(theirs)
        shown = b""
        while True:
            try:
                read = os.read(ours, 4096)
            except OSError:
                break
            if not read:
                break
            shown += read
        assert one.stdout is not None
        assert one.stdout.read() == SURVIVING
    os.close(ours)
    assert b"mutants judged" in shown
