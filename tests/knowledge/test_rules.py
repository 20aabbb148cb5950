"""The rule files' sub-language: what is refused, what documents a rule, how rules are rewritten."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol, load
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.reading_rules import RuleFile, clingo_findings, parse_rules
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.solver.ground import ground, inputs_program
from hn2301_asp.source.diagnostics import InputError, Place, render

REFUSED = [
    ("#script (python)\nprint('x')\n#end.", "forbidden-construct", 1),
    ("#script(lua) #end.", "forbidden-construct", 1),
    ('a.\n#include "/etc/passwd".', "forbidden-construct", 2),
    ("# include <incmode>.", "forbidden-construct", 1),
    ("#theory t { }.", "forbidden-construct", 1),
    ("a :- b(@f(1)).", "forbidden-construct", 1),
    ("#external a.", "forbidden-construct", 1),
    ("#show a/1.", "forbidden-construct", 1),
    ("#const n = 1.", "forbidden-construct", 1),
    ("#minimize { 1 : a }.", "forbidden-construct", 1),
    ("#program step(t).", "forbidden-construct", 1),
    (":~ a. [1]", "forbidden-construct", 1),
    ("-a :- b.", "forbidden-construct", 1),
    ("not a :- b.", "forbidden-construct", 1),
    ("_rule(1) :- a.", "forbidden-construct", 1),
    ("a ; b :- c.", "disjunctive-head", 1),
    ("{ a } :- c.", "choice-head", 1),
    ("1 { a ; b } 1.", "choice-head", 1),
    (":- a, b.", "constraint", 1),
    ("a :- b(2147483648).", "integer-overflow", 1),
    ("a :- b, c", "rule-syntax", 1),
    ("A :- b.", "rule-syntax", 1),
    ("a :- b.\nc d.", "rule-syntax", 2),
]


_CAPITAL = "`B` begins with a capital: such a word stands for any item and is no condition"
STOPS = [
    ("a :- b.\nc :- d\n\n% a remark.\ne :- f.", "`e` is not expected here", "the rule before, in line 2?"),
    ("a :- b, c", "the file ends within a rule", "a rule ends with a full stop; names begin with a small letter"),
    ("a('IN-9') :- c.", "`'` is no sign of a rule", 'ids and texts stand in straight double quotation marks: "…"'),
    ("a :- b.\nc d.", "`d` is not expected here", "is a comma missing before `d`?"),
    ("a :- b, no c.", "`c` is not expected here", "what must not hold is written `not c`"),
    ("a :- p(b) c.", "`c` is not expected here", "is a comma missing before `c`?"),
    (
        "a :- b and c.",
        "`and` is not expected here",
        "conditions that must all hold are joined by a comma; for one of several, write a rule for each",
    ),
    *(
        (text, _CAPITAL, "names begin with a small letter")
        for text in ("B :- c.", "a :- B.", "a :- p(c), B.", "a :- B c.")
    ),
    ("a :- b，c.", "`，` may stand in strings and comments only", "write the plain sign: `,`"),
    ("a ：- b.", "`：` may stand in strings and comments only", "write the plain sign: `:`"),
    ("a :- b。", "`。` may stand in strings and comments only", "write the plain sign: `.`"),
]


@pytest.mark.parametrize(("text", "message", "help"), STOPS, ids=[text.split("\n")[-1] for text, _, _ in STOPS])
def test_a_sign_that_is_missing_or_another_is_asked_for_where_it_is_missing(text: str, message: str, help: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_rules(text, "f.lp", 1, constraints=False)
    (finding,) = refused.value.findings
    assert finding.message == message
    assert (finding.help or "").removeprefix("is a full stop missing at the end of ") == help
    if message == _CAPITAL:
        assert (finding.place.column or 0) - 1 == text.index("B")


@pytest.mark.parametrize(("text", "code", "line"), REFUSED, ids=[text.split("\n")[-1][:30] for text, _, _ in REFUSED])
def test_what_a_rule_file_may_not_hold_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    try:
        findings = parse_rules(text, "f.lp", 1, constraints=False).findings
    except InputError as error:
        findings = error.findings
    assert (code, line) in [(finding.code, finding.place.line) for finding in findings]


@pytest.mark.parametrize(
    "text",
    [
        'a :- b("#script @f(1) 99999999999").',
        "% #script (python) is refused\na :- b.",
        "%* #include, @f() *%\na :- b.",
        "a :- b(2147483647).",
        "a :- b(-3), not c.",
        "a(X) :- b(X, _), X != 1, #count { Y : b(X, Y) } >= 2.",
        "a :- b : c.",
        "a :- b((x; y)).",
        'a :- b("é µ").',
    ],
)
def test_what_only_looks_like_it_is_allowed(text: str) -> None:
    parsed = parse_rules(text, "f.lp", 1, constraints=False)
    assert (len(parsed.rules), parsed.findings) == (1, ())


def test_a_constraint_may_stand_where_it_is_allowed() -> None:
    (rule,) = parse_rules(":- a, not b.", "background.lp", 1, constraints=True).rules
    assert (rule.head, rule.program) == (None, "_rule(1,()) :- a; not b.\n :- _rule(1,()).\n")


def parse(text: str) -> RuleFile:
    return parse_rules(text, "f.lp", 7, constraints=False)


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("a :- b, not c.", "_rule(7,()) :- b; not c.\na :- _rule(7,()).\n"),
        ("a(X) :- b(X, Y).", "_rule(7,(X,Y,)) :- b(X,Y).\na(X) :- _rule(7,(X,Y,)).\n"),
        ("a(1).", "_rule(7,()).\na(1) :- _rule(7,()).\n"),
        (
            "a(S) :- S = #sum { W, I : b(I, W) }, c(D).",
            "_rule(7,(D,S,)) :- S = #sum { W,I: b(I,W) }; c(D).\na(S) :- _rule(7,(D,S,)).\n",
        ),
        ("a :- b(X) : c(X).", "_rule(7,()) :- b(X): c(X).\na :- _rule(7,()).\n"),
    ],
)
def test_a_rule_is_rewritten_so_that_its_instances_know_it(text: str, program: str) -> None:
    (rule,) = parse(text).rules
    assert rule.program == program


def test_a_doc_comment_covers_the_rules_below_it_up_to_a_blank_line() -> None:
    text = '%! "one"\n%! "two"\na :- b.\na :- c.\n\na :- d.\n%! because it must\na :- e.\n'
    rules = parse(text).rules
    assert [(rule.quotes, rule.because, rule.place.line) for rule in rules] == [
        (("one", "two"), (), 3),
        (("one", "two"), (), 4),
        ((), (), 6),
        ((), ("it must",), 8),
    ]


def test_a_rule_knows_the_predicates_that_it_uses_and_how() -> None:
    (rule,) = parse("a :- b(X), not c, #count { Y : d(X, Y) } >= 2.").rules
    assert [(use.signature, use.default_negated) for use in rule.uses] == [
        (("b", 1), False),
        (("c", 0), True),
        (("d", 2), True),
    ]
    assert rule.uses[1].place == Place("f.lp", 1, 16, 17, "a :- b(X), not c, #count { Y : d(X, Y) } >= 2.")


def test_plain_clingo_loads_the_rule_files_beside_the_inputs_without_a_message(protocol: Protocol) -> None:
    import clingo

    messages: list[str] = []
    control = clingo.Control(["--warn=all"], logger=lambda _, message: messages.append(message), message_limit=100)
    control.add("base", [], inputs_program(protocol.knowledge_base))
    texts = read_files(shipped_knowledge_base()).texts
    names = [name for name in texts if name.endswith(".lp") and name != "guardrails.lp"]
    assert len(names) >= 10
    for name in names:
        control.add("base", [], texts[name])
    control.ground([("base", [])])
    assert messages == []
    assert control.solve().satisfiable


def test_nobody_who_is_eligible_breaks_a_guard_rail(protocol: Protocol) -> None:
    """With the guard-rails' thresholds tied to the criteria's own quantities by their limits."""
    base = protocol.knowledge_base
    criteria = {(t.quantity, t.test.interval) for t in base.thresholds.thresholds.values()}
    for name, threshold in base.guardrail_thresholds.thresholds.items():
        assert (threshold.quantity, threshold.test.interval) in criteria, name
    space = protocol.space
    for atom, forbidden in [("pregnant", True), ("lactating", True), ("contraception_willing", False)]:
        literal = space.circuit.inputs[atom]
        assert not space.solve([space.eligible, literal if forbidden else -literal])


@pytest.mark.parametrize(
    ("rules", "name"),
    [
        ("a(X+1) :- a(X).\na(1).", "a"),
        ("a :- not b.\nb :- not a.", "a"),
        ("start :- a.\na :- b.\nb :- c, diagnosed.\nc :- a.", "a"),
        ('met("IN-1") :- met("IN-2").\nmet("IN-2") :- met("IN-1").', 'met("IN-1")'),
        ("a :- b(1).\nb(X) :- b(X), a.\nb(1) :- diagnosed.", "a"),
    ],
)
def test_a_predicate_that_depends_on_itself_is_never_grounded(tmp_path: Path, rules: str, name: str) -> None:
    kb = Path(shutil.copytree(shipped_knowledge_base(), tmp_path / "kb"))
    file = kb / "criteria" / "in1_age_and_diagnosis.lp"
    file.write_text(file.read_text(encoding="utf-8") + "\n" + rules + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        ground(load_knowledge_base(read_files(kb)))
    (finding,) = caught.value.findings
    assert (finding.code, finding.message) == ("loop", f"`{name}` depends on itself")
    with pytest.raises(InputError) as caught:
        load(kb)
    assert {finding.code for finding in caught.value.findings} <= {
        "loop",
        "loop-through-negation",
        "criterion-elsewhere",
    }


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("not supported.", "not suported.", "undefined-predicate"),
        ("no_support :- not supported.", "no_support :- not supported.\n:- anc_adequate.", "constraint"),
        ("cardiac :- ejection_adequate.", "{cardiac}.", "choice-head"),
        ('met("IN-7")', 'met("IN-9")', "criterion-without-rules"),
        ("reading(in7_support, any)", "reading(in7_support, anny)", "unknown-constant"),
    ],
)
def test_a_knowledge_base_whose_rules_may_not_mean_what_they_say_is_not_used(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    kb = Path(shutil.copytree(shipped_knowledge_base(), tmp_path / "kb"))
    file = kb / "criteria" / "in7_organ_function.lp"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(kb)
    assert code in [finding.code for finding in caught.value.findings]


def test_a_quote_that_has_not_followed_its_number_does_not_stop_a_trial_of_the_number(tmp_path: Path) -> None:
    kb = Path(shutil.copytree(shipped_knowledge_base(), tmp_path / "kb"))
    file = kb / "criteria" / "in7_organ_function.thr"
    file.write_text(file.read_text(encoding="utf-8").replace("ANC ≥ 1.5 ", "ANC ≥ 1.0 "), encoding="utf-8")
    protocol = load(kb)
    typical = {**protocol.knowledge_base.vocabulary.typical, "anc": "1.2"}
    assert (protocol.screen(typical).verdict, load().screen(typical).verdict) == ("eligible", "ineligible")


# What is told of a refusal


def told(text: str, *, constraints: bool = False) -> str:
    """All that is said of a rule file, refused as a whole or in parts."""
    try:
        findings = parse_rules(text, "kb/f.lp", 1, constraints=constraints).findings
    except InputError as error:
        findings = error.findings
    return "\n".join(render(finding) for finding in findings)


WORDS = {
    'a :- b.\n#script (python)\nprint("x")\n#end.\n': (
        "error[forbidden-construct] `#script` may not stand in a rule file\n"
        "  at kb/f.lp:2:1\n"
        "    #script (python)\n"
        "    ^^^^^^^\n"
        "  help: rule files are data: they run no code and read no other file"
    ),
    "a :- b, X = @f(1), c(X).": (
        "error[forbidden-construct] external functions (`@…`) may not stand in a rule file\n"
        "  at kb/f.lp:1:13\n"
        "    a :- b, X = @f(1), c(X).\n"
        "                ^^\n"
        "  help: rule files are data: they run no code"
    ),
    "a :- b(X), X < 99999999999.": (
        "error[integer-overflow] `99999999999` is beyond clingo's 32-bit integers and would wrap around\n"
        "  at kb/f.lp:1:16\n"
        "    a :- b(X), X < 99999999999.\n"
        "                   ^^^^^^^^^^^\n"
        "  help: numbers belong in a threshold file"
    ),
    "a :- b(0xFFFFFFFF).": (
        "error[integer-overflow] `0xFFFFFFFF` is beyond clingo's 32-bit integers and would wrap around\n"
        "  at kb/f.lp:1:8\n"
        "    a :- b(0xFFFFFFFF).\n"
        "           ^^^^^^^^^^\n"
        "  help: numbers belong in a threshold file"
    ),
    "a :- bilirubin ≥ 2.": (
        "error[rule-syntax] `≥` may stand in strings and comments only\n"
        "  at kb/f.lp:1:16\n"
        "    a :- bilirubin ≥ 2.\n"
        "                   ^\n"
        "  help: names are written in plain letters; numbers and their comparisons belong in a threshold file"
    ),
    "a\u2028:- b.": (
        "error[rule-syntax] the character U+2028 may stand in strings and comments only\n"
        "  at kb/f.lp:1:2\n"
        "    a\u2028:- b.\n"
        "     ^\n"
        "  help: names are written in plain letters; numbers and their comparisons belong in a threshold file"
    ),
    "a.\x00 b.": (
        "error[rule-syntax] a control character (U+0000) stands in the text\n"
        "  at kb/f.lp:1\n"
        "  help: remove the character; it may not be visible"
    ),
    "%* a comment (é) *% {a} :- b.": (
        "error[choice-head] a choice in the head has no single answer per patient\n"
        "  at kb/f.lp:1:21\n"
        "    %* a comment (é) *% {a} :- b.\n"
        "                        ^^^^^^^^^"
    ),
    ":- a.": (
        "error[constraint] a constraint may not stand in a criterion's file\n"
        "  at kb/f.lp:1:1\n"
        "    :- a.\n"
        "    ^^^^^\n"
        "  help: what is true of every human being belongs in background.lp"
    ),
    "#program base.": (
        "error[forbidden-construct] `#program` may not stand in a rule file\n"
        "  at kb/f.lp:1:1\n"
        "    #program base.\n"
        "    ^^^^^^^^^^^^^^\n"
        "  help: a rule file holds rules only"
    ),
    "%! no quote\na :- b.": (
        "warning[doc-comment] this `%!` line holds neither a quote nor `because` with a reason\n"
        "  at kb/f.lp:1:1\n"
        "    %! no quote\n"
        "    ^^^^^^^^^^^"
    ),
    '%! “words"\na :- b.': (
        "warning[doc-comment] this `%!` line holds neither a quote nor `because` with a reason\n"
        "  at kb/f.lp:1:1\n"
        '    %! “words"\n'
        "    ^^^^^^^^^^\n"
        '  help: a quote stands in straight quotation marks: "…"'
    ),
}


@pytest.mark.parametrize("text", WORDS)
def test_a_refusal_says_what_where_and_how_to_mend_it(text: str) -> None:
    assert told(text) == WORDS[text]


@pytest.mark.parametrize(
    "text",
    [
        "_rule(1,()) :- a.",
        "_rule(1,(); 2,()) :- a.",
        "a :- _rule(1,()).",
        "a :- not _hidden.",
        "a :- #count { X : _b(X) } > 1.",
        "a :- b : __c.",
    ],
)
def test_names_of_the_software_s_own_are_refused_wherever_they_stand(text: str) -> None:
    assert told(text).startswith("error[forbidden-construct] names that begin with `_` are the software's own\n")


@pytest.mark.parametrize("text", ["-a :- b.", "a :- -b.", "a :- not -b.", "a :- #count { X : -b(X) } > 1."])
def test_classical_negation_is_refused_wherever_it_stands(text: str) -> None:
    assert told(text).startswith("error[forbidden-construct] classical negation may not be used\n")


@pytest.mark.parametrize("text", ["a :- &sum { x } > 1.", "&sum { x } > 1 :- a.", "a :- #false.\n#true :- a."])
def test_other_heads_and_theory_atoms_are_refused(text: str) -> None:
    assert "error[forbidden-construct]" in told(text)


@pytest.mark.parametrize("number", ["2147483647", "0x7FFFFFFF", "0o17777777777", "0b11", "-2147483647"])
def test_an_integer_that_clingo_can_hold_is_allowed(number: str) -> None:
    assert told(f"a :- b({number}).") == ""


@pytest.mark.parametrize(
    "text", ['a :- b("é\\x").', 'a("é', "a :- b. %* é", '"é" :- b.', "a :- #é.", 'é("x").', "a. é"]
)
def test_letters_beyond_ascii_never_reach_clingo_s_messages(text: str) -> None:
    """clingo ends the whole process where its message cuts a letter in two."""
    assert told(text).startswith("error[rule-syntax]")


def test_everything_that_is_refused_in_a_file_is_collected() -> None:
    text = 'a :- @f(1).\n#include "x".\nb(99999999999).\n'
    assert [line for line in told(text).split("\n") if line.startswith("  at")] == [
        "  at kb/f.lp:1:6",
        "  at kb/f.lp:2:1",
        "  at kb/f.lp:3:3",
    ]
    parts = "a ; b.\n{ c }.\nd :- e.\n:- f.\n"
    parsed = parse_rules(parts, "f.lp", 1, constraints=False)
    assert [finding.code for finding in parsed.findings] == ["disjunctive-head", "choice-head", "constraint"]
    assert [rule.head for rule in parsed.rules] == [("d", 0)]


def test_a_file_with_a_refused_rule_is_not_loaded_without_it(tmp_path: Path) -> None:
    kb = Path(shutil.copytree(shipped_knowledge_base(), tmp_path / "kb"))
    file = kb / "criteria" / "in8_pregnancy.lp"
    file.write_text(file.read_text(encoding="utf-8") + ":- pregnant.\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_knowledge_base(read_files(kb))
    assert [(f.code, f.place.file, f.place.line) for f in caught.value.findings] == [
        ("constraint", "criteria/in8_pregnancy.lp", 11)
    ]


# What documents a rule


@pytest.mark.parametrize(
    ("text", "quotes", "because"),
    [
        ('%! "one"\na.', ("one",), ()),
        ('%! "one" "two"\na.', ("one", "two"), ()),
        ('%!   "one   and\ttwo"\na.', ("one and two",), ()),
        ('%! "one"\n%! because it says so\na.', ("one",), ("it says so",)),
        ("%! because of one\n%! because of two\na.", (), ("of one", "of two")),
        ('%! "one"\n% a remark in between\na.', ("one",), ()),
        ('%! "one"\nb.\n%! "two"\na.', ("two",), ()),
        ('%! "one"\n\na.', (), ()),
        ('%! "one"\n   \na.', (), ()),
        ('%! "ANC ≥1.5×10^9/L" (é)\na.', ("ANC ≥1.5×10^9/L",), ()),
        ('%! "one"\r\na.', ("one",), ()),
        ('% "no doc comment"\na.', (), ()),
    ],
)
def test_a_rule_stands_under_its_quotes_and_reasons(
    text: str, quotes: tuple[str, ...], because: tuple[str, ...]
) -> None:
    parsed = parse_rules(text, "f.lp", 1, constraints=False)
    assert parsed.findings == ()
    assert (parsed.rules[-1].quotes, parsed.rules[-1].because) == (quotes, because)


def test_a_rule_over_several_lines_is_documented_from_where_it_begins() -> None:
    text = '%! "one"\na :- b,\n\n  c.\nd :- e.\n'
    assert [(rule.quotes, rule.source) for rule in parse(text).rules] == [(("one",), "a :- b, c."), ((), "d :- e.")]


def test_a_rule_s_place_counts_letters_and_tabs_as_one_column() -> None:
    text = '\ta(1).\n%* é≥ *% b("µ") :- c. d :- e("é"), not f.\n'
    lines = text.split("\n")
    assert [(rule.source, rule.place) for rule in parse(text).rules] == [
        ("a(1).", Place("f.lp", 1, 2, 7, lines[0])),
        ('b("µ") :- c.', Place("f.lp", 2, 10, 22, lines[1])),
        ('d :- e("é"), not f.', Place("f.lp", 2, 23, 42, lines[1])),
    ]
    (use,) = [use for use in parse(text).rules[2].uses if use.signature == ("f", 0)]
    assert use.place == Place("f.lp", 2, 40, 41, lines[1])


# The rewriting

REWRITTEN = [
    "a :- b, not c.",
    "p(X) :- q(X, Y), Y > 1.",
    "p(X, Y) :- q(X, _), q(_, Y), X != Y.",
    "p((x; y)) :- b.",
    "p(1..3).",
    "p(X; Y) :- q(X, Y).",
    "a :- q((1; 3), _).",
    "a :- #count { X : q(X, Y), Y > 1 } >= 2.",
    "p(X) :- q(X, _), 2 <= #sum { Y, Z : q(X, Y), q(Z, Y) } <= 9.",
    "p(S) :- S = #sum { Y, X : q(X, Y) }.",
    "p(N) :- N = #max { Y : q(_, Y) }, not c.",
    "a :- not q(X, X) : q(X, _).",
    "p(X) :- q(X, _); c : q(X, 3).",
    "a :- not #count { X : q(X, 1) } = 0.",
    "a :- { q(X, 2) : q(X, 3) } 1.",
    "p(X + 1) :- q(X, Y), X < Y.",
    "p(f(X, g(Y))) :- q(X, Y).",
    "a :- not not b.",
    'p("é %", X) :- q(X, 1).',
    "a :- 1 < 2, b.",
]


@pytest.mark.parametrize("text", REWRITTEN)
def test_a_rewritten_rule_derives_what_the_written_one_does(text: str) -> None:
    facts = "{b}. {c}. q(1,2). q(2,3). q(3,1). {q(3,3)}. {q(4,2)}."
    (rule,) = parse(text).rules
    assert (rule.number, rule.program.count("_rule(7,(")) == (7, 2)
    written, rewritten = answers(f"{facts}\n{text}"), answers(f"{facts}\n{rule.program}")
    assert rewritten == written
    assert len(written) == 16


def answers(program: str) -> set[frozenset[str]]:
    """All answer sets, without the steps."""
    import clingo

    control = clingo.Control(["0", "--warn=none"])
    control.add("base", [], program)
    control.ground([("base", [])])
    found: set[frozenset[str]] = set()
    with control.solve(yield_=True) as models:
        for model in models:
            found.add(frozenset(str(atom) for atom in model.symbols(atoms=True) if atom.name != "_rule"))
    return found


def test_rules_are_numbered_on_from_the_first_number() -> None:
    rules = parse_rules("a. b :- a.\n% nothing\nc.", "f.lp", 41, constraints=False).rules
    assert [(rule.number, rule.head_text) for rule in rules] == [(41, "a"), (42, "b"), (43, "c")]


def test_the_shipped_rules_have_numbers_of_their_own_and_stand_under_words(protocol: Protocol) -> None:
    base = protocol.knowledge_base
    rules = [*base.rules, *base.guardrails, *base.groups]
    assert len(rules) > 60
    assert sorted(rule.number for rule in rules) == list(range(1, len(rules) + 1))
    assert [rule.source for rule in rules if not rule.quotes and not rule.because] == []


def test_an_unsafe_variable_is_told_with_its_place() -> None:
    (finding,) = clingo_findings('%* é *% a(X) :- b("µ"), not c(X).\nd.', "kb/f.lp", "{b(1)}.")
    assert (finding.code, finding.place.line, finding.place.column) == ("rule-unsafe", 1, 9)
    assert "unsafe" in finding.message
