"""Answers about a verdict in words: plans, days, outcomes, limits. No layout here."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from hn2301_asp.explanation.answers import answers
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.model import SCREENING_DATE, event_words
from hn2301_asp.report.patient.verdict import all_fine, read_as, status_word, would_be_fine
from hn2301_asp.report.patient.words import amount, given_and_following, have, multiple_of
from hn2301_asp.screener import Explained
from hn2301_asp.screening import Screening
from hn2301_asp.source.lists import listed

#: How a fact could come to be other than it is, as a condition and not as something to do.
HOW = {
    "fixed": "if corrected",
    "waits": "with time",
    "retest": "on repeat",
    "chart": "if found in the chart",
    "investigator": "in the investigator's judgement",
}
#: Where a missing fact is found.
OBTAIN = {
    "fixed": "look up or ask",
    "waits": "look up or ask",
    "retest": "measure",
    "chart": "in the chart",
    "investigator": "ask the investigator",
}
CLOSE = {
    "limit": "exactly at the limit",
    "step": "within one recording step of the limit",
    "assay": "within the assay's margin of the limit",
}
#: What is said of the order in which facts are obtained: whether it is proved to ask for the least.
EFFORT = {True: "least effort expected", False: "a good order, not proved to be the least effort"}
_GO_ON, _OTHERS = "go on", "depends on the others"
#: A last day that is farther away than this is left to the data.
FAR_DAYS = 730
#: That not all sets of facts are told: so many were wanted; or what only matters if a criterion applies is left out.
MORE, MORE_BY_SCOPE = "there are others; --limit looks for more", "further ones once it is known which criteria apply"
#: So many criteria are named beside the fact that decides whether they apply.
FEW_CRITERIA = 4
#: What settles a quantity of which two values are there.
KEEP = "leave only the value that counts in the record"
#: What is said of a missing fact none of whose outcomes means anything alone.
TOGETHER = "matters only together with the others"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(date: datetime.date) -> str:
    """A date that reads the same everywhere: ``15 Mar 2025``."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def condition_of(result: Explained, plan: answers.Plan, lead: str | None = None, *, brief: bool = False) -> str:
    """A plan as a condition: ``Would meet all 8 from 15 Mar 2025 if these facts held``.

    ``lead`` stands in place of what would be so; ``brief`` leaves out until when.
    """
    lead = would_be_fine(result) if lead is None else lead
    end, held = "" if brief else near_end(result.base, plan), f"if {'the named' if brief else 'these'} facts held"
    if plan.days == 0:
        return f"{' '.join(filter(None, [lead, end, held]))}; no waiting needed"
    if plan.earliest is None:
        return ", ".join(filter(None, [lead, start(plan), held]))
    return " ".join(filter(None, [lead, start(plan), end, held]))


def start(plan: answers.Plan) -> str:
    """From when a plan would do; in days where the record has no screening date."""
    if plan.days == 0:
        return "without waiting"
    if plan.earliest is not None:
        return f"from {day(plan.earliest)}"
    if plan.days is None:
        return "from a day that this record does not tell"
    days = f"{plan.days} day{'' if plan.days == 1 else 's'}"
    return f"{days} after screening at the earliest"


def near_end(base: KnowledgeBase, plan: answers.Plan) -> str:
    """The last day of a plan, with what ends it; empty where nothing does, or not soon: the data say it."""
    if plan.latest is None or plan.earliest is None or (plan.latest - plan.earliest).days > FAR_DAYS:
        return ""
    because = f" (because of {_counted(base, plan.latest_because)})" if plan.latest_because else ""
    return f"until {day(plan.latest)}{because}"


def _counted(base: KnowledgeBase, fact: str) -> str:
    """What a date is the beginning of: an age, a time since."""
    counted = (quantity.label for quantity in base.vocabulary.quantities.values() if quantity.since == fact)
    return next(counted, base.vocabulary.label(fact))


def needed_of(change: answers.Change) -> str:
    """What a fact must be; a limit that was solved for it names the fact again."""
    if change.needed_as_given is None:
        return change.needed
    own = "" if change.needed[:1] in "<>≤≥" else f"{change.label} "
    return f"{change.needed}, that is {own}{change.needed_as_given}"


