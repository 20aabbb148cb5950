"""How the words beside a threshold are read: plainly, as grades, or as two times of which one counts.

What changes in words that are read otherwise is found as in plain ones. This module knows no file.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.amendment.writing.edits import Edit
from hn2301_asp.amendment.writing.wording import Problem, reworded, states
from hn2301_asp.knowledge.thresholds.model import Limit
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.source.quoted_forms import QuotedGrades, each_within
from hn2301_asp.source.quoted_units import QuotedUnits


class Reading(Struct, frozen=True):
    """The words beside one threshold: ``grades`` of what it is on, and whether it asks two times at once."""

    units: QuotedUnits
    grades: tuple[str, ...] = ()
    extreme: bool = False

    def states(self, words: str, limit: Limit) -> bool:
        """Whether words state a bound."""
        return states(self._read(words), self._number(limit), self.units) or self._alone(words, limit)

    def reworded(self, words: str, old: Limit, new: Limit, *, unit_changes: bool) -> tuple[Edit, ...] | Problem:
        """The edits that make words which state one bound state another, or why there are none."""
        if not self.grades:
            return reworded(self._read(words), old, new, self.units, unit_changes=unit_changes)
        if self._alone(words, old):
            return self._renamed(words, new)
        found = reworded(self._read(words), self._number(old), self._number(new), self.units, unit_changes=False)
        return found if isinstance(found, str) else tuple(self._named(words, edit) for edit in found)

    def _read(self, words: str) -> str:
        if self.grades:
            return QuotedGrades(self.grades).read(words)
        return each_within(words) if self.extreme else words

    def _number(self, limit: Limit) -> Limit:
        """The bound with the place of its grade."""
        if not self.grades:
            return limit
        place = self.grades.index(limit.number_text)
        return replace(limit, number=Fraction(place), number_text=str(place), unit=None, grade=False)

    def _alone(self, words: str, limit: Limit) -> bool:
        exact = bool(self.grades) and limit.comparator == "="
        return exact and QuotedGrades(self.grades).alone(words) == limit.number_text

    def _renamed(self, words: str, new: Limit) -> tuple[Edit, ...] | Problem:
        """Words that name one grade and compare nothing name another one; how it compares they do not say."""
        named = QuotedGrades(self.grades).named(words)
        if new.comparator != "=":
            return "unsaid"
        if len(named) > 1:
            return "twice"
        [(name, start)] = named
        return (Edit(start, start + len(name), new.number_text),)

    def _named(self, words: str, edit: Edit) -> Edit:
        """An edit of what was read as one of the words: a grade is told by its name."""
        if words[edit.start : edit.end] not in self.grades:
            return edit
        return Edit(edit.start, edit.end, self.grades[int(edit.new)])


def reading_of(threshold: ThresholdSyntax, limits: Sequence[Limit], vocabulary: Vocabulary) -> Reading:
    """How the words beside a threshold are read, with the limits that it has or is to have."""
    asked = vocabulary.asked(threshold.asked)
    graded = asked is not None and all(limit.number_text in asked.grades for limit in (*threshold.limits, *limits))
    grades = asked.grades if asked is not None and graded else ()
    return Reading(vocabulary.quoted_units, grades, bool(threshold.extreme))
