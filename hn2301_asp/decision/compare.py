"""Differences between what a record holds and what is computed now, each with its place in the file."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from typing import Any, Final

from hn2301_asp.decision.model import canonical
from hn2301_asp.source.private import Private

#: Told apart: other versions alone are no other result.
_VERSIONS: Final = ("provenance", "versions")
#: The fields of an entry that say what it speaks of.
_NAMES: Final = ("id", "code", "fact", "facts", "criterion", "rule", "threshold", "readings")
_SHOWN: Final = 200
_ABSENT: Final = object()


class Difference(Private, frozen=True):
    """A part of the record that is computed otherwise now. ``stored`` or ``computed`` is None where absent."""

    path: str
    patient: str | None
    stored: str | None
    computed: str | None


def result_differences(
    stored: dict[str, Any], computed: dict[str, Any], path: str, patient: str | None
) -> Iterator[Difference]:
    """The differences of two results, but for the versions that computed them."""
    yield from differences(_without_versions(stored), _without_versions(computed), path, patient)


def differences(stored: Any, computed: Any, path: str, patient: str | None) -> Iterator[Difference]:
    """Where two values differ, down to the smallest part."""
    if isinstance(stored, dict) and isinstance(computed, dict):
        for name in dict.fromkeys([*stored, *computed]):
            one, other = stored.get(name, _ABSENT), computed.get(name, _ABSENT)
            yield from differences(one, other, f"{path}.{name}" if path else name, patient)
    elif isinstance(stored, list) and isinstance(computed, list):
        yield from _entries(stored, computed, path, patient)
    elif _told(stored) != _told(computed):
        yield Difference(path, patient, _shown(stored), _shown(computed))


def _entries(stored: list[Any], computed: list[Any], path: str, patient: str | None) -> Iterator[Difference]:
    """Where two lists differ: entries of one thing are put side by side, so that one more moves no other."""
    pairs = _side_by_side(stored, computed)
    places = [here for there, here in pairs if there is not None and here is not None]
    if places != sorted(places):
        yield Difference(path, patient, _shown(stored), _shown(computed))
        return
    for there, here in pairs:
        one = _ABSENT if there is None else stored[there]
        other = _ABSENT if here is None else computed[here]
        yield from differences(one, other, f"{path}[{here if there is None else there}]", patient)


def _side_by_side(stored: list[Any], computed: list[Any]) -> list[tuple[int | None, int | None]]:
    """The places of entries that speak of one thing; where none is left on one side, of entries in one place."""
    waiting: dict[str, deque[int]] = {}
    for place, entry in enumerate(computed):
        waiting.setdefault(_thing(entry), deque()).append(place)
    found = [waiting[thing].popleft() if waiting.get(thing := _thing(entry)) else None for entry in stored]
    left = {place for places in waiting.values() for place in places}
    pairs: list[tuple[int | None, int | None]] = []
    for there, here in enumerate(found):
        same_place = here is None and there in left
        pairs.append((there, there if same_place else here))
        left.discard(there if same_place else -1)
    return [*pairs, *((None, here) for here in sorted(left))]


def _thing(entry: Any) -> str:
    """What an entry of a list speaks of."""
    if not isinstance(entry, dict):
        return canonical(entry)
    return canonical([[name, entry[name]] for name in _NAMES if name in entry])


def _without_versions(result: dict[str, Any]) -> dict[str, Any]:
    outer, inner = _VERSIONS
    if not isinstance(result.get(outer), dict):
        return result
    return {**result, outer: {name: value for name, value in result[outer].items() if name != inner}}


def _told(value: Any) -> str | None:
    return None if value is _ABSENT else canonical(value)


def _shown(value: Any) -> str | None:
    """The value as it stands in the file, shortened."""
    if value is _ABSENT:
        return None
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
