"""Verdicts: exact under missing data, by asking one solver about all completions at once.

A patient is *eligible* where every completion of what is unknown meets every criterion,
*ineligible* where none does, *undetermined* otherwise, and *contradictory* where there is no
completion. This module renders nothing and explains nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Literal, get_args

from msgspec.structs import replace

from hn2301_asp.knowledge.model import Kind, KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval, domain_of
from hn2301_asp.knowledge.thresholds.formula import Node, bounds, value
from hn2301_asp.patient.model import GIVEN_COUNTS, UNIT_DECIDES, Patient, Remark
from hn2301_asp.patient.record import given_and_derived
from hn2301_asp.patient.scores import with_scores
from hn2301_asp.solver.assumptions import Assumed, Evidence, assume
from hn2301_asp.solver.judging import Judged, Slots, judge, judge_all
from hn2301_asp.solver.minimal import needed
from hn2301_asp.solver.modules import repeated
from hn2301_asp.solver.said import fits
from hn2301_asp.solver.space import REMEMBERED, Space
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of
from hn2301_asp.source.private import Private

Verdict = Literal["eligible", "ineligible", "undetermined", "contradictory"]
CriterionStatus = Literal["met", "not_met", "unknown", "not_applicable"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
STATUSES: tuple[CriterionStatus, ...] = get_args(CriterionStatus)

#: How a criterion of each kind stands where it lets a patient pass, and where it alone rules a patient out.
PASSES: Mapping[Kind, CriterionStatus] = {"inclusion": "met", "exclusion": "not_met"}
BLOCKS: Mapping[Kind, CriterionStatus] = {"inclusion": "not_met", "exclusion": "met"}


def lets_pass(kind: Kind, status: str) -> bool:
    """Whether a criterion of a kind that stands so is as it must be for an eligible patient."""
    return status in (PASSES[kind], "not_applicable")


#: How the remark ends where a limit lies between two values that are taken for the same, or clash.
BETWEEN = "; a limit lies between the two"

#: So many sets of readings are remembered.
_REMEMBERED = 64

#: What can hold, and what can fail, in words: of a criterion where it applies, of its scope, and of eligibility.
_STATUSES: dict[tuple[int, int], CriterionStatus] = {(1, 0): "met", (0, 1): "not_met", (1, 1): "unknown"}
_APPLIES: dict[tuple[int, int], bool | None] = {(1, 0): True, (0, 1): False, (1, 1): None}
_VERDICTS: dict[tuple[int, int], Verdict] = {(1, 0): "eligible", (0, 1): "ineligible", (1, 1): "undetermined"}


class OtherReading(Private, frozen=True):
    """What another reading of the text, or several together, would make of the patient."""

    readings: Mapping[str, str]
    verdict: Verdict
    statuses: Mapping[str, CriterionStatus]
    blocking: tuple[str, ...]


class Screening(Private, frozen=True):
    """A patient's verdict and the status of every criterion, under the readings in force.

    ``statuses`` speaks of the protocol's words: an exclusion criterion that is met blocks, and one that does not
    apply to the patient never does. ``applies`` says of those that do not apply to everybody whether they apply,
    None where that is not known.
    ``clash`` names the facts that contradict each other, where the verdict says so.
    """

    patient: Patient
    readings: Mapping[str, str]
    verdict: Verdict
    statuses: Mapping[str, CriterionStatus]
    blocking: tuple[str, ...]
    clash: tuple[str, ...]
    depends_on_reading: tuple[OtherReading, ...]
    remarks: tuple[Remark, ...]
    assumed: Assumed
    applies: Mapping[str, bool | None] = {}

    @property
    def out_of_scope(self) -> tuple[str, ...]:
        """The criteria that do not apply to the patient."""
        return tuple(name for name, applies in self.applies.items() if applies is False)

    def in_scope(self, criterion: str) -> bool | None:
        """Whether a criterion applies to the patient; None where that is not known."""
        return self.applies.get(criterion, True)


def check_readings(base: KnowledgeBase, readings: Mapping[str, str]) -> dict[str, str]:
    """All readings in force: the defaults, replaced by those given; raises InputError."""
    findings = []
    for name, chosen in readings.items():
        known = base.readings.get(name)
        if known is None:
            help = did_you_mean(name, base.readings) or f"known are {one_of(list(base.readings))}"
            findings.append(Finding("reading", f"there is no reading `{name}`", Place(), help=help))
        elif chosen not in known.values:
            message = f"`{chosen}` is not a value of the reading `{name}`"
            findings.append(Finding("reading", message, Place(), help=f"its values are {one_of(list(known.values))}"))
    if findings:
        raise InputError(findings)
    return {**base.default_readings(), **readings}


def screen(space: Space, patient: Patient, readings: Mapping[str, str]) -> Screening:
    """The screening of a patient under complete readings (``check_readings``)."""
    patient = with_scores(patient, space)
    assumed = assume(space, patient.evidence, readings)
    single = space.once(_singles)(readings)
    return _screened(space, patient, assumed, single, judge(space, assumed, single.slots))


def screen_all(space: Space, cases: Iterable[tuple[Patient, Mapping[str, str]]]) -> list[Screening]:
    """The screenings of several patients, each under complete readings of its own: they are judged all at once."""
    singles, prepared = space.once(_singles), list[tuple[Patient, Assumed, _Single]]()
    for patient, readings in cases:
        patient = with_scores(patient, space)
        prepared.append((patient, assume(space, patient.evidence, readings), singles(readings)))
    found = judge_all(space, [(assumed, single.slots) for _, assumed, single in prepared])
    return [_screened(space, *one, judged) for one, judged in zip(prepared, found, strict=True)]


def _screened(space: Space, patient: Patient, assumed: Assumed, single: _Single, found: Judged) -> Screening:
    readings = assumed.readings
    here, *elsewhere = space.once(_Words).of(found, single.slots.number)
    remarks = (*patient.remarks, *_derived_remarks(space, patient))
    remarks = (*remarks, *_unit_remarks(space, patient, readings, here.verdict))
    if here.verdict == "contradictory":
        clash = culprits(space, patient.evidence, readings, ())
        remarks = tuple(replace(remark, text=remark.text.removesuffix(GIVEN_COUNTS)) for remark in remarks)
        return Screening(patient, readings, here.verdict, {}, (), clash, (), remarks, assumed)
    different = [
        OtherReading(chosen, there.verdict, {**there.statuses}, there.blocking)
        for chosen, there in zip(single.others, elsewhere, strict=True)
        # Of a criterion of which it is open whether it applies something may differ that no word tells.
        if there is not here and there != here and there.verdict != "contradictory"
    ]
    return Screening(
        patient,
        readings,
        here.verdict,
        {**here.statuses},
        here.blocking,
        (),
        tuple(different),
        remarks,
        assumed,
        here.applies,
    )


def verdict_of(space: Space, patient: Patient, readings: Mapping[str, str]) -> Verdict:
    """The verdict alone: can the patient be eligible, and can the patient not be?"""
    return judged(space, patient, readings)[0]


def judged(
    space: Space, patient: Patient, readings: Mapping[str, str]
) -> tuple[Verdict, Mapping[str, CriterionStatus]]:
    """The verdict and every criterion's status, and nothing else; none of a record that contradicts itself."""
    return _told(space, judge(space, *_alone(space, patient, readings)))


