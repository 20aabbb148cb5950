"""A record as a set of facts: each field read once, what is absent left open.

Knows the spelling of records and the calendar; knows no criterion.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from .values import QUANTITIES, Domain, read_quantity
from .vocabulary import ALIASES, CLOSABLE, DATES, FAMILIES, TEXTS, YES_NO

EITHER = (False, True)
_WORDS = {"yes": True, "true": True, "no": False, "false": False}
_FIELDS = frozenset((*QUANTITIES, *DATES, *YES_NO, *TEXTS)) - {"dose"}


class Facts:
    """A patient's record, asked fact by fact; an unknown fact answers with everything it may be."""

    def __init__(self, record: Mapping[str, object]) -> None:
        self._given: dict[str, object] = {}
        self._closed: set[str] = set()
        for field, value in record.items():
            self._add(field.replace("__", "."), value)
        for family, member in self._family_members():
            if family in self._closed:
                self._given.setdefault(f"{family}.{member}", False)

    def _family_members(self) -> Iterator[tuple[str, str]]:
        return ((family, member) for family in CLOSABLE for member in FAMILIES[family])

    def _add(self, field: str, value: object) -> None:
        """Keep one field; nested families are dotted ones, a list says that exactly these hold."""
        if value is None or value == "":
            return
        if field in FAMILIES and isinstance(value, Mapping):
            for member, content in value.items():
                self._add(f"{field}.{member}", content)
        elif field in CLOSABLE and isinstance(value, list | tuple):
            self._closed.add(field)
            for member in dict.fromkeys(value):
                self._add(f"{field}.{member}", True)
        else:
            name = _known_name(field)
            if self._given.get(name, value) != value:
                raise ValueError(f"{field} is given twice")
            self._given[name] = value

    def has(self, field: str) -> bool:
        """Whether the record says anything of this field."""
        return field in self._given

    def closed(self, family: str) -> bool:
        """Whether the family was given as a list, so that what it does not name is no."""
        return family in self._closed

    def value(self, field: str) -> object:
        """The field as it was given, or None."""
        return self._given.get(field)

    def yes_no(self, field: str) -> tuple[bool, ...]:
        """The truth values that a yes/no fact may have."""
        given = self._given.get(field)
        if given is None:
            return EITHER
        known = given if isinstance(given, bool) else _WORDS.get(str(given).strip().lower())
        if known is None:
            raise ValueError(f"{field}: {given!r} is neither yes nor no")
        return (known,)

    def members(self, family: str) -> tuple[set[str], set[str]]:
        """The family's members that certainly hold, and those that are unknown."""
        answers = {member: self.yes_no(f"{family}.{member}") for member in FAMILIES[family]}
        certain = {member for member, answer in answers.items() if answer == (True,)}
        return certain, {member for member, answer in answers.items() if answer == EITHER}

    def given(self, name: str) -> Domain | None:
        """The quantity as given (a point, or an interval where it is censored), or None."""
        return read_quantity(name, self._given[name]) if name in self._given else None

    def quantity(self, name: str) -> Domain:
        """The values that a quantity may have."""
        return self.given(name) or QUANTITIES[name].anything

    def dose(self, drug: str) -> Fraction | None:
        """The daily dose of one corticosteroid in mg of itself, or None."""
        field = f"dose.{drug}"
        if field not in self._given:
            return None
        low, *others = read_quantity("dose", self._given[field]).ends
        if others:
            raise ValueError(f"{field}: a dose is not a censored value")
        return low

    def dates(self, field: str) -> tuple[date, date] | None:
        """The date in the field and the screening date; None unless both are known."""
        then, screening = self._date(field), self._date("screening_date")
        if then is None or screening is None:
            return None
        if then > screening:
            raise ValueError(f"{field} is after the screening date")
        return then, screening

    def _date(self, field: str) -> date | None:
        given = self._given.get(field)
        if given is None or isinstance(given, date):
            return given
        return date.fromisoformat(str(given))


def _known_name(field: str) -> str:
    family, dot, member = field.partition(".")
    member = ALIASES.get(member, member)
    if field in _FIELDS or (dot and member in FAMILIES.get(family, ())):
        return f"{family}{dot}{member}"
    raise ValueError(f"unknown field {field}")


def months_later(day: date, months: int) -> date:
    """The same day of the month so many calendar months later, clamped to that month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def completed_years(birth: date, at: date) -> int:
    """Age in completed years; a birthday on 29 February is on the 28th in common years."""
    years = at.year - birth.year
    return years if months_later(birth, 12 * years) <= at else years - 1
