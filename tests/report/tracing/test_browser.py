"""The page in a headless Chromium: nothing is cut off, lies upon something else or is faint; links lead and unfold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.loader import load
from hn2301_asp.report.tracing.page import trace_html
from hn2301_asp.tracing import trace_of

from ..html.browser import Browser, program
from ..html.seen import BROKEN
from ..html.test_browser import FAINT, TAB
from .hostile import hostile

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(program() is None, reason="there is no Chromium: apt-get install chromium"),
]

#: What reaches beyond the page and lies in no box that scrolls.
WIDE = """
Array.from(document.querySelectorAll("body *")).filter((node) => {
  const box = node.getBoundingClientRect();
  return box.width > 1 && node.checkVisibility() && !node.closest(".hidden, .skip, .scroll > *")
    && (box.right > innerWidth + 1 || box.left < -1);
}).map((node) => node.tagName + " " + node.textContent.trim().slice(0, 40))
"""
#: Words of a graph that leave their box or the picture, boxes upon each other, and words upon words.
CLASHES = """
Array.from(document.querySelectorAll("svg.picture")).flatMap((picture) => {
  const frame = picture.getBoundingClientRect(), found = [];
  const boxes = Array.from(picture.querySelectorAll(".node rect"), (one) => one.getBoundingClientRect());
  boxes.forEach((one, n) => boxes.slice(n + 1).forEach((other) => {
    if (one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom)
      found.push("boxes");
  }));
  const words = Array.from(picture.querySelectorAll("text"), (node) => [node, node.getBoundingClientRect()]);
  for (const [node, box] of words) {
    const own = node.closest(".node")?.querySelector("rect").getBoundingClientRect() ?? frame;
    if (box.left < own.left || box.right > own.right || box.top < own.top - 1 || box.bottom > own.bottom + 1)
      found.push("outside: " + node.textContent);
  }
  words.forEach(([node, one], n) => words.slice(n + 1).forEach(([, other]) => {
    const beside = one.left >= other.right - 1 || other.left >= one.right - 1;
    if (!beside && one.top < other.bottom - 5 && other.top < one.bottom - 5)
      found.push("upon: " + node.textContent);
  }));
  return found;
})
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    found = Browser(program() or "", tmp_path_factory.mktemp("profile"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def pages(protocol: Protocol, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    oncology = load(Path(__file__).parents[2] / "protocols" / "oncology")
    found = {}
    for name, one in (("hn2301", protocol), ("oncology", oncology), ("hostile", hostile())):
        found[name] = folder / f"{name}.html"
        found[name].write_text(trace_html(trace_of(one)), encoding="utf-8")
    return found


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["hn2301", "oncology", "hostile"])
def test_nothing_is_cut_off_lies_upon_something_else_or_is_faint(
    browser: Browser, pages: dict[str, Path], name: str, width: int
) -> None:
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    browser.open(pages[name])
    assert browser.reported("Log.entryAdded") == []
    assert [event["request"]["url"] for event in browser.reported("Network.requestWillBeSent")] == [
        pages[name].as_uri()
    ]
    browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert browser.run(WIDE) == []
    assert browser.run(CLASHES) == []
    assert browser.run(FAINT) == []
    if name != "hostile":  # A sign without a blank for a hundred signs must be broken somewhere.
        assert browser.run(BROKEN) == []


def test_a_phrase_leads_to_what_encodes_it_and_back_by_keyboard(browser: Browser, pages: dict[str, Path]) -> None:
    browser.call("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
    browser.open(pages["hn2301"])
    browser.run("document.getElementById('s-IN-7/3').focus()")
    focused = "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).color"
    browser.press("Tab", TAB)
    assert browser.run("document.activeElement.id") == "s-IN-7/4"
    assert browser.run(focused) == "solidrgb(255, 255, 255)"
    browser.press("Enter", 13, "\\r")
    assert browser.run("location.hash") == "#e-IN-7/4"
    assert browser.run("document.querySelector(':target .number').getAttribute('href')") == "#s-IN-7/4"
    assert browser.run(FAINT) == []


def test_a_link_into_what_is_folded_unfolds_it(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["hn2301"])
    link = "document.querySelector('.tried a')"
    browser.run(f"{link}.closest('details').open = true")
    browser.run(f"{link}.click()")
    assert browser.run("document.querySelector(':target').checkVisibility()") is True


def test_a_wide_graph_scrolls_in_its_box_which_the_keyboard_reaches(browser: Browser, pages: dict[str, Path]) -> None:
    browser.call("Emulation.setDeviceMetricsOverride", width=390, height=900, deviceScaleFactor=1, mobile=False)
    browser.open(pages["hn2301"])
    assert browser.run("document.documentElement.scrollWidth") <= 390
    boxes = "Array.from(document.querySelectorAll('.drawn'))"
    assert browser.run(f"{boxes}.every((one) => one.tabIndex === 0 && one.scrollWidth > one.clientWidth)") is True
    pictures = "Array.from(document.querySelectorAll('svg.picture'))"
    told = f"{pictures}.every((one) => one.querySelector('title').textContent && one.querySelector('desc').textContent)"
    assert browser.run(told) is True
