"""Drafts of drawn edits mean what the edited copies mean: alone, in pairs, and taken back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from hn2301_asp.amendment.writing.drafting import draft
from hn2301_asp.amendment.writing.files import write
from hn2301_asp.comparison.comparer import compare
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.loader import load_files
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import open_version, stack
from tests.amendment.opinion.drawing import Drawing
from tests.conftest import Sample


def equivalent(one: KnowledgeBaseFiles, other: KnowledgeBaseFiles) -> bool:
    """Whether two versions are proved to judge everybody alike; two that cannot be loaded fail alike."""
    loaded, refused = [], []
    for files in (one, other):
        try:
            loaded.append(load_files(files))
        except InputError as error:
            refused.append(sorted(finding.message for finding in error.findings))
    if refused:
        return len(refused) == 2 and refused[0] == refused[1]
    found = compare(*loaded)
    relations = [found.overall.relation, *(change.relation for change in found.criteria.values())]
    return set(relations) <= {"equivalent"}


def drafts(base: Opened, seed: str, number: int) -> list[tuple[Opened, Opened]]:
    """Drawn amendments that can be loaded: each as a whole copy, and as its draft, written and opened again."""
    drawing = Drawing(base.files, load_files(base.files).knowledge_base)
    found: list[tuple[Opened, Opened]] = []
    for draw in range(number * 4):
        texts = dict(drawing.amendment(random.Random(f"short form {seed} {draw}")).texts)
        root = f"copy{draw}"
        copy = Opened(KnowledgeBaseFiles(root, texts, digest(texts)), root, base=base.files, overlay=texts)
        folder = Path("kb/amendments") / f"A{len(found) + 10}"
        try:
            write(draft(base, copy, folder))
        except InputError:
            continue  # It says what the base says, or cannot be loaded.
        found.append((copy, open_version(folder, base.files)))
        if len(found) == number:
            return found
    raise AssertionError("too few drawn edits can be drafted")


def check(base: Opened, seed: str, number: int) -> None:
    pairs = drafts(base, seed, number)
    for copy, short in pairs:
        assert equivalent(copy.files, short.files), copy.name
        assert sum(len(t.splitlines()) for t in short.overlay.values()) <= sum(map(len, short.files.texts.values()))
        back = Path("kb/amendments") / f"B{short.name[1:]}"
        write(draft(Opened(short.files, "amended"), base, back))
        assert equivalent(open_version(back, short.files).files, base.files), f"{copy.name} taken back"
    for (copy, short), (next_copy, next_short) in zip(pairs[::2], pairs[1::2], strict=True):
        stacked = stack(base.files, [copy, next_copy]).files, stack(base.files, [short, next_short]).files
        assert equivalent(*stacked), f"{copy.name} and {next_copy.name}"


def test_drafts_mean_what_the_copies_mean(base: Opened) -> None:
    check(base, "sample", 6)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_two_hundred_drafts_mean_what_the_copies_mean(base: Opened, sample: Sample, part: int) -> None:
    check(base, str(part), 2 * sample(10))
