"""The page of a report: nothing is loaded, nothing from a file is markup, the same report gives the same bytes."""

from __future__ import annotations

import itertools
import re

import pytest
from msgspec.structs import replace

from hn2301_asp.report.amendment.formats import comparison_html, to_html
from hn2301_asp.report.writers.palette import PALETTE, TEXT_ON, contrast

from ..html.test_html import Tree
from .hostile import hostile
from .sample import ACTIVITY, COMPARISON, MEND, REDUNDANT, REPORT

FULL = replace(
    REPORT,
    base_conflicts=(REDUNDANT,),
    together=(replace(MEND, accepted="meant so", follows=(REDUNDANT,)), replace(MEND, undecided=True)),
)
PAGES = [to_html(REPORT), to_html(FULL), comparison_html(COMPARISON), to_html(replace(REPORT, accounts=()))]


@pytest.mark.parametrize("text", PAGES)
def test_tags_nest_and_ids_are_unique_and_references_resolve(text: str) -> None:
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
    tree = Tree(text)
    assert len(tree.ids) == len(set(tree.ids))
    for _, name, value in tree.attributes:
        if name == "aria-labelledby":
            assert value in tree.ids
        if name == "href":
            assert value is not None
            assert value[1:] in tree.ids


@pytest.mark.parametrize("text", PAGES)
def test_headings_are_in_order_and_heads_of_tables_say_of_what(text: str) -> None:
    tree = Tree(text)
    levels = [int(tag[1]) for tag in tree.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert len([1 for tag, name, _ in tree.attributes if tag == "th" and name == "scope"]) == tree.tags.count("th")


@pytest.mark.parametrize("text", PAGES)
@pytest.mark.parametrize(
    "word", ["http:", "https:", "src=", "@import", "url(", "<script", " style=", " onclick", "/home"]
)
def test_nothing_is_loaded_and_no_path_of_this_machine_is_shown(text: str, word: str) -> None:
    assert word not in text


@pytest.mark.parametrize("text", PAGES)
def test_the_browser_is_told_to_load_nothing_and_run_nothing(text: str) -> None:
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert len(policy) == 1
    assert re.fullmatch(
        r"default-src &#39;none&#39;; style-src &#39;sha256-[^;]+&#39;; base-uri &#39;none&#39;; "
        r"form-action &#39;none&#39;",
        policy[0],
    )


def test_the_assumptions_are_counted_and_linked() -> None:
    assert '<a href="#assumptions">1 assumption in force</a>' in PAGES[0]
    assert '<h3 id="assumptions">Assumptions in force: 1</h3>' in PAGES[0]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert to_html(REPORT) == PAGES[0]
    assert comparison_html(COMPARISON) == PAGES[2]


def test_a_redline_marks_what_was_deleted_and_inserted() -> None:
    assert "should be ≥<del>4 points</del><ins>6 points</ins></p>" in PAGES[0]
    assert "should be ≥<del>4 points</del></td>" in PAGES[0]
    assert "should be ≥<ins>6 points</ins></td>" in PAGES[0]


def test_every_part_of_the_account_is_there() -> None:
    tree = Tree(PAGES[0])
    parts = ("meaning", "summary", "text", "witnesses", "boundaries", "roster", "cohort", "says")
    assert [part for part in parts if f"a1-{part}" not in tree.ids] == []
    assert [part for part in parts if f"a2-{part}" in tree.ids] == ["meaning", "summary", "text"]
    assert "assurance" in tree.ids
    assert REPORT.base.digest in PAGES[0]
    assert "the typical patient, but SLEDAI-2K items arthritis + low complement" in PAGES[0]


def test_the_tone_of_an_amendment_is_that_of_its_gravest_finding() -> None:
    def tones(*conflicts: object) -> list[str]:
        text = to_html(replace(REPORT, accounts=(replace(ACTIVITY, conflicts=conflicts),)))
        return re.findall(r'<header class="headline (\w+)">', text)

    assert tones(MEND, REDUNDANT) == ["bad"]
    assert tones(replace(REDUNDANT, group="declare")) == ["open"]
    assert tones(replace(REDUNDANT, undecided=True)) == ["open"]
    assert tones(REDUNDANT, replace(MEND, accepted="meant so")) == ["good"]


def test_no_text_of_a_file_is_markup() -> None:
    report = hostile(FULL)
    for text in (to_html(report), comparison_html(report.accounts[0].comparison)):
        Tree(text)
        assert "<script" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert [sign for sign in ("\x1b", "\x00", "\u202e", "\ud800") if sign in text] == []


def test_what_is_deleted_and_inserted_can_be_read() -> None:
    for tone in ("bad", "good"):
        assert (tone, f"{tone}-tint") in TEXT_ON
        assert contrast(PALETTE[tone], PALETTE[f"{tone}-tint"]) >= 4.5
