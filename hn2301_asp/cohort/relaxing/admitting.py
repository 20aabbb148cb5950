"""Whom moving each single limit of a protocol admits: one pass over the rows, and then those whom only it keeps out.

A row is one whom a limit may admit where no other criterion keeps it out and its cells do not certainly lie on the
side on which patients pass. These rows are screened with the limit moved as far as it goes; how far each needs is told
by its number (``margins``), or asked for by halving. Nothing is understood or evaluated here: ``screened`` does that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.coded import Coded
from hn2301_asp.cohort.columns.contents import together, told_apart, value_at
from hn2301_asp.cohort.columns.states import Reader
from hn2301_asp.cohort.frames import ERROR, VERDICT, Columns, screened
from hn2301_asp.cohort.relaxing.again import (
    CONTRADICTORY,
    ELIGIBLE,
    INELIGIBLE,
    UNDETERMINED,
    UNREAD,
    Again,
    Rows,
    Verdicts,
)
from hn2301_asp.cohort.relaxing.limits import Limit, Move, moved
from hn2301_asp.cohort.relaxing.margins import UNTOLD, Steps, steps_of
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.screener import Screener
from hn2301_asp.screening import BLOCKS, PASSES, VERDICTS, check_readings
from hn2301_asp.source.private import Private

#: The guard-rails that somebody would break with some limits moved, and nobody breaks now.
Guard = Callable[[Sequence[Move]], tuple[str, ...]]
NOBODY: Rows = np.zeros(0, np.int64)


#: How far a limit may be moved, and the guard-rails that forbid more.
End = tuple[int, tuple[str, ...]]


class Admitted(Private, frozen=True):
    """The rows that a limit admits, each with the steps after which it does: to certainty, or not ruled out any more.

    ``end`` is how far the limit may be moved, ``guarded`` the guard-rails that forbid one step more.
    """

    certain: Rows
    certain_steps: Steps
    possible: Rows
    possible_steps: Steps
    end: int
    guarded: tuple[str, ...] = ()


class Together(Private, frozen=True):
    """The rows that all limits at their ends admit, with their verdicts there, and which limits may keep each out."""

    moves: tuple[Move, ...]
    rows: Rows
    after: Verdicts
    out: npt.NDArray[np.bool_]
    level: npt.NDArray[np.int64]


class Cohort:
    """The rows of a frame as they are judged now, and with limits moved."""

    def __init__(self, screener: Screener, frame: pl.DataFrame, readings: Mapping[str, str]) -> None:
        self.screener, self.frame = screener, frame
        self.columns = Columns(frame)
        self.readings = check_readings(screener.knowledge_base, readings)
        found = screened(screener, frame, self.readings)
        self.verdicts = _codes(found)
        self.errors = found[ERROR]
        base = screener.knowledge_base
        #: Of each row the criteria that keep it out, and those that do not certainly let it pass, as bits.
        self.blocked, self.unsure = np.zeros(len(frame), np.int64), np.zeros(len(frame), np.int64)
        for number, criterion in enumerate(base.criteria):
            status = found[criterion.id].cast(pl.String)
            self.blocked |= _flags(status == BLOCKS[criterion.kind]).astype(np.int64) << number
            if criterion.id not in screener.space.scopes:  # Else it may let pass whomever it concerns, and all others.
                self.unsure |= _flags(status != PASSES[criterion.kind]).astype(np.int64) << number
        self._bit = {criterion.id: 1 << number for number, criterion in enumerate(base.criteria)}
        self._told: dict[Limit, tuple[Flags, Flags]] = {}
        self._loose: dict[Limit, Flags] = {}

    @cached_property
    def _again(self) -> Again:
        """The rows as they are coded."""
        return Again(self.screener, self.frame, self.readings)

    @cached_property
    def _parts(self) -> list[tuple[Reader, Coded]]:
        """The parts that thresholds ask about, each with its rows' codes."""
        asked = {one.quantity for one in self._base.thresholds.thresholds.values()}
        return [
            (Reader(self.screener, part, self.readings), codes)
            for part, codes in self._again.parts
            if asked & part.quantities
        ]

    @property
    def _base(self) -> KnowledgeBase:
        return self.screener.knowledge_base

    def with_moved(self, moves: Sequence[Move], rows: Rows) -> Verdicts:
        """The verdicts of some rows with limits moved."""
        version = moved(self.screener, moves)
        return self._again.judged(version, frozenset(limit.quantity for limit, _ in moves), rows)

    def kept_out(self, limit: Limit) -> Flags:
        """The rows that do not certainly lie on the side of a limit on which patients pass."""
        return self._sides(limit)[0]

    def hopeful(self, limits: Sequence[Limit], rows: Rows | slice = slice(None)) -> Flags:
        """Which rows nothing but the criteria of some limits keeps out, or leaves unknown."""
        others = ~sum({self._bit[name] for limit in limits for name in limit.criteria})
        verdicts = self.verdicts[rows]
        found: Flags = (verdicts == INELIGIBLE) & ((self.blocked[rows] & others) == 0)
        found |= (verdicts == UNDETERMINED) & ((self.unsure[rows] & others) == 0)
        for limit in limits:
            found |= (verdicts == CONTRADICTORY) & self._sides(limit)[1][rows]
        return found

    def _sides(self, limit: Limit) -> tuple[Flags, Flags]:
        """Where a limit may keep a row out, and where what its cells say contradicts itself or is told by all cells."""
        if limit in self._told:
            return self._told[limit]
        length = len(self.frame)
        out, clash = np.zeros(length, np.bool_), np.zeros(length, np.bool_)
        inputs = self.screener.space.circuit.inputs
        for reader, codes in self._parts:
            atoms = {
                inputs[name] for name in limit.thresholds if name in reader.part.atoms or self._tells(reader, name)
            }
            if not atoms:
                continue
            unsure, wrong = [], []
            for state in codes.states:
                wrong.append(state.nobody or state.refused)
                may = frozenset[int]().union(*(way for ways in state.open for way in ways))
                passes = atoms <= state.holds if limit.holds else atoms.isdisjoint(state.holds | may)
                unsure.append(wrong[-1] or not passes)
            out |= np.array(unsure, np.bool_)[codes.codes]
            clash |= np.array(wrong, np.bool_)[codes.codes]
        out |= self.loose(limit)
        self._told[limit] = out, clash
        return out, clash

    def loose(self, limit: Limit) -> Flags:
        """The rows that tell the limit's quantity twice, or give it where it follows from others, too (``given``)."""
        if limit not in self._loose:
            self._loose[limit] = self._given(limit) | self._twice(limit)
        return self._loose[limit]

    def _given(self, limit: Limit) -> Flags:
        found, tie = np.zeros(len(self.frame), np.bool_), self.screener.space.ties.get(limit.quantity)
        reader = self.reader_of(limit) if tie is not None and tie.formula is not None else None
        for one in reader.part.columns if reader is not None else ():
            if one.heading.name == limit.quantity:
                found |= _flags(self.columns[one.written].is_not_null())
        return np.asarray(found & (self.verdicts != UNREAD), np.bool_)

    def _twice(self, limit: Limit) -> Flags:
        """The rows that tell the limit's quantity as a number, and otherwise by a day from which it is counted."""
        found, reader = np.zeros(len(self.frame), np.bool_), self.reader_of(limit)
        names = {limit.quantity, self._base.thresholds.quantities[limit.quantity].since}
        columns = [one for one in reader.part.columns if one.heading.name in names] if reader is not None else []
        said = np.sum([_flags(self.columns[one.written].is_not_null()) for one in columns], axis=0)
        some = np.flatnonzero(np.greater(said, 1) & (self.verdicts != UNREAD)) if len(columns) > 1 else np.zeros(0, int)
        if reader is not None and len(some):
            own = [self.columns[one.written] for one in reader.part.columns]
            codes, first = together([told_apart(series.gather(some)) for series in own])
            contents = ([value_at(series, int(some[at])) for series in own] for at in first)
            told = (reader.amounts(values).get(limit.quantity, ()) for values in contents)
            found[some] = np.array([len({one.interval for one in each}) > 1 for each in told])[codes]
        return found

    def open(self, limit: Limit) -> Flags:
        """The rows in which something of the limit's part is open."""
        for reader, codes in self._parts:
            if limit.quantity in reader.part.quantities:
                told = np.array([bool(state.open) or state.refused for state in codes.states], np.bool_)
                return np.asarray(told[codes.codes], np.bool_)
        return np.ones(len(self.frame), np.bool_)

    def reader_of(self, limit: Limit) -> Reader | None:
        """What reads the cells of the limit's part."""
        return next((reader for reader, _ in self._parts if limit.quantity in reader.part.quantities), None)

    def _tells(self, reader: Reader, threshold: str) -> bool:
        """Whether a part measures what a threshold asks."""
        return self._base.thresholds.thresholds[threshold].quantity in reader.part.quantities

    def steps(self, limit: Limit, end: int, certain: Rows, possible: Rows) -> tuple[Steps, Steps]:
        """After how many steps some rows are eligible, and others not ruled out; all are with the limit at its end."""
        sure, likely = self._by_numbers(limit, certain)[0], self._by_numbers(limit, possible)[1]
        self._by_halves(limit, end, certain, sure, eligible)
        self._by_halves(limit, end, possible, likely, not_ruled_out)
        return sure, likely

    def _by_halves(self, limit: Limit, end: int, rows: Rows, found: Steps, wanted: Callable[[Verdicts], Flags]) -> None:
        """Asks about the rows of which numbers do not tell, each half of the way in turn."""
        left = np.flatnonzero(found == UNTOLD)
        low, high = np.zeros(len(left), np.int64), np.full(len(left), end, np.int64)
        while (between := high - low > 1).any():
            middle = (low + high) // 2
            for steps in np.unique(middle[between]).tolist():
                at = np.flatnonzero(between & (middle == steps))
                good = wanted(self.with_moved([(limit, steps)], rows[left[at]]))
                high[at[good]], low[at[~good]] = steps, steps
        found[left] = high

    def _by_numbers(self, limit: Limit, rows: Rows) -> tuple[Steps, Steps]:
        """The steps that numbers tell."""
        for reader, _ in self._parts:
            if limit.quantity in reader.part.quantities and reader.part.columns:
                return steps_of(limit, reader, [self.columns[one.written].gather(rows) for one in reader.part.columns])
        return np.full(len(rows), UNTOLD, np.int64), np.full(len(rows), UNTOLD, np.int64)


