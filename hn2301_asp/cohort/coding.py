"""A part's columns as codes: rows that say the same have the same number, and one of them is read for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
from msgspec.structs import replace

from hn2301_asp.cohort.contents import Codes, Numbered, together, told_apart, value_at
from hn2301_asp.cohort.measures import Measure, all_days, by_dates, measured
from hn2301_asp.cohort.states import Reader, State
from hn2301_asp.cohort.ties import Number, TieCodes, simple
from hn2301_asp.knowledge.vocabulary.model import Quantity, RecordField
from hn2301_asp.patient.choices import Words
from hn2301_asp.patient.lookups import Answers
from hn2301_asp.solver.known import answered
from hn2301_asp.solver.ties import Tie
from hn2301_asp.source.private import Private

#: What stands in the brackets of a column of comparators.
OPERATOR = "operator"

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Coded(Private, frozen=True):
    """The rows' codes of a part, and the state of each code that occurs.

    ``blank`` is the state of a row that says nothing; ``bounds`` hold the least and the most that each of some
    quantities can be.
    """

    codes: Codes
    states: tuple[State, ...]
    blank: State
    bounds: Mapping[str, tuple[Floats, Floats]]

    def some(self, rows: slice) -> Coded:
        """The same of some rows."""
        return replace(self, codes=self.codes[rows], bounds={})


def coded(reader: Reader, columns: Mapping[str, pl.Series], length: int, timed: frozenset[str]) -> Coded:
    """The states of all rows of a part; ``timed`` are quantities of which the bounds are asked for."""
    part = reader.part
    own = [columns[column.written] for column in part.columns]
    blank = reader.state([None] * len(own))
    if not own:
        return Coded(np.zeros(length, np.int64), (blank,), blank, {})
    bounds: dict[str, tuple[Floats, Floats]] = {}
    found = _by_meaning(reader, own, bounds)
    codes, first = together(found or list(map(told_apart, own)))
    contents = [[value_at(series, at) for series in own] for at in first]
    if found is None:
        told = list(map(reader.bounds, contents))
        none = (np.nan, np.nan)
        for name in timed & part.quantities:
            ends = np.array([one.get(name, none) for one in told]).reshape(-1, 2)
            bounds[name] = ends[:, 0][codes], ends[:, 1][codes]
    wanted = {name: bounds[name] for name in timed if name in bounds}
    return Coded(*_merged(codes, list(map(reader.state, contents))), blank, wanted)


def _merged(codes: Codes, states: Sequence[State]) -> tuple[Codes, tuple[State, ...]]:
    """Codes of what is said: contents that say the same are one."""
    kept: dict[tuple[object, ...], int] = {}
    different: list[State] = []
    number = np.empty(len(states), np.int64)
    for code, state in enumerate(states):
        if state.meaning not in kept:
            kept[state.meaning] = len(different)
            different.append(state)
        number[code] = kept[state.meaning]
    if len(different) == len(states):
        return codes, tuple(different)
    few: Codes = number.astype(np.uint8 if len(different) <= 256 else np.int64)
    return few[codes], tuple(different)


def _by_meaning(
    reader: Reader, own: Sequence[pl.Series], bounds: dict[str, tuple[Floats, Floats]]
) -> list[Numbered] | None:
    """Codes by where numbers lie, with the bounds of these; None of a part that content alone tells apart."""
    part, space = reader.part, reader.screener.space
    ties = [group.tie for group in part.scope.groups]
    if not any(isinstance(column.kind, Quantity | RecordField) for column in part.columns):
        return None
    if any(not _is_plain(column.kind) for column in part.columns) or not all(map(_can_be_followed, ties)):
        return None
    if any(tie in space.linked for tie in ties) or not space.ties.keys().isdisjoint(
        n for t in ties for n in t.quantities
    ):
        return None
    if not space.totals.keys().isdisjoint(part.quantities):
        return None
    length = len(own[0])
    found, unclear = list[Numbered](), np.zeros(length, np.bool_)
    told: dict[str, list[Measure]] = {}
    for place, (series, column) in enumerate(zip(own, part.columns, strict=True)):
        if column.heading.bracket == OPERATOR:
            unclear |= series.is_not_null().to_numpy()  # It says how another column is meant.
        elif isinstance(column.kind, Quantity):
            told.setdefault(column.heading.name, []).append(measured(series, place, reader))
        elif not isinstance(column.kind, RecordField) or column.kind.kind != "date":
            found.append(told_apart(series))
    dated = _dates(reader, own, found, unclear)
    if dated is None:
        return None
    for name, measure in dated.items():
        told.setdefault(name, []).append(measure)
    numbers: dict[str, Floats] = {}
    for name, measures in told.items():
        found += [measure.codes for measure in measures]
        for measure in measures:
            unclear |= measure.unclear
        for number, measure in enumerate(measures):
            unclear |= reduce_or([measure.given & other.given for other in measures[number + 1 :]], length)
        numbers[name] = measures[0].numbers
        for measure in measures[1:]:
            numbers[name] = np.where(np.isnan(numbers[name]), measure.numbers, numbers[name])
        ends = [measure.bounds or (measure.numbers, measure.numbers) for measure in measures]
        bounds[name] = np.fmax.reduce([low for low, _ in ends]), np.fmin.reduce([high for _, high in ends])
    _follow(reader, own, numbers, found, unclear)
    if unclear.any():
        at = np.flatnonzero(unclear)
        contents, _ = together([told_apart(series.gather(at)) for series in own])
        apart = np.zeros(length, np.int64)
        apart[at] = contents + 1
        found = [(np.where(unclear, 0, codes), many) for codes, many in found]
        found.append((apart, int(apart.max()) + 1))
    return found


def reduce_or(flags: Sequence[Flags], length: int) -> Flags:
    """Where any of several flags stands."""
    found = np.zeros(length, np.bool_)
    for one in flags:
        found |= one
    return found


def _is_plain(kind: object) -> bool:
    """Whether a column says one thing that can be followed."""
    if isinstance(kind, Quantity):
        return not kind.repeated and kind.summary is None and kind.of_item is None
    return isinstance(kind, Answers | Words | RecordField)


def _can_be_followed(tie: Tie) -> bool:
    return tie.formula is None or simple(tie.formula)


def _dates(
    reader: Reader, own: Sequence[pl.Series], found: list[Numbered], unclear: Flags
) -> dict[str, Measure] | None:
    """What a part's dates say of times; their order is looked at too. None where they cannot be counted."""
    part, vocabulary = reader.part, reader.screener.knowledge_base.vocabulary
    days = {}
    for one in all_days(own, part.columns):
        if one is None:
            return None
        name, days[name], several = one
        unclear |= several
        found.append((np.isnat(days[name]).astype(np.int64), 2))
    for column in part.columns:
        earlier = column.kind.not_before if isinstance(column.kind, RecordField) else None
        if earlier in days and column.heading.name in days:
            unclear |= days[column.heading.name] <= days[earlier]  # NaT is before and after nothing.
    told: dict[str, Measure] = {}
    for quantity in vocabulary.quantities.values():
        if quantity.since in days and quantity.name in part.quantities:
            measure = by_dates(quantity, days, reader)
            if measure is None and quantity.to in days:
                return None
            if measure is not None:
                told[quantity.name] = measure
    return told


