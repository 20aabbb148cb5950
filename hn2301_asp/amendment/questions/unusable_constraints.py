"""People whom one version's constraints take to be impossible, and the other's do not. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.questions.unusable import Cause, Record, Shown, judged
from hn2301_asp.comparison.search import Found
from hn2301_asp.comparison.witness import candidates
from hn2301_asp.knowledge.rules import Rule


def constraint_findings(case: Case) -> Iterator[tuple[Cause, list[Shown]]]:
    """Constraints that mean something else: each direction with somebody, unless it is proved that nobody is."""
    for made in (True, False):
        one, other = (1, 0) if made else (0, 1)
        found = _impossible(case, one, other)
        if found is not None:
            rules = _only(case, one, other)
            said = dict.fromkeys("; ".join(rule.because) or rule.source for rule in rules)
            what = f"{'now' if made else 'no longer'} taken to hold of everybody: {'; '.join(said)}"
            first = rules[0].place if rules else None
            where = rules[0].source if rules else "background"
            cause = Cause(where, what, (), place=first if made else None, was=None if made else first)
            yield cause, _seen(case, made, (candidate.record for candidate in candidates(case.search, found)))


def result_causes(case: Case) -> Iterator[Cause]:
    """Classifications that follow otherwise from their items, where they are given beside them."""
    joined, vocabulary = case.search.joined, case.protocol.knowledge_base.vocabulary
    for joint, own in joined.results.items():
        atoms = joined.circuit.inputs[own], joined.circuit.inputs[joint]
        ways = ([atoms[0], -atoms[1]], [-atoms[0], atoms[1]])
        with case.people():
            found = [one for way in ways if (one := case.search.find(way, nearest=True)) is not None]
        if found:
            records = (
                {**candidate.record, own: answer}
                for one in found
                for candidate in candidates(case.search, one)
                for answer in (True, False)
            )
            yield Cause(own, f"{vocabulary.label(own)} follows otherwise from its items", records)


def _seen(case: Case, made: bool, records: Iterator[Record]) -> list[Shown]:
    """The first of some records that only the version before, or only the one now, can use."""
    found = (one for record in records if (one := judged(case, record)) is not None and one.made is made)
    first = next(found, None)
    return [] if first is None else [first]


def _impossible(case: Case, one: int, other: int) -> Found | None:
    """Somebody whom a version's constraints alone exclude, and whom the other takes to be possible."""
    circuit = case.search.joined.circuit
    own, foreign = circuit.derived.get(f"_contrary({one})"), circuit.derived.get(f"_impossible({other})")
    if own is None:
        return None
    vocabulary = (case.before, case.protocol)[one].knowledge_base.vocabulary
    question = [own, *([] if foreign is None else [-foreign])]
    question += [atom for name, atom in circuit.inputs.items() if name.startswith(f"_v{one}_possible_")]
    question += [
        -circuit.inputs[f"{choice.name}({value})"]
        for choice in case.search.vocabulary.choices.values()
        for value in choice.values
        if choice.name in vocabulary.choices and value not in vocabulary.choices[choice.name].values
    ]
    return case.search.find(question, nearest=True)


def _only(case: Case, one: int, other: int) -> list[Rule]:
    """The constraints that mean in one version what none does in the other."""
    sides = case.comparer.joined.sides
    shared = {*sides[other].rules.values()}
    rules = (case.before, case.protocol)[one].knowledge_base.rules
    return [rule for rule in rules if rule.head is None and sides[one].rules.get(rule.number) not in shared]
