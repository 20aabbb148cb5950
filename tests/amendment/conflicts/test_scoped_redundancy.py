"""What never decides where criteria apply to some patients only, held against everybody there is.

A criterion of exclusion with a scope is one condition: that it does not both apply and hold. One of inclusion is each
of its conditions where it applies.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

import pytest

from hn2301_asp.amendment.case import Case, Version
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.redundancy import Redundant, redundancies
from hn2301_asp.comparison.conditions import Leaf
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.versions.opened import Opened
from tests import arms_base
from tests.amendment.conflicts.small_amendments import Desk, Edits
from tests.conftest import Sample
from tests.scoped_base import (
    ATOMS,
    CRITERIA,
    Person,
    Rules,
    altered,
    draw_rules,
    holds,
    in_scope,
    passes,
    people,
    small,
)

EVERYBODY = {reading: list(people({}, reading)) for reading in "xy"}


def version(rules: Rules, name: str) -> Version:
    return Version(Opened(KnowledgeBaseFiles(name, {}, name), name), name, small(rules), ())


def never_decides(rules: Rules, criterion: str, among: Collection[str], readings: str = "xy") -> bool:
    """Whether whoever passes the other criteria passes this one, under each of some readings."""
    others = [name for name in among if name != criterion]
    return all(
        passes(rules, criterion, p)
        for reading in readings
        for p in EVERYBODY[reading]
        if all(passes(rules, name, p) for name in others)
    )


def vacuous(rules: Rules, criterion: str) -> bool:
    return never_decides(rules, criterion, ())


def somebody(rules: Rules) -> bool:
    return any(all(passes(rules, name, p) for name in CRITERIA) for p in EVERYBODY["x"])


def wholly(found: Iterable[Redundant]) -> list[tuple[str, bool]]:
    return [(one.criterion, one.vacuous) for one in found if one.leaf is None]


def test_of_a_version_alone_the_criteria_are_told_that_never_decide(sample: Sample) -> None:
    rng = random.Random("idle by scope")
    seen = Counter[str]()
    for _ in range(sample(300)):
        rules = draw_rules(rng)
        case = Case(None, version(rules, "kb"))
        found = redundancies(case)
        if not somebody(rules):
            assert found == ()
            continue
        left, wanted = [*CRITERIA], []
        for name in CRITERIA:
            if not never_decides(rules, name, left, "x"):
                continue
            if never_decides(rules, name, left) or vacuous(rules, name):
                wanted.append((name, vacuous(rules, name)))
                scoped = "scoped" if f'applies("{name}")' in rules else "everybody"
                seen[f"{CRITERIA[name]} {scoped}"] += 1
            left.remove(name)
        assert wholly(found) == wanted, rules
        for one in found:
            check_proof(case, rules, one)
        seen["parts"] += check_parts(case, rules, found)
    assert {"inclusion scoped", "exclusion scoped", "exclusion everybody"} <= set(seen)


def holding(case: Case, rules: Rules, leaf: Leaf, person: Person) -> bool | None:
    """Whether somebody shows a condition; None of one that is only a part of a rule."""
    conditions = case.conditions
    if CRITERIA[leaf.criterion] == "exclusion" and f'applies("{leaf.criterion}")' in rules:
        assert leaf.literal < 0
        return passes(rules, leaf.criterion, person)
    inner, name = conditions.inner(leaf), conditions.own_name(leaf.literal)
    if abs(inner.literal) in conditions.circuit.steps or (name not in ATOMS and name not in rules):
        return None
    return not in_scope(rules, leaf.criterion, person) or holds(rules, name, person) is (inner.literal > 0)


def check_proof(case: Case, rules: Rules, found: Redundant) -> None:
    """Whoever shows the conditions of a proof shows what is said to follow, and without one of them not all do."""

    def implied(core: Iterable[Leaf]) -> bool:
        shown = [p for p in EVERYBODY["x"] if all(holding(case, rules, leaf, p) for leaf in core)]
        if found.leaf is None:
            return all(passes(rules, found.criterion, p) for p in shown)
        return all(holding(case, rules, found.leaf, p) for p in shown)

    told = [*found.core, *([found.leaf] if found.leaf is not None else [])]
    if all(holding(case, rules, leaf, EVERYBODY["x"][0]) is not None for leaf in told):
        assert implied(found.core), (rules, found)
        for leaf in found.core:
            assert not implied(other for other in found.core if other != leaf), (rules, found, leaf)


def check_parts(case: Case, rules: Rules, found: Iterable[Redundant]) -> int:
    """Conditions of inclusion criteria with a scope can be taken out, all of them together with the criteria told."""
    gone, taken, number = {one.criterion for one in found if one.leaf is None}, dict(rules), 0
    for one in found:
        if one.leaf is None:
            continue
        inner = case.conditions.inner(one.leaf).literal
        name, positive = case.conditions.own_name(one.leaf.literal), inner > 0
        assert not name.startswith("reading("), "how a phrase is read is no condition"
        if abs(inner) in case.conditions.circuit.steps:
            return 0
        head = f'met("{one.criterion}")'
        bodies = [[part for part in body if part != (name, positive)] for body in taken[head]]
        if len(bodies) != 1 or bodies == taken[head] or any(head in dict(b) for bs in rules.values() for b in bs):
            return 0
        taken[head] = bodies
        number += f'applies("{one.criterion}")' in rules
    for p in EVERYBODY["x"]:
        left = all(passes(taken, name, p) for name in CRITERIA if name not in gone)
        assert left is all(passes(rules, name, p) for name in CRITERIA), (rules, found, p)
    return number


def test_of_an_amendment_those_are_told_that_decided_before(sample: Sample) -> None:
    rng = random.Random("newly idle by scope")
    seen = Counter[str]()
    for _ in range(sample(300)):
        rules = draw_rules(rng)
        other = altered(rules, rng)
        case = Case(version(rules, "kb"), version(other, "A01"))
        found = redundancies(case)
        if not somebody(other):
            assert found == ()
            continue
        told = wholly(found)
        for name, idle in told:
            # What everybody possible meets is told of by a class of its own, with what stood before.
            assert vacuous(other, name) is idle
            if not idle:
                assert never_decides(other, name, CRITERIA)
                assert not never_decides(rules, name, CRITERIA, "x")
                seen[CRITERIA[name] + (" scoped" if f'applies("{name}")' in other else "")] += 1
        left = [name for name in CRITERIA if name not in dict(told)]
        for name in left:
            # Under the default readings one that is idle otherwise makes way for others all the same.
            idle = [n for n in CRITERIA if n != name and never_decides(other, n, CRITERIA, "x")]
            if never_decides(other, name, [n for n in left if n not in idle]):
                assert never_decides(rules, name, CRITERIA, "x"), (rules, other, name, told)
        for one in found:
            if one.leaf is None and one.through:
                heads = (f'met("{one.criterion}")', f'applies("{one.criterion}")')
                assert [rules.get(head) for head in heads] == [other.get(head) for head in heads]
                seen["through another"] += 1
            check_proof(case, other, one)
    assert {"inclusion scoped", "exclusion scoped", "through another"} <= set(seen)


# In words -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def arms(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("arms")
    return Desk(folder, arms_base.written(folder / "kb"))


IN1, IN3, EX1, EX2 = (f"criteria/{name}.lp" for name in ("in1_age", "in3_sclerosis", "ex1_pregnancy", "ex2_ulcers"))
ULCERS = 'met("EX-2") :- digital_ulcers.'
TOLD: list[tuple[str, str, Edits, list[str]]] = [
    (
        "A01",
        "AM14",
        {IN1: [(":- adult.", ":- adult, not digital_ulcers.")]},
        ["digital ulcers: no (IN-1) already implies EX-2, which therefore never decides any more (proved)"],
    ),
    (
        "A02",
        "AM14",
        {IN1: [(":- adult.", ":- adult, not pregnant, not lactating.")]},
        [
            "pregnant: no (IN-1) and lactating: no (IN-1) already imply EX-1, "
            "which therefore never decides any more (proved)"
        ],
    ),
    ("A03", "AM14", {IN1: [(":- adult.", ":- adult, not pregnant.")]}, []),
    (
        "A04",
        "AM13",
        {EX2: [(ULCERS, 'met("EX-2") :- not adult.')]},
        ["EX-2 is never the sole reason to shut somebody out: it follows from age ≥ 18 years (IN-1)"],
    ),
    # One that is asked of an arm only does not follow from what another arm is asked.
    ("A05", "AM14", {"criteria/in2_lupus.lp": [("established,", "not digital_ulcers, established,")]}, []),
    (
        "A06",
        "AM14",
        {IN3: [(":- thick.", ":- thick, not digital_ulcers.")]},
        [
            "digital ulcers: no where IN-3 applies (IN-3) already implies EX-2, "
            "which therefore never decides any more (proved)"
        ],
    ),
    (
        "A07",
        "AM13",
        {
            IN1: [(":- adult.", ":- adult, unburdened.\n\n%! because of ulcers\nunburdened :- not digital_ulcers.")],
            EX2: [(ULCERS, 'met("EX-2") :- digital_ulcers, lactating.')],
        },
        ["EX-2 is never the sole reason to shut somebody out: it follows from digital ulcers: no (IN-1)"],
    ),
    (
        "A08",
        "AM10",
        {EX2: [('applies("EX-2") :- arm(sclerosis)', 'applies("EX-2") :- digital_ulcers')]},
        [
            "nobody of the group “those to whom EX-2 applies” can be eligible any more: "
            "digital ulcers: no where EX-2 applies (EX-2) cannot hold for them"
        ],
    ),
]


@pytest.mark.parametrize(("name", "code", "edits", "wanted"), TOLD)
def test_an_exclusion_criterion_of_some_is_told_of_as_one_condition(
    arms: Desk, name: str, code: str, edits: Edits, wanted: list[str]
) -> None:
    [account] = arms.report(arms.amendment(name, edits, version="1")).accounts

    def all_of(conflicts: Iterable[Conflict]) -> list[Conflict]:
        return [one for conflict in conflicts for one in (conflict, *all_of(conflict.follows))]

    assert [one.message for one in all_of(account.conflicts) if one.code == code] == wanted


@pytest.mark.parametrize(
    ("scope", "corner"),
    [
        ("sex(female)", "about 50.3 mL/min: female, age 69 years, weight 60 kg, serum creatinine 1 mg/dL"),
        ("sex(male)", "about 59.2 mL/min: not female, age 69 years, weight 60 kg, serum creatinine 1 mg/dL"),
        # No single value says to whom it applies: no corner is told.
        ("sex(female), pregnant or sex(male)", None),
    ],
)
def test_the_corner_of_a_formula_is_that_of_those_to_whom_it_applies(
    tmp_path: Path, scope: str, corner: str | None
) -> None:
    scopes = "".join(f'applies("IN-3") :- {body}.\n' for body in scope.split(" or "))
    rule = f"%! because some are asked\n{scopes}\n%! because every"
    limits = (
        'heavy  weight ≥ 60 kg  because "w"\nlow  serum creatinine ≤ 1.0 mg/dL  because "c"\n\ncreatinine clearance [mL'
    )
    edits = {
        "criteria/in3_organs.lp": [
            ("%! because every", rule),
            ("clearance_adequate.", "clearance_adequate, heavy, low."),
        ],
        "criteria/in3_organs.thr": [("creatinine clearance [mL", limits)],
    }
    desk = Desk(tmp_path)
    [found] = desk.alone(desk.amendment("A01", edits), "AM13")
    assert found.message == (
        "creatinine clearance ≥ 50 mL/min where IN-3 applies (IN-3) is never the sole reason to shut somebody out: it "
        "follows from age ≤ 69 years (IN-1), weight ≥ 60 kg where IN-3 applies (IN-3) and serum creatinine ≤ 1.0 mg/dL "
        "where IN-3 applies (IN-3)"
    )
    assert found.notes == ((("proof", f"creatinine clearance comes down to {corner}"),) if corner else ())
