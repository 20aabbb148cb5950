"""The documentation pages of the classes of conflict: their modules' docstrings."""

from __future__ import annotations

import inspect

from hn2301_asp.amendment.catalogue import by_code
from hn2301_asp.source.diagnostics import Finding, InputError, did_you_mean


def page(code: str) -> str:
    """What a class is, why it matters, an example, how to mend; raises InputError for a code that is none."""
    module = by_code().get(code.strip().upper())
    if module is None:
        help = did_you_mean(code.upper(), by_code()) or "`hn2301 explain-code` lists all"
        raise InputError(Finding("unknown-code", f"there is no class of conflict `{code}`", help=help))
    return inspect.cleandoc(module.__doc__ or "") + "\n"


def listed() -> str:
    """Every class with its title, one a line."""
    return "".join(f"{code}  {module.TITLE}\n" for code, module in sorted(by_code().items()))
