"""A rule that stands for too many others is told by name before clingo writes it out."""

from __future__ import annotations

import random

import clingo
import pytest

from hn2301_asp.check import check
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.rules import rule_trees
from hn2301_asp.solver.ground import _Observer, ground, too_large
from hn2301_asp.solver.instance_trees import Tree, _read, plain_rule
from hn2301_asp.solver.instances import MOST_INSTANCES, excess
from hn2301_asp.source.diagnostics import InputError
from tests.small_base import TEXTS

#: Forty things, and a program that is rewritten as rules are.
THINGS = "".join(f"{{thing({n})}}.\nkind({n},{n % 4}).\n" for n in range(40))

LARGE = {
    "four of forty at once": "p(A,B,C,D) :- thing(A); thing(B); thing(C); thing(D).",
    "none of which holds": "p :- A = 1..900; B = 1..900; C = 1..900; A*B*C = -1.",
    "gathered in a count": "p :- #count { A,B,C,D : thing(A), thing(B), thing(C), thing(D) } >= 2.",
    "gathered for each": "p(A) :- thing(A); q(B,C) : thing(B), thing(C), thing(D), thing(E).",
    "every sum": "p(N) :- N = #sum { 2**A : thing(A) }.",
    "in the head": "p(1..900,1..900,1..900) :- thing(1).",
    "through another rule": "pair(A,B) :- thing(A); thing(B).\np(A,B,C,D) :- pair(A,B); pair(C,D).",
    "alternatives": "p((1;2;3;4;5;6;7;8;9),X,Y,Z) :- kind(X,_); kind(Y,_); kind(Z,_).",
}


@pytest.mark.parametrize("name", LARGE)
def test_a_rule_with_too_many_instances_is_refused_before_it_is_written_out(name: str) -> None:
    found = excess(THINGS + LARGE[name] + "\n")
    assert found is not None
    assert found.why.startswith("it stands for up to ")


UNSURE = {
    "p(X+1) :- p(X).\np(1).": "it depends on itself",
    "p(X) :- thing(N); X = 1..N.": "how many rules it stands for cannot be told",
    "a((X,X)) :- thing(X).\nb((X,X)) :- a(X).\nc(f(X)) :- b(X).": "its terms stand more than 2 deep within one another",
}


@pytest.mark.parametrize("rules", UNSURE)
def test_what_cannot_be_bounded_is_refused_with_the_reason(rules: str) -> None:
    found = excess(THINGS + rules + "\n")
    assert found is not None
    assert found.why == UNSURE[rules]


def _ground_rules(program: str) -> int:
    """How many instances clingo writes out."""

    control = clingo.Control(["--warn=none"])
    observer = _Observer()
    control.register_observer(observer)
    control.add("base", [], program)
    control.ground([("base", [])])
    return len(observer.rules) + len(observer.weights)


CONDITIONS = [
    "thing(A)",
    "thing(B)",
    "kind(A,B)",
    "kind(C,1)",
    "kind(C,_)",
    "A < B",
    "pair(A,B)",
    "pair(B,C)",
    "C = A+1",
]


def test_the_bound_is_never_below_what_clingo_writes_out() -> None:
    chance = random.Random(10)
    tried = 0
    for _ in range(400):
        body = chance.sample(CONDITIONS, chance.randint(1, 4))
        names = sorted({letter for letter in "ABC" if letter in "".join(body)})
        rule = f"p({','.join(names)}) :- {'; '.join(body)}.\n"
        program = "".join(f"{{thing({n})}}.\n{{kind({n},{n % 3})}}.\n" for n in range(7))
        program += "pair(A,B) :- thing(A); thing(B); A != B.\n"
        try:
            written = _ground_rules(program + rule)
        except RuntimeError:
            continue  # A variable that nothing binds: clingo says so before it writes anything.
        tried += 1
        assert excess(program + rule, written - 1) is not None, rule
    assert tried > 150


def _files(rules: str) -> KnowledgeBaseFiles:
    texts = {**TEXTS, "criteria/all.lp": rules}
    return KnowledgeBaseFiles("kb", texts, digest(texts))


MANY = "p(A,B,C,D) :- A = 1..99, B = 1..99, C = 1..99, D = 1..99.\n"


def test_the_finding_names_the_rule_and_nothing_is_grounded() -> None:
    files = _files('met("C-1") :- f.\n\n' + MANY)
    (found,) = [finding for finding in check(files) if finding.code == "too-many-instances"]
    assert found.message == "the rule is too large to be written out: it stands for up to 96,059,601 rules"
    assert (found.place.file, found.place.line) == ("criteria/all.lp", 3)
    assert found.help == f"all rules together may stand for {MOST_INSTANCES:,}; ask for fewer combinations at once"
    with pytest.raises(InputError, match="too-many-instances"):
        ground(load_knowledge_base(files))


def test_a_rule_that_is_refused_is_not_written_out_either() -> None:
    """Its file is not given to clingo: the bound was worked out for the rules that stay."""
    choice = "{ p(A,B,C,D) : A = 1..99, B = 1..99, C = 1..99, D = 1..99 }.\n"
    codes = {finding.code for finding in check(_files('met("C-1") :- f.\n' + choice))}
    assert "choice-head" in codes


#: Rules as they are written for clingo, and lines that only look like plain ones.
LINES = [
    "p :- q.",
    " :- _rule(5,()).",
    " :- _rule(5,(D,E,)).",
    "_rule(5,(D,)) :- current(D); not takes(D); class(D,(nsaid;other)); w(5,_).",
    "p(X,x,10,(a;b)) :- q((X,),Y_1); not r.",
    "p(X) :- q(X,(A,B,)).",
    "p(X) :- q(X;Y).",
    "p(X) :- q(not_a).",
    "p(-1) :- q(X).",
    "p(X+1) :- q(X).",
    "p(X) :- q(X); X < 3.",
    "p(X) :- q(f(X)).",
    'p("a") :- q(X).',
    "p(1..3) :- q(X).",
    "p(X) :- q(X). r(X) :- s(X).",
    "not p(X) :- q(X).",
    "p(X) :- not not q(X).",
    "p((X)) :- q((a)).",
    "p((a;b,)) :- q(X).",
    "p(01) :- q(0).",
    "p(_X) :- q(_X,__).",
    "{p(X)} :- q(X).",
    "p(X) :- q(X,).",
    "p() :- q(X).",
]


def _shape(tree: Tree) -> object:
    parts = {k: v for k, v in vars(tree).items() if k not in ("kind", "children") and not isinstance(v, list | Tree)}
    return tree.kind, parts, [_shape(child) for child in tree.children]


def _by_clingo(line: str) -> list[object]:
    try:
        return [_shape(_read(node)) for node in rule_trees(line) if str(node.ast_type) == "ASTType.Rule"]
    except RuntimeError:
        return []


def test_a_plain_rule_is_read_from_its_text_as_clingo_reads_it(protocol) -> None:
    written = [line for rule in protocol.knowledge_base.rules for line in rule.program.split("\n") if line.strip()]
    plain = [line for line in [*written, *LINES] if plain_rule(line) is not None]
    assert len(plain) > 100
    for line in plain:
        tree = plain_rule(line)
        assert tree is not None
        assert [_shape(tree)] == _by_clingo(line), line


def test_the_shipped_rules_stand_far_below_the_limit(protocol) -> None:
    assert too_large(protocol.knowledge_base) is None
    from hn2301_asp.solver.ground import inputs_program

    base = protocol.knowledge_base
    program = inputs_program(base) + "".join(rule.program for rule in base.rules)
    assert excess(program, MOST_INSTANCES // 10) is None
