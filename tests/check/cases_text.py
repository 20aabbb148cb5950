"""Quotes, reasons and the protocol's text that do not fit each other: one edit, and what is found of it."""

from __future__ import annotations

from .edits import (
    BACKGROUND,
    BACKGROUND_THRESHOLDS,
    GUARDRAILS,
    IN1_THRESHOLDS,
    IN4_RULES,
    IN5_RULES,
    IN6_THRESHOLDS,
    IN7_RULES,
    IN7_THRESHOLDS,
    PROTOCOL,
    READINGS,
    Case,
    Edit,
)

_OLD_BILIRUBIN = (
    "bilirubin_acceptable :- bilirubin_usual.\nbilirubin_acceptable :- gilbert_syndrome, bilirubin_gilbert."
)


def _bilirubin(usual: str, with_gilbert: str) -> Edit:
    """The two limits of bilirubin, each under its own words, and the thresholds that the rules ask for."""
    quoted = '%! "total bilirubin <2.0mg/dL (Gilbert syndrome subjects total bilirubin <3.0mg/dL)"\n'
    return (
        IN7_RULES,
        f"{quoted}{_OLD_BILIRUBIN}",
        f'%! "total bilirubin <2.0mg/dL"\nbilirubin_acceptable :- not gilbert_syndrome, {usual}.\n\n'
        '%! "Gilbert syndrome subjects total bilirubin <3.0mg/dL"\n'
        f"bilirubin_acceptable :- gilbert_syndrome, {with_gilbert}.",
    )


_TWO_HEMOGLOBINS: list[Edit] = [
    (PROTOCOL, "Hb ≥80g/L.", "Hb ≥80g/L, or ≥70g/L with Gilbert syndrome."),
    (IN7_RULES, "Hb ≥80g/L.", "Hb ≥80g/L, or ≥70g/L with Gilbert syndrome."),
    (IN7_THRESHOLDS, '"Hb ≥80g/L"', '"Hb ≥80g/L, or ≥70g/L with Gilbert syndrome"'),
]


