"""A loaded knowledge base and its circuit, kept by digest, so that starting is quick.

What is kept is data: it is decoded into the same frozen types, never executed. The key holds the
digest of the knowledge base and the fingerprint of this package; whatever does not decode, or was
not written by this user, is ignored and made again. ``HN2301_CACHE=off`` turns it off.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import MsgspecError, Struct

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.solver.ground import Circuit, ground


class Prepared(Struct, frozen=True):
    """A knowledge base with its ground program."""

    base: KnowledgeBase
    circuit: Circuit


def prepare(files: KnowledgeBaseFiles, vet: Callable[[KnowledgeBaseFiles], None]) -> Prepared:
    """A knowledge base and its circuit, from the cache where it holds them.

    ``vet`` raises InputError for a knowledge base that must not be used; what is kept was vetted.
    """
    place = _place(files)
    if place is not None and (kept := _read(place)) is not None:
        return kept
    from hn2301_asp.knowledge.loading import load_knowledge_base

    vet(files)
    base = load_knowledge_base(files)
    prepared = Prepared(base, ground(base))
    if place is not None:
        _write(place, prepared)
    return prepared


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
    parts = [sys.version]
    for folder, _, names in sorted(os.walk(Path(__file__).parents[1])):
        for name in sorted(names):
            if name.endswith(".py"):
                status = os.stat(os.path.join(folder, name))
                parts.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _read(place: Path) -> Prepared | None:
    try:
        status = place.stat()
        if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
            return None
        content = place.read_bytes()
        digest, payload = content[:32], content[32:]
        if hashlib.sha256(payload).digest() != digest:
            return None
        import msgspec

        return msgspec.msgpack.decode(payload, type=Prepared, dec_hook=_decode)
    except (OSError, ValueError, ArithmeticError, MsgspecError):
        return None


def _write(place: Path, prepared: Prepared) -> None:
    """Written beside and renamed, so that a reader never sees half a file."""
    import msgspec

    payload = msgspec.msgpack.encode(prepared, enc_hook=_encode)
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = place.with_suffix(f".{os.getpid()}")
        beside.write_bytes(hashlib.sha256(payload).digest() + payload)
        beside.chmod(0o600)
        beside.replace(place)
    except OSError:
        return


def _encode(value: Any) -> Any:
    """A fraction as two whole numbers; of any other kind msgspec wants to be told so by this very error."""
    if isinstance(value, Fraction):
        return [value.numerator, value.denominator]
    raise NotImplementedError(type(value))


def _decode(kind: type, value: Any) -> Any:
    """The other way round, with the same error for any other kind."""
    if kind is Fraction:
        return Fraction(*value)
    raise NotImplementedError(kind)
