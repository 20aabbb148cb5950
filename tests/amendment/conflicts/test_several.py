"""What is said of several amendments together: corner cases of the classes AM36 to AM41."""

from __future__ import annotations

from hn2301_asp.amendment.case import Several
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.joint import by_pairs
from hn2301_asp.amendment.version import version_of
from hn2301_asp.versions.opened import Opened
from tests.amendment.conflicts.small_amendments import Desk

ORGANS = "criteria/in3_organs.thr"
RULES = "criteria/in3_organs.lp"
ACTIVITY = "criteria/in2_activity.thr"


def lymphocytes(desk: Desk, name: str, limit: str, status: str = "proposed", more: str = "") -> Opened:
    return desk.amendment(name, {ORGANS: [("ALC ≥ 0.8", f"ALC ≥ {limit}")]}, status=status, more=more)


def hemoglobin(desk: Desk, name: str, limit: str) -> Opened:
    return desk.amendment(name, {ORGANS: [("Hb ≥ 80", f"Hb ≥ {limit}")]})


def raised(desk: Desk) -> Opened:
    return desk.amendment("A01", {ACTIVITY: [("activity score ≥ 6", "activity score ≥ 8")]})


def capped(desk: Desk) -> Opened:
    """A cap in the same criterion, by a rule of its own."""
    return desk.amendment(
        "A02",
        {
            ACTIVITY: [
                ("criterion IN-2\n", 'criterion IN-2\n\nbounded   activity score ≤ 7 points   because "mild"\n')
            ],
            "criteria/in2_activity.lp": [("active, active_clinical.", "active, active_clinical, bounded.")],
        },
    )


def test_the_core_of_a_conflict_names_what_each_amendment_asks(desk: Desk) -> None:
    found = desk.together("AM37", raised(desk), capped(desk))
    assert [(c.amendment, c.where, c.core) for c in found] == [
        ("A01+A02", "IN-2", ("activity score ≥ 8 points (A01)", "activity score ≤ 7 points (A02)"))
    ]


def test_of_three_amendments_the_two_that_conflict_are_named(desk: Desk) -> None:
    found = desk.together("AM37", raised(desk), capped(desk), lymphocytes(desk, "A03", "1.0"))
    assert [c.amendment for c in found] == ["A01+A02"]


def test_a_guard_rail_that_is_broken_only_together_is_found(desk: Desk) -> None:
    """A01 spares some pregnant participants the limit of clearance, whom nobody lets in; A02 lets them in."""
    one = desk.amendment(
        "A01",
        {
            ORGANS: [
                ("hemoglobin_adequate  Hb", 'hemoglobin_high  Hb ≥ 150 g/L  because "x"\nhemoglobin_adequate  Hb')
            ],
            RULES: [
                ("bilirubin_acceptable, clearance_adequate.", "bilirubin_acceptable, kidney."),
                (
                    '%! "Total bilirubin',
                    "kidney :- clearance_adequate.\nkidney :- hemoglobin_high, spared.\n"
                    'spared :- pregnant.\n\n%! "Total bilirubin',
                ),
            ],
        },
    )
    other = desk.amendment("A02", {"criteria/ex1_pregnancy.lp": [(":- pregnant.", ":- pregnant, sex(male).")]})
    found = desk.together("AM37", one, other)
    assert [c.where for c in found] == [":- eligible, not guard_clearance."]
    assert found[0].witness is not None
    assert found[0].witness.after == "eligible"


def test_rules_that_do_not_fit_only_together_are_told(desk: Desk) -> None:
    """A01 takes a definition out that A02 begins to use elsewhere."""
    one = desk.amendment(
        "A01",
        {
            RULES: [
                ("alc_adequate, hemoglobin_adequate, ", "alc_adequate, "),
            ],
            ORGANS: [('hemoglobin_adequate  Hb ≥ 80 g/L                       "Hb ≥80g/L"\n', "")],
        },
    )
    other = desk.amendment(
        "A02", {"criteria/ex1_pregnancy.lp": [(":- pregnant.", ":- pregnant, hemoglobin_adequate.")]}
    )
    found = desk.together("AM37", one, other)
    assert [(c.where, c.message) for c in found] == [
        (
            "protocol",
            "the rules of A01 and A02 together do not fit each other: `hemoglobin_adequate` is no fact of the "
            "vocabulary, no threshold, and no rule derives it",
        )
    ]


def test_two_exclusions_waived_one_by_one_let_in_together(desk: Desk) -> None:
    found = desk.together("AM38", lymphocytes(desk, "A01", "0.5"), hemoglobin(desk, "A02", "70"))
    assert [(c.group, c.notes[0]) for c in found] == [("declare", ("who", "ALC 0.50–0.79 ×10^9/L, Hb 70–79 g/L"))]


