"""What a report shows, as plain data for its templates. Decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from hn2301_asp.explanation.why.clash import clash_reasons
from hn2301_asp.knowledge.model import Criterion, KnowledgeBase
from hn2301_asp.patient.model import Fact
from hn2301_asp.report.html.advice import TONES, Advice, advice
from hn2301_asp.report.html.blocked import CriterionView, criteria_views
from hn2301_asp.report.patient import verdict
from hn2301_asp.report.patient.answer_words import effect_words
from hn2301_asp.report.patient.data import versions
from hn2301_asp.report.patient.text import DISCLAIMER
from hn2301_asp.report.patient.why import not_applicable
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.screening import lets_pass
from hn2301_asp.source.lists import listed


class Cell(Struct, frozen=True):
    """A criterion's status: a sign, a word and a colour, for those who see only one of them."""

    id: str
    title: str
    sign: str
    word: str
    tone: str


class ReadingRow(Struct, frozen=True):
    """Another reading with what follows, or one in force that is not the default: phrase, what it says."""

    phrase: str
    meaning: str
    follows: str
    choice: str


class PatientView(Struct, frozen=True):
    """One patient's page."""

    anchor: str
    name: str
    verdict: str
    tone: str
    summary: str
    turns_on: tuple[str, ...]
    screened: str
    cells: tuple[Cell, ...]
    criteria: tuple[CriterionView, ...]
    clash: tuple[Fact, ...]
    clash_because: str
    advice: Advice
    chosen: tuple[ReadingRow, ...]
    others: tuple[ReadingRow, ...]
    readings: tuple[str, ...]
    not_applicable: tuple[str, ...]
    remarks: tuple[str, ...]
    facts: tuple[Fact, ...]
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
    scoped: bool
    patients: tuple[PatientView, ...]
    versions: str

    def label(self, fact: str) -> str | None:
        """The fact's label in the page's second language, where it has one of its own."""
        if self.language == "en":
            return None
        found, own = (self.base.vocabulary.label(fact, language) for language in (self.language, None))
        return None if found == own else found

    def value(self, fact: Fact) -> str | None:
        """What a chosen value is called in the page's second language, where it has a label in it."""
        choice = self.base.vocabulary.choices.get(fact.name)
        called = choice.called.get(fact.answer or "") if choice is not None else None
        return None if called is None or self.language == "en" else called.labels.get(self.language)

    def title_of(self, criterion: str) -> str | None:
        """The criterion's title in the page's second language, where it has one."""
        labels = next(one.labels for one in self.base.criteria if one.id == criterion)
        return None if self.language == "en" else labels.get(self.language)


def languages(base: KnowledgeBase) -> tuple[str, ...]:
    """The languages in which criteria or facts have labels; English, in which everything has one, first."""
    vocabulary = base.vocabulary
    labels = [entry.labels for entry in base.criteria]
    labels += [entry.labels for entry in vocabulary.quantities.values()]
    labels += [entry.labels for entry in vocabulary.facts.values()]
    labels += [entry.labels for choice in vocabulary.choices.values() for entry in (choice, *choice.called.values())]
    return ("en", *sorted({code for entry in labels for code in entry} - {"en"}))


def page(protocol: Screener, results: Sequence[Explained], language: str) -> Page:
    """The report of some patients; ``language`` adds labels in that language where there are any."""
    base = protocol.knowledge_base
    patients = tuple(_patient(result, f"p{at}") for at, result in enumerate(results, start=1))
    one = f" · {patients[0].name}" if len(patients) == 1 else ""
    return Page(
        base=base,
        language=language,
        title=f"{base.id} screening{one}",
        protocol=f"{base.id} {base.version}",
        scope_note=f"{_sentence(base.scope_note)}." if base.scope_note else "",
        disclaimer=DISCLAIMER,
        counts=verdict.counts(Counter(result.verdict for result in results)),
        scoped=bool(protocol.space.scopes),
        patients=patients,
        versions=", ".join(f"{name} {number}" for name, number in versions().items()),
    )


def _patient(result: Explained, anchor: str) -> PatientView:
    base, screening = result.base, result.screening
    patient = screening.patient
    return PatientView(
        anchor=anchor,
        name=patient.id or "patient",
        verdict=screening.verdict,
        tone=TONES[screening.verdict] or "open",
        summary=_sentence(verdict.summary(result)),
        turns_on=verdict.turns_on(result),
        screened=patient.screening.shown if patient.screening else "",
        cells=tuple(_cell(result, criterion) for criterion in base.criteria),
        criteria=criteria_views(result),
        clash=verdict.clashing_facts(result),
        clash_because=_sentence("; ".join(clash_reasons(result.protocol.space, result.protocol.index, screening))),
        advice=advice(result),
        chosen=tuple(_reading(base, {name: value}) for name, value in verdict.not_default(result).items()),
        others=tuple(
            _reading(base, effect.other.readings, effect_words(result, effect)) for effect in result.answers.readings
        ),
        readings=tuple(f"{name}={value}" for name, value in screening.readings.items()),
        not_applicable=tuple(f"{', '.join(names)}: {why}" for why, names in not_applicable(result).items()),
        remarks=verdict.other_remarks(result),
        facts=tuple(patient.facts.values()),
        digest=patient.digest,
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cell(result: Explained, criterion: Criterion) -> Cell:
    """How a criterion stands; an exclusion criterion is as it should be where it does not apply."""
    name, title, status = criterion.id, criterion.title, result.screening.statuses.get(criterion.id)
    if status is None:
        return Cell(name, title, "–", "not assessed", "none")
    if status == "unknown":
        return Cell(name, title, "?", "open", "open")
    word = verdict.status_word(status, criterion.kind)
    if status == "not_applicable":
        return Cell(name, title, "○", word, "none")
    sign, tone = ("✓", "good") if lets_pass(criterion.kind, status) else ("✕", "bad")
    return Cell(name, title, sign, word, tone)


def _reading(base: KnowledgeBase, chosen: Mapping[str, str], follows: str = "") -> ReadingRow:
    """Readings of phrases, and what follows of them together."""
    return ReadingRow(
        phrase=listed(base.readings[name].phrase for name in chosen),
        meaning=listed(base.readings[name].values[value] for name, value in chosen.items()),
        follows=follows,
        choice=verdict.choices(chosen),
    )
