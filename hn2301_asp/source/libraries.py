"""Whose fault it is when a library stumbles over a file: the file's, or the library's as it is installed.

This module must not know any library.
"""

from __future__ import annotations

from collections.abc import Callable


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


def _installed(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"{library}, which is not installed,"
