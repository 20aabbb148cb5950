"""What is laid out says what it said, and stays as it is, however it was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hn2301_asp.formatting.rules import format_rules
from hn2301_asp.formatting.same import said
from hn2301_asp.formatting.thresholds import format_thresholds
from hn2301_asp.knowledge.rule_text import code_only
from hn2301_asp.knowledge.thresholds import syntax
from hn2301_asp.knowledge.thresholds.statements import split
from hn2301_asp.knowledge.thresholds.syntax import parse, words_of
from hn2301_asp.knowledge.thresholds.tables import SAMPLES
from hn2301_asp.source.diagnostics import InputError

ROOT = Path(__file__).parents[2]
THRESHOLDS = [path.read_text(encoding="utf-8") for path in sorted(ROOT.rglob("*.thr"))]
RULES = [path.read_text(encoding="utf-8") for path in sorted(ROOT.rglob("*.lp"))]

#: What may stand between two words of a statement.
BETWEEN = st.sampled_from(
    [" ", "  ", "\t", "    ", " \u00a0 ", "\n  ", "\n\n      ", "  # a comment\n ", "\n # in between\n\t"]
)
MARGIN = st.sampled_from(["\n", "\n\n", "\n\n\n\n", "\n# at the margin\n", "\n   # indented\n\n", "  # behind\n"])
KEYS = {"≥": [">="], "≤": ["<="], "×": ["x", "*"], "−": ["-", "–"], "µ": ["μ"]}


def drawn_words(data: st.DataObject, text: str) -> str:
    """A threshold file whose words stand anyhow, with comments between them and signs of the keyboard."""
    made = data.draw(st.sampled_from(["", "\n", "# first\n\n", "  # first\n"]))
    for statement in split(text):
        end = 0
        for word in words_of(statement, ""):
            blank = end < word.start_pos or data.draw(st.integers(0, 9)) == 0
            made += data.draw(BETWEEN) if blank and end else ""
            said = str(word)
            if word.type != "QUOTE":
                for sign, keys in KEYS.items():
                    said = said.replace(sign, data.draw(st.sampled_from([sign, *keys]))) if sign in said else said
            made += said
            end = word.end_pos
        made += data.draw(MARGIN)
    return made


def meaning(text: str) -> object:
    return said(parse(text, ""))


def test_a_threshold_file_typed_anyhow_says_the_same_and_stays(sample: Callable[[int], int]) -> None:
    tried = []

    @settings(max_examples=sample(3_000), suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        text = data.draw(st.sampled_from(THRESHOLDS))
        typed = drawn_words(data, text)
        try:
            same = meaning(typed) == meaning(text)
        except InputError:
            same = False
        assume(same)  # Some blanks make another word of two, and some signs of the keyboard belong to a name.
        made = format_thresholds(typed)
        assert meaning(made) == meaning(text)
        assert format_thresholds(made) == made
        assert made.count("#") == typed.count("#")
        assert not any(line != line.rstrip() for line in made.split("\n"))
        assert "\n\n\n" not in made
        tried.append(typed)

    check()
    assert len(tried) >= sample(3_000) // 3


#: Words of a threshold's parts, for statements that no file holds.
NAMES = st.from_regex(r"[a-z][a-z_]{0,30}", fullmatch=True)
PHRASES = st.sampled_from(
    ["ALC", "SpO2 on room air", "clinical SLEDAI-2K", "dose of x (targeted)", "FEV1 / FVC", "淋巴细胞"]
)
AMOUNTS = st.sampled_from(
    ["≥ 1.5 ×10^9/L", "< 70 %", "≤ 2.5 mg/dL (221 µmol/L)", "> −3 mmol/L", "≤ 1.5 × ULN", "≥ 0.8 × baseline", "≤ II"]
)
TESTS = AMOUNTS | st.sampled_from(
    [
        "0, 1 or 2 points",
        "= 3",
        "between 18 years and 69 years",
        "within 7 days before screening, no if never",
        "within longer of 5 half-lives or 12 weeks after first dose",
        "≥ 1.2 g/24 h, yes if never",
    ]
)
REASONS = st.builds(
    lambda kind, words: f'{kind}"{words}"',
    st.sampled_from(["", "negates ", "because "]),
    st.from_regex(r"[A-Za-z≥×#:,.0-9 ]{1,120}", fullmatch=True).filter(str.strip),
)
STATEMENTS = st.builds(
    lambda name, phrase, test, reasons: [name, phrase, test, *reasons],
    NAMES,
    PHRASES,
    TESTS,
    st.lists(REASONS, min_size=1, max_size=3),
)


def test_drawn_thresholds_say_the_same_and_stay(sample: Callable[[int], int]) -> None:
    @settings(max_examples=sample(3_000), suppress_health_check=list(HealthCheck))
    @given(st.lists(STATEMENTS, min_size=1, max_size=6), st.data())
    def check(statements: list[list[str]], data: st.DataObject) -> None:
        plain = "criterion IN-7\n" + "\n".join(" ".join(words) for words in statements)
        try:
            wanted, typed = meaning(plain), drawn_words(data, plain)
            same = meaning(typed) == wanted
        except InputError:
            same = False
        assume(same)
        made = format_thresholds(typed)
        assert meaning(made) == wanted
        assert format_thresholds(made) == made

    check()


def test_a_rule_file_typed_anyhow_says_the_same_and_stays(sample: Callable[[int], int]) -> None:
    @settings(max_examples=sample(2_000), suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        text = data.draw(st.sampled_from(RULES))
        code = code_only(text, "s")
        typed = ""
        for at, letter in enumerate(text):
            separates = code[at] in ",;" or code[at - 1 : at + 1] == ":-"
            around = separates and data.draw(st.integers(0, 3)) == 0
            typed += letter + (data.draw(st.sampled_from([" ", "   ", "\t", "\n      "])) if around else "")
        typed = typed.replace("\n\n", data.draw(st.sampled_from(["\n\n", "\n \n\n", "\n\n\n\n"])))
        made = format_rules(typed)
        assert "".join(made.split()) == "".join(text.split())
        assert format_rules(made) == made

    check()


def test_a_rule_file_without_blanks_round_its_signs_gets_them() -> None:
    tight = "a(X):-b(X,Y),not c(Y).\n"
    assert format_rules(tight) == "a(X) :- b(X, Y), not c(Y).\n"


@pytest.mark.parametrize(("start", "text"), SAMPLES)
def test_the_words_are_those_of_lark(start: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where this release of lark makes another table, its own lexer is asked: it gives the same words."""
    (statement,) = [one for one in split(text) if one.start == start] or [None]
    if statement is None:
        (statement,) = split(f"{text}")
        statement = type(statement)(statement.text, statement.line, start)  # type: ignore[arg-type]

    def told() -> object:
        try:
            return [(word.type, str(word), word.start_pos, word.end_pos) for word in words_of(statement, "")]
        except InputError as error:
            return str(error)

    ours = told()
    monkeypatch.setattr(syntax, "_table", lambda: None)
    assert told() == ours
