"""What a report shows, as plain data for its templates. Decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from hn2301_asp.explanation.answers.answers import ReadingEffect
from hn2301_asp.explanation.why.clash import clash_reasons
from hn2301_asp.knowledge.model import Criterion, KnowledgeBase
from hn2301_asp.report.html.advice import Advice, advice
from hn2301_asp.report.html.blocked import CriterionView, criteria_views, second_label
from hn2301_asp.report.patient.answer_words import effect_words
from hn2301_asp.report.patient.data import versions
from hn2301_asp.report.patient.text import DISCLAIMER
from hn2301_asp.report.patient.verdict import is_fine, other_remarks, status_word, summary, turns_on
from hn2301_asp.report.patient.words import fact_name
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.source.lists import listed

#: How a verdict is said, and the colour it is said in.
VERDICTS = {
    "eligible": ("meets all criteria", "good"),
    "ineligible": ("not eligible", "bad"),
    "undetermined": ("open", "open"),
    "contradictory": ("contradictory", "clash"),
}


class Cell(Struct, frozen=True):
    """A criterion's status: a sign, a word and a colour, for those who see only one of them."""

    id: str
    title: str
    sign: str
    word: str
    tone: str
    second: str | None = None


class FactRow(Struct, frozen=True):
    """A fact of the record as it was given."""

    label: str
    second: str | None
    told: str
    date: str
    source: str


class ReadingRow(Struct, frozen=True):
    """Another reading, or one in force that is not the default: phrase, what it says, what follows."""

    phrase: str
    meaning: str
    follows: str
    choice: str


class PatientView(Struct, frozen=True):
    """One patient's page."""

    anchor: str
    name: str
    verdict: str
    word: str
    tone: str
    summary: str
    turns_on: tuple[str, ...]
    screened: str
    cells: tuple[Cell, ...]
    criteria: tuple[CriterionView, ...]
    clash: tuple[FactRow, ...]
    clash_because: str
    advice: Advice
    chosen: tuple[ReadingRow, ...]
    others: tuple[ReadingRow, ...]
    readings: tuple[str, ...]
    remarks: tuple[str, ...]
    facts: tuple[FactRow, ...]
    digest: str


class Page(Struct, frozen=True):
    """A whole report."""

    base: KnowledgeBase
    language: str
    title: str
    protocol: str
    scope_note: str
    disclaimer: str
    counts: str
    heads: tuple[Cell, ...]
    patients: tuple[PatientView, ...]
    versions: str


def languages(base: KnowledgeBase) -> tuple[str, ...]:
    """The languages in which criteria or facts have labels; English, in which everything has one, first."""
    vocabulary = base.vocabulary
    labels = [entry.labels for entry in base.criteria]
    labels += [entry.labels for entry in vocabulary.quantities.values()]
    labels += [entry.labels for entry in vocabulary.facts.values()]
    return ("en", *sorted({code for entry in labels for code in entry} - {"en"}))


def page(protocol: Screener, results: Sequence[Explained], language: str) -> Page:
    """The report of some patients; ``language`` adds labels in that language where there are any."""
    base = protocol.knowledge_base
    second = None if language == "en" else language
    counts = Counter(result.verdict for result in results)
    words = [f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict]]  # type: ignore[index]
    patients = tuple(_patient(result, f"p{at}", second) for at, result in enumerate(results, start=1))
    one = f" · {patients[0].name}" if len(patients) == 1 else ""
    return Page(
        base=base,
        language=language,
        title=f"{base.id} screening{one}",
        protocol=f"{base.id} {base.version}",
        scope_note=f"{_sentence(base.scope_note)}.",
        disclaimer=DISCLAIMER,
        counts=", ".join(words),
        heads=tuple(
            Cell(c.id, c.title, "", "", "", None if second is None else c.labels.get(second)) for c in base.criteria
        ),
        patients=patients,
        versions=", ".join(f"{name} {number}" for name, number in versions().items()),
    )


def _patient(result: Explained, anchor: str, second: str | None) -> PatientView:
    base, screening = result.protocol.knowledge_base, result.screening
    patient = screening.patient
    word, tone = VERDICTS[screening.verdict]
    defaults = base.default_readings()
    rows = {name: _fact(result, name, second) for name in patient.facts}
    return PatientView(
        anchor=anchor,
        name=patient.id or "patient",
        verdict=screening.verdict,
        word=word,
        tone=tone,
        summary=_sentence(summary(result)),
        turns_on=turns_on(result),
        screened=patient.screening.shown if patient.screening else "",
        cells=tuple(_cell(result, c, second) for c in base.criteria),
        criteria=criteria_views(result, second),
        clash=tuple(rows.get(n) or FactRow(fact_name(base, n), None, "given", "", "") for n in screening.clash),
        clash_because=_sentence("; ".join(clash_reasons(result.protocol.space, result.protocol.index, screening))),
        advice=advice(result, result.answers, second),
        chosen=tuple(
            _reading(result, name, value, "not the default")
            for name, value in screening.readings.items()
            if value != defaults[name]
        ),
        others=tuple(_other(result, effect) for effect in result.answers.readings),
        readings=tuple(f"{name}={value}" for name, value in screening.readings.items()),
        remarks=other_remarks(result),
        facts=tuple(rows.values()),
        digest=patient.digest,
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fact(result: Explained, name: str, second: str | None) -> FactRow:
    fact = result.screening.patient.facts[name]
    return FactRow(fact.label, second_label(result, name, second), fact.told, fact.date or "", fact.source or "")


def _cell(result: Explained, criterion: Criterion, second: str | None) -> Cell:
    """How a criterion stands; an exclusion criterion is as it should be where it does not apply."""
    name, kind, status = criterion.id, criterion.kind, result.screening.statuses.get(criterion.id)
    label = criterion.labels.get(second) if second else None
    if status is None:
        return Cell(name, criterion.title, "–", "not assessed", "none", label)
    if status == "unknown":
        return Cell(name, criterion.title, "?", "open", "open", label)
    sign, tone = ("✓", "good") if is_fine(status, kind) else ("✕", "bad")
    return Cell(name, criterion.title, sign, status_word(status, kind), tone, label)


def _reading(result: Explained, name: str, value: str, follows: str) -> ReadingRow:
    reading = result.protocol.knowledge_base.readings[name]
    return ReadingRow(reading.phrase, reading.values[value], follows, f"{name}={value}")


def _other(result: Explained, effect: ReadingEffect) -> ReadingRow:
    """What another reading would make of the patient."""
    other = effect.other
    readings = result.protocol.knowledge_base.readings
    return ReadingRow(
        phrase=listed([readings[name].phrase for name in other.readings]),
        meaning=listed([readings[name].values[value] for name, value in other.readings.items()]),
        follows=effect_words(result.protocol.knowledge_base, result.screening, effect),
        choice=", ".join(f"{name}={value}" for name, value in other.readings.items()),
    )
