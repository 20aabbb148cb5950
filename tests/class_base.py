"""A knowledge base of which one class of drugs has so many members: what a list of them costs."""

from __future__ import annotations

import random
from typing import Any

from hn2301_asp.api import Protocol
from tests.one_criterion import base

FACTS = """
record: {}
choices: {size: {values: [big, small]}}
facts: {f: {}, g: {}, exact: {}}
families:
  used: {label: drugs used, item: used, of: drugs}
doses: {}
"""
RULES = """
counts(D) :- class(D, immunosuppressant).
counts(D) :- class(D, targeted), g.
two :- #count { S : used(D), substance(D, S), counts(D) } >= 2.
met("C-1") :- two.
met("C-1") :- exact, used(marked).
"""


def of_class(members: int) -> Protocol:
    """A class of so many drugs, one of them named by a rule and two of one substance, beside a class of five."""
    drugs = [f"  d{number}: {{}}" for number in range(members - 3)]
    drugs += ["  marked: {}", "  one: {substance: same}", "  other: {substance: same}"]
    others = [f"  t{number}: {{}}" for number in range(5)]
    text = "\n".join(["immunosuppressant:", *drugs, "targeted:", *others]) + "\n"
    vocabulary = {"facts": FACTS, "drugs": text, "quantities": "{}\n"}
    return base("", RULES, vocabulary)


def records() -> list[dict[str, Any]]:
    """Eleven patients: lists that are closed, open, and known in part; nothing of them depends on the class's size."""
    rng = random.Random(7)
    names = ["d0", "d1", "d2", "marked", "one", "other", "t0", "t1"]
    found: list[dict[str, Any]] = [{}, {"g": True}, {"exact": False}, {"used": []}, {"used": ["one", "other"]}]
    found += [{"used": rng.sample(names, 2), "exact": rng.random() < 0.5} for _ in range(3)]
    found += [{f"used.{name}": rng.random() < 0.5 for name in rng.sample(names, 3)} for _ in range(3)]
    return found
