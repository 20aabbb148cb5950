"""The threshold language: every form is read exactly, and every fault is told in an author's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields, replace

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.knowledge.thresholds.model import Limit, Reason
from hn2301_asp.knowledge.thresholds.syntax import (
    DefinitionSyntax,
    Expression,
    ThresholdFile,
    ThresholdSyntax,
    is_unit,
    parse,
)
from hn2301_asp.source.diagnostics import InputError, Place, render
from tests.sections import sections
from tests.threshold_text import show_threshold

from .bad_statements import FILES, STATEMENTS

HEADING = "criterion IN-7\n\n"
BAD = {**{name: f"{HEADING}{statement}\n" for name, statement in STATEMENTS.items()}, **FILES}
GOLDEN = Path(__file__).parents[2] / "golden" / "thresholds" / "bad.txt"


def bare(node: Any) -> Any:
    """A definition or formula without its places."""
    if isinstance(node, Place):
        return Place()
    if isinstance(node, tuple):
        return tuple(bare(part) for part in node)
    if not isinstance(node, Struct):
        return node
    return replace(node, **{field.name: bare(getattr(node, field.name)) for field in fields(node)})


def threshold(statement: str) -> ThresholdSyntax:
    """The one threshold of a statement, without places."""
    (found,) = parse(f"{HEADING}{statement}\n", "a.thr").thresholds
    return without_places(found)


def without_places(found: ThresholdSyntax) -> ThresholdSyntax:
    limits = tuple(replace(limit, place=Place(), unit_place=None) for limit in found.limits)
    reasons = tuple(replace(reason, place=Place()) for reason in found.reasons)
    return replace(found, place=Place(), phrase_place=Place(), event_place=Place(), limits=limits, reasons=reasons)


def definition(statement: str) -> DefinitionSyntax:
    """The one definition of a statement, without places."""
    (found,) = parse(f"{HEADING}{statement}\n", "a.thr").definitions
    return bare(found)


def limit(comparator: Any, number: str, unit: str | None = None, *, uln: bool = False) -> Limit:
    return Limit(comparator, Fraction(number), number, unit, "ULN" if uln else None, Place(), None)


def one(
    name: str,
    phrase: str,
    form: Any,
    *limits: Limit,
    never: bool | None = None,
    reasons: tuple[Reason, ...] | None = None,
    window: Any = "",
) -> ThresholdSyntax:
    reasons = reasons if reasons is not None else (quote("q"),)
    direction, _, event = window.partition(" ")
    return ThresholdSyntax(name, phrase, Place(), form, limits, never, reasons, Place(), direction, event)


def quote(text: str, kind: Any = "quote") -> Reason:
    return Reason(kind, text, Place())


def fault(text: str) -> str:
    """All that is said of a file's text."""
    with pytest.raises(InputError) as caught:
        parse(text, "kb/a.thr")
    return str(caught.value)


# Units

USUAL = (
    *("mmHg", "mm Hg", "mL/min/1.73m2", "mL/min/1.73 m²", "kg/m²", "°C", "10^3/mm^3", "10³/mm³", "IU/L", "/HPF", "cm²"),
    *(
        "g/24h",
        "g/24 h",
        "mg per day",
        "斤",
        "%",
        "{INR}",
        "× 10^9/L",
        "10E9/L",
        "10^6 cells/kg",
        "mg/kg/day",
        "ng/mL.h",
    ),
)


@pytest.mark.parametrize("unit", USUAL)
def test_a_unit_may_be_written_as_it_usually_is(unit: str) -> None:
    (found,) = parse(f'{HEADING}a some thing ≥ 1.5 {unit} "q"\n', "a.thr").thresholds
    assert found.limits[0].unit == unit
    (definition,) = parse(f'{HEADING}thing [{unit}] = other [{unit}] × 2 "q"\n', "a.thr").definitions
    assert definition.unit == unit
    assert is_unit(unit)


@pytest.mark.parametrize("word", ["1:x", "[IU]/L", "CTCAE grade", "LLN", "before", "two words", "", "1 g"])
def test_what_no_limit_can_be_written_in_is_told(word: str) -> None:
    assert not is_unit(word)


