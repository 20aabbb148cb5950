"""Everything that is open in an editor: buffers, the knowledge bases that they belong to, what was last found of each.

All of it is kept here, and nothing else remembers anything; what is made of it is made by pure functions.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from msgspec import Struct

from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.homes import Home, amendments_of, home_of
from hn2301_asp.editor.positions import Change, Encoding, as_read, changed
from hn2301_asp.editor.snapshot import Snapshot, read
from hn2301_asp.editor.trying import Tried
from hn2301_asp.knowledge.files import LARGEST_FILE
from hn2301_asp.source.diagnostics import Finding


class Buffer(Struct, frozen=True):
    """A file as an editor holds it."""

    uri: str
    version: int | None
    text: str


class Bench:
    """The open buffers, by their paths, and the last snapshots of their homes."""

    def __init__(self) -> None:
        self.encoding: Encoding = "utf-16"
        self.buffers: dict[str, Buffer] = {}
        #: Counts the changes, so that what was found of an older text is known for that.
        self.moment = 0
        self._latest: dict[Home, Snapshot] = {}
        self._moments: dict[Home, int] = {}
        self.tried: dict[Home, Tried] = {}
        self._good: dict[Home, Snapshot] = {}
        self._whole: dict[Home, Snapshot] = {}

    def desk(self) -> Desk:
        """The disk with the buffers over it, as they are now."""
        # A copy first: the loop may open a file while another thread asks.
        return Desk(unsaved={path: buffer.text for path, buffer in dict(self.buffers).items()})

    def hold(self, path: str, buffer: Buffer) -> None:
        """A buffer is opened, or holds another text."""
        self.buffers[path] = buffer
        self.moment += 1

    def change(self, path: str, version: int | None, changes: Sequence[Change]) -> None:
        """A buffer is changed; one that is not open, or too large to be a file of a knowledge base, is left alone."""
        buffer = self.buffers.get(path)
        if buffer is not None:
            text = changed(buffer.text, changes, self.encoding)
            if len(text) <= LARGEST_FILE:
                self.hold(path, Buffer(buffer.uri, version, text))

    def leave(self, path: str) -> None:
        """A buffer is closed: the file is again what the disk holds."""
        self.buffers.pop(path, None)
        self.moment += 1

    def homes(self) -> list[Home]:
        """The homes of all open files."""
        desk = self.desk()
        return sorted({home for path in dict(self.buffers) if (home := home_of(path, desk)) is not None})

    def touched(self, path: str) -> list[Home]:
        """The homes of open files that a change of a file may change: its own first, then those that share its base."""
        own = home_of(path, self.desk())
        if own is None:
            return []
        shared = [one for one in self.homes() if one.ground == own.ground]
        return sorted(shared, key=lambda one: one != own)

    def put(self, snapshot: Snapshot, moment: int) -> None:
        """What was found of a home at a moment; what could be read is kept as long as nothing newer can be."""
        home = snapshot.home
        self._latest[home], self._moments[home] = snapshot, moment
        if snapshot.names is not None:
            self._good[home] = snapshot
            if snapshot.base is not None and snapshot.base.sound:
                self._whole[home] = snapshot

    def is_known(self, home: Home, moment: int) -> bool:
        """Whether a home was looked at as it stood at a moment."""
        return self._moments.get(home) == moment

    def latest(self, home: Home) -> Snapshot:
        """A home as it stands now, read where that is not known."""
        if (moment := self.moment) != self._moments.get(home):
            self.put(read(home, self.desk()), moment)
        return self._latest[home]

    def good(self, home: Home) -> Snapshot | None:
        """The newest snapshot of a home whose names are known."""
        self.latest(home)
        return self._good.get(home)

    def recent(self, home: Home) -> Snapshot | None:
        """The last snapshot of a home whose names are known, whatever was typed since; read where there is none."""
        return self._good[home] if home in self._good else self.good(home)

    def known(self, home: Home) -> list[Snapshot]:
        """The newest snapshot of which names are known, and the newest in which no file is broken, if that is older."""
        newest, whole = self.good(home), self._whole.get(home)
        return [one for one in (newest, whole if whole is not newest else None) if one is not None]

    def layers(self, home: Home) -> list[Snapshot]:
        """A home, and the folders that name the same things, as they stand now, as far as their names are known.

        Of an amendment that is its base, of a base its amendments.
        """
        around = amendments_of(home, self.desk()) if home.kind == "base" else [home.ground]
        return [one for one in map(self.latest, (home, *around)) if one.names is not None]

    def current(self, path: str) -> list[Finding]:
        """What was found of a file, as far as its text is still the one in which it was found."""
        text = as_read(self.text(path) or "")
        return [
            finding
            for home, snapshot in self._latest.items()
            if snapshot.texts.get(home.file(path) or "") == text
            for finding in snapshot.findings
            if finding.place.file == path
        ]

    def versions(self) -> dict[str, int | None]:
        """The versions of the open buffers."""
        return {path: buffer.version for path, buffer in dict(self.buffers).items()}

    def findings(self) -> dict[str, list[Finding]]:
        """Everything that is found of open homes, by path; what an amendment and its base share is told once."""
        found: dict[str, dict[Finding, None]] = {}
        for home in self.homes():
            snapshot = self._latest.get(home)
            if snapshot is None:
                continue
            failed = self.tried[home].told(snapshot) if home in self.tried else ()
            for finding in (*snapshot.findings, *failed):
                found.setdefault(finding.place.file or home.path("protocol.yaml"), {})[finding] = None
        return {path: list(findings) for path, findings in found.items()}

    def line(self, path: str, number: int) -> str:
        """A line of a file, from 1: of its buffer, or of what was last read of it."""
        text = self.text(path)
        lines = text.split("\n") if text is not None else []
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""

    def text(self, path: str) -> str | None:
        """The text of a file: its buffer's, or what was last read of it."""
        if path in self.buffers:
            return self.buffers[path].text.replace("\r\n", "\n")
        for snapshot in self._latest.values():
            file = snapshot.home.file(path)
            if file is not None and file in snapshot.texts:
                return snapshot.texts[file]
        return None


def path_key(path: str) -> str:
    """A path as buffers are kept by it."""
    return os.path.normpath(path)
