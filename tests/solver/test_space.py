"""The search space against brute force, on small knowledge bases drawn as trees of rules."""

from __future__ import annotations

import random
import shutil
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.solver.assumptions import Evidence, assume
from hn2301_asp.solver.ground import ELIGIBLE, met
from tests import small_base

FACTS = ("gilbert_syndrome", "fluid_assistance", "disease_active", "disease_relapsed", "ana_positive")
Body = list[tuple[str, bool]]
Rules = dict[str, list[Body]]


def draw_rules(rng: random.Random) -> Rules:
    """Three criteria over a few helpers, without loops: helpers use facts and earlier helpers only."""
    rules: Rules = {}
    for number in range(3):
        known = [*FACTS, *rules]
        rules[f"helper{'abc'[number]}"] = _bodies(rng, known)
    for number in range(3):
        rules[met(f"C-{number + 1}")] = _bodies(rng, [*FACTS, "helpera", "helperb", "helperc"])
    return rules


def _bodies(rng: random.Random, known: list[str]) -> list[Body]:
    return [
        [(name, rng.random() < 0.6) for name in rng.sample(known, rng.randint(1, 3))] for _ in range(rng.randint(1, 3))
    ]


def holds(rules: Rules, name: str, facts: dict[str, bool]) -> bool:
    if name in facts:
        return facts[name]
    return any(all(holds(rules, part, facts) == positive for part, positive in body) for body in rules[name])


def knowledge_base(folder: Path, rules: Rules) -> Protocol:
    shutil.copytree(shipped_knowledge_base(), folder)
    for name in ("criteria", "scenarios", "scores"):
        shutil.rmtree(folder / name)
    for name in ("guardrails.thr", "guardrails.lp", "background.thr", "background.lp"):
        (folder / name).unlink()
    (folder / "scores").mkdir()
    for name in ("sledai_2k.yaml", "eular_acr_2019.yaml"):
        shutil.copy(shipped_knowledge_base() / "scores" / name, folder / "scores")
    (folder / "criteria").mkdir()
    texts = []
    for head, bodies in rules.items():
        for body in bodies:
            parts = ", ".join(name if positive else f"not {name}" for name, positive in body)
            texts.append(f"{head} :- {parts}.\n")
    (folder / "criteria" / "all.lp").write_text("".join(texts), encoding="utf-8")
    criteria = "".join(
        f"  - {{id: C-{n}, kind: {'exclusion' if n == 3 else 'inclusion'}, title: t, files: all, text: t}}\n"
        for n in (1, 2, 3)
    )
    (folder / "protocol.yaml").write_text(
        f"id: T\nversion: '1'\ntitle: t\nscope: nothing else\ncriteria:\n{criteria}", encoding="utf-8"
    )
    (folder / "readings.yaml").write_text("readings: {}\nassumptions: {}\n", encoding="utf-8")
    return Protocol(load_knowledge_base(read_files(folder)))


