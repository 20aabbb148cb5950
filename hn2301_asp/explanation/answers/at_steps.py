"""What each value of a missing fact means at its place in the order in which facts are obtained.

The facts before it are known by then, and have not settled the verdict: else nobody would go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec.structs import replace

from hn2301_asp.explanation.answers.answers import Left, Outcome, Step
from hn2301_asp.explanation.answers.missing import Missing, Record, value_in_words
from hn2301_asp.explanation.answers.parts import Part
from hn2301_asp.explanation.answers.possibilities import Possibility
from hn2301_asp.screening import BLOCKS, PASSES, CriterionStatus, Verdict
from hn2301_asp.source.private import Private

Settled = Literal["holds", "fails", "open"]


class Table(Private, frozen=True):
    """What every combination of a part's missing facts makes of it; ``exact``: all were asked about.

    A column shows once the facts it needs are known: a fact's own, or a result of several.
    """

    part: Part
    missing: tuple[Missing, ...]
    columns: tuple[frozenset[str], ...]
    rows: tuple[tuple[tuple[int, ...], Settled], ...]
    exact: bool


def at_their_places(
    record: Record, tables: Sequence[Table], steps: Sequence[Step], open_parts: set[int]
) -> Iterator[Step]:
    """The steps with what follows at each; ``open_parts`` are all that are open before the first."""
    earlier: set[str] = set()
    for number, step in enumerate(steps):
        table = next(table for table in tables if any(one.name == step.fact for one in table.missing))
        known = {*earlier, step.fact}
        obtained = [t for t in tables if all(one.name in known for one in t.missing)]
        # Of a part that may be open when everything is known, or has too many values, nothing is sure.
        unsure = {t.part.number for t in obtained if not t.exact or any(word == "open" for _, word in t.rows)}
        left = open_parts - {t.part.number for t in obtained if t.part.number not in unsure} - {table.part.number}
        if table.exact:
            # Once it is known what applies, more may be asked.
            more = step.scope or number + 1 < len(steps)
            rest: Left = "more" if more else "others" if left & unsure else "nothing"
            step = replace(step, then=tuple(_then(record, table, step.fact, earlier, left, rest)))
        yield step
        earlier.add(step.fact)


def _then(record: Record, table: Table, name: str, earlier: set[str], left: set[int], rest: Left) -> Iterator[Outcome]:
    """The outcomes of one step; values that mean the same are one outcome. ``rest`` is left after it."""
    missing = next(one for one in table.missing if one.name == name)
    groups: dict[object, tuple[Outcome, list[Possibility]]] = {}
    for number, possibility in enumerate(missing.usual):
        found = _follows(table, name, number, earlier)
        if not found:
            continue
        settled = next(iter(found)) if len(found) == 1 else "open"
        statuses, verdict = meaning(record, table.part, settled, possibility, {*left, table.part.number})
        if settled == "fails" and len(table.part.criteria) == 1:
            statuses = {c: BLOCKS[record.space.base.kind(c)] for c in table.part.criteria}
        elif settled == "holds":
            statuses = {c: status for c, status in statuses.items() if c in _concerned(record, table.part, missing)}
        after: Left = "others" if rest == "nothing" and len(found) > 1 else rest
        key = (settled, after, *sorted(statuses.items()))
        groups.setdefault(key, (Outcome("", statuses, verdict, after), []))[1].append(possibility)
    for outcome, values in groups.values():
        yield replace(outcome, value=value_in_words(record, missing, values))


def _concerned(record: Record, part: Part, missing: Missing) -> set[str]:
    """The criteria that ask for a fact, or for what follows from it."""
    space = record.space
    names = {missing.name, *missing.quantities}
    for group in part.scope.groups:
        if not names.isdisjoint((*group.tie.quantities, *group.tie.facts)):
            names.add(group.tie.result)
    inputs = {space.circuit.inputs[n] for n, t in space.base.thresholds.thresholds.items() if t.quantity in names}
    inputs |= set(missing.atoms)
    return {c for c, literal in part.conditions if inputs & record.index.below[abs(literal)]}


def _follows(table: Table, name: str, number: int, earlier: set[str]) -> set[Settled]:
    """What one value of a fact settles, over all that may be known by then and has not settled the part."""
    own = next(at for at, needed in enumerate(table.columns) if needed == {name})
    before = [at for at, needed in enumerate(table.columns) if needed <= earlier]
    after = [at for at, needed in enumerate(table.columns) if needed <= {*earlier, name}]
    histories: dict[tuple[int, ...], set[Settled]] = {}
    branches: dict[tuple[int, ...], set[Settled]] = {}
    for picked, settled in table.rows:
        histories.setdefault(tuple(picked[at] for at in before), set()).add(settled)
        branches.setdefault(tuple(picked[at] for at in after), set()).add(settled)
    found: set[Settled] = set()
    for picked, _ in table.rows:
        history = histories[tuple(picked[at] for at in before)]
        if picked[own] == number and (len(history) > 1 or "open" in history):
            branch = branches[tuple(picked[at] for at in after)]
            found |= branch if len(branch) == 1 else {"open"}
    return found


def meaning(
    record: Record, part: Part, settled: Settled, value: Possibility, open_parts: set[int]
) -> tuple[dict[str, CriterionStatus], Verdict]:
    """The criteria that are settled when a part is, and the verdict then."""
    kind = record.space.base.kind
    if settled == "open":
        return {}, "undetermined"
    if settled == "fails":
        told = record.told_of(part)
        failing = [c for c, literal in part.conditions if not record.exists(part, [*value.literals, literal], told)]
        return {c: BLOCKS[kind(c)] for c in failing}, "ineligible"
    waiting = {c for p in record.parts.parts if p.number in open_parts - {part.number} for c in p.criteria}
    unknown = [c for c in part.criteria if record.screening.statuses[c] == "unknown" and c not in waiting]
    verdict: Verdict = "eligible" if open_parts == {part.number} else "undetermined"
    applies = {c: _applies(record, part, c, value) for c in unknown}
    known = {c: held for c, held in applies.items() if held is not None}
    return {c: PASSES[kind(c)] if held else "not_applicable" for c, held in known.items()}, verdict


def _applies(record: Record, part: Part, criterion: str, value: Possibility) -> bool | None:
    """Whether a criterion applies, given a value; None where that is not told by it."""
    if record.screening.in_scope(criterion) is not None:
        return record.screening.in_scope(criterion)
    atom = record.space.scopes[criterion]
    can, can_not = (record.exists(part, [*value.literals, literal]) for literal in (atom, -atom))
    return None if can and can_not else can
