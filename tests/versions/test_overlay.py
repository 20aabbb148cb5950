"""Two amendments of one file combine item by item, and never undo each other silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from hn2301_asp.knowledge.files import read_files
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.versions.items import items_of
from hn2301_asp.versions.overlay import Clash, apply, merge_file
from hn2301_asp.versions.word_merge import merge_words

BASE = "criterion IN-7\n\nanc  ANC ≥ 1.5\nalc  ALC ≥ 0.8\n# of the heart\nlvef LVEF ≥ 40 %\n"


def merged(base: str, one: str, other: str, file: str = "a.thr") -> tuple[str, list[str]]:
    """The merged text and the clashing items; without a clash the order must not matter."""
    text, clashes = merge_file(file, base, one, other)
    if not clashes:
        assert merge_file(file, base, other, one) == (text, [])
    return text, [clash.item for clash in clashes]


def test_what_is_equal_to_the_base_is_no_difference() -> None:
    changed = BASE.replace("0.8", "1.0")
    assert merged(BASE, changed, BASE) == (changed, [])
    assert merged(BASE, changed, changed) == (changed, [])


def test_different_thresholds_combine() -> None:
    one, other = BASE.replace("0.8", "1.0"), BASE.replace("40", "45")
    assert merged(BASE, one, other) == (BASE.replace("0.8", "1.0").replace("40", "45"), [])


def test_one_threshold_changed_alike_is_no_clash_and_changed_differently_is_one() -> None:
    one, other = BASE.replace("0.8", "1.0"), BASE.replace("0.8", "0.5").replace("40", "45")
    assert merged(BASE, one, one.replace("1.5", "1.2")) == (one.replace("1.5", "1.2"), [])
    assert apply({"a.thr": one, "b.thr": "b"}, {"a.thr": BASE}, {"a.thr": other}) == (
        {"a.thr": other, "b.thr": "b"},
        (
            Clash(
                file="a.thr",
                item="alc",
                base="alc  ALC ≥ 0.8",
                one="alc  ALC ≥ 1.0",
                other="alc  ALC ≥ 0.5",
                place_one=Place("a.thr", 4, 1, 15, "alc  ALC ≥ 1.0"),
                place_other=Place("a.thr", 4, 1, 15, "alc  ALC ≥ 0.5"),
            ),
        ),
    )


def test_a_removed_threshold_stays_away_and_clashes_with_a_change_of_it() -> None:
    without = BASE.replace("alc  ALC ≥ 0.8\n", "")
    changed = BASE.replace("0.8", "1.0")
    assert merged(BASE, without, BASE.replace("40", "45")) == (without.replace("40", "45"), [])
    assert merged(BASE, without, changed) == (changed, ["alc"])
    assert merged(BASE, changed, without) == (without, ["alc"])


def test_new_thresholds_follow_what_they_followed_in_the_order_of_their_names() -> None:
    one = BASE.replace("≥ 0.8\n", "≥ 0.8\nspo2 SpO2 ≥ 92\n")
    other = BASE.replace("≥ 0.8\n", "≥ 0.8\ninr INR ≤ 1.5\naptt APTT ≤ 1.5\n")
    expected = BASE.replace("≥ 0.8\n", "≥ 0.8\ninr INR ≤ 1.5\naptt APTT ≤ 1.5\nspo2 SpO2 ≥ 92\n")
    assert merged(BASE, one, other) == (expected, [])


def test_a_new_item_follows_the_one_before_it_although_that_was_removed() -> None:
    one = BASE.replace("alc  ALC ≥ 0.8\n", "")
    other = BASE.replace("≥ 0.8\n", "≥ 0.8\ninr INR ≤ 1.5\n")
    assert merged(BASE, one, other)[0] == one.replace("≥ 1.5\n", "≥ 1.5\ninr INR ≤ 1.5\n")


def test_two_new_items_of_one_name_clash_unless_they_are_alike() -> None:
    one, other = BASE + "inr INR ≤ 1.5\n", BASE + "inr INR ≤ 2\n"
    assert merged(BASE, one, one.replace("40", "45")) == (one.replace("40", "45"), [])
    assert merged(BASE, one, other) == (other, ["inr"])


def test_a_file_that_does_not_end_in_a_line_feed_is_no_obstacle() -> None:
    base = BASE.rstrip("\n")
    assert (
        merged(base, base + "\nb B", base.replace("0.8", "1") + "\nc C")[0] == base.replace("0.8", "1") + "\nb B\nc C\n"
    )


def test_an_item_put_above_another_is_no_change_of_it() -> None:
    one = BASE.replace("anc  ANC ≥ 1.5", "spare  ANC ≥ 1.2\n\nanc  ANC ≥ 1.5")
    assert merged(BASE, one, BASE.replace("ANC ≥ 1.5", "ANC ≥ 1.0")) == (one.replace("ANC ≥ 1.5", "ANC ≥ 1.0"), [])


RULES = (
    '%! "a"\na :- x.\n\n'
    "%! because of adults\n:- eligible, not adult.\n\n"
    "%! because of children\n:- eligible, pregnant.\n"
)


def test_rule_groups_combine_although_their_words_change() -> None:
    one = RULES.replace('%! "a"\na :- x.', '%! "b"\na :- x.\na :- y.')
    other = RULES.replace(":- eligible, pregnant.", ":- eligible, pregnant.\n:- eligible, lactating.")
    text, clashes = merged(RULES, one, other, "a.lp")
    assert (text, clashes) == (one.replace("pregnant.", "pregnant.\n:- eligible, lactating."), [])


def test_of_constraints_the_one_that_is_meant_is_removed() -> None:
    one = RULES.replace("%! because of adults\n:- eligible, not adult.\n\n", "")
    other = RULES.replace("pregnant.", "pregnant, sex(female).")
    assert merged(RULES, one, RULES.replace("x.", "y.").replace(":- x", ":- y"), "a.lp")[0] == one.replace("x.", "y.")
    assert merged(RULES, RULES.replace("not adult", "not older"), other, "a.lp") == (
        RULES.replace("not adult", "not older").replace("pregnant.", "pregnant, sex(female)."),
        [],
    )
    assert merged(RULES, other, RULES.replace("pregnant.", "lactating."), "a.lp")[1] == ["constraint (2)"]


PROTOCOL = """id: X
criteria:
  - id: IN-1
    title: age
    text: >-
      Patients aged between 18 and 69, of any gender,
      diagnosed with the disease
  - id: IN-2
    title: organs
    text: "ANC above 1.5, ALC above 0.8"
