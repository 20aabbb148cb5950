"""Truth tables against the solver: the same of everybody, under any readings; and what they are made of."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from hn2301_asp.api import Protocol, load
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.patient.scores import with_scores
from hn2301_asp.solver.assumptions import Assumed, assume, reread
from hn2301_asp.solver.ground import Circuit, GroundRule, WeightRule
from hn2301_asp.solver.judging import by_solver, judge_all
from hn2301_asp.solver.lanes import Lanes
from hn2301_asp.solver.modules import Judged, Module, Slots, Spread
from hn2301_asp.solver.points import points_of
from hn2301_asp.solver.space import Space
from hn2301_asp.solver.straight import Stage, Wiring
from hn2301_asp.source.diagnostics import InputError
from tests import small_base, tied_base
from tests.conftest import Sample
from tests.independent.records import random_record

#: So many slots are compared for each record: readings drawn at random, each of all of them.
SLOTS = 3


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load()


def drawn_readings(space: Space, rng: random.Random) -> dict[str, str]:
    """A value of every reading, most of them the defaults."""
    return {
        one.id: rng.choice(list(one.values)) if rng.random() < 0.3 else one.default
        for one in space.base.readings.values()
    }


def by_the_solver(space: Space, assumed: Assumed, slots: Slots) -> Judged:
    """Each slot by itself, asked until nothing unseen is left."""
    found = [space.statuses(reread(space, assumed, readings).literals) for readings in slots.chosen]
    told = [(slot, one) for slot, one in enumerate(found) if one is not None]
    return Judged(
        sum(1 << slot for slot, _ in told),
        tuple(sum(one[atom].can_hold << slot for slot, one in told) for atom in space.asked),
        tuple(sum(one[atom].can_fail << slot for slot, one in told) for atom in space.asked),
    )


def said(judged: Judged) -> tuple[object, ...]:
    """All that was judged, to be compared."""
    return judged.somebody, judged.can_hold, judged.can_fail


def compared(space: Space, lanes: Lanes, assumed: Assumed, rng: random.Random) -> str:
    """What came of one patient; the tables, the solver's short way and its long one must say the same."""
    slots = Slots(space, [drawn_readings(space, rng) for _ in range(SLOTS)])
    found, expected = lanes.judge(assumed, slots), said(by_the_solver(space, assumed, slots))
    assert said(by_solver(space, assumed, slots.chosen)) == expected
    if found is None:
        return "too large"
    assert said(found) == expected
    return "contradictory" if not found.somebody else "judged"


def asked(protocol: Protocol, lanes: Lanes, record: Mapping[str, Any], rng: random.Random) -> str:
    """What came of one record."""
    try:
        patient = with_scores(protocol.patient(record), protocol.space)
    except InputError:
        return "refused"
    return compared(protocol.space, lanes, assume(protocol.space, patient.evidence, {}), rng)


def of_the_protocol(protocol: Protocol, seeds: range) -> Counter[str]:
    """Records of the shipped protocol: up to ten facts missing, now and then one that contradicts the others."""
    lanes, count = Lanes(protocol.space), Counter[str]()
    for seed in seeds:
        rng = random.Random(f"lanes {seed}")
        record = random_record(rng, rng.choice([0, 0, 1, 2, 3, 5, 8, 10]))
        if rng.random() < 0.1:
            record = {**record, "creatinine_clearance": rng.choice([20, 49.5, 50, 120])}
        count[asked(protocol, lanes, record, rng)] += 1
    return count


def test_tables_say_of_patients_what_the_solver_says(protocol: Protocol) -> None:
    found = of_the_protocol(protocol, range(150))
    assert found["judged"] > 100
    assert found["contradictory"] > 3


@pytest.mark.slow
@pytest.mark.parametrize("share", range(8))
def test_tables_say_of_thousands_of_patients_what_the_solver_says(
    protocol: Protocol, sample: Sample, share: int
) -> None:
    first = 1_000 + 2_500 * share
    found = of_the_protocol(protocol, range(first, first + sample(2_500)))
    assert found["judged"] > sample(1_900)
    assert found["too large"] < sample(250)
    assert found["contradictory"] > sample(50)


# Small knowledge bases


