"""Writing a file so that it is there whole, or as it was before: a full disk or a kill leaves no half of it.

This module must not know what is written, nor whether it may be: who asks decides that.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from hn2301_asp.source.diagnostics import Finding, InputError, Place

#: Files being written beside their place at this moment: whoever ends the program early takes them away.
_unfinished: Final[set[str]] = set()
#: Held while files are written that belong together.
_writing: Final = threading.RLock()


def write_whole(path: str | Path, content: bytes) -> None:
    """Writes a file aside and renames it into its place; raises InputError, which names the file.

    A link stays a link, and a file that is there keeps its mode. What is no file, such as a pipe or
    `/dev/null`, is written to as it is.
    """
    try:
        with _writing:
            _write(os.path.realpath(path), content)
    except OSError as error:
        raise InputError(unwritable(path, error)) from None


@contextmanager
def together() -> Iterator[None]:
    """Files that belong together: who ends the program early waits until they are written."""
    with _writing:
        yield


def unwritable(path: str | Path, error: OSError) -> Finding:
    """The finding on a file that cannot be written, in the system's words."""
    reason = (error.strerror or str(error)).lower()
    return Finding("output", f"the file cannot be written: {reason}", Place(str(path)))


def held(path: str | Path) -> bytes | None:
    """What a file holds already; None where nothing is there, or something that is no file of bytes."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        return Path(path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(unwritable(path, error)) from None


def abandon() -> None:
    """Lets what is being written come to its end, for a while, and takes away what is half written."""
    _writing.acquire(timeout=2)
    for name in tuple(_unfinished):
        with suppress(OSError):
            os.unlink(name)


def _write(target: str, content: bytes) -> None:
    mode = _mode(target)
    if mode is not None and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        Path(target).write_bytes(content)
        return
    if mode is not None and stat.S_ISREG(mode) and not os.access(target, os.W_OK):
        raise PermissionError(13, "permission denied", target)
    aside = os.path.join(os.path.dirname(target), f".hn2301-{os.urandom(8).hex()}.part")
    _unfinished.add(aside)
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(aside, flags, 0o666), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(aside, stat.S_IMODE(mode))
        os.replace(aside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise
    finally:
        _unfinished.discard(aside)


def _mode(target: str) -> int | None:
    try:
        return os.stat(target).st_mode
    except FileNotFoundError:
        return None
