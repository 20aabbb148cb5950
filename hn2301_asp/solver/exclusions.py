"""What open ties and sums of doses exclude together, of one patient: as assumptions of the search space.

Each tie alone is judged in ``assumptions``; here only what shares an unknown number, and what follows
from something that follows itself. A space without such ties costs nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from hn2301_asp.knowledge.thresholds.axis import EVERYTHING, Interval, Values, domain_of
from hn2301_asp.solver.relations import Relation, hanging_together, of_sums, of_tie
from hn2301_asp.solver.space import Exclusion, Space
from hn2301_asp.solver.ties import Span, Tie
from hn2301_asp.solver.together import Judging, literals
from hn2301_asp.source.private import Private


class Said(Private, frozen=True):
    """What is known of a patient's numbers: said (``main``), following, and the answers; ``settled`` ties are done."""

    main: Mapping[str, Values]
    follows: Mapping[str, Fraction]
    answers: Mapping[str, bool]
    settled: Collection[str]


def exclusions(
    space: Space,
    ties: Collection[str],
    amounts: Sequence[tuple[str, str, Values]],
    allowed: Mapping[str, tuple[int, ...]],
    said: Said,
) -> Iterator[int]:
    """The atoms that say what nobody shows who has what is said; ``ties`` are those wanted, by their results."""
    relations = [*_ties(space, ties, said), *of_sums(_sums(space, amounts, said))]
    if not relations:
        return
    known = {name: values.number for name, values in said.main.items() if values.number is not None}
    known |= said.follows
    for group in hanging_together(relations, known):
        if len(group) > 1 or not space.ties.keys().isdisjoint(group[0].names):
            yield from _excluded(space, group, known, allowed, said)


def _ties(space: Space, wanted: Collection[str], said: Said) -> list[Relation]:
    """The open ties among those that share a quantity, with what they follow from."""
    found: list[Tie] = []
    for tie in reversed(space.linked):
        used = tie.result in wanted or any(tie.result in other.quantities for other in found)
        said_of = tie.result not in space.axes and tie.result in said.main
        if used and not said_of and tie.result not in said.settled and tie.result not in said.follows:
            found.append(tie)
    inputs = {name for tie in found for name in tie.quantities}
    return [of_tie(tie, linked=tie.result in inputs and tie.result not in said.main) for tie in found]


def _sums(space: Space, amounts: Sequence[tuple[str, str, Values]], said: Said) -> dict[str, Values]:
    """The sums of doses that may say something of one another; one that differs from what was given says nothing."""
    if len(space.base.vocabulary.doses) < 2:
        return {}
    found: dict[str, Values] = {}
    for _, quantity, values in amounts:
        main = said.main[quantity].interval
        if values.shares and main is not None and values.interval is not None and main.overlaps(values.interval):
            found[quantity] = values
    return found


def _excluded(
    space: Space,
    group: Sequence[Relation],
    known: Mapping[str, Fraction],
    allowed: Mapping[str, tuple[int, ...]],
    said: Said,
) -> list[int]:
    names = dict.fromkeys(name for one in group for name in (*one.names, *([one.result] if one.linked else [])))
    box: dict[str, Span] = {name: span for one in group for name, span in one.box.items()}
    box |= {name: _span(space, name, known, said.main) for name in names if name not in box}
    results = {one.result for one in group}
    facts = dict.fromkeys(fact for one in group for fact in one.facts)
    regions = {
        name: _regions(space, name, allowed[name])
        for name in dict.fromkeys((*names, *results))
        if name in allowed and (name in results or name not in known)
    }
    answers = {fact: said.answers[fact] for fact in facts if fact in said.answers}
    given = frozenset(names.keys() & known.keys())
    key = (
        *((one.result, one.linked) for one in group),
        given,
        *sorted(box.items(), key=lambda item: item[0]),
        *((name, *indices) for name, indices in sorted(regions.items())),
        *sorted(answers.items()),
    )
    if key not in space.remembered:
        judged = Judging(group, box, regions, given, answers)
        about = (tuple(sorted({*names, *results} & space.base.thresholds.quantities.keys())), tuple(sorted(facts)))
        found = [tuple(literals(choice, space.regions, space.circuit.inputs)) for choice in judged.found]
        space.remember(key, [space.excluded(Exclusion(*about, one)) for one in found])
    return space.remembered[key]


def _regions(space: Space, name: str, allowed: Sequence[int]) -> dict[int, Interval]:
    intervals = ((index, space.axes[name].regions[index].interval) for index in allowed)
    return {index: interval for index, interval in intervals if interval is not None}


def _span(space: Space, name: str, known: Mapping[str, Fraction], main: Mapping[str, Values]) -> Span:
    """What a quantity may be. What follows from a formula may be any number: the formula's inputs bound it."""
    if name in known:
        return Span(Interval.point(known[name]))
    domain = domain_of(space.base.thresholds.quantities[name])
    interval = main[name].interval if name in main else None
    if interval is not None:
        inside = domain.within(interval)
        return Span(interval if inside.is_empty else inside, domain.counted)
    if name in space.ties and space.ties[name].formula is not None:
        return Span(EVERYTHING)
    return Span(domain.within(domain.possible), domain.counted)
