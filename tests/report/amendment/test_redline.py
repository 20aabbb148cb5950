"""Redlines: nothing is lost, and what a writer sees is the word or number that changed."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn2301_asp.report.writers.redline import redline

WORDS = st.sampled_from(["ALC", "≥", "0.8", "1.0", "×", "10^9", "/L", " ", "  ", "\n", "and", "anti-ds-DNA", ",", "é"])
TEXTS = st.one_of(st.lists(WORDS, max_size=12).map("".join), st.text(max_size=30))


def shown(before: str, after: str) -> str:
    marks = {"equal": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    return "".join(marks[segment.kind].format(segment.text) for segment in redline(before, after))


@given(TEXTS, TEXTS)
def test_what_stayed_and_what_went_is_the_text_before_and_with_what_came_the_text_after(old: str, new: str) -> None:
    segments = redline(old, new)
    assert "".join(s.text for s in segments if s.kind != "inserted") == old
    assert "".join(s.text for s in segments if s.kind != "deleted") == new


@given(TEXTS, TEXTS)
def test_a_deletion_stands_before_what_took_its_place_and_no_segment_is_empty(old: str, new: str) -> None:
    segments = redline(old, new)
    assert all(segment.text for segment in segments)
    kinds = [segment.kind for segment in segments]
    assert ("inserted", "deleted") not in set(itertools.pairwise(kinds))
    assert all(one != other for one, other in itertools.pairwise(kinds))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("ALC ≥0.8×10^9/L", "ALC ≥1.0×10^9/L", "ALC ≥[-0.8×10^9/L-]{+1.0×10^9/L+}"),
        ("Hb ≥80g/L", "Hb >80g/L", "Hb [-≥-]{+>+}80g/L"),
        ("Hb <=80", "Hb <80", "Hb [-<=-]{+<+}80"),
        ("bilirubin <2.0mg/dL", "bilirubin <34µmol/L", "bilirubin <[-2.0mg/dL-]{+34µmol/L+}"),
        ("clearance ≥50mL/min", "creatinine ≤1.0mg/dL", "[-clearance ≥50mL/min-]{+creatinine ≤1.0mg/dL+}"),
        ("ALT ≤2.5×ULN, AST", "ALT ≤3 × ULN, AST", "ALT ≤[-2.5×ULN-]{+3 × ULN+}, AST"),
        ("for at least 8 weeks, with", "for at least 12 weeks, with", "for at least [-8 weeks-]{+12 weeks+}, with"),
        ("SLEDAI-2K score", "SLEDAI-2G score", "[-SLEDAI-2K-]{+SLEDAI-2G+} score"),
        ("at least 8 weeks", "for two months", "[-at least 8 weeks-]{+for two months+}"),
        ("aged 18 and over", "aged 18 or over", "aged 18 [-and-]{+or+} over"),
        ("", "a new sentence", "{+a new sentence+}"),
        ("an old sentence", "", "[-an old sentence-]"),
        ("the same", "the same", "the same"),
        ("", "", ""),
    ],
)
def test_a_writer_sees_the_word_or_the_number_with_its_unit_that_changed(before: str, after: str, told: str) -> None:
    assert shown(before, after) == told
