"""A threshold's new limit put into the threshold file, the text, and every quote of the words that change.

Words that state the limit of a second threshold too are changed only together with it. This module
loads no protocol and writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.amendment.writing.edits import Edit, flatten, in_raw, overlap
from hn2301_asp.amendment.writing.folder import refused
from hn2301_asp.amendment.writing.limits import limit_edits, same, same_unit, shown
from hn2301_asp.amendment.writing.passages import aligned, carried, edited_texts, quoting, text_of
from hn2301_asp.amendment.writing.reading import reading_of
from hn2301_asp.amendment.writing.target import Target
from hn2301_asp.amendment.writing.wording import Problem
from hn2301_asp.check.quoted_bounds import threshold_mismatches
from hn2301_asp.knowledge.thresholds.model import Limit
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax, parse
from hn2301_asp.knowledge.thresholds.twins import rewritten as rewritten_twin
from hn2301_asp.knowledge.thresholds.twins import twins
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.source.diagnostics import InputError, Place, one_of

#: A second number stands so near the first: a unit and a bracket lie between.
_BESIDE = 30
_BY_HAND = "edit a copy of the knowledge base by hand, and draft the amendment from it"
_PROBLEMS: Mapping[Problem, str] = {
    "absent": "the quote `{}` does not state the limit",
    "twice": "the quote `{}` states the limit twice",
    "unsaid": "the words `{}` cannot be made to say `{}`",
}


class Rewritten(Struct, frozen=True):
    """The files that change, with the thresholds of ``file`` before and after, and the limits asked for."""

    file: str
    limits: tuple[Limit, ...]
    texts: Mapping[str, str]
    thresholds: tuple[tuple[ThresholdSyntax, ThresholdSyntax], ...]


def rewritten(
    texts: Mapping[str, str], target: Target, limits: tuple[Limit, ...], vocabulary: Vocabulary, *, with_others: bool
) -> Rewritten:
    """The texts with the new limit; raises InputError where not every place can say it."""
    edits = _word_edits(target, limits, vocabulary)
    wanted = {target.threshold.name: (target.threshold, limits)}
    found = _applied(texts, target, wanted, edits)
    shared = _untrue(found, target, wanted, vocabulary)
    if shared and with_others:
        for name in shared:
            other = next(threshold for threshold in target.others if threshold.name == name)
            wanted[name] = (other, _alike(other, target.threshold, limits, vocabulary))
        found = _applied(texts, target, wanted, edits)
        shared = _untrue(found, target, wanted, vocabulary)
    if shared:
        first = next(threshold for threshold in target.others if threshold.name == shared[0])
        words = next(reason.text for reason in target.threshold.reasons if reason.kind != "because")
        message = f"the words `{words}` state {one_of(shared)} too, which would then say something else"
        help = f"set both (`--with-others`): {one_of([target.threshold.name, *shared])}; or split the text by hand"
        raise refused(message, help, first.limits[0].place)
    after = {t.name: t for t in parse(found[target.file], target.file).thresholds}
    pairs = tuple((old, after[name]) for name, (old, _) in wanted.items())
    return Rewritten(target.file, limits, found, pairs)


def _word_edits(target: Target, limits: Sequence[Limit], vocabulary: Vocabulary) -> list[Edit]:
    """What changes in the criterion's text, in its words with single blanks."""
    reasons = [reason for reason in target.threshold.reasons if reason.kind != "because"]
    if target.criterion is None or not reasons:
        return []
    words, read = target.criterion.text, reading_of(target.threshold, limits, vocabulary)
    found: list[Edit] = []
    for old, new in zip(target.threshold.limits, limits, strict=True):
        if same(old, new, vocabulary):
            continue
        stating = [reason for reason in reasons if read.states(reason.text, old)]
        for reason in stating or reasons[:1]:
            edits = read.reworded(reason.text, old, new, unit_changes=not same_unit(old, new, vocabulary))
            if isinstance(edits, str):
                message = _PROBLEMS[edits].format(reason.text, shown(target.threshold, limits))
                raise refused(message, _BY_HAND, reason.place)
            found += _in_text(edits, reason.text, words, reason.place)
        found += _twin_edits(target, old, new, found, vocabulary)
    if overlap(found):
        raise refused("both bounds stand in the same words", _BY_HAND, target.threshold.limits[0].place)
    return sorted(set(found))


