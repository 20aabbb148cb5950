"""The protocol's sentence that a finding is about: the one in which the words beside the rule or threshold stand.

It is found from the finding's place alone, in one way for all checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from hn2301_asp.check.base import PROTOCOL, Base
from hn2301_asp.knowledge.model import READINGS, Criterion
from hn2301_asp.source.diagnostics import Finding, Place, Said
from hn2301_asp.source.quotes import locate, longest_match

_SENTENCE_END = re.compile(r";\s|\.\s+(?=[A-Z])")
_DOC = "%!"
_QUOTED = re.compile(r'"([^"]+)"')
#: A longer sentence is cut around the words that are meant.
_LONGEST = 240


def with_sentences(base: Base, findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each with the sentence that it is about where there is one."""
    return [replace(one, said=_said(base, one)) if one.place.line and not one.said else one for one in findings]


def said_around(criterion: Criterion, start: int, end: int) -> Said:
    """The sentence of a criterion's text that holds a part of it, or the sentences that do."""
    return Said(criterion.id, _shown(criterion.text, start, end))


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence begins and ends; words that begin or end one belong to it alone."""
    marks = [(found.start() + 1, found.end()) for found in _SENTENCE_END.finditer(text)]
    first = max((begins for _, begins in marks if begins <= start), default=0)
    return first, min((ends for ends, _ in marks if ends >= end), default=len(text))


def _said(base: Base, finding: Finding) -> Said | None:
    mended = [edit.replacement for edit in finding.fix.edits] if finding.fix else []
    for criterion, words in _meant(base, finding.place):
        for one in (words, *mended):
            if (spans := locate(one, criterion.text)) or (spans := _begun(one, criterion.text)):
                return said_around(criterion, spans[0][0], spans[-1][1])
    return None


def _begun(words: str, text: str) -> tuple[tuple[int, int], ...] | None:
    """Where words begin that go on otherwise in the text; one word alone stands anywhere."""
    agreed = longest_match(words, text)
    return locate(agreed, text) if len(agreed.split()) > 1 else None


def _shown(text: str, start: int, end: int) -> str:
    first, last = _sentence(text, start, end)
    if last - first > _LONGEST:
        spare = max(0, _LONGEST - (end - start)) // 2
        low = text.rfind(" ", first, max(first, start - spare) + 1)
        high = text.find(" ", min(last, max(end + spare, start + 1)), last)
        cut_low, cut_high = low + 1 if low >= first else first, high if high >= 0 else last
        shown = " ".join(text[cut_low:cut_high].split())
        return f"{'… ' if cut_low > first else ''}{shown}{' …' if cut_high < last else ''}"
    return " ".join(text[first:last].split()).rstrip(";")


def _meant(base: Base, place: Place) -> Iterator[tuple[Criterion, str]]:
    """The words that a place is about, with whose they are; the likeliest first."""
    file, line = place.file or "", place.line or 0
    if (criterion := base.claimed.get(file)) is not None:
        words = _of_thresholds(base, file, line) if file.endswith(".thr") else _of_rules(base, file, line)
        yield from ((criterion, one) for one in words)
    elif file == PROTOCOL and place.text is not None and place.column is not None and place.end_column is not None:
        under = place.text[place.column - 1 : place.end_column - 1]
        yield from ((one, under) for one in _criteria_at(base, line) if " " in under)
    elif file == READINGS and base.knowledge_base is not None:
        starts = [(base.place(READINGS, "readings", one.id).line or 0, one) for one in base.known.readings.values()]
        for _, reading in sorted(((at, one) for at, one in starts if 0 < at <= line), key=lambda it: -it[0])[:1]:
            yield from ((one, reading.phrase) for one in base.criteria if one.id in reading.criteria)


def _criteria_at(base: Base, line: int) -> Iterator[Criterion]:
    """The criterion in whose entry a line of the protocol stands."""
    starts = ((base.place(PROTOCOL, "criteria", at, "id").line or 0, one) for at, one in enumerate(base.criteria))
    above = [(at, one) for at, one in starts if 0 < at <= line]
    yield from (one for _, one in sorted(above, key=lambda it: -it[0])[:1])


def _of_thresholds(base: Base, file: str, line: int) -> Iterator[str]:
    read = base.threshold_files.get(file)
    if read is None:  # The file is broken: the words may stand in the very line.
        yield from _QUOTED.findall(_line(base, file, line))
        return
    above = [one for one in read.thresholds if one.place.line and one.place.line <= line]
    for one in above[-1:]:
        yield from (reason.text for reason in one.reasons if reason.kind != "because")


def _of_rules(base: Base, file: str, line: int) -> Iterator[str]:
    """The words above a rule, or of the very line: those of the `%!` lines that no blank line parts from it."""
    lines = base.files.texts[file].split("\n")
    last = min(line, len(lines)) - 1
    while last >= 0 and lines[last].strip() and not lines[last].lstrip().startswith(_DOC):
        last -= 1
    first = last
    while first >= 0 and lines[first].lstrip().startswith(_DOC):
        first -= 1
    yield from _QUOTED.findall(" ".join(one.strip().removeprefix(_DOC) for one in lines[first + 1 : last + 1]))


def _line(base: Base, file: str, line: int) -> str:
    lines = base.files.texts[file].split("\n")
    return lines[line - 1] if 0 < line <= len(lines) else ""
