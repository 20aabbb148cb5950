"""A small knowledge base whose criteria apply to some patients only, and its meaning by enumeration.

An arm (a choice), an age (thresholds) and answers say to whom each criterion applies, by random rules. Nothing here is
shared with the engine but the texts.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base

CRITERIA = {"C-1": "inclusion", "C-2": "inclusion", "C-3": "inclusion", "X-1": "exclusion", "X-2": "exclusion"}
TEXTS = {
    "vocabulary/units.yaml": 'base: ["count = []"]\nunits:\n  u: {is: count, spellings: []}\n',
    "vocabulary/drugs.yaml": "{}\n",
    "vocabulary/typical.yaml": "{}\n",
    "vocabulary/quantities.yaml": "".join(
        f"{name}: {{label: {name}{name}, unit: u, counted: true, step: 1 u, possible: [0, {most}], "
        f"plausible: [0, {most}]}}\n"
        for name, most in (("a", 3), ("b", 2), ("k", 3))
    ),
    "vocabulary/facts.yaml": """
record: {}
choices:
  arm: {values: [red, green, blue]}
facts: {f: {}, g: {}, h: {}}
families: {}
doses: {}
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
    "protocol.yaml": 'id: T\nversion: "1"\ntitle: t\nscope: nothing else\ncriteria:\n'
    + "".join(f"  - {{id: {name}, kind: {kind}, title: t, files: all, text: t}}\n" for name, kind in CRITERIA.items()),
    "criteria/all.thr": """
criterion C-1
a_high   aa ≥ 2 u   "q"
a_full   aa ≥ 3 u   "q"
b_low    bb ≤ 1 u   "q"
old      kk ≥ 2 u   "q"
older    kk ≥ 3 u   "q"
""".lstrip(),
    "background.lp": ":- arm(red), h.\n",
}
DOMAINS: dict[str, list[Any]] = {
    "arm": ["red", "green", "blue"],
    "a": [0, 1, 2, 3],
    "b": [0, 1, 2],
    "k": [0, 1, 2, 3],
    "f": [True, False],
    "g": [True, False],
    "h": [True, False],
}
ATOMS: dict[str, Any] = {
    "arm(red)": lambda p: p["arm"] == "red",
    "arm(green)": lambda p: p["arm"] == "green",
    "arm(blue)": lambda p: p["arm"] == "blue",
    "a_high": lambda p: p["a"] >= 2,
    "a_full": lambda p: p["a"] >= 3,
    "b_low": lambda p: p["b"] <= 1,
    "old": lambda p: p["k"] >= 2,
    "older": lambda p: p["k"] >= 3,
    "f": lambda p: p["f"],
    "g": lambda p: p["g"],
    "h": lambda p: p["h"],
    "reading(rd,x)": lambda p: p["rd"] == "x",
}
#: What mostly says to whom a criterion applies.
SCOPES = ["arm(red)", "arm(green)", "arm(blue)", "old"]
Body = list[tuple[str, bool]]
Rules = dict[str, list[Body]]
Person = Mapping[str, Any]


def draw_rules(rng: random.Random) -> Rules:
    """Rules of five criteria, most of them with rules that say to whom they apply."""

    def bodies(known: Sequence[str], most: int = 2) -> list[Body]:
        return [
            [(name, rng.random() < 0.7) for name in rng.sample(known, rng.randint(1, min(3, len(known))))]
            for _ in range(rng.randint(1, most))
        ]

    rules: Rules = {"helper": bodies([*ATOMS])}
    for name in CRITERIA:
        rules[f'met("{name}")'] = bodies([*ATOMS, "helper"])
        if rng.random() < 0.7:
            known = SCOPES if rng.random() < 0.8 else [*SCOPES, "f", "helper", "reading(rd,x)"]
            rules[f'applies("{name}")'] = bodies(known) if rng.random() < 0.4 else [[(rng.choice(SCOPES), True)]]
    if rng.random() < 0.3:
        rules['met("C-3")'].append([('met("C-1")', True), ("f", True)])
    return rules


