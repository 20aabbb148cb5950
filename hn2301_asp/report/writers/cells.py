"""Cells of tables that people open in a spreadsheet. Knows nothing of what a table is about."""

from __future__ import annotations

import re

#: Characters with which spreadsheets begin a formula; a tab or line end hides one from the eye.
_BEGINS_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def neutral(text: str) -> str:
    """The text of a cell, with an apostrophe before what a spreadsheet would run as a formula.

    For text that comes from users (ids, remarks, values as given), in CSV and XLSX alike. Plain
    numbers are left alone. See OWASP, "CSV Injection".
    """
    if _BEGINS_FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
