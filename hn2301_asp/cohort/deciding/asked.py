"""One part of eligibility, asked of many undetermined rows: alike ones once, one of them as a patient.

Where criteria apply to some patients only, rows are alike that say the same; elsewhere, of which the same is left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.contents import Codes, Numbered, together, value_at
from hn2301_asp.cohort.deciding.left_open import Column, LeftOpen
from hn2301_asp.cohort.deciding.net import nets
from hn2301_asp.cohort.deciding.table import Cells, Key
from hn2301_asp.cohort.deciding.tied_numbers import apart, counts
from hn2301_asp.cohort.deciding.twins import classes, silent
from hn2301_asp.explanation.answers.decisive import Decisive, decisive
from hn2301_asp.explanation.answers.missing import Record
from hn2301_asp.explanation.answers.parts import Part, Parts
from hn2301_asp.explanation.answers.possibilities import telling
from hn2301_asp.explanation.answers.scope import parts_for
from hn2301_asp.solver.behind import behind
from hn2301_asp.solver.space import Space
from hn2301_asp.source.private import Private

#: So many answers are remembered before they are forgotten all at once.
_REMEMBERED: Final = 100_000
#: And so many parts of eligibility, for tables of several shapes.
_PARTS: Final = 2_000


class _Memory:
    """What was asked in a space, for the next table; and a number for each meaning of a part's cells."""

    def __init__(self, space: Space) -> None:
        self.net = nets(space)
        self.answers: dict[Key, Decisive | None] = {}
        self.left: dict[Key, _Left] = {}
        self.numbers: dict[Key, int] = {}

    def tidy(self) -> None:
        """Forgets all where it is too much."""
        if max(len(self.numbers), len(self.answers)) > _REMEMBERED or len(self.left) > _PARTS:
            self.answers, self.left, self.numbers = {}, {}, {}

    def number(self, meaning: Key) -> int:
        return self.numbers.setdefault(meaning, len(self.numbers) + 1)


class _Family(Private, frozen=True):
    """A family's items as inputs: in their order, those of one class that follow each other together.

    ``dead`` are those that no rule asks here, and without which every list that is tried means the same.
    """

    items: frozenset[int]
    runs: tuple[tuple[int, ...], ...]
    dead: frozenset[int]


class _Left(Private, frozen=True):
    """A part under some readings, with the families that it asks."""

    circuit: LeftOpen
    families: Mapping[str, _Family]