#: The small base without limits on its score's totals: what its items show stands by itself then.
LISTED = {
    **small_base.TEXTS,
    "criteria/all.thr": "".join(
        line
        for line in small_base.TEXTS["criteria/all.thr"].splitlines(keepends=True)
        if not line.startswith(("t_high", "p_some"))
    ),
}


def listed(rng: random.Random) -> Protocol:
    """A small base whose rules count the items of a list."""
    rules = small_base.draw_rules(rng)
    known = {name: [[part for part in body if part[0] not in ("t_high", "p_some")] for body in bodies]
             for name, bodies in rules.items()}  # fmt: skip
    written = small_base.written({name: [body or [("f", True)] for body in bodies] for name, bodies in known.items()})
    counts = f"several :- {rng.choice([1, 2, 3])} <= #sum {{ W,D : item(D), weight(sc,D,W) }}.\n"
    counts += 'met("C-1") :- several, not a_high.\n' if rng.random() < 0.5 else 'met("C-2") :- not several, f.\n'
    background = LISTED["background.lp"] + (":- item(one), item(two), size(small).\n" if rng.random() < 0.5 else "")
    texts = {**LISTED, "criteria/all.lp": written + counts, "background.lp": background}
    return Protocol(load_knowledge_base(KnowledgeBaseFiles("kb", texts, digest(texts))))


def bases(seeds: range) -> Iterator[tuple[Protocol, list[Mapping[str, Any]], random.Random]]:
    """Small bases with every kind of tie, each with records."""
    for seed in seeds:
        rng = random.Random(f"bases {seed}")
        if seed % 3 == 0:
            drawn = tied_base.Drawn(rng)
            try:
                yield drawn.protocol(), [drawn.record(rng) for _ in range(6)], rng
            except InputError:
                continue
        elif seed % 3 == 1:
            yield small_base.small(small_base.draw_rules(rng)), [small_base.draw_record(rng) for _ in range(6)], rng
        else:
            yield listed(rng), [small_base.draw_record(rng) for _ in range(6)], rng


def of_small_bases(seeds: range) -> Counter[str]:
    count = Counter[str]()
    for protocol, records, rng in bases(seeds):
        count["bases"] += 1
        lanes = Lanes(protocol.space)
        count.update(asked(protocol, lanes, record, rng) for record in records)
    return count


def test_tables_of_small_bases_say_what_the_solver_says() -> None:
    found = of_small_bases(range(24))
    assert found["judged"] > 60
    assert found["contradictory"] > 2


@pytest.mark.slow
def test_tables_of_hundreds_of_small_bases_say_what_the_solver_says(sample: Sample) -> None:
    found = of_small_bases(range(100, 100 + sample(240)))
    assert found["bases"] >= sample(200)
    assert found["judged"] > sample(700)
    assert found["contradictory"] > sample(30)


#: A second score of the same items: what one total is says something of the other.
TWICE = {
    **small_base.TEXTS,
    "vocabulary/quantities.yaml": small_base.TEXTS["vocabulary/quantities.yaml"]
    + "other: {label: oo, unit: u, counted: true, step: 1 u, possible: [0, 6], plausible: [0, 6]}\n",
    "scores/again.yaml": small_base.TEXTS["scores/sc.yaml"]
    .replace("name: sc", "name: again")
    .replace("totals:\n  total: {items: all}\n  part: {items: {marked: false}}\n", "totals:\n  other: {items: all}\n")
    .replace("two: {weight: 2, domain: x}", "two: {weight: 3, domain: x}"),
    "criteria/all.thr": small_base.TEXTS["criteria/all.thr"] + 'o_high    oo ≥ 4 u             "q"\n',
    "criteria/all.lp": 'met("C-1") :- t_high.\nmet("C-2") :- o_high.\nmet("C-3") :- f, p_some.\n',
}


def test_two_scores_of_one_list_are_told_by_the_same_items() -> None:
    protocol = Protocol(load_knowledge_base(KnowledgeBaseFiles("kb", TWICE, digest(TWICE))))
    space, lanes, rng = protocol.space, Lanes(protocol.space), random.Random("twice")
    items = ("item.one", "item.two", "item.also_two")
    for answers in product((True, False, None), repeat=len(items)):
        record = {item: answer for item, answer in zip(items, answers, strict=True) if answer is not None}
        for given in ({}, {"total": 3}, {"other": 4}, {"total": 2, "other": 3}, {"part": 2, "other": 5}):
            patient = with_scores(protocol.patient({**record, **given}), space)
            assert compared(space, lanes, assume(space, patient.evidence, {}), rng) != "too large"


