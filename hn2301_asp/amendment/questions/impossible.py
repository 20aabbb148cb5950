"""Conditions that cannot hold together: a minimal core of them, and the background knowledge that it takes.

Background knowledge is what is true of every human being, the formulas that tie quantities together, and
the scores that are sums over their items. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from hn2301_asp.amendment.case import Case
from hn2301_asp.comparison.conditions import Leaf
from hn2301_asp.comparison.search import Search
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.lists import listed


def unmeetable(case: Case) -> tuple[str, ...]:
    """The criteria that nobody can meet; none where somebody is eligible."""
    if case.somebody:
        return ()
    now = case.conditions
    return tuple(name for name, atom in now.passes.items() if case.search.nobody([*now.known, atom]))


def core_of(case: Case, criteria: Sequence[str], beside: Sequence[int] = ()) -> tuple[Leaf, ...]:
    """A minimal part of the conditions of some criteria that nobody meets, beside what else is asked."""
    now = case.conditions
    leaves = [leaf for leaf in now.leaves if leaf.criterion in criteria]
    core = case.search.core([*now.known, *beside], dict.fromkeys(leaf.literal for leaf in leaves))
    told: dict[int, Leaf] = {}
    for leaf in leaves:
        if leaf.literal in core:
            told.setdefault(leaf.literal, leaf)
    return tuple(told.values())


def place_of(case: Case, leaves: Iterable[Leaf]) -> Place | None:
    """Where the first of some conditions is written down, of those that are at all."""
    places = (case.conditions.place(leaf.literal) for leaf in leaves)
    return next((place for place in places if place is not None), None)


def criteria_core(case: Case, criteria: Sequence[str], beside: Sequence[int] = ()) -> tuple[str, ...]:
    """A minimal part of some criteria that nobody meets together."""
    passes = {case.conditions.passes[name]: name for name in criteria}
    core = case.search.core([*case.conditions.known, *beside], passes)
    return tuple(name for atom, name in passes.items() if atom in core)


def together_in_words(case: Case, leaves: Sequence[Leaf]) -> str:
    """`activity score ≥ 6 points (IN-2) and age ≤ 69 years (IN-1) cannot hold together`."""
    told = [f"{case.conditions.words(leaf.literal)} ({leaf.criterion})" for leaf in leaves]
    if not told:
        return "the background knowledge leaves no possible patient"
    return f"{listed(told)} cannot hold{' together' if len(told) > 1 else ' of any possible patient'}"


def background_used(case: Case, leaves: Sequence[Leaf], beside: Sequence[int] = ()) -> tuple[str, ...]:
    """The background knowledge without which some conditions could hold together."""
    question = [*case.conditions.known, *beside, *(leaf.literal for leaf in leaves)]
    return (*_constraints(case, question), *_formulas(case, question), *_sums(case, leaves))


def _constraints(case: Case, question: Sequence[int]) -> Iterator[str]:
    circuit = case.search.joined.circuit
    steps = circuit.steps
    numbers = {steps[rule.body[0]] for rule in circuit.rules if rule.head == 0 and rule.body[0] in steps}
    known = case.conditions.known
    if known and not case.search.nobody([literal for literal in question if literal not in known]):
        yield "what this version, and not the other, takes to be impossible"
    if not numbers or _without(case, numbers).nobody(question):
        return
    for number in sorted(numbers & case.conditions.rules.keys()):
        if not _without(case, {number}).nobody(question):
            rule = case.conditions.rules[number]
            yield "; ".join(rule.because) or rule.source


def _without(case: Case, numbers: set[int]) -> Search:
    """The search without some constraints; built for this question alone."""
    joined = case.search.joined
    steps = {step for step, number in joined.circuit.steps.items() if number in numbers}
    kept = tuple(rule for rule in joined.circuit.rules if rule.head != 0 or not steps & set(rule.body))
    return Search(replace(joined, circuit=replace(joined.circuit, rules=kept)), case.search.typical)


def _formulas(case: Case, question: Sequence[int]) -> Iterator[str]:
    search = case.search
    for cluster in search.clusters:
        other = Search(search.joined, search.typical)
        other.clusters = tuple(each for each in search.clusters if each != cluster)
        if not other.nobody(question):
            for tie in cluster.ties:
                measured = listed(search.quantities[name].label for name in tie.quantities)
                yield f"{search.quantities[tie.result].label} follows from {measured}"


def _sums(case: Case, leaves: Sequence[Leaf]) -> Iterator[str]:
    thresholds = case.search.joined.base.thresholds.thresholds
    names = [case.conditions.names.get(abs(leaf.literal), "") for leaf in leaves]
    asked = {thresholds[name].quantity for name in names if name in thresholds}
    for score in case.search.vocabulary.scores.values():
        if len(asked & score.totals.keys()) > 1:
            labels = [case.search.quantities[total].label for total in score.totals if total in asked]
            yield f"{listed(labels)} add up the same items"
