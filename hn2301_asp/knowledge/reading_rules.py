"""Rule files: plain clingo in an allowed sub-language, each rule under the words it encodes.

What may not stand in them is refused on the text, before clingo sees it (``refusals``), and again on clingo's own
syntax tree. This module knows no vocabulary, no threshold and no patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.knowledge.refusals import refused
from hn2301_asp.knowledge.rule_text import code_only, without_comments
from hn2301_asp.knowledge.rules import MARK, Rule, Signature, Use, numbered
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.kept import once


class RuleFile(Struct, frozen=True):
    """A rule file's rules in order, with what was found while reading it."""

    file: str
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]


class _Doc(Struct, frozen=True):
    quotes: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


def read_rules(text: str, file: str, first_number: int, *, constraints: bool) -> RuleFile:
    """What ``parse_rules`` makes of a knowledge base's file, parsed once: versions differ in few files."""
    if MARK in text:  # No name may begin so; within a text nothing is to be renumbered.
        return parse_rules(text, file, first_number, constraints=constraints)
    key = ("rules", str(constraints), file, text)
    found = once(RuleFile, key, lambda: parse_rules(text, file, 1, constraints=constraints))
    if first_number == 1:
        return found
    return replace(found, rules=tuple(numbered(rule, n) for n, rule in enumerate(found.rules, first_number)))


def parse_rules(text: str, file: str, first_number: int, *, constraints: bool) -> RuleFile:
    """The rules of a file, numbered from ``first_number``.

    ``constraints`` tells whether integrity constraints may stand in it. Raises InputError where
    the text is refused or is no clingo program.
    """
    findings = list(refused(text, file))
    if findings:
        raise InputError(findings)
    lines = text.split("\n")
    documented = _documentation(lines, file, findings)
    rules: list[Rule] = []
    for statement in _statements(text, file, lines):
        kind = str(statement.ast_type).removeprefix("ASTType.")
        # clingo puts a `#program` of no width before everything.
        unwritten = kind == "Program" and statement.location.begin == statement.location.end
        if kind in ("Comment", "Defined") or unwritten:
            continue
        place = place_of(statement.location, file, lines)
        if kind != "Rule":
            findings.append(
                Finding(
                    "forbidden-construct",
                    f"{_CONSTRUCTS.get(kind, f'`{kind}`')} may not stand in a rule file",
                    place,
                    help="a rule file holds rules only",
                )
            )
            continue
        problems = list(_problems(statement, place, file, lines, constraints))
        findings += problems
        if not problems:
            doc = documented[statement.location.begin.line - 1]
            rules.append(_rule(statement, first_number + len(rules), doc, place, file, lines))
    return RuleFile(file, tuple(rules), tuple(findings))


_CONSTRUCTS = {
    "Program": "`#program`",
    "Script": "`#script`",
    "External": "`#external`",
    "Minimize": "an optimisation statement",
    "ShowSignature": "`#show`",
    "ShowTerm": "`#show`",
    "TheoryDefinition": "`#theory`",
    "Heuristic": "`#heuristic`",
    "Edge": "`#edge`",
    "ProjectAtom": "`#project`",
    "ProjectSignature": "`#project`",
    "Definition": "`#const`",
}


def _statements(text: str, file: str, lines: Sequence[str]) -> list[Any]:
    from clingo import ast

    statements: list[Any] = []
    messages: list[str] = []
    try:
        ast.parse_string(without_comments(text), statements.append, logger=lambda _, message: messages.append(message))
    except RuntimeError:
        raise InputError([_clingo_finding(message, file, lines) for message in messages]) from None
    if any(_elsewhere(statement.location) for statement in statements):
        message = "a rule stands in another file than this one"
        raise InputError(Finding("forbidden-construct", message, Place(file), help="rule files read no other file"))
    return statements


def _elsewhere(location: Any) -> bool:
    """Whether something stands outside the text that clingo was given."""
    return any(position.filename not in ("<string>", "<block>") for position in (location.begin, location.end))


_CLINGO_MESSAGE = re.compile(r"<(?:string|block)>:(\d+):(\d+)(?:-(?:(\d+):)?(\d+))?: \w+: (.*)", re.DOTALL)


