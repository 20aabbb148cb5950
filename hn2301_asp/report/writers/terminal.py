"""Writing to a terminal: colour where a person reads, plain text where a program does."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TextIO

from hn2301_asp.report.writers.lines import Line, plain, printable, wrapped
from hn2301_asp.source.diagnostics import Finding, render, shortened

#: The width of plain output, which must not depend on the terminal.
PLAIN_WIDTH = 100
_INDENT = "  "
_HELP = "  help: "


def is_terminal(stream: TextIO) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def width(stream: TextIO) -> int:
    """The width to write to: the terminal's own, within reason."""
    if not stream.isatty():
        return PLAIN_WIDTH
    import shutil

    return max(60, min(shutil.get_terminal_size().columns, 120))


def write(lines: Iterable[Line], stream: TextIO | None = None) -> None:
    """Lines of styled pieces, with colour on a terminal."""
    stream = stream or sys.stdout
    if not is_terminal(stream):
        stream.write(plain(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*((printable(text), style) for text, style in line)))


def write_text(text: str, stream: TextIO) -> None:
    """Text as it is, but for a terminal without control characters."""
    stream.write("\n".join(printable(line) for line in text.split("\n")) if stream.isatty() else text)


def write_findings(findings: Iterable[Finding], stream: TextIO | None = None) -> None:
    """Findings, one below the other with a blank line between, most severe style first word.

    Of one file so many are shown, and the rest counted.
    """
    stream = stream or sys.stderr
    styles = {"error": "bold red", "warning": "bold yellow", "remark": "bold cyan"}
    shown, rest = shortened(findings)
    for finding in shown:
        first, _, below = render(finding).partition("\n")
        head, bracket, message = first.partition("]")
        lead: Line = [(head + bracket, styles[finding.severity])]
        lines: list[Line] = [[*lead, (message, "bold")]]
        if stream.isatty():
            # For a program, and in a file, each part of a finding is one line.
            lines = list(wrapped([*lead, (" ", "")], message.strip(), width(stream), _INDENT, "bold"))
        for line in below.split("\n") if below else ():
            if stream.isatty() and line.startswith(_HELP):
                lines += wrapped([(_HELP, "")], line.removeprefix(_HELP), width(stream), _INDENT * 2)
            else:
                lines.append([(line, "")])
        write([*lines, []], stream)
    for line in rest:
        write([[(line, "")], []], stream)
