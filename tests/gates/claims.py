"""What can be claimed of an amendment, each as something that any record may refute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from hn2301_asp.api import Protocol
from hn2301_asp.patient.model import Patient
from tests.gates.judging import EVERYBODY, NOBODY, Fate, Judged, judge, same, within

EQUIVALENT, GAINS, LOSES = "equivalent", "nobody gains", "nobody loses"
GUARDED, IMPOSSIBLE, REDUNDANT = "guard-rail kept", "nobody can be eligible", "redundant"


@dataclass
class Seen:
    """One patient under both versions."""

    patient: Patient
    before: Judged
    after: Judged
    rails: Protocol

    @cached_property
    def guards(self) -> Judged:
        return judge(self.rails, self.patient)


@dataclass(frozen=True)
class Claim:
    """Something said to hold of everybody, and how it fares against what is seen of a record."""

    kind: str
    where: str
    fate: Callable[[Seen], Fate] = field(compare=False)


def equivalent(where: str) -> Claim:
    return Claim(EQUIVALENT, where, lambda seen: same(seen.before.let_in(where), seen.after.let_in(where)))


def gains(where: str) -> Claim:
    return Claim(GAINS, where, lambda seen: within(seen.after.let_in(where), seen.before.let_in(where)))


def loses(where: str) -> Claim:
    return Claim(LOSES, where, lambda seen: within(seen.before.let_in(where), seen.after.let_in(where)))


def nobody(where: str) -> Claim:
    return Claim(IMPOSSIBLE, where, lambda seen: within(seen.after.let_in(where), NOBODY))


def kept(number: int) -> Claim:
    """Nobody is eligible who breaks a guard-rail."""

    def fate(seen: Seen) -> Fate:
        if seen.after.verdict == "ineligible" or seen.guards.verdict == "contradictory":
            return "stands"
        return within(seen.after.let_in("protocol"), seen.guards.let_in(f"G-{number}"))

    return Claim(GUARDED, f"G-{number}", fate)


def met_by_all(where: str) -> Claim:
    return Claim(REDUNDANT, where, lambda seen: within(EVERYBODY, seen.after.let_in(where)))


def superfluous(rule: str, less: Protocol) -> Claim:
    """Nobody is judged otherwise by a version that lacks a rule."""

    def fate(seen: Seen) -> Fate:
        other = judge(less, seen.patient)
        if other.verdict == "contradictory":
            return "refuted"
        return same(seen.after.let_in("protocol"), other.let_in("protocol"))

    return Claim(REDUNDANT, rule, fate)
