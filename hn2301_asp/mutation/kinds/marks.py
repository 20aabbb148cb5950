"""An item of a score in a domain of its own, and with each mark that rules ask for taken or given.

Marks by which totals choose their items are told as totals.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.model import Score, ScoreItem
from hn2301_asp.mutation.altered import with_entry
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.mutation.spots import kind_of, spots
from hn2301_asp.source.diagnostics import Place

KIND = "mark"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for score in base.vocabulary.scores.values():
        asked = _asked(base, score.name)
        home, domains = f"scores/{score.name}.yaml", [item.domain for item in score.items.values()]
        marks = sorted({mark for item in score.items.values() for mark in item.marks} & asked)
        for item in score.items.values():
            place = Place(home, field=f"items.{item.name}")
            if "domain" in asked and domains.count(item.domain) > 1:
                what = f"`{item.name}` of {score.label} is in a domain of its own, not in `{item.domain}`"
                other = replace(item, domain=f"_{item.name}")
                yield Mutant(KIND, what, place, home, ("domain", score.family, item.name), _make(base, score, other))
            for mark in marks:
                less = mark in item.marks
                what = f"`{item.name}` of {score.label} is {'not ' if less else ''}`{mark}`"
                other = replace(item, marks=item.marks - {mark} if less else item.marks | {mark})
                yield Mutant(KIND, what, place, home, (mark, score.family, item.name), _make(base, score, other))


def _asked(base: KnowledgeBase, score: str) -> set[str]:
    """What rules ask of the items of a score by its name, or of any score."""
    found = set()
    for rule in base.rules:
        for spot in spots(rule) if not rule.head_text.startswith("_") else ():
            symbol = spot.literal.atom.symbol if spot.atom == "SymbolicAtom" else None
            if symbol is not None and kind_of(symbol) == "Function" and symbol.arguments:
                first = symbol.arguments[0]
                if str(first) == score or kind_of(first) != "SymbolicTerm":
                    found.add(str(symbol.name))
    return found


def _make(base: KnowledgeBase, score: Score, item: ScoreItem) -> partial[KnowledgeBase]:
    other = replace(score, items={**score.items, item.name: item})
    return partial(with_entry, base, "scores", score.name, other)