# What is wrong


@pytest.mark.parametrize("name", BAD)
def test_a_fault_is_told_with_its_place_and_how_to_mend_it(name: str, golden: Callable[[str, str], None]) -> None:
    text = BAD[name]
    golden(f"thresholds/bad.txt#{name}", f"{text.rstrip()}\n\n{fault(text)}\n")


def test_every_golden_file_has_its_case_and_there_are_many() -> None:
    assert sorted(sections(GOLDEN)) == sorted(name for name in BAD)
    assert len(BAD) == len(STATEMENTS) + len(FILES) > 80


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_fault_is_told_in_the_parser_s_words(name: str) -> None:
    said = fault(BAD[name])
    assert re.findall(r"_[A-Z]{2,}|LSQB|RSQB|__ANON|\$END|UnexpectedToken", said) == []


def test_every_fault_of_a_file_is_collected_in_order() -> None:
    with pytest.raises(InputError) as caught:
        parse(FILES["several faults"], "kb/a.thr")
    assert [(f.code, f.place.line, f.place.column) for f in caught.value.findings] == [
        ("threshold-syntax", 3, 11),
        ("threshold-syntax", 7, 29),
        ("threshold-syntax", 8, 27),
        ("threshold-syntax", 10, 38),
    ]


def test_a_fault_names_no_name_of_its_own_where_none_is_near() -> None:
    said = fault(f'{HEADING}recently last transfusion xyzzy 7 days before screening "q"\n')
    assert "did you mean" not in said
    assert said.endswith("help: expected a comparator (≥ ≤ < >), `within` or `between`")


def test_no_quantity_of_the_vocabulary_is_taken_for_a_misspelt_keyword(protocol: Protocol) -> None:
    phrases = list(protocol.knowledge_base.vocabulary.phrases())
    assert len(phrases) > 60
    told = {phrase: fault(f'{HEADING}a {phrase} 18 years "q"\n').split("\n")[0] for phrase in phrases}
    assert told == dict.fromkeys(phrases, "error[threshold-syntax] `18` is not expected here")


# What is right

SOUND: dict[str, ThresholdSyntax] = {
    'adult age ≥ 18 years "q"': one("adult", "age", "comparison", limit(">=", "18", "years")),
    'b total bilirubin < 2.0 mg/dL "q"': one("b", "total bilirubin", "comparison", limit("<", "2.0", "mg/dL")),
    'b oral prednisone equivalent > 0 mg/day "q"': one(
        "b", "oral prednisone equivalent", "comparison", limit(">", "0", "mg/day")
    ),
    'b highest ANA titre ever ≥ 80 "q"': one("b", "highest ANA titre ever", "comparison", limit(">=", "80")),
    'b INR ≤ 1.5 × ULN "q"': one("b", "INR", "comparison", limit("<=", "1.5", uln=True)),
    'r last transfusion within 7 days before screening, no if never "q"': one(
        "r", "last transfusion", "window", limit("<=", "7", "days"), never=False, window="before screening"
    ),
    'r surgery within 28 days after first dose "q"': one(
        "r", "surgery", "window", limit("<=", "28", "days"), window="after first dose"
    ),
    'r last transfusion ≤ 7 days yes if never "q"': one(
        "r", "last transfusion", "comparison", limit("<=", "7", "days"), never=True
    ),
    'w age between 18 years and 69 years "q"': one(
        "w", "age", "between", limit(">=", "18", "years"), limit("<=", "69", "years")
    ),
    'w INR between 0.5 × ULN and 1.5 × ULN "q"': one(
        "w", "INR", "between", limit(">=", "0.5", uln=True), limit("<=", "1.5", uln=True)
    ),
    'w SLEDAI-2K between 6 and 12 points "q"': one(
        "w", "SLEDAI-2K", "between", limit(">=", "6"), limit("<=", "12", "points")
    ),
    'a age ≥ 18 years "one" "two" negates "three" because "four"': one(
        "a",
        "age",
        "comparison",
        limit(">=", "18", "years"),
        reasons=(quote("one"), quote("two"), quote("three", "negated"), quote("four", "because")),
    ),
}


