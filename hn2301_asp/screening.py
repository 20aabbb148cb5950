"""Verdicts: exact under missing data, by asking one solver about all completions at once.

A patient is *eligible* where every completion of what is unknown meets every criterion,
*ineligible* where none does, *undetermined* otherwise, and *contradictory* where there is no
completion. This module renders nothing and explains nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from msgspec.structs import replace

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval, domain_of
from hn2301_asp.knowledge.thresholds.formula import Node, bounds, value
from hn2301_asp.patient.model import GIVEN_COUNTS, UNIT_DECIDES, Patient, Remark
from hn2301_asp.patient.record import given_and_derived
from hn2301_asp.patient.scores import with_scores
from hn2301_asp.solver.assumptions import Assumed, Evidence, assume, reread, sources
from hn2301_asp.solver.said import fits
from hn2301_asp.solver.space import Space, Status
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of
from hn2301_asp.source.private import Private

Verdict = Literal["eligible", "ineligible", "undetermined", "contradictory"]
CriterionStatus = Literal["met", "not_met", "unknown"]

#: How the remark ends where a limit lies between two values that are taken for the same, or clash.
BETWEEN = "; a limit lies between the two"

_STATUS: dict[str, CriterionStatus] = {"true": "met", "false": "not_met", "unknown": "unknown"}


class OtherReading(Private, frozen=True):
    """What another reading of the text, or several together, would make of the patient."""

    readings: Mapping[str, str]
    verdict: Verdict
    statuses: Mapping[str, CriterionStatus]
    blocking: tuple[str, ...]


class Screening(Private, frozen=True):
    """A patient's verdict and the status of every criterion, under the readings in force.

    ``statuses`` speaks of the protocol's words: an exclusion criterion that is met blocks.
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


def check_readings(base: KnowledgeBase, readings: Mapping[str, str]) -> dict[str, str]:
    """All readings in force: the defaults, replaced by those given; raises InputError."""
    findings = []
    for name, chosen in readings.items():
        known = base.readings.get(name)
        if known is None:
            help = did_you_mean(name, base.readings) or f"known are {one_of(list(base.readings))}"
            findings.append(Finding("reading", f"there is no reading `{name}`", Place(), help=help))
        elif chosen not in known.values:
            findings.append(
                Finding(
                    "reading",
                    f"`{chosen}` is not a value of the reading `{name}`",
                    Place(),
                    help=f"its values are {one_of(list(known.values))}",
                )
            )
    if findings:
        raise InputError(findings)
    return {**base.default_readings(), **readings}


def screen(space: Space, patient: Patient, readings: Mapping[str, str]) -> Screening:
    """The screening of a patient under complete readings (``check_readings``)."""
    patient = with_scores(patient, space)
    assumed = assume(space, patient.evidence, readings)
    statuses = space.statuses(assumed.literals, settled=assumed.settled)
    remarks = (*patient.remarks, *_derived_remarks(space.base, patient))
    verdict, words = _judge(space, statuses) if statuses is not None else ("contradictory", {})
    remarks = (*remarks, *_unit_remarks(space, patient, readings, verdict))
    if statuses is None:
        clash = culprits(space, patient.evidence, readings, ())
        remarks = tuple(replace(remark, text=remark.text.removesuffix(GIVEN_COUNTS)) for remark in remarks)
        return Screening(patient, readings, "contradictory", {}, (), clash, (), remarks, assumed)
    return Screening(
        patient,
        readings,
        verdict,
        words,
        blocking(space.base, words),
        (),
        other_readings(space, assumed, readings, statuses),
        remarks,
        assumed,
    )


def verdict_of(space: Space, patient: Patient, readings: Mapping[str, str]) -> Verdict:
    """The verdict alone: can the patient be eligible, and can the patient not be?"""
    literals = assume(space, with_scores(patient, space).evidence, readings).literals
    if space.solve([*literals, space.eligible]):
        return "undetermined" if space.solve([*literals, -space.eligible]) else "eligible"
    return "ineligible" if space.solve(literals) else "contradictory"


def judged(
    space: Space, patient: Patient, readings: Mapping[str, str]
) -> tuple[Verdict, Mapping[str, CriterionStatus]]:
    """The verdict and every criterion's status, and nothing else; none of a record that contradicts itself."""
    assumed = assume(space, with_scores(patient, space).evidence, readings)
    statuses = space.statuses(assumed.literals, settled=assumed.settled)
    return ("contradictory", {}) if statuses is None else _judge(space, statuses)


def _judge(space: Space, statuses: Mapping[int, Status]) -> tuple[Verdict, dict[str, CriterionStatus]]:
    verdicts: dict[str, Verdict] = {"true": "eligible", "false": "ineligible", "unknown": "undetermined"}
    words = {name: _STATUS[statuses[literal].word] for name, literal in space.criteria.items()}
    return verdicts[statuses[space.eligible].word], words


def blocking(base: KnowledgeBase, statuses: Mapping[str, CriterionStatus]) -> tuple[str, ...]:
    """The criteria that alone rule the patient out: inclusion not met, or exclusion met."""
    blocks = {"inclusion": "not_met", "exclusion": "met"}
    return tuple(c.id for c in base.criteria if statuses[c.id] == blocks[c.kind])


