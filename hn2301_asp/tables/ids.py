"""Who stands in a table, as digests: eight bytes of memory a row, whatever the rows' ids are.

Where two digests are the same the rows are gone through again, and it is the names that are compared.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from hashlib import blake2b
from itertools import pairwise

from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.private import Private

#: Digests are kept by their first byte: a part at a time is sorted.
_PARTS = 256


class Twice(Private, frozen=True):
    """The first two rows of a patient who stands in several: by the number of the row among all, and its place."""

    first: tuple[int, Place]
    second: tuple[int, Place]

    def other(self, number: int) -> Place:
        """The place of another row than the one of that number."""
        return self.second[1] if number == self.first[0] else self.first[1]


def digests_of(names: Iterable[str | None]) -> bytes:
    """The digests of names, one behind the other; who has no name has none."""
    return b"".join([digest_of(name) for name in names if name is not None])


def digest_of(name: str) -> bytes:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()


class Seen:
    """The digests of all names."""

    def __init__(self) -> None:
        self.parts = [array("Q") for _ in range(_PARTS)]

    def add(self, digests: bytes) -> None:
        found = array("Q")
        found.frombytes(digests)
        for one in found:
            self.parts[one & 255].append(one)

    def twice(self) -> frozenset[bytes]:
        """The digests that stand there more than once."""
        found: set[bytes] = set()
        for part in self.parts:
            ordered = sorted(part)
            found.update(array("Q", [one]).tobytes() for one, other in pairwise(ordered) if one == other)
        return frozenset(found)
