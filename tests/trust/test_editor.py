"""A hostile knowledge base that somebody opens in an editor: it is told, nothing of it is run, nothing is written.

Some attacks are read as the editor's server reads them, as all are by the commands (`test_entry_points.py`); some are
typed into a server, which goes on serving.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from hn2301_asp.editor.completion import offers
from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.homes import Home
from hn2301_asp.editor.hover import World, card
from hn2301_asp.editor.inlays import inlays
from hn2301_asp.editor.outline import entries
from hn2301_asp.editor.snapshot import read
from tests.editor.client import PATIENCE, serving

from .conftest import run
from .test_entry_points import ATTACKS, MARK, RULES, everything

#: Rules that are typed, and what is told of them: one of each way in which a text is refused.
TYPED = {
    f'#include "{MARK}.lp".': "`#include` may not stand in a rule file",
    f"{MARK}(@f(1)).": "external functions (`@…`) may not stand in a rule file",
    f"{MARK} :- X = {'-' * 301}1.": "a rule with more than 300 signs of arithmetic",
    f"{MARK}({'(' * 201}1{')' * 201}).": "brackets stand more than 200 deep within one another",
}


@pytest.mark.parametrize("attack", [*ATTACKS][::3])
def test_what_is_hostile_is_told_and_nothing_of_it_is_run(
    folder: Path, given_to_clingo: list[str], attack: str
) -> None:
    spoil, code = ATTACKS[attack]
    spoil()
    before = everything()
    desk = Desk()
    snapshot = read(Home(str(folder / "kb"), "base"), desk)
    assert any(code in finding.code for finding in snapshot.findings)
    assert all(Path(one.place.file or "").is_relative_to(folder / "kb") for one in snapshot.findings)
    for file, text in snapshot.texts.items():
        entries(file, text)
        for mention in snapshot.mentions(file)[:2]:
            card(mention.symbol, World(snapshot, desk))
        if snapshot.names is not None:
            offers(file, text, text.count("\n") + 1, 1, snapshot.names)
    inlays(snapshot, lambda: False)
    if code != "too-many-instances":
        assert [text for text in given_to_clingo if MARK in text] == []
    assert everything() == before


def test_hostile_rules_are_told_and_the_server_goes_on(folder: Path) -> None:
    path = (folder / RULES).resolve()
    text = path.read_text(encoding="utf-8")
    line = text.count("\n")
    with serving(folder / "kb") as client:
        client.open(path)
        assert client.found(path) == []
        for typed, told in TYPED.items():
            client.type(path, line, 0, 0, typed)
            assert any(one["message"].startswith(told) for one in client.found(path)), typed[:60]
            assert (
                client.request(
                    "textDocument/formatting",
                    textDocument={"uri": path.as_uri()},
                    options={"tabSize": 4, "insertSpaces": True},
                )
                is None
            )
            client.texts[path] = text
            client.versions[path] += 1
            client.notify(
                "textDocument/didChange",
                textDocument={"uri": path.as_uri(), "version": client.versions[path]},
                contentChanges=[{"text": text}],
            )
            assert client.found(path) == []
        assert client.close() == 0
    assert list(folder.rglob(f"*{MARK}*")) == []
    assert client.process.wait(timeout=PATIENCE) == 0


def test_files_outside_of_a_knowledge_base_are_not_read(folder: Path) -> None:
    """Neither by a path that leads up, nor by a link, nor by another scheme."""
    (folder / "outside.lp").write_text(f"{MARK} :- {MARK}.\n")
    (folder / "kb/criteria/link.lp").symlink_to(folder / "outside.lp")
    assert run("check", "--kb", "kb").code in (1, 2)
    with serving(folder / "kb") as client:
        for uri in (
            "file:///elsewhere.lp",
            "http://example.org/a.lp",
            f"{(folder / 'kb').as_uri()}/../outside.lp",
            "x",
        ):
            given = {"uri": uri, "languageId": "lp", "version": 1, "text": "a :- b.\n"}
            client.notify("textDocument/didOpen", textDocument=given)
        path = (folder / RULES).resolve()
        client.open(path)
        assert MARK not in str(client.found(path))
        assert client.close() == 0
