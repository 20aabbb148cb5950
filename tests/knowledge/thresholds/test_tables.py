"""A statement parsed by the kept table gives lark's own tree; what lark refuses the table refuses."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.knowledge.thresholds import syntax
from hn2301_asp.knowledge.thresholds.statements import split
from hn2301_asp.knowledge.thresholds.tables import SAMPLES, Table, parse_by, shown, table_of
from hn2301_asp.source import kept
from hn2301_asp.source.diagnostics import InputError

STATEMENTS = [
    (statement.start, statement.text)
    for path in sorted(shipped_knowledge_base().rglob("*.thr"))
    for statement in split(path.read_text(encoding="utf-8"))
]
#: What is put into a statement, somewhere: words and signs of the language.
PIECES = [
    *("≥", ">=", "<", "1.5", "×", "x", "*", "ULN", "if", "never", "no", "yes", '"q"', "because", "negates", "between"),
    *("and", "within", "before", "screening", "[kg]", "[", "]", "=", "+", "-", "−", "/", "(", ")", "empirical", ","),
    *("mg/dL", "×10^9/L", "10^9/L", "%", "age", " ", "\n  ", "# c\n  ", "criterion", "IN-7", "score", "else", "spo2"),
]


@pytest.fixture(scope="module")
def table() -> Table:
    made = table_of(syntax._parser(), syntax._by_lark)
    assert made is not None
    return made


def both(table: Table, text: str, start: str) -> tuple[object, object]:
    return shown(parse_by(table, text, start)), shown(syntax._by_lark(text, start))


@pytest.mark.parametrize(("start", "text"), [*SAMPLES, *STATEMENTS])
def test_a_statement_has_one_tree(table: Table, start: str, text: str) -> None:
    ours, theirs = both(table, text, start)
    assert ours == theirs


def test_all_that_ships_is_taken_by_the_table(table: Table) -> None:
    assert len(STATEMENTS) > 50
    assert [text for start, text in STATEMENTS if parse_by(table, text, start) is None] == []


def test_statements_with_slips_are_taken_or_refused_alike(table: Table) -> None:
    rng = random.Random("slips")
    taken = 0
    for _ in range(4_000):
        start, text = rng.choice(STATEMENTS)
        for _ in range(rng.choice((1, 1, 2, 3))):
            begin = rng.randrange(len(text) + 1)
            text = text[:begin] + rng.choice([*PIECES, *[""] * 6]) + text[begin + rng.choice((0, 0, 1, 2, 5)) :]
        start = rng.choice([start, start, start, "heading", "threshold", "definition"])
        ours, theirs = both(table, text, start)
        assert ours == theirs, text
        taken += ours is not None
    assert 500 < taken < 3_500


def test_the_samples_use_every_rule_of_the_grammar(table: Table) -> None:
    used: set[str] = set()

    def walk(tree: Any) -> None:
        if not isinstance(tree, str):
            used.add(tree.data)
            for child in tree.children:
                walk(child)

    for start, text in SAMPLES:
        if (tree := parse_by(table, text, start)) is not None:
            walk(tree)
    assert used == {shape.name for shape in table.shapes if not shape.origin.startswith("_") and not shape.lifted}


@pytest.mark.parametrize("parser", [None, SimpleNamespace(parser=SimpleNamespace(parser=None, lexer=None))])
def test_of_a_release_that_is_built_otherwise_there_is_no_table(parser: Any) -> None:
    assert table_of(parser, syntax._by_lark) is None


def test_a_table_that_gives_another_tree_for_a_sample_is_none() -> None:
    assert table_of(syntax._parser(), lambda text, start: syntax._by_lark(f" {text}", start)) is None


def test_without_a_table_lark_parses_and_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'criterion IN-7\n\na  ALT ≤ 2.5 × ULN  "q"\n'
    with_table = syntax.parse(text, "f.thr")
    with pytest.raises(InputError) as told:
        syntax.parse(text.replace("≤", "≤≤"), "f.thr")
    monkeypatch.setattr(syntax, "_table", lambda: None)
    assert syntax.parse(text, "f.thr") == with_table
    with pytest.raises(InputError) as by_lark:
        syntax.parse(text.replace("≤", "≤≤"), "f.thr")
    assert told.value.findings == by_lark.value.findings


def test_a_kept_table_is_the_table_that_was_made(table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("HN2301_CACHE", raising=False)
    monkeypatch.setattr(kept, "_MEMORY", {})
    for _ in range(2):
        assert kept.once(Table, ("grammar", "g"), lambda: table) == table
        kept._MEMORY.clear()


CHANGED = """
import sys
from hn2301_asp.knowledge.files import digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from msgspec.structs import replace
files = read_files(shipped_knowledge_base())
name, text = next((n, t) for n, t in files.texts.items() if n.endswith(".thr") and t.startswith("criterion"))
texts = {**files.texts, name: text + "\\n# another\\n"}
load_knowledge_base(replace(files, texts=texts, digest=digest(texts)))
print(sorted({"lark", "pint"} & sys.modules.keys()))
"""


def test_where_the_cache_has_everything_a_changed_file_is_read_without_lark_and_pint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("HN2301_CACHE", raising=False)
    first = "from hn2301_asp.api import load; load()"
    subprocess.run([sys.executable, "-c", first], check=True)
    done = subprocess.run([sys.executable, "-c", CHANGED], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"
