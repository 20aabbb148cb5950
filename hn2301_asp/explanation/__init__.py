"""Explanations: which rule blocks a patient, in the protocol's words, down to the facts."""

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
