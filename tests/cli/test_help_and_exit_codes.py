"""Help of every command, and the exit codes: 0 done, 1 findings, 2 unusable input, 3 a fault of ours."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path

import click
import pytest

import hn2301_asp.screener
from hn2301_asp.cli.commands import main
from hn2301_asp.knowledge.resources import shipped_knowledge_base

from .conftest import Put, Run

COMMANDS = tuple(main.commands)
#: Commands with the groups that they stand in, by their words.
WORDS = [
    words
    for name, command in main.commands.items()
    for words in ([(name, inner) for inner in command.commands] if isinstance(command, click.Group) else [(name,)])
]


def test_the_commands_are_those_of_the_interface(run: Run) -> None:
    done = run("--help")
    assert (done.code, done.err) == (0, "")
    assert {"screen", "explain", "check", "test", "facts"} <= set(COMMANDS)
    listed = done.out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == sorted(COMMANDS)
    assert "Exit codes: 0 done and nothing found" in done.out


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_every_command_has_help_that_says_what_each_option_does(run: Run, words: tuple[str, ...]) -> None:
    command: click.Command = main
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    done = run(*words, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out == run(*words, "-h").out
    assert command.help
    text = " ".join(done.out.split())
    assert " ".join(command.help.split()) in text
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert options or command.params
    for option in options:
        assert option.opts[0] in text
        assert option.help or isinstance(option.type, click.Choice), option.name


def test_the_version_is_that_of_the_package(run: Run) -> None:
    done = run("--version")
    assert (done.code, done.out) == (0, f"hn2301, version {version('hn2301-asp')}\n")


USAGE = [
    ((), 2),
    (("screen",), 2),
    (("explain",), 2),
    (("explain", "a.json", "b.json"), 2),
    (("screem",), 2),
    (("screen", "a.json", "--format", "xml"), 2),
    (("screen", "a.json", "--colour"), 2),
]


@pytest.mark.parametrize(("words", "code"), USAGE)
def test_a_command_that_is_not_understood_is_unusable_input(run: Run, words: tuple[str, ...], code: int) -> None:
    done = run(*words)
    assert (done.code, done.out) == (code, "")
    assert "Usage: " in done.err


def test_whatever_the_verdicts_screening_ends_with_0(run: Run, put: Put) -> None:
    verdicts = {
        "undetermined": "{}",
        "ineligible": '{"age": 70}',
        "contradictory": '{"sex": "male", "pregnant": "yes"}',
    }
    for verdict, record in verdicts.items():
        done = run("screen", put(f"{verdict}.json", record), "--format", "json")
        assert (done.code, f'"verdict": "{verdict}"' in done.out) == (0, True)


def test_input_that_cannot_be_used_ends_with_2(run: Run) -> None:
    assert run("screen", "nowhere.json").code == 2
    assert run("explain", "nowhere.json").code == 2
    assert run("check", "--kb", "nowhere").code == 2


def test_findings_of_a_check_end_with_1(run: Run) -> None:
    shutil.copytree(shipped_knowledge_base(), "kb")
    file = Path("kb/criteria/in5_serology.lp")
    file.write_text(file.read_text(encoding="utf-8").replace("serology :- ana_positive.", "serology :- ana_positiv."))
    done = run("check", "--kb", "kb")
    assert done.code == 1
    assert "ana_positiv" in done.out


def test_a_fault_of_the_program_ends_with_3_and_says_so(run: Run, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a planted fault")

    monkeypatch.setattr(hn2301_asp.screener, "screen", broken)
    done = run("screen", put("a.json", '{"age": 34}'))
    assert (done.code, done.out) == (3, "")
    assert done.err.splitlines()[-2:] == [
        "ZeroDivisionError: a planted fault",
        "error[internal] this is a fault of the program, not of your input",
    ]


def test_a_fault_of_the_input_never_shows_a_traceback(run: Run, put: Put) -> None:
    for text in ("", "{", "[1]", '{"age": {}}', '{"current": {"a": {"b": 1}}}', '{"": 1}', "null", '[{"age": [[[]]]}]'):
        done = run("screen", put("a.json", text))
        assert (done.code, done.out) == (2, ""), text
        assert done.err.startswith("error["), text
        assert "Traceback" not in done.err
