"""A patient as a set of assumptions: evidence in, literals of the search space out.

A known value is an assumption, an unknown one is not assumed. Two sources of one quantity agree
where they lie on the same side of every threshold. No record is read here and nothing is solved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property

from hn2301_asp.knowledge.thresholds.axis import Domain, Interval, Region, Values, domain_of, meeting
from hn2301_asp.knowledge.thresholds.formula import Ratio
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.solver.exclusions import Said, exclusions
from hn2301_asp.solver.known import Known, Told, answered
from hn2301_asp.solver.said import agreed, around, computed, following, near
from hn2301_asp.solver.space import Combination, Space, TiedGroup
from hn2301_asp.solver.ties import Span, Tie
from hn2301_asp.source.private import Private


class Evidence(Private, frozen=True):
    """What is known of a patient, in the space's terms.

    ``atoms`` are input atoms with their truth; ``amounts`` what quantities may be, the first entry
    of a quantity being the one that formulas use. Every entry names the fact that says it.
    """

    atoms: tuple[Told, ...]
    amounts: tuple[tuple[str, str, Values], ...]

    def answers(self, vocabulary: Vocabulary) -> dict[str, bool]:
        """The input atoms that are known, with their truth: where one value of a choice holds, the others do not."""
        choices = vocabulary.choices.values()
        return answered(self.atoms, [[f"{choice.name}({value})" for value in choice.values] for choice in choices])

    @property
    def facts(self) -> dict[str, None]:
        """The facts that say something, in the record's order: those of answers first."""
        return dict.fromkeys([entry[0] for entry in (*self.atoms, *self.amounts)])

    def only(self, facts: Iterable[str]) -> Evidence:
        """The evidence of some facts."""
        kept = frozenset(facts)
        return Evidence(
            tuple([entry for entry in self.atoms if entry[0] in kept]),
            tuple([entry for entry in self.amounts if entry[0] in kept]),
        )

    def without(self, facts: Iterable[str]) -> Evidence:
        """The evidence with some facts taken back."""
        return self.only(self.facts.keys() - frozenset(facts))


class Scope(Private, frozen=True):
    """A part of the space: the quantities and ties that assumptions are wanted for."""

    quantities: frozenset[str]
    groups: tuple[TiedGroup, ...]


class Assumed(Private, frozen=True, dict=True):
    """A patient as assumptions under some readings.

    ``atoms`` are the inputs that are known, ``known`` the same as a number (``Known``), ``regions`` those in which
    each quantity may lie, and ``linked`` what totals, ties and sums of doses say.
    """

    space: Space
    atoms: tuple[Told, ...]
    known: int
    regions: Mapping[str, tuple[int, ...]]
    linked: tuple[int, ...]
    readings: Mapping[str, str]

    @cached_property
    def told(self) -> tuple[int, ...]:
        """The inputs that are known, as literals."""
        inputs = self.space.circuit.inputs
        return tuple([inputs[atom] if holds else -inputs[atom] for _, atom, holds in self.atoms])

    @cached_property
    def evidence(self) -> tuple[int, ...]:
        """What the facts amount to, as literals."""
        lies = self.space.lying
        return (*self.told, *(one for where in self.regions.items() for one in lies(*where)), *self.linked)

    @cached_property
    def literals(self) -> tuple[int, ...]:
        """The evidence and the readings."""
        return (*self.evidence, *(self.space.readings[choice] for choice in self.readings.items()))

    def holds(self, threshold: str) -> bool | None:
        """A threshold's truth where it is the same on every region in which its quantity may lie."""
        quantity = self.space.base.thresholds.thresholds[threshold].quantity
        regions = self.space.axes[quantity].regions
        answers = {threshold in regions[index].holds for index in self.regions[quantity]}
        return answers.pop() if len(answers) == 1 else None


def assume(space: Space, evidence: Evidence, readings: Mapping[str, str]) -> Assumed:
    """The assumptions that a patient's evidence and the readings amount to."""
    return _assumed(space, evidence, readings, None)


def reread(space: Space, assumed: Assumed, readings: Mapping[str, str]) -> Assumed:
    """The same patient under other readings; none at all leave every reading open."""
    return Assumed(space, assumed.atoms, assumed.known, assumed.regions, assumed.linked, readings)


def assume_within(space: Space, evidence: Evidence, scope: Scope) -> tuple[int, ...]:
    """What evidence about one part of the space amounts to there; readings are not among it."""
    return _assumed(space, evidence, {}, scope).evidence


def assume_part(space: Space, evidence: Evidence, readings: Mapping[str, str], scope: Scope) -> Assumed:
    """What evidence about one part of the space amounts to there: of other parts nothing is said."""
    return _assumed(space, evidence, readings, scope)


