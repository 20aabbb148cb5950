"""Reports as HTML from the command line: a file or standard output, and a second language."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run


def test_screen_writes_a_report_with_every_patient(run: Run, patients: str) -> None:
    done = run("screen", patients, "--format", "html", "-o", "report.html")
    assert (done.code, done.out, done.err) == (0, "", "")
    text = Path("report.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert text.count("<article ") == 3
    assert text == run("screen", patients, "--format", "html").out


def test_explain_writes_a_report_of_one_patient(run: Run, patients: str) -> None:
    done = run("explain", patients, "--patient", "P-2", "--format", "html")
    assert done.code == 0
    assert done.out.count("<article ") == 1
    assert "blocked by IN-1" in done.out


def test_a_second_language_adds_its_labels(run: Run, patients: str) -> None:
    plain = run("explain", patients, "--patient", "P-2", "--format", "html")
    second = run("explain", patients, "--patient", "P-2", "--format", "html", "--lang", "zh")
    assert 'lang="zh"' not in plain.out
    assert 'lang="zh"' in second.out


def test_a_language_without_labels_is_unusable(run: Run, patients: str) -> None:
    done = run("screen", patients, "--format", "html", "--lang", "xx")
    assert (done.code, done.out) == (2, "")
    assert "names nothing in the language `xx`" in done.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--lang", "zh"), "--lang goes with --format html"),
        (("--format", "json", "--lang", "zh"), "--lang goes with --format html"),
        (("--format", "html", "--against-patient", "P-1"), "--format html goes without --against"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    run: Run, patients: str, words: tuple[str, ...], told: str
) -> None:
    done = run("explain", patients, "--patient", "P-2", *words)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
