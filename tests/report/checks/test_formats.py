"""Findings of a knowledge base for programs: valid by the schema, whole, and nothing in them that steers a program."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from msgspec.structs import replace

from hn2301_asp.check.catalogue import kind_of, page, pages
from hn2301_asp.report.checks.data import findings_data
from hn2301_asp.report.checks.github import to_github
from hn2301_asp.report.checks.located import below
from hn2301_asp.report.checks.sarif import to_sarif
from hn2301_asp.source.diagnostics import Edit, Finding, Fix, Place, Said
from tests.report.amendment.hostile import ATTACK
from tests.report.amendment.sarif_schema import schema

LINE = 'hb_enough  Hb => 80 g/L  "Hb ≥80g/L"'
FINDING = Finding(
    "quote-mismatch",
    "the quote says `≥80`, the threshold says 90",
    Place("kb/a b.thr", 3, 15, 17, LINE),
    help="write the same",
    related=(Place("kb/a b.thr", 3, 26, 36),),
    number="KB102",
    said=Said("IN-7", "Hb ≥80g/L."),
    fix=Fix("write `≥`", (Edit("kb/a b.thr", 3, 15, 3, 17, "≥"),)),
)
REMARK = Finding("unused-fact", "nothing uses `x`", Place("kb/facts.yaml"), "remark", number="KB115")
WARNING = Finding("not-covered", "nothing encodes it", Place(), "warning")
ALL = [FINDING, REMARK, WARNING]


def _errors(log: object) -> list[str]:
    from jsonschema import Draft7Validator

    return [error.message for error in Draft7Validator(schema()).iter_errors(log)]


def _hostile(finding: Finding) -> Finding:
    place = replace(finding.place, file=f"{finding.place.file}{ATTACK}", text=ATTACK)
    said, fix = Said(ATTACK, ATTACK), Fix(ATTACK, (Edit(f"x{ATTACK}", 1, 1, 1, 2, ATTACK),))
    return replace(finding, code=f"x{ATTACK}", message=ATTACK, help=ATTACK, place=place, said=said, fix=fix)


@pytest.mark.parametrize("findings", [ALL, [], [_hostile(FINDING)], [_hostile(replace(REMARK, number=ATTACK))]])
def test_a_log_is_valid_by_its_schema(findings: list[Finding]) -> None:
    assert _errors(json.loads(to_sarif(findings, pages()))) == []


def test_a_log_says_of_each_finding_what_a_person_is_told() -> None:
    (run,) = json.loads(to_sarif(ALL, pages()))["runs"]
    assert [(rule["id"], rule["name"]) for rule in run["tool"]["driver"]["rules"]] == [
        ("KB102", "quote-mismatch"),
        ("KB115", "unused-fact"),
        ("not-covered", "not-covered"),
    ]
    kind = kind_of("KB102")
    assert kind is not None
    assert run["tool"]["driver"]["rules"][0]["help"]["text"] == page(kind).rstrip()
    assert [(r["ruleId"], r["ruleIndex"], r["level"]) for r in run["results"]] == [
        ("KB102", 0, "error"),
        ("KB115", 1, "note"),
        ("not-covered", 2, "warning"),
    ]
    first = run["results"][0]
    assert first["message"]["text"] == (
        "the quote says `≥80`, the threshold says 90. IN-7 says “Hb ≥80g/L.”. help: write the same."
    )
    region = {"startLine": 3, "startColumn": 15, "endColumn": 17, "snippet": {"text": LINE}}
    assert first["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "kb/a%20b.thr"}, "region": region}}]
    assert len(first["relatedLocations"]) == 1
    (fix,) = first["fixes"]
    assert fix["artifactChanges"] == [
        {
            "artifactLocation": {"uri": "kb/a%20b.thr"},
            "replacements": [
                {
                    "deletedRegion": {"startLine": 3, "startColumn": 15, "endLine": 3, "endColumn": 17},
                    "insertedContent": {"text": "≥"},
                }
            ],
        }
    ]


def test_data_hold_every_part_and_counts_that_add_up() -> None:
    data = findings_data(ALL)
    assert data["counts"] == {"findings": 2, "remarks": 1}
    first: dict[str, Any] = data["findings"][0]
    assert first == {
        "number": "KB102",
        "code": "quote-mismatch",
        "severity": "error",
        "message": FINDING.message,
        "place": {"file": "kb/a b.thr", "line": 3, "column": 15, "end_column": 17, "text": LINE},
        "related": [{"file": "kb/a b.thr", "line": 3, "column": 26, "end_column": 36}],
        "says": {"who": "IN-7", "words": "Hb ≥80g/L."},
        "help": "write the same",
        "fix": {
            "title": "write `≥`",
            "safe": True,
            "edits": [
                {"file": "kb/a b.thr", "line": 3, "column": 15, "end_line": 3, "end_column": 17, "replacement": "≥"}
            ],
        },
    }


def test_a_command_names_the_place_and_holds_all_in_one_line() -> None:
    assert to_github(ALL).split("\n") == [
        "::error file=kb/a b.thr,line=3,endLine=3,col=15,endColumn=17,title=KB102 quote-mismatch::"
        "the quote says `≥80`, the threshold says 90%0Asee kb/a b.thr:3%0A"
        "IN-7 says “Hb ≥80g/L.”%0Ahelp: write the same",
        "::notice file=kb/facts.yaml,title=KB115 unused-fact::nothing uses `x`",
        "::warning title=not-covered::nothing encodes it",
        "",
    ]


#: Texts that would end a command, begin another one, or be read as an escape.
EVIL = ["a\n::error::b", "a\r\n::set-output name=x::y", "100%0A::warning::z", "a,b:c", "\u2028::debug::q"]


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_in_a_knowledge_base_begins_another_command(evil: str) -> None:
    finding = replace(FINDING, message=evil, help=evil, code=evil, place=replace(FINDING.place, file=evil))
    lines = to_github([finding]).splitlines()
    assert len(lines) == 1
    command = re.fullmatch(r"::error ([^:]*)::(.*)", lines[0])
    assert command is not None
    properties = [part.partition("=")[0] for part in command[1].split(",")]
    assert properties == ["file", "line", "endLine", "col", "endColumn", "title"]
    read = command[2].replace("%0A", "\n").replace("%25", "%")
    assert [line for line in read.split("\n") if line.startswith("::")] == []


def test_files_are_called_with_their_folder_once() -> None:
    inside = Finding("x", "x", Place("criteria/a.thr"), fix=Fix("y", (Edit("criteria/a.thr", 1, 1, 1, 1, ""),)))
    (found,) = below("kb", [inside])
    assert (found.place.file, found.fix and found.fix.edits[0].file) == ("kb/criteria/a.thr", "kb/criteria/a.thr")
    assert below("kb", [found]) == [found]
    assert below("./kb", [inside])[0].place.file == "kb/criteria/a.thr"


def test_no_path_of_this_machine_is_told() -> None:
    placed = below("/home/somebody/kb", [Finding("x", "x", Place("criteria/a.thr", 1))])
    for text in (to_github(placed, ("/home/somebody/kb",)), to_sarif(placed, {}, ("/home/somebody/kb",))):
        assert "somebody" not in text
        assert "kb/criteria/a.thr" in text
