"""A small knowledge base with everything that a search space can hold, and its meaning by brute force.

Quantities of a few values each: plain ones, one that may be `never`, one by a formula, one as a ratio
to its limit of normal, one bounded by what was measured, and a score's totals; yes/no facts, a
choice, a reading and constraints. Nothing here is shared with the engine but the texts. No two
ties share a quantity: those that do are drawn in ``tied_base``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base

TEXTS = {
    "vocabulary/units.yaml": 'base: ["count = []"]\nunits:\n  u: {is: count, spellings: []}\n',
    "vocabulary/drugs.yaml": "{}\n",
    "vocabulary/typical.yaml": "{}\n",
    "vocabulary/quantities.yaml": """
a: {label: aa, unit: u, counted: true, step: 1 u, possible: [0, 4], plausible: [0, 4]}
b: {label: bb, unit: u, counted: true, step: 1 u, possible: [1, 3], plausible: [1, 3]}
c: {label: cc, unit: u, step: 1 u, possible: [0, 100], plausible: [0, 100]}
d: {label: dd, unit: u, counted: true, step: 1 u, possible: [0, 5], plausible: [0, 5], uln: n}
n: {label: nn, unit: u, counted: true, step: 1 u, possible: [1, 3], plausible: [1, 3]}
e: {label: ee, unit: u, counted: true, step: 1 u, possible: [0, 3], plausible: [0, 3], never: true}
m: {label: mm, unit: u, counted: true, step: 1 u, possible: [0, 4], plausible: [0, 4]}
r:
  {label: rr, unit: u, counted: true, step: 1 u, possible: [0, 4], plausible: [0, 4], hidden: by m,
   room: {measured: m, when: exact}}
total: {label: tt, unit: u, counted: true, step: 1 u, possible: [0, 5], plausible: [0, 5]}
part: {label: pp, unit: u, counted: true, step: 1 u, possible: [0, 3], plausible: [0, 3]}
""",
    "vocabulary/facts.yaml": """
record: {}
choices:
  size: {values: [big, small]}
facts:
  f: {}
  g: {}
  exact: {}
families:
  item: {item: item, of: sc}
doses: {}
""",
    "scores/sc.yaml": """
name: sc
label: score
family: item
totals:
  total: {items: all}
  part: {items: {marked: false}}
items:
  one: {weight: 1, domain: x}
  two: {weight: 2, domain: x}
  also_two: {weight: 2, domain: y, marked: true}
""",
    "readings.yaml": """
readings:
  rd:
    criteria: [C-1]
    phrase: p
    question: q
    default: x
    values: {x: one, y: other}
    why: w
assumptions: {}
""",
    "protocol.yaml": """
id: T
version: "1"
title: t
scope: nothing else
criteria:
  - {id: C-1, kind: inclusion, title: t, files: all, text: t}
  - {id: C-2, kind: inclusion, title: t, files: all, text: t}
  - {id: C-3, kind: exclusion, title: t, files: all, text: t}
""",
    "criteria/all.thr": """
