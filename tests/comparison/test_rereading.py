"""What is proved under the readings in force is asked again under every other: who makes it false is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.model import Side, proved
from tests.conftest import Edit

RULES = "criteria/in7_organ_function.lp"
READINGS = "readings.yaml"
NEEDED = (
    RULES,
    "supported  :- support_given, support_needed, reading(in7_support, needed).",
    "supported  :- transfused_recently, support_needed, reading(in7_support, needed).",
)
BOTH = (RULES, "coagulation :- inr_adequate, aptt_adequate, reading(in7_coagulation, both).", "")
#: Nobody passes by this rule but under two other readings at once.
TWO = (
    RULES,
    'met("IN-7") :- bone_marrow,',
    'met("IN-7") :- reading(in7_support, needed), reading(in7_coagulation, both).\nmet("IN-7") :- bone_marrow,',
)
FEWER = (READINGS, "    default: any\n", "    default: needed\n")
MORE = (
    READINGS,
    "      needed: none within 7 days that was given to reach the values\n",
    "      needed: none within 7 days that was given to reach the values\n      waived: any use is allowed\n",
)
WAIVED = (RULES, ", no_support, coagulation", ", any_support, coagulation")
SUPPORT = (RULES, "no_support :- not supported.", "no_support :- not supported.\nany_support :- no_support.")

#: The edits; how eligibility changes under the readings in force; the readings under which somebody gains, and loses.
CASES: dict[str, tuple[list[Edit], str, list[dict[str, str]], list[dict[str, str]]]] = {
    "a rule that only another reading uses is narrower (P6)": (
        [NEEDED],
        "equivalent",
        [{"in7_support": "needed"}],
        [],
    ),
    "a rule that only another reading uses is gone": ([BOTH], "equivalent", [], [{"in7_coagulation": "both"}]),
    "two rules, each of another reading": (
        [NEEDED, BOTH],
        "equivalent",
        [{"in7_support": "needed"}],
        [{"in7_coagulation": "both"}],
    ),
    "only two other readings together": (
        [TWO],
        "equivalent",
        [{"in7_coagulation": "both", "in7_support": "needed"}],
        [],
    ),
    "a direction that another reading turns": (
        [("criteria/in7_organ_function.thr", "ALC ≥ 0.8", "ALC ≥ 1.0"), NEEDED],
        "narrower",
        [{"in7_support": "needed"}],
        [],
    ),
    "a limit that no reading is about": (
        [("criteria/in7_organ_function.thr", "ALC ≥ 0.8", "ALC ≥ 1.0")],
        "narrower",
        [],
        [],
    ),
    "another default, and else the same": ([FEWER], "broader", [], []),
    "a value that one version does not know": (
        [MORE, WAIVED, (*SUPPORT[:2], SUPPORT[2] + "\nany_support :- reading(in7_support, waived).")],
        "equivalent",
        [{"in7_support": "waived"}],
        [],
    ),
}


def broken(side: Side) -> list[dict[str, str]]:
    assert all(one.undecided is None for one in side.otherwise)
    return [dict(one.readings) for one in side.otherwise]


@pytest.mark.parametrize("case", CASES)
def test_the_readings_that_make_a_proof_false_are_named(edited: Callable[..., Protocol], case: str) -> None:
    edits, relation, gains, losses = CASES[case]
    overall = Comparer([edited(), edited(*edits)]).overall(0, 1)
    assert (overall.relation, broken(overall.gains), broken(overall.loses)) == (relation, gains, losses)


@pytest.mark.parametrize("case", CASES)
def test_who_is_named_is_judged_so_by_both_versions_under_that_reading(
    edited: Callable[..., Protocol], case: str
) -> None:
    edits = CASES[case][0]
    versions = (edited(), edited(*edits))
    overall = Comparer(versions).overall(0, 1)
    for side, verdicts in ((overall.gains, ("ineligible", "eligible")), (overall.loses, ("eligible", "ineligible"))):
        for one in side.otherwise:
            assert one.witness is not None
            assert (one.witness.before, one.witness.after) == verdicts
            assert tuple(_verdict(version, one.witness.record, one.readings) for version in versions) == verdicts


def _verdict(version: Protocol, record: Mapping[str, Any], readings: Mapping[str, str]) -> str:
    known = version.knowledge_base.readings
    return version.screen(record, readings={n: v for n, v in readings.items() if v in known[n].values}).verdict


def test_a_proof_says_whether_it_is_of_the_readings_in_force_only(edited: Callable[..., Protocol]) -> None:
    comparison = Comparer([edited(), edited(NEEDED)]).comparison(0, 1)
    assert {name: proved(change.otherwise) for name, change in comparison.criteria.items()} == {
        **dict.fromkeys(comparison.criteria, "proved"),
        "IN-7": "proved under the readings in force",
    }


def test_a_comparison_says_what_its_proofs_rest_on(edited: Callable[..., Protocol]) -> None:
    comparison = Comparer([edited(), edited(FEWER)], ["1.0", "A01"]).comparison(0, 1)
    assert [own["in7_support"] for own in comparison.readings.values()] == ["any", "needed"]
    assert "a man is neither pregnant nor lactating (background.lp:4)" in comparison.background


@pytest.mark.slow
@pytest.mark.parametrize(
    "case", ["a rule that only another reading uses is narrower (P6)", "two rules, each of another reading"]
)
def test_each_reading_as_a_default_gives_what_was_named(edited: Callable[..., Protocol], case: str) -> None:
    edits, _, gains, losses = CASES[case]
    base = edited().knowledge_base
    found: tuple[list[dict[str, str]], list[dict[str, str]]] = ([], [])
    for reading in base.readings.values():
        for value in [value for value in reading.values if value != reading.default]:
            before = _section(edited, reading.id, value)
            overall = Comparer([edited(before), edited(before, *edits)]).overall(0, 1)
            for side, named in zip((overall.gains, overall.loses), found, strict=True):
                named += [] if side.nobody else [{reading.id: value}]
    assert found == (gains, losses)


def _section(edited: Callable[..., Protocol], name: str, value: str) -> Edit:
    """The edit that makes another value of a reading its default."""
    files = edited().files
    assert files is not None
    text = files.texts[READINGS]
    start = text.index(f"  {name}:\n")
    end = text.index("    values:\n", start)
    section = text[start:end]
    head, _, rest = section.partition("    default: ")
    return READINGS, section, f'{head}    default: "{value}"\n{rest.partition(chr(10))[2]}'
