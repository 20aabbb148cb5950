"""The command line: its groups of commands, one module each."""

from __future__ import annotations

import gc
from typing import Final

#: So many objects are made before those that nobody holds any more are looked for.
_SELDOM: Final = 200_000


def run() -> None:
    """The program `hn2301`: the commands in a process of their own, which ends with them.

    What its imports make stays to its end, and nearly all else that a short program makes too: it is
    not looked for as garbage. Ctrl-C ends it from here on.
    """
    gc.disable()
    from hn2301_asp.cli.interrupts import watch_for_interrupts

    watch_for_interrupts()
    from hn2301_asp.cli.commands import main
    from hn2301_asp.cli.streams import leave, unwritten

    gc.freeze()
    gc.set_threshold(_SELDOM)
    gc.enable()
    try:
        main()
    except SystemExit as ended:
        leave(ended.code)
        raise
    except OSError as error:  # What the program says of itself could not be written.
        leave(unwritten(error))
        raise
