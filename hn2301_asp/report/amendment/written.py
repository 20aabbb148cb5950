"""What is written of an amendment, as one redline: text, threshold, quotes, and what people must still say."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.summary import changed_sentences
from hn2301_asp.amendment.writing import Written
from hn2301_asp.report.writers.block_text import INDENT, flowing
from hn2301_asp.report.writers.lines import Line, wrapped
from hn2301_asp.report.writers.redline import redline


def written_lines(written: Written, width: int, *, dry_run: bool) -> Iterator[Line]:
    """The redline of an amendment that was, or would be, written."""
    verb = "would be written to" if dry_run else "is written to"
    yield [(f"{written.opened.name} {verb} {written.folder}", "bold")]
    for clause in written.clauses:
        if clause.before != clause.after:
            yield [(INDENT, ""), (clause.criterion, "bold"), (f"  {clause.title}", "")]
            yield from flowing(redline(*changed_sentences(clause.before or "", clause.after or "")), width)
    for change in written.thresholds:
        if change.shown_before != change.shown_after or change.quotes_before != change.quotes_after:
            yield [(INDENT, ""), (change.name, "bold"), (f"  {change.file}:{change.line}", "dim")]
            before, after = (" ".join(line.split()) for line in (change.line_before, change.line_after))
            yield from flowing(redline(before, after), width)
    yield [(INDENT, ""), ("files  ", "dim"), (", ".join(file.path.name for file in written.files) or "none", "")]
    intent = written.opened.manifest.intent if written.opened.manifest is not None else {}
    if intent:
        told = ", ".join(f"{name}: {direction}" for name, direction in intent.items())
        yield [(INDENT, ""), ("intent ", "dim"), (told, "")]
    for note in written.notes:
        yield from wrapped([(INDENT, ""), ("note   ", "dim")], note, width, INDENT * 5)
    for task in written.remaining:
        yield from wrapped([(INDENT, ""), ("to do  ", "bold")], task, width, INDENT * 5)
