"""Constraints have no head: an amendment names one by its `%!` line, which therefore stands once in its file."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.check.base import Base
from hn2301_asp.source.diagnostics import Finding
from hn2301_asp.versions.definitions import CONSTRAINT
from hn2301_asp.versions.overlay import place_of
from hn2301_asp.versions.parts import parts


def constraint_findings(base: Base) -> Iterator[Finding]:
    """Constraints of a file under the same words, apart from each other: neither could be named."""
    for file, text in base.files.texts.items():
        if not file.endswith(".lp"):
            continue
        first: dict[str, int] = {}
        found = parts(file, text)
        for number, part in enumerate(found):
            if not part.key.startswith(f"{CONSTRAINT} "):
                continue
            if part.key in first:
                lines = text.split("\n")
                yield Finding(
                    "same-words",
                    f"two constraints stand under `{part.key.removeprefix(f'{CONSTRAINT} ')}`",
                    place_of(part.item, file, lines),
                    "warning",
                    help="put them below each other under one `%!` line, or give each words of its own",
                    related=(place_of(found[first[part.key]].item, file, lines),),
                )
            first.setdefault(part.key, number)
