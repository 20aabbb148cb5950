"""A desk for amendments of the small protocol."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.amendment.conflicts.small_amendments import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
