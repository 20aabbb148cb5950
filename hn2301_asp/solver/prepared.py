"""A loaded knowledge base and its circuit, kept by digest, so that starting is quick.

What is kept is data, by the rules of ``source/kept.py``. The key holds the digest of the knowledge base
and the fingerprint of this package; whatever does not fit is as absent and made again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.resources import grammar_text
from hn2301_asp.solver.ground import Circuit, ground
from hn2301_asp.source.diagnostics import Finding
from hn2301_asp.source.kept import apart, code_fingerprint, place_of, read, write
from hn2301_asp.source.sha256 import sha256


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
    if not keep:
        with apart():
            return _made(files, vet)
    place = _place(files)
    if place is not None and (kept := _read(place, files)) is not None:
        return kept
    prepared = _made(files, vet)
    if place is not None:
        write(place, prepared)
    return prepared


def _made(files: KnowledgeBaseFiles, vet: Vet) -> Prepared:
    from hn2301_asp.knowledge.loading import load_knowledge_base

    findings = tuple(vet(files) or ())
    base = load_knowledge_base(files)
    return Prepared(base, ground(base), findings)


def _place(files: KnowledgeBaseFiles) -> Path | None:
    key = sha256(f"{files.digest}\0{files.root}\0{_fingerprint()}".encode()).hexdigest()
    return place_of(key[:40], "msgpack")


@cache
def _fingerprint() -> str:
    """What identifies the code that made an entry, and the grammar by which it was read."""
    return sha256(f"{code_fingerprint()}\n{grammar_text('thresholds.lark')}".encode()).hexdigest()


def _read(place: Path, files: KnowledgeBaseFiles) -> Prepared | None:
    kept: Prepared | None = read(place, Prepared)
    return kept if kept and (kept.base.digest, kept.base.root) == (files.digest, files.root) else None