def judged_all(
    space: Space, cases: Iterable[tuple[Patient, Mapping[str, str]]]
) -> list[tuple[Verdict, Mapping[str, CriterionStatus]]]:
    """The same of several patients, each under complete readings of its own: they are judged all at once."""
    return [_told(space, found) for found in judge_all(space, [_alone(space, *case) for case in cases])]


def _alone(space: Space, patient: Patient, readings: Mapping[str, str]) -> tuple[Assumed, Slots]:
    """What is assumed of a patient, and the readings by themselves."""
    assumed = assume(space, with_scores(patient, space).evidence, readings)
    return assumed, space.once(_singles)(readings).alone


def _told(space: Space, found: Judged) -> tuple[Verdict, Mapping[str, CriterionStatus]]:
    """The verdict and the statuses under readings by themselves."""
    [here] = space.once(_Words).of(found, 1)
    return here.verdict, {**here.statuses}


def blocking(base: KnowledgeBase, statuses: Mapping[str, CriterionStatus]) -> tuple[str, ...]:
    """The criteria that alone rule the patient out: inclusion not met, or exclusion met."""
    return tuple(c.id for c in base.criteria if statuses[c.id] == BLOCKS[c.kind])


class _Single:
    """Readings by themselves, and beside every other value of each single one, in the knowledge base's order."""

    def __init__(self, space: Space, readings: Mapping[str, str]) -> None:
        self.others = [
            {one.id: value} for one in space.base.readings.values() for value in one.values if value != readings[one.id]
        ]
        self.alone = Slots(space, [readings])
        self.slots = Slots(space, [readings, *({**readings, **other} for other in self.others)])


