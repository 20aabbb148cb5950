"""A loaded knowledge base and its circuit, kept by digest, so that starting is quick.

What is kept is data: it is decoded into the same frozen types, never executed. The key holds the
digest of the knowledge base and the fingerprint of this package; whatever does not fit, or was
not written by this user alone, is as absent and made again. ``HN2301_CACHE=off`` turns it off.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import MsgspecError, Struct

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.resources import grammar_text
from hn2301_asp.solver.ground import Circuit, ground
from hn2301_asp.source.diagnostics import Finding


class Prepared(Struct, frozen=True):
    """A knowledge base with its ground program."""

    base: KnowledgeBase
    circuit: Circuit
    #: What vetting had to say that is no reason to refuse it.
    findings: tuple[Finding, ...] = ()


#: Raises InputError for a knowledge base that must not be used; gives what else it found, if it looked.
Vet = Callable[[KnowledgeBaseFiles], Sequence[Finding] | None]


def prepare(files: KnowledgeBaseFiles, vet: Vet, *, keep: bool = True) -> Prepared:
    """A knowledge base and its circuit, from the cache where it holds them.

    What is kept was vetted.
    Without ``keep`` the cache is neither asked nor filled: for what did not come from a folder.
    """
    place = _place(files) if keep else None
    if place is not None and (kept := _read(place, files)) is not None:
        return kept
    from hn2301_asp.knowledge.loading import load_knowledge_base

    findings = tuple(vet(files) or ())
    base = load_knowledge_base(files)
    prepared = Prepared(base, ground(base), findings)
    if place is not None:
        _write(place, prepared)
    return prepared


#: The whole numbers of the format have so many bits.
_BITS = 64


def _place(files: KnowledgeBaseFiles) -> Path | None:
    if os.environ.get("HN2301_CACHE", "").lower() == "off":
        return None
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:
        return None  # There is no home: nothing is kept.
    key = hashlib.sha256(f"{files.digest}\0{files.root}\0{_fingerprint()}".encode()).hexdigest()
    return Path(base) / "hn2301_asp" / f"{key[:40]}.msgpack"


@cache
def _fingerprint() -> str:
    """What identifies this package's code: any change of it makes old entries useless."""
    parts = [sys.version, grammar_text("thresholds.lark")]
    for folder, _, names in sorted(os.walk(Path(__file__).parents[1])):
        for name in sorted(names):
            if name.endswith(".py"):
                status = os.stat(os.path.join(folder, name))
                parts.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _read(place: Path, files: KnowledgeBaseFiles) -> Prepared | None:
    try:
        if not _is_ours(place.parent, stat.S_ISDIR):
            return None
        # An entry is a file: a pipe would be waited for, a link could lead anywhere.
        if not _is_ours(place, stat.S_ISREG):
            return None
        content = place.read_bytes()
        digest, payload = content[:32], content[32:]
        if hashlib.sha256(payload).digest() != digest:
            return None
        import msgspec

        kept = msgspec.msgpack.decode(payload, type=Prepared, dec_hook=_decode)
    except (OSError, ValueError, TypeError, ArithmeticError, RecursionError, MsgspecError):
        return None
    return kept if (kept.base.digest, kept.base.root) == (files.digest, files.root) else None


def _is_ours(place: Path, kind: Callable[[int], bool]) -> bool:
    """Whether something is of that kind, belongs to this user, and may be written by nobody else."""
    status = os.lstat(place)
    return kind(status.st_mode) and (
        not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)
    )


def _write(place: Path, prepared: Prepared) -> None:
    """Written beside, under a name that nobody can guess, and renamed: a reader never sees half a file."""
    import tempfile

    import msgspec

    beside = None
    try:
        payload = msgspec.msgpack.encode(prepared, enc_hook=_encode)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(place.parent, stat.S_ISDIR):
            return
        # `mkstemp` opens with O_EXCL, for the owner alone.
        handle, beside = tempfile.mkstemp(suffix=".part", dir=place.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(payload).digest() + payload)
        os.replace(beside, place)
        beside = None
    except (OSError, OverflowError):
        return
    finally:
        if beside is not None:
            with suppress(OSError):
                os.unlink(beside)


def _encode(value: Any) -> Any:
    """A fraction as two whole numbers, or as text where they are too long; msgspec wants this error of other kinds."""
    if isinstance(value, Fraction):
        longest = max(value.numerator.bit_length(), value.denominator.bit_length())
        return [value.numerator, value.denominator] if longest < _BITS else str(value)
    raise NotImplementedError(type(value))


def _decode(kind: type, value: Any) -> Any:
    """The other way round, with the same error for any other kind."""
    if kind is Fraction:
        return Fraction(value) if isinstance(value, str) else Fraction(*value)
    raise NotImplementedError(kind)
