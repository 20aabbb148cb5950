"""Which items of a list would have to differ: the fewest, and in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hn2301_asp.explanation.answers.some_facts import HeldFacts
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.model import Family
from hn2301_asp.solver.assumptions import Evidence
from hn2301_asp.solver.minimal import bits, explore
from hn2301_asp.solver.space import Space
from hn2301_asp.source.lists import first_few, listed

#: So many lists that would do are looked for, and so many items are named.
MOST_LISTS, MOST_NAMED = 60, 10
#: Of choices of several items together, so many are given as examples.
MOST_SETS = 3


def fewest_changes(held: HeldFacts, kept: int, number: int, others: Sequence[int]) -> list[tuple[Evidence, ...]]:
    """The smallest sets of entries of a list, items and doses that it speaks of, that would have to differ."""
    said = held.said[number]
    entries = [Evidence((entry,), ()) for entry in said.atoms] + [Evidence((), (e,)) for e in said.amounts]
    literals = [literals_of(held.space, entry) for entry in entries]
    question = [*held.literals(kept), *held.question, *others]

    def conflict(chosen: int) -> int | None:
        owners = {literal: bit for bit in bits(chosen) for literal in literals[bit.bit_length() - 1]}
        return held.blamed([*question, *owners], lambda literal: owners.get(literal, 0))

    explored = explore((1 << len(entries)) - 1, conflict, MOST_LISTS)
    least = min((mask.bit_count() for mask in explored.corrections), default=0)
    fewest = [mask for mask in explored.corrections if mask.bit_count() == least]
    return [tuple(entries[bit.bit_length() - 1] for bit in bits(mask)) for mask in fewest]


def changes_in_words(
    family: Family,
    changes: Sequence[Sequence[Evidence]],
    amount_in_words: Callable[[str, Sequence[Evidence]], str],
    asked: Sequence[str] = (),
) -> str:
    """Alternatives in words: what is to be added, what left out, and amounts.

    ``asked`` are the attributes of items that thresholds ask for: of one that is added nothing of them is known.

    ``amount_in_words`` says what an amount must be, given all the entries that change with it.
    """
    singles: list[str] = []
    longer: list[str] = []
    for entries in changes:
        words = []
        for entry in entries:
            for _, atom, holds in entry.atoms:
                label = family.items[atom.partition("(")[2][:-1]].label
                words.append(f"not {label}" if holds else f"also {label}")
            words += [amount_in_words(quantity, entries) for _, quantity, _ in entry.amounts]
        if len(words) == 1 and words[0].startswith("also "):
            singles.append(words[0].removeprefix("also "))
        else:
            longer.append(" and ".join(words).replace(" and also ", " and "))
    counting = f", of which {listed(asked)} count{'' if len(asked) > 1 else 's'} too" if asked else ""
    found = [f"also {_one_of(singles)}{counting}"] if singles else []
    if len(longer) > MOST_SETS:
        longer = [*longer[:MOST_SETS], "another such choice"]
    if family.score is not None:
        longer.append("several others together")
    return " or ".join([*found, *longer])


def attributes_asked(base: KnowledgeBase, family: Family) -> tuple[str, ...]:
    """What thresholds ask of the items of a family, by its label, in the vocabulary's order."""
    quantities = base.thresholds.quantities.values()
    asked = {
        q.name.rpartition(".")[2]
        for q in quantities
        if q.of_item and q.of_item[0] == family.name and q.name in base.thresholds.axes
    }
    return tuple(attribute.label for name, attribute in family.attributes.items() if name in asked)


def as_changed(space: Space, said: Evidence, changes: Sequence[Evidence]) -> tuple[int, ...]:
    """A list after some changes, as assumptions; amounts that change are left open."""
    changed = {atom for entry in changes for _, atom, _ in entry.atoms}
    gone = {quantity for entry in changes for _, quantity, _ in entry.amounts}
    atoms = tuple((fact, atom, holds != (atom in changed)) for fact, atom, holds in said.atoms)
    return tuple(literals_of(space, Evidence(atoms, tuple(e for e in said.amounts if e[1] not in gone))))


def literals_of(space: Space, entry: Evidence) -> list[int]:
    """What a list says, as assumptions."""
    found = [space.circuit.inputs[atom] * (1 if holds else -1) for _, atom, holds in entry.atoms]
    for _, quantity, values in entry.amounts:
        for index, region in enumerate(space.axes[quantity].regions if quantity in space.axes else ()):
            inside = (
                values.never
                if region.interval is None
                else (values.interval is not None and values.interval.overlaps(region.interval))
            )
            if not inside:
                found.append(-space.regions[quantity][index])
    return found


def _one_of(labels: Sequence[str]) -> str:
    if len(labels) == 1:
        return labels[0]
    return f"one of: {first_few(labels, MOST_NAMED)}" + (" that would do" if len(labels) > MOST_NAMED else "")
