from __future__ import annotations

import pytest

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from tests.conftest import Sample
from tests.gates.gate import ALL, Gate


@pytest.fixture(scope="session")
def gate(shipped: KnowledgeBaseFiles) -> Gate:
    """The gate of the shipped knowledge base."""
    return Gate.of(shipped)


@pytest.fixture(scope="session")
def amendments(sample: Sample) -> int:
    """How many amendments are attacked."""
    return sample(ALL)
