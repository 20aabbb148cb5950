"""What an explanation is made of: plain data, rendered elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.private import Private

#: `fails`: known, and not as needed. `missing`: not known well enough to say.
LeafStatus = Literal["fails", "missing"]


class Shown(Private, frozen=True):
    """A patient's value of one fact, canonical and as it was given; None where it was not.

    ``told`` is the value as given with its unit, for people. ``digits`` says how many decimals of
    a number that has no end are needed to see on which side of the limit it lies. ``reach`` are the
    numbers among which it is, where it is not one.
    """

    fact: str
    label: str
    number: Fraction | None = None
    unit: str | None = None
    as_given: str | None = None
    answer: str | None = None
    date: str | None = None
    inside: tuple[str, ...] = ()
    told: str | None = None
    given_unit: str | None = None
    digits: int = 2
    reach: Interval | None = None

    @property
    def interval(self) -> Interval | None:
        """The numbers that the value may be; None where nothing is known of them."""
        return self.reach if self.number is None else Interval.point(self.number)


class Leaf(Private, frozen=True):
    """One literal down at the facts: what is needed, and what the patient has.

    ``needs`` is what would do, in the protocol's terms, and ``missed_by`` how far the value is from
    it (``at_limit``: it lies on the limit itself, which is not enough). The same two ``as_given``
    are in the unit of the value as it was given, where that differs, or in numbers where the limit
    is a multiple of another value. ``follows_from`` are the facts from which a derived value, or an
    answer that was not given itself, follows. ``beside`` is the other value of a quantity that is given
    and follows from a formula too, where a limit lies between the two and neither is preferred.
    """

    fact: str
    label: str
    status: LeafStatus
    needs: str
    threshold: str | None
    value: Shown | None
    missed_by: str | None = None
    at_limit: bool = False
    needs_as_given: str | None = None
    missed_by_as_given: str | None = None
    follows_from: tuple[Shown, ...] = ()
    missing: tuple[str, ...] = ()
    beside: Shown | None = None


class AnyOf(Private, frozen=True):
    """Alternatives: one of the parts would do."""

    parts: tuple[Node, ...]


class AllOf(Private, frozen=True):
    """Everything here is still needed. ``together`` marks facts that only clash together."""

    parts: tuple[Node, ...]
    together: bool = False


class Counted(Private, frozen=True):
    """One thing counted, under each name that it was recorded by; ``kind`` is a drug's class.

    ``short`` is what is told of it that is not as needed: it was taken for too short a time.
    """

    labels: tuple[str, ...]
    kind: str | None = None
    short: tuple[Leaf, ...] = ()


class HowMany(Private, frozen=True):
    """So many of several things are needed: which count, which do not though recorded, which are open.

    ``would_do`` are the numbers that would do, from and to (None: no end). ``of`` names what would
    count, where that is a short list.
    """

    fact: str
    label: str
    would_do: tuple[tuple[int, int | None], ...]
    has: int
    counted: tuple[Counted, ...]
    not_counted: tuple[Counted, ...]
    of: tuple[str, ...]
    missing: tuple[str, ...]
    status: LeafStatus


Node = Leaf | AnyOf | AllOf | HowMany


class BlockedRule(Private, frozen=True):
    """A rule that does not hold, or may not: its name, place, the protocol's words, and why."""

    name: str
    place: Place
    quotes: tuple[str, ...]
    because: AnyOf
    status: LeafStatus


class CriterionAccount(Private, frozen=True):
    """A criterion's status; ``rules`` are those that block it, or on which it waits.

    ``scope`` says why it applies, or does not, where it does not apply to everybody: on the leaves stands what the
    patient has, and its status is `missing` where that is not known.
    """

    id: str
    title: str
    text: str
    status: str
    rules: tuple[BlockedRule, ...]
    scope: BlockedRule | None = None

    def facts_of_scope(self) -> tuple[Leaf | HowMany, ...]:
        """What the patient has of that on which it rests whether the criterion applies."""
        return () if self.scope is None else tuple(dict.fromkeys(leaves(self.scope.because)))


def leaves(node: Node) -> Iterator[Leaf | HowMany]:
    """The leaves of an explanation, in their order."""
    if isinstance(node, (AnyOf, AllOf)):
        for part in node.parts:
            yield from leaves(part)
    else:
        yield node
