"""The small protocol of the golden cases with some edits of its texts, as a case to be judged."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from msgspec.structs import replace

from hn2301_asp.amendment.case import Case, Version
from hn2301_asp.amendment.catalogue import by_code
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.version import version_of
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import open_version

BASE = Path(__file__).parents[2] / "golden" / "amendment" / "base"
#: A file, what stands there (empty: what follows is put at its end), and what stands there instead.
Edit = tuple[str, str, str]


def edited(files: KnowledgeBaseFiles, *edits: Edit) -> KnowledgeBaseFiles:
    """The texts with some edits."""
    texts = dict(files.texts)
    for file, before, after in edits:
        assert before in texts.get(file, ""), (file, before)
        texts[file] = texts[file].replace(before, after) if before else texts.get(file, "") + after
    return replace(files, texts=texts, digest=digest(texts))


@cache
def _version(name: str, edits: tuple[Edit, ...]) -> Version:
    return version_of(Opened(edited(open_version(BASE).files, *edits), name), name)


def case_of(*edits: Edit, before: tuple[Edit, ...] = ()) -> Case:
    """An amendment that makes some edits; ``before`` are edits that its base has already."""
    return Case(_version("1.0", before), _version("A01", (*before, *edits)))


def found(code: str, *edits: Edit, before: tuple[Edit, ...] = ()) -> list[Conflict]:
    """What one class finds on an amendment."""
    return list(by_code()[code].find(case_of(*edits, before=before)))


def told(code: str, *edits: Edit, before: tuple[Edit, ...] = ()) -> list[tuple[str, str]]:
    """What one class finds, by the items and the sentences."""
    return [(conflict.where, conflict.message) for conflict in found(code, *edits, before=before)]