def _clingo_finding(message: str, file: str, lines: Sequence[str], code: str = "rule-syntax") -> Finding:
    """A message of clingo's as a finding; clingo gives its positions in the text only."""
    found = _CLINGO_MESSAGE.match(message)
    if not found:
        return Finding(code, " ".join(message.split()), Place(file))
    line = int(found.group(1))
    source = lines[line - 1] if line <= len(lines) else ""
    column = column_of(source, int(found.group(2)))
    written = [number for number, text in enumerate(lines, 1) if text.strip()]
    if written and line > written[-1]:
        # The text ends too early: show its end, not the empty line behind it.
        line, source = written[-1], lines[written[-1] - 1]
        column = len(source.rstrip()) + 1
    end = column_of(source, int(found.group(4))) if found.group(4) and not found.group(3) else column + 1
    reason = " ".join(found.group(5).split()).removeprefix("syntax error, ")
    advice = "a rule ends with a full stop; names begin with a small letter" if code == "rule-syntax" else None
    if advice and reason.startswith("lexer error, unexpected "):
        # A sign that no rule is written in: clingo's own words say nothing to an author.
        sign = source[column - 1 : column]
        reason = f"`{sign}` is no sign of a rule"
        if sign == "'":
            advice = 'ids and texts stand in straight double quotation marks: "…"'
    elif advice and reason.startswith("unexpected "):
        word = _WORD.match(source, column - 1)
        reason = f"`{word.group()}` is not expected here" if word else "the file ends within a rule"
        advice = _no_full_stop(lines, line, column) or _no_comma(source[: column - 1], word) or advice
        if capital := _CAPITAL.search(source[: column - 1]):
            reason = f"`{capital.group(1)}` begins with a capital: such a word stands for any item and is no condition"
            column, end = capital.start(1) + 1, capital.end(1) + 1
            advice = "names begin with a small letter"
    return Finding(code, reason, Place(file, line, column, max(end, column + 1), source), help=advice)


_WORD = re.compile(r"[\w']+|:-|\S")
#: A word in capitals where a condition or a rule's head stands, outside brackets.
_CAPITAL: Final = re.compile(r"(?:^|:-|\)\s*,|^[^()\[\]{}]*,|\bnot\s)\s*([A-Z]\w*)\s*$")


def _no_comma(before: str, word: re.Match[str] | None) -> str | None:
    """That a comma is missing, where a condition begins right behind another one."""
    if not word or not word.group()[0].isalpha() or not re.search(r"[\w)]\s+$", before):
        return None
    if word.group() in ("and", "or"):
        return "conditions that must all hold are joined by a comma; for one of several, write a rule for each"
    if re.search(r"\bno\s+$", before):
        return f"what must not hold is written `not {word.group()}`"
    return f"is a comma missing before `{word.group()}`?"


def _no_full_stop(lines: Sequence[str], line: int, column: int) -> str | None:
    """That the rule before is not ended, where a rule begins in its line and something else stands before it."""
    before = code_only("\n".join(lines[: line - 1]), "s").rstrip()
    if lines[line - 1][: column - 1].strip() or not before or before.endswith("."):
        return None
    return f"is a full stop missing at the end of the rule before, in line {before.count(chr(10)) + 1}?"


def clingo_findings(text: str, file: str, facts: str) -> list[Finding]:
    """What clingo itself says of one file beside ``facts``: unsafe variables and the like."""
    import clingo

    messages: list[str] = []
    control = clingo.Control(["--warn=no-atom-undefined"], logger=lambda _, m: messages.append(m))
    try:
        control.add("base", [], without_comments(text))
        control.add("base", [], facts)
        control.ground([("base", [])])
    except RuntimeError:
        lines = text.split("\n")
        return [_clingo_finding(message, file, lines, "rule-unsafe") for message in messages]
    return []


_QUOTE = re.compile(r'"([^"]*)"')
_OTHER_QUOTES: Final = re.compile("[“”„«»]")


def _documentation(lines: Sequence[str], file: str, findings: list[Finding]) -> list[_Doc]:
    """For every line the doc comment in force: from `%!` lines to the next ones or a blank line."""
    docs: list[_Doc] = []
    current, in_block = _Doc(), False
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if stripped.startswith("%!"):
            before = current if in_block else _Doc()
            current, in_block = _read_doc(stripped[2:].strip(), before), True
            if current == before:
                findings.append(
                    Finding(
                        "doc-comment",
                        "this `%!` line holds neither a quote nor `because` with a reason",
                        Place(file, number, 1, len(line) + 1, line),
                        "warning",
                        help='a quote stands in straight quotation marks: "…"' if _OTHER_QUOTES.search(line) else None,
                    )
                )
        else:
            in_block = False
            if not stripped:
                current = _Doc()
        docs.append(current)
    return docs


def _read_doc(text: str, before: _Doc) -> _Doc:
    if text.startswith("because "):
        return _Doc(before.quotes, (*before.because, text.removeprefix("because ").strip()))
    return _Doc((*before.quotes, *(" ".join(q.split()) for q in _QUOTE.findall(text))), before.because)


def place_of(location: Any, file: str, lines: Sequence[str]) -> Place:
    """Where in its file something stands that clingo read."""
    begin, end = location.begin, location.end
    text = lines[begin.line - 1] if begin.line <= len(lines) else ""
    last = column_of(text, end.column) if end.line == begin.line else len(text) + 1
    return Place(file, begin.line, column_of(text, begin.column), last, text)


def column_of(line: str, column: int) -> int:
    """A column in characters: clingo counts bytes."""
    return column if line.isascii() else len(line.encode()[: column - 1].decode(errors="ignore")) + 1


