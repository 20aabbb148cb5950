"""The summary as data for programs: a range is `{"certain": …, "possible": …}`, a hidden number null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hn2301_asp.cohort.shift import HiddenShift
from hn2301_asp.cohort.tally.told import CriterionFigures, Figures, Range, Waiting
from hn2301_asp.knowledge.model import Criterion, KnowledgeBase
from hn2301_asp.report.cohort.shift import hidden_shift_legend
from hn2301_asp.report.cohort.words import legend


def summary_data(
    found: Figures, base: KnowledgeBase, readings: Mapping[str, str], waiting: Sequence[Waiting] = ()
) -> dict[str, Any]:
    """The summary as JSON-ready data."""
    criteria = {one.id: one for one in base.criteria}
    data: dict[str, Any] = {
        "protocol": base.id,
        "version": base.version,
        "kb_digest": base.digest,
        "scope": base.scope,
        "readings": dict(readings),
        "counts": "patients" if found.persons else "rows",
        "min_cell": found.least,
        "rows": found.rows,
        "counted": found.counted,
        "errors": found.errors,
        "contradictory": found.contradictory,
        "assessed": found.assessed,
        "could_qualify": _range(found.possible),
        "undetermined": found.undetermined,
        "ineligible": found.ineligible,
        "ruled_out_together_only": found.together,
        "criteria": [_criterion(one, criteria[one.id]) for one in found.criteria],
        "combinations": [{"criteria": [*one.criteria], **_range(one.rows)} for one in found.combinations],
        "undetermined_by": "open_criteria" if found.by_criteria else "missing_facts",
        "undetermined_waiting": {str(count): rows for count, rows in found.waiting.items()},
        "deciding_facts": dict(found.deciding),
        "facts_told": dict(found.facts),
        "facts_without_column": [*found.absent],
        "months": [
            {
                "month": one.name or None,
                "in_month": None if one.rows is None else _range(one.rows),
                "until_its_end": None if one.until is None else _range(one.until),
            }
            for one in found.months
        ],
        "sites": [{"site": one.name or None, **_range(one.rows)} for one in found.sites],
        "legend": [*legend(found)],
    }
    if waiting:
        data["next_patients"] = [{"patient": one.patient, "waits_for": [*one.facts]} for one in waiting]
    return data


def hidden_shift_data(found: HiddenShift) -> dict[str, Any]:
    """What two versions make of a table where small counts are hidden, as JSON-ready data."""
    return {
        "min_cell": found.least,
        "rows": found.rows,
        "before": _side(found.before),
        "after": _side(found.after),
        "unknown_before": [*found.unknown_before],
        "unknown_after": [*found.unknown_after],
        "legend": [hidden_shift_legend(found)],
    }


def _side(side: Figures) -> dict[str, Any]:
    as_needed = {one.id: _range(one.passes) for one in side.criteria}
    return {"could_qualify": _range(side.possible), "as_needed": as_needed}


def _range(told: Range) -> dict[str, int | None]:
    return {"certain": told.least, "possible": told.most}


def _criterion(one: CriterionFigures, criterion: Criterion) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": criterion.title,
        "kind": criterion.kind,
        "statuses": dict(one.statuses),
        "as_needed": _range(one.passes),
        "rules_out": _range(one.blocks),
        "open": one.waits,
        "only_obstacle": _range(one.only),
        "only_one_open": one.only_open,
        "excludes_in_order": _range(one.excluded),
        "left_after": _range(one.left),
    }
