"""What was mended in a knowledge base, as lines: the diff, and each finding that it is for. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.check.fixing import Mended
from hn2301_asp.report.writers.lines import Line
from hn2301_asp.source.lists import counted

_STYLES = {"-": "red", "+": "green", "@": "cyan"}


def mended_lines(result: Mended, diff: Sequence[str], *, written: bool) -> Iterator[Line]:
    """The diff, what it mends, and whether the rules mean what they meant."""
    for line in diff:
        yield [(line, _STYLES.get(line[:1], ""))]
    if diff:
        yield []
    word = "fixed" if written else "would fix"
    for finding in result.fixed:
        title = finding.fix.title if finding.fix else ""
        yield [(f"{word} ", "bold green"), (f"{finding.number} {finding.code} at {finding.place}: {title}", "")]
    for fix in result.held_back:
        yield [("not fixed ", "bold yellow"), (f"as verdicts would change: {fix.title}", "")]
    yield [(f"{word} {counted(len(result.fixed), 'finding')}{_meaning(result)}", "")]
    yield []


def _meaning(result: Mended) -> str:
    if not result.fixed:
        return ""
    if result.same is None:
        return "; what the rules meant could not be read before"
    return "; the rules mean what they meant" if result.same else "; the rules mean something else than before"
