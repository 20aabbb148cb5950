"""Data of patients, which no log may show by accident. Knows nothing of what they are."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Private(Struct, frozen=True):
    """A struct that may hold a patient's data: printed, it says what it is and nothing that is in it.

    Whoever wants the data asks for a field by its name.
    """

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """What pretty printers ask for: nothing."""
        return []
