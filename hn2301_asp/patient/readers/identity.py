"""What says who somebody is, kept out of messages about a file that holds it.

A file that cannot be parsed is shown with the line that is broken, and nobody knows which of its values are
names. Where a heading of the file says that people are named, no line of it is shown. Which headings do is told
by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from hn2301_asp.patient.readers.files import encoding_of
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.patterns import later

Identifies = Callable[[str], bool]
"""Whether a heading says who somebody is."""

_SIGNS: Final = later(r"[\t\r\n,;:\"'\[\]{}]")
_ESCAPED: Final = later(r"\\u([0-9a-fA-F]{4})")
_LONGEST_PIECE: Final = 1 << 20


def nobody(_heading: str) -> bool:
    """No heading identifies people: for callers who know none."""
    return False


def covered(findings: Iterable[Finding], path: Path, identifies: Identifies) -> list[Finding]:
    """The findings on a file, without its lines where one of its headings says who somebody is."""
    found = list(findings)
    shows = any(place.text or place.near for finding in found for place in (finding.place, *finding.related))
    if not shows or not _names_people(path, identifies):
        return found
    return [replace(one, place=_bare(one.place), related=tuple(map(_bare, one.related))) for one in found]


def _bare(place: Place) -> Place:
    return replace(place, text=None, near=None)


def _names_people(path: Path, identifies: Identifies) -> bool:
    """Whether a word of the file, between the signs that stand beside headings, is such a heading."""
    with path.open("rb") as stream:
        encoding = encoding_of(stream.read(4))
    with path.open(encoding=encoding, errors="replace") as handle:
        while piece := handle.readline(_LONGEST_PIECE):
            text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), piece)
            if any(identifies(word) for word in set(_SIGNS.split(text))):
                return True
    return False
