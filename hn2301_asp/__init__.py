"""hn2301_asp: eligibility rules that are understood.

import hn2301_asp as hn

protocol = hn.load()
result = protocol.screen({"age": 34, "sex": "female"})
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hn2301_asp.__about__ import __version__

__all__ = [
    "InputError",
    "Protocol",
    "Result",
    "Results",
    "Summary",
    "__version__",
    "check_amendments",
    "compare",
    "load",
]

if TYPE_CHECKING:
    from hn2301_asp.api import InputError, Protocol, Result, Results, Summary, check_amendments, compare, load


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first used: `hn2301 --help` needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module `hn2301_asp` has no attribute `{name}`")
    from hn2301_asp import api

    return getattr(api, name)
