"""Writing small files into the working folder, and the text with which they are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hn2301_asp.patient.readers import read
from hn2301_asp.source.diagnostics import InputError, render

Refusal = Callable[[str, str | bytes], str]
Records = Callable[[str, str | bytes], list[dict[str, object]]]


def put(name: str, content: str | bytes) -> Path:
    """Writes a file into the working folder, bytes as they are and text as UTF-8."""
    path = Path(name)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def values_of(path: Path | str) -> list[dict[str, object]]:
    """The values of a file's records; no row of it may be rejected."""
    reading = read(path)
    assert reading.rejected == ()
    return [dict(record.values) for record in reading.records]


def refusal_of(path: Path | str) -> str:
    """The text with which a file as a whole is refused, with a line feed at its end."""
    with pytest.raises(InputError) as caught:
        read(path)
    return f"{caught.value}\n"


def rejections_of(path: Path | str) -> str:
    """The text of the findings of a file's rejected rows, each with a line feed at its end."""
    return "".join(f"{render(one)}\n" for _, row in read(path).rejected for one in row)
