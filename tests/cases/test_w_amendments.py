"""W: words that mislead, in findings and in reports of amendments."""

from __future__ import annotations

import json
import re
from pathlib import Path

import hn2301_asp as hn

from .conftest import (
    KB,
    Edit,
    edited,
    found,
    judged,
    of,
    run,
    text_of,
)

PROTOCOL, READINGS, SCORES = "protocol.yaml", "readings.yaml", "scores/sledai_2k.yaml"
DRUGS, FACTS = "vocabulary/drugs.yaml", "vocabulary/facts.yaml"
IN2, IN4, IN5 = "criteria/in2_standard_treatment", "criteria/in4_immunosuppressants", "criteria/in5_serology"
IN6, IN7 = "criteria/in6_disease_activity", "criteria/in7_organ_function"


def checked(root: Path) -> str:
    return run("check", "--kb", str(root)).told


@of("W3-limit", "W3-lln")
def test_the_opposite_limit_is_never_suggested(case: str) -> None:
    limit = "LLN" if case == "W3-limit" else "lln"
    told = checked(edited("kb", (f"{IN7}.thr", "INR ≤ 1.5 × ULN", f"INR ≤ 1.5 × {limit}")))
    assert limit in told
    assert "did you mean `ULN`" not in told


def entry(text: str, name: str) -> str:
    """An entry of a YAML mapping, two blanks in, with the lines below it."""
    return next(iter(re.findall(rf"^  {name}:.*\n(?:    .*\n)*", text, re.MULTILINE)))


def moved() -> Path:
    """Hydroxychloroquine as an immunosuppressant."""
    line = entry(text_of(DRUGS), "hydroxychloroquine")
    return edited("A01", (DRUGS, line, ""), (DRUGS, "\nimmunosuppressant:\n", f"\nimmunosuppressant:\n{line}"))


@of("W9")
def test_a_scenario_flips_through_the_criterion_that_changed_for_it() -> None:
    flips = found(judged(moved())["conflicts"], "AM35")
    assert [one["where"] for one in flips] == ["IN-3"]


WORDS: dict[str, tuple[str, str]] = {
    "W10-weight": ("seizure", "weight 8 → 4"),
    "W10-another weight": ("fever", "weight 1 → 2"),
}


@of("W10-class")
def test_a_drug_in_another_class_is_told_by_its_classes() -> None:
    told = run("amend", "check", "--base", str(KB), str(moved())).told
    assert "hydroxychloroquine: class antimalarial → immunosuppressant" in told


@of("W10-new drug")
def test_a_drug_more_is_told_once_and_not_again_with_each_list_of_drugs() -> None:
    root = edited("A01", (DRUGS, "  chloroquine: {", "  mepacrine: {}\n  chloroquine: {"))
    told = run("amend", "check", "--base", str(KB), str(root)).told
    assert "Changed items vocabulary mepacrine: new" in told
    assert "used_adequately: items" not in told


@of(*WORDS)
def test_a_changed_weight_is_told_with_both_numbers(case: str) -> None:
    item, told = WORDS[case]
    before, now = re.findall(r"\d", told)
    line = next(line for line in text_of(SCORES).splitlines() if line.startswith(f"  {item}:"))
    root = edited("A01", (SCORES, line, line.replace(f"weight: {before}", f"weight: {now}")))
    assert f"{item} {told}" in run("amend", "check", "--base", str(KB), str(root)).told


@of("W11")
def test_a_reading_s_phrase_that_went_is_named_with_its_criterion() -> None:
    gone = ("(including hydroxychloroquine)", "(hydroxychloroquine included)")
    root = edited("A01", (PROTOCOL, *gone), (f"{IN4}.lp", *gone))
    told = [one["message"] for one in found(judged(root)["conflicts"], "AM42")]
    assert [("(including hydroxychloroquine)" in text, "IN-4" in text) for text in told[:1]] == [(True, True)]
    assert not any("the text of readings.yaml" in text for text in told)


@of("W12")
def test_a_duration_of_sle_is_not_found_in_the_name_of_its_score() -> None:
    longer = ("at least 6 months", "at least 12 months")
    root = edited("A01", (PROTOCOL, *longer), (f"{IN2}.thr", "≥ 6 months", "≥ 12 months"), (f"{IN2}.thr", *longer))
    told = found(judged(root)["conflicts"], "AM43")
    assert not any("SLEDAI" in str(one["message"]) + str(one["notes"]) for one in told)


LABELS: dict[str, tuple[str, str]] = {
    "W13-Chinese": ("愿意在输注后 12 个月", "愿意在输注后 6 个月"),
    "W13-English": ("contraception for 12 months", "contraception for 6 months"),
}


