"""What the package claims of an amendment, each as something that any record may refute."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from clingo import ast

from hn2301_asp.amendment.case import Case, Version
from hn2301_asp.amendment.catalogue import by_code
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.redundancy import redundancies
from hn2301_asp.api import Protocol
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.model import Change
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.scores import with_scores
from hn2301_asp.solver.assumptions import assume
from hn2301_asp.solver.space import Space
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.opened import Opened
from tests.gates.judging import EVERYBODY, NOBODY, Fate, Judged, guarded, judge, same, version, within
from tests.gates.targets import targets

EQUIVALENT, GAINS, LOSES = "equivalent", "nobody gains", "nobody loses"
GUARDED, IMPOSSIBLE, REDUNDANT = "guard-rail kept", "nobody can be eligible", "redundant"
KINDS = (EQUIVALENT, GAINS, LOSES, GUARDED, IMPOSSIBLE, REDUNDANT)
_RULE = re.compile(r"the rule `(.*?)` (?:says|asks)")


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


class Attacked:
    """A base and an amended version, with everything that is claimed of the change."""

    def __init__(
        self, base: Protocol, amended: Protocol, rails: tuple[Protocol, tuple[str, ...]] | None = None
    ) -> None:
        self.base, self.amended = base, amended
        self.rails, self.guards = rails or guarded(base)
        versions = []
        for protocol, name in ((base, "1.0"), (amended, "A")):
            assert protocol.files is not None
            versions.append(Version(Opened(protocol.files, name), name, protocol, ()))
        self.case = Case(*versions)
        self.case.comparer = Comparer([base, amended], ["1.0", "A"], described=False)  # only witnesses are asked for
        self.targets = targets(base.knowledge_base, amended.knowledge_base)
        self.undecided = 0
        self.claims = tuple(self._claims())
        #: What is not claimed, and was seen to be false: the attack must refute it, or it has no teeth.
        self.planted = tuple(self._planted())

    def seen(self, patient: Patient) -> Seen:
        return Seen(patient, judge(self.base, patient), judge(self.amended, patient), self.rails)

    @cached_property
    def change(self) -> dict[str, Change]:
        """What is said of eligibility (``protocol``) and of each criterion."""
        found = self.case.comparison
        return {"protocol": found.overall, **found.criteria}

    def _claims(self) -> Iterator[Claim]:
        for where, change in self.change.items():
            yield from self._of_change(where, change)
        yield from self._guarding()
        yield from self._impossible()
        try:
            yield from self._conditions()
            yield from self._rules()
        except Undecidable:
            self.undecided += 1

    def _of_change(self, where: str, change: Change) -> Iterator[Claim]:
        if change.relation == "equivalent":
            yield equivalent(where)
            return
        self.undecided += (change.gains.undecided is not None) + (change.loses.undecided is not None)
        if change.gains.nobody:
            yield gains(where)
        if change.loses.nobody:
            yield loses(where)

    def _found(self, code: str) -> list[Conflict]:
        """What a class finds; that it could not be decided is counted, and claims nothing."""
        try:
            found = list(by_code()[code].find(self.case))
        except Undecidable:
            self.undecided += 1
            return []
        self.undecided += sum(conflict.undecided for conflict in found)
        return found

    def _guarding(self) -> Iterator[Claim]:
        found = self._found("AM31")
        broken = {conflict.where for conflict in found}
        for number, rule in enumerate(self.base.knowledge_base.guardrails, start=1):
            asked = ", ".join(use.signature[0] for use in rule.uses if use.signature[0] != "eligible")
            if not broken & {asked, rule.source}:
                yield kept(number)

    def _impossible(self) -> Iterator[Claim]:
        for conflict in self._found("AM07"):
            assert conflict.where == "protocol"
            yield nobody("protocol")
        for conflict in self._found("AM08"):
            yield nobody(conflict.where)

    def _conditions(self) -> Iterator[Claim]:
        for conflict in self._found("AM12"):
            yield Claim(REDUNDANT, conflict.where, _met_by_all(conflict.where))
        for found in redundancies(self.case):
            now = self.case.conditions
            if found.leaf is None:
                others = [leaf.literal for leaf in now.leaves if leaf.criterion != found.criterion]
                yield self._follows(found.criterion, -now.passes[found.criterion], others)
            else:
                others = [leaf.literal for leaf in now.leaves if leaf != found.leaf]
                yield self._follows(now.own_name(found.leaf.literal), -found.leaf.literal, others)

    def _planted(self) -> Iterator[Claim]:
        # Where another is taken to be true of everybody, who gains or loses may be impossible in one version.
        for where, change in self.change.items() if not self.targets.everybody else ():
            gaining, losing = change.gains.witness is not None, change.loses.witness is not None
            yield from [equivalent(where)] * (gaining or losing) + [gains(where)] * gaining + [loses(where)] * losing
        claimed = {(claim.kind, claim.where) for claim in self.claims}
        undecided = any(conflict.undecided for conflict in self._found("AM31"))
        rails = [] if undecided else [kept(number) for number in range(1, len(self.guards) + 1)]
        yield from (claim for claim in rails if (claim.kind, claim.where) not in claimed)
        if self.case.somebody:
            yield nobody("protocol")
            yield from self._needed()

    def _needed(self) -> Iterator[Claim]:
        """That a new condition is redundant which somebody lacks who meets all others."""
        now, before = self.case.conditions, self.case.conditions_before
        known = {leaf.literal for leaf in before.leaves} if before is not None else set()
        for leaf in now.leaves:
            others = [other.literal for other in now.leaves if other != leaf]
            if leaf.literal not in known and not self.case.search.nobody([*now.known, -leaf.literal, *others]):
                yield self._follows(now.own_name(leaf.literal), -leaf.literal, others)

    @cached_property
    def joint(self) -> Space:
        """Both versions in one space as patients are screened in it: with all ties, and no search."""
        joined = self.case.comparer.joined
        return Space(joined.base, joined.circuit)

    def _follows(self, where: str, denied: int, others: list[int]) -> Claim:
        """Nobody meets the others and lacks it: asked of the record as a screening is."""
        question = [*self.case.search.always, *self.case.conditions.known, denied, *others]

        def fate(seen: Seen) -> Fate:
            literals = assume(self.joint, with_scores(seen.patient, self.joint).evidence, {}).literals
            return "refuted" if self.joint.solve([*literals, *question]) else "stands"

        return Claim(REDUNDANT, where, fate)

    def _rules(self) -> Iterator[Claim]:
        """Rules that are said to decide about nobody: without them everybody is judged alike."""
        for conflict in self._found("AM16"):
            said = _RULE.search(conflict.message)
            if said is not None:
                yield from self._without(said[1])
        for conflict in self._found("AM15"):
            said = re.match(r"the case `(.*?)` never decides", conflict.message)
            if said is not None:
                yield from self._without(said[1])

    def _without(self, source: str) -> Iterator[Claim]:
        """The claim that a rule is superfluous; none where the version cannot be loaded without it."""
        assert self.amended.files is not None
        rules = [rule for rule in self.amended.knowledge_base.rules if rule.source == source]
        if not rules or rules[-1].place.file is None:
            return
        file = rules[-1].place.file
        texts = {**self.amended.files.texts}
        texts[file] = _dropped(texts[file], rules[-1].place.line or 0, rules[-1].place.column or 0)
        try:
            less = version(texts)
        except InputError:
            return
        yield Claim(REDUNDANT, source, lambda seen: _alike(seen, judge(less, seen.patient)))


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


def _met_by_all(where: str) -> Callable[[Seen], Fate]:
    return lambda seen: within(EVERYBODY, seen.after.let_in(where))


def _alike(seen: Seen, other: Judged) -> Fate:
    if other.verdict == "contradictory":
        return "refuted"
    return same(seen.after.let_in("protocol"), other.let_in("protocol"))


def _dropped(text: str, line: int, column: int) -> str:
    """A rule file without the rule that begins at a place."""
    found: list[ast.AST] = []
    ast.parse_string(text, found.append)
    (rule,) = [one for one in found if (one.location.begin.line, one.location.begin.column) == (line, column)]
    lines = text.split("\n")
    begin, end = rule.location.begin, rule.location.end
    head, tail = lines[begin.line - 1][: begin.column - 1], lines[end.line - 1][end.column - 1 :]
    lines[begin.line - 1 : end.line] = [head + tail]
    return "\n".join(lines)
