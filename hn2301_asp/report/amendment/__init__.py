"""What is found of amendments, in every format, from one result. Heavy libraries are loaded where they are used."""

from hn2301_asp.report.amendment.comparison import comparison_lines, comparison_markdown
from hn2301_asp.report.amendment.data import comparison_data, to_data
from hn2301_asp.report.amendment.docx import to_docx
from hn2301_asp.report.amendment.html import comparison_html, to_html
from hn2301_asp.report.amendment.markdown import to_markdown
from hn2301_asp.report.amendment.sarif import to_sarif
from hn2301_asp.report.amendment.text import finding_lines, report_lines
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