def test_what_is_remembered_under_a_key_is_of_the_kind_that_the_key_begins_with(protocol: Protocol) -> None:
    space, lanes, rng = protocol.space, Lanes(protocol.space), random.Random("kinds")
    slots = Slots(space, [drawn_readings(space, rng) for _ in range(SLOTS)])
    for _ in range(60):
        patient = with_scores(protocol.patient(random_record(rng, rng.choice([2, 5, 10]))), space)
        lanes.judge(assume(space, patient.evidence, {}), slots)
    kinds: dict[object, set[type]] = {}
    for key, value in slots.remembered.items():
        kinds.setdefault(key[0], set()).add(type(value))
    assert {kind: len(types) for kind, types in kinds.items()} == dict.fromkeys(kinds, 1)
    assert kinds.keys() >= {"values", "fact", "choice", "quantity", "totals", "score", "list", "groups", "masks"}


def test_what_is_too_large_for_tables_is_judged_by_the_solver_alike(protocol: Protocol) -> None:
    space = protocol.space
    assumed = assume(space, protocol.patient({}).evidence, {})
    slots = Slots(space, [drawn_readings(space, random.Random(seed)) for seed in range(SLOTS)])
    assert Lanes(space).judge(assumed, slots) is None
    assert said(by_solver(space, assumed, slots.chosen)) == said(by_the_solver(space, assumed, slots))


def test_who_can_exist_only_under_some_readings_is_judged_alike_by_both() -> None:
    """A constraint reads a reading: nobody fits under the first one, or under the others."""
    texts = {**small_base.TEXTS, "criteria/all.lp": 'met("C-1") :- f.\nmet("C-2") :- a_high.\nmet("C-3") :- not f.\n'}
    for value in ("x", "y"):
        own = {**texts, "background.lp": f":- f, reading(rd,{value}).\n"}
        protocol = Protocol(load_knowledge_base(KnowledgeBaseFiles("kb", own, digest(own))))
        space = protocol.space
        readings = [{"rd": one} for one in space.base.readings["rd"].values]
        for record in ({"f": True}, {"f": False}, {}):
            assumed = assume(space, protocol.patient(record).evidence, {})
            for chosen in (readings, readings[::-1]):
                slots = Slots(space, chosen)
                expected = said(by_the_solver(space, assumed, slots))
                assert said(by_solver(space, assumed, chosen)) == expected
                assert (expected[0] == slots.every) == (record != {"f": True})


def test_many_patients_at_once_are_judged_as_each_by_itself(protocol: Protocol) -> None:
    space, rng = protocol.space, random.Random("at once")
    slots = [Slots(space, [drawn_readings(space, rng) for _ in range(SLOTS)]) for _ in range(2)]
    records = [random_record(rng, rng.choice([0, 2, 5, 10])) for _ in range(12)]
    records += [{**records[0], "creatinine_clearance": 20}, {}, *records[:6]]
    assumed = [assume(space, with_scores(protocol.patient(one), space).evidence, {}) for one in records]
    cases = [(one, rng.choice(slots)) for one in assumed]
    found = judge_all(space, cases)
    assert [said(one) for one in found] == [said(by_the_solver(space, *case)) for case in cases]
    assert len({id(one) for one in found}) < len(found)


# What tables are made of


