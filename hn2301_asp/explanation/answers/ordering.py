"""In which order to obtain what is missing: the least expected effort until the verdict is settled.

An order is followed until the verdict is settled, so its expected effort is the sum, over its
steps, of the step's effort times the share of outcomes that are not settled before it. That share
depends only on which facts are known, so the best order is a shortest path over sets of facts.
Nothing is known about how likely an outcome is: all combinations of values that the protocol tells
apart, and that are possible, count the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import product

from hn2301_asp.explanation.answers.answers import Outcome, Step
from hn2301_asp.explanation.answers.at_steps import Settled, Table, at_their_places, meaning
from hn2301_asp.explanation.answers.missing import Missing, Record, result_of, value_in_words
from hn2301_asp.explanation.answers.parts import Part
from hn2301_asp.explanation.answers.possibilities import Possibility
from hn2301_asp.explanation.answers.scope import deciding_scope
from hn2301_asp.screening import CriterionStatus, Verdict
from hn2301_asp.source.private import Private

#: So many combinations of values are asked about in one part, and so many facts are put in order exactly.
MOST_ROWS, MOST_FACTS = 96, 9

Share = Callable[[frozenset[str]], Fraction]


class Order(Private, frozen=True):
    """The steps in order, and their expected effort; ``least``: no order takes less."""

    steps: tuple[Step, ...]
    effort: Fraction
    least: bool


class _Known(Private, frozen=True):
    """Over a part's combinations: how many there are, and in how many what is known settles it."""

    rows: int
    holds: int
    fails: int


def best_order(record: Record, parts: Sequence[tuple[Part, tuple[Missing, ...]]]) -> Order:
    """The order in which the missing facts of open parts are best obtained: first what decides which criteria apply."""
    tables = [_table(record, part, missing) for part, missing in parts if missing]
    efforts = {one.name: record.space.base.vocabulary.handle(one.name).effort for t in tables for one in t.missing}
    open_share = _share(tables)
    scopes = dict(_scopes(record, tables))
    exact = all(table.exact for table in tables) and (not scopes or scopes.keys() == efforts.keys())
    if len(efforts) <= MOST_FACTS:
        names, effort = _least(efforts, open_share, scopes)
    else:
        names, exact = _greedy(efforts, open_share, scopes), False
        effort = _expected(names, efforts, open_share)
    of = {one.name: (table.part, one) for table in tables for one in table.missing}
    open_parts = {part.number for part, _ in parts}
    steps = [_step(record, *of[name], efforts[name], open_parts, scopes.get(name, ())) for name in names]
    return Order(tuple(at_their_places(record, tables, steps, open_parts)), effort, exact)


def _table(record: Record, part: Part, missing: tuple[Missing, ...]) -> Table:
    """All combinations of values, or where they are too many none: then only knowing all settles."""
    columns = [(frozenset({one.name}), one.usual) for one in missing]
    for group in part.scope.groups:
        needed = record.unknown_inputs(part, group)
        if len(needed) > 1 and needed <= {one.name for one in missing}:
            columns.append((frozenset(needed), result_of(record, group).possibilities))
    count = math.prod(len(values) for _, values in columns)
    if not 0 < count <= MOST_ROWS:
        return Table(part, missing, (), (), False)
    rows: list[tuple[tuple[int, ...], Settled]] = []
    for picked in product(*(range(len(values)) for _, values in columns)):
        literals = [lit for (_, values), p in zip(columns, picked, strict=True) for lit in values[p].literals]
        settled = effect(record, part, literals)
        if settled is not None:
            rows.append((picked, settled))
    return Table(part, missing, tuple(names for names, _ in columns), tuple(rows), True)


def effect(record: Record, part: Part, literals: Sequence[int], chosen: Sequence[int] | None = None) -> Settled | None:
    """What values make of a part, perhaps under other readings; None where nobody has them."""
    if not record.can_hold(part, literals, chosen=chosen):
        return "fails" if record.exists(part, literals, chosen=chosen) else None
    return "open" if record.can_fail(part, literals, chosen=chosen) else "holds"


