"""Explanations: which rule blocks a patient, in the protocol's words, down to the facts."""

from hn2301_asp.explanation.why.account import explain
from hn2301_asp.explanation.why.index import CircuitIndex, index_circuit
from hn2301_asp.explanation.why.tree import (
    AllOf,
    AnyOf,
    AtLeast,
    BlockedRule,
    Counted,
    CriterionAccount,
    Leaf,
    Node,
    Shown,
)

__all__ = [
    "AllOf",
    "AnyOf",
    "AtLeast",
    "BlockedRule",
    "CircuitIndex",
    "Counted",
    "CriterionAccount",
    "Leaf",
    "Node",
    "Shown",
    "explain",
    "index_circuit",
]
