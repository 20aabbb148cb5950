"""The threshold language as text: statements in, syntax trees out.

This module knows the grammar and nothing else: no vocabulary, no units, no protocol. Every error
of a file is collected; `advice` says them in an author's words.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.knowledge.resources import grammar_text
from hn2301_asp.knowledge.thresholds.advice import Stop, syntax_finding
from hn2301_asp.knowledge.thresholds.axis import Comparator
from hn2301_asp.knowledge.thresholds.model import Again, Extreme, Limit, Reason, ReasonKind
from hn2301_asp.knowledge.thresholds.statements import Positions, Statement, split, without_comments
from hn2301_asp.knowledge.thresholds.tables import Table, parse_by, table_of
from hn2301_asp.source.bounds import text_findings
from hn2301_asp.source.criterion_ids import PATTERN
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.kept import once
from hn2301_asp.source.limits import MAX_OPERATIONS, MAX_STATEMENT_CHARACTERS
from hn2301_asp.source.numbers import Times

_OPERATORS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "^"}
_SQUARES = {"²": "2", "³": "3"}
_SIGNS = str.maketrans("−–", "--")
_COMPARATORS: dict[str, Comparator] = {"≥": ">=", ">=": ">=", "≤": "<=", "<=": "<=", "<": "<", ">": ">", "=": "="}


class ThresholdSyntax(Struct, frozen=True):
    """A threshold as written; ``form`` remembers which of the four spellings was used.

    ``by`` is the second of two quantities of which the one is divided by the other. ``listed`` holds the numbers of a
    list (``0, 1 or 2``), of which the limits are the first and the last. ``direction`` and ``event`` are a window's:
    `before`, `screening`; ``extreme`` says which of its two limits counts.
    """

    name: str
    phrase: str
    phrase_place: Place
    form: Literal["comparison", "window", "between", "listed"]
    limits: tuple[Limit, ...]
    never: bool | None
    reasons: tuple[Reason, ...]
    place: Place
    direction: Literal["", "before", "after"] = ""
    event: str = ""
    event_place: Place = Place()
    extreme: Extreme = ""

    @property
    def window(self) -> str:
        """Where a window lies, as it is written: `before screening`."""
        return f"{self.direction} {self.event}".strip()

    by: str | None = None
    by_place: Place = Place()
    listed: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """What the threshold is on, in its author's words."""
        return self.phrase if self.by is None else f"{self.phrase} / {self.by}"


class Expression(Struct, frozen=True):
    """A formula's tree: ``number``, ``quantity`` (with its unit), ``if``, an operator, or a function."""

    kind: Literal["number", "quantity", "if", "case", "+", "-", "*", "/", "^", "min", "max", "ln"]
    number: Fraction | None = None
    text: str | None = None
    unit: str | None = None
    parts: tuple[Expression, ...] = ()
    place: Place = Place()
    comparator: Comparator | None = None


class DefinitionSyntax(Struct, frozen=True):
    """A derived quantity as written, with its formula and the formula's source."""

    phrase: str
    unit: str
    expression: Expression
    empirical: bool
    source: str
    place: Place


class ThresholdFile(Struct, frozen=True):
    """A threshold file: what it belongs to, its thresholds and its definitions, in order."""

    file: str
    kind: Literal["criterion", "score", "background", "guardrails"]
    subject: str | None
    thresholds: tuple[ThresholdSyntax, ...]
    definitions: tuple[DefinitionSyntax, ...]


@cache
def _grammar() -> str:
    return f"{grammar_text('thresholds.lark')}\nCRITERION: /{PATTERN}/\n"


@cache
def _parser() -> Any:
    import lark

    return lark.Lark(
        _grammar(),
        parser="lalr",
        lexer="contextual",
        start=["heading", "threshold", "definition"],
        propagate_positions=True,
    )


def read_thresholds(text: str, file: str) -> ThresholdFile:
    """What ``parse`` makes of a knowledge base's file, parsed once: versions differ in few files."""
    return once(ThresholdFile, ("thresholds", _grammar(), file, text), lambda: parse(text, file))


def parse(text: str, file: str) -> ThresholdFile:
    """The syntax of a threshold file; raises InputError with every error in it."""
    findings = list(text_findings(text, file, brackets=True))
    if findings:
        raise InputError(findings)
    heading: tuple[Any, ...] | None = None
    thresholds: list[ThresholdSyntax] = []
    definitions: list[DefinitionSyntax] = []
    for statement in split(text):
        where = Positions(file, statement)
        try:
            _require_short(statement, where)
            tree = _parse_statement(statement, where)
            if statement.start == "heading":
                heading = (tree.data, str(tree.children[0]) if tree.children else None)
            elif statement.start == "definition":
                definitions.append(_definition(tree, where))
            else:
                thresholds.append(_threshold(tree, where))
        except InputError as error:
            findings += error.findings
            heading = heading or ("criterion", None)
    if heading is None:
        findings.append(
            Finding("threshold-heading", "the file is empty", Place(file, 1), help="start it with `criterion IN-1`")
        )
    if findings:
        raise InputError(findings)
    assert heading is not None
    return ThresholdFile(file, heading[0], heading[1], tuple(thresholds), tuple(definitions))


