"""Lists, counts and numbers in words, and places in YAML."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.lists import counted, first_few, listed
from hn2301_asp.source.numbers import about_once, decimals, fixed, format_number, spanned
from hn2301_asp.source.yaml_places import YamlTree


def test_a_list_is_told_as_prose() -> None:
    assert [listed(iter("abc"[:number])) for number in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert listed(["a", "b"], "or") == "a or b"
    assert [first_few(["a", "b", "c"], most) for most in (1, 2, 3)] == ["a and 2 more", "a, b and 1 more", "a, b, c"]


def test_a_noun_goes_with_its_number() -> None:
    assert [counted(number, "row") for number in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]
    assert counted(2, "screen failure", "screen failures") == "2 screen failures"


@pytest.mark.parametrize(
    ("number", "places"),
    [(Fraction(3), 0), (Fraction(1, 8), 3), (Fraction(-7, 20), 2), (Fraction(1, 5**9), 9), (Fraction(1, 3), None)],
)
def test_a_number_has_as_many_decimals_as_write_it(number: Fraction, places: int | None) -> None:
    assert decimals(number) == places
    if places is not None:
        assert Fraction(fixed(number, places)) == number
        assert not places or Fraction(fixed(number, places - 1)) != number


def test_a_number_is_rounded_half_up_to_its_decimals() -> None:
    told = [fixed(Fraction(one), 2) for one in ("2.395", "-0.005", "-0.015", "7")]
    assert told == ["2.40", "0.00", "-0.01", "7.00"]
    assert format_number(Fraction(239500, 99999)) == "about 2.40"


def test_a_range_is_told_with_its_unit_once() -> None:
    assert spanned(Fraction(1, 10), Fraction(30), "10*9/L") == "0.1 to 30 ×10^9/L"
    told = spanned(Fraction(1, 3), Fraction(2, 3), "year")
    assert (told, about_once(told)) == ("about 0.33 to about 0.67 years", "about 0.33 to 0.67 years")
    assert about_once(spanned(Fraction(1), Fraction(2), "year")) == "1 to 2 years"


def test_what_is_not_there_is_placed_at_what_is_nearest() -> None:
    tree = YamlTree("f.yaml", "# head\na: {x: 1}\nb:\n  y:\n")
    assert tree.nearest("a", "z") == Place("f.yaml", 2, 1, 2, "a: {x: 1}")
    assert tree.value("a", "x") == Place("f.yaml", 2, 8, 9, "a: {x: 1}")
    assert tree.value("b", "y") == Place("f.yaml", 4, 3, 4, "  y:")
    assert tree.place("c") == YamlTree("f.yaml", "a: [").nearest("a") == Place("f.yaml")
