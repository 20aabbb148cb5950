"""Fixes put into texts: whole or not at all, and never two on one span."""

from __future__ import annotations

import random

from hn2301_asp.source.diagnostics import Edit, Fix, clearly_meant
from hn2301_asp.source.fixing import applied

TEXTS = {"a.thr": "one two\nthree\n", "b.lp": "x :- y.\n"}


def edit(file: str, line: int, column: int, end: int, replacement: str) -> Edit:
    return Edit(file, line, column, line, end, replacement)


def fix(*edits: Edit) -> Fix:
    return Fix("so", edits)


def test_several_fixes_of_one_file_are_put_in_at_their_own_places() -> None:
    fixes = [fix(edit("a.thr", 1, 1, 4, "1")), fix(edit("a.thr", 2, 1, 6, "33")), fix(edit("a.thr", 1, 5, 8, "2222"))]
    texts, used = applied(TEXTS, fixes)
    assert (texts["a.thr"], used) == ("1 2222\n33\n", fixes)
    assert texts["b.lp"] == TEXTS["b.lp"]


def test_of_two_fixes_that_meet_the_first_is_in() -> None:
    first, second = fix(edit("a.thr", 1, 1, 4, "1")), fix(edit("a.thr", 1, 3, 8, "other"))
    assert applied(TEXTS, [first, second]) == ({**TEXTS, "a.thr": "1 two\nthree\n"}, [first])
    assert applied(TEXTS, [second, first])[1] == [second]


def test_a_fix_that_repeats_another_is_in_with_it() -> None:
    one, again = fix(edit("a.thr", 1, 1, 4, "1")), Fix("in other words", (edit("a.thr", 1, 1, 4, "1"),))
    assert applied(TEXTS, [one, again]) == ({**TEXTS, "a.thr": "1 two\nthree\n"}, [one, again])


def test_a_fix_of_two_files_is_whole_or_not_at_all() -> None:
    both = fix(edit("a.thr", 1, 1, 4, "1"), edit("b.lp", 1, 1, 2, "z"))
    assert applied(TEXTS, [both])[0] == {"a.thr": "1 two\nthree\n", "b.lp": "z :- y.\n"}
    taken = fix(edit("b.lp", 1, 1, 2, "w"))
    assert applied(TEXTS, [taken, both]) == ({**TEXTS, "b.lp": "w :- y.\n"}, [taken])


def test_a_whole_line_is_taken_out() -> None:
    assert applied(TEXTS, [Fix("out", (Edit("a.thr", 1, 1, 2, 1, ""),))])[0]["a.thr"] == "three\n"


def test_a_span_that_does_not_stand_in_the_file_is_not_touched() -> None:
    outside = [
        edit("c.thr", 1, 1, 2, "!"),
        edit("a.thr", 9, 1, 2, "!"),
        edit("a.thr", 1, 1, 99, "!"),
        edit("a.thr", 0, 1, 2, "!"),
        edit("a.thr", 1, 4, 2, "!"),
    ]
    for one in outside:
        assert applied(TEXTS, [fix(one)]) == (TEXTS, [])


def test_random_fixes_change_nothing_but_their_spans() -> None:
    """A second opinion: spans that are in do not meet, and the text between them is as it was."""
    drawn = random.Random(7)
    text = "".join(drawn.choice("ab \n") for _ in range(200))
    lines = text.split("\n")
    for _ in range(200):
        fixes = []
        for _ in range(drawn.randrange(1, 8)):
            line = drawn.randrange(1, len(lines) + 1)
            start = drawn.randrange(1, len(lines[line - 1]) + 2)
            end = drawn.randrange(start, len(lines[line - 1]) + 2)
            fixes.append(fix(edit("f", line, start, end, drawn.choice(["", "X", "YYY"]))))
        texts, used = applied({"f": text}, fixes)
        spans = sorted({(e.line, e.column, e.end_column, e.replacement) for one in used for e in one.edits})
        expected, rows = [], {}
        for line, start, end, replacement in spans:
            rows.setdefault(line, []).append((start, end, replacement))
        for number, content in enumerate(lines, 1):
            at, made = 1, ""
            for start, end, replacement in rows.get(number, ()):
                assert start >= at
                made += content[at - 1 : start - 1] + replacement
                at = end
            expected.append(made + content[at - 1 :])
        assert texts["f"] == "\n".join(expected)


def test_what_is_clearly_meant_is_much_alike_and_alone() -> None:
    assert clearly_meant("lisinoprl", ["lisinopril", "ramipril"]) == "lisinopril"
    assert clearly_meant("item_c", ["item_a", "item_b"]) is None
    assert clearly_meant("zzz", ["lisinopril"]) is None
    assert clearly_meant("anc_lln", ["anc_uln"]) is None
