"""Which fields of a record only some criteria ask for, and which decide to whom these apply.

Knows the rules as they are grounded, and no form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.model import SCREENING_DATE, Quantity, Vocabulary
from hn2301_asp.solver.behind import behind
from hn2301_asp.solver.ground import applies, met
from hn2301_asp.solver.space import Space
from hn2301_asp.source.lists import listed


class Only(Struct, frozen=True):
    """Criteria that apply to some patients only, and to whom, in the protocol's own words."""

    criteria: tuple[str, ...]
    words: str

    @property
    def told(self) -> str:
        return f"only for {listed(self.criteria)}: {self.words}"


class Asked(Struct, frozen=True):
    """By field what is asked of some patients only, and the criteria of which a field decides to whom they apply.

    ``everybody`` are the fields that criteria ask of everybody, or that decide what is asked.
    """

    only: Mapping[str, tuple[Only, ...]] = {}
    decides: Mapping[str, tuple[str, ...]] = {}
    everybody: frozenset[str] = frozenset()


#: Where all criteria apply to everybody there is nothing to tell.
EVERYBODY = Asked()


def said_by(quantity: Quantity) -> list[str]:
    """The fields of a record that say something of a quantity; screening goes without saying."""
    to = None if quantity.to == SCREENING_DATE else quantity.to
    return [name for name in (quantity.since, to, quantity.ever) if name and name != quantity.name]


def asked_of(space: Space) -> Asked:
    """What the criteria of a protocol ask, and of whom."""
    if not space.scopes:
        return EVERYBODY
    fields = _Fields(space)
    asking: dict[str, list[str]] = {}
    deciding: dict[str, list[str]] = {}
    for criterion in space.base.criteria:
        for field in fields.behind(space.circuit.derived.get(met(criterion.id))):
            asking.setdefault(field, []).append(criterion.id)
        for field in fields.behind(space.scopes.get(criterion.id)):
            deciding.setdefault(field, []).append(criterion.id)
    words = {name: _words(space.base, name) for name in space.scopes}
    everybody = {*deciding, *(field for field, criteria in asking.items() if not words.keys() >= {*criteria})}
    only = {field: tuple(_grouped(criteria, words)) for field, criteria in asking.items() if field not in everybody}
    return Asked(only, {field: tuple(criteria) for field, criteria in deciding.items()}, frozenset(everybody))


def fields_asked(space: Space) -> frozenset[str]:
    """Every field of a record that says something of what some criterion, or whom it applies to, rests on."""
    fields = _Fields(space)
    atoms = [space.circuit.derived.get(met(criterion.id)) for criterion in space.base.criteria]
    return frozenset().union(*map(fields.behind, [*atoms, *space.scopes.values()]))


def _words(base: KnowledgeBase, criterion: str) -> str:
    """To whom a criterion applies, in the words over its rules."""
    rules = [rule for rule in base.rules if rule.head_text == applies(criterion)]
    told = [f"“{' … '.join(rule.quotes)}”" if rule.quotes else " ".join(rule.because) for rule in rules]
    return listed(dict.fromkeys(filter(None, told)), "or") or "some patients"


def _grouped(criteria: Iterable[str], words: Mapping[str, str]) -> Iterator[Only]:
    """Criteria by the words that say to whom they apply."""
    groups: dict[str, list[str]] = {}
    for criterion in criteria:
        groups.setdefault(words[criterion], []).append(criterion)
    for told, names in groups.items():
        yield Only(tuple(names), told)


class _Fields:
    """The fields of a record that say something of what atoms rest on."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.names = {atom: name for name, atom in space.circuit.inputs.items()}
        self.known = frozenset(space.base.vocabulary.fields())
        self.of_quantity = {
            name: frozenset(_of_quantity(name, quantity, space.base.vocabulary))
            for name, quantity in space.base.thresholds.quantities.items()
        }

    def behind(self, atom: int | None) -> frozenset[str]:
        """The fields behind an atom; none where no rule derives it."""
        if atom is None:
            return frozenset()
        found = behind(self.space, [atom])
        fields = {field for name in found.quantities for field in self.of_quantity.get(name, ())}
        return self.known & fields.union(*(self._of_input(self.names[one]) for one in found.inputs))

    def _of_input(self, name: str) -> Iterator[str]:
        vocabulary, (family, _, item) = self.space.base.vocabulary, name.partition("(")
        if family in vocabulary.families:
            yield from (family, f"{family}.{item.removesuffix(')')}")
        elif family in vocabulary.choices or family in vocabulary.facts:
            yield family


def _of_quantity(name: str, quantity: Quantity, vocabulary: Vocabulary) -> Iterator[str]:
    yield from (name, *said_by(quantity))
    if quantity.summary is not None:
        yield quantity.summary.of
        yield from () if quantity.summary.before == SCREENING_DATE else (quantity.summary.before,)
    if quantity.of_item is not None:
        yield from (quantity.of_item[0], ".".join(quantity.of_item))
    for doses in vocabulary.doses.values():
        if doses.adds_up_to == name:
            # A list without a drug of the class says that no dose was taken.
            yield doses.closing_list
            yield from (f"{doses.closing_list}.{drug.name}" for drug in vocabulary.dosed(doses))
            yield from (f"{doses.name}.{drug.name}" for drug in vocabulary.dosed(doses))
