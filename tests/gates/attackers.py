"""Records that attack an amendment: somebody ordinary, with some facts near the limits of both versions.

The records are never judged here.
"""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from typing import Any

from hn2301_asp.knowledge.model import KnowledgeBase
from tests.gates.aiming import SCREENED, Draft
from tests.gates.targets import Targets
from tests.gates.writing import Fields, Pen
from tests.independent.records import random_record


@dataclass(frozen=True)
class Attackers:
    """Draws records against one amendment."""

    base: KnowledgeBase
    targets: Targets

    def record(self, rng: random.Random) -> Fields:
        """One record; the same again for the same state of the generator."""
        draft = Draft(self.base, self.targets, Pen(rng, self.base.vocabulary))
        if rng.random() < 0.5:
            draft.screened = SCREENED + datetime.timedelta(days=rng.randrange(-400, 400))
        draft.fields = _somebody(draft)
        hot, others = list(self.targets.hot), list(self.targets.limits)
        chosen = rng.sample(hot, min(len(hot), rng.choice([1, 1, 1, 2, 3])))
        chosen += rng.sample(others, rng.choice([0, 0, 1, 1, 2] if hot else [1, 2, 2, 3]))
        for quantity in dict.fromkeys(chosen):
            draft.aim(quantity)
        _answers(draft)
        for _ in range(rng.choice([0, 0, 0, 0, 1, 1, 2, 4])):
            draft.fields.pop(rng.choice(sorted(draft.fields)), None)
        if rng.random() < 0.9 and "screening_date" not in draft.fields:
            draft.fields["screening_date"] = draft.date(draft.screened, 0.03)
        return draft.fields


def _somebody(draft: Draft) -> Fields:
    if draft.pen.chance(0.7):
        return dict(draft.vocabulary.typical)
    drawn: dict[str, Any] = random_record(draft.rng)
    if "screening_date" in drawn:
        draft.screened = datetime.date.fromisoformat(str(drawn["screening_date"]))
    return drawn


def _answers(draft: Draft) -> None:
    """Other answers to facts and lists, most often to those that changed rules speak of."""
    rng, spoken = draft.rng, draft.targets
    facts = rng.sample(spoken.facts, rng.randint(0, min(3, len(spoken.facts))))
    facts += rng.sample(list(draft.vocabulary.facts), rng.choice([0, 0, 0, 1]))
    for fact in facts:
        choice = next((c for c in draft.vocabulary.choices.values() if fact in c.values), None)
        if choice is not None:
            draft.fields[choice.name] = rng.choice([rng.choice(choice.values), *choice.unknown])
        else:
            draft.fields[fact] = draft.pen.yes_no(draft.pen.chance(0.5))
    for family, items in spoken.families.items():
        if draft.pen.chance(0.5):
            _other_items(draft, family, items)
    if draft.pen.chance(0.1):
        _other_items(draft, rng.choice(list(draft.vocabulary.families)), ())


def _other_items(draft: Draft, family: str, items: tuple[str, ...]) -> None:
    few = draft.pen.chance(0.3)
    held = [] if few else [item for item in draft.held(family) if draft.pen.chance(0.7)]
    held += draft.rng.sample(items, min(len(items), 1)) if few else [i for i in items if draft.pen.chance(0.4)]
    if few and draft.pen.chance(0.5):
        held += draft.rng.sample(list(draft.vocabulary.families[family].items), 1)
    score = next((s for s in draft.vocabulary.scores.values() if s.family == family), None)
    draft.forget(family, *(score.totals if score is not None else ()))
    if draft.pen.chance(0.75):
        draft.fields |= draft.pen.items(family, list(dict.fromkeys(held)))
    else:
        every = list(draft.vocabulary.families[family].items)
        asked = dict.fromkeys([*held, *draft.rng.sample(every, min(len(every), draft.rng.randint(0, 8)))])
        draft.fields |= draft.pen.single(family, {item: item in held for item in asked})