def altered(rules: Rules, rng: random.Random) -> Rules:
    """The rules with one or two heads drawn anew, or without one that says to whom a criterion applies."""
    other, drawn = dict(rules), draw_rules(rng)
    for head in rng.sample([*drawn], rng.randint(1, 2)):
        other[head] = drawn[head]
    scopes = [head for head in other if head.startswith("applies")]
    if scopes and rng.random() < 0.3:
        del other[rng.choice(scopes)]
    return other


def written(rules: Rules) -> str:
    """The rules as a rule file; readings are asked for positively, as they must be."""
    lines = []
    for head, bodies in rules.items():
        for body in bodies:
            parts = [name if positive else f"not {name}" for name, positive in body]
            lines.append(f"{head} :- {', '.join(parts)}.".replace("not reading(rd,x)", "reading(rd,y)"))
    return "\n".join(lines) + "\n"


def small(rules: Rules, **files: str) -> Protocol:
    """The small knowledge base with these rules."""
    texts = {**TEXTS, "criteria/all.lp": written(rules), **files}
    return Protocol(load_knowledge_base(KnowledgeBaseFiles("kb", texts, digest(texts))))


def draw_record(rng: random.Random) -> dict[str, Any]:
    """A record that says most of what can be said, and of a number perhaps a range."""
    record = {field: rng.choice(domain) for field, domain in DOMAINS.items()}
    for field in rng.sample([*DOMAINS], rng.choice([0, 1, 2, 3, 5])):
        del record[field]
    if "a" in record and rng.random() < 0.2:
        record["a"] = f"{rng.choice(['<', '>'])}{rng.choice([1, 2])}"
    return record


def people(record: Person, reading: str) -> Iterator[dict[str, Any]]:
    """Everybody who agrees with a record and with what is true of every human being."""
    for values in product(*([v for v in domain if _agrees(v, record.get(f))] for f, domain in DOMAINS.items())):
        person = {**dict(zip(DOMAINS, values, strict=True)), "rd": reading}
        if not (person["arm"] == "red" and person["h"]):
            yield person


def _agrees(value: Any, given: Any) -> bool:
    if isinstance(given, str) and given[0] in "<>":
        return bool(value < int(given[1:]) if given[0] == "<" else value > int(given[1:]))
    return given is None or value == given


def holds(rules: Rules, name: str, person: Person) -> bool:
    if name in ATOMS:
        return bool(ATOMS[name](person))
    return any(all(holds(rules, part, person) == positive for part, positive in body) for body in rules[name])


def in_scope(rules: Rules, criterion: str, person: Person) -> bool:
    """Whether a criterion applies to somebody: to everybody where no rule says to whom."""
    return f'applies("{criterion}")' not in rules or holds(rules, f'applies("{criterion}")', person)


def stands(rules: Rules, criterion: str, person: Person) -> str:
    """How a criterion stands for somebody of whom everything is known."""
    if not in_scope(rules, criterion, person):
        return "not_applicable"
    return "met" if holds(rules, f'met("{criterion}")', person) else "not_met"


def passes(rules: Rules, criterion: str, person: Person) -> bool:
    """Whether a criterion lets somebody pass."""
    return stands(rules, criterion, person) != ("not_met" if CRITERIA[criterion] == "inclusion" else "met")


def eligible(rules: Rules, person: Person) -> bool:
    return all(passes(rules, criterion, person) for criterion in CRITERIA)


def judged(rules: Rules, record: Person, reading: str) -> tuple[str, dict[str, str]]:
    """Verdict and statuses over all completions: a status is told where it is the same of everybody."""
    everybody = list(people(record, reading))
    if not everybody:
        return "contradictory", {}
    statuses = {}
    for criterion in CRITERIA:
        seen = {stands(rules, criterion, person) for person in everybody}
        statuses[criterion] = seen.pop() if len(seen) == 1 else "unknown"
    return verdict(eligible(rules, person) for person in everybody), statuses


def verdict(found: Iterable[bool]) -> str:
    seen = set(found)
    return "undetermined" if len(seen) == 2 else "eligible" if True in seen else "ineligible"
