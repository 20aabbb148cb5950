"""Small counts stay hidden from somebody who knows every definition and reasons exactly over all that is shown.

The attacker is z3: an unknown number of rows of each kind, and an equation for each number that a summary tells. A
number is safe where the equations leave it two values at least.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise, product

import pytest
import z3
from msgspec.structs import replace

from hn2301_asp.cohort.tally.counts import Accrued, Tally
from hn2301_asp.cohort.tally.facts import Completeness
from hn2301_asp.cohort.tally.figures import figures, suppressed
from hn2301_asp.cohort.tally.told import Figures
from hn2301_asp.knowledge.model import Kind
from hn2301_asp.screening import STATUSES, VERDICTS
from tests.cohort.counted import Questions, Row, Told
from tests.conftest import Sample

NAMES = ("C-1", "C-2", "C-3")
MONTHS, SITES = ("2025-01", "2025-02", "2025-04"), ("east", "west")


def natural(statuses: tuple[str, ...], kinds: tuple[Kind, ...]) -> str:
    """The verdict that statuses come to by themselves."""
    blocks = ["not_met" if kind == "inclusion" else "met" for kind in kinds]
    if any(status == blocked for status, blocked in zip(statuses, blocks, strict=True)):
        return "ineligible"
    return "undetermined" if "unknown" in statuses else "eligible"


def drawn(rng: random.Random, kinds: tuple[Kind, ...], placed: bool) -> list[Row]:
    """Some rows; statuses are as needed more or less often, now and then a row is of an unusual kind."""
    shares = [(rng.random() * 3, rng.random(), rng.random()) for _ in kinds]
    rows = []
    for _ in range(rng.choice([4, 9, 25, 60, 200])):
        statuses = tuple(rng.choices(("met", "not_met", "unknown"), share)[0] for share in shares)
        if rng.random() < 0.03:
            rows.append(Row(rng.choice([None, "contradictory"]), tuple(None for _ in kinds)))
            continue
        verdict = natural(statuses, kinds)
        if verdict == "undetermined" and rng.random() < 0.05:
            verdict = "ineligible"
        open_ = placed and verdict in ("eligible", "undetermined")
        month, site = (rng.choice([*MONTHS, ""]), rng.choice(SITES)) if open_ else ("", "")
        rows.append(Row(verdict, statuses, month, site))
    return rows


def tally_of(rows: list[Row], kinds: tuple[Kind, ...], placed: bool) -> Tally:
    """A tally of rows."""
    patterns: Counter[bytes] = Counter()
    accrual: Counter[Accrued] = Counter()
    for row in rows:
        verdict = 0 if row.verdict is None else [*VERDICTS].index(row.verdict) + 1  # type: ignore[arg-type]
        told = [0 if one is None else [*STATUSES].index(one) + 1 for one in row.statuses]  # type: ignore[arg-type]
        patterns[bytes([verdict, *told])] += 1
        if placed and row.verdict == "eligible":
            accrual[row.month, row.site, row.month, row.site] += 1
        elif placed and row.verdict == "undetermined":
            accrual[None, None, row.month, row.site] += 1
    return Tally(
        criteria=NAMES[: len(kinds)],
        kinds=kinds,
        rows=len(rows),
        patterns=dict(sorted(patterns.items())),
        accrual=dict(accrual),
        facts=Completeness(),
        missing={},
        deciding={},
        explained=0,
        dated=placed,
        sited=placed,
    )


def differences(told: list[Told]) -> Iterator[tuple[str, str]]:
    """Pairs of numbers whose difference counts rows: the ends of a range, and two points of a curve."""
    names = [name for name, _, _ in told]
    for name in names:
        most = name.replace("least", "most")
        if most != name:
            yield most, name
    for side in ("least", "most"):
        for curve in (f"{name} left.{side}" for name in NAMES), (f"until {month} {side}" for month in MONTHS):
            points = [point for point in curve if point in names]
            if "left" in side.join(points):
                points = ["assessed", *points]
            yield from pairwise(points)


class Attacker:
    """Somebody who knows the definitions, and what is shown."""

    def __init__(
        self, rows: list[Row], kinds: tuple[Kind, ...], placed: bool, told: list[Told], shown: Figures
    ) -> None:
        natural_rows = {
            Row(natural(statuses, kinds), statuses)
            for statuses in product(("met", "not_met", "unknown"), repeat=len(kinds))
        }
        kinds_of_rows = {row._replace(month="", site="") for row in rows} | natural_rows
        kinds_of_rows |= {Row(verdict, tuple(None for _ in kinds)) for verdict in (None, "contradictory")}
        places = [*product([*MONTHS, ""], SITES)] if placed else [("", "")]
        every = {
            row._replace(month=month, site=site)
            for row in kinds_of_rows
            for month, site in (places if row.verdict in ("eligible", "undetermined") else [("", "")])
        }
        self.rows = sorted(every, key=str)
        self.unknown = [z3.Int(f"n{number}") for number in range(len(self.rows))]
        self.solver = z3.Solver()
        self.solver.add([one >= 0 for one in self.unknown])
        self.solver.add(z3.Sum(self.unknown) == len(rows))
        self.terms = {}
        for name, number, asked in told:
            counted = [one for one, row in zip(self.unknown, self.rows, strict=True) if asked(row)]
            self.terms[name] = z3.Sum(counted) if counted else z3.IntVal(0)
            if (value := number(shown)) is not None:
                self.solver.add(self.terms[name] == value)
        # A month and a site are listed where somebody may qualify, and only there.
        listed = {"month": {one.name for one in shown.months}, "site": {one.name for one in shown.sites}}
        for kind, names in listed.items():
            for name in {getattr(row, kind) for row in self.rows} if placed and shown.months else ():
                here = [
                    one
                    for one, row in zip(self.unknown, self.rows, strict=True)
                    if getattr(row, kind) == name and row.verdict in ("eligible", "undetermined")
                ]
                self.solver.add(z3.Sum(here) >= 1 if name in names else z3.Sum(here) == 0)

    def knows(self, term: z3.ArithRef, value: int) -> bool:
        """Whether a number can have no other value."""
        self.solver.push()
        self.solver.add(term != value)
        found = self.solver.check()
        self.solver.pop()
        assert found != z3.unknown
        return found == z3.unsat


@pytest.mark.parametrize("seed", range(4))
def test_no_small_count_is_shown_and_no_hidden_one_can_be_worked_out(seed: int, sample: Sample) -> None:
    rng = random.Random(f"attacks {seed}")
    hidden = small = 0
    cases = sample(160)
    for _ in range(cases):
        kinds = tuple(rng.choice(("inclusion", "exclusion")) for _ in range(rng.choice([1, 2, 2, 3])))
        placed, least = rng.random() < 0.5, rng.choice([2, 3, 5, 8])
        rows = drawn(rng, kinds, placed)
        tally = tally_of(rows, kinds, placed)
        whole, shown = figures(tally), suppressed(tally, least)
        questions = Questions(NAMES[: len(kinds)], kinds)
        told = questions.every(shown)
        truth = {name: sum(map(asked, rows)) for name, _, asked in told}
        assert {name: number(whole) for name, number, _ in [*questions.every(whole)]} == {
            name: sum(map(asked, rows)) for name, _, asked in questions.every(whole)
        }
        if len(rows) < least:
            assert {number(shown) for _, number, _ in told} == {None}
            assert shown.rows is None
            continue
        attacker = Attacker(rows, kinds, placed, told, shown)
        for name, number, _ in told:
            value = number(shown)
            assert value in (None, truth[name])
            assert value is None or value == 0 or value >= least, (name, value)
            if value is None:
                hidden += 1
                assert not attacker.knows(attacker.terms[name], truth[name]), (name, truth[name], least, rows)
        for more, less in differences(told):
            between = truth[more] - truth[less]
            if 0 < abs(between) < least:
                small += 1
                term = attacker.terms[more] - attacker.terms[less]
                assert not attacker.knows(term, between), (more, less, between, least, rows)
    assert hidden > 2 * cases
    assert small > cases // 4


def test_the_attacker_finds_what_only_the_small_count_itself_would_hide() -> None:
    """Without complementary cells the count follows by subtraction: an attack that finds nothing proves little."""
    kinds: tuple[Kind, ...] = ("inclusion", "inclusion")
    rows = [Row("ineligible", ("not_met", "met"))] * 30 + [Row("ineligible", ("met", "not_met"))] * 3
    rows += [Row("eligible", ("met", "met"))] * 20
    tally = tally_of(rows, kinds, False)
    whole = figures(tally)
    told = Questions(NAMES[:2], kinds).every(whole)
    primary = [
        (name, lambda f, number=number: None if 0 < (number(f) or 0) < 5 else number(f), asked)  # type: ignore[misc]
        for name, number, asked in told
    ]
    attacker = Attacker(rows, kinds, False, primary, whole)
    assert attacker.knows(attacker.terms["C-2 not_met"], 3)
    shown = suppressed(tally, 5)
    attacker = Attacker(rows, kinds, False, Questions(NAMES[:2], kinds).every(shown), shown)
    assert not attacker.knows(attacker.terms["C-2 not_met"], 3)
    # What a reader needs most is told still.
    assert (shown.assessed, shown.possible.least, shown.possible.most) == (53, 20, 20)


@pytest.mark.parametrize("seed", range(2))
def test_a_curve_of_first_visits_gives_no_small_step_away(seed: int, sample: Sample) -> None:
    """Of each patient the first certain and the first possible month are counted; only the two curves are shown."""
    rng = random.Random(f"curves {seed}")
    hidden = 0
    cases = sample(200)
    for _ in range(cases):
        least, months = rng.choice([3, 5, 8]), (*MONTHS, "2025-05")
        kinds_of_people: list[tuple[str | None, str | None]] = [(None, None)]
        kinds_of_people += [(None, may) for may in months] + [(s, m) for s in months for m in months if m <= s]
        weights = [rng.random() ** 3 * 5 for _ in kinds_of_people]
        people = Counter(rng.choices(kinds_of_people, weights, k=rng.choice([10, 40, 120])))
        accrual = {(s, "" if s else None, m, ""): n for (s, m), n in people.items() if m is not None}
        verdicts = Counter[bytes]()
        for (sure, may), number in people.items():
            verdicts[bytes([1, 1]) if sure else bytes([3, 3]) if may else bytes([2, 2])] += number
        rows = [Row("eligible", ("met",))]
        found = replace(
            tally_of(rows, ("inclusion",), False),
            rows=people.total(),
            patterns=dict(verdicts),
            accrual=accrual,
            persons=True,
            dated=True,
        )
        shown = suppressed(found, least)
        unknown = {one: z3.Int(f"n{place}") for place, one in enumerate(kinds_of_people)}
        solver = z3.Solver()
        solver.add(*[one >= 0 for one in unknown.values()], z3.Sum(*unknown.values()) == people.total())
        asked: list[tuple[int | None, Callable[[str | None, str | None], bool]]] = [
            (shown.possible.least, lambda s, m: s is not None),
            (shown.possible.most, lambda s, m: m is not None),
            (shown.ineligible, lambda s, m: m is None),
            (shown.undetermined, lambda s, m: m is not None and s is None),
        ]
        for month in shown.months:
            assert month.rows is None
            assert month.until is not None
            asked.append((month.until.least, lambda s, m, name=month.name: s is not None and s <= name))  # type: ignore[misc]
            asked.append((month.until.most, lambda s, m, name=month.name: m is not None and m <= name))  # type: ignore[misc]
        secrets = []
        for value, counts in asked:
            term = z3.Sum([one for kind, one in unknown.items() if counts(*kind)])
            truth = sum(number for kind, number in people.items() if counts(*kind))
            if value is None:
                hidden += 1
                secrets.append((term, truth))
            else:
                assert value == truth
                assert value == 0 or value >= least
                solver.add(term == value)
        for name in months:
            for side in (0, 1):
                truth = sum(number for kind, number in people.items() if kind[side] == name)
                if 0 < truth < least:
                    secrets.append((z3.Sum([one for kind, one in unknown.items() if kind[side] == name]), truth))
        for term, truth in secrets:
            solver.push()
            solver.add(term != truth)
            assert solver.check() == z3.sat, (people, least, shown.months)
            solver.pop()
    assert hidden > cases


@pytest.mark.parametrize("both", [3, 6])
def test_how_many_wait_for_two_facts_does_not_follow_from_how_many_wait_for_each(both: int) -> None:
    """Twelve wait for each of two facts alone; that somebody waits for both, and how many, is in no list's keys."""
    unknown, met = ("unknown",), ("met",)
    rows = [Row("undetermined", unknown)] * (24 + both) + [Row("eligible", met)] * 20
    found = replace(
        tally_of(rows, ("inclusion",), False),
        missing={1: 24, 2: both},
        deciding={"one": 12 + both, "other": 12 + both},
        explained=24 + both,
    )
    shown = suppressed(found, 5)
    assert shown.deciding == {"one": 12 + both, "other": 12 + both}
    assert shown.undetermined == 24 + both
    # Of 27 who wait for one fact or for two, and for 30 in all, three wait for two: not even the keys are told.
    assert shown.waiting == ({} if both < 5 else {1: 24, 2: both})


def test_of_few_rows_it_is_not_told_what_they_wait_for() -> None:
    rows = [Row("undetermined", ("unknown",))] * 3
    found = replace(tally_of(rows, ("inclusion",), False), missing={1: 3}, deciding={"one": 3}, explained=3)
    shown = suppressed(found, 5)
    assert (shown.waiting, shown.deciding) == ({}, {})
