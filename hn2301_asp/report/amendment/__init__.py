"""What is found of amendments, in every format, from one result. A writer is imported when its format is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hn2301_asp.report.amendment.data import comparison_data, to_data
    from hn2301_asp.report.amendment.formats import (
        comparison_html,
        comparison_lines,
        comparison_markdown,
        finding_lines,
        report_lines,
        to_docx,
        to_html,
        to_markdown,
    )
    from hn2301_asp.report.amendment.sarif import to_sarif
    from hn2301_asp.report.amendment.written import written_lines

__all__ = [
    "comparison_data",
    "comparison_html",
    "comparison_lines",
    "comparison_markdown",
    "finding_lines",
    "report_lines",
    "to_data",
    "to_docx",
    "to_html",
    "to_markdown",
    "to_sarif",
    "written_lines",
]

_HOMES = {
    **dict.fromkeys(("comparison_html", "comparison_lines", "comparison_markdown"), "formats"),
    **dict.fromkeys(("finding_lines", "report_lines", "to_docx", "to_html", "to_markdown"), "formats"),
    **dict.fromkeys(("comparison_data", "to_data"), "data"),
    "to_sarif": "sarif",
    "written_lines": "written",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
