"""``protocol.summary``: of frames of any kind, of files, under an index date, with patients named or counts hidden."""

from __future__ import annotations

import random
import re
from html import unescape
from pathlib import Path

import polars as pl
import pytest

import hn2301_asp as hn
from hn2301_asp.api import Protocol
from hn2301_asp.source.diagnostics import InputError
from tests.cohort.rows import table_of
from tests.cohort.test_frames import flat
from tests.independent.records import random_record


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    rng = random.Random("summaries")
    return table_of([flat(random_record(rng, rng.choice([0, 2, 10])), number) for number in range(300)])


def test_a_frame_of_any_kind_and_a_file_have_the_same_summary(
    protocol: Protocol, table: pl.DataFrame, tmp_path: Path
) -> None:
    table.write_csv(tmp_path / "patients.csv")
    whole = protocol.summary(table)
    for other in (table.lazy(), table.to_pandas(), table.to_arrow(), tmp_path / "patients.csv"):
        assert protocol.summary(other).to_dict() == whole.to_dict()
    assert isinstance(whole, hn.Summary)
    answers = protocol.screen_frame(table)
    assert whole.figures.possible.least == (answers["verdict"] == "eligible").sum()
    assert whole.figures.undetermined == (answers["verdict"] == "undetermined").sum()
    assert isinstance(answers, pl.DataFrame)


def test_it_is_told_under_the_readings_that_are_asked_for(protocol: Protocol, table: pl.DataFrame) -> None:
    reading = next(iter(protocol.knowledge_base.readings.values()))
    other = next(value for value in reading.values if value != reading.default)
    found = protocol.summary(table, readings={reading.id: other})
    assert found.to_dict()["readings"][reading.id] == other
    answers = protocol.screen_frame(table, readings={reading.id: other})
    assert found.figures.possible.least == (answers["verdict"] == "eligible").sum()


def test_patients_are_named_only_where_that_is_asked_for(protocol: Protocol, table: pl.DataFrame) -> None:
    silent = protocol.summary(table)
    for told in (silent.text(), silent.to_html(), silent.to_svg(), str(silent.to_dict()), repr(silent)):
        assert "P-" not in told
    named = protocol.summary(table, next_patients=3)
    answers = protocol.screen_frame(table, explain=True).filter(pl.col("verdict") == "undetermined")
    waits = [
        (len(row["missing_deciding"].split(";")), place, row["patient_id"], row["missing_deciding"])
        for place, row in enumerate(answers.iter_rows(named=True))
        if row["missing_deciding"]
    ]
    assert len(waits) < len(answers)
    expected = [(name, facts) for _, _, name, facts in sorted(waits)[:3]]
    assert [(one.patient, ";".join(one.facts)) for one in named.next_patients] == expected
    assert all(one.patient in named.text() for one in named.next_patients)
    assert all(one.patient in named.to_html() for one in named.next_patients)
    assert "P-" not in repr(named)
    assert "P-" not in named.to_svg()
    with pytest.raises(InputError, match="no patient is named"):
        protocol.summary(table, next_patients=3, min_cell=5)


def test_small_counts_are_hidden_where_that_is_asked_for(protocol: Protocol, table: pl.DataFrame) -> None:
    found = protocol.summary(table, min_cell=5)
    assert found.figures.hides
    assert "no count from 1 to 4 is told" in found.text()
    with pytest.raises(ValueError, match="smallest count"):
        protocol.summary(table, min_cell=0)


def test_an_index_date_is_a_day_or_says_which_visit_counts(protocol: Protocol, table: pl.DataFrame) -> None:
    visits = pl.concat([table.with_columns(screening_date=pl.lit(day)) for day in ("2025-01-10", "2025-02-10")])
    counted = {kind: protocol.summary(visits, index_date=kind).figures for kind in ("each", "first")}
    assert (counted["each"].counted, counted["first"].counted) == (600, 300)
    assert counted["first"].rows == 600
    assert protocol.summary(visits).figures.errors == 600
    one = protocol.summary(table, index_date="2025-05-05").figures
    assert [month.name for month in one.months] == ["2025-05"]


def test_a_notebook_shows_the_summary_in_a_frame_of_its_own(protocol: Protocol, table: pl.DataFrame) -> None:
    found = protocol.summary(table)
    inner = re.fullmatch(r'<iframe srcdoc="([^"]*)" sandbox="" style="[^"]*"></iframe>', found._repr_html_())
    assert inner is not None
    assert unescape(inner[1]) == found.to_html()
