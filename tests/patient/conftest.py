"""A record's patient, and the text with which a record is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.patient.model import Patient
from hn2301_asp.source.diagnostics import InputError

Record = dict[str, Any]


@pytest.fixture
def patient(protocol: Protocol) -> Callable[[Record], Patient]:
    """The patient of a record, which must be understood."""
    return protocol.patient


@pytest.fixture
def refused(protocol: Protocol) -> Callable[[Record], str]:
    """The text with which a record is refused."""

    def refuse(record: Record) -> str:
        with pytest.raises(InputError) as caught:
            protocol.patient(record)
        return str(caught.value)

    return refuse
