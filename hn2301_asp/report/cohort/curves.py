"""The curve of one limit as a picture: how many more it admits, step by step. Knows nothing of protocols.

The same curve is the same bytes. What comes from a file is escaped; nothing is loaded, and no script runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape
from typing import Final

from hn2301_asp.cohort.relaxing.model import Curve
from hn2301_asp.report.writers.lines import printable
from hn2301_asp.report.writers.palette import PALETTE
from hn2301_asp.source.numbers import fixed

#: Readable on a window 390 pixels wide: nothing is drawn wider than this.
WIDTH: Final = 340
HEIGHT: Final = 176
#: So high is what stands above all curves.
HEAD: Final = 68
_HEAD: Final = (
    "How many more patients, as single limits move.",
    "Solid: certainly eligible. Dashed: not ruled out.",
    "Arithmetic, and no advice to change the protocol.",
)
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 14, 34, 30
_FONT: Final = 'font-family="system-ui, sans-serif" font-size="12"'


def picture(curve: Curve) -> str:
    """One curve as an SVG of its own; empty where it admits nobody."""
    if not curve.steps:
        return ""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" {_FONT}>'
    )
    return "\n".join([head, *_drawn(curve), "</svg>"])


def pictures(curves: Sequence[Curve]) -> str:
    """All curves below one another, as one SVG, under what their lines mean."""
    shown = [curve for curve in curves if curve.steps]
    height = HEAD + max(HEIGHT * len(shown), 40)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f"{_FONT}>"
    )
    parts = [head, f'<rect width="{WIDTH}" height="{height}" fill="{PALETTE["paper"]}"/>']
    parts += [_words(8, 18 + 17 * number, text) for number, text in enumerate(_HEAD)]
    for number, curve in enumerate(shown):
        parts += [f'<g transform="translate(0 {HEAD + number * HEIGHT})">', *_drawn(curve), "</g>"]
    if not shown:
        parts.append(_words(8, HEAD + 24, "No single limit admits anybody."))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _drawn(curve: Curve) -> Iterator[str]:
    first, last = curve.now, curve.steps[-1].limit
    most = max(max(step.certain, step.possible) for step in curve.steps)

    def across(limit: Fraction) -> str:
        return fixed(_LEFT + (WIDTH - _LEFT - _RIGHT) * (limit - first) / (last - first), 1)

    def up(number: int) -> str:
        return fixed(HEIGHT - _BOTTOM - Fraction((HEIGHT - _TOP - _BOTTOM) * number, most), 1)

    title = f"{curve.name}: {curve.now_shown} to {curve.steps[-1].shown}"
    yield f"<title>{_safe(f'{title}, {_admits(curve)}')}</title>"
    yield _words(8, 16, f"{', '.join(curve.criteria)} {curve.label}")
    floor = HEIGHT - _BOTTOM
    for number in dict.fromkeys((0, most)):
        y = up(number)
        yield f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="{PALETTE["line"]}"/>'
        yield _words(_LEFT - 6, y, f"+{number}" if number else "0", anchor="end", lift=4)
    lines = (("possible", "open", ' stroke-dasharray="4 3"'), ("certain", "good", ""))
    for kind, colour, dashes in lines:
        path = [f"M{across(first)} {up(0)}"]
        for step in curve.steps:
            path.append(f"H{across(step.limit)}V{up(getattr(step, kind))}")
        yield f'<path d="{" ".join(path)}" fill="none" stroke="{PALETTE[colour]}" stroke-width="2"{dashes}/>'
    yield f'<line x1="{_LEFT}" x2="{_LEFT}" y1="{_TOP - 6}" y2="{floor}" stroke="{PALETTE["track"]}"/>'
    yield _words(_LEFT, floor + 18, curve.now_shown)
    yield _words(WIDTH - _RIGHT, floor + 18, curve.steps[-1].shown, anchor="end")


def _admits(curve: Curve) -> str:
    most = curve.admits
    return f"{most.certain} more certainly eligible, {most.possible} more not ruled out"


def _words(x: int | str, y: int | str, text: str, anchor: str = "start", lift: int = 0) -> str:
    where = f' dy="{lift}"' if lift else ""
    return f'<text x="{x}" y="{y}"{where} text-anchor="{anchor}" fill="{PALETTE["ink"]}">{_safe(text)}</text>'


def _safe(text: str) -> str:
    return escape(printable(text), quote=True)