def _twin_edits(target: Target, old: Limit, new: Limit, found: Sequence[Edit], vocabulary: Vocabulary) -> list[Edit]:
    """What changes where the text gives the same limit in a second unit: `2.5 mg/dL (221 µmol/L)`."""
    assert target.criterion is not None
    asked = vocabulary.asked(target.threshold.asked)
    quantity = "" if asked is None else asked.name
    edits = []
    for twin in twins(vocabulary, quantity, old, target.criterion.text):
        beside = any(abs(edit.end - twin.start) <= _BESIDE or abs(edit.start - twin.end) <= _BESIDE for edit in found)
        number = rewritten_twin(vocabulary, quantity, new, twin)
        compared = target.criterion.text[: twin.start].rstrip()[-1:] in "<>≤≥=" and old.comparator != new.comparator
        if beside and (number is None or compared):
            message = (
                f"the text gives the limit a second time as `{twin.text}`, which cannot be made to say the new one"
            )
            raise refused(message, f"give the new limit in `{old.unit}`, or {_BY_HAND}", target.threshold.place)
        if beside and number is not None and number != twin.number_text:
            edits.append(Edit(twin.start, twin.start + len(twin.number_text), number))
    return edits


def _in_text(edits: Sequence[Edit], quote: str, words: str, place: Place) -> list[Edit]:
    parts = aligned(quote, words)
    if not parts:
        raise refused("the quote does not stand in the text of its criterion", "mend it before changing it", place)
    return [
        Edit(edit.start - inside + outside, edit.end - inside + outside, edit.new)
        for edit in edits
        for inside, outside, length in parts
        if inside <= edit.start and edit.end <= inside + length
    ]


def _applied(
    texts: Mapping[str, str],
    target: Target,
    wanted: Mapping[str, tuple[ThresholdSyntax, tuple[Limit, ...]]],
    edits: Sequence[Edit],
) -> dict[str, str]:
    """The files with the limits and the words changed."""
    placed: dict[str, list[Edit]] = {target.file: []}
    for threshold, limits in wanted.values():
        placed[target.file] += limit_edits(texts[target.file], threshold, limits)
    folded = []
    if target.criterion is not None and edits:
        text = text_of(texts, target.criterion.id)
        raw = texts[text.file][text.start : text.end]
        if text.escaped or flatten(raw)[0] != target.criterion.text:
            help = "write the text as a folded block (`>-`)"
            raise refused("the text is not spelled in the file as it reads", help, text.place)
        placed.setdefault(text.file, []).extend(in_raw(edits, raw, text.start))
        for passage in quoting(texts, target.criterion):
            placed.setdefault(passage.file, []).extend(carried(edits, target.criterion.text, passage, texts))
        folded = [text] if text.folded else []
    return edited_texts(texts, placed, folded)


def _untrue(
    found: Mapping[str, str],
    target: Target,
    wanted: Mapping[str, tuple[ThresholdSyntax, tuple[Limit, ...]]],
    vocabulary: Vocabulary,
) -> list[str]:
    """Further thresholds of the file that the changed words no longer state."""
    before = {threshold.name: threshold for threshold in (target.threshold, *target.others)}
    try:
        after = parse(found[target.file], target.file).thresholds
    except InputError as error:
        raise InputError(list(error.findings)) from None
    return [
        threshold.name
        for threshold in after
        if threshold.name not in wanted
        and _mismatches(threshold, vocabulary)
        and not _mismatches(before[threshold.name], vocabulary)
    ]


def _mismatches(threshold: ThresholdSyntax, vocabulary: Vocabulary) -> bool:
    quotes = [reason for reason in threshold.reasons if reason.kind != "because"]
    asked = vocabulary.asked(threshold.asked)
    grades = asked.grades if asked is not None else ()
    return bool(quotes) and bool(list(threshold_mismatches(threshold, quotes, vocabulary.quoted_units, grades)))


def _alike(
    other: ThresholdSyntax, threshold: ThresholdSyntax, limits: Sequence[Limit], vocabulary: Vocabulary
) -> tuple[Limit, ...]:
    """The limits of a second threshold, with those that the words shared changed in the same way."""
    pairs = list(zip(threshold.limits, limits, strict=True))
    result = []
    for limit in other.limits:
        new = next((new for old, new in pairs if same(old, limit, vocabulary)), None)
        result.append(
            limit
            if new is None
            else replace(
                limit,
                comparator=new.comparator,
                number=new.number,
                number_text=new.number_text,
                unit=limit.unit if same_unit(limit, new, vocabulary) else new.unit,
                times=new.times,
            )
        )
    return tuple(result)
