"""Small knowledge bases of which one criterion is asked: what both files on shared quantities need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from tests import small_base


def files(thresholds: str, rules: str, vocabulary: Mapping[str, str]) -> KnowledgeBaseFiles:
    """A knowledge base with these thresholds, rules of C-1 and files of the vocabulary; no reading, no background."""
    texts = {
        **{name: text for name, text in small_base.TEXTS.items() if not name.startswith("scores/")},
        **{f"vocabulary/{name}.yaml": text for name, text in vocabulary.items()},
        "readings.yaml": "readings: {}\nassumptions: {}\n",
        "background.lp": "",
        "criteria/all.thr": f"criterion C-1\n{thresholds}",
        "criteria/all.lp": rules + 'met("C-2").\nmet("C-3") :- f.\n',
    }
    return KnowledgeBaseFiles("kb", texts, digest(texts))


def base(thresholds: str, rules: str, vocabulary: Mapping[str, str]) -> Protocol:
    """The same, loaded."""
    return Protocol(load_knowledge_base(files(thresholds, rules, vocabulary)))


def status(protocol: Protocol, record: Mapping[str, Any]) -> str:
    """The status of C-1, or that the record contradicts itself."""
    result = protocol.screen(record)
    return str(result.criteria.get("C-1", result.verdict))
