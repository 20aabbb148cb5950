"""What clingo says of the rules, and whether every rule can apply once all are sound."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hn2301_asp.check.base import Base
from hn2301_asp.check.idle import idle_findings, never_applies
from hn2301_asp.check.typical import typical_findings
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.reading_rules import clingo_findings, column_of
from hn2301_asp.screener import Screener
from hn2301_asp.solver.ground import applies, inputs_program, too_large
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.kept import once


def size_findings(base: Base) -> Iterator[Finding]:
    """The rule that has too many instances to be written out."""
    if (found := too_large(base.known)) is not None:
        yield found


def clingo_complaints(base: Base) -> Iterator[Finding]:
    """What clingo itself says of each rule file: unsafe variables and the like."""
    facts = inputs_program(base.known)
    for file, statements in base.statements.items():
        # A rule that was refused was not counted, and is not written out.
        counted = len(base.rules[file]) == len(statements)
        if counted and not any(statement.findings for statement in statements):
            yield from _complaints(base.files.texts[file], file, facts)


def _complaints(text: str, file: str, facts: str) -> tuple[Finding, ...]:
    def found() -> tuple[Finding, ...]:
        return tuple(_in_words(finding, text) for finding in clingo_findings(text, file, facts))

    return once(tuple[Finding, ...], ("complaints", file, text, facts), found)


_UNSAFE = re.compile(r"unsafe variables.*?<block>:(\d+):(\d+)(?:-(\d+))?: note: '(\w+)' is unsafe", re.DOTALL)


def _in_words(finding: Finding, text: str) -> Finding:
    """clingo's complaint of an unsafe variable, with the caret on the variable."""
    found = _UNSAFE.match(finding.message)
    if not found:
        return finding
    line, start = int(found[1]), int(found[2])
    source = (text.split("\n") + [""] * line)[line - 1]
    column = column_of(source, start)
    return Finding(
        finding.code,
        f"no positive condition binds the variable `{found[4]}`",
        Place(finding.place.file, line, column, column + len(found[4]), source),
        help=f"add a condition that says what `{found[4]}` is, such as class({found[4]}, …)",
    )


def whole_findings(base: Base) -> Iterator[Finding]:
    """Rules that never apply, and what the typical patient shows."""
    try:
        screener = Screener(base.known)
    except InputError as error:
        yield from error.findings
        return
    yield from _never(base.known, screener)
    yield from idle_findings(base, screener)
    yield from _scopes(base.known, screener)
    yield from typical_findings(base, screener)


def _scopes(base: KnowledgeBase, screener: Screener) -> Iterator[Finding]:
    """Criteria that apply to nobody, or to everybody though rules say to whom; rules that never apply are told of."""
    space = screener.space
    for name, atom in space.scopes.items():
        place = next(rule.place for rule in base.rules if rule.head_text == applies(name))
        if atom in space.circuit.asks and not space.solve([atom]):
            help = "look for conditions that exclude each other, or take the criterion out"
            yield Finding("scope-empty", f"{name} applies to nobody", place, "warning", help=help)
        elif not space.solve([-atom]):
            help = f'take out the rules for applies("{name}"): without them it applies to everybody too'
            yield Finding("scope-whole", f"{name} applies to everybody", place, "warning", help=help)


def _never(base: KnowledgeBase, screener: Screener) -> Iterator[Finding]:
    """Only where it begins: a rule that waits for one that never applies is not reported too."""
    applied = set(screener.space.circuit.steps.values())
    possible = {rule.head for rule in base.rules if rule.number in applied}
    dead = {rule.head for rule in base.rules} - possible - {None}
    for rule in base.rules:
        waits = any(use.signature in dead and not use.default_negated for use in rule.uses)
        if rule.number not in applied and not waits:
            yield never_applies(rule)
