"""Files laid out in their place: which of a folder, what of each would change, and written whole.

No link is followed out of a folder, and a file that changed meanwhile is left alone. This module must not know what
a file says.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from hn2301_asp.formatting.line_ends import taken_off
from hn2301_asp.formatting.texts import FORMATTERS, format_text
from hn2301_asp.knowledge.files import LARGEST_FILE, TOO_LARGE, UNREADABLE, decode
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.outputs import write_whole

_KINDS: Final = " and ".join(f"`{ending}`" for ending in sorted(FORMATTERS))
_KINDS_HELP: Final = f"laid out are rules and thresholds: files that end in {_KINDS}"


class LaidOut(Struct, frozen=True):
    """A file as it is and as it would be written; what keeps it from being laid out, if anything does."""

    path: str
    before: bytes = b""
    after: bytes = b""
    findings: tuple[Finding, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether it would be written otherwise than it is."""
        return self.before != self.after

    def diff(self) -> str:
        """The lines that would change, as `diff -u` shows them."""
        before, after = (taken_off(text.decode())[0].splitlines(keepends=True) for text in (self.before, self.after))
        lines = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in before[-1:])
        return "".join(unified_diff([*before[:-1], *lines], after, self.path, self.path))


def laid_out(paths: Iterable[str]) -> list[LaidOut]:
    """Every file that is named or stands in a folder that is, once; nothing is written.

    Raises InputError where a path is neither a folder nor a file to lay out.
    """
    found: dict[str, LaidOut] = {}
    for path in paths:
        root = Path(path)
        for file in sorted(_below(root, path)) if root.is_dir() else [_single(root, path)]:
            found.setdefault(os.path.realpath(file), _one(file, root))
    return list(found.values())


def piped(stream: BinaryIO, name: str) -> LaidOut:
    """What a stream holds, laid out as a file of that name; raises InputError where it cannot be."""
    _kind(name)
    before = stream.read(LARGEST_FILE + 1)
    if len(before) > LARGEST_FILE:
        raise InputError(Finding("kb-file", TOO_LARGE, Place(name)))
    decode(before, name)
    return LaidOut(name, before, format_text(before.decode(), name).encode())


def write_laid_out(files: Iterable[LaidOut]) -> None:
    """Writes the files that change; raises InputError where one is no more as it was read."""
    changing = [file for file in files if file.changes]
    for file in changing:
        if Path(file.path).read_bytes() != file.before:
            message = "the file was changed while it was laid out: it is left as it is"
            raise InputError(Finding("file", message, Place(file.path), help="try again"))
    for file in changing:
        write_whole(file.path, file.after)


def _single(file: Path, shown: str) -> str:
    if not file.exists():
        message = f"`{shown}` is neither a file nor a folder"
        raise InputError(Finding("file", message, Place(shown), help="name files, or folders of them"))
    return _kind(shown)


def _kind(shown: str) -> str:
    if os.path.splitext(shown)[1] not in FORMATTERS:
        raise InputError(Finding("format", f"`{shown}` is not laid out", Place(shown), help=_KINDS_HELP))
    return shown


def _below(folder: Path, shown: str) -> Iterator[str]:
    """The files of a folder and those below it, amendments included; what begins with a dot is nobody's."""
    with os.scandir(folder) as entries:
        for entry in entries:
            path = os.path.join(shown, entry.name)
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _below(Path(entry.path), path)
            elif os.path.splitext(entry.name)[1] in FORMATTERS:
                yield path


def _one(path: str, root: Path) -> LaidOut:
    """A file as it would be written; its findings where it cannot be read, or leaves the folder."""
    file = Path(path)
    try:
        if root.is_dir() and not file.resolve().is_relative_to(root.resolve()):
            return _left(path, "kb-file", "a symbolic link leaves the folder")
        if not file.is_file():
            return _left(path, "kb-file", "not a regular file")
        if file.stat().st_size > LARGEST_FILE:
            return _left(path, "kb-file", TOO_LARGE)
        before = file.read_bytes()
        decode(before, path)
        return LaidOut(path, before, format_text(before.decode(), path).encode())
    except InputError as error:
        return LaidOut(path, findings=error.findings)
    except OSError as error:
        return _left(path, UNREADABLE, f"the file cannot be read: {(error.strerror or str(error)).lower()}")


def _left(path: str, code: str, message: str) -> LaidOut:
    return LaidOut(path, findings=(Finding(code, message, Place(path)),))
