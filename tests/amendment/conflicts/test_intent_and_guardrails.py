"""What is declared, what goes beyond it, and what no amendment may weaken."""

from __future__ import annotations

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.checking import conflicts_of
from tests.amendment.conflicts.small_amendments import Desk
from tests.amendment.conflicts.small_cases import Edit, case_of, told

HEMOGLOBIN = {
    "criteria/in3_organs.thr": [("Hb ≥ 80 g/L    ", "Hb ≥ 90 g/L    "), ('"Hb ≥80g/L"', '"Hb ≥90g/L"')],
    "protocol.yaml": [("Hb ≥80g/L", "Hb ≥90g/L")],
}
CLEARANCE: tuple[Edit, ...] = (
    ("criteria/in3_organs.thr", "creatinine clearance ≥ 50", "creatinine clearance ≥ 45"),
    ("criteria/in3_organs.thr", "(Cockcroft-Gault) ≥50", "(Cockcroft-Gault) ≥45"),
    ("protocol.yaml", "≥50mL/min", "≥45mL/min"),
)


def test_a_declaration_about_no_criterion_names_the_nearest(desk: Desk) -> None:
    found = desk.alone(desk.amendment("A01", HEMOGLOBIN, more="intent: {IN-3: narrows, IN-9: none}\n"), "AM29")
    assert [(c.where, c.severity, c.message, c.mend) for c in found] == [
        ("IN-9", "error", "declares something of IN-9, and there is no such criterion", "did you mean `IN-4`?")
    ]


def test_of_several_changes_the_one_that_the_criterion_depends_on_is_shown(desk: Desk) -> None:
    age = {"criteria/in1_age.thr": [("age ≤ 69", "age ≤ 65")]}
    found = desk.alone(desk.amendment("A01", {**age, **HEMOGLOBIN}, more="intent: {IN-3: broadens}\n"), "AM29")
    assert [(c.message, c.place.line, c.mend) for c in found] == [
        ('declared "broadens"; it narrows IN-3', 3, "declare `IN-3: narrows`, or restore ≥ 80 g/L")
    ]


def test_a_change_that_does_nothing_is_not_what_was_declared(desk: Desk) -> None:
    found = desk.alone(desk.amendment("A01", HEMOGLOBIN, more="intent: {IN-3: narrows, IN-2: shifts}\n"), "AM29")
    assert [(c.where, c.message, c.witness) for c in found] == [
        ("IN-2", 'declared "shifts"; it changes nothing in IN-2', None)
    ]


def test_the_witness_of_an_undeclared_change_meets_what_is_declared(desk: Desk) -> None:
    edits = {**HEMOGLOBIN, "criteria/in1_age.thr": [("age ≤ 69", "age ≤ 65")]}
    found = desk.alone(desk.amendment("A01", edits, more="intent: {IN-3: narrows}\n"), "AM30")
    assert [(c.where, c.witness.text, c.witness.blocked_after) for c in found if c.witness is not None] == [
        ("IN-1", "the typical patient, but age 66 years", ("IN-1",))
    ]


def test_without_any_declaration_every_change_is_undeclared(desk: Desk) -> None:
    found = desk.alone(desk.amendment("A01", HEMOGLOBIN), "AM30")
    assert [(c.where, c.message) for c in found] == [("IN-3", "narrows IN-3, which it does not declare")]


def test_a_base_that_breaks_its_own_guardrail_is_found_alone() -> None:
    version = case_of(*CLEARANCE).version
    found = [c for c in conflicts_of(Case(None, version)) if c.code == "AM31"]
    assert [(c.where, c.message, c.place.file) for c in found] == [
        (
            "guard_clearance",
            "lets in somebody whom a guard-rail keeps out: hypotension needs kidneys that bear it",
            f"{version.opened.files.root}/guardrails.lp",
        )
    ]


