"""Reports on amendments and comparisons as JSON-ready data. Decides nothing.

Fields carry the names that hn2301_asp.amendment.model gives them; what people read of a witness, a
box or a clause stands beside its parts. Solver values and places on this machine are left out.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from pathlib import PurePath
from typing import Any

from msgspec import Struct

from hn2301_asp.amendment.model import Clause, Report
from hn2301_asp.cohort.shift import HiddenShift
from hn2301_asp.comparison.model import Box, Comparison, Side, VersionInfo, Witness
from hn2301_asp.report.amendment.places import roots_of, shown_path
from hn2301_asp.report.amendment.words import numbers
from hn2301_asp.report.cohort.data import hidden_shift_data
from hn2301_asp.report.patient.data import json_number
from hn2301_asp.report.writers.redline import redline
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.versions.manifest import BaseStatement, Manifest

#: The items themselves, for the solver: people read their words.
_LEFT_OUT = frozenset({"value_there", "value_here", "people", "alone"})
#: What is told of a comparison only where a cohort was given.
_OF_A_COHORT = frozenset({"shift", "hidden_shift"})


def to_data(report: Report) -> dict[str, Any]:
    """A report, ready for JSON."""
    counts = numbers(report.conflicts())
    head = {"scope": report.scope, "clean": report.clean, "counts": counts}
    data: dict[str, Any] = _writable({**head, **_fields(report, roots_of(report))})
    return data


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """A comparison, ready for JSON."""
    data: dict[str, Any] = _writable(_fields(comparison, (comparison.base.root, comparison.amended.root)))
    return data


def _fields(value: Struct, roots: tuple[str, ...]) -> dict[str, Any]:
    names = [name for name in value.__struct_fields__ if name not in _LEFT_OUT]
    if isinstance(value, Comparison):
        names = [name for name in names if name not in _OF_A_COHORT or getattr(value, name) is not None]
    return {name: _plain(getattr(value, name), roots) for name in names}


def _plain(value: Any, roots: tuple[str, ...]) -> Any:
    """A value in the types of JSON; what has none of them as text."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Struct):
        return _struct(value, roots)
    if isinstance(value, Mapping):
        return {str(name): _plain(inner, roots) for name, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(inner, roots) for inner in value]
    if isinstance(value, (set, frozenset)):
        return sorted(str(inner) for inner in value)
    if isinstance(value, Fraction):
        number, exact = json_number(value)
        return number if exact is None else exact
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def _writable(data: Any) -> Any:
    """The data without halves of letters, which no file can hold."""
    if isinstance(data, str):
        return data.encode("utf-8", "replace").decode("utf-8")
    if isinstance(data, dict):
        return {_writable(name): _writable(value) for name, value in data.items()}
    return [_writable(value) for value in data] if isinstance(data, list) else data


def _struct(value: Struct, roots: tuple[str, ...]) -> Any:
    if isinstance(value, Place):
        return _place(value, roots)
    if isinstance(value, HiddenShift):
        return hidden_shift_data(value)
    data = _fields(value, roots)
    if isinstance(value, (Witness, Box)):
        data["text"] = value.text
    elif isinstance(value, Side):
        data["nobody"] = value.nobody
    elif isinstance(value, VersionInfo):
        data["root"] = PurePath(value.root).name
    elif isinstance(value, Manifest):
        data["file"] = shown_path(value.file, roots)
        data["removes"] = {file: list(names) for file, names in value.removes.items()}
        data["renames"] = {file: {old: new for old, (new, _) in names.items()} for file, names in value.renames.items()}
    elif isinstance(value, BaseStatement):
        data["items"] = {file: {name: found[0] for name, found in names.items()} for file, names in value.items.items()}
    elif isinstance(value, Clause):
        data["redline"] = [[s.kind, s.text] for s in redline(value.before or "", value.after or "")]
    return data


def _place(place: Place, roots: tuple[str, ...]) -> dict[str, Any] | None:
    """A place with what is known of it; None where nothing is."""
    data = {name: found for name in place.__struct_fields__ if (found := getattr(place, name)) is not None}
    if place.file is not None:
        data["file"] = shown_path(place.file, roots)
    return data or None
