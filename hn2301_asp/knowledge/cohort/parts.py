"""How one field is drawn: its parts, read from YAML in the language that kb/vocabulary/cohort.yaml explains."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from hn2301_asp.knowledge.cohort.amounts import AmountReader, Sort, Subject
from hn2301_asp.knowledge.cohort.fields import quantity_of, whole_of
from hn2301_asp.knowledge.cohort.model import Comparator, Condition, Drawn, Part
from hn2301_asp.knowledge.cohort.written import Doubtful, NoPart, at, days, number, pair, probability, shares
from hn2301_asp.knowledge.vocabulary.model import Doses, Vocabulary
from hn2301_asp.source.diagnostics import did_you_mean, one_of
from hn2301_asp.source.entries import Source
from hn2301_asp.source.numbers import decimals

Path = tuple[str | int, ...]
#: The keys of a part that say how it is drawn, by what is drawn; one of them stands in each.
_HOW: Final[Mapping[Sort, tuple[str, ...]]] = {
    "number": ("normal", "lognormal", "exponential", "choice", "absent"),
    "answer": ("yes", "absent"),
    "word": ("choice", "absent"),
    "date": ("between", "before", "absent"),
}
_ALSO: Final[Mapping[Sort, tuple[str, ...]]] = {
    "number": ("if", "with", "within", "step", "unit", "never", "at_most"),
    "answer": ("if", "with"),
    "word": ("if", "with"),
    "date": ("if", "days"),
}
_COMPARED = re.compile(r"(<=|>=|<|>|=)?\s*(-?[0-9]+(?:\.[0-9]+)?)")
_COMPARATORS: Final[Mapping[str, Comparator]] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "=", "": "="}


class PartReader:
    """Reads fields in their order: what a part asks of others was drawn before."""

    def __init__(
        self, source: Source, vocabulary: Vocabulary, factors: tuple[str, ...], drawn: Mapping[str, Drawn]
    ) -> None:
        self.source, self.vocabulary, self.factors, self.drawn = source, vocabulary, factors, drawn
        #: Fields of which something was reported: what asks for them is not reported too.
        self.refused: set[str] = set()
        self.amounts = AmountReader(vocabulary, drawn)

    def read(self, field: str, entry: Any, path: Path) -> Drawn | None:
        """How a field is drawn; None where something was reported."""
        before = len(self.source.findings)
        subject = self._subject(field)
        listed = isinstance(entry, list)
        entries = entry if listed else [entry]
        parts: list[Part] = []
        for place, one in enumerate(entries):
            inner = (*path, place) if listed else path
            if not isinstance(one, Mapping):
                one = {"yes": one} if subject.sort == "answer" else one
            if not isinstance(one, Mapping):
                self.source.report(f"`{field}` must say how it is drawn: {one_of(_HOW[subject.sort])}", *inner)
                continue
            try:
                parts.append(self._part(one, subject))
            except Doubtful:
                self.refused.add(field)
            except NoPart as problem:
                self.source.report(str(problem), *inner, *problem.path, help=problem.help)
            except (ValueError, KeyError, TypeError) as problem:
                self.source.report(f"`{field}`: {problem}", *inner)
        if len(parts) == len(entries):
            self._order(field, parts, path, listed)
        if len(self.source.findings) > before or field in self.refused:
            self.refused.add(field)
            return None
        places = max((_decimals(part) for part in parts), default=0)
        return Drawn(field, subject.sort, tuple(parts), places, tuple(subject.words))

    def _order(self, field: str, parts: list[Part], path: Path, listed: bool) -> None:
        """The last part is for everybody else, and no other one is."""
        for place, part in enumerate(parts):
            inner = (*path, place) if listed else path
            if part.conditions and place == len(parts) - 1:
                help = "add a last one without `if`; where nothing is recorded it is `{absent: true}`"
                self.source.report(f"nothing says how `{field}` is drawn where no condition holds", *inner, help=help)
            if not part.conditions and place < len(parts) - 1:
                self.source.report(f"parts of `{field}` below one without `if` are never reached", *inner)
        if not parts:
            self.source.report(f"nothing says how `{field}` is drawn", *path)

    def _subject(self, field: str) -> Subject:
        vocabulary = self.vocabulary
        whole, quantity = whole_of(field, vocabulary), quantity_of(field, vocabulary)
        if quantity is not None:
            return Subject(field, "number", quantity, dose=isinstance(whole, Doses))
        if field in vocabulary.choices:
            return Subject(field, "word", words=[*vocabulary.choices[field].values], closed=True)
        if field in vocabulary.record:
            kind = vocabulary.record[field].kind
            return Subject(field, "date") if kind == "date" else Subject(field, "word")
        return Subject(field, "answer")

    def _part(self, entry: Mapping[str, Any], subject: Subject) -> Part:
        how, also = _HOW[subject.sort], _ALSO[subject.sort]
        for key in entry:
            if key not in (*how, *also):
                raise NoPart(f"`{key}` is not known here", key, help=did_you_mean(key, (*how, *also)))
        said = [key for key in how if key in entry]
        if len(said) != 1:
            raise NoPart(f"`{subject.field}` must say how it is drawn: {one_of(how)}")
        key = said[0]
        conditions = at("if", self._conditions, entry.get("if", {}))
        factors = at("with", self._with, entry.get("with", {}))
        if key == "absent":
            if entry["absent"] is not True:
                raise NoPart("`absent` is true where nothing is recorded", key)
            return Part("absent", conditions)
        if subject.sort == "answer":
            return Part("answer", conditions, shares=(at(key, probability, entry[key], "`yes`"),), factors=factors)
        if subject.sort == "word":
            places, likely = at(key, self._words, entry[key], subject)
            return Part("choice", conditions, places, likely, factors=factors)
        if subject.sort == "date":
            return self._date(entry, key, conditions)
        if entry.get("at_most") in self.refused:
            raise Doubtful
        return self.amounts.read(entry, key, conditions, factors, subject)

    def _conditions(self, section: Mapping[str, Any]) -> tuple[Condition, ...]:
        return tuple(self._condition(field, wanted) for field, wanted in section.items())

    def _condition(self, field: str, wanted: Any) -> Condition:
        drawn = self.drawn.get(field)
        if field in self.refused:
            raise Doubtful
        if drawn is None:
            known = field in self.vocabulary.fields()
            message = f"`{field}` is not drawn before this" if known else f"`{field}` is no field of a record"
            raise NoPart(message, field, help=did_you_mean(field, self.drawn))
        if drawn.sort == "answer" and isinstance(wanted, bool):
            return Condition(field, "=", Fraction(int(wanted)))
        if drawn.words:
            if str(wanted) not in drawn.words:
                raise NoPart(f"`{wanted}` is no value of `{field}`", field, help=f"values are {one_of(drawn.words)}")
            return Condition(field, "=", Fraction(drawn.words.index(str(wanted))))
        found = _COMPARED.fullmatch(str(wanted).strip()) if drawn.sort == "number" else None
        if found is None or isinstance(wanted, bool):
            form = {"answer": "yes or no", "number": 'a limit such as `"< 50"`'}.get(drawn.sort, "no day")
            raise NoPart(f"`{wanted}` cannot be asked of `{field}`", field, help=f"a condition on it is {form}")
        return Condition(field, _COMPARATORS[found[1] or ""], Fraction(found[2]))

    def _with(self, section: Mapping[str, Any]) -> tuple[tuple[str, Fraction], ...]:
        found = []
        for factor, value in section.items():
            if factor not in self.factors:
                raise NoPart(f"`{factor}` is none of the `factors`", factor, help=did_you_mean(factor, self.factors))
            found.append((factor, number(value, f"`{factor}`")))
        if sum(part * part for _, part in found) > 1:
            raise NoPart("factors cannot explain more than all: the squares of these numbers add up to more than 1")
        return tuple(found)

    def _words(self, section: Mapping[str, Any], subject: Subject) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
        for word in section:
            if word not in subject.words:
                if subject.closed:
                    raise NoPart(f"`{word}` is no value of it", word, help=f"values are {one_of(subject.words)}")
                subject.words.append(word)
        places = tuple(Fraction(subject.words.index(word)) for word in section)
        return places, shares(section)

    def _date(self, entry: Mapping[str, Any], key: str, conditions: tuple[Condition, ...]) -> Part:
        if key == "between":
            first, last = at(key, days, entry[key])
            return Part("between", conditions, (first, last))
        other = str(entry[key])
        if other in self.refused:
            raise Doubtful
        if other not in self.drawn or self.drawn[other].sort != "date":
            dates = [field for field, drawn in self.drawn.items() if drawn.sort == "date"]
            raise NoPart(f"`{other}` is no date that is drawn before this", key, help=did_you_mean(other, dates))
        low, high = at("days", pair, entry.get("days"), "`days`")
        if not 0 <= low <= high or low.denominator != 1 or high.denominator != 1:
            raise NoPart("`days` are two whole numbers, the smaller one first", "days")
        return Part("before", conditions, (low, high), before=other)


def _decimals(part: Part) -> int:
    """How many decimals the values of a part have."""
    if part.kind == "choice":
        return max((decimals(value) or 0 for value in part.numbers), default=0)
    return decimals(part.step) or 0 if part.kind in ("normal", "lognormal", "exponential") else 0
