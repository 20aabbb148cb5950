"""What an item of a score weighs: one point more and one less, where it weighs any."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.mutation.altered import with_entry
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.source.diagnostics import Place

KIND = "weight"


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    for score in base.vocabulary.scores.values():
        home, touches = f"scores/{score.name}.yaml", (score.family, "weight", *score.totals)
        for item in score.items.values():
            for weight in (item.weight - 1, item.weight + 1):
                if weight < 0:
                    continue
                other = replace(score, items={**score.items, item.name: replace(item, weight=weight)})
                what = f"`{item.name}` of {score.label}: weight {item.weight} becomes {weight}"
                place = Place(home, field=f"items.{item.name}.weight")
                yield Mutant(
                    KIND,
                    what,
                    place,
                    home,
                    (*touches, item.name),
                    partial(with_entry, base, "scores", score.name, other),
                )
