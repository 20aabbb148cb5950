"""A report as `hn2301 amend check` could make it, made by hand: one amendment to be mended, and a clean one."""

from __future__ import annotations

from hn2301_asp.amendment.model import (
    Account,
    Assurance,
    Boundary,
    Clause,
    Conflict,
    Counts,
    Crossing,
    Report,
    SummaryRow,
    Unless,
)
from hn2301_asp.comparison.differences import Difference, Version
from hn2301_asp.comparison.model import (
    Box,
    Change,
    Comparison,
    Need,
    Otherwise,
    Side,
    VersionInfo,
    Witness,
    WitnessChange,
)
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.versions.manifest import BaseStatement, Manifest

TEXT = (
    "Screening period SLEDAI-2K score ≥6 points, and the score for SLEDAI-2K clinical symptoms (excluding low "
    "complement and/or anti-ds-DNA antibodies) should be ≥4 points"
)
MARROW = "Bone marrow: ANC ≥1.5×10^9/L, ALC ≥0.8×10^9/L, Hb ≥80g/L"
ROOT = "/home/somebody/kb"

BASE = VersionInfo("1.0", "HN2301", "1.0", "0a1b2c3d4e5f" + "0" * 52, ROOT)
A02 = VersionInfo("A02", "HN2301", "1.0", "1a1b2c3d4e5f" + "0" * 52, f"{ROOT}/amendments/A02_activity")
A03 = VersionInfo("A03", "HN2301", "1.0", "2a1b2c3d4e5f" + "0" * 52, f"{ROOT}/amendments/A03_wording")

NOW = Place(
    f"{A02.root}/criteria/in6_disease_activity.thr",
    4,
    42,
    52,
    'active_clinical    clinical SLEDAI-2K    ≥ 6 points   "should be ≥6 points"',
)
WAS = Place(
    "kb/criteria/in6_disease_activity.thr",
    4,
    42,
    52,
    'active_clinical    clinical SLEDAI-2K    ≥ 4 points   "should be ≥4 points"',
)

LOSER = Witness(
    record={"patient_id": "witness", "sledai": ["arthritis", "low_complement"]},
    changes=(
        WitnessChange("sledai", "SLEDAI-2K items", "arthritis + rash + proteinuria", "arthritis + low complement"),
    ),
    before="eligible",
    after="ineligible",
    blocked_after=("IN-6",),
)
GAINER = Witness(
    record={"patient_id": "witness", "inr": 2},
    changes=(WitnessChange("inr", "INR", "1.0", "2.0"),),
    before="ineligible",
    after="eligible",
    blocked_before=("IN-7",),
)
OTHERWISE = Otherwise({"in7_coagulation": "both"}, GAINER, phrases=(("INR or APTT ≤1.5×ULN", "both must be within"),))
NOBODY = Side()
LOSES = Side(LOSER, (Box(("clinical SLEDAI-2K 4–5",), ("serology scored",)),))
NARROWER = Change("narrower", Side(otherwise=(OTHERWISE,)), LOSES)
SAME = Change("equivalent", NOBODY, NOBODY)
CRITERIA = ("IN-1", "IN-2", "IN-3", "IN-4", "IN-5", "IN-6", "IN-7", "IN-8")


def _boundary(position: str, shown: str, after: str) -> Boundary:
    change = WitnessChange("sledai_2k_clinical", "clinical SLEDAI-2K", "8", shown)
    blocked = () if after == "eligible" else ("IN-6",)
    witness = Witness({"sledai_2k_clinical": int(shown)}, (change,), "eligible", after, (), blocked)  # type: ignore[arg-type]
    return Boundary("clinical SLEDAI-2K ≥ 6 points", position, shown, witness)  # type: ignore[arg-type]


MEND = Conflict(
    code="AM29",
    group="mend",
    severity="error",
    amendment="A02",
    where="IN-6",
    message='declared "clarifies"; it narrows IN-6',
    mend="declare `IN-6: narrows`, or restore ≥ 4 points",
    place=NOW,
    was=WAS,
    notes=(
        ("text 1.0", "“should be ≥4 points”"),
        ("gains", "nobody (proved under the readings in force)"),
        ("loses", "eligible under 1.0 with clinical 4–5 (all of them with serology scored)"),
    ),
    witness=LOSER,
    unless=(Unless("somebody comes to pass IN-6", OTHERWISE),),
)
REDUNDANT = Conflict(
    code="AM14",
    group="know",
    severity="remark",
    amendment="A02",
    where="IN-6",
    message='IN-6 now says no more than "clinical SLEDAI-2K ≥6" (proved)',
    mend="drop the first clause, or leave it as a reminder",
    core=("SLEDAI-2K ≥ clinical SLEDAI-2K",),
)
RETROACTIVE = Conflict(
    code="AM32",
    group="know",
    severity="remark",
    amendment="A02",
    where="001-04",
    message="participant 001-04, enrolled 2 Feb, would no longer qualify",
    mend="say in the amendment what becomes of participants already enrolled",
)

