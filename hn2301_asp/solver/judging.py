"""What can hold of a patient under several readings at once: by truth tables, or by the solver where they are large.

This is the one place where the two are chosen between. On the shipped protocol, 12 readings at once and random
records, one pass with its preparations takes 20 µs at 64 lanes, 60 at 4,096, 0.3 ms at 32,768 and 1.7 ms at 131,072;
the solver takes 2.4 ms of a record that misses nothing and 4 to 5 ms of one that misses 8 to 20 facts. Of 480 records
with 0 to 20 facts missing none needed a larger table: what shares nothing is judged apart. So tables are not cut in
pieces; an empty record is the solver's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hn2301_asp.solver.assumptions import Assumed, reread, settled
from hn2301_asp.solver.modules import Judged, Slots
from hn2301_asp.solver.space import Space, Status

__all__ = ["Judged", "Slots", "judge", "judge_all"]


#: So many patients are judged by the solver before tables are made: making them takes as long as some patients.
_FIRST = 3


def judge(space: Space, assumed: Assumed, slots: Slots) -> Judged:
    """A patient under several complete readings, exactly: a bit for each in every mask."""
    count = space.once(_Count)
    count.patients += 1
    if count.patients > _FIRST:
        from hn2301_asp.solver.lanes import Lanes  # Not needed for one patient.

        if (found := space.once(Lanes).judge(assumed, slots)) is not None:
            return found
    return by_solver(space, assumed, slots.chosen)


def judge_all(space: Space, cases: Sequence[tuple[Assumed, Slots]]) -> list[Judged]:
    """The same of many patients at once, each under readings of its own; those of whom the same is assumed are one."""
    alike = dict[tuple[object, ...], tuple[Assumed, Slots]]()
    keys = [(slots, one.known, tuple(one.regions.items()), one.linked) for one, slots in cases]
    for key, case in zip(keys, cases, strict=True):
        alike.setdefault(key, case)
    if len(alike) > _FIRST:
        space.once(_Count).patients += len(alike)
    found = {key: judge(space, *case) for key, case in alike.items()}
    return [found[key] for key in keys]


class _Count:
    """How many patients were judged in a space."""

    def __init__(self, _: Space) -> None:
        self.patients = 0


def by_solver(space: Space, assumed: Assumed, chosen: Sequence[Mapping[str, str]]) -> Judged:
    """The same by the solver: the first reading, and of the others those on which something affected depends.

    One question with the readings left open rules most others out.
    """
    first = _statuses(space, assumed, chosen[0])
    found = [first]
    inputs: set[str] = set(space.base.readings)
    if first is not None and len(chosen) > 1:
        anyhow = space.statuses(assumed.evidence, seen=first) or first
        affected = [atom for atom in space.asked if anyhow[atom] != first[atom] or first[atom].word == "unknown"]
        inputs = space.readings_of(affected) | space.once(_read_by_constraints)
    for readings in chosen[1:]:
        changed = {name for name in readings if readings[name] != chosen[0][name]}
        fitting = changed.isdisjoint(space.once(_read_by_constraints))  # Whoever fits, or nobody, is as it was.
        if inputs.isdisjoint(changed) or (first is None and fitting):
            found.append(first)
        elif first is None or not fitting:
            found.append(_statuses(space, assumed, readings))
        else:  # So is every criterion that does not depend on what changed.
            same = {atom: status for atom, status in first.items() if changed.isdisjoint(space.readings_of([atom]))}
            found.append(space.statuses(reread(space, assumed, readings).literals, seen=same))
    told = [(slot, one) for slot, one in enumerate(found) if one is not None]
    return Judged(
        sum(1 << slot for slot, _ in told),
        tuple(sum(one[atom].can_hold << slot for slot, one in told) for atom in space.asked),
        tuple(sum(one[atom].can_fail << slot for slot, one in told) for atom in space.asked),
    )


def _read_by_constraints(space: Space) -> frozenset[str]:
    """The readings on which it depends who can exist at all."""
    cone = space.circuit.cone([0])
    return frozenset(name for (name, _), atom in space.readings.items() if atom in cone)


def _statuses(space: Space, assumed: Assumed, readings: Mapping[str, str]) -> dict[int, Status] | None:
    changed = reread(space, assumed, readings)
    return space.statuses(changed.literals, settled=settled(space, changed))
