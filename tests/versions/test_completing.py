"""An amendment's file holds only what changes: what it says replaces, what it leaves out stays, what goes is named."""

from __future__ import annotations

import pytest

from hn2301_asp.source.diagnostics import Place
from hn2301_asp.versions.completing import Changes, complete, touched

RULES = """% A file of rules.

%! "first"
met("IN-1") :- counted, not supported.
supported :- a, reading(r, any).
supported :- b.

%! "second"
counts(D) :- used(D).
counts(hydroxychloroquine) :- c.

%! because a man is not pregnant
:- male, pregnant.
:- male, lactating.

%! because nobody is two
:- one, two.
"""
LIMITS = "criterion IN-7\n\nanc  ANC ≥ 1.5\n# of lymphocytes\nalc  ALC ≥ 0.8\n\nratio [x] = a / b\n"
ENTRIES = """# Heading.

id: P
criteria:
  - id: IN-1
    title: age
    text: >-
      Adults
      only.
  - id: IN-2
    text: old
sections: {}
"""


def completed(file: str, base: str, own: str, removed: tuple[str, ...] = (), **renamed: str) -> str:
    place = Place("amendment.yaml", 9)
    said = Changes(dict.fromkeys(removed, place), {old: (new, place) for old, new in renamed.items()})
    result = complete(file, base, own, said, "A01")
    assert result.findings == ()
    return result.text


def refused(file: str, base: str, own: str, removed: tuple[str, ...] = (), **renamed: str) -> list[str]:
    place = Place("amendment.yaml", 9)
    said = Changes(dict.fromkeys(removed, place), {old: (new, place) for old, new in renamed.items()})
    result = complete(file, base, own, said, "A01")
    assert result.text == base
    return [finding.message for finding in result.findings]


@pytest.mark.parametrize(("file", "base"), [("a.lp", RULES), ("a.thr", LIMITS), ("protocol.yaml", ENTRIES)])
def test_a_whole_copy_and_nothing_change_nothing(file: str, base: str) -> None:
    assert completed(file, base, base) == completed(file, base, "") == base
    assert touched(file, base, base) == {}


def test_a_definition_within_a_group_is_replaced_whole_and_in_its_place() -> None:
    """`supported` stands under the `%!` line of another definition; of its two rules one goes."""
    assert completed("a.lp", RULES, "supported :- b, c.\n") == RULES.replace(
        "supported :- a, reading(r, any).\nsupported :- b.\n", "supported :- b, c.\n"
    )
    assert list(touched("a.lp", RULES, "supported :- b, c.\n")) == ["supported"]


def test_a_head_of_constants_beside_a_general_one_is_the_same_definition() -> None:
    own = '%! "second"\ncounts(hydroxychloroquine) :- d.\n'
    assert completed("a.lp", RULES, own) == RULES.replace("counts(D) :- used(D).\n", "").replace(":- c.", ":- d.")
    general = '%! "all"\ngroup(X) :- any(X).\n'
    gone = ("group(women)", "group(men)")
    assert completed("a.lp", "group(women) :- a.\n\ngroup(men) :- b.\n", general, gone) == general


def test_constants_alone_are_definitions_of_their_own() -> None:
    base = "group(women) :- a.\n\ngroup(men) :- b.\n"
    assert completed("a.lp", base, "group(men) :- c.\n") == base.replace(":- b.", ":- c.")
    one = completed("a.lp", RULES, '%! "first"\nmet("IN-1") :- counted.\n')
    assert one == RULES.replace("counted, not supported", "counted")


def test_a_constraint_is_named_by_its_words() -> None:
    """A new one replaces none; one under the words of the base's replaces all that stand there."""
    new = "%! because of a third reason\n:- three.\n"
    assert completed("a.lp", RULES, new) == f"{RULES}\n{new}"
    own = "%! because a man is not pregnant\n:- male, pregnant, screened.\n"
    assert completed("a.lp", RULES, own) == RULES.replace(
        ":- male, pregnant.\n:- male, lactating.\n", ":- male, pregnant, screened.\n"
    )
    twice = "%! because nobody is two\n:- one, two.\n\n%! because nobody is two\n:- two, one.\n"
    assert refused("a.lp", RULES, twice) == [
        "two constraints stand under `because nobody is two` here: which one is meant is not said"
    ]


def test_arities_are_definitions_of_their_own() -> None:
    base = "p(X) :- a(X).\n\np(X, Y) :- b(X, Y).\n"
    assert completed("a.lp", base, "p(X, Y) :- c(X, Y).\n") == base.replace("b(X, Y)", "c(X, Y)")
    assert completed("a.lp", base, "", ("p/1",)) == "\np(X, Y) :- b(X, Y).\n"


