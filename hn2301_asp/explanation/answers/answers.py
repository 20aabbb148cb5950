"""What is answered about a verdict: what blocks, what would help and when, what would decide.

Plain data: worked out by the modules beside this one, rendered elsewhere. Facts are named as in a
record; a closed list, and a family of items of which every one is given, is one fact.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from hn2301_asp.explanation.why.tree import Leaf, Shown
from hn2301_asp.knowledge.vocabulary.model import ChangeKind
from hn2301_asp.screening import CriterionStatus, OtherReading, Verdict
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.private import Private


class BlockingSets(Private, frozen=True):
    """Minimal blocking sets, smallest first; ``complete`` is False where the limit cut them."""

    sets: tuple[tuple[str, ...], ...] = ()
    complete: bool = True


class Reset(Private, frozen=True):
    """A time that a change starts anew, and how long it must then be, in the protocol's terms."""

    fact: str
    label: str
    needed: str


class Planned(Private, frozen=True):
    """A date that is still to come, and the first day that it may be; ``late_on_it``: not at every hour of that day."""

    fact: str
    earliest: datetime.date
    late_on_it: bool = False


class Change(Private, frozen=True):
    """One fact that would have to be other than it is: ``given`` now, ``needed`` in its place.

    ``kind`` says whose it is: it waits, is measured again, is looked for in the chart, or is the
    investigator's to consider. ``distance`` is how far the value is from the limit, as a share of
    the limit; 1 for an answer, the number of items for a list. ``dated_by`` is the date that would
    tell from when it is so, where the record gives a time in its place that does not. ``planned`` is the date up to
    which it is counted, where that is none but the day of screening: it is so once that date is late enough.
    """

    fact: str
    label: str
    kind: ChangeKind
    given: str
    needed: str
    distance: Fraction
    needed_as_given: str | None = None
    resets: tuple[Reset, ...] = ()
    note: str | None = None
    dated_by: str | None = None
    planned: Planned | None = None


class Condition(Private, frozen=True):
    """What a fact that is not known must turn out to be."""

    fact: str
    label: str
    needed: str


class Plan(Private, frozen=True):
    """Changes after which every criterion is met, if the conditions hold.

    ``days`` counts from the screening day to the first day on which it is so, 0 where nothing has
    to wait and None where the record does not tell; ``earliest`` is that day and ``latest`` the
    last one (None: no end), where the record has a screening date.
    """

    changes: tuple[Change, ...]
    conditions: tuple[Condition, ...]
    distance: Fraction
    days: int | None = None
    earliest: datetime.date | None = None
    latest: datetime.date | None = None
    latest_because: str | None = None


class Obstacle(Private, frozen=True):
    """Facts that nothing admissible changes and that rule the patient out, by these criteria.

    ``no_day`` says that each could be as needed some day, but not all on one day.
    """

    facts: tuple[str, ...]
    criteria: tuple[str, ...]
    no_day: bool = False


class Nearest(Private, frozen=True):
    """The smallest sets of changes, nearest first; or, where none helps, the obstacles."""

    plans: tuple[Plan, ...] = ()
    complete: bool = True
    obstacles: tuple[Obstacle, ...] = ()


#: Where nothing is settled yet: more is to be obtained, the facts obtained before tell, or nothing more can be.
Left = Literal["more", "others", "nothing"]


class Outcome(Private, frozen=True):
    """What a missing fact may turn out to be, and what would follow from that.

    ``statuses`` holds the criteria whose status it settles; ``left`` what is left where the verdict stays open.
    """

    value: str
    statuses: Mapping[str, CriterionStatus]
    verdict: Verdict
    left: Left = "more"


class Step(Private, frozen=True):
    """A missing fact to obtain, the effort declared for it, and what each outcome would mean.

    ``outcomes`` are what follows from it alone, ``then`` what follows at its place in the order: the facts
    before it are known by then and have not settled the verdict. Empty where too many values were possible.
    ``scope`` are the criteria of which it decides, perhaps with others, whether they apply.
    """

    fact: str
    label: str
    effort: Fraction
    kind: ChangeKind
    outcomes: tuple[Outcome, ...]
    then: tuple[Outcome, ...] = ()
    scope: tuple[str, ...] = ()


class NotNeeded(Private, frozen=True):
    """A missing fact that cannot matter; the readings, each alone, under which it could."""

    fact: str
    label: str
    needed_under: tuple[Mapping[str, str], ...] = ()


class Disputed(Private, frozen=True):
    """A quantity that was given and follows from other facts too, with a limit between the two values.

    ``needs`` are the limits that lie between, in the protocol's terms, and ``facts`` those from which it follows.
    """

    fact: str
    label: str
    given: Shown
    following: Shown
    facts: tuple[str, ...]
    needs: tuple[str, ...]


class Deciding(Private, frozen=True):
    """What would settle an undetermined patient.

    ``settles``: minimal sets of missing facts that settle the verdict whatever they turn out to
    be. ``could_rule_out``: minimal sets some values of which alone make the patient ineligible.
    ``order``: in which to obtain what is missing, stopping when the verdict is settled;
    ``order_is_least`` says that no order has a smaller expected effort, each outcome being as
    likely as the others. ``disputed``: values of which it must be known which one counts.
    """

    settles: tuple[tuple[str, ...], ...] = ()
    settles_complete: bool = True
    could_rule_out: tuple[tuple[str, ...], ...] = ()
    could_rule_out_complete: bool = True
    not_needed: tuple[NotNeeded, ...] = ()
    order: tuple[Step, ...] = ()
    order_is_least: bool = True
    expected_effort: Fraction = Fraction(0)
    disputed: tuple[Disputed, ...] = ()


Closeness = Literal["limit", "step", "assay"]


class Margin(Private, frozen=True):
    """How far a value lies on its side of a threshold that the patient's verdict rests on.

    ``borderline``: it lies on the limit itself, within one recording step of it, or within the
    assay's declared margin; None where it is farther. ``leaf`` is the test with what the patient has.
    """

    fact: str
    label: str
    criterion: str
    threshold: str
    value: Shown
    needs: str
    margin: str
    met: bool
    borderline: Closeness | None
    leaf: Leaf | None = None


class Ground(Private, frozen=True):
    """An answer or list on which a criterion that is met rests: ``told`` as it was recorded."""

    fact: str
    label: str
    criterion: str
    told: str


class NamedRule(Private, frozen=True):
    """A rule of a criterion, by its name and place."""

    criterion: str
    name: str
    place: Place


class ReadingEffect(Private, frozen=True):
    """What another reading, or several together, would make of a patient, and the rules that block then."""

    other: OtherReading
    rules: tuple[NamedRule, ...] = ()


class Answers(Private, frozen=True):
    """Everything that is answered about one verdict.

    ``readings``: single other readings that change a criterion's status, and minimal combinations
    that change the verdict. ``margins`` and ``grounds`` are what the
    criteria that are met rest on; margins also show what those that are not rest on.
    """

    blocking: BlockingSets
    nearest: Nearest
    deciding: Deciding
    margins: tuple[Margin, ...]
    readings: tuple[ReadingEffect, ...] = ()
    grounds: tuple[Ground, ...] = ()

    @property
    def borderline(self) -> tuple[str, ...]:
        """The facts that lie at a limit, in the order of the margins."""
        return tuple(dict.fromkeys(margin.fact for margin in self.margins if margin.borderline))
