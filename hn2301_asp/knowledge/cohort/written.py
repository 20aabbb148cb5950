"""Numbers, probabilities and days of the file that says how synthetic patients are drawn, exactly as written."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hn2301_asp.source.numbers import format_number


class NoPart(ValueError):
    """What is wrong with a part, at keys below it."""

    def __init__(self, message: str, *path: str | int, help: str | None = None) -> None:
        super().__init__(message)
        self.path, self.help = path, help


class Doubtful(Exception):
    """A part asks for a field of which something is reported already."""


def number(value: Any, what: str) -> Fraction:
    """A number of the file, exactly as it is written."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError(f"{what} must be a number")
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{what} must be a number, not `{value}`") from None


def share(entry: Mapping[str, Any], key: str) -> Fraction:
    """A probability of an entry."""
    return probability(entry[key], f"`{key}`")


def probability(value: Any, what: str) -> Fraction:
    """A number from 0 to 1; ``what`` it is."""
    found = number(value, what)
    if not 0 <= found <= 1:
        raise ValueError(f"{what} is {format_number(found)}: a probability lies between 0 and 1")
    return found


def at(key: str, make: Callable[..., Any], *given: Any) -> Any:
    """What is made of the value of a key; what is wrong with it is said there."""
    try:
        return make(*given)
    except NoPart as problem:
        raise NoPart(str(problem), key, *problem.path, help=problem.help) from None
    except (ValueError, TypeError, AttributeError) as problem:
        message = str(problem) if isinstance(problem, ValueError) else f"`{key}` has another form"
        raise NoPart(message, key) from None


def shares(section: Mapping[str, Any]) -> tuple[Fraction, ...]:
    """How likely each of some values is: together they are certain."""
    found = []
    for word, value in section.items():
        try:
            found.append(probability(value, f"the probability of `{word}`"))
        except ValueError as problem:
            raise NoPart(str(problem), word) from None
    if sum(found) != 1:
        raise ValueError(f"the probabilities add up to {format_number(sum(found, Fraction(0)))}, and not to 1")
    return tuple(found)


def pair(given: Any, what: str) -> tuple[Fraction, Fraction]:
    """A list of two numbers."""
    if not isinstance(given, list) or len(given) != 2:
        raise ValueError(f"{what} must be a list of two numbers")
    return number(given[0], what), number(given[1], what)


def days(given: Any) -> tuple[Fraction, Fraction]:
    """Two days, counted from 1970-01-01."""
    if not isinstance(given, list) or len(given) != 2:
        raise ValueError("`between` must be a list of two dates")
    try:
        first, last = (datetime.date.fromisoformat(str(day)) for day in given)
    except ValueError:
        raise ValueError("`between` must be a list of two dates, YYYY-MM-DD") from None
    if first > last:
        raise ValueError("`between` names the earlier date first")
    start = datetime.date(1970, 1, 1)
    return Fraction((first - start).days), Fraction((last - start).days)
