"""Whose fault it is when a library stumbles over a file: the file's, or the library's as it is installed.

This module must not know any library.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hn2301_asp.source.diagnostics import Finding, InputError


class LibraryFailure(Exception):
    """A library does not do what it must be able to do, whatever file it is given."""

    def __init__(self, library: str, said: str) -> None:
        super().__init__(f"{_installed(library)} does not work here: {said}")
        self.library = library


def vouch(library: str, works: Callable[[], object]) -> None:
    """Returns where a library does a small task that it must be able to do: then the file is at fault.

    Raises:
        LibraryFailure: it does not; names the installed version and what the library said.
    """
    try:
        works()
    except Exception as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise LibraryFailure(library, said) from error


def installed(library: str, what: str, extra: str) -> None:
    """Raises InputError where an optional library is not installed: with what it is needed for, and how to get it."""
    try:
        importlib.import_module(library)
    except ImportError as missing:
        message = f"{what} needs {library}, which is not installed"
        raise InputError(Finding(extra, message, help=f'pip install "hn2301-asp[{extra}]"')) from missing


@contextmanager
def blamed(library: str, works: Callable[[], object], problem: Callable[[Exception], Exception]) -> Iterator[None]:
    """Within it whatever a library raises is its own failure, or else the problem that is made of it.

    A release of a library may raise anything at all. Raises LibraryFailure where the library does not
    do a small task that it must be able to do, else what ``problem`` makes of the error.
    """
    try:
        yield
    except Exception as error:
        vouch(library, works)
        raise problem(error) from None


@contextmanager
def required(library: str) -> Iterator[None]:
    """Within it a library is given nothing of a user's: whatever it raises itself is its own failure.

    Raises LibraryFailure; an error that was not raised by the library, when it was called here, stays as it is.
    """
    try:
        yield
    except Exception as error:
        if _raised_by(library, error):
            raise LibraryFailure(library, " ".join(str(error).split()) or type(error).__name__) from error
        raise


def _raised_by(library: str, error: Exception) -> bool:
    """Whether the call that failed was one into the library: whom the last of our own functions had called."""
    own = __name__.partition(".")[0]
    called: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
        called = [] if name == own else [*called, name]
        trace = trace.tb_next
    importing = isinstance(error, ImportError) and (error.name or "").partition(".")[0] == library
    return importing or library in called


def _installed(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"{library}, which is not installed,"
