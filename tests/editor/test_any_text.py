"""Whatever stands in a file, an editor gets an answer: files cut, torn and mixed up at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from hn2301_asp.editor.completion import offers
from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.hover import World, card
from hn2301_asp.editor.outline import entries
from hn2301_asp.editor.snapshot import Snapshot, read

CASES = 400
_PIECES = [
    '"',
    "%*",
    "*%",
    "#",
    "(",
    ")",
    "{",
    "[",
    ":",
    "- ",
    "\n",
    "  ",
    "≥",
    "×",
    "𝛼",
    "\t",
    "\x00",
    "\u2028",
    "&x",
    "*x",
    "!!python/name:os",
]


def torn(rng: random.Random, text: str) -> str:
    """A text as it is in the midst of an edit: something cut out, put in, doubled, or its end gone."""
    for _ in range(rng.randint(1, 3)):
        start = rng.randrange(len(text) + 1)
        end = min(len(text), start + rng.choice([0, 1, 2, 10, 200, len(text)]))
        middle = rng.choice(["", rng.choice(_PIECES), text[start:end] * 2, text[:start][-30:]])
        text = text[:start] + middle + text[end:]
    return text


def test_every_question_is_answered_of_every_text(shipped: Snapshot, sample: Callable[[int], int]) -> None:
    names, files = shipped.names, sorted(shipped.texts)
    assert names is not None
    found = 0
    for case in range(sample(CASES)):
        rng = random.Random(case)
        file = rng.choice(files)
        text = torn(rng, shipped.texts[file])
        desk = Desk(unsaved={str(Path(shipped.home.root) / file): text})
        snapshot = read(shipped.home, desk)
        found += bool(snapshot.findings)
        entries(file, text)
        for _ in range(10):
            line = rng.randint(1, text.count("\n") + 1)
            offers(file, text, line, rng.randint(1, 80), names)
        for mention in snapshot.mentions(file)[:3]:
            card(mention.symbol, World(snapshot, desk))
        for finding in snapshot.findings:
            assert finding.place.file is not None, finding
            assert Path(finding.place.file).is_relative_to(shipped.home.root), finding
    assert found > 0
