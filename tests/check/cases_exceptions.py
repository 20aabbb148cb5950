"""Exceptions and further cases that never decide, with what is found of them; and some that do, of which nothing is."""

from __future__ import annotations

from .edits import BACKGROUND, IN2_RULES, IN4_RULES, IN7_RULES, IN7_THRESHOLDS, IN8_RULES, Case, Edit

_KIDNEY = "kidney :- clearance_adequate, not fluid_assistance."


def _kidney(rules: str) -> Edit:
    """The rule on kidneys, and rules of the test's own."""
    return (IN7_RULES, _KIDNEY, rules)


def _threshold(line: str) -> Edit:
    return (IN7_THRESHOLDS, "clearance_adequate  ", f'{line}   because "the case is made up"\nclearance_adequate  ')


#: What is excepted among the drugs taken now: of one class, as a rule of its own.
_MILD = "mild(D) :- class(D, nsaid)."

CASES: dict[str, Case] = {
    "an exception by a limit that lies beyond the other one": Case(
        [
            _threshold("clearance_low   creatinine clearance < 40 mL/min"),
            _kidney("kidney :- clearance_adequate, not fluid_assistance, not clearance_low."),
        ],
        ["warning dead-exception criteria/in7_organ_function.lp: not clearance_low"],
    ),
    "an exception by what another condition of the rule rules out, through a rule": Case(
        [
            _threshold("clearance_low   creatinine clearance < 40 mL/min"),
            _kidney("kidney :- clearance_adequate, not excused.\nexcused :- clearance_low, fluid_assistance."),
        ],
        ["warning dead-exception criteria/in7_organ_function.lp: not excused"],
    ),
    "an exception of items that the list does not hold": Case(
        [
            _kidney(
                f"kidney :- clearance_adequate, not fluid_assistance, not severe.\n"
                f"severe :- gilbert_syndrome, current(D), class(D, immunosuppressant), not mild(D).\n{_MILD}"
            )
        ],
        ["warning dead-exception criteria/in7_organ_function.lp: not mild(D)"],
    ),
    "an exception of one item that the class does not hold": Case(
        [
            _kidney(
                "kidney :- clearance_adequate, not fluid_assistance, not severe.\n"
                "severe :- gilbert_syndrome, current(D), class(D, targeted), D != prednisone."
            )
        ],
        ["warning dead-exception criteria/in7_organ_function.lp: D != prednisone"],
    ),
    "an exception among what is counted": Case(
        [
            (
                IN4_RULES,
                "counts(D), S != hydroxychloroquine }",
                "counts(D), not mild(D), S != hydroxychloroquine }",
            ),
            (IN4_RULES, "counts(hydroxychloroquine).", f"counts(hydroxychloroquine).\n{_MILD}"),
        ],
        ["warning dead-exception criteria/in4_immunosuppressants.lp: not mild(D)"],
    ),
    "an exception of one substance that nothing counted has": Case(
        [(IN4_RULES, "S != hydroxychloroquine", "S != prednisone")],
        ["warning dead-exception criteria/in4_immunosuppressants.lp: S != prednisone"],
    ),
    "an exception by another value of the same choice": Case(
        [
            _kidney(
                "kidney :- clearance_adequate, not fluid_assistance, not woman.\n"
                "woman :- gilbert_syndrome, pregnant, not sex(male)."
            )
        ],
        ["warning dead-exception criteria/in7_organ_function.lp: not sex(male)"],
    ),
    "an exception of a constraint": Case(
        [
            (
                BACKGROUND,
                ":- pregnant, not childbearing_potential.",
                ":- pregnant, not childbearing_potential, not sex(male).",
            )
        ],
        ["warning dead-exception background.lp: not sex(male)"],
    ),
    "a wider limit for some that is the stricter one": Case(
        [
            _threshold("bilirubin_strict   total bilirubin < 1.5 mg/dL"),
            (
                IN7_RULES,
                "bilirubin_acceptable :- gilbert_syndrome, bilirubin_gilbert.",
                "bilirubin_acceptable :- gilbert_syndrome, bilirubin_gilbert.\n"
                "bilirubin_acceptable :- not gilbert_syndrome, bilirubin_strict.",
            ),
        ],
        ["warning covered-case criteria/in7_organ_function.lp: bilirubin_acceptable :- not gilbert_syn…"],
    ),
    "a stricter case that stands first": Case(
        [
            _threshold("bilirubin_strict   total bilirubin < 1.5 mg/dL"),
            (
                IN7_RULES,
                "bilirubin_acceptable :- bilirubin_usual.",
                "bilirubin_acceptable :- gilbert_syndrome, bilirubin_strict.\nbilirubin_acceptable :- bilirubin_usual.",
            ),
        ],
        ["warning covered-case criteria/in7_organ_function.lp: bilirubin_acceptable :- gilbert_syndrom…"],
    ),
    "a drug of a class that counts already": Case(
        [
            (
                IN2_RULES,
                "standard_treatment :- takes_corticosteroid.",
                "standard_treatment :- takes_corticosteroid.\nstandard_treatment :- current(azathioprine).",
            )
        ],
        ["warning covered-case criteria/in2_standard_treatment.lp: standard_treatment :- current(azathiopr…"],
    ),
    "two cases that cover each other": Case(
        [
            _kidney(
                "kidney :- clearance_adequate, not fluid_assistance.\n"
                "kidney :- not fluid_assistance, clearance_adequate."
            )
        ],
        ["warning covered-case criteria/in7_organ_function.lp: kidney :- not fluid_assistance, clearan…"],
    ),
    "a further case that nobody can be in": Case(
        [
            _threshold("clearance_low   creatinine clearance < 40 mL/min"),
            _kidney(f"{_KIDNEY}\nkidney :- clearance_adequate, clearance_low."),
        ],
        ["warning never-applies criteria/in7_organ_function.lp: kidney :- clearance_adequate, clearance…"],
    ),
    "constraints that nobody keeps, so that nothing follows": Case(
        [(BACKGROUND, ":- sex(male), pregnant.", ":- sex(male).\n:- sex(female).")],
        ["error typical-patient vocabulary/typical.yaml: sex"],
    ),
}

