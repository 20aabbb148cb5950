"""A patient as a set of assumptions: evidence in, literals of the search space out.

A known value is an assumption, an unknown one is not assumed. Two sources of one quantity agree
where they lie on the same side of every threshold. No record is read here and nothing is solved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import Interval, Region, Values, domain_of, meeting
from hn2301_asp.knowledge.vocabulary import Vocabulary
from hn2301_asp.solver.exclusions import Said, exclusions
from hn2301_asp.solver.said import agreed, around, computed, following, near, said
from hn2301_asp.solver.space import Combination, Space, TiedGroup
from hn2301_asp.solver.ties import Span, Tie
from hn2301_asp.source.private import Private


class Evidence(Private, frozen=True):
    """What is known of a patient, in the space's terms.

    ``atoms`` are input atoms with their truth; ``amounts`` what quantities may be, the first entry
    of a quantity being the one that formulas use. Every entry names the fact that says it.
    """

    atoms: tuple[tuple[str, str, bool], ...]
    amounts: tuple[tuple[str, str, Values], ...]

    def answers(self, vocabulary: Vocabulary) -> dict[str, bool]:
        """The input atoms that are known, with their truth: where one value of a choice holds, the others do not."""
        known = {atom: holds for _, atom, holds in self.atoms}
        for choice in vocabulary.choices.values():
            atoms = [f"{choice.name}({value})" for value in choice.values]
            if any(known.get(atom) for atom in atoms):
                known = {**dict.fromkeys(atoms, False), **known}
        return known

    def without(self, facts: Iterable[str]) -> Evidence:
        """The evidence with some facts taken back."""
        gone = frozenset(facts)
        return Evidence(
            tuple(entry for entry in self.atoms if entry[0] not in gone),
            tuple(entry for entry in self.amounts if entry[0] not in gone),
        )


class Scope(Private, frozen=True):
    """A part of the space: the quantities and ties that assumptions are wanted for."""

    quantities: frozenset[str]
    groups: tuple[TiedGroup, ...]


class Assumed(Private, frozen=True):
    """A patient as assumptions: ``literals``, of which ``evidence`` are those of the facts.

    ``regions`` holds the regions in which each quantity may lie. ``settled`` says that every input
    on which a criterion depends is fixed.
    """

    literals: tuple[int, ...]
    evidence: tuple[int, ...]
    regions: Mapping[str, tuple[int, ...]]
    settled: bool


def assume(space: Space, evidence: Evidence, readings: Mapping[str, str]) -> Assumed:
    """The assumptions that a patient's evidence and the readings amount to."""
    return reread(space, _assume_evidence(space, evidence), readings)


def reread(space: Space, assumed: Assumed, readings: Mapping[str, str]) -> Assumed:
    """The same patient under other readings; none at all leave every reading open."""
    literals = (*assumed.evidence, *(space.readings[choice] for choice in readings.items()))
    return Assumed(literals, assumed.evidence, assumed.regions, _settled(space, literals, readings))


def assume_within(space: Space, evidence: Evidence, scope: Scope) -> tuple[int, ...]:
    """What evidence about one part of the space amounts to there; readings are not among it."""
    return _assume_evidence(space, evidence, scope).evidence


