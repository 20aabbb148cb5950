"""AM43: a changed value still stands elsewhere in the document.

What it is: a limit was changed, and the old number, with the same unit and of the same quantity, still stands
in words that the amendment left alone: another criterion, a title, a reading, an assumption, a label, the
sentence of a scenario. Or another limit on the same quantity still asks for the old number; or two labels of one
thing, in two languages, say different numbers.

Why it matters: a reader who finds the old number follows it.

Example: ALC is raised to 1.0 in IN-7, and the assumption on lymphocytes still says "ALC of at least 0.8".

How to mend: change the number there too; where it is meant, accept the finding with the reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.taken_over import taken_over
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.knowledge.thresholds.model import Limit, Threshold, show_limit
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.scenarios.written import entries
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.quoted_units import QuotedUnits
from hn2301_asp.source.quotes import NUMBER_WORDS, first_bound
from hn2301_asp.versions.said import Said, said

CODE = "AM43"
TITLE = "leaves a changed value standing elsewhere"
ROOTS = ("AM42",)
ALONE = True
CHECKS = ("labels-disagree",)

_SENTENCE = "sentence"
_TOKEN = re.compile(rf"(?<![\w.,^])(?:[-−]?\d[\d,]*(?:\.\d+)?|(?:{NUMBER_WORDS})\b)", re.IGNORECASE)
_CLAUSE = re.compile(r"[;,()]\s|\.\s|[()]")
#: Words of a quantity's label that do not tell it from others.
_COMMON = frozenset({"the", "of", "and", "on", "last", "total", "mean", "score", "time", "since", "duration"})


class _Gone(Struct, frozen=True):
    """A number that a threshold does not ask for any more; ``phrases`` are the names of all quantities,
    ``units`` those that are declared."""

    item: Difference
    threshold: Threshold
    quantity: Quantity
    limit: Limit
    phrases: Mapping[str, str]
    units: QuotedUnits


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each place at which a replaced number still stands, and for labels that now disagree."""
    yield from taken_over(case, CHECKS)
    gone = [one for item in case.items if item.kind == "threshold" for one in _gone(case, item)]
    if not gone:
        return
    assert case.base is not None
    numbers = [pattern for one in gone for pattern in _written(one.limit)]
    files, stated = (_holding(version.opened.files.texts, numbers) for version in (case.version, case.base))
    before = {(words.where, words.part): words.text for words in said(stated)}
    after = list(said(files))
    was = case.before.knowledge_base
    # What each reading and assumption says is about one phrase.
    entries_about = {*was.readings, *(assumption.id for assumption in was.assumptions)}
    for one in gone:
        about = _about(before, entries_about, one)
        limits = list(_limits(case, one))
        for threshold in limits:
            told = f"{threshold.owner} still asks for {one.quantity.label} {threshold.shown}"
            yield _conflict(case, one, threshold.name, told, "change it too", threshold.place)
        owners = {threshold.owner for threshold in limits}
        found: dict[str, list[tuple[Said, str]]] = defaultdict(list)
        for words in (*after, *_sentences(case)):
            clause = _clause(words.text, one, named=words.where in about)
            old = before.get((words.where, words.part), words.text if words.part == _SENTENCE else "")
            if words.where not in owners and clause is not None and clause in " ".join(old.split()):
                found[words.where].append((words, clause))
        for where, ((words, clause), *others) in found.items():
            also = [("also", _stands(case, *other)) for other in others]
            told = _stands(case, words, clause)
            yield _conflict(case, one, where, told, "change the number there too", words.place, also)


def _written(limit: Limit) -> list[str]:
    """How a number may be written, in figures or in words."""
    words = NUMBER_WORDS.split("|")
    small = limit.number.denominator == 1 and 1 <= limit.number <= len(words)
    return [limit.number_text, *([words[int(limit.number) - 1]] if small else [])]


def _holding(texts: Mapping[str, str], numbers: Sequence[str]) -> dict[str, str]:
    """The files in which one of the numbers stands at all."""
    return {name: text for name, text in texts.items() if any(number in text.lower() for number in numbers)}


def _gone(case: Case, item: Difference) -> Iterator[_Gone]:
    """The bounds of a changed threshold that its new version does not have."""
    there, here = item.value_there, item.value_here
    if there is None or here is None or there.quantity != here.quantity:
        return
    kept = {(limit.number, limit.unit, limit.times) for limit in _each(here.limits)}
    base = case.protocol.knowledge_base
    quantity, phrases = base.thresholds.quantities[here.quantity], base.vocabulary.phrases()
    for limit in _each(there.limits):
        if (limit.number, limit.unit, limit.times) not in kept:
            yield _Gone(item, here, quantity, limit, phrases, base.vocabulary.quoted_units)