@pytest.mark.parametrize("statement", SOUND)
def test_a_statement_is_read_exactly(statement: str) -> None:
    assert threshold(statement) == SOUND[statement]


ALIKE = [
    ("ANC ≥ 1.5 ×10^9/L", "ANC >= 1.5 ×10^9/L"),
    ("ANC ≤ 1.5 ×10^9/L", "ANC <= 1.5 ×10^9/L"),
    ("INR ≤ 1.5 × ULN", "INR <= 1.5 x ULN"),
    ("INR ≤ 1.5 × ULN", "INR <= 1.5 * ULN"),
    ("INR ≤ 1.5 × ULN", "INR≤1.5×ULN"),
    ("INR ≤ 1.5 × ULN", "INR <= 1.5 xULN"),
    ("INR ≤ 1.5 × ULN", "INR ≤ 1.5 ×\n   ULN"),
    ("age ≥ 18 years", "age≥18years"),
    ("age ≥ 18 years", "age\u00a0≥\u00a018\u202fyears"),
    ("age ≥ 18 years", "age\t≥\n\t18 years"),
    (
        "last transfusion within 7 days before screening, no if never",
        "last transfusion within 7 days before screening no if never",
    ),
]


@pytest.mark.parametrize(("written", "otherwise"), ALIKE)
def test_ascii_and_unicode_spellings_say_the_same(written: str, otherwise: str) -> None:
    assert threshold(f'a {written} "q"') == threshold(f'a {otherwise} "q"')


#: Spellings of units for records only: a threshold file has one that it can read.
FOR_RECORDS_ONLY = {"[IU]/L", "[lb_av]", "CTCAE grade", "1:x"}


def test_every_spelling_of_a_unit_can_stand_in_a_threshold_and_means_the_same(protocol: Protocol) -> None:
    from hn2301_asp.source.yaml_text import load_plain

    text = (shipped_knowledge_base() / "vocabulary" / "units.yaml").read_text(encoding="utf-8")
    (declared,) = load_plain(text, "units.yaml")
    spellings = [(unit, s) for unit, entry in declared["units"].items() for s in (unit, *entry["spellings"])]
    vocabulary, unread, other = protocol.knowledge_base.vocabulary, set(), []
    for unit, spelling in spellings:
        try:
            read = threshold(f'a ANC ≥ 1 {spelling} "q"').limits[0].unit
        except InputError:
            unread.add(spelling)
        else:
            other += [spelling] if vocabulary.unit(read or "") != unit else []
    assert (len(spellings) > 100, unread, other) == (True, FOR_RECORDS_ONLY, [])


def test_every_name_of_a_quantity_can_stand_in_a_threshold(protocol: Protocol) -> None:
    phrases = list(protocol.knowledge_base.vocabulary.phrases())
    assert phrases
    assert [threshold(f'a {phrase} ≥ 1 g/L "q"').phrase for phrase in phrases] == phrases


def test_a_quote_may_go_on_over_several_lines_and_its_blanks_count_once() -> None:
    found = threshold('a age ≥ 18 years "aged   between\n    18 and\n\n\t69"')
    assert found.reasons == (quote("aged between 18 and 69"),)


def test_comments_are_left_out_wherever_they_stand() -> None:
    text = (
        "# first of all\n"
        "criterion IN-7   # the organs\n"
        "# between\n"
        'adult age  # a quantity "in a comment"\n'
        "  # [unit] = nothing\n"
        "# in the first column\n"
        '    ≥ 18 years "number # 1"   # the end\n'
    )
    found = parse(text, "a.thr")
    assert (found.kind, found.subject) == ("criterion", "IN-7")
    assert [without_places(t) for t in found.thresholds] == [
        one("adult", "age", "comparison", limit(">=", "18", "years"), reasons=(quote("number # 1"),))
    ]


