"""Files, criteria and readings that are wrong: one edit of the shipped knowledge base, and what is found of it."""

from __future__ import annotations

from .edits import (
    DRUGS,
    EULAR_THRESHOLDS,
    IN7_RULES,
    IN7_THRESHOLDS,
    IN8_RULES,
    PROTOCOL,
    QUANTITIES,
    READINGS,
    TYPICAL,
    UNITS,
    Case,
)

CASES = {
    "no protocol": Case([(PROTOCOL, None, None)], ["error kb-missing protocol.yaml"]),
    "a file of the vocabulary whose name is misspelt": Case(
        [("vocabulary/quantites.yaml", None, "{}\n")], ["error unclaimed-file vocabulary/quantites.yaml"]
    ),
    "a part of the vocabulary that stands in two files": Case(
        [("vocabulary/vocabulary.yaml", None, "typical: {}\n")],
        ["error kb-vocabulary vocabulary/vocabulary.yaml: typical"],
    ),
    "YAML that does not parse": Case([(PROTOCOL, "id: HN2301", "id: [HN2301")], ["error yaml-syntax protocol.yaml"]),
    "a key that stands twice": Case(
        [(TYPICAL, "age: 34", "age: 34\nage: 35")], ["error yaml-duplicate-key vocabulary/typical.yaml: age"]
    ),
    "an anchor": Case(
        [(QUANTITIES, "weight:\n", "weight: &weight\n")], ["error yaml-alias vocabulary/quantities.yaml: &"]
    ),
    "a tag": Case(
        [(TYPICAL, "age: 34", "age: !!python/object:os.system 34")],
        ["error yaml-tag vocabulary/typical.yaml: !!python/object:os.system 34"],
    ),
    "a number as a key": Case([(TYPICAL, "age: 34", "34: age")], ["error yaml-key vocabulary/typical.yaml: 34"]),
    "an empty block of text": Case(
        [(PROTOCOL, "why: a misprint", 'why: >\n      - phrase: "x"\n        why: a misprint')],
        ["error yaml-empty-block protocol.yaml: >"],
    ),
    "a number of too many digits": Case(
        [(TYPICAL, "age: 34", "age: " + 101 * "9")],
        ["error number-too-large vocabulary/typical.yaml: 999999999999999999999999999999999999999…"],
    ),
    "a list instead of a mapping": Case(
        [(TYPICAL, "# The", "- a\n---\n# The")], ["error kb-yaml vocabulary/typical.yaml"]
    ),
    "a criterion without its text": Case(
        [(PROTOCOL, "text: >-\n      Patients aged", "words: >-\n      Patients aged")],
        ["error kb-vocabulary protocol.yaml: id: IN-1", "error kb-vocabulary protocol.yaml: words"],
    ),
    "a reading whose criteria are no list": Case(
        [(READINGS, "criteria: [IN-2, IN-3, IN-4]", "criteria: IN-2")], ["error kb-vocabulary readings.yaml: in2_etc"]
    ),
    "a drug without an entry": Case(
        [(DRUGS, "  chloroquine: {", "  quinine:\n  chloroquine: {")],
        ["error kb-vocabulary vocabulary/drugs.yaml: quinine"],
    ),
    "a title that is not text": Case(
        [(PROTOCOL, "title: serology", "title: no")], ["error kb-vocabulary protocol.yaml: id: IN-5"]
    ),
    "a key that is not known": Case(
        [(QUANTITIES, "  step: 0.1 kg", "  steps: 0.1 kg\n  step: 0.1 kg")],
        ["error kb-vocabulary vocabulary/quantities.yaml: steps"],
    ),
    "a unit that is not declared": Case(
        [(QUANTITIES, "  unit: kg\n", "  unit: stone\n")], ["error kb-vocabulary vocabulary/quantities.yaml: weight"]
    ),
    "a unit that does not convert": Case(
        [(UNITS, "7 * 86400 * second", "7 * 86400 * secnd")], ["error kb-units vocabulary/units.yaml: week"]
    ),
    "a default that is no value": Case(
        [(READINGS, "default: either", "default: eithr")], ["error kb-vocabulary readings.yaml: default"]
    ),
    "a file that no criterion names": Case(
        [("criteria/in9_consent.lp", None, "% nothing yet\n")], ["error unclaimed-file criteria/in9_consent.lp"]
    ),
    "a rule file at the top": Case([("backgrond.lp", None, "% nothing yet\n")], ["error unclaimed-file backgrond.lp"]),
    "a rule file among the scenarios": Case(
        [("scenarios/more.lp", None, "adult.\n")], ["error kb-file scenarios/more.lp"]
    ),
    "a limit that nobody can reach": Case(
        [(IN7_THRESHOLDS, "≥ 92 %", "≥ 192 %")],
        [
            "error impossible-threshold criteria/in7_organ_function.thr: ≥ 192 %",
            "error quote-mismatch criteria/in7_organ_function.thr: ≥ 192 %",
        ],
    ),
    "a score without the total of its name": Case(
        [("scores/sledai_2k.yaml", "  sledai_2k: {items: all}\n", "")],
        ["error score-total scores/sledai_2k.yaml: totals"],
    ),
    "a criterion whose files have another name": Case(
        [(PROTOCOL, "files: in7_organ_function", "files: in7_organ_functions")],
        ["error unclaimed-file criteria/in7_organ_function.lp", "error unclaimed-file criteria/in7_organ_function.thr"],
    ),
    "two criteria with the same files": Case(
        [(PROTOCOL, "files: in8_pregnancy", "files: in5_serology")],
        ["error unclaimed-file criteria/in8_pregnancy.lp", "error shared-files protocol.yaml: files"],
    ),
    "a heading of another criterion": Case(
        [(IN7_THRESHOLDS, "criterion IN-7", "criterion IN-6")],
        ["error heading-mismatch criteria/in7_organ_function.thr: criterion IN-6"],
    ),
    "a heading of no criterion": Case(
        [(IN7_THRESHOLDS, "criterion IN-7", "criterion IN-9")],
        ["error unknown-criterion criteria/in7_organ_function.thr: criterion IN-9"],
    ),
    "a heading of the background": Case(
        [(EULAR_THRESHOLDS, "score eular_acr_2019", "background")],
        ["error heading-mismatch scores/eular_acr_2019.thr: background"],
    ),
    "a criterion without rules": Case([(IN8_RULES, None, None)], ["error criterion-without-rules protocol.yaml: id"]),
    "a rule that meets no criterion": Case(
        [(IN7_RULES, 'met("IN-7")', 'met("IN-9")')],
        [
            'error unknown-criterion criteria/in7_organ_function.lp: "IN-9"',
            "error criterion-without-rules protocol.yaml: id",
        ],
    ),
    "a criterion met elsewhere": Case(
        [
            (
                IN7_RULES,
                "kidney :- clearance_adequate",
                ('kidney :- clearance_adequate, not fluid_assistance.\nmet("IN-6") :- clearance_adequate'),
            )
        ],
        ['error criterion-elsewhere criteria/in7_organ_function.lp: met("IN-6")'],
    ),
    "a criterion's id that cannot be one": Case(
        [(PROTOCOL, "id: IN-8", "id: IN_8"), (IN8_RULES, 'met("IN-8")', 'met("IN_8")')],
        ["error not-a-name protocol.yaml: id: IN_8"],
    ),
    "a criterion's id that YAML takes for a number": Case(
        [(PROTOCOL, "id: IN-8", "id: 5.10"), (IN8_RULES, 'met("IN-8")', 'met("5.10")')],
        ["error kb-vocabulary protocol.yaml: id"],
    ),
    "two criteria's ids that differ in capitals alone": Case(
        [(PROTOCOL, "id: IN-8", "id: in-7"), (IN8_RULES, 'met("IN-8")', 'met("in-7")')],
        ["error kb-vocabulary protocol.yaml: id"],
    ),
    "a reading of no criterion": Case(
        [(READINGS, "criteria: [IN-7]", "criteria: [IN-17]")], ["error unknown-criterion readings.yaml: IN-17"]
    ),
    "a reading that lacks a criterion": Case(
        [(READINGS, "criteria: [IN-2, IN-3, IN-4]", "criteria: [IN-2, IN-3]")],
        ["warning reading-criteria readings.yaml: criteria"],
    ),
    "a reading with a criterion too many": Case(
        [(READINGS, "criteria: [IN-2, IN-3, IN-4]", "criteria: [IN-2, IN-3, IN-4, IN-5]")],
        ["warning reading-criteria readings.yaml: criteria"],
    ),
    "a reading that nothing asks for": Case(
        [
            (
                READINGS,
                "  in7_coagulation:",
                (
                    "  in7_new:\n"
                    "    criteria: [IN-7]\n"
                    "    phrase: INR or APTT\n"
                    "    question: Which?\n"
                    "    default: a\n"
                    "    values: {a: one, b: two}\n"
                    "    why: unknown\n"
                    "  in7_coagulation:"
                ),
            )
        ],
        ["warning unused-reading readings.yaml: in7_new"],
    ),
    "two constraints under the same words": Case(
        [
            (
                "background.lp",
                ":- lactating, not childbearing_potential.",
                (
                    ":- lactating, not childbearing_potential.\n\n"
                    "%! because a man is neither pregnant nor lactating\n:- sex(male), lactating, pregnant."
                ),
            )
        ],
        ["warning same-words background.lp: :- sex(male), lactating, pregnant."],
    ),
    "a value that no rule names": Case(
        [
            (
                READINGS,
                "      both: both must be within",
                ("      both: both must be within\n      mean: their mean must be within"),
            )
        ],
        ["warning unnamed-value readings.yaml: mean"],
    ),
}
