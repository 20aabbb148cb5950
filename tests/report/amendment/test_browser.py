"""The page of a report in a headless Chromium: nothing asked of a network, readable at every width, printed on A4."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hn2301_asp.report.amendment.formats import comparison_html, to_html

from ..html.browser import Browser, program
from ..html.test_browser import FAINT, _open, _pages
from .hostile import hostile
from .sample import COMPARISON, REPORT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(program() is None, reason="there is no Chromium: apt-get install chromium"),
]

PAGES = {"report": to_html(REPORT), "comparison": comparison_html(COMPARISON), "hostile": to_html(hostile(REPORT))}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    found = Browser(program() or "", tmp_path_factory.mktemp("profile"))
    yield found
    found.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_text_stands_out_and_nothing_leaves_its_page(browser: Browser, tmp_path: Path, name: str) -> None:
    _open(browser, tmp_path, PAGES[name])
    browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    assert browser.run(FAINT) == []
    for width in (1280, 1120, 700, 400, 360):
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        assert browser.run("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, width
    browser.call("Emulation.clearDeviceMetricsOverride")


def test_a_table_on_a_narrow_screen_names_each_cell(browser: Browser, tmp_path: Path) -> None:
    _open(browser, tmp_path, PAGES["report"])
    browser.call("Emulation.setDeviceMetricsOverride", width=400, height=900, deviceScaleFactor=1, mobile=False)
    shown = "getComputedStyle(document.querySelectorAll('.summary td')[1], '::before').content"
    assert browser.run(shown) == '"New text"'
    browser.call("Emulation.setDeviceMetricsOverride", width=1120, height=900, deviceScaleFactor=1, mobile=False)
    assert browser.run(shown) == "none"
    browser.call("Emulation.clearDeviceMetricsOverride")


def test_what_was_deleted_and_inserted_differs_without_colour(browser: Browser, tmp_path: Path) -> None:
    _open(browser, tmp_path, PAGES["report"])
    line = "getComputedStyle(document.querySelector('.redline {}')).textDecorationLine"
    assert browser.run(line.replace("{}", "del")) == "line-through"
    assert browser.run(line.replace("{}", "ins")) == "underline"


def test_the_report_prints_on_few_pages_the_assurance_on_its_own(browser: Browser, tmp_path: Path) -> None:
    _open(browser, tmp_path, PAGES["report"])
    assert _pages(browser) == 3
