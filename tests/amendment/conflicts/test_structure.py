"""Corner cases of the classes about structure (AM24 to AM28), and of what the checks find for classes."""

from __future__ import annotations

import pytest

from hn2301_asp.amendment.catalogue import by_code, claimed, classes
from hn2301_asp.amendment.questions.literals import conditions, contraries, written
from hn2301_asp.amendment.questions.open_words import open_words
from hn2301_asp.check import ABOUT_WORDS, CODES
from hn2301_asp.knowledge.reading_rules import parse_rules
from tests.amendment.conflicts.small_cases import Edit, case_of, found, told

THR = "criteria/in3_organs.thr"
LP = "criteria/in3_organs.lp"
READINGS = "readings.yaml"
PROTOCOL = "protocol.yaml"
CLAUSE = "Gilbert syndrome subjects <3.0mg/dL"

#: A file that cannot be read is no version that could be judged.
UNREADABLE = {
    "forbidden-construct",
    "kb-file",
    "kb-missing",
    "kb-units",
    "kb-vocabulary",
    "kb-yaml",
    "not-a-name",
    "number-too-large",
    "rule-syntax",
    "score-total",
    "threshold-heading",
    "threshold-syntax",
    "too-many-instances",
    "yaml-alias",
    "yaml-duplicate-key",
    "yaml-empty-block",
    "yaml-key",
    "yaml-syntax",
    "yaml-tag",
}
#: Remarks on a file's form, which no class of conflict is about.
FORM = {"doc-comment", "guardrail-without-owner", "same-words"}


def test_every_error_of_the_checks_is_one_of_a_class_or_of_a_file_that_cannot_be_read() -> None:
    assert set(CODES) - claimed().keys() - ABOUT_WORDS == UNREADABLE | FORM


def test_no_finding_of_the_checks_is_one_of_two_classes() -> None:
    every = [code for module in classes() for code in getattr(module, "CHECKS", ())]
    assert sorted(every) == sorted(set(every))


@pytest.mark.parametrize(
    ("code", "edits", "where"),
    [
        ("AM24", [(LP, "alc_adequate", "alc_adequat")], ["IN-3"]),
        ("AM24", [("criteria/in1_age.thr", "criterion IN-1", "criterion IN-9")], ["criteria/in1_age.thr"]),
        ("AM24", [(LP, 'met("IN-3")', 'met("IN-30")')], ["IN-30", "IN-3"]),
        ("AM24", [("criteria/in9_other.thr", "", "criterion IN-3\n")], ["criteria/in9_other.thr"]),
        ("AM25", [(LP, ":- bilirubin_usual.", ":- bilirubin_usual, bilirubin_acceptable.")], ["bilirubin_acceptable"]),
        ("AM26", [(LP, ":- bilirubin_usual.", ":- not bilirubin_acceptable.")], ["bilirubin_acceptable"]),
        (
            "AM26",
            [(LP, "bilirubin_acceptable :- bilirubin_usual", "bilirubin_acceptable ; x :- bilirubin_usual")],
            ["bilirubin_acceptable"],
        ),
        (
            "AM26",
            [(LP, "bilirubin_acceptable :- bilirubin_usual", "{bilirubin_acceptable} :- bilirubin_usual")],
            ["criteria/in3_organs.lp"],
        ),
        (
            "AM26",
            [(THR, "alc_adequate  ", "hemoglobin_adequate  "), (LP, "alc_adequate, ", "")],
            ["hemoglobin_adequate"],
        ),
        ("AM26", [(LP, "bilirubin_acceptable :- bilirubin_usual", "pregnant :- bilirubin_usual")], ["pregnant"]),
        (
            "AM26",
            [
                (THR, "(72 × serum creatinine [mg/dL])", "serum creatinine [mg/dL] × 1 / (age [year] − 40)"),
                (THR, "140 − age [year]", "140"),
            ],
            ["creatinine clearance"],
        ),
        (
            "AM28",
            [
                (
                    "criteria/in4_treatment.lp",
                    "reading(in4_hydroxychloroquine, now)",
                    "not reading(in4_hydroxychloroquine, used)",
                )
            ],
            ["with_hydroxychloroquine"],
        ),
    ],
)
def test_rules_that_do_not_fit_together_are_findings_and_no_crash(
    code: str, edits: list[Edit], where: list[str]
) -> None:
    assert [conflict.where for conflict in found(code, *edits)] == where


def test_a_name_that_the_amendment_changed_is_offered() -> None:
    (conflict,) = found("AM24", (THR, "alc_adequate         ALC ≥ 0.8", "lymphocytes_enough   ALC ≥ 1.0"))
    assert conflict.mend == "write `lymphocytes_enough`, or keep the name `alc_adequate`"