def change_words(base: KnowledgeBase, change: answers.Change) -> str:
    """What would have to be so, with what is so now: ``Hb ≥ 80 g/L (now 7.6 g/dL on 2025-03-10)``."""
    given = without_unit(change.label, change.given)
    since = [
        quantity for quantity in base.vocabulary.quantities.values() if change.fact in (quantity.since, quantity.name)
    ]
    ago = " ago" if any(quantity.never for quantity in since) else ""
    if (to := next((quantity.to for quantity in since if quantity.to != SCREENING_DATE), None)) is not None:
        ago = f" before {event_words(to)}"
    if any(quantity.since == change.fact and not quantity.own_date for quantity in since):
        return f"{needed_of(change)}{ago} (counted from {given})"
    compared = change.needed[:1] in "<>≤≥"
    if change.needed_as_given is not None and not compared:
        return f"{change.label} {change.needed_as_given} (now {given}), which gives {change.needed}"
    needed = without_unit(change.label, needed_of(change))
    if compared:
        return f"{change.label} {needed}{ago} (now {given}{ago})"
    if needed.startswith(("yes and ", "no and ")):
        needed = needed.replace(" and ", ", with ", 1)
    elif needed.startswith("also one of: "):
        needed = needed.replace(": ", " ", 1)
    elif needed.startswith(f"{change.label} "):
        return f"{needed} (now {given})"
    elif any(sign in needed for sign in "<>≤≥"):
        return f"{change.label} with {needed} (now {given})"
    return f"{change.label}: {needed} (now {given})"


def without_unit(label: str, text: str) -> str:
    """Numbers without a unit that the label names already: a grade of 2, not 2 grade."""
    named = label.split()
    return re.sub(r"(?<![\w.-])([\d.]+) ([a-z]+)\b", lambda found: found[1 if found[2] in named else 0], text)


def condition_words(condition: answers.Condition) -> str:
    """What a fact that is not known must turn out to be."""
    if condition.needed[:1] in ("<", ">", "≤", "≥"):
        return f"{condition.label} {condition.needed}"
    if condition.needed == "as needed":
        return f"{condition.label} as the criteria need it"
    return f"{condition.label}: {condition.needed}" if condition.needed else condition.label


def notes(base: KnowledgeBase, change: answers.Change) -> tuple[str, ...]:
    """What a change restarts, and what is to be minded: of the fact, and of the kind of change."""
    resets = "; ".join(f"{reset.label}, needed {reset.needed}" for reset in change.resets)
    of_kind = base.vocabulary.handling.get(change.kind)
    own = [
        f"this restarts the count: {resets}" if resets else "",
        f"{base.vocabulary.label(change.dated_by)} would tell from when" if change.dated_by else "",
        _planned(base, change.planned) if change.planned else "",
        change.note,
        of_kind.note if of_kind else "",
    ]
    return tuple(filter(None, own))


def _planned(base: KnowledgeBase, planned: answers.Planned) -> str:
    """How late a date that is still to come would have to be: ``infusion on 30 Mar 2025 at the earliest``."""
    late = ", late enough on that day" if planned.late_on_it else ""
    return f"{base.vocabulary.label(planned.fact)} on {day(planned.earliest)} at the earliest{late}"


def follows(base: KnowledgeBase, outcome: answers.Outcome) -> str:
    """What an outcome of a missing fact would mean by itself."""
    foreign = [name for name, status in outcome.statuses.items() if status == "not_applicable"]
    told = [
        f"{name} {status_word(status, base.kind(name))}"
        for name, status in outcome.statuses.items()
        if status != "not_applicable"
    ]
    told += [f"{listed(foreign)} {status_word('not_applicable')}"] if foreign else []
    if outcome.verdict == "ineligible":
        told.append("stop here" if told else "not eligible, stop here")
    elif outcome.verdict == "eligible":
        told.append(all_fine(base))
    elif outcome.left == "nothing":
        told.append("still open")
    elif outcome.left == "others":
        told.append(_OTHERS)
    return ", ".join(told) or _GO_ON


def not_needed_words(base: KnowledgeBase, facts: Sequence[answers.NotNeeded]) -> list[str]:
    """Facts that are not needed; those that other readings would ask for, together."""
    groups: dict[str, list[str]] = {}
    for fact in facts:
        under = (listed(read_as(base, readings, "is read as")) for readings in fact.needed_under)
        groups.setdefault(listed(under, "or"), []).append(fact.label)
    return [f"{listed(labels)} (needed if {under})" if under else "; ".join(labels) for under, labels in groups.items()]


def recorded_in_part(screening: Screening, fact: answers.NotNeeded) -> bool:
    """Whether the record says something of a fact: a range, a year, some of its items."""
    patient, given = screening.patient, screening.patient.facts
    return (
        fact.fact in given
        or any(name.startswith(f"{fact.fact}.") for name in given)
        or bool(patient.sources(fact.fact))
    )


