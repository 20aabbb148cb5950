"""Frames under constraints of every kind: what is open together is judged together, whichever atoms are named."""

from __future__ import annotations

import random
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from tests import scoped_base, small_base
from tests.cohort.rows import agreed, table_of
from tests.conftest import Sample

OTHERS = 'met("C-2") :- b_low.\nmet("C-3") :- e_soon.\n'
ANSWERS = (True, False, None)


def made(background: str, rules: str, base: ModuleType = small_base) -> Protocol:
    """A small protocol with these constraints and rules."""
    texts = {**base.TEXTS, "background.lp": background, "criteria/all.lp": rules}
    return Protocol(load_knowledge_base(KnowledgeBaseFiles("kb", texts, digest(texts))))


@pytest.mark.parametrize(
    ("background", "rules"),
    [
        # Two values of one choice, and two limits of one number: no constraint names both.
        (":- size(small), f.\n:- size(big), g.\n", 'met("C-1") :- a_high.\n'),
        (":- a_high, f.\n:- not a_higher, g.\n", 'met("C-1") :- size(big).\n'),
        (":- a_high, f.\n:- not a_higher, g.\n", 'met("C-1") :- a_high, f.\nmet("C-1") :- not a_high.\n'),
        (":- a_higher, f.\n:- not c_high, g.\n", 'met("C-1") :- a_high, not size(big).\n'),
        # A fact that is decided, and with it a number that is open together with it.
        (":- not exact.\n", 'met("C-1") :- r_high, exact.\n'),
        (":- g, not exact.\n", 'met("C-1") :- not r_high, not exact.\n'),
    ],
)
def test_constraints_that_share_only_what_is_open_together(background: str, rules: str) -> None:
    records = [
        {"f": f, "g": g, "a": a, "m": m, "b": 1, "e": 3, "size": size}
        for f in ANSWERS
        for g in ANSWERS
        for a in (1, 3, None)
        for m in (">3", "4", None)
        for size in ("big", "small", None)
    ]
    kept = [{name: value for name, value in record.items() if value is not None} for record in records]
    agreed(made(background, OTHERS + rules), table_of(kept))


def test_what_is_best_for_a_criterion_is_not_what_lifts_a_constraint() -> None:
    """C-1 wants a low `b`, C-2 an `a` above 2: each is possible, and both are forbidden; yet C-2 may fall with `a`."""
    rules = 'met("C-1") :- b_low.\nmet("C-2") :- a_full, f.\nmet("C-2") :- not a_high, g.\nmet("C-3").\n'
    protocol = made(":- b_low, a_high.\n", rules + 'met("X-1") :- h.\nmet("X-2") :- h.\n', scoped_base)
    frame = table_of([{"f": f, "g": g, "h": False} for f in (True, False) for g in (True, False)])
    agreed(protocol, frame)
    assert protocol.screen_frame(frame)["verdict"].to_list()[1] == "ineligible"


def constraints(rng: random.Random, known: list[str]) -> str:
    """Some constraints, now and then over what follows by a rule."""

    def body(number: int) -> list[str]:
        return [name if rng.random() < 0.6 else f"not {name}" for name in rng.sample(known, number)]

    lines = list[str]()
    for number in range(rng.randint(1, 5)):
        parts = body(rng.choice([1, 2, 2, 2, 3, 3]))
        if rng.random() < 0.25:
            lines += [f"behind{number} :- {', '.join(body(rng.choice([1, 2])))}." for _ in range(rng.choice([1, 2]))]
            parts.append(rng.choice(["", "not "]) + f"behind{number}")
        lines.append(f":- {', '.join(parts)}.")
    return "\n".join(lines) + "\n"


def constrained(base: Any, rng: random.Random, rows: int) -> tuple[Protocol, pl.DataFrame]:
    """A small protocol with random rules and constraints, and a table of random records."""
    atoms = [name for name in base.ATOMS if not name.startswith("reading")]
    known = atoms if rng.random() < 0.5 else rng.sample(atoms, 5)
    protocol = made(constraints(rng, known), base.written(base.draw_rules(rng)), base)
    missing = rng.choice([0.1, 0.3, 0.5])
    records = [
        {name: value for name, value in base.draw_record(rng).items() if rng.random() > missing} or {"f": True}
        for _ in range(rows)
    ]
    return protocol, table_of(records)


@pytest.mark.parametrize("base", [small_base, scoped_base], ids=["numbers of every kind", "scopes"])
def test_random_constraints(base: Any, sample: Sample) -> None:
    rng = random.Random(f"constraints of frames {base.__name__}")
    for _ in range(sample(200)):
        agreed(*constrained(base, rng, 60))