def _singles(space: Space) -> Callable[[Mapping[str, str]], _Single]:
    """Gives the readings under which patients of a space are screened; the latest are remembered."""
    made = lru_cache(_REMEMBERED)(lambda readings: _Single(space, dict(readings)))
    return lambda readings: made(tuple(readings.items()))


class _Word(Private, frozen=True):
    """The verdict and the statuses under one of the readings; contradictory, with no status, where nobody fits."""

    verdict: Verdict
    statuses: Mapping[str, CriterionStatus]
    blocking: tuple[str, ...]
    applies: Mapping[str, bool | None] = {}


class _Words:
    """What can hold and fail, in words: remembered, for patients are alike in it."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.found: dict[tuple[int, int], _Word] = {}

    def of(self, found: Judged, slots: int) -> list[_Word]:
        """The words under each of the readings; where these are the same they are one object."""
        if len(self.found) >= REMEMBERED:
            self.found.clear()
        packed = 0
        for mask in (*found.can_hold, *found.can_fail):
            packed = packed << slots | mask
        here = repeated(len(found.can_hold) + len(found.can_fail), slots)
        keys = [(slots, packed >> slot & here) for slot in range(slots)]
        for slot, key in enumerate(keys):
            if key not in self.found:
                self.found[key] = self._told(found, slot)
        return [self.found[key] for key in keys]

    def _told(self, found: Judged, slot: int) -> _Word:
        if not found.somebody >> slot & 1:
            return _Word("contradictory", {}, ())
        sides = [
            (holds >> slot & 1, fails >> slot & 1) for holds, fails in zip(found.can_hold, found.can_fail, strict=True)
        ]
        criteria, scopes = self.space.criteria, self.space.scopes
        words = {name: _STATUSES[side] for name, side in zip(criteria, sides[1:], strict=False)}
        scoped = {name: _APPLIES[side] for name, side in zip(scopes, sides[1 + len(criteria) :], strict=True)}
        for name, applies in scoped.items():
            if not applies:
                words[name] = "unknown" if applies is None else "not_applicable"
        return _Word(_VERDICTS[sides[0]], words, blocking(self.space.base, words), scoped)


def other_reading(
    space: Space, assumed: Assumed, readings: Mapping[str, str], chosen: Mapping[str, str]
) -> OtherReading:
    """What a patient would be under some other readings together; somebody must fit the record then."""
    [there] = space.once(_Words).of(judge(space, assumed, Slots(space, [{**readings, **chosen}])), 1)
    assert there.verdict != "contradictory"
    return OtherReading(chosen, there.verdict, {**there.statuses}, there.blocking)


def culprits(space: Space, evidence: Evidence, readings: Mapping[str, str], question: Sequence[int]) -> tuple[str, ...]:
    """A minimal set of given facts that cannot stand together with the question's literals; none where all can.

    The record's facts are taken back one by one, in its order, as long as the rest still clashes.
    """
    names = list(evidence.facts)

    def clash(held: Iterable[str]) -> bool:
        left = evidence.without({*names}.difference(held))
        return not space.solve([*assume(space, left, readings).literals, *question])

    return tuple(needed(names, clash)) if clash(names) else ()


def _unit_remarks(space: Space, patient: Patient, readings: Mapping[str, str], verdict: Verdict) -> Iterator[Remark]:
    """A remark for each value that would change the verdict in the unit that was perhaps meant."""
    for fact in [fact for fact in patient.facts.values() if fact.otherwise]:
        for unit, values in fact.otherwise.items():
            amounts = tuple((f, q, values if f == fact.name else v) for f, q, v in patient.evidence.amounts)
            other = replace(patient, evidence=replace(patient.evidence, amounts=amounts))
            instead = verdict_of(space, other, readings)
            if instead != verdict:
                text = f"{fact.label} {fact.told}: if {unit} was meant, the verdict is another one: {instead}"
                yield Remark(UNIT_DECIDES, text, (fact.name,), instead)


def _derived_remarks(space: Space, patient: Patient) -> list[Remark]:
    """A remark for each given quantity that its formula puts elsewhere, beyond the recording step."""
    base, remarks = space.base, list[Remark]()
    for name, quantities, asked in space.once(_formulas):
        given = patient.facts.get(name)
        if given is None or given.values is None or (number := given.values.number) is None:
            continue
        derived, quantity = base.thresholds.derived[name], base.thresholds.quantities[name]
        numbers = known_numbers(patient, base, quantities)
        facts = known_answers(patient, base, asked)
        if numbers is None or facts is None:
            reach = None if facts is None else _reach(base, patient, derived.formula, facts)
            if reach is not None and not reach.overlaps(Interval.point(number)):
                remarks.append(given_and_derived(quantity, given, reach, f"by {derived.source}", name))
            continue
        computed = value(derived.formula, numbers, facts)
        divided = _divided(space, name, number, computed)
        if divided or abs(number - computed) > quantity.step:
            remark = given_and_derived(quantity, given, computed, f"by {derived.source}", name)
            if divided:
                remark = replace(remark, text=remark.text.removesuffix(GIVEN_COUNTS) + BETWEEN)
            remarks.append(remark)
    return remarks


def _formulas(space: Space) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What follows from formulas, with the quantities and the facts that each names."""
    derived = space.base.thresholds.derived.items()
    return [(name, tuple(one.formula.quantities()), tuple(one.formula.facts())) for name, one in derived]


