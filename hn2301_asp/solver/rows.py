"""Atoms in rows: what is said of all items of a long list is said in few words.

A row is so many atoms one after the other, and begins at the same places whoever asks, so that its word is made once
for all patients. Shorter lists have none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_ROW: Final = 32


def in_rows(atoms: Iterable[int]) -> tuple[list[tuple[int, ...]], list[int]]:
    """The whole rows among some atoms, and the atoms that are left over."""
    rows: dict[int, list[int]] = {}
    for atom in atoms:
        rows.setdefault(atom // _ROW, []).append(atom)
    whole = [tuple(sorted(row)) for row in rows.values() if len(row) == _ROW]
    return whole, [atom for row in rows.values() if len(row) < _ROW for atom in row]