@of(*LABELS)
def test_labels_that_say_different_numbers_are_a_finding_whichever_moved(case: str) -> None:
    root = edited("A01", (FACTS, *LABELS[case]))
    assert "contraception_willing" in [one["where"] for one in found(judged(root)["conflicts"], "AM43")]
    assert run("check", "--kb", str(root)).code == 1


@of("W14")
def test_a_number_and_its_unit_stay_together_in_a_redline() -> None:
    clause = "creatinine clearance rate (Cockcroft-Gault) ≥50mL/min"
    root = edited("A01", (PROTOCOL, clause, clause.replace("≥50mL/min", "≤1.0mg/dL")))
    told = run("amend", "check", "--base", str(KB), str(root)).out
    said = " ".join(told.split())
    assert "[-≥50mL/min-]{+≤1.0mg/dL+}" in said
    assert "{+≤1.0mg+}" not in said


POOLS: dict[str, str] = {
    "W15-two rules": "%! because of a slip\nserology :- nephritis.\n%! because of a slip\n"
    "nephritis :- ln_class(iii).\n%! because of a slip\nnephritis :- ln_class(iv).\n",
    "W15-pool (as before)": "%! because of a slip\nserology :- ln_class((iii; iv)).\n",
}


@of(*POOLS)
def test_two_rules_for_two_values_of_a_choice_are_silent_as_a_pool_is(case: str) -> None:
    declared = "  ln_class: {label: class of nephritis, values: [none, i, ii, iii, iv, v]}\n  sex:"
    text = text_of(f"{IN5}.lp")
    root = edited("kb", (FACTS, "  sex:", declared), (f"{IN5}.lp", text, f"{text}\n{POOLS[case]}"))
    done = run("amend", "check", "--base", str(root), "--format", "json")
    assert found(json.loads(done.out)["base_conflicts"], "AM18") == []


@of("W16")
def test_another_protocol_given_alone_is_a_base_and_beside_one_refused() -> None:
    other = edited("other", (PROTOCOL, "id: HN2301", "id: XY99"))
    alone = run("amend", "check", str(other), "--format", "json")
    data = json.loads(alone.out)
    assert (data["base"]["protocol"], data["accounts"]) == ("XY99", [])
    refused = run("amend", "check", "--base", str(KB), str(other))
    assert (refused.code, "XY99" in refused.err) == (2, True)


@of("W17-AM14")
def test_a_condition_that_decides_nothing_any_more_is_told_once() -> None:
    higher = ("score ≥6 points", "score ≥8 points")
    edits: list[Edit] = [(PROTOCOL, *higher), (f"{IN6}.thr", "SLEDAI-2K ≥ 6 points", "SLEDAI-2K ≥ 8 points")]
    edits += [(f"{IN6}.{suffix}", *higher) for suffix in ("thr", "lp")]
    told = [one["message"] for one in found(judged(edited("A01", *edits))["conflicts"], "AM14")]
    assert told == ['IN-6 now says no more than "SLEDAI-2K ≥ 8 points" (proved)']


@of("W17-AM15")
def test_cases_that_did_not_change_and_became_idle_are_told_once() -> None:
    cases = [f"bilirubin_acceptable :- {fact}, bilirubin_gilbert." for fact in ("disease_relapsed", "ana_positive")]
    shipped = "bilirubin_acceptable :- gilbert_syndrome, bilirubin_gilbert."
    more = "\n".join([shipped, *(f"%! because of a case\n{case}" for case in cases)])
    rules: Edit = (f"{IN7}.lp", shipped, more)
    base = edited("base", rules)
    lower = edited("A01", rules, (f"{IN7}.thr", "bilirubin < 3.0 mg/dL", "bilirubin < 2.0 mg/dL"))
    told = [one["message"] for one in found(judged(lower, base)["conflicts"], "AM15")]
    assert [text.partition(":")[0] for text in told] == ["3 cases that were left alone never decide any more in IN-7"]


@of("W17-AM24")
def test_a_name_that_leads_nowhere_and_the_one_that_took_its_place_are_one_finding() -> None:
    conflicts = judged(edited("A01", (f"{IN7}.thr", "alc_adequate ", "alc_sufficient ")))["conflicts"]
    assert [one["code"] for one in conflicts if one["code"] in ("AM24", "AM17")] == ["AM24"]


def amendment(name: str, base: Path, status: str, after: str, *edits: Edit) -> Path:
    """The folder of an amendment: the files that differ, and its manifest."""
    root = Path("amendments", name).absolute()
    for file in {file for file, _, _ in edits}:
        text = (base / file).read_text(encoding="utf-8")
        for _, before, now in (edit for edit in edits if edit[0] == file):
            text = text.replace(str(before), now)
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    manifest = (
        f"id: {name}\ntitle: {name}\nstatus: {status}\nbase: {{version: '1.0', digest: '{digest(base)}'{after}}}\n"
    )
    manifest += "date: 2026-03-02\nrationale: a reason\nreason: Other\nscope: Global\n"
    (root / "amendment.yaml").write_text(manifest, encoding="utf-8")
    return root


