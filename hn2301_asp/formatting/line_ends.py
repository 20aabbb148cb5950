"""How the lines of a file end, and the mark that some editors put before the first."""

from __future__ import annotations

from msgspec import Struct

_MARK = "\ufeff"


class Ends(Struct, frozen=True):
    """What a text has besides its lines: how they end, and whether it begins with a byte order mark."""

    line: str
    mark: str

    def put_to(self, text: str) -> str:
        """A text of plain lines as this one is written."""
        return self.mark + (text if self.line == "\n" else text.replace("\n", self.line))


def taken_off(text: str) -> tuple[str, Ends]:
    """The text with plain line ends, and how they were: where two kinds are mixed, the more frequent one."""
    windows = text.count("\r\n")
    ends = Ends("\r\n" if windows * 2 > text.count("\n") else "\n", _MARK if text.startswith(_MARK) else "")
    return text.removeprefix(_MARK).replace("\r\n", "\n"), ends
