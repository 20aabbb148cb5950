"""A worker: does the tasks that it is given until there are no more."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from typing import Any

from hn2301_asp.loader import load_files
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.tables.tasks import TASKS
from hn2301_asp.tables.workers import read_message, write_message


def main() -> None:
    """Reads tasks from standard input and writes what they come to: nothing else is written there."""
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Who started it is told of Ctrl-C, and ends it.
    given = sys.stdin.buffer
    found = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        files, opened = read_message(given)
        screener = load_files(files, opened)
        while True:
            name, arguments = read_message(given)
            write_message(found, _done(screener, name, arguments))
    except (EOFError, BrokenPipeError):
        os._exit(0)


def _done(screener: Any, name: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "done", TASKS[name](screener, *arguments)
    except InputError as error:
        return "input", error.findings
    except Exception as error:
        return "failed", "".join(traceback.format_exception(error))