def _share(tables: Sequence[Table]) -> Share:
    """The share of outcomes not settled once some facts are known, as a whole number of a fixed total."""

    @cache
    def known(number: int, names: frozenset[str]) -> _Known:
        table = tables[number]
        places = [n for n, needed in enumerate(table.columns) if needed <= names]
        if not table.exact:
            everything = all(one.name in names for one in table.missing)
            return _Known(2, 1 if everything else 0, 1 if everything else 0)
        groups: dict[tuple[int, ...], list[Settled]] = {}
        for picked, settled in table.rows:
            groups.setdefault(tuple(picked[p] for p in places), []).append(settled)
        alike = {word: sum(len(g) for g in groups.values() if set(g) == {word}) for word in ("holds", "fails")}
        return _Known(len(table.rows), alike["holds"], alike["fails"])

    @cache
    def share(names: frozenset[str]) -> Fraction:
        own = [known(n, names & {one.name for one in table.missing}) for n, table in enumerate(tables)]
        total = math.prod(one.rows for one in own)
        not_failed = math.prod(one.rows - one.fails for one in own)
        return Fraction(not_failed - math.prod(one.holds for one in own), total or 1)

    return share


def _scopes(record: Record, tables: Sequence[Table]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The missing facts that decide whether criteria apply, perhaps with others, and which criteria."""
    for table in tables:
        if unclear := deciding_scope(record.space, record.screening, table.part):
            for one in table.missing:
                found = [name for name, behind in unclear.items() if behind.touches(one.atoms, one.quantities)]
                if found:
                    yield one.name, tuple(found)


def _next(names: Iterable[str], known: frozenset[str], first: Collection[str]) -> list[str]:
    """What may be obtained next: of what comes first whatever is left of it."""
    left = [name for name in names if name not in known]
    return ([name for name in left if name in first] if first else []) or left


def _least(efforts: Mapping[str, Fraction], share: Share, first: Collection[str]) -> tuple[list[str], Fraction]:
    """The order of least expected effort: a shortest path over sets of facts."""
    names = list(efforts)

    @cache
    def rest(known: frozenset[str]) -> tuple[Fraction, tuple[str, ...]]:
        here = share(known)
        left = _next(names, known, first)
        if here == 0 or not left:
            return Fraction(0), ()
        following = [(name, *rest(known | {name})) for name in left]
        ways = [(efforts[name] * here + effort, (name, *order)) for name, effort, order in following]
        return min(ways, key=lambda way: way[0])

    effort, order = rest(frozenset())
    return list(order), effort


def _greedy(efforts: Mapping[str, Fraction], share: Share, first: Collection[str]) -> list[str]:
    """Step by step the fact that settles most for its effort."""
    order: list[str] = []
    known: frozenset[str] = frozenset()
    while share(known) > 0 and len(order) < len(efforts):
        left = _next(efforts, known, first)
        gains = {name: (share(known) - share(known | {name})) / efforts[name] for name in left}
        best = max(left, key=lambda name: (gains[name], -efforts[name], -left.index(name)))
        order.append(best)
        known |= {best}
    return order


def _expected(order: Sequence[str], efforts: Mapping[str, Fraction], share: Share) -> Fraction:
    return sum((efforts[name] * share(frozenset(order[:n])) for n, name in enumerate(order)), Fraction(0))


def _step(
    record: Record, part: Part, missing: Missing, effort: Fraction, open_parts: set[int], scope: tuple[str, ...]
) -> Step:
    vocabulary = record.space.base.vocabulary
    return Step(
        missing.name,
        vocabulary.label(missing.name, None),
        effort,
        vocabulary.handle(missing.name).kind,
        tuple(_outcomes(record, part, missing, open_parts)),
        scope=scope,
    )


def _outcomes(record: Record, part: Part, missing: Missing, open_parts: set[int]) -> Iterator[Outcome]:
    """What each value would mean by itself; values that mean the same are one outcome.

    Nothing where no value means anything without the other facts.
    """
    groups: dict[object, tuple[dict[str, CriterionStatus], Verdict, list[Possibility]]] = {}
    for possibility in missing.usual:
        settled = effect(record, part, possibility.literals)
        if settled is not None:
            statuses, verdict = meaning(record, part, settled, possibility, open_parts)
            key = (settled, *sorted(statuses.items()))
            groups.setdefault(key, (statuses, verdict, []))[2].append(possibility)
    if all(key == ("open",) for key in groups):
        return
    for statuses, verdict, values in groups.values():
        yield Outcome(value_in_words(record, missing, values), statuses, verdict)
