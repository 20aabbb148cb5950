"""Writing a file so that it is there whole, or as it was before: a full disk or a kill leaves no half of it.

This module must not know what is written, nor whether it may be: who asks decides that.
"""

from __future__ import annotations

import filecmp
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from hn2301_asp.source.diagnostics import Finding, InputError, Place

#: Files being written beside their place at this moment: whoever ends the program early takes them away.
_unfinished: Final[set[str]] = set()
#: Held while files are written that belong together.
_writing: Final = threading.RLock()
#: What is still to be done where the program is ended early, and gives what is to be told of it.
_early: Final[list[Callable[[], str | None]]] = []


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


def abandon() -> list[str]:
    """Lets what is being written come to its end, for a while, and takes away what is half written.

    Gives what is to be told of what stays.
    """
    told = [hook() for hook in _early] if _writing.acquire(timeout=2) else []
    _early.clear()
    for name in tuple(_unfinished):
        with suppress(OSError):
            os.unlink(name)
    return [text for text in told if text is not None]


@contextmanager
def ending_early(hook: Callable[[], str | None]) -> Iterator[None]:
    """Within it something is still to be done where the program is ended early."""
    _early.append(hook)
    try:
        yield
    finally:
        with _writing, suppress(ValueError):
            _early.remove(hook)


class Growing:
    """A file that is written piece by piece, beside its place: it is put there whole, or not at all.

    What is no file, such as a pipe or `/dev/null`, is written to as it is.
    """

    def __init__(self, path: str) -> None:
        self.path, self.target = path, os.path.realpath(path)
        self._aside: str | None = None
        try:
            self._mode = _mode(self.target)
            if self._mode is not None and not stat.S_ISREG(self._mode) and not stat.S_ISDIR(self._mode):
                self.file = open(self.target, "wb")  # noqa: SIM115
                return
            self._aside = _beside(self.target, self._mode)
            self.file = os.fdopen(os.open(self._aside, _NEW, 0o666), "wb")
        except OSError as error:
            _unfinished.discard(self._aside or "")
            raise InputError(unwritable(path, error)) from None

    def write(self, content: bytes) -> None:
        """Writes a piece: who ends the program early waits for its end."""
        try:
            with _writing:
                self.file.write(content)
                self.file.flush()
        except OSError as error:
            raise InputError(unwritable(self.path, error)) from None

    def holds_the_same(self) -> bool:
        """Whether the place holds these very bytes already."""
        if self._aside is None or self._mode is None:
            return False
        self.file.flush()
        return filecmp.cmp(self._aside, self.target, shallow=False)

    def put(self) -> None:
        """Puts the file in its place."""
        try:
            with _writing:
                self.file.flush()
                if self._aside is not None:
                    os.fsync(self.file.fileno())
                self.file.close()
                if self._aside is not None:
                    _replace(self._aside, self.target, self._mode)
                    _unfinished.discard(self._aside)
                    self._aside = None
        except OSError as error:
            raise InputError(unwritable(self.path, error)) from None

    def drop(self) -> None:
        """Takes away what was written, if it was not put in its place."""
        with suppress(OSError):
            self.file.close()
        if self._aside is not None:
            with suppress(OSError):
                os.unlink(self._aside)
            _unfinished.discard(self._aside)


def _write(target: str, content: bytes) -> None:
    mode = _mode(target)
    if mode is not None and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        Path(target).write_bytes(content)
        return
    aside = _beside(target, mode)
    try:
        with os.fdopen(os.open(aside, _NEW, 0o666), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _replace(aside, target, mode)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise
    finally:
        _unfinished.discard(aside)


#: A file is made anew or not at all.
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def _beside(target: str, mode: int | None) -> str:
    """The name of an unfinished file beside its place, which may be written."""
    if mode is not None and stat.S_ISREG(mode) and not os.access(target, os.W_OK):
        raise PermissionError(13, "permission denied", target)
    aside = os.path.join(os.path.dirname(target), f".hn2301-{os.urandom(8).hex()}.part")
    _unfinished.add(aside)
    return aside


def _replace(aside: str, target: str, mode: int | None) -> None:
    if mode is not None:
        os.chmod(aside, stat.S_IMODE(mode))
    os.replace(aside, target)


def _mode(target: str) -> int | None:
    try:
        return os.stat(target).st_mode
    except FileNotFoundError:
        return None