def _assume_evidence(space: Space, evidence: Evidence, scope: Scope | None = None) -> Assumed:
    inputs = space.circuit.inputs
    found = [inputs[atom] if holds else -inputs[atom] for _, atom, holds in evidence.atoms]
    known = evidence.answers(space.base.vocabulary)
    main = said(evidence.amounts)
    regions = _Regions(space, scope.quantities if scope else space.axes)
    for fact, quantity, values in evidence.amounts:
        if fact == quantity and quantity in space.totals and values.interval is not None:
            found += space.total_between(quantity, values.interval)
        if quantity in space.axes:
            regions.add(quantity, values)
    follows = following(space.linked, main, known)
    open_groups, settled = list[tuple[TiedGroup, Interval | None]](), set[str]()
    groups = scope.groups if scope else space.groups
    for group in groups:
        number = computed(group.tie, main, follows, known)
        reach = Interval.point(number) if number is not None else _within_reach(space, group.tie, main, known)
        if number is None:
            agreeing = None if reach is None else around(main[group.tie.result], _within(space, group.tie))
            open_groups.append((group, agreeing))
        if reach is None:
            continue
        settled.add(group.tie.result)
        regions.add(group.tie.result, Values(reach))
    for quantity in regions.allowed:
        found += regions.literals(quantity)
    for group, agreeing in open_groups:
        found += _tied(space, group, main, regions.allowed, known, agreeing)
    if space.linked or len(space.base.vocabulary.doses) > 1:
        wanted = {group.tie.result for group in groups}
        found += exclusions(space, wanted, evidence.amounts, regions.allowed, Said(main, follows, known, settled))
    return Assumed((), tuple(found), regions.allowed, False)


def _within_reach(space: Space, tie: Tie, main: Mapping[str, Values], known: Mapping[str, bool]) -> Interval | None:
    """Of what an open formula can give the part that agrees with what was given, where the two do not meet."""
    given, quantities = main.get(tie.result), space.base.thresholds.quantities
    if given is None or not space.ties.keys().isdisjoint(tie.quantities):
        return None
    within = _within(space, tie)
    if within is None:
        return None
    return agreed(tie, main, {name: domain_of(quantities[name]) for name in tie.quantities}, known, within)


def _within(space: Space, tie: Tie) -> Fraction | None:
    return space.base.thresholds.quantities[tie.result].agrees_within


class _Regions:
    """The regions in which each quantity may lie, narrowed by one source after the other."""

    def __init__(self, space: Space, quantities: Iterable[str]) -> None:
        self.space = space
        self.allowed = {name: space.open_regions[name] for name in quantities if name in space.open_regions}
        self.said: dict[str, Values] = {}

    def add(self, quantity: str, values: Values) -> None:
        """What another source says: values that come near enough are taken for the same one."""
        indices, before = possible_regions(self.space, quantity, values), self.said.get(quantity)
        if before is None:
            self.said[quantity] = values
        else:
            self.said[quantity] = meeting((before, values))
            within = self.space.base.thresholds.quantities[quantity].agrees_within
            if values.interval is not None and near(before, values.interval, within) is not None:
                # The quantity may lie where either does, and between.
                reached = (*self.allowed[quantity], *indices)
                self.allowed[quantity] = tuple(range(min(reached), max(reached) + 1))
                return
            # Two sources of one quantity: only the side of each threshold must agree.
            regions = self.space.axes[quantity].regions
            sides = {regions[index].holds for index in indices}
            indices = tuple(index for index in self.allowed[quantity] if regions[index].holds in sides)
        self.allowed[quantity] = indices

    def literals(self, quantity: str) -> list[int]:
        atoms, indices = self.space.regions[quantity], self.allowed[quantity]
        if len(indices) == 1:
            return [atoms[indices[0]]]
        return [-atom for index, atom in enumerate(atoms) if index not in indices]


def sources(space: Space, evidence: Evidence, core: Iterable[int]) -> set[str]:
    """The facts from which the assumptions of a core may come: at least those that it needs."""
    blamed = {abs(literal) for literal in core}
    inputs = space.circuit.inputs
    facts = {fact for fact, atom, _ in evidence.atoms if inputs[atom] in blamed}
    quantities = {quantity for quantity, atoms in space.regions.items() if not blamed.isdisjoint(atoms)}
    quantities |= {quantity for (quantity, _), atom in space.sums.items() if atom in blamed}
    tied_facts: set[str] = set()
    for exclusion in (space.excluded_by[atom] for atom in blamed & space.excluded_by.keys()):
        quantities.update(exclusion.quantities)
        tied_facts.update(exclusion.facts)
    quantities |= {g.tie.result for g in space.groups if any(c.blocked in blamed for c in g.combinations)}
    waiting = [space.ties[name] for name in quantities if name in space.ties]
    for tie in waiting:
        waiting += [space.ties[name] for name in tie.quantities if name in space.ties and name not in quantities]
        quantities.update(tie.quantities)
        tied_facts.update(tie.facts)
    facts |= {fact for fact, atom, _ in evidence.atoms if atom in tied_facts}
    return facts | {fact for fact, quantity, _ in evidence.amounts if quantity in quantities}


