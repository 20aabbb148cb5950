"""Findings whose files are called with their folder, as a code host or an editor calls them. No layout here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from msgspec.structs import replace

from hn2301_asp.source.diagnostics import Finding, Fix, Place


def below(root: str, findings: Iterable[Finding]) -> list[Finding]:
    """The findings on the files of a folder, each with the folder before its name.

    Those that are called with their folder already, as in amendments, stay as they are.
    """
    folder = PurePath(root)

    def called(file: str) -> str:
        path = PurePath(file)
        return file if path.is_absolute() or path.parts[: len(folder.parts)] == folder.parts else str(folder / path)

    def placed(place: Place) -> Place:
        return place if place.file is None else replace(place, file=called(place.file))

    def mended(fix: Fix) -> Fix:
        return replace(fix, edits=tuple(replace(edit, file=called(edit.file)) for edit in fix.edits))

    return [
        replace(
            one,
            place=placed(one.place),
            related=tuple(placed(place) for place in one.related),
            fix=one.fix and mended(one.fix),
        )
        for one in findings
    ]
