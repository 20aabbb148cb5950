"""Files of a folder on disk, with the same questions as are asked of a git revision.

This module does not know what the files mean.
"""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from hn2301_asp.knowledge.files import read_texts


class Disk(Struct, frozen=True):
    """The folders of this machine; paths are as the user gives them."""

    def shown(self, path: str) -> str:
        """A path as people call it."""
        return path

    def name(self, path: str) -> str:
        """The last part of a path."""
        return os.path.basename(os.path.abspath(path))

    def is_folder(self, path: str) -> bool:
        return os.path.isdir(path)

    def holds(self, path: str, name: str) -> bool:
        return os.path.lexists(os.path.join(path, name))

    def up(self, path: str, levels: int) -> str:
        """The folder so many levels up, as short as the path given: from `.` it is `..`."""
        return os.path.normpath(os.path.join(path, *[".."] * levels))

    def sibling(self, path: str, name: str) -> str:
        return os.path.normpath(os.path.join(path, "..", name))

    def folders(self, path: str) -> list[str]:
        """The names of the folders in a folder."""
        folder = Path(path)
        return sorted(entry.name for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else []

    def read(self, path: str, *, strict: bool = False) -> dict[str, str]:
        """The texts of a folder by their path in it; raises InputError with every finding."""
        return read_texts(Path(path), f"{path}/" if strict else "", strict=strict)
