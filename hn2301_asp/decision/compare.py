"""Differences between what a record holds and what is computed now, each with its place in the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from hn2301_asp.decision.model import canonical
from hn2301_asp.source.private import Private

#: Told apart: other versions alone are no other result.
_VERSIONS: Final = ("provenance", "versions")
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
        for number in range(max(len(stored), len(computed))):
            one, other = (values[number] if number < len(values) else _ABSENT for values in (stored, computed))
            yield from differences(one, other, f"{path}[{number}]", patient)
    elif _told(stored) != _told(computed):
        yield Difference(path, patient, _shown(stored), _shown(computed))


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
