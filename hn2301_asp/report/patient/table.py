"""Results as a table: one row a patient, for spreadsheets and programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from hn2301_asp.report.patient.data import missing
from hn2301_asp.report.patient.verdict import turns_on
from hn2301_asp.report.writers.cells import neutral
from hn2301_asp.screener import Explained, Screener


def to_csv(protocol: Screener, results: Sequence[Explained]) -> str:
    """The results as CSV; text that a spreadsheet would run as a formula is neutralised."""
    criteria = [criterion.id for criterion in protocol.knowledge_base.criteria]
    header = [
        "patient",
        "verdict",
        "blocking",
        "turns_on",
        *criteria,
        "missing",
        "depends_on_reading",
        "clash",
        "remarks",
        "scope",
        "protocol",
        "readings",
        "assumptions",
        "kb_digest",
        "input_digest",
        "as_of",
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for result in results:
        writer.writerow([neutral(cell) for cell in _row(result, criteria)])
    return out.getvalue()


def _row(result: Explained, criteria: Sequence[str]) -> list[str]:
    screening, base = result.screening, result.base
    defaults = base.default_readings()
    others = [f"{name}={value}" for other in screening.depends_on_reading for name, value in other.readings.items()]
    changed = [f"{name}={value}" for name, value in screening.readings.items() if value != defaults[name]]
    return [
        screening.patient.id or "",
        screening.verdict,
        ";".join(screening.blocking),
        " | ".join(turns_on(result)),
        *(screening.statuses.get(name, "") for name in criteria),
        ";".join(missing(result.accounts)),
        ";".join(others),
        ";".join(screening.clash),
        " | ".join(remark.text for remark in screening.remarks),
        base.scope,
        f"{base.id} {base.version}",
        ";".join(changed) or "default",
        ";".join(assumption.id for assumption in base.assumptions),
        base.digest,
        screening.patient.digest,
        screening.patient.screening.shown if screening.patient.screening else "",
    ]
