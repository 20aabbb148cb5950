"""The file itself: nothing is loaded, nothing from a record is markup, the same input gives the same bytes."""

from __future__ import annotations

import itertools
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol, load
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.report.html import to_html
from hn2301_asp.source.diagnostics import InputError

from .fixtures import ANSWERS, FIRST, answered, examples

ATTACK = "<script>alert(1)</script>"
VOID = {"meta", "input", "br", "link", "img"}


class Tree(HTMLParser):
    """Checks that tags nest, and collects ids, headings and tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def report(protocol: Protocol) -> str:
    return to_html(protocol, list(examples(protocol).values()))


def test_there_is_one_section_for_each_patient(report: str) -> None:
    assert report.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert report.count("<article ") == 5
    assert re.findall(r'<article id="(p\d)"', report) == ["p1", "p2", "p3", "p4", "p5"]


def test_one_patient_has_no_list(protocol: Protocol, report: str) -> None:
    one = to_html(protocol, [examples(protocol)["P-014"]])
    assert 'id="patients"' in report
    assert 'id="patients"' not in one
    assert "<title>HN2301 screening · P-014</title>" in one


def test_no_patients_are_an_empty_list(protocol: Protocol) -> None:
    assert "0 patients" in to_html(protocol, [])


@pytest.mark.parametrize(
    "word", ["http:", "https:", "src=", "@import", "url(", "//cdn", "xmlns", " style=", " onclick"]
)
def test_nothing_is_loaded_from_anywhere(report: str, word: str) -> None:
    assert word not in report


def test_the_browser_is_told_to_load_and_run_nothing_else(report: str) -> None:
    assert "default-src &#39;none&#39;" in report
    assert "unsafe" not in report
    assert report.count("<script>") == report.count("<style>") == 1


def test_tags_nest_and_ids_are_unique_and_references_resolve(report: str) -> None:
    tree = Tree(report)
    assert len(tree.ids) == len(set(tree.ids))
    for _, name, value in tree.attributes:
        if name in ("aria-labelledby", "for"):
            assert set((value or "").split()) <= set(tree.ids)
        if name == "href":
            assert value
            assert value[0] == "#"
            assert value[1:] in tree.ids


def test_headings_are_in_order_and_heads_of_tables_say_of_what(report: str) -> None:
    tree = Tree(report)
    levels = [int(tag[1]) for tag in tree.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    scopes = [value for tag, name, value in tree.attributes if tag == "th" and name == "scope"]
    assert len(scopes) == tree.tags.count("th")


def test_every_drawing_has_a_name_and_a_description(report: str) -> None:
    named = re.findall(r'<svg class="strip".*?</svg>', report, re.DOTALL)
    assert named
    assert all('role="img"' in svg and "<title " in svg and "<desc " in svg for svg in named)
    others = re.findall(r'<svg class="mini"[^>]*>', report)
    assert others
    assert all('aria-hidden="true"' in svg for svg in others)


def test_the_same_input_gives_the_same_bytes(protocol: Protocol, report: str) -> None:
    assert to_html(protocol, list(examples(protocol).values())) == report
    assert to_html(load(), list(examples(load()).values())) == report


def test_every_output_carries_the_scope_and_the_disclaimer(protocol: Protocol, report: str) -> None:
    for article in report.split("<article ")[1:]:
        assert protocol.knowledge_base.scope in article
        assert "Not advice to change treatment. Exclusion criteria not assessed." in article
        assert f"kb {protocol.knowledge_base.digest[:12]}" in article


def test_text_from_a_record_is_never_markup(protocol: Protocol) -> None:
    record = {
        "patient_id": ATTACK,
        "total_bilirubin": {"value": "<3.5 mg/dL", "date": "2025-03-08", "source": f"{ATTACK}&\"'"},
        "alt": {"value": "41 U/L", "source": "<img src=x onerror=alert(1)>"},
        "weight": 400,
    }
    text = to_html(protocol, [protocol.screen(record)] * 2)
    assert ATTACK not in text
    assert "<img" not in text
    assert text.count("<script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&lt;3.5 mg/dL" in text
    Tree(text)


def test_text_from_the_answers_and_remarks_is_never_markup(protocol: Protocol) -> None:
    from msgspec.structs import replace

    from hn2301_asp.patient.model import Remark

    result = protocol.screen({"patient_id": "P-1", "age": 70})
    screening = replace(result.screening, remarks=(Remark("code", ATTACK),))
    answers = ANSWERS["P-014"]
    change = replace(answers.nearest.plans[0].changes[0], label=ATTACK, given=ATTACK, needed=ATTACK, note=ATTACK)
    plan = replace(answers.nearest.plans[0], changes=(change,), latest=FIRST, latest_because=ATTACK)
    answers = replace(answers, nearest=replace(answers.nearest, plans=(plan,)))
    text = to_html(protocol, [answered(replace(result, screening=screening), answers)])
    assert ATTACK not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 6


def test_text_from_a_knowledge_base_is_never_markup(tmp_path: Path) -> None:
    folder = tmp_path / "kb"
    shutil.copytree(shipped_knowledge_base(), folder)
    head = folder / "protocol.yaml"
    text = head.read_text(encoding="utf-8")
    head.write_text(text.replace("A history of SLE", f"{ATTACK} A history of SLE"), encoding="utf-8")
    rules = folder / "criteria" / "in2_standard_treatment.lp"
    quoted = rules.read_text(encoding="utf-8").replace('"with the dosage', f'"{ATTACK} … with the dosage')
    assert ATTACK in quoted
    rules.write_text(quoted, encoding="utf-8")
    protocol = load(folder)
    found = to_html(protocol, [protocol.screen({"patient_id": "P-1", "dose_stable_duration": "3 days"})])
    assert ATTACK not in found
    assert "<mark>&lt;script&gt;alert(1)&lt;/script&gt;</mark>" in found


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x1b", "\x00", "\u200b", "\x07"])
def test_an_id_neither_turns_the_text_round_nor_controls_anything(protocol: Protocol, sign: str) -> None:
    text = to_html(protocol, [protocol.screen({"patient_id": f"P-{sign}1"})])
    assert sign not in text
    assert "P-�1" in text


def test_a_second_language_is_marked_as_such(protocol: Protocol) -> None:
    text = to_html(protocol, [examples(protocol)["P-014"]], "zh")
    label = protocol.knowledge_base.vocabulary.label("total_bilirubin", "zh")
    assert f'<span class="second" lang="zh">{label}</span>' in text
    assert 'lang="zh"' not in to_html(protocol, [examples(protocol)["P-014"]])


def test_a_language_that_nothing_has_a_name_in_is_refused(protocol: Protocol) -> None:
    with pytest.raises(InputError, match="names nothing in the language `xx`"):
        to_html(protocol, [], "xx")
