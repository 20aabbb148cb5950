"""Units that no threshold can be written with: the vocabulary reads them, and the threshold language does not."""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.check.base import Base
from hn2301_asp.knowledge.thresholds.syntax import is_unit
from hn2301_asp.source.diagnostics import Finding

UNITS = "vocabulary/units.yaml"


def unit_findings(base: Base) -> Iterator[Finding]:
    """One finding for each unit of which no spelling can stand behind a limit."""
    spellings: dict[str, list[str]] = {}
    for spelling, unit in base.known.vocabulary.spellings:
        spellings.setdefault(unit, []).append(spelling)
    for unit, known in spellings.items():
        if not any(is_unit(spelling) for spelling in known):
            yield Finding(
                "unit-unwritable",
                f"no limit can be written in `{unit}`: the threshold language reads none of its spellings",
                base.place(UNITS, "units", unit),
                help="add a spelling of letters, figures, `/` and powers, such as `mg/dL`, `kg/m2` or `10^9/L`",
            )
