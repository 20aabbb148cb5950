"""Inputs of the joint program in the words of the vocabulary and of the thresholds' authors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from hn2301_asp.comparison.search import Search
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.model import OPPOSITE, SHOWN
from hn2301_asp.knowledge.vocabulary.model import Family, Vocabulary
from hn2301_asp.patient.ranges import in_words, joined, limit_in_words
from hn2301_asp.source.lists import listed
from hn2301_asp.source.numbers import MOST_DECIMALS, decimals, fixed, format_number, grade, named, with_unit

#: Items that are named one by one where a patient does not have them.
MOST_ITEMS = 3
#: So many are named where no class says them; of more only the first few.
_MOST_NAMES, _FEW_NAMES = 12, 6


def range_in_words(search: Search, name: str, indices: Iterable[int]) -> str:
    """A range of a quantity: `ALC 0.80–0.99 ×10^9/L`, `creatinine clearance < 60 mL/min`."""
    quantity, label = search.quantities[name], label_of(search, name)
    wanted = joined(search.space.axes[name].regions, list(indices))
    if wanted.interval is None:
        return f"{label} never"
    if wanted.interval.is_point and wanted.interval.low is not None and not wanted.never:
        return f"{label} exactly {limit_in_words(search.joined.base, name, wanted.interval.low)}"
    follows = name in search.joined.base.thresholds.derived
    inside = wanted.interval.intersect(Interval(*quantity.possible)).within(quantity.step)
    low, high = inside.low, inside.high
    bounded = wanted.interval.low is not None and wanted.interval.high is not None and not inside.is_empty
    if follows or not bounded or low is None or high is None or low == quantity.possible[0] or wanted.never:
        # Any number, where there may be none: of an item that does not hold, of what never was.
        return f"{label} {in_words(search.joined.base, name, wanted) or '(whatever it is)'}"
    return f"{label} {_span(low, high, quantity.step, quantity.unit)}"


def _span(low: Fraction, high: Fraction, step: Fraction, unit: str) -> str:
    """Two recordable numbers with as many decimals as the step has."""
    if grade(low, unit) is not None and low != high:
        return f"{named(low, unit)}–{named(high, unit)}"
    places = decimals(step)
    places = MOST_DECIMALS if places is None else min(places, MOST_DECIMALS)
    if low == high:
        return with_unit(low, unit)
    number, behind = format_number(high), with_unit(high, unit)
    to = "–" if low >= 0 else " to "
    return f"{_fixed(low, places)}{to}{_fixed(high, places)}{behind.removeprefix(number)}"


def _fixed(number: Fraction, places: int) -> str:
    return fixed(number, places) if (number * 10**places).denominator == 1 else format_number(number)


def answers_in_words(search: Search, literals: Sequence[int]) -> list[str]:
    """Yes/no facts, choices and items, as a patient shows them; many items of one list in a few words."""
    names = {atom: name for name, atom in search.joined.circuit.inputs.items()}
    vocabulary = search.vocabulary
    found = []
    lists: dict[str, list[int]] = {}
    for literal in literals:
        name, holds = names[abs(literal)], literal > 0
        family, bracket, item = name.partition("(")
        item = item.removesuffix(")")
        if not bracket:
            found.append(vocabulary.label(name) if holds else f"{vocabulary.label(name)}: no")
        elif family in vocabulary.choices:
            choice = vocabulary.choices[family]
            found.append(f"{choice.label} {'' if holds else 'not '}{choice.told(item)}")
        else:
            lists.setdefault(family, []).append(literal)
    for family, its in lists.items():
        labels = {lit: vocabulary.families[family].items[names[abs(lit)].partition("(")[2][:-1]].label for lit in its}
        shown = [labels[literal] for literal in its if literal > 0]
        absent = [labels[literal] for literal in its if literal < 0]
        behind = vocabulary.families[family].item_label
        found += [f"{label} ({behind})" for label in shown]
        if len(absent) <= MOST_ITEMS:
            found += [f"not {label} ({behind})" for label in absent]
        else:
            gone = [names[-literal].partition("(")[2][:-1] for literal in its if literal < 0]
            found += [f"{told} ({behind})" for told in _none_of(vocabulary, vocabulary.families[family], gone)]
    return found


def _none_of(vocabulary: Vocabulary, family: Family, absent: Sequence[str]) -> Iterator[str]:
    """Many items that somebody does not show: by the classes of their list, and the rest by name.

    Of a class that all but a few of are absent, those few are named.
    """
    classes: dict[str, list[str]] = {}
    for item in family.items if family.score is None else ():
        classes.setdefault(vocabulary.drugs[item].drug_class, []).append(item)
    left = list(absent)
    whole: list[str] = []
    for called, items in classes.items():
        gone = [item for item in items if item in left]
        but = [family.items[item].label for item in items if item not in left]
        if len(gone) > 1 and len(but) <= min(MOST_ITEMS, len(gone) - 1):
            left = [item for item in left if item not in gone]
            if but:
                yield f"none of the class {called} but {listed(but)}"
            else:
                whole.append(called)
    if whole:
        yield f"none of the class{'es' if len(whole) > 1 else ''} {listed(whole, 'or')}"
    labels = [family.items[item].label for item in left]
    if len(labels) > _MOST_NAMES:
        labels = [*labels[:_FEW_NAMES], f"{len(labels) - _FEW_NAMES} others of {len(family.items)} {family.label}"]
    if labels:
        yield f"not {listed(labels, 'or')}"


def test_in_words(search: Search, name: str, *, holds: bool) -> str:
    """A threshold as its author wrote it, or its contrary: `activity > 0 points`, `… ≤ 0 points`."""
    threshold = search.joined.base.thresholds.thresholds[name]
    label, shown = label_of(search, threshold.quantity), threshold.shown
    if holds:
        return f"{label} {shown}"
    comparator = threshold.limits[0].comparator
    plain = len(threshold.limits) == 1 and not search.quantities[threshold.quantity].never
    if plain and shown.startswith(SHOWN[comparator]):
        return f"{label} {OPPOSITE[comparator]}{shown[1:]}"
    return f"not {label} {shown}"


def label_of(search: Search, quantity: str) -> str:
    """What a quantity is called before a limit; one in multiples of another one says so itself."""
    ratio = search.quantities[quantity].multiple
    return search.quantities[quantity if ratio is None else ratio.measured].label