def _problems(statement: Any, place: Place, file: str, lines: Sequence[str], constraints: bool) -> Iterator[Finding]:
    from clingo.ast import ASTType

    head = statement.head
    if head.ast_type == ASTType.Disjunction:
        yield Finding("disjunctive-head", "a rule has one head: a disjunction has no single answer per patient", place)
    elif head.ast_type in (ASTType.Aggregate, ASTType.HeadAggregate):
        yield Finding("choice-head", "a choice in the head has no single answer per patient", place)
    elif head.ast_type != ASTType.Literal:
        yield Finding("forbidden-construct", "this head may not stand in a rule file", place)
    elif head.sign:
        yield Finding("forbidden-construct", "a head may not be negated", place)
    elif _is_false(head):
        if not constraints:
            yield Finding(
                "constraint",
                "a constraint may not stand in a criterion's file",
                place,
                help="what is true of every human being belongs in background.lp",
            )
    elif head.atom.ast_type != ASTType.SymbolicAtom:
        yield Finding("forbidden-construct", "this head may not stand in a rule file", place)
    for node in _walk(statement):
        reason = None
        if node.ast_type == ASTType.TheoryAtom:
            reason = "a theory atom may not stand in a rule file"
        elif node.ast_type == ASTType.SymbolicAtom and node.symbol.ast_type == ASTType.UnaryOperation:
            reason = "classical negation may not be used"
        elif node.ast_type == ASTType.SymbolicAtom and _signature(node)[0].startswith("_"):
            reason = "names that begin with `_` are the software's own"
        if reason:
            location = node.location if node.ast_type == ASTType.TheoryAtom else node.symbol.location
            yield Finding("forbidden-construct", reason, place_of(location, file, lines))


def _is_false(head: Any) -> bool:
    from clingo.ast import ASTType

    return bool(head.atom.ast_type == ASTType.BooleanConstant and not head.atom.value)


def children(node: Any, but: str | None = None) -> list[Any]:
    """The parts of a node of clingo's syntax tree, but for those of one name."""
    from clingo.ast import AST, ASTSequence

    found: list[Any] = []
    for key in node.child_keys:
        child = getattr(node, key) if key != but else None
        if isinstance(child, AST):
            found.append(child)
        elif isinstance(child, ASTSequence):
            found += child
    return found


def _walk(node: Any) -> Iterator[Any]:
    yield node
    for part in children(node):
        yield from _walk(part)


def _rule(statement: Any, number: int, doc: _Doc, place: Place, file: str, lines: Sequence[str]) -> Rule:
    constraint = _is_false(statement.head)
    head = None if constraint else _signature(statement.head.atom)
    head_text = "" if constraint else str(statement.head)
    variables = sorted({name for part in statement.body for name in _global_variables(part)})
    mark = f"{MARK}{number},({''.join(name + ',' for name in variables)}))"
    body = "; ".join(str(part) for part in statement.body)
    program = f"{mark} :- {body}.\n" if body else f"{mark}.\n"
    program += f"{head_text} :- {mark}.\n"
    uses = tuple(use for part in statement.body for use in _uses(part, file, lines))
    return Rule(number, head, head_text, uses, doc.quotes, doc.because, place, _source(statement, lines), program)


def _source(statement: Any, lines: Sequence[str]) -> str:
    begin, end = statement.location.begin, statement.location.end
    span = list(lines[begin.line - 1 : end.line])
    span[-1] = span[-1][: column_of(span[-1], end.column) - 1]
    span[0] = span[0][column_of(lines[begin.line - 1], begin.column) - 1 :]
    return " ".join(" ".join(span).split())


def _signature(atom: Any) -> Signature:
    from clingo.ast import ASTType

    symbol = atom.symbol
    while symbol.ast_type == ASTType.UnaryOperation:
        symbol = symbol.argument
    if symbol.ast_type == ASTType.Pool:
        symbol = symbol.arguments[0]
    return (symbol.name, len(symbol.arguments)) if symbol.ast_type == ASTType.Function else (str(symbol), 0)


def _uses(part: Any, file: str, lines: Sequence[str], negated: bool = False) -> Iterator[Use]:
    """The predicates of a body literal; inside an aggregate, recursion counts like negation."""
    from clingo.ast import ASTType

    if part.ast_type == ASTType.Literal:
        negated = negated or bool(part.sign)
    if part.ast_type == ASTType.SymbolicAtom:
        yield Use(_signature(part), negated, place_of(part.symbol.location, file, lines))
        return
    if part.ast_type in (ASTType.BodyAggregate, ASTType.Aggregate):
        negated = True
    for piece in children(part):
        yield from _uses(piece, file, lines, negated)


def _global_variables(node: Any) -> Iterator[str]:
    from clingo.ast import ASTType

    if node.ast_type == ASTType.Variable:
        if node.name != "_":
            yield node.name
    elif node.ast_type != ASTType.ConditionalLiteral:
        gathers = node.ast_type in (ASTType.BodyAggregate, ASTType.Aggregate)
        for piece in children(node, "elements" if gathers else None):
            yield from _global_variables(piece)