def test_two_ways_in_closed_one_by_one_shut_out_together(desk: Desk) -> None:
    rule = 'met("IN-4") :- used(D), class(D, immunosuppressant), with_hydroxychloroquine.'
    one = desk.amendment(
        "A01",
        {"criteria/in4_treatment.lp": [(rule, rule.replace("used(D)", "used(D), not pregnant, gilbert_syndrome"))]},
    )
    other = desk.amendment("A02", {"criteria/in4_treatment.lp": [(">= 2.", ">= 3.")]})
    found = desk.together("AM38", one, other)
    assert [c.message.split(" somebody")[0] for c in found] == ["shuts out, together only,"]


def test_narrowing_two_limits_does_no_more_than_each(desk: Desk) -> None:
    assert desk.together("AM38", lymphocytes(desk, "A01", "1.0"), hemoglobin(desk, "A02", "90")) == []


def test_broadening_one_limit_and_narrowing_another_does_no_less(desk: Desk) -> None:
    assert desk.together("AM38", lymphocytes(desk, "A01", "0.5"), hemoglobin(desk, "A02", "90")) == []


def test_the_order_of_changes_of_the_same_limit_follows_from_their_clash(desk: Desk) -> None:
    report = desk.report(lymphocytes(desk, "A01", "1.0"), lymphocytes(desk, "A02", "0.9"))
    assert [(c.code, [f.code for f in c.follows]) for c in report.together] == [("AM36", ["AM38", "AM39"])]


def test_a_clash_can_be_accepted_by_either_amendment(desk: Desk) -> None:
    accepts = "accepts: [{code: AM36, where: alc_adequate, why: A02 is the later one}]\n"
    report = desk.report(lymphocytes(desk, "A01", "1.0"), lymphocytes(desk, "A02", "0.9", more=accepts))
    assert [(c.code, c.accepted) for c in report.together] == [("AM36", "A02 is the later one")]
    assert desk.alone(desk.amendment("A03", {}, more=accepts), "AM45") == []


def test_an_amendment_is_not_held_against_one_on_which_it_stands(desk: Desk) -> None:
    one = lymphocytes(desk, "A01", "1.0")
    other = desk.amendment("A02", {ORGANS: [("ALC ≥ 1.0", "ALC ≥ 0.9")]}, after=one)
    assert desk.report(one, other).together == ()


def test_a_criterion_undone_by_other_items_is_a_reversal_by_meaning(desk: Desk) -> None:
    one = lymphocytes(desk, "A01", "1.0", status="approved")
    edits = {
        ORGANS: [("hemoglobin_adequate  Hb", 'alc_enough  ALC ≥ 0.8 ×10^9/L  because "x"\nhemoglobin_adequate  Hb')],
        RULES: [("alc_adequate,", "alc_enough,")],
    }
    found = desk.alone(desk.amendment("A02", edits, after=one), "AM40")
    assert [(c.where, c.message) for c in found] == [
        ("IN-3", "takes back what A01, which is approved, did to IN-3: it answers as before it (proved)")
    ]


def test_a_criterion_undone_by_an_amendment_beside_the_approved_one_is_found(desk: Desk) -> None:
    one = lymphocytes(desk, "A01", "1.0", status="approved")
    edits = {
        ORGANS: [("hemoglobin_adequate  Hb", 'alc_enough  ALC ≥ 0.8 ×10^9/L  because "x"\nhemoglobin_adequate  Hb')],
        RULES: [("alc_adequate,", "alc_enough,")],
    }
    found = desk.together("AM40", one, desk.amendment("A02", edits))
    assert [(c.where, c.message) for c in found] == [
        ("IN-3", "A02 takes back what A01, which is approved, did to IN-3 (proved)")
    ]


def test_what_a_proposed_amendment_did_may_be_taken_back(desk: Desk) -> None:
    one = lymphocytes(desk, "A01", "1.0")
    other = desk.amendment("A02", {ORGANS: [("ALC ≥ 1.0", "ALC ≥ 0.8")]}, after=one)
    assert desk.alone(other, "AM40") == []


def test_what_two_amendments_explain_is_not_told_of_all_again_and_a_remark_explains_nothing(desk: Desk) -> None:
    versions = [version_of(one) for one in (lymphocytes(desk, "A01", "1.0"), hemoglobin(desk, "A02", "90"))]
    base = version_of(desk.base)
    pair = Several(base, versions, versions[0])
    every = Several(base, versions, versions[0], pairs=[pair])
    said = {
        "pair": [("IN-1", "error"), ("IN-2", "remark")],
        "all": [("IN-1", "error"), ("IN-2", "error"), ("IN-3", "remark")],
    }

    def of(several: Several) -> list[Conflict]:
        known = said["pair" if several is pair else "all"]
        return [several.conflict(where, "m", "m", severity=severity) for where, severity in known]  # type: ignore[arg-type]

    told = [(conflict.where, conflict.severity) for conflict in by_pairs(every, of)]
    assert told == [("IN-1", "error"), ("IN-2", "remark"), ("IN-2", "error")]
