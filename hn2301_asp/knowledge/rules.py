"""Rules as data: what each derives, what it asks, and the words under which it stands.

How a rule file is read is told in ``reading_rules``. This module knows no vocabulary, no threshold and no patient.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.patterns import later

Signature = tuple[str, int]


class Use(Struct, frozen=True):
    """A predicate in a rule's body; ``default_negated`` where it stands under `not`."""

    signature: Signature
    default_negated: bool
    place: Place


class Rule(Struct, frozen=True):
    """One written rule or constraint.

    ``program`` is the rule rewritten for grounding: the body derives ``_rule(number, Vars)``, and
    that derives the head, so that every ground step knows the written rule it came from.
    """

    number: int
    head: Signature | None
    head_text: str
    uses: tuple[Use, ...]
    quotes: tuple[str, ...]
    because: tuple[str, ...]
    place: Place
    source: str
    program: str


#: The predicates that say of one criterion, by its id, that it is met, and that it applies to somebody.
MET, APPLIES = OF_CRITERIA = ("met", "applies")
_ID = later(r'"([^"]*)"')
_OF_CRITERION = later(rf'({MET}|{APPLIES})\("([^"]*)"\)')


def of_criterion(head: str) -> tuple[str, str] | None:
    """The predicate and the criterion of a head such as `met("IN-7")`; None of any other."""
    found = _OF_CRITERION.fullmatch(head)
    return None if found is None else (found[1], found[2])


def scoped(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The criteria of which rules say to whom they apply; every other one applies to everybody."""
    heads = (rule.head_text for rule in rules if rule.head == (APPLIES, 1))
    return tuple(dict.fromkeys(name for head in heads for name in _ID.findall(head)))


#: What every rule derives first, rewritten for grounding.
MARK = "_rule("


def numbered(rule: Rule, number: int) -> Rule:
    """The rule under another number."""
    program = rule.program.replace(f"{MARK}{rule.number},", f"{MARK}{number},")
    return replace(rule, number=number, program=program)


def rule_trees(program: str) -> list[Any]:
    """The statements of a program that this software wrote, as clingo reads them."""
    from clingo import ast

    statements: list[Any] = []
    ast.parse_string(program, statements.append)
    return statements


def solver_version() -> str:
    """The release of clingo that reads, grounds and solves."""
    import clingo

    return clingo.__version__


@cache
def symbol_of(word: str) -> Any:
    """clingo's symbol of a whole number or a word."""
    import clingo

    return clingo.Number(int(word)) if word.isdecimal() else clingo.Function(word)
