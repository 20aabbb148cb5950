"""What a summary says, counted a second time: plain loops over rows, each a verdict with a status of every criterion.

Nothing of the package's counting is used: each number is a sentence of its docstrings, written down again as a question
put to one row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from hn2301_asp.cohort.tally.told import Figures
from hn2301_asp.screening import STATUSES


class Row(NamedTuple):
    """One row: None is a verdict that could not be found; kinds say of each criterion whether it must be met."""

    verdict: str | None
    statuses: tuple[str | None, ...]
    month: str = ""
    site: str = ""


Asked = Callable[[Row], bool]
#: A number that is told, by its name and what it says, with the question that it counts.
Told = tuple[str, Callable[[Figures], int | None], Asked]


class Questions:
    """The questions that rows are asked, for criteria of some kinds."""

    def __init__(self, names: Sequence[str], kinds: Sequence[str]) -> None:
        self.names, self.kinds = names, kinds

    def passes(self, row: Row, at: int) -> bool:
        if row.verdict == "eligible":
            return True
        return row.statuses[at] == "not_applicable" or row.statuses[at] == (
            "met" if self.kinds[at] == "inclusion" else "not_met"
        )

    def blocks(self, row: Row, at: int) -> bool:
        return row.statuses[at] == ("not_met" if self.kinds[at] == "inclusion" else "met")

    def is_open(self, row: Row, at: int) -> bool:
        return row.verdict != "eligible" and row.statuses[at] == "unknown"

    def assessed(self, row: Row) -> bool:
        return row.verdict in ("eligible", "ineligible", "undetermined")

    def exactly(self, row: Row, places: set[int]) -> tuple[bool, bool]:
        """Whether just these criteria rule a row out: for certain, and possibly."""
        every = range(len(self.names))
        if not self.assessed(row):
            return False, False
        sure = all(self.blocks(row, at) if at in places else self.passes(row, at) for at in every)
        may = all(
            (self.blocks(row, at) or self.is_open(row, at)) if at in places else not self.blocks(row, at)
            for at in every
        )
        return sure, may

    def of_verdicts(self) -> Iterator[Told]:
        yield "errors", lambda f: f.errors, lambda r: r.verdict is None
        yield "contradictory", lambda f: f.contradictory, lambda r: r.verdict == "contradictory"
        yield "assessed", lambda f: f.assessed, self.assessed
        yield "eligible", lambda f: f.possible.least, lambda r: r.verdict == "eligible"
        yield "possible", lambda f: f.possible.most, lambda r: r.verdict in ("eligible", "undetermined")
        yield "undetermined", lambda f: f.undetermined, lambda r: r.verdict == "undetermined"
        yield "ineligible", lambda f: f.ineligible, lambda r: r.verdict == "ineligible"
        yield (
            "together",
            lambda f: f.together,
            lambda r: r.verdict == "ineligible" and not any(self.blocks(r, at) for at in range(len(self.names))),
        )

    def of_criteria(self) -> Iterator[Told]:
        for at, name in enumerate(self.names):
            for status in STATUSES:
                yield (
                    f"{name} {status}",
                    lambda f, at=at, status=status: f.criteria[at].statuses[status],  # type: ignore[misc]
                    lambda r, at=at, status=status: self.assessed(r) and r.statuses[at] == status,  # type: ignore[misc]
                )
            numbers: dict[str, Asked] = {
                "passes.least": lambda r, at=at: self.passes(r, at),  # type: ignore[misc]
                "passes.most": lambda r, at=at: not self.blocks(r, at),  # type: ignore[misc]
                "blocks.least": lambda r, at=at: self.blocks(r, at),  # type: ignore[misc]
                "blocks.most": lambda r, at=at: not self.passes(r, at),  # type: ignore[misc]
                "waits": lambda r, at=at: self.is_open(r, at),  # type: ignore[misc]
                "only.least": lambda r, at=at: self.exactly(r, {at})[0],  # type: ignore[misc]
                "only.most": lambda r, at=at: self.exactly(r, {at})[1],  # type: ignore[misc]
                "only_open": lambda r, at=at: self._only_open(r, at),  # type: ignore[misc]
                "excluded.least": lambda r, at=at: self._reached(r, at) and self.blocks(r, at),  # type: ignore[misc]
                "excluded.most": lambda r, at=at: self._reached(r, at) and not self.passes(r, at),  # type: ignore[misc]
                "left.least": lambda r, at=at: all(self.passes(r, n) for n in range(at + 1)),  # type: ignore[misc]
                "left.most": lambda r, at=at: self._reached(r, at + 1),  # type: ignore[misc]
            }
            for path, asked in numbers.items():
                yield f"{name} {path}", _at(at, path), lambda r, asked=asked: self.assessed(r) and asked(r)  # type: ignore[misc]

    def _only_open(self, row: Row, at: int) -> bool:
        return self.is_open(row, at) and all(self.passes(row, n) for n in range(len(self.names)) if n != at)

    def _reached(self, row: Row, at: int) -> bool:
        return not any(self.blocks(row, n) for n in range(at))

    def of_combinations(self, found: Figures) -> Iterator[Told]:
        for number, one in enumerate(found.combinations):
            places = {self.names.index(name) for name in one.criteria}
            for end, side in enumerate(("least", "most")):
                yield (
                    f"{'+'.join(one.criteria)} {side}",
                    lambda f, number=number, side=side: getattr(f.combinations[number].rows, side),  # type: ignore[misc]
                    lambda r, places=places, end=end: self.exactly(r, places)[end],  # type: ignore[misc]
                )

    def of_places(self, found: Figures) -> Iterator[Told]:
        sure: Asked = lambda r: r.verdict == "eligible"  # noqa: E731
        may: Asked = lambda r: r.verdict in ("eligible", "undetermined")  # noqa: E731
        for end, asked in (("least", sure), ("most", may)):
            for number, month in enumerate(found.months):
                yield (
                    f"month {month.name} {end}",
                    lambda f, number=number, end=end: getattr(f.months[number].rows, end),  # type: ignore[misc]
                    lambda r, name=month.name, asked=asked: asked(r) and r.month == name,  # type: ignore[misc]
                )
                if month.until is not None:
                    yield (
                        f"until {month.name} {end}",
                        lambda f, number=number, end=end: getattr(f.months[number].until, end),  # type: ignore[misc]
                        lambda r, name=month.name, asked=asked: asked(r) and "" < r.month <= name,  # type: ignore[misc]
                    )
            for number, site in enumerate(found.sites):
                yield (
                    f"site {site.name} {end}",
                    lambda f, number=number, end=end: getattr(f.sites[number].rows, end),  # type: ignore[misc]
                    lambda r, name=site.name, asked=asked: asked(r) and r.site == name,  # type: ignore[misc]
                )

    def every(self, found: Figures) -> list[Told]:
        return [*self.of_verdicts(), *self.of_criteria(), *self.of_combinations(found), *self.of_places(found)]


def _at(place: int, path: str) -> Callable[[Figures], int | None]:
    """A number of a criterion's figures, by its path."""

    def number(found: Figures) -> int | None:
        told: object = found.criteria[place]
        for name in path.split("."):
            told = getattr(told, name)
        assert told is None or isinstance(told, int)
        return told

    return number