criterion C-1
a_high    aa ≥ 2 u             "q"
a_higher  aa > 2 u             "q"
b_low     bb ≤ 2 u             "q"
c_high    cc ≥ 4 u             "q"
c_higher  cc > 6 u             "q"
d_low     dd ≤ 1.5 × ULN       "q"
e_soon    ee ≤ 1 u, no if never    "q"
e_late    ee > 2 u, yes if never   "q"
r_high    rr ≥ 3 u             "q"
t_high    tt ≥ 3 u             "q"
p_some    pp > 0 u             "q"
cc [u] = aa [u] × bb [u] × (2 if big else 1)   "q"
""".lstrip(),
    "background.lp": ":- size(small), f.\n:- a_higher, not g, not c_high.\n",
}

#: What rules may ask, and when it holds of a patient: the numbers once more, by hand.
ATOMS: dict[str, Any] = {
    "a_high": lambda p: p["a"] >= 2,
    "a_higher": lambda p: p["a"] > 2,
    "b_low": lambda p: p["b"] <= 2,
    "c_high": lambda p: clearance(p) >= 4,
    "c_higher": lambda p: clearance(p) > 6,
    "d_low": lambda p: 2 * p["d"] <= 3 * p["n"],
    "e_soon": lambda p: p["e"] != "never" and p["e"] <= 1,
    "e_late": lambda p: p["e"] == "never" or p["e"] > 2,
    "r_high": lambda p: p["r"] >= 3,
    "t_high": lambda p: points(p, WEIGHTS) >= 3,
    "p_some": lambda p: points(p, PART) > 0,
    "f": lambda p: p["f"],
    "g": lambda p: p["g"],
    "exact": lambda p: p["exact"],
    "size(big)": lambda p: p["size"] == "big",
    "item(one)": lambda p: p["item.one"],
    "item(also_two)": lambda p: p["item.also_two"],
    "reading(rd,x)": lambda p: p["rd"] == "x",
}
WEIGHTS = {"one": 1, "two": 2, "also_two": 2}
PART = {"one": 1, "two": 2}
DOMAINS: dict[str, list[Any]] = {
    "a": [0, 1, 2, 3, 4],
    "b": [1, 2, 3],
    "d": [0, 1, 2, 3, 4, 5],
    "n": [1, 2, 3],
    "e": [0, 1, 2, 3, "never"],
    "m": [0, 1, 2, 3, 4],
    **{name: [True, False] for name in ("f", "g", "exact", "item.one", "item.two", "item.also_two")},
    "size": ["big", "small"],
}
Rules = dict[str, list[list[tuple[str, bool]]]]
Patient = Mapping[str, Any]


def clearance(patient: Patient) -> int:
    """The derived quantity."""
    number: int = patient["a"] * patient["b"] * (2 if patient["size"] == "big" else 1)
    return number


def points(patient: Patient, weights: Mapping[str, int]) -> int:
    return sum(weight for item, weight in weights.items() if patient[f"item.{item}"])


def draw_rules(rng: random.Random) -> Rules:
    """Rules of three criteria over a helper, as trees."""

    def bodies(known: list[str]) -> list[list[tuple[str, bool]]]:
        count = rng.randint(1, 3)
        return [[(n, rng.random() < 0.6) for n in rng.sample(known, rng.randint(1, 3))] for _ in range(count)]

    rules: Rules = {"helper": bodies([*ATOMS])}
    for number in (1, 2, 3):
        rules[f'met("C-{number}")'] = bodies([*ATOMS, "helper"])
    return rules


def written(rules: Rules) -> str:
    """The rules as a rule file; readings are asked for positively, as they must be."""
    lines = []
    for head, bodies in rules.items():
        for body in bodies:
            parts = [name if positive else f"not {name}" for name, positive in body]
            lines.append(f"{head} :- {', '.join(parts)}.".replace("not reading(rd,x)", "reading(rd,y)"))
    return "\n".join(lines) + "\n"


def small(rules: Rules) -> Protocol:
    """The small knowledge base with these rules."""
    texts = {**TEXTS, "criteria/all.lp": written(rules)}
    return Protocol(load_knowledge_base(KnowledgeBaseFiles("kb", texts, digest(texts))))


def draw_record(rng: random.Random) -> dict[str, Any]:
    """A record: most fields known, some bounded, some missing; totals in the place of items or not at all."""
    record: dict[str, Any] = {}
    missing = set(rng.sample(sorted(DOMAINS), rng.choice([0, 1, 2, 3, 4])))
    for field, domain in DOMAINS.items():
        if field in missing:
            continue
        record[field] = rng.choice(domain)
        if field in ("a", "d", "m") and rng.random() < 0.2:
            record[field] = f"{rng.choice(['<', '<=', '>', '>='])}{rng.choice(domain[1:-1])}"
    if rng.random() < 0.25:
        record["c"] = rng.choice([0, 3, 4, 6, 7, 24])
    if rng.random() < 0.25:
        record = {field: value for field, value in record.items() if not field.startswith("item.")}
        record["total"] = rng.randint(0, 5)
        if rng.random() < 0.5:
            record["part"] = rng.randint(0, 3)
    return record


def completions(record: Patient, reading: str) -> Iterator[dict[str, Any]]:
    """Every patient who agrees with the record and with what is true of every human being."""
    spaces = [[v for v in domain if agrees(v, record.get(field))] for field, domain in DOMAINS.items()]
    for values in product(*spaces):
        patient = {**dict(zip(DOMAINS, values, strict=True)), "rd": reading}
        if record.get("total", points(patient, WEIGHTS)) != points(patient, WEIGHTS):
            continue
        if record.get("part", points(patient, PART)) != points(patient, PART):
            continue
        if "c" in record and [record["c"] >= 4, record["c"] > 6] != [clearance(patient) >= 4, clearance(patient) > 6]:
            continue
        if patient["size"] == "small" and patient["f"]:
            continue
        if patient["a"] > 2 and not patient["g"] and clearance(patient) < 4:
            continue
        for hidden in [patient["m"]] if patient["exact"] else range(patient["m"] + 1):
            yield {**patient, "r": hidden}


def agrees(value: Any, given: Any) -> bool:
    if given is None or not isinstance(given, str) or given[0] not in "<>":
        return given is None or value == given
    sign, number = given.rstrip("0123456789"), int(given.lstrip("<>="))
    below, equal = value < number, value == number
    return {"<": below, "<=": below or equal, ">": not below and not equal, ">=": not below}[sign]


def holds(rules: Rules, name: str, patient: Patient) -> bool:
    if name in ATOMS:
        return bool(ATOMS[name](patient))
    return any(all(holds(rules, part, patient) == positive for part, positive in body) for body in rules[name])


def judged(rules: Rules, record: Patient, reading: str) -> tuple[str, dict[str, str]]:
    """Verdict and statuses over all completions."""
    seen = set()
    for patient in completions(record, reading):
        seen.add(tuple(holds(rules, f'met("C-{number}")', patient) for number in (1, 2, 3)))
    if not seen:
        return "contradictory", {}
    words = {frozenset({True}): "met", frozenset({False}): "not_met", frozenset({True, False}): "unknown"}
    statuses = {f"C-{i + 1}": words[frozenset(one[i] for one in seen)] for i in range(3)}
    eligible = {one[0] and one[1] and not one[2] for one in seen}
    return ("undetermined" if len(eligible) == 2 else "eligible" if True in eligible else "ineligible"), statuses
