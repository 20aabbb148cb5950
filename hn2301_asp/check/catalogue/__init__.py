"""The catalogue of what is found in a knowledge base: each kind by its number and its name, told by its docstring.

One module for each family. A finding carries its name (``quote-mismatch``); its number is put beside it here,
in one place, and nowhere else.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cache
from types import ModuleType

from msgspec.structs import replace

from hn2301_asp.check.catalogue import (
    criteria,
    files,
    formulas,
    limits,
    meaning,
    names,
    patients,
    quotes,
    readings,
    rules,
    thresholds,
    versions,
    wiring,
)
from hn2301_asp.check.catalogue.kinds import Kind, mending, number, page, sentence
from hn2301_asp.source.diagnostics import Finding

__all__ = [
    "about_words",
    "by_number",
    "by_slug",
    "described",
    "families",
    "helped",
    "kind_of",
    "listed",
    "numbered",
    "page",
    "pages",
    "whole_page",
]

_FAMILIES = (
    files,
    criteria,
    names,
    thresholds,
    limits,
    formulas,
    rules,
    wiring,
    meaning,
    quotes,
    readings,
    patients,
    versions,
)


def families() -> dict[ModuleType, tuple[type[Kind], ...]]:
    """Each family with its kinds, in the order of their numbers."""
    return {family: tuple(_kinds(family)) for family in _FAMILIES}


def _kinds(family: ModuleType) -> Iterator[type[Kind]]:
    return (
        one
        for one in vars(family).values()
        if inspect.isclass(one) and issubclass(one, Kind) and one.__module__ == family.__name__
    )


@cache
def by_number() -> dict[str, type[Kind]]:
    """Every kind by its number."""
    return {number(kind): kind for kinds in families().values() for kind in kinds}


@cache
def by_slug() -> dict[str, type[Kind]]:
    """Every kind by its name."""
    return {kind.slug: kind for kind in by_number().values()}


@cache
def described() -> dict[str, str]:
    """What `hn2301 check` can find: each name with the sentence that says what it is."""
    return {slug: sentence(kind) for slug, kind in by_slug().items() if kind.of_check}


def pages() -> dict[str, tuple[str, str]]:
    """Of every kind, found by `hn2301 check` or told elsewhere, its sentence and its page."""
    return {slug: (sentence(kind), page(kind)) for slug, kind in by_slug().items()}


def about_words() -> frozenset[str]:
    """The names of errors for which no verdict is wrong."""
    return frozenset(slug for slug, kind in by_slug().items() if kind.about_words)


def kind_of(code: str) -> type[Kind] | None:
    """The kind that a number or a name stands for, however it is written; None where it is none."""
    wanted = code.strip()
    return by_number().get(wanted.upper()) or by_slug().get(wanted.lower())


def numbered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each with the number of its kind."""
    kinds = by_slug()
    return [
        finding if finding.code not in kinds else replace(finding, number=number(kinds[finding.code]))
        for finding in findings
    ]


def helped(findings: Iterable[Finding]) -> list[Finding]:
    """The findings for people: numbered, and where a check has nothing better to say with how its kind is mended."""
    kinds = by_slug()
    return [
        one if one.help or one.code not in kinds else replace(one, help=mending(kinds[one.code]))
        for one in numbered(findings)
    ]


def listed() -> str:
    """Every kind with its sentence, one a line."""
    return "".join(f"{of}  {kind.slug}: {sentence(kind)}\n" for of, kind in by_number().items())


def whole_page() -> str:
    """The whole catalogue as a page in Markdown."""
    parts = [_HEAD]
    for family, kinds in families().items():
        title, _, rest = (family.__doc__ or "").partition(": ")
        parts += [f"## {title}", f"{rest[:1].upper()}{rest[1:]}"]
        for kind in kinds:
            first, *others = page(kind).rstrip().split("\n\n")
            of, _, told = first.partition(": ")
            parts += [f"### {of}", f"{told[:1].upper()}{told[1:]}", *(_LABEL.sub(r"**\1:**", one) for one in others)]
    return "\n\n".join(parts) + "\n"


_LABEL = re.compile(r"^(Severity|Why it matters|Example|How to mend):")
_HEAD = """# What `hn2301 check` finds

Every kind of finding has a number that is never used again, and a name. `hn2301 explain-code KB001` and
`hn2301 explain-code kb-missing` print what stands here of it. This page is made from the docstrings in
`hn2301_asp/check/catalogue/`; a test holds it against them."""
