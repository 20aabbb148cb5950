"""A table's columns as fields, and the parts in which they mean something together.

Columns that speak of one quantity, of one fact, or of what a tie, a score or a sum of doses links are one part: what
its cells say does not depend on any other column. No cell is looked at here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from hn2301_asp.knowledge.vocabulary.model import Quantity, RecordField, Vocabulary
from hn2301_asp.patient.choices import Words
from hn2301_asp.patient.fields import heading_of
from hn2301_asp.patient.lookups import Answers, Dose, Heading, Kind, Listed, Lookups
from hn2301_asp.solver.assumptions import Scope
from hn2301_asp.solver.space import Space

#: What a column speaks of: a kind of thing, and its name.
Topic = tuple[str, str]


class Column(Struct, frozen=True):
    """A column that is understood: its heading as it is written, and the field that it stands for."""

    written: str
    heading: Heading
    kind: Kind | None


class Part(Struct, frozen=True):
    """Columns that mean something together, and what of the search space they speak of.

    ``atoms`` are the inputs that they may tell of, ``quantities`` all that they may measure, ``scope`` what of that
    thresholds and ties ask about.
    """

    columns: tuple[Column, ...]
    atoms: frozenset[str]
    quantities: frozenset[str]
    scope: Scope


class Headings(Struct, frozen=True):
    """A table's columns: those of each part, and those about the record (an id, a site), which no rule asks."""

    parts: tuple[Part, ...]
    about: tuple[Column, ...]
    left_out: tuple[str, ...]


def read_headings(written: Sequence[str], known: Lookups, space: Space) -> Headings:
    """The columns of a table whose headings are all understood (``read_fields`` tells of those that are not)."""
    about: list[Column] = []
    speaking: list[Column] = []
    left_out: list[str] = []
    for name in written:
        heading = heading_of(name, known)
        if heading is None:
            left_out.append(name)
            continue
        kind = known.kinds.get(heading.name)
        column = Column(name, heading, kind)
        silent = isinstance(kind, RecordField) and kind.kind not in ("date", "zone", "ever")
        (about if silent else speaking).append(column)
    return Headings(tuple(_parts(speaking, known, space)), tuple(about), tuple(left_out))


def _parts(columns: Sequence[Column], known: Lookups, space: Space) -> Iterator[Part]:
    vocabulary = known.vocabulary
    together = _Together()
    topics = {one.written: list(_topics(one, vocabulary)) for one in columns}
    for found in topics.values():
        together.join(found)
    for links in _links(known, space, listed={one.heading.name for one in columns if isinstance(one.kind, Listed)}):
        together.join(links)
    roots: dict[Topic, list[Column]] = {}
    for column in columns:
        roots.setdefault(together.root(topics[column.written][0]), []).append(column)
    spoken = {root: together.all_of(root) for root in roots}
    for root, own in roots.items():
        yield _part(_with_dates(own, columns, vocabulary), spoken[root], space)
    # What no column speaks of is a part of its own: nothing is said there.
    every = {topic for found in spoken.values() for topic in found}
    rest = [("quantity", name) for name in space.axes] + [("atom", name) for name in space.circuit.inputs]
    yield _part((), {topic for topic in rest if topic not in every}, space)


def _with_dates(own: Sequence[Column], columns: Sequence[Column], vocabulary: Vocabulary) -> list[Column]:
    """Columns with those of the dates that they are counted from and held against, and of the time zone."""
    wanted = {date for one in own for date in _dates(one, vocabulary)}
    dated = wanted or any(isinstance(one.kind, RecordField | Quantity | Dose | Listed) for one in own)
    zones = {name for name, field in vocabulary.record.items() if field.kind == "zone"} if dated else set()
    return [one for one in columns if one in own or one.heading.name in wanted | zones]


def _dates(column: Column, vocabulary: Vocabulary) -> Iterator[str]:
    kind, name = column.kind, column.heading.name
    if isinstance(kind, RecordField):
        if kind.not_before is not None:
            yield kind.not_before
        for quantity in vocabulary.quantities.values():
            if name == quantity.since:
                yield quantity.to
    elif isinstance(kind, Listed):
        yield from (told.to for told in kind.family.attributes.values() if told.since is not None)
    elif isinstance(kind, Quantity):
        yield from _asked_dates(kind)
        for quantity in vocabulary.quantities.values():
            if quantity.summary is not None and quantity.summary.of == kind.name:
                yield from _asked_dates(quantity)


