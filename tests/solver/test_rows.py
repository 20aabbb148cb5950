"""What is said of all items of a long list is said in few words, and means the same."""

from __future__ import annotations

import pytest

from hn2301_asp.solver import rows
from hn2301_asp.solver.rows import in_rows
from hn2301_asp.solver.two_patients import Pair
from tests import class_base


def test_atoms_are_whole_rows_and_what_is_left_over() -> None:
    assert in_rows(range(30, 98)) == ([tuple(range(32, 64)), tuple(range(64, 96))], [30, 31, 96, 97])
    assert in_rows(reversed(range(32, 64))) == ([tuple(range(32, 64))], [])
    assert in_rows(range(33, 64)) == ([], list(range(33, 64)))


def test_long_lists_are_explained_as_short_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    in_few_words = [str(class_base.of_class(100).screen(record).explain()) for record in class_base.records()]
    monkeypatch.setattr(rows, "_ROW", 1_000_000)
    protocol = class_base.of_class(100)
    assert [str(protocol.screen(record).explain()) for record in class_base.records()] == in_few_words
    assert protocol.space.absent == {}


def test_what_is_asked_of_a_long_list_is_asked_once() -> None:
    protocol = class_base.of_class(100)
    for record in class_base.records():
        str(protocol.screen(record).explain())
    assert len(protocol.space.absent) > 1
    space, pair = protocol.space, protocol.space.once(Pair)
    before = len(space._solved), len(pair.answers)
    for record in class_base.records():
        str(protocol.screen(record).explain())
    assert (len(space._solved), len(pair.answers)) == before
    assert max(map(len, space._solved)) > 64
