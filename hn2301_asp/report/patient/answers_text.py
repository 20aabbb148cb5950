"""Answers about a verdict as lines: what would help and when, what to obtain, what lies at a limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from msgspec import Struct

from hn2301_asp.explanation.answers.answers import Change, Plan
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.report.patient import answer_words as say
from hn2301_asp.report.patient.verdict import why_fine, would_be_fine
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
    blocking = result.answers.blocking
    yield from _sets(result.base, blocking.sets, blocking.complete, "Enough to rule the patient out: ", width)
    yield from _limits(result, width)


def _nearest(result: Explained, width: int) -> Iterator[Line]:
    base, nearest = result.base, result.answers.nearest
    changing = [plan for plan in nearest.plans if plan.changes]
    if result.verdict == "eligible":
        for plan in nearest.plans:
            if end := say.near_end(base, plan):
                yield [("Meets them ", "bold"), (f"{end}, if nothing else changes.", "")]
    elif nearest.obstacles:
        yield []
        yield from wrapped([("Nothing would help: ", "bold")], say.obstacles_words(result), width, INDENT)
    elif changing:
        yield []
        yield from _plans(result, changing, width)


def _plans(result: Explained, plans: Sequence[Plan], width: int) -> Iterator[Line]:
    """Plans: as one list of changes with their alternatives where they are that, else one below the other."""
    base, page, choices = result.base, _Page(result, width, set()), _choices(plans)
    if choices is None:
        shown = min(MOST_PLANS, len(plans))
        for number, plan in enumerate(plans[:MOST_PLANS]):
            yield [(f"{say.condition_of(result, plan, 'Or' if number else None)}:", "bold")]
            yield from page.changes(plan.changes)
            yield from page.conditions(plan)
    else:
        shown = prod(min(MOST_CHOICES, len(choice)) for choice in choices)
        timing = _timing(plans, choices) if len(choices) > 1 else None
        when = f"{would_be_fine(result)} if these facts held" if timing else say.condition_of(result, plans[0])
        yield [(f"{when}:", "bold")]
        for choice in choices:
            if choice is not timing:
                for number, change in enumerate(choice[:MOST_CHOICES]):
                    yield from page.change(change, joint="or, " if number else "")
        for number, change in enumerate((timing or ())[:MOST_CHOICES]):
            plan = next(plan for plan in plans if change in plan.changes)
            days = " ".join(filter(None, [say.start(plan), say.near_end(base, plan)]))
            yield [(f"{INDENT}{'or' if number else 'and'}, {days}:", "bold")]
            yield from page.change(change, deeper=INDENT)
            yield from page.conditions(plan, deeper=INDENT)
        if not timing:
            yield from page.conditions(plans[0])
    more, complete = len(plans) - shown, result.answers.nearest.complete
    if more or not complete:
        count = f"{more} more" if complete else "More"
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
    if any(len(plan.changes) != len(choices) for plan in plans) or prod(map(len, choices)) != len(plans):
        return None
    choices.sort(key=lambda choice: len(choice) > 1)
    alike = _alike(plans)
    return choices if alike or (len(choices) > 1 and _timing(plans, choices) is not None) else None


def _timing(plans: Sequence[Plan], choices: Sequence[list[Change]]) -> list[Change] | None:
    """The one choice on which the days and conditions of the plans depend, if they do on one."""
    for choice in choices if not _alike(plans) else ():
        if all(_alike([plan for plan in plans if change in plan.changes]) for change in choice):
            return choice
    return None


def _alike(plans: Sequence[Plan]) -> bool:
    """Whether plans have the same days and conditions."""
    return len({(plan.days, plan.earliest, plan.latest, plan.conditions) for plan in plans}) == 1


class _Page(Struct, frozen=True):
    """Writes changes; ``told`` are the notes and conditions that stand already."""

    result: Explained
    width: int
    told: set[str]

    def changes(self, changes: Sequence[Change]) -> Iterator[Line]:
        """The changes of a plan; those that stand already by their names."""
        base = self.result.base
        again = [change.label for change in changes if say.change_words(base, change) in self.told]
        for change in changes:
            if say.change_words(base, change) not in self.told:
                yield from self.change(change)
        if again:
            yield from wrapped([(f"{INDENT}as above, ", "cyan")], listed(again), self.width, INDENT * 3)

    def change(self, change: Change, joint: str = "", deeper: str = "") -> Iterator[Line]:
        blank = deeper + INDENT * 3
        lead = f"{deeper}{INDENT}{joint}{say.HOW[change.kind]}, "
        words = say.change_words(self.result.base, change)
        yield from wrapped([(lead, "cyan")], words, self.width, blank)
        self.told.add(words)
        for note in say.notes(self.result.base, change):
            if note not in self.told:
                yield from wrapped([(blank, "")], f"({note})", self.width, blank + " ", "dim")
            self.told.add(note)

    def conditions(self, plan: Plan, deeper: str = "") -> Iterator[Line]:
        for condition in plan.conditions:
            text = say.condition_words(condition)
            if text not in self.told:
                lead = f"{deeper}{INDENT}and, still open, for example "
                yield from wrapped([(lead, "cyan")], text, self.width, deeper + INDENT * 3)
            self.told.add(text)


def _order(result: Explained, width: int) -> Iterator[Line]:
    """What to obtain next, and what each outcome would mean."""
    base, deciding = result.base, result.answers.deciding
    yield []
    lead = f"To obtain, in this order ({say.EFFORT[deciding.order_is_least]}):"
    yield [(lead if deciding.order else "No missing fact would settle it.", "bold")]
    for number, step in enumerate(deciding.order[:MOST_STEPS], start=1):
        lead = f"{number:>3}  {step.label}, {say.obtain_words(deciding, step)}: "
        yield from wrapped([(lead, "yellow")], say.step_words(base, step), width, " " * 9)
    if len(deciding.order) > MOST_STEPS:
        yield [(f"{INDENT}(and {len(deciding.order) - MOST_STEPS} more: --format json)", "dim")]
    settled = (deciding.settles, deciding.settles_complete)
    ruled_out = (deciding.could_rule_out, deciding.could_rule_out_complete)
    more = say.MORE_BY_SCOPE if any(step.scope for step in deciding.order) else say.MORE
    if settled == ruled_out:
        yield from _sets(base, *settled, "Settled, one way or the other, by: ", width, more)
    else:
        yield from _sets(base, *settled, "Settled by: ", width, more)
        yield from _sets(base, *ruled_out, "Could rule the patient out: ", width, more)
    for disputed in deciding.disputed:
        text = say.disputed_words(base, disputed)
        yield from wrapped([("Open between two values: ", "bold")], text, width, INDENT)
    in_part = [fact for fact in deciding.not_needed if say.recorded_in_part(result.screening, fact)]
    missing = [fact for fact in deciding.not_needed if fact not in in_part]
    for lead, facts in (("Missing but not needed: ", missing), ("Recorded in part, which is enough: ", in_part)):
        if facts:
            yield from wrapped([(lead, "bold")], "; ".join(say.not_needed_words(base, facts)), width, INDENT)


def _sets(
    base: KnowledgeBase, sets: Sequence[tuple[str, ...]], complete: bool, lead: str, width: int, others: str = say.MORE
) -> Iterator[Line]:
    if sets:
        told = "; or ".join(say.together_words(base, facts) for facts in sets[:MOST_SETS])
        more = f"; and {len(sets) - MOST_SETS} more" if len(sets) > MOST_SETS else ""
        rest = "" if complete else f" ({others})"
        yield from wrapped([(lead, "bold")], told + more + rest, width, INDENT)


def _limits(result: Explained, width: int) -> Iterator[Line]:
    """The values that lie at a limit; of an eligible patient, every value with its margin."""
    if result.verdict == "eligible":
        yield []
        yield [(f"{why_fine(result.base)}:", "bold")]
        yield from _proof(result, width)
        return
    for closeness, told in say.CLOSE.items():
        found = [say.margin_words(result.base, m) for m in result.answers.margins if m.borderline == closeness]
        if found:
            yield from wrapped([(f"{told[:1].upper()}{told[1:]}: ", "bold")], "; ".join(found), width, INDENT)


def _proof(result: Explained, width: int) -> Iterator[Line]:
    """What each criterion that is met rests on: answers as recorded, and values with their margin."""
    base, answers = result.base, result.answers
    for criterion in base.criteria:
        told = [f"{g.label}: {g.told}" for g in answers.grounds if g.criterion == criterion.id]
        for margin in answers.margins:
            if margin.criterion == criterion.id:
                to_spare = f"{say.without_unit(margin.label, margin.margin)} to spare"
                close = say.CLOSE[margin.borderline] if margin.borderline else to_spare
                told.append(f"{say.margin_words(base, margin)}; {close}")
        for number, text in enumerate(told):
            lead = f"{INDENT}{'' if number else criterion.id:<6}"
            yield from wrapped([(lead, "green")], text, width, INDENT * 6)
