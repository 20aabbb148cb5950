"""Which criterion costs how many: alone, in order, as the only obstacle; and which of them go together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hn2301_asp.cohort.tally.told import Combination, Figures, Range
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.report.cohort import svg
from hn2301_asp.report.cohort.words import span, who

_BAR, _ROW, _BETWEEN = 10, 17, 12
#: From one column of dots to the next, and how long a name over one may be.
_COLUMN, _NAME = 17, 92
#: So many pixels are left for bars at least.
_LEAST_BARS = 90


def costs(found: Figures, base: KnowledgeBase, width: int) -> svg.Picture:
    """A bar for each criterion and way of counting: full as far as it is certain, dashed as far as it is possible."""
    titles = {one.id: one.title for one in base.criteria}
    kinds = ("alone", "in order", "only obstacle")
    told = [(one.id, (one.blocks, one.excluded, one.only)) for one in found.criteria]
    most = _most(bars for _, several in told for bars in several)
    numbers = max(svg.width_of(span(one)) for _, several in told for one in several) + 8
    beside = svg.width_of("only obstacle") + 10
    room = max(width - beside - numbers, 20)
    parts, y = _key(width), 40
    for name, several in told:
        whole = f"{name} {titles[name]}"
        parts.append(svg.words(0, y, svg.fitted(whole, width, strong=True), "strong", whole=whole))
        y += 7
        for kind, one in zip(kinds, several, strict=True):
            parts.append(svg.words(0, y + _BAR, kind, "soft"))
            parts += _bar(beside, y + 1, room, one, most)
            y += _ROW
        y += _BETWEEN + 6
    rows = who(found)
    said = "; ".join(
        f"{name}: {', '.join(f'{kind} {span(one)}' for kind, one in zip(kinds, several, strict=True))}"
        for name, several in told
    )
    return svg.Picture(
        width, y - _BETWEEN, f"How many {rows} each criterion costs", f"{said}. {base.scope}", tuple(parts)
    )


def combinations(found: Figures, base: KnowledgeBase, width: int) -> svg.Picture:
    """The most frequent sets of criteria that rule out together: a line of dots each, with a bar."""
    sets = found.combinations
    names = [one.id for one in found.criteria if any(one.id in each.criteria for each in sets)]
    numbers = max((svg.width_of(span(one.rows)) for one in sets), default=0) + 8
    matrix = _COLUMN * len(names) + 8
    title = "Which criteria rule out together"
    if not sets:
        nobody = "No set of criteria is told." if found.hides else "Nobody is ruled out by a criterion."
        return svg.Picture(width, 20, title, nobody, (svg.words(0, 14, nobody, "soft"),))
    if matrix + numbers + _LEAST_BARS <= width:
        parts, y = _dots(sets, names, width, matrix, numbers)
    else:
        parts, y = _named(sets, width, numbers)
    said = "; ".join(f"{' and '.join(one.criteria)}: {span(one.rows)}" for one in sets)
    told = f"So many {who(found)} are ruled out by just these criteria and by no other: {said}. {base.scope}"
    return svg.Picture(width, y, title, told, tuple(parts))


def _dots(
    sets: Sequence[Combination], names: Sequence[str], width: int, matrix: int, numbers: float
) -> tuple[list[str], int]:
    """A line of dots for each set, one column for each criterion."""
    parts = _key(width)
    top = 32 + round(min(_NAME, max(svg.width_of(name) for name in names))) + 6
    for place, name in enumerate(names):
        parts.append(svg.upwards(_COLUMN * place + 12, top - 4, svg.fitted(name, _NAME), name))
    most, y = _most(one.rows for one in sets), top
    for one in sets:
        middle = y + 8
        inside = [place for place, name in enumerate(names) if name in one.criteria]
        if len(inside) > 1:
            parts.append(svg.line(_x(inside[0]), middle, _x(inside[-1]), middle, "link"))
        for place in range(len(names)):
            kind, radius = ("on", 4.5) if place in inside else ("off", 3)
            parts.append(svg.dot(_x(place), middle, kind, radius))
        parts += _bar(matrix, middle - _BAR / 2, width - matrix - numbers, one.rows, most)
        y += 20
    return parts, y + 4


def _named(sets: Sequence[Combination], width: int, numbers: float) -> tuple[list[str], int]:
    """The same where there is no room for dots: the names over each bar."""
    parts, y = _key(width), 40
    most = _most(one.rows for one in sets)
    for one in sets:
        for text in svg.broken(" + ".join(one.criteria), width, 3):
            parts.append(svg.words(0, y, text))
            y += 15
        parts += _bar(0, y - 9, width - numbers, one.rows, most)
        y += 24
    return parts, y - 20


def _x(place: int) -> float:
    return _COLUMN * place + 8


def _key(width: int) -> list[str]:
    """What full and dashed bars mean."""
    second = svg.width_of("certain") + 40
    return [
        svg.box(0, 5, 22, _BAR, "sure"),
        svg.words(28, 14, "certain", "soft"),
        svg.box(second, 5.5, 22, _BAR - 1, "may"),
        svg.words(second + 28, 14, svg.fitted("possible: not decided yet", width - second - 28), "soft"),
    ]


def _bar(x: float, y: float, room: float, told: Range, most: int) -> list[str]:
    """A bar with its numbers behind it; a hidden end is dotted, and of no length that would tell it."""
    parts, end = [], x
    if told.least is None or told.most is None:
        known = told.least if told.most is None else told.most
        if told.most is None:
            sure = room * (told.least or 0) / most
            parts += [svg.box(x, y, sure, _BAR, "sure")] if sure else []
            parts.append(svg.box(x + sure, y + 0.5, 16, _BAR - 1, "unknown"))
            end = x + sure + 16
        else:
            end = x + room * (known or 0) / most
            parts.append(svg.box(x, y + 0.5, end - x, _BAR - 1, "unknown"))
    else:
        sure, may = room * told.least / most, room * told.most / most
        if told.most > told.least:
            parts.append(svg.box(x + sure, y + 0.5, max(may - sure - 0.5, 1), _BAR - 1, "may"))
        if told.least:
            parts.append(svg.box(x, y, max(sure, 1), _BAR, "sure"))
        if not told.most:
            parts.append(svg.line(x, y, x, y + _BAR))
        end = x + max(may, 1)
    parts.append(svg.words(end + 5, y + _BAR - 1, span(told)))
    return parts


def _most(several: Iterable[Range]) -> int:
    """The largest number that is told: the full width of the bars."""
    return max((n for one in several for n in (one.least, one.most) if n is not None), default=0) or 1