HEADINGS = {
    "criterion IN-7": ("criterion", "IN-7"),
    "  criterion EX-12": ("criterion", "EX-12"),
    "score eular_acr_2019": ("score", "eular_acr_2019"),
    "background": ("background", None),
    "guardrails": ("guardrails", None),
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_says_what_the_file_belongs_to(heading: str) -> None:
    assert parse(f"{heading}\n", "a.thr") == ThresholdFile("a.thr", *HEADINGS[heading], (), ())


def test_places_point_at_the_words() -> None:
    text = f'{HEADING}recently  last transfusion\n    within 7 days before screening\n    negates "No\n    use"\n'
    (found,) = parse(text, "a.thr").thresholds
    lines = text.split("\n")
    assert found.place == Place("a.thr", 3, 1, 9, lines[2])
    assert found.phrase_place == Place("a.thr", 3, 11, 27, lines[2])
    assert found.limits[0].place == Place("a.thr", 4, 5, 35, lines[3])
    assert found.limits[0].unit_place == Place("a.thr", 4, 14, 18, lines[3])
    assert found.reasons[0].place == Place("a.thr", 5, 13, 16, lines[4])


def quantity(phrase: str, unit: str) -> Expression:
    return Expression("quantity", text=phrase, unit=unit)


def number(text: str) -> Expression:
    return Expression("number", Fraction(text), text)


def apply(kind: Any, *parts: Expression) -> Expression:
    return Expression(kind, parts=parts)


def test_a_definition_is_read_with_the_usual_precedence() -> None:
    found = definition(
        "creatinine clearance [mL/min] =\n"
        "    (140 − age [year]) × weight [kg] / (72 × serum creatinine [mg/dL]) × (0.85 if female else 1)\n"
        '    empirical, "Cockcroft & Gault 1976"'
    )
    numerator = apply("*", apply("-", number("140"), quantity("age", "year")), quantity("weight", "kg"))
    ratio = apply("/", numerator, apply("*", number("72"), quantity("serum creatinine", "mg/dL")))
    sexes = Expression("if", text="female", parts=(number("0.85"), number("1")))
    assert found == DefinitionSyntax(
        "creatinine clearance", "mL/min", apply("*", ratio, sexes), True, "Cockcroft & Gault 1976", Place()
    )


def test_operators_may_be_written_in_ascii() -> None:
    unicode = definition('c [g/L] = (1 − age [year]) × 2 / weight [kg] + 3 "q"')
    assert definition('c [g/L] = (1 - age [year]) x 2 / weight [kg] + 3 "q"') == unicode
    assert definition('c [g/L] = (1 – age [year]) * 2 / weight [kg] + 3 "q"') == unicode


# Trees, printed and read back

WORDS = st.from_regex(r"[^\W\d_][\w.'-]{0,8}", fullmatch=True).filter(
    lambda word: not re.match(r"(within|between)(?![\w'.-])", word)
)
PHRASES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
NUMBERS = st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,4})?", fullmatch=True).filter(str.isascii)
UNITS = st.sampled_from(
    [
        "years",
        "×10^9/L",
        "× 10^9/L",
        "x10*3/uL",
        "10³/µL",
        "10E9/L",
        "/uL",
        "%",
        "{INR}",
        "mg/dL",
        "µmol/L",
        "cells/mm³",
    ]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"')).map(lambda t: " ".join(t.split()))
REASONS = st.builds(Reason, st.sampled_from(["quote", "negated", "because"]), TEXTS.filter(bool), st.just(Place()))


@st.composite
def limits(draw: st.DrawFn, comparators: list[str], *, unit: bool = False) -> Limit:
    comparator, text = draw(st.sampled_from(comparators)), draw(NUMBERS)
    uln = not unit and draw(st.booleans())
    shown = None if uln else draw(UNITS if unit else st.none() | UNITS)
    return limit(comparator, text, shown, uln=uln)


FORMS = st.one_of(
    st.tuples(st.just("comparison"), st.tuples(limits([">=", "<=", "<", ">"]))),
    st.tuples(st.just("window"), st.tuples(limits(["<="], unit=True))),
    st.tuples(st.just("between"), st.tuples(limits([">="]), limits(["<="]))),
)


#: Where a window lies, and of which date.
LIES: list[tuple[Any, str]] = [("before", "screening"), ("after", "first dose"), ("before", "date of the infusion")]


@st.composite
def thresholds(draw: st.DrawFn) -> ThresholdSyntax:
    form, bounds = draw(FORMS)
    return ThresholdSyntax(
        draw(st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)),
        draw(PHRASES),
        Place(),
        form,
        bounds,
        draw(st.sampled_from([None, True, False])),
        tuple(draw(st.lists(REASONS, min_size=1, max_size=3))),
        Place(),
        *(draw(st.sampled_from(LIES)) if form == "window" else ()),
    )