def digest(base: Path) -> str:
    return str(hn.load(base).knowledge_base.digest)[:16]


@of("W17-AM40")
def test_what_an_approved_amendment_did_is_taken_back_in_one_finding() -> None:
    raised = ("ALC ≥0.8×10^9/L", "ALC ≥1.0×10^9/L")
    up: list[Edit] = [(PROTOCOL, *raised), (f"{IN7}.thr", "ALC ≥ 0.8", "ALC ≥ 1.0"), (f"{IN7}.thr", *raised)]
    up += [(f"{IN7}.lp", *raised)]
    above = edited("above", *up)
    approved = amendment("A91", KB, "approved", "", *up)
    back = amendment("A92", above, "proposed", ", after: [A91]", *((f, str(now), str(was)) for f, was, now in up))
    done = run("amend", "check", "--base", str(KB), str(approved), str(back), "--format", "json")
    assert done.code in (0, 1), done.err
    data = json.loads(done.out)
    every = [one for account in data["accounts"] for one in found(account["conflicts"])] + found(data["together"])
    assert [(one["amendment"], one["where"]) for one in every if one["code"] == "AM40"] == [("A92", "alc_adequate")]


ONCE = "total bilirubin <2.0mg/dL (Gilbert"


def in_two_units(name: str, second: str) -> Path:
    now = ONCE.replace(" (Gilbert", f" {second} (Gilbert")
    return edited(name, *((file, ONCE, now) for file in (PROTOCOL, f"{IN7}.lp")))


#: How a text may give a limit a second time; and how it does of the limit 1.5 mg/dL.
AGAIN: dict[str, tuple[str, str]] = {
    "W18-brackets": ("(34 µmol/L)", "(26 µmol/L)"),
    "W18-square brackets": ("[34.2 µmol/L]", "[25.7 µmol/L]"),
    "W18-comparator": ("(<34 µmol/L)", "(<26 µmol/L)"),
    "W18-or": ("or 34.2 umol/L", "or 25.7 umol/L"),
    "W18-words": ("(equivalent to 34 µmol/L)", "(equivalent to 26 µmol/L)"),
    "W18-equal": ("= 34 µmol/L", "= 26 µmol/L"),
}


@of(*AGAIN)
def test_both_numbers_of_a_limit_in_two_units_change(case: str) -> None:
    second, now = AGAIN[case]
    base = in_two_units("base", second)
    assert run("check", "--kb", str(base)).code == 0
    done = run("amend", "set", "IN-7", "bilirubin_usual", "< 1.5", "--base", str(base), "--in", "base/amendments/A90_x")
    assert done.code == 0, done.err
    written = "".join(path.read_text(encoding="utf-8") for path in Path("base/amendments").rglob("*") if path.is_file())
    assert f"bilirubin <1.5mg/dL {now} (Gilbert" in written
    assert second not in written


@of(*(f"{name}, differing" for name in AGAIN))
def test_two_numbers_of_one_limit_that_differ_are_a_finding(case: str) -> None:
    second = AGAIN[case.removesuffix(", differing")][0].replace("34.2", "40").replace("34", "40")
    done = run("check", "--kb", str(in_two_units("wrong", second)))
    assert (done.code, done.out.count("quote-mismatch]"), "1 finding" in done.out) == (1, 1, True), done.out


STATED: dict[str, list[Edit]] = {
    "W19-because": [
        (f"{IN7}.thr", 'Hb ≥ 80 g/L                       "Hb ≥80g/L"', 'Hb ≥ 90 g/L  because "the sponsor said so"')
    ],
    "W19-typo": [
        (f"{IN7}.thr", 'ALC ≥ 0.8 ×10^9/L                 "ALC ≥0.8×10^9/L"', 'ALC ≥ 0.9 ×10^9/L  because "a typo"')
    ],
    "W19-unstated": [
        (PROTOCOL, "need for fluid assistance", "need for more than 2 L/day of fluids"),
        (f"{IN7}.lp", "need for fluid assistance", "need for more than 2 L/day of fluids"),
    ],
}


@of(*STATED)
def test_a_number_in_a_rule_s_quote_that_no_threshold_states_is_a_finding(case: str) -> None:
    done = run("check", "--kb", str(edited("kb", *STATED[case])))
    assert (done.code, "error[" in done.told) == (1, True)
