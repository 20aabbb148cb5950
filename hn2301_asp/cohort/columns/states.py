"""What the cells of a part say, read once for each different content, as a patient's record is read.

A *state* is what one content comes to in the search space. No cell is looked at twice, and none is understood here:
``read_patient`` does that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from msgspec.structs import replace

from hn2301_asp.cohort.columns.headings import Part
from hn2301_asp.knowledge.thresholds.axis import Values
from hn2301_asp.patient.decimals import with_separator
from hn2301_asp.patient.foreign import plain_record
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.record import read_patient
from hn2301_asp.patient.scores import with_scores
from hn2301_asp.screener import Screener
from hn2301_asp.solver.assumptions import Assumed, Evidence, assume_part
from hn2301_asp.solver.modules import Module, Slots
from hn2301_asp.solver.open_inputs import ContradictionError, Open, Tables, TooLargeError
from hn2301_asp.solver.space import Space
from hn2301_asp.source.diagnostics import InputError, Place
from hn2301_asp.source.private import Private
from hn2301_asp.source.remembered import remembered

#: The open inputs that are in one of several ways together: in each way the atoms that hold, of all that they decide.
Ways = tuple[frozenset[int], ...]


class State(Private, frozen=True):
    """What one content of a part says.

    ``holds`` are the inputs that are known to hold; ``open`` what is open, each with its ways; all others of the
    part's inputs are known not to hold. ``refused`` is a content that is not understood, or that only a whole record
    tells; ``nobody`` one that contradicts itself.
    """

    assumed: Assumed | None
    holds: frozenset[int]
    open: tuple[Ways, ...]
    refused: bool = False
    nobody: bool = False

    @property
    def meaning(self) -> tuple[object, ...]:
        """All that decides: contents of one meaning are judged alike."""
        return self.holds, self.open, self.refused, self.nobody


#: A content that cannot be understood by itself.
REFUSED = State(None, frozenset(), (), refused=True)


#: So many contents of a part, and so many parts, are remembered.
_KEPT = 256


class Reader:
    """Reads the contents of a part under some readings."""

    def __init__(self, screener: Screener, part: Part, readings: Mapping[str, str]) -> None:
        self.screener, self.part, self.readings = screener, part, readings
        self.slots = Slots(screener.space, [readings])
        self._states: dict[tuple[tuple[type, Any], ...], State] = {}
        inputs = screener.space.circuit.inputs
        families = screener.knowledge_base.vocabulary.families.values()
        self.items = tuple(
            atom
            for family in families
            for name in (f"{family.name}({item})" for item in family.items)
            if name in part.atoms
            for atom in (inputs[name],)
        )
        self.atoms = frozenset(inputs[name] for name in part.atoms)

    def amounts(self, values: Sequence[Any]) -> dict[str, list[Values]]:
        """All that a content says of quantities, each time that it does; nothing where it is not understood."""
        patient = self._patient(values)
        found: dict[str, list[Values]] = {}
        for _, name, told in patient.evidence.amounts if patient is not None else ():
            found.setdefault(name, []).append(told)
        return found

    def said(self, values: Sequence[Any]) -> dict[str, Values]:
        """What a content says of quantities, by itself; nothing where it is not understood."""
        patient = self._patient(values)
        found: dict[str, Values] = {}
        for _, name, told in patient.evidence.amounts if patient is not None else ():
            found.setdefault(name, told)
        return found

    def bounds(self, values: Sequence[Any]) -> dict[str, tuple[float, float]]:
        """Of each quantity the least and the most that a content leaves it to be, NaN where that has no end."""
        patient = self._patient(values)
        found: dict[str, tuple[float, float]] = {}
        for _, name, told in patient.evidence.amounts if patient is not None else ():
            if (interval := told.interval) is not None:
                low, high = (math.nan if end is None else float(end) for end in (interval.low, interval.high))
                least, most = found.get(name, (math.nan, math.nan))
                # Either may be a NaN, which counts for nothing.
                found[name] = float(np.fmax(low, least)), float(np.fmin(high, most))
        return found

    def state(self, values: Sequence[Any]) -> State:
        """The state of a content: a value for each column of the part, None where there is none."""
        # 1, 1.0 and true are not the same content.
        key = tuple((type(value), value) for value in values)
        try:
            known = self._states.get(key)
        except TypeError:  # A list of cells.
            return self._read(values)
        return remembered(self._states, key, self._read(values), _KEPT) if known is None else known

    def _read(self, values: Sequence[Any]) -> State:
        patient = self._patient(values)
        return REFUSED if patient is None else self._of(patient.evidence)

    def _patient(self, values: Sequence[Any]) -> Patient | None:
        """Whoever has this content and nothing else; None where it cannot be understood by itself."""
        written = zip(self.part.columns, values, strict=True)
        record = {column.written: value for column, value in written if value is not None}
        base, names, place = self.screener.knowledge_base, self.screener.names, Place()
        try:
            plain = plain_record(record, place)
            [marked] = with_separator([plain], base.vocabulary, names, None)
            if marked is not plain and marked != plain:
                return None  # How a number is written may hang on the other columns.
            return with_scores(read_patient(plain, base.vocabulary, names, place), self.screener.space)
        except InputError:
            return None

    def _of(self, evidence: Evidence) -> State:
        space = self.screener.space
        own = tuple(told for told in evidence.atoms if told[1] in self.part.atoms)
        amounts = evidence.amounts
        assumed = assume_part(space, Evidence(own, amounts), self.readings, self.part.scope)
        regions = {name: found for name, found in assumed.regions.items() if name in self.part.scope.quantities}
        assumed = replace(assumed, regions=regions)
        tables = space.once(Tables)
        try:
            opened = Open(tables, self.slots, assumed)
        except ContradictionError:
            return State(assumed, frozenset(), (), nobody=True)
        except TooLargeError:
            return State(assumed, frozenset(), (), refused=True)
        known = dict.fromkeys((space.circuit.inputs[atom] for _, atom, _ in own), False)
        known |= {space.circuit.inputs[atom]: holds for _, atom, holds in own}
        own_modules = [module for module in opened.modules if self._concerns(module.masks, tables)]
        barred = [literals for literals in opened.forbidden if self._touches(literals, tables)]
        try:
            joined = list(_joined(own_modules, barred))
        except TooLargeError:
            return State(assumed, frozenset(), (), refused=True)
        narrowed, open_ways = frozenset[int](), list[Ways]()
        for full in joined:
            ways = tuple(dict.fromkeys(frozenset(a for a in way if a not in tables.region_of) for way in full))
            if not ways:
                return State(assumed, frozenset(), (), nobody=True)
            if len(ways) == 1:
                narrowed |= ways[0]
            else:
                open_ways.append(ways)
        open_ways += [(frozenset(), frozenset({atom})) for atom in self.items if atom not in known]
        holds = {atom for atom, truth in known.items() if truth} | narrowed
        holds |= {atom for atom in self.atoms if opened.known >> 2 * atom & 1 and atom not in known}
        for name, allowed in opened.regions.items():
            if name in regions and len(allowed) == 1:
                holds |= {*tables.regions[name][allowed[0]].atoms[1:]}
        return State(assumed, frozenset(holds), tuple(open_ways))

    def _concerns(self, masks: Mapping[int, Any], tables: Tables) -> bool:
        """Whether a module is of this part, and not what the items of a list show together."""
        for atom in masks:
            if atom in self.items:
                return False
            if atom in tables.region_of:
                return tables.region_of[atom][0] in self.part.scope.quantities
            if atom in self.atoms:
                return True
        return False

    def _touches(self, literals: Sequence[int], tables: Tables) -> bool:
        return any(
            tables.region_of[abs(literal)][0] in self.part.scope.quantities
            if abs(literal) in tables.region_of
            else abs(literal) in self.atoms
            for literal in literals
        )


class Readers:
    """The readers of a protocol's parts, kept for further tables: most of their rows say the same."""

    def __init__(self, space: Space) -> None:  # noqa: ARG002
        self._known: dict[tuple[object, ...], Reader] = {}

    def of(self, screener: Screener, part: Part, readings: Mapping[str, str]) -> Reader:
        """The reader of a part under some readings."""
        written = tuple(column.written for column in part.columns)
        key = (screener, written, part.atoms, part.quantities, tuple(sorted(readings.items())))
        if key not in self._known:
            remembered(self._known, key, Reader(screener, part, readings), _KEPT)
        return self._known[key]


#: Modules that ties link are one with so many ways at most.
_MOST_WAYS = 1_024


def _joined(modules: Sequence[Module], barred: Sequence[Sequence[int]]) -> Iterator[list[frozenset[int]]]:
    """The ways of each module; those that ties link are one, without what nobody shows together."""
    full = [
        [frozenset(atom for atom, held in module.masks.items() if held[way]) for way in range(module.ways)]
        for module in modules
    ]
    of = {atom: number for number, module in enumerate(modules) for atom in module.masks}
    linked = sorted({of[abs(literal)] for literals in barred for literal in literals if abs(literal) in of})
    yield from (ways for number, ways in enumerate(full) if number not in linked)
    if not linked:
        return
    if math.prod(len(full[number]) for number in linked) > _MOST_WAYS:
        raise TooLargeError
    together = [frozenset[int]().union(*chosen) for chosen in product(*(full[number] for number in linked))]
    yield [
        way
        for way in together
        if not any(all((lit in way) if lit > 0 else (-lit not in way) for lit in literals) for literals in barred)
    ]