@cache
def _table() -> Table | None:
    return once(Table, ("grammar", _grammar()), lambda: table_of(_parser(), _by_lark))


@cache
def _unit() -> re.Pattern[str]:
    table = _table()
    return re.compile(table.patterns["UNIT"] if table else _parser().get_terminal("UNIT").pattern.to_regexp())


def is_unit(spelling: str) -> bool:
    """Whether a threshold may be written with this spelling of a unit."""
    return _unit().fullmatch(spelling) is not None


def _by_lark(text: str, start: str) -> Any:
    """Lark's tree of a statement; None where it is none."""
    import lark

    try:
        return _parser().parse(text, start=start)
    except lark.exceptions.UnexpectedInput:
        return None


def _parse_statement(statement: Statement, where: Positions) -> Any:
    table = _table()
    tree = parse_by(table, statement.text, statement.start) if table is not None else None
    if tree is not None:
        return tree
    import lark

    try:
        return _parser().parse(statement.text, start=statement.start)
    except lark.exceptions.UnexpectedInput as error:
        raise InputError(syntax_finding(_stop(error, statement), where)) from None


def _require_short(statement: Statement, where: Positions) -> None:
    """Raises InputError where a statement is longer than any that a person writes."""
    if len(statement.text) > MAX_STATEMENT_CHARACTERS < len(without_comments(statement.text)):
        message = f"a statement of more than {MAX_STATEMENT_CHARACTERS} characters"
        raise InputError(Finding("threshold-syntax", message, Place(where.file, statement.line)))


def words_of(statement: Statement, file: str) -> list[Any]:
    """Every word of a statement with its kind (``type``) and its place in it (``start_pos``, ``end_pos``).

    Raises InputError where the grammar does not take the statement.
    """
    table = _table()
    words: list[Any] = []
    if table is not None and parse_by(table, statement.text, statement.start, words) is not None:
        return words
    _parse_statement(statement, Positions(file, statement))
    return list(_parser().parse_interactive(statement.text, statement.start).exhaust_lexer())


def _stop(error: Any, statement: Statement) -> Stop:
    accepted = frozenset(error.interactive_parser.accepts())
    token = getattr(error, "token", None)
    if token is None or token.type != "$END":
        return Stop(error.pos_in_stream, accepted)
    return Stop(token.end_pos or len(statement.text), accepted, at_end=True)


def _threshold(tree: Any, where: Positions) -> ThresholdSyntax:
    name, phrase, *rest = tree.children
    by = rest.pop(0) if rest[0].data == "phrase" else None
    test = rest.pop(0)
    never = None
    if rest and getattr(rest[0], "data", None) == "never":
        never = str(rest.pop(0).children[0]) == "yes"
    limits: tuple[Limit, ...]
    lies: dict[str, Any] = {}
    listed: tuple[str, ...] = ()
    if test.data == "window":
        span, direction, event = test.children
        extreme, *amounts = span.children if span.children[0].type == "EXTREME" else ("", *span.children)
        # Either may stand first: half-lives are kept first.
        pairs = sorted(zip(amounts[::2], amounts[1::2], strict=True), key=lambda pair: pair[1].type != "HALF_LIVES")
        limits = tuple(_limit("<=", number, unit, None, where, test) for number, unit in pairs)
        lies = {"direction": str(direction), "event": _phrase(event), "event_place": where.tree(event)}
        lies["extreme"] = str(extreme)
    elif test.data == "comparison":
        limits = (_amount(_COMPARATORS[str(test.children[0])], test.children[1], where, test),)
    elif test.data == "exactly":
        number, *unit = test.children
        limits = (_limit("=", number, unit[0] if unit else None, None, where, test),)
    elif test.data == "listed":
        numbers, *unit = test.children
        listed = tuple(re.findall(r"[0-9]+", str(numbers)))
        limits = (
            _limit(">=", listed[0], unit[0] if unit else None, None, where, test),
            _limit("<=", listed[-1], unit[0] if unit else None, None, where, test),
        )
    else:
        limits = (
            _amount(">=", test.children[0], where, test.children[0]),
            _amount("<=", test.children[1], where, test.children[1]),
        )
    return ThresholdSyntax(
        name=str(name),
        phrase=_phrase(phrase),
        phrase_place=where.tree(phrase),
        form="comparison" if test.data == "exactly" else str(test.data),  # type: ignore[arg-type]
        limits=limits,
        never=never,
        reasons=tuple(_reason(reason, where) for reason in rest),
        place=where.token(name),
        listed=listed,
        by=_phrase(by) if by is not None else None,
        by_place=where.tree(by) if by is not None else Place(),
        **lies,
    )


