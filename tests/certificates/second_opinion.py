"""Who answers a question about two versions of the small base: all truths that its inputs can have, by brute force."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from tests.small_base import ATOMS, DOMAINS, PART, WEIGHTS, Patient, Rules, clearance

#: Fields that hang together: by formulas, totals, bounds and constraints. What stands apart is free of the rest.
GROUPS = (
    ("a", "b", "size", "f", "g"),
    ("d", "n"),
    ("e",),
    ("m", "exact", "r"),
    ("item.one", "item.two", "item.also_two"),
)
#: The atoms that each group decides.
DECIDES = (
    ("a_high", "a_higher", "b_low", "c_high", "c_higher", "f", "g", "size(big)"),
    ("d_low",),
    ("e_soon", "e_late"),
    ("r_high", "exact"),
    ("t_high", "p_some", "item(one)", "item(also_two)"),
)


def everybody(reading: str) -> Iterator[dict[str, bool]]:
    """The truths of all atoms that some patient shows."""
    assert sum(map(len, DECIDES)) + 1 == len(ATOMS)
    assert {*WEIGHTS, *PART} == {"one", "two", "also_two"}
    shown = []
    for fields, atoms in zip(GROUPS, DECIDES, strict=True):
        domains = [range(5) if field == "r" else DOMAINS[field] for field in fields]
        patients = (dict(zip(fields, values, strict=True)) for values in product(*domains))
        shown.append(sorted({tuple(bool(ATOMS[a](p)) for a in atoms) for p in patients if possible(p)}))
    names = [atom for atoms in DECIDES for atom in atoms]
    for parts in product(*shown):
        truths = dict(zip(names, (truth for part in parts for truth in part), strict=True))
        yield {**truths, "reading(rd,x)": reading == "x"}


def possible(patient: Patient) -> bool:
    """Whether what is true of everybody allows it."""
    if "r" in patient:
        return bool(patient["r"] == patient["m"] if patient["exact"] else patient["r"] <= patient["m"])
    if "a" in patient:
        small = patient["size"] == "small" and patient["f"]
        return not small and not (patient["a"] > 2 and not patient["g"] and clearance(patient) < 4)
    return True


def eligible(rules: Rules, truths: dict[str, bool]) -> bool:
    """Whether somebody who shows these truths is eligible."""
    known: dict[str, Any] = dict(truths)
    for head, bodies in rules.items():
        known[head] = any(all(known[name] == positive for name, positive in body) for body in bodies)
    return bool(known['met("C-1")'] and known['met("C-2")'] and not known['met("C-3")'])
