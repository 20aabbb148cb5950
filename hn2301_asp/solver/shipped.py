"""A knowledge base and its circuit as bytes, for another process or machine of the same release.

They are data: nothing is executed that reads them, and no path of this machine goes along.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from hn2301_asp.__about__ import __version__
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.solver.ground import Circuit
from hn2301_asp.source.kept import decode, encode


class Shipped(msgspec.Struct, frozen=True):
    """What is sent, and the release of this package that sent it."""

    version: str
    base: msgspec.Raw


class _Whole(msgspec.Struct, frozen=True):
    base: KnowledgeBase
    circuit: Circuit


def packed(base: KnowledgeBase, circuit: Circuit) -> bytes:
    """Both as bytes."""
    whole = msgspec.msgpack.encode(_Whole(replace(base, root=""), circuit), enc_hook=encode)
    return msgspec.msgpack.encode(Shipped(__version__, msgspec.Raw(whole)))


def unpacked(data: bytes) -> tuple[KnowledgeBase, Circuit]:
    """The other way round; raises RuntimeError where another release of this package packed them."""
    sent = msgspec.msgpack.decode(data, type=Shipped)
    if sent.version != __version__:
        raise RuntimeError(f"this machine has hn2301-asp {__version__}, and what asks it has {sent.version}")
    whole = msgspec.msgpack.decode(bytes(sent.base), type=_Whole, dec_hook=decode)
    return whole.base, whole.circuit
