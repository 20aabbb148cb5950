"""An amendment with everything that the package claims of it, and false claims that it does not make."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from tests.gates.claims import (
    REDUNDANT,
    Claim,
    Seen,
    equivalent,
    gains,
    kept,
    loses,
    met_by_all,
    nobody,
    superfluous,
)
from tests.gates.judging import Fate, guarded, judge, version
from tests.gates.targets import targets

_RULE = re.compile(r"the rule `(.*?)` (?:says|asks)")


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
            yield met_by_all(conflict.where)
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
        yield superfluous(source, less)


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
