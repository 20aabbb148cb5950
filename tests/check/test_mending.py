"""Fixes: what is safe changes no meaning, numbers are never put in, and fixing comes to an end."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from hn2301_asp.check import check, fixing
from hn2301_asp.check.fixing import mended
from hn2301_asp.check.requoting import requoted
from hn2301_asp.check.same import same_meaning
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.source.diagnostics import Edit as FixEdit
from hn2301_asp.source.diagnostics import Finding, Fix

from .edits import (
    IN1_RULES,
    IN5_RULES,
    IN7_RULES,
    IN7_THRESHOLDS,
    IN8_RULES,
    PROTOCOL,
    QUANTITIES,
    READINGS,
    Edit,
    edited,
    shipped,
)
from .test_again import slip
from .test_check import BAD, found

TEXT = (
    "Bone marrow function: ANC ≥1.5×10^9/L, ALC ≥0.8×10^9/L, Hb ≥80g/L. No use of\n  transfusions and growth factors "
    "allowed within 7 days. Liver function: ALT and AST ≤2.5×ULN, no smoker."
)
REQUOTED = {
    "ALC >=0.8x10⁹/L": ("ALC ≥0.8×10^9/L", True),
    "ALC ≥ 0.8 × 10^9/L": ("ALC ≥0.8×10^9/L", True),
    "no use of  Transfusions": ("No use of transfusions", True),
    "no use of transfusions … allowed within 7 days": ("No use of transfusions … allowed within 7 days", True),
    "No use of transfusion and growth factors allowed within 7 days": (
        "No use of transfusions and growth factors allowed within 7 days",
        False,
    ),
    # Another number, "or" for "and", a "no" more or less: only a person can tell which is right.
    "ALC ≥0.9×10^9/L": None,
    "ALT or AST ≤2.5×ULN": None,
    "A use of transfusion and growth factors allowed within 7 days": None,
    "Bone-marrow function: ANC": None,
    "ALC >0.8×10^9/L": None,
    "No use of transfusions and growth factors allowed within 14 days": None,
    # Nothing much alike stands there.
    "ejection fraction": None,
    "": None,
}


@pytest.mark.parametrize("quote", REQUOTED)
def test_a_quote_becomes_the_text_s_own_words_only_where_these_decide_the_same(quote: str) -> None:
    assert requoted(quote, TEXT) == REQUOTED[quote]


#: An edit that is mended safely: the file reads then as it did before the edit.
SAFE: dict[str, list[Edit]] = {
    "signs of a threshold's quote": [(IN7_THRESHOLDS, '"ALC ≥0.8×10^9/L"', '"ALC >= 0.8 x 10⁹/L"')],
    "signs of a rule's quote": [(IN7_RULES, '%! "ALT and AST ≤2.5×ULN"', '%! "ALT and AST <= 2.5 x ULN"')],
    "a comparator": [(IN7_THRESHOLDS, "Hb ≥ 80", "Hb => 80")],
    "a unit's litre": [(IN7_THRESHOLDS, "ANC ≥ 1.5 ×10^9/L", "ANC ≥ 1.5 ×10^9/l")],
    "a rule that stands twice": [
        (IN5_RULES, "serology :- low_complement.", "serology :- low_complement.\nserology :- low_complement.")
    ],
    "a reading's list": [(READINGS, "criteria: [IN-2, IN-3, IN-4]", "criteria: [IN-2]")],
}


@pytest.mark.parametrize("name", SAFE)
def test_what_is_safe_is_mended_to_what_it_was(name: str) -> None:
    broken = edited(SAFE[name])
    result = mended(broken)
    assert result.files.texts == shipped().texts
    assert result.left == ()
    assert result.same in (True, None)
    assert result.held_back == ()
    assert {one.fix.safe for one in result.fixed if one.fix} == {True}


def test_all_of_them_at_once_are_mended_too() -> None:
    result = mended(edited([edit for edits in SAFE.values() for edit in edits]))
    assert result.files.texts == shipped().texts


def test_what_was_perhaps_meant_is_mended_only_where_that_is_asked() -> None:
    broken = edited([(IN8_RULES, "not pregnant", "not pregnnt"), (IN7_RULES, "lung, liver", "lung, livver")])
    assert mended(broken).files.texts == broken.texts
    assert mended(broken, unsafe=True).files.texts == shipped().texts


def test_capitals_that_tell_units_apart_are_left_to_a_person() -> None:
    broken = edited([(IN7_THRESHOLDS, "total bilirubin < 2.0 mg/dL", "total bilirubin < 2.0 MG/DL")])
    (finding,) = check(broken)
    assert (finding.code, finding.fix and (finding.fix.title, finding.fix.safe)) == (
        "unknown-unit",
        ("write `mg/dL`", False),
    )


def test_a_number_is_never_mended() -> None:
    for edits in (
        [(IN7_THRESHOLDS, "ALC ≥ 0.8", "ALC ≥ 1.0")],
        [(PROTOCOL, "ALC ≥0.8×10^9/L", "ALC ≥1.0×10^9/L")],
        [(IN7_THRESHOLDS, '"ALC ≥0.8×10^9/L"', '"ALC ≥0.9×10^9/L"')],
    ):
        broken = edited(edits)
        assert mended(broken, unsafe=True).files.texts == broken.texts


@pytest.mark.parametrize("name", BAD)
def test_fixes_of_every_case_are_sound(name: str) -> None:
    """The span is what is under the caret or the list beside it, and what is safe keeps the meaning."""
    for finding in found(name):
        fix = finding.fix
        if fix is None:
            continue
        assert {edit.file for edit in fix.edits} == {finding.place.file}
        if fix.safe:
            broken = edited(BAD[name].edits)
            assert same_meaning(broken, _with(broken, fix)) is not False


def _with(files: KnowledgeBaseFiles, fix: Fix) -> KnowledgeBaseFiles:
    from hn2301_asp.source.fixing import applied

    texts, used = applied(files.texts, [fix])
    assert used == [fix]
    return replace(files, texts=texts, digest=digest(texts))


def test_the_same_rule_under_words_of_its_own_is_left_to_a_person() -> None:
    """Taken out it would leave its words above nothing, and a part of the text without a rule."""
    broken = edited(
        [
            (
                IN7_RULES,
                '%! "ALT and AST ≤2.5×ULN"',
                '%! "Liver function"\nliver :- transaminases, bilirubin_acceptable.\n\n%! "ALT and AST ≤2.5×ULN"',
            )
        ]
    )
    assert [one.code for one in check(broken) if one.fix] == []


MEANINGS: list[tuple[list[Edit], bool | None]] = [
    ([(IN7_RULES, "% ", "% another remark\n% ")] if "% " in shipped().texts[IN7_RULES] else [], True),
    ([(IN7_THRESHOLDS, '"ALC ≥0.8×10^9/L"', '"ALC ≥0.8×10^9"')], True),
    ([(IN7_THRESHOLDS, "ALC ≥ 0.8", "ALC ≥ 0.80")], True),
    ([(IN7_THRESHOLDS, "ALC ≥ 0.8", "ALC > 0.8")], False),
    ([(IN7_THRESHOLDS, "ALC ≥ 0.8", "ALC ≥ 0.81")], False),
    ([(IN7_RULES, ", lung, liver", ", liver")], False),
    ([(READINGS, "default: class", "default: listed")], False),
    ([(QUANTITIES, "possible: [0, 100]", "possible: [0, 99]")], False),
    ([(IN1_RULES, ":-", ":- :-")], None),
]


@pytest.mark.parametrize(("edits", "same"), MEANINGS)
def test_two_texts_mean_the_same_or_not(edits: list[Edit], same: bool | None) -> None:
    assert same_meaning(shipped(), edited(edits)) is same


def test_a_fix_that_is_called_safe_and_changes_a_meaning_is_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    line = shipped().texts[IN7_THRESHOLDS].split("\n")[3]
    at = line.index("0.8")
    wrong = Fix("write 0.9", (FixEdit(IN7_THRESHOLDS, 4, at + 1, 4, at + 4, "0.9"),))
    monkeypatch.setattr(fixing, "check", lambda files: [Finding("made-up", "wrong", fix=wrong)])
    result = mended(shipped())
    assert (result.files, result.fixed, result.held_back, result.same) == (shipped(), (), (wrong,), True)


def test_fixes_that_undo_each_other_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def there_and_back(files: KnowledgeBaseFiles) -> list[Finding]:
        line = files.texts[IN7_THRESHOLDS].split("\n")[3]
        other = "≥0.80" if '"ALC ≥0.8×' in line else "≥0.8"
        at = line.index('"ALC ≥') + 5
        length = 5 if other == "≥0.8" else 4
        return [Finding("made-up", "x", fix=Fix("x", (FixEdit(IN7_THRESHOLDS, 4, at + 1, 4, at + 1 + length, other),)))]

    monkeypatch.setattr(fixing, "check", there_and_back)
    assert len(mended(shipped()).fixed) == 1


def test_random_slips_of_signs_in_quotes_are_mended(sample: Callable[[int], int]) -> None:
    """Signs are drawn for each other in quotes of every criterion: all come back, and nothing else changes."""
    drawn = random.Random(11)
    signs = {"≥": [">=", "≧"], "≤": ["<=", "≦"], "×": ["x", "*"], "-": ["–", "‑"], "'": ["’"], " ": ["  "]}
    for _ in range(sample(60)):
        texts = dict(shipped().texts)
        for file in drawn.sample([name for name in texts if name.startswith("criteria/")], 3):
            lines = texts[file].split("\n")
            for number, line in enumerate(lines):
                parts = line.split('"')
                # Reasons are our own words, and an id is no quote.
                if len(parts) == 3 and "because" not in line and "met(" not in line and drawn.random() < 0.4:
                    parts[1] = "".join(drawn.choice([c, *signs.get(c, [c])]) for c in parts[1])
                    lines[number] = '"'.join(parts)
            texts[file] = "\n".join(lines)
        result = mended(replace(shipped(), texts=texts, digest=digest(texts)))
        assert result.same is True
        assert result.left == ()


def test_random_slips_anywhere_are_mended_without_a_change_of_meaning(sample: Callable[[int], int]) -> None:
    """Whatever an author types: fixing ends, means what was meant, and leaves no finding that was not there."""
    drawn = random.Random(5)
    for _ in range(sample(200)):
        texts = dict(shipped().texts)
        for _ in range(drawn.choice([1, 1, 2, 3])):
            rules = [name for name in texts if name.startswith("criteria/")]
            file = drawn.choice([name for name in texts if not name.startswith("scenarios/")] + rules * 2)
            texts[file] = slip(texts[file], drawn)
        broken = replace(shipped(), texts=texts, digest=digest(texts))
        result = mended(broken)
        assert (result.same is not False, result.held_back) == (True, ())
        assert {one.code for one in result.left} <= {one.code for one in check(broken)} or result.same is None
