"""Verdicts on records and patients without a solver: formulas evaluated, what is unknown left open.

Reads the records of witnesses: facts, lists, numbers with units. Dates are not among them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

from hn2301_asp.knowledge.vocabulary.model import Quantity, Vocabulary
from tests.amendment.opinion.arithmetic import value
from tests.amendment.opinion.formulas import COMPARE, Bounded, Computed, Formula, Recorded, Test, Total, leaves
from tests.amendment.opinion.solver import Patient
from tests.amendment.opinion.version import Version

#: How often a completion of what a record leaves open is drawn, to show that there is one.
DRAWS = 500
_WRITTEN = re.compile(r"(?:1:)?(\d+(?:\.\d+)?)\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Person:
    """What is known of somebody: facts by their atoms, numbers (None: never) by their quantities."""

    facts: dict[str, bool] = field(default_factory=dict)
    numbers: dict[str, Fraction | None] = field(default_factory=dict)


def read(record: Mapping[str, Any], vocabulary: Vocabulary) -> Person:
    """Who a record describes; ValueError for what it cannot be read as, or could not be recorded."""
    person = Person()
    for name, told in record.items():
        prefix, _, item = name.partition(".")
        if name in vocabulary.families and isinstance(told, list | tuple):
            items = vocabulary.families[name].items
            if not set(told) <= set(items):
                raise ValueError(f"{name}: {told}")
            person.facts.update({f"{name}({one})": one in told for one in items})
        elif prefix in vocabulary.families and item in vocabulary.families[prefix].items:
            person.facts[f"{prefix}({item})"] = _yes_no(told)
        elif name in vocabulary.facts:
            person.facts[name] = _yes_no(told)
        elif name in vocabulary.choices and told in vocabulary.choices[name].values:
            person.facts.update({f"{name}({one})": one == told for one in vocabulary.choices[name].values})
        elif name in vocabulary.quantities:
            person.numbers[name] = _number(told, vocabulary.quantities[name], vocabulary)
        else:
            raise ValueError(f"{name}: {told}")
    return person


def _yes_no(told: object) -> bool:
    if not isinstance(told, bool):
        raise ValueError(f"{told!r} is neither yes nor no")
    return told


def _number(told: object, quantity: Quantity, vocabulary: Vocabulary) -> Fraction | None:
    if told == "never" and quantity.never:
        return None
    found = _WRITTEN.fullmatch(str(told))
    if found is None or isinstance(told, bool):
        raise ValueError(f"{quantity.name}: {told!r}")
    number, unit = found.groups()
    if unit:
        canonical = vocabulary.unit(unit)
        if canonical is None:
            raise ValueError(f"{quantity.name}: {told!r}")
        exact = Fraction(number) * quantity.units[canonical]
    else:
        exact = Fraction(number)
    whole = exact.denominator == 1 or not quantity.counted
    if not whole or not quantity.possible[0] <= exact <= quantity.possible[1]:
        raise ValueError(f"{quantity.name}: {told!r} is never recorded")
    return exact


def holds(formula: Formula, person: Person | Patient) -> bool | None:
    """Whether a formula holds of somebody; None where what is known does not say."""
    if formula.kind == "fact":
        return person.facts.get(formula.data)
    if formula.kind == "test":
        return _only({_within(formula.data, number) for number in _numbers(formula.data, person)})
    parts = [holds(part, person) for part in formula.parts]
    if formula.kind == "not":
        return None if parts[0] is None else not parts[0]
    if formula.kind == "sum":
        comparator, bound, weights = formula.data
        return _only({COMPARE[comparator](number, bound) for number in _sums(zip(weights, parts, strict=True))})
    if formula.kind in ("and", "or"):
        decisive = formula.kind == "or"
        return decisive if decisive in parts else None if None in parts else not decisive
    return formula.kind == "true"


def _only(answers: set[bool | None]) -> bool | None:
    return answers.pop() if len(answers) == 1 else None


def _within(test: Test, number: Fraction | str | None) -> bool | None:
    """Whether a number lies within; of `open` nothing is known."""
    if number == "open":
        return None
    return test.never if number is None else test.holds(Fraction(number))


def _numbers(test: Test, person: Person | Patient) -> list[Fraction | str | None]:
    """What the number of a test may be."""
    number, known = test.number, person.numbers
    if isinstance(number, Recorded):
        return [known.get(number.name, "open")]
    if isinstance(number, Total):
        if number.name in known:
            return [known[number.name]]
        return list(map(Fraction, _sums((weight, person.facts.get(atom)) for atom, weight in number.items)))
    if isinstance(number, Computed):
        if number.name in known:
            return [known[number.name]]
        names = [source.name for source in number.sources]
        values = {name: one for name in names if (one := known.get(name)) is not None}
        if len(values) < len(names) or not set(number.formula.facts()) <= set(person.facts):
            return ["open"]
        return [value(number.formula, values, person.facts)]
    return _hidden(number, person, [end for end in (test.low, test.high) if end is not None])


def _hidden(number: Bounded, person: Person | Patient, ends: Iterable[Fraction]) -> list[Fraction | str | None]:
    """What a hidden number may be: of all that it may, the numbers at and beside the ends of what is asked of it."""
    if number.own.name in person.numbers:
        return [person.numbers[number.own.name]]
    measured = person.numbers.get(number.measured.name)
    if measured is None:
        return ["open"]
    if person.facts.get(number.when):
        return [measured]
    beside = Fraction(1) if number.own.counted else number.own.step / 1000
    near = [end + shift for end in ends for shift in (-beside, Fraction(0), beside)]
    return sorted({number.own.low, measured, *(one for one in near if number.own.low <= one <= measured)})


def _sums(weighted: Iterable[tuple[int, bool | None]]) -> set[int]:
    sums = {0}
    for weight, answer in weighted:
        added = {number + weight for number in sums}
        sums = added if answer else sums | added if answer is None else sums
    return sums


@dataclass(frozen=True)
class Judged:
    """A verdict as evaluation alone can tell it, and of each criterion whether it lets the person pass."""

    verdict: str
    passes: Mapping[str, bool | None]

    @property
    def blocked(self) -> tuple[str, ...]:
        return tuple(criterion for criterion, answer in self.passes.items() if answer is False)


def judge(version: Version, person: Person) -> Judged:
    """What a version says of somebody; nobody passes who breaks the background.

    Whatever a hidden number may be is tried; of other things that are unknown, what they leave open is open.
    """
    if version.recorded is not None and version.results & person.facts.keys():
        version = version.recorded
    tried = [_judged(version, one) for one in _with_hidden(version, person)]
    possible = [judged for judged in tried if judged.verdict != "contradictory"]
    if not possible:
        return Judged("contradictory", {})
    passes = {criterion: _only({judged.passes[criterion] for judged in possible}) for criterion in version.passes}
    verdicts = {judged.verdict for judged in possible}
    return Judged(verdicts.pop() if len(verdicts) == 1 else "undetermined", passes)


def _judged(version: Version, person: Person) -> Judged:
    if not _possible(version.everybody, person):
        return Judged("contradictory", {})
    answers = {criterion: holds(formula, person) for criterion, formula in version.passes.items()}
    if False in answers.values():
        return Judged("ineligible", answers)
    return Judged("undetermined" if None in answers.values() else "eligible", answers)


def _with_hidden(version: Version, person: Person) -> Iterator[Person]:
    """The person with every value of the hidden numbers that what was measured leaves possible."""
    tests = [leaf.data for leaf in leaves(version.eligible) if leaf.kind == "test"]
    bounded = {test.number.own.name: test.number for test in tests if isinstance(test.number, Bounded)}
    ends = {
        name: [end for test in tests if test.number == number for end in (test.low, test.high) if end is not None]
        for name, number in bounded.items()
    }
    hidden = {name: _hidden(number, person, ends[name]) for name, number in bounded.items()}
    known = {name: [one for one in values if not isinstance(one, str)] for name, values in hidden.items()}
    known = {name: values for name, values in known.items() if values}
    for values in product(*known.values()):
        yield Person(person.facts, {**person.numbers, **dict(zip(known, values, strict=True))})


def _possible(everybody: Formula, person: Person) -> bool:
    """Whether the background leaves room for such a person; completions are drawn where it is open."""
    answer = holds(everybody, person)
    if answer is not None:
        return answer
    rng = random.Random("completions")
    asked = sorted(leaves(everybody), key=lambda leaf: leaf.number)
    tests = [leaf.data for leaf in asked if leaf.kind == "test"]
    choices = {**_sources(tests), **_choices([test for test in tests if isinstance(test.number, Recorded)])}
    computed = [test.number for test in tests if isinstance(test.number, Computed)]
    asked_by_formulas = sorted({name for number in computed for name in number.formula.facts()})
    for share in (1.0, 0.0, *(rng.random() for _ in range(DRAWS))):
        facts = {leaf.data: rng.random() < share for leaf in asked if leaf.kind == "fact"}
        for name in asked_by_formulas:
            # A formula asks for one value of a choice: where another was drawn, it is not this one.
            alike = [other for other in {**facts, **person.facts} if other.partition("(")[0] == name.partition("(")[0]]
            facts.setdefault(name, rng.random() < share and not any({**facts, **person.facts}[one] for one in alike))
        numbers = {name: rng.choice(numbers) for name, numbers in choices.items()}
        if holds(everybody, Person({**facts, **person.facts}, {**numbers, **person.numbers})):
            return True
    return False


def _sources(tests: Iterable[Test]) -> dict[str, list[Fraction | None]]:
    """For each quantity that a formula names, numbers all over what is possible of it."""
    sources = [one for test in tests if isinstance(test.number, Computed) for one in test.number.sources]
    found: dict[str, list[Fraction | None]] = {}
    for one in sources:
        count = int((one.high - one.low) / one.step)
        found[one.name] = [one.low + (count * part // 10) * one.step for part in range(11)]
    return found


def _choices(tests: Iterable[Test]) -> dict[str, list[Fraction | None]]:
    """For each quantity the numbers at and beside the ends of its tests, and the ends of what is possible."""
    found: dict[str, list[Fraction | None]] = {}
    for test in tests:
        number = test.number
        assert isinstance(number, Recorded)
        ends = [number.low, number.high, *(end for end in (test.low, test.high) if end is not None)]
        beside = [(end // number.step + count) * number.step for end in ends for count in (-1, 0, 1)]
        found.setdefault(number.name, [None] if number.never else []).extend(
            one for one in beside if number.low <= one <= number.high
        )
    return found