def admitted(
    cohort: Cohort, limits: Sequence[Limit], ends: Mapping[Limit, End]
) -> tuple[dict[Limit, Admitted], Together]:
    """Whom each limit admits on its way to its end, and what all admit together, each at its end.

    Of a row that at most two may keep out the latter tells all.
    """
    alone = [limit for limit in limits if ends[limit][0] and cohort.loose(limit).any()]
    movable = [limit for limit in limits if ends[limit][0] and limit not in alone]
    together = _together(cohort, [(limit, ends[limit][0]) for limit in movable])
    found = {limit: Admitted(NOBODY, NOBODY, NOBODY, NOBODY, *ends[limit]) for limit in limits}
    for number, limit in enumerate(movable):
        own = together.out[number] & cohort.hopeful([limit], together.rows)
        single, several = own & (together.level == 1), own & (together.level > 1)
        rows, after = together.rows[single], together.after[single]
        if several.any():
            others = together.rows[several]
            rows = np.concatenate([rows, others])
            after = np.concatenate([after, cohort.with_moved([(limit, ends[limit][0])], others)])
        found[limit] = _admitted(cohort, limit, ends[limit], rows, after)
    for limit in alone:
        wanted = (cohort.kept_out(limit) & cohort.hopeful([limit])) | cohort.loose(limit)
        rows = np.flatnonzero(wanted & (cohort.verdicts != ELIGIBLE))
        found[limit] = _admitted(cohort, limit, ends[limit], rows, cohort.with_moved([(limit, ends[limit][0])], rows))
    return found, together


