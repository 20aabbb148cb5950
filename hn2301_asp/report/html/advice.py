"""What would help and when, what to obtain next, and how close the values are: answers as view data."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from hn2301_asp.explanation.answers.answers import Deciding, Plan, Step
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.report.html.margins import MarginView, columns, margins_of
from hn2301_asp.report.patient import answer_words as say
from hn2301_asp.screener import Explained

#: So many plans and sets stand on a page; more would not be read there.
MOST_PLANS, MOST_SETS = 3, 3
#: The colour of what follows; what is left open has none.
TONES = {"eligible": "good", "ineligible": "bad", "undetermined": "", "contradictory": "clash"}


class ChangeView(Struct, frozen=True):
    """One change of a plan."""

    fact: str
    label: str
    kind: str
    given: str
    needed: str
    notes: tuple[str, ...]


class PlanView(Struct, frozen=True):
    """Changes that would do together, when, and what else must turn out well."""

    when: str
    changes: tuple[ChangeView, ...]
    conditions: tuple[str, ...]


class OutcomeView(Struct, frozen=True):
    """What a missing fact may turn out to be, and what follows."""

    value: str
    follows: str
    tone: str


class StepView(Struct, frozen=True):
    """A missing fact to obtain."""

    fact: str
    label: str
    kind: str
    outcomes: tuple[OutcomeView, ...]
    together: str = ""


class Advice(Struct, frozen=True):
    """Everything of this kind that a patient's page shows."""

    plans: tuple[PlanView, ...] = ()
    more_plans: bool = False
    obstacles: str = ""
    no_help: bool = False
    lasts: str = ""
    steps: tuple[StepView, ...] = ()
    effort: str = ""
    settles: tuple[str, ...] = ()
    could_rule_out: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    more_sets: bool = False
    not_needed: tuple[str, ...] = ()
    blocking: tuple[str, ...] = ()
    more_blocking: bool = False
    margins: tuple[tuple[MarginView, ...], ...] = ()
    borderline: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    soonest: str = ""
    next: str = ""


def advice(result: Explained) -> Advice:
    """The answers about a verdict, in words."""
    if result.verdict == "contradictory":
        return Advice()
    base, answers = result.base, result.answers
    nearest, deciding = answers.nearest, answers.deciding
    # Who meets everything needs no plan; who may do so without a change is told what must turn out well.
    told = [plan for plan in nearest.plans if plan.changes or (plan.conditions and result.verdict == "undetermined")]
    plans = tuple(_plan(result, plan, "Or" if at else None) for at, plan in enumerate(told[:MOST_PLANS]))
    eligible = result.verdict == "eligible"
    ends = [end for plan in nearest.plans if eligible and (end := say.near_end(base, plan))]
    return Advice(
        plans=plans,
        more_plans=len(told) > MOST_PLANS or not nearest.complete,
        obstacles=say.obstacles_words(result),
        no_help=result.verdict == "ineligible" and not plans,
        lasts=f"Meets them {ends[0]}, if nothing else changes." if ends else "",
        steps=tuple(_step(base, deciding, step) for step in deciding.order),
        effort=say.EFFORT[deciding.order_is_least],
        settles=_sets(base, deciding.settles),
        could_rule_out=_sets(base, deciding.could_rule_out),
        disputed=tuple(say.disputed_words(base, one) for one in deciding.disputed),
        more_sets=max(len(deciding.settles), len(deciding.could_rule_out)) > MOST_SETS + 1
        or not (deciding.settles_complete and deciding.could_rule_out_complete),
        not_needed=tuple(say.not_needed_words(base, deciding.not_needed)),
        blocking=_sets(base, answers.blocking.sets),
        more_blocking=len(answers.blocking.sets) > MOST_SETS + 1 or not answers.blocking.complete,
        margins=columns(margins_of(result, answers.margins)),
        grounds=tuple(f"{g.label}: {g.told} ({g.criterion})" for g in answers.grounds if eligible),
        borderline=tuple(
            f"{say.margin_words(base, m)}: {say.CLOSE[m.borderline]}" for m in answers.margins if m.borderline
        ),
        soonest=say.condition_of(result, told[0], brief=True) if told and told[0].changes else "",
        next=deciding.order[0].label if deciding.order else "",
    )


def _sets(base: KnowledgeBase, sets: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Sets of facts, so many of them; one more where it would be the only one left out."""
    shown = len(sets) if len(sets) <= MOST_SETS + 1 else MOST_SETS
    return tuple(say.together_words(base, facts) for facts in sets[:shown])


def _plan(result: Explained, plan: Plan, lead: str | None) -> PlanView:
    return PlanView(
        when=say.condition_of(result, plan, lead),
        changes=tuple(
            ChangeView(c.fact, c.label, say.HOW[c.kind], c.given, say.needed_of(c), say.notes(result.base, c))
            for c in plan.changes
        ),
        conditions=tuple(f"{c.label}: {c.needed}" if c.needed else c.label for c in plan.conditions),
    )


def _step(base: KnowledgeBase, deciding: Deciding, step: Step) -> StepView:
    told = say.outcomes_of(base, step)
    outcomes = tuple(OutcomeView(one.value, say.follows(base, one), TONES[one.verdict]) for one in told)
    together = "" if outcomes else say.TOGETHER
    return StepView(step.fact, step.label, say.obtain_words(deciding, step), outcomes, together)
