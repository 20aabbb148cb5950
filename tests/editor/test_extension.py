"""The extension for VS Code: it says what the language says, names files that are there, and starts the server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.knowledge.resources import grammar_text
from hn2301_asp.knowledge.thresholds.statements import split
from tests.editor.conftest import ROOT, WHOLE

FOLDER = ROOT / "grammar" / "editors" / "vscode"
PACKAGE: dict[str, Any] = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
THRESHOLDS: dict[str, Any] = json.loads((FOLDER / "syntaxes/thresholds.tmLanguage.json").read_text(encoding="utf-8"))
RULES: dict[str, Any] = json.loads((FOLDER / "syntaxes/rules.tmLanguage.json").read_text(encoding="utf-8"))


def alternatives(pattern: str) -> set[str]:
    """The words that a pattern of the grammar stands for: `half-li(fe|ves)` is two."""
    found = re.fullmatch(r"([\w-]*)(?:\(([\w|]+)\)([\w-]*))?", pattern)
    assert found is not None, pattern
    if found[2] is None:
        return {found[1]}
    return {f"{found[1]}{inner}{found[3]}" for inner in found[2].split("|")}


def test_the_words_that_are_coloured_are_those_of_the_language() -> None:
    """The grammar's keywords are the terminals with a word that must end; functions stand before a bracket."""
    grammar = grammar_text("thresholds.lark")
    keywords = re.findall(r"^_?[A-Z_]+\.\d: /([\w()|-]+?)\(\?!\[\\w", grammar, re.MULTILINE)
    functions = re.findall(r"^[A-Z]+\.\d: /\(([\w|]+)\)\(\?=\\s\*\\\(", grammar, re.MULTILINE)
    assert len(keywords) > 15
    assert len(functions) == 2
    words = {word for pattern in keywords for word in alternatives(pattern)}
    known = THRESHOLDS["repository"]
    coloured: set[str] = set()
    for name in ("heading", "reason", "keyword", "reference"):
        listed = re.search(r"\(((?:[\w-]+\|)+[\w-]+)\)", known[name]["match"])
        assert listed is not None
        coloured |= set(listed[1].split("|"))
    assert coloured == words
    listed = re.search(r"\(([\w|]+)\)", known["function"]["match"])
    assert listed is not None
    assert set(listed[1].split("|")) == {word for group in functions for word in group.split("|")}


@pytest.mark.parametrize("grammar", [THRESHOLDS, RULES], ids=["thresholds", "rules"])
def test_every_part_of_a_grammar_is_there_and_none_is_idle(grammar: dict[str, Any]) -> None:
    included = {one["include"].removeprefix("#") for one in grammar["patterns"]}
    assert included == set(grammar["repository"])
    for part in grammar["repository"].values():
        for key in ("match", "begin", "end"):
            re.compile(part.get(key, ""))


def test_names_of_thresholds_are_coloured_and_those_of_formulas_are_not() -> None:
    name = re.compile(THRESHOLDS["repository"]["name"]["match"])
    heading = re.compile(THRESHOLDS["repository"]["heading"]["match"])
    seen = 0
    for root in WHOLE:
        for path in root.rglob("*.thr"):
            for statement in split(path.read_text(encoding="utf-8")):
                first = statement.text.split("\n")[0]
                assert bool(heading.match(first)) == (statement.start == "heading"), first
                if statement.start != "heading":
                    assert bool(name.match(first)) == (statement.start == "threshold"), first
                    seen += 1
    assert seen > 40


def test_words_above_rules_are_coloured_apart_from_comments() -> None:
    above = re.compile(RULES["repository"]["documentation"]["begin"])
    for root in WHOLE:
        for path in root.rglob("*.lp"):
            for line in path.read_text(encoding="utf-8").split("\n"):
                if line.startswith("%"):
                    assert bool(above.match(line)) == line.startswith("%!")


def test_the_package_names_files_that_are_there_and_the_languages_that_it_starts_for() -> None:
    contributed = PACKAGE["contributes"]
    named = [one["configuration"] for one in contributed["languages"]]
    named += [one["path"] for one in contributed["grammars"]] + [PACKAGE["main"]]
    assert [name for name in named if not (FOLDER / name).is_file()] == []
    code = (FOLDER / "extension.js").read_text(encoding="utf-8")
    for language in contributed["languages"]:
        assert f'language: "{language["id"]}"' in code
    assert {one["scopeName"] for one in contributed["grammars"]} == {THRESHOLDS["scopeName"], RULES["scopeName"]}
    assert sorted(one["extensions"][0] for one in contributed["languages"]) == [".lp", ".thr"]
    assert (FOLDER / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_what_is_locked_names_no_registry_and_is_what_is_asked_for() -> None:
    text = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    locked = json.loads(text)["packages"]
    assert locked[""]["dependencies"] == PACKAGE["dependencies"]
    assert all("integrity" in one for name, one in locked.items() if name)


def test_it_is_packaged_as_the_page_says() -> None:
    page = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    said = re.search(r"npx --yes (-p \S+ -p \S+) vsce package", page)
    assert said is not None
    assert f"npx --yes {said[1]} vsce package" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


#: What stands for the editor and its library: what is asked of them is printed.
_STUBS = """
const Module = require("module");
const said = [];
const vscode = {
  workspace: {
    getConfiguration: () => ({ get: () => process.argv[2] }),
    onDidChangeConfiguration: () => ({}),
  },
  commands: { registerCommand: () => ({}), executeCommand: () => {} },
  window: { showErrorMessage: async (message) => { said.push(message); } },
};
class LanguageClient {
  constructor(id, name, server, options) {
    said.push([server.command, ...server.args].join(" ") + " for " + options.documentSelector.length);
  }
  async start() {}
  async stop() { said.push("stopped"); }
}
const load = Module._load;
const stubs = { vscode, "vscode-languageclient/node": { LanguageClient, TransportKind: { stdio: 0 } } };
Module._load = (name, ...rest) => stubs[name] ?? load(name, ...rest);
const extension = require(process.argv[3]);
extension.activate({ subscriptions: [] }).then(extension.deactivate).then(() => console.log(said.join("\\n")));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 0", "{program} lsp for 4\nstopped\n"),
        ("exit 2", "HN2301: the program `{program}` knows no `lsp`: it is an older version. Install it"),
        (
            None,
            'HN2301: the program `{program}` is not found. Install it (pip install "hn2301-asp[editor]"), or name it',
        ),
    ],
    ids=["there", "older", "missing"],
)
def test_it_starts_the_server_or_says_what_is_missing(tmp_path: Path, script: str | None, said: str) -> None:
    program = tmp_path / "hn2301"
    if script is not None:
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
    stubs = tmp_path / "stubs.js"
    stubs.write_text(_STUBS, encoding="utf-8")
    command = ["node", str(stubs), str(program), str(FOLDER / "extension.js")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(said.format(program=program))
