"""A table's columns in parts, each with the codes of its rows, and what these say of the circuit's inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.columns.coded import Coded, Marked
from hn2301_asp.cohort.columns.contents import Codes
from hn2301_asp.cohort.columns.states import Reader
from hn2301_asp.patient.scores import with_scores
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening
from hn2301_asp.solver.assumptions import assume
from hn2301_asp.source.private import Private

Key = tuple[object, ...]


class Cells(Private, frozen=True):
    """A table's columns in parts, under some readings."""

    screener: Screener
    readings: Mapping[str, str]
    readers: Sequence[Reader]
    parts: Sequence[Coded | Marked]
    columns: Mapping[str, pl.Series]

    @property
    def shape(self) -> Key:
        """All that the parts of different tables must share to mean the same."""
        own = tuple((reader.part.atoms, reader.part.quantities) for reader in self.readers)
        return (*own, *sorted(self.readings.items()))

    def codes(self, number: int, rows: npt.NDArray[np.int64]) -> Codes:
        """A part's codes of some rows."""
        return self.parts[number].codes_at(rows)

    def inputs(self, number: int) -> frozenset[int]:
        """The inputs of which a part tells."""
        space, part = self.screener.space, self.readers[number].part
        inputs, limits = space.circuit.inputs, space.base.thresholds.thresholds
        found = {inputs[name] for name in part.atoms if name not in limits}
        return frozenset(found | {inputs[name] for name, one in limits.items() if one.quantity in part.quantities})

    def open(self, number: int, codes: Codes) -> Flags:
        """Where something is open of a part, by its codes."""
        flags: Flags = np.array([bool(state.open) for state in self.parts[number].states])[codes]
        return flags

    def truths(
        self, number: int, codes: Codes, inputs: frozenset[int], can: dict[int, Flags], must: dict[int, Flags]
    ) -> None:
        """Adds of some inputs of a part where they can hold, and where they must."""
        states = self.parts[number].states
        upper, lower = (np.zeros((len(states), len(inputs)), np.bool_) for _ in range(2))
        place = {atom: n for n, atom in enumerate(sorted(inputs))}
        for code in np.unique(codes).tolist():
            state = states[code]
            for atom in state.holds & inputs:
                upper[code, place[atom]] = lower[code, place[atom]] = True
            for ways in state.open:
                for atom in frozenset[int]().union(*ways) & inputs:
                    upper[code, place[atom]] = True
                for atom in frozenset.intersection(*ways) & inputs:
                    lower[code, place[atom]] = True
        for atom, n in place.items():
            can[atom], must[atom] = upper[codes, n], lower[codes, n]

    def screening(self, record: Mapping[str, object], applies: Mapping[str, bool | None]) -> Screening:
        """A patient who is undetermined, as far as the parts of eligibility ask: what a record says of some."""
        space, readings = self.screener.space, dict(self.readings)
        patient = with_scores(self.screener.patient(record), space)
        assumed = assume(space, patient.evidence, readings)
        return Screening(patient, readings, "undetermined", {}, (), (), (), (), assumed, applies)