CASES: dict[str, Case] = {
    "a quote in other signs than the text's": Case(
        [(IN7_THRESHOLDS, '"ALC ≥0.8×10^9/L"', '"ALC >= 0.8 x 10⁹/L"')],
        ['error quote-not-in-text criteria/in7_organ_function.thr: "ALC >= 0.8 x 10⁹/L"'],
    ),
    "a quote with a word that the text has in another form": Case(
        [(IN7_THRESHOLDS, '"No use of transfusions …', '"No use of transfusion …')],
        ['error quote-not-in-text criteria/in7_organ_function.thr: "No use of transfusion … allowed within…'],
    ),
    "a comparator in other signs": Case(
        [(IN7_THRESHOLDS, "Hb ≥ 80", "Hb => 80")],
        ["error threshold-syntax criteria/in7_organ_function.thr: =>"],
    ),
    "a threshold that gives a reason and another number than its rule quotes": Case(
        [
            (
                IN7_THRESHOLDS,
                'Hb ≥ 80 g/L                       "Hb ≥80g/L"',
                'Hb ≥ 90 g/L  because "the sponsor said so"',
            )
        ],
        ["error quote-mismatch criteria/in7_organ_function.thr: ≥ 90 g/L"],
    ),
    "a number in a rule's quote that no threshold states": Case(
        [
            (PROTOCOL, "need for fluid assistance", "need for more than 2 L/day of fluids"),
            (IN7_RULES, "need for fluid assistance", "need for more than 2 L/day of fluids"),
        ],
        ['error number-unstated criteria/in7_organ_function.lp: "Kidney function: defined as creatinine…'],
    ),
    "a count of things whose name has a slash, and another count in the rule": Case(
        [
            (PROTOCOL, "(including hydroxychloroquine)", "(including hydroxychloroquine), or at least four b/tsDMARDs"),
            (IN4_RULES, "%! because every", '%! "at least four b/tsDMARDs"\n%! because every'),
        ],
        ['error number-unstated criteria/in4_immunosuppressants.lp: "at least four b/tsDMARDs"'],
    ),
    "a limit whose second number is of another size": Case(
        [
            (PROTOCOL, "ALC ≥0.8×10^9/L", "ALC ≥0.8×10^9/L (900/µL)"),
            (IN7_RULES, "ALC ≥0.8×10^9/L", "ALC ≥0.8×10^9/L (900/µL)"),
        ],
        ["error quote-mismatch protocol.yaml: 900/µL"],
    ),
    "a rule without a quote": Case(
        [(IN7_RULES, '%! "ALT and AST ≤2.5×ULN"\n', "")],
        ["error rule-without-quote criteria/in7_organ_function.lp: transaminases :- alt_adequate, ast_adeq…"],
    ),
    "a constraint without a reason": Case(
        [(BACKGROUND, "%! because a man is neither pregnant nor lactating\n", "")],
        [
            "error rule-without-quote background.lp: :- sex(male), pregnant.",
            "error rule-without-quote background.lp: :- sex(male), lactating.",
        ],
    ),
    "an empty quote above a rule": Case(
        [(IN7_RULES, '%! "ALT and AST ≤2.5×ULN"', '%! ""')], ['error empty-quote criteria/in7_organ_function.lp: ""']
    ),
    "a doc comment that says nothing": Case(
        [(IN7_RULES, '%! "ALT and AST ≤2.5×ULN"', "%! ALT and AST")],
        [
            "warning doc-comment criteria/in7_organ_function.lp: %! ALT and AST",
            "error rule-without-quote criteria/in7_organ_function.lp: transaminases :- alt_adequate, ast_adeq…",
        ],
    ),
    "a guard-rail without an owner": Case(
        [(GUARDRAILS, "; owner: sponsor, medical monitor", "")],
        ["warning guardrail-without-owner guardrails.lp: :- eligible, not guard_adult."],
    ),
    "a rule that stands twice": Case(
        [(IN5_RULES, "serology :- low_complement.", "serology :- low_complement.\nserology :- low_complement.")],
        ["warning duplicate-rule criteria/in5_serology.lp: serology :- low_complement."],
    ),
    "a quote in the background": Case(
        [(BACKGROUND, "%! because a man is neither pregnant nor lactating", '%! because of sex\n%! "participants"')],
        ['error quote-without-text background.lp: "participants"'],
    ),
    "a quote of a background threshold": Case(
        [(BACKGROUND_THRESHOLDS, 'because "taking', '"taking')],
        ['error quote-without-text background.thr: "taking an oral corticosteroid means a …'],
    ),
    "a rule's quote that is not in the text": Case(
        [(IN7_RULES, '%! "ALT and AST ≤2.5×ULN"', '%! "ALT or AST ≤2.5×ULN"')],
        ['error quote-not-in-text criteria/in7_organ_function.lp: "ALT or AST ≤2.5×ULN"'],
    ),
    "a threshold's quote that is not in the text": Case(
        [(IN7_THRESHOLDS, '"ANC ≥1.5×10^9/L"', '"ANC ≥1.0×10^9/L"')],
        ['error quote-not-in-text criteria/in7_organ_function.thr: "ANC ≥1.0×10^9/L"'],
    ),
    "a quote of another criterion": Case(
        [(IN6_THRESHOLDS, '"Screening period SLEDAI-2K score ≥6 points"', '"ANC ≥1.5×10^9/L"')],
        ['error quote-not-in-text criteria/in6_disease_activity.thr: "ANC ≥1.5×10^9/L"'],
    ),
    "another number": Case(
        [(IN7_THRESHOLDS, "ANC ≥ 1.5", "ANC ≥ 1.0")],
        ["error quote-mismatch criteria/in7_organ_function.thr: ≥ 1.0 ×10^9/L"],
    ),
    "another comparator": Case(
        [(IN7_THRESHOLDS, "bilirubin < 2.0", "bilirubin ≤ 2.0")],
        ["error quote-mismatch criteria/in7_organ_function.thr: ≤ 2.0 mg/dL"],
    ),
    "another unit": Case(
        [(IN7_THRESHOLDS, "Hb ≥ 80 g/L", "Hb ≥ 80 g/dL")],
        ["error quote-mismatch criteria/in7_organ_function.thr: ≥ 80 g/dL"],
    ),
    "another number in another unit": Case(
        [(IN7_THRESHOLDS, "ANC ≥ 1.5 ×10^9/L", "ANC ≥ 1500 /µL")],
        ["error quote-mismatch criteria/in7_organ_function.thr: ≥ 1500 /µL"],
    ),
    "no reference to the ULN": Case(
        [(IN7_THRESHOLDS, "INR ≤ 1.5 × ULN", "INR ≤ 1.5 {INR}")],
        ["error quote-mismatch criteria/in7_organ_function.thr: ≤ 1.5 {INR}"],
    ),
    "a window of another length": Case(
        [(IN7_THRESHOLDS, "last transfusion within 7 days", "last transfusion within 14 days")],
        ["error quote-mismatch criteria/in7_organ_function.thr: within 14 days before screening"],
    ),
    "a denial that is not negated": Case(
        [(IN7_THRESHOLDS, 'negates "No use of transfusions', '"No use of transfusions')],
        ["error quote-mismatch criteria/in7_organ_function.thr: within 7 days before screening"],
    ),
    "a negation that denies nothing": Case(
        [(IN7_THRESHOLDS, '"Hb ≥80g/L"', 'negates "Hb ≥80g/L"')],
        ["error quote-mismatch criteria/in7_organ_function.thr: ≥ 80 g/L"],
    ),
    "a quote without a number": Case(
        [(IN7_THRESHOLDS, '"Hb ≥80g/L"', '"Bone marrow function"')],
        ["error quote-mismatch criteria/in7_organ_function.thr: ≥ 80 g/L"],
    ),
    "a range with one wrong end": Case(
        [(IN1_THRESHOLDS, "age ≥ 18 years", "age between 18 years and 70 years")],
        ["error quote-mismatch criteria/in1_age_and_diagnosis.thr: 70 years"],
    ),
    "two quotes one of which says something else": Case(
        [(IN7_THRESHOLDS, '"ANC ≥1.5×10^9/L"', '"ANC ≥1.5×10^9/L" "Hb ≥80g/L"')],
        ["error quote-mismatch criteria/in7_organ_function.thr: ≥ 1.5 ×10^9/L"],
    ),
    "a count of another number": Case(
        [(IN4_RULES, "counts(D) } >= 2.\ntwo_besides", "counts(D) } >= 3.\ntwo_besides")],
        ["error quote-mismatch criteria/in4_immunosuppressants.lp: 3"],
    ),
    "a text that changed": Case(
        [(PROTOCOL, "ALC ≥0.8×10^9/L", "ALC ≥1.0×10^9/L")],
        [
            'error quote-not-in-text criteria/in7_organ_function.lp: "Bone marrow function: ANC ≥1.5×10^9/L,…',
            'error quote-not-in-text criteria/in7_organ_function.thr: "ALC ≥0.8×10^9/L"',
            "warning not-covered protocol.yaml: Bone marrow function",
            "warning not-covered protocol.yaml: ALC ≥1.0×10^9/L",
        ],
    ),
    "a clause that nothing encodes": Case(
        [(PROTOCOL, "of any gender, diagnosed", "of any gender, with a platelet count ≥50×10^9/L, diagnosed")],
        ["warning not-covered protocol.yaml: with a platelet count ≥50×10^9/L"],
    ),
    "a phrase that is not encoded and not there": Case(
        [(PROTOCOL, 'phrase: "of any gender"', 'phrase: "of any sex"')],
        ["warning not-covered protocol.yaml: of any gender", "error phrase-not-in-text protocol.yaml: phrase"],
    ),
    "a reading's phrase that is not in the text": Case(
        [(READINGS, 'phrase: "etc."', 'phrase: "et cetera"')], ["error phrase-not-in-text readings.yaml: phrase"]
    ),
    "two rules that ask for each other's number": Case(
        [
            _bilirubin("bilirubin_gilbert", "bilirubin_usual"),
        ],
        [
            "error quote-mismatch criteria/in7_organ_function.lp: bilirubin_gilbert",
            "error quote-mismatch criteria/in7_organ_function.lp: bilirubin_usual",
        ],
    ),
    "a rule that asks for the usual number where its words state another one": Case(
        [
            *_TWO_HEMOGLOBINS,
            (
                IN7_RULES,
                '\n\n%! "Coagulation',
                '\n\n%! "≥70g/L with Gilbert syndrome"\n'
                'marrow_tolerable :- gilbert_syndrome, hemoglobin_adequate.\n\n%! "Coagulation',
            ),
            (IN7_RULES, "cardiac, lung", "not marrow_tolerable, cardiac, lung"),
        ],
        ["error quote-mismatch criteria/in7_organ_function.lp: hemoglobin_adequate"],
    ),
    "a reason where the text states the number": Case(
        [(IN7_THRESHOLDS, '"ALC ≥0.8×10^9/L"', 'because "lymphocytes are needed"')],
        ["warning because-stated criteria/in7_organ_function.thr: ≥ 0.8 ×10^9/L"],
    ),
    "a reason where the text states the number in another unit": Case(
        [(IN7_THRESHOLDS, 'ALC ≥ 0.8 ×10^9/L                 "ALC ≥0.8×10^9/L"', 'ALC ≥ 800 /µL because "needed"')],
        ["warning because-stated criteria/in7_organ_function.thr: ≥ 800 /µL"],
    ),
    "a reason where the text states the opposite limit": Case(
        [
            (
                IN7_THRESHOLDS,
                'alc_adequate               ALC ≥ 0.8 ×10^9/L                 "ALC ≥0.8×10^9/L"',
                'alc_low ALC < 0.8 ×10^9/L because "lymphocytes are needed"',
            ),
            (IN7_RULES, "alc_adequate", "not alc_low"),
        ],
        ["warning because-stated criteria/in7_organ_function.thr: < 0.8 ×10^9/L"],
    ),
    "a reason where the text states the multiple of a limit of normal": Case(
        [
            (
                IN7_THRESHOLDS,
                'ALT ≤ 2.5 × ULN                   "ALT and AST ≤2.5×ULN"',
                'ALT ≤ 2.5 × ULN because "why"',
            ),
            (
                IN7_THRESHOLDS,
                'AST ≤ 2.5 × ULN                   "ALT and AST ≤2.5×ULN"',
                'AST ≤ 2.5 × ULN because "why"',
            ),
        ],
        [
            "warning because-stated criteria/in7_organ_function.thr: ≤ 2.5 × ULN",
            "warning because-stated criteria/in7_organ_function.thr: ≤ 2.5 × ULN",
        ],
    ),
}

