"""Whatever command or function is given a hostile knowledge base: it is refused, unread by clingo, and told."""

from __future__ import annotations

import inspect
import socket as sockets
from collections.abc import Callable
from pathlib import Path

import click
import pytest

import hn2301_asp
from hn2301_asp.api import InputError, Protocol
from hn2301_asp.cli.commands import main
from hn2301_asp.knowledge.files import LARGEST_FILE
from hn2301_asp.solver.instances import MOST_INSTANCES

from .conftest import run
from .entries import COMMANDS, OF_A_KNOWLEDGE_BASE, OF_RECORDS, OF_TABLES, SPOILT

RULES, READINGS = Path("kb/criteria/in5_serology.lp"), Path("kb/readings.yaml")
#: What stands in every hostile text, and may reach neither clingo nor the disk.
MARK = "hacked"


def more(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def swapped(file: str, before: str, after: str) -> None:
    text = Path(file).read_text(encoding="utf-8")
    assert before in text
    Path(file).write_text(text.replace(before, after, 1), encoding="utf-8")


def linked(name: str, target: str) -> None:
    outside = Path("outside") / target
    outside.parent.mkdir(exist_ok=True)
    outside.write_text(f"{MARK}.\n")
    (Path("kb/criteria") / name).symlink_to((outside if target else outside.parent).resolve())


def socket(name: str) -> None:
    """What stands in a folder and is no file."""
    with sockets.socket(sockets.AF_UNIX) as made:
        made.bind(name)


#: What is done to the knowledge base, and the code of the finding. Who reads rules alone sees those of rules.
OF_RULES: dict[str, tuple[Callable[[], object], str]] = {
    "a script": (lambda: more(RULES, f"#script (python)\nopen('{MARK}', 'w')\n#end.\n"), "forbidden-construct"),
    "a script in Lua": (lambda: more(RULES, f"# script(lua) {MARK} #end.\n"), "forbidden-construct"),
    "an include": (lambda: more(RULES, f'#include "../../{MARK}.lp".\n'), "forbidden-construct"),
    "a theory": (lambda: more(RULES, f"#theory {MARK} {{ }}.\n"), "forbidden-construct"),
    "a theory atom": (lambda: more(RULES, f"{MARK} :- &diff {{ a - b }} <= 1.\n"), "forbidden-construct"),
    "an external function": (lambda: more(RULES, f"{MARK}(@{MARK}(1)).\n"), "forbidden-construct"),
    "an external": (lambda: more(RULES, f"#external {MARK}.\n"), "forbidden-construct"),
    "behind a comment": (lambda: more(RULES, f"%* %* *% *% @{MARK}().\n"), "forbidden-construct"),
    "a NUL": (lambda: more(RULES, f"\0{MARK}.\n"), "rule-syntax"),
    "an escape": (lambda: more(RULES, f"\x1b[2J{MARK}.\n"), "rule-syntax"),
    "a deep rule": (lambda: more(RULES, f"{MARK} :- X = {'-' * 301}1.\n"), "rule-syntax"),
    "a long rule": (lambda: more(RULES, f"{MARK} :- {'serology, ' * 2_000}serology.\n"), "rule-syntax"),
    "brackets": (lambda: more(RULES, f"{MARK}({'(' * 201}1{')' * 201}).\n"), "rule-syntax"),
    "a large number": (lambda: more(RULES, f"{MARK}({'9' * 401}).\n"), "number-too-large"),
    "an overflow": (lambda: more(RULES, f"{MARK}(9999999999).\n"), "integer-overflow"),
    "another encoding": (lambda: RULES.write_bytes(b"\xff\xfe" + MARK.encode("utf-16-le")), "kb-encoding"),
    "a huge file": (lambda: RULES.write_text(f"% {MARK}\n" * (LARGEST_FILE // 9 + 1)), "kb-file"),
    "no file": (lambda: socket("kb/criteria/socket.lp"), "kb-file"),
    "a link to a file": (lambda: linked("link.lp", "a.lp"), "kb-file"),
}
OF_THE_REST: dict[str, tuple[Callable[[], object], str]] = {
    "a link to a folder": (lambda: linked("folder", ""), "kb-file"),
    "an interval": (lambda: more(RULES, f"{MARK}(1..{MOST_INSTANCES + 1}).\n"), "too-many-instances"),
    "a pool": (lambda: more(RULES, f"{MARK}((1..708; a), 1..708).\n"), "too-many-instances"),
    "a tag": (lambda: more(READINGS, f'\nx: !!python/object/apply:os.system ["touch {MARK}"]\n'), "yaml-tag"),
    "an anchor": (lambda: more(READINGS, f"\nx: &{MARK} [*{MARK}, *{MARK}]\n"), "yaml-alias"),
    "a merge": (lambda: more(READINGS, f"\nx: {{<<: *{MARK}}}\n"), "yaml-alias"),
    "deep YAML": (lambda: more(READINGS, f"\nx: {'[' * 30}{MARK}\n"), "too-deep"),
    "a large number in YAML": (lambda: more(READINGS, f"\nx: {'9' * 401}\n"), "number-too-large"),
    "a file elsewhere": (lambda: Path("kb/vocabulary/x.lp").write_text(f"{MARK}.\n"), "kb-file"),
    "a path as an id": (lambda: swapped("kb/protocol.yaml", "id: IN-5", f"id: ../{MARK}"), "not-a-name"),
}
ATTACKS = {**OF_RULES, **OF_THE_REST}
BASES = {words: row for words, row in COMMANDS.items() if row.kb}


def words_of(command: click.Command, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if isinstance(command, click.Group):
        return [words for name, inner in command.commands.items() for words in words_of(inner, (*before, name))]
    return [before]


def test_every_command_has_a_row() -> None:
    assert sorted(words_of(main)) == sorted(COMMANDS)


def test_every_public_function_has_a_row() -> None:
    public = {name for name in hn2301_asp.__all__ if name[0].islower()}
    assert public == {*OF_A_KNOWLEDGE_BASE}
    methods = {name for name, _ in inspect.getmembers(Protocol, inspect.isfunction) if name[0] != "_"}
    assert methods - {"by_doors"} == {*OF_RECORDS, *OF_TABLES}  # That one is given what `patient` was given.


def test_a_command_that_reads_a_knowledge_base_has_a_row_that_says_so() -> None:
    for words in COMMANDS:
        command: click.Command = main
        for word in words:
            assert isinstance(command, click.Group)
            command = command.commands[word]
        takes = [
            parameter for parameter in command.params if {"kb", "base", "KB"} & {parameter.name, parameter.metavar}
        ]
        assert bool(takes) <= bool(COMMANDS[words].kb), words


def everything() -> set[str]:
    return {str(path) for path in Path().rglob("*")}


@pytest.mark.parametrize("words", BASES, ids=" ".join)
def test_a_command_answers_where_nothing_is_wrong(folder: Path, words: tuple[str, ...]) -> None:
    if words == ("amend", "draft"):
        swapped("kb/readings.yaml", "default: either", "default: both")
    done = run(*words, *(word.replace(SPOILT, "kb") for word in BASES[words].kb))
    assert done.code in (0, 1), done.err


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_knowledge_base_is_refused_by_every_command(
    folder: Path, given_to_clingo: list[str], attack: str
) -> None:
    spoil, code = ATTACKS[attack]
    spoil()
    before = everything()
    for words, row in BASES.items():
        del given_to_clingo[:]
        done = run(*words, *(word.replace(SPOILT, "kb") for word in row.kb))
        told = f"{' '.join(words)}: {done.code}\n{done.out}\n{done.err}"
        if row.rules_only and attack not in OF_RULES:
            assert done.code == 0, told
        else:
            assert done.code in (1, 2), told
            assert code in done.out + done.err, told
        assert "Traceback" not in told
        assert "\x1b" not in done.out + done.err
        assert max(map(len, done.err.split("\n"))) < 1_000, "a message that nobody can read"
        if code != "too-many-instances" and not row.rules_only:
            assert [text for text in given_to_clingo if MARK in text] == [], told
        assert everything() == before, told


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_knowledge_base_is_refused_by_every_function(
    folder: Path, given_to_clingo: list[str], attack: str
) -> None:
    spoil, code = ATTACKS[attack]
    spoil()
    before = everything()
    for name, ask in OF_A_KNOWLEDGE_BASE.items():
        answer, codes = None, set[str]()
        try:
            answer = ask(hn2301_asp, "kb")
        except InputError as told:
            codes = {finding.code for finding in told.findings}
        if answer is None:
            assert any(code in found for found in codes), name
        else:
            # What a class of conflict claims is told as a conflict of the base, which nobody screens with.
            assert name == "check_amendments"
            assert answer.base_conflicts  # type: ignore[attr-defined]
        assert everything() == before
    if code != "too-many-instances":
        assert [text for text in given_to_clingo if MARK in text] == []


def test_the_name_of_a_criterion_s_files_is_compared_and_never_opened(folder: Path, given_to_clingo: list[str]) -> None:
    Path("hacked.lp").write_text(f"{MARK}.\n")
    swapped("kb/protocol.yaml", "files: in5_serology", f"files: ../../{MARK}")
    done = run("check", "--kb", "kb")
    assert done.code == 1
    assert "unclaimed-file] no criterion of protocol.yaml names this file" in done.out
    assert [text for text in given_to_clingo if MARK in text] == []
