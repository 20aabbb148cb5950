"""A pattern that is compiled when it is first asked is that pattern."""

from __future__ import annotations

import re

import pytest

from hn2301_asp.source.patterns import later


def test_it_finds_what_the_pattern_finds() -> None:
    pattern = later(r"(?P<word>[a-z]+) (\d)", re.IGNORECASE)
    found = pattern.search("see Table 4")
    assert found is not None
    assert (found["word"], found[2], found.span()) == ("Table", "4", (4, 11))
    assert pattern.fullmatch("see Table 4") is None
    assert pattern.sub("x", "Table 4, figure 2") == "x, x"
    assert (pattern.pattern, pattern.groups) == (r"(?P<word>[a-z]+) (\d)", 2)


def test_it_is_compiled_once_and_when_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    own = re.compile
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or own(*given))
    pattern = later("a+")
    assert compiled == []
    assert [pattern.findall("baab"), pattern.findall("a")] == [["aa"], ["a"]]
    assert len(compiled) == 1


def test_what_no_pattern_has_is_an_error() -> None:
    with pytest.raises(AttributeError):
        later("a").anything  # type: ignore[attr-defined]  # noqa: B018
