"""Texts in the plainest signs: what differs in signs alone is alike, and nothing else."""

from __future__ import annotations

import pytest

from hn2301_asp.source.alike import COMPARATORS, numbers, plain
from hn2301_asp.source.quotes import bounds_in

ALIKE = [
    ("ALC ≥0.8×10^9/L", "alc >= 0.8 x 10⁹/L"),
    ("“no more than”", '"No more  than"'),
    ("non‑pregnant – patients", "non-pregnant - patients"),
    ("µg", "μg"),
    ("patient’s", "patient's"),
]
OTHERS = [("≥ 8", "> 8"), ("≥ 8", "≤ 8"), ("10^9", "10^8"), ("mg", "ug"), ("and", "or"), ("1.5", "15")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_differs_in_signs_alone_is_alike(one: str, other: str) -> None:
    assert plain(one)[0] == plain(other)[0]


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_what_says_something_else_is_not(one: str, other: str) -> None:
    assert plain(one)[0] != plain(other)[0]


def test_every_sign_knows_where_it_stood() -> None:
    text = "a ≥ 10⁹"
    signs, origin = plain(text)
    assert (signs, [text[at] for at in origin]) == ("a>=10^9", ["a", "≥", "≥", "1", "0", "⁹", "⁹"])


def test_capitals_are_kept_where_they_tell_units_apart() -> None:
    assert plain("Mg", capitals=True)[0] == "Mg"
    assert plain("Mg")[0] == plain("mg")[0]


def test_numbers_are_told_as_they_are_written() -> None:
    assert numbers("≥1,500 and 0.8 or 10^9") == ["1,500", "0.8", "10", "9"]


@pytest.mark.parametrize("spelling", ["=>", "=<", "≧", "≦", "⩾", "⩽"])
def test_a_comparator_in_other_signs_is_read_the_same_in_the_protocol_s_words(spelling: str) -> None:
    """A second opinion: words with either spelling state one bound."""
    assert bounds_in(f"Hb {spelling} 80") == bounds_in(f"Hb {COMPARATORS[spelling]} 80") != ()
