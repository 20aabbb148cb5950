"""Questions about a patient under several versions at once: witnesses screened under all, and why there is none.

Nothing is judged here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from hn2301_asp.amendment.case import Several
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.comparison.boxes import boxes
from hn2301_asp.comparison.inputs import NOT_CONFIRMED, Undecidable
from hn2301_asp.comparison.model import Witness, boxes_in_words
from hn2301_asp.comparison.renaming import key
from hn2301_asp.comparison.search import Found
from hn2301_asp.comparison.witness import candidates, screened
from hn2301_asp.comparison.witnessing import shown
from hn2301_asp.comparison.words import answers_in_words, test_in_words


def by_pairs(several: Several, of: Callable[[Several], Iterable[Conflict]]) -> Iterator[Conflict]:
    """What a class finds on each two amendments; then of all together what no two of them explain.

    A remark on two of them explains nothing.
    """
    found = [conflict for pair in several.pairs for conflict in of(pair)]
    yield from found
    explained = {conflict.where for conflict in found if conflict.severity != "remark"}
    for conflict in of(several):
        if not found or (conflict.where not in explained and conflict.severity != "remark"):
            yield conflict


def some(several: Several, literals: Sequence[int]) -> int:
    """An atom that holds of a patient exactly where one of some literals does."""
    return _defined(several, [[literal] for literal in dict.fromkeys(literals)])


def every(several: Several, literals: Sequence[int]) -> int:
    """An atom that holds of a patient exactly where all of some literals do."""
    return _defined(several, [list(dict.fromkeys(literals))])


def _defined(several: Several, bodies: Sequence[Sequence[int]]) -> int:
    with several.search.space.control.backend() as backend:
        atom: int = backend.add_atom()
        for body in bodies:
            backend.add_rule([atom], body)
    return atom


def unlike(several: Several, version: int) -> int:
    """An atom that holds of a patient whom a version touches: it answers a criterion or a test of both otherwise."""
    sides, inputs = several.sides, several.search.joined.circuit.inputs
    base, own = sides[0], sides[version]
    differing = [(base.passes[name], own.passes[name]) for name in base.passes if base.passes[name] != own.passes[name]]
    for item in several.items(version):
        if item.kind == "threshold" and item.value_there is not None and item.value_here is not None:
            entry = key("predicate", item.name)
            differing.append((inputs[base.names[entry]], inputs[own.names[entry]]))
    ways = [every(several, way) for one, other in differing for way in ([one, -other], [other, -one])]
    return some(several, ways)


def boxes_of(several: Several, one: int, other: int, first: Found) -> str:
    """The patients of whom one holds and the other does not, in the author's words."""
    axes = dict.fromkeys(axis for version in several.single for axis in several.comparer.changed_axes(0, version))
    told, complete = boxes(several.search, one, other, first, list(axes), ())
    return boxes_in_words(told, complete=complete)


def witnessed(several: Several, found: Found, eligible: Sequence[bool]) -> tuple[Witness, str]:
    """A patient found, with the verdicts of all versions; raises Undecidable where screening does not confirm it.

    ``eligible`` says in which of base, amendments and all together. The witness shows the first and the last.
    """
    numbers = (0, *several.single, several.both)
    for candidate in candidates(several.search, found):
        screenings = screened([several.comparer.versions[version] for version in numbers], candidate.record)
        known = [screening for screening in screenings if screening is not None]
        open_ = any(own.verdict == "undetermined" for own in known)
        if not open_ and [own.verdict == "eligible" for own in known] == list(eligible):
            names = [several.comparer.names[version] for version in numbers]
            said = (f"{own.verdict} under {name}" for name, own in zip(names, known, strict=True))
            return shown(candidate, known[0], known[-1]), ", ".join(said)
    raise Undecidable(NOT_CONFIRMED)


class Need(Struct, frozen=True):
    """Something that a version asks of everybody whom it lets pass, in words; ``name`` as its author calls it."""

    name: str
    text: str
    literal: int


def needed_together(several: Several, criteria: Sequence[str]) -> list[Need]:
    """The fewest things that the amendments ask each for itself, and that no patient shows together.

    Empty where the reason is none of that kind: each amendment alone leaves other ways open.
    """
    needs: dict[int, Need] = {}
    askers: dict[int, list[str]] = defaultdict(list)
    for version in several.single:
        for need in _needs(several, version, criteria):
            needs.setdefault(need.literal, need)
            askers[need.literal].append(several.versions[version - 1].name)
    if not several.search.nobody(list(needs)):
        return []
    core = several.search.core([], list(needs))
    names = {literal: f" ({own[0]})" if len(own) == 1 else "" for literal, own in askers.items()}
    return [Need(need.name, need.text + names[literal], literal) for literal, need in needs.items() if literal in core]


def _needs(several: Several, version: int, criteria: Sequence[str]) -> list[Need]:
    """What a version asks of everybody who passes the criteria: tests and answers without which nobody does."""
    search, side = several.search, several.sides[version]
    passing = [side.passes[name] for name in criteria]
    cone = search.joined.circuit.cone(passing)
    thresholds = search.joined.base.thresholds.thresholds
    called = {joint: entry.partition(" ")[2] for entry, joint in side.names.items()}
    found = []
    for name, atom in search.joined.circuit.inputs.items():
        if atom not in cone or atom in search.fixed:
            continue
        for literal in (atom, -atom):
            if search.nobody([*passing, -literal]):
                limit = test_in_words(search, name, holds=literal > 0) if name in thresholds else None
                told = limit or ", ".join(answers_in_words(search, [literal]))
                found.append(Need(called.get(name, name) if limit else name, told, literal))
                break
    return found
