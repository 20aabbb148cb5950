"""Records that say more than the comparison asks about: totals beside their items, and lists of one item alone.

What such a record comes to depends on how it is read, not on the rules alone. This module judges nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hn2301_asp.comparison.inputs import weights
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.model import Score

#: A record, and who it is in words.
Probe = tuple[str, Mapping[str, Any]]


def probes(there: KnowledgeBase, here: KnowledgeBase) -> Iterator[Probe]:
    """Records for what differs in the vocabularies, each the typical patient's but for what is to be shown."""
    if there.vocabulary is here.vocabulary:
        return
    for name, score in there.vocabulary.scores.items():
        other = here.vocabulary.scores.get(name)
        if other is not None and (score.items, score.totals) != (other.items, other.totals):
            yield from _stated(there, score, changed_items(score, other))
    for name, drug in there.vocabulary.drugs.items():
        if here.vocabulary.drugs.get(name) != drug:
            yield from _alone(there, name)


def changed_items(score: Score, other: Score) -> list[str]:
    """The items that add something else to a total."""
    return [
        item
        for item in score.items
        if score.items[item].weight != other.items[item].weight
        or any((item in members) != (item in other.totals[total]) for total, members in score.totals.items())
    ]


def changed_totals(base: KnowledgeBase, score: Score, other: Score) -> list[str]:
    """The totals that a record may state, of those that something else adds up to."""
    return [total for total in stated(base, score) if weights(score, total) != weights(other, total)]


def stated(base: KnowledgeBase, score: Score) -> list[str]:
    """The totals of a score that a record may state."""
    return [total for total in score.totals if not base.vocabulary.quantities[total].hidden]


def moved(there: KnowledgeBase, here: KnowledgeBase) -> list[str]:
    """What a record may state twice over, and is cut or reckoned otherwise, by its labels.

    Where the two disagree, it decides whether a limit lies between them.
    """
    summed = {total for score in there.vocabulary.scores.values() for total in score.totals}
    summed |= {doses.adds_up_to for doses in there.vocabulary.doses.values()}
    found = []
    for name, axis in there.thresholds.axes.items():
        quantity, derived = there.thresholds.quantities[name], there.thresholds.derived.get(name)
        if quantity.hidden or (derived is not None and derived.ratio):
            continue
        follows = derived is not None or quantity.calendar is not None or quantity.summary is not None
        same = here.thresholds.axes.get(name) == axis and here.thresholds.derived.get(name) == derived
        if (follows or name in summed) and not same:
            found.append(quantity.label)
    return found


def _stated(base: KnowledgeBase, score: Score, items: list[str]) -> Iterator[Probe]:
    """An item alone, with a total as it adds up, and nearly so: where the two differ the total counts."""
    rest = _typical_without(base, {score.family, *score.totals})
    for item in items:
        for total in stated(base, score):
            points = score.items[item].weight if item in score.totals[total] else 0
            for value in (points, points - 1, points + 1, f"<={points}", f"<={points - 1}", f">={points + 1}"):
                label = f"{base.vocabulary.quantities[total].label} {value}"
                if not isinstance(value, int) or value >= 0:
                    yield f"{score.items[item].label} alone, with {label}", {**rest, score.family: [item], total: value}


def _alone(base: KnowledgeBase, item: str) -> Iterator[Probe]:
    """An item as the only one of a list, with no dose."""
    doses = base.vocabulary.doses
    for family in base.vocabulary.families.values():
        if item in family.items:
            told = {one.adds_up_to for one in doses.values()} | {
                f"{one.name}.{drug}" for one in doses.values() for drug in base.vocabulary.drugs
            }
            rest = _typical_without(base, {family.name, *told})
            yield f"{family.label}: {family.items[item].label} alone", {**rest, family.name: [item]}


def _typical_without(base: KnowledgeBase, fields: set[str]) -> dict[str, Any]:
    gone = {name.partition(".")[0] for name in fields} | fields
    return {name: value for name, value in base.vocabulary.typical.items() if name not in gone}
