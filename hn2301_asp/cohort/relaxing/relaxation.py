"""All limits of a protocol moved in turn, and each two of them: what that would admit of a table's patients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hn2301_asp.cohort.relaxing.admitting import Admitted, Cohort, Guard, admitted, allowed
from hn2301_asp.cohort.relaxing.again import ELIGIBLE, UNDETERMINED, UNREAD
from hn2301_asp.cohort.relaxing.given import WHY, is_steady
from hn2301_asp.cohort.relaxing.limits import Limit, limits_of, shown
from hn2301_asp.cohort.relaxing.model import Curve, Relaxation, Step
from hn2301_asp.cohort.relaxing.pairing import pairs_of
from hn2301_asp.cohort.shift import Range
from hn2301_asp.screener import Screener

#: So many pairs are told.
MOST_PAIRS = 10


def relaxation(cohort: Cohort, guard: Guard, *, pairs: int = MOST_PAIRS) -> Relaxation:
    """Whom moving each limit would admit, and of pairs those that admit most whom neither admits alone.

    ``guard`` names the guard-rails that moves would break.
    """
    screener = cohort.screener
    known, untold = limits_of(screener)
    ends = {limit: allowed(limit, guard) for limit in known}
    limits = [limit for limit in known if is_steady(cohort, limit, ends[limit][0])]
    untold |= {limit.name: WHY for limit in known if limit not in limits}
    found, together = admitted(cohort, limits, ends)
    curves = [_curve(screener, limit, one) for limit, one in found.items()]
    base, counts = screener.knowledge_base, Counter(cohort.verdicts.tolist())
    return Relaxation(
        base.id,
        base.version,
        base.scope,
        len(cohort.verdicts),
        counts[UNREAD],
        Range(counts[ELIGIBLE], counts[ELIGIBLE] + counts[UNDETERMINED]),
        tuple(sorted(curves, key=lambda curve: (-curve.admits.certain, -curve.admits.possible))),
        tuple(pairs_of(cohort, found, together, guard, pairs)),
        tuple(untold.items()),
        cohort.readings,
    )


def _curve(screener: Screener, limit: Limit, found: Admitted) -> Curve:
    base = screener.knowledge_base
    threshold, quantity = base.thresholds.thresholds[limit.thresholds[0]], base.thresholds.quantities[limit.quantity]
    quotes = [reason.text for reason in threshold.reasons if reason.kind != "because"]
    return Curve(
        limit.name,
        limit.criteria,
        quantity.label,
        "; ".join(quotes),
        limit.now,
        quantity.unit,
        shown(screener, limit, 0),
        tuple(_steps(screener, limit, found)),
        shown(screener, limit, found.end),
        found.guarded,
    )


def _steps(screener: Screener, limit: Limit, found: Admitted) -> Iterator[Step]:
    certain, possible = Counter(found.certain_steps.tolist()), Counter(found.possible_steps.tolist())
    sure = likely = 0
    for steps in sorted({*certain, *possible}):
        sure, likely = sure + certain[steps], likely + possible[steps]
        yield Step(limit.at(steps), shown(screener, limit, steps), sure, likely)