def _settled(space: Space, found: Sequence[int], readings: Mapping[str, str]) -> bool:
    """Whether the assumptions alone fix every input that some criterion depends on."""
    if len(readings) < len(space.base.readings):
        return False
    true = set(found)
    for literal in space.relevant:
        if literal in true or -literal in true:
            continue
        if true.isdisjoint(space.fixed_by.get(literal, ())):
            return False
    return True


def possible_regions(space: Space, quantity: str, values: Values) -> tuple[int, ...]:
    """The regions in which a quantity may lie."""
    regions, number = space.axes[quantity].regions, values.number
    if number is not None:
        # A number that was read lies within the domain; a formula's result may lie anywhere.
        return tuple(i for i, r in enumerate(regions) if r.interval is not None and r.interval.contains(number))
    return tuple(index for index, region in enumerate(regions) if _may_lie(space, quantity, values, region))


def _may_lie(space: Space, quantity: str, values: Values, region: Region) -> bool:
    if region.interval is None:
        return values.never
    if values.interval is None:
        return False
    inside = values.interval.intersect(region.interval)
    if inside.is_empty or quantity in space.base.thresholds.derived:
        return not inside.is_empty
    return domain_of(space.base.thresholds.quantities[quantity]).reaches(inside)


def _tied(
    space: Space,
    group: TiedGroup,
    main: Mapping[str, Values],
    allowed: Mapping[str, tuple[int, ...]],
    known: Mapping[str, bool],
    agreeing: Interval | None,
) -> list[int]:
    """What the tie forbids, as assumptions on its combinations; remembered for like patients.

    The formula's result lies in its region, which is one of what was given, or, where it need only come near
    that, in ``agreeing``.
    """
    tie = group.tie
    names = (*tie.quantities, tie.result)
    key = (
        tie.result,
        tuple(main.get(name) for name in names),
        tuple(allowed.get(name) for name in names),
        tuple(known.get(fact) for fact in tie.facts),
        agreeing,
    )
    if key in space.remembered:
        return space.remembered[key]
    blocked: list[int] = []
    said_of = () if agreeing is None else possible_regions(space, tie.result, main[tie.result])
    for combination in group.combinations:
        possible = True
        if all(index in allowed[name] for name, index in combination.regions.items()) and all(
            known.get(fact, answer) == answer for fact, answer in combination.facts.items()
        ):
            box = _box(space, tie, combination, main)
            index = combination.regions[tie.result]
            region = space.axes[tie.result].regions[index]
            possible = (
                box is not None
                and region.interval is not None
                and (
                    ((agreeing is None or index in said_of) and tie.feasible(box, combination.facts, region.interval))
                    or (agreeing is not None and tie.feasible(box, combination.facts, agreeing))
                )
            )
        blocked.append(-combination.blocked if possible else combination.blocked)
    return space.remember(key, blocked)


def _box(space: Space, tie: Tie, combination: Combination, main: Mapping[str, Values]) -> dict[str, Span] | None:
    """What each quantity of a tie may be in a combination; None where one can be nothing."""
    box: dict[str, Span] = {}
    for name in tie.quantities:
        domain = domain_of(space.base.thresholds.quantities[name])
        values = main.get(name)
        interval = domain.possible
        if values is not None:
            if values.interval is None:
                return None
            interval = values.interval if values.interval.is_point else values.interval.intersect(interval)
        # A number that was given wins over another source of the same quantity (a birth date).
        if name in combination.regions and (values is None or not interval.is_point):
            region = space.axes[name].regions[combination.regions[name]].interval
            interval = interval if region is None else interval.intersect(region)
        inside = interval if interval.is_point else domain.within(interval)
        if inside.is_empty:
            return None
        box[name] = Span(inside, domain.counted)
    return box
