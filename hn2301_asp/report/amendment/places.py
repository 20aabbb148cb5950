"""Places of findings as people know them, without the folders of this machine. No layout here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from hn2301_asp.amendment.model import Report
from hn2301_asp.source.diagnostics import Place


def shown_path(file: str, roots: Iterable[str] = ()) -> str:
    """A file as people know it, not where it lies on this machine: absolute paths are cut at the versions' folders."""
    path = PurePath(file)
    if not path.is_absolute():
        return path.as_posix()
    for root in roots:
        if root and path.is_relative_to(root):
            return (PurePath(PurePath(root).name) / path.relative_to(root)).as_posix()
    return path.name


def shown_place(place: Place, roots: Iterable[str] = ()) -> str:
    """A place as `file:line`; empty where there is none."""
    if place.file is None:
        return ""
    return shown_path(place.file, roots) + ("" if place.line is None else f":{place.line}")


def roots_of(report: Report) -> tuple[str, ...]:
    """The versions' folders: the base's first, in which its amendments usually lie."""
    return (report.base.root, *(account.version.root for account in report.accounts))


def span(place: Place) -> str:
    """The words that a place points at, or its whole line."""
    if place.text is None:
        return ""
    if place.column is None:
        return place.text.strip()
    return place.text[place.column - 1 : (place.end_column or place.column + 1) - 1].strip()
