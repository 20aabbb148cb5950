"""Exceptions and cases that never decide: what is told is what enumeration finds, and nothing else, on drawn rules.

Everybody of the small base is kept as what the atoms of rules are of them; a rule is then the set of those of whom it
holds. Nothing here is shared with the check but the texts.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import product
from typing import Any

from hn2301_asp.check.base import read_base
from hn2301_asp.check.idle import idle_findings
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.screener import Screener
from tests.conftest import Sample
from tests.small_base import ATOMS, DOMAINS, TEXTS, completions

CASES = 400
_ITEMS = ("one", "two", "also_two")
#: Fields that constraints and formulas tie to each other; those of two groups have nothing to do with each other.
_GROUPS = [["a", "b", "size", "f", "g"], ["d", "n"], ["e"], ["m", "exact"], [f"item.{item}" for item in _ITEMS]]
_ASKED: dict[str, Any] = {**ATOMS, **{f"item({item})": lambda p, i=item: p[f"item.{i}"] for item in _ITEMS}}


@cache
def everybody() -> tuple[int, dict[str, int]]:
    """All kinds of people, each a bit, and for each atom those of whom it holds."""
    plain = {field: domain[0] for field, domain in DOMAINS.items()} | {"size": "big", "g": True}
    parts = []
    for group in _GROUPS:
        rest = {field: value for field, value in plain.items() if field not in group}
        asked = {tuple(bool(test(p)) for test in _ASKED.values()): p for p in completions(rest, "x")}
        parts.append(list(asked.values()))  # One of each kind.
    kinds = set()
    for several in product(*parts, ["x", "y"]):
        *people, reading = several
        joined: dict[str, Any] = {"rd": reading}
        for group, person in zip(_GROUPS, people, strict=True):
            joined |= {field: person[field] for field in group} | ({"r": person["r"]} if "m" in group else {})
        kinds.add(tuple(bool(test(joined)) for test in _ASKED.values()))
    masks = dict.fromkeys(_ASKED, 0)
    for bit, kind in enumerate(sorted(kinds)):
        for name, holds in zip(_ASKED, kind, strict=True):
            masks[name] |= holds << bit
    return (1 << len(kinds)) - 1, masks


Body = list[tuple[str, bool]]
Rules = list[tuple[str, Body]]


def drawn(rng: random.Random) -> Rules:
    """Rules in the order of the file: two helpers, exceptions for single items, and the criteria."""

    def several(head: str, known: list[str], most: int) -> Rules:
        few = rng.sample(known, min(len(known), 5))  # So that conditions meet each other.
        return [
            (head, [(name, rng.random() < 0.5) for name in rng.sample(few, rng.randint(1, 3))])
            for _ in range(rng.randint(1, most))
        ]

    near = ["a_high", "a_higher", "c_high", "c_higher", "e_soon", "e_late", "size(big)", "f", "g", "reading(rd,x)"]
    rules = several("helper", near, 3)
    rules += several("other", [*near, "helper"], 3)
    for item in rng.sample(_ITEMS, rng.randint(1, 2)):
        rules += [(f"kept({item})", [])] if rng.random() < 0.3 else several(f"kept({item})", [*near, *ATOMS], 2)
    for number in (1, 2, 3):
        rules += several(f'met("C-{number}")', [*ATOMS, "helper", "other"], 3)
    return rules


#: A rule with variables: of which items it speaks, and which of them are excepted.
_LISTED = [
    "listed :- item(I), marked(sc, I), not kept(I).",
    "listed :- item(I), I != two, not kept(I).",
    "listed :- f, #count { I : item(I), I != two, not kept(I) } >= 1.",
]
_OF = [["also_two"], list(_ITEMS), list(_ITEMS)]


def texts(rules: Rules, listed: int) -> str:
    lines = []
    for head, body in rules:
        parts = [name if positive else f"not {name}" for name, positive in body]
        line = f"{head} :- {', '.join(parts)}." if parts else f"{head}."
        lines.append(line.replace("not reading(rd,x)", "reading(rd,y)"))
    return "\n".join([*lines, _LISTED[listed]]) + "\n"


def expected(rules: Rules, listed: int) -> list[tuple[str, int, str]]:
    """What there is to tell: code, line and for an exception its words."""
    everyone, masks = everybody()
    masks = dict(masks)

    def of(body: Body) -> int:
        found = everyone
        for name, positive in body:
            found &= masks.get(name, 0) if positive else everyone & ~masks.get(name, 0)
        return found

    told: list[tuple[str, int, str]] = []
    own: list[int] = []
    for line, (head, body) in enumerate(rules, 1):
        own.append(of(body))
        masks[head] = masks.get(head, 0) | own[-1]
        if not own[-1]:
            continue
        for index, (name, positive) in enumerate(body):
            if not positive and name != "reading(rd,x)" and not of([*body[:index], *body[index + 1 :], (name, True)]):
                told.append(("dead-exception", line, f"not {name}"))
    last = len(rules) + 1
    items = [item for item in _OF[listed] if not listed or item != "two"]
    beside: Body = [("f", True)] if listed == 2 else []
    if any(of([*beside, (f"item({item})", True), (f"kept({item})", False)]) for item in items):
        # Beside an exception among what is counted only what must hold is looked at: what is told is a proof still.
        all_items = _OF[listed] if listed == 2 else items
        if not any(of([*beside, (f"item({item})", True), (f"kept({item})", True)]) for item in all_items):
            told.append(("dead-exception", last, "not kept(I)"))
        counted: Body = [] if listed == 2 else [("kept(two)", False)]
        if listed and not of([*beside, ("item(two)", True), *counted]):
            told.append(("dead-exception", last, "I != two"))
    gone: set[int] = set()
    written = texts(rules, listed).split("\n")
    for index in reversed(range(len(rules))):
        head, body = rules[index]
        beside = [i for i, (other, _) in enumerate(rules) if other == head and i != index and i not in gone]
        if body and beside and not own[index] & ~_any(own[i] for i in beside):
            gone.add(index)
            if written.count(written[index]) == 1:
                told.append(("covered-case" if own[index] else "never-applies", index + 1, ""))
    return sorted(told)


def _any(masks: Any) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def found(rules: Rules, listed: int) -> list[tuple[str, int, str]]:
    own = {**TEXTS, "criteria/all.lp": texts(rules, listed)}
    base, _ = read_base(KnowledgeBaseFiles("kb", own, digest(own)))
    told = []
    for finding in idle_findings(base, Screener(base.known)):
        place = finding.place
        assert place.text is not None
        assert place.line is not None
        assert place.column is not None
        assert place.end_column is not None
        words = place.text[place.column - 1 : place.end_column - 1] if finding.code == "dead-exception" else ""
        told.append((finding.code, place.line, words))
    return sorted(told)


def test_what_is_told_is_what_enumeration_finds(sample: Sample) -> None:
    rng = random.Random(20261130)
    codes: dict[str, int] = {}
    for number in range(sample(CASES)):
        rules, listed = drawn(rng), number % len(_LISTED)
        there = found(rules, listed)
        assert there == expected(rules, listed), texts(rules, listed)
        for code, _, _ in there:
            codes[code] = codes.get(code, 0) + 1
    assert codes["dead-exception"] >= sample(CASES) // 4
    assert codes["covered-case"] >= sample(CASES) // 4
