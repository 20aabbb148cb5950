"""The shipped scenarios, run once for all tests here, and scenario files made of text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.scenarios.load import load_scenarios
from hn2301_asp.scenarios.model import Report, Scenario
from hn2301_asp.scenarios.run import run_all


@pytest.fixture(scope="session")
def shipped(protocol: Protocol) -> Report:
    """The shipped scenarios, run once."""
    return run_all(read_files(shipped_knowledge_base()), protocol)


@pytest.fixture(scope="session")
def read(protocol: Protocol) -> Callable[[str], tuple[Scenario, ...]]:
    """Reads scenarios from the text of one file."""

    def read_text(text: str, *more: str) -> tuple[Scenario, ...]:
        texts = {f"scenarios/{number}.yaml": content for number, content in enumerate((text, *more))}
        return load_scenarios(KnowledgeBaseFiles("kb", texts, ""), protocol.knowledge_base)

    return read_text
