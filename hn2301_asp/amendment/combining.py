"""Several amendments put together, ready to be judged, and what all who judge them need.

Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from hn2301_asp.amendment.case import Several, Version
from hn2301_asp.amendment.version import version_of
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.edits import about_words
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import stack


def combined(base: Version, versions: Sequence[Version]) -> Several | None:
    """Amendments one after the other, the other way round where that differs, and each two of more than two.

    One on which another stands is part of that other; None where no two are left to be put together.
    """
    below = {part.files.root for version in versions for part in version.opened.below}
    left = [version for version in versions if version.opened.files.root not in below]
    return _several(base, left) if len(left) > 1 else None


def _several(base: Version, versions: Sequence[Version]) -> Several:
    pairs = [_several(base, two) for two in combinations(versions, 2)] if len(versions) > 2 else []
    opened = [version.opened for version in versions]
    forward, backward = (stack(base.opened.files, order) for order in (opened, opened[::-1]))
    same = forward.files.texts == backward.files.texts or (
        forward.clashes != () and all(about_words(clash) for clash in forward.clashes)
    )
    return Several(base, versions, _version(forward), None if same else _version(backward), pairs)


def _version(opened: Opened) -> Version:
    """What is stacked as a version; what makes it unusable is what is said of it."""
    try:
        return version_of(opened)
    except InputError as error:
        return Version(opened, opened.name, None, error.findings)