def _reach(base: KnowledgeBase, patient: Patient, formula: Node, facts: Mapping[str, bool]) -> Interval | None:
    """From the least to the greatest that a formula gives, where something is said of all that it uses."""
    box = {}
    for name in formula.quantities():
        values = patient.said(name)
        if values is None or values.interval is None or values.never:
            return None
        box[name] = domain_of(base.thresholds.quantities[name]).within(values.interval)
        if box[name].is_empty:
            return None
    return bounds(formula, box, facts)


def _divided(space: Space, name: str, given: Fraction, computed: Fraction) -> bool:
    """Whether a limit lies between a value that was given and the one that follows from others."""
    if name not in space.axes:
        return False
    regions = space.axes[name].regions
    [one], [other] = (space.region_with(name, number.as_integer_ratio()) for number in (given, computed))
    return regions[one].holds != regions[other].holds


def known_numbers(patient: Patient, base: KnowledgeBase, quantities: Iterable[str]) -> dict[str, Fraction] | None:
    """The numbers of quantities that are all known, by what is said of them or by their formulas, else None."""
    numbers = {}
    for name in quantities:
        main = patient.said(name)
        number = main.number if main is not None else None
        if number is None:
            number = _following(patient, base, name)
        if number is None or not fits(number, main):
            return None
        numbers[name] = number
    return numbers


def _following(patient: Patient, base: KnowledgeBase, name: str) -> Fraction | None:
    """The number of a quantity of which none is said, where its formula gives one."""
    derived = base.thresholds.derived.get(name)
    if derived is None:
        return None
    numbers = known_numbers(patient, base, derived.formula.quantities())
    answers = known_answers(patient, base, derived.formula.facts())
    return None if numbers is None or answers is None else value(derived.formula, numbers, answers)


def known_answers(patient: Patient, base: KnowledgeBase, names: Iterable[str]) -> dict[str, bool] | None:
    """The truth of facts (or of a choice's values, such as `female`), else None."""
    answers: dict[str, bool] = {}
    for name in names:
        answer = None
        for choice in base.vocabulary.choices.values():
            if name in choice.values and choice.name in patient.facts:
                answer = patient.facts[choice.name].answer == name
        if answer is None:
            said = [holds for _, atom, holds in patient.evidence.atoms if atom == name]
            if not said:
                return None
            answer = said[-1]
        answers[name] = answer
    return answers
