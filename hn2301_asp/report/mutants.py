"""What became of mutants, as lines and as data: counts by criterion, then each that no scenario notices.

Nothing is decided here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.mutation.model import FATES, Fate, Judged, Mutant, Report
from hn2301_asp.report.writers.lines import Line, wrapped
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.lists import counted

_STYLES: Final[dict[Fate, str]] = {
    "killed": "green",
    "equivalent": "green",
    "survives": "bold red",
    "undecided": "bold yellow",
    "stillborn": "dim",
}
#: What a column of counts means, told once below the table.
_MEANS: Final[dict[Fate, str]] = {
    "killed": "a scenario notices the change",
    "equivalent": "nobody is judged otherwise, whatever the readings: proved",
    "survives": "somebody is, and no scenario shows it",
    "undecided": "neither could be told",
    "stillborn": "what it makes is no protocol",
}


def mutant_lines(report: Report, base: KnowledgeBase, width: int) -> Iterator[Line]:
    """Who survives, with the scenario to paste; what is undecided or equivalent; and the counts by criterion."""
    for fate in ("survives", "undecided"):
        for mutant, judged in report.of(fate):
            yield from _at_length(mutant, judged, width)
            yield []
    for mutant, _ in report.of("equivalent"):
        told = f"{mutant.what}  ({_where(mutant.place)})"
        yield from wrapped([("equivalent ", _STYLES["equivalent"])], told, width, "  ")
    if report.of("equivalent"):
        yield []
    for sentence in report.unused:
        yield [("not used ", "bold yellow"), (f"the scenario fails as the protocol stands: {sentence}", "")]
    yield from _table(report, base)
    yield []
    for fate in FATES:
        if report.of(fate):
            yield [(f"{fate:<10}  ", _STYLES[fate]), (_MEANS[fate], "dim")]
    yield []
    counts = Counter(judged.fate for judged in report.judged)
    told = ", ".join(f"{counts[fate]} {fate.replace('survives', 'survive')}" for fate in FATES)
    style = "bold red" if counts["survives"] else "bold green"
    yield [(f"{counted(len(report.judged), 'mutant')} and {counted(report.scenarios, 'scenario')}: {told}", style)]


def _at_length(mutant: Mutant, judged: Judged, width: int) -> Iterator[Line]:
    yield from wrapped(
        [(f"{judged.fate} ", _STYLES[judged.fate])], f"{mutant.what}  [{mutant.kind}]", width, "  ", "bold"
    )
    yield from _place(mutant.place)
    if judged.reason:
        yield from wrapped([("  why     ", "dim")], judged.reason, width, " " * 10)
    patient = judged.patient
    if patient is None:
        return
    read = ", ".join(f"{name}={value}" for name, value in patient.readings.items())
    words = f"{patient.words}{f', read with {read}' if read else ''}"
    yield from wrapped([("  who     ", "dim")], words, width, " " * 10)
    yield from wrapped([("  is      ", "dim")], f"{patient.before}; with the change {patient.after}", width, " " * 10)
    if patient.text:
        yield [("  paste", "dim")]
    for line in patient.text.splitlines():
        yield [(f"    {line}", "cyan")]


def _place(place: Place) -> Iterator[Line]:
    yield [(f"  at {_where(place)}", "dim")]
    if place.text is None or place.column is None:
        return
    text = place.text.rstrip("\n").expandtabs(1)
    lead = len(text) - len(text.lstrip())
    stop = min(place.end_column or place.column + 1, len(text) + 1)
    yield [(f"    {text.strip()}", "")]
    yield [(" " * (4 + place.column - 1 - lead) + "^" * max(1, stop - place.column), "bold red")]


def _where(place: Place) -> str:
    return f"{place.file}:{place.line}" if place.line else str(place)


def _table(report: Report, base: KnowledgeBase) -> Iterator[Line]:
    """How many of each fate, by the criterion or the file in which the change stands."""
    counts: dict[str, Counter[Fate]] = {criterion.id: Counter() for criterion in base.criteria}
    for mutant, judged in zip(report.mutants, report.judged, strict=True):
        counts.setdefault(mutant.home, Counter())[judged.fate] += 1
    rows = {name: own for name, own in counts.items() if own.total()}
    column = max(map(len, rows), default=0) + 2
    yield [(" " * column, ""), *((f"{fate:>12}", "dim") for fate in FATES)]
    for name, own in rows.items():
        yield [(name.ljust(column), ""), *_counts(own)]


def _counts(counts: Counter[Fate]) -> Iterable[tuple[str, str]]:
    return ((f"{counts[fate]:>12}", _STYLES[fate] if counts[fate] else "dim") for fate in FATES)


def mutants_data(report: Report, base: KnowledgeBase) -> dict[str, Any]:
    """All mutants, with what became of each."""
    counts = Counter(judged.fate for judged in report.judged)
    return {
        "protocol": base.id,
        "version": base.version,
        "knowledge_base": base.digest,
        "scenarios": report.scenarios,
        "failing_scenarios": list(report.unused),
        "counts": {fate: counts[fate] for fate in FATES},
        "mutants": [_data(m, j) for m, j in zip(report.mutants, report.judged, strict=True)],
    }


def _data(mutant: Mutant, judged: Judged) -> dict[str, Any]:
    place = mutant.place
    found: dict[str, Any] = {
        "kind": mutant.kind,
        "change": mutant.what,
        "home": mutant.home,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "fate": judged.fate,
    }
    if judged.killer is not None:
        killer = judged.killer
        found["killed_by"] = {
            "scenario": killer.sentence,
            "file": killer.place.file,
            "line": killer.place.line,
            "differences": list(killer.differences),
        }
    if judged.patient is not None:
        patient = judged.patient
        found["patient"] = {
            "words": patient.words,
            "readings": dict(patient.readings),
            "now": patient.before,
            "with_the_change": patient.after,
            "scenario": patient.text,
        }
    if judged.reason:
        found["reason"] = judged.reason
    return found
