"""A tally's numbers, all of them or without the small ones: worked out of its cells. No word, no layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from hn2301_asp.cohort.tally.cells import (
    CONTRADICTORY,
    ELIGIBLE,
    INELIGIBLE,
    UNDETERMINED,
    Atoms,
    Key,
    accrual_atoms,
    combinations_of,
    deciding_atoms,
    fact_atoms,
    missing_atoms,
    months_of,
    pattern_atoms,
    sites_of,
)
from hn2301_asp.cohort.tally.counts import NOT_KNOWN, Pattern, Tally
from hn2301_asp.cohort.tally.hiding import hidden_cells
from hn2301_asp.cohort.tally.told import Combination, CriterionFigures, Figures, Month, Number, Place, Range
from hn2301_asp.screening import BLOCKS, PASSES, STATUSES

#: Of so many patterns, the most frequent and the rarest, those are thought of too that differ in one criterion.
_NEIGHBOURS: Final = 120
_ASSESSED: Final = (ELIGIBLE, INELIGIBLE, UNDETERMINED)


def figures(tally: Tally) -> Figures:
    """The numbers of a tally, all of them."""
    combinations = combinations_of(tally)
    groups = [*_groups(tally, combinations, ()), *fact_atoms(tally)]
    return figures_of(tally, combinations, _values(groups), None)


def suppressed(tally: Tally, least: int) -> Figures:
    """The numbers of a tally, without the counts below ``least`` and without whatever these follow from.

    The rule: a count from 1 to ``least`` - 1 is hidden, and so is a difference between two that are shown. With each a
    second one is hidden (or more), the least that a change of one single row would alter with it, until another table
    would show the very same and have another number in each hidden cell; so a hidden number may be large, or zero.
    Where fewer than ``least`` count nothing is told at all. What stands in the order of its numbers has the hidden ones
    last. What the protocol's own rules make impossible is not reasoned with.
    """
    combinations = combinations_of(tally)
    linked = _groups(tally, combinations, _thinkable(tally))
    values = _values([*linked, *fact_atoms(tally)])
    if sum(tally.patterns.values()) < least:
        return figures_of(tally, (), {key: None for key in values if key[0] not in ("missing", "deciding")}, least)
    hidden = set(hidden_cells(linked, least))
    for atoms in fact_atoms(tally):
        hidden |= {key for key in atoms.cells if any(0 < value < least for value in atoms.values.values())}
    if any(key[0] in ("missing", "deciding") for key in hidden):
        # How many facts are missing in all follows from either, so that one of the two is left out: with the numbers of
        # facts for which anybody waits, for where these are two only the rows of both follow from the sum.
        values = {key: value for key, value in values.items() if key[0] != "missing"}
    told = {key: None if key in hidden else value for key, value in values.items()}
    return figures_of(tally, combinations, told, least)


def _groups(tally: Tally, combinations: Sequence[tuple[str, ...]], others: Sequence[Pattern]) -> list[Atoms]:
    found = [pattern_atoms(tally, combinations, others)]
    if tally.accrual:
        found.append(accrual_atoms(tally))
    if tally.missing:
        found.append(missing_atoms(tally))
    return [*found, *deciding_atoms(tally)]


def _values(groups: Sequence[Atoms]) -> dict[Key, Number]:
    return {key: value for atoms in groups for key, value in atoms.values.items()}


def _thinkable(tally: Tally) -> tuple[Pattern, ...]:
    """Patterns of which there is no row and could be one: with one criterion otherwise than in some pattern."""
    seen = [{pattern[place] for pattern in tally.patterns} - {0} for place in range(len(tally.criteria) + 1)]
    words = [
        {*here, *(STATUSES.index(word) + 1 for word in (PASSES[kind], BLOCKS[kind], "unknown"))}
        for here, kind in zip(seen[1:], tally.kinds, strict=True)
    ]
    fine = bytes([ELIGIBLE, *(STATUSES.index(PASSES[kind]) + 1 for kind in tally.kinds)])
    by_rows = sorted((p for p in tally.patterns if p[0] in _ASSESSED), key=lambda p: (-tally.patterns[p], p))
    half = _NEIGHBOURS // 2
    some = by_rows if len(by_rows) <= _NEIGHBOURS else by_rows[:half] + by_rows[-half:]
    found = {fine, bytes(len(fine)), bytes([CONTRADICTORY, *(0 for _ in tally.criteria)])}
    for pattern in (fine, *some):
        for place, others in enumerate(words):
            found |= {changed(pattern, place, status, tally) for status in others - {pattern[place + 1]}}
    return tuple(sorted(found - tally.patterns.keys()))


def changed(pattern: Pattern, place: int, status: int, tally: Tally) -> Pattern:
    """A pattern with another status of the criterion at a place, and the verdict that follows from all."""
    statuses = pattern[1 : place + 1] + bytes([status]) + pattern[place + 2 :]
    blocks = [STATUSES.index(BLOCKS[kind]) + 1 for kind in tally.kinds]
    if any(one == blocked for one, blocked in zip(statuses, blocks, strict=True)):
        return bytes([INELIGIBLE]) + statuses
    return bytes([UNDETERMINED if STATUSES.index("unknown") + 1 in statuses else ELIGIBLE]) + statuses


def figures_of(
    tally: Tally, combinations: Sequence[tuple[str, ...]], told: Mapping[Key, Number], least: int | None
) -> Figures:
    """The numbers of some cells, as they are told."""
    every = bool(told) and not (least is not None and sum(tally.patterns.values()) < least)
    by_criteria = not tally.missing
    waiting = {int(key[1]): told[key] for key in told if key[0] == ("open" if by_criteria else "missing")}
    found = [Combination(names, _range(told, "combination", *names)) for names in combinations]
    return Figures(
        least=least,
        persons=tally.persons,
        rows=tally.rows if every else None,
        counted=sum(tally.patterns.values()) if every else None,
        errors=told["error",],
        contradictory=told["contradictory",],
        assessed=told["assessed",],
        possible=Range(told["eligible",], told["possible",]),
        undetermined=told["undetermined",],
        ineligible=told["ineligible",],
        together=told["together",],
        criteria=tuple(_criterion(name, told) for name in tally.criteria),
        combinations=tuple(sorted((one for one in found if one.rows != Range(None, None)), key=_by_size)),
        by_criteria=by_criteria,
        waiting={number: rows for number, rows in sorted(waiting.items()) if rows != 0},
        deciding=_sorted({key[1]: rows for key, rows in told.items() if key[0] == "deciding"}),
        facts={key[1]: rows for key, rows in told.items() if key[0] == "fact"},
        absent=tally.facts.absent,
        months=tuple(_months(tally, told)),
        sites=tuple(Place(site, _range(told, "site", site)) for site in (sites_of(tally) if tally.sited else ())),
    )


def _criterion(name: str, told: Mapping[Key, Number]) -> CriterionFigures:
    return CriterionFigures(
        id=name,
        statuses={status: told["status", name, status] for status in STATUSES},
        passes=_range(told, "passes", name),
        blocks=_range(told, "blocks", name),
        waits=told["waits", name],
        only=_range(told, "only", name),
        only_open=told["only open", name],
        excluded=_range(told, "excluded", name),
        left=_range(told, "left", name),
    )


def _range(told: Mapping[Key, Number], *key: str) -> Range:
    return Range(told[(*key, "least")], told[(*key, "most")])


def _months(tally: Tally, told: Mapping[Key, Number]) -> Iterator[Month]:
    for month in months_of(tally) if tally.dated else ():
        rows = None if tally.persons and month != NOT_KNOWN else _month_rows(tally, month, told)
        yield Month(month, rows, None if month == NOT_KNOWN else _range(told, "until", month))


def _month_rows(tally: Tally, month: str, told: Mapping[Key, Number]) -> Range | None:
    return None if tally.persons else _range(told, "month", month)


def _by_size(one: Combination) -> tuple[int, int, int]:
    """The most frequent first; what is hidden last."""
    return (one.rows.most is None, -(one.rows.least or 0), -(one.rows.most or 0))


def _sorted(numbers: Mapping[str, Number]) -> dict[str, Number]:
    return dict(sorted(numbers.items(), key=lambda one: (one[1] is None, -(one[1] or 0), one[0])))
