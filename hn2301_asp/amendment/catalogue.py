"""The catalogue of the classes of conflict: found by their modules, asked for by their codes."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from hn2301_asp.amendment import conflicts


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
