"""What was read of a file is not read again: not when it is checked and loaded, nor for an amendment that leaves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hn2301_asp.check import atoms, check
from hn2301_asp.knowledge import reading_rules
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.thresholds import syntax
from hn2301_asp.knowledge.vocabulary import load as vocabulary
from hn2301_asp.solver import ground as grounding
from hn2301_asp.solver.ground import ground
from hn2301_asp.source import kept, yaml_text

#: What reads a file, with the number of the argument that names it; None: it is one thing of all files.
READERS: tuple[tuple[Any, str, int | None], ...] = (
    (syntax, "parse", 1),
    (reading_rules, "parse_rules", 1),
    (atoms, "_statements", 1),
    (yaml_text, "load_plain", 1),
    (vocabulary, "load_vocabulary", None),
    (grounding, "ground_program", None),
)


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """An empty cache, and a process that has read nothing; counts what is read of what."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("HN2301_CACHE", raising=False)
    monkeypatch.setattr(kept, "_MEMORY", {})
    seen: Counter[str] = Counter()

    def counted(name: str, reader: Callable[..., Any], at: int | None) -> Callable[..., Any]:
        def reads(*given: Any, **named: Any) -> Any:
            seen[f"{name} {given[at]}" if at is not None else name] += 1
            return reader(*given, **named)

        return reads

    for module, name, at in READERS:
        monkeypatch.setattr(module, name, counted(name, getattr(module, name), at))
    return seen


def changed(files: KnowledgeBaseFiles, name: str, before: str, after: str) -> KnowledgeBaseFiles:
    assert before in files.texts[name]
    texts = {**files.texts, name: files.texts[name].replace(before, after)}
    return replace(files, texts=texts, digest=digest(texts))


def all_of(files: KnowledgeBaseFiles) -> None:
    """A knowledge base is checked, loaded and grounded, in whatever order."""
    assert check(files) == []
    ground(load_knowledge_base(files))


def test_checking_and_loading_read_each_file_once(shipped: KnowledgeBaseFiles, read: Counter[str]) -> None:
    all_of(shipped)
    assert {name: number for name, number in read.items() if number > 1} == {}
    assert sum(name.startswith("parse ") for name in read) == len(shipped.below("", ".thr"))
    assert sum(name.startswith("parse_rules ") for name in read) == len(shipped.below("", ".lp"))


def test_another_process_reads_nothing_again(shipped: KnowledgeBaseFiles, read: Counter[str]) -> None:
    all_of(shipped)
    read.clear()
    kept._MEMORY.clear()
    all_of(shipped)
    assert read == {}


IN7 = "criteria/in7_organ_function"


@pytest.mark.parametrize(
    ("edit", "again"),
    [
        ((f"{IN7}.thr", "0.85 if female", "0.8 if female"), {f"parse {IN7}.thr"}),
        (
            (f"{IN7}.lp", "clearance_adequate, not", "clearance_adequate,  not"),
            {f"parse_rules {IN7}.lp", f"_statements {IN7}.lp"},
        ),
        (("readings.yaml", "default: either", "default: both"), {"load_plain readings.yaml"}),
    ],
)
def test_an_amendment_reads_only_what_it_changes(
    shipped: KnowledgeBaseFiles, read: Counter[str], edit: tuple[str, str, str], again: set[str]
) -> None:
    """A limit, a blank and a default leave the ground program as it is."""
    all_of(shipped)
    read.clear()
    kept._MEMORY.clear()
    files = changed(shipped, *edit)
    check(files)
    ground(load_knowledge_base(files))
    assert {*read} == again


def test_what_was_kept_is_what_is_read_from_the_files(
    shipped: KnowledgeBaseFiles, read: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load_knowledge_base(shipped)
    kept._MEMORY.clear()
    again = load_knowledge_base(shipped)
    assert again == first
    assert repr(again.vocabulary.typical) == repr(first.vocabulary.typical)
    assert ground(again) == ground(first)


def test_rules_that_were_kept_are_numbered_by_where_they_stand(shipped: KnowledgeBaseFiles, read: Counter[str]) -> None:
    """A rule more in an early file moves the numbers of all later ones, and nothing else of them."""
    load_knowledge_base(shipped)
    name = next(name for name in shipped.below("criteria/", ".lp"))
    text = shipped.texts[name] + "\nanother_one :- another_two.\n"
    files = replace(shipped, texts={**shipped.texts, name: text})
    by_kept = load_knowledge_base(files)
    kept._MEMORY.clear()
    with kept.apart():
        assert load_knowledge_base(files) == by_kept
    numbers = [rule.number for rule in (*by_kept.rules, *by_kept.guardrails, *by_kept.groups)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
