"""The limits of grammar/EXAMPLES.md are read as they stand there, and say what their sentences say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hn2301_asp.check.quoted_bounds import threshold_mismatches
from hn2301_asp.knowledge.thresholds.syntax import parse
from hn2301_asp.source.quoted_units import QuotedUnits
from hn2301_asp.source.quotes import locate

PAGE = (Path(__file__).parents[2] / "grammar" / "EXAMPLES.md").read_text(encoding="utf-8")
LIMITS = PAGE.partition("## Limits\n")[2].partition("\n## ")[0]
#: Each form: what it is called, the protocol's sentence, and the statements below it.
FORMS = re.findall(r'^\*\*(.+?)\*\* "(.+?)"\n\n((?:    .*\n)+)', LIMITS, re.MULTILINE)
GRADES = {"NYHA class": ("I", "II", "III", "IV"), "pain": ("none", "mild", "strong")}
UNITS = QuotedUnits([(unit, unit) for unit in ("°C", "mmHg", "mL/min/1.73m2", "g/24h", "mg/mmol", "mmol/L", "grade")])


def test_every_form_of_the_page_is_found() -> None:
    assert len(FORMS) == LIMITS.count("\n**") == 7


@pytest.mark.parametrize(("form", "sentence", "written"), FORMS, ids=[form for form, _, _ in FORMS])
def test_a_limit_of_the_page_says_what_its_sentence_says(form: str, sentence: str, written: str) -> None:
    statements = re.sub(r"^    ", "", written, flags=re.MULTILINE)
    for threshold in parse(f"criterion IN-1\n\n{statements}", "EXAMPLES.md").thresholds:
        for reason in threshold.reasons:
            assert locate(reason.text, sentence), (form, reason.text)
        grades = GRADES.get(threshold.asked, ()) if any(limit.grade for limit in threshold.limits) else ()
        assert [*threshold_mismatches(threshold, threshold.reasons, UNITS, grades)] == []
