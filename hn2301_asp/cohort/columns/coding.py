"""A part's columns as codes: rows that say the same have the same number, and one of them is read for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.cells import packed, unpacked
from hn2301_asp.cohort.columns.coded import Bounds, Coded, Floats, Marked, Numbers
from hn2301_asp.cohort.columns.contents import Codes, Numbered, readable, together, told_apart, typed, value_at
from hn2301_asp.cohort.columns.headings import Part
from hn2301_asp.cohort.columns.joint import Joint, joint
from hn2301_asp.cohort.columns.measures import Measure, all_days, by_dates, measured
from hn2301_asp.cohort.columns.single import Marks, marks_of
from hn2301_asp.cohort.columns.states import Reader, State
from hn2301_asp.cohort.columns.ties import Number, TieCodes, simple
from hn2301_asp.knowledge.vocabulary.model import Quantity, RecordField
from hn2301_asp.patient.choices import Words
from hn2301_asp.patient.lookups import Answers
from hn2301_asp.solver.known import answered
from hn2301_asp.solver.space import Space

#: What stands in the brackets of a column of comparators.
OPERATOR = "operator"


def coded(reader: Reader, frame: pl.DataFrame, timed: frozenset[str]) -> Coded | Marked:
    """The states of all rows of a part; ``timed`` are quantities of which the bounds are asked for."""
    part, length = reader.part, len(frame)
    own = [typed(frame[column.written]) for column in part.columns]
    blank = reader.state([None] * len(own))
    if not own:
        return Coded(np.zeros(length, np.uint8), (blank,), blank, {})
    wanted = timed & part.quantities
    if length and _can_be_told(part, reader.screener.space):
        if len(own) == 1 and (marks := marks_of(reader, own[0], wanted)) is not None:
            return _marked(reader, own[0], marks, blank, wanted)
        if (told := joint(reader, own, wanted)) is not None:
            return _jointly(reader, own, told, blank, wanted)
    codes, states, bounds = _read(reader, own, wanted)
    return Coded(*_merged(codes, states), blank, bounds)


def _marked(reader: Reader, series: pl.Series, marks: Marks, blank: State, wanted: frozenset[str]) -> Marked:
    """A part of one plain column, with what its odd cells say."""
    states, rows = list(marks.states), list(marks.marks)
    name = reader.part.columns[0].heading.name
    bounds: Bounds = {name: (marks.numbers,) * 2} if marks.numbers is not None else {}
    if len(odd := np.flatnonzero(unpacked(marks.odd, len(series)))):
        codes, more, ends = _read(reader, [series.gather(odd)], wanted)
        for code, state in enumerate(more):
            flags = np.zeros(len(series), np.bool_)
            flags[odd[codes == code]] = True
            states.append(state)
            rows.append(packed(flags))
        bounds = _with(bounds, odd, ends, len(series))
    return Marked(tuple(rows), tuple(states), blank, bounds, len(series))


def _jointly(reader: Reader, own: Sequence[pl.Series], told: Joint, blank: State, wanted: frozenset[str]) -> Coded:
    """A part of several plain columns, with what its odd rows say."""
    merged = _Merged()
    bounds: Bounds = {name: (numbers,) * 2 for name, numbers in told.numbers.items()}
    tables: list[tuple[Codes, list[int], Numbers | None]] = []
    for codes, first, at in told.groups:
        numbers = [0] * (int(codes.max(initial=0)) + 1)
        for code, row in first.items():
            numbers[code] = merged.number(reader.state([value_at(series, row) for series in own]))
        tables.append((codes, numbers, at))
    if len(odd := np.flatnonzero(told.odd)):
        codes, states, ends = _read(reader, [series.gather(odd) for series in own], wanted)
        tables.append((codes, list(map(merged.number, states)), odd))
        bounds = _with(bounds, odd, ends, len(told.odd))
    kind = np.min_scalar_type(len(merged.states))
    found: Codes = np.array(tables[0][1], kind).take(tables[0][0])
    for codes, numbers, at in tables[1:]:
        found[at] = np.array(numbers, kind).take(codes)
    return Coded(found, tuple(merged.states), blank, bounds)


class _Merged:
    """States without two of one meaning."""

    def __init__(self) -> None:
        self.states: list[State] = []
        self._number: dict[tuple[object, ...], int] = {}

    def number(self, state: State) -> int:
        """The number of a state, or of another one that says the same."""
        if state.meaning not in self._number:
            self._number[state.meaning] = len(self.states)
            self.states.append(state)
        return self._number[state.meaning]


def _with(bounds: Bounds, odd: Numbers, ends: Bounds, length: int) -> Bounds:
    """Bounds with those of odd rows."""
    found = dict(bounds)
    for name, (least, most) in ends.items():
        low, high = (one.copy() for one in found.get(name, (np.full(length, np.nan),) * 2))
        low[odd], high[odd] = least, most
        found[name] = low, high
    return found


def _read(reader: Reader, columns: Sequence[pl.Series], wanted: frozenset[str]) -> tuple[Codes, list[State], Bounds]:
    """Codes of all rows, what each code says, and the bounds of some quantities."""
    own = list(map(readable, columns))
    bounds: dict[str, tuple[Floats, Floats]] = {}
    found = _by_meaning(reader, own, bounds)
    codes, first = together(found or list(map(told_apart, own)))
    contents = [[value_at(series, at) for series in own] for at in first]
    if found is None:
        told = list(map(reader.bounds, contents))
        none = (np.nan, np.nan)
        for name in wanted:
            ends = np.array([one.get(name, none) for one in told]).reshape(-1, 2)
            bounds[name] = ends[:, 0][codes], ends[:, 1][codes]
    return codes, list(map(reader.state, contents)), {name: bounds[name] for name in wanted if name in bounds}


def _merged(codes: Codes, states: Sequence[State]) -> tuple[Codes, tuple[State, ...]]:
    """Codes of what is said: contents that say the same are one."""
    merged = _Merged()
    numbers = list(map(merged.number, states))
    if len(merged.states) == len(states):
        return codes, tuple(states)
    few: Codes = np.array(numbers, np.min_scalar_type(len(merged.states))).take(codes)
    return few, tuple(merged.states)


def _by_meaning(
    reader: Reader, own: Sequence[pl.Series], bounds: dict[str, tuple[Floats, Floats]]
) -> list[Numbered] | None:
    """Codes by where numbers lie, with the bounds of these; None of a part that content alone tells apart."""
    part, length = reader.part, len(own[0])
    if not any(isinstance(column.kind, Quantity | RecordField) for column in part.columns):
        return None
    if not _can_be_told(part, reader.screener.space):
        return None
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


def _can_be_told(part: Part, space: Space) -> bool:
    """Whether where its numbers lie tells a part's contents apart."""
    ties = [group.tie for group in part.scope.groups]
    asked = {name for tie in ties for name in tie.quantities}
    return (
        all(_is_plain(column.kind) for column in part.columns)
        and all(tie not in space.linked and (tie.formula is None or simple(tie.formula)) for tie in ties)
        and space.ties.keys().isdisjoint(asked)
        and space.totals.keys().isdisjoint(part.quantities)
    )


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
            if not rows.any():
                continue
            at = int(np.argmax(rows))
            content = [value_at(series, at) if n == place else None for n in range(len(own))]
            told = reader.state(content).assumed
            for atom, holds in answered(told.atoms, choices).items() if told is not None else ():
                if atom in found:
                    found[atom][0][rows], found[atom][1][rows] = True, holds
    return found
