"""Proves again, with fractions alone, what the table of arithmetic says that no numbers show together.

It asks for Python 3.11 alone and knows nothing of the software that found the answer. `python recheck.py FOLDER`
names every entry of arithmetic.json and whether it is proved. A box of ranges is looked at: a formula whose results
on the box all miss the region that is asked for proves that the box holds nothing. Else the box is halved. What is
left after MOST_BOXES, and formulas with logarithms or roots, are not proved here: these entries are trusted.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor
from pathlib import Path
from typing import Any

#: So many boxes of one entry are looked at.
MOST_BOXES = 3_000


class NotHere(Exception):
    """A formula of which no bounds are reckoned here."""


class Range:
    """The numbers between two ends; None is no end, which is always left out."""

    def __init__(self, low: Fraction | None, high: Fraction | None, low_open: bool, high_open: bool) -> None:
        self.low, self.high = low, high
        self.low_open, self.high_open = low_open or low is None, high_open or high is None

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low == self.high

    def meet(self, other: Range) -> Range:
        low, low_open = self.low, self.low_open
        if other.low is not None and (low is None or (other.low, other.low_open) > (low, low_open)):
            low, low_open = other.low, other.low_open
        high, high_open = self.high, self.high_open
        if other.high is not None and (high is None or (other.high, not other.high_open) < (high, not high_open)):
            high, high_open = other.high, other.high_open
        return Range(low, high, low_open, high_open)

    def whole(self) -> Range:
        """From the first whole number inside to the last."""
        low = None if self.low is None else Fraction(floor(self.low) + 1 if self.low_open else ceil(self.low))
        high = None if self.high is None else Fraction(ceil(self.high) - 1 if self.high_open else floor(self.high))
        return Range(low, high, False, False)

    def __str__(self) -> str:
        low, high = ("inf" if end is None else str(end) for end in (self.low, self.high))
        return f"{'(' if self.low_open else '['}{'-' if self.low is None else ''}{low}, {high}" + (
            ")" if self.high_open else "]"
        )


EVERYTHING = Range(None, None, True, True)


def point(number: Fraction) -> Range:
    return Range(number, number, False, False)


def read_range(text: str) -> Range:
    low, high = (part.strip() for part in text[1:-1].split(","))
    ends = [None if end in ("-inf", "inf") else Fraction(end) for end in (low, high)]
    return Range(ends[0], ends[1], text[0] == "(", text[-1] == ")")


# Formulas on a box: ranges in which all results lie ---------------------------------------------------------------


def _sum(one: Range, other: Range) -> Range:
    low = None if one.low is None or other.low is None else one.low + other.low
    high = None if one.high is None or other.high is None else one.high + other.high
    return Range(low, high, one.low_open or other.low_open, one.high_open or other.high_open)


def _minus(one: Range) -> Range:
    low, high = (None if end is None else -end for end in (one.high, one.low))
    return Range(low, high, one.high_open, one.low_open)


def _product(one: Range, other: Range) -> Range:
    corners = []
    for x, x_open in ((one.low, one.low_open), (one.high, one.high_open)):
        for y, y_open in ((other.low, other.low_open), (other.high, other.high_open)):
            if x is None or y is None:
                return EVERYTHING
            corners.append((x * y, x_open or y_open))
    if any(not side.meet(point(Fraction(0))).is_empty for side in (one, other)):
        corners.append((Fraction(0), False))
    low, low_open = min(corners)
    high = max(number for number, _ in corners)
    return Range(low, high, low_open, all(is_open for number, is_open in corners if number == high))


def _inverse(one: Range) -> Range:
    if one.low is None or one.high is None or one.low <= 0 <= one.high:
        return EVERYTHING
    return Range(1 / one.high, 1 / one.low, one.high_open, one.low_open)


def _hull(one: Range, other: Range) -> Range:
    low, low_open = one.low, one.low_open
    if low is not None and (other.low is None or (other.low, other.low_open) < (low, low_open)):
        low, low_open = other.low, other.low_open
    high, high_open = one.high, one.high_open
    if high is not None and (other.high is None or (other.high, not other.high_open) > (high, not high_open)):
        high, high_open = other.high, other.high_open
    return Range(low, high, low_open, high_open)


def results(formula: Any, box: Mapping[str, Range], answers: Mapping[str, bool]) -> Range:
    """A range in which all results of a formula on a box lie; raises NotHere where none is reckoned."""
    if isinstance(formula, str):
        return box[formula]
    if isinstance(formula, dict):
        return point(Fraction(formula["number"]))
    kind, *parts = formula
    if kind == "if":
        return results(parts[1 if answers[parts[0]] else 2], box, answers)
    if kind == "below":
        limit, own = Fraction(parts[1]["number"]), box[parts[0]]
        below = not own.meet(Range(None, limit, True, True)).is_empty
        above = not own.meet(Range(limit, None, False, True)).is_empty
        told = [results(part, box, answers) for part, can in ((parts[2], below), (parts[3], above)) if can]
        return told[0] if len(told) == 1 else _hull(told[0], told[1])
    if kind == "^":
        return _power(results(parts[0], box, answers), parts[1])
    if kind not in ("+", "-", "*", "/", "min", "max"):
        raise NotHere(f"`{kind}`")
    one, other = (results(part, box, answers) for part in parts)
    if kind in ("min", "max"):
        return _least(one, other) if kind == "min" else _minus(_least(_minus(one), _minus(other)))
    if kind in ("+", "-"):
        return _sum(one, other if kind == "+" else _minus(other))
    return _product(one, other if kind == "*" else _inverse(other))


def _power(base: Range, exponent: Any) -> Range:
    number = Fraction(exponent["number"]) if isinstance(exponent, dict) else None
    if number is None or number.denominator != 1 or abs(number) > 8:
        raise NotHere("a root or a power that is no small whole number")
    found = point(Fraction(1))
    for _ in range(abs(int(number))):
        found = _product(found, base)
    return found if number >= 0 else _inverse(found)


def _least(one: Range, other: Range) -> Range:
    """What the lesser of two numbers can be, at most."""
    low = None if one.low is None or other.low is None else min(one.low, other.low)
    highs = [(side.high, not side.high_open) for side in (one, other) if side.high is not None]
    high, closed = min(highs) if highs else (None, False)
    return Range(low, high, False, not closed)


# An entry of the table --------------------------------------------------------------------------------------------


def demands(entry: Mapping[str, Any], answers: Mapping[str, bool]) -> tuple[dict[str, Range], list[tuple[Any, Range]]]:
    """The box of what is measured, and what formulas must give on it."""
    regions = entry["regions"]
    box = {}
    for name, told in entry["box"].items():
        range_ = read_range(told["possible"])
        if name in regions:
            range_ = (
                Range(Fraction(1), Fraction(0), False, False)
                if regions[name] == "never"
                else range_.meet(read_range(regions[name]))
            )
        box[name] = range_.whole() if told["counted"] else range_
    asked: list[tuple[Any, Range]] = []
    for tie in entry["ties"]:
        result = tie["result"]
        if "formula" in tie:
            asked.append((tie["formula"], read_range(regions[result])))
            continue
        measured, exact = tie["at_most"], answers[tie["just_where"]]
        if result in box:
            asked.append((["-", measured, result], Range(Fraction(0), Fraction(0) if exact else None, False, False)))
        if result in regions:
            inside = read_range(regions[result]).meet(read_range(tie["possible"]))
            inside = inside.whole() if tie["counted"] else inside
            bound = inside if exact or inside.is_empty else Range(inside.low, None, inside.low_open, True)
            box[measured] = box[measured].meet(bound)
            if entry["box"][measured]["counted"]:
                box[measured] = box[measured].whole()
    return box, asked


def nothing(entry: Mapping[str, Any], answers: Mapping[str, bool]) -> bool:
    """Whether it is proved that no numbers of the box meet all demands; raises NotHere where that is not reckoned."""
    start, asked = demands(entry, answers)
    if any(range_.is_empty for range_ in start.values()):
        return True
    counted = {name for name, told in entry["box"].items() if told["counted"]}
    waiting = [start]
    for _ in range(MOST_BOXES):
        if not waiting:
            return True
        box = waiting.pop()
        if any(results(formula, box, answers).meet(target).is_empty for formula, target in asked):
            continue
        halves = _halves(box, counted)
        if halves is None:
            return False
        waiting += halves
    return False


def _halves(box: Mapping[str, Range], counted: set[str]) -> list[dict[str, Range]] | None:
    widths = [
        (name not in counted, -(range_.high - range_.low) / (max(abs(range_.low), abs(range_.high)) or 1), name)
        for name, range_ in box.items()
        if not range_.is_point and range_.low is not None and range_.high is not None
    ]
    if not widths:
        return None
    name = min(widths)[2]
    range_ = box[name]
    assert range_.low is not None
    assert range_.high is not None
    middle = (range_.low + range_.high) / 2
    below, above = Range(range_.low, middle, range_.low_open, False), Range(middle, range_.high, True, range_.high_open)
    parts = [below.whole(), above.whole()] if name in counted else [below, above]
    return [{**box, name: part} for part in parts if not part.is_empty]


def proved(entry: Mapping[str, Any]) -> str | None:
    """Why an entry is not proved again here; None where it is: whatever answers the entry leaves open."""
    facts = sorted({fact for tie in entry["ties"] for fact in tie["facts"]} - entry["answers"].keys())
    try:
        for values in product((True, False), repeat=len(facts)):
            if not nothing(entry, {**entry["answers"], **dict(zip(facts, values, strict=True))}):
                return f"not settled within {MOST_BOXES:,} boxes"
    except NotHere as reason:
        return f"its formula has {reason}"
    return None


def strange(entry: Mapping[str, Any], axes: Sequence[Mapping[str, Any]]) -> str | None:
    """Why an entry that is proved is not the one it says it is; None where it is."""
    for axis in axes:
        told = entry["box"].get(axis["quantity"])
        if told is not None and told != {"possible": axis["possible"], "counted": axis["counted"]}:
            return f"of {axis['quantity']} another range is possible in the table"
    if entry["bounds"] != list(bounds(entry)):
        return "its bounds are not those of its formulas on its box"
    return None


def bounds(entry: Mapping[str, Any]) -> Iterator[str]:
    """What each formula gives on the whole box, in words, for whoever reads the table."""
    facts = sorted({fact for tie in entry["ties"] for fact in tie["facts"]})
    for values in product((True, False), repeat=len(facts)):
        answers = dict(zip(facts, values, strict=True))
        if any(answers[fact] != holds for fact, holds in entry["answers"].items() if fact in answers):
            continue
        box, asked = demands(entry, answers)
        where = " and ".join(fact if holds else f"not {fact}" for fact, holds in answers.items())
        on = ", ".join(f"{name} in {range_}" for name, range_ in box.items())
        if any(range_.is_empty for range_ in box.values()):
            yield f"{where}: no numbers at all: {on}" if where else f"no numbers at all: {on}"
            continue
        for formula, target in asked:
            try:
                told = f"in {results(formula, box, answers)}, asked for {target}, on {on}"
            except NotHere as reason:
                told = f"not reckoned here: {reason}"
            yield f"{where}: {told}" if where else told


def main(*folders: str) -> int:
    """Names every entry of each folder; the exit code is 0 where all are proved again, and 1 where some are not."""
    return max(_checked(Path(folder), several=len(folders) > 1) for folder in folders)


def _checked(folder: Path, *, several: bool) -> int:
    table = json.loads((folder / "arithmetic.json").read_text("utf-8"))
    where, left = f"{folder}: " if several else "", 0
    for number, entry in enumerate(table["excluded"], 1):
        reason = proved(entry) or strange(entry, table["axes"])
        left += reason is not None
        told = "proved" if reason is None else f"NOT PROVED HERE: {reason}"
        print(f"{where}{number}: nobody: {entry['words']}: {told}")
    print(f"{where}{len(table['excluded'])} entries, of which {left} are not proved here and are trusted")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["."])))