@pytest.mark.parametrize("seed", range(12))
def test_statuses_over_completions_are_those_of_brute_force(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rules = draw_rules(rng)
    base = knowledge_base(tmp_path / "kb", rules)
    names = {name: f"C-{number}" for number, name in enumerate((met("C-1"), met("C-2"), met("C-3")), 1)}
    for _ in range(20):
        known = {name: rng.random() < 0.5 for name in FACTS if rng.random() < 0.6}
        completions = [
            {**dict(zip(FACTS, answers, strict=True)), **known} for answers in product((True, False), repeat=len(FACTS))
        ]
        expected = {}
        for head, criterion in names.items():
            seen = {holds(rules, head, facts) for facts in completions}
            expected[criterion] = "unknown" if len(seen) == 2 else "met" if True in seen else "not_met"
        eligible = {
            holds(rules, met("C-1"), f) and holds(rules, met("C-2"), f) and not holds(rules, met("C-3"), f)
            for f in completions
        }
        verdict = "undetermined" if len(eligible) == 2 else "eligible" if True in eligible else "ineligible"
        result = base.screen(known)
        assert (result.verdict, result.criteria) == (verdict, expected)
        assert base.verdict(known) == verdict


def test_the_circuit_is_acyclic_and_every_step_knows_its_written_rule(protocol: Protocol) -> None:
    circuit = protocol.space.circuit
    numbers = {rule.number for rule in protocol.knowledge_base.rules}
    assert set(circuit.steps.values()) <= numbers
    done = set(circuit.inputs.values())
    waiting = {rule.head: [] for rule in circuit.rules}  # type: dict[int, list[int]]
    for rule in circuit.rules:
        waiting[rule.head] += [abs(literal) for literal in rule.body]
    for weight in circuit.weight_rules:
        waiting.setdefault(weight.head, []).extend(abs(literal) for literal, _ in weight.body)
    while ready := [head for head, body in waiting.items() if done.issuperset(body)]:
        for head in ready:
            done.add(head)
            del waiting[head]
    assert waiting == {}
    assert circuit.derived[ELIGIBLE] in done


def test_a_score_s_total_and_its_items_are_tied_exactly(protocol: Protocol) -> None:
    space = protocol.space
    items = protocol.knowledge_base.vocabulary.scores["sledai_2k"].items
    for named in (["arthritis"], ["arthritis", "low_complement"], ["fever", "leukopenia"], []):
        total = sum(items[name].weight for name in named)
        record = {"sledai": named, "sledai_2k": total}
        assert protocol.screen(record).verdict != "contradictory"
        assert not protocol.screen(record).screening.remarks
    literals = assume(space, Evidence((), ()), {}).literals
    assert space.solve(literals)


def test_remembered_answers_about_ties_are_those_of_a_fresh_space(protocol: Protocol) -> None:
    fresh = Protocol(protocol.knowledge_base, protocol.space.circuit)
    rng = random.Random(3)
    for _ in range(60):
        record = {
            name: value
            for name, value in {
                "sex": rng.choice(["female", "male"]),
                "age": rng.choice([17, 18, 50, 69, 70]),
                "weight": rng.choice([30, 45, 60, 100]),
                "serum_creatinine": rng.choice(["0.8 mg/dL", "1.3 mg/dL", "2 mg/dL"]),
                "creatinine_clearance": rng.choice([30, 50, 80]),
            }.items()
            if rng.random() < 0.6
        }
        fresh.space.remembered.clear()
        assert fresh.screen(record).to_dict() == protocol.screen(record).to_dict()


# The small knowledge base, in which everything occurs that a space can hold


@pytest.mark.parametrize("seed", range(40))
def test_quantities_ties_scores_choices_and_constraints_are_completed_as_by_brute_force(seed: int) -> None:
    rng = random.Random(f"small {seed}")
    rules = small_base.draw_rules(rng)
    protocol = small_base.small(rules)
    for _ in range(10):
        record, reading = small_base.draw_record(rng), rng.choice("xy")
        verdict, statuses = small_base.judged(rules, record, reading)
        result = protocol.screen(record, readings={"rd": reading})
        assert (result.verdict, result.criteria) == (verdict, statuses), record
        assert protocol.verdict(record, readings={"rd": reading}) == verdict


def test_the_records_drawn_reach_every_verdict() -> None:
    rng = random.Random("verdicts")
    drawn = []
    for _ in range(12):
        rules = small_base.draw_rules(rng)
        drawn += [small_base.judged(rules, small_base.draw_record(rng), "x")[0] for _ in range(20)]
    assert {verdict: drawn.count(verdict) >= 5 for verdict in sorted(set(drawn))} == dict.fromkeys(
        ["contradictory", "eligible", "ineligible", "undetermined"], True
    )


# The shipped space


def test_no_two_ties_share_a_quantity_or_a_fact(protocol: Protocol) -> None:
    """Only then is what they exclude together what each excludes by itself."""
    ties = [group.tie for group in protocol.space.groups]
    used = [name for tie in ties for name in (tie.result, *tie.quantities, *tie.facts)]
    assert len(ties) == 6
    assert sorted(used) == sorted(set(used))


def test_every_axis_has_one_region_for_every_patient(protocol: Protocol) -> None:
    space = protocol.space
    assert set(space.regions) == {t.quantity for t in protocol.knowledge_base.thresholds.thresholds.values()}
    for quantity, atoms in space.regions.items():
        assert not space.solve([-atom for atom in atoms]), quantity
        assert [space.solve([atom]) for atom in atoms] == [True] * len(atoms), quantity
        for one, other in combinations(atoms, 2):
            assert not space.solve([one, other]), quantity


def test_a_region_fixes_the_thresholds_of_its_quantity(protocol: Protocol) -> None:
    space, thresholds = protocol.space, protocol.knowledge_base.thresholds
    count = 0
    for quantity, axis in thresholds.axes.items():
        for region, atom in zip(axis.regions, space.regions[quantity], strict=True):
            for name in [name for name, t in thresholds.thresholds.items() if t.quantity == quantity]:
                holds = space.circuit.inputs[name] if name in region.holds else -space.circuit.inputs[name]
                assert not space.solve([atom, -holds])
                count += 1
    assert count > 50


@pytest.mark.parametrize(
    ("total", "clinical", "possible"),
    [
        (7, 6, False),
        (7, 7, True),
        (7, 5, True),
        (7, 3, True),
        (7, 4, False),
        (7, 2, False),
        (6, 8, False),
        (0, 0, True),
        (1, 0, False),
        (2, 0, True),
        (4, 0, True),
        (6, 0, False),
        (105, 101, True),
        (105, 100, False),
        (101, 101, True),
        (104, 100, True),
    ],
)
def test_a_total_and_its_clinical_part_differ_by_immunologic_items_alone(
    protocol: Protocol, total: int, clinical: int, possible: bool
) -> None:
    record = {"sledai_2k": total, "sledai_2k_clinical": clinical}
    assert (protocol.verdict(record) != "contradictory") == possible


def test_every_combination_of_totals_that_the_items_reach_is_possible_and_no_other(protocol: Protocol) -> None:
    space = protocol.space
    items = protocol.knowledge_base.vocabulary.scores["sledai_2k"].items.values()
    reached = {(0, 0)}
    for item in items:
        clinical = 0 if "immunologic" in item.marks else item.weight
        reached |= {(total + item.weight, part + clinical) for total, part in reached}
    for total, part in product(range(0, 15), repeat=2):
        literals = []
        for quantity, number in (("sledai_2k", total), ("sledai_2k_clinical", part)):
            literals += space.total_between(quantity, Interval.point(Fraction(number)))
        assert space.solve(literals) == ((total, part) in reached), (total, part)


def test_a_total_between_two_whole_numbers_is_impossible(protocol: Protocol) -> None:
    between = Interval(Fraction(6), Fraction(7), True, True)
    assert not protocol.space.solve(protocol.space.total_between("sledai_2k", between))


def test_exactly_one_value_of_a_choice_and_of_a_reading_holds(protocol: Protocol) -> None:
    space = protocol.space
    inputs = space.circuit.inputs
    groups = [[inputs["sex(female)"], inputs["sex(male)"]]]
    for reading in protocol.knowledge_base.readings.values():
        groups.append([space.readings[reading.id, value] for value in reading.values])
    assert len(groups) > 8
    for atoms in groups:
        assert not space.solve([-atom for atom in atoms])
        assert [space.solve([atom]) for atom in atoms] == [True] * len(atoms)
        assert not any(space.solve(pair) for pair in combinations(atoms, 2))


def test_a_core_names_assumptions_that_cannot_stand_together(protocol: Protocol) -> None:
    space = protocol.space
    inputs = space.circuit.inputs
    clash = [inputs["sex(male)"], inputs["pregnant"]]
    core = space.core([inputs["ana_positive"], *clash, -inputs["adult"]])
    assert core is not None
    assert set(clash) <= set(core) <= {inputs["ana_positive"], *clash, -inputs["adult"]}
    assert not space.solve(core)
    assert space.core([inputs["ana_positive"]]) is None


def test_statuses_are_seen_from_models_of_stronger_assumptions_too(protocol: Protocol) -> None:
    space = protocol.space
    inputs = space.circuit.inputs
    strong = [inputs["ana_positive"], inputs["adult"], -inputs["within_age_limit"]]
    seen = space.statuses(strong)
    assert seen is not None
    assert space.statuses(strong[:1], seen=seen) == space.statuses(strong[:1])
    assert space.statuses([inputs["sex(male)"], inputs["pregnant"]]) is None


def test_settling_literals_says_of_each_what_can_be(protocol: Protocol) -> None:
    space = protocol.space
    inputs = space.circuit.inputs
    wanted = [inputs["pregnant"], inputs["childbearing_potential"], inputs["lactating"], inputs["ana_positive"]]
    found = space.settle([inputs["pregnant"]], wanted)
    assert [found[literal].word for literal in wanted] == ["true", "true", "unknown", "unknown"]
    males = space.settle([inputs["sex(male)"]], wanted)
    assert [males[literal].word for literal in wanted] == ["false", "unknown", "false", "unknown"]
