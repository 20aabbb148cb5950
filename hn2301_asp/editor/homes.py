"""To which knowledge base a file belongs: the folder above it that holds one, or an amendment of one.

Only the places where files of a knowledge base stand are looked at, so that no path leaves its folder.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import Literal

from msgspec import Struct

from hn2301_asp.knowledge.files import FOLDERS, LEFT_OUT, MANIFEST, SUFFIXES
from hn2301_asp.versions.folders import Disk

#: A file stands in its knowledge base's folder or so many folders below it.
_DEEPEST = max(len(PurePath(folder).parts) for folder in FOLDERS)


class Home(Struct, frozen=True, order=True):
    """A folder that is a knowledge base of its own, or an amendment's: differences on the base above it."""

    root: str
    kind: Literal["base", "amendment"]

    def file(self, path: str) -> str | None:
        """A path as it is called in this folder; None where it lies elsewhere."""
        inside = os.path.relpath(path, self.root) if _below(path, self.root) else None
        return None if inside is None else PurePath(inside).as_posix()

    def path(self, file: str) -> str:
        """The path of a file of this folder, or of one that is told by its path."""
        return os.path.normpath(os.path.join(self.root, file))

    @property
    def ground(self) -> Home:
        """The knowledge base that this is an amendment of, or itself."""
        return self if self.kind == "base" else Home(os.path.dirname(os.path.dirname(self.root)), "base")


def home_of(path: str, disk: Disk) -> Home | None:
    """The knowledge base or amendment to which a file belongs; None where it belongs to none."""
    if not os.path.isabs(path) or os.path.splitext(path)[1] not in SUFFIXES:
        return None
    path = os.path.normpath(path)
    root = os.path.dirname(path)
    for _ in range(_DEEPEST + 1):
        inside = PurePath(os.path.relpath(path, root)).parent.as_posix()
        if inside in (".", *FOLDERS):
            among = os.path.basename(os.path.dirname(root)) in LEFT_OUT
            if disk.holds(root, MANIFEST) and among:
                return Home(root, "amendment")
            if disk.holds(root, "protocol.yaml"):
                return Home(root, "base")
        root = os.path.dirname(root)
    return None


def amendments_of(home: Home, disk: Disk) -> list[Home]:
    """The amendments that stand in a knowledge base's folder."""
    folder = os.path.join(home.root, *LEFT_OUT)
    found = (os.path.join(folder, name) for name in disk.folders(folder))
    return [Home(str(path), "amendment") for path in found if disk.holds(path, MANIFEST)]


def _below(path: str, root: str) -> bool:
    return Path(os.path.normpath(path)).is_relative_to(root)
