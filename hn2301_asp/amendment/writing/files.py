"""Writing what was worked out, all of it or nothing, and never over what somebody else wrote.

This module knows files and texts only.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hn2301_asp.amendment.writing.model import FileChange, Written
from hn2301_asp.knowledge.files import MANIFEST, decode
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.outputs import together, write_whole


def write(written: Written) -> None:
    """Writes an amendment's files; raises InputError, and writes nothing, where one is not as it was read."""
    findings = [finding for change in written.files if (finding := _changed(change)) is not None]
    if findings:
        raise InputError(findings)
    with together():
        for change in written.files:
            if change.new is None:
                change.path.unlink()
            else:
                change.path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(change.path, change.new.encode())


def changes(folder: Path, old: Mapping[str, str], new: Mapping[str, str]) -> tuple[FileChange, ...]:
    """What has to be written so that a folder that holds ``old`` holds ``new``."""
    names = sorted({*old, *new}, key=lambda name: (name != MANIFEST, name))
    return tuple(
        FileChange(folder / name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)
    )


def _changed(change: FileChange) -> Finding | None:
    """Why a file cannot be written: it is not what it was when the change was worked out."""
    place = Place(str(change.path))
    if change.path.is_symlink():
        return Finding("amend-file", "a symbolic link is not written over", place, help="put a file in its place")
    if change.path.is_dir():
        return Finding("amend-file", "a folder stands in the place of the file", place)
    if not change.path.exists():
        gone = change.old is not None
        return Finding("amend-file", "the file is gone since it was read", place, help=_AGAIN) if gone else None
    if change.old is None:
        return Finding("amend-file", "a file stands there that is no part of the amendment", place, help=_MOVE)
    if decode(change.path.read_bytes(), str(change.path)) != change.old:
        return Finding("amend-file", "the file has changed since it was read", place, help=_AGAIN)
    return None


_AGAIN = "nothing was written: make the change again"
_MOVE = "nothing was written: move the file away, or name another folder"
