"""Two names of one thing in a list, and rules that know one of them only; and names that mean what they say."""

from __future__ import annotations

from .edits import DRUGS, IN7_RULES, Case, Edit

_KIDNEY = "kidney :- clearance_adequate, not fluid_assistance."


def _severe(*rules: str) -> Edit:
    """Rules of the test's own on drugs, which some patients are shut out by."""
    lines = "\n".join(rules)
    return (IN7_RULES, _KIDNEY, f"kidney :- clearance_adequate, not fluid_assistance, not severe.\n{lines}")


def _drug(line: str) -> Edit:
    return (DRUGS, "  other_immunosuppressant: {", f"  {line}\n  other_immunosuppressant: {{")


CASES: dict[str, Case] = {
    "a drug in the spelling of another language": Case(
        [_drug("azathioprin: {}")], ["warning one-substance vocabulary/drugs.yaml: azathioprin"]
    ),
    "a drug in two spellings in two classes": Case(
        [(DRUGS, "  chloroquine: {", "  methotrexat_injected: {names: [Methotrexat]}\n  chloroquine: {")],
        ["warning one-substance vocabulary/drugs.yaml: methotrexat_injected"],
    ),
    "a drug whose label is another one's name in another spelling": Case(
        [_drug("mmf_generic: {label: Mykophenolat Mofetil}")],
        ["warning one-substance vocabulary/drugs.yaml: mmf_generic"],
    ),
    "a drug whose substance is another one's in another spelling": Case(
        [_drug("imurek: {substance: azatioprin}"), _drug("azatioprin: {}")],
        [
            "warning one-substance vocabulary/drugs.yaml: imurek",
            "warning one-substance vocabulary/drugs.yaml: azatioprin",
        ],
    ),
    "a rule that asks for one of two names": Case(
        [_severe("severe :- gilbert_syndrome, current(mycophenolate_mofetil).")],
        ["warning other-name criteria/in7_organ_function.lp: mycophenolate_mofetil"],
    ),
    "an exception of one of two names": Case(
        [_severe("severe :- gilbert_syndrome, current(D), class(D, immunosuppressant), D != mycophenolic_acid.")],
        ["warning other-name criteria/in7_organ_function.lp: mycophenolic_acid"],
    ),
    "an exception of one of two names, by a rule": Case(
        [
            _severe(
                "severe :- gilbert_syndrome, current(D), class(D, immunosuppressant), not mild(D).",
                "mild(mycophenolic_acid).",
            )
        ],
        ["warning other-name criteria/in7_organ_function.lp: mycophenolic_acid"],
    ),
    "one of two names among alternatives": Case(
        [_severe("severe :- gilbert_syndrome, current((azathioprine; mycophenolate_mofetil)).")],
        ["warning other-name criteria/in7_organ_function.lp: mycophenolate_mofetil"],
    ),
}

GOOD: dict[str, list[Edit]] = {
    "a rule that asks for both names of a substance": [
        _severe("severe :- gilbert_syndrome, current((mycophenolate_mofetil; mycophenolic_acid)).")
    ],
    "two rules that ask for both names of a substance": [
        _severe(
            "severe :- gilbert_syndrome, current(mycophenolate_mofetil).",
            "severe :- gilbert_syndrome, current(mycophenolic_acid).",
        )
    ],
    "a rule that asks for a substance": [
        _severe("severe :- gilbert_syndrome, current(D), substance(D, mycophenolic_acid).")
    ],
    "a substance that is excepted": [
        _severe("severe :- gilbert_syndrome, current(D), substance(D, S), S != mycophenolic_acid.")
    ],
    "a drug in two spellings that is declared one substance": [_drug("azathioprin: {substance: azathioprine}")],
    "two drugs with names that are much alike": [_drug("cyclosporamide: {}")],
    "two abbreviations that differ in a letter": [_drug("mizoribine: {names: [CIC]}")],
}
