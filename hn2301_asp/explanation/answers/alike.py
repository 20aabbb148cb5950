"""Items of a family that no rule tells apart: of one class, of substances of their own, named by no rule.

Put in each other's place they leave the ground program as it is, so that what holds of a list with one of them holds
of the list with the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.knowledge.vocabulary.model import Family
from hn2301_asp.solver.ground import background_facts
from hn2301_asp.source.patterns import later

_NAME = later(r"[a-z][A-Za-z0-9_]*")
#: Two terms of which neither is a number, one before the other in clingo's order of names.
_ORDERED = later(r"[A-Za-z_\)]\w*\s*(?:<=?|>=?)\s*[A-Za-z_(]|#(?:min|max)\b")


def kinds_of(base: KnowledgeBase, family: Family) -> Mapping[str, int]:
    """The kind of each item, as a number: those of one number are alike."""
    several = {gate.name: gate.items for gate in base.thresholds.gates.values() if gate.several}
    named = _named(rule for rule in base.rules if rule.head is None or rule.head[0] not in several)
    if named is None:
        return {item: number for number, item in enumerate(family.items)}
    substances = Counter(drug.substance for drug in base.vocabulary.drugs.values())
    told: dict[str, list[list[str]]] = {}
    for fact in background_facts(base):
        name, *words = fact[:-1].replace("(", ",").split(",")
        for word in words:
            told.setdefault(word, []).append([name, *words])
    kinds: dict[object, int] = {}
    found: dict[str, int] = {}
    for item in family.items:
        drug = base.vocabulary.drugs.get(item)
        substance = drug.substance if drug is not None else item
        alone = substance == item and substances[substance] <= 1
        unnamed = item not in named and alone
        if not unnamed:
            found[item] = kinds.setdefault(item, len(kinds))
            continue
        facts = {tuple("?" if word == item else word for word in words) for words in told.get(item, ())}
        facts |= {(name,) for name, items in several.items() if item in items}
        found[item] = kinds.setdefault(frozenset(facts), len(kinds))
    return found


def _named(rules: Iterable[Rule]) -> frozenset[str] | None:
    """The names that stand in rules; None where a rule asks which of two names comes first."""
    names: set[str] = set()
    for rule in rules:
        if _ORDERED.search(rule.program.replace(":-", " ")):
            return None
        names.update(_NAME.findall(rule.program))
    return frozenset(names)
