"""All limits told, beside screening the same frame.

Run with ``python -m pytest -m bench -s tests/bench/test_relax.py``; ``python -m tests.bench.relax`` prints a table.
"""

from __future__ import annotations

import pytest

from hn2301_asp.api import Protocol
from tests.bench.relax import beside_screening

pytestmark = pytest.mark.bench


def test_all_limits_of_a_large_frame_take_so_many_times_as_long_as_screening_it_at_most(protocol: Protocol) -> None:
    one, other, times = beside_screening(protocol, 1_000_000, 1)
    print(f"\n  {one.cpu:.1f} s : {other.cpu:.1f} s: {times.wall:.1f} times (CPU {times.cpu:.1f})")
    assert times.cpu <= 60
