"""Grounding gives a circuit without loops, in which every step knows its written rule."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.reading_rules import parse_rules
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.solver.ground import (
    ELIGIBLE,
    Circuit,
    GroundRule,
    WeightRule,
    background_facts,
    fact_signatures,
    ground,
    input_atoms,
    inputs_program,
    met,
)
from hn2301_asp.source.diagnostics import InputError


@pytest.fixture(scope="module")
def circuit(protocol: Protocol) -> Circuit:
    return protocol.space.circuit


def below(circuit: Circuit) -> dict[int, set[int]]:
    """For every derived atom, the atoms that it is derived from."""
    found: dict[int, set[int]] = {}
    for rule in circuit.rules:
        found.setdefault(rule.head, set()).update(abs(literal) for literal in rule.body)
    for weight in circuit.weight_rules:
        found.setdefault(weight.head, set()).update(abs(literal) for literal, _ in weight.body)
    return found


def ordered(circuit: Circuit) -> list[int]:
    """The derived atoms, each after all that it is derived from; those in a loop are left out."""
    waiting, done, order = below(circuit), set(circuit.inputs.values()), []
    while ready := sorted(head for head, body in waiting.items() if body <= done):
        order += ready
        done.update(ready)
        for head in ready:
            del waiting[head]
    return order


def evaluate(circuit: Circuit, true: set[int]) -> set[int]:
    """The atoms that hold where exactly these inputs do: the circuit read from the inputs upwards."""
    holding = set(true)
    rules, weights = circuit.rules_by_head(), {weight.head: weight for weight in circuit.weight_rules}

    def holds(literal: int) -> bool:
        return (abs(literal) in holding) == (literal > 0)

    for atom in ordered(circuit):
        derived = any(all(map(holds, rule.body)) for rule in rules.get(atom, ()))
        weight = weights.get(atom)
        if derived or (weight and sum(w for literal, w in weight.body if holds(literal)) >= weight.bound):
            holding.add(atom)
    return holding


def test_the_shipped_circuit_has_no_loop(circuit: Circuit) -> None:
    assert sorted(ordered(circuit)) == sorted(below(circuit))
    assert len(circuit.rules) > 300


def test_the_shipped_circuit_holds_choices_of_nothing_but_its_inputs(circuit: Circuit) -> None:
    assert set(circuit.inputs.values()) & set(below(circuit)) == set()
    named = [*circuit.inputs.values(), *circuit.derived.values(), *circuit.steps]
    assert len(named) == len(set(named))
    assert max(*named, *below(circuit)) <= circuit.atoms


def test_every_step_of_the_shipped_circuit_has_a_written_rule(protocol: Protocol, circuit: Circuit) -> None:
    numbers = {rule.number for rule in protocol.knowledge_base.rules}
    assert set(circuit.steps.values()) == numbers
    assert set(circuit.steps) <= set(below(circuit))


def test_every_derived_atom_follows_from_steps_alone(protocol: Protocol, circuit: Circuit) -> None:
    """Each head is derived by `_rule` atoms: no rule of the circuit lacks a written one."""
    tables = set(background_facts(protocol.knowledge_base))
    derived = {atom: name for name, atom in circuit.derived.items() if name not in tables and name != ELIGIBLE}
    assert len(derived) > 50
    for rule in circuit.rules:
        if rule.head in derived:
            assert [literal for literal in rule.body if literal not in circuit.steps] == [], derived[rule.head]


def test_the_inputs_are_those_that_rules_may_use(protocol: Protocol, circuit: Circuit) -> None:
    names = list(input_atoms(protocol.knowledge_base))
    assert list(circuit.inputs) == names
    assert len(names) == len(set(names))
    assert {"adult", "pregnant", "sex(female)", "current(prednisone)", "sledai(rash)", "reading(in2_etc,class)"} < set(
        names
    )


#: Inputs that keep out a patient of whom everything else is true.
BARRING = {"pregnant", "lactating", "transfused_recently", "growth_factor_recently", "fluid_assistance"}


def test_the_circuit_says_of_random_patients_what_clingo_says(protocol: Protocol, circuit: Circuit) -> None:
    import clingo

    control = clingo.Control(["--warn=none"])
    control.add("base", [], inputs_program(protocol.knowledge_base))
    texts = read_files(shipped_knowledge_base()).texts
    for name in texts:
        if name.endswith(".lp") and name not in ("guardrails.lp", "groups.lp"):
            control.add("base", [], "\n".join(line for line in texts[name].split("\n") if not line.startswith(":-")))
    control.ground([("base", [])])
    literals = {str(atom.symbol): atom.literal for atom in control.symbolic_atoms}
    rng = random.Random("patients")
    eligible = 0
    for number in range(40):
        share = rng.choice([0.2, 0.5, 0.8])
        true = {name for name in circuit.inputs if rng.random() < share} if number else set(circuit.inputs) - BARRING
        assumed = [literals[name] if name in true else -literals[name] for name in circuit.inputs]
        with control.solve(assumptions=assumed, yield_=True) as handle:
            model = handle.model()
            assert model is not None
            said = {str(symbol) for symbol in model.symbols(atoms=True)}
        holding = evaluate(circuit, {circuit.inputs[name] for name in true})
        assert {name for name, atom in circuit.derived.items() if atom in holding} == said - set(circuit.inputs)
        eligible += ELIGIBLE in said
    assert 0 < eligible < 40


def test_the_cone_of_an_atom_holds_the_inputs_that_matter(circuit: Circuit) -> None:
    names = {atom: name for name, atom in circuit.inputs.items()}

    def cone(name: str) -> set[str]:
        return {names[atom] for atom in circuit.cone([circuit.derived[name]])}

    assert cone(met("IN-5")) == {"ana_positive", "anti_dsdna_positive", "low_complement"}
    assert cone("liver") == {
        "alt_adequate",
        "ast_adequate",
        "bilirubin_usual",
        "bilirubin_gilbert",
        "gilbert_syndrome",
    }
    assert cone("two_used") > {"used_adequately(tacrolimus)", "reading(in4_targeted,yes)"}
    assert cone(ELIGIBLE) == set().union(
        *(cone(met(c)) for c in ("IN-1", "IN-2", "IN-3", "IN-4", "IN-5", "IN-6", "IN-7", "IN-8"))
    )


def test_facts_of_the_vocabulary_are_tables_for_rules(protocol: Protocol) -> None:
    facts = list(background_facts(protocol.knowledge_base))
    assert len(facts) == len(set(facts)) > 150
    assert {
        "class(tacrolimus,immunosuppressant)",
        "substance(mycophenolate_mofetil,mycophenolic_acid)",
        "named(tacrolimus)",
        "prednisone_equivalent(dexamethasone)",
        "weight(sledai_2k,rash,2)",
        "domain(eular_acr_2019,fever,constitutional)",
        "immunologic(sledai_2k,low_complement)",
    } < set(facts)
    assert {"named(telitacicept)", "prednisone_equivalent(budesonide)", "immunologic(sledai_2k,rash)"} & set(
        facts
    ) == set()
    assert {(fact.split("(")[0], fact.count(",") + 1) for fact in facts} == fact_signatures(protocol.knowledge_base)


def test_plain_clingo_loads_the_shipped_files_beside_the_inputs_without_a_message(protocol: Protocol) -> None:
    import clingo

    messages: list[str] = []
    control = clingo.Control(["--warn=all"], logger=lambda _, message: messages.append(message), message_limit=200)
    control.add("base", [], inputs_program(protocol.knowledge_base))
    root = shipped_knowledge_base()
    names = sorted(path for path in root.rglob("*.lp") if "amendments" not in path.relative_to(root).parts)
    assert len(names) >= 10
    for path in names:
        if path.name != "guardrails.lp":
            control.load(str(path))
    control.ground([("base", [])])
    assert messages == []


# Small programs


def small(protocol: Protocol, text: str) -> Circuit:
    """The circuit of a rule file in the place of the shipped ones."""
    from msgspec.structs import replace

    rules = parse_rules(text, "f.lp", 1, constraints=True).rules
    return ground(replace(protocol.knowledge_base, rules=rules))


def shape(circuit: Circuit) -> tuple[list[str], list[str]]:
    """The rules and weight rules in words; steps are `#N`, unnamed atoms `?`."""
    names: Mapping[int, str] = {
        **{atom: name for name, atom in circuit.inputs.items()},
        **{atom: name for name, atom in circuit.derived.items()},
        **{atom: f"#{number}" for atom, number in circuit.steps.items()},
    }

    def show(literal: int) -> str:
        return ("" if literal > 0 else "not ") + names.get(abs(literal), "?")

    def plain(rule: GroundRule) -> str:
        return f"{names.get(rule.head, '') if rule.head else ''} <- {', '.join(sorted(map(show, rule.body)))}"

    def weighted(rule: WeightRule) -> str:
        return f"{names.get(rule.head, '?')} <- {rule.bound} of {sorted((show(a), w) for a, w in rule.body)}"

    tables = {"class", "substance", "named", "weight", "domain", "immunologic", "clinical", "prednisone_equivalent"}
    rules = [plain(rule) for rule in circuit.rules if names.get(rule.head, "").split("(")[0] not in tables]
    return sorted(r for r in rules if not r.startswith(ELIGIBLE)), [weighted(w) for w in circuit.weight_rules]


def test_a_rule_becomes_a_step_and_what_follows_from_it(protocol: Protocol) -> None:
    rules, weights = shape(small(protocol, "a :- pregnant, not lactating.\na :- adult."))
    assert rules == ["#1 <- not lactating, pregnant", "#2 <- adult", "a <- #1", "a <- #2"]
    assert weights == []


def test_a_count_becomes_a_weight_rule(protocol: Protocol) -> None:
    rules, weights = shape(small(protocol, "a :- #count { X : sex(X); y : pregnant } >= 2."))
    assert rules == ["#1 <- ?", "a <- #1"]
    assert weights == ["? <- 2 of [('pregnant', 1), ('sex(female)', 1), ('sex(male)', 1)]"]


def test_a_constraint_becomes_a_step_that_must_not_happen(protocol: Protocol) -> None:
    rules, _ = shape(small(protocol, ":- pregnant, sex(male)."))
    assert rules == [" <- #1", "#1 <- pregnant, sex(male)"]


def test_a_rule_without_conditions_holds_always(protocol: Protocol) -> None:
    circuit = small(protocol, 'a.\nmet("IN-1") :- a.')
    holding = evaluate(circuit, set())
    assert {name for name in ("a", met("IN-1"), met("IN-2"), ELIGIBLE) if circuit.derived[name] in holding} == {
        "a",
        met("IN-1"),
    }


def test_a_condition_that_holds_always_stays_in_the_circuit(protocol: Protocol) -> None:
    """An explanation names it like any other."""
    rules, _ = shape(small(protocol, "a.\nb :- a, adult, substance(tacrolimus, X)."))
    assert rules == ["#1 <- ", "#2 <- a, adult, substance(tacrolimus,tacrolimus)", "a <- #1", "b <- #2"]


def test_a_criterion_that_no_rule_can_meet_has_an_atom_that_never_holds(protocol: Protocol) -> None:
    circuit = small(protocol, 'met("IN-1") :- adult.')
    for number in range(2, 9):
        assert circuit.derived[met(f"IN-{number}")] not in below(circuit)
    assert circuit.cone([circuit.derived[met("IN-2")]]) == set()


def test_rules_that_clingo_refuses_are_told_and_not_grounded(protocol: Protocol) -> None:
    with pytest.raises(InputError) as caught:
        small(protocol, "a(X) :- not adult.")
    (finding,) = caught.value.findings
    assert finding.code == "grounding"
    assert "unsafe" in finding.message


def test_the_protocol_of_a_folder_grounds_to_the_same_circuit_every_time() -> None:
    files = read_files(shipped_knowledge_base())
    assert ground(load_knowledge_base(files)) == ground(load_knowledge_base(files))