def _amount(comparator: Comparator, amount: Any, where: Positions, span: Any) -> Limit:
    number, *rest = amount.children
    again = _again(rest.pop(), where) if len(rest) == 2 else None
    times: Any = str(rest[0]) if rest and rest[0].type == "REFERENCE" else None
    limit = _limit(comparator, number, rest[0] if rest else None, times, where, span)
    return replace(limit, again=again) if again is not None else limit


def _again(tree: Any, where: Positions) -> Again:
    number, unit = tree.children
    place = where.between(number.start_pos, unit.end_pos)
    return Again(Fraction(str(number).translate(_SIGNS)), str(number), " ".join(str(unit).split()), place)


def _limit(comparator: Comparator, number: Any, unit: Any, times: Times | None, where: Positions, span: Any) -> Limit:
    grade = getattr(number, "type", "") == "GRADE"
    return Limit(
        comparator=comparator,
        number=Fraction(0) if grade else Fraction(str(number).translate(_SIGNS)),
        number_text=str(number),
        unit=None if times or unit is None else " ".join(str(unit).split()),
        times=times,
        place=where.tree(span),
        unit_place=where.token(unit) if unit is not None else None,
        grade=grade,
    )


def _reason(tree: Any, where: Positions) -> Reason:
    kinds: dict[str, ReasonKind] = {"quote": "quote", "negated_quote": "negated", "because": "because"}
    token = tree.children[0]
    return Reason(kinds[str(tree.data)], _quoted(token, where), where.token(token))


def _quoted(token: Any, where: Positions) -> str:
    """The words of a quote, with single blanks; raises InputError where there are none."""
    words = " ".join(str(token)[1:-1].split())
    if not words:
        raise InputError(Finding("threshold-syntax", "the quote is empty", where.token(token)))
    return words


def _definition(tree: Any, where: Positions) -> DefinitionSyntax:
    phrase, unit, expression, source = tree.children
    if _deeper(expression, MAX_OPERATIONS):
        message = f"more than {MAX_OPERATIONS} operations stand within one another"
        raise InputError(Finding("threshold-syntax", message, where.tree(phrase), help="define parts of it first"))
    return DefinitionSyntax(
        phrase=_phrase(phrase),
        unit=str(unit),
        expression=_expression(expression, where),
        empirical=any(getattr(token, "type", "") == "EMPIRICAL" for token in source.children),
        source=_quoted(source.children[-1], where),
        place=where.tree(phrase),
    )


def _deeper(tree: Any, levels: int) -> bool:
    """Whether nodes stand more than so many levels within one another; walked without calling itself."""
    level = [tree]
    while level and levels >= 0:
        level = [child for node in level for child in getattr(node, "children", ()) if hasattr(child, "children")]
        levels -= 1
    return bool(level)


def _expression(tree: Any, where: Positions) -> Expression:
    place = where.tree(tree)
    if tree.data == "number":
        return _numeral(str(tree.children[0]), place)
    if tree.data == "reference":
        phrase, unit = tree.children
        return Expression("quantity", text=_phrase(phrase), unit=str(unit), place=place)
    if tree.data == "conditional":
        yes, fact, no = tree.children
        parts = (_expression(yes, where), _expression(no, where))
        return Expression("if", text=str(fact), parts=parts, place=where.token(fact))
    if tree.data == "case":
        yes, phrase, unit, comparator, number, no = tree.children
        parts = (_expression(yes, where), _expression(no, where))
        place, limit = where.tree(phrase), _numeral(str(number), where.token(number))
        sign = _COMPARATORS[str(comparator)]
        return Expression("case", limit.number, _phrase(phrase), str(unit), parts, place, sign)
    if tree.data == "square":
        base, power = tree.children
        return Expression("^", parts=(_expression(base, where), _numeral(_SQUARES[str(power)], place)), place=place)
    if tree.data == "function" and str(tree.children[0]) == "sqrt":
        return Expression("^", parts=(_expression(tree.children[1], where), _numeral("0.5", place)), place=place)
    # An operator stands between its parts, the name of a function before them.
    operator = _OPERATORS.get(str(tree.data))
    return Expression(
        operator or str(tree.children[0]),  # type: ignore[arg-type]
        parts=tuple(_expression(part, where) for part in tree.children[0 if operator else 1 :]),
        place=place,
    )


def _numeral(written: str, place: Place) -> Expression:
    return Expression("number", Fraction(written.translate(_SIGNS)), written, place=place)


def _phrase(tree: Any) -> str:
    return " ".join(str(word) for word in tree.children)