ACTIVITY = Account(
    version=A02,
    manifest=Manifest(
        id="A02",
        title="Disease activity",
        status="proposed",
        base=BaseStatement("1.0", BASE.digest, (), Place("kb/amendments/A02_activity/amendment.yaml", 4)),
        date="2025-03-01",
        effective=None,
        approvals={"001": "2025-03-10"},
        rationale="Patients with serologic activity alone do not profit.",
        reason="new information",
        scope="global",
        documents=("consent form", "synopsis"),
        enrolled=6,
        intent={"IN-6": "clarifies"},
        accepts=(),
        places={"intent": Place("kb/amendments/A02_activity/amendment.yaml", 12)},
        file=f"{A02.root}/amendment.yaml",
    ),
    headline="A02 raises clinical SLEDAI-2K from ≥4 to ≥6",
    comparison=Comparison(
        base=BASE,
        amended=A02,
        items=(
            Difference(
                "threshold", "active_clinical", Version("≥ 4 points", WAS), Version("≥ 6 points", NOW), object()
            ),
        ),
        overall=NARROWER,
        criteria={name: NARROWER if name == "IN-6" else SAME for name in CRITERIA},
        new_tests=(Need("low_complement", "low complement", {}, "eligible", "undetermined"),),
        readings={"1.0": {"in7_coagulation": "either"}, "A02": {"in7_coagulation": "either"}},
        background=("SLEDAI-2K is the sum of its items",),
    ),
    conflicts=(RETROACTIVE, MEND, REDUNDANT),
    summary=(
        SummaryRow(
            section="IN-6",
            previous=TEXT,
            new=TEXT.replace("≥4", "≥6"),
            rationale="Patients with serologic activity alone do not profit.",
            reason="new information",
            effect="narrower: nobody gains (proved under the readings in force); loses clinical SLEDAI-2K 4–5",
            witness=LOSER.text,
            participants=("001-04",),
        ),
    ),
    clauses=(
        Clause("IN-6", "disease activity", TEXT, TEXT.replace("≥4", "≥6")),
        Clause("IN-7", "organ function", MARROW, MARROW),
    ),
    boundaries=(
        _boundary("below", "5", "ineligible"),
        _boundary("at", "6", "eligible"),
        _boundary("above", "7", "eligible"),
    ),
    roster=(Crossing("001-04", "enrolled", "eligible", "ineligible", (), ("IN-6",)),),
    roster_size=6,
    cohort=Counts(
        patients=200,
        before={"eligible": 41, "ineligible": 150, "undetermined": 9},
        after={"eligible": 33, "ineligible": 159, "undetermined": 8},
        blocked_before={"IN-6": 70, "IN-7": 44},
        blocked_after={"IN-6": 84, "IN-7": 44},
    ),
)

WORDING = Account(
    version=A03,
    manifest=None,
    headline="A03 changes words only: nobody gains and nobody loses (proved)",
    comparison=Comparison(BASE, A03, (), SAME, dict.fromkeys(CRITERIA, SAME)),
    conflicts=(),
    summary=(
        SummaryRow(
            "IN-7", MARROW, MARROW.replace("Hb", "hemoglobin"), "Clarity.", "clarification", "none (proved)", ""
        ),
    ),
    clauses=(Clause("IN-7", "organ function", MARROW, MARROW.replace("Hb", "hemoglobin")),),
    boundaries=(),
)

REPORT = Report(
    base=BASE,
    scope="8 inclusion criteria; exclusion criteria not assessed",
    base_conflicts=(),
    accounts=(ACTIVITY, WORDING),
    together=(),
    assurance=Assurance(
        proved=("A02: nobody gains", "A03: the same patients"),
        background=("SLEDAI-2K is the sum of its items",),
        not_analysed=("exclusion criteria",),
        undecided=(),
        readings={"in7_coagulation": "either"},
        assumptions=("A11: “rituxima,” is a misprint (assumed)",),
        versions={"hn2301_asp": "0.4.0", "clingo": "5.8.0"},
    ),
)
COMPARISON = ACTIVITY.comparison
