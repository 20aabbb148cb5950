"""Limits that are multiples of another value, or on one quantity by another, in a small knowledge base and by hand.

Everything is counted, so that all completions of a record can be gone through. Nothing here is shared with the engine.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from hn2301_asp.api import Protocol
from tests.one_criterion import base

UNITS = """
base: ["litre = [volume]", "gram = [mass]", "mole = [substance]", "count = []"]
units:
  g/L: {is: gram / litre, spellings: []}
  g/dL: {is: 10 * gram / litre, spellings: []}
  mmol/L: {is: mole / litre / 1000, spellings: []}
  g/mmol: {is: 1000 * gram / mole, spellings: []}
  mg/mmol: {is: gram / mole, spellings: []}
  mg/mol: {is: gram / mole / 1000, spellings: []}
  "%": {is: count / 100, spellings: [percent]}
"""
QUANTITIES = """
x: {label: xx, unit: g/L, also: {g/dL: {}}, counted: true, step: 1 g/L, possible: [0, 4], plausible: [0, 4],
  uln: xu, lln: xl, baseline: xb}
xu: {label: upper, unit: g/L, counted: true, step: 1 g/L, possible: [2, 3], plausible: [2, 3]}
xl: {label: lower, unit: g/L, counted: true, step: 1 g/L, possible: [1, 2], plausible: [1, 2]}
xb: {label: before, unit: g/dL, also: {g/L: {}}, counted: true, step: 1 g/dL, possible: [1, 2], plausible: [1, 2]}
p: {label: protein, unit: g/L, counted: true, step: 1 g/L, possible: [0, 3], plausible: [0, 3]}
q: {label: other protein, unit: g/dL, counted: true, step: 1 g/dL, possible: [1, 3], plausible: [1, 3]}
k: {label: creatinine, unit: mmol/L, counted: true, step: 1 mmol/L, possible: [1, 3], plausible: [1, 3]}
"""
FACTS = "record: {}\nchoices: {}\nfacts: {f: {}}\nfamilies: {}\ndoses: {}\n"
DOMAINS = {
    "x": range(5),
    "xu": range(2, 4),
    "xl": range(1, 3),
    "xb": range(1, 3),
    "p": range(4),
    "q": range(1, 4),
    "k": range(1, 4),
}
#: Each threshold as written, what it is a share of by hand, its comparator and its number.
_SHARES: dict[str, Any] = {
    "xx {} {} × ULN": lambda n: Fraction(n["x"], n["xu"]),
    "xx {} {} × LLN": lambda n: Fraction(n["x"], n["xl"]),
    "xx {} {} × baseline": lambda n: Fraction(n["x"], 10 * n["xb"]),
    "protein / other protein {} {}": lambda n: Fraction(n["p"], 10 * n["q"]),
    "protein/other protein {} {} %": lambda n: Fraction(10 * n["p"], n["q"]),
    "protein / creatinine {} {} g/mmol": lambda n: Fraction(n["p"], n["k"]),
    "protein / creatinine {} {} mg/mol": lambda n: Fraction(1000000 * n["p"], n["k"]),
}
_SIGNS: dict[str, Any] = {
    "≥": lambda one, other: one >= other,
    "≤": lambda one, other: one <= other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
}
Test = tuple[str, str, str]
Drawn = tuple[tuple[Test, ...], tuple[tuple[tuple[int, bool], ...], ...]]
Patient = Mapping[str, Any]


def _numbers(share: str) -> list[str]:
    if "baseline" in share or share.startswith("protein / other"):
        return ["0.1", "0.05", "0.15", "0.2", "0.03"]
    if "%" in share:
        return ["10", "5", "15", "30", "9.99"]
    if "mg/mol" in share:
        return ["1000000", "500000", "1999999.5"]
    return ["1", "0.5", "1.5", "2", "0.66", "1.01"]


def draw_test(rng: random.Random) -> Test:
    share = rng.choice([*_SHARES])
    return share, rng.choice([*_SIGNS]), rng.choice(_numbers(share))


def draw(rng: random.Random) -> Drawn:
    """Some thresholds, and bodies of rules over them: numbers of thresholds, and whether each holds."""
    tests = tuple(draw_test(rng) for _ in range(rng.randint(2, 4)))
    bodies = tuple(
        tuple((number, rng.random() < 0.6) for number in rng.sample(range(len(tests)), rng.randint(1, 2)))
        for _ in range(rng.randint(1, 2))
    )
    return tests, bodies


def protocol(drawn: Drawn) -> Protocol:
    tests, bodies = drawn
    lines = [f't{"abcd"[i]} {share.format(sign, number)} "q"\n' for i, (share, sign, number) in enumerate(tests)]
    rules = [
        'met("C-1") :- ' + ", ".join(f"{'' if holds else 'not '}t{'abcd'[i]}" for i, holds in body) + ".\n"
        for body in bodies
    ]
    return base("".join(lines), "".join(rules), {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS})


def holds(test: Test, patient: Patient) -> bool:
    share, sign, number = test
    return bool(_SIGNS[sign](_SHARES[share](patient), Fraction(number)))


def met(drawn: Drawn, patient: Patient) -> bool:
    tests, bodies = drawn
    return any(all(holds(tests[i], patient) == wanted for i, wanted in body) for body in bodies)


def record(rng: random.Random) -> dict[str, Any]:
    """A record: some numbers, some bounds, some missing."""
    found: dict[str, Any] = {"f": "no"}
    for name, domain in DOMAINS.items():
        if rng.random() < 0.35:
            continue
        found[name] = rng.choice(domain)
        if name in ("x", "p", "q", "k") and rng.random() < 0.25:
            found[name] = f"{rng.choice(['<=', '>='])}{found[name]}"
    return found


def completions(record: Patient) -> Iterator[Patient]:
    """Every patient who agrees with a record."""
    spaces = [[n for n in domain if _agrees(n, record.get(name))] for name, domain in DOMAINS.items()]
    yield from (dict(zip(DOMAINS, numbers, strict=True)) for numbers in product(*spaces))


def _agrees(number: int, given: object) -> bool:
    if isinstance(given, str):
        return number <= int(given[2:]) if given[0] == "<" else number >= int(given[2:])
    return given is None or number == given


def status(drawn: Drawn, record: Patient) -> str:
    """The status of C-1 over all completions."""
    found = {met(drawn, patient) for patient in completions(record)}
    return "unknown" if len(found) == 2 else "met" if True in found else "not_met"
