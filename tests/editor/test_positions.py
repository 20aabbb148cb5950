"""Columns in every encoding, and changes of a text as editors send them."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn2301_asp.editor.positions import Change, Encoding, Position, as_read, changed, characters, offset_of, units

ENCODINGS = get_args(Encoding)
LINE = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\n"), max_size=12)


def width(text: str, encoding: str) -> int:
    """How long a text is, counted by Python's own encoders."""
    size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    return len(text.encode({"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(encoding, encoding))) // size


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(line=LINE)
def test_units_are_counted_as_the_encoding_counts(encoding: Encoding, line: str) -> None:
    for end in range(len(line) + 1):
        assert units(line[:end], encoding) == width(line[:end], encoding)
        assert characters(line, width(line[:end], encoding), encoding) == end


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(lines=st.lists(LINE, min_size=1, max_size=5), data=st.data())
def test_a_change_replaces_what_stands_between_two_positions(
    encoding: Encoding, lines: list[str], data: st.DataObject
) -> None:
    text = "\n".join(lines)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    new = data.draw(LINE)

    def position(offset: int) -> Position:
        before = text[:offset].split("\n")
        return Position(len(before) - 1, width(before[-1], encoding))

    change = Change(new, position(start), position(end))
    assert changed(text, [change], encoding) == text[:start] + new + text[end:]


def test_changes_are_made_one_after_the_other() -> None:
    first = Change("b\n", Position(0, 1), Position(0, 1))
    second = Change("", Position(1, 0), Position(2, 0))
    assert changed("a\nc", [first, second], "utf-16") == "ab\nc"


def test_only_line_feeds_and_returns_end_a_line() -> None:
    text = "a\x0cb\u2028c\x85d\re\r\nf"
    assert offset_of(text, Position(1, 0), "utf-16") == text.index("e")
    assert offset_of(text, Position(2, 0), "utf-16") == text.index("f")


def test_a_position_behind_a_line_or_the_text_is_its_end() -> None:
    assert offset_of("ab\ncd", Position(0, 99), "utf-16") == 2
    assert offset_of("ab\ncd", Position(99, 0), "utf-16") == 5


def test_half_of_a_character_is_read_as_one_that_is_not_known() -> None:
    assert as_read("\ufeffa\ud83d\r\nb") == "a\ufffd\nb"
