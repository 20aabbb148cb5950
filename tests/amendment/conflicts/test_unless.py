"""What a finding calls proved is said with the readings that make it false, each with somebody who shows it."""

from __future__ import annotations

from collections.abc import Sequence

from hn2301_asp.amendment.model import Conflict
from tests.amendment.conflicts.small_amendments import Desk

TREATMENT = "criteria/in4_treatment.lp"
AGE = "criteria/in1_age.lp"
ACTIVITY = "criteria/in2_activity.lp"
NOW = {"in4_hydroxychloroquine": "now"}
#: Only the reading `now` uses this rule.
NARROWER_NOW = (
    "with_hydroxychloroquine :- current(hydroxychloroquine), reading(",
    "with_hydroxychloroquine :- current(hydroxychloroquine), used(hydroxychloroquine), reading(",
)


def told(conflicts: Sequence[Conflict]) -> list[tuple[str, list[tuple[str, dict[str, str], str, str]]]]:
    """The messages with what is so under which readings, and the verdicts of whoever shows it."""
    found = []
    for conflict in conflicts:
        unless = []
        for one in conflict.unless:
            witness = one.otherwise.witness
            assert witness is not None
            unless.append((one.what, dict(one.otherwise.readings), witness.before, witness.after))
        found.append((conflict.message, unless))
    return found


def test_that_nothing_changes_is_proved_under_the_readings_in_force_only(desk: Desk) -> None:
    amendment = desk.amendment("A01", {TREATMENT: [NARROWER_NOW]})
    assert told(desk.alone(amendment, "AM01")) == [
        (
            "changes no answer of anybody (proved under the readings in force), "
            "though it writes with_hydroxychloroquine otherwise",
            [("somebody loses eligibility", NOW, "eligible", "ineligible")],
        )
    ]


def test_the_assurance_names_the_readings_too(desk: Desk) -> None:
    proved = desk.report(desk.amendment("A01", {TREATMENT: [NARROWER_NOW]})).assurance.proved
    assert [text for text in proved if "readings" in text] == [
        "A01: eligibility is the same for every possible patient, under the readings in force, "
        "not where “or one with hydroxychloroquine” is read as “it is taken now” (in4_hydroxychloroquine=now)",
        "A01: IN-4 is the same for every possible patient, under the readings in force, "
        "not where “or one with hydroxychloroquine” is read as “it is taken now” (in4_hydroxychloroquine=now)",
    ]


def test_that_nobody_gains_is_proved_under_the_readings_in_force_only(desk: Desk) -> None:
    wider = ("current(hydroxychloroquine), reading(", "current(D), class(D, immunosuppressant), reading(")
    edits = {TREATMENT: [wider], "criteria/in3_organs.thr": [("ALC ≥ 0.8", "ALC ≥ 1.0")]}
    assert told(desk.alone(desk.amendment("A01", edits), "AM02")) == [
        (
            "narrows IN-3 and eligibility; nobody gains (proved under the readings in force)",
            [
                ("somebody gains eligibility", NOW, "ineligible", "eligible"),
            ],
        )
    ]


def test_that_a_change_is_masked_is_proved_under_the_readings_in_force_only(desk: Desk) -> None:
    masked = [
        (
            'met("IN-1") :- adult, within_age_limit.',
            'met("IN-1") :- adult, within_age_limit, hidden.\nhidden :- pregnant.\n'
            "hidden :- not pregnant, not out.\nout :- current(hydroxychloroquine), excused.\n"
            "excused :- pregnant, reading(in4_hydroxychloroquine, used).\n"
            "excused :- reading(in4_hydroxychloroquine, now).",
        )
    ]
    assert told(desk.alone(desk.amendment("A01", {AGE: masked}), "AM01")) == [
        (
            "changes no answer of anybody (proved under the readings in force), "
            "though it writes the rule of IN-1, hidden, out and excused otherwise",
            [("somebody loses eligibility", NOW, "eligible", "ineligible")],
        )
    ]


def test_that_nobody_can_be_eligible_is_said_with_the_reading_under_which_somebody_is(desk: Desk) -> None:
    edits = {
        TREATMENT: [
            (">= 2.", ">= 200."),
            ("with_hydroxychloroquine :- used(hydroxychloroquine), reading(in4_hydroxychloroquine, used).\n", ""),
        ]
    }
    amendment = desk.amendment("A01", edits)
    assert told(desk.alone(amendment, "AM07"))[0][1] == [("somebody is eligible", NOW, "eligible", "eligible")]
    assert told(desk.alone(amendment, "AM08"))[0][1] == [("somebody meets IN-4", NOW, "eligible", "eligible")]


