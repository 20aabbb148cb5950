"""The joint program of several versions, as data: what is one thing in all of them, and each version's own atoms."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.solver.ground import Circuit


class SideAtoms(Struct, frozen=True):
    """The atoms of one version: eligibility, each criterion that lets pass, each guard-rail broken.

    ``scopes`` says of each criterion that does not apply to everybody that it applies. ``names`` says what each of
    the version's own names is called in the joint program (by ``renaming.key``); ``readings`` are the version's
    defaults. ``rules`` says which number each of the version's written rules has here: one that means the same in
    two versions stands here once.
    """

    eligible: int
    passes: Mapping[str, int]
    scopes: Mapping[str, int]
    broken: tuple[int, ...]
    names: Mapping[str, str]
    readings: Mapping[str, str]
    rules: Mapping[int, int]


class Joined(Struct, frozen=True):
    """The joint program, grounded: a protocol of all inputs, its circuit, and each version's atoms.

    ``groups`` are the groups of people that the version with the guard-rails declares; ``results`` are
    facts, as they are called here, that a version defines otherwise than the first: by the fact's own name.
    """

    base: KnowledgeBase
    circuit: Circuit
    sides: tuple[SideAtoms, ...]
    groups: Mapping[str, int]
    results: Mapping[str, str]
