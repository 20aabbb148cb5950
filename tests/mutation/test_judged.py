"""What becomes of mutants: who survives comes with a scenario that kills; what is proved equivalent stands attacks."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.mutation.asking import asked
from hn2301_asp.mutation.mutating import Mutating
from hn2301_asp.scenarios.load import read_scenarios
from hn2301_asp.scenarios.run import run
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import InputError
from tests.conftest import Sample
from tests.mutation.loaded import ONCOLOGY, PRESSURE, SMALLEST, mutating
from tests.small_base import TEXTS, draw_record, draw_rules, written


def fates(found: Mutating) -> Counter[str]:
    return Counter(found.judge(number).fate for number in range(len(found.mutants)))


@pytest.mark.parametrize(
    ("folder", "killed", "others"),
    [
        (SMALLEST, 9, {}),
        (PRESSURE, 56, {}),
        (ONCOLOGY, 110, {"equivalent": 1, "undecided": 11, "stillborn": 4}),
    ],
    ids=["smallest", "pressure", "oncology"],
)
def test_scenarios_of_other_protocols_notice_every_change(folder: Path, killed: int, others: dict[str, int]) -> None:
    assert fates(mutating(folder)) == Counter({"killed": killed, **others})


@pytest.mark.slow
def test_the_shipped_scenarios_notice_every_change_that_anybody_could_notice(shipped: KnowledgeBaseFiles) -> None:
    found = Mutating(Screener(load_knowledge_base(shipped), files=shipped), shipped)
    assert found.cases.unused == ()
    assert fates(found) == Counter({"killed": 765, "equivalent": 36, "stillborn": 32})


@pytest.mark.parametrize("folder", [SMALLEST, PRESSURE], ids=["smallest", "pressure"])
def test_without_scenarios_each_mutant_comes_with_one_that_kills_it(folder: Path) -> None:
    found, count = mutating(folder, scenarios=False), 0
    for number, mutant in enumerate(found.mutants):
        judged = found.judge(number)
        assert judged.fate in ("survives", "undecided"), mutant.what
        if judged.patient is None:
            assert mutant.kind == "measurements"
            continue
        [scenario] = read_scenarios(found.base, "scenarios/pasted.yaml", judged.patient.text)
        [now], [then] = (run(version, [scenario]) for version in (found.protocol, Screener(mutant.make())))
        assert now.passed
        assert not then.passed, mutant.what
        count += 1
    assert count >= 9


def test_each_scenario_that_kills_is_named_with_what_differs() -> None:
    found = mutating(SMALLEST)
    killers = [found.judge(number).killer for number in range(4)]
    assert [(one.sentence, one.differences) for one in killers if one is not None] == [
        (
            "somebody of 17 is too young",
            ("verdict: expected ineligible, got eligible", "blocking: expected I1, got none"),
        ),
        ("somebody of exactly 18 who can consent is eligible", ("verdict: expected eligible, got ineligible",)),
        ("somebody of exactly 18 who can consent is eligible", ("verdict: expected eligible, got ineligible",)),
        ("a year more changes nothing", ("verdict: expected eligible, got ineligible",)),
    ]


def test_a_scenario_that_fails_as_it_stands_kills_nothing() -> None:
    found = mutating(SMALLEST)
    wrong = "- scenario: a child\n  patient: {whole: {age: 3, able_to_consent: yes}}\n  expect: {verdict: eligible}\n"
    texts = {name: text for name, text in found.files.texts.items() if not name.startswith("scenarios/")}
    texts["scenarios/I1.yaml"] = wrong
    files = KnowledgeBaseFiles(found.files.root, texts, digest(texts))
    alone = Mutating(Screener(load_knowledge_base(files), files=files), files)
    assert alone.cases.unused == ("a child",)
    assert fates(alone) == Counter({"survives": 9})


def edited(texts: dict[str, str], file: str, before: str, after: str) -> Mutating:
    assert before in texts[file]
    texts = {**texts, file: texts[file].replace(before, after)}
    files = KnowledgeBaseFiles("kb", texts, digest(texts))
    return Mutating(Screener(load_knowledge_base(files), files=files), files)


RULES = {**TEXTS, "criteria/all.lp": 'met("C-1") :- a_high, f.\nmet("C-2") :- t_high.\nmet("C-3") :- g.\n'}


def the(found: Mutating, what: str) -> int:
    """The number of the one mutant of which something is told."""
    [number] = [number for number, one in enumerate(found.mutants) if one.what == what]
    return number


def test_a_condition_that_another_one_implies_is_proved_to_be_idle() -> None:
    found = edited(RULES, "criteria/all.lp", "a_high, f", "a_high, a_higher, f")
    rule = 'in `met("C-1") :- a_high, a_higher, f.`'
    assert found.judge(the(found, f"without `a_high` {rule}")).fate == "equivalent"
    assert found.judge(the(found, f"without `a_higher` {rule}")).fate == "survives"


def test_a_constraint_that_is_gone_is_shown_by_a_record_that_contradicts_itself() -> None:
    found = edited(RULES, "criteria/all.lp", "a_high, f", "a_high, f")
    judged = found.judge(the(found, "without `:- size(small), f.`"))
    assert judged.patient is not None
    assert (judged.patient.before, judged.fate) == ("contradictory", "survives")
    assert "clash:" in judged.patient.text


def test_a_reading_by_which_alone_somebody_differs_is_told_with_the_patient() -> None:
    found = edited(RULES, "criteria/all.lp", 'met("C-3") :- g.', 'met("C-3") :- g, exact, reading(rd, y).')
    judged = found.judge(the(found, 'without `exact` in `met("C-3") :- g, exact, reading(rd, y).`'))
    assert judged.patient is not None
    assert judged.patient.readings == {"rd": "y"}
    assert "readings: {rd: y}" in judged.patient.text


def test_a_default_is_altered_for_whoever_states_no_reading() -> None:
    found = edited(RULES, "criteria/all.lp", 'met("C-3") :- g.', 'met("C-3") :- g, reading(rd, y).')
    judged = found.judge(the(found, "`rd`: the default `x` becomes `y`"))
    assert judged.fate == "survives"
    assert found.judge(the(edited(RULES, "criteria/all.lp", "f.", "f."), "`rd`: the default `x` becomes `y`")).fate


def test_what_is_no_rule_any_more_is_told_apart() -> None:
    found = edited(RULES, "criteria/all.lp", 'met("C-3") :- g.', 'met("C-3") :- item(I), marked(sc, I).')
    rule = 'in `met("C-3") :- item(I), marked(sc, I).`'
    assert found.judge(the(found, f"`not item(I)` in the place of `item(I)` {rule}")).fate == "survives"
    number = the(found, f"`not marked(sc,I)` in the place of `marked(sc,I)` {rule}")
    assert found.judge(number).fate in ("survives", "equivalent")


def test_a_criterion_asks_for_what_matters_to_it_and_a_file_for_what_stands_in_it() -> None:
    found = edited(RULES, "criteria/all.lp", "a_high, f", "a_high, f")
    scores = {found.mutants[number].what for number in found.chosen((), ("scores",))}
    assert scores == {one.what for one in found.mutants if (one.place.file or "").startswith("scores/")} != set()
    about = {found.mutants[number].what for number in found.chosen(("C-2",), ())}
    assert scores <= about
    assert not any("`a_high`" in what and "t_high" not in what for what in about)
    assert found.chosen((), ()) == list(range(len(found.mutants)))


def test_what_is_proved_equivalent_is_so_of_drawn_records(sample: Sample) -> None:
    """Records with facts missing, ranges, and totals stated beside items or without, under both readings."""
    seen = Counter[str]()
    for seed in range(sample(120)):
        rng = random.Random(f"equivalent {seed}")
        texts = {**TEXTS, "criteria/all.lp": written(draw_rules(rng))}
        files = KnowledgeBaseFiles("kb", texts, digest(texts))
        found = Mutating(Screener(load_knowledge_base(files), files=files), files)
        records = [draw_record(rng) for _ in range(60)]
        for mutant in rng.sample(found.mutants, 12):
            try:
                altered = Screener(mutant.make())
            except InputError:
                continue
            judged = asked(found.protocol, altered)
            seen[judged.fate] += 1
            if judged.fate != "equivalent":
                continue
            for record in records:
                for reading in ("x", "y"):
                    one, other = (
                        version.screen(record, readings={"rd": reading}) for version in (found.protocol, altered)
                    )
                    assert (one.verdict, one.criteria, one.screening.clash) == (
                        other.verdict,
                        other.criteria,
                        other.screening.clash,
                    ), (mutant.what, record, reading)
    assert seen["equivalent"] >= 5
    assert seen["survives"] >= 5
