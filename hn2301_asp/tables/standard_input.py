"""Standard input as a file: kept in a private one without a name, so that it can be read twice and nobody finds it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any, Final

from hn2301_asp.patient.readers.files import fail
from hn2301_asp.source.limits import MAX_CSV_BYTES
from hn2301_asp.source.text import megabytes

_CHUNK: Final = 1 << 20
#: Where a system shows open files by their numbers.
_OPEN_FILES: Final = ("/proc/self/fd", "/dev/fd")


class Spooled:
    """What stood in standard input; ``path`` leads to it as long as this is held."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        """``name`` is what it is called in messages."""
        import tempfile

        self._file: Any = tempfile.TemporaryFile()  # noqa: SIM115
        size = 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > MAX_CSV_BYTES:
                fail("file-too-large", f"more than {megabytes(MAX_CSV_BYTES)} are not read", name, "give it as a file")
            self._file.write(chunk)
        self._file.flush()
        if not size:
            fail("file-empty", "nothing stands there", name)
        self.path = self._place()

    def head(self, size: int) -> bytes:
        """The first bytes."""
        self._file.seek(0)
        found: bytes = self._file.read(size)
        return found

    def _place(self) -> Path:
        for folder in _OPEN_FILES:
            place = Path(folder, str(self._file.fileno()))
            if place.exists() and os.path.samestat(os.stat(place), os.fstat(self._file.fileno())):
                return place
        # Elsewhere it has a name, in a folder that only its owner can open, until the program ends.
        import tempfile

        named: Any = tempfile.NamedTemporaryFile(prefix="hn2301-")  # noqa: SIM115
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            named.write(chunk)
        named.flush()
        self._file = named
        return Path(named.name)
