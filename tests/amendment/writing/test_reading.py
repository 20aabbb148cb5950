"""A new limit is written into words of every form: grades, and two times of which one counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from hn2301_asp.amendment.writing import set_threshold
from hn2301_asp.amendment.writing.edits import apply_edits
from hn2301_asp.amendment.writing.reading import reading_of
from hn2301_asp.check.quoted_bounds import threshold_mismatches
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.thresholds.syntax import parse
from hn2301_asp.source.diagnostics import InputError
from tests.cli.test_items import FILES
from tests.one_criterion import base

QUANTITIES = "nyha: {label: NYHA class, grades: [I, II, III, IV]}\n"
UNITS = 'base: ["count = []"]\nunits:\n  u: {is: count, spellings: []}\n'
FACTS = "record: {}\nchoices: {}\nfacts: {f: {}}\nfamilies: {}\ndoses: {}\n"
VOCABULARY = base(
    "", 'met("C-1") :- f.\n', {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS}
).knowledge_base.vocabulary


@pytest.mark.parametrize(
    ("words", "old", "new", "wanted"),
    [
        ("NYHA class ≤ II", "≤ II", "≤ III", "NYHA class ≤ III"),
        ("NYHA class II or less", "≤ II", "≤ III", "NYHA class III or less"),
        ("NYHA class II or less", "≤ II", "≥ II", "NYHA class II or more"),
        ("NYHA no more than class III", "≤ III", "≤ I", None),
        ("NYHA at least grade III", "≥ III", "≥ II", "NYHA at least grade II"),
        ("NYHA at most II", "≤ II", "< II", "NYHA less than II"),
        ("class I", "= I", "= IV", "class IV"),
        ("class I, or I at rest", "= I", "= IV", "twice"),
        ("class I", "= I", "≤ II", "unsaid"),
        ("NYHA class ≤ II", "≤ III", "≤ I", "absent"),
        ("NYHA class ≤ II, but not ≥ III", "≤ II", "≤ I", "NYHA class ≤ I, but not ≥ III"),
    ],
)
def test_grades_in_words_are_changed(words: str, old: str, new: str, wanted: str | None) -> None:
    before, after = (parse(f'criterion C-1\np NYHA class {one} "q"\n', "a.thr").thresholds[0] for one in (old, new))
    read = reading_of(before, after.limits, VOCABULARY)
    found = read.reworded(words, before.limits[0], after.limits[0], unit_changes=False)
    told = found if isinstance(found, str) else apply_edits(words, found)
    assert told == (wanted or "absent")
    if told not in ("absent", "twice", "unsaid") and "but" not in words:
        [threshold] = parse(f'criterion C-1\np NYHA class {new} "{told}"\n', "a.thr").thresholds
        grades = ("I", "II", "III", "IV")
        assert [*threshold_mismatches(threshold, threshold.reasons, VOCABULARY.quoted_units, grades)] == []


KB = KnowledgeBaseFiles("kb", FILES, digest(FILES))


def changed(limit: str, folder: Path) -> dict[str, str]:
    """What an amendment of the washout says of the text and of the limit."""
    written = set_threshold(KB, folder, "C-1", "not_washed", limit)
    assert written.findings == ()
    texts = written.opened.files.texts
    [line] = [one for one in texts["criteria/all.thr"].split("\n") if one.startswith("not_washed")]
    return {"text": texts["protocol.yaml"], "limit": line}


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("16 weeks", "5 half-lives or 16 weeks"),
        ("16 week", "5 half-lives or 16 weeks"),
        ("4 half-lives", "4 half-lives or 12 weeks"),
        ("longer of 4 half-lives or 16 weeks", "4 half-lives or 16 weeks"),
        ("within longer of 16 weeks or 4 half-lives before infusion", "4 half-lives or 16 weeks"),
    ],
)
def test_a_washout_is_written_in_the_text_its_quote_and_the_limit(limit: str, told: str, tmp_path: Path) -> None:
    found = changed(limit, tmp_path / "A01")
    assert f"within longer of {told} before infusion " in found["limit"]
    assert f'negates "not within {told} before infusion, whichever is longer"' in found["limit"]
    assert f"the last dose not within {told} before infusion, whichever is longer" in " ".join(found["text"].split())


@pytest.mark.parametrize(
    ("limit", "said", "help"),
    [
        (
            "16",
            "`16` may be either time",
            "`16 half-lives` or `16 weeks`, or both: `longer of … half-lives or … weeks`",
        ),
        ("3 months", "is in the unit of neither", "`longer of … half-lives or … weeks`; or edit a copy by hand, and"),
        ("shorter of 5 half-lives or 12 weeks", "is another window", "`amend draft` from it"),
        ("within 16 weeks before infusion", "is another window", "`amend draft` from it"),
    ],
)
def test_what_is_not_clear_is_told_with_what_to_write(limit: str, said: str, help: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        changed(limit, tmp_path / "A01")
    [finding] = refused.value.findings
    assert said in finding.message
    assert help in str(finding.help)


def test_of_two_times_with_one_number_the_right_one_changes(tmp_path: Path) -> None:
    texts = {name: text.replace("12 weeks", "5 weeks") for name, text in FILES.items() if "scenarios" not in name}
    files = KnowledgeBaseFiles("kb", texts, digest(texts))
    written = set_threshold(files, tmp_path / "A01", "C-1", "not_washed", "6 weeks")
    assert written.opened.files.texts["criteria/all.thr"].count("5 half-lives or 6 weeks") == 2