GOOD: dict[str, list[Edit]] = {
    "an exception by a limit that overlaps the other one": [
        _threshold("clearance_low   creatinine clearance < 51 mL/min"),
        _kidney("kidney :- clearance_adequate, not fluid_assistance, not clearance_low."),
    ],
    "an exception of items of which the list holds one": [
        _kidney(
            "kidney :- clearance_adequate, not fluid_assistance, not severe.\n"
            f"severe :- gilbert_syndrome, current(D), class(D, (nsaid; targeted)), not mild(D).\n{_MILD}"
        )
    ],
    "an exception of the only item of the class": [
        _kidney(
            "kidney :- clearance_adequate, not fluid_assistance, not severe.\n"
            "severe :- gilbert_syndrome, current(D), class(D, (nsaid; targeted)), D != nsaid."
        )
    ],
    "an exception that only one reading leaves room for": [
        _kidney("kidney :- clearance_adequate, not excused.\nexcused :- fluid_assistance, reading(in7_support, any).")
    ],
    "an exception of a woman who cannot be pregnant": [(IN8_RULES, "not lactating", "not lactating, not sex(male)")],
    "a case that only another reading makes a further one": [
        (
            IN7_RULES,
            "coagulation :- aptt_adequate, reading(in7_coagulation, either).",
            "coagulation :- aptt_adequate, reading(in7_coagulation, either).\n"
            "coagulation :- inr_adequate, gilbert_syndrome, reading(in7_coagulation, both).",
        )
    ],
    "a wider limit for some": [
        _threshold("clearance_tolerable   creatinine clearance >= 45 mL/min"),
        _kidney(f"{_KIDNEY}\nkidney :- clearance_tolerable, gilbert_syndrome."),
    ],
}