def test_a_guardrail_that_was_broken_before_is_the_bases_matter() -> None:
    fewer = ("criteria/in4_treatment.lp", "D, immunosuppressant) } >= 2", "D, immunosuppressant) } >= 3")
    found = [c for c in conflicts_of(case_of(fewer, before=CLEARANCE)) if c.code == "AM31"]
    assert [(c.message, c.mend) for c in found] == [
        ("still lets in somebody whom a guard-rail keeps out: hypotension needs kidneys that bear it", "mend the base")
    ]


def test_every_way_of_editing_a_guardrail_is_found() -> None:
    case = case_of(
        ("guardrails.thr", "age ≥ 18 years  ", "age ≥ 16 years  "),
        ("guardrails.lp", "owner: ethics committee", "owner: sponsor"),
        ("guardrails.lp", ":- eligible, not guard_clearance.\n", ":- eligible, not guard_clearance, pregnant.\n"),
    )
    found = [c for c in conflicts_of(case) if c.code == "AM31"]
    assert [(c.where, c.message) for c in found] == [
        ("guard_adult", "edits the guard-rail “adults only”: age ≥ 16 years, was ≥ 18 years"),
        (
            "pregnant",
            "edits the guard-rail “the unborn child must never be exposed”: its reason or owner is another",
        ),
        (
            "guard_clearance",
            "edits the guard-rail “hypotension needs kidneys that bear it”: "
            "it is taken out, or another rule stands in its place",
        ),
    ]


def test_an_acceptance_of_an_unknown_code_names_the_nearest(desk: Desk) -> None:
    accepts = "intent: {IN-3: narrows}\naccepts: [{code: AM54, where: IN-3, why: agreed}]\n"
    found = desk.alone(desk.amendment("A01", HEMOGLOBIN, more=accepts), "AM45")
    assert [(c.severity, c.message, c.mend) for c in found] == [
        ("error", "accepts `AM54`, and there is no such code", "did you mean `AM46`?")
    ]


def test_an_acceptance_at_another_place_says_where_the_finding_is(desk: Desk) -> None:
    accepts = "accepts: [{code: AM30, where: IN-4, why: agreed}, {code: AM44, where: date, why: later}]\n"
    found = desk.alone(desk.amendment("A01", HEMOGLOBIN, more=accepts), "AM45")
    assert [(c.where, c.message, c.mend) for c in found] == [
        ("IN-4", "accepts AM30 at IN-4, where it is not found", "did you mean `IN-3`?"),
        ("date", "accepts AM44 at date, where it is not found", "take the acceptance out"),
    ]


def test_a_version_without_a_manifest_says_nothing_of_why() -> None:
    message = "has no amendment.yaml, and so no rationale, reason, scope, date or declared intent"
    assert told("AM44", CLEARANCE[0]) == [("amendment.yaml", message)]
    assert told("AM44") == []


def test_what_an_amendment_takes_to_be_true_stands_on_the_assurance_page(desk: Desk) -> None:
    """What its proofs rest on is not the base's background alone."""
    said = ":- sex(male), pregnant.\n"
    added = f"{said}\n%! because nobody who is pregnant is screened\n:- pregnant.\n"
    page = desk.report(desk.amendment("A01", {"background.lp": [(said, added)]})).assurance
    assert [line for line in page.background if line.startswith("A01")] == [
        "A01 adds: nobody who is pregnant is screened (background.lp:7)"
    ]


def test_what_a_guard_rail_asks_for_may_not_be_taken_to_be_true_of_everybody(desk: Desk) -> None:
    """Then nobody could break it, and whoever was never asked would be let in."""
    edits = {
        "background.lp": [(":- sex(male), pregnant.", ":- sex(male), pregnant.\n\n%! because nobody is\n:- pregnant.")],
    }
    found = desk.alone(desk.amendment("A01", edits, more="intent: {EX-1: none}\n"), "AM31")
    assert [(c.where, c.place.line) for c in found] == [(":- pregnant.", 2)]


def test_a_background_that_no_guard_rail_asks_about_may_grow(desk: Desk) -> None:
    edits = {
        "background.lp": [
            ("%! because a man", "%! because so it is\n:- gilbert_syndrome, used(azathioprine).\n\n%! because a man")
        ]
    }
    assert desk.alone(desk.amendment("A01", edits), "AM31") == []
