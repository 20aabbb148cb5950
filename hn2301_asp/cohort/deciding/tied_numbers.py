"""Rows told apart by what their numbers leave a formula to be, where more counts than on which side of limits they lie.

Of a formula of which two inputs or more are open, the others say what each open one alone could still give. Floats
tell it as far as they do (``ties.py``); elsewhere the content of the cells does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.coding import OPERATOR, coded
from hn2301_asp.cohort.columns.contents import Codes, Numbered, together, told_apart, value_at
from hn2301_asp.cohort.columns.states import Reader, State
from hn2301_asp.cohort.columns.ties import Floats, Number, TieCodes, simple
from hn2301_asp.cohort.deciding.table import Cells
from hn2301_asp.explanation.answers.what_is_known import KnownFacts
from hn2301_asp.knowledge.vocabulary.model import Quantity, RecordField
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.ties import Tie

#: A number, and nothing else.
_NUMERAL = r"^\s*[0-9]+([.,][0-9]+)?\s*$"


def counts(reader: Reader) -> bool:
    """Whether it counts of a part what its numbers are, and not only on which side of the limits they lie."""
    space, part = reader.screener.space, reader.part
    return bool(part.scope.groups) or _exactly(space, part.quantities)


def _exactly(space: Space, quantities: frozenset[str]) -> bool:
    """Whether some quantities are points of a score, sums of doses beside others, or in ties that use each other."""
    doses = space.base.vocabulary.doses
    sums = {one.adds_up_to for one in doses.values()} if len(doses) > 1 else set[str]()
    chained = {name for tie in space.linked for name in (tie.result, *tie.quantities)}
    return not quantities.isdisjoint({*space.totals, *sums, *chained})


def apart(
    cells: Cells, number: int, at: npt.NDArray[np.int64], *, exactly: bool
) -> tuple[Codes, list[tuple[int, ...] | None]]:
    """Codes of some rows of a part, by all that counts of their numbers; ``exactly``: by their content.

    Of each code what it says in any table; None of those that mean something in this one only.
    """
    reader = cells.readers[number]
    own = {one.written: cells.columns[one.written].gather(at) for one in reader.part.columns}
    if not own:
        return np.zeros(len(at), np.int64), [()]
    told = None if exactly else _Told(reader, own, cells.parts[number].states, cells.codes(number, at))
    if told is None or not told.can_be_followed:
        codes, first = together([told_apart(series) for series in own.values()])
        return codes, [None for _ in first]
    missing, others = told.found()
    codes, first = together([*missing, *others])
    plain = [not any(one[row] for one, _ in others) for row in first]
    meant = [tuple(int(one[row]) for one, _ in missing) for row in first]
    return codes, [one if yes else None for one, yes in zip(meant, plain, strict=True)]


class _Told:
    """What the numbers of some rows say of a part's formulas."""

    def __init__(self, reader: Reader, own: Mapping[str, pl.Series], states: Sequence[State], codes: Codes) -> None:
        self.reader, self.own, self.states, self.codes = reader, own, states, codes
        self.space, self.rows = reader.screener.space, len(codes)
        self.ties = [group.tie for group in reader.part.scope.groups]

    @property
    def can_be_followed(self) -> bool:
        """Whether floats may tell."""
        if _exactly(self.space, self.reader.part.quantities):
            return False
        known = self.space.base.thresholds.quantities
        return all(
            (tie.formula is None or simple(tie.formula))
            and not any(known[name].never for name in (tie.result, *tie.quantities))
            for tie in self.ties
        )

    def found(self) -> tuple[list[Numbered], list[Numbered]]:
        """What of each formula is missing; and codes of what else counts, 0 where that is nothing."""
        names = frozenset(name for tie in self.ties for name in (tie.result, *tie.quantities))
        again = coded(self.reader, pl.DataFrame(self.own), names)
        nothing = np.full(self.rows, np.nan)
        bounds = {name: again.bounds.get(name, (nothing, nothing)) for name in names}
        missing = {name: np.isnan(low) & np.isnan(high) for name, (low, high) in bounds.items()}
        unclear = self._no_numbers()
        dated = self._dated()
        for name, (low, high) in bounds.items():
            unclear |= ~missing[name] & (low != high)
            described = self.space.base.vocabulary.quantities.get(name)
            if described is not None and described.since is not None:
                unclear |= missing[name] & dated  # What dates say of it is no number.
        absent: list[Numbered] = [(np.zeros(self.rows, np.int64), 1)]
        found: list[Numbered] = []
        for tie in self.ties:
            unclear |= ~missing[tie.result]
            facts = {fact: self._answers(self.space.circuit.inputs[fact]) for fact in tie.facts}
            absent += [(missing[name].astype(np.int64), 2) for name in tie.quantities]
            open_ones = sum(missing[name].astype(np.int64) for name in tie.quantities)
            open_ones = open_ones + sum((~known).astype(np.int64) for known, _ in facts.values())
            known_ones = np.logical_or.reduce([~missing[name] for name in tie.quantities])
            at = np.flatnonzero((open_ones > 1) & known_ones & ~unclear)
            if len(at) and tie.formula is not None:
                numbers = {name: bounds[name][0][at] for name in tie.quantities}
                answers = {fact: (known[at], holds[at]) for fact, (known, holds) in facts.items()}
                codes, undecided = self._ends(tie, numbers, answers)
                unclear[at] |= undecided
                whole = np.zeros(self.rows, np.int64)
                whole[at] = codes + 1
                found.append((whole, int(whole.max()) + 1))
        if unclear.any():
            at = np.flatnonzero(unclear)
            contents, first = together([told_apart(series.gather(at)) for series in self.own.values()])
            whole = np.zeros(self.rows, np.int64)
            whole[at] = contents + 1
            found.append((whole, len(first) + 1))
        return absent, found

    def _ends(
        self, tie: Tie, numbers: Mapping[str, Floats], answers: Mapping[str, tuple[Flags, Flags]]
    ) -> tuple[Codes, Flags]:
        """Codes of what the result may be, as it is and with each open quantity at either end; and where none tell."""
        quantities = self.reader.screener.knowledge_base.vocabulary.quantities
        known = KnownFacts(self.space, self.reader.screener.patient({}))
        told = {name: Number(values, quantities[name]) for name, values in numbers.items()}
        cases = [told]
        for name, one in told.items():
            if one.missing.any():
                cases += [
                    {**told, name: Number(np.where(one.missing, float(end), one.values), quantities[name])}
                    for end in known.farthest(name)
                ]
        found, undecided = list[Numbered](), np.zeros(len(next(iter(numbers.values()))), np.bool_)
        for case in cases:
            codes, many = TieCodes(self.space, tie, case, answers).codes()
            undecided |= codes == many - 1
            found.append((codes, many))
        return together(found)[0].astype(np.int64), undecided

    def _answers(self, atom: int) -> tuple[Flags, Flags]:
        """Where a fact is known, and where it holds."""
        known, holds = np.zeros(len(self.states), np.bool_), np.zeros(len(self.states), np.bool_)
        for code, state in enumerate(self.states):
            open_ones = [ways for ways in state.open if any(atom in way for way in ways)]
            holds[code] = atom in state.holds or any(all(atom in way for way in ways) for ways in open_ones)
            known[code] = holds[code] or not open_ones
        return known[self.codes], holds[self.codes]

    def _dated(self) -> Flags:
        """Where a date is given."""
        found = np.zeros(self.rows, np.bool_)
        for column in self.reader.part.columns:
            if isinstance(column.kind, RecordField) and column.kind.kind == "date":
                found |= self.own[column.written].is_not_null().to_numpy()
        return found

    def _no_numbers(self) -> Flags:
        """Where a cell says something of a quantity that is not one number."""
        found = np.zeros(self.rows, np.bool_)
        for place, column in enumerate(self.reader.part.columns):
            series = self.own[column.written]
            if column.heading.bracket == OPERATOR:
                found |= series.is_not_null().to_numpy()  # It says how another column is meant.
                continue
            if not isinstance(column.kind, Quantity) or series.dtype.is_float() or series.dtype.is_integer():
                continue
            codes, many = told_apart(series)
            first = np.full(many, -1, np.int64)
            first[codes[::-1]] = np.arange(self.rows - 1, -1, -1)
            if series.dtype == pl.String:
                plain = series.str.contains(_NUMERAL).fill_null(value=False).to_numpy()
                first[plain[first]] = -1
            other = np.zeros(many, np.bool_)
            for code in np.flatnonzero(first >= 0).tolist():
                if not code:
                    continue
                at = int(first[code])
                content = [value_at(series, at) if n == place else None for n in range(len(self.own))]
                said = self.reader.said(content).get(column.heading.name)
                other[code] = said is not None and said.number is None
            found |= other[codes]
        return found
