"""Versions of the shipped knowledge base with single edits of its texts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.kb_files import KnowledgeBaseFiles, digest, read_files
from hn2301_asp.loading import load_protocol
from hn2301_asp.resources import shipped_knowledge_base

#: A file, what stands there, and what stands there instead.
Edit = tuple[str, str, str]


@pytest.fixture(scope="session")
def shipped() -> KnowledgeBaseFiles:
    """The texts of the shipped knowledge base."""
    return read_files(shipped_knowledge_base())


@pytest.fixture(scope="session")
def edited(shipped: KnowledgeBaseFiles) -> Callable[..., Protocol]:
    """The shipped knowledge base with some edits, loaded."""

    def make(*edits: Edit) -> Protocol:
        texts = dict(shipped.texts)
        for file, before, after in edits:
            assert before in texts[file], (file, before)
            texts[file] = texts[file].replace(before, after)
        files = replace(shipped, texts=texts, digest=digest(texts))
        return Protocol(load_protocol(files), files=files)

    return make