class Asked:
    """A part, of a table's rows to which the same criteria apply."""

    def __init__(
        self,
        cells: Cells,
        inputs: Sequence[frozenset[int]],
        parts: Parts,
        part: Part,
        applies: Mapping[str, bool | None],
    ) -> None:
        """``inputs`` are those of which each of the table's parts tells."""
        self.cells, self.inputs, self.parts, self.part, self.applies = cells, inputs, parts, part, applies
        self.space = cells.screener.space
        self.memory, self.key = self.space.once(_Memory), (cells.shape, part.number, *applies.items())
        self.own: dict[Key, Decisive | None] = {}
        self.touching = [number for number, inputs in enumerate(self.inputs) if self._touches(number, inputs)]

    @classmethod
    def every(cls, cells: Cells, applies: Mapping[str, bool | None]) -> Iterator[Asked]:
        """All parts of eligibility."""
        space, index = cells.screener.space, cells.screener.index
        parts = parts_for(space, index, cells.screening({}, applies))
        inputs = [cells.inputs(number) for number in range(len(cells.readers))]
        yield from (cls(cells, inputs, parts, part, applies) for part in parts.parts)

    def _touches(self, number: int, inputs: frozenset[int]) -> bool:
        quantities = self.cells.readers[number].part.quantities
        if not inputs.isdisjoint(self.part.inputs):
            return True
        if any(self.parts.of_quantity.get(name) == self.part.number for name in quantities):
            return True
        return bool(self.space.scopes) and not inputs.isdisjoint(self._choosing)

    @property
    def _choosing(self) -> frozenset[int]:
        """The inputs that decide what applies."""
        return behind(self.space, self.space.scopes.values()).inputs

    def told(self, rows: npt.NDArray[np.int64]) -> tuple[list[Decisive | None], Codes]:
        """What decides the part in some rows: different answers, and the number of each row's."""
        self.memory.tidy()
        coded = {number: self.cells.codes(number, rows) for number in self.touching}
        sizes = [len(self.cells.parts[number].states) for number in self.touching]
        codes, first = together([*zip(coded.values(), sizes, strict=True)] or [_all_alike(len(rows))])
        patterns = {number: one[first] for number, one in coded.items()}
        left, counting = self._by_codes(patterns) if self.space.scopes else self._by_what_is_left(patterns, len(first))
        raw = left.view(np.dtype((np.void, left.shape[1]))).ravel()
        _, which, numbered = np.unique(raw, return_index=True, return_inverse=True)
        found: list[Numbered] = [(numbered[codes].astype(np.int64), len(which))]
        meant: list[list[tuple[int, ...] | None]] = []
        for number, flags in counting.items():
            if flags.any():
                chosen = np.flatnonzero(flags[codes])
                own, told = apart(self.cells, number, rows[chosen], exactly=bool(self.space.scopes))
                whole = np.zeros(len(rows), np.int64)
                whole[chosen] = own + 1
                meant.append([(), *told])
                found.append((whole, len(told) + 1))
        keys, places = together(found)
        answers: list[Decisive | None] = []
        for place in places:
            said = left[which[found[0][0][place]]]
            numbers = [int(one[place]) for one, _ in found[1:]]
            says = [told[number] for told, number in zip(meant, numbers, strict=True)]
            # What some are told apart by is this table's own.
            known, further = (self.own, numbers) if None in says else (self.memory.answers, says)
            answers.append(self._answer((*self.key, said.tobytes(), *further), int(rows[place]), known, said))
        return answers, keys

    def _answer(
        self, key: Key, row: int, known: dict[Key, Decisive | None], said: npt.NDArray[np.uint8]
    ) -> Decisive | None:
        if not said[0]:
            return None  # It cannot fail.
        if key not in known:
            known[key] = self._asked(row)
        return known[key]

    def _asked(self, row: int) -> Decisive | None:
        """The same of one row, as of a patient: of what its columns say of this part."""
        cells, scoped = self.cells, bool(self.space.scopes)
        names = [column.written for number in self.touching for column in cells.readers[number].part.columns]
        if scoped:
            names = [column.written for reader in cells.readers for column in reader.part.columns]
        told = {name: value_at(cells.columns[name], row) for name in dict.fromkeys(names)}
        given = {name: value for name, value in told.items() if value is not None}
        screening = cells.screening(given, self.applies)
        record = Record(self.space, cells.screener.index, self.parts, screening)
        return decisive(record, cells.screener.tools.pair, self.part)

    def _by_codes(self, patterns: Mapping[int, Codes]) -> tuple[npt.NDArray[np.uint8], Mapping[int, Flags]]:
        """What the parts say, and where their numbers count."""
        many = len(next(iter(patterns.values()))) if patterns else 1
        columns: list[Column] = [self._meanings(number, codes) for number, codes in patterns.items()]
        counting = {
            number: self.cells.open(number, codes)
            for number, codes in patterns.items()
            if counts(self.cells.readers[number])
        }
        return _bytes(np.ones(many, np.bool_), columns), counting

    def _by_what_is_left(
        self, patterns: Mapping[int, Codes], many: int
    ) -> tuple[npt.NDArray[np.uint8], Mapping[int, Flags]]:
        """What is left open of the part, with what is open in which ways; and where numbers count."""
        part = self._left()
        circuit, families = part.circuit, part.families
        items = {atom: name for name, family in families.items() for atom in family.items}
        can, must = dict[int, Flags](), dict[int, Flags]()
        for number, codes in patterns.items():
            self.cells.truths(number, codes, self.inputs[number] & (circuit.inputs | items.keys()), can, must)
        left = circuit.of(can, must, many)
        nothing = np.zeros(many, np.bool_)
        asked = {
            name: np.logical_or.reduce([left.live.get(atom, nothing) for atom in sorted(family.items)])
            for name, family in families.items()
        }
        columns, counting = [*left.columns], dict[int, Flags]()
        single = set[int]()
        for number, codes in patterns.items():
            reader, inputs = self.cells.readers[number], self.inputs[number]
            if len(inputs) == 1 and inputs <= items.keys() and not reader.part.quantities:
                single |= inputs
                continue
            live = [left.live[atom] for atom in inputs if atom in left.live]
            live += [asked[name] for name in {items[atom] for atom in inputs & items.keys()}]
            where = np.logical_or.reduce([nothing, *live]) & self.cells.open(number, codes)
            meant = np.zeros(many, np.int64)
            meant[where] = self._meanings(number, codes[where])
            columns.append(meant)
            if counts(reader):
                counting[number] = where
        for name, family in families.items():
            columns.append(
                asked[name] & np.logical_and.reduce([can[atom] & ~must[atom] for atom in sorted(family.items)])
            )
            for run in family.runs:
                number_open = np.zeros(many, np.int32)
                for atom in single.intersection(run) - family.dead:
                    number_open += can[atom] & ~must[atom]
                most = circuit.most.get(circuit.class_of.get(run[0], -1), len(run))
                columns.append(np.where(asked[name], np.minimum(number_open, most), 0))
        return _bytes(left.may_fail, columns), {n: flags & left.may_fail for n, flags in counting.items()}

    def _left(self) -> _Left:
        if self.key not in self.memory.left:
            self.memory.left[self.key] = self._made()
        return self.memory.left[self.key]

    def _made(self) -> _Left:
        space, index, readings = self.space, self.cells.screener.index, self.cells.readings
        net, part = self.memory.net(readings), self.part
        wanted = [net.literal(literal) for literal in part.literals]
        violated = [one for one in net.violated if not net.inputs([one]).isdisjoint(part.inputs)]
        families, class_of = dict[str, _Family](), dict[int, int]()
        asked = net.inputs([*wanted, *violated])
        for family in space.base.vocabulary.families.values():
            atoms = [space.circuit.inputs[f"{family.name}({item})"] for item in family.items]
            if not part.inputs.isdisjoint(atoms):
                own = classes(space, index, family, readings, net, [*wanted, *violated])
                class_of |= {atom: one + len(class_of) for atom, one in own.items()}
                runs = tuple(_runs(atoms, own))
                mute = silent(telling(space, index, family, readings)) if len(runs) < len(atoms) else frozenset[str]()
                dead = {space.circuit.inputs[f"{family.name}({item})"] for item in mute} - asked
                families[family.name] = _Family(frozenset(atoms), tuple(runs), frozenset(dead))
        return _Left(LeftOpen(net, wanted, violated, class_of), families)

    def _meanings(self, number: int, codes: Codes) -> Codes:
        """A number for what each row's cells of a part mean, the same for all tables of this shape."""
        states = self.cells.parts[number].states
        found = np.zeros(len(states), np.int64)
        for code in np.unique(codes).tolist():
            found[code] = self.memory.number(states[code].meaning)
        return found[codes]


def _all_alike(rows: int) -> Numbered:
    return np.zeros(rows, np.int64), 1


def _bytes(may_fail: Flags, columns: Sequence[Column]) -> npt.NDArray[np.uint8]:
    """Columns as bytes, a row for each; the first byte says whether anything may fail, and all is 0 where not."""
    flags: Flags = np.column_stack([may_fail, *(one for one in columns if one.dtype == np.bool_)])
    told = [may_fail.astype(np.uint8)[:, None], np.packbits(flags, axis=1)]
    numbers = [one for one in columns if one.dtype != np.bool_]
    if numbers:
        told.append(np.ascontiguousarray(np.column_stack(numbers).astype(np.int32)).view(np.uint8))
    found = np.ascontiguousarray(np.concatenate(told, axis=1))
    found[~may_fail] = 0
    return found


def _runs(atoms: Sequence[int], class_of: Mapping[int, int]) -> Iterator[tuple[int, ...]]:
    """Items in their order, those of one class that follow each other together."""
    run: list[int] = []
    for atom in atoms:
        if run and class_of[run[-1]] != class_of[atom]:
            yield tuple(run)
            run = []
        run.append(atom)
    yield tuple(run)
