"""The readings of open phrases under which somebody shows what nobody does under those in force.

Asked first whatever the readings; only where that leaves somebody, under every other value of each reading
alone, and under several together where none alone does. All versions are read alike: one that does not know
a value keeps its default. A reading on which a question cannot depend is not asked about: neither what the
question names nor a constraint leads to it in the circuit, so whoever answers does so under any value of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.renaming import key
from hn2301_asp.comparison.search import Found, Search
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.solver.minimal import least

#: The atoms that say how one reading is read: one for each way in which the versions declare it.
_Way = tuple[int, ...]


class Reread(Struct, frozen=True):
    """Readings that are read otherwise, by their ids, and the literals that say how every reading is read."""

    readings: Mapping[str, str]
    literals: tuple[int, ...]


class Rereading:
    """Every way in which the versions of a search can be read."""

    def __init__(self, search: Search, versions: Sequence[KnowledgeBase]) -> None:
        self.search = search
        #: By a reading's id the atoms in force, and each other way to read it by its value.
        self.force: dict[str, _Way] = {}
        self.others: dict[str, dict[str, _Way]] = {}
        inputs = search.joined.circuit.inputs
        for name in dict.fromkeys(name for base in versions for name in base.readings):
            declared = {
                side.names[key("reading", name)]: base.readings[name]
                for side, base in zip(search.sides, versions, strict=True)
                if name in base.readings
            }
            ways = {
                value: tuple(
                    inputs[f"reading({joint},{value if value in reading.values else reading.default})"]
                    for joint, reading in declared.items()
                )
                for value in dict.fromkeys(value for reading in declared.values() for value in reading.values)
            }
            self.force[name] = tuple(inputs[f"reading({joint},{r.default})"] for joint, r in declared.items())
            self.others[name] = {value: way for value, way in ways.items() if way != self.force[name]}

    def breaking(self, question: Sequence[int]) -> Iterator[Reread]:
        """The other readings under which somebody answers a question that nobody does under those in force.

        What could not be decided is among them.
        """
        names = self._asked([*question, *self.search.among])
        if not names or self._nobody(question, self._free(names)):
            return
        single = [Reread({name: value}, self._read({name: value})) for name in names for value in self.others[name]]
        left = [reread for reread in single if not self._nobody(question, reread.literals)]
        yield from left or self._together(question, names)

    def _asked(self, question: Sequence[int]) -> tuple[str, ...]:
        """The readings on which an answer can depend: any, where it is asked by what stands beside the circuit."""
        circuit = self.search.joined.circuit
        named = {abs(literal) for literal in question}
        cone = circuit.cone([0, *named]) if max(named, default=0) <= circuit.atoms else None
        return tuple(
            name
            for name, ways in self.others.items()
            if ways and (cone is None or any(not cone.isdisjoint(way) for way in (self.force[name], *ways.values())))
        )

    def _read(self, chosen: Mapping[str, str]) -> tuple[int, ...]:
        return tuple(
            atom
            for name, way in self.force.items()
            for atom in (self.others[name][chosen[name]] if name in chosen else way)
        )

    def _free(self, names: Sequence[str]) -> tuple[int, ...]:
        """Literals that leave some readings open, and every version read alike."""
        fixed = [atom for name, way in self.force.items() if name not in names for atom in way]
        return (*fixed, *([] if self._alike is None else [self._alike]))

    def anyhow(self) -> tuple[int, ...]:
        """Literals that leave every reading open, and every version read alike."""
        return self._free(tuple(self.force))

    def ways(self) -> dict[str, tuple[_Way, ...]]:
        """Every way in which a reading can be read, that in force first, of those that versions declare differently."""
        several = [name for name, way in self.force.items() if len(way) > 1]
        return {name: (self.force[name], *self.others[name].values()) for name in several}

    @cached_property
    def _alike(self) -> int | None:
        """An atom that says that all versions are read alike; None where they declare all readings alike."""
        differing = self.ways()
        if not differing:
            return None
        with self.search.space.control.backend() as backend:
            alike: int = backend.add_atom()
            backend.add_rule([alike], [], choice=True)
            for ways in differing.values():
                chosen = []
                for way in ways:
                    atom: int = backend.add_atom()
                    backend.add_rule([atom], list(way))
                    chosen.append(-atom)
                backend.add_rule([], [alike, *chosen])
        return alike

    def _nobody(self, question: Sequence[int], readings: Sequence[int]) -> bool:
        """Whether it is proved that nobody answers; what cannot be decided is not."""
        try:
            with self.search.under(readings):
                return self.search.nobody(question)
        except Undecidable:
            return False

    def _together(self, question: Sequence[int], names: Sequence[str]) -> Iterator[Reread]:
        """As few readings as may be, read otherwise together; none of them where that cannot be decided."""
        try:
            with self.search.under(self._free(names)):
                found = self.search.find(question)
        except Undecidable:
            yield Reread({}, self._free(names))
            return
        assert found is not None, "somebody answers, or it would have been proved that nobody does"
        chosen = least(self._shown(found, names), lambda fewer: not self._nobody(question, self._read(fewer)))
        yield Reread(chosen, self._read(chosen))

    def _shown(self, found: Found, names: Sequence[str]) -> dict[str, str]:
        """How somebody's readings differ from those in force."""
        return {
            name: value
            for name in names
            for value, way in self.others[name].items()
            if found.true.issuperset(way) and not found.true.issuperset(self.force[name])
        }
