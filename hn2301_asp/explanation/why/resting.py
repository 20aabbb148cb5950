"""What one of several counted things rests on: its inputs, by kind and by name. Knows no patient.

Worked out once for each thing: a class of 150 drugs is counted for every patient.
"""

from __future__ import annotations

from hn2301_asp.explanation.why.index import CircuitIndex
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.source.private import Private


class Input(Private, frozen=True):
    """An input below a counted thing: its literal, its name in rules, and as a field of a record."""

    literal: int
    name: str
    field: str


class OfItem(Private, frozen=True):
    """A threshold on an attribute of an item of a list: its literal, the item's, the item's name, the quantity."""

    literal: int
    held: int
    item: str
    quantity: str


class Resting(Private, frozen=True):
    """The inputs, other than readings, that one counted thing rests on, in the circuit's order."""

    inputs: tuple[Input, ...]
    of_items: tuple[OfItem, ...]
    families: dict[str, None]


def resting(base: KnowledgeBase, index: CircuitIndex, literal: int) -> Resting:
    """What a counted literal rests on; remembered for other patients."""
    key = ("rests on", abs(literal))
    if key not in index.remembered:
        index.remembered[key] = _resting(base, index, abs(literal))
    found: Resting = index.remembered[key]
    return found


def _resting(base: KnowledgeBase, index: CircuitIndex, atom: int) -> Resting:
    inputs, of_items = list[Input](), list[OfItem]()
    for one in sorted(index.below[atom] - index.readings):
        name = index.input_names[one]
        threshold = base.thresholds.thresholds.get(name)
        of_item = base.thresholds.quantities[threshold.quantity].of_item if threshold is not None else None
        if threshold is None or of_item is None:
            inputs.append(Input(one, name, name.replace("(", ".").rstrip(")")))
        else:
            item = f"{of_item[0]}({of_item[1]})"
            of_items.append(OfItem(one, index.circuit.inputs[item], item, threshold.quantity))
    families = dict.fromkeys(one.name.partition("(")[0] for one in inputs)
    return Resting(tuple(inputs), tuple(of_items), families)
