"""Ctrl-C ends the program at once, from its first moments. Imports next to nothing, so as to be there first."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from typing import Final

INTERRUPTED: Final = 130


def watch_for_interrupts() -> None:
    """Has Ctrl-C end the program at once, with nothing half written, wherever it is: in a solver too.

    A thread of its own waits for it, since a library that is asked in the midst of its work would
    answer for Ctrl-C, late or with a message of its own. Only for a program of its own, never where it is called
    by another one.
    """
    if (
        hasattr(signal, "pthread_sigmask")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        and sys.stdout is sys.__stdout__
    ):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    signal.sigwait({signal.SIGINT})
    outputs = sys.modules.get("hn2301_asp.source.outputs")
    told: list[str] = []
    if abandon := getattr(outputs, "abandon", None):  # Else nothing is being written yet.
        told = abandon()
    with suppress(OSError):
        os.write(2, "".join(f"{text}\n" for text in ("interrupted", *told)).encode())
    os._exit(INTERRUPTED)
