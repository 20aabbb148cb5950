"""What hangs together because it shares something: in groups, or link by link. Nothing here knows what is linked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")

#: What is linked: input atoms and conditions by number, quantities and fields by name.
Key = int | str


def groups_sharing(items: Iterable[_T], names: Callable[[_T], Collection[Key]]) -> Iterator[tuple[_T, ...]]:
    """Things in groups that share no name."""
    left = list(items)
    while left:
        group = [left.pop(0)]
        shared = {*names(group[0])}
        while more := [one for one in left if not shared.isdisjoint(names(one))]:
            group += more
            left = [one for one in left if one not in more]
            shared = shared.union(*map(names, more))
        yield tuple(group)


class Links:
    """Union-find: keys that are linked, directly or through others, have one root."""

    def __init__(self) -> None:
        self.parent: dict[Key, Key] = {}

    def root(self, key: Key) -> Key:
        while (parent := self.parent.get(key, key)) != key:
            self.parent[key] = key = self.parent.get(parent, parent)
        return key

    def join(self, keys: Sequence[Key]) -> None:
        for key in keys[1:]:
            self.parent[self.root(key)] = self.root(keys[0])
