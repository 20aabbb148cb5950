"""Explanations: which rule blocks a patient, in the protocol's words, down to the facts."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hn2301_asp.explanation.why.account import explain
    from hn2301_asp.explanation.why.index import CircuitIndex, index_circuit
    from hn2301_asp.explanation.why.tree import (
        AllOf,
        AnyOf,
        BlockedRule,
        Counted,
        CriterionAccount,
        HowMany,
        Leaf,
        Node,
        Shown,
    )

__all__ = [
    "AllOf",
    "AnyOf",
    "BlockedRule",
    "CircuitIndex",
    "Counted",
    "CriterionAccount",
    "HowMany",
    "Leaf",
    "Node",
    "Shown",
    "explain",
    "index_circuit",
]

#: Where what does not stand in ``why/tree`` does.
_HOMES = {"explain": "account", "CircuitIndex": "index", "index_circuit": "index"}


def __getattr__(name: str) -> Any:
    """A name of this room, imported when it is first used: what explains is not needed where nothing is explained."""
    if name not in __all__:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    return getattr(import_module(f"{__name__}.why.{_HOMES.get(name, 'tree')}"), name)
