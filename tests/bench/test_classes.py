"""A class of 150 drugs costs at most twice a class of 10."""

from __future__ import annotations

import time

import pytest

from tests import class_base

pytestmark = pytest.mark.bench


def _cpu(members: int) -> float:
    start = time.process_time()
    protocol = class_base.of_class(members)
    for record in class_base.records():
        str(protocol.screen(record).explain())
    return time.process_time() - start


def test_a_large_class_costs_hardly_more_than_a_small_one() -> None:
    _cpu(10)
    small, large = (min(_cpu(members) for _ in range(5)) for members in (10, 150))
    print(f"11 patients explained: {1000 * small:.0f} ms of 10 drugs, {1000 * large:.0f} ms of 150")
    assert large <= 4 * small
