"""What an author meant: syntax errors of the threshold language in an author's words.

A finding says what stands where it cannot, and what was expected there, or which slip it most
likely is. This module knows the grammar's terminals; it neither parses nor imports the parser.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from msgspec import Struct

from hn2301_asp.knowledge.thresholds.statements import Positions, without_quotes
from hn2301_asp.source.diagnostics import Finding, nearest
from hn2301_asp.source.lists import listed

#: What the parser accepts, in an author's words and in the order in which it is named.
EXPECTED: Final = {
    "_OF_CRITERION": "`criterion IN-1`",
    "_OF_SCORE": "`score NAME`",
    "_OF_BACKGROUND": "`background`",
    "_OF_GUARDRAILS": "`guardrails`",
    "CRITERION": "a criterion such as IN-7",
    "NUMBER": "a number",
    "COMPARATOR": "a comparator (≥ ≤ < >)",
    "LISTED": "a list such as `0 or 1`",
    "_WITHIN": "`within`",
    "_BETWEEN": "`between`",
    "WORD": "the name of a quantity",
    "LPAR": "`(`",
    "UNIT": "a unit",
    "_TIMES": "`× ULN`",
    "REFERENCE": "`ULN`, `LLN` or `baseline`",
    "BEFORE": "`before screening`",
    "AFTER": "`after` a date",
    "EXTREME": "`longer of` or `shorter of`",
    "_OF": "`of`",
    "HALF_LIVES": "`half-lives`",
    "_OR": "`or` and a time",
    "EVENT": "`screening`, or another date of a record",
    "GRADE": "a grade",
    "_AND": "`and`",
    "LSQB": "the unit in `[…]`",
    "RSQB": "`]`",
    "EQUAL": "`=`",
    "PLUS": "an operator between blanks (+ − × /)",
    "RPAR": "`)`",
    "QUOTE": 'a quote in "…"',
    "EMPIRICAL": "`empirical`",
    "_NEGATES": "`negates`",
    "_BECAUSE": "`because`",
    "_COMMA": "`, no if never`",
    "ANSWER": "`no if never` or `yes if never`",
    "_IF": "`if never`",
    "_NEVER": "`never`",
    "_ELSE": "`else`",
    "$END": "the end of the statement",
}
#: What else is said of a terminal in a formula, or of a name where it depends on the statement.
_IN_FORMULA: Final = {
    "_TIMES": EXPECTED["PLUS"],
    "_IF": "`if`",
    "FACT": "a fact such as `female`",
    "QUOTE": 'its source in "…"',
}
_NAMES: Final = {"heading": "the score's name", "threshold": "the threshold's name in small letters"}
#: Left unsaid where the second is expected too: it says as much, or is likelier.
_UNSAID: Final = (
    ("ANSWER", "_COMMA"),
    ("GRADE", "NUMBER"),
    ("LPAR", "QUOTE"),
    ("LPAR", "_AND"),
    ("WORD", "COMPARATOR"),
    ("AFTER", "BEFORE"),
    ("EXTREME", "NUMBER"),
    ("HALF_LIVES", "UNIT"),
    ("EVENT", "QUOTE"),
    ("EQUAL", "COMPARATOR"),
    ("LISTED", "COMPARATOR"),
    ("WORD", "LSQB"),
    ("WORD", "FACT"),
    ("_COMMA", "EMPIRICAL"),
)
#: The words that an author may have misspelt, by what the parser accepts: those with which it is named above.
_KEYWORDS: Final = {
    name: found.group(1) for name, said in EXPECTED.items() if name != "ANSWER" and (found := re.match(r"`(\w+)", said))
}
_COMPARING: Final = {
    "≥": ("at least", "not less than", "no less than", "minimum"),
    "≤": ("at most", "not more than", "no more than", "up to", "maximum"),
    "<": ("less than", "below", "under"),
    ">": ("more than", "greater than", "above", "over"),
}

#: What a limit may be a multiple of.
_REFERENCES: Final = ("ULN", "LLN", "baseline")
LOWER_LIMIT_HELP: Final = "write `× LLN` for the lower limit of normal"

_FOUND: Final = re.compile(r'"[^"]*"|[^\W\d_][\w.\'’-]*|[0-9][\w.,]*|[=<>!≥≤≠]+|[-−–]?\.?[0-9][\w.,]*|\S\S*')
_WORD_BEFORE: Final = re.compile(r"([^\W\d_][\w'-]*)\s+\Z")
_NUMBER: Final = re.compile(r"[0-9]+(?:,[0-9]+)+(?:\.[0-9]+)?|[0-9]+(?:[ \u00a0\u202f][0-9]{3})+\b")
#: A list of numbers that goes on, numbers behind a comma, two grades or numbers as words give them.
_LISTED: Final = re.compile(r"([0-9]+) or ([0-9]+)\s+\Z")
_COMMA_ALONE: Final = re.compile(r"([0-9]+),\s*([0-9]+)(?!\w|\s*(?:,|or\b))")
_SPAN: Final = re.compile(r"\s(([A-Z0-9]\w*)\s*(?:or|to|[-–])\s*([A-Z0-9]\w*))\s+\Z")
_OPENING_QUOTES: Final = "“”„«»‘’'`"


class Stop(Struct, frozen=True):
    """Where parsing stopped: an offset in the statement, and the terminals accepted there.

    ``at_end`` says that the statement ends where more was expected.
    """

    offset: int
    accepted: frozenset[str]
    at_end: bool = False


class _Slip(Struct, frozen=True):
    """A likely slip: what is wrong from ``start`` to ``end``, and how to mend it."""

    start: int
    end: int
    message: str
    help: str


def _slip(start: int, words: str, problem: str, help: str = "", *, short: bool = False) -> _Slip:
    """A slip in some words, of which the message says what they are not; ``short`` where they may be long."""
    return _Slip(start, start + len(words), f"`{_short(words) if short else words}` {problem}", help)


_UNEXPECTED: Final = "is not expected here"
_UNCLEAR: Final = "is not understood here"


def syntax_finding(stop: Stop, where: Positions) -> Finding:
    """The finding for a statement that the parser could not read to its end."""
    text = where.statement.text
    slip = next((slip for find in _SLIPS for slip in find(stop, where)), None)
    if slip is None:
        if stop.at_end:
            slip = _Slip(stop.offset, stop.offset + 1, "the statement ends here", "")
        else:
            slip = _slip(stop.offset, _word_at(text, stop.offset), _UNEXPECTED, short=True)
    expected = _expected(stop, where.statement.start)
    return Finding("threshold-syntax", slip.message, where.between(slip.start, slip.end), help=slip.help or expected)


def _expected(stop: Stop, start: str) -> str | None:
    accepted = set(stop.accepted)
    accepted -= {unsaid for unsaid, other in _UNSAID if {unsaid, other} <= accepted}
    words = dict(EXPECTED)
    if start == "definition":
        words |= _IN_FORMULA
    else:
        words["NAME"] = _NAMES[start]
    said = list(
        dict.fromkeys(words[name] for name in ("NAME", "FACT", *EXPECTED) if name in accepted and name in words)
    )
    return f"expected {listed(said, 'or')}" if said else None


def _word_at(text: str, offset: int) -> str:
    found = _FOUND.match(text, offset)
    return found.group() if found else text[offset : offset + 1]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else flat[:39] + "…"


def _open_quote(stop: Stop, where: Positions) -> Iterator[_Slip]:
    text = where.statement.text
    if text.startswith('"', stop.offset):
        end = text.find("\n", stop.offset)
        if '"' not in text[stop.offset + 1 :]:
            yield _Slip(
                stop.offset,
                len(text) if end < 0 else end,
                "the quote is not closed",
                'close it with `"`; the further lines of a quote begin with a blank',
            )
    elif text.count('"') % 2 and '"' in text[: stop.offset]:
        last = text.rfind('"', 0, stop.offset)
        yield _Slip(
            last,
            last + 1,
            "a quotation mark is missing or too many",
            "every quote begins and ends with one, on its own",
        )


def _other_quotes(stop: Stop, where: Positions) -> Iterator[_Slip]:
    text = where.statement.text
    if not stop.at_end and text[stop.offset] in _OPENING_QUOTES:
        word = text[stop.offset :].split("\n")[0].rstrip()
        yield _slip(stop.offset, word, _UNCLEAR, 'a quote stands in straight quotation marks: "…"', short=True)


def _wide(stop: Stop, where: Positions) -> Iterator[_Slip]:
    """Signs and digits of a Chinese keyboard, full-width."""
    word = "" if stop.at_end else _word_at(where.statement.text, stop.offset)
    plain = unicodedata.normalize("NFKC", word)
    if any("\uff01" <= sign <= "\uff5e" for sign in word) and plain.isascii():
        yield _slip(stop.offset, word, _UNEXPECTED, f"write plain signs: `{plain}`", short=True)


def _number(stop: Stop, where: Positions) -> Iterator[_Slip]:
    """A decimal comma, marks between thousands, a sign, a point without digits around it."""
    text = where.statement.text
    for found in _NUMBER.finditer(without_quotes(text)):
        if found.start() <= stop.offset <= found.end():
            whole = found.group()
            grouped = re.search(r"[, \u00a0\u202f][0-9]{3}(?![0-9])", whole)
            help = "write nothing between thousands" if grouped else ""
            if "," in whole:
                help = "write a decimal point" + (", and nothing between thousands" if grouped else "")
            yield _slip(found.start(), whole, "is no number", help)
    start = stop.offset
    if text.startswith(".", start):
        start = re.search(r"[0-9]*\Z", text[:start]).start()  # type: ignore[union-attr]
    power = re.search(r"[0-9.]+[eE][0-9]+(?=\s*\Z)", text[:start])
    if power:
        yield _slip(power.start(), power.group(), "is no number", "write the number out")
    odd = re.compile(r"[-−–+]?[0-9]*\.?[0-9]*").match(text, start)
    if odd and re.search(r"[0-9]", odd.group()) and not re.fullmatch(r"[0-9]+(\.[0-9]+)?", odd.group()):
        yield _slip(odd.start(), odd.group(), "is no number", "a number is written like 18 or 0.5, without a sign")


def _comparator(stop: Stop, where: Positions) -> Iterator[_Slip]:
    text = where.statement.text
    if where.statement.start != "threshold" or stop.at_end:
        return
    word = _word_at(text, stop.offset)
    if set(word) <= set("=<>!≥≤≠") and (word[0] in "=!≠" or "NUMBER" in stop.accepted):
        start = len(text[: stop.offset].rstrip("<>≥≤= ")) if text[stop.offset - 1] in "<>≥≤=" else stop.offset
        start += len(text[start : stop.offset]) - len(text[start : stop.offset].lstrip())
        whole = text[start : stop.offset + len(word)]
        if whole not in (">=", "<=", "<", ">", "≥", "≤"):
            yield _slip(start, whole, "is no comparator", "use ≥ ≤ < or >")
    if "COMPARATOR" in stop.accepted:
        before = text[: stop.offset].rstrip()
        for sign, phrases in _COMPARING.items():
            for phrase in phrases:
                if re.search(rf"\b{phrase}\Z", before):
                    yield _slip(len(before) - len(phrase), phrase, _UNCLEAR, f"write `{sign}`")


def _quantity(stop: Stop, where: Positions) -> Iterator[_Slip]:
    found = re.match(r"\S+\s+(within|between)\s+\Z", where.statement.text[: stop.offset])
    if found and where.statement.start == "threshold":
        yield _slip(found.start(1), found.group(1), _UNEXPECTED, f"expected {EXPECTED['WORD']}")


def _list(stop: Stop, where: Positions) -> Iterator[_Slip]:
    """Numbers or grades that are listed, or a span of them, in another way than the language has."""
    text = where.statement.text
    if where.statement.start != "threshold" or stop.at_end:
        return
    if _word_at(text, stop.offset) == "or" and (found := _LISTED.search(text[: stop.offset])):
        yield _slip(stop.offset, "or", _UNEXPECTED, f"write `{found[1]}, {found[2]} or …`")
    if "COMPARATOR" not in stop.accepted:
        return
    if found := _COMMA_ALONE.match(text, stop.offset):
        yield _slip(stop.offset, found[0], _UNCLEAR, f"write `{found[1]} or {found[2]}`, or `between … and …`")
    if (found := _SPAN.search(text[: stop.offset])) and text.startswith('"', stop.offset):
        help = f"write `between {found[2]} and {found[3]}`"
        yield _slip(found.start(1), found[1], _UNCLEAR, help)


def _whichever(stop: Stop, where: Positions) -> Iterator[_Slip]:
    """Two times of which one counts, in the words of protocols."""
    text = where.statement.text
    if "BEFORE" in stop.accepted and not stop.at_end and _word_at(text, stop.offset) == "or":
        which = [one for one in ("longer", "shorter") if one in text[stop.offset :]]
        of = f"`{which[0]} of`" if len(which) == 1 else "`longer of` or `shorter of`"
        yield _slip(
            stop.offset, "or", _UNEXPECTED, f"of two times write {of} before the first, and nothing behind them"
        )


def _once(stop: Stop, where: Positions) -> Iterator[_Slip]:
    """A limit of normal or an earlier value itself, where a multiple of it stands."""
    word = "" if stop.at_end else _word_at(where.statement.text, stop.offset)
    if word in _REFERENCES and "NUMBER" in stop.accepted:
        yield _slip(stop.offset, word, _UNEXPECTED, f"write `1 × {word}`")


def _two_tests(stop: Stop, where: Positions) -> Iterator[_Slip]:
    word = _word_at(where.statement.text, stop.offset)
    if where.statement.start == "threshold" and word in ("and", "or") and "QUOTE" in stop.accepted:
        yield _slip(stop.offset, word, _UNEXPECTED, "write two thresholds, or one `between … and …`")


def _uln(stop: Stop, where: Positions) -> Iterator[_Slip]:
    if "_TIMES" in stop.accepted and "UNIT" in stop.accepted:
        word = _word_at(where.statement.text, stop.offset)
        if word in _REFERENCES:
            yield _slip(stop.offset, word, "is no unit", f"write `× {word}`")


def lower_limit(word: str) -> bool:
    """Whether a lower limit of normal is meant: what is said of it names no other limit."""
    return word.upper().startswith("LL") or word.lower() == "lower"


def _lower_limit(stop: Stop, where: Positions) -> Iterator[_Slip]:
    """A lower limit of normal, spelt otherwise: the upper one is never what was meant."""
    word = "" if stop.at_end else _word_at(where.statement.text, stop.offset)
    if lower_limit(word) and stop.accepted & {"REFERENCE", "UNIT", "_TIMES"}:
        yield _slip(stop.offset, word, _UNCLEAR, LOWER_LIMIT_HELP)


def _bracket(stop: Stop, where: Positions) -> Iterator[_Slip]:
    if where.statement.start == "threshold" and where.statement.text.startswith("[", stop.offset):
        help = "a unit follows its number, without brackets; a definition is written `quantity [unit] = …`"
        yield _slip(stop.offset, "[", _UNEXPECTED, help)


def _name(stop: Stop, where: Positions) -> Iterator[_Slip]:
    """A name that ends too soon, as in `time-since`."""
    first = where.statement.text.split(maxsplit=1)[0]
    if where.statement.start == "threshold" and 0 < stop.offset < len(first) and not set(first) & set('=<>≥≤"[('):
        yield _slip(0, first, "is no name", "a name begins with a small letter and holds small letters, digits and `_`")


def _margin(stop: Stop, where: Positions) -> Iterator[_Slip]:
    statement = where.statement
    first = statement.text.split(maxsplit=1)[0]
    if statement.start == "heading" and stop.accepted == {"$END"} and "\n" in statement.text[: stop.offset]:
        help = "a statement begins in the first column; lines that begin with a blank continue the one above"
        yield _slip(stop.offset, _word_at(statement.text, stop.offset), _UNEXPECTED, help, short=True)
    if statement.start == "threshold" and first in ("criterion", "score", "background", "guardrails"):
        yield _slip(0, first, "stands here a second time", "a file has one heading, in its first line")


def _misspelt(stop: Stop, where: Positions) -> Iterator[_Slip]:
    """A keyword spelt wrongly: where the parser stopped, or taken for a name or unit just before."""
    text = where.statement.text
    known = [word for name, word in _KEYWORDS.items() if name in stop.accepted]
    here = "" if stop.at_end else _word_at(text, stop.offset)
    before = _WORD_BEFORE.search(text[: stop.offset])
    for start, word in ((stop.offset, here), (before.start(1) if before else 0, before.group(1) if before else "")):
        a_name = where.statement.start == "heading" and "_" in word  # Of a threshold: the heading is missing.
        meant = None if a_name else _meant(word, known)
        if meant and word != meant:
            yield _slip(start, word, _UNCLEAR, f"did you mean `{meant}`?", short=True)


def _meant(word: str, known: Collection[str]) -> str | None:
    """The keyword that a word is near to; letters swapped in a short word count as near."""
    if not word or not word[0].isalpha() or word.lower() in _KEYWORDS.values():
        return word.upper() if word.upper() in known and word.upper() != word else None
    swapped = [keyword for keyword in known if sorted(keyword.lower()) == sorted(word.lower())]
    return swapped[0] if swapped else nearest(word, known)


_SLIPS: Final[tuple[Callable[[Stop, Positions], Iterable[_Slip]], ...]] = (
    _margin,
    _open_quote,
    _other_quotes,
    _wide,
    _name,
    _number,
    _quantity,
    _comparator,
    _uln,
    _once,
    _lower_limit,
    _list,
    _whichever,
    _two_tests,
    _bracket,
    _misspelt,
)
