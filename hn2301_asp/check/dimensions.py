"""Formulas that do not measure what they define: lengths added to weights, a surface that is a length.

A formula that is called `empirical` holds numbers that stand for units, and is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from hn2301_asp.check.base import Base
from hn2301_asp.knowledge.thresholds.syntax import DefinitionSyntax, Expression
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.numbers import format_number

_Dimensions = Mapping[str, Fraction]
_NUMBER: _Dimensions = {}


def dimension_findings(base: Base) -> Iterator[Finding]:
    """What is wrong with the units of formulas, one finding for each formula."""
    for file in base.threshold_files.values():
        for definition in file.definitions:
            if not definition.empirical:
                yield from _measured(definition, base.known.vocabulary)


def _measured(definition: DefinitionSyntax, vocabulary: Vocabulary) -> Iterator[Finding]:
    wanted = vocabulary.dimensions.get(vocabulary.unit(definition.unit) or "")
    try:
        found = _of(definition.expression, vocabulary)
    except _Mismatch as problem:
        yield _finding(problem.message, problem.place)
    except _Unknown:
        return  # A unit that is not declared is reported where it is read.
    else:
        if wanted is not None and found != wanted:
            message = f"the formula gives {_shown(found)}, and `{definition.unit}` measures {_shown(wanted)}"
            yield _finding(message, definition.place)


def _finding(message: str, place: Place) -> Finding:
    help = "write `empirical` before its source where its numbers stand for units"
    return Finding("formula-dimension", message, place, "warning", help=help)


class _Unknown(Exception):
    """A unit of which it is not known what it measures."""


class _Mismatch(Exception):
    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.message, self.place = message, place


def _of(expression: Expression, vocabulary: Vocabulary) -> _Dimensions:
    """What an expression measures."""
    kind = expression.kind
    if kind == "number":
        return _NUMBER
    if kind == "quantity":
        known = vocabulary.dimensions.get(vocabulary.unit(expression.unit or "") or "")
        if known is None:
            raise _Unknown
        if vocabulary.unit(expression.unit or "") in vocabulary.offsets:
            message = f"`{expression.unit}` counts from a zero of its own: what is reckoned with it measures nothing"
            raise _Mismatch(message, expression.place)
        return known
    parts = [_of(part, vocabulary) for part in expression.parts]
    one, other = parts[0], parts[-1]
    if kind in ("*", "/"):
        return _product(one, other, Fraction(1 if kind == "*" else -1))
    if kind == "^":
        return _power(expression, one, other)
    if kind == "ln" and one:
        raise _Mismatch(f"a logarithm is of a number: this is {_shown(one)}", expression.place)
    if one != other:
        raise _Mismatch(f"this is {_shown(one)}, and beside it stands {_shown(other)}", expression.place)
    return one


def _power(expression: Expression, base: _Dimensions, exponent: _Dimensions) -> _Dimensions:
    power = expression.parts[1]
    if exponent:
        raise _Mismatch(f"an exponent is a number: this is {_shown(exponent)}", power.place)
    if base and power.number is None:
        raise _Mismatch(f"what is raised to this power is a number: it is {_shown(base)}", expression.place)
    return _product(_NUMBER, base, power.number or Fraction(0))


def _product(one: _Dimensions, other: _Dimensions, power: Fraction) -> _Dimensions:
    """One times a power of the other."""
    names = sorted({*one, *other})
    found = {name: one.get(name, Fraction(0)) + power * other.get(name, Fraction(0)) for name in names}
    return {name: number for name, number in found.items() if number}


def _shown(dimensions: _Dimensions) -> str:
    """`mass · length^-2`; a number where nothing is measured."""
    parts = [name if power == 1 else f"{name}^{format_number(power)}" for name, power in dimensions.items()]
    return " · ".join(parts) or "a number"
