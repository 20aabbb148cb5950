"""What a rule is made of, for the checks: atoms, terms, comparisons and counts, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

from hn2301_asp.knowledge.rules import Signature
from hn2301_asp.source.diagnostics import Finding, Place

#: The predicates that say that a criterion is met, and that it applies to somebody.
MET: Final = ("met", 1)
SCOPE: Final = ("applies", 1)
OF_CRITERION: Final = (MET, SCOPE)


def met_node(criterion: str, predicate: Signature = MET) -> Signature:
    """What stands for a criterion, by its id as it is written in a rule: in quotes."""
    return f"{predicate[0]}({criterion})", 1


class Term(Struct, frozen=True):
    """One argument. ``text`` is a constant as clingo writes it (strings in quotes) or a variable.

    ``parts`` are the alternatives of a pool; "other" is anything that is computed.
    """

    kind: Literal["constant", "string", "number", "variable", "pool", "other"]
    text: str
    place: Place
    parts: tuple[Term, ...] = ()

    def alternatives(self) -> Iterator[Term]:
        """The term itself, or every alternative of a pool."""
        if self.kind != "pool":
            yield self
        for part in self.parts if self.kind == "pool" else ():
            yield from part.alternatives()


class Atom(Struct, frozen=True):
    """An atom of a rule; ``negated`` under `not`, ``gathered`` inside an aggregate or a condition."""

    name: str
    terms: tuple[Term, ...]
    place: Place
    negated: bool = False
    gathered: bool = False

    @property
    def signature(self) -> Signature:
        return self.name, len(self.terms)

    @property
    def node(self) -> Signature:
        """What depends on what: the predicate, but every criterion by itself."""
        named = self.signature in OF_CRITERION and self.terms[0].kind == "string"
        return met_node(self.terms[0].text, self.signature) if named else self.signature


class Comparison(Struct, frozen=True):
    """Two terms with a comparator between them."""

    left: Term
    comparator: str
    right: Term
    place: Place


class Count(Struct, frozen=True):
    """A bound that a `#count` or `{ … }` in a body must keep, as it stands to the right of the set."""

    comparator: str
    number: int
    place: Place


class Exemption(Struct, frozen=True):
    """An exception of a rule as ``text`` writes it, with what is ``excepted`` and the conditions ``beside`` it."""

    text: str
    excepted: str
    beside: tuple[str, ...]
    place: Place


class Statement(Struct, frozen=True):
    """One rule's parts. ``heads`` has more than one member for a disjunction or a pool."""

    place: Place
    heads: tuple[Atom, ...]
    body: tuple[Atom, ...]
    comparisons: tuple[Comparison, ...]
    counts: tuple[Count, ...]
    summed: tuple[Term, ...]
    findings: tuple[Finding, ...]
    exemptions: tuple[Exemption, ...] = ()
