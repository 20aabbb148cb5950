"""Reports in a headless Chromium, without a network: what a person with a keyboard and a printer gets."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.api import Protocol, Result
from hn2301_asp.patient.batch import read_batch
from hn2301_asp.report.html import to_html

from .browser import Browser, program
from .fixtures import examples, screened
from .seen import BROKEN, EMPTY, OUTSIDE, OVERLAPPING, PLACES

ENTER, TAB = 13, 9
REALISTIC = Path(__file__).parents[2] / "explanation" / "realistic.yaml"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(program() is None, reason="there is no Chromium: apt-get install chromium"),
]

#: The contrast of every visible text with what it stands on, where it is below 4.5 to 1.
FAINT = """
(() => {
  const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const numbers = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const found = numbers(getComputedStyle(node).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node.getClientRects().length || node.closest("script")) continue;
    const style = getComputedStyle(node);
    const svg = node.namespaceURI.endsWith("svg");
    const [one, other] = [light(numbers(svg ? style.fill : style.color)), light(ground(node))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.push([node.className.baseVal ?? node.className, ratio, node.textContent]);
  }
  return faint;
})()
"""

VISIBLE = """Array.from(document.querySelectorAll("#patients tbody tr"))
    .filter((row) => row.offsetParent).map((row) => row.cells[0].textContent)"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    found = Browser(program() or "", tmp_path_factory.mktemp("profile"))
    yield found
    found.close()


def _open(browser: Browser, folder: Path, text: str) -> None:
    """Opens a report; nothing may be asked of any network, and nothing may be complained of."""
    file = folder / "report.html"
    file.write_text(text, encoding="utf-8")
    browser.open(file)
    asked = [event["request"]["url"] for event in browser.reported("Network.requestWillBeSent")]
    assert asked == [file.as_uri()]
    assert _complaints(browser) == []


def _complaints(browser: Browser) -> list[Any]:
    names = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Page.javascriptDialogOpening")
    return [event for name in names for event in browser.reported(name)]


def _pages(browser: Browser) -> int:
    printed = browser.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", base64.b64decode(printed["data"])))


def test_the_list_can_be_searched_and_sorted_by_keyboard(browser: Browser, protocol: Protocol, tmp_path: Path) -> None:
    _open(browser, tmp_path, to_html(protocol, list(examples(protocol).values())))
    assert browser.run(VISIBLE) == ["P-014", "P-015", "P-022", "P-023", "P-024"]
    for _ in range(2):
        browser.press("Tab", TAB)
    assert browser.run("document.activeElement.id") == "search"
    browser.write("IN-3 not  met")
    assert browser.run(VISIBLE) == ["P-023"]
    assert browser.run("document.getElementById('found').textContent") == "1 of 5 patients"
    assert browser.run("Array.from(document.querySelectorAll('article')).filter((a) => a.offsetParent).length") == 1
    browser.run("document.execCommand('selectAll')")
    browser.write(" ")
    assert len(browser.run(VISIBLE)) == 5
    browser.write("ineligible 2025-03-12")
    assert browser.run(VISIBLE) == ["P-023"]
    browser.run("document.execCommand('selectAll')")
    browser.write(" ")
    for _ in range(2):
        browser.press("Tab", TAB)
    assert browser.run("document.activeElement.textContent") == "Verdict"
    browser.press("Enter", ENTER, "\r")
    assert browser.run(VISIBLE) == ["P-024", "P-015", "P-014", "P-023", "P-022"]
    browser.press("Enter", ENTER, "\r")
    assert browser.run(VISIBLE)[0] == "P-022"
    sorts = "Array.from(document.querySelectorAll('th[aria-sort]')).map((h) => [h.textContent, h.ariaSort])"
    assert browser.run(sorts) == [["Verdict", "descending"]]
    assert _complaints(browser) == []


def test_without_its_script_the_list_is_complete(browser: Browser, protocol: Protocol, tmp_path: Path) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        _open(browser, tmp_path, to_html(protocol, list(examples(protocol).values())))
        assert len(browser.run(VISIBLE)) == 5
        assert browser.run("document.querySelector('.tools').offsetParent") is None
        assert browser.run("document.querySelectorAll('#patients button').length") == 0
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


def test_the_skip_link_comes_first_and_leads_to_the_result(
    browser: Browser, protocol: Protocol, tmp_path: Path
) -> None:
    _open(browser, tmp_path, to_html(protocol, [examples(protocol)["P-014"]]))
    browser.press("Tab", TAB)
    assert browser.run("document.activeElement.textContent") == "Skip to the result"
    assert browser.run("document.activeElement.getBoundingClientRect().left") >= 0
    browser.press("Enter", ENTER, "\r")
    assert browser.run("document.activeElement.id") == "main"


