"""Rule files that are wrong: one edit of the shipped knowledge base, and what is found of it."""

from __future__ import annotations

from .edits import BACKGROUND, EULAR_RULES, GUARDRAILS, IN2_RULES, IN4_RULES, IN7_RULES, IN8_RULES, Case

CASES = {
    "a misspelt fact": Case(
        [(IN8_RULES, "not pregnant", "not pregnnt")], ["error undeclared-fact criteria/in8_pregnancy.lp: pregnnt"]
    ),
    "a misspelt threshold": Case(
        [(IN7_RULES, "anc_adequate", "anc_adeqate")],
        ["error undeclared-fact criteria/in7_organ_function.lp: anc_adeqate"],
    ),
    "a misspelt predicate": Case(
        [(IN7_RULES, "liver, kidney", "livver, kidney")],
        ["error undefined-predicate criteria/in7_organ_function.lp: livver"],
    ),
    "a misspelt head": Case(
        [(IN7_RULES, "lung :- dys", "lungg :- dys")], ["error undefined-predicate criteria/in7_organ_function.lp: lung"]
    ),
    "a name like nothing that is known": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- zzz, clearance_adequate")],
        ["error undefined-predicate criteria/in7_organ_function.lp: zzz"],
    ),
    "a predicate that nothing uses": Case(
        [(IN7_RULES, "lung, liver, kidney", "lung, liver")],
        ["warning unused-predicate criteria/in7_organ_function.lp: kidney"],
    ),
    "a threshold that nothing uses": Case(
        [(IN7_RULES, "anc_adequate, ", "")], ["warning unused-threshold criteria/in7_organ_function.thr: anc_adequate"]
    ),
    "a guard-rail threshold that nothing uses": Case(
        [(GUARDRAILS, ":- eligible, not guard_adult.", ":- eligible, not adult.")],
        ["warning unused-threshold guardrails.thr: guard_adult"],
    ),
    "a predicate with two numbers of arguments": Case(
        [(IN7_RULES, "kidney :-", "kidney(renal) :-")], ["error two-arities criteria/in7_organ_function.lp: kidney"]
    ),
    "a family without its item": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- current, clearance_adequate")],
        ["error two-arities criteria/in7_organ_function.lp: current"],
    ),
    "a fact with an argument": Case(
        [(IN8_RULES, "not lactating", "not lactating(now)")],
        ["error two-arities criteria/in8_pregnancy.lp: lactating(now)"],
    ),
    "a rule that derives a fact": Case(
        [
            (
                IN7_RULES,
                "kidney :- clearance_adequate",
                ("kidney :- clearance_adequate, not fluid_assistance.\npregnant :- clearance_adequate"),
            )
        ],
        ["error input-redefined criteria/in7_organ_function.lp: pregnant"],
    ),
    "a rule that derives a threshold": Case(
        [
            (
                IN7_RULES,
                "kidney :- clearance_adequate",
                ("kidney :- clearance_adequate, not fluid_assistance.\nanc_adequate :- clearance_adequate"),
            )
        ],
        ["error input-redefined criteria/in7_organ_function.lp: anc_adequate"],
    ),
    "a rule that derives a reading": Case(
        [
            (
                IN7_RULES,
                "kidney :- clearance_adequate",
                (
                    "kidney :- clearance_adequate, not fluid_assistance.\n"
                    "reading(in7_support, any) :- clearance_adequate"
                ),
            )
        ],
        ["error input-redefined criteria/in7_organ_function.lp: reading(in7_support, any)"],
    ),
    "a rule that derives a generated fact": Case(
        [
            (
                IN2_RULES,
                "immunosuppressant(D) :- class(D, immunosuppressant), named(D)",
                "named(D) :- class(D, immunosuppressant)",
            )
        ],
        ["error input-redefined criteria/in2_standard_treatment.lp: named(D)"],
    ),
    "a rule that derives the verdict": Case(
        [
            (
                IN7_RULES,
                "kidney :- clearance_adequate",
                ("kidney :- clearance_adequate, not fluid_assistance.\neligible :- clearance_adequate"),
            )
        ],
        ["error input-redefined criteria/in7_organ_function.lp: eligible"],
    ),
    "a rule that asks for the verdict": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- eligible, clearance_adequate")],
        ["error out-of-place criteria/in7_organ_function.lp: eligible"],
    ),
    "a rule that asks for a guard-rail": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- guard_clearance")],
        [
            "error out-of-place criteria/in7_organ_function.lp: guard_clearance",
            "warning unused-threshold criteria/in7_organ_function.thr: clearance_adequate",
        ],
    ),
    "a misspelt drug": Case(
        [(IN2_RULES, "standard_treatment :- takes_corticosteroid.", "standard_treatment :- current(prednison).")],
        ["error unknown-constant criteria/in2_standard_treatment.lp: prednison"],
    ),
    "a misspelt drug in a head": Case(
        [(IN4_RULES, "counts(hydroxychloroquine).", "counts(hydroxycloroquine).")],
        ["error unknown-constant criteria/in4_immunosuppressants.lp: hydroxycloroquine"],
    ),
    "a misspelt substance in a comparison": Case(
        [(IN4_RULES, "S != hydroxychloroquine", "S != hydroxycloroquine")],
        ["error unknown-constant criteria/in4_immunosuppressants.lp: hydroxycloroquine"],
    ),
    "a misspelt class among alternatives": Case(
        [(IN2_RULES, "antimalarial; corticosteroid", "antimalarial; corticosteroids")],
        ["error unknown-constant criteria/in2_standard_treatment.lp: corticosteroids"],
    ),
    "a misspelt value of a choice": Case(
        [(BACKGROUND, "sex(male), pregnant", "sex(man), pregnant")], ["error unknown-constant background.lp: man"]
    ),
    "a value of a choice with a capital, which is any value": Case(
        [(BACKGROUND, "sex(male), pregnant", "sex(Male), pregnant")], ["error unknown-constant background.lp: Male"]
    ),
    "a drug with a capital, which is any drug": Case(
        [(IN2_RULES, "standard_treatment :- takes_corticosteroid.", "standard_treatment :- current(Prednisone).")],
        ["error unknown-constant criteria/in2_standard_treatment.lp: Prednisone"],
    ),
    "a drug by another name, which is any drug": Case(
        [(IN2_RULES, "standard_treatment :- takes_corticosteroid.", "standard_treatment :- current(HCQ).")],
        ["error unknown-constant criteria/in2_standard_treatment.lp: HCQ"],
    ),
    "a misspelt item of a score": Case(
        [(EULAR_RULES, "eular_acr(I), clinical(eular_acr_2019, I)", "eular_acr(delirum)")],
        [
            "error unknown-constant scores/eular_acr_2019.lp: delirum",
            "warning unused-mark scores/eular_acr_2019.yaml: clinical",
        ],
    ),
    "an item of another score": Case(
        [(EULAR_RULES, "clinical(eular_acr_2019, I)", "clinical(eular_acr_2019, arthritis)")],
        ["error unknown-constant scores/eular_acr_2019.lp: arthritis"],
    ),
    "a misspelt score": Case(
        [(EULAR_RULES, "clinical(eular_acr_2019, I)", "clinical(eular_acr_2018, I)")],
        ["error unknown-constant scores/eular_acr_2019.lp: eular_acr_2018"],
    ),
    "a misspelt constant of a derived predicate": Case(
        [
            (
                IN7_RULES,
                "lung :- dyspnea_mild, saturation_adequate.",
                ("breath(mild) :- dyspnea_mild.\nlung :- breath(mlid), saturation_adequate."),
            )
        ],
        ["error unknown-constant criteria/in7_organ_function.lp: mlid"],
    ),
    "a number where a drug is meant": Case(
        [(IN4_RULES, "counts(hydroxychloroquine).", "counts(5).")],
        ["error unknown-constant criteria/in4_immunosuppressants.lp: 5"],
    ),
    "a misspelt reading": Case(
        [(IN7_RULES, "reading(in7_support, needed)", "reading(in7_suport, needed)")],
        ["error unknown-constant criteria/in7_organ_function.lp: in7_suport"],
    ),
    "a misspelt value of a reading": Case(
        [(IN7_RULES, "reading(in7_support, needed)", "reading(in7_support, neded)")],
        ["error unknown-constant criteria/in7_organ_function.lp: neded"],
    ),
    "a criterion that is not there in a body": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", 'kidney :- met("IN-9"), clearance_adequate')],
        ['error unknown-criterion criteria/in7_organ_function.lp: "IN-9"'],
    ),
    "a negated reading": Case(
        [(IN7_RULES, "reading(in7_support, needed)", "not reading(in7_support, any)")],
        ["error negated-reading criteria/in7_organ_function.lp: reading(in7_support, any)"],
    ),
    "a reading without its value": Case(
        [(IN7_RULES, "reading(in7_support, needed)", "reading(in7_support, _)")],
        ["error open-reading criteria/in7_organ_function.lp: reading(in7_support, _)"],
    ),
    "a name compared with a number": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- low > 45, clearance_adequate")],
        ["error name-as-number criteria/in7_organ_function.lp: low > 45"],
    ),
    "a variable for a name compared with a number": Case(
        [(IN2_RULES, "standard(D) :- targeted(D).", "standard(D) :- targeted(D), D > 3.")],
        ["error name-as-number criteria/in2_standard_treatment.lp: D > 3"],
    ),
    "a sum over names": Case(
        [(EULAR_RULES, "#sum { W, D", "#sum { D, W")], ["error name-as-number scores/eular_acr_2019.lp: D"]
    ),
    "a loop through negation": Case(
        [(IN7_RULES, "no_support :- not supported.", "no_support :- not supported.\nsupported :- not no_support.")],
        ["error loop-through-negation criteria/in7_organ_function.lp: supported"],
    ),
    "a loop through one negation": Case(
        [
            (
                IN7_RULES,
                "bone_marrow :- anc_adequate",
                ("cardiac :- not bone_marrow.\nbone_marrow :- coagulation, anc_adequate"),
            ),
            (IN7_RULES, "coagulation :- inr_adequate, reading(in7_coagulation, either).", "coagulation :- cardiac."),
        ],
        ["error loop-through-negation criteria/in7_organ_function.lp: bone_marrow"],
    ),
    "a loop through an aggregate": Case(
        [(IN4_RULES, "counts(D) } >= 2.\ntwo_besides", "two_used, counts(D) } >= 2.\ntwo_besides")],
        ["error loop-through-negation criteria/in4_immunosuppressants.lp: two_used"],
    ),
    "a positive loop": Case(
        [
            (IN7_RULES, "lung :- dyspnea_mild", "lung :- kidney, dyspnea_mild"),
            (IN7_RULES, "kidney :- clearance_adequate", "kidney :- lung, clearance_adequate"),
        ],
        ["error loop criteria/in7_organ_function.lp: kidney"],
    ),
    "a rule that asks for itself": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- kidney, clearance_adequate")],
        ["error loop criteria/in7_organ_function.lp: kidney"],
    ),
    "a loop over criteria": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", 'kidney :- met("IN-7"), clearance_adequate')],
        ["error loop criteria/in7_organ_function.lp: kidney"],
    ),
    "a loop without an end": Case(
        [
            (
                BACKGROUND,
                "%! because a man",
                (
                    "%! because numbers go on\n"
                    "step(0).\n"
                    "step(N + 1) :- step(N).\n"
                    ":- step(5), pregnant.\n"
                    "\n"
                    "%! because a man"
                ),
            )
        ],
        ["error loop background.lp: step(N)"],
    ),
    "a disjunction": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney ; lung :- clearance_adequate")],
        ["error disjunctive-head criteria/in7_organ_function.lp: kidney ; lung :- clearance_adequate, no…"],
    ),
    "a choice": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "{ kidney } :- clearance_adequate")],
        ["error choice-head criteria/in7_organ_function.lp: { kidney } :- clearance_adequate, not f…"],
    ),
    "a constraint in a criterion": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", ":- clearance_adequate")],
        [
            "error undefined-predicate criteria/in7_organ_function.lp: kidney",
            "error constraint criteria/in7_organ_function.lp: :- clearance_adequate, not fluid_assist…",
        ],
    ),
    "a script": Case(
        [(IN7_RULES, "% IN-7", "#script (python) #end.\n% IN-7")],
        ["error forbidden-construct criteria/in7_organ_function.lp: #script"],
    ),
    "an include": Case(
        [(IN7_RULES, "% IN-7", '#include "other.lp".\n% IN-7')],
        ["error forbidden-construct criteria/in7_organ_function.lp: #include"],
    ),
    "an external function": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- @kidney(1), clearance_adequate")],
        ["error forbidden-construct criteria/in7_organ_function.lp: @k"],
    ),
    "classical negation": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- not -pregnant, clearance_adequate")],
        ["error forbidden-construct criteria/in7_organ_function.lp: -pregnant"],
    ),
    "a rule that does not parse": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- 1.5 < 2, clearance_adequate")],
        ["error rule-syntax criteria/in7_organ_function.lp: ."],
    ),
    "a sign outside ASCII": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- 3 ≥ 2, clearance_adequate")],
        ["error rule-syntax criteria/in7_organ_function.lp: ≥"],
    ),
    "a NUL": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- \x00clearance_adequate")],
        ["error rule-syntax criteria/in7_organ_function.lp"],
    ),
    "an unsafe variable": Case(
        [(IN2_RULES, "standard(D) :- targeted(D).", "standard(E) :- targeted(D).")],
        ["error rule-unsafe criteria/in2_standard_treatment.lp: E"],
    ),
    "a long integer": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- 2147483648 > 3, clearance_adequate")],
        ["error integer-overflow criteria/in7_organ_function.lp: 2147483648"],
    ),
    "a long hexadecimal integer": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- 0x80000000 > 3, clearance_adequate")],
        ["error integer-overflow criteria/in7_organ_function.lp: 0x80000000"],
    ),
    "a product that wraps around": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- 65536 * 65536 > 3, clearance_adequate")],
        ["error integer-overflow criteria/in7_organ_function.lp: 65536 * 65536"],
    ),
    "a long interval": Case(
        [
            (
                IN7_RULES,
                "kidney :- clearance_adequate",
                "kidney :- N = 1..100000, weight(sledai_2k, rash, N), clearance_adequate",
            )
        ],
        ["error long-interval criteria/in7_organ_function.lp: 1..100000"],
    ),
    "a rule that stands for millions": Case(
        [
            (
                IN7_RULES,
                "kidney :- clearance_adequate",
                "kidney :- class(_, A), class(_, B), class(_, C), class(_, D), clearance_adequate",
            )
        ],
        ["error too-many-instances criteria/in7_organ_function.lp: kidney :- class(_, A), class(_, B), cla…"],
    ),
    "alternatives of several lengths": Case(
        [
            (
                IN2_RULES,
                "class(D, (nsaid; antimalarial; corticosteroid))",
                "class(D, nsaid; antimalarial; corticosteroid)",
            )
        ],
        ["error uneven-pool criteria/in2_standard_treatment.lp: class(D, nsaid; antimalarial; corticost…"],
    ),
    "arguments in the wrong order": Case(
        [
            (
                IN2_RULES,
                "targeted(D) :- class(D, targeted), reading(in2_etc, class)",
                "targeted(D) :- class(targeted, D), reading(in2_etc, class)",
            )
        ],
        ["warning never-applies criteria/in2_standard_treatment.lp: targeted(D) :- class(targeted, D), read…"],
    ),
    "an open criterion": Case(
        [(IN7_RULES, 'met("IN-7")', "met(in_7)")],
        [
            "error open-criterion criteria/in7_organ_function.lp: met(in_7)",
            "error criterion-without-rules protocol.yaml: id",
        ],
    ),
    "a criterion asked for by a variable": Case(
        [(IN7_RULES, "kidney :- clearance_adequate", "kidney :- met(C), clearance_adequate")],
        ["error open-criterion criteria/in7_organ_function.lp: met(C)"],
    ),
}
