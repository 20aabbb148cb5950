"""A limit of normal as laboratories print it: `<40`, `≤40`, `10-40`, `0.0–40.0 U/L`; a lower one: `>10`, `10-40`.

Which quantities are such limits the vocabulary says (`uln`, `lln`). This module knows no vocabulary.
"""

from __future__ import annotations

import re

from hn2301_asp.patient.problems import ValueProblem, shown
from hn2301_asp.source.patterns import later

_RANGE = later(
    r"[\[(]?\s*(?P<low>\d[\d.,]*)\s*(?:--?|[‐‑–—−~～〜]|to|至|到)\s*(?P<high>\d[\d.,]*)\s*[\])]?\s*(?P<unit>[^\W\d_].*|[\[{].*)?$",
    re.IGNORECASE,
)
_BRACKETED = later(r"[\[(](?P<inner>[^\[\]()]*)[\])]$")
_BELOW = later(r"(?:<=|=<|≤|<)\s*(?=\d)")
_ABOVE = later(r">=|=>|≥|>")
#: A number of its own: not a power within a unit, nor that of the number before it (`4.2e1`).
_OWN = later(r"(?<![\d*^/])(?<!\d[eE])(?<!\d[eE][+-])\d[\d.,]*")
HELP = "write the upper limit of normal alone, with its unit if it has another one: `40`"
LOWER_HELP = HELP.replace("upper", "lower")


def printed_limit(text: str, operator: str | None, *, lower: bool) -> tuple[str | None, str]:
    """The other end of a printed range (None where there is none) and the limit, upper or ``lower``."""
    if not lower:
        return upper_limit(text, operator)
    written = text
    if bracketed := _BRACKETED.match(text):
        text = bracketed["inner"].strip()
    if _BELOW.match(text) or operator in ("<", "<="):
        raise ValueProblem(f"`{operator or ''}{shown(written)}` is no lower limit of normal", LOWER_HELP)
    if found := _RANGE.match(text):
        return found["high"], f"{found['low']} {found['unit'] or ''}".strip()
    rest = _ABOVE.sub("", text, count=1).strip() if _ABOVE.match(text) else text
    if len(_OWN.findall(rest)) > 1:
        raise ValueProblem(f"`{shown(written)}` is no lower limit of normal", LOWER_HELP)
    return None, rest


def upper_limit(text: str, operator: str | None) -> tuple[str | None, str]:
    """The lower end of a printed range (None where there is none) and the limit, with its unit if it is there.

    ``operator`` is a comparator that stands beside the text. Raises ValueProblem for what is a lower limit.
    """
    written = text
    if bracketed := _BRACKETED.match(text):
        text = bracketed["inner"].strip()
    if _ABOVE.match(text) or operator in (">", ">="):
        raise ValueProblem(f"`{operator or ''}{shown(written)}` is no upper limit of normal", HELP)
    if found := _RANGE.match(text):
        return found["low"], f"{found['high']} {found['unit'] or ''}".strip()
    rest = _BELOW.sub("", text, count=1)
    if len(_OWN.findall(rest)) > 1:
        raise ValueProblem(f"`{shown(written)}` is no upper limit of normal", HELP)
    return None, rest
