"""The clauses of a question cannot hold together exactly where nobody answers it: by brute force, z3 and clingo."""

from __future__ import annotations

import random
from pathlib import Path

import clingo
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.certificates.certify import certify
from hn2301_asp.certificates.model import Asked, FalseClaim, Readings
from hn2301_asp.certificates.prover import prove
from hn2301_asp.certificates.rebuild import cnf
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.search import Search
from hn2301_asp.source.diagnostics import InputError
from tests import tied_base
from tests.certificates.provers import PROVER
from tests.certificates.second_opinion import eligible, everybody
from tests.conftest import Sample
from tests.small_base import Rules, draw_rules, small

pytestmark = [pytest.mark.prover, PROVER]


@pytest.fixture
def _whatever_the_search_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search excludes what no numbers show, and its own answer does not count: the prover's does."""
    asked = Search.nobody

    def nobody(self: Search, question: object) -> bool:
        asked(self, question)  # type: ignore[arg-type]
        return True

    monkeypatch.setattr(Search, "nobody", nobody)


#: What the package itself does not decide: nothing is claimed then.
UNDECIDED = "no values were found, nor was it proved that there are none"


def certified(before: Protocol, after: Protocol, readings: Readings) -> bool | None:
    """Whether a checker accepts that nobody is eligible after who was not before; if not, the prover finds somebody."""
    comparer = Comparer([before, after])
    one, other = comparer.joined.sides
    if one.eligible == other.eligible:
        return True
    question = Asked("somebody gains", ((other.eligible, -one.eligible),), comparer.consistent(0, 1), readings)
    try:
        found = certify(comparer, question)
    except FalseClaim:
        return False
    if found.reason == UNDECIDED:
        return None
    assert (found.reason, found.sizes.unproved) == (None, 0)
    assert found.certified
    return True


def near(rng: random.Random, rules: Rules) -> Rules:
    """The rules with one literal more in a body: mostly narrower, and often for nobody."""
    head = rng.choice([*rules])
    bodies = list(rules[head])
    place = rng.randrange(len(bodies))
    name, positive = rng.choice([part for own in rules.values() for body in own for part in body])
    if name == "helper":
        name = "f"
    bodies[place] = [*bodies[place], (name, positive)]
    return {**rules, head: bodies}


@pytest.mark.usefixtures("_whatever_the_search_says")
def test_the_clauses_say_what_brute_force_says(sample: Sample) -> None:
    answers = []
    for seed in range(sample(400)):
        rng = random.Random(f"certificate {seed}")
        drawn = draw_rules(rng)
        rules, other = rng.sample([drawn, near(rng, drawn)], 2)
        readings: Readings = rng.choice(["in force", "alike"])
        ways = ["x"] if readings == "in force" else ["x", "y"]
        gained = any(eligible(other, t) and not eligible(rules, t) for way in ways for t in everybody(way))
        assert certified(small(rules), small(other), readings) == (not gained), seed
        answers.append(gained)
    assert {*answers} == {True, False}


@pytest.mark.usefixtures("_whatever_the_search_says")
def test_the_clauses_say_what_z3_says_of_formulas_that_share_quantities(sample: Sample) -> None:
    answers = []
    for seed in range(sample(400)):
        rng = random.Random(f"certificate of ties {seed}")
        drawn = tied_base.Drawn(rng)
        other = tied_base.changed(drawn, rng)
        try:
            before, after = drawn.protocol(), other.protocol()
        except InputError:
            continue  # It divides by what may be zero.
        gained = tied_base.somebody_gains(drawn, other)
        assert certified(before, after, "in force") in (not gained, None), seed
        answers.append(gained)
    assert {*answers} == {True, False}


def drawn_program(rng: random.Random) -> list[str]:
    """A ground program as lines: each atom is free, or derived from those before it, by bodies or by weights."""
    free, every = [*range(1, rng.randint(3, 5))], rng.randint(8, 12)
    lines = [f"1 1 {len(free)} {' '.join(map(str, free))} 0 0"]

    def literals(below: int) -> list[int]:
        atoms = rng.sample(range(1, below), min(rng.randint(1, 4), below - 1))
        return [rng.choice([1, -1]) * atom for atom in atoms]

    for head in range(len(free) + 1, every):
        for _ in range(rng.randint(0, 2)):
            body = literals(head)
            if rng.random() < 0.5:
                lines.append(f"1 0 1 {head} 0 {len(body)} {' '.join(map(str, body))}")
            else:
                weighted = [(literal, rng.randint(0, 4)) for literal in (*body, *literals(head))]
                pairs = " ".join(f"{literal} {weight}" for literal, weight in weighted)
                lines.append(f"1 0 1 {head} 1 {rng.randint(0, 8)} {len(weighted)} {pairs}")
    for _ in range(rng.randint(0, 3)):
        body = literals(every)
        lines.append(f"1 0 0 0 {len(body)} {' '.join(map(str, body))}")
    assumed = literals(every)
    return ["asp 1 0 0", *lines, f"6 {len(assumed)} {' '.join(map(str, assumed))}", "0"]


def test_the_clauses_of_a_program_say_what_its_answer_sets_say(sample: Sample, tmp_path: Path) -> None:
    """Of programs drawn at random, clingo says whether there is an answer set, and the prover of their clauses."""
    answers = []
    for seed in range(sample(2_000)):
        text = "\n".join(drawn_program(random.Random(f"program {seed}"))) + "\n"
        (tmp_path / "program.aspif").write_text(text, "ascii")
        control = clingo.Control(["--warn=none"])
        control.load(str(tmp_path / "program.aspif"))
        control.ground()
        somebody = bool(control.solve().satisfiable)
        proof = prove(cnf(text, {"axes": [], "totals": [], "excluded": []}))
        assert proof.answer == ("somebody" if somebody else "nobody"), seed
        answers.append(somebody)
    assert {*answers} == {True, False}
