"""A total of a score without one of the items that it adds up."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.mutation.altered import with_entry
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.source.diagnostics import Place

KIND = "total"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for score in base.vocabulary.scores.values():
        home = f"scores/{score.name}.yaml"
        for total, members in score.totals.items():
            for item in members:
                totals = {**score.totals, total: tuple(name for name in members if name != item)}
                what = f"`{item}` does not count in {base.vocabulary.quantities[total].label}"
                place = Place(home, field=f"items.{item}")
                make = partial(with_entry, base, "scores", score.name, replace(score, totals=totals))
                yield Mutant(KIND, what, place, home, (score.family, total, item), make)
