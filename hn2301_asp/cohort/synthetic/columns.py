"""Synthetic patients as the columns of a form: of each thing the form has one way of saying, and only that is filled.

A number goes before the date from which it is counted, items before the list that they make, and the items of a
classification before its result, so that no record says one thing twice with different words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal

import numpy as np
from msgspec import Struct

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.synthetic.drawing import Values, draw_fields
from hn2301_asp.cohort.synthetic.following import missing, with_sums
from hn2301_asp.cohort.synthetic.streams import Whole, uniform
from hn2301_asp.forms.columns import Column as FormColumn
from hn2301_asp.knowledge.cohort.fields import quantity_of
from hn2301_asp.knowledge.cohort.model import CohortModel
from hn2301_asp.knowledge.vocabulary.model import PATIENT_ID, SCREENING_DATE, Family, Quantity, Vocabulary
from hn2301_asp.source.numbers import decimals, fixed

Sort = Literal["number", "answer", "word", "date", "list", "id", "nothing"]
#: So many decimals has a number in another unit than its own, where it has more than that.
_ROUNDED: Final = 4
#: Numbers further apart are not all written down.
_APART: Final = 100_000
#: Within a unit of time, the day on which something began is any: the least number of days of each.
_LEAST: Final = {"week": 7, "month": 28, "year": 365}


class Column(Struct, frozen=True):
    """A column of a synthetic table.

    ``numbers`` are whole numbers and ``known`` says of whom they are recorded: ``meaning`` has a text for each number
    from ``first`` on (of a list one for each item, whose flags are the rows of ``numbers``). ``sort`` says what they
    are: numbers (``whole`` ones, if all that can be drawn are), answers 1 or 0, words, days since 1970. ``of_kind``
    is the form's kind of a column that is empty, and `text` where numbers stand among words.
    """

    header: str
    field: str
    sort: Sort
    numbers: np.ndarray
    known: Flags
    meaning: Sequence[str] = ()
    first: int = 0
    of_kind: str = ""
    whole: bool = False

    @property
    def rows(self) -> int:
        return len(self.known)


class Cohort(Struct, frozen=True):
    """Synthetic patients, column by column."""

    columns: tuple[Column, ...]
    rows: int

    def __repr__(self) -> str:
        return f"<Cohort of {self.rows} synthetic patients>"


def draw(model: CohortModel, vocabulary: Vocabulary, form: Sequence[FormColumn], count: int, seed: int) -> Cohort:
    """So many synthetic patients in the columns of a form; what is not declared stays empty."""
    if count < 0 or seed < 0:
        raise ValueError("the number of patients and the seed are 0 or more")
    drawn = with_sums(draw_fields(model, vocabulary, count, seed), model, vocabulary, count)
    maker = _Columns(vocabulary, drawn, missing(model, vocabulary, count, seed), form, count, seed)
    maker.words = {name: drawn.words for name, drawn in model.drawn.items()}
    return Cohort(tuple(maker.column(column) for column in form), count)


class _Columns:
    def __init__(
        self,
        vocabulary: Vocabulary,
        drawn: Mapping[str, Values],
        lacking: Mapping[str, Flags],
        form: Sequence[FormColumn],
        count: int,
        seed: int,
    ) -> None:
        self.vocabulary, self.drawn, self.lacking, self.count, self.seed = vocabulary, drawn, lacking, count, seed
        self.fields = frozenset(column.entry.field for column in form)
        self.words: Mapping[str, Sequence[str]] = {}
        self.counted = {q.since: q for q in vocabulary.quantities.values() if q.since and q.to == SCREENING_DATE}
        self.asked = {q.ever: q for q in vocabulary.quantities.values() if q.ever}

    def column(self, form: FormColumn) -> Column:
        field = form.entry.field
        if field == PATIENT_ID:
            return Column(form.header, field, "id", np.arange(1, self.count + 1), np.ones(self.count, dtype=bool))
        found = self._list(form) if field in self.vocabulary.families else None
        if found is None and field in self.drawn:
            found = self._drawn(form, self.drawn[field])
        if found is None and field in self.asked and self.asked[field].name in self.drawn:
            found = self._ever(form, self.asked[field])
        if found is None and field in self.counted and self.counted[field].name in self.drawn:
            found = self._date(form, self.counted[field])
        return found or self._nothing(form)

    def _nothing(self, form: FormColumn) -> Column:
        zero = np.zeros(self.count, dtype=np.int8)
        return Column(form.header, form.entry.field, "nothing", zero, zero == 1, of_kind=form.entry.kind)

    def _present(self, field: str, known: Flags) -> Flags:
        """Of whom a field is recorded, by its own name and that of the whole to which it belongs."""
        for name in {field, field.partition(".")[0]}:
            if name in self.lacking:
                known = known & ~self.lacking[name]
        return known

    def _drawn(self, form: FormColumn, values: Values) -> Column | None:
        field, vocabulary = form.entry.field, self.vocabulary
        known = self._present(field, values.known)
        if (quantity := quantity_of(field, vocabulary)) is not None:
            return self._number(form, quantity, values, known)
        if form.entry.kind == "date":
            return Column(form.header, field, "date", values.numbers, known)
        if words := self.words.get(field):
            return Column(form.header, field, "word", values.numbers, known, words)
        fact = vocabulary.facts.get(field)
        if fact is not None and fact.score is not None and self._told_by_items(fact.score):
            return None
        return Column(form.header, field, "answer", values.numbers, known, ("no", "yes"))

    def _told_by_items(self, score: str) -> bool:
        """Whether the form has columns for the items of which a classification is made, and they are drawn."""
        families = [family for family in self.vocabulary.families.values() if family.score == score]
        return any(self._items(family) & self.drawn.keys() for family in families)

    def _items(self, family: Family) -> frozenset[str]:
        """The columns of a family's items that the form has."""
        return self.fields & {f"{family.name}.{item}" for item in family.items}

    def _number(self, form: FormColumn, quantity: Quantity, values: Values, known: Flags) -> Column:
        meaning, first, numbers = _texts(quantity, form.unit, values, known, self.vocabulary)
        if values.never is not None:
            if quantity.ever in self.fields:
                known = known & ~values.never
            else:
                numbers = np.where(values.never, first + len(meaning), numbers)
                meaning = [*meaning, "never"]
        kind = "text" if "never" in meaning or quantity.grades else ""
        own = form.unit is None or self.vocabulary.unit(form.unit) == quantity.unit
        whole = own and not values.decimals
        return Column(form.header, form.entry.field, "number", numbers, known, meaning, first, kind, whole)

    def _ever(self, form: FormColumn, quantity: Quantity) -> Column:
        values = self.drawn[quantity.name]
        ever = np.ones(self.count, dtype=np.int8) if values.never is None else (~values.never).astype(np.int8)
        known = self._present(quantity.name, values.known)
        return Column(form.header, form.entry.field, "answer", ever, known, ("no", "yes"))

    def _date(self, form: FormColumn, quantity: Quantity) -> Column | None:
        """The day on which a time began, where the form asks for it and not for the time."""
        if quantity.name in self.fields or SCREENING_DATE not in self.drawn or quantity.calendar in (None, "hour"):
            return None
        values, screening = self.drawn[quantity.name], self.drawn[SCREENING_DATE]
        known = self._present(quantity.name, values.known) & self._present(SCREENING_DATE, screening.known)
        if values.never is not None:
            known = known & ~values.never
        whole = values.numbers // 10**values.decimals
        least = _LEAST.get(quantity.calendar, 1)
        later = (uniform(self.seed, f"day {quantity.name}", self.count).astype(np.int64) * least) >> 16
        days = _back(screening.numbers, whole, quantity.calendar) - later
        return Column(form.header, form.entry.field, "date", days.astype(np.int32), known)

    def _list(self, form: FormColumn) -> Column | None:
        """The items that hold, where the form has no column for any of them; where one is missing, so is the list."""
        family = self.vocabulary.families[form.entry.field]
        items = [item for item in family.items if f"{family.name}.{item}" in self.drawn]
        if not items or self._items(family):
            return None
        known = np.ones(self.count, dtype=bool)
        for item in items:
            known &= self._present(f"{family.name}.{item}", self.drawn[f"{family.name}.{item}"].known)
        flags = np.array([self.drawn[f"{family.name}.{item}"].numbers == 1 for item in items])
        return Column(form.header, family.name, "list", flags, known, items)


