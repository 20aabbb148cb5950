"""Plain words of a YAML or JSON file as values: numbers exactly as written, nothing guessed.

YAML 1.1 would turn `1:80` into 4800, `010` into 8 and a date into an object; here they stay text.
This module must not know the vocabulary, units or field names.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from hn2301_asp.source.limits import MAX_EXPONENT, MAX_NUMBER_CHARACTERS
from hn2301_asp.source.patterns import later

_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "yes": True,
    "true": True,
    "no": False,
    "false": False,
}
_LONGEST_WORD: Final = 5
_NUMBER_START: Final = frozenset("+-.0123456789")
_INTEGER: Final = later(r"[-+]?(?:0|[1-9][0-9]*)", re.ASCII)
_DECIMAL: Final = later(r"[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+]?[0-9]+)?", re.ASCII)

#: Words for "not known", beside an empty field.
UNKNOWN: Final = frozenset(
    {"", "unknown", "unk", "not known", "not done", "nd", "n/a", "na", "?", "null", "未知", "不详"}
)

NUMBER_HELP: Final = "write the number as it was measured, or put it in quotation marks"


class Answer(int):
    """A yes or no that a file states without quotation marks: true or false, shown as it stands there.

    It equals the bool that it means. It is no number and no text, though ``str`` gives its word.
    """

    word: str

    def __new__(cls, meant: bool, word: str) -> Answer:
        answer = super().__new__(cls, meant)
        answer.word = word
        return answer

    def __str__(self) -> str:
        return self.word

    __repr__ = __str__


#: The types of most single values: what has one of them is no list and no mapping.
SINGLE: Final = frozenset({str, bool, int, float, Decimal, Answer, type(None)})


class UnusableNumber(ValueError):
    """A number with more digits, or a larger power of ten, than any measurement has."""


def plain(text: str) -> object:
    """The value of an unquoted YAML word: bool, None, int, Decimal, or the text itself.

    A number with leading zeros (`007`) stays text, as it is an identifier; so does an exponent
    without a decimal point (`12E4`), as it is in YAML 1.1.

    Raises:
        UnusableNumber: the word is a number that exact arithmetic should not be given.
    """
    if len(text) <= _LONGEST_WORD:
        word = text.lower()
        if word in _WORDS:
            return _WORDS[word]
    if text[0] in _NUMBER_START:
        if _INTEGER.fullmatch(text):
            return integer(text)
        if _DECIMAL.fullmatch(text):
            return decimal(text)
    return text


def integer(text: str) -> int:
    """The whole number that the digits say."""
    if len(text) > MAX_NUMBER_CHARACTERS:
        raise UnusableNumber(text)
    return int(text)


def decimal(text: str) -> Decimal:
    """The decimal number with exactly the digits written: `2.50` keeps its zero."""
    if len(text) > MAX_NUMBER_CHARACTERS:
        raise UnusableNumber(text)
    exponent = text.lower().partition("e")[2]
    if exponent and abs(int(exponent)) > MAX_EXPONENT:
        raise UnusableNumber(text)
    return Decimal(text)
