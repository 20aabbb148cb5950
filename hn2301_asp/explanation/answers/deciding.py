"""What would decide an undetermined patient, and in which order to find it out.

The parts of eligibility that are open are independent of each other: what settles the verdict
settles each of them, and what rules the patient out fails one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice, product

from hn2301_asp.explanation.answers.answers import Deciding, Disputed, NotNeeded
from hn2301_asp.explanation.answers.missing import Missing, Record, decided, joint
from hn2301_asp.explanation.answers.ordering import best_order
from hn2301_asp.explanation.answers.parts import Part
from hn2301_asp.explanation.answers.scope import deciding_scope
from hn2301_asp.explanation.answers.tools import Tools
from hn2301_asp.explanation.why.amounts import beside_given, shown
from hn2301_asp.screening import Screening
from hn2301_asp.solver.minimal import explore, least_first, smallest_first
from hn2301_asp.solver.rows import in_rows
from hn2301_asp.solver.two_patients import Key, Pair

#: Combinations of values that are looked through for those that rule out, in one part.
MOST_COMBINATIONS = 400


def deciding(record: Record, tools: Tools, screening: Screening, limit: int) -> Deciding:
    """What would settle an undetermined verdict; empty for any other."""
    if screening.verdict != "undetermined":
        return Deciding()
    pair = tools.pair
    unknown = {criterion for criterion, status in screening.statuses.items() if status == "unknown"}
    concerned = [part for part in record.parts.parts if not unknown.isdisjoint(part.criteria)]
    open_parts = [part for part in concerned if record.is_open(part)]
    asked = [(settling_sets(record, pair, part, limit), ruling_sets(record, part, limit)) for part in open_parts]
    # What only matters if a criterion applies is not looked at before it is known whether it does.
    clear = not any(deciding_scope(record.space, screening, part) for part in open_parts)
    settling, complete = [sets for (sets, _), _ in asked], clear and all(found for (_, found), _ in asked)
    ruling = [names for _, (sets, _) in asked for names in sets]
    ruling_complete = clear and all(found for _, (_, found) in asked)
    combined = list(_combined(settling, limit + 1))
    useful = {one.name for sets in settling for found in sets for one in found}
    # Where nothing settles a part for sure, everything that is missing there may.
    unsettled = [part for part, sets in zip(open_parts, settling, strict=True) if not sets]
    useful |= {one.name for part in unsettled for one in record.missing(part)}
    telling = useful | {name for names in ruling for name in names}
    order = best_order(record, [(p, tuple(m for m in record.missing(p) if m.name in useful)) for p in open_parts])
    return Deciding(
        settles=tuple(combined[:limit]),
        settles_complete=complete and len(combined) <= limit,
        could_rule_out=tuple(sorted(ruling, key=len)[:limit]),
        could_rule_out_complete=ruling_complete and len(ruling) <= limit,
        not_needed=tuple(_not_needed(record, pair, telling)) if complete and ruling_complete else (),
        order=order.steps,
        order_is_least=order.least and complete,
        expected_effort=order.effort,
        disputed=tuple(disputed for part in open_parts for disputed in _disputed(record, part)),
    )


def _disputed(record: Record, part: Part) -> Iterator[Disputed]:
    """Quantities of an open part that are given, and that other facts put on the other side of a limit."""
    base, patient = record.space.base, record.patient
    for group in part.scope.groups:
        name = group.tie.result
        other = beside_given(base, patient, name) if name in record.disputed else None
        if other is None or other.value is None or other.value.number is None:
            continue
        given = shown(patient.facts[name])
        needs = tuple(
            threshold.shown
            for threshold in base.thresholds.thresholds.values()
            if threshold.quantity == name
            and given.number is not None
            and threshold.test.holds(given.number) != threshold.test.holds(other.value.number)
        )
        if needs:
            facts = tuple(source.fact for source in other.follows_from)
            yield Disputed(name, given.label, given, other.value, facts, needs)


def settling_sets(record: Record, pair: Pair, part: Part, limit: int) -> tuple[list[tuple[Missing, ...]], bool]:
    """Minimal sets of missing facts that settle a part whatever they turn out to be."""
    missing = record.missing(part)
    known = _known(record, part)
    told = [*record.told_of(part), *record.chosen]
    explored = explore((1 << len(missing)) - 1, partial(_agreeing, pair, told, part, missing, known), limit)
    sets = [tuple(one for n, one in enumerate(missing) if mask >> n & 1) for mask in explored.conflicts]
    place = {one.name: n for n, one in enumerate(missing)}
    sets.sort(key=lambda found: (len(found), [place[one.name] for one in found]))
    return sets, explored.complete


def _agreeing(
    pair: Pair, told: Sequence[int], part: Part, missing: Sequence[Missing], known: Sequence[Key], held: int
) -> int | None:
    """The missing facts among those held that force one answer; None where they do not."""
    keys: dict[Key, int] = {}
    for number, one in enumerate(missing):
        if held >> number & 1:
            rows, rest = in_rows(one.atoms)
            keys |= dict.fromkeys((*rows, *rest, *one.quantities), 1 << number)
    core = pair.disagreement(told, part.literals, [*keys, *(key for key in known if key not in keys)])
    if core is None:
        return None
    suspects = 0
    for key in core:
        suspects |= keys.get(key, 0)
    return suspects


def _known(record: Record, part: Part) -> list[Key]:
    """What formulas depend on and is known exactly: the two patients agree on it from the start.

    Not where the result is disputed: of it the two do not agree though they agree on all that it follows from.
    """
    known: list[Key] = []
    for group in part.scope.groups:
        if group.tie.result in record.disputed:
            continue
        known += [name for name in group.tie.quantities if record.known.is_known(name)]
        known += [record.space.circuit.inputs[fact] for fact in group.tie.facts if fact in record.known.answers]
    return list(dict.fromkeys(known))


def _combined(parts: Sequence[Sequence[tuple[Missing, ...]]], limit: int) -> Iterator[tuple[str, ...]]:
    """One set of each part, all together, the smallest first."""
    if not parts or not all(parts):
        return

    def size(picked: Sequence[int]) -> int:
        return sum(len(sets[p]) for sets, p in zip(parts, picked, strict=True))

    for picked in islice(least_first([len(sets) for sets in parts], size), limit):
        yield tuple(one.name for sets, p in zip(parts, picked, strict=True) for one in sets[p])


def ruling_sets(
    record: Record, part: Part, limit: int, most: int = MOST_COMBINATIONS
) -> tuple[list[tuple[str, ...]], bool]:
    """Minimal sets of a part's missing facts some values of which make it fail for sure: ``most`` values are tried."""
    missing = record.missing(part)
    by_name = {one.name: one for one in missing}
    found: list[tuple[str, ...]] = []
    tried = 0
    for names in smallest_first([(name,) for name in by_name], found):
        chosen = [by_name[name] for name in names]
        for values in product(*(one.possibilities for one in (*chosen, *joint(record, part, chosen)))):
            tried += 1
            if tried > most or len(found) > limit:
                return found, False
            if decided(record, part, [lit for value in values for lit in value.literals], holds=False):
                found.append(names)
                break
    return found, True


