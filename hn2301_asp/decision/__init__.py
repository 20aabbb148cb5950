"""The record of a decision: all that is needed to judge, years later, whether a verdict was right.

``record`` makes it, ``verify`` recomputes it from nothing but itself.
"""

from __future__ import annotations

from hn2301_asp.decision.record import make_record, record_bytes, save_record
from hn2301_asp.decision.verify import Verification, verify

__all__ = ["Verification", "make_record", "record_bytes", "save_record", "verify"]