def other_readings(
    space: Space, assumed: Assumed, readings: Mapping[str, str], statuses: Mapping[int, Status]
) -> tuple[OtherReading, ...]:
    """Every single other reading under which the verdict or a criterion's status differs.

    One question with the readings left open rules most patients out; only readings on which an
    affected criterion depends are then tried one by one.
    """
    found = space.statuses(assumed.evidence, seen=statuses) or statuses
    affected = [
        literal for literal in space.asked if found[literal] != statuses[literal] or statuses[literal].word == "unknown"
    ]
    inputs = space.readings_of(affected)
    different = []
    for reading in space.base.readings.values():
        if reading.id not in inputs:
            continue
        for other in reading.values:
            if other == readings[reading.id]:
                continue
            changed = reread(space, assumed, {**readings, reading.id: other})
            theirs = space.statuses(changed.literals, settled=changed.settled)
            if theirs is not None and theirs != statuses:
                different.append(_other(space, {reading.id: other}, theirs))
    return tuple(different)


def other_reading(
    space: Space, assumed: Assumed, readings: Mapping[str, str], chosen: Mapping[str, str]
) -> OtherReading:
    """What a patient would be under some other readings together; somebody must fit the record then."""
    changed = reread(space, assumed, {**readings, **chosen})
    statuses = space.statuses(changed.literals, settled=changed.settled)
    assert statuses is not None
    return _other(space, chosen, statuses)


def _other(space: Space, chosen: Mapping[str, str], statuses: Mapping[int, Status]) -> OtherReading:
    verdict, words = _judge(space, statuses)
    return OtherReading(chosen, verdict, words, blocking(space.base, words))


def culprits(space: Space, evidence: Evidence, readings: Mapping[str, str], question: Sequence[int]) -> tuple[str, ...]:
    """A minimal set of given facts that cannot stand together with the question's literals.

    The record's facts are taken back one by one, in its order, as long as the rest still clashes.
    The solver's core only saves questions: which one it gives may depend on what was asked before.
    """
    names = list(dict.fromkeys([e[0] for e in evidence.atoms] + [e[0] for e in evidence.amounts]))

    def clash(kept: Evidence) -> set[str] | None:
        core = space.core([*assume(space, kept, readings).literals, *question])
        return None if core is None else sources(space, kept, core)

    def sure(suspects: set[str], kept: Evidence) -> set[str]:
        """The suspects, if they clash by themselves, else all facts."""
        alone = kept.without(name for name in names if name not in suspects)
        return suspects if clash(alone) is not None else set(names)

    suspects = clash(evidence)
    if suspects is None:
        return ()
    kept, suspects = evidence, sure(suspects, evidence)
    left = list(names)
    for name in names:
        smaller = kept.without([name])
        if name in suspects:
            found = clash(smaller)
            if found is None:
                continue
            suspects = sure(found, smaller)
        kept = smaller
        left.remove(name)
    return tuple(left)


def _unit_remarks(space: Space, patient: Patient, readings: Mapping[str, str], verdict: Verdict) -> Iterator[Remark]:
    """A remark for each value that would change the verdict in the unit that was perhaps meant."""
    for fact in patient.facts.values():
        for unit, values in fact.otherwise.items():
            amounts = tuple((f, q, values if f == fact.name else v) for f, q, v in patient.evidence.amounts)
            other = replace(patient, evidence=replace(patient.evidence, amounts=amounts))
            instead = verdict_of(space, other, readings)
            if instead != verdict:
                text = f"{fact.label} {fact.told}: if {unit} was meant, the verdict is another one: {instead}"
                yield Remark(UNIT_DECIDES, text, (fact.name,), instead)


def _derived_remarks(base: KnowledgeBase, patient: Patient) -> list[Remark]:
    """A remark for each given quantity that its formula puts elsewhere, beyond the recording step."""
    remarks = []
    for name, derived in base.thresholds.derived.items():
        given = patient.facts.get(name)
        if given is None or given.values is None or given.values.number is None:
            continue
        numbers = known_numbers(patient, base, derived.formula.quantities())
        facts = known_answers(patient, base, derived.formula.facts())
        if numbers is None or facts is None:
            reach = None if facts is None else _reach(base, patient, derived.formula, facts)
            if reach is not None and not reach.overlaps(Interval.point(given.values.number)):
                quantity = base.thresholds.quantities[name]
                remarks.append(given_and_derived(quantity, given, reach, f"by {derived.source}", name))
            continue
        computed = value(derived.formula, numbers, facts)
        quantity = base.thresholds.quantities[name]
        if abs(given.values.number - computed) > quantity.step or _divided(base, name, given.values.number, computed):
            remark = given_and_derived(quantity, given, computed, f"by {derived.source}", name)
            if _divided(base, name, given.values.number, computed):
                remark = replace(remark, text=remark.text.removesuffix(GIVEN_COUNTS) + BETWEEN)
            remarks.append(remark)
    return remarks


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


def _divided(base: KnowledgeBase, name: str, given: Fraction, computed: Fraction) -> bool:
    """Whether a limit lies between a value that was given and the one that follows from others."""
    axis = base.thresholds.axes.get(name)
    sides = [
        r.holds
        for n in (given, computed)
        for r in (axis.regions if axis else ())
        if r.interval and r.interval.contains(n)
    ]
    return len(set(sides)) > 1


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
    atoms = {atom: holds for _, atom, holds in patient.evidence.atoms}
    answers: dict[str, bool] = {}
    for name in names:
        answer = atoms.get(name)
        for choice in base.vocabulary.choices.values():
            if name in choice.values and choice.name in patient.facts:
                answer = patient.facts[choice.name].answer == name
        if answer is None:
            return None
        answers[name] = answer
    return answers
