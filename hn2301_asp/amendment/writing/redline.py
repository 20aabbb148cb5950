"""What a redline is made from: clauses and thresholds before and after. Nothing is rendered here."""

from __future__ import annotations

from hn2301_asp.amendment.model import Clause
from hn2301_asp.amendment.summary import clauses
from hn2301_asp.amendment.writing.limits import shown
from hn2301_asp.amendment.writing.model import ThresholdChange
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax


def changed_clauses(before: KnowledgeBase, after: KnowledgeBase) -> tuple[Clause, ...]:
    """The criteria whose words differ, in the order of the later protocol, and then those that are gone."""
    return tuple(clause for clause in clauses(before, after) if clause.before != clause.after)


def threshold_change(before: str, after: str, one: ThresholdSyntax, other: ThresholdSyntax) -> ThresholdChange:
    """A threshold in the texts of its file before and after."""
    lines = [threshold.limits[0].place.line or 1 for threshold in (one, other)]
    return ThresholdChange(
        name=one.name,
        file=other.place.file or "",
        line=lines[1],
        shown_before=shown(one),
        shown_after=shown(other),
        line_before=before.split("\n")[lines[0] - 1],
        line_after=after.split("\n")[lines[1] - 1],
        quotes_before=_quotes(one),
        quotes_after=_quotes(other),
    )


def _quotes(threshold: ThresholdSyntax) -> tuple[str, ...]:
    return tuple(reason.text for reason in threshold.reasons if reason.kind != "because")
