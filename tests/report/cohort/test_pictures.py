"""Pictures as SVG: well-formed whatever names are, the same bytes, and a small one as people see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.cohort.tally.figures import figures, suppressed
from hn2301_asp.report.cohort import svg
from hn2301_asp.report.cohort.page import PICTURES, to_svg
from hn2301_asp.report.writers.palette import DARK, SHAPE_ON, contrast
from hn2301_asp.source.diagnostics import InputError

from .sample import HOSTILE, MANY, PLAIN, base_of, drawn

SPACE = "{http://www.w3.org/2000/svg}"
CASES = [(HOSTILE, 300, False), (PLAIN[:1], 50, False), (PLAIN, 50, True), (PLAIN, 0, False), (MANY, 800, False)]


@pytest.mark.parametrize(("names", "rows", "fine"), CASES)
def test_a_picture_is_well_formed_and_holds_nothing_but_shapes_and_words(
    protocol: Protocol, names: Sequence[tuple[str, str]], rows: int, fine: bool
) -> None:
    tally = drawn(names, rows, fine=fine)
    base = base_of(protocol.knowledge_base, names, tally.kinds)
    for found in (figures(tally), suppressed(tally, 5)):
        text = to_svg(found, base)
        assert text == to_svg(found, base)
        root = ElementTree.fromstring(text)
        assert root.tag == f"{SPACE}svg"
        kinds = {node.tag.removeprefix(SPACE) for node in root.iter()}
        assert kinds <= {*["svg", "g", "title", "desc", "style", "rect", "line", "circle", "path", "text"]}
        attributes = {name for node in root.iter() for name in node.attrib}
        assert not {name for name in attributes if name.startswith("on") or "href" in name}
        # Each of the three says what it is, and what it shows.
        told = [(one.find(f"{SPACE}title"), one.find(f"{SPACE}desc")) for one in root.iter(f"{SPACE}g")]
        assert len(told) == 3
        assert all(title is not None and title.text and desc is not None and desc.text for title, desc in told)


@pytest.mark.parametrize("width", [320, 760])
@pytest.mark.parametrize(("names", "rows", "fine"), CASES)
def test_shapes_and_words_lie_within_the_picture(
    protocol: Protocol, names: Sequence[tuple[str, str]], rows: int, fine: bool, width: int
) -> None:
    tally = drawn(names, rows, fine=fine)
    base = base_of(protocol.knowledge_base, names, tally.kinds)
    for found in (figures(tally), suppressed(tally, 5)):
        for drawing in PICTURES.values():
            picture = drawing(found, base, width)
            root = ElementTree.fromstring(f"<g>{''.join(picture.parts)}</g>")
            for node in root.iter("rect"):
                x, y, wide, high = (float(node.attrib[name]) for name in ("x", "y", "width", "height"))
                assert x >= 0
                assert wide >= 0
                assert x + wide <= width
                assert y + high <= picture.height
            for node in root.iter("text"):
                if "x" not in node.attrib or node.get("text-anchor") == "middle":
                    continue
                words = (node.text or "") + "".join(child.tail or "" for child in node)
                strong = node.get("class") == "strong"
                assert float(node.attrib["x"]) + svg.width_of(words, strong=strong) <= width + 0.1, words
                assert float(node.attrib["y"]) <= picture.height


def test_a_small_picture_is_drawn_so(protocol: Protocol, golden: Callable[[str, str], None]) -> None:
    tally = drawn(PLAIN, 60)
    base = base_of(protocol.knowledge_base, PLAIN, tally.kinds)
    golden("cohort/small.svg", to_svg(figures(tally), base))


def test_a_bar_is_as_long_as_its_number_and_tells_nothing_that_is_hidden(protocol: Protocol) -> None:
    tally = drawn(PLAIN, 400)
    base = base_of(protocol.knowledge_base, PLAIN, tally.kinds)
    picture = PICTURES["criteria"](figures(tally), base, 760)
    bars = [
        float(found)
        for found in re.findall(r'class="sure" x="[^"]*" y="(?!5")[^"]*" width="([^"]*)"', "".join(picture.parts))
    ]
    numbers = [
        number
        for one in figures(tally).criteria
        for number in (one.blocks.least, one.excluded.least, one.only.least)
        if number
    ]
    assert len(bars) == len(numbers)
    assert all(abs(bar / bars[0] - number / numbers[0]) < 0.02 for bar, number in zip(bars, numbers, strict=True))
    # Where nothing is told all bars are alike.
    nothing = PICTURES["criteria"](suppressed(tally, 1000), base, 760)
    assert {*re.findall(r'class="unknown"[^>]*width="([^"]*)"', "".join(nothing.parts))} == {"16"}


def test_one_picture_can_be_asked_for_by_name(protocol: Protocol) -> None:
    tally = drawn(PLAIN, 60)
    base = base_of(protocol.knowledge_base, PLAIN, tally.kinds)
    every = [ElementTree.fromstring(to_svg(figures(tally), base, name)).findtext(f"{SPACE}title") for name in PICTURES]
    assert every == [
        f"From 60 rows to {re.search(r'to (.*) that', every[0] or '')[1]} that could qualify",  # type: ignore[index]
        "How many rows each criterion costs",
        "Which criteria rule out together",
    ]
    with pytest.raises(InputError, match="there is no picture `upset`"):
        to_svg(figures(tally), base, "upset")


def test_words_are_cut_and_broken_to_a_width() -> None:
    assert svg.fitted("short", 100) == "short"
    assert svg.fitted("a text that is too long", 60).endswith("…")
    assert svg.broken("one two three four", 40, 2) == ("one", "two …") or svg.width_of("two …") <= 40
    assert all(svg.width_of(line) <= 50 for line in svg.broken("x" * 200, 50, 4))
    assert svg.broken("", 50, 4) == ("",)


def test_the_dark_colours_can_be_seen() -> None:
    for shape in ("ink", "soft", "link"):
        assert contrast(DARK[shape], DARK["paper"]) >= 4.5
    for shape, ground in SHAPE_ON:
        if DARK[shape] != DARK["good"] and shape not in ("bad", "open"):
            assert contrast(DARK[shape], DARK[ground]) >= 3