def _admitted(cohort: Cohort, limit: Limit, end: End, rows: Rows, after: Verdicts) -> Admitted:
    """Whom a limit admits of some rows, of which the verdicts with the limit at its end are known."""
    certain = rows[eligible(after)]
    possible = rows[~not_ruled_out(cohort.verdicts[rows]) & not_ruled_out(after)]
    sure, likely = cohort.steps(limit, end[0], certain, possible)
    return Admitted(certain, sure, possible, likely, *end)


def _together(cohort: Cohort, moves: Sequence[Move]) -> Together:
    """The rows that all limits together admit, of those whom the criteria of one or two of them keep out."""
    limits = [limit for limit, _ in moves]
    by_criteria: dict[tuple[str, ...], list[Limit]] = {}
    for limit in limits:
        by_criteria.setdefault(limit.criteria, []).append(limit)
    out = {names: np.logical_or.reduce([*map(cohort.kept_out, own)]) for names, own in by_criteria.items()}
    wanted = np.zeros(len(cohort.frame), np.bool_)
    for one, other in combinations_with_replacement(by_criteria, 2):
        some = [by_criteria[one][0], by_criteria[other][0]]
        wanted |= out[one] & out[other] & cohort.hopeful(some)
    for limit in limits:  # What contradicts itself by its numbers is asked about, whatever the criteria.
        wanted |= cohort.hopeful([limit]) & cohort.kept_out(limit)
    rows = np.flatnonzero(wanted)
    if not len(rows):
        return Together(tuple(moves), rows, rows.astype(np.uint8), np.zeros((len(limits), 0), np.bool_), rows)
    before, after = cohort.verdicts[rows], cohort.with_moved(moves, rows)
    better = eligible(after) | (not_ruled_out(after) & (before != UNDETERMINED))
    rows, after = rows[better], after[better]
    kept = np.array([cohort.kept_out(limit)[rows] for limit in limits]).reshape(len(limits), len(rows))
    return Together(tuple(moves), rows, after, kept, kept.sum(axis=0))


def eligible(found: Verdicts) -> Flags:
    """Where a verdict is certainly eligible."""
    return np.equal(found, ELIGIBLE)


def not_ruled_out(found: Verdicts) -> Flags:
    """Where a verdict is eligible, or may be."""
    return np.isin(found, (ELIGIBLE, UNDETERMINED))


def allowed(limit: Limit, guard: Guard) -> End:
    """How far a limit may be moved, and the guard-rails that forbid more."""
    if not (broken := guard([(limit, limit.most)])):
        return limit.most, ()
    low, high = 0, limit.most
    while high - low > 1:
        middle = (low + high) // 2
        if told := guard([(limit, middle)]):
            high, broken = middle, told
        else:
            low = middle
    return low, broken


def _codes(answers: pl.DataFrame) -> Verdicts:
    """The verdicts as numbers."""
    codes = answers[VERDICT].cast(pl.Enum(VERDICTS)).to_physical().fill_null(UNREAD)
    return np.asarray(codes.to_numpy(), np.uint8)


def _flags(series: pl.Series) -> Flags:
    return np.asarray(series.fill_null(value=False).to_numpy(), np.bool_)
