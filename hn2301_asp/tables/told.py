"""What is wrong with a table's rows: the first findings of each file in full, of the others how many of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from hn2301_asp.source.diagnostics import Finding
from hn2301_asp.source.limits import MAX_ERRORS_SHOWN
from hn2301_asp.source.lists import listed

#: So many different faults of a header are told once only.
_MOST_SAID = 10_000
#: What is wrong with a header is the same in every row.
_OF_HEADER = ("unknown-field", "field")


class Told:
    """The findings of one file's rows, in their order; ``each`` is given every one of them."""

    def __init__(self, each: Callable[[Finding], object] | None = None) -> None:
        self.shown: list[Finding] = []
        #: The same with what is wrong with a header again in every row.
        self.every: list[Finding] = []
        self.more: Counter[str] = Counter()
        #: Further rows that were not looked at one by one.
        self.unseen = 0
        self._said: set[tuple[str, str | None]] = set()
        self._each = each

    def add(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if len(self.every) <= MAX_ERRORS_SHOWN:
                self.every.append(finding)
            if finding.code in _OF_HEADER:
                key = (finding.message, finding.place.field)
                if key in self._said:
                    continue
                if len(self._said) < _MOST_SAID:
                    self._said.add(key)
            if self._each is not None:
                self._each(finding)
            if len(self.shown) < MAX_ERRORS_SHOWN:
                self.shown.append(finding)
            else:
                self.more[finding.code] += 1


def rest(told: Iterable[tuple[str, Told]]) -> Iterator[str]:
    """A line for each file that has more findings than are shown: how many, and of which kinds."""
    for file, one in told:
        if one.more:
            kinds = listed([f"{number:,} of {code}" for code, number in sorted(one.more.items())])
            yield f"and {one.more.total():,} more in {file}: {kinds}"
        if one.unseen:
            yield f"and {one.unseen:,} more rows in {file} that are not understood"