@pytest.mark.parametrize("made", [screened, examples])
def test_the_example_patients_print_on_one_page_each(
    browser: Browser, protocol: Protocol, tmp_path: Path, made: Callable[[Protocol], dict[str, Result]]
) -> None:
    results = made(protocol)
    for result in results.values():
        _open(browser, tmp_path, to_html(protocol, [result]))
        assert _pages(browser) == 1, result.screening.patient.id
    _open(browser, tmp_path, to_html(protocol, list(results.values())))
    assert _pages(browser) == 1 + len(results), "the list, and a page for each"
    _open(browser, tmp_path, to_html(protocol, list(results.values()), "zh"))
    assert _pages(browser) == 1 + len(results)


def test_the_realistic_patients_print_on_one_page_each(browser: Browser, protocol: Protocol, tmp_path: Path) -> None:
    batch = read_batch([REALISTIC], protocol.knowledge_base.vocabulary, protocol.names)
    results = [protocol.screen(patient) for patient in batch.patients]
    for language in ("en", "zh"):
        _open(browser, tmp_path, to_html(protocol, results, language))
        assert _pages(browser) == 1 + len(results)


def test_every_text_stands_out_and_nothing_leaves_its_page(
    browser: Browser, protocol: Protocol, tmp_path: Path
) -> None:
    _open(browser, tmp_path, to_html(protocol, list(examples(protocol).values())))
    browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    assert browser.run(FAINT) == []
    for width in (1280, 700, 360):
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        assert browser.run("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, width
    browser.call("Emulation.clearDeviceMetricsOverride")


def test_labels_of_drawings_stay_inside_them_and_apart(browser: Browser, protocol: Protocol, tmp_path: Path) -> None:
    _open(browser, tmp_path, to_html(protocol, list(examples(protocol).values())))
    outside = browser.run("""
        Array.from(document.querySelectorAll("svg.strip text")).filter((text) => {
          const [own, all] = [text.getBBox(), text.ownerSVGElement.viewBox.baseVal];
          const beside = Array.from(text.ownerSVGElement.querySelectorAll("text")).some((other) => {
            const box = other.getBBox();
            return other !== text && box.x < own.x + own.width && own.x < box.x + box.width
              && box.y < own.y + own.height && own.y < box.y + box.height;
          });
          return beside || own.x < -20 || own.x + own.width > all.width + 20;
        }).map((text) => text.textContent)""")
    assert outside == []


def test_a_script_given_as_an_id_does_not_run(browser: Browser, protocol: Protocol, tmp_path: Path) -> None:
    attacks = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "{{7*7}}"]
    results = [protocol.screen({"patient_id": attack, "age": 70}) for attack in attacks]
    _open(browser, tmp_path, to_html(protocol, results))
    assert browser.run(VISIBLE) == attacks
    assert browser.run("document.scripts.length") == 1
    assert browser.run("document.images.length") == 0


def test_the_page_may_not_load_or_run_anything_else(browser: Browser, protocol: Protocol, tmp_path: Path) -> None:
    _open(browser, tmp_path, to_html(protocol, [examples(protocol)["P-014"]]))
    found = browser.run("fetch('data:text/plain,x').then(() => 'loaded', () => 'refused')")
    assert found == "refused"
    browser.run("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert browser.run("window.ran") is None


@pytest.fixture
def wide(browser: Browser) -> Iterator[Callable[[int], None]]:
    """Makes the page so many pixels wide, as on a telephone, and puts it back."""

    def make(width: int) -> None:
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=850, deviceScaleFactor=1, mobile=True)

    yield make
    browser.call("Emulation.clearDeviceMetricsOverride")


@pytest.mark.parametrize("width", [360, 390, 700, 1280])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_is_readable_at_every_width(
    protocol: Protocol, browser: Browser, wide: Callable[[int], None], tmp_path: Path, width: int, language: str
) -> None:
    wide(width)
    _open(browser, tmp_path, to_html(protocol, list(screened(protocol).values()), language))
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.run(OUTSIDE) == []
    assert browser.run(BROKEN) == []
    assert browser.run(OVERLAPPING) == 0
    assert browser.run(PLACES) == 0
    if width < 700:
        assert browser.run(EMPTY) == 0
