"""A finding is rendered with its place, the line and a caret; names that are near are proposed."""

from __future__ import annotations

import pytest

from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, nearest, one_of, render

LINE = "a age ≥ 18 yeers"


def test_a_finding_shows_everything_that_it_carries() -> None:
    finding = Finding(
        "unknown-unit",
        "`yeers` is not a declared unit",
        Place("kb/a.thr", 3, 12, 17, LINE),
        "warning",
        "did you mean `year`?",
        (Place("kb/b.thr", 7, 1, 4, "bar x"), Place("kb/c.thr")),
    )
    assert render(finding) == (
        "warning[unknown-unit] `yeers` is not a declared unit\n"
        "  at kb/a.thr:3:12\n"
        "    a age ≥ 18 yeers\n"
        "               ^^^^^\n"
        "  see kb/b.thr:7:1\n"
        "    bar x\n"
        "    ^^^\n"
        "  see kb/c.thr\n"
        "  help: did you mean `year`?"
    )


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place(), ""),
        (Place("f.csv"), "f.csv"),
        (Place("f.thr", 3), "f.thr:3"),
        (Place("f.thr", 3, 5), "f.thr:3:5"),
        (Place("f.csv", row=4, patient="P-1", field="age"), "f.csv, row 4, patient P-1, field age"),
        (Place(field="age"), "field age"),
        (Place("f.thr", column=5), "f.thr"),
    ],
)
def test_a_place_is_shown_by_what_is_known_of_it(place: Place, shown: str) -> None:
    assert str(place) == shown


@pytest.mark.parametrize(
    ("column", "end_column", "text", "caret"),
    [
        (1, 2, "abc", "^"),
        (1, 4, "abc", "^^^"),
        (2, 99, "abc", " ^^^"),
        (4, 5, "abc", "   ^"),
        (2, None, "abc", " ^"),
        (3, 3, "abc", "  ^"),
        (2, 4, "\tabc", " ^^"),
        (3, 4, "≥µx\n", "  ^"),
    ],
)
def test_the_caret_stands_under_the_span(column: int, end_column: int | None, text: str, caret: str) -> None:
    rendered = render(Finding("c", "m", Place("f", 1, column, end_column, text)))
    assert rendered.split("\n")[2:] == ["    " + text.rstrip("\n").replace("\t", " "), "    " + caret]


def test_an_error_carries_all_its_findings_and_shows_them() -> None:
    findings = [Finding("one", "first"), Finding("two", "second", Place("f", 2))]
    error = InputError(findings)
    assert (error.findings, str(error)) == (tuple(findings), "error[one] first\nerror[two] second\n  at f:2")
    assert InputError(findings[0]).findings == (findings[0],)


def test_the_nearest_name_is_found_whatever_its_capitals() -> None:
    known = ["Total Bilirubin", "total bilirubin", "age", "Age"]
    assert [nearest(name, known) for name in ("total bilirubim", "AEG", "xyzzy", "")] == [
        "Total Bilirubin",
        "Age",
        None,
        None,
    ]
    assert [did_you_mean("aeg", ["age"]), did_you_mean("aeg", [])] == ["did you mean `age`?", None]


def test_names_are_listed_up_to_a_limit() -> None:
    assert one_of(["a", "b"]) == "`a`, `b`"
    assert one_of([*"abcde"], limit=3) == "`a`, `b`, `c` and 2 more"
    assert one_of([]) == ""


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("LLN", ["ULN"], None),
        ("alt_lln", ["alt_uln", "alt"], None),
        ("alt_ulm", ["alt_uln"], "alt_uln"),
        ("low_sodium", ["high_sodium"], None),
        ("low_complemnt", ["low_complement"], "low_complement"),
    ],
)
def test_what_says_the_opposite_is_never_suggested(name: str, known: list[str], expected: str | None) -> None:
    assert nearest(name, known) == expected
