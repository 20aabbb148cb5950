"""A version of the knowledge base opened, vetted and made ready to screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.screener import Screener
from hn2301_asp.solver.prepared import prepare
from hn2301_asp.source.diagnostics import Finding, InputError

if TYPE_CHECKING:
    from hn2301_asp.versions.opened import Opened

S = TypeVar("S", bound=Screener)


def load(path: str | Path | None = None) -> Screener:
    """The protocol of a version of the knowledge base, or of the one that ships with the package.

    A version is a folder, an amendment's folder (its differences on its base), or
    `git:REV[:PATH]`. Raises InputError with every finding where it cannot be used.
    """
    return load_as(Screener, path)


def load_files(files: KnowledgeBaseFiles, opened: Opened | None = None) -> Screener:
    """The protocol of a knowledge base whose files are at hand, vetted in the same way."""
    return _made(Screener, files, opened)


def load_foreign(files: KnowledgeBaseFiles) -> Screener:
    """The protocol of a knowledge base that somebody sent: it is vetted too, and neither kept nor taken from the cache.

    What a stranger's file holds must not decide what a folder of this machine means later.
    """
    prepared = prepare(files, _vet, keep=False)
    return Screener(prepared.base, prepared.circuit, files=files)


def load_as(kind: type[S], path: str | Path | None = None) -> S:
    """The same as ``load``, as another kind of screener: one whose results can say themselves."""
    from hn2301_asp.versions.opening import open_version

    opened = open_version(path if path is not None else shipped_knowledge_base())
    try:
        return _made(kind, opened.files, opened)
    except InputError as error:
        raise InputError(opened.located(error.findings)) from None


def _made(kind: type[S], files: KnowledgeBaseFiles, opened: Opened | None) -> S:
    prepared = prepare(files, _vet)
    made = kind(prepared.base, prepared.circuit, files=files, opened=opened)
    made.findings = prepared.findings
    return made


def _vet(files: KnowledgeBaseFiles) -> Sequence[Finding]:
    """Refuses a knowledge base whose rules may not mean what they say: a misspelt name, a loop."""
    from hn2301_asp.check import ABOUT_WORDS, check_meaning

    found = check_meaning(files)
    findings = [f for f in found if f.severity == "error" and f.code not in ABOUT_WORDS]
    if findings:
        raise InputError(findings)
    return found
