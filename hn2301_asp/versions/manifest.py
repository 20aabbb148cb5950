"""What an amendment says of itself: ``amendment.yaml``, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from hn2301_asp.source.diagnostics import Place

#: What an amendment declares that it does to a criterion.
Intent = Literal["broadens", "narrows", "shifts", "clarifies", "none"]

#: The word by which a whole file of the base goes.
ALL: Final = "all"


class Acceptance(Struct, frozen=True):
    """A finding that the authors accept on purpose, with their reason."""

    code: str
    where: str
    why: str
    place: Place


class BaseStatement(Struct, frozen=True):
    """The base that an amendment was written for; ``after`` are amendments it stands on.

    ``items`` are the digests, with their places, of the base's items that it replaces or takes away,
    by their files and names.
    """

    version: str
    digest: str
    after: tuple[str, ...]
    place: Place
    items: Mapping[str, Mapping[str, tuple[str, Place]]] = {}


class Stale(Struct, frozen=True):
    """An item of the base that is not as an amendment's authors saw it; the base as a whole, without a name."""

    file: str | None = None
    name: str | None = None
    place: Place | None = None
    gone: bool = False


class Manifest(Struct, frozen=True):
    """The statements of ``amendment.yaml``. Dates are as written (YYYY-MM-DD); empty texts are None.

    ``reason`` and ``scope`` are codes of ICH M11. ``places`` says where each key stands. ``removes`` names
    the base's items that go, and ``renames`` those with another name from now on, by their files.
    """

    id: str
    title: str
    status: Literal["proposed", "approved"]
    base: BaseStatement
    date: str | None
    effective: str | None
    approvals: Mapping[str, str]
    rationale: str | None
    reason: str | None
    scope: str | None
    documents: tuple[str, ...]
    enrolled: int | None
    intent: Mapping[str, Intent]
    accepts: tuple[Acceptance, ...]
    places: Mapping[str, Place]
    file: str
    removes: Mapping[str, Mapping[str, Place]] = {}
    renames: Mapping[str, Mapping[str, tuple[str, Place]]] = {}
