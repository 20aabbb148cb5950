"""Reports and comparisons as text and Markdown: golden files, and what has no place in them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from hn2301_asp.amendment.model import Conflict, Report
from hn2301_asp.report.amendment.document import report_document
from hn2301_asp.report.amendment.findings import told, told_all
from hn2301_asp.report.amendment.formats import comparison_lines, comparison_markdown, report_lines, to_markdown
from hn2301_asp.report.amendment.words import counted
from hn2301_asp.report.writers.blocks import Findings, Part, Told
from hn2301_asp.report.writers.finding_lines import long_lines, short_lines
from hn2301_asp.report.writers.lines import plain
from hn2301_asp.source.diagnostics import Place

from .hostile import hostile
from .sample import ACTIVITY, COMPARISON, MEND, REDUNDANT, REPORT, RETROACTIVE, WORDING

Golden = Callable[[str, str], None]


def _with(*conflicts: Conflict) -> Report:
    return replace(REPORT, accounts=(replace(ACTIVITY, conflicts=conflicts),))


def report_findings(report: Report) -> list[Told]:
    """The findings of the first amendment, as the short form shows them."""
    part = report_document(report, "short").blocks[0]
    assert isinstance(part, Part)
    return [told for block in part.blocks if isinstance(block, Findings) for told in block.told]


def _short(*conflicts: Conflict) -> str:
    return plain(short_lines(told_all(REPORT, conflicts), 100))


def _long(conflict: Conflict, width: int = 100) -> str:
    return plain(long_lines(told(REPORT, conflict), width))


def test_a_report_as_text(golden: Golden) -> None:
    golden("amendment/report/report.txt", plain(report_lines(REPORT, 100)))


def test_a_report_as_markdown(golden: Golden) -> None:
    golden("amendment/report/report.md", to_markdown(REPORT))


def test_a_comparison_as_text(golden: Golden) -> None:
    golden("amendment/report/comparison.txt", plain(comparison_lines(COMPARISON, 100)))


def test_a_comparison_as_markdown(golden: Golden) -> None:
    golden("amendment/report/comparison.md", comparison_markdown(COMPARISON))


def test_a_comparison_without_a_difference_says_that_it_is_proved() -> None:
    assert plain(comparison_lines(WORDING.comparison, 100)) == (
        "1.0 → A03: lets in the same patients\n\n"
        "Same meaning in both (proved): IN-1, IN-2, IN-3, IN-4, IN-5, IN-6, IN-7, IN-8\n\n"
        "Proved means: true of every record that can be read and contradicts nothing, given the background\n"
        "  knowledge, under all readings, or those in force where it says so\n"
        "Readings in force: none: no phrase is open\n"
        "Background knowledge: none\n"
        "1.0: HN2301 1.0, kb 0a1b2c3d4e5f\n"
        "A03: HN2301 1.0, kb 2a1b2c3d4e5f\n"
    )


def test_findings_stand_in_the_order_in_which_people_take_them() -> None:
    declare = replace(RETROACTIVE, group="declare", severity="warning", code="AM30", message="somebody else changes")
    accepted = replace(MEND, accepted="meant so", witness=None, notes=(), unless=())
    assert _short(RETROACTIVE, accepted, declare, replace(MEND, witness=None, notes=MEND.notes[1:2])) == (
        'MEND     declared "clarifies"; it narrows IN-6 [AM29].'
        " Nobody gains (proved under the readings in\n"
        "         force).\n"
        "         unless: “INR or APTT ≤1.5×ULN” is read as “both must be within” (in7_coagulation=both),\n"
        "           then somebody comes to pass IN-6: the typical patient, but INR 2.0: blocked by IN-7 under\n"
        "           1.0, eligible under A02\n"
        "DECLARE  somebody else changes [AM30]\n"
        "KNOW     participant 001-04, enrolled 2 Feb, would no longer qualify [AM32]\n"
        'MEND     declared "clarifies"; it narrows IN-6 [AM29, accepted]\n'
        "         accepted: meant so\n"
    )


@pytest.mark.parametrize(
    ("message", "told_as"),
    [
        ("a sentence", "a sentence [AM29]. Nobody loses (proved)."),
        ("a sentence.", "a sentence [AM29]. Nobody loses (proved)."),
        ("one. Two.", "one [AM29]. Two. Nobody loses (proved)."),
        ("from 0.8 to 1.0", "from 0.8 to 1.0 [AM29]. Nobody loses (proved)."),
    ],
)
def test_a_code_stands_at_the_end_of_the_first_sentence(message: str, told_as: str) -> None:
    finding = replace(MEND, message=message, notes=(("loses", "nobody (proved)"),), witness=None, unless=())
    assert _short(finding) == f"MEND  {told_as}\n"


def test_what_is_undecided_or_accepted_is_counted_apart() -> None:
    conflicts = (MEND, RETROACTIVE, replace(MEND, undecided=True), replace(MEND, accepted="meant so"))
    assert counted(conflicts) == "1 to mend · 1 to know · 1 undecided · 1 accepted"
    assert counted(()) == "nothing found"


def test_an_undecided_finding_says_so_where_it_is_told() -> None:
    undecided = replace(REDUNDANT, undecided=True)
    assert "[AM14, undecided]" in _short(undecided)
    assert "`AM14, undecided`" in to_markdown(_with(undecided))


def test_what_follows_from_a_cause_is_listed_under_it() -> None:
    root = replace(MEND, follows=(REDUNDANT,))
    line = 'IN-6 now says no more than "clinical SLEDAI-2K ≥6" (proved) [AM14]'
    assert f"      from the same cause: {line}\n" in _short(root)
    assert f"  follows    {line}\n" in _long(root)
    assert f"  - follows: {line}\n".replace("[", "\\[").replace("]", "\\]") in to_markdown(_with(root))


def test_an_accepted_finding_is_not_told_at_length() -> None:
    assert "error[AM29]" in plain(report_lines(_with(MEND), 100))
    assert "error[AM29]" not in plain(report_lines(_with(replace(MEND, accepted="meant so")), 100))


def test_the_source_line_stands_beside_its_place_where_both_fit() -> None:
    place = Place("kb/a.thr", 4, 8, 13, "  alc  ≥ 1.0 ×10^9/L\n")
    short = replace(MEND, place=place, was=replace(place, text="  alc  ≥ 0.8 ×10^9/L\n"), notes=(), witness=None)
    assert _long(short).splitlines()[1:3] == [
        "  kb/a.thr:4   alc  ≥ 1.0 ×10^9/L",
        "                    ^^^^^ was ≥ 0.8",
    ]


@pytest.mark.parametrize("column", [1, 60, 150, 210])
def test_of_a_long_source_line_the_part_that_matters_is_shown(column: int) -> None:
    text = "".join(f"{number:<10}" for number in range(22))
    place = Place("kb/criteria/a.thr", 4, column, column + 3, text)
    source, carets = _long(replace(MEND, place=place, notes=(), witness=None)).splitlines()[2:4]
    at = carets.index("^")
    assert source[at : at + 3] == text[column - 1 : column + 2]
    assert len(source) <= 100


def test_a_finding_without_a_place_has_no_line_for_it() -> None:
    assert _long(replace(MEND, place=Place(), was=None, notes=(), witness=None, unless=())) == (
        'error[AM29] declared "clarifies"; it narrows IN-6\n'
        "  mend       declare `IN-6: narrows`, or restore ≥ 4 points\n"
    )


def test_a_witness_is_told_once_and_referred_to_by_a_number() -> None:
    for text in (plain(report_lines(REPORT, 100)), to_markdown(REPORT)):
        assert text.count("the typical patient, but SLEDAI-2K items arthritis + low complement") == 1
        assert text.count("no. 1: eligible under 1.0, blocked by IN-6 under A02") == 2


def test_each_amendment_s_account_describes_its_witnesses_under_one_number() -> None:
    other = replace(WORDING, conflicts=(replace(MEND, amendment="A03"),))
    found = plain(report_lines(replace(REPORT, accounts=(ACTIVITY, other)), 200))
    assert found.count("the typical patient, but SLEDAI-2K items arthritis + low complement (no. 1)") == 2
    assert found.count("no. 1: eligible under 1.0, blocked by IN-6 under A0") == 3


def test_two_witnesses_in_the_same_words_are_not_taken_for_one() -> None:
    assert MEND.witness is not None
    other = replace(MEND, code="AM30", witness=replace(MEND.witness, record={"patient_id": "another"}))
    assert "low complement (no." not in plain(short_lines(report_findings(_with(MEND, other)), 100))


def test_no_line_is_wider_than_asked_for() -> None:
    for width in (60, 80, 120):
        lines = plain(report_lines(REPORT, width)).splitlines()
        assert max(len(line) for line in lines if "criteria/" not in line) <= width


def test_no_text_of_a_file_steers_the_terminal_or_passes_for_a_line() -> None:
    text = plain(report_lines(hostile(REPORT), 100))
    assert [sign for sign in ("\x1b", "\x00", "\u202e", "\ud800", "\n- \\") if sign in text] == []
    assert text.encode("utf-8")


@pytest.mark.parametrize("made", [lambda r: to_markdown(r), lambda r: comparison_markdown(r.accounts[0].comparison)])
def test_no_text_of_a_file_is_markup_in_markdown(made: Callable[[Report], str]) -> None:
    text = re.sub(r"(?<!\\)`[^`\n]*`", "", made(hostile(REPORT)))
    for markup in ("<script>", "\n- \\{", "\x1b", "\ud800", "</del>@", "[x](", "http://evil"):
        assert markup not in text
    assert "@all" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_table_of_the_markdown_keeps_its_columns() -> None:
    for line in to_markdown(hostile(REPORT)).splitlines():
        if line.startswith("| IN-"):
            assert line.replace("\\|", "").count("|") == 9


def test_no_path_of_this_machine_is_shown() -> None:
    for text in (plain(report_lines(REPORT, 100)), to_markdown(REPORT), plain(comparison_lines(COMPARISON, 100))):
        assert "/home" not in text
        assert "kb/amendments/A02_activity/criteria/in6_disease_activity.thr:4" in text