def test_straight_code_is_the_circuit_lane_by_lane() -> None:
    rng = random.Random("straight")
    inputs = {f"i{n}": n for n in range(1, 7)}
    for _ in range(60):
        rules, weights, last = [], [], len(inputs)
        for _ in range(rng.randint(3, 12)):
            last += 1
            for _ in range(rng.randint(0, 3)):
                body = [rng.choice([1, -1]) * rng.randint(1, last - 1) for _ in range(rng.randint(0, 3))]
                rules.append(GroundRule(last, tuple(body)))
            if rng.random() < 0.4:
                parts = tuple((rng.choice([1, -1]) * rng.randint(1, last - 1), rng.randint(1, 9)) for _ in range(5))
                weights.append(WeightRule(last, rng.randint(1, 30), parts))
        circuit = Circuit(last, inputs, {}, {}, tuple(rules), tuple(weights))
        stage = Stage(Wiring(circuit), list(inputs.values()), range(len(inputs) + 1, last + 1))
        lanes = list(product((0, 1), repeat=len(inputs)))
        masks = [sum(lane[n] << number for number, lane in enumerate(lanes)) for n in range(len(inputs))]
        found = stage.run((1 << len(lanes)) - 1, masks)
        for number, lane in enumerate(lanes):
            truth = dict(zip(inputs.values(), map(bool, lane), strict=True))
            for atom in range(len(inputs) + 1, last + 1):
                truth[atom] = any(_holds(rule.body, truth) for rule in rules if rule.head == atom) or any(
                    sum(points for part, points in one.body if _holds((part,), truth)) >= one.bound
                    for one in weights
                    if one.head == atom
                )
            assert [bool(mask >> number & 1) for mask in found] == [truth[atom] for atom in stage.outputs]


def _holds(body: tuple[int, ...], truth: Mapping[int, bool]) -> bool:
    return all(truth[abs(part)] == (part > 0) for part in body)


def test_a_criterion_that_no_rule_can_meet_never_holds() -> None:
    stage = Stage(Wiring(Circuit(2, {"i": 1}, {}, {}, (), ())), [1], [2])
    assert stage.run(0b11, [0b01]) == (0,)


def test_a_body_of_many_atoms_is_written_over_several_lines() -> None:
    inputs = {f"i{n}": n for n in range(1, 301)}
    rules = (GroundRule(301, tuple(inputs.values())), *(GroundRule(302, (-n,)) for n in inputs.values()))
    stage = Stage(Wiring(Circuit(302, inputs, {}, {}, rules, ())), list(inputs.values()), [301, 302])
    assert stage.run(0b11, [0b01] * 300) == (0b01, 0b10)


def test_slots_are_the_fastest_digit_of_a_lane_and_ways_the_next(protocol: Protocol) -> None:
    slots = Slots(protocol.space, [protocol.knowledge_base.default_readings()] * 2)
    modules = [Module(1, 2, {7: (0b00, 0b11)}, 0), Module(2, 3, {8: (0b01, 0b00, 0b10)}, 0)]
    spread = Spread(slots, modules)
    assert spread.lanes == 12
    assert {atom: f"{mask:012b}" for atom, mask in spread.masks().items()} == {7: "110011001100", 8: "101000000101"}
    assert spread.somewhere([0b100000000000, 0b000000000001, 0, spread.every]) == [0b10, 0b01, 0, 0b11]


def test_totals_reach_together_what_items_add_to_all_of_them() -> None:
    points = points_of({"all": [(1, 1), (2, 2), (3, 4)], "some": [(1, 1), (3, 4)]})
    for held in product((True, False, None), repeat=3):
        reached = set()
        for lane in product((True, False), repeat=3):
            if all(answer in (None, chosen) for answer, chosen in zip(held, lane, strict=True)):
                worth = [weight for weight, chosen in zip((1, 2, 4), lane, strict=True) if chosen]
                reached.add((sum(worth), sum(w for w in worth if w != 2)))
        found = points.reachable(held)
        shown = {
            (total, part)
            for total, part in product(range(8), range(6))
            if found & points.between("all", total, total) & points.between("some", part, part)
        }
        assert shown == reached


@pytest.mark.parametrize(
    ("interval", "whole"),
    [
        (Interval(Fraction(1), Fraction(3)), (1, 3)),
        (Interval(Fraction(1), Fraction(3), low_open=True, high_open=True), (2, 2)),
        (Interval(Fraction(1, 2), Fraction(5, 2)), (1, 2)),
        (Interval(Fraction(1, 2), Fraction(5, 2), low_open=True, high_open=True), (1, 2)),
        (Interval(Fraction(-3, 2), None), (-1, None)),
        (Interval(None, Fraction(-3, 2)), (None, -2)),
    ],
)
def test_the_whole_numbers_of_an_interval(interval: Interval, whole: tuple[int | None, int | None]) -> None:
    assert interval.whole_numbers() == whole