def _asked_dates(quantity: Quantity) -> Iterator[str]:
    if quantity.since == quantity.name:
        yield quantity.to
    if quantity.summary is not None:
        yield quantity.summary.before


def _part(columns: Sequence[Column], topics: Iterable[Topic], space: Space) -> Part:
    found = frozenset(topics)
    groups = tuple(group for group in space.groups if ("quantity", group.tie.result) in found)
    quantities, atoms = (frozenset(name for one, name in found if one == kind) for kind in ("quantity", "atom"))
    return Part(tuple(columns), atoms, quantities, Scope(quantities & space.axes.keys(), groups))


def _topics(column: Column, vocabulary: Vocabulary) -> Iterator[Topic]:
    """What a column may tell of."""
    kind, name = column.kind, column.heading.name
    if isinstance(kind, Answers):
        yield "atom", kind.yes[1][1]
    elif isinstance(kind, Words):
        yield from (("atom", f"{name}({value})") for value in kind.choice.values)
    elif isinstance(kind, Listed):
        yield from (("atom", f"{name}({item})") for item in kind.family.items)
        yield from (
            ("quantity", f"{name}.{item}.{told}") for item in kind.family.items for told in kind.family.attributes
        )
    elif isinstance(kind, Dose):
        yield "quantity", kind.doses.adds_up_to
    elif isinstance(kind, Quantity):
        yield from _of_quantity(kind, vocabulary)
    else:
        yield "record", name
        for quantity in vocabulary.quantities.values():
            if name in (quantity.since, quantity.ever):
                yield from _of_quantity(quantity, vocabulary)


def _of_quantity(quantity: Quantity, vocabulary: Vocabulary) -> Iterator[Topic]:
    yield "quantity", quantity.name
    if quantity.of_item is not None:
        family, item = quantity.of_item
        yield "atom", f"{family}({item})"
    if quantity.summary is not None:
        yield "quantity", quantity.summary.of
    if quantity.repeated:
        yield from (
            ("quantity", q.name) for q in vocabulary.quantities.values() if q.summary and q.summary.of == quantity.name
        )


def _links(known: Lookups, space: Space, *, listed: set[str]) -> Iterator[list[Topic]]:
    """What the search space links: ties, scores with their totals, the values of a choice, and doses."""
    vocabulary = known.vocabulary
    for tie in space.ties.values():
        quantities = [("quantity", name) for name in (tie.result, *tie.quantities)]
        yield [*quantities, *(("atom", fact) for fact in tie.facts)]
    for names in space.choices:
        yield [("atom", name) for name in names]
    for score in vocabulary.scores.values():
        totals = [("quantity", total) for total in score.totals]
        yield [*totals, *(("atom", f"{score.family}({item})") for items in score.totals.values() for item in items)]
    for doses in vocabulary.doses.values():
        closing: Iterable[Topic] = ()
        if doses.closing_list in listed:
            items = vocabulary.families[doses.closing_list].items
            closing = [("atom", f"{doses.closing_list}({item})") for item in items]
        yield [("quantity", doses.adds_up_to), *closing]
    if len(vocabulary.doses) > 1:
        yield [("quantity", doses.adds_up_to) for doses in vocabulary.doses.values()]


class _Together:
    """Topics in groups: joined ones are one group."""

    def __init__(self) -> None:
        self.above: dict[Topic, Topic] = {}

    def root(self, topic: Topic) -> Topic:
        self.above.setdefault(topic, topic)
        while self.above[topic] != topic:
            topic = self.above[topic]
        return topic

    def join(self, topics: Iterable[Topic]) -> None:
        roots = [self.root(topic) for topic in topics]
        for root in roots[1:]:
            self.above[self.root(root)] = self.root(roots[0])

    def all_of(self, root: Topic) -> set[Topic]:
        return {topic for topic in [*self.above] if self.root(topic) == root}
