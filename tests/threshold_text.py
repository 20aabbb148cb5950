"""Thresholds written out as text, for tests that make syntax trees and read them again."""

from __future__ import annotations

from hn2301_asp.knowledge.thresholds.model import show_limit, show_window
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax


def show_threshold(threshold: ThresholdSyntax) -> str:
    """A threshold as text, in the form in which it was written."""
    first = threshold.limits[0]
    if threshold.form == "window":
        test = show_window(threshold.limits, threshold.window, threshold.extreme)
    elif threshold.form == "between":
        low, high = (show_limit(limit)[2:] for limit in threshold.limits)
        test = f"between {low} and {high}"
    else:
        test = show_limit(first)
    never = "" if threshold.never is None else f", {'yes' if threshold.never else 'no'} if never"
    lead = {"quote": "", "negated": "negates ", "because": "because "}
    reasons = "".join(f'\n    {lead[reason.kind]}"{reason.text}"' for reason in threshold.reasons)
    return f"{threshold.name}  {threshold.phrase} {test}{never}{reasons}"
