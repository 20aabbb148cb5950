"""Names, thresholds and the typical patient that are wrong: one edit, and what is found of it."""

from __future__ import annotations

from .edits import (
    COHORT,
    DRUGS,
    EULAR,
    FACTS,
    HANDLING,
    IN1_RULES,
    IN1_THRESHOLDS,
    IN7_RULES,
    IN7_THRESHOLDS,
    PROTOCOL,
    QUANTITIES,
    SHORT,
    SLEDAI,
    TYPICAL,
    UNITS,
    Case,
)

CASES = {
    "labels of which one says another number": Case(
        [(FACTS, "愿意在输注后 12 个月", "愿意在输注后 6 个月")],
        ["error labels-disagree vocabulary/facts.yaml: label_zh"],
    ),
    "labels of which the other one says another number": Case(
        [(FACTS, "contraception for 12 months", "contraception for 6 months")],
        ["error labels-disagree vocabulary/facts.yaml: label_zh"],
    ),
    "labels of which one says another number in words": Case(
        [(FACTS, "愿意在输注后 12 个月", "愿意在输注后十一个月")],
        ["error labels-disagree vocabulary/facts.yaml: label_zh"],
    ),
    "a drug with a capital letter": Case(
        [(DRUGS, "  rituximab:", "  Rituximab:")], ["error not-a-name vocabulary/drugs.yaml: Rituximab"]
    ),
    "a drug outside ASCII": Case(
        [(DRUGS, "  deflazacort:", "  déflazacort:")], ["error not-a-name vocabulary/drugs.yaml: déflazacort"]
    ),
    "synthetic patients with what is no field, no unit, no probability and not possible": Case(
        [
            (COHORT, "  eular_acr_2019: 0.96", "  eular_acr_2019: 9.6"),
            (COHORT, "    hydroxychloroquine: {yes", "    hydroxychlorquine: {yes"),
            (COHORT, "[112, 16], unit: g/L", "[112, 16], unit: g/dl"),
            (COHORT, "{normal: [63, 5.5]", "{normal: [163, 5.5]"),
        ],
        [
            "error kb-vocabulary vocabulary/cohort.yaml: eular_acr_2019",
            "error kb-vocabulary vocabulary/cohort.yaml: hydroxychlorquine",
            "error kb-vocabulary vocabulary/cohort.yaml: current.hydroxychloroquine",
            "error kb-vocabulary vocabulary/cohort.yaml: current.hydroxychloroquine",
            "error kb-vocabulary vocabulary/cohort.yaml: within",
            "error kb-vocabulary vocabulary/cohort.yaml: normal",
        ],
    ),
    "a handling of no field": Case(
        [(HANDLING, "\nlvef: {", "\nlvfe: {")],
        ["error kb-vocabulary vocabulary/handling.yaml: lvfe"],
    ),
    "a label in no language": Case(
        [(QUANTITIES, "  label_zh: 年龄", "  label_zhcn: 年龄")],
        ["error kb-vocabulary vocabulary/quantities.yaml: label_zhcn"],
    ),
    "a drug named as an empty list": Case(
        [(DRUGS, "  belimumab:", "  none: {}\n  belimumab:")],
        ["error name-taken vocabulary/drugs.yaml: none"],
    ),
    "a drug named as what is not known": Case(
        [(DRUGS, "  belimumab:", "  na: {}\n  belimumab:")],
        ["error name-taken vocabulary/drugs.yaml: na"],
    ),
    "a drug in two classes": Case(
        [(DRUGS, "  belimumab:", "  azathioprine: {}\n  belimumab:")],
        ["error name-taken vocabulary/drugs.yaml: azathioprine"],
    ),
    "a fact with the name of a quantity": Case(
        [(FACTS, "  pregnant: {", "  lvef: {label: LVEF measured}\n  pregnant: {")],
        ["error name-taken vocabulary/facts.yaml"],
    ),
    "a fact with the name of a family": Case(
        [(FACTS, "  pregnant: {", "  current: {label: current}\n  pregnant: {")],
        ["error name-taken vocabulary/facts.yaml"],
    ),
    "a threshold with the name of a fact": Case(
        [(IN7_THRESHOLDS, "anc_adequate", "pregnant"), (IN7_RULES, "anc_adequate", "pregnant")],
        ["error name-taken criteria/in7_organ_function.thr: pregnant"],
    ),
    "a threshold with the name of a generated fact": Case(
        [(IN7_THRESHOLDS, "anc_adequate", "domain"), (IN7_RULES, "anc_adequate", "domain")],
        ["error name-taken criteria/in7_organ_function.thr: domain"],
    ),
    "a threshold with the name of a guard-rail": Case(
        [(IN1_THRESHOLDS, "adult", "guard_adult"), (IN1_RULES, "adult", "guard_adult")],
        [
            "error out-of-place criteria/in1_age_and_diagnosis.lp: guard_adult",
            "error name-taken guardrails.thr: guard_adult",
        ],
    ),
    "a guard-rail on single items that no rule asks for": Case(
        [
            (
                FACTS,
                "item: now taken, of: drugs,",
                "item: now taken, of: drugs, attributes: {months: {unit: month, label: duration}},",
            ),
            (
                "guardrails.thr",
                "guard_lvef         LVEF ≥ 40 %      ",
                'guard_long         duration of current ≥ 3 months      because "why"\nguard_lvef         LVEF ≥ 40 %',
            ),
        ],
        ["warning unused-threshold guardrails.thr: guard_long"],
    ),
    "a guard-rail on an item that is none": Case(
        [
            (
                FACTS,
                "item: now taken, of: drugs,",
                "item: now taken, of: drugs, attributes: {months: {unit: month, label: duration}},",
            ),
            (
                "guardrails.thr",
                "guard_lvef         LVEF ≥ 40 %      ",
                'guard_long         duration of current ≥ 3 months      because "why"\nguard_lvef         LVEF ≥ 40 %',
            ),
            (
                "guardrails.lp",
                ":- eligible, pregnant.",
                ":- eligible, pregnant.\n:- eligible, guard_long(azathioprin).",
            ),
        ],
        ["error unknown-constant guardrails.lp: azathioprin"],
    ),
    "two thresholds of one name": Case(
        [(IN7_THRESHOLDS, "alc_adequate", "anc_adequate"), (IN7_RULES, "alc_adequate, ", "")],
        ["error duplicate-threshold criteria/in7_organ_function.thr: anc_adequate"],
    ),
    "a threshold whose name holds its number": Case(
        [(IN7_THRESHOLDS, "anc_adequate", "anc_1500"), (IN7_RULES, "anc_adequate", "anc_1500")],
        ["warning number-in-name criteria/in7_organ_function.thr: anc_1500"],
    ),
    "a fact that agrees with nothing": Case(
        [(FACTS, "agrees_with: sledai.low_complement", "agrees_with: sledai.low_complment")],
        ["error unknown-reference vocabulary/facts.yaml: agrees_with"],
    ),
    "doses that add up to nothing": Case(
        [(FACTS, "adds_up_to: prednisone_equivalent", "adds_up_to: prednison_equivalent")],
        [
            "error undefined-predicate background.lp: prednisone_equivalent(D)",
            "error unknown-reference vocabulary/facts.yaml: adds_up_to",
        ],
    ),
    "a score of no family": Case(
        [(SLEDAI, "family: sledai", "family: sledia")], ["error unknown-reference scores/sledai_2k.yaml: family"]
    ),
    "a substance of no other drug": Case(
        [(DRUGS, "substance: mycophenolic_acid, codes", "substance: mycophenolic_acd, codes")],
        ["warning unknown-reference vocabulary/drugs.yaml: substance"],
    ),
    "a column of no field": Case(
        [(SHORT, "- weight", "- wieght")], ["error unknown-reference vocabulary/short_template.yaml: wieght"]
    ),
    "a threshold on several measurements": Case(
        [(QUANTITIES, "label: creatinine clearance\n", "label: creatinine clearance\n  repeated: true\n")],
        [
            "error repeated-quantity criteria/in7_organ_function.thr: creatinine clearance",
            "error repeated-quantity criteria/in7_organ_function.thr: creatinine clearance",
            "error repeated-quantity guardrails.thr: creatinine clearance",
        ],
    ),
    "a formula over what may be never": Case(
        [
            (
                IN7_THRESHOLDS,
                "criterion IN-7\n",
                'criterion IN-7\n\nsle_duration [month] = last transfusion [day] / 30 empirical, "x"\n',
            )
        ],
        ["error never-in-formula criteria/in7_organ_function.thr: sle_duration"],
    ),
    "a formula that leads back to itself": Case(
        [
            (
                IN7_THRESHOLDS,
                "criterion IN-7\n",
                'criterion IN-7\n\nsle_duration [month] = standard treatment [week] + 1 empirical, "x"\n'
                'standard treatment [week] = sle_duration [month] + 1 empirical, "x"\n',
            )
        ],
        [
            "error formula-loop criteria/in7_organ_function.thr: sle_duration",
            "error formula-loop criteria/in7_organ_function.thr: standard treatment",
        ],
    ),
    "a bound of what it bounds": Case(
        [(QUANTITIES, "room: {measured: spo2, ", "room: {measured: spo2_room_air, ")],
        ["error formula-loop vocabulary/quantities.yaml"],
    ),
    "a limit of normal of what may be never": Case(
        [
            (QUANTITIES, "  never: true\n", "  never: true\n  uln: alt_uln\n"),
            (IN7_THRESHOLDS, "last transfusion within 7 days before screening, no", "last transfusion ≤ 1 × ULN, no"),
        ],
        ["error never-in-formula criteria/in7_organ_function.thr: ≤ 1 × ULN"],
    ),
    "half a point": Case(
        [(SLEDAI, "seizure: {weight: 8", "seizure: {weight: 8.5")], ["error score-weight scores/sledai_2k.yaml: weight"]
    ),
    "points beyond all integers": Case(
        [(SLEDAI, "seizure: {weight: 8", "seizure: {weight: 3000000000")],
        ["error score-weight scores/sledai_2k.yaml: weight"],
    ),
    "a misspelt mark": Case(
        [
            (
                SLEDAI,
                "low_complement: {weight: 2, domain: immunologic, immunologic",
                "low_complement: {weight: 2, domain: immunologic, immunologc",
            )
        ],
        ["warning unused-mark scores/sledai_2k.yaml: immunologc"],
    ),
    "a total over a mark that no item bears": Case(
        [(SLEDAI, "items: {immunologic: true}", "items: {immunologc: true}")],
        ["error kb-vocabulary scores/sledai_2k.yaml"],
    ),
    "a misspelt domain": Case(
        [(EULAR, "psychosis: {weight: 3, domain: neuropsychiatric", "psychosis: {weight: 3, domain: neuropsychiatri")],
        ["warning alike-names scores/eular_acr_2019.yaml: domain"],
    ),
    "a fact that nothing uses": Case(
        [(FACTS, "  pregnant: {", "  smoker: {label: smoker}\n  pregnant: {")],
        ["remark unused-fact vocabulary/facts.yaml: smoker"],
    ),
    "a quantity that nothing uses": Case(
        [
            (
                QUANTITIES,
                "weight:\n",
                (
                    "pulse:\n"
                    "  label: pulse\n"
                    "  unit: points\n"
                    "  step: 1 points\n"
                    "  possible: [0, 300]\n"
                    "  plausible: [30, 200]\n"
                    "weight:\n"
                ),
            )
        ],
        ["remark unused-fact vocabulary/quantities.yaml: pulse"],
    ),
    "a threshold that does not parse": Case(
        [(IN7_THRESHOLDS, "ANC ≥ 1.5", "ANC >> 1.5")], ["error threshold-syntax criteria/in7_organ_function.thr: >>"]
    ),
    "an empty threshold file": Case(
        [(IN1_THRESHOLDS, None, "\n")],
        [
            "error undefined-predicate criteria/in1_age_and_diagnosis.lp: adult",
            "error undefined-predicate criteria/in1_age_and_diagnosis.lp: within_age_limit",
            "error threshold-heading criteria/in1_age_and_diagnosis.thr",
        ],
    ),
    "a threshold without a quote": Case(
        [(IN7_THRESHOLDS, '"Hb ≥80g/L"', "")], ["error threshold-syntax criteria/in7_organ_function.thr"]
    ),
    "an unknown quantity": Case(
        [(IN7_THRESHOLDS, "Hb ≥", "Hbb ≥")], ["error unknown-quantity criteria/in7_organ_function.thr: Hbb"]
    ),
    "an unknown unit": Case(
        [(IN7_THRESHOLDS, "Hb ≥ 80 g/L", "Hb ≥ 80 g/l/d")],
        ["error unknown-unit criteria/in7_organ_function.thr: g/l/d"],
    ),
    "a unit of another dimension": Case(
        [(IN7_THRESHOLDS, "ANC ≥ 1.5 ×10^9/L", "ANC ≥ 1.5 g/L")],
        ["error wrong-unit criteria/in7_organ_function.thr: g/L"],
    ),
    "a bound without its unit": Case(
        [(IN7_THRESHOLDS, "Hb ≥ 80 g/L", "Hb ≥ 80")], ["error missing-unit criteria/in7_organ_function.thr: ≥ 80"]
    ),
    "a ULN that is not declared": Case(
        [(IN7_THRESHOLDS, "Hb ≥ 80 g/L", "Hb ≥ 80 × ULN")], ["error no-uln criteria/in7_organ_function.thr: ≥ 80 × ULN"]
    ),
    "a unit that no limit can be written in": Case(
        [(UNITS, '  "{INR}":', '  "[pH]": {is: count, spellings: []}\n  "{INR}":')],
        ["error unit-unwritable vocabulary/units.yaml: [pH]"],
    ),
    "a grade of what has none": Case(
        [(IN7_THRESHOLDS, "Hb ≥ 80 g/L", "Hb ≥ II")], ["error unknown-grade criteria/in7_organ_function.thr: ≥ II"]
    ),
    "one number of what is measured": Case(
        [(IN7_THRESHOLDS, "Hb ≥ 80 g/L", "Hb = 80 g/L")],
        ["error exact-limit criteria/in7_organ_function.thr: = 80 g/L"],
    ),
    "a limit in two units of two sizes": Case(
        [(IN7_THRESHOLDS, "bilirubin < 2.0 mg/dL", "bilirubin < 2.0 mg/dL (43 umol/L)")],
        ["error paired-limit criteria/in7_organ_function.thr: 43 umol/L"],
    ),
    "a second number that the text rounds otherwise": Case(
        [
            (PROTOCOL, "total bilirubin <2.0mg/dL", "total bilirubin <2.0mg/dL (34 µmol/L)"),
            (IN7_RULES, "total bilirubin <2.0mg/dL", "total bilirubin <2.0mg/dL (34 µmol/L)"),
            (IN7_RULES, "total bilirubin <2.0mg/dL (Gilbert", "total bilirubin <2.0mg/dL (34 µmol/L) (Gilbert"),
            (IN7_THRESHOLDS, "bilirubin < 2.0 mg/dL", "bilirubin < 2.0 mg/dL (34.2 umol/L)"),
        ],
        ["error quote-mismatch protocol.yaml: 34 µmol/L"],
    ),
    "an LLN that is not declared": Case(
        [(IN7_THRESHOLDS, "Hb ≥ 80 g/L", "Hb ≥ 80 × LLN")], ["error no-lln criteria/in7_organ_function.thr: ≥ 80 × LLN"]
    ),
    "a baseline that is not declared": Case(
        [(IN7_THRESHOLDS, "Hb ≥ 80 g/L", "Hb ≥ 80 × baseline")],
        ["error no-baseline criteria/in7_organ_function.thr: ≥ 80 × baseline"],
    ),
    "a ratio that nothing measures": Case(
        [(IN7_THRESHOLDS, "Hb ≥ 80 g/L", "Hb / ALT ≥ 80")], ["error bad-ratio criteria/in7_organ_function.thr: Hb"]
    ),
    "a baseline that is no quantity": Case(
        [(QUANTITIES, "  label: ANC\n", "  label: ANC\n  baseline: anc_base\n")],
        ["error kb-vocabulary vocabulary/quantities.yaml: anc"],
    ),
    "an upper limit that is a lower one too": Case(
        [(QUANTITIES, "  label: ALC\n", "  label: ALC\n  lln: alt_uln\n")],
        ["error kb-vocabulary vocabulary/quantities.yaml: alt_uln"],
    ),
    "an empty range": Case(
        [(IN7_THRESHOLDS, "Hb ≥ 80 g/L", "Hb between 80 g/L and 70 g/L")],
        ["error empty-threshold criteria/in7_organ_function.thr: 80 g/L"],
    ),
    "a window that does not say what never means": Case(
        [
            (
                IN7_THRESHOLDS,
                "last transfusion within 7 days before screening, no if never",
                "last transfusion within 7 days before screening",
            )
        ],
        ["error never-unsaid criteria/in7_organ_function.thr: within 7 days before screening"],
    ),
    "a window before what is no date": Case(
        [
            (
                IN7_THRESHOLDS,
                "last transfusion within 7 days before screening",
                "last transfusion within 7 days before dose",
            )
        ],
        ["error unknown-event criteria/in7_organ_function.thr: dose"],
    ),
    "a window before another date": Case(
        [
            (
                IN7_THRESHOLDS,
                "last transfusion within 7 days before screening",
                "last transfusion within 7 days before consent",
            )
        ],
        ["error other-event criteria/in7_organ_function.thr: consent"],
    ),
    "half-lives of what is no drug": Case(
        [
            (
                IN7_THRESHOLDS,
                "last transfusion within 7 days before screening",
                "last transfusion within 5 half-lives before screening",
            )
        ],
        ["error no-half-life criteria/in7_organ_function.thr: within 5 half-lives before screening"],
    ),
    "a never that cannot be": Case(
        [(IN7_THRESHOLDS, "Hb ≥ 80 g/L  ", "Hb ≥ 80 g/L, no if never  ")],
        ["error never-unknown criteria/in7_organ_function.thr: ≥ 80 g/L"],
    ),
    "a quantity defined twice": Case(
        [
            (
                IN7_THRESHOLDS,
                "\ncreatinine clearance [mL/min] =",
                (
                    "\n"
                    'creatinine clearance [mL/min] = (weight [kg]) empirical, "a guess"\n'
                    "creatinine clearance [mL/min] ="
                ),
            )
        ],
        ["error duplicate-definition criteria/in7_organ_function.thr: creatinine clearance"],
    ),
    "a formula that names a quantity twice": Case(
        [(IN7_THRESHOLDS, "(140 − age [year])", "(140 − age [year]) × age [year]")],
        ["error formula-repeats criteria/in7_organ_function.thr: creatinine clearance"],
    ),
    "a formula that rises and falls": Case(
        [(IN7_THRESHOLDS, "(140 − age [year])", "(40 − age [year])²")],
        ["error formula-direction criteria/in7_organ_function.thr: creatinine clearance"],
    ),
    "a formula with a root of what may be below zero": Case(
        [(IN7_THRESHOLDS, "(140 − age [year])", "sqrt(100 − age [year])")],
        ["error formula-outside criteria/in7_organ_function.thr: creatinine clearance"],
    ),
    "a formula that breaks off where it is measured": Case(
        [(IN7_THRESHOLDS, "(140 − age [year])", "(140 if weight [kg] < 60 else 120)")],
        ["error formula-case criteria/in7_organ_function.thr: weight"],
    ),
    "a formula with a root over another formula": Case(
        [
            (
                IN7_THRESHOLDS,
                "criterion IN-7\n",
                'criterion IN-7\n\nhemoglobin [g/L] = sqrt(creatinine clearance [mL/min]) empirical, "x"\n',
            )
        ],
        ["error formula-of-formula criteria/in7_organ_function.thr: hemoglobin"],
    ),
    "a limit of too many digits on a root": Case(
        [
            (IN7_THRESHOLDS, "(140 − age [year])", "sqrt(140 − age [year])"),
            (
                IN7_THRESHOLDS,
                "creatinine clearance ≥ 50 mL/min",
                "creatinine clearance ≥ 50.0000000000000000001 mL/min",
            ),
        ],
        ["error fine-limit criteria/in7_organ_function.thr: clearance_adequate"],
    ),
    "a formula that is not said to be empirical": Case(
        [(IN7_THRESHOLDS, "empirical, ", "")],
        ["warning formula-dimension criteria/in7_organ_function.thr: 140 − age [year]"],
    ),
    "a formula that asks for no fact": Case(
        [(IN7_THRESHOLDS, "if female", "if femal")], ["error unknown-fact criteria/in7_organ_function.thr: femal"]
    ),
    "a typical patient who is not eligible": Case(
        [(TYPICAL, "age: 34", "age: 17")], ["error typical-patient vocabulary/typical.yaml: age"]
    ),
    "a typical patient of whom too little is said": Case(
        [(TYPICAL, "age: 34\n", "")], ["error typical-patient vocabulary/typical.yaml: sex"]
    ),
    "a typical patient who cannot be": Case(
        [(TYPICAL, "sex: female", "sex: male"), (TYPICAL, "pregnant: no", "pregnant: yes")],
        ["error typical-patient vocabulary/typical.yaml: sex"],
    ),
    "a typical patient with an unlikely value": Case(
        [(TYPICAL, "weight: 60", "weight: 240")], ["warning typical-patient vocabulary/typical.yaml: weight"]
    ),
    "a typical patient with an unknown field": Case(
        [(TYPICAL, "age: 34", "agee: 34")], ["error typical-patient vocabulary/typical.yaml: agee"]
    ),
}