def test_what_goes_is_named() -> None:
    assert completed("a.lp", RULES, "", ("supported",)) == RULES.replace(
        "supported :- a, reading(r, any).\nsupported :- b.\n", ""
    )
    assert completed("a.thr", LIMITS, "", ("alc",)) == LIMITS.replace("# of lymphocytes\nalc  ALC ≥ 0.8\n", "")
    assert completed("protocol.yaml", ENTRIES, "", ("IN-2",)) == ENTRIES.replace("  - id: IN-2\n    text: old\n", "")
    assert refused("a.thr", LIMITS, "", ("alx",)) == ["the base's file has no item `alx` that could go"]
    assert refused("a.thr", LIMITS, "alc  ALC ≥ 1\n", ("alc",)) == [
        "`alc` goes, and stands in the amendment's file too"
    ]


def test_a_renamed_item_keeps_its_place() -> None:
    own = "criterion IN-7\n\nlymphocytes  ALC ≥ 1.0\n"
    assert completed("a.thr", LIMITS, own, alc="lymphocytes") == LIMITS.replace(
        "# of lymphocytes\nalc  ALC ≥ 0.8", "lymphocytes  ALC ≥ 1.0"
    )
    said = Changes(renamed={"alc": ("lymphocytes", Place())})
    assert list(touched("a.thr", LIMITS, own, said)) == ["alc"]
    assert refused("a.thr", LIMITS, own, alc="anc") == [
        "`alc` cannot be called `anc`: the amendment's file has no such item"
    ]
    assert refused("a.thr", LIMITS, "anc  ANC ≥ 1\n", alc="anc") == [
        "`alc` cannot be called `anc`: the base's file has it already"
    ]
    assert refused("a.thr", LIMITS, own, alx="lymphocytes") == ["the base's file has no item `alx`"]


def test_an_old_copy_whose_lines_are_gone_is_asked_about() -> None:
    old = LIMITS.replace("anc  ANC ≥ 1.5\n", "")
    assert refused("a.thr", LIMITS, old) == [
        "2 of the base's 3 items stand here unchanged, and `anc` is absent: shall it go?"
    ]
    assert completed("a.thr", LIMITS, old, ("anc",)) == old
    assert completed("a.thr", LIMITS, "criterion IN-7\n\nalc  ALC ≥ 1.0\n").count("\n") == LIMITS.count("\n") - 1


def test_new_limits_stand_with_the_limits_and_new_entries_in_their_section() -> None:
    assert completed("a.thr", LIMITS, "criterion IN-7\n\nhb  Hb ≥ 80\n") == LIMITS.replace(
        "ALC ≥ 0.8\n", "ALC ≥ 0.8\nhb  Hb ≥ 80\n"
    )
    entry = "  - id: IN-3\n    title: new\n    text: more\n"
    assert completed("protocol.yaml", ENTRIES, f"criteria:\n{entry}") == ENTRIES.replace(
        "sections:", f"{entry}sections:"
    )
    assert completed("protocol.yaml", ENTRIES, "criteria:\n  - id: IN-2\n    title: given\n") == ENTRIES.replace(
        "text: old\n", "text: old\n    title: given\n"
    )


@pytest.mark.parametrize(
    "own",
    [
        "criteria:\n  - id: IN-2\n    text: new\n",
        "criteria:\n- id: IN-2\n  text: new\n",
        "criteria:\n  - text: new\n    id: IN-2\n",
        "criteria:\n      -   id: IN-2\n          text: new\n",
    ],
)
def test_an_entry_may_be_written_in_any_way(own: str) -> None:
    assert completed("protocol.yaml", ENTRIES, own) == ENTRIES.replace("text: old", "text: new")


def test_lines_of_a_text_keep_their_depth() -> None:
    own = "criteria:\n- id: IN-1\n  text: >-\n    Adults\n    of all ages.\n"
    assert completed("protocol.yaml", ENTRIES, own) == ENTRIES.replace("      only.", "      of all ages.")


def test_an_empty_section_takes_entries_and_entries_are_not_lost_in_one_line() -> None:
    own = "sections:\n  a: 1\n"
    assert completed("protocol.yaml", ENTRIES, own) == ENTRIES.replace("sections: {}\n", own)
    assert refused("protocol.yaml", ENTRIES, "criteria: []\n") == ["`criteria` is written in one line here"]


def test_what_cannot_be_told_apart_is_said() -> None:
    assert refused("a.lp", RULES, "supported :- a. counted :- b.\n") == ["two definitions share a line"]
    assert refused("a.lp", "x :- a. y :- b.\n", "x :- c.\n") == ["in the base `x`, `y` share a line"]
    assert refused("a.lp", RULES, "supported :- a\n") == ["the rule does not end"]
    assert refused("a.thr", LIMITS, "criterion IN-6\n\nalc  ALC ≥ 1\n") == [
        "`criterion IN-6` is not what the base says here"
    ]


