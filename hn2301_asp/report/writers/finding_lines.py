"""One finding as lines: in short, and at length with its source line. Decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hn2301_asp.report.writers.blocks import Told, Tone
from hn2301_asp.report.writers.lines import Line, printable, wrapped

_STYLE: dict[Tone, str] = {"bad": "bold red", "open": "bold yellow", "none": "bold cyan"}
_SEVERITY_STYLE = {"error": "bold red", "warning": "bold yellow", "remark": "bold cyan"}
_NOTE = "  "
_SENTENCE = re.compile(r"\.(?=\s+[A-Z]|$)")


def short_lines(findings: Iterable[Told], width: int) -> Iterator[Line]:
    """Findings in short: group, sentence, code; below it who is concerned."""
    told = list(findings)
    column = max((len(one.word) for one in told), default=0) + 2
    blank = " " * column
    for one in told:
        lead: Line = [(one.word.ljust(column), _STYLE[one.tone])]
        yield from wrapped(lead, with_tag(one), width, blank)
        for label, text in one.short:
            yield from wrapped([(blank, ""), (f"{label}: ", "dim")], text, width, blank + _NOTE)
        if one.follows:
            text = "; ".join(one.follows)
            yield from wrapped([(blank, ""), ("from the same cause: ", "dim")], text, width, blank + _NOTE)


def with_tag(told: Told) -> str:
    """The message with its code at the end of its first sentence, and behind it who is not concerned."""
    message = told.message.rstrip()
    end = _SENTENCE.search(message)
    at = end.start() if end else len(message)
    said = f"{message[:at]} [{told.tag}]{message[at:]}"
    return " ".join([said if not told.nobody or end else f"{said}.", *told.nobody])


def long_lines(told: Told, width: int) -> Iterator[Line]:
    """A finding at length: place and source line, notes, witness, and how to mend it."""
    severity = told.head.partition("[")[0]
    yield from wrapped([(told.head, _SEVERITY_STYLE[severity]), (" ", "")], told.message, width, _NOTE, "bold")
    yield from _source(told, width)
    notes = [*told.notes, *([("mend", told.mend)] if told.mend else [])]
    column = max([len(printable(label)) for label, _ in notes] + [8]) + 3
    for label, text in notes:
        lead: Line = [(_NOTE + printable(label).ljust(column), "dim")]
        yield from wrapped(lead, text, width, " " * (len(_NOTE) + column))
    for text in told.follows:
        yield from wrapped([(_NOTE + "follows".ljust(column), "dim")], text, width, " " * (len(_NOTE) + column))


def _source(told: Told, width: int) -> Iterator[Line]:
    """The place with its source line, and under its span what stood there before."""
    was = f" was {told.was}" if told.was else ""
    if not told.source:
        if told.place:
            yield [(_NOTE + told.place, "dim"), (f"  {was}" if was else "", "")]
        return
    text, start, stop = _window(told.source, told.start, told.stop, max(width - 4, 36))
    lead = f"{_NOTE}{told.place}   "
    if len(lead) + len(text) <= width:
        yield [(lead, "dim"), (text, "")]
    else:
        yield [(_NOTE + told.place, "dim")]
        lead = _NOTE + "  "
        yield [(lead, ""), (text, "")]
    carets: Line = [(" " * (len(lead) + start), ""), ("^" * (stop - start), "bold red")]
    if stop > start and len(lead) + stop + len(was) <= width:
        yield [*carets, (was, "")]
        return
    if stop > start:
        yield carets
    if was:
        yield from wrapped([(_NOTE * 2, "")], was.strip(), width, _NOTE * 3)


def _window(text: str, start: int, stop: int, width: int) -> tuple[str, int, int]:
    """As much of a line as fits, its span in it: what is cut is marked."""
    if len(text) <= width:
        return text, start, stop
    first = 0 if stop < width else max(0, min(start, len(text) - width + 1))
    cut = text[first : first + width - 1]
    shown = ("…" + cut[1:] if first else cut) + ("…" if first + width - 1 < len(text) else "")
    return shown, start - first, min(stop - first, len(shown))
