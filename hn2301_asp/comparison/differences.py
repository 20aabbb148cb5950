"""How two versions of a protocol differ in what they ask, item by item.

An item is a threshold, a formula, a written rule, the reading of a phrase, a criterion, or the
vocabulary as a whole. Words that change no answer (quotes, notes, labels) are no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.comparison.reading_changes import read_differently
from hn2301_asp.comparison.vocabulary_changes import changed_entries
from hn2301_asp.knowledge.model import Criterion, KnowledgeBase, Reading
from hn2301_asp.knowledge.rules import Rule, numbered
from hn2301_asp.knowledge.thresholds.model import Derived, Threshold
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.source.diagnostics import Place

_T = TypeVar("_T")

ItemKind = Literal["threshold", "formula", "rule", "reading", "criterion", "vocabulary"]


class Version(Struct, frozen=True):
    """An item as one of the versions has it: in words, with its place and the words it encodes."""

    text: str
    place: Place
    quotes: tuple[str, ...] = ()


class Difference(Struct, frozen=True):
    """An item on which the versions differ; None where a version does not have it.

    ``value_there`` and ``value_here`` are the item itself, for the versions between the two. Of the
    vocabulary ``entries`` names what differs in it, and ``change`` says how.
    """

    kind: ItemKind
    name: str
    there: Version | None
    here: Version | None
    value_there: Any = None
    value_here: Any = None
    entries: tuple[str, ...] = ()
    change: str | None = None


def differences(
    there: KnowledgeBase, here: KnowledgeBase, readings_there: Mapping[str, str], readings_here: Mapping[str, str]
) -> tuple[Difference, ...]:
    """Every item on which two versions differ, under the readings in force in each."""
    if there.digest == here.digest and readings_there == readings_here:
        return ()
    return (
        *_criteria(there, here),
        *_thresholds(there, here),
        *_formulas(there, here),
        *_rules(there.rules, here.rules),
        *_readings(there, here, readings_there, readings_here),
        *_vocabulary(there.vocabulary, here.vocabulary),
    )


def _criteria(there: KnowledgeBase, here: KnowledgeBase) -> Iterator[Difference]:
    for name, one, other in _pairs(*({c.id: c for c in base.criteria} for base in (there, here))):
        if one is None or other is None or one.kind != other.kind:
            yield Difference("criterion", name, _criterion(one), _criterion(other), one, other)


def _criterion(criterion: Criterion | None) -> Version | None:
    if criterion is None:
        return None
    return Version(f"{criterion.kind}: {criterion.title}", Place("protocol.yaml"), (criterion.text,))


def _thresholds(there: KnowledgeBase, here: KnowledgeBase) -> Iterator[Difference]:
    for name, one, other in _pairs(there.thresholds.thresholds, here.thresholds.thresholds):
        if one is None or other is None or (one.quantity, one.test) != (other.quantity, other.test):
            # What is said of `never`, or the quantity, is told only where it is what differs.
            full = one is not None and other is not None and one.shown == other.shown
            versions = _threshold(there, one, full), _threshold(here, other, full)
            yield Difference("threshold", name, versions[0], versions[1], one, other)


def _threshold(base: KnowledgeBase, threshold: Threshold | None, full: bool) -> Version | None:
    if threshold is None:
        return None
    quantity = base.thresholds.quantities[threshold.quantity]
    text = f"{quantity.label} {threshold.shown}" if full else threshold.shown
    if full and quantity.never:
        text += f", {'yes' if threshold.test.never else 'no'} if never"
    return Version(text, bounds_place(threshold), tuple(r.text for r in threshold.reasons if r.kind != "because"))


def bounds_place(threshold: Threshold) -> Place:
    """Where a threshold's bounds stand: what a change of it changes."""
    first, last = threshold.limits[0].place, threshold.limits[-1]
    end = (last.unit_place or last.place).end_column
    return replace(first, end_column=end) if first.line == last.place.line else first


