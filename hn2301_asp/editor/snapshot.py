"""A knowledge base, or an amendment of one, as it stands in an editor: what was found of it, and its names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.check import checked
from hn2301_asp.check.base import Base, read_base
from hn2301_asp.check.catalogue import numbered
from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.homes import Home
from hn2301_asp.editor.mentions import mentions
from hn2301_asp.editor.names import Mention, Names
from hn2301_asp.knowledge.files import MANIFEST, KnowledgeBaseFiles
from hn2301_asp.scenarios.load import load_scenarios
from hn2301_asp.source.diagnostics import Finding, InputError, Place, collected
from hn2301_asp.source.kept import apart
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import amendment_findings, open_version


class Snapshot(Struct, frozen=True, dict=True):
    """A home's texts at one moment, its findings with absolute paths, and what could be read of it.

    ``opened`` is None where the folder is no version at all, ``base`` where that is so or the vocabulary is broken.
    ``texts`` are those of the home's own files.
    """

    home: Home
    texts: Mapping[str, str]
    opened: Opened | None
    base: Base | None
    findings: tuple[Finding, ...]

    @cached_property
    def names(self) -> Names | None:
        return Names.of(self.base) if self.base is not None else None

    @property
    def files(self) -> KnowledgeBaseFiles | None:
        return self.opened.files if self.opened is not None else None

    def mentions(self, file: str) -> tuple[Mention, ...]:
        """The names that one of its own files mentions."""
        if self.names is None or file not in self.texts:
            return ()
        if file not in self._mentioned:
            with apart():
                self._mentioned[file] = mentions(file, self.texts[file], self.names)
        return self._mentioned[file]

    @cached_property
    def _mentioned(self) -> dict[str, tuple[Mention, ...]]:
        return {}


def read(home: Home, desk: Desk) -> Snapshot:
    """Everything that `hn2301 check` says of a home, with the texts that are not saved yet.

    What is kept on disk is asked and filled only where nothing is unsaved: a text that is being typed is not kept.
    """
    if not any(desk.differs(path) for path in desk.unsaved if home.file(path) or home.ground.file(path)):
        return _read(home, desk)
    with apart():
        return _read(home, desk)


def _read(home: Home, desk: Desk) -> Snapshot:
    opened, base, found = None, None, list[Finding]()
    with collected(found):
        opened = open_version(home.root, shelf=desk)
        base, said = read_base(opened.files)
        found += opened.located(checked(base, said))
        found += opened.located(numbered(_of_scenarios(base)))
    if home.kind == "base":
        with collected(found):
            found += amendment_findings(home.root, desk)
    known = base if base is not None and base.knowledge_base is not None else None
    texts = opened.files.texts if opened is not None and opened.base is None else _own(home, desk)
    return Snapshot(home, texts, opened, known, tuple(dict.fromkeys(_absolute(home, one) for one in found)))


def _own(home: Home, desk: Desk) -> dict[str, str]:
    """The texts of a home's own files; of a folder that cannot be read those that an editor holds."""
    try:
        return desk.read(home.root)
    except InputError:
        return desk.below(home.root)


def _of_scenarios(base: Base) -> list[Finding]:
    """What is wrong with scenarios as they are written: `check` leaves them to `hn2301 test`."""
    found: list[Finding] = []
    if base.knowledge_base is not None and base.sound:
        with collected(found):
            load_scenarios(base.files, base.knowledge_base)
    return found


def _absolute(home: Home, finding: Finding) -> Finding:
    fix = finding.fix
    if fix is not None:
        fix = replace(fix, edits=tuple(replace(edit, file=home.path(edit.file)) for edit in fix.edits))
    place, related = _placed(home, finding.place), tuple(_placed(home, one) for one in finding.related)
    if home.file(place.file or "") is None:
        # What an amendment does to a line of its base is told in the amendment; the line is shown beside it.
        place, related = Place(home.path(MANIFEST), 1), (place, *related)
    return replace(finding, place=place, related=related, fix=fix)


def _placed(home: Home, place: Place) -> Place:
    """A place by its absolute path; what has none is said where the home says of itself what it is."""
    first = MANIFEST if home.kind == "amendment" else "protocol.yaml"
    file = first if place.file is None or place.file.startswith("git:") else place.file
    return replace(place, file=home.path(file))
