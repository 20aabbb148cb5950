"""The page of a matrix: every link leads somewhere, nothing is loaded, and what a file says is text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.loader import load
from hn2301_asp.report.tracing.page import trace_html
from hn2301_asp.report.tracing.page_parts import anchor
from hn2301_asp.tracing import Trace, trace_of
from tests.report.tracing.hostile import hostile

PROTOCOLS = Path(__file__).parents[2] / "protocols"


class _Page(HTMLParser):
    """The ids, links and elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.outside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href":
                (self.links if (value or "").startswith("#") else self.outside).append(value or "")
            elif name in ("src", "style", "srcset", "action") or name.startswith("on"):
                self.outside.append(f"{name}={value}")


@pytest.fixture(scope="module")
def trace(protocol: Protocol) -> Trace:
    return trace_of(protocol)


@pytest.mark.parametrize("name", ["hn2301", "oncology", "pressure", "hostile"])
def test_every_link_leads_to_one_place_and_nothing_is_loaded(trace: Trace, name: str) -> None:
    found = trace if name == "hn2301" else trace_of(hostile() if name == "hostile" else load(PROTOCOLS / name))
    page = _Page(trace_html(found))
    assert len(page.ids) == len({*page.ids})
    assert {link[1:] for link in page.links} - {*page.ids} == set()
    assert page.outside == []
    assert page.names.isdisjoint({"script", "img", "link", "iframe", "object", "base", "form", "foreignobject", "b"})


def test_the_page_shows_the_protocol_s_text_word_for_word(trace: Trace) -> None:
    paragraphs = re.findall(r'<p class="protocol">(.*?)</p>', trace_html(trace), re.DOTALL)
    bare = [re.sub(r'<sup>.*?</sup>|<a class="chip".*?</a>|<[^>]*>', "", one) for one in paragraphs]
    unescaped = [one.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for one in bare]
    assert unescaped == [criterion.text for criterion in trace.criteria]


def test_readings_and_assumptions_stand_at_their_phrase(trace: Trace) -> None:
    (organs,) = re.findall(r'id="c-IN-7".*?<p class="protocol">(.*?)</p>', trace_html(trace), re.DOTALL)
    assert re.search(r'INR or APTT ≤1.5×ULN<sup>14</sup></a><a class="chip" href="#reading-in7_coagulation"', organs)
    assert re.search(r'within 7 days prior<sup>10</sup></a><a class="chip" href="#assumption-A34"', organs)


def test_what_nothing_covers_is_marked_in_the_text() -> None:
    text = trace_html(trace_of(hostile()))
    assert re.search(r'<a class="span open"[^>]*>[^<]*and nobody covers this<sup>', text)
    assert "No rule and no threshold quotes these words, and no reason is given." in text


def test_names_that_differ_in_a_sign_have_anchors_that_do() -> None:
    names = ["1.1", "1-1", "1/1", "1 1", "1_1", "é", "<", "~3c~", "a:b", "a.b"]
    assert len({anchor("x", name) for name in names}) == len(names)
    assert all(re.fullmatch(r"x-[A-Za-z0-9._:/~-]+", anchor("x", name)) for name in names)
