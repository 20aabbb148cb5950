"""What is wrong with a single value, before it is known where the value stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal


class ValueProblem(ValueError):
    """A value that is not understood: what is wrong, and how to mend it."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.help = help


def shown(raw: object) -> str:
    """A value for a message, as it was written as far as it knows, and shortened."""
    try:
        text = " ".join((raw if type(raw) is str else _written(raw, str)).split())
    except (ValueError, RecursionError):
        return "…"  # A number of thousands of digits, or lists within lists without end.
    return text if len(text) <= 60 else text[:59] + "…"


def _written(raw: object, text: Callable[[object], str]) -> str:
    """The value as a file has it; what stands in lists keeps its quotation marks."""
    if raw is None:
        return "null"
    if isinstance(raw, list):
        return f"[{', '.join(_written(item, repr) for item in raw)}]"
    if isinstance(raw, Mapping):
        return f"{{{', '.join(f'{key}: {_written(item, repr)}' for key, item in raw.items())}}}"
    return str(raw) if isinstance(raw, Decimal) else text(raw)
