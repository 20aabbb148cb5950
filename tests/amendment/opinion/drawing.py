"""Random amendments: one to three edits of a knowledge base's syntax trees, drawn by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

import yaml

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.model import KnowledgeBase
from tests.amendment.opinion.rule_edits import RULE_CHANGES, edit_rule
from tests.amendment.opinion.threshold_edits import THRESHOLD_CHANGES, Texts, edit_threshold
from tests.amendment.opinion.version import askable

READING = "reading"
#: Every kind of edit.
KINDS = (*THRESHOLD_CHANGES, *RULE_CHANGES, READING)
#: How often an amendment has one, two or three edits.
EDITS = (1, 1, 1, 1, 2, 2, 3)
#: How many atoms of each sort a rule may newly ask for at a time.
FEW = 4


@dataclass(frozen=True)
class Drawn:
    """An amended knowledge base: its texts, and what was done, by the kinds of edits."""

    texts: Texts
    kinds: tuple[str, ...]
    told: tuple[str, ...]


class Drawing:
    """Draws amendments of one knowledge base."""

    def __init__(self, files: KnowledgeBaseFiles, base: KnowledgeBase) -> None:
        self.texts = dict(files.texts)
        self.vocabulary = base.vocabulary
        self.askable = askable(base)

    def amendment(self, rng: random.Random) -> Drawn:
        """An amendment; each edit is drawn on what the edits before it left."""
        texts, kinds, told = self.texts, [], []
        for _ in range(rng.choice(EDITS)):
            kind, words, texts = self._edit(rng, texts)
            kinds.append(kind)
            told.append(words)
        return Drawn(texts, tuple(kinds), tuple(told))

    def _atoms(self, rng: random.Random) -> list[str]:
        """Some atoms of every sort: the items of scores are many, and would crowd out the others."""
        return [atom for atoms in self.askable.values() for atom in rng.sample(atoms, min(FEW, len(atoms)))]

    def _edit(self, rng: random.Random, texts: Texts) -> tuple[str, str, Texts]:
        while True:
            kind = rng.choice(KINDS)
            if kind in THRESHOLD_CHANGES:
                edited = edit_threshold(rng, texts, self.vocabulary, THRESHOLD_CHANGES[kind])
            elif kind in RULE_CHANGES:
                edited = edit_rule(rng, texts, self._atoms(rng), RULE_CHANGES[kind])
            else:
                edited = _edit_reading(rng, texts)
            if edited is not None:
                return kind, *edited


def _edit_reading(rng: random.Random, texts: Texts) -> tuple[str, Texts]:
    """Another default for one reading."""
    file = "readings.yaml"
    tree = yaml.safe_load(texts[file])
    name, entry = rng.choice(sorted(tree["readings"].items()))
    before = entry["default"]
    entry["default"] = rng.choice([value for value in entry["values"] if value != before])
    told = f"{file}: {name} {before} -> {entry['default']}"
    return told, {**texts, file: yaml.safe_dump(tree, sort_keys=False, allow_unicode=True)}
