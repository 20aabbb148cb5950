"""The picture of a curve: what it draws, the same bytes for the same curve, and nothing of a file as markup."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree

from msgspec.structs import replace

from hn2301_asp.cohort.relaxing.model import Curve, Step
from hn2301_asp.report.cohort.curves import HEAD, HEIGHT, WIDTH, picture, pictures

CURVE = Curve(
    "a_low",
    ("EX-1",),
    "aa <b> & “cc”",
    "aa ≥ 2",
    Fraction(2),
    "u",
    "≥ 2 u",
    (Step(Fraction(19, 10), "≥ 1.9 u", 1, 3), Step(Fraction(1), "≥ 1 u", 4, 2)),
    "≥ 0.1 u",
)
SVG = "{http://www.w3.org/2000/svg}"


def test_a_step_is_drawn_at_its_limit_and_as_high_as_its_count() -> None:
    drawn = ElementTree.fromstring(picture(CURVE))
    possible, certain = (one.attrib["d"] for one in drawn.iter(f"{SVG}path"))
    # From the limit now (at the left) to the last step (at the right): a tenth of the way, and all of it.
    places = [[float(number) for number in re.findall(r"[HV]([0-9.]+)", path)] for path in (certain, possible)]
    assert [one[0] for one in places] == [68.6, 68.6]
    assert [one[2] for one in places] == [326.0, 326.0]
    assert places[0][3] == 34.0  # Four more: the most that is drawn.
    assert places[1][1] == 62.0  # Three of four.
    assert places[1][3] == places[0][3] + 2 * (places[1][1] - places[0][3])


def test_what_comes_from_a_file_is_no_markup() -> None:
    drawn = picture(CURVE)
    assert "aa &lt;b&gt; &amp; “cc”" in drawn
    assert "<b>" not in drawn
    assert "\x1b" not in picture(replace(CURVE, label="x\x1b[31m"))


def test_it_is_no_wider_than_a_narrow_window_and_the_same_bytes_each_time() -> None:
    assert WIDTH <= 390 - 2 * 16
    assert picture(CURVE) == picture(CURVE)
    both = ElementTree.fromstring(pictures([CURVE, replace(CURVE, steps=()), CURVE]))
    assert both.attrib["viewBox"] == f"0 0 {WIDTH} {HEAD + 2 * HEIGHT}"
    assert picture(replace(CURVE, steps=())) == ""
    assert "No single limit admits anybody." in pictures([])
    for text in (pictures([]), pictures([CURVE])):
        assert "Solid: certainly eligible. Dashed: not ruled out." in text
        assert "no advice to change the protocol" in text
