"""A class of 150 drugs costs at most twice a class of 10."""

from __future__ import annotations

import time

import pytest

from tests import class_base

pytestmark = pytest.mark.bench


def _cpu(members: int) -> float:
    """The time of eleven patients under a protocol that was loaded and has screened nobody yet."""
    protocol = class_base.of_class(members)
    start = time.process_time()
    for record in class_base.records():
        str(protocol.screen(record).explain())
    return time.process_time() - start


def test_a_large_class_costs_hardly_more_than_a_small_one() -> None:
    runs = [(_cpu(10), _cpu(150)) for _ in range(9)][1:]
    small, large = (min(times) for times in zip(*runs, strict=True))
    print(f"11 patients explained: {1000 * small:.0f} ms of 10 drugs, {1000 * large:.0f} ms of 150")
    assert large <= 2 * small
