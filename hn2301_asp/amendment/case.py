"""What a class of conflict may ask: one amendment beside its base, or several at once.

Everything is worked out when first asked for and then remembered. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Literal, TypedDict

from msgspec import Struct

from hn2301_asp.amendment.model import Conflict, Group, Unless
from hn2301_asp.cohort.opening import Opened as Frame
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.conditions import Conditions
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.comparison.joint_program import SideAtoms
from hn2301_asp.comparison.model import Comparison, Witness
from hn2301_asp.comparison.search import Search
from hn2301_asp.knowledge.files import stem_of
from hn2301_asp.knowledge.model import Criterion
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, Place, Severity
from hn2301_asp.source.private import Private
from hn2301_asp.versions.manifest import Manifest
from hn2301_asp.versions.opened import Opened


class Version(Struct, frozen=True):
    """A version of the protocol. ``protocol`` is None where its rules do not fit together.

    ``findings`` is what `hn2301 check` says of it.
    """

    opened: Opened
    name: str
    protocol: Screener | None
    findings: tuple[Finding, ...]

    @property
    def manifest(self) -> Manifest | None:
        return self.opened.manifest


#: What a roster says of a participant: taken in, not taken in, or not yet decided.
Status = Literal["enrolled", "screen_failure", "screening"]


class Participant(Private, frozen=True):
    """Somebody of the roster: the record, with what the roster says of the enrolment.

    ``enrolled_on`` is a date as it was written; ``place`` is the row.
    """

    id: str
    status: Status
    record: Mapping[str, object]
    enrolled_on: str | None = None
    site: str | None = None
    place: Place = Place()


#: How severe a finding is, where its class does not say so itself.
_SEVERITIES: Mapping[Group, Severity] = {"mend": "error", "declare": "warning", "know": "remark"}


class At(TypedDict, total=False):
    """The places of a finding: where it stands now, and where it stood in the base."""

    place: Place | None
    was: Place | None


class _Judged:
    """What findings are about: one version, or several at once. ``name`` is what people call it."""

    name: str
    #: The versions that are put side by side, each at its number.
    compared: Sequence[Version]

    @cached_property
    def comparer(self) -> Comparer:
        protocols = [version.protocol for version in self.compared if version.protocol is not None]
        return Comparer(protocols, [version.name for version in self.compared])

    @property
    def search(self) -> Search:
        return self.comparer.search

    def located(self, place: Place) -> Place:
        """A place in the author's own file: it is that already where several are judged."""
        return place

    def located_before(self, place: Place) -> Place:
        """A place in the base, as the author knows it."""
        return place

    @property
    def stems(self) -> Mapping[str, str]:
        """The criteria by the names of their files; none where several are judged."""
        return {}

    def conflict(
        self,
        where: str,
        message: str,
        mend: str,
        *,
        group: Group = "mend",
        severity: Severity | None = None,
        place: Place | None = None,
        was: Place | None = None,
        notes: Sequence[tuple[str, str]] = (),
        witness: Witness | None = None,
        unless: Iterable[Unless] = (),
        core: Sequence[str] = (),
        undecided: bool = False,
    ) -> Conflict:
        """A finding about what is judged, as yet without the code of its class; places are located here."""
        stands = place or was
        return Conflict(
            "",
            group,
            severity or _SEVERITIES[group],
            self.name,
            where,
            message,
            mend,
            self.located(place) if place is not None else Place(),
            self.located_before(was) if was is not None else None,
            tuple(notes),
            witness,
            tuple(unless),
            tuple(core),
            undecided=undecided,
            criterion=self.stems.get(stem_of(stands.file)) if stands is not None else None,
        )


