"""Of each undetermined row the missing facts that could decide: all that stand in a set of its patient's answers.

Eligibility falls into parts that share nothing (``explanation/answers/parts.py``), and of each part alike rows are
asked about once (``asked.py``): rows in which the same is left open of it (``left_open.py``), in the same ways, and
where a formula needs it of numbers that leave the same (``tied_numbers.py``). A set that settles a verdict is made of
one of each part, and one that could rule out is of one part: so are the facts in any of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.contents import Codes, together
from hn2301_asp.cohort.deciding.asked import Asked
from hn2301_asp.cohort.deciding.table import Cells
from hn2301_asp.explanation.answers.decisive import Decisive, decisive_facts, in_order
from hn2301_asp.screener import Explained

Words = npt.NDArray[np.uint64]
#: So many facts are bits of one number.
_BITS: Final = 64
#: Whether a criterion applies, by what can hold and can fail of that.
_APPLIES: Final = (None, True, False, None)


def missing_deciding(
    cells: Cells,
    undetermined: Flags,
    unknown: Mapping[str, Flags],
    applies: Mapping[str, Codes],
    alone: Mapping[int, Explained],
    refused: Flags,
) -> pl.Series:
    """The facts of each undetermined row, with `;` between them; empty of other rows, null of those refused.

    ``unknown`` holds where each criterion is unknown, and ``applies`` says of those that do not apply to everybody
    whether they do. ``alone`` are the undetermined rows that were screened as patients.
    """
    order = in_order(cells.screener.knowledge_base)
    found = _Found(int(np.count_nonzero(undetermined)), order)
    rows = np.flatnonzero(undetermined)
    for at, asked in _concerned(cells, rows, unknown, applies):
        found.add(at, *asked.told(rows[at]))
    texts, number = found.texts()
    which = np.zeros(len(undetermined), np.uint32)
    which[rows] = number + 2
    which[refused] = 1
    told: list[str | None] = ["", None, *texts]
    for row, explained in alone.items():
        facts = decisive_facts(cells.screener.tools, explained.screening)
        which[row] = len(told)
        told.append(";".join(name for name in order if name in facts))
    return pl.Series(told, dtype=pl.String).gather(which)


def _concerned(
    cells: Cells, rows: npt.NDArray[np.int64], unknown: Mapping[str, Flags], applies: Mapping[str, Codes]
) -> Iterator[tuple[npt.NDArray[np.int64], Asked]]:
    """Each part, with the places of the rows in which a criterion of it is unknown."""
    if not len(rows):
        return
    waiting = {name: flags[rows] for name, flags in unknown.items()}
    codes, first = together([(codes[rows], 4) for codes in applies.values()] or [(np.zeros(len(rows), np.int64), 1)])
    for number, one in enumerate(first):
        own = np.flatnonzero(codes == number)
        known = {name: _APPLIES[int(told[rows[one]])] for name, told in applies.items()}
        for asked in Asked.every(cells, known):
            at = own[np.logical_or.reduce([waiting[name][own] for name in asked.part.criteria])]
            if len(at):
                yield at, asked


class _Found:
    """The facts of each row, as bits: what could rule out, what settles, and whether anything settles all."""

    def __init__(self, rows: int, order: Sequence[str]) -> None:
        self.order, self.place = order, {name: number for number, name in enumerate(order)}
        words = -(-len(order) // _BITS)
        self.ruling, self.settling = (np.zeros((words, rows), np.uint64) for _ in range(2))
        self.settled = np.ones(rows, np.bool_)

    def add(self, at: npt.NDArray[np.int64], answers: Sequence[Decisive | None], codes: Codes) -> None:
        """Adds what decides a part, in some rows."""
        ruling = self._bits([one.ruling if one else frozenset() for one in answers])
        settling = self._bits([(one.settling or frozenset()) if one else frozenset() for one in answers])
        for told, words in ((self.ruling, ruling), (self.settling, settling)):
            for place, word in enumerate(words):
                if word.any():
                    told[place, at] |= word[codes]
        if open_ones := [one is not None and one.settling is None for one in answers]:
            self.settled[at] &= ~np.array(open_ones)[codes]

    def _bits(self, facts: Sequence[frozenset[str]]) -> Words:
        found = np.zeros((len(self.ruling), len(facts)), np.uint64)
        for number, names in enumerate(facts):
            for name in names:
                word, bit = divmod(self.place[name], _BITS)
                found[word, number] |= np.uint64(1 << bit)
        return found

    def texts(self) -> tuple[list[str], npt.NDArray[np.int64]]:
        """Each different text once, and the number of each row's."""
        whole = self.ruling | np.where(self.settled, self.settling, np.uint64(0))
        parts = [np.unique(word, return_inverse=True) for word in whole]
        number, first = together([(inverse, len(values)) for values, inverse in parts])
        said = [self._said(place, values.tolist()) for place, (values, _) in enumerate(parts)]
        told = [[names[n] for n in inverse[first]] for names, (_, inverse) in zip(said, parts, strict=True)]
        texts = [";".join(filter(None, names)) for names in zip(*told, strict=True)]
        return texts, number.astype(np.int64)

    def _said(self, place: int, words: Sequence[int]) -> list[str]:
        """The facts of each of some words, all of one place, as text."""
        names = self.order[place * _BITS :]
        return [";".join(names[bit] for bit in _bits(word)) for word in words]


def _bits(word: int) -> Iterator[int]:
    """The places of the bits that are set."""
    while word:
        low = word & -word
        yield low.bit_length() - 1
        word ^= low
