"""Tallies of invented rows, of any number of criteria, with names that are long, foreign or hostile."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from hn2301_asp.cohort.tally.counts import Accrued, Tally
from hn2301_asp.cohort.tally.facts import Completeness
from hn2301_asp.knowledge.model import Criterion, Kind, KnowledgeBase

HOSTILE = (
    ("<script>alert(1)</script>&\"'", "<b>bold</b> \x1b[31m & ]]> \u202e evil"),
    ("Averylongcriterionidentifierwithoutanyblank-0123456789-abcdefghijklmnopqrstuvwxyz", "x"),
    ("标准", "这是一个非常长的中文标题用来测试宽度是否足够以及换行是否正确这是一个非常长的中文标题"),
)
PLAIN = (("C-1", "adults"), ("C-2", "no infection"))
MANY = tuple((f"EX-{n}.{n}a" if n % 2 else f"5.{n}", ("a rather long title " * 8)[: 20 + n * 3]) for n in range(40))
SITES = ("Köln <b>&amp;", "A hospital with a rather long name in a town", "X", "")


def base_of(base: KnowledgeBase, names: Sequence[tuple[str, str]], kinds: Sequence[Kind]) -> KnowledgeBase:
    """A knowledge base with criteria of these names, for what reports ask of one."""
    first = base.criteria[0]
    criteria: tuple[Criterion, ...] = tuple(
        replace(first, id=name, title=title, kind=kind) for (name, title), kind in zip(names, kinds, strict=True)
    )
    return replace(base, criteria=criteria, scope_note="")


def drawn(names: Sequence[tuple[str, str]], rows: int, *, fine: bool = False) -> Tally:
    """A tally of so many rows; where all is ``fine`` everybody meets everything."""
    rng = random.Random(f"{names} {rows}")
    kinds: tuple[Kind, ...] = tuple("exclusion" if place % 3 == 1 else "inclusion" for place in range(len(names)))
    patterns: Counter[bytes] = Counter()
    accrual: Counter[Accrued] = Counter()
    for _ in range(rows):
        statuses = [_status(rng, kind, fine) for kind in kinds]
        blocks = any(status == (1 if kind == "exclusion" else 2) for status, kind in zip(statuses, kinds, strict=True))
        verdict = 2 if blocks else 3 if 3 in statuses else 1
        if rng.random() < 0.02 and not fine:
            verdict, statuses = 0, [0] * len(names)
        patterns[bytes([verdict, *statuses])] += 1
        month, site = rng.choice(["2025-01", "2025-02", "2025-03", ""]), rng.choice(SITES)
        if verdict == 1:
            accrual[month, site, month, site] += 1
        elif verdict == 3:
            accrual[None, None, month, site] += 1
    return Tally(
        criteria=tuple(name for name, _ in names),
        kinds=kinds,
        rows=rows,
        patterns=dict(sorted(patterns.items())),
        accrual=dict(accrual),
        facts=Completeness(rows, {"age": rows, "alc": rows // 2}, {"age": rows, "alc": rows, "anc": 0}),
        missing={},
        deciding={},
        explained=0,
        dated=True,
        sited=True,
    )


def _status(rng: random.Random, kind: Kind, fine: bool) -> int:
    passes = 2 if kind == "exclusion" else 1
    return passes if fine else rng.choices([passes, 3 - passes, 3, 4], [88, 6, 5, 1])[0]
