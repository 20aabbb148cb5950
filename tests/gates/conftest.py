from __future__ import annotations

import pytest

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from tests.gates.gate import Gate


@pytest.fixture(scope="session")
def gate(shipped: KnowledgeBaseFiles) -> Gate:
    """The gate of the shipped knowledge base."""
    return Gate.of(shipped)


@pytest.fixture(scope="session")
def amendments(request: pytest.FixtureRequest) -> int:
    """How many amendments are attacked."""
    asked: int = request.config.getoption("--gate")
    return asked