def _each(limits: Iterable[Limit]) -> Iterator[Limit]:
    """Every number of some limits; one that is written in two units has two."""
    for limit in limits:
        if not limit.grade:  # The name of a grade is no number that is looked for.
            yield limit
        if (again := limit.again) is not None:
            yield replace(limit, number=again.number, number_text=again.number_text, unit=again.unit, again=None)


def _limits(case: Case, one: _Gone) -> Iterator[Threshold]:
    """Other limits on the same quantity that ask for the old number, as they did before."""
    before = case.before.knowledge_base.thresholds.thresholds
    for threshold in case.protocol.knowledge_base.thresholds.thresholds.values():
        same = threshold.quantity == one.threshold.quantity and threshold.name != one.threshold.name
        known = before.get(threshold.name)
        if same and known is not None and known.test == threshold.test:
            wanted = (one.limit.comparator, one.limit.number, one.limit.unit, one.limit.times)
            if any((li.comparator, li.number, li.unit, li.times) == wanted for li in threshold.limits):
                yield threshold


def _sentences(case: Case) -> Iterator[Said]:
    """The sentences of scenarios that stand as they were, though something else is expected of them now."""
    assert case.base is not None
    expected = {entry.sentence: entry.expected for entry in entries(case.base.opened.files)}
    for entry in entries(case.version.opened.files):
        if entry.sentence in expected and expected[entry.sentence] != entry.expected:
            yield Said(entry.sentence, _SENTENCE, entry.sentence, Place(entry.file))


def _about(before: Mapping[tuple[str, str], str], entries: Collection[str], one: _Gone) -> set[str]:
    """The readings and assumptions that name the quantity in any of their parts: all of them speak of it."""
    return {where for (where, _), text in before.items() if where in entries and _names(text, one.quantity)}


def _clause(text: str, one: _Gone, *, named: bool) -> str | None:
    """The part of a text in which the old number stands with the quantity, or where the rest of it named that.

    None where it does not.
    """
    flat = " ".join(text.split())
    unit = one.units.key(one.limit.unit or "")
    for token in _TOKEN.finditer(flat):
        bound = first_bound("= " + flat[token.start() :], one.units)
        if bound is None or bound.number != one.limit.number or bound.times != one.limit.times:
            continue
        start = max((m.end() for m in _CLAUSE.finditer(flat, 0, token.start())), default=0)
        end = next((m.start() for m in _CLAUSE.finditer(flat, token.end())), len(flat))
        clause = flat[start:end].strip()
        same = bound.unit == unit or (not bound.unit and not _names_another(clause, one))
        if same and (named or _names(clause, one.quantity)):
            return clause
    return None


def _names(clause: str, quantity: Quantity) -> bool:
    """Whether a clause names a quantity, by a word of its label or its name."""
    words = set(re.findall(r"\w+", f"{quantity.label} {quantity.name.replace('_', ' ')}".lower()))
    told = {word.removesuffix("s") for word in re.findall(r"\w+", clause.lower())}
    return not told.isdisjoint(word.removesuffix("s") for word in words - _COMMON)


def _names_another(clause: str, one: _Gone) -> bool:
    """Whether a clause names another quantity in full: a number without a unit is that one's then."""
    flat = " ".join(clause.lower().split())
    named = (phrase for phrase, name in one.phrases.items() if name != one.quantity.name)
    return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", flat) for phrase in named)


def _conflict(
    case: Case, one: _Gone, where: str, told: str, mend: str, place: Place, also: Sequence[tuple[str, str]] = ()
) -> Conflict:
    """The finding that something ``told`` still has the old number."""
    now = f"{one.threshold.owner} asks for {one.quantity.label} {one.threshold.shown} now"
    changed = ("changed", f"{one.threshold.name}: {show_limit(one.limit)} to {one.threshold.shown}")
    return case.conflict(
        where,
        f"{told}, though {now}",
        f"{mend}; where it is meant, accept the finding with the reason",
        severity="warning",
        place=place,
        was=one.item.there.place if one.item.there is not None else None,
        notes=[changed, *also],
    )


def _stands(case: Case, words: Said, clause: str) -> str:
    # An amendment may have the id of an assumption.
    assumed = any(words.where == assumption.id for assumption in case.before.knowledge_base.assumptions)
    of = f"assumption {words.where}" if assumed else words.where
    part = "sentence of a scenario" if words.part == _SENTENCE else f"{words.part} of {of}"
    return f"“{clause}” still stands in the {part}"
