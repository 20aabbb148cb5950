"""The command line: its groups of commands, one module each."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hn2301_asp.cli.commands import main

__all__ = ["main"]


def __getattr__(name: str) -> Any:
    """The program, imported at one go: what an import makes stays, and nothing of it need be looked for as garbage."""
    if name != "main":
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    collects = gc.isenabled()
    gc.disable()
    try:
        from hn2301_asp.cli.commands import main
    finally:
        if collects:
            gc.enable()
    return main
