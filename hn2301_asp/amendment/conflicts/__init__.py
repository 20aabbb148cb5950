"""The classes of conflict, one module each; a module's docstring is its documentation page.

A module says its ``CODE`` and ``TITLE``; ``ROOTS`` are codes under which its findings are listed, being
consequences; ``ALONE`` says that a version without a base is judged by it too; ``CHECKS`` names the
findings of `hn2301 check` that it takes over, and ``LOADED`` is False where it can judge rules that do
not fit together. ``find`` yields its findings on one version, ``find_together`` on several, and ``find_after``
what can be said only of all other findings.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType


@cache
def classes() -> tuple[ModuleType, ...]:
    """Every class of conflict, in the order of their codes."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("am"))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)


@cache
def by_code() -> dict[str, ModuleType]:
    """The classes by their codes."""
    return {module.CODE: module for module in classes()}


@cache
def claimed() -> dict[str, str]:
    """The findings of `hn2301 check` that a class takes over: the check's code, and the class's."""
    return {check: module.CODE for module in classes() for check in getattr(module, "CHECKS", ())}
