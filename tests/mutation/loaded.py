"""What protocols mean, as something that can be compared: made in memory, or read from files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import numbered
from hn2301_asp.mutation.mutating import Mutating
from hn2301_asp.screener import Screener
from hn2301_asp.source.kept import encode

ROOT = Path(__file__).parents[2]
PRESSURE, ONCOLOGY = ROOT / "tests" / "protocols" / "pressure", ROOT / "tests" / "protocols" / "oncology"
SMALLEST = ROOT / "hn2301_asp" / "examples" / "smallest"


def mutating(folder: Path, *, scenarios: bool = True) -> Mutating:
    """The mutants of the knowledge base of a folder, with its scenarios or without any."""
    files = read_files(folder)
    if not scenarios:
        texts = {name: text for name, text in files.texts.items() if not name.startswith("scenarios/")}
        files = with_texts(files, texts)
    return Mutating(Screener(load_knowledge_base(files), files=files), files)


def with_texts(files: KnowledgeBaseFiles, texts: Mapping[str, str]) -> KnowledgeBaseFiles:
    """The files with other texts, and their digest."""
    return KnowledgeBaseFiles(files.root, texts, digest(texts))


def meaning(base: KnowledgeBase) -> bytes:
    """All that decides about patients: rules without their numbers, what thresholds ask, formulas, words, readings."""
    known, vocabulary = base.thresholds, base.vocabulary
    tests = sorted((t.name, t.quantity, repr(t.test)) for t in known.thresholds.values())
    scores = {
        name: replace(score, items={i: replace(item, definition=None) for i, item in score.items.items()})
        for name, score in vocabulary.scores.items()
    }
    parts = (
        sorted(numbered(rule, 0).program for rule in base.rules),
        tests,
        sorted((name, repr(axis.regions)) for name, axis in known.axes.items()),
        sorted((name, repr(derived.formula)) for name, derived in known.derived.items()),
        sorted((name, repr(quantity)) for name, quantity in known.quantities.items()),
        sorted((drug.name, drug.drug_class, drug.substance, drug.named) for drug in vocabulary.drugs.values()),
        sorted(
            (name, repr(sorted(map(repr, score.items.values()))), repr(score.totals)) for name, score in scores.items()
        ),
        base.default_readings(),
    )
    return msgspec.msgpack.encode(parts, enc_hook=encode)
