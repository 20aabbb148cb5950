"""hn2301_asp: eligibility rules that are understood.

import hn2301_asp as hn

protocol = hn.load()
result = protocol.screen({"age": 34, "sex": "female"})
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.3.0"
__all__ = ["InputError", "Protocol", "Result", "__version__", "check_amendments", "compare", "load"]

if TYPE_CHECKING:
    from hn2301_asp.amendment.asking import check_amendments, compare
    from hn2301_asp.api import Protocol, Result, load
    from hn2301_asp.diagnostics import InputError


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first used: `hn2301 --help` needs none of them."""
    if name in ("Protocol", "Result", "load"):
        from hn2301_asp import api

        return getattr(api, name)
    if name in ("compare", "check_amendments"):
        from hn2301_asp.amendment import asking

        return getattr(asking, name)
    if name == "InputError":
        from hn2301_asp.diagnostics import InputError

        return InputError
    raise AttributeError(f"module `hn2301_asp` has no attribute `{name}`")
