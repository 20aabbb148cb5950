"""What was worked out before, kept in memory up to a number. Knows nothing of what is kept."""

from __future__ import annotations

from typing import TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")


def remembered(known: dict[_K, _V], key: _K, value: _V, most: int) -> _V:
    """The value, kept under its key; where ``most`` are kept already all are forgotten first."""
    if len(known) >= most:
        known.clear()
    known[key] = value
    return value
