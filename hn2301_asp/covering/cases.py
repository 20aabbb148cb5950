"""Everything that scenarios should show of a protocol, with the circuit in which it can be asked for.

No scenario is known here, and nothing is solved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hn2301_asp.covering.bodies import Bodies, Bound
from hn2301_asp.covering.circuit import Wider
from hn2301_asp.covering.model import SORTS, Case, Sort
from hn2301_asp.covering.words import Words
from hn2301_asp.knowledge.model import READINGS, KnowledgeBase, Reading
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.scenarios.exercising import Way
from hn2301_asp.scenarios.limits import Ask, asks, gap, of_all_items
from hn2301_asp.scenarios.rule_cases import TEXTS, criteria_of, rule_ways
from hn2301_asp.screener import Screener
from hn2301_asp.screening import CriterionStatus
from hn2301_asp.source.diagnostics import Place

if TYPE_CHECKING:
    from hn2301_asp.source.yaml_places import YamlTree


def cases_of(protocol: Screener) -> tuple[Screener, tuple[Case, ...]]:
    """All cases, by criterion and in the order of the files, and the protocol with an atom for each.

    What several criteria share comes last, under no criterion.
    """
    made = _Cases(protocol)
    found = list(made.all())
    order = {criterion.id: number for number, criterion in enumerate(protocol.knowledge_base.criteria)}
    found.sort(key=lambda case: (order.get(case.owner, len(order)), SORTS.index(case.sort)))
    cases = tuple(replace(case, atom=made.wider.any_of(case.ways)) if case.ways else case for case in found)
    return Screener(protocol.knowledge_base, made.wider.made(), files=protocol.files, opened=protocol.opened), cases


def _side(ask: Ask) -> str:
    """The side of a limit; of a threshold with two limits `inside` and `outside` say on which side of which."""
    interval = ask.threshold.test.interval
    if ask.side in ("missing", "never"):
        return ask.side
    if interval.is_point:
        return ask.side if ask.side == "at" else f"{ask.side} {'above' if ask.above else 'below'}"
    if interval.low is None or interval.high is None:
        return ask.side
    return f"{ask.side} {'lower' if ask.end == interval.low else 'upper'}"


class _Cases:
    def __init__(self, protocol: Screener) -> None:
        self.protocol = protocol
        self.base: KnowledgeBase = protocol.knowledge_base
        self.words = Words(self.base)
        self.wider = Wider(protocol)
        self.bodies = Bodies(protocol)
        self.ways = rule_ways(protocol)
        self.rules = [rule for rule in self.base.rules if rule.head is not None]
        self.owners = criteria_of(self.base, self.rules)
        self.grounded = {*protocol.space.circuit.steps.values()}
        self.trees: dict[str, YamlTree] = {}
        self.ids = {criterion.id for criterion in self.base.criteria}

    def all(self) -> Iterator[Case]:
        """Every case, as the files have what it is about."""
        yield from self._thresholds()
        for rule in self.rules:
            yield from self._rule(rule)
        yield from self._statuses()
        for reading in self.base.readings.values():
            yield from self._reading(reading)

    def _thresholds(self) -> Iterator[Case]:
        every, thresholds = asks(self.protocol), self.base.thresholds
        for numbers in of_all_items(every, thresholds):
            own = tuple(every[number] for number in numbers)
            ask, lacking = own[0], gap(own[0], thresholds)
            owner = ask.threshold.owner if ask.threshold.owner in self.ids else ""
            quotes = tuple(reason.text for reason in ask.threshold.reasons if reason.kind != "because")
            yield Case(
                "threshold",
                ask.threshold.called,
                _side(ask),
                lacking.text,
                self.words.side(ask),
                lacking.place,
                owner,
                self._words(quotes, owner),
                asks=own,
            )

    def _rule(self, rule: Rule) -> Iterator[Case]:
        head, body, sides = self.words.head(rule), self.words.body(rule), self.ways.get(rule.number, {})
        carried = f"{body}: carries {head}" if body else f"{head} by this rule"
        if rule.number not in self.grounded:
            text = "this rule has no instance: nothing can make it true"
            yield self._case(rule, "rule", "admits", text, carried, rule.place, ())
            return
        told = {"admits": carried, "blocks": f"{head} is not carried"}
        for side, text in TEXTS.items():
            if side in sides:
                yield self._case(rule, "rule", side, text, told[side], rule.place, tuple(sides[side]))
        for seen in self.bodies.literals(rule):
            text = f"in no scenario `{seen.what}` alone keeps this rule from carrying its head"
            what = f"{head} is not carried for want of one thing: {self.words.literal(seen.what)}"
            yield self._case(rule, "literal", seen.what, text, what, seen.place, seen.ways)
        alone = self.bodies.alone(rule)
        if alone is not None:
            text = "in no scenario this rule alone carries its head"
            what = f"{body}: carries {head} alone" if body else f"{head} by this rule alone"
            yield self._case(rule, "alternative", "alone", text, what, rule.place, alone.ways)
        for seen in self.bodies.disjuncts(rule):
            text = f"in no scenario this rule holds with `{seen.what}`"
            yield self._case(rule, "alternative", seen.what, text, f"{carried} ({seen.what})", seen.place, seen.ways)
        for bound in self.bodies.bounds(rule):
            yield from self._count(bound)

    def _count(self, bound: Bound) -> Iterator[Case]:
        rule, head = bound.rule, self.words.head(bound.rule)
        for side, total, told in (("at", bound.at, "just enough"), ("below", bound.below, "just too few")):
            ways = () if total is None else (self.wider.exactly(bound.weight, total),)
            text = f"no scenario counts exactly {total} here, {told}"
            what = f"{total} counted for {head}, {told}"
            if total is None:
                text = what = f"nothing can be counted that is {told}"
            yield self._case(rule, "count", f"{side} {bound.weight.bound}", text, what, rule.place, ways)

    def _case(
        self, rule: Rule, sort: Sort, side: str, text: str, what: str, place: Place, ways: tuple[Way, ...]
    ) -> Case:
        owner = self.owners.get(rule.number, "")
        return Case(sort, rule.head_text, side, text, what, place, owner, self._words(rule.quotes, owner), ways=ways)

    def _words(self, quotes: tuple[str, ...], owner: str) -> tuple[str, ...]:
        """What is quoted; where nothing is, the criterion's text."""
        return quotes or tuple(one.text for one in self.base.criteria if one.id == owner)

    def _statuses(self) -> Iterator[Case]:
        space = self.protocol.space
        for number, criterion in enumerate(self.base.criteria):
            atom, scope = space.criteria[criterion.id], space.scopes.get(criterion.id)
            applies = () if scope is None else (scope,)
            ways: dict[CriterionStatus, tuple[Way, ...]] = {
                "met": ((atom, *applies),),
                "not_met": ((-atom, *applies),),
                "unknown": (),
            }
            if scope is not None:
                ways["not_applicable"] = ((-scope,),)
            place = self._place("protocol.yaml", "criteria", number)
            for status, own in ways.items():
                text = f"in no scenario {criterion.id} is {status}"
                what = f"{criterion.id} is {status}"
                yield Case("status", criterion.id, status, text, what, place, criterion.id, (criterion.text,), ways=own)

    def _reading(self, reading: Reading) -> Iterator[Case]:
        own = [name for name in reading.criteria if name in self.ids]
        for value, ways in self.wider.matters(reading).items():
            text = f"no scenario's result depends on the reading `{reading.id}` while it is `{value}`"
            what = f"the reading {reading.id} matters while it is {value} ({reading.values[value]})"
            owner = own[0] if len(own) == 1 else ""
            place = self._place(READINGS, "readings", reading.id, "values", value)
            quotes = (reading.phrase,)
            yield Case("reading", reading.id, value, text, what, place, owner, quotes, ways=ways)

    def _place(self, file: str, *path: str | int) -> Place:
        """Where something stands in a YAML file; the file alone where the texts are not at hand."""
        from hn2301_asp.source.yaml_places import YamlTree

        if self.protocol.files is None or file not in self.protocol.files.texts:
            return Place(file)
        if file not in self.trees:
            self.trees[file] = YamlTree(file, self.protocol.files.texts[file])
        return self.trees[file].nearest(*path)
