"""What would help and when, what to obtain next, and how close the values are: answers as view data."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from hn2301_asp.explanation.answers.answers import Answers, Change, Deciding, Plan, Step
from hn2301_asp.report.html.blocked import second_label
from hn2301_asp.report.html.margins import MarginView, columns, margins_of
from hn2301_asp.report.patient.answer_words import (
    CLOSE,
    HOW,
    TOGETHER,
    condition_of,
    disputed_words,
    follows,
    margin_words,
    near_end,
    needed_of,
    not_needed_words,
    notes,
    obstacle_words,
    obtain_words,
    outcomes_of,
    together_words,
    why_nothing,
)
from hn2301_asp.screener import Explained

#: So many plans and sets stand on a page; more would not be read there.
MOST_PLANS, MOST_SETS = 3, 3
_TONES = {"eligible": "good", "ineligible": "bad", "undetermined": "", "contradictory": "clash"}


class ChangeView(Struct, frozen=True):
    """One change of a plan."""

    label: str
    second: str | None
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

    label: str
    second: str | None
    kind: str
    outcomes: tuple[OutcomeView, ...]
    together: str = ""


class Advice(Struct, frozen=True):
    """Everything of this kind that a patient's page shows."""

    plans: tuple[PlanView, ...] = ()
    more_plans: bool = False
    obstacles: tuple[str, ...] = ()
    no_help: bool = False
    why_nothing: str = ""
    lasts: str = ""
    steps: tuple[StepView, ...] = ()
    order_is_least: bool = True
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


def advice(result: Explained, answers: Answers, second: str | None) -> Advice:
    """The answers about a verdict, in words."""
    if answers is None or result.verdict == "contradictory":
        return Advice()
    base, nearest, deciding = result.protocol.knowledge_base, answers.nearest, answers.deciding
    # Who meets everything needs no plan; who may do so without a change is told what must turn out well.
    told = [plan for plan in nearest.plans if plan.changes or (plan.conditions and result.verdict == "undetermined")]
    plans = tuple(_plan(result, plan, second, "Or" if at else None) for at, plan in enumerate(told[:MOST_PLANS]))
    return Advice(
        plans=plans,
        more_plans=len(told) > MOST_PLANS or not nearest.complete,
        obstacles=tuple(obstacle_words(base, obstacle) for obstacle in nearest.obstacles),
        no_help=result.verdict == "ineligible" and not plans,
        why_nothing=why_nothing(result) if nearest.obstacles else "",
        lasts=_lasts(result, nearest.plans),
        steps=tuple(_step(result, deciding, step, second) for step in deciding.order),
        order_is_least=deciding.order_is_least,
        settles=_sets(result, deciding.settles),
        could_rule_out=_sets(result, deciding.could_rule_out),
        disputed=tuple(disputed_words(base, one) for one in deciding.disputed),
        more_sets=max(len(deciding.settles), len(deciding.could_rule_out)) > MOST_SETS + 1
        or not (deciding.settles_complete and deciding.could_rule_out_complete),
        not_needed=tuple(not_needed_words(base, deciding.not_needed)),
        blocking=_sets(result, answers.blocking.sets),
        more_blocking=len(answers.blocking.sets) > MOST_SETS + 1 or not answers.blocking.complete,
        margins=columns(margins_of(result, answers.margins, second)),
        grounds=tuple(f"{g.label}: {g.told} ({g.criterion})" for g in answers.grounds)
        if result.verdict == "eligible"
        else (),
        borderline=tuple(f"{margin_words(base, m)}: {CLOSE[m.borderline]}" for m in answers.margins if m.borderline),
        soonest=condition_of(base, told[0], "", facts="the named") if told and told[0].changes else "",
        next=deciding.order[0].label if deciding.order else "",
    )


def _sets(result: Explained, sets: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(together_words(result.protocol.knowledge_base, facts) for facts in sets[: _shown(sets)])


def _shown(sets: Sequence[tuple[str, ...]]) -> int:
    """How many sets stand on the page: one more where it would be the only one left out."""
    return len(sets) if len(sets) <= MOST_SETS + 1 else MOST_SETS


def _plan(result: Explained, plan: Plan, second: str | None, lead: str | None) -> PlanView:
    return PlanView(
        when=condition_of(result.protocol.knowledge_base, plan, near_end(result.protocol.knowledge_base, plan), lead),
        changes=tuple(_change(result, change, second) for change in plan.changes),
        conditions=tuple(f"{c.label}: {c.needed}" if c.needed else c.label for c in plan.conditions),
    )


def _lasts(result: Explained, plans: Sequence[Plan]) -> str:
    """Until when an eligible patient stays so, where that is soon."""
    ends = (
        [end for plan in plans if (end := near_end(result.protocol.knowledge_base, plan))]
        if result.verdict == "eligible"
        else []
    )
    return f"Meets them {ends[0]}, if nothing else changes." if ends else ""


def _change(result: Explained, change: Change, second: str | None) -> ChangeView:
    return ChangeView(
        label=change.label,
        second=second_label(result, change.fact, second),
        kind=HOW[change.kind],
        given=change.given,
        needed=needed_of(change),
        notes=notes(result.protocol.knowledge_base, change),
    )


def _step(result: Explained, deciding: Deciding, step: Step, second: str | None) -> StepView:
    base = result.protocol.knowledge_base
    outcomes = tuple(OutcomeView(o.value, follows(base, o), _TONES[o.verdict]) for o in outcomes_of(base, step))
    together = "" if outcomes else TOGETHER
    label = second_label(result, step.fact, second)
    return StepView(step.label, label, obtain_words(deciding, step), outcomes, together)
