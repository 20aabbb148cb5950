"""What a threshold file mentions."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from hn2301_asp.editor.names import Mention, Names, Symbol
from hn2301_asp.knowledge.thresholds.model import Limit
from hn2301_asp.knowledge.thresholds.syntax import Expression, ThresholdFile, ThresholdSyntax, read_thresholds
from hn2301_asp.source.diagnostics import InputError, Place


def in_thresholds(file: str, text: str, names: Names) -> Iterator[Mention]:
    """The names of a threshold file; none where it is broken."""
    try:
        read = read_thresholds(text, file)
    except InputError:
        return
    yield from _heading(read, text)
    for threshold in read.thresholds:
        yield Mention(Symbol("threshold", threshold.name), threshold.place, threshold.name, defines=True)
        yield from _asked(threshold, names)
        for limit in threshold.limits:
            yield from _units(limit, names)
    for definition in read.definitions:
        yield from _phrase(definition.phrase, definition.place, names)
        yield from _formula(definition.expression, names)


def _heading(read: ThresholdFile, text: str) -> Iterator[Mention]:
    if read.kind != "criterion" or read.subject is None:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("criterion") and (at := line.find(read.subject)) > 0:
            place = Place(read.file, number, at + 1, at + 1 + len(read.subject), line)
            yield Mention(Symbol("criterion", read.subject), place, read.subject)
            return


def _asked(threshold: ThresholdSyntax, names: Names) -> Iterator[Mention]:
    if (found := names.vocabulary.attribute(threshold.phrase)) is not None:
        family, attribute, _ = found
        yield Mention(Symbol("attribute", attribute, family), threshold.phrase_place, threshold.phrase)
    else:
        yield from _phrase(threshold.phrase, threshold.phrase_place, names)
    if threshold.by is not None:
        yield from _phrase(threshold.by, threshold.by_place, names)
    if threshold.event and (date := names.vocabulary.events().get(threshold.event.lower())) is not None:
        yield Mention(Symbol("record", date), threshold.event_place, threshold.event)


def _phrase(phrase: str, place: Place, names: Names) -> Iterator[Mention]:
    if (name := names.phrases.get(phrase.lower())) is not None:
        yield Mention(Symbol("quantity", name), place, phrase)


def _units(limit: Limit, names: Names) -> Iterator[Mention]:
    if limit.unit is not None and limit.unit_place is not None:
        canonical = names.vocabulary.unit(limit.unit)
        if canonical is not None:
            yield Mention(Symbol("unit", canonical), limit.unit_place, limit.unit)


def _formula(expression: Expression, names: Names) -> Iterator[Mention]:
    place = expression.place
    if expression.kind in ("quantity", "case") and expression.text is not None:
        # The place goes on to the quantity's unit: the words come first.
        end = (place.column or 1) + len(expression.text)
        whole = place.text is not None and place.column is not None and place.text[place.column - 1 : end - 1]
        yield from _phrase(expression.text, replace(place, end_column=end) if whole else place, names)
    elif expression.kind == "if" and expression.text is not None:
        word = expression.text
        symbol = names.field(word) or next((s for c in names.vocabulary.choices if (s := names.value(c, word))), None)
        if symbol is not None:
            yield Mention(symbol, place, word)
    for part in expression.parts:
        yield from _formula(part, names)
