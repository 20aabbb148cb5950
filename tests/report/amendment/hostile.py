"""A report in which every free text tries to be something else than text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.amendment.model import Report

ATTACK = "<script>alert(1)</script>\x1b[31m\x00\u202e|`[x](http://evil)`</del>@all #1\n- \\{0}\ud800"
#: Words of a fixed list, which no file can make others.
WORDS = {
    *("mend", "declare", "know", "error", "warning", "remark", "proposed", "approved"),
    *("eligible", "ineligible", "undetermined", "contradictory", "below", "at", "above"),
    *("equivalent", "broader", "narrower", "shifted", "undecided", "threshold"),
}


def hostile(report: Report) -> Report:
    """The report with the attack behind every free text."""
    found = _hostile(report)
    assert isinstance(found, Report)
    return found


def _hostile(value: Any) -> Any:
    if isinstance(value, str):
        return value if value in WORDS else value + ATTACK
    if isinstance(value, Struct):
        return replace(value, **{name: _hostile(getattr(value, name)) for name in value.__struct_fields__})
    if isinstance(value, Mapping):
        return {_hostile(name): _hostile(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(_hostile(inner) for inner in value)
    return value
