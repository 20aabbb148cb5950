"""Whether a row can be screened, told from its cells: what a cell means is remembered by its column and its text.

Columns are cut into parts as for frames: whether the cells of a part can be read depends on no other part. Only times
are held against each other across parts, so what is measured in them is one part here. What is not plain is not told:
the row is read whole then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hn2301_asp.cohort.columns.headings import read_headings
from hn2301_asp.patient.fields import read_fields
from hn2301_asp.patient.lookups import lookups
from hn2301_asp.patient.record import read_patient
from hn2301_asp.screener import Screener
from hn2301_asp.solver.space import Space
from hn2301_asp.source.diagnostics import InputError, Place

#: So many contents of a part are remembered before they are forgotten all at once, and so many kinds of rows.
_CONTENTS: Final = 4096
_KINDS: Final = 64

#: Columns that are one part, with what is remembered of their cells.
_Part = tuple[tuple[str, ...], dict[tuple[Any, ...], bool]]


class Quick:
    """Tells of rows that they can surely be read."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self._plans: dict[tuple[str, ...], _Plan | None] = {}

    def fine(self, screener: Screener, row: Mapping[str, Any]) -> bool:
        """Whether a row can surely be read; what is not told this way may be readable all the same."""
        columns = tuple(row)
        if columns not in self._plans:
            if len(self._plans) >= _KINDS:
                self._plans.clear()
            self._plans[columns] = _plan(screener, columns)
        plan = self._plans[columns]
        return plan is not None and plan.fine(screener, row)


class _Plan:
    """Rows of the same columns: the parts of which contents are remembered, and the columns that are always read."""

    def __init__(self, parts: Sequence[_Part], always: Sequence[str]) -> None:
        self.parts, self.always = parts, tuple(always)

    def fine(self, screener: Screener, row: Mapping[str, Any]) -> bool:
        try:
            for columns, known in self.parts:
                content = tuple([row[column] for column in columns])
                found = known.get(content)
                if found is None:
                    if len(known) >= _CONTENTS:
                        known.clear()
                    found = known[content] = _reads(screener, columns, row)
                if not found:
                    return False
        except TypeError:
            return False  # A list, or fields within a field.
        return _reads(screener, self.always, row)


def _plan(screener: Screener, columns: Sequence[str]) -> _Plan | None:
    """The parts of a table's columns; None where some column cannot be understood."""
    vocabulary, names = screener.knowledge_base.vocabulary, screener.names
    own = [name for name in columns if isinstance(name, str) and (name in names or not vocabulary.identifies(name))]
    _, findings = read_fields(dict.fromkeys(own), vocabulary, names, Place())
    if findings:
        return None
    known = lookups(vocabulary, names)
    headings = read_headings(own, known, screener.space)
    timed = frozenset(known.timed)
    always = dict.fromkeys(column.written for column in headings.about)
    parts: list[_Part] = []
    for part in headings.parts:
        written = tuple(column.written for column in part.columns)
        if part.quantities & timed:
            always |= dict.fromkeys(written)
        elif written:
            parts.append((written, {}))
    return _Plan(parts, [*always])


def _reads(screener: Screener, columns: Sequence[str], row: Mapping[str, Any]) -> bool:
    """Whether these cells can be read by themselves."""
    cells = {column: value for column in columns if (value := row[column]) is not None}
    try:
        read_patient(cells, screener.knowledge_base.vocabulary, screener.names, Place())
    except InputError:
        return False
    return True
