"""What was worked out of a text, kept for whoever meets the same text again: in this process, and on disk.

What is kept is data: it is decoded into the same frozen types, never executed. A key holds all that the
result depends on, the texts and the fingerprint of this package; whatever does not fit, or was not written
by this user alone, is as absent and made again. ``HN2301_CACHE=off`` turns the disk off. This module must
not know what is kept.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import msgspec

from hn2301_asp.source.scalars import Answer
from hn2301_asp.source.sha256 import sha256

_T = TypeVar("_T")

#: What was made or read in this process, by its key, what was asked for last at its end; the first is forgotten.
_MEMORY: dict[tuple[str, ...], object] = {}
_MOST: Final = 500
_NOTHING: Final = object()
#: So many entries lie on disk at most, and so many are left of more; looked at where a name begins so.
_MOST_ENTRIES, _FEWER, _NOW_AND_THEN = 4_000, 2_000, "00"
#: Whether the disk is asked and filled at present.
_ASKED: ContextVar[bool] = ContextVar("asked", default=True)
#: The whole numbers of the format have so many bits.
_BITS: Final = 64


def once(
    kind: Any,
    key: tuple[str, ...],
    make: Callable[[], _T],
    packed: Callable[[_T], object] | None = None,
    unpacked: Callable[[_T], _T] | None = None,
) -> _T:
    """What is made of some texts, made where neither this process nor the disk holds it.

    ``kind`` is its type, and ``key`` says what it is and all the texts that it depends on; ``packed`` makes
    of it what is written, and ``unpacked`` the other way round. Nothing is kept where making it raises.
    """
    if (known := _MEMORY.pop(key, _NOTHING)) is not _NOTHING:
        _MEMORY[key] = known
        return cast(_T, known)
    place = place_of(_named(key), "kept")
    found = cast("_T | None", read(place, kind)) if place is not None else None
    if found is None:
        found = make()
        if place is not None and found is not None:
            write(place, packed(found) if packed is not None else found)
    elif unpacked is not None:
        found = unpacked(found)
    while len(_MEMORY) >= _MOST:
        # Another thread may change it between the two steps: then it is asked again.
        with suppress(RuntimeError, StopIteration):
            _MEMORY.pop(next(iter(_MEMORY)), None)
    _MEMORY[key] = found
    return found


@contextmanager
def apart() -> Iterator[None]:
    """Inside it the disk is neither asked nor filled: for texts that are not this user's own."""
    token = _ASKED.set(False)
    try:
        yield
    finally:
        _ASKED.reset(token)


def _named(key: Iterable[str]) -> str:
    total = sha256(code_fingerprint().encode())
    for part in key:
        content = part.encode()
        total.update(f"\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()[:40]


@cache
def code_fingerprint() -> str:
    """What identifies this package's code: any change of it makes old entries useless."""
    parts = [sys.version, *_sources(str(Path(__file__).parents[1]))]
    return sha256("\n".join(parts).encode()).hexdigest()


def _sources(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
            elif entry.is_dir(follow_symlinks=False) and entry.name != "__pycache__":
                yield from _sources(entry.path)


def place_of(name: str, suffix: str) -> Path | None:
    """Where an entry lies on disk; None where nothing is kept there."""
    if not _ASKED.get() or os.environ.get("HN2301_CACHE", "").lower() == "off":
        return None
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:
        return None  # There is no home: nothing is kept.
    return Path(base) / "hn2301_asp" / f"{name}.{suffix}"


def read(place: Path, kind: Any) -> Any:
    """What an entry holds, of a kind; None where there is none that can be trusted."""
    try:
        if not _is_ours(place.parent, stat.S_ISDIR):
            return None
        # An entry is a file: a pipe would be waited for, a link could lead anywhere.
        if not _is_ours(place, stat.S_ISREG):
            return None
        content = place.read_bytes()
        digest, payload = content[:32], content[32:]
        if _digest(place, payload) != digest:
            return None
        return msgspec.msgpack.decode(payload, type=kind, dec_hook=decode, ext_hook=_other)
    except (OSError, ValueError, TypeError, ArithmeticError, RecursionError, msgspec.MsgspecError):
        return None


def _digest(place: Path, payload: bytes) -> bytes:
    """What says that an entry is whole, and that it is the one of this name."""
    return sha256(place.name.encode() + b"\0" + payload).digest()


def _is_ours(place: Path, kind: Callable[[int], bool]) -> bool:
    """Whether something is of that kind, belongs to this user, and may be written by nobody else."""
    status = os.lstat(place)
    return kind(status.st_mode) and (
        not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)
    )


def write(place: Path, value: object) -> None:
    """Written beside, under a name that nobody can guess, and renamed: a reader never sees half a file."""
    beside = None
    try:
        payload = msgspec.msgpack.encode(value, enc_hook=encode)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(place.parent, stat.S_ISDIR):
            return
        new = place.with_name(f"{os.urandom(16).hex()}.part")
        # Made anew or not at all, for the owner alone: no link is followed.
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        beside = new
        with os.fdopen(handle, "wb") as file:
            file.write(_digest(place, payload) + payload)
        os.replace(beside, place)
        beside = None
        if place.name.startswith(_NOW_AND_THEN):
            _thin_out(place.parent)
    except (OSError, OverflowError):
        return
    finally:
        if beside is not None:
            with suppress(OSError):
                os.unlink(beside)


def _thin_out(folder: Path) -> None:
    """Takes the oldest entries away where there are more than anybody needs."""
    with os.scandir(folder) as entries:
        found = sorted((entry.stat(follow_symlinks=False).st_mtime_ns, entry.path) for entry in entries)
    for _, path in found[: len(found) - _FEWER] if len(found) > _MOST_ENTRIES else ():
        with suppress(OSError):
            os.unlink(path)


def encode(value: Any) -> Any:
    """A fraction as two whole numbers, or as text where they are too long; msgspec wants this error of other kinds."""
    if isinstance(value, Fraction):
        longest = max(value.numerator.bit_length(), value.denominator.bit_length())
        return [value.numerator, value.denominator] if longest < _BITS else str(value)
    raise NotImplementedError(type(value))


def decode(kind: type, value: Any) -> Any:
    """The other way round, with the same error for any other kind."""
    if kind is Fraction:
        return Fraction(value) if isinstance(value, str) else Fraction(*value)
    raise NotImplementedError(kind)


#: The values of plain data that the format has no kind for, by what stands for them.
_DECIMAL, _LONG, _YES, _NO = 1, 2, 3, 4


def plain(value: object) -> object:
    """Plain data whose decimals, long numbers and answers come back as they are when it was kept."""
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return msgspec.msgpack.Ext(_DECIMAL, str(value).encode())
    if isinstance(value, Answer):
        return msgspec.msgpack.Ext(_YES if value else _NO, value.word.encode())
    if isinstance(value, int) and value.bit_length() >= _BITS:
        return msgspec.msgpack.Ext(_LONG, str(value).encode())
    return value


def _other(code: int, data: memoryview) -> object:
    text = bytes(data).decode()
    if code == _DECIMAL:
        return Decimal(text)
    if code == _LONG:
        return int(text)
    if code in (_YES, _NO):
        return Answer(code == _YES, text)
    raise ValueError(f"nothing is kept as {code}")
