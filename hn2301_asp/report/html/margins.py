"""How close values are to their limits: a row for each value that the verdict rests on."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.explanation.answers.answers import Margin
from hn2301_asp.report.html.limits import words_of
from hn2301_asp.report.html.strips import Strip, strip
from hn2301_asp.report.patient.words import amount
from hn2301_asp.screener import Explained
from hn2301_asp.screening import lets_pass

#: So many rows stand in one column, and so many letters in one line of a row.
FEW, LONG = 4, 27


class LimitView(Struct, frozen=True):
    """What is needed, how far the value is from it, and whether that is close."""

    needs: str
    margin: str
    close: bool


class MarginView(Struct, frozen=True):
    """A value against its limit or its two limits, each with the distance to it."""

    criterion: str
    fact: str
    label: str
    value: str
    limits: tuple[LimitView, ...]
    met: bool
    strip: Strip | None


def margins_of(result: Explained, margins: Sequence[Margin]) -> tuple[MarginView, ...]:
    """The values on their side of the limits; those on the other side stand with the rules that they block."""
    base, groups = result.base, dict[str, list[Margin]]()
    blocked = {n for n, status in result.screening.statuses.items() if not lets_pass(base.kind(n), status)}
    for margin in margins:
        if margin.met or margin.criterion not in blocked:
            groups.setdefault(margin.fact, []).append(margin)
    order = [criterion.id for criterion in base.criteria]
    sorted_groups = sorted(groups.values(), key=lambda group: order.index(group[0].criterion))
    return tuple(_row(result, group) for group in sorted_groups)


def columns(rows: Sequence[MarginView]) -> tuple[tuple[MarginView, ...], ...]:
    """The rows in two columns of about the same height; in one where they are few."""
    if len(rows) <= FEW:
        return (tuple(rows),) if rows else ()
    heights = [2 if len(row.limits) > 1 or len(f"{row.label} {row.value}") > LONG else 1 for row in rows]
    best = min(range(len(rows) + 1), key=lambda cut: (max(sum(heights[:cut]), sum(heights[cut:])), -cut))
    return tuple(rows[:best]), tuple(rows[best:])


def _row(result: Explained, group: list[Margin]) -> MarginView:
    """One value with its limits, the lower one first."""
    group = sorted(group, key=lambda margin: margin.needs[:1] not in "≥>")
    first = group[0]
    needs = " and ".join(margin.needs for margin in group)
    return MarginView(
        criterion=", ".join(dict.fromkeys(margin.criterion for margin in group)),
        fact=first.fact,
        label=first.label,
        value=_value(result, first),
        limits=tuple(LimitView(m.needs, _margin(m), m.borderline is not None) for m in group),
        met=all(margin.met for margin in group),
        strip=strip(result.base, result.screening.patient, first.threshold, needs),
    )


def _margin(margin: Margin) -> str:
    """The distance; where it is nothing, that."""
    return "on the limit" if margin.borderline == "limit" else _short(margin.margin)


def _value(result: Explained, margin: Margin) -> str:
    """The value alone: its date, and what it is in other units, stand with the record."""
    base = result.base
    quantity = base.thresholds.thresholds[margin.threshold].quantity
    if base.thresholds.quantities[quantity].multiple is not None:
        return _short(words_of(base, result.screening.patient, quantity))
    shown = replace(margin.value, date=None)
    return _short(shown.told or amount(base, shown))


def _short(text: str) -> str:
    return text.replace("about ", "≈ ")
