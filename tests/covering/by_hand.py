"""A small protocol whose people can all be counted, and what its scenarios show, worked out by looking at everybody.

Nothing here is shared with the engine but the texts: rules are trees, a record is all the people that it may be of.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base

TEXTS = {
    "vocabulary/units.yaml": 'base: ["count = []"]\nunits:\n  u: {is: count, spellings: []}\n',
    "vocabulary/drugs.yaml": "{}\n",
    "vocabulary/quantities.yaml": """
a: {label: aa, unit: u, counted: true, step: 1 u, possible: [0, 4], plausible: [0, 4]}
e: {label: ee, unit: u, counted: true, step: 1 u, possible: [0, 3], plausible: [0, 3], never: true}
total: {label: tt, unit: u, counted: true, step: 1 u, possible: [0, 4], plausible: [0, 4]}
""",
    "vocabulary/facts.yaml": """
record: {}
choices:
  size: {values: [big, small]}
facts:
  f: {}
  g: {}
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
items:
  one: {weight: 1, domain: x}
  two: {weight: 1, domain: x}
  three: {weight: 2, domain: y}
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
  - {id: C-1, kind: inclusion, title: t, files: one, text: t}
  - {id: C-2, kind: exclusion, title: t, files: two, text: t}
""",
    "criteria/one.thr": 'criterion C-1\n\na_high    aa ≥ 2 u    "q"\nt_high    tt ≥ 3 u    "q"\n',
    "criteria/two.thr": 'criterion C-2\n\na_low     aa < 4 u    "q"\ne_soon    ee ≤ 1 u, no if never    "q"\n',
    "background.lp": ":- size(small), f.\n",
}
WEIGHTS = {"one": 1, "two": 1, "three": 2}
DOMAINS: Mapping[str, Sequence[Any]] = {
    "a": [0, 1, 2, 3, 4],
    "e": [0, 1, 2, 3, "never"],
    **{name: [True, False] for name in ("f", "g", "item.one", "item.two", "item.three")},
    "size": ["big", "small"],
}
Person = Mapping[str, Any]
Record = dict[str, Any]


def total(person: Person) -> int:
    return sum(weight for item, weight in WEIGHTS.items() if person[f"item.{item}"])


def many(person: Person) -> int:
    return sum(bool(person[f"item.{item}"]) for item in WEIGHTS)


ATOMS: Mapping[str, Any] = {
    "a_high": lambda p: p["a"] >= 2,
    "a_low": lambda p: p["a"] < 4,
    "e_soon": lambda p: p["e"] != "never" and p["e"] <= 1,
    "t_high": lambda p: total(p) >= 3,
    "f": lambda p: p["f"],
    "g": lambda p: p["g"],
    "size(big)": lambda p: p["size"] == "big",
    "item(one)": lambda p: p["item.one"],
}
READING = "reading(rd,"
#: A body's literals: an atom, and whether it holds; a rule's head, its body, and whose it is.
Body = list[tuple[str, bool]]
Rule = tuple[str, Body, str]


def draw_rules(rng: random.Random) -> list[Rule]:
    """Rules of two criteria over a helper that both may ask for, and a count; those of the helper belong to C-1."""

    def bodies(known: list[str]) -> Iterator[Body]:
        for _ in range(rng.randint(1, 3)):
            body = [(name, rng.random() < 0.6) for name in rng.sample(known, rng.randint(1, 3))]
            yield body + ([(f"{READING}{rng.choice('xy')})", True)] if rng.random() < 0.3 else [])

    rules: list[Rule] = [("helper", body, "C-1") for body in bodies([*ATOMS])]
    rules.append(("many", [("#count", True)], "C-1"))
    rules += [('met("C-1")', body, "C-1") for body in bodies([*ATOMS, "helper", "many"])]
    rules += [('met("C-2")', body, "C-2") for body in bodies([*ATOMS, "helper"])]
    return rules


def written(rules: Iterable[Rule]) -> dict[str, str]:
    """The rules as rule files, a rule a line: those of C-2 below the line that says to whom it applies."""
    files = {"criteria/one.lp": "", "criteria/two.lp": 'applies("C-2") :- g.\n'}
    for head, body, owner in rules:
        told = [name if holds else f"not {name}" for name, holds in body]
        told = ["#count { I : item(I) } >= 2" if one == "#count" else one for one in told]
        files[f"criteria/{'one' if owner == 'C-1' else 'two'}.lp"] += f"{head} :- {', '.join(told)}.\n"
    return files


def load(rules: Iterable[Rule], scenarios: str = "") -> Protocol:
    texts = {**TEXTS, **written(rules), **({"scenarios/own.yaml": scenarios} if scenarios else {})}
    files = KnowledgeBaseFiles("kb", texts, digest(texts))
    return Protocol(load_knowledge_base(files), files=files)


class ByHand:
    """A protocol's rules, and everybody."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = list(rules)
        every = [dict(zip(DOMAINS, values, strict=True)) for values in product(*DOMAINS.values())]
        self.everybody = [person for person in every if not (person["size"] == "small" and person["f"])]

    def holds(self, name: str, person: Person) -> bool:
        if name.startswith(READING):
            return name == f"{READING}{person['rd']})"
        if name == "#count":
            return many(person) >= 2
        if name == 'applies("C-2")':
            return bool(person["g"])
        if name in ATOMS:
            return bool(ATOMS[name](person))
        return any(self.fires(body, person) for head, body, _ in self.rules if head == name)

    def fires(self, body: Body, person: Person) -> bool:
        return all(self.holds(name, person) == positive for name, positive in body)

    def people(self, record: Record, reading: str) -> list[Person]:
        """Everybody of whom a record may be."""
        own = [p for p in self.everybody if all(agrees(p[k], v) for k, v in record.items() if k in DOMAINS)]
        if "total" in record:
            own = [p for p in own if total(p) == record["total"]]
        return [{**person, "rd": reading} for person in own]

    # What there is to see ----------------------------------------------------------------------------

    def cases(self) -> dict[tuple[str, str, str], Any]:
        """Every case that is about single people: what of them shows it, and whose it is."""
        found: dict[tuple[str, str, str], Any] = {}
        applies = ('applies("C-2")', [("g", True)], "")
        lines = {"C-1": 0, "C-2": 1}
        for rule in [*self.rules, applies]:
            head, body, owner = rule
            lines[owner] = lines.get(owner, 0) + 1
            where = f"criteria/two.lp:{1}" if rule is applies else f"criteria/{'one' if owner == 'C-1' else 'two'}.lp"
            where = where if rule is applies else f"{where}:{lines[owner]}"
            others = [b for h, b, _ in self.rules if h == head and b is not body]
            given = [literal for literal in body if literal[0].startswith(READING)]
            own = [literal for literal in body if literal not in given]
            found["rule", where, "admits"] = (lambda p, b=body: self.fires(b, p)), owner
            found["rule", where, "blocks"] = (
                (lambda p, h=head, g=given: not self.holds(h, p) and self.fires(g, p)),
                owner,
            )
            for literal in own if len(own) > 1 else []:
                name, positive = literal
                rest = [one for one in body if one != literal]
                side = ("" if positive else "not ") + name.partition("(")[0]
                found["literal", where, side] = (
                    (
                        lambda p, n=name, s=positive, r=rest, h=head: (
                            self.holds(n, p) != s and self.fires(r, p) and not self.holds(h, p)
                        )
                    ),
                    owner,
                )
            if others:
                found["alternative", where, "alone"] = (
                    (lambda p, b=body, o=others: self.fires(b, p) and not any(self.fires(one, p) for one in o)),
                    owner,
                )
            if head == "many":
                found["count", where, "at 2"] = (lambda p: many(p) == 2), owner
                found["count", where, "below 2"] = (lambda p: many(p) == 1), owner
        return found

    def statuses(self, person: Person) -> dict[str, str]:
        """The statuses of somebody of whom all is known."""
        second = "not_applicable" if not person["g"] else "met" if self.holds('met("C-2")', person) else "not_met"
        return {"C-1": "met" if self.holds('met("C-1")', person) else "not_met", "C-2": second}

    def screened(self, record: Record, reading: str) -> tuple[str, dict[str, str]]:
        """The verdict and the statuses of a record."""
        people = self.people(record, reading)
        seen = [self.statuses(person) for person in people]
        passing = [one["C-1"] == "met" and one["C-2"] != "met" for one in seen]
        verdict = "eligible" if all(passing) else "undetermined" if any(passing) else "ineligible"
        told = {name: {one[name] for one in seen} for name in ("C-1", "C-2")}
        return verdict, {name: one.copy().pop() if len(one) == 1 else "unknown" for name, one in told.items()}

    def shown(self, record: Record, reading: str) -> set[tuple[str, str, str]]:
        """Every case that a record shows; none where nobody is as it says."""
        people = self.people(record, reading)
        if not people:
            return set()
        found = set[tuple[str, str, str]]()
        outside = all(not person["g"] for person in people)
        for case, (test, owner) in self.cases().items():
            if not (owner == "C-2" and outside) and all(map(test, people)):
                found.add(case)
        verdict, statuses = self.screened(record, reading)
        found |= {("status", name, status) for name, status in statuses.items()}
        if self.screened(record, "y" if reading == "x" else "x") != (verdict, statuses):
            found.add(("reading", "rd", reading))
        found |= {("threshold", "a_high", side) for side in sides(known(people, record, "a"), 2, above=True)}
        totals = {total(person) for person in people}
        sure = len({number >= 3 for number in totals}) == 1
        value = totals.copy().pop() if len(totals) == 1 else "between" if sure else None
        given = "total" in record or any(name.startswith("item") for name in record)
        found |= {("threshold", "t_high", side) for side in sides(value if given else None, 3, above=True)}
        if not outside:
            found |= {("threshold", "a_low", side) for side in sides(known(people, record, "a"), 4, above=False)}
            found |= {("threshold", "e_soon", side) for side in sides(known(people, record, "e"), 1, above=False)}
        return found

    def reachable(self) -> set[tuple[str, str, str]]:
        """What a record of somebody can show."""
        found: set[tuple[str, str, str]] = set()
        people = [{**person, "rd": reading} for person in self.everybody for reading in "xy"]
        for case, (test, owner) in self.cases().items():
            if any(test(person) for person in people if owner != "C-2" or person["g"]):
                found.add(case)
        for reading in "xy":
            seen = {self.statuses({**person, "rd": reading})["C-1"] for person in self.everybody}
            found |= {("status", "C-1", "unknown")} if len(seen) == 2 else set()
        for person in self.everybody:
            one, other = (self.statuses({**person, "rd": reading}) for reading in "xy")
            found |= {("status", name, status) for each in (one, other) for name, status in each.items()}
            if one != other:
                found |= {("reading", "rd", "x"), ("reading", "rd", "y")}
        return found