"""


def test_the_words_of_a_criterion_merge_word_by_word() -> None:
    one = PROTOCOL.replace("69", "75").replace("title: age", "title: years")
    other = PROTOCOL.replace("any gender", "each gender").replace("the disease", "lupus")
    expected = (
        "    text: >-\n      Patients aged between 18 and 75, of each gender, diagnosed with lupus\n  - id: IN-2\n"
    )
    text, clashes = merged(PROTOCOL, one, other, "protocol.yaml")
    assert clashes == []
    assert expected in text
    assert "title: years" in text
    assert merged(PROTOCOL, one, PROTOCOL.replace("69", "80"), "protocol.yaml")[1] == ["IN-1.text"]


def test_words_in_other_quotation_marks_merge_too() -> None:
    one, other = PROTOCOL.replace("1.5", "1.0"), PROTOCOL.replace("0.8", "0.5")
    assert merged(PROTOCOL, one, other, "protocol.yaml") == (
        PROTOCOL.replace('text: "ANC above 1.5, ALC above 0.8"', "text: >-\n      ANC above 1.0, ALC above 0.5"),
        [],
    )


NEW = "  - id: IN-3\n    title: new\n    text: words\n"
OTHER = "  - id: IN-20\n    title: other\n    text: more words\n"


def test_new_criteria_of_two_amendments_stand_whole_one_after_the_other() -> None:
    assert merged(PROTOCOL, PROTOCOL + NEW, PROTOCOL + OTHER, "protocol.yaml") == (PROTOCOL + OTHER + NEW, [])


def test_a_new_key_of_the_last_criterion_stays_with_it_when_another_adds_a_criterion() -> None:
    one, other = PROTOCOL + NEW, PROTOCOL + "    label_zh: 器官\n"
    assert merged(PROTOCOL, one, other, "protocol.yaml") == (PROTOCOL + "    label_zh: 器官\n" + NEW, [])


def test_a_removed_criterion_comes_back_whole_or_goes_whole() -> None:
    without = PROTOCOL[: PROTOCOL.index("  - id: IN-2")]
    changed = PROTOCOL.replace("0.8", "1.0")
    added = PROTOCOL + "    label_zh: 器官\n"
    assert merged(PROTOCOL, without, changed, "protocol.yaml") == (changed, ["IN-2.text"])
    assert merged(PROTOCOL, changed, without, "protocol.yaml") == (without, ["IN-2.text"])
    assert merged(PROTOCOL, without, added, "protocol.yaml") == (added, ["IN-2.label_zh"])
    assert merged(PROTOCOL, added, without, "protocol.yaml") == (without, ["IN-2.label_zh"])


def test_another_order_of_the_criteria_is_kept_with_the_changes_of_both() -> None:
    start, middle = PROTOCOL.index("  - id: IN-1"), PROTOCOL.index("  - id: IN-2")
    head, first, second = PROTOCOL[:start], PROTOCOL[start:middle], PROTOCOL[middle:]
    text, clashes = merged(PROTOCOL, PROTOCOL.replace("0.8", "1.0"), head + second + first, "protocol.yaml")
    assert (text, clashes) == (head + second.replace("0.8", "1.0") + first, [])


def test_files_are_added_and_taken_away_and_a_change_of_a_lost_file_clashes() -> None:
    assert apply({"a.thr": "a"}, {"a.thr": "a"}, {"b.thr": "b"}) == ({"a.thr": "a", "b.thr": "b"}, ())
    assert apply({"a.thr": "a", "b.thr": "b"}, {"a.thr": "a", "b.thr": "b"}, {}, ["b.thr"]) == ({"a.thr": "a"}, ())
    texts, clashes = apply({"a.thr": "c"}, {"a.thr": "a"}, {}, ["a.thr"])
    assert (texts, [clash.item for clash in clashes]) == ({}, ["a.thr"])
    texts, clashes = apply({}, {"a.thr": "a"}, {"a.thr": "c"})
    assert (texts, [clash.item for clash in clashes]) == ({"a.thr": "c"}, ["a.thr"])
    assert apply({}, {"a.thr": "a"}, {"a.thr": "a"}) == ({}, ())


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a X c d", "a b c Y", "a X c Y"),
        ("a X c d", "a X c d", "a X c d"),
        ("a X c d", "a Y c d", None),
        ("a X c d", "a b Y d", "a X Y d"),
        ("a c d", "a b N c d", "a N c d"),
        ("a b N c d", "a b M c d", None),
        ("a b N c d", "a b N c d", "a b N c d"),
        ("a d", "a b N c d", None),
        ("N a b c d", "a b c d M", "N a b c d M"),
        ("", "a b c d", ""),
    ],
)
def test_edits_of_different_words_combine(one: str, other: str, expected: str | None) -> None:
    base = ["a", "b", "c", "d"]
    found = [merge_words(base, *pair) for pair in ((one.split(), other.split()), (other.split(), one.split()))]
    assert found == [None if expected is None else expected.split()] * 2


def test_in_every_shipped_file_a_change_of_one_item_and_one_of_the_next_combine(kb: Path) -> None:
    texts = {file: text for file, text in read_files(kb).texts.items() if not file.startswith("scenarios/")}
    tried = 0
    for file, text in texts.items():
        items = items_of(file, text)
        mark = "% more" if file.endswith(".lp") else "# more"
        for first in range(0, len(items) - 1, 3):
            pieces = [item.text for item in items]
            changed = [piece.rstrip("\n") + f" {mark}\n" for piece in pieces]
            one, other, both = (
                "".join(changed[n] if n in chosen else piece for n, piece in enumerate(pieces))
                for chosen in ((first,), (first + 1,), (first, first + 1))
            )
            assert merged(text, one, other, file) == (both, [])
            tried += 1
    assert tried > 100
