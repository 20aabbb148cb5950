"""The traceability matrix: the protocol's text, what encodes each part of it, and which scenarios touch that."""

from __future__ import annotations

from hn2301_asp.tracing.model import Trace
from hn2301_asp.tracing.trace import trace_of

__all__ = ["Trace", "trace_of"]
