"""An entry of a list that is in no class, is another substance, or is named by the text or not.

Only what rules ask for is altered. A threshold on the items of one class is then not asked of that item.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.model import Drug
from hn2301_asp.knowledge.vocabulary.sections import list_part
from hn2301_asp.mutation.altered import with_entry, with_gate, without_thresholds
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.source.diagnostics import Place

KIND = "class"

#: A class, and a substance, of which nothing else is.
_NONE = "_none"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    asked = {use.signature[0] for rule in base.rules for use in rule.uses}
    shared = [drug.substance for drug in base.vocabulary.drugs.values()]
    for drug in base.vocabulary.drugs.values():
        home = list_part(drug.listed_in)
        changes: list[tuple[str, str, Drug]] = []
        if "class" in asked or _gated(base, drug):
            what = f"`{drug.name}` is in no class, not in `{drug.drug_class}`"
            changes.append(("class", what, replace(drug, drug_class=_NONE)))
        if "substance" in asked and shared.count(drug.substance) > 1:
            what = f"`{drug.name}` is another substance than `{drug.substance}`"
            changes.append(("substance", what, replace(drug, substance=f"{_NONE}_{drug.name}")))
        if "named" in asked:
            what = f"`{drug.name}` is {'not ' if drug.named else ''}named in the text"
            changes.append(("named", what, replace(drug, named=not drug.named)))
        for touched, what, other in changes:
            place = Place(home, field=f"{drug.drug_class}.{drug.name}")
            yield Mutant(KIND, what, place, home, (touched, drug.name), partial(_with, base, drug, other))


def _gated(base: KnowledgeBase, drug: Drug) -> list[str]:
    """The thresholds on items of the drug's class alone, by their names."""
    families = base.vocabulary.families
    return [
        gate.name
        for gate in base.thresholds.gates.values()
        if gate.several and drug.name in gate.items and len(gate.items) < len(families[gate.family].items)
    ]


def _with(base: KnowledgeBase, drug: Drug, other: Drug) -> KnowledgeBase:
    changed = with_entry(base, "drugs", drug.name, other)
    for name in _gated(base, drug) if other.drug_class != drug.drug_class else ():
        gate = base.thresholds.gates[name]
        changed = without_thresholds(changed, {f"{gate.input}({drug.name})"})
        changed = with_gate(changed, replace(gate, items=tuple(item for item in gate.items if item != drug.name)))
    return changed