def _assumed(space: Space, evidence: Evidence, readings: Mapping[str, str], scope: Scope | None) -> Assumed:
    known = space.once(Known)
    answers = known.answers(evidence.atoms)
    linked, main, numbers = list[int](), dict[str, Values](), dict[str, Ratio]()
    allowed = dict(space.open_regions)
    if scope is not None:
        allowed = {name: regions for name, regions in allowed.items() if name in scope.quantities}
    axes, totals, region_with = space.axes, space.totals, space.region_with
    for fact, quantity, values in evidence.amounts:
        before = main.get(quantity)
        if quantity in totals and fact == quantity and values.interval is not None:
            linked += space.total_between(quantity, values.interval)
        if before is None:
            main[quantity], number = values, values.number
            if number is not None:
                numbers[quantity] = ratio = number.as_integer_ratio()
                if quantity in axes:
                    allowed[quantity] = region_with(quantity, ratio)
                continue
        elif quantity not in numbers:  # What is one number already stays it.
            main[quantity] = met = meeting((before, values))
            if (number := met.number) is not None:
                numbers[quantity] = number.as_integer_ratio()
        if quantity in axes:
            allowed[quantity] = _narrowed(space, quantity, allowed.get(quantity, ()), before, values)
    follows = following(space.linked, main, answers) if space.linked else {}
    numbers |= {name: number.as_integer_ratio() for name, number in follows.items()}
    open_groups, settled = list[tuple[TiedGroup, Interval | None]](), set[str]()
    groups = scope.groups if scope else space.groups
    for group in groups:
        result = group.tie.result
        before = main.get(result)
        derived = computed(group.tie, numbers, answers)
        if derived is None:
            reach = None if before is None else _within_reach(space, group.tie, main, answers)
            open_groups.append((group, None if reach is None else around(main[result], _within(space, group.tie))))
            if reach is None:
                continue
            allowed[result] = _narrowed(space, result, allowed.get(result, ()), before, Values(reach))
        else:
            region = region_with(result, derived)
            if before is None:
                allowed[result] = region
            elif allowed.get(result) != region:
                point = Values(Interval.point(Fraction(*derived)))
                allowed[result] = _narrowed(space, result, allowed.get(result, ()), before, point)
        settled.add(result)
    for group, agreeing in open_groups:
        linked += _tied(space, group, main, allowed, answers, agreeing)
    if space.linked or len(space.base.vocabulary.doses) > 1:
        wanted = {group.tie.result for group in groups}
        linked += exclusions(space, wanted, evidence.amounts, allowed, Said(main, follows, answers, settled))
    return Assumed(space, evidence.atoms, known.of(evidence.atoms), allowed, tuple(linked), readings)


def _within_reach(space: Space, tie: Tie, main: Mapping[str, Values], known: Mapping[str, bool]) -> Interval | None:
    """Of what an open formula can give the part that agrees with what was given, where the two do not meet."""
    within = _within(space, tie)
    if within is None or not space.ties.keys().isdisjoint(tie.quantities):
        return None
    return agreed(tie, main, space.once(_domains), known, within)


def _domains(space: Space) -> dict[str, Domain]:
    """What each quantity can be."""
    return {name: domain_of(quantity) for name, quantity in space.base.thresholds.quantities.items()}


def _within(space: Space, tie: Tie) -> Fraction | None:
    return space.base.thresholds.quantities[tie.result].agrees_within


def _narrowed(
    space: Space, quantity: str, allowed: tuple[int, ...], before: Values | None, values: Values
) -> tuple[int, ...]:
    """The regions that are left by another source: values that come near enough are taken for the same one."""
    indices = possible_regions(space, quantity, values)
    if before is None or (len(indices) == 1 and indices == allowed):
        return indices
    within = space.base.thresholds.quantities[quantity].agrees_within
    if values.interval is not None and near(before, values.interval, within) is not None:
        # The quantity may lie where either does, and between.
        reached = (*allowed, *indices)
        return tuple(range(min(reached), max(reached) + 1))
    # Two sources of one quantity: only the side of each threshold must agree.
    regions = space.axes[quantity].regions
    sides = {regions[index].holds for index in indices}
    return tuple(index for index in allowed if regions[index].holds in sides)


def settled(space: Space, assumed: Assumed) -> bool:
    """Whether the assumptions alone fix every input that some criterion depends on, the readings among them."""
    if len(assumed.readings) < len(space.base.readings):
        return False
    true = set(assumed.literals)
    for literal in space.relevant:
        if literal in true or -literal in true:
            continue
        if true.isdisjoint(space.fixed_by.get(literal, ())):
            return False
    return True


def possible_regions(space: Space, quantity: str, values: Values) -> tuple[int, ...]:
    """The regions in which a quantity may lie."""
    number = values.number
    if number is not None:
        return space.region_with(quantity, number.as_integer_ratio())
    key = (quantity, values)
    if key not in space.remembered:
        regions = enumerate(space.axes[quantity].regions)
        space.remember(key, [index for index, region in regions if _may_lie(space, quantity, values, region)])
    return tuple(space.remembered[key])


def _may_lie(space: Space, quantity: str, values: Values, region: Region) -> bool:
    if region.interval is None:
        return values.never
    if values.interval is None:
        return False
    inside = values.interval.intersect(region.interval)
    if inside.is_empty or quantity in space.base.thresholds.derived:
        return not inside.is_empty
    return space.once(_domains)[quantity].reaches(inside)


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
        domain = space.once(_domains)[name]
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
