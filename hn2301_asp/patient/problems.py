"""What is wrong with a single value, before it is known where the value stands."""

from __future__ import annotations


class ValueProblem(ValueError):
    """A value that is not understood: what is wrong, and how to mend it."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.help = help


def shown(raw: object) -> str:
    """A value for a message, shortened."""
    text = " ".join(str(raw).split())
    return text if len(text) <= 60 else text[:59] + "…"