def test_comments_that_open_an_amendment_s_file_are_its_own() -> None:
    own = "# Why it is raised.\n\ncriterion IN-7\n\n# of lymphocytes\nalc  ALC ≥ 1.0\n"
    assert completed("a.thr", LIMITS, own) == LIMITS.replace("0.8", "1.0")


def test_a_finding_shows_the_amendment_s_own_line() -> None:
    (finding,) = complete("a.lp", RULES, "% Of its own.\n\nsupported :- a\n", shown="A01").findings
    assert (finding.place.file, finding.place.line, finding.place.text) == ("A01/a.lp", 3, "supported :- a")


def test_a_new_entry_follows_the_whole_of_the_one_before_it() -> None:
    entry = "  - id: IN-3\n    title: new\n"
    with_it = ENTRIES.replace("title: age", "title: ages").replace("  - id: IN-2", f"{entry}  - id: IN-2")
    assert completed("protocol.yaml", ENTRIES, f"criteria:\n  - id: IN-1\n    title: ages\n{entry}") == with_it
    context = f"criteria:\n  - id: IN-1\n{entry}"
    assert completed("protocol.yaml", ENTRIES, context) == with_it.replace("ages", "age")


def test_a_section_that_goes_may_be_said_in_one_line() -> None:
    base = "a:\n  x: 1\n  y: 2\nb:\n  z: 3\n"
    assert completed("vocabulary/drugs.yaml", base, "a: {}\n", ("a",)) == "b:\n  z: 3\na: {}\n"


def test_comments_that_open_a_file_stay_apart_from_its_first_item() -> None:
    assert completed("a.lp", "% Of all.\n\na :- b.\nc :- d.\n", "", ("a",)) == "% Of all.\n\nc :- d.\n"


GROUP = '%! "one"\nfirst :- a.\nsecond :- b.\n\n%! "two"\nthird :- c.\n'


def test_a_rule_keeps_the_words_that_it_stands_under_whatever_goes_or_comes_above_it() -> None:
    """Else a patient would be told another rule's sentence."""
    assert completed("a.lp", GROUP, "", ("first",)) == '%! "one"\nsecond :- b.\n\n%! "two"\nthird :- c.\n'
    other = '%! "more"\nfirst :- d.\n'
    assert completed("a.lp", GROUP, other) == f'{other}\n%! "one"\nsecond :- b.\n\n%! "two"\nthird :- c.\n'
    new = '%! "one"\nfirst :- a.\n\n%! "new"\nfourth :- d.\n'
    assert '%! "one"\nsecond :- b.\n' in completed("a.lp", GROUP, new)
    swapped = '%! "one"\nsecond :- b.\nfirst :- a.\n'
    assert completed("a.lp", GROUP, swapped).count('%! "one"\n') == 2


def test_comments_behind_the_last_item_are_about_none() -> None:
    assert completed("a.thr", LIMITS, "criterion IN-7\n\nanc  ANC ≥ 1\n# was 1.5\n") == LIMITS.replace("1.5", "1")
    assert completed("a.lp", GROUP, "second :- d.\n% was b\n") == GROUP.replace(":- b.", ":- d.")
    own = "criteria:\n  - id: IN-1\n    title: ages\n    # as the sponsor asked\n"
    assert completed("protocol.yaml", ENTRIES, own) == ENTRIES.replace("title: age", "title: ages")
    text = "criteria:\n  - id: IN-2\n    text: |\n      new\n      # 2\n"
    assert "# 2\n" in completed("protocol.yaml", ENTRIES, text)


def test_a_file_of_which_nothing_is_left_goes_as_a_whole() -> None:
    assert refused("a.thr", "criterion IN-7\n\nanc  ANC ≥ 1\n", "", ("anc",)) == ["nothing would be left of the file"]


def test_what_a_rule_defines_is_told_apart_exactly() -> None:
    base = 'met("A B") :- a.\n\nmet("AB") :- b.\n'
    assert completed("a.lp", base, 'met("AB") :- c.\n') == base.replace(":- b.", ":- c.")
    assert completed("a.lp", "p(f(X, Y)) :- a(X, Y).\n", "p(Z) :- b(Z).\n") == "p(Z) :- b(Z).\n"


def test_a_rule_that_is_now_a_comment_is_another_text() -> None:
    one = touched("a.lp", "k :- a. % note\nk :- b.\n", "k :- c.\n")
    assert one != touched("a.lp", "k :- a. % note k :- b.\n", "k :- c.\n")


def test_a_head_that_stands_for_constants_of_the_base_says_which_of_them_go() -> None:
    base = "group(women) :- a.\n\ngroup(men) :- b.\n\ngroup(old) :- c.\n"
    own = "group(women;men) :- d.\n"
    assert refused("a.lp", base, own) == [
        "`group(women;men)` stands for all that its name defines: `group(women)`, `group(men)`, `group(old)` would go"
    ]
    assert completed("a.lp", base, own, ("group(women)", "group(men)", "group(old)")) == own
