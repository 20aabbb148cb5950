"""The search space of all patients: the circuit, with every legal combination of its inputs.

Above the circuit's inputs stand, as constraints: one region per quantity, one value per choice
and reading, scores as sums over their items, and the ties. A patient is then a list of
assumptions, and so is a question. Built once; clingo's solver is used from here only.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from math import lcm
from typing import Any, TypeVar

from msgspec import Struct

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.formula import Ratio
from hn2301_asp.knowledge.thresholds.model import Axis
from hn2301_asp.solver.builder import Builder, Step
from hn2301_asp.solver.ground import ELIGIBLE, Circuit
from hn2301_asp.solver.said import every_answer
from hn2301_asp.solver.ties import Tie, all_ties, find_ties
from hn2301_asp.source.remembered import remembered

_Made = TypeVar("_Made")
_Answer = TypeVar("_Answer")

#: How many answers about ties are remembered before they are forgotten all at once.
REMEMBERED = 10_000
#: A question of more assumptions, besides those about the items of one list, is about a whole patient, and asked of
#: nobody else.
SHORT = 64
#: How many assumptions the questions have whose answers are kept before they are forgotten all at once.
ANSWERS = 5_000 * SHORT


class Combination(Struct, frozen=True):
    """Regions and facts that a tie links; assuming ``blocked`` says that nobody shows them."""

    blocked: int
    regions: Mapping[str, int]
    facts: Mapping[str, bool]


class TiedGroup(Struct, frozen=True):
    """A tie with all combinations of the regions and facts that it links.

    There is none of a tie that uses what follows from others itself: it is only judged with these.
    """

    tie: Tie
    combinations: tuple[Combination, ...]


class Exclusion(Struct, frozen=True):
    """Literals that stand together of nobody who has certain ``quantities`` and answers to ``facts``."""

    quantities: tuple[str, ...]
    facts: tuple[str, ...]
    literals: tuple[int, ...]


class Status(Struct, frozen=True):
    """Over all completions: whether a literal can be true, and whether it can be false."""

    can_hold: bool
    can_fail: bool

    @property
    def word(self) -> str:
        if self.can_hold and self.can_fail:
            return "unknown"
        return "true" if self.can_hold else "false"


class Space:
    """One solver for all patients of a protocol.

    Literals in this class are the circuit's; the solver numbers its atoms in the same order.
    """

    def __init__(self, base: KnowledgeBase, circuit: Circuit, *, tied: bool = True) -> None:
        """``tied`` False leaves the ties out, for those who look at a tie only where it matters."""
        import clingo

        self.base = base
        self.circuit = circuit
        self.control = clingo.Control(["--warn=none"])
        self.regions: dict[str, tuple[int, ...]] = {}
        self.totals: dict[str, list[tuple[int, int]]] = {}
        self.greatest: dict[str, int] = {}
        self.sums: dict[tuple[str, int], int] = {}
        self.sum_of: dict[int, tuple[str, int]] = {}
        self.axes: dict[str, Axis] = dict(base.thresholds.axes)
        self.groups: tuple[TiedGroup, ...] = ()
        #: What follows from something else, whether a threshold asks about it or not.
        self.ties: dict[str, Tie] = all_ties(base.vocabulary, base.thresholds) if tied else {}
        self.combined: dict[int, tuple[int, ...]] = {}
        self.exclusions: dict[Exclusion, int] = {}
        self.excluded_by: dict[int, Exclusion] = {}
        self.absent: dict[tuple[int, ...], int] = {}
        self.remembered: dict[object, list[int]] = {}
        self.eligible = circuit.derived[ELIGIBLE]
        self.criteria = {c.id: circuit.criterion(c.id) for c in base.criteria}
        #: Of the criteria that do not apply to everybody the atoms that say that they apply.
        self.scopes = circuit.scopes(base.criteria)
        self.asked: dict[int, tuple[int, int]] = {}
        self.unseen = 0
        #: Everything that was given to the solver, in order, so that it can be given to another one.
        self.program: list[Step] = []
        #: The values of each choice, as inputs, and the atoms of every value of a reading.
        self.choices = tuple(tuple(f"{c.name}({v})" for v in c.values) for c in base.vocabulary.choices.values())
        self.readings = {
            (reading.id, value): circuit.inputs[f"reading({reading.id},{value})"]
            for reading in base.readings.values()
            for value in reading.values
        }
        ties = find_ties(base.vocabulary, base.thresholds) if tied else ()
        with self.control.backend() as backend:
            self._build(Builder(backend, circuit, self.program), ties)
        self.linked = self._linked()
        self.relevant = frozenset(circuit.cone([self.eligible, *self.criteria.values()]))
        self.reading_cones = {atom: self._readings_in(circuit.cone([atom])) for atom in self.asked}
        self.fixed_by = self._fixed_by()
        self.tangled = self._tangled()
        self.ends = {quantity: _ends(axis) for quantity, axis in self.axes.items()}
        self.short = SHORT + max((len(family.items) for family in base.vocabulary.families.values()), default=0)
        self._lying: dict[tuple[str, tuple[int, ...]], list[int]] = {}
        self._made: dict[object, Any] = {}
        self._solved: dict[frozenset[int], bool] = {}
        self._cores: dict[frozenset[int], tuple[int, ...] | None] = {}
        self.open_regions = {
            quantity: tuple(i for i, region in enumerate(axis.regions) if region.possible)
            for quantity, axis in self.axes.items()
        }

    def _build(self, builder: Builder, ties: Sequence[Tie]) -> None:
        builder.circuit()
        for atoms in self.alternatives():
            builder.exactly_one(atoms)
        for score in self.base.vocabulary.scores.values():
            for total, items in score.totals.items():
                weighted = [(self.circuit.inputs[f"{score.family}({i})"], score.items[i].weight) for i in items]
                self.totals[total] = weighted
                self.greatest[total] = sum(weight for _, weight in weighted)
        for axis in self.axes.values():
            self.regions[axis.quantity] = self._axis(builder, axis)
        self.groups = tuple(self._group(builder, tie) for tie in ties)
        told = (self.eligible, *self.criteria.values(), *self.scopes.values())
        self.asked = {literal: (builder.free(), builder.free()) for literal in told}
        self.unseen = builder.any_of(
            [pair for literal, (holds, fails) in self.asked.items() for pair in ((literal, holds), (-literal, fails))]
        )

    def alternatives(self) -> list[tuple[int, ...]]:
        """The atoms of which exactly one holds: the values of a choice, and of a reading."""
        choices = [tuple(self.circuit.inputs[name] for name in names) for names in self.choices]
        readings = [tuple(self.readings[one.id, value] for value in one.values) for one in self.base.readings.values()]
        return [*choices, *readings]

    def _linked(self) -> tuple[Tie, ...]:
        """The ties that share a quantity with another one, or with sums of doses, each behind those that it uses."""
        used: list[Tie] = []

        def use(tie: Tie) -> None:
            for name in tie.quantities:
                if name in self.ties:
                    use(self.ties[name])
            if tie not in used:
                used.append(tie)

        for group in self.groups:
            use(group.tie)
        count = Counter(name for tie in used for name in (tie.result, *tie.quantities))
        if len(self.base.vocabulary.doses) > 1:
            count.update(doses.adds_up_to for doses in self.base.vocabulary.doses.values())
        return tuple(tie for tie in used if any(count[name] > 1 for name in (tie.result, *tie.quantities)))

    def _tangled(self) -> frozenset[int]:
        """The inputs that some constraint, tie or sum speaks of: an unknown one may still follow."""
        inputs = self.circuit.inputs
        tangled = self.circuit.cone([0])
        ties = (*self.linked, *(group.tie for group in self.groups))
        tangled |= {inputs[fact] for tie in ties for fact in tie.facts}
        for score in self.base.vocabulary.scores.values():
            tangled |= {inputs[f"{score.family}({item})"] for items in score.totals.values() for item in items}
        tangled |= set(self.fixed_by)
        return frozenset(tangled)

    def _readings_in(self, inputs: set[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for (name, _), atom in self.readings.items() if atom in inputs))

    def _fixed_by(self) -> dict[int, tuple[int, ...]]:
        """For an input that is one of several: the atoms any of which, once true, fixes it."""
        inputs = self.circuit.inputs
        fixed = {
            inputs[name]: self.regions[threshold.quantity]
            for name, threshold in self.base.thresholds.thresholds.items()
        }
        for atoms in self.alternatives():
            fixed |= dict.fromkeys(atoms, atoms)
        return fixed

    def _axis(self, builder: Builder, axis: Axis) -> tuple[int, ...]:
        names = [name for name, t in self.base.thresholds.thresholds.items() if t.quantity == axis.quantity]
        atoms = tuple(builder.free() for _ in axis.regions)
        builder.exactly_one(atoms)
        for atom, region in zip(atoms, axis.regions, strict=True):
            for name in names:
                threshold = self.circuit.inputs[name]
                builder.forbid([atom, -threshold if name in region.holds else threshold])
            if axis.quantity in self.totals and region.interval is not None:
                for literal in self.total_between(axis.quantity, region.interval, builder):
                    builder.forbid([atom, -literal])
        return atoms

    def _group(self, builder: Builder, tie: Tie) -> TiedGroup:
        names = [name for name in (*tie.quantities, tie.result) if name in self.axes]
        if not self.ties.keys().isdisjoint(tie.quantities):
            return TiedGroup(tie, ())
        combinations = []
        for picked in product(*(range(len(self.axes[name].regions)) for name in names)):
            for facts in every_answer(tie.facts):
                regions = dict(zip(names, picked, strict=True))
                blocked = builder.free()
                literals = [self.regions[name][index] for name, index in regions.items()]
                literals += [self.circuit.inputs[f] if yes else -self.circuit.inputs[f] for f, yes in facts.items()]
                builder.forbid([blocked, *literals])
                self.combined[blocked] = tuple(literals)
                combinations.append(Combination(blocked, regions, facts))
        return TiedGroup(tie, tuple(combinations))

    def total_between(self, quantity: str, interval: Interval, builder: Builder | None = None) -> list[int]:
        """The literals that say that a score's total lies in an interval."""
        least, most = interval.whole_numbers()
        greatest = self.greatest[quantity]
        literals: list[int] = []
        if least is not None and least > 0:
            literals.append(self._at_least(quantity, min(least, greatest + 1), builder))
        if most is not None and most < greatest:
            literals.append(-self._at_least(quantity, max(most + 1, 0), builder))
        return literals

    def _at_least(self, quantity: str, bound: int, builder: Builder | None) -> int:
        """The atom that says that a total is ``bound`` or more.

        Made when first asked for: every such sum slows every later question a little, and records
        name few different totals.
        """
        key = (quantity, bound)
        if key not in self.sums:
            if builder is not None:
                self.sums[key] = builder.sum_of(bound, self.totals[quantity])
            else:
                with self.control.backend() as backend:
                    made = Builder(backend, self.circuit, self.program).sum_of(bound, self.totals[quantity])
                    self.sums[key] = made
            self.sum_of[self.sums[key]] = key
        return self.sums[key]

    def excluded(self, exclusion: Exclusion) -> int:
        """The atom that says, once assumed, that nobody shows some literals together; made when first asked for."""
        if exclusion not in self.exclusions:
            with self.control.backend() as backend:
                builder = Builder(backend, self.circuit, self.program)
                atom = builder.free()
                builder.forbid([atom, *exclusion.literals])
            self.exclusions[exclusion] = atom
            self.excluded_by[atom] = exclusion
        return self.exclusions[exclusion]

    def none_of(self, atoms: tuple[int, ...]) -> int:
        """The atom that says, once assumed, that none of some atoms holds; made when first asked for.

        A list of which nothing else is known is then told in a few words, however long it is.
        """
        if atoms not in self.absent:
            with self.control.backend() as backend:
                builder = Builder(backend, self.circuit, self.program)
                self.absent[atoms] = builder.free()
                for atom in atoms:
                    builder.forbid([self.absent[atoms], atom])
        return self.absent[atoms]

    def excluding(self, atom: int) -> tuple[int, ...] | None:
        """The literals of which an atom says, once assumed, that nobody shows them together; None if it says none."""
        if atom in self.excluded_by:
            return self.excluded_by[atom].literals
        return self.combined.get(atom)

    def region_with(self, quantity: str, number: Ratio) -> tuple[int, ...]:
        """The region of an axis in which a number lies: one that was read is in the domain, a result anywhere."""
        scale, lasts, regions = self.ends[quantity]
        whole, rest = divmod(number[0] * scale, number[1])
        return regions[bisect_left(lasts, 2 * whole + (rest > 0))]

    def lying(self, quantity: str, regions: tuple[int, ...]) -> list[int]:
        """The literals that say in which regions a quantity may lie."""
        found = self._lying.get((quantity, regions))
        if found is None:
            atoms = self.regions[quantity]
            others = [-atom for index, atom in enumerate(atoms) if index not in regions]
            found = self._lying[quantity, regions] = [atoms[regions[0]]] if len(regions) == 1 else others
        return found

    def once(self, make: Callable[[Space], _Made]) -> _Made:
        """What is made of this space, made when first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        made: _Made = self._made[make]
        return made

    def remember(self, key: object, literals: list[int]) -> list[int]:
        """Keeps what was found out about ties of a patient, for others who are alike in it."""
        return remembered(self.remembered, key, literals, REMEMBERED)

    def solve(self, assumptions: Sequence[int]) -> bool:
        """Whether some patient fulfils the assumptions."""
        key = frozenset(assumptions)
        found = self._solved.get(key)
        if found is None:
            found = bool(self.control.solve(assumptions=assumptions).satisfiable)
            self._keep(self._solved, key, found)
        return found

    def statuses(
        self, literals: Sequence[int], *, settled: bool = False, seen: Mapping[int, Status] | None = None
    ) -> dict[int, Status] | None:
        """Exactly, of eligibility, each criterion and each scope: can it hold, can it fail, over all completions.

        None where nobody fulfils the assumptions. Every model settles one side of each; then one
        question asks for any side not yet seen, until none is left. ``seen`` are statuses under
        stronger assumptions: what can be there can be here. ``settled`` saves the asking where the
        assumptions fix everything.
        """
        if seen is None:
            holding = self.holding(literals, self.asked)
            if holding is None:
                return None
            held, failed = set(holding), set(self.asked) - holding
        else:
            held = {literal for literal, status in seen.items() if status.can_hold}
            failed = {literal for literal, status in seen.items() if status.can_fail}
        while not settled:
            question = [self.unseen]
            for literal, (holds, fails) in self.asked.items():
                question += [-holds if literal in held else holds, -fails if literal in failed else fails]
            holding = self.holding([*literals, *question], self.asked)
            if holding is None:
                break
            held |= holding
            failed |= set(self.asked) - holding
        return {literal: Status(literal in held, literal in failed) for literal in self.asked}

    def readings_of(self, atoms: Iterable[int]) -> set[str]:
        """The readings on which eligibility or some criteria (by their atoms) depend."""
        return {name for atom in atoms for name in self.reading_cones[atom]}

    def core(self, assumptions: Sequence[int]) -> list[int] | None:
        """Assumptions that cannot stand together; None where they can."""
        key = frozenset(assumptions)
        if self._solved.get(key):
            return None
        core = self._cores.get(key, ())
        if core == ():
            with self.control.solve(assumptions=assumptions, yield_=True) as handle:
                core = tuple(handle.core()) if handle.model() is None else None
            self._keep(self._cores, key, core)
        return None if core is None else list(core)

    def _keep(self, answers: dict[frozenset[int], _Answer], key: frozenset[int], answer: _Answer) -> None:
        """Keeps an answer to a short question: parts of the space are asked the same of many patients."""
        if len(key) <= self.short:
            remembered(answers, key, answer, ANSWERS // self.short)

    def settle(self, literals: Sequence[int], wanted: Iterable[int]) -> dict[int, Status]:
        """The exact status of any literals, one question for each side that no model has shown."""
        wanted = list(dict.fromkeys(wanted))
        holding = self.holding(literals, wanted) or set()
        held, failed = set(holding), set(wanted) - holding
        for literal in wanted:
            for question, seen in ((literal, held), (-literal, failed)):
                if literal not in seen:
                    model = self.holding([*literals, question], wanted)
                    if model is not None:
                        held |= model
                        failed |= set(wanted) - model
        return {literal: Status(literal in held, literal in failed) for literal in wanted}

    def holding(self, assumptions: Sequence[int], wanted: Iterable[int]) -> set[int] | None:
        """The wanted literals that hold in one model; None where there is no model."""
        with self.control.solve(assumptions=assumptions, yield_=True) as handle:
            model = handle.model()
            return None if model is None else {literal for literal in wanted if model.is_true(literal)}


def _ends(axis: Axis) -> tuple[int, list[int], list[tuple[int]]]:
    """Where each region of an axis ends, in whole numbers once all is multiplied with the first of the three.

    A whole number has an even place, what lies between two has the odd one between: each end is the last place
    that belongs to its region. The last region has no end.
    """
    found = [(index, region.interval) for index, region in enumerate(axis.regions) if region.interval is not None]
    ends = [(interval.high, interval.high_open) for _, interval in found if interval.high is not None]
    scale = lcm(*(end.denominator for end, _ in ends))
    lasts = [2 * int(end * scale) - is_open for end, is_open in ends]
    return scale, lasts, [(index,) for index, _ in found]