def _not_needed(record: Record, pair: Pair, useful: set[str]) -> Iterator[NotNeeded]:
    """Missing facts that can change nothing, with the readings under which they could."""
    base = record.space.base
    for part in record.parts.parts:
        for missing in record.missing(part):
            if missing.name not in useful:
                under = tuple(_needed_under(record, pair, part, missing))
                yield NotNeeded(missing.name, base.vocabulary.label(missing.name, None), under)


def _needed_under(record: Record, pair: Pair, part: Part, missing: Missing) -> Iterator[dict[str, str]]:
    """Other readings, one at a time, under which two patients who differ in this alone differ in the part."""
    base = record.space.base
    cones = record.space.readings_of(record.space.criteria[criterion] for criterion in part.criteria)
    others: list[Key] = list(_known(record, part))
    for one in record.missing(part):
        others += [] if one is missing else [*one.atoms, *one.quantities]
    for reading in base.readings.values():
        if reading.id not in cones:
            continue
        for value in reading.values:
            if value == record.readings[reading.id]:
                continue
            chosen = {**record.readings, reading.id: value}
            told = [*record.told_of(part), *(record.space.readings[choice] for choice in chosen.items())]
            if pair.disagreement(told, part.literals, list(dict.fromkeys(others))) is None:
                yield {reading.id: value}
