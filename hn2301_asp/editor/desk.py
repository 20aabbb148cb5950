"""The folders of this machine with the texts that an editor has not saved in the place of what the disk holds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePath

from hn2301_asp.editor.positions import as_read
from hn2301_asp.knowledge.files import LARGEST_FILE, LEFT_OUT, SUFFIXES, TOO_LARGE, decode
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.versions.folders import Disk


class Desk(Disk, frozen=True):
    """This machine's folders; ``unsaved`` are texts by their absolute paths, which are read instead of the files.

    A file that is not on disk yet is there as soon as an editor holds it.
    """

    unsaved: Mapping[str, str] = {}

    def holds(self, path: str, name: str) -> bool:
        return os.path.normpath(os.path.join(path, name)) in self.unsaved or super().holds(path, name)

    def read(self, path: str, *, strict: bool = False) -> dict[str, str]:
        texts = super().read(path, strict=strict)
        shown, new = f"{path}/" if strict else "", False
        for file, text in self.below(path).items():
            if len(text.encode()) > LARGEST_FILE:
                raise InputError(Finding("kb-file", TOO_LARGE, Place(shown + file)))
            new = new or file not in texts
            texts[file] = text
        # A new file stands where the folder would have it: the order of files is that of what is found in them.
        return dict(sorted(texts.items(), key=lambda item: item[0].split("/"))) if new else texts

    def differs(self, path: str) -> bool:
        """Whether an editor holds another text than the disk does."""
        try:
            return decode(Path(path).read_bytes(), path) != as_read(self.unsaved[path])
        except (OSError, InputError):
            return True

    def below(self, root: str) -> dict[str, str]:
        """The unsaved texts of a folder's files, by their path in it."""
        found = {}
        for path, text in self.unsaved.items():
            if os.path.splitext(path)[1] not in SUFFIXES or not Path(path).is_relative_to(root):
                continue
            inside = PurePath(os.path.relpath(path, root))
            if not any(part.startswith(".") or part in LEFT_OUT for part in inside.parts):
                found[inside.as_posix()] = as_read(text)
        return found
