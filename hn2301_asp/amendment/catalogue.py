"""The catalogue of the classes of conflict: found by their modules, asked for by code, told by their docstrings.

What is found in a knowledge base by itself has a catalogue of its own, and is asked for in the same way.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache
from types import ModuleType

from hn2301_asp.amendment import conflicts
from hn2301_asp.check import catalogue as checks
from hn2301_asp.source.diagnostics import Finding, InputError, did_you_mean


@cache
def classes() -> tuple[ModuleType, ...]:
    """Every class of conflict, in the order of their codes."""
    names = sorted(module.name for module in pkgutil.iter_modules(conflicts.__path__) if module.name.startswith("am"))
    return tuple(importlib.import_module(f"{conflicts.__name__}.{name}") for name in names)


@cache
def by_code() -> dict[str, ModuleType]:
    """The classes by their codes."""
    return {module.CODE: module for module in classes()}


@cache
def claimed() -> dict[str, str]:
    """The findings of `hn2301 check` that a class takes over: the check's code, and the class's."""
    return {check: module.CODE for module in classes() for check in getattr(module, "CHECKS", ())}


def page(code: str) -> str:
    """What a class or a check is, why it matters, an example, how to mend; raises InputError for any other code."""
    module = by_code().get(code.strip().upper())
    if module is not None:
        return inspect.cleandoc(module.__doc__ or "") + "\n"
    kind = checks.kind_of(code)
    if kind is not None:
        return checks.page(kind)
    known = (*by_code(), *checks.by_number()) if any(sign.isdigit() for sign in code) else tuple(checks.by_slug())
    help = did_you_mean(code, known) or "`hn2301 explain-code` lists all"
    told = "class of conflict" if code.strip().upper().startswith("AM") else "class of conflict and no check"
    raise InputError(Finding("unknown-code", f"there is no {told} `{code}`", help=help))


def listed() -> str:
    """Every class with its title and every check with its sentence, one a line."""
    return "".join(f"{code}  {module.TITLE}\n" for code, module in sorted(by_code().items())) + checks.listed()
