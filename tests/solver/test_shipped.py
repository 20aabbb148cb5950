"""A knowledge base goes to another machine as data, and comes to the same there."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.screener import Screener
from hn2301_asp.solver import shipped


def test_what_arrives_judges_alike_and_names_no_path(protocol: Protocol) -> None:
    data = shipped.packed(protocol.knowledge_base, protocol.space.circuit)
    assert str(Path(protocol.knowledge_base.root)).encode() not in data
    base, circuit = shipped.unpacked(data)
    assert base.digest == protocol.knowledge_base.digest
    record = {"age": 71, "inr": 2.4, "inr_uln": 1.2}
    assert Screener(base, circuit).screen(record).criteria == protocol.screen(record).criteria


def test_another_release_is_refused(protocol: Protocol) -> None:
    data = shipped.packed(protocol.knowledge_base, protocol.space.circuit)
    sent = msgspec.msgpack.decode(data, type=shipped.Shipped)
    other = msgspec.msgpack.encode(msgspec.structs.replace(sent, version="0.1"))
    with pytest.raises(RuntimeError, match=r"what asks it has 0\.1"):
        shipped.unpacked(other)