@settings(max_examples=60)
@given(st.lists(thresholds(), min_size=1, max_size=3))
def test_thresholds_that_are_printed_are_read_back(trees: list[ThresholdSyntax]) -> None:
    text = "background\n" + "\n".join(show_threshold(tree) for tree in trees) + "\n"
    assert [without_places(found) for found in parse(text, "a.thr").thresholds] == trees


LEAVES = st.builds(number, NUMBERS) | st.builds(quantity, PHRASES, UNITS)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


def branches(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    operators = st.builds(apply, st.sampled_from(["+", "-", "*", "/"]), parts, parts)
    return operators | st.builds(lambda fact, a, b: Expression("if", text=fact, parts=(a, b)), NAMES, parts, parts)


STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
SIGN = {"+": "+", "-": "−", "*": "×", "/": "/"}


def show(tree: Expression, strength: int = 0) -> str:
    """A formula with no more brackets than it needs."""
    if tree.kind == "number":
        return str(tree.text)
    if tree.kind == "quantity":
        return f"{tree.text} [{tree.unit}]"
    if tree.kind == "if":
        return f"({show(tree.parts[0])} if {tree.text} else {show(tree.parts[1])})"
    own = STRENGTH[tree.kind]
    text = f"{show(tree.parts[0], own)} {SIGN[tree.kind]} {show(tree.parts[1], own + 1)}"
    return f"({text})" if own < strength else text


@settings(max_examples=60)
@given(st.recursive(LEAVES, branches, max_leaves=8), PHRASES, UNITS, TEXTS.filter(bool), st.booleans())
def test_formulas_that_are_printed_are_read_back(
    tree: Expression, phrase: str, unit: str, source: str, empirical: bool
) -> None:
    text = f'{phrase} [{unit}] = {show(tree)}\n    {"empirical, " if empirical else ""}"{source}"\n'
    (found,) = parse(f"background\n{text}", "a.thr").definitions
    assert bare(found) == DefinitionSyntax(phrase, unit, tree, empirical, source, Place())


def test_the_shipped_threshold_files_are_printed_and_read_back() -> None:
    files = sorted(shipped_knowledge_base().rglob("*.thr"))
    assert len(files) > 5
    for path in files:
        found = parse(path.read_text(encoding="utf-8"), path.name)
        heading = f"{found.kind} {found.subject or ''}"
        text = "\n".join([heading, *(show_threshold(t) for t in found.thresholds)])
        again = parse(text, path.name)
        assert [without_places(t) for t in again.thresholds] == [without_places(t) for t in found.thresholds]


def test_a_finding_of_the_language_shows_line_and_caret() -> None:
    with pytest.raises(InputError) as caught:
        parse(BAD["ULN misspelt"], "kb/a.thr")
    assert [render(finding) for finding in caught.value.findings] == [
        "error[threshold-syntax] `UNL` is not understood here\n"
        "  at kb/a.thr:3:26\n"
        '    inr_adequate INR ≤ 1.5 × UNL "q"\n'
        "                             ^^^\n"
        "  help: did you mean `ULN`?"
    ]


def test_a_threshold_in_the_place_of_the_heading_is_no_misspelt_one() -> None:
    with pytest.raises(InputError) as caught:
        parse('guard_age  age ≥ 18 years  because "adults only"\n', "guardrails.thr")
    (finding,) = caught.value.findings
    assert finding.message == "`guard_age` is not expected here"
    assert finding.help == "expected `criterion IN-1`, `score NAME`, `background` or `guardrails`"
