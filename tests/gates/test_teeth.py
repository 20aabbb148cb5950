"""The attack can fail: what is false is refuted, of every kind and through every spelling."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from tests.conftest import Edit
from tests.gates import claims
from tests.gates.attacked import Attacked
from tests.gates.attackers import Attackers
from tests.gates.claims import Claim
from tests.gates.gate import RECORDS, Gate, Tally
from tests.gates.judging import version
from tests.gates.writing import Fields

AGES, HISTORY = "criteria/in1_age_and_diagnosis.thr", "criteria/in2_standard_treatment.thr"
DOSES, DRUGS = "criteria/in3_corticosteroids.thr", "criteria/in4_immunosuppressants.lp"
ACTIVITY, ORGANS = "criteria/in6_disease_activity.thr", "criteria/in7_organ_function.thr"
#: Enough records for what is not about spelling.
FEW = 100
#: Whether a field decides, and is written as it must be.
Written = Callable[[str, object], bool]


def attacked(gate: Gate, edit: Edit) -> Attacked:
    file, before, after = edit
    assert gate.base.files is not None
    assert before in gate.base.files.texts[file], edit
    texts = {**gate.base.files.texts, file: gate.base.files.texts[file].replace(before, after)}
    return Attacked(gate.base, version(texts), gate.rails)


def refuting(gate: Gate, case: Attacked, claim: Claim, records: int = RECORDS) -> Iterator[Fields]:
    """The records of an attack that refute a claim."""
    attackers, rng, tally = Attackers(gate.base.knowledge_base, case.targets), random.Random("teeth"), Tally()
    drawn = ((record, gate.seen(case, record, tally)) for record in (attackers.record(rng) for _ in range(records)))
    return (record for record, seen in drawn if seen is not None and claim.fate(seen) != "stands")


FALSE: dict[str, tuple[Edit, Claim]] = {
    "equivalent": ((ORGANS, "ALC ≥ 0.8 ×10^9/L", "ALC > 0.79 ×10^9/L"), claims.equivalent("protocol")),
    "equivalent, of one criterion": ((AGES, "age ≤ 69 years", "age ≤ 70 years"), claims.equivalent("IN-1")),
    "nobody gains": ((ORGANS, "LVEF ≥ 40 %", "LVEF > 39 %"), claims.gains("protocol")),
    "nobody loses": ((ORGANS, "bilirubin < 2.0 mg/dL", "bilirubin < 34 umol/L"), claims.loses("IN-7")),
    "guard-rail kept, of LVEF": ((ORGANS, "LVEF ≥ 40 %", "LVEF > 39.9 %"), claims.kept(6)),
    "guard-rail kept, of a formula": ((ORGANS, "clearance ≥ 50 mL/min", "clearance ≥ 49.999 mL/min"), claims.kept(7)),
    "guard-rail kept, of what is hidden": ((ORGANS, "room air ≥ 92 %", "room air > 91 %"), claims.kept(5)),
    "guard-rail kept, of completed years": ((AGES, "age ≥ 18 years", "age ≥ 204 months"), claims.kept(1)),
    "nobody can be eligible": ((AGES, "age ≥ 18 years", "age ≥ 69 years"), claims.nobody("protocol")),
    "nobody can meet a criterion": ((ORGANS, "LVEF ≥ 40 %", "LVEF ≥ 100 %"), claims.nobody("IN-7")),
}


@pytest.mark.parametrize("kind", FALSE)
def test_a_false_claim_of_every_kind_is_refuted(gate: Gate, kind: str) -> None:
    edit, claim = FALSE[kind]
    case = attacked(gate, edit)
    assert (claim.kind, claim.where) not in {(one.kind, one.where) for one in case.claims}
    assert len(list(islice(refuting(gate, case, claim, FEW), 3))) == 3


def test_that_a_condition_is_redundant_which_is_needed_is_refuted(gate: Gate) -> None:
    case = attacked(gate, (ORGANS, "ALC ≥ 0.8 ×10^9/L", "ALC ≥ 0.801 ×10^9/L"))
    (claim,) = [one for one in case.planted if one.kind == claims.REDUNDANT]
    assert claim.where == "alc_adequate"
    assert len(list(islice(refuting(gate, case, claim, FEW), 3))) == 3


TRUE: dict[str, tuple[Edit, str, str]] = {
    "nobody can be eligible": ((AGES, "age ≥ 18 years", "age ≥ 70 years"), claims.IMPOSSIBLE, "protocol"),
    "nobody can meet a criterion": ((AGES, "age ≥ 18 years", "age ≥ 70 years"), claims.IMPOSSIBLE, "IN-1"),
    "redundant": ((ORGANS, "bilirubin < 3.0 mg/dL", "bilirubin < 1.9 mg/dL"), claims.REDUNDANT, "bilirubin_acceptable"),
    "redundant, by another criterion": (
        ("criteria/in1_age_and_diagnosis.lp", "adult, within_age_limit", "adult, within_age_limit, not pregnant"),
        claims.REDUNDANT,
        "pregnant",
    ),
    "redundant, a rule": (
        (
            "criteria/in7_organ_function.lp",
            "cardiac :- eject",
            "cardiac :- ejection_adequate, pregnant.\ncardiac :- eject",
        ),
        claims.REDUNDANT,
        "cardiac :- ejection_adequate, pregnant.",
    ),
    "guard-rail kept": ((ORGANS, "LVEF ≥ 40 %", "LVEF > 40 %"), claims.GUARDED, "G-6"),
    "equivalent": ((AGES, "age ≥ 18 years", "age ≥ 210 months"), claims.EQUIVALENT, "protocol"),
}


@pytest.mark.parametrize("kind", TRUE)
def test_a_true_claim_of_every_kind_is_made_and_stands(gate: Gate, kind: str) -> None:
    edit, kind_of, where = TRUE[kind]
    case = attacked(gate, edit)
    made = [one for one in case.claims if one.kind == kind_of and where in one.where]
    assert made
    assert [list(refuting(gate, case, one, FEW)) for one in made] == [[]] * len(made)


def _text(value: object) -> str:
    return " ".join(map(str, value.values())) if isinstance(value, dict) else str(value)


SPELLINGS: dict[str, tuple[Edit, Claim, Written]] = {
    "another unit": (
        (ORGANS, "bilirubin < 2.0 mg/dL", "bilirubin < 34 umol/L"),
        claims.equivalent("IN-7"),
        lambda name, value: name.startswith("total_bilirubin") and "mol" in name + _text(value),
    ),
    "finer decimals": (
        (ORGANS, "LVEF ≥ 40 %", "LVEF > 39 %"),
        claims.equivalent("IN-7"),
        lambda name, value: name.startswith("lvef") and "39." in _text(value),
    ),
    "a comparator": (
        (ORGANS, "ALC ≥ 0.8 ×10^9/L", "ALC > 0.8 ×10^9/L"),
        claims.equivalent("IN-7"),
        lambda name, value: name.startswith("alc") and any(sign in _text(value) for sign in "<>≤≥"),
    ),
    "a date": (
        (HISTORY, "SLE duration ≥ 6 months", "SLE duration > 5.9 months"),
        claims.equivalent("IN-2"),
        lambda name, value: name == "sle_diagnosis_date",
    ),
    "a partial date": (
        (HISTORY, "SLE duration ≥ 6 months", "SLE duration > 5 months"),
        claims.equivalent("IN-2"),
        lambda name, value: name == "sle_diagnosis_date" and len(str(value)) == 7,
    ),
    "a moment in UTC": (
        (HISTORY, "unchanged dose ≥ 2 weeks", "unchanged dose ≥ 13 days"),
        claims.equivalent("IN-2"),
        lambda name, value: name == "last_dose_change_date" and str(value).endswith("Z"),
    ),
    "a birth date": (
        (AGES, "age ≥ 18 years", "age > 18 years"),
        claims.equivalent("IN-1"),
        lambda name, value: name == "birth_date",
    ),
    "a dose": (
        (DOSES, "prednisone equivalent ≥ 7.5 mg/day", "prednisone equivalent > 7.25 mg/day"),
        claims.equivalent("IN-3"),
        lambda name, value: name.startswith("dose"),
    ),
    "a list": (
        (DRUGS, "counts(D) } >= 2", "counts(D) } >= 3"),
        claims.equivalent("IN-4"),
        lambda name, value: name == "used_adequately" and isinstance(value, list),
    ),
    "single items": (
        (DRUGS, "counts(D) } >= 2", "counts(D) } >= 3"),
        claims.equivalent("IN-4"),
        lambda name, value: name.startswith(("used_adequately.", "used_adequately__")),
    ),
    "items of a score": (
        (ACTIVITY, "SLEDAI-2K ≥ 6 points", "SLEDAI-2K ≥ 7 points"),
        claims.equivalent("IN-6"),
        lambda name, value: name == "sledai",
    ),
    "sources of a formula": (
        (ORGANS, "clearance ≥ 50 mL/min", "clearance ≥ 49.9999 mL/min"),
        claims.equivalent("IN-7"),
        lambda name, value: name.startswith("serum_creatinine"),
    ),
    "a limit of normal": (
        (ORGANS, "ALT ≤ 2.5 × ULN", "ALT < 2.5 × ULN"),
        claims.equivalent("IN-7"),
        lambda name, value: name.startswith("alt_uln"),
    ),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_hair_is_found_through_every_spelling(gate: Gate, spelling: str) -> None:
    edit, claim, written = SPELLINGS[spelling]
    found = refuting(gate, attacked(gate, edit), claim)
    assert any(written(name, value) for record in found for name, value in record.items())
