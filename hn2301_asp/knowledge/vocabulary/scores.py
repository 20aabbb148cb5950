"""Scores from their YAML files: items with weights, and totals over some of the items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hn2301_asp.knowledge.vocabulary.model import Score, ScoreItem
from hn2301_asp.source.entries import Source, label, labels, optional, text

#: clingo's greatest integer: points beyond it would wrap around.
_LARGEST = 2**31 - 1


def read_score(source: Source) -> Score | None:
    """The score of a file; None where it cannot be read, which is reported."""
    data = source.data()
    source.known_keys(data, ("name", "label", "family", "totals", "items"))
    with source.trying(what="the score cannot be read: "):
        items = _score_items(source, data["items"])
        totals = {total: _members(items, entry["items"]) for total, entry in data.get("totals", {}).items()}
        name, shown, family = (text(data, key) for key in ("name", "label", "family"))
        score = Score(name, shown, family, items, totals, labels=labels(data))
        source.check_name(name, "name")
        for item in items.values():
            for used in (item.name, item.domain, *sorted(item.marks)):
                source.check_name(used, "items", item.name)
        return score
    return None


def _score_items(source: Source, entries: Any) -> dict[str, ScoreItem]:
    def make(name: str, entry: Mapping[str, Any]) -> ScoreItem:
        weight = entry["weight"]
        if not isinstance(weight, int) or isinstance(weight, bool) or not 0 <= weight <= _LARGEST:
            source.report(
                f"`{weight}` is no number of points",
                "items",
                name,
                "weight",
                code="score-weight",
                help="points are whole numbers from 0",
            )
            weight = 0
        return ScoreItem(
            name,
            label(name, entry),
            weight,
            text(entry, "domain"),
            _marks(entry),
            optional(entry, "definition"),
            labels=labels(entry),
        )

    keys = {"label", "weight", "domain", "definition"}
    if isinstance(entries, Mapping):
        keys |= {mark for entry in entries.values() if isinstance(entry, Mapping) for mark in _marks(entry)}
    return source.read("item", entries, keys, make, "items")


def _marks(entry: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(key for key, value in entry.items() if value is True)


def _members(items: Mapping[str, ScoreItem], which: Any) -> tuple[str, ...]:
    """The items of a total: all, or those with and without certain marks."""
    if which == "all":
        return tuple(items)
    marks = {mark for item in items.values() for mark in item.marks}
    for mark, wanted in which.items():
        if mark not in marks or not isinstance(wanted, bool):
            raise ValueError(f"a total's `items` are `all`, or those with a mark: `{mark}` is none")
    return tuple(
        name for name, item in items.items() if all((mark in item.marks) == wanted for mark, wanted in which.items())
    )
