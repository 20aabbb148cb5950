"""Patients under two versions: the same counts of a frame, of a file of any size, and of records one by one."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

import hn2301_asp as hn
from hn2301_asp.api import Protocol
from hn2301_asp.cohort import opening
from hn2301_asp.cohort.shift import MOST_NAMED, Range, Shift, counts_after, counts_before, merged, moved, span
from hn2301_asp.cohort.shifting import shift_of_frame
from hn2301_asp.source.diagnostics import InputError
from tests.cohort.rows import alone, table_of
from tests.cohort.test_frames import flat
from tests.conftest import Edit, Sample
from tests.independent.records import random_record

IN7 = "criteria/in7_organ_function.thr"
LOWER: tuple[Edit, ...] = (
    (IN7, "ALC ≥ 0.8 ×10^9/L", "ALC ≥ 0.1 ×10^9/L"),
    (IN7, "ANC ≥ 1.5 ×10^9/L", "ANC ≥ 0.1 ×10^9/L"),
    (IN7, "clearance ≥ 50 mL/min", "clearance ≥ 5 mL/min"),
    ("criteria/in6_disease_activity.thr", "SLEDAI-2K ≥ 6 points ", "SLEDAI-2K ≥ 1 points "),
)
HIGHER: Edit = (IN7, "Hb ≥ 80 g/L", "Hb ≥ 110 g/L")


@pytest.fixture(scope="module")
def other(edited: object) -> Protocol:
    """Another version: some limits are lower, and one is higher."""
    made: Protocol = edited(*LOWER, HIGHER)  # type: ignore[operator]
    return made


def drawn(rows: int, seed: str = "shift") -> pl.DataFrame:
    rng = random.Random(seed)
    records = [flat(random_record(rng, rng.choice([0, 0, 1, 4, 10])), n) for n in range(rows)]
    return table_of(records)


def test_every_cell_counts_the_rows_of_which_screening_each_alone_says_so(
    protocol: Protocol, other: Protocol, sample: Sample
) -> None:
    frame = drawn(sample(4_000))
    found = shift_of_frame(frame, (protocol, other), named=True)
    pairs: Counter[tuple[str, str]] = Counter()
    statuses: dict[str, Counter[tuple[str, str]]] = {c.id: Counter() for c in protocol.knowledge_base.criteria}
    into, out = [], []
    for row in frame.iter_rows(named=True):
        record = {name: value for name, value in row.items() if value is not None}
        there, here = (alone(version, record) for version in (protocol, other))
        ends = tuple(one[0] or "not understood" for one in (there, here))
        pairs[ends] += 1
        for number, one in enumerate(statuses.values(), start=1):
            one[there[number] or "none", here[number] or "none"] += 1
        if ends[0] != ends[1] and ends[1] == "eligible":
            into.append((row["patient_id"], *ends))
        elif ends[0] != ends[1] and ends[0] == "eligible":
            out.append((row["patient_id"], *ends))
    assert {(a, b): n for a, row in found.verdicts.items() for b, n in row.items()} == pairs
    for name, counts in statuses.items():
        assert {(a, b): n for a, row in found.criteria[name].items() for b, n in row.items()} == counts
    assert [(m.patient, m.before, m.after) for m in found.newly_in] == into[:MOST_NAMED]
    assert [(m.patient, m.before, m.after) for m in found.newly_out] == out[:MOST_NAMED]
    assert into
    assert out
    assert found.rows == pairs.total() == sum(counts_before(found.verdicts).values())


def test_counts_of_parts_add_up_to_those_of_the_whole(protocol: Protocol, other: Protocol) -> None:
    frame, versions = drawn(300), (protocol, other)
    whole = shift_of_frame(frame, versions, named=True)
    parts = [shift_of_frame(frame[start : start + 100], versions, named=True) for start in (0, 100, 200)]
    found = merged(merged(parts[0], parts[1]), parts[2])
    assert (found.rows, found.verdicts, found.criteria) == (whole.rows, whole.verdicts, whole.criteria)
    assert (found.newly_in, found.newly_out) == (whole.newly_in, whole.newly_out)


def test_nobody_is_named_who_must_not_be(protocol: Protocol, other: Protocol) -> None:
    found = shift_of_frame(drawn(300), (protocol, other), named=False)
    assert moved(found.verdicts, ["eligible"], ["ineligible"]) > 0
    assert (found.newly_in, found.newly_out) == ((), ())
    named = shift_of_frame(drawn(300), (protocol, other), named=True)
    assert named.newly_out[0].patient.startswith("P-")
    assert "P-" not in repr(named)
    assert "P-" not in repr(named.newly_out)


def test_a_file_says_the_same_read_as_records_and_as_a_frame(
    protocol: Protocol, other: Protocol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = drawn(200)
    good = frame.filter(protocol.screen_frame(frame)["error"].is_null())
    file, parquet = tmp_path / "cohort.csv", tmp_path / "cohort.parquet"
    good.write_csv(file)
    good.write_parquet(parquet)
    found: list[Shift] = []
    for given, large in ((file, 1_000_000), (file, 0), (parquet, 0), (good, 0), (good.lazy(), 0), (good.to_arrow(), 0)):
        monkeypatch.setattr(opening, "LARGE", large)
        account = hn.check_amendments(protocol, [other], cohort=given).accounts[0]
        assert account.comparison.shift is not None
        assert account.cohort is not None
        assert account.cohort.patients == len(good)
        assert account.cohort.after["eligible"] == counts_after(account.comparison.shift.verdicts)["eligible"]
        found.append(account.comparison.shift)
    assert all(one == found[0] for one in found)
    assert any("AM34" in conflict.code for conflict in account.conflicts)
    assert hn.compare(protocol, other, parquet).shift == found[0]


def test_a_row_of_a_file_that_is_not_understood_is_refused_and_named(
    protocol: Protocol, other: Protocol, tmp_path: Path
) -> None:
    file = tmp_path / "cohort.parquet"
    pl.DataFrame({"patient_id": ["A", "B"], "anc": ["2.1", "many"]}).write_parquet(file)
    with pytest.raises(InputError, match="many") as caught:
        hn.check_amendments(protocol, [other], cohort=file)
    assert [finding.place.row for finding in caught.value.findings] == [2]
    frame = pl.read_parquet(file)
    shift = hn.check_amendments(protocol, [other], cohort=frame).accounts[0].comparison.shift
    assert shift is not None
    assert shift.verdicts["not understood"] == {"not understood": 1}


def test_what_only_one_version_knows_is_shown_to_that_one_alone_and_told(protocol: Protocol, edited: object) -> None:
    more: Edit = ("vocabulary/facts.yaml", "  gilbert_syndrome:", "  smoker: {label: smoker}\n  gilbert_syndrome:")
    smoky: Protocol = edited(more)  # type: ignore[operator]
    frame = drawn(50).with_columns(smoker=pl.lit("yes"))
    found = shift_of_frame(frame, (protocol, smoky), named=True)
    assert (found.unknown_before, found.unknown_after) == (("smoker",), ())
    with pytest.raises(InputError, match="smokes"):
        shift_of_frame(frame.rename({"smoker": "smokes"}), (protocol, smoky), named=True)


def test_ranges_go_from_certain_to_possible() -> None:
    assert span({"met": 3, "unknown": 2, "not_met": 9}, "met", "unknown") == Range(3, 5)
