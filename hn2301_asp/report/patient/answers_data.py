"""Answers about a verdict as JSON-ready data, in the field names of the interface."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from hn2301_asp.explanation.answers.answers import Answers, Change, Disputed, Nearest, Plan, Step
from hn2301_asp.source.numbers import format_number, with_unit

#: What is told of a margin, under its own names.
_MARGIN = ("fact", "criterion", "threshold", "needs", "met", "margin", "borderline")


def answers_data(answers: Answers) -> dict[str, Any]:
    """What blocks, what would help, what would decide, and what lies at a limit.

    Every list of sets says beside it whether it is complete. Amounts of effort and distance are
    decimal text, exact where they have few decimals.
    """
    deciding = answers.deciding
    return {
        "minimal_blocking_sets": _sets(answers.blocking.sets),
        "minimal_blocking_sets_complete": answers.blocking.complete,
        **_nearest(answers.nearest),
        "settles": _sets(deciding.settles),
        "settles_complete": deciding.settles_complete,
        "could_rule_out": _sets(deciding.could_rule_out),
        "could_rule_out_complete": deciding.could_rule_out_complete,
        **({"disputed": [_disputed(one) for one in deciding.disputed]} if deciding.disputed else {}),
        "missing_irrelevant": [fact.fact for fact in deciding.not_needed],
        "needed_under_readings": {
            fact.fact: [dict(readings) for readings in fact.needed_under]
            for fact in deciding.not_needed
            if fact.needed_under
        },
        "obtain": [_step(step) for step in deciding.order],
        "obtain_is_least": deciding.order_is_least,
        "expected_effort": _decimal(deciding.expected_effort),
        "borderline": list(answers.borderline),
        "margins": [{name: getattr(margin, name) for name in _MARGIN} for margin in answers.margins],
    }


def _disputed(disputed: Disputed) -> dict[str, Any]:
    return {
        "fact": disputed.fact,
        "given": disputed.given.told,
        "by_formula": with_unit(disputed.following.number or Fraction(0), disputed.following.unit or ""),
        "from": list(disputed.facts),
        "needs": list(disputed.needs),
    }


def _sets(sets: Iterable[tuple[str, ...]]) -> list[list[str]]:
    return [list(one) for one in sets]


def _nearest(nearest: Nearest) -> dict[str, Any]:
    return {
        "nearest_eligible": [_plan(plan) for plan in nearest.plans],
        "nearest_eligible_complete": nearest.complete,
        "nothing_helps_because": [
            {"facts": list(o.facts), "criteria": list(o.criteria), "no_day": o.no_day} for o in nearest.obstacles
        ],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "changes": [_change(change) for change in plan.changes],
        "if": [{"fact": c.fact, "needs": c.needed} for c in plan.conditions],
        "distance": _decimal(plan.distance),
        "days": plan.days,
        "earliest": _date(plan.earliest),
        "latest": _date(plan.latest),
        "latest_because": plan.latest_because,
    }


def _change(change: Change) -> dict[str, Any]:
    data: dict[str, Any] = {
        "fact": change.fact,
        "from": change.given,
        "to": change.needed,
        "kind": change.kind,
        "distance": _decimal(change.distance),
    }
    if change.needed_as_given:
        data["to_as_given"] = change.needed_as_given
    if change.resets:
        data["resets"] = [{"fact": reset.fact, "needs": reset.needed} for reset in change.resets]
    if change.note:
        data["note"] = change.note
    if change.dated_by:
        data["dated_by"] = change.dated_by
    if change.planned:
        data["planned"] = {"fact": change.planned.fact, "earliest": _date(change.planned.earliest)}
        if change.planned.late_on_it:
            data["planned"]["late_on_it"] = True
    return data


def _step(step: Step) -> dict[str, Any]:
    return {
        "fact": step.fact,
        "effort": _decimal(step.effort),
        "outcomes": [
            {"value": outcome.value, "criteria": dict(outcome.statuses), "verdict": outcome.verdict}
            for outcome in step.outcomes
        ],
        **({"decides_scope_of": list(step.scope)} if step.scope else {}),
    }


def _decimal(number: Fraction) -> str:
    return format_number(number, 4).removeprefix("about ")


def _date(date: datetime.date | None) -> str | None:
    return None if date is None else date.isoformat()