@pytest.mark.parametrize("code", [f"AM{number}" for number in range(18, 29)])
def test_rules_that_do_not_fit_together_are_judged_by_what_does_not_need_them(code: str) -> None:
    case = case_of((LP, "alc_adequate", "alc_adequat"))
    assert case.version.protocol is None
    if not getattr(by_code()[code], "LOADED", True):
        assert [code for _ in by_code()[code].find(case)] == (["AM24"] if code == "AM24" else [])


def test_conditions_are_told_as_they_are_written() -> None:
    text = '%! because x\np(D) :- q(D, "a, b"), not r, #count { S : s(S, D), t(S) } >= 2.\n'
    (rule,) = parse_rules(text, "x.lp", 1, constraints=False).rules
    assert written(rule) == ('q(D, "a, b")', "not r", "#count { S : s(S, D), t(S) } >= 2")
    assert len(conditions(rule)) == 3


@pytest.mark.parametrize(
    ("condition", "contrary"),
    [
        ("p", ["not p"]),
        ("not p", ["p"]),
        ("V > W", ["not V > W", "V <= W", "V < W"]),
        (
            "2 <= #count { S: s(S), S != a }",
            [
                "not 2 <= #count { S: s(S), S != a }",
                "2 > #count { S: s(S), S != a }",
                "2 >= #count { S: s(S), S != a }",
            ],
        ),
    ],
)
def test_the_contraries_of_a_condition(condition: str, contrary: list[str]) -> None:
    assert list(contraries(condition)) == contrary


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([(LP, "gilbert_syndrome, bilirubin", "not gilbert_syndrome, bilirubin")], ["bilirubin_acceptable"]),
        (
            [(LP, "gilbert_syndrome, bilirubin_gilbert", "bilirubin_gilbert, not gilbert_syndrome")],
            ["bilirubin_acceptable"],
        ),
        ([(LP, "gilbert_syndrome, bilirubin", "not gilbert_syndrome, not pregnant, bilirubin")], []),
        ([(LP, "gilbert_syndrome, bilirubin_gilbert", "bilirubin_gilbert")], []),
        ([(THR, "bilirubin < 3.0 mg", "bilirubin ≥ 3.0 mg")], ["bilirubin_gilbert"]),
        ([(THR, "bilirubin < 3.0 mg", "bilirubin > 3.0 mg")], ["bilirubin_gilbert"]),
        ([(THR, "bilirubin < 3.0 mg", "bilirubin ≤ 3.0 mg")], []),
        ([(THR, "bilirubin < 3.0 mg", "bilirubin > 2.5 mg")], []),
        ([("criteria/in4_treatment.lp", "} >= 2", "} < 2")], ["IN-4"]),
    ],
)
def test_a_condition_that_was_turned_into_its_contrary_is_found(edits: list[Edit], expected: list[str]) -> None:
    assert [conflict.where for conflict in found("AM27", *edits)] == expected


def test_a_criterion_that_became_one_of_the_other_kind_is_found() -> None:
    edit: Edit = (PROTOCOL, "id: IN-4\n    kind: inclusion", "id: IN-4\n    kind: exclusion")
    (conflict,) = found("AM27", edit)
    assert (conflict.where, conflict.witness is not None) == ("IN-4", True)


def test_a_contrary_is_found_beside_other_changes_with_its_own_witness() -> None:
    edits = ((LP, "gilbert_syndrome, bilirubin", "not gilbert_syndrome, bilirubin"), (THR, "ALC ≥ 0.8 ", "ALC ≥ 1.0 "))
    (conflict,) = found("AM27", *edits)
    assert conflict.witness is not None
    assert "alc" not in {change.fact for change in conflict.witness.changes}


def test_a_contrary_that_changes_no_answer_is_none() -> None:
    # The rule never applies, before and after.
    never: Edit = (LP, "gilbert_syndrome, bilirubin", "gilbert_syndrome, adult, not adult, pregnant, bilirubin")
    assert told("AM27", (LP, "not adult, pregnant", "not adult, not pregnant"), before=(never,)) == []


def reading(default: str, values: str = "no_drug", why: str = "w") -> Edit:
    text = (
        f'  in3_untreated:\n    criteria: [IN-3]\n    phrase: "{CLAUSE}"\n    question: q\n    default: {default}\n'
        f"    values:\n      {values}: a\n      no_immunosuppressant: b\n    why: {why}\n"
    )
    return (READINGS, "assumptions: {}", f"{text}assumptions: {{}}")