def _texts(
    quantity: Quantity, unit: str | None, values: Values, known: Flags, vocabulary: Vocabulary
) -> tuple[list[str], int, Whole]:
    """What the numbers of a column are written as, in the unit of its header; the first of them, and where each stands.

    Where they lie far apart, only those are written that are there.
    """
    counts = known if values.never is None else known & ~values.never
    if not counts.any():
        return [], 0, values.numbers
    there = values.numbers[counts]
    first, last = int(there.min()), int(there.max())
    if quantity.grades:
        return list(quantity.grades[first : last + 1]), first, values.numbers
    wanted = (vocabulary.unit(unit) if unit else None) or quantity.unit
    scale = 10**values.decimals
    if last - first <= _APART:
        written = [_written(Fraction(one, scale), quantity, wanted) for one in range(first, last + 1)]
        return written, first, values.numbers
    single, places = np.unique(values.numbers, return_inverse=True)
    return [_written(Fraction(one, scale), quantity, wanted) for one in single.tolist()], 0, places.reshape(-1)


def _written(number: Fraction, quantity: Quantity, unit: str) -> str:
    given = number if unit == quantity.unit else quantity.given(number, unit)
    places = decimals(given)
    return fixed(given, _ROUNDED if places is None else min(places, _ROUNDED))


def _back(days: np.ndarray, count: np.ndarray, unit: str | None) -> np.ndarray:
    """The day so long before each day; where its month is shorter, the last of it."""
    if unit in ("day", "week"):
        return days - count.astype(np.int64) * (7 if unit == "week" else 1)
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    inside = (dates - months).astype(np.int64)
    earlier = months - (count.astype(np.int64) * (12 if unit == "year" else 1)).astype("timedelta64[M]")
    length = ((earlier + 1).astype("datetime64[D]") - earlier.astype("datetime64[D]")).astype(np.int64)
    back: np.ndarray = earlier.astype("datetime64[D]").astype(np.int64) + np.minimum(inside, length - 1)
    return back
