"""The terminal or pipe that a command writes to, whatever it can take.

A reader that goes away is no error and changes no exit code; a character that cannot be shown is
written as an escape; what cannot be written otherwise is told. This module knows no command.
"""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TextIO, cast

from hn2301_asp.source.diagnostics import Finding, InputError


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """The escapes of characters that an encoding lacks: those of JSON, so that JSON stays what it is."""
    import json

    assert isinstance(error, UnicodeEncodeError)
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


_ESCAPE: Final = "hn2301-escape"
codecs.register_error(_ESCAPE, _escaped)


class Stream:
    """A stream that is written to as far as it can take it."""

    def __init__(self, stream: TextIO | None, *, told: bool) -> None:
        """``told`` says whether it is an error where it cannot be written."""
        self._stream = stream
        self._told = told
        self._gone = False

    def write(self, text: str) -> int:
        if self._gone:
            return len(text)
        with self._as_far_as_it_takes():
            if self._stream is None:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            try:
                self._stream.write(text)
            except UnicodeEncodeError:
                encoding = self._stream.encoding or "ascii"
                self._stream.write(text.encode(encoding, _ESCAPE).decode(encoding))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        if self._gone or self._stream is None:
            return
        with self._as_far_as_it_takes():
            self._stream.flush()

    @contextmanager
    def _as_far_as_it_takes(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            self._leave()
        except OSError as error:
            self._leave()
            if self._told:
                raise InputError(_finding(error)) from None

    @property
    def gone(self) -> bool:
        """Whether whoever read it has left."""
        return self._gone

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _leave(self) -> None:
        """Nothing is written here any more, and what waits in the buffer goes nowhere when the program ends."""
        self._gone = True
        _lead_nowhere(self._stream)


def _lead_nowhere(stream: TextIO | None) -> None:
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, cast(TextIO, stream).fileno())
        os.close(nowhere)


def _finding(error: OSError) -> Finding:
    return Finding("output", f"the output cannot be written: {(error.strerror or str(error)).lower()}")


@contextmanager
def streams() -> Iterator[None]:
    """Within it standard output and standard error are such streams."""
    before = sys.stdout, sys.stderr
    sys.stdout = cast(TextIO, Stream(sys.stdout, told=True))
    sys.stderr = cast(TextIO, Stream(sys.stderr, told=False))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def flushed(code: int) -> int:
    """The exit code once all is written: 2 where it could not be."""
    try:
        sys.stdout.flush()
    except InputError as error:
        from hn2301_asp.report.writers.terminal import write_findings

        write_findings(error.findings)
        code = 2
    sys.stderr.flush()
    return code


def unwritten(error: OSError) -> int:
    """The exit code of a program that could not be heard; a reader who has left needs to be told nothing."""
    _lead_nowhere(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return 0
    sys.stderr.write(f"error[output] {_finding(error).message}\n")
    return 2


def leave(code: object) -> None:
    """Ends a program of its own once all is written; returns where that is the interpreter's to do.

    To take apart all that was made, thing by thing, takes the interpreter up to a third of a short command's time.
    """
    if isinstance(code, int) or code is None:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError, AttributeError):
            return
        os._exit(code or 0)
