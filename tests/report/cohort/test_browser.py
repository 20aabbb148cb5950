"""The summary in a headless Chromium: nothing is cut off or lies upon something else, whatever it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.cohort.tally.figures import figures, suppressed
from hn2301_asp.report.cohort.page import to_html

from ..html.browser import Browser, program
from ..html.seen import BROKEN, OUTSIDE
from .sample import HOSTILE, MANY, PLAIN, base_of, drawn

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(program() is None, reason="there is no Chromium: apt-get install chromium"),
]

#: Words of a picture that reach beyond it, or beyond the box that they stand in; and words upon other words, by more
#: than the room above and below the signs of a line.
CLASHES = """
Array.from(document.querySelectorAll("svg.picture")).filter((one) => one.checkVisibility()).flatMap((picture) => {
  const frame = picture.getBoundingClientRect();
  const words = Array.from(picture.querySelectorAll("text"), (node) => [node, node.getBoundingClientRect()]);
  const boxes = Array.from(picture.querySelectorAll("rect.main, rect.box, rect.end"), (b) => b.getBoundingClientRect());
  const out = words.filter(([, w]) => w.left < frame.left - 1 || w.right > frame.right + 1
    || w.bottom > frame.bottom + 1);
  const over = words.filter(([, w]) => boxes.some((b) => w.top > b.top && w.bottom < b.bottom + 1 && w.left > b.left
    && w.left < b.right && w.right > b.right));
  const upon = words.filter(([, w], n) => words.some(([, o], m) => m < n && w.left < o.right - 1 && o.left < w.right - 1
    && w.top < o.bottom - 7 && o.top < w.bottom - 7));
  return [...out, ...over, ...upon].map(([node]) => node.textContent);
})
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    found = Browser(program() or "", tmp_path_factory.mktemp("profile"))
    yield found
    found.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("names", "rows"), [(HOSTILE, 300), (PLAIN, 1_000), (PLAIN[:1], 9), (PLAIN, 0), (MANY, 700)])
def test_nothing_is_cut_off_or_lies_upon_something_else(
    browser: Browser, protocol: Protocol, tmp_path: Path, names: Sequence[tuple[str, str]], rows: int, width: int
) -> None:
    tally = drawn(names, rows)
    base = base_of(protocol.knowledge_base, names, tally.kinds)
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    for number, found in enumerate((figures(tally), suppressed(tally, 6))):
        file = tmp_path / f"summary{number}.html"
        file.write_text(to_html(found, base), encoding="utf-8")
        browser.open(file)
        assert browser.reported("Log.entryAdded") == []
        assert [event["request"]["url"] for event in browser.reported("Network.requestWillBeSent")] == [file.as_uri()]
        assert browser.run(OUTSIDE) == []
        assert browser.run(CLASHES) == []
        if names is not HOSTILE:
            assert browser.run(BROKEN) == []
