"""The matrix as JSON: the fields of ``tracing.model`` under their names, with what its words mean."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from hn2301_asp.tracing.model import RESTS, TOUCHES, Trace

#: Grows when a field goes or means something else; a field may be added without.
FORMAT: Final = 1


def trace_data(trace: Trace) -> dict[str, Any]:
    """The whole matrix as plain data."""
    found: dict[str, Any] = msgspec.to_builtins(trace)
    return {"format": FORMAT, "touches": TOUCHES, "rests_on": RESTS, **found}


def trace_json(trace: Trace) -> str:
    return json.dumps(trace_data(trace), ensure_ascii=False, indent=1) + "\n"
