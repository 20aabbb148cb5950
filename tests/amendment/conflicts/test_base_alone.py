"""The shipped protocol, judged alone, can work and carries no dead weight but what is known and true of it."""

from __future__ import annotations

from hn2301_asp.amendment.assembling import check_versions
from hn2301_asp.amendment.catalogue import by_code
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.versions.opening import open_version
from tests.amendment.conflicts.small_amendments import BASE

CODES = tuple(f"AM{number:02}" for number in range(7, 18))
DOSE = (
    '"Oral corticosteroids are prednisone (or equivalent drug) ≥7.5mg/day … there is no minimum daily dose requirement"'
)


def test_the_shipped_base_has_exactly_three_true_remarks() -> None:
    found = check_versions(open_version(shipped_knowledge_base()), []).base_conflicts
    told = [c for c in found if c.code in CODES]
    assert [(c.code, c.group, c.severity, c.where, c.message, c.core, c.notes) for c in told] == [
        (
            "AM13",
            "know",
            "remark",
            "standard_treatment",
            '"Standard treatment refers to the stable use of the following drugs alone or in combination: … '
            f'corticosteroids" (IN-2) is never the sole reason to shut somebody out: it follows from {DOSE} (IN-3)',
            (f"IN-3: {DOSE}",),
            (),
        ),
        (
            "AM15",
            "know",
            "remark",
            "clinical_activity",
            "the case `clinical_activity :- not immunologic_scored.` never decides: "
            "IN-6 says no more than SLEDAI-2K ≥ 6 points and clinical SLEDAI-2K ≥ 4 points",
            ("SLEDAI-2K ≥ 6 points", "immunologic SLEDAI-2K ≤ 0 points"),
            (
                (
                    "proof",
                    "SLEDAI-2K ≥ 6 points and immunologic SLEDAI-2K ≤ 0 points "
                    "already imply clinical SLEDAI-2K ≥ 4 points",
                ),
            ),
        ),
        (
            "AM15",
            "know",
            "remark",
            "standard(D)",
            "`nsaid` or `antimalarial` alone never decides in IN-2 under the readings in force: "
            "whoever is eligible meets the condition without it",
            (DOSE,),
            (("proof", f"{DOSE} already implies the condition without that"),),
        ),
    ]
    assert [c.follows for c in told] == [(), (), ()]


def test_the_small_protocol_has_none() -> None:
    assert [c for c in check_versions(open_version(BASE), []).base_conflicts if c.code in CODES] == []


def test_a_version_without_a_base_is_asked_by_all_of_these_but_what_compares() -> None:
    alone = [code for code in CODES if getattr(by_code()[code], "ALONE", False)]
    assert alone == [code for code in CODES if code != "AM14"]