def test_a_guard_rail_that_another_reading_breaks_is_a_finding(desk: Desk) -> None:
    open_ = ('met("IN-1") :- ', 'met("IN-1") :- reading(in4_hydroxychloroquine, now).\nmet("IN-1") :- ')
    amendment = desk.amendment("A01", {AGE: [open_]})
    assert told(desk.alone(amendment, "AM31")) == [
        (
            "lets in, under other readings only, somebody whom a guard-rail keeps out: adults only",
            [("somebody is let in", NOW, "ineligible", "eligible")],
        )
    ]
    kept = [text for text in desk.report(amendment).assurance.proved if "guard-rails" in text]
    assert [text.partition(":")[2].partition(";")[0] for text in kept] == [
        " all 3 guard-rails are kept, under the readings in force"
    ]
    assert (
        "is read as “it is taken now” (in4_hydroxychloroquine=now), then somebody who breaks one is eligible" in kept[0]
    )


def test_a_proof_that_holds_under_every_reading_names_none(desk: Desk) -> None:
    found = desk.alone(desk.amendment("A01", {"criteria/in3_organs.thr": [("ALC ≥ 0.8", "ALC ≥ 1.0")]}), "AM02")
    assert told(found) == [("narrows IN-3 and eligibility; nobody gains (proved)", [])]


def test_that_amendments_cannot_stand_together_is_said_with_the_reading_under_which_they_can(desk: Desk) -> None:
    raised = desk.amendment("A01", {"criteria/in2_activity.thr": [("activity score ≥ 6", "activity score ≥ 8")]})
    capped = desk.amendment(
        "A02",
        {
            ACTIVITY: [
                (
                    'met("IN-2") :- active, active_clinical.',
                    'met("IN-2") :- active, active_clinical, capped.\n'
                    "capped :- mild.\ncapped :- reading(in4_hydroxychloroquine, now).",
                )
            ],
            "criteria/in2_activity.thr": [
                ("active  ", 'mild    activity score ≤ 7 points   because "a cap"\nactive  ')
            ],
        },
    )
    found = told(desk.together("AM37", raised, capped))
    assert [unless for _, unless in found] == [[("somebody can meet IN-2", NOW, "eligible", "eligible")]]
    assert "nobody under A01 and A02 together (proved under the readings in force)" in found[0][0]


def test_that_a_criterion_says_no_more_than_one_limit_is_proved_under_the_readings_in_force_only(desk: Desk) -> None:
    edits = {
        "criteria/in2_activity.thr": [("activity score ≥ 6", "activity score ≥ 8")],
        ACTIVITY: [
            (
                'met("IN-2") :- ',
                'met("IN-2") :- active_clinical, reading(in4_hydroxychloroquine, now).\nmet("IN-2") :- ',
            )
        ],
    }
    found = [one for one in told(desk.alone(desk.amendment("A01", edits), "AM14")) if "no more than" in one[0]]
    assert found == [
        (
            'IN-2 now says no more than "activity score ≥ 8 points" (proved under the readings in force)',
            [("somebody passes IN-2 without it", NOW, "eligible", "eligible")],
        )
    ]


def test_that_an_approved_change_is_taken_back_is_proved_under_the_readings_in_force_only(desk: Desk) -> None:
    raised = desk.amendment("A01", {"criteria/in3_organs.thr": [("ALC ≥ 0.8", "ALC ≥ 1.0")]}, status="approved")
    edits = {
        "criteria/in3_organs.lp": [
            ("alc_adequate,", "lymphocytes,"),
            (
                '\n%! "Total',
                "\nlymphocytes :- alc_lower, reading(in4_hydroxychloroquine, used).\n"
                'lymphocytes :- alc_adequate, reading(in4_hydroxychloroquine, now).\n\n%! "Total',
            ),
        ],
        "criteria/in3_organs.thr": [
            ("alc_adequate  ", 'alc_lower   ALC ≥ 0.8 ×10^9/L   because "as it was"\nalc_adequate  ')
        ],
    }
    found = told(desk.alone(desk.amendment("A02", edits, after=raised), "AM40"))
    assert found == [
        (
            "takes back what A01, which is approved, did to IN-3: "
            "it answers as before it (proved under the readings in force)",
            [("somebody is answered by IN-3 otherwise than before A01", NOW, "eligible", "ineligible")],
        )
    ]
