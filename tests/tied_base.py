"""Small knowledge bases whose ties share quantities, and their meaning by z3, which knows nothing of intervals.

Formulas are drawn over counted and measured quantities; some use what another one gives, a hidden
quantity, or a limit of normal that two ratios share. Nothing here is shared with the engine but the texts.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from copy import copy
from fractions import Fraction
from typing import Any

import z3

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from tests import small_base

#: The quantities that are recorded: least, greatest, and whether they are counted.
RECORDED: dict[str, tuple[int, int, bool]] = {
    "a": (1, 4, True),
    "v": (1, 5, False),
    "w": (1, 6, False),
    "x": (1, 6, False),
    "m": (1, 5, False),
}
#: What follows from others; `h` is at most `m`, and just it where `exact`.
DERIVED = ("p", "q", "s")
LIMITS = ("1", "2", "3", "3.5", "4", "6", "8", "9", "12")
COMPARATORS = ("<", "<=", ">", ">=")

#: A formula: a name, a number or (operator, left, right); `if f` is (`if`, left, number).
Formula = Any


class Drawn:
    """A knowledge base: formulas, thresholds (name to quantity, comparator, limit) and rules."""

    def __init__(self, rng: random.Random) -> None:
        self.formulas: dict[str, Formula] = {}
        known = [*RECORDED, "h"]
        for name in DERIVED[: rng.choice([2, 2, 3])]:
            shared = [*self.formulas] if rng.random() < 0.4 else []
            self.formulas[name] = _formula(rng, known, shared)
        asked = [*self.formulas] if rng.random() < 0.7 else [*self.formulas][-2:]
        asked += rng.sample([*RECORDED, "h"], rng.choice([0, 1, 1, 2]))
        self.thresholds = {
            f"t{number}": (name, rng.choice(COMPARATORS), rng.choice(LIMITS))
            for number, name in enumerate([*asked, *rng.sample(asked, min(2, len(asked)))])
        }
        atoms = [*self.thresholds, "f", "exact"]
        self.rules: small_base.Rules = {
            f'met("C-{number}")': [
                [(atom, rng.random() < 0.6) for atom in rng.sample(atoms, rng.choice([1, 2, 2]))]
                for _ in range(rng.choice([1, 2]))
            ]
            for number in (1, 2, 3)
        }

    def protocol(self) -> Protocol:
        """The knowledge base, loaded."""
        quantities = "".join(
            f"{name}: {{label: {name * 2}, unit: u, counted: {str(counted).lower()}, step: 1 u, "
            f"possible: [{low}, {high}], plausible: [{low}, {high}]}}\n"
            for name, (low, high, counted) in RECORDED.items()
        )
        quantities += "".join(
            f"{name}: {{label: {name * 2}, unit: u, step: 1 u, possible: [0, 100000], plausible: [0, 100000]}}\n"
            for name in DERIVED
        )
        quantities += (
            "h: {label: hh, unit: u, step: 1 u, possible: [1, 5], plausible: [1, 5], hidden: by m, "
            "room: {measured: m, when: exact}}\n"
        )
        lines = ["criterion C-1"]
        lines += [f'{name}   {q * 2} {sign} {limit} u   "q"' for name, (q, sign, limit) in self.thresholds.items()]
        lines += [f'{name * 2} [u] = {written(formula)}   "q"' for name, formula in self.formulas.items()]
        texts = {
            **{name: small_base.TEXTS[name] for name in small_base.TEXTS if not name.startswith("scores/")},
            "vocabulary/quantities.yaml": quantities,
            "vocabulary/facts.yaml": "record: {}\nchoices: {}\nfacts: {f: {}, exact: {}}\nfamilies: {}\ndoses: {}\n",
            "readings.yaml": "readings: {}\nassumptions: {}\n",
            "background.lp": "",
            "criteria/all.thr": "\n".join(lines) + "\n",
            "criteria/all.lp": small_base.written(self.rules),
        }
        return Protocol(load_knowledge_base(KnowledgeBaseFiles("kb", texts, digest(texts))))

    def record(self, rng: random.Random) -> dict[str, Any]:
        """A record: about half of the numbers missing or known by one end only, now and then a derived one given."""
        found: dict[str, Any] = {}
        for name, (low, high, counted) in RECORDED.items():
            drawn = rng.random()
            number = rng.randint(low, high) if counted else Fraction(rng.randint(4 * low, 4 * high), 4)
            if drawn < 0.4:
                found[name] = str(float(number)) if not counted else number
            elif drawn < 0.6 and low < number < high:
                found[name] = f"{rng.choice(COMPARATORS)}{float(number) if not counted else number}"
        for name in self.formulas:
            if rng.random() < 0.1:
                found[name] = rng.choice(LIMITS)
        for fact in ("f", "exact"):
            if rng.random() < 0.5:
                found[fact] = rng.random() < 0.5
        return found

    def judged(self, record: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
        """Verdict and statuses over all completions."""
        solver, numbers = z3.Solver(), dict[str, Any]()
        truth = {name: z3.Bool(name) for name in ("f", "exact")}
        for name, (low, high, counted) in RECORDED.items():
            numbers[name] = z3.ToReal(z3.Int(name)) if counted else z3.Real(name)
            solver.add(numbers[name] >= low, numbers[name] <= high)
            if name in record:
                solver.add(_agrees(numbers[name], str(record[name])))
        numbers["h"] = z3.Real("h")
        solver.add(numbers["h"] >= 1, z3.If(truth["exact"], numbers["h"] == numbers["m"], numbers["h"] <= numbers["m"]))
        solver.add(*(truth[name] == record[name] for name in truth if name in record))
        results = {}
        for name, formula in self.formulas.items():
            results[name] = _value(formula, numbers, truth["f"])
            if name not in record:
                numbers[name] = results[name]
                continue
            # A value that was given counts; its formula must only lie on the same side of every threshold.
            numbers[name] = z3.RealVal(record[name])
            for quantity, sign, limit in self.thresholds.values():
                if quantity == name:
                    solver.add(_test(numbers[name], sign, limit) == _test(results[name], sign, limit))
        asked = {**numbers, **results}
        truth |= {name: _test(asked[q], sign, limit) for name, (q, sign, limit) in self.thresholds.items()}
        met = {
            head[5:8]: z3.Or([z3.And([truth[atom] == positive for atom, positive in body]) for body in bodies])
            for head, bodies in self.rules.items()
        }
        if not _possible(solver):
            return "contradictory", {}
        statuses = {name: _word(solver, literal, "met", "not_met", "unknown") for name, literal in met.items()}
        eligible = z3.And(met["C-1"], met["C-2"], z3.Not(met["C-3"]))
        return _word(solver, eligible, "eligible", "ineligible", "undetermined"), statuses


def changed(drawn: Drawn, rng: random.Random) -> Drawn:
    """The same with another limit of one threshold."""
    other = copy(drawn)
    name = rng.choice([*drawn.thresholds])
    quantity, sign, _ = drawn.thresholds[name]
    other.thresholds = {**drawn.thresholds, name: (quantity, sign, rng.choice(LIMITS))}
    return other


def somebody_gains(before: Drawn, after: Drawn) -> bool:
    """Whether somebody, with one number for each quantity, is eligible under one version and was not under another."""
    solver, numbers = z3.Solver(), dict[str, Any]()
    truth = {name: z3.Bool(name) for name in ("f", "exact")}
    for name, (low, high, counted) in RECORDED.items():
        numbers[name] = z3.ToReal(z3.Int(name)) if counted else z3.Real(name)
        solver.add(numbers[name] >= low, numbers[name] <= high)
    numbers["h"] = z3.Real("h")
    solver.add(numbers["h"] >= 1, z3.If(truth["exact"], numbers["h"] == numbers["m"], numbers["h"] <= numbers["m"]))
    eligible = []
    for drawn in (before, after):
        own = dict(numbers)
        for name, formula in drawn.formulas.items():
            own[name] = _value(formula, own, truth["f"])
        tests = truth | {name: _test(own[q], sign, limit) for name, (q, sign, limit) in drawn.thresholds.items()}
        met = [
            z3.Or([z3.And([tests[atom] == positive for atom, positive in body]) for body in bodies])
            for bodies in drawn.rules.values()
        ]
        eligible.append(z3.And(met[0], met[1], z3.Not(met[2])))
    return _possible(solver, eligible[1], z3.Not(eligible[0]))


def some_value(rng: random.Random, name: str, given: Any) -> Any:
    """A value of a fact: one that agrees with what was given of it, if anything was."""
    if name not in RECORDED:
        return rng.choice([True, False]) if name in ("f", "exact") else rng.choice(LIMITS)
    low, high, counted = RECORDED[name]
    while True:
        number = Fraction(rng.randint(low, high)) if counted else Fraction(rng.randint(20 * low, 20 * high), 20)
        if given is None or z3.is_true(z3.simplify(_agrees(z3.Q(number.numerator, number.denominator), str(given)))):
            return str(float(number)) if not counted else int(number)


def _formula(rng: random.Random, known: Sequence[str], shared: Sequence[str]) -> Formula:
    names = [*rng.sample(known, rng.choice([1, 2, 2, 3])), *rng.sample(shared, min(1, len(shared)))]
    rng.shuffle(names)
    if names == ["h"]:
        names = ["h", "w"]
    formula: Formula = names[0]
    for name in names[1:]:
        formula = (rng.choice("**//+-"), formula, name)
    if rng.random() < 0.3:
        formula = (rng.choice("*+"), formula, rng.choice([2, 3]))
    return ("if", formula, rng.choice([1, 2])) if rng.random() < 0.3 else formula


def written(formula: Formula) -> str:
    """A formula as an author writes it."""
    if isinstance(formula, str):
        return f"{formula * 2} [u]"
    if isinstance(formula, int):
        return str(formula)
    kind, left, right = formula
    if kind == "if":
        return f"({written(left)}) × ({right} if f else 1)"
    return f"({written(left)}) {kind} {written(right)}"


def _value(formula: Formula, numbers: Mapping[str, Any], fact: Any) -> Any:
    if isinstance(formula, str):
        return numbers[formula]
    if isinstance(formula, int):
        return z3.RealVal(formula)
    kind, left, right = formula
    one = _value(left, numbers, fact)
    if kind == "if":
        return one * z3.If(fact, z3.RealVal(right), z3.RealVal(1))
    other = _value(right, numbers, fact)
    return {"+": one + other, "-": one - other, "*": one * other}.get(kind, one / other)


def _test(number: Any, sign: str, limit: str) -> Any:
    bound = z3.RealVal(limit)
    return {"<": number < bound, "<=": number <= bound, ">": number > bound, ">=": number >= bound}[sign]


def _agrees(number: Any, given: str) -> Any:
    sign = given.rstrip("0123456789.")
    return _test(number, sign, given[len(sign) :]) if sign else number == z3.RealVal(given)


def _possible(solver: Any, *more: Any) -> bool:
    answer = solver.check(*more)
    assert answer != z3.unknown
    return bool(answer == z3.sat)


def _word(solver: Any, literal: Any, yes: str, no: str, either: str) -> str:
    holds, fails = _possible(solver, literal), _possible(solver, z3.Not(literal))
    return either if holds and fails else yes if holds else no