def agrees(value: Any, given: Any) -> bool:
    """Whether a value is as a record says, which may be a bound."""
    if isinstance(given, str) and given[0] in "<>":
        return value != "never" and (value < int(given[1:]) if given[0] == "<" else value > int(given[1:]))
    return bool(value == given)


def known(people: Sequence[Person], record: Record, name: str) -> Any:
    """The value that a record states; `between` of a bound, None of nothing."""
    if name not in record:
        return None
    own = {person[name] for person in people}
    return own.copy().pop() if not str(record[name]).startswith(("<", ">")) else "between"


def sides(value: Any, limit: int, *, above: bool) -> Iterator[str]:
    """The sides of a limit on which a value lies: what is within lies above it, or at it, or below."""
    if value is None or value == "never":
        yield "missing" if value is None else "never"
    elif value != "between":
        off = value - limit
        if off == 0:
            yield "at"
        elif abs(off) == 1:
            yield "inside" if (off > 0) == above else "outside"


def draw_record(rng: random.Random) -> Record:
    """A record: some fields known, one of them perhaps bounded; a total in the place of items now and then."""
    missing = set(rng.sample([*DOMAINS], rng.choice([0, 0, 1, 2, 3])))
    record = {name: rng.choice(values) for name, values in DOMAINS.items() if name not in missing}
    if "a" in record and rng.random() < 0.2:
        record["a"] = rng.choice(["<3", ">1"])
    if rng.random() < 0.2:
        record = {name: value for name, value in record.items() if not name.startswith("item")}
        record["total"] = rng.randint(0, 4)
    return record