def _follow(
    reader: Reader, own: Sequence[pl.Series], numbers: Mapping[str, Floats], found: list[Numbered], unclear: Flags
) -> None:
    """Adds the codes of what follows by ties; what is given and follows too is told apart by content."""
    part, space = reader.part, reader.screener.space
    quantities, length = reader.screener.knowledge_base.vocabulary.quantities, len(own[0])
    ties = [group.tie for group in part.scope.groups]
    facts = _facts([name for tie in ties for name in tie.facts], own, reader)
    for tie in ties:
        if tie.result in numbers:
            unclear |= ~np.isnan(numbers[tie.result])
        known = {name: Number(numbers.get(name, np.full(length, np.nan)), quantities[name]) for name in tie.quantities}
        codes, many = TieCodes(space, tie, known, {fact: facts[fact] for fact in tie.facts}).codes()
        unclear |= codes == many - 1
        found.append((codes, many))


def _facts(names: Sequence[str], own: Sequence[pl.Series], reader: Reader) -> dict[str, tuple[Flags, Flags]]:
    """Of each fact that ties ask: where it is known, and where it holds."""
    length = len(own[0])
    found = {name: (np.zeros(length, np.bool_), np.zeros(length, np.bool_)) for name in names}
    choices = reader.screener.space.choices
    for place, (series, column) in enumerate(zip(own, reader.part.columns, strict=True)):
        if not found or not isinstance(column.kind, Answers | Words):
            continue
        codes, many = told_apart(series)
        for code in range(1, many):
            rows = codes == code
            at = int(np.argmax(rows))
            content = [value_at(series, at) if n == place else None for n in range(len(own))]
            told = reader.state(content).assumed
            for atom, holds in answered(told.atoms, choices).items() if told is not None else ():
                if atom in found:
                    found[atom][0][rows], found[atom][1][rows] = True, holds
    return found
