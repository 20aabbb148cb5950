"""Limits moved, on the command line: what is shown in every format, and that it is no advice."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.report.cohort.relax import NO_ADVICE
from tests.cli.conftest import Run


@pytest.fixture
def people(run: Run, folder: Path) -> str:
    """A table of synthetic patients."""
    assert run("synth", "150", "--seed", "3", "-o", "people.parquet").code == 0
    return "people.parquet"


def test_limits_are_told_in_every_format(run: Run, people: str) -> None:
    told = run("relax", people)
    assert told.code == 0
    assert "Of 150 patients " in told.out
    assert " ".join(NO_ADVICE.split()) in " ".join(told.out.split())
    assert (
        "IN-7 ALC ≥ 0.8 ×10^9/L, step by step\n    words       “ALC ≥0.8×10^9/L”\n    threshold   alc_adequate\n"
        in told.out
    )
    assert "IN-7 LVEF ≥ 40 %: not moved; a guard-rail forbids more: hypotension and fluids" in told.out
    assert "threshold takes_corticosteroid: not moved: what is true of everybody speaks of it, too" in told.out
    data = json.loads(run("relax", people, "--format", "json").out)
    assert data["disclaimer"] == NO_ADVICE
    assert (data["rows"], data["unread"], data["scope"]) == (
        150,
        0,
        "8 inclusion criteria; exclusion criteria not assessed",
    )
    curves = {one["name"]: one for one in data["curves"]}
    assert curves["adult"]["guarded"] == ["adults only"]
    steps = curves["alc_adequate"]["steps"]
    assert steps
    assert [one["limit"] for one in steps] == sorted((one["limit"] for one in steps), reverse=True)
    page = run("relax", people, "--format", "html").out
    assert page.count("<svg") == sum(bool(one["steps"]) for one in data["curves"])
    assert NO_ADVICE in page
    assert "<script" not in page
    drawn = run("relax", people, "--format", "svg").out
    assert ElementTree.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"
    assert "SYNTH" not in told.out + page + drawn


def test_other_readings_can_be_in_force(run: Run, people: str) -> None:
    told = run("relax", people, "--format", "json", "--reading", "in7_coagulation=both")
    assert json.loads(told.out)["readings"]["in7_coagulation"] == "both"
    assert run("relax", people, "--reading", "in7_coagulation").code == 2


def test_a_table_that_is_not_understood_is_refused(run: Run, folder: Path) -> None:
    Path("bad.csv").write_text("patient_id,anc\nA,2.0\nB,many\n", encoding="utf-8")
    refused = run("relax", "bad.csv")
    assert refused.code == 2
    assert "many" in refused.err
    assert run("relax", "nowhere.parquet").code == 2


def test_a_notebook_shows_what_the_command_writes(run: Run, folder: Path, protocol: Protocol) -> None:
    assert run("synth", "20", "-o", "few.csv").code == 0
    found = protocol.relax("few.csv")
    assert found.text() == run("relax", "few.csv").out
    assert found.to_html().startswith("<!DOCTYPE html>")
    assert escape(found.to_html()) in found._repr_html_()
    assert found.to_dict()["rows"] == 20
    assert ElementTree.fromstring(found.to_svg()).tag.endswith("svg")