class Case(_Judged):
    """One version to be judged, beside its base; without a base the version is judged alone.

    ``now`` and ``was`` are the numbers of the version and its base in ``comparer``.
    """

    def __init__(
        self,
        base: Version | None,
        version: Version,
        *,
        roster: Sequence[Participant] = (),
        cohort: Sequence[Mapping[str, object]] = (),
        frame: Frame | None = None,
        named: bool = True,
    ) -> None:
        self.base, self.version = base, version
        self.compared = [version] if base is None else [base, version]
        self.roster, self.cohort = tuple(roster), tuple(cohort)
        #: The cohort where it is a whole frame.
        self.frame = frame
        #: Whether participants may be named in what is found.
        self.named = named
        self.name = version.name
        self.manifest = version.manifest
        self.now = 0 if base is None else 1
        self.was = None if base is None else 0

    @property
    def alone(self) -> bool:
        return self.base is None

    @property
    def protocol(self) -> Screener:
        """The version, loaded; only asked for where it could be."""
        assert self.version.protocol is not None
        return self.version.protocol

    @property
    def before(self) -> Screener:
        """The base, loaded; only asked for where there is one."""
        assert self.base is not None
        assert self.base.protocol is not None
        return self.base.protocol

    @cached_property
    def comparison(self) -> Comparison:
        return self.comparer.comparison(0, self.now)

    @property
    def side(self) -> SideAtoms:
        """The atoms of the version that is judged."""
        return self.comparer.joined.sides[self.now]

    @property
    def side_before(self) -> SideAtoms | None:
        """The atoms of the base."""
        return None if self.was is None else self.comparer.joined.sides[self.was]

    @cached_property
    def conditions(self) -> Conditions:
        """What must hold in the version that is judged, condition by condition."""
        return Conditions(self.search, self.side, self.protocol.knowledge_base)

    @cached_property
    def conditions_before(self) -> Conditions | None:
        """The same of the base."""
        side = self.side_before
        return None if side is None else Conditions(self.search, side, self.before.knowledge_base)

    def people(self) -> AbstractContextManager[None]:
        """Questions inside are about people whom the version and its base both take to be possible."""
        return self.search.people(self.comparer.possible(self.was or 0, self.now))

    @property
    def items(self) -> tuple[Difference, ...]:
        """The items on which the two differ in what they ask; none where the version is judged alone."""
        return () if self.alone else self.comparison.items

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return self.protocol.knowledge_base.criteria

    @cached_property
    def reachable(self) -> tuple[str, ...]:
        """The criteria whose meaning the change can touch: all of them where the version is judged alone."""
        before = self.side_before
        passes = self.side.passes
        return tuple(n for n, atom in passes.items() if before is None or before.passes[n] != atom)

    @cached_property
    def somebody(self) -> bool:
        """Whether somebody can be eligible in the version that is judged."""
        return not self.search.nobody([self.side.eligible])

    @cached_property
    def new_findings(self) -> tuple[Finding, ...]:
        """What `check` says of the version and did not say of its base."""
        before = self.base.findings if self.base is not None else ()
        known = {(f.code, f.message, f.place.text) for f in before}
        return tuple(f for f in self.version.findings if (f.code, f.message, f.place.text) not in known)

    def located(self, place: Place) -> Place:
        """A place in the author's own file."""
        return self.version.opened.locate(place)

    def located_before(self, place: Place) -> Place:
        """A place in the base, as the author knows it."""
        if self.base is None or place.file is None:
            return place
        return self.base.opened.locate(place)

    @property
    def stems(self) -> Mapping[str, str]:
        """The criteria of either version by the names of their files."""
        loaded = [v.protocol for v in reversed(self.compared) if v.protocol is not None]
        return {c.stem: c.id for protocol in loaded for c in protocol.knowledge_base.criteria}


class Several(_Judged):
    """Several amendments of one base: each, and all of them one after the other.

    In ``comparer`` version 0 is the base, 1 to n are the amendments, ``both`` (and ``now``) is all together and
    ``other_way`` all in the opposite order: None where the order makes no difference but to words.
    ``pairs`` are each two of more than two.
    """

    def __init__(
        self,
        base: Version,
        versions: Sequence[Version],
        together: Version,
        reversed_: Version | None = None,
        pairs: Sequence[Several] = (),
    ) -> None:
        self.base, self.versions = base, tuple(versions)
        self.together, self.reversed = together, reversed_
        self.pairs = tuple(pairs)
        self.name = "+".join(version.name for version in versions)
        self.single = tuple(range(1, len(versions) + 1))
        self.both = len(versions) + 1
        self.was, self.now = 0, self.both
        ordered = [reversed_] if reversed_ is not None and reversed_.protocol is not None else []
        self.compared = [base, *versions, together, *ordered]
        self.other_way = self.both + 1 if ordered else None

    @property
    def each_loads(self) -> bool:
        """Whether the rules of the base and of every amendment fit together, each alone."""
        return all(version.protocol is not None for version in (self.base, *self.versions))

    @property
    def loads(self) -> bool:
        """Whether they do so together as well."""
        return self.each_loads and self.together.protocol is not None

    @property
    def sides(self) -> tuple[SideAtoms, ...]:
        """The atoms of the base, of each amendment, of all together, and of the opposite order."""
        return self.comparer.joined.sides

    def items(self, version: int) -> tuple[Difference, ...]:
        """The items on which a version differs from the base in what it asks."""
        return self.comparer.items(0, version)
