"""A bound is changed inside words, however they spell it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hn2301_asp.amendment.writing.edits import apply_edits
from hn2301_asp.amendment.writing.wording import reworded
from hn2301_asp.knowledge.thresholds.model import Limit
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.quoted_units import QuotedUnits, unit_key


def limit(written: str) -> Limit:
    """A bound such as `>= 1.5 g/L` or `<= 2.5 xULN`."""
    sign, number, *unit = written.split(" ", 2)
    times = unit[0][1:] if unit and unit[0].startswith("x") and unit[0][1:] in ("ULN", "LLN", "baseline") else None
    own = unit[0] if unit and times is None else None
    return Limit(sign, Fraction(number), number, own, times, Place(), None)  # type: ignore[arg-type]


SAID = [
    ("ALC ≥0.8×10^9/L", ">= 0.8 ×10^9/L", ">= 1.0 ×10^9/L", "ALC ≥1.0×10^9/L"),
    ("ANC ≥10×10^9/L", ">= 10 ×10^9/L", ">= 9 ×10^9/L", "ANC ≥9×10^9/L"),
    ("Hb >= 80 g/L", ">= 80 g/L", "<= 8.5 g/dL", "Hb <= 8.5 g/dL"),
    ("for at least 8 weeks", ">= 8 weeks", ">= 1 weeks", "for at least 1 week"),
    ("for 1 week", ">= 1 week", ">= 4 week", "for 4 weeks"),
    ("for 2 weeks", ">= 2 weeks", "> 2 weeks", "for more than 2 weeks"),
    ("within 7 days prior", "<= 7 days", "<= 14 days", "within 14 days prior"),
    ("between 18 and 69 (inclusive)", "<= 69 years", "<= 75 years", "between 18 and 75 (inclusive)"),
    ("aged 18–69 years", ">= 18 years", ">= 21 years", "aged 21–69 years"),
    ("bilirubin <3.0mg/dL", "< 3.0 mg/dL", "<= 2.5 mg/dL", "bilirubin ≤2.5mg/dL"),
    ("≤CTCAE grade 1 dyspnea", "<= 1 grade", "<= 2 grade", "≤CTCAE grade 2 dyspnea"),
    ("grade 1 or less", "<= 1 grade", ">= 2 grade", "grade 2 or more"),
    ("18 years and older", ">= 18 years", ">= 16 years", "16 years and older"),
    ("At least two drugs", ">= 2", ">= 3", "At least three drugs"),
    ("Two or more drugs", ">= 2", ">= 3", "Three or more drugs"),
    ("no less than 50 mL/min", ">= 50 mL/min", "> 50 mL/min", "more than 50 mL/min"),
    ("ANC ≥1,500/µL", ">= 1500 /µL", ">= 2000 /µL", "ANC ≥2,000/µL"),
    ("ALT ≤2.5×ULN", "<= 2.5 xULN", "<= 3 xULN", "ALT ≤3×ULN"),
    ("ALT ≤2.5 times the upper limit of normal", "<= 2.5 xULN", "<= 100 U/L", "ALT ≤100 U/L"),
    ("ALT ≤ULN", "<= 1 xULN", "<= 2 xULN", "ALT ≤2×ULN"),
    ("ALT ≤ 100 U/L", "<= 100 U/L", "<= 3 xULN", "ALT ≤ 3 × ULN"),
    ("ECOG = 0", "= 0", "= 1", "ECOG = 1"),
    ("ECOG = 0", "= 0", "<= 1", "ECOG ≤ 1"),
    ("ECOG at most 1", "<= 1", "= 0", "ECOG exactly 0"),
    ("C3 ≥0.5×LLN", ">= 0.5 xLLN", ">= 0.8 xLLN", "C3 ≥0.8×LLN"),
    (
        "at most 1.5 times the baseline value",
        "<= 1.5 xbaseline",
        "<= 2 xbaseline",
        "at most 2 times the baseline value",
    ),
    ("at most 1.5 times the baseline value", "<= 1.5 xbaseline", "<= 1.5 xULN", "at most 1.5 × ULN"),
    ("ALT ≤ 2.5 × ULN", "<= 2.5 xULN", "<= 2.5 xbaseline", "ALT ≤ 2.5 × baseline"),
    ("titre of at least 1:80", ">= 80 titre", ">= 160 titre", "titre of at least 1:160"),
]


@pytest.mark.parametrize(("words", "old", "new", "expected"), SAID)
def test_words_say_the_new_bound_in_their_own_way(words: str, old: str, new: str, expected: str) -> None:
    one, other = limit(old), limit(new)
    units = unit_key(one.unit or "") != unit_key(other.unit or "") or one.times != other.times
    edits = reworded(words, one, other, QuotedUnits(), unit_changes=units)
    assert not isinstance(edits, str), edits
    assert apply_edits(words, edits) == expected


NOT_SAID = [
    ("ALC ≥0.8×10^9/L", ">= 0.9 ×10^9/L", ">= 1.0 ×10^9/L", "absent"),
    ("total ≥6 and clinical ≥6", ">= 6", ">= 8", "twice"),
    ("between 18 and 69 (inclusive)", ">= 18 years", "> 18 years", "unsaid"),
    ("between 18 and 69 (inclusive)", ">= 18 years", ">= 216 months", "unsaid"),
    ("grade 2 or more", ">= 2 grade", "> 2 grade", "unsaid"),
]


@pytest.mark.parametrize(("words", "old", "new", "problem"), NOT_SAID)
def test_words_that_cannot_say_it_are_left(words: str, old: str, new: str, problem: str) -> None:
    one, other = limit(old), limit(new)
    assert (
        reworded(words, one, other, QuotedUnits(), unit_changes=unit_key(one.unit or "") != unit_key(other.unit or ""))
        == problem
    )
