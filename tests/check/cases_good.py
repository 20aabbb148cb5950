"""Near misses: edits of the shipped knowledge base of which nothing is found."""

from __future__ import annotations

from .edits import (
    COHORT,
    DRUGS,
    EULAR_RULES,
    GUARDRAILS,
    HANDLING,
    IN1_THRESHOLDS,
    IN2_RULES,
    IN4_RULES,
    IN7_RULES,
    IN7_THRESHOLDS,
    IN8_RULES,
    PROTOCOL,
    TYPICAL,
    Edit,
    edited,
)

CASES: dict[str, list[Edit]] = {
    "a limit whose second number is rounded": [
        (PROTOCOL, "Hb ≥80g/L", "Hb ≥80g/L (4.97 mmol/L)"),
        (IN7_RULES, "Hb ≥80g/L", "Hb ≥80g/L (4.97 mmol/L)"),
    ],
    "a limit in two units beside a text in both": [
        (PROTOCOL, "total bilirubin <2.0mg/dL", "total bilirubin <2.0mg/dL (34 µmol/L)"),
        (IN7_RULES, "total bilirubin <2.0mg/dL", "total bilirubin <2.0mg/dL (34 µmol/L)"),
        (IN7_RULES, "total bilirubin <2.0mg/dL (Gilbert", "total bilirubin <2.0mg/dL (34 µmol/L) (Gilbert"),
        (IN7_THRESHOLDS, 'bilirubin < 2.0 mg/dL       "', 'bilirubin < 2.0 mg/dL (34 umol/L) "'),
    ],
    "a limit in two units beside a text in the second": [
        (PROTOCOL, "total bilirubin <2.0mg/dL", "total bilirubin <34.2 µmol/L"),
        (IN7_RULES, "total bilirubin <2.0mg/dL", "total bilirubin <34.2 µmol/L"),
        (IN7_RULES, "total bilirubin <2.0mg/dL", "total bilirubin <34.2 µmol/L"),
        (
            IN7_THRESHOLDS,
            'mg/dL       "total bilirubin <2.0mg/dL"',
            'mg/dL (34.2 umol/L) "total bilirubin <34.2 µmol/L"',
        ),
    ],
    "a count of things whose name has a slash": [
        (PROTOCOL, "(including hydroxychloroquine)", "(including hydroxychloroquine), or two or more b/tsDMARDs"),
        (IN4_RULES, "%! because every", '%! "two or more b/tsDMARDs"\n%! because every'),
    ],
    "typical patients in files of their own": [
        ("vocabulary/typical/men.yaml", None, edited([]).texts[TYPICAL].replace("sex: female", "sex: male")),
        ("vocabulary/typical/others.yaml", None, "- {}\n"),
    ],
    "the knowledge base as it is shipped": [],
    "no typical patient": [(TYPICAL, None, None)],
    "no synthetic patients": [(COHORT, None, None)],
    "nothing of what can be done about facts": [(HANDLING, None, None)],
    "no column that identifies people, and no short form": [
        ("vocabulary/identifying.yaml", None, None),
        ("vocabulary/short_template.yaml", None, None),
    ],
    "no guard-rails and no groups": [
        (GUARDRAILS, None, None),
        ("guardrails.thr", None, None),
        ("groups.lp", None, None),
    ],
    "no assumptions": [("assumptions.yaml", None, None)],
    "a protocol of which no scope is told": [(PROTOCOL, "scope: exclusion criteria not assessed ", "# ")],
    "a criterion whose files are called by its id": [
        (PROTOCOL, "    files: in8_pregnancy\n", ""),
        (IN8_RULES, None, None),
        ("criteria/IN-8.lp", None, edited([]).texts[IN8_RULES]),
    ],
    "a fact used more than once": [
        (IN7_RULES, "kidney :- clearance_adequate", "kidney :- not gilbert_syndrome, clearance_adequate")
    ],
    "a reading with alternatives": [
        (
            IN7_RULES,
            "supported  :- support_given, support_needed, reading(in7_support, needed).",
            "supported  :- support_given, support_needed, reading(in7_support, (any; needed)).",
        )
    ],
    "alternatives with brackets of their own": [
        (
            IN2_RULES,
            "class(D, (nsaid; antimalarial; corticosteroid))",
            "class(D, (nsaid; antimalarial)), D != chloroquine",
        )
    ],
    "a constant that another rule gives": [
        (
            IN7_RULES,
            "lung :- dyspnea_mild, saturation_adequate.",
            ("breath(mild) :- dyspnea_mild.\nlung :- breath(mild), saturation_adequate."),
        )
    ],
    "numbers compared with numbers": [(EULAR_RULES, "V > W", "V >= W + 1")],
    "the largest integer": [(EULAR_RULES, "V > W", "V > W, W < 2147483647")],
    "a short interval": [(EULAR_RULES, "V > W", "V > W, W = 0..20")],
    "a criterion that asks for another": [(IN8_RULES, 'met("IN-8") :- no', 'met("IN-8") :- met("IN-5"), no')],
    "negation without a loop": [
        (
            IN7_RULES,
            "kidney :- clearance_adequate, not fluid_assistance.",
            ("fluid_free :- not fluid_assistance.\nkidney :- clearance_adequate, fluid_free."),
        )
    ],
    "one rule quoted by two comments": [
        (IN7_RULES, '%! "ALT and AST ≤2.5×ULN"', '%! "Liver function: ALT and AST"\n%! "≤2.5×ULN"')
    ],
    "a reason instead of a quote": [(IN7_RULES, '%! "ALT and AST ≤2.5×ULN"', "%! because both enzymes count")],
    "signs outside ASCII in a comment": [(IN7_RULES, "% IN-7", "% ≥ × µ\n% IN-7")],
    "a count written with another comparator": [
        (IN4_RULES, "counts(D) } >= 2.\ntwo_besides", "counts(D) } > 1.\ntwo_besides")
    ],
    "a count with its bound in front": [
        (
            IN4_RULES,
            ("#count { S : used_adequately(D), substance(D, S), counts(D) } >= 2.\ntwo_besides"),
            ("2 <= #count { S : used_adequately(D), substance(D, S), counts(D) }.\ntwo_besides"),
        )
    ],
    "a threshold in ASCII": [(IN7_THRESHOLDS, "ANC ≥ 1.5 ×10^9/L", "ANC >= 1.5 10*9/L")],
    "a unit spelt in another way": [(IN1_THRESHOLDS, "age ≥ 18 years", "age ≥ 18 year")],
    "both ends of a range": [(IN1_THRESHOLDS, "age ≥ 18 years", "age between 18 years and 69 years")],
    "two quotes of which one states the bound": [
        (IN7_THRESHOLDS, '"ANC ≥1.5×10^9/L"', '"Bone marrow function" "ANC ≥1.5×10^9/L"')
    ],
    "a quote with a gap": [(IN7_THRESHOLDS, '"ALT and AST ≤2.5×ULN"', '"ALT … ≤2.5×ULN"')],
    "a threshold named after its quantity": [
        (IN7_THRESHOLDS, "saturation_adequate", "spo2_adequate"),
        (IN7_RULES, "saturation_adequate", "spo2_adequate"),
    ],
    "a threshold with the name of a quantity": [
        (IN7_THRESHOLDS, "ejection_adequate", "lvef"),
        (IN7_RULES, "ejection_adequate", "lvef"),
    ],
    "a clause that is said not to be encoded": [
        (PROTOCOL, "of any gender, diagnosed", "of any gender, at one site, diagnosed"),
        (
            PROTOCOL,
            '      - phrase: "of any gender"',
            ('      - {phrase: "at one site", why: no restriction}\n      - phrase: "of any gender"'),
        ),
    ],
    "text broken into other lines": [(PROTOCOL, "of any gender, diagnosed", "of any gender,\n      diagnosed")],
    "a drug more": [(DRUGS, "  chloroquine: {", "  mepacrine: {}\n  chloroquine: {")],
    "one more drug of one substance": [
        (DRUGS, "  azathioprine: {", ("  mercaptopurine: {substance: azathioprine}\n  azathioprine: {"))
    ],
    "an exclusion criterion": [
        (
            PROTOCOL,
            "  - id: IN-8\n",
            (
                "  - id: EX-1\n"
                "    kind: exclusion\n"
                "    title: fluids\n"
                "    files: ex1_fluids\n"
                "    text: need for fluids\n"
                "  - id: IN-8\n"
            ),
        ),
        ("criteria/ex1_fluids.lp", None, '%! "need for fluids"\nmet("EX-1") :- fluid_assistance.\n'),
    ],
    "an exclusion criterion with a threshold": [
        (
            PROTOCOL,
            "  - id: IN-8\n",
            (
                "  - id: EX-1\n"
                "    kind: exclusion\n"
                "    title: liver\n"
                "    files: ex1_liver\n"
                "    text: ALT >10×ULN\n"
                "  - id: IN-8\n"
            ),
        ),
        ("criteria/ex1_liver.lp", None, '%! "ALT >10×ULN"\nmet("EX-1") :- alt_grave.\n'),
        ("criteria/ex1_liver.thr", None, 'criterion EX-1\n\nalt_grave ALT > 10 × ULN "ALT >10×ULN"\n'),
    ],
    "a base without guard-rails": [(GUARDRAILS, None, None), ("guardrails.thr", None, None)],
}
