"""Answers about a verdict as lines: what would help and when, what to obtain, what lies at a limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from msgspec import Struct

from hn2301_asp.explanation.answers.answers import Change, Plan
from hn2301_asp.report.patient.answer_words import (
    CLOSE,
    HOW,
    change_words,
    condition_of,
    condition_words,
    disputed_words,
    margin_words,
    near_end,
    not_needed_words,
    notes,
    obstacle_words,
    obtain_words,
    recorded_in_part,
    start,
    step_words,
    together_words,
    why_nothing,
    without_unit,
)
from hn2301_asp.report.patient.verdict import would_be_fine
from hn2301_asp.report.writers.lines import Line, wrapped
from hn2301_asp.screener import Explained
from hn2301_asp.source.lists import listed

#: So many plans, alternatives, sets and steps are written out; the data has all of them.
MOST_PLANS, MOST_CHOICES, MOST_SETS, MOST_STEPS = 3, 4, 6, 15
INDENT = "  "


def answer_lines(result: Explained, width: int) -> Iterator[Line]:
    """What follows from a verdict for the site: by verdict, the part that it asks for."""
    if result.verdict == "contradictory":
        return
    if result.verdict == "undetermined":
        yield from _order(result, width)
    yield from _nearest(result, width)
    yield from _blocking(result, width)
    yield from _limits(result, width)


def _nearest(result: Explained, width: int) -> Iterator[Line]:
    base, nearest = result.protocol.knowledge_base, result.answers.nearest
    changing = [plan for plan in nearest.plans if plan.changes]
    if result.verdict == "eligible":
        for plan in nearest.plans:
            if end := near_end(result.protocol.knowledge_base, plan):
                yield [("Meets them ", "bold"), (f"{end}, if nothing else changes.", "")]
        return
    if nearest.obstacles:
        words = [obstacle_words(base, obstacle) for obstacle in nearest.obstacles]
        yield []
        yield from wrapped(
            [("Nothing would help: ", "bold")], f"{'; '.join(words)}. {why_nothing(result)}", width, INDENT
        )
    elif changing:
        yield []
        yield from _plans(result, changing, width)


def _plans(result: Explained, plans: Sequence[Plan], width: int) -> Iterator[Line]:
    """Plans: as one list of changes with their alternatives where they are that, else one below the other."""
    base = result.protocol.knowledge_base
    page = _Page(result, width, set())
    choices = _choices(plans)
    shown = len(plans)
    if choices is None:
        shown = min(MOST_PLANS, len(plans))
        for number, plan in enumerate(plans[:MOST_PLANS]):
            lead = "Or" if number else None
            yield [(f"{condition_of(base, plan, near_end(result.protocol.knowledge_base, plan), lead)}:", "bold")]
            yield from page.changes(plan.changes)
            yield from page.conditions(plan)
    else:
        timing = _timing(plans, choices) if len(choices) > 1 else None
        when = condition_of(base, plans[0], near_end(result.protocol.knowledge_base, plans[0]))
        yield [(f"{would_be_fine(base)} if these facts held:" if timing else f"{when}:", "bold")]
        for choice in choices:
            if choice is not timing:
                for number, change in enumerate(choice[:MOST_CHOICES]):
                    yield from page.change(change, joint="or, " if number else "")
        for number, change in enumerate((timing or ())[:MOST_CHOICES]):
            plan = next(plan for plan in plans if change in plan.changes)
            yield [(f"{INDENT}{'or' if number else 'and'}, {_when(result, plan)}:", "bold")]
            yield from page.change(change, deeper=INDENT)
            yield from page.conditions(plan, deeper=INDENT)
        if not timing:
            yield from page.conditions(plans[0])
        shown = prod(min(MOST_CHOICES, len(choice)) for choice in choices)
    more, complete = len(plans) - shown, result.answers.nearest.complete
    if more or not complete:
        count = "More" if not complete else f"{more} more"
        yield [(f"{INDENT}({count} with as few changes: --format json)", "dim")]


def _choices(plans: Sequence[Plan]) -> list[list[Change]] | None:
    """The plans as one choice after the other, where every combination of them is a plan."""
    choices: list[list[Change]] = []
    for change in dict.fromkeys(change for plan in plans for change in plan.changes):
        beside = {other for plan in plans if change in plan.changes for other in plan.changes}
        choice = next((choice for choice in choices if beside.isdisjoint(choice)), None)
        if choice is None:
            choices.append([change])
        else:
            choice.append(change)
    whole = all(len(plan.changes) == len(choices) for plan in plans)
    if not whole or prod(len(choice) for choice in choices) != len(plans):
        return None
    choices = sorted(choices, key=lambda choice: len(choice) > 1)
    if len(choices) == 1 and len({_course(plan) for plan in plans}) > 1:
        return None
    return choices if _timing(plans, choices) is not None or len({_course(plan) for plan in plans}) == 1 else None


def _timing(plans: Sequence[Plan], choices: Sequence[list[Change]]) -> list[Change] | None:
    """The one choice on which the days and conditions of the plans depend, if they do on one."""
    if len({_course(plan) for plan in plans}) == 1:
        return None
    for choice in choices:
        if all(len({_course(plan) for plan in plans if change in plan.changes}) == 1 for change in choice):
            return choice
    return None


def _course(plan: Plan) -> tuple[object, ...]:
    return (plan.days, plan.earliest, plan.latest, plan.conditions)


def _when(result: Explained, plan: Plan) -> str:
    return " ".join(filter(None, [start(plan), near_end(result.protocol.knowledge_base, plan)]))


class _Page(Struct, frozen=True):
    """Writes changes; ``told`` are the notes and conditions that stand already."""

    result: Explained
    width: int
    told: set[str]

    def changes(self, changes: Sequence[Change]) -> Iterator[Line]:
        """The changes of a plan; those that stand already by their names."""
        base = self.result.protocol.knowledge_base
        again = [change.label for change in changes if change_words(base, change) in self.told]
        for change in changes:
            if change_words(base, change) not in self.told:
                yield from self.change(change)
        if again:
            yield from wrapped([(f"{INDENT}as above, ", "cyan")], listed(again), self.width, INDENT * 3)

    def change(self, change: Change, joint: str = "", deeper: str = "") -> Iterator[Line]:
        blank = deeper + INDENT * 3
        lead = f"{deeper}{INDENT}{joint}{HOW[change.kind]}, "
        words = change_words(self.result.protocol.knowledge_base, change)
        yield from wrapped([(lead, "cyan")], words, self.width, blank)
        self.told.add(words)
        for note in notes(self.result.protocol.knowledge_base, change):
            if note not in self.told:
                yield from wrapped([(blank, "")], f"({note})", self.width, blank + " ", "dim")
            self.told.add(note)

    def conditions(self, plan: Plan, deeper: str = "") -> Iterator[Line]:
        for condition in plan.conditions:
            text = condition_words(condition)
            if text not in self.told:
                lead = f"{deeper}{INDENT}and, still open, for example "
                yield from wrapped([(lead, "cyan")], text, self.width, deeper + INDENT * 3)
            self.told.add(text)


def _order(result: Explained, width: int) -> Iterator[Line]:
    """What to obtain next, and what each outcome would mean."""
    base, deciding = result.protocol.knowledge_base, result.answers.deciding
    yield []
    if not deciding.order:
        yield [("No missing fact would settle it.", "bold")]
    else:
        least = (
            "least effort expected" if deciding.order_is_least else "a good order, not proved to be the least effort"
        )
        yield [(f"To obtain, in this order ({least}):", "bold")]
    for number, step in enumerate(deciding.order[:MOST_STEPS], start=1):
        lead = f"{number:>3}  {step.label}, {obtain_words(deciding, step)}: "
        yield from wrapped([(lead, "yellow")], step_words(base, step), width, " " * 9)
    if len(deciding.order) > MOST_STEPS:
        yield [(f"{INDENT}(and {len(deciding.order) - MOST_STEPS} more: --format json)", "dim")]
    settled = (deciding.settles, deciding.settles_complete)
    ruled_out = (deciding.could_rule_out, deciding.could_rule_out_complete)
    if settled == ruled_out:
        yield from _sets(base_sets(result, settled[0]), settled[1], "Settled, one way or the other, by: ", width)
    else:
        yield from _sets(base_sets(result, settled[0]), settled[1], "Settled by: ", width)
        yield from _sets(base_sets(result, ruled_out[0]), ruled_out[1], "Could rule the patient out: ", width)
    for disputed in deciding.disputed:
        text = disputed_words(base, disputed)
        yield from wrapped([("Open between two values: ", "bold")], text, width, INDENT)
    if deciding.not_needed:
        in_part = [fact for fact in deciding.not_needed if recorded_in_part(result.screening, fact)]
        missing = [fact for fact in deciding.not_needed if fact not in in_part]
        for lead, facts in (("Missing but not needed: ", missing), ("Recorded in part, which is enough: ", in_part)):
            if facts:
                yield from wrapped([(lead, "bold")], "; ".join(not_needed_words(base, facts)), width, INDENT)


def base_sets(result: Explained, sets: Sequence[tuple[str, ...]]) -> list[str]:
    return [together_words(result.protocol.knowledge_base, facts) for facts in sets]


def _sets(words: Sequence[str], complete: bool, lead: str, width: int) -> Iterator[Line]:
    if not words:
        return
    more = f"; and {len(words) - MOST_SETS} more" if len(words) > MOST_SETS else ""
    rest = "" if complete else " (there are others; --limit looks for more)"
    yield from wrapped([(lead, "bold")], "; or ".join(words[:MOST_SETS]) + more + rest, width, INDENT)


def _blocking(result: Explained, width: int) -> Iterator[Line]:
    blocking = result.answers.blocking
    yield from _sets(base_sets(result, blocking.sets), blocking.complete, "Enough to rule the patient out: ", width)


def _limits(result: Explained, width: int) -> Iterator[Line]:
    """The values that lie at a limit; of an eligible patient, every value with its margin."""
    base = result.protocol.knowledge_base
    if result.verdict == "eligible":
        yield []
        yield [("Why all are met:", "bold")]
        yield from _proof(result, width)
        return
    for closeness, told in CLOSE.items():
        found = [margin_words(base, m) for m in result.answers.margins if m.borderline == closeness]
        if found:
            yield from wrapped([(f"{told[:1].upper()}{told[1:]}: ", "bold")], "; ".join(found), width, INDENT)


def _proof(result: Explained, width: int) -> Iterator[Line]:
    """What each criterion that is met rests on: answers as recorded, and values with their margin."""
    base, answers = result.protocol.knowledge_base, result.answers
    for criterion in base.criteria:
        told = [f"{g.label}: {g.told}" for g in answers.grounds if g.criterion == criterion.id]
        for margin in answers.margins:
            if margin.criterion == criterion.id:
                close = (
                    CLOSE[margin.borderline]
                    if margin.borderline
                    else f"{without_unit(margin.label, margin.margin)} to spare"
                )
                told.append(f"{margin_words(base, margin)}; {close}")
        for number, text in enumerate(told):
            lead = f"{INDENT}{criterion.id if number == 0 else '':<6}"
            yield from wrapped([(lead, "green")], text, width, INDENT * 6)