RULES: tuple[Edit, ...] = (
    (LP, "gilbert_syndrome, bilirubin", "gilbert_syndrome, untreated, bilirubin"),
    (
        LP,
        "",
        "\n%! because x\nuntreated :- not treated, reading(in3_untreated, no_drug).\n"
        "untreated :- not suppressed, reading(in3_untreated, no_immunosuppressant).\n"
        "treated :- current(_).\nsuppressed :- current(D), class(D, immunosuppressant).\n",
    ),
)


@pytest.mark.parametrize("default", ["no_drug", "no_immunosuppressant"])
def test_a_new_reading_on_which_the_verdict_depends_is_found(default: str) -> None:
    (conflict,) = found("AM28", reading(default), *RULES)
    assert (conflict.where, conflict.group, conflict.severity) == ("in3_untreated", "declare", "warning")
    assert conflict.witness is not None
    assert "current" in {change.fact for change in conflict.witness.changes}


def test_a_reading_that_was_there_is_not_told_again() -> None:
    assert told("AM28", (THR, "ALC ≥ 0.8 ", "ALC ≥ 1.0 "), before=(reading("no_drug"), *RULES)) == []


def test_a_new_reading_on_which_no_verdict_depends_is_none() -> None:
    alike = (RULES[0], (LP, "", RULES[1][2].replace("not treated, ", "not suppressed, ")))
    assert [c.where for c in found("AM28", reading("no_drug"), *alike)] == []


def test_a_reading_that_newly_matters_for_a_criterion_is_found() -> None:
    edit: Edit = (LP, "gilbert_syndrome, bilirubin", "gilbert_syndrome, with_hydroxychloroquine, bilirubin")
    conflicts = found("AM28", edit)
    assert [(c.where, c.severity) for c in conflicts] == [("in4_hydroxychloroquine", "warning")] * 2
    assert conflicts[0].message == "IN-3 depends on the reading `in4_hydroxychloroquine`, which does not list it"
    assert conflicts[1].message.endswith("and the reading matters for IN-3 now")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a and b", "a, b, etc.", ["etc."]),
        ("stable dose ≥5 mg", "stable dose ≥6 mg", []),
        ("dose ≥5 mg", "stable dose ≥5 mg", ["stable"]),
        ("ALT ≤2", "ALT ≤2 times the upper limit of normal", []),
        ("ALT ≤2", "normal ALT", ["normal"]),
        ("adequate liver. ALC ≥1", "adequate liver. ALC ≥2", []),
        ("aged 18 or more", "aged between 18 and 69 or more", []),
        ("A or B", "A or B and C", ["and … or"]),
        ("A", "In the arms B and C: A or D", []),
        ("A", "In the arms B and C: A or D and E", ["and … or"]),
        ("A or B", "A or (B and C)", []),
        ("A, B", "A and/or B", ["and/or"]),
        ("drugs", "drugs such as belimumab. Recent and severe", ["such as", "Recent", "severe"]),
        ("", "No clinically significant disease", ["clinically significant"]),
    ],
)
def test_open_words_are_those_that_a_change_brought(before: str, after: str, expected: list[str]) -> None:
    assert [word for word, _ in open_words(before, after)] == expected


def test_an_open_word_that_an_assumption_is_about_is_decided() -> None:
    clause = "recently documented Gilbert syndrome subjects <3.0mg/dL"
    edits = tuple((file, CLAUSE, clause) for file in (PROTOCOL, LP, THR))
    assumption = (
        'assumptions:\n  A01:\n    criteria: [IN-3]\n    phrase: "recently documented"\n'
        "    decision: within 24 weeks\n    reason: r\n    status: assumed\n"
    )
    assert [c.severity for c in found("AM28", *edits)] == ["remark"]
    assert told("AM28", *edits, (READINGS, "assumptions: {}\n", assumption)) == []


def test_an_exception_that_matters_to_nobody_any_more_is_told_once_with_its_place() -> None:
    """AM15: what `hn2301 check` proves of it; a case that another one covers is told by the class itself."""
    high = (THR, "bilirubin_usual  ", 'bilirubin_high  total bilirubin ≥ 3.0 mg/dL  because "it is"\nbilirubin_usual  ')
    (conflict,) = found("AM15", high, (LP, ":- bilirubin_usual.", ":- bilirubin_usual, not bilirubin_high."))
    assert conflict.where == "bilirubin_acceptable"
    assert conflict.message == (
        "the exception `not bilirubin_high` never makes a difference: "
        "nobody fulfils the other conditions and `bilirubin_high`"
    )
    assert conflict.place is not None
    assert conflict.place.column == 42
    (covered,) = found("AM15", (THR, "bilirubin < 3.0", "bilirubin < 1.0"))
    assert covered.message.startswith("the case `bilirubin_acceptable :- gilbert_syndrome, bilirubin_gilbert.`")