def margin_words(base: KnowledgeBase, margin: answers.Margin) -> str:
    """A value against its limit."""
    multiple = multiple_of(base, margin.threshold)
    with_limit = have(base, margin.leaf) if multiple is not None and margin.leaf is not None else None
    told = with_limit or f"{margin.label} {amount(base, margin.value)}"
    return f"{told}, needed {without_unit(margin.label, margin.needs)}"


def step_words(base: KnowledgeBase, step: answers.Step) -> str:
    """What each outcome of a missing fact would mean; where none means anything alone, that."""
    told = [(without_unit(step.label, outcome.value), follows(base, outcome)) for outcome in outcomes_of(base, step)]
    return "; ".join(f"{value} → {meaning}" for value, meaning in told) or TOGETHER


def outcomes_of(base: KnowledgeBase, step: answers.Step) -> tuple[answers.Outcome, ...]:
    """What each outcome means at its place in the order; nothing where none means anything alone."""
    told = step.then or step.outcomes
    return () if all(follows(base, outcome) in (_GO_ON, _OTHERS) for outcome in told) else told


def disputed_words(base: KnowledgeBase, disputed: answers.Disputed) -> str:
    """A value given and one that follows, the limit between, and what settles it."""
    two = given_and_following(base, disputed.given, disputed.following)
    between = f"{disputed.label} {two} (from {set_words(base, disputed.facts)}), with {listed(disputed.needs)} between"
    return f"{between}; {KEEP}"


def obtain_words(deciding: answers.Deciding, step: answers.Step) -> str:
    """How a missing fact is found; of two values that are there, one is kept."""
    told = KEEP if any(one.fact == step.fact for one in deciding.disputed) else OBTAIN[step.kind]
    if not step.scope:
        return told
    criteria = listed(step.scope) if len(step.scope) <= FEW_CRITERIA else f"{len(step.scope)} criteria"
    return f"{told} (decides whether {criteria} {'applies' if len(step.scope) == 1 else 'apply'})"


def set_words(base: KnowledgeBase, facts: tuple[str, ...]) -> str:
    return listed([base.vocabulary.label(fact) for fact in facts])


def together_words(base: KnowledgeBase, facts: tuple[str, ...]) -> str:
    """A set of facts that do something only all together."""
    return f"{set_words(base, facts)}{' together' if len(facts) > 1 else ''}"


def effect_words(result: Explained, effect: answers.ReadingEffect) -> str:
    """What another reading makes of a patient: criteria that change, the rules that block, the verdict."""
    changed = []
    for name, status in effect.other.statuses.items():
        if status != result.screening.statuses[name]:
            rules = [rule.name.replace("_", " ") for rule in effect.rules if rule.criterion == name]
            told = ", ".join(rule for rule in rules if "(" not in rule)
            changed.append(f"{name} {status_word(status, result.base.kind(name))}{f' ({told})' if told else ''}")
    verdict = effect.other.verdict
    return ", ".join([*changed, f"still {verdict}" if verdict == result.verdict else verdict])


def obstacles_words(result: Explained) -> str:
    """What no set of changes helps against, and why none does; empty where some set does."""
    base, obstacles = result.base, result.answers.nearest.obstacles
    facts = [fact for obstacle in obstacles for fact in obstacle.facts]
    notes = {base.vocabulary.label(fact): note for fact in facts if (note := base.vocabulary.handle(fact).note)}
    minded = f" ({'; '.join(f'{label}: {note}' for label, note in notes.items())})" if notes else ""
    why = f"Neither time nor another measurement changes this{minded}."
    if not base.vocabulary.handling:
        why = "The knowledge base does not say what can be done about any fact."
    elif any(obstacle.no_day for obstacle in obstacles):
        why = "Waiting comes too late."
    return f"{'; '.join(_obstacle(base, obstacle) for obstacle in obstacles)}. {why}" if obstacles else ""


def _obstacle(base: KnowledgeBase, obstacle: answers.Obstacle) -> str:
    """Facts that rule the patient out and that nothing admissible changes."""
    facts = listed([base.vocabulary.label(fact) for fact in obstacle.facts]) or "the record"
    if obstacle.no_day:
        return f"{facts}: each may be as needed some day, but not all on one day, the other facts being as they are"
    return f"{facts} ({listed(obstacle.criteria)})"
