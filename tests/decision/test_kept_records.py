"""Records that 0.2.0 and 0.3.0 wrote: identical, or what changed and why."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.decision import verify
from hn2301_asp.decision.text import verification_lines
from hn2301_asp.decision.verify import Verification
from hn2301_asp.report.writers.lines import plain

from .conftest import Put, with_new_digests

RECORDS = Path(__file__).parent / "records"
VERSIONS = ("0.2.0", "0.3.0")
#: What is said now of more values, and was not said then.
SAID_NOW = {"margins", "borderline"}


def recorded(version: str, name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(lzma.decompress((RECORDS / f"{version}-{name}.json.xz").read_bytes()))
    return data


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def reasons(found: Verification) -> list[str]:
    return [line[5:] for line in plain(verification_lines(found)).splitlines() if line.startswith("why: ")]


def test_every_kept_record_is_of_one_of_these_versions_and_as_it_was_made(put: Put) -> None:
    kept = sorted(RECORDS.glob("*.xz"))
    assert len(kept) == 12
    for file in kept:
        version, _, name = file.name.removesuffix(".json.xz").partition("-")
        data = recorded(version, name)
        assert (version in VERSIONS, data["versions"]["hn2301_asp"]) == (True, version)
        assert verify(put(data)).altered == ()


@pytest.mark.parametrize("name", ["examples", "explained", "readings", "workbook"])
def test_a_record_of_an_earlier_version_is_identical(version: str, name: str, put: Put) -> None:
    data = recorded(version, name)
    found = verify(put(data))
    assert found.identical
    assert found.verdicts == tuple(entry["result"]["verdict"] for entry in data["patients"])
    assert {d.path.rpartition(".")[2].partition("[")[0] for d in found.added} <= SAID_NOW


#: The verdict now and then of those of whom it is another one, with the criterion through which.
OTHERWISE = {
    "above-790": ("undetermined", "eligible", (("IN-7", "met", "unknown"),)),
    "lvef-fraction": ("undetermined", "eligible", (("IN-7", "met", "unknown"),)),
    "hb-mmol": ("undetermined", "eligible", (("IN-7", "met", "unknown"),)),
    "months": ("undetermined", "eligible", (("IN-2", "met", "unknown"),)),
    "utc": ("undetermined", "eligible", (("IN-7", "met", "unknown"),)),
    "uln": ("eligible", "undetermined", (("IN-7", "unknown", "met"),)),
}
#: What is refused now.
REFUSED = {
    "t24": "`2025-03-02T24:00` has a time that no clock shows",
    "uln-gt": "`>40` is no upper limit of normal",
    "femle": "`femle` is not known for sex",
    "sex-other": "`other` is not known for sex",
    "comma": "`2.020` can be 2020 or 2.020",
}


def test_of_a_record_that_comes_out_otherwise_it_is_told_what_changed_and_why(version: str, put: Put) -> None:
    found = verify(put(recorded(version, "changed")))
    assert {o.patient: (o.verdict, o.stored, o.changed) for o in found.outcomes if o.changed} == OTHERWISE
    assert {o.patient: o.problem for o in found.outcomes if o.problem} == REFUSED
    assert len([outcome for outcome in found.outcomes if outcome.same]) == 22 - len(OTHERWISE) - len(REFUSED)
    assert found.unexplained == ()
    # Of clingo too, where the tests run with another one than the record was made with.
    first, *others = reasons(found)
    assert first.startswith("the record was made with other versions of hn2301_asp")
    assert others == [
        "since 0.4.0 a value behind < or > is every value that it writes, also between recording steps: "
        "ALC >790 /uL (above-790), LVEF >0.39 fraction (lvef-fraction), Hb >4.92 mmol/L (hb-mmol), "
        "SLE duration >5 months (months) and age >17 years (age>17)",
        "since 0.4.0 a time in UTC may be of either day while the site's time zone is not given: "
        "last transfusion 2025-03-02 or 2025-03-03 (utc)",
        "since 0.4.0 an upper limit of normal is read as laboratories print it: `<` stands for the limit: "
        "upper limit of normal of ALT <40 U/L (uln)",
        "since 0.4.0 what could be mistaken for something else, or cannot be, is refused: "
        "t24, uln-gt, femle, sex-other and comma",
        "since 0.4.0 a given value near one that is worked out is told with what lies between the two: crcl",
    ]


def test_a_duration_in_years_was_cut_to_whole_ones(version: str, put: Put) -> None:
    found = verify(put(recorded(version, "years")))
    assert [(o.patient, o.verdict, o.stored) for o in found.outcomes] == [
        ("Y-1", "ineligible", "eligible"),
        ("Y-2", "eligible", "eligible"),
    ]
    assert found.unexplained == ()
    assert reasons(found)[1:] == [
        "since 0.4.0 a time from a date is counted by what its unit is, and in years is not cut to whole ones: "
        "date of the SLE diagnosis 2019-04-10 (Y-1) and date of the SLE diagnosis 2020-03-10 (Y-2)"
    ]


def test_the_verdict_stands_before_what_follows_from_it(version: str, put: Put) -> None:
    text = plain(verification_lines(verify(put(recorded(version, "changed")))))
    assert text.splitlines()[:3] == [
        "not identical: 80 differences, in 13 of 22 patients",
        "  above-790: the verdict is undetermined, was eligible (IN-7 open, was met)",
        "      turns on IN-7: ALC >790 /uL, needed: ≥ 0.8 ×10^9/L, that is ≥ 800 /uL",
    ]
    assert "  uln: the verdict is eligible, was undetermined (IN-7 met, was open)\n" in text
    assert "  t24: the input is not understood: `2025-03-02T24:00` has a time that no clock shows\n" in text


def test_a_verdict_that_no_known_change_explains_is_told_as_such(version: str, put: Put) -> None:
    data = recorded(version, "explained")
    data["patients"][0]["result"]["verdict"] = "eligible"
    found = verify(put(with_new_digests(data)))
    assert [difference.path for difference in found.unexplained] == ["patients[0].result.verdict"]
    # Of clingo too, where the tests run with another one than the record was made with.
    first, *others = reasons(found)
    assert first.startswith("the record was made with other versions of hn2301_asp")
    assert others == [
        "no change of the software that is known explains it: please report this record's versions",
    ]


def test_a_value_that_is_read_otherwise_explains_no_criterion_that_does_not_ask_for_it(version: str, put: Put) -> None:
    data = recorded(version, "changed")
    data["patients"] = [entry for entry in data["patients"] if entry["input"]["patient_id"] == "above-790"]
    result = data["patients"][0]["result"]
    result["criteria"][0]["status"] = "not_met"
    result["blocking"], result["verdict"] = ["IN-1"], "ineligible"
    found = verify(put(with_new_digests(data)))
    assert [difference.path for difference in found.unexplained] == [
        "patients[0].result.criteria[0].status",
        "patients[0].result.blocking[0]",
    ]


def test_a_value_that_is_read_otherwise_and_changes_nothing_explains_nothing(version: str, put: Put) -> None:
    data = recorded(version, "changed")
    data["patients"] = [entry for entry in data["patients"] if entry["input"]["patient_id"] == "age>17"]
    data["patients"][0]["result"]["criteria"][7]["status"] = "not_met"
    found = verify(put(with_new_digests(data)))
    assert [difference.path for difference in found.unexplained] == ["patients[0].result.criteria[7].status"]
