"""What clingo reads of a rule file is what the filter saw: comments nest, and what is unsure is refused."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from hn2301_asp.knowledge.reading_rules import parse_rules
from hn2301_asp.knowledge.rule_text import code_only, pieces, without_comments
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.edits import code
from hn2301_asp.versions.items import items_of
from hn2301_asp.versions.overlay import says_nothing

NESTED = "%* outside %* inside *% still outside *% b :- c.\n"


def heads(text: str) -> list[str]:
    return [rule.head_text for rule in parse_rules(text, "f.lp", 1, constraints=True).rules]


def test_comments_nest_as_in_clingo() -> None:
    assert heads(NESTED) == ["b"]
    assert code_only(NESTED).strip() == "b :- c."


def test_what_only_the_text_filter_took_for_a_comment_is_refused(tmp_path: Path) -> None:
    """In 0.3.0 the filter saw a comment up to the first `*%`, and clingo read what stood behind the second."""
    other = tmp_path / "other.lp"
    other.write_text("stolen.\n", encoding="utf-8")
    hidden = f'%* %* *% "*% #include "{other}". %*" *%\n'
    with pytest.raises(InputError) as refused:
        parse_rules(hidden + "a :- b.\n", "f.lp", 1, constraints=True)
    assert "stolen" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("%* open\na :- b.\n", "the comment that begins here is not closed"),
        ("%* % *%\na :- b.\n", "the comment that begins here is not closed"),
        ('a :- b("c).\n', "the string that begins here is not closed, or holds a backslash"),
        ('a :- b("c\\t").\n', "the string that begins here is not closed, or holds a backslash"),
        ("#!include\na :- b.\n", "`#!` may not stand in a rule file"),
        ("&sum { 1 } >= 2.\n", "a theory atom (`&…`) may not stand in a rule file"),
    ],
)
def test_a_text_that_could_be_cut_in_two_ways_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_rules(text, "f.lp", 1, constraints=True)
    assert refused.value.findings[0].message == message


def test_clingo_is_given_no_comment_and_cuts_the_text_where_the_filter_does() -> None:
    from clingo import ast

    def statements(text: str) -> list[tuple[str, str]] | None:
        found: list[tuple[str, str]] = []

        def keep(node: ast.AST) -> None:
            if node.ast_type not in (ast.ASTType.Program, ast.ASTType.Comment):
                found.append((str(node), str(node.location)))

        try:
            ast.parse_string(text, keep, logger=lambda _code, _message: None)
        except RuntimeError:
            return None
        return found

    chance = random.Random(10)
    words = ["%*", "*%", "%", '"', "\\", '\\"', "\n", "a.", "*", " ", 'b("c").', "\r", "x", "\\n"]
    compared = 0
    for _ in range(20_000):
        text = "".join(chance.choices(words, k=chance.randint(1, 14)))
        if not any(piece.kind.startswith("open") for piece in pieces(text)):
            compared += 1
            assert statements(without_comments(text)) == statements(text), text
    assert compared > 5_000


def test_places_behind_a_comment_are_those_in_the_text() -> None:
    (rule,) = parse_rules("%* Größe *% größer :- b.\n".replace("größer", "a"), "f.lp", 1, constraints=True).rules
    assert (rule.place.line, rule.place.column) == (1, 13)


def test_the_cutting_of_a_file_into_items_sees_the_same_comments() -> None:
    text = "a :- b.\n\n%* one %* two *% c :- d.\n\nstill a comment *%\ne :- f.\n"
    names = [item.name for item in items_of("criteria/x.lp", text)]
    assert "c" not in names
    assert "e" in names


def test_a_rule_behind_a_comment_on_its_line_is_no_comment() -> None:
    assert code("criteria/x.lp", "%* note *% a :- b.\n") == "a :- b."
    assert not says_nothing("criteria/x.lp", "%* note *% a :- b.\n")
    assert says_nothing("criteria/x.lp", "%* note\na :- b. *%\n")