GOOD: dict[str, list[Edit]] = {
    "two rules that ask for their own numbers": [_bilirubin("bilirubin_usual", "bilirubin_gilbert")],
    "a rule under words that state a second number, which another rule asks for": [
        (
            IN7_RULES,
            "bilirubin_acceptable :- gilbert_syndrome, bilirubin_gilbert.",
            "bilirubin_acceptable :- gilbert_syndrome, bilirubin_tolerable.\nbilirubin_tolerable :- bilirubin_gilbert.",
        )
    ],
    "a rule that asks for a second number in two steps": [
        (
            IN7_RULES,
            _OLD_BILIRUBIN,
            'bilirubin_acceptable :- bilirubin_usual.\n\n%! "Gilbert syndrome subjects total bilirubin <3.0mg/dL"\n'
            "bilirubin_acceptable :- gilbert_syndrome, bilirubin_tolerable.\n"
            "bilirubin_tolerable :- not bilirubin_usual, bilirubin_gilbert.",
        )
    ],
    "a reason for a number that the text does not state": [
        (IN7_THRESHOLDS, "alc_adequate  ", 'anc_plenty  ANC ≥ 3 ×10^9/L  because "of the assay"\nalc_adequate  '),
        (IN7_RULES, "gilbert_syndrome, bilirubin", "gilbert_syndrome, anc_plenty, bilirubin"),
    ],
    "a reason for a number that the text states of something else": [
        (IN7_THRESHOLDS, "alc_adequate  ", 'anc_low  ANC < 0.8 ×10^9/L  because "of the assay"\nalc_adequate  '),
        (IN7_RULES, "gilbert_syndrome, bilirubin", "gilbert_syndrome, not anc_low, bilirubin"),
    ],
}
