"""A version of a knowledge base, opened: its texts, and where each line of them was written.

Nothing is read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.versions.manifest import Manifest, Stale

if TYPE_CHECKING:
    from hn2301_asp.versions.items import Item
    from hn2301_asp.versions.overlay import Clash


class Opened(Struct, frozen=True):
    """A version: a whole knowledge base, an amendment on its base, or several amendments stacked.

    ``files`` are the resulting texts and ``base`` what they were made from (None for a whole one);
    ``overlay`` holds an amendment's own files. ``below`` are the amendments that it stands on, or
    that were stacked, in their order. ``stale`` says what of the base is not as its authors saw it.
    """

    files: KnowledgeBaseFiles
    name: str
    manifest: Manifest | None = None
    base: KnowledgeBaseFiles | None = None
    overlay: Mapping[str, str] = {}
    clashes: tuple[Clash, ...] = ()
    stale: tuple[Stale, ...] = ()
    below: tuple[Opened, ...] = ()

    def locate(self, place: Place) -> Place:
        """The author's own file and line of a place in ``files``: the amendment's, or else the base's."""
        from hn2301_asp.versions.items import items_of
        from hn2301_asp.versions.overlay import place_of

        file = place.file
        if file is None or file not in self.files.texts:
            return place
        layers = [layer for layer in _layers(self) if file in layer.texts]
        if place.line is None or not layers:
            return replace(place, file=f"{(layers[0].root if layers else self.files.root)}/{file}")
        item = next(i for i in reversed(items_of(file, self.files.texts[file])) if i.line <= place.line)
        for layer in layers:
            written = _find(items_of(file, layer.texts[file]), item)
            if written is not None and _find(items_of(file, layer.stated.get(file, "")), item) is None:
                return replace(place, file=f"{layer.root}/{file}", line=written.body_line + place.line - item.body_line)
        # It is combined from several: the latest who wrote on it is named.
        for layer in layers:
            named = [i for i in items_of(file, layer.texts[file]) if i.name == item.name]
            if named:
                spot = place_of(named[0], file, layer.texts[file].split("\n"))
                return replace(spot, file=f"{layer.root}/{file}")
        return place

    def located(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings with the places of the authors' own files; those on a whole one stay as they are.

        How to mend a finding by edits is said of the whole text alone, so that it is left out of any other.
        """
        if self.base is None:
            return list(findings)
        return [
            replace(
                finding,
                place=self.locate(finding.place),
                related=tuple(self.locate(place) for place in finding.related),
                fix=None,
            )
            for finding in findings
        ]


class _Layer(Struct, frozen=True):
    """Texts that somebody wrote, with those that he started from."""

    root: str
    texts: Mapping[str, str]
    stated: Mapping[str, str]


def _layers(opened: Opened) -> list[_Layer]:
    """Whose texts the version is made of, the latest first and the base last."""
    ground = opened.below[0].base if opened.below else None
    ground = ground or opened.base
    own = [opened] if opened.manifest is not None or opened.base is None else []
    found = []
    for part in [*own, *reversed(opened.below)]:
        stated = part.base or ground
        texts = part.overlay if part.base is not None else part.files.texts
        found.append(_Layer(part.files.root, texts, stated.texts if stated else {}))
    return found + ([_Layer(ground.root, ground.texts, {})] if ground else [])


def _find(items: Sequence[Item], item: Item) -> Item | None:
    return next((i for i in items if i.name == item.name and i.body == item.body), None)
