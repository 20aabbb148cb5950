"""Counts and ranges in words, and what each number of a summary means. No layout here."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.cohort.tally.told import Figures, Number, Range
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.source.lists import noun

#: What stands for a number that is hidden.
HIDDEN = "*"
#: What a month or a site is called that is not known.
NO_MONTH, NO_SITE = "no single day", "no site given"


def number(count: Number) -> str:
    """A count as people read it: ``26,162``."""
    return HIDDEN if count is None else f"{count:,}"


def span(told: Range) -> str:
    """A range from what is certain to what is possible, one number where both are the same."""
    least, most = number(told.least), number(told.most)
    return least if least == most else f"{least}–{most}"


def who(found: Figures, count: Number = 2) -> str:
    """What is counted: rows, or patients where the first visit of each counts."""
    return noun(2 if count is None else count, "patient" if found.persons else "row")


def headline(found: Figures, base: KnowledgeBase) -> str:
    """What was counted, and what a verdict covers."""
    return f"{base.id} {base.version}: {number(found.assessed)} {who(found, found.assessed)} assessed; {base.scope}"


def could_qualify(found: Figures) -> str:
    """How many could qualify, in a sentence."""
    sure, open_ = number(found.possible.least), number(found.undetermined)
    verbs = ["is" if count == 1 else "are" for count in (found.possible.least, found.undetermined)]
    return f"{sure} {verbs[0]} eligible for certain, {open_} {verbs[1]} undetermined"


def left_out(found: Figures) -> str:
    """Those that no criterion was asked of; empty where there are none."""
    told = []
    if found.errors != 0:
        told.append(f"{number(found.errors)} not understood")
    if found.contradictory != 0:
        verb = noun(found.contradictory or 2, "contradicts itself", "contradict themselves")
        told.append(f"{number(found.contradictory)} {verb}")
    return ", ".join(told)


def ruled_out(found: Figures) -> str:
    """How many are ruled out, and how many of them by no criterion alone."""
    more = f", of them {number(found.together)} only by several criteria together" if found.together != 0 else ""
    return f"{number(found.ineligible)}{more}"


def costliest(found: Figures) -> tuple[str, str] | None:
    """The criterion that rules most out, and the one most often the only obstacle; None where that is hidden."""
    known = [one for one in found.criteria if one.blocks.least is not None and one.only.least is not None]
    if not known or len(known) < len(found.criteria):
        return None
    most = max(known, key=lambda one: one.blocks.least or 0)
    only = max(known, key=lambda one: one.only.least or 0)
    return (most.id if most.blocks.least else "", only.id if only.only.least else "")


def waits(found: Figures, count: int) -> str:
    """For how many facts undetermined ones wait (or how many criteria are open)."""
    what = noun(count, "open criterion", "open criteria") if found.by_criteria else noun(count, "fact")
    return f"{count or 'no'} {what}"


def legend(found: Figures, *, page: bool = False) -> Iterator[str]:
    """What the numbers mean, a sentence each; those of a ``page``, too."""
    rows = who(found)
    yield f"A range goes from what is certain to what is possible; the {rows} between them are not decided yet."
    if page:
        yield "As needed: met, and of an exclusion criterion not met; at most, also open."
    yield "Alone: how many it rules out, whatever the other criteria say; at most, also those where it is open."
    yield "In order: the same of those that no earlier criterion rules out."
    yield (
        "Only obstacle: it rules out, and all others are as needed; at most, it rules out or is open, and no other "
        "rules out."
    )
    yield "Open: it cannot be decided from what is recorded."
    if page:
        yield "Only one open: it is open, and all others are as needed."
    if 0 in found.waiting and not found.by_criteria:
        yield "No facts: what is recorded leaves it open, and no missing fact would settle it."
    if found.errors != 0:
        yield "Not understood: what is written cannot be read, or a patient stands twice; a frame says it in `error`."
    if found.persons:
        yield (
            "Of each patient one visit counts: the first by its day that is eligible, else the first that is "
            "undetermined, else the first; a visit without a single day comes last."
        )
    if found.least is not None:
        yield hidden_words(found.least)


def hidden_words(least: int) -> str:
    """What a hidden number means where counts below ``least`` are not told."""
    return (
        f"{HIDDEN} is hidden, so that no count from 1 to {least - 1} is told or follows from others by what each "
        "counts: it may be small, large or none. Which facts a criterion rests on is not reckoned with: who compares "
        "facts with criteria may still learn more."
    )


def month(name: str) -> str:
    return name or NO_MONTH


def site(name: str) -> str:
    return name or NO_SITE
