"""Files are cut into the items that people amend, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from hn2301_asp.knowledge.files import read_files
from hn2301_asp.versions.items import items_of

THRESHOLDS = """# Organ functions.

criterion IN-7

anc_adequate   ANC ≥ 1.5 ×10^9/L   "ANC ≥1.5×10^9/L"
# as the sponsor wrote on page 4
transfused     last transfusion within 7 days before screening, no if never
               negates "No use of transfusions"

creatinine clearance [mL/min] = weight [kg] / (72 × serum creatinine [mg/dL])
    empirical, "a source with [brackets] = and signs"
# the end
"""

RULES = """% IN-7.
% Two lines.

%! "a quote: with a full stop."
liver :- alt_adequate,

         ast_adequate.
liver :- "no. % comment" = "x".
%! because of the second
kidney(X, "y.") :- p(X).

% a comment of the next group
:- eligible, not guard_adult.

:- eligible, pregnant. %* a block

comment *%
lung(1, a).
"""

PROTOCOL = """# A heading.

id: X
# above the version
version: "1.0"
criteria:
  # the first
  - id: IN-1
    text: >-
      words
      # no comment
    not_encoded:
      - phrase: words
        why: a reason

  - kind: inclusion
    id: IN-2
scope: no more
"""

FACTS = """sections:    # with a comment
  one: {label: "a: b"}

  # of two
  two:
    label: two
"odd name": [1, 2]
flow: {a: 1, b: 2}
"""


def cut(file: str, text: str) -> list[tuple[str, str, int]]:
    return [(item.name, item.text, item.line) for item in items_of(file, text)]


def test_every_file_of_the_shipped_knowledge_base_is_cut_without_loss(kb: Path) -> None:
    texts = read_files(kb).texts
    assert len(texts) > 30
    for file, text in texts.items():
        items = items_of(file, text)
        assert "".join(item.text for item in items) == text
        assert [item.line for item in items] == [
            1 + sum(before.text.count("\n") for before in items[:number]) for number in range(len(items))
        ]
        assert len(items) > 1, file


def test_items_have_names_of_their_own_save_constraints(kb: Path) -> None:
    for file, text in read_files(kb).texts.items():
        names = [item.name for item in items_of(file, text) if item.name != "constraint"]
        assert sorted(set(names)) == sorted(names), file


def test_a_threshold_holds_its_continuation_lines_and_the_comments_above_it() -> None:
    lines = THRESHOLDS.splitlines(keepends=True)
    assert cut("a.thr", THRESHOLDS) == [
        ("heading", lines[0], 1),
        ("criterion", "".join(lines[1:3]), 2),
        ("anc_adequate", "".join(lines[3:5]), 4),
        ("transfused", "".join(lines[5:8]), 6),
        ("creatinine clearance", "".join(lines[8:12]), 9),
    ]


def test_a_rule_group_is_named_by_what_it_defines_and_ends_at_a_blank_line_between_rules() -> None:
    lines = RULES.splitlines(keepends=True)
    assert cut("a.lp", RULES) == [
        ("heading", "".join(lines[0:2]), 1),
        ("liver", "".join(lines[2:8]), 3),
        ("kidney", "".join(lines[8:10]), 9),
        ("constraint", "".join(lines[10:13]), 11),
        ("constraint", "".join(lines[13:17]), 14),
        ("lung(1, a)", lines[17], 18),
    ]


def test_a_criterion_is_cut_by_its_keys() -> None:
    lines = PROTOCOL.splitlines(keepends=True)
    assert cut("protocol.yaml", PROTOCOL) == [
        ("heading", lines[0], 1),
        ("id", "".join(lines[1:3]), 2),
        ("version", "".join(lines[3:5]), 4),
        ("criteria", lines[5], 6),
        ("IN-1.id", "".join(lines[6:8]), 7),
        ("IN-1.text", "".join(lines[8:11]), 9),
        ("IN-1.not_encoded", "".join(lines[11:14]), 12),
        ("IN-2.kind", "".join(lines[14:16]), 15),
        ("IN-2.id", lines[16], 17),
        ("scope", lines[17], 18),
    ]


def test_a_vocabulary_is_cut_by_the_entries_of_its_sections() -> None:
    lines = FACTS.splitlines(keepends=True)
    assert cut("vocabulary/facts.yaml", FACTS) == [
        ("sections", lines[0], 1),
        ("sections.one", lines[1], 2),
        ("sections.two", "".join(lines[2:6]), 3),
        ("odd name", lines[6], 7),
        ("flow", lines[7], 8),
    ]
    assert [name for name, _, _ in cut("vocabulary/quantities.yaml", FACTS)] == ["sections", "odd name", "flow"]


@pytest.mark.parametrize(
    ("file", "text", "names"),
    [
        ("a.thr", "", []),
        ("a.thr", "# only words", ["content"]),
        ("a.thr", "criterion IN-1\na b", ["criterion", "a"]),
        ("a.lp", "\n\n", ["content"]),
        ("a.lp", "a :- b", ["a"]),
        ("a.yaml", "a: [", ["content"]),
        ("a.yaml", "{a: 1, b: 2}\n", ["content"]),
        ("a.yaml", "---\na: 1\n", ["heading", "a"]),
        ("a.yaml", "- scenario: x\n  y: 1\n- scenario: z\n", ["x", "z"]),
        ("a.yaml", "a:\n  - b: 1\n    c: 2\n  - [d]\n", ["a", "b 1", "item"]),
        ("a.yaml", "a: 1\r\nb: 2\n", ["content"]),
        ("a.yaml", 'a: "\u2028"\nb: 2\n', ["content"]),
        ("a.lp", 'met("IN-7") :- a.\n\np(X, _) :- q(X).\n', ['met("IN-7")', "p"]),
    ],
)
def test_small_and_odd_texts_are_cut_without_loss(file: str, text: str, names: list[str]) -> None:
    items = items_of(file, text)
    assert [item.name for item in items] == names
    assert "".join(item.text for item in items) == text
