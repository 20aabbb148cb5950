"""A CONSORT-style flow: those assessed, excluded by each criterion in order, undetermined, and those who meet all."""

from __future__ import annotations

from collections.abc import Sequence

from hn2301_asp.cohort.tally.told import Figures
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.report.cohort import svg
from hn2301_asp.report.cohort.words import left_out, number, span, who

#: Pixels: between two boxes, within one, and from one line of words to the next.
_GAP, _PAD, _LEADING = 18, 8, 15
_TITLE_LINES = 3


def flow(found: Figures, base: KnowledgeBase, width: int) -> svg.Picture:
    """The picture, so many pixels wide."""
    drawing = _Flow(width)
    rows = who(found)
    if told := left_out(found):
        drawing.main([(f"{number(found.counted)} {who(found, found.counted)}", "strong")])
        drawing.side([("Not assessed", "strong"), (told, "")])
    drawing.main([(f"{number(found.assessed)} {who(found, found.assessed)} assessed", "strong")])
    criteria = {one.id: one for one in base.criteria}
    for one in found.criteria:
        criterion = criteria[one.id]
        word = "applies" if criterion.kind == "exclusion" else "not met"
        title = f"{one.id} {criterion.title}"
        drawing.side([(title, "strong"), (f"{word}: {span(one.excluded)}", "")])
        drawing.main([(span(one.left), "strong"), (f"left after {one.id}", "soft")])
    if found.together != 0:
        drawing.side([("Only several criteria together", "strong"), (f"rule out: {number(found.together)}", "")])
    drawing.ends(
        [
            [(number(found.possible.least), "strong"), ("eligible for certain", "")],
            [(number(found.undetermined), "strong"), ("undetermined", "")],
        ],
        [(f"{span(found.possible)} could qualify", "strong")],
    )
    title = f"From {number(found.counted)} {rows} to {span(found.possible)} that could qualify"
    steps = "; ".join(f"{one.id} excludes {span(one.excluded)}, {span(one.left)} left" for one in found.criteria)
    told = (
        f"Assessed {number(found.assessed)}. In the order of the criteria: {steps}. "
        f"{number(found.undetermined)} undetermined. A range: from what is certain to what is possible. {base.scope}"
    )
    return svg.Picture(width, drawing.height, title, told, tuple(drawing.parts))


Words = Sequence[tuple[str, str]]


class _Flow:
    """Boxes below one another: a spine at the left, what leaves it at the right."""

    def __init__(self, width: int) -> None:
        self.parts: list[str] = []
        self.width = width
        self.spine = round(width * 0.4)
        self.height = 1
        self._open = False
        self._side: tuple[list[list[tuple[str, str]]], int] | None = None

    def main(self, told: Words, kind: str = "main") -> None:
        """A box on the spine, and the arrow that leads to it."""
        middle = self.spine / 2
        if self._open:
            bottom = self.height + _GAP
            if self._side is not None:
                bottom = self._place_side()
            self.parts += [svg.line(middle, self.height, middle, bottom - 6), svg.head_down(middle, bottom)]
            self.height = bottom
        self.height += self._box(1, self.height, self.spine - 2, told, kind, centred=True)
        self._open = True

    def side(self, told: Words) -> None:
        """What leaves the spine before the next box."""
        left = self.spine + 26
        lines = self._broken(told, self.width - left - 1)
        if self._side is not None:
            lines = [*self._side[0], *lines]
        self._side = (lines, left)

    def ends(self, halves: Sequence[Words], whole: Words) -> None:
        """The last boxes: who qualifies, who may, and both together."""
        if self._side is not None:
            top, middle = self.height, self.spine / 2
            self.height = self._place_side()
            self.parts.append(svg.line(middle, top, middle, self.height))
        top, middle = self.height + _GAP, self.spine / 2
        half = (self.width - 2 - 14) / 2
        self.parts.append(svg.line(middle, self.height, middle, top - 6))
        self.parts.append(svg.head_down(middle, top))
        tallest = max(self._tall(told, half) for told in halves)
        for place, told in enumerate(halves):
            self._box(1 + place * (half + 14), top, half, told, "main", centred=True, height=tallest)
        turn = top - _GAP / 2
        right = 1 + half + 14 + half / 2
        self.parts += [
            svg.line(middle, turn, right, turn),
            svg.line(right, turn, right, top - 6),
            svg.head_down(right, top),
        ]
        self.height = top + tallest + _GAP
        for x in (1 + half / 2, right):
            self.parts += [svg.line(x, self.height - _GAP, x, self.height - 6), svg.head_down(x, self.height)]
        self.height += self._box(1, self.height, self.width - 2, whole, "end", centred=True) + 2

    def _place_side(self) -> int:
        """Draws what leaves, beside the spine; where the next box of the spine begins."""
        assert self._side is not None
        lines, left = self._side
        self._side = None
        top = self.height + 10
        tall = len(lines) * _LEADING + 2 * _PAD - 2
        middle = self.spine / 2
        across = top + tall / 2
        self.parts += [svg.line(middle, across, left - 6, across), svg.head_right(left, across)]
        self.parts.append(svg.box(left, top, self.width - left - 1, tall, "box"))
        self._write(lines, left + _PAD, top, "start")
        return top + tall + 10

    def _broken(self, told: Words, width: float) -> list[list[tuple[str, str]]]:
        room = width - 2 * _PAD
        return [
            [(part, kind)]
            for text, kind in told
            for part in svg.broken(text, room, _TITLE_LINES, strong=kind == "strong")
        ]

    def _tall(self, told: Words, width: float) -> int:
        return len(self._broken(told, width)) * _LEADING + 2 * _PAD - 2

    def _box(self, x: float, y: float, width: float, told: Words, kind: str, *, centred: bool, height: int = 0) -> int:
        tall = height or self._tall(told, width)
        self.parts.append(svg.box(x, y, width, tall, kind))
        at = x + width / 2 if centred else x + _PAD
        self._write(self._broken(told, width), at, y, "middle" if centred else "start")
        return tall

    def _write(self, lines: list[list[tuple[str, str]]], x: float, top: float, anchor: str) -> None:
        for place, line in enumerate(lines):
            for text, kind in line:
                self.parts.append(svg.words(x, top + _PAD + 10 + place * _LEADING, text, kind, anchor))