def _formulas(there: KnowledgeBase, here: KnowledgeBase) -> Iterator[Difference]:
    formulas = ({n: d for n, d in base.thresholds.derived.items() if not d.ratio} for base in (there, here))
    for name, one, other in _pairs(*formulas):
        if one is None or other is None or one.formula != other.formula:
            label = (here if other else there).thresholds.quantities[name].label
            yield Difference("formula", label, _formula(one), _formula(other), one, other)


def _formula(derived: Derived | None) -> Version | None:
    if derived is None:
        return None
    place = derived.place or Place()
    written = (place.text or "").partition("=")[2].partition('"')[0].strip()
    return Version(written or derived.source, place)


def _rules(theirs: tuple[Rule, ...], ours: tuple[Rule, ...]) -> Iterator[Difference]:
    """Rules that only one version has; a rule of one head that took another's place is one item."""
    gone, come = _only(theirs, ours), _only(ours, theirs)
    pairs: list[tuple[Rule | None, Rule | None]] = []
    for rule in gone:
        successor = next((other for other in come if _family(other) == _family(rule)), None)
        if successor is not None:
            come.remove(successor)
        pairs.append((rule, successor))
    pairs += [(None, rule) for rule in come]
    for one, other in pairs:
        name = next(rule.head_text for rule in (other, one) if rule is not None)
        yield Difference("rule", name or "constraint", _rule(one), _rule(other), one, other)


def _only(rules: tuple[Rule, ...], others: tuple[Rule, ...]) -> list[Rule]:
    """The rules that the other version does not have, however they are laid out."""
    known = {meaning(rule) for rule in others}
    return [rule for rule in rules if meaning(rule) not in known]


def meaning(rule: Rule) -> str:
    """What a rule says, whatever its number."""
    return numbered(rule, 0).program


def _family(rule: Rule) -> tuple[object, ...]:
    """Rules that may take each other's place: of one head; constraints of the same words' kind."""
    return (rule.head_text,) if rule.head else (rule.head, tuple(sorted(use.signature for use in rule.uses)))


def _rule(rule: Rule | None) -> Version | None:
    return None if rule is None else Version(rule.source, rule.place, rule.quotes)


def _readings(
    there: KnowledgeBase, here: KnowledgeBase, readings_there: Mapping[str, str], readings_here: Mapping[str, str]
) -> Iterator[Difference]:
    for name, one, other in _pairs(there.readings, here.readings):
        chosen = readings_there.get(name), readings_here.get(name)
        if one is None or other is None or chosen[0] != chosen[1] or set(one.values) != set(other.values):
            versions = _reading(one, chosen[0]), _reading(other, chosen[1])
            yield Difference("reading", name, versions[0], versions[1], (one, chosen[0]), (other, chosen[1]))


def _reading(reading: Reading | None, value: str | None) -> Version | None:
    if reading is None or value is None:
        return None
    return Version(f"{value} ({reading.values[value]})", Place("readings.yaml"), (reading.phrase,))


def _vocabulary(there: Vocabulary, here: Vocabulary) -> Iterator[Difference]:
    """The vocabulary as one item: a record is read under it as a whole."""
    entries = changed_entries(there, here)
    if entries:
        before = "; ".join(f"{e.name}: {', '.join(e.there)}" for e in entries if e.there)
        after = "; ".join(f"{e.name}: {', '.join(e.here)}" for e in entries if e.here)
        versions = Version(before, Place()), Version(after, Place())
        names = tuple(entry.name for entry in entries)
        change = "; ".join(entry.change for entry in entries)
        yield Difference("vocabulary", "vocabulary", versions[0], versions[1], there, here, names, change)


def read_otherwise(items: Iterable[Difference]) -> list[str]:
    """What of a record is read otherwise: entries of the vocabulary by their labels, words in backticks."""
    found = [read_differently(i.value_there, i.value_here) for i in items if i.kind == "vocabulary"]
    return list(dict.fromkeys(told for each in found for told in each))


def _pairs(theirs: Mapping[str, _T], ours: Mapping[str, _T]) -> Iterator[tuple[str, _T | None, _T | None]]:
    """The entries of both by their names, in the order of the first; None where a version has none."""
    return ((name, theirs.get(name), ours.get(name)) for name in dict.fromkeys([*theirs, *ours]))
