"""What is asked when something is told of a knowledge base: its names, its rules, its amendments, its scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from hn2301_asp.check.base import Base
from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.homes import amendments_of
from hn2301_asp.editor.hover.scenarios import Touching
from hn2301_asp.editor.names import Names
from hn2301_asp.editor.snapshot import Snapshot
from hn2301_asp.knowledge.files import MANIFEST
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax, read_thresholds
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.reading_manifest import read_manifest


class Proposal(Struct, frozen=True):
    """An amendment that stands in a knowledge base: its thresholds as written, and the names that it takes away."""

    id: str
    title: str
    status: str
    thresholds: Mapping[str, ThresholdSyntax]
    removed: frozenset[str]


class World(Struct, frozen=True, dict=True):
    """A snapshot with the folders around it."""

    snapshot: Snapshot
    desk: Desk

    @property
    def base(self) -> Base:
        assert self.snapshot.base is not None
        return self.snapshot.base

    @property
    def known(self) -> KnowledgeBase:
        return self.base.known

    @property
    def names(self) -> Names:
        assert self.snapshot.names is not None
        return self.snapshot.names

    @cached_property
    def touching(self) -> Touching:
        return Touching(self.base)

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """The amendments that stand in the folder, as far as they can be read."""
        if self.snapshot.home.kind != "base":
            return ()
        found = (self._proposal(home.root) for home in amendments_of(self.snapshot.home, self.desk))
        return tuple(one for one in found if one is not None)

    def _proposal(self, root: str) -> Proposal | None:
        try:
            texts = self.desk.read(root, strict=True)
            manifest = read_manifest(texts[MANIFEST], MANIFEST)
            files = [read_thresholds(text, name) for name, text in texts.items() if name.endswith(".thr")]
        except (InputError, KeyError):
            return None
        thresholds = {threshold.name: threshold for file in files for threshold in file.thresholds}
        removed = frozenset(name for names in manifest.removes.values() for name in names)
        return Proposal(manifest.id, manifest.title, manifest.status, thresholds, removed)
